"""`retrokit check`: what it says, to whom, and under which policy."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from syrupy.assertion import SnapshotAssertion

from retrokit.vocabulary import Problem
from tests.conftest import EXAMPLES, ROOT, Git, Run

PAGES = ROOT / "src/retrokit/data/rules"
BAD = (PAGES / "RK302/bad.md").read_text(encoding="utf-8")
GOOD = (PAGES / "RK302/good.md").read_text(encoding="utf-8")
TODAY = ("--today", "2026-03-21")
NAME = "postmortems/2026-03-14-checkout-times-out.md"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with one report that has an action without an owner."""
    (tmp_path / "postmortems").mkdir()
    (tmp_path / NAME).write_text(BAD, encoding="utf-8")
    return tmp_path


def codes(out: str) -> list[str]:
    """The codes of the findings in a text."""
    return re.findall(r"^\S+:\d+:\d+: (RK\d+)", out, re.MULTILINE)


def test_a_finding_names_place_line_and_change(place: Path, run: Run) -> None:
    done = run("-C", place, "check", *TODAY, code=1)
    assert done.out == (
        f"{NAME}:12:5: RK302 action has no owner\n"
        "   12 |   - title: Put PgBouncer with a ceiling across pods in front of Postgres\n"
        '      |     ^^^^^ write `owner: "@name"` below its title: one person\n'
        "\n"
        "1 problem in 1 of 1 postmortem. `retrokit rule RK302` explains.\n"
        "1 of them can be mended, or made ready to be filled in: `retrokit check --fix`.\n"
    )
    assert done.err == ""


def test_all_is_well_is_quiet(place: Path, run: Run) -> None:
    (place / NAME).write_text(GOOD, encoding="utf-8")
    done = run("-C", place, "check", *TODAY)
    assert (done.out, done.err) == ("", "")


def test_one_bad_file_hides_no_other(place: Path, run: Run) -> None:
    (place / "postmortems/2026-03-01-broken.md").write_bytes(b"---\ntitle: [\n---\n")
    (place / "postmortems/2026-03-02-latin.md").write_bytes(b"---\ntitle: caf\xe9\n---\n")
    (place / "postmortems/2026-03-03-plain.md").write_text("# No front matter\n", encoding="utf-8")
    done = run("-C", place, "check", *TODAY, code=1)
    assert codes(done.out) == ["RK103", "RK101", "RK102", "RK302"]
    assert "4 problems in 4 of 4 postmortems" in done.out


@pytest.mark.parametrize("format", ["text", "github", "markdown", "json", "sarif"])
def test_every_format(format: str, place: Path, run: Run, screen_snapshot: SnapshotAssertion) -> None:
    odd = BAD.replace("2026-03-14", "2026-03-13").replace(
        "Put PgBouncer", "Put `a` | <b>%0A::error::\u202e [x](y) *z* 連 PgBouncer"
    )
    (place / "postmortems/2026-03-13-a,b:c.md").write_text(odd, encoding="utf-8")
    out = run("-C", place, "check", *TODAY, "--format", format, code=1).out
    assert "\u202e" not in out
    if format == "sarif":
        log = json.loads(out)
        log["runs"][0]["tool"]["driver"]["rules"] = ["…"]
        out = json.dumps(log, indent=2, ensure_ascii=False) + "\n"
    assert out == screen_snapshot


def test_sarif_is_valid_against_the_published_schema(run: Run, tmp_path: Path) -> None:
    schema = json.loads((ROOT / "tests/schemas/sarif-2.1.0.json").read_text(encoding="utf-8"))
    for example in PAGES.iterdir():
        target = tmp_path / "postmortems" / f"2026-03-14-{example.name}.md"
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(example / "bad.md", target)
    run("-C", tmp_path, "check", *TODAY, "-o", tmp_path / "x.sarif", code=1)
    log = json.loads((tmp_path / "x.sarif").read_text(encoding="utf-8"))
    assert list(jsonschema.Draft4Validator(schema).iter_errors(log)) == []
    (only,) = log["runs"]
    assert [rule["id"] for rule in only["tool"]["driver"]["rules"]] == [problem.code for problem in Problem]
    assert len({result["ruleId"] for result in only["results"]}) > 30
    prints = [result["partialFingerprints"]["retrokit/v1"] for result in only["results"]]
    assert len(set(prints)) == len(prints)
    assert all(only["tool"]["driver"]["rules"][r["ruleIndex"]]["id"] == r["ruleId"] for r in only["results"])


