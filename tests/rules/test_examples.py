"""Each rule has a report that it refuses, and the same after the change that its message asks for, which all rules accept."""

import shutil
from pathlib import Path

import pytest

from retrokit.vocabulary import Problem
from tests.conftest import ROOT, Run

FOLDER = ROOT / "src/retrokit/data/rules"
TODAY = "2026-03-21"
"""A week after the incident that the examples tell."""

NAMES = {
    "RK106": "checkout-times-out.md",
    "RK118": "2026-03-15-checkout-times-out.md",
}
"""The file's name where the rule is about that."""


def repository(tmp_path: Path, problem: Problem, kind: str) -> Path:
    """A folder with the example as its newest report, the earlier ones that it is held against, and the config that it needs."""
    example = FOLDER / problem.code
    reports = tmp_path / "postmortems"
    reports.mkdir()
    for earlier in example.glob("history/*"):
        shutil.copyfile(earlier, reports / earlier.name)
    if (example / "retrokit.toml").exists():
        shutil.copyfile(example / "retrokit.toml", tmp_path / "retrokit.toml")
    report = reports / NAMES.get(problem.code, "2026-03-14-checkout-times-out.md")
    shutil.copyfile(example / f"{kind}.md", report)
    return report


@pytest.mark.parametrize("problem", Problem, ids=lambda problem: problem.code)
def test_the_bad_example_is_refused_for_this_reason_alone(problem: Problem, tmp_path: Path, run: Run) -> None:
    report = repository(tmp_path, problem, "bad")
    done = run("-C", tmp_path, "check", report, "--today", TODAY, code=1)
    codes = {line.split(": ")[1].split()[0] for line in done.out.splitlines() if line.startswith("postmortems/")}
    assert codes == {problem.code}, done.out


@pytest.mark.parametrize("problem", Problem, ids=lambda problem: problem.code)
def test_the_good_example_is_accepted(problem: Problem, tmp_path: Path, run: Run) -> None:
    report = repository(tmp_path, problem, "good")
    done = run("-C", tmp_path, "check", report, "--today", TODAY)
    assert done.out == "" and done.err == ""


@pytest.mark.parametrize("problem", Problem, ids=lambda problem: problem.code)
def test_the_page_has_a_reason_and_a_source(problem: Problem) -> None:
    page = (FOLDER / problem.code / "page.md").read_text(encoding="utf-8")
    heading, short, *rest = page.strip().split("\n\n")
    assert heading == f"# {problem.code} {problem.called}"
    assert short.endswith(".") and "\n" not in short
    assert len(rest) >= 2 and rest[-1].startswith("Source: ")
    assert all(len(line) <= 150 for line in page.splitlines())
