"""The GitHub Action: what its steps do, run as the runner runs them."""

import os
import subprocess
import sys
from pathlib import Path

from retrokit.yamltree import Mapping, Sequence, plain, read_tree
from tests.conftest import ROOT, Git

BAD = (ROOT / "src/retrokit/data/rules/RK302/bad.md").read_text(encoding="utf-8")


def steps() -> list[dict[str, str]]:
    """The steps of action.yml, each as its keys."""
    runs = read_tree((ROOT / "action.yml").read_text(encoding="utf-8"), 1)["runs"].value
    assert isinstance(runs, Mapping)
    listed = runs.entries["steps"].value
    assert isinstance(listed, Sequence)
    return [{key: str(value) for key, value in dict(plain(step)).items()} for step in listed.items]  # type: ignore[call-overload]


def run_step(script: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    options = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]  # as "shell: bash" is run
    return subprocess.run(
        options, cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


def test_it_annotates_what_a_pull_request_changes(tmp_path: Path, git_repo: Git, tmp_path_factory: object) -> None:
    for name, day in (("old", "2026-03-10"), ("new", "2026-03-14")):
        if name == "new":
            git_repo("switch", "-q", "-c", "change")
        (tmp_path / "postmortems").mkdir(exist_ok=True)
        (tmp_path / f"postmortems/{day}-{name}.md").write_text(BAD.replace("2026-03-14", day), encoding="utf-8")
        git_repo("add", "-A")
        git_repo("commit", "-qm", name)
    install, repeats, check = steps()
    assert '"$SOURCE"' in install["run"] and "venv" in install["run"]
    runner = tmp_path / "runner"
    (runner / "retrokit/bin").mkdir(parents=True)
    (runner / "retrokit/bin/retrokit").symlink_to(Path(sys.executable).parent / "retrokit")
    summary = runner / "summary.md"
    where = {"RUNNER_TEMP": str(runner), "GITHUB_STEP_SUMMARY": str(summary)}
    assert run_step(repeats["run"], tmp_path, **where).returncode == 0
    assert "incidents" in summary.read_text(encoding="utf-8")
    whole = run_step(check["run"], tmp_path, SINCE="", ARGS="--select RK302", **where)
    assert whole.returncode == 1 and whole.stdout.count("::error file=postmortems/") == 2
    changed = run_step(check["run"], tmp_path, SINCE="main", ARGS="--select RK302", **where)
    assert changed.returncode == 1 and changed.stdout.count("::error file=postmortems/2026-03-14-new.md") == 1
    assert "2026-03-10-old" not in changed.stdout


def test_nothing_that_others_write_becomes_part_of_a_script() -> None:
    for step in steps():
        assert "${{" not in step["run"]