def test_a_fingerprint_survives_lines_above(place: Path, run: Run) -> None:
    def prints() -> list[str]:
        log = json.loads(run("-C", place, "check", *TODAY, "--format", "sarif", code=1).out)
        return [result["partialFingerprints"]["retrokit/v1"] for result in log["runs"][0]["results"]]

    before = prints()
    (place / NAME).write_text(BAD.replace("severity:", "# a comment\n# and one more\nseverity:"), encoding="utf-8")
    assert prints() == before


def test_statistics_and_exit_zero(place: Path, run: Run) -> None:
    assert run("-C", place, "check", *TODAY, "--statistics", code=1).out == "     1  RK302  no-owner\n"
    assert codes(run("-C", place, "check", *TODAY, "--exit-zero").out) == ["RK302"]


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ("[check]\nignore = ['RK302']\n", []),
        ("[check]\nignore = ['no-owner']\n", []),
        ("[check]\nignore = ['RK3']\n", []),
        ("[check]\nignore = ['RK3']\nextend-select = ['RK302']\n", ["RK302"]),
        ("[check]\nselect = ['RK1']\n", []),
        ("[check]\nselect = ['RK302']\nignore = ['RK302']\n", []),
        ("[check]\nenforce_from = 2026-03-14\n", ["RK302"]),
        ("[check]\nenforce_from = 2026-03-15\n", []),
        ("[check.per-file-ignores]\n'postmortems/*' = ['RK302']\n", []),
        ("[check.per-file-ignores]\n'other/*' = ['RK302']\n", ["RK302"]),
        ("[check.severities]\nRK302 = ['SEV1']\n", []),
        ("[check.severities]\nRK3 = ['sev 2', 'SEV1']\n", ["RK302"]),
        ("[check.due_within]\nSEV2 = 10\n", ["RK302", "RK306"]),
        ("[check]\nrequired_keys = ['roadmap']\nrequired_sections = ['Timeline']\n", ["RK114", "RK302", "RK503"]),
        ("", ["RK302"]),
    ],
)
def test_the_policy(config: str, told: list[str], place: Path, run: Run) -> None:
    (place / "retrokit.toml").write_text(config, encoding="utf-8")
    done = run("-C", place, "check", *TODAY, code=int(bool(told)))
    assert codes(done.out) == told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--ignore", "RK302"], []),
        (["--ignore", "RK1,no-owner"], []),
        (["--select", "RK1"], []),
        (["--select", "RK1", "--extend-select", "RK302"], ["RK302"]),
        (["--select", "no-owner", "--select", "RK5"], ["RK302"]),
    ],
)
def test_the_command_line_has_the_word_over_the_config(
    arguments: list[str], told: list[str], place: Path, run: Run
) -> None:
    (place / "retrokit.toml").write_text("[check]\nselect = ['RK2']\n", encoding="utf-8")
    if "--ignore" in arguments:
        (place / "retrokit.toml").unlink()
    assert codes(run("-C", place, "check", *TODAY, *arguments, code=int(bool(told))).out) == told


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ("[check]\nselekt = ['RK1']\n", "did you mean `select`?"),
        ("[check]\nignore = ['RK999']\n", "there is no rule 'RK999'"),
        ("[check]\nignore = ['no-ownr']\n", "did you mean `no-owner`?"),
        ("[check]\nenforce_from = 'soon'\n", "must be a day, e.g. enforce_from = 2026-01-01"),
        ("[check]\nenforce_from = 2026-01-01T10:00:00\n", "must be a day"),
        ("[check.due_within]\nSEV1 = 'soon'\n", "`check.due_within.SEV1` must be a whole number"),
        ("[check]\nslow_detection = true\n", "must be a whole number"),
        ("[check]\nrequired_keys = ['sevrity']\n", "did you mean `severity`?"),
        ("check = 3\n", "`check` must be a table"),
        ("[check.severities]\nRK9 = ['SEV1']\n", "there is no rule 'RK9'"),
        ("[check]\nper_file_ignores = ['x']\n", "`check.per_file_ignores` must be a table"),
    ],
)
def test_a_broken_policy_ends_with_2_and_names_the_key(config: str, told: str, place: Path, run: Run) -> None:
    (place / "retrokit.toml").write_text(config, encoding="utf-8")
    done = run("-C", place, "check", code=2)
    assert told in " ".join(done.err.split()) and "retrokit.toml" in done.err and done.out == ""


def test_a_report_may_leave_a_rule_out_and_says_why(place: Path, run: Run) -> None:
    def with_ignore(value: str) -> str:
        (place / NAME).write_text(BAD.replace("severity:", f"ignore: {value}\nseverity:"), encoding="utf-8")
        return run("-C", place, "check", *TODAY, "--exit-zero").out

    assert codes(with_ignore("{RK302: the vendor does it}")) == []
    assert codes(with_ignore("{no-owner: the vendor does it}")) == []
    assert codes(with_ignore("{RK302: }")) == ["RK119", "RK302"]
    assert codes(with_ignore("[RK302]")) == ["RK119", "RK302"]
    assert codes(with_ignore("{RK302: why, RK777: why}")) == ["RK119"]
    assert codes(with_ignore("{RK302: why, RK777: why, RK119: why}")) == ["RK119"]


def test_drafts_are_judged_gently(place: Path, run: Run) -> None:
    draft = "---\ntitle: Queue stalls\ndate: 2026-03-20\nstatus: draft\ncauses: []\n---\n## What happened\n"
    (place / NAME).unlink()
    report = place / "postmortems/2026-03-20-queue.md"
    report.write_text(draft, encoding="utf-8")
    assert run("-C", place, "check", *TODAY).out == ""
    report.write_text(draft.replace("draft", "final"), encoding="utf-8")
    assert codes(run("-C", place, "check", *TODAY, code=1).out) == ["RK301", "RK201", "RK502"]
    report.write_text(draft.replace("draft", "drfat"), encoding="utf-8")
    assert "RK109" in codes(run("-C", place, "check", *TODAY, code=1).out)
    report.write_text(draft.replace("causes: []", "repeat_of: [nowhere]"), encoding="utf-8")
    assert codes(run("-C", place, "check", *TODAY, code=1).out) == ["RK402"]


def test_without_fix_nothing_is_written(place: Path, git_repo: Git, run: Run) -> None:
    git_repo("add", "-A")
    before = {path: path.read_bytes() for path in place.rglob("*") if path.is_file() and "retrokit" not in path.parts}
    run("-C", place, "check", *TODAY, code=1)
    run("-C", place, "check", *TODAY, "--staged", code=1)
    after = {path: path.read_bytes() for path in place.rglob("*") if path.is_file() and "retrokit" not in path.parts}
    assert after == before


ASK: list[list[str]] = [
    [],
    [NAME],
    ["--staged"],
    ["--ignore", "RK302"],
    ["--select=RK3", "--format", "json"],
    ["--format=sarif", "--no-cache"],
    ["--statistics", "--color", "always"],
    ["--exit-zero", "--", NAME],
    ["--select", "RK999"],
    ["--format", "jsn"],
    ["--today", "soon"],
    ["--select"],
    ["none.md"],
    ["--colour", "never"],
]


@pytest.mark.parametrize("arguments", ASK, ids=" ".join)
def test_the_quick_way_says_what_typer_says(
    arguments: list[str], place: Path, git_repo: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    git_repo("add", "-A")
    dated = arguments if "--today" in arguments else [*TODAY, *arguments]

    def answer(code: str) -> tuple[int, bytes, bytes]:
        done = subprocess.run(
            [sys.executable, "-c", code, "-C", str(place), "check", *dated], capture_output=True, check=False
        )
        return done.returncode, done.stdout, done.stderr

    quick = answer("from retrokit.__main__ import run_and_leave; run_and_leave()")
    slow = answer("import sys; sys.argv[0] = 'retrokit'\nfrom retrokit.cli.app import main; main()")
    assert quick == slow
    assert quick[0] in (0, 1, 2) and (quick[1] or quick[2] or quick[0] == 0)


@pytest.fixture
def company(tmp_path: Path, git_repo: Git) -> Path:
    """The made-up company's history in git."""
    shutil.copytree(EXAMPLES / "postmortems", tmp_path / "postmortems")
    git_repo("add", "-A")
    git_repo("commit", "-qm", "history")
    return tmp_path


def findings(run: Run, *arguments: object) -> object:
    return json.loads(run("check", "--today", "2026-11-23", "--format", "json", "--exit-zero", *arguments).out)[
        "findings"
    ]


def test_what_is_kept_answers_as_the_history_itself(
    company: Path, git_repo: Git, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(company)
    names = sorted(str(path.relative_to(company)) for path in (company / "postmortems").iterdir())
    whole = [finding for finding in findings(run) if isinstance(finding, dict)]  # type: ignore[attr-defined]
    assert sum(finding["code"] == "RK401" for finding in whole) >= 5
    for name in names:  # one by one: what is kept is asked
        own = [finding for finding in whole if finding["path"] == name]
        assert findings(run, name) == own, name
        assert findings(run, name, "--no-cache") == own, name


def test_what_changed_since_it_was_kept_is_seen(
    company: Path, git_repo: Git, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(company)
    newest, kept = "postmortems/2026-11-22-new.md", "postmortems/2024-05-10-checkout-timeouts-mothers-day.md"
    text = (company / kept).read_text(encoding="utf-8").replace("date: 2024-05-10", "date: 2026-11-22")
    (company / newest).write_text(text, encoding="utf-8")
    git_repo("add", newest)

    def said() -> object:
        first = findings(run, newest)
        assert first == findings(run, newest, "--no-cache")
        return first

    before = said()
    git_repo("rm", "-q", "--cached", kept)
    (company / kept).unlink()
    after_deletion = said()
    assert before != after_deletion
    moved = "postmortems/2026-11-21-moved.md"
    (company / moved).write_text(text.replace("2026-11-22", "2026-11-21"), encoding="utf-8")
    git_repo("add", moved)
    after_addition = said()
    assert "2026-11-21-moved" in json.dumps(after_addition) and "2026-11-21-moved" not in json.dumps(after_deletion)


@pytest.mark.parametrize("part", ["shelf", "likeness", "archive"])
@pytest.mark.parametrize(
    "harm", [lambda data: data[:-9], lambda data: data[:60] + bytes(len(data) - 60), lambda data: b""]
)
def test_what_is_kept_may_be_damaged(
    part: str, harm: Callable[[bytes], bytes], company: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(company)
    name = "postmortems/2026-09-29-supplier-csv-koruna.md"
    before = findings(run, name)
    (path,) = (company / ".git/retrokit").glob(f"{part}-*")
    path.write_bytes(harm(path.read_bytes()))
    assert findings(run, name) == before


def test_a_report_that_git_does_not_track_yet_is_known_by_its_name(
    company: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(company)
    shutil.copyfile(
        company / "postmortems/2026-08-17-gps-library-couriers-in-canal.md", company / "postmortems/2026-11-01-canal.md"
    )
    (company / NAME).write_text(GOOD.replace("learned:", "related_to: [2026-11-01-canal]\nlearned:"), encoding="utf-8")
    asked = ("check", NAME, "--ignore", "RK401", *TODAY)
    assert run(*asked).out == ""
    monkeypatch.setenv("PRE_COMMIT", "1")  # and is no part of a commit
    assert codes(run(*asked, code=1).out) == ["RK402"]
