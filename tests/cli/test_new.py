"""`retrokit new`: the file first and never over another one; then what is like it."""

import json
import os
import pty
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from retrokit.cli.session import Session
from retrokit.parse import parse
from tests.conftest import Git, Run, write_report

DAY = "2026-11-23"
FILE = f"{DAY}-pool-full-again.md"
ASK = ("new", "Pool full again", "--today", DAY)
ACTIONS = """services: [checkout]
actions:
  - {title: Raise the ceiling, owner: '@mira', due: 2026-02-01, status: open}
  - {title: Watch the pool, status: done, closed: 2026-01-20}
"""


@pytest.fixture
def history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two reports in a folder that is the working directory; git or not is up to the test."""
    monkeypatch.chdir(tmp_path)
    reports = tmp_path / "postmortems"
    causes = "[the connection pool was exhausted by pgbouncer]"
    write_report(reports / "2026-01-01-pool.md", title="Pool full", day="2026-01-01", causes=causes, more=ACTIONS)
    write_report(reports / "2026-03-01-cert.md", title="TLS", day="2026-03-01", causes="[expired certificate]")
    return tmp_path


def told(file: Path) -> str:
    report, findings = parse(file.name, file.read_bytes())
    assert report is not None and findings == [] and report.is_draft
    return report.title


def test_the_path_comes_first_then_what_is_like_it(history: Path, git_repo: Git, run: Run) -> None:
    done = run(*ASK, "--service", "checkout", "--severity", "SEV2", "--cause", "pgbouncer: at its limit")
    path, near = done.out.splitlines()
    assert path == f"postmortems/{FILE}" and done.err == ""
    score, day, identity, verdict, words, services, open_actions, title = near.split("\t")
    assert int(score) > 50 and (day, identity, verdict) == ("2026-01-01", "2026-01-01-pool", "")
    assert "pool" in words and (services, open_actions, title) == ("checkout", "1", "Pool full")
    report, findings = parse(path, (history / path).read_bytes())
    assert report is not None and findings == [] and report.is_draft
    assert (report.id, report.title, str(report.date)) == (FILE.removesuffix(".md"), "Pool full again", DAY)
    assert (report.severity, report.services) == ("SEV2", ("checkout",))
    assert [cause.summary for cause in report.causes] == ["pgbouncer: at its limit"]
    assert git_repo("status", "--porcelain").stdout.decode().splitlines() == ["?? postmortems/"]


def test_what_a_person_reads(history: Path, run: Run) -> None:
    shown = run(*ASK, "--format", "terminal").out
    assert shown.startswith(f"postmortems/{FILE}\n\nYou may have seen this before:\n")
    assert "still open: Raise the ceiling" in shown and "@mira   295 days overdue" in shown
    assert "others   done 2026-01-20" in shown
    assert "TLS" not in shown
    nothing = run("new", "Printer on fire", "--today", DAY, "--format", "terminal").out
    assert nothing.endswith("-printer-on-fire.md\n\nNothing on record is like this yet.\n")


def test_the_json(history: Path, run: Run) -> None:
    answer = json.loads(run("-C", history, *ASK, "--format", "json").out)
    assert list(answer) == [
        "schema_version", "command", "id", "path", "threshold", "earlier", "matches", "files", "findings",
    ]  # fmt: skip
    assert (answer["schema_version"], answer["command"], answer["earlier"]) == (1, "new", 2)
    assert (answer["id"], answer["path"]) == (FILE.removesuffix(".md"), f"postmortems/{FILE}")
    assert answer["files"] == {"found": 2, "read": 2, "skipped": 0}
    ((match),) = answer["matches"]
    assert match["id"] == "2026-01-01-pool" and match["actions"][0]["overdue_days"] == 295


def test_nothing_is_ever_written_over(history: Path, run: Run) -> None:
    run(*ASK)
    file = history / "postmortems" / FILE
    file.write_text("mine", encoding="utf-8")
    for more in ([], ["--template", "short"], ["--id", FILE.removesuffix(".md").upper()]):
        done = run(*ASK, *more, code=2)
        assert done.out == "" and f"postmortems/{FILE}: the id" in done.err and "--id" in done.err
    assert file.read_text(encoding="utf-8") == "mine"
    assert len(list((history / "postmortems").iterdir())) == 3
    run(*ASK, "--id", "2026-11-23-pool-2")
    assert told(history / "postmortems/2026-11-23-pool-2.md") == "Pool full again"


def test_a_name_that_is_taken_by_what_is_no_report(history: Path, git_repo: Git, run: Run) -> None:
    (history / ".gitignore").write_text(f"{FILE}\n", encoding="utf-8")
    (history / "postmortems" / FILE).write_text("mine", encoding="utf-8")
    done = run(*ASK, "--branch", code=2)
    assert f"postmortems/{FILE}: the id" in done.err and "--id" in done.err
    assert git_repo("branch", "--show-current").stdout == b"main\n"


def test_a_dangling_link_is_not_written_through(history: Path, run: Run) -> None:
    (history / "postmortems" / FILE).symlink_to(history / "elsewhere.md")
    run(*ASK, code=2)
    assert not (history / "elsewhere.md").exists()


def test_an_id_is_unique_over_the_history(history: Path, run: Run) -> None:
    write_report(history / "postmortems/old.md", day="2026-05-05", more="id: INC-7\n")
    write_report(history / "postmortems/2025/2025-05-05-x.md", day="2025-05-05")
    assert "postmortems/2025/2025-05-05-x.md: the id" in run("new", "T", "--id", "2025-05-05-x", code=2).err
    # Written in a file that nobody has read yet: the new one stands, and the two are named.
    done = run("new", "T", "--id", "INC-7", "--no-cache")
    assert done.out.startswith("postmortems/INC-7.md\n") and "postmortems/old.md says that its id is INC-7" in done.err
    (history / "postmortems/INC-7.md").unlink()


def test_an_id_that_is_remembered_is_refused(history: Path, git_repo: Git, run: Run) -> None:
    write_report(history / "postmortems/old.md", day="2026-05-05", more="id: INC-7\n")
    run("actions")
    assert "postmortems/old.md: the id inc-7 is taken" in run("new", "T", "--id", "inc-7", code=2).err
    assert not (history / "postmortems/inc-7.md").exists()


@pytest.mark.parametrize("identity", ["../x", "a/b", "-x", ".x", "a b", "NUL", "x\x1by", "readme", "template", ""])
def test_unsafe_ids_are_refused(history: Path, run: Run, identity: str) -> None:
    before = sorted(history.rglob("*"))
    done = run("new", "T", f"--id={identity}", code=2)
    assert done.out == "" and "\x1b" not in done.err and ("id" in done.err)
    assert sorted(history.rglob("*")) == before


@pytest.mark.parametrize("title", ["", "   ", "\x1b \n", "a\udcff"])
def test_a_title_that_says_nothing_is_refused(history: Path, run: Run, title: str) -> None:
    assert "TITLE" in run("new", title, code=2).err


@pytest.mark.parametrize(
    "title",
    [
        "Search: no results",
        "yes",
        "- [red]x[/red] {title} \\ \"quoted\" 'too' # no comment",
        "2026-11-23",
        "@mira & *all | > % `x`",
        "決済が失敗 🔥",
    ],
)
def test_any_title_reads_back(history: Path, run: Run, title: str) -> None:
    path = run("new", "--date", DAY, "--", title).out.splitlines()[0]
    assert told(history / path) == title


def test_control_characters_of_a_title_are_dropped(history: Path, run: Run) -> None:
    path = run("new", "a\x1b[31m\x07b\nc", "--date", DAY).out.splitlines()[0]
    assert path == f"postmortems/{DAY}-a-31m-b-c.md"
    text = (history / path).read_text(encoding="utf-8")
    assert "\x1b" not in text and told(history / path) == "a [31m b c"


def test_what_is_far_behind_the_likest_is_chance(history: Path, run: Run) -> None:
    def shown(cause: str) -> list[str]:
        lines = run("new", "Disk", "--date", DAY, "--cause", cause).out.splitlines()
        (history / lines[0]).unlink()
        return [line.split("\t")[2] for line in lines[1:]]

    disk = history / "postmortems/2026-04-01-disk.md"
    write_report(disk, title="Disk", day="2026-04-01", causes="[the disk was exhausted]")
    assert shown("the disk was full") == ["2026-04-01-disk"]
    assert shown("exhausted") == ["2026-04-01-disk", "2026-01-01-pool"]


# What goes wrong later


def test_a_broken_history_costs_nothing_that_was_typed(history: Path, run: Run) -> None:
    (history / "postmortems/bad.md").write_bytes(b"---\ntitle: [\n---\n\xff")
    (history / "postmortems/prose.md").write_text("Prose.\n", encoding="utf-8")
    done = run(*ASK)
    assert done.out.startswith(f"postmortems/{FILE}\n") and told(history / "postmortems" / FILE)
    assert done.err == "2 of 4 files could not be compared; `retrokit actions` says why\n"


def test_a_history_that_can_t_be_listed(history: Path, run: Run) -> None:
    (history / "retrokit.toml").write_text('folders = ["postmortems", "gone"]\n', encoding="utf-8")
    done = run(*ASK, code=2)
    assert done.out == f"postmortems/{FILE}\n" and "gone does not exist" in done.err
    assert told(history / "postmortems" / FILE)


@pytest.mark.parametrize(("error", "code"), [(ValueError("a bug"), 2), (KeyboardInterrupt(), 130)])
def test_whatever_ends_the_search(
    history: Path, run: Run, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(Session, "compare", fail)
    done = run(*ASK, code=code)
    assert done.out == f"postmortems/{FILE}\n" and told(history / "postmortems" / FILE)


def test_a_broken_config_is_told_before_anything_is_written(history: Path, run: Run) -> None:
    (history / "retrokit.toml").write_text("folders = 1\n", encoding="utf-8")
    assert "retrokit.toml" in run(*ASK, code=2).err
    assert not (history / "postmortems" / FILE).exists()


def test_a_folder_that_can_t_be_written(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "postmortems")
        folder.mkdir()
        monkeypatch.chdir(name)
        run("new", "Loads everything while it may", "--no-cache")
        Path(name).chmod(0o755)
        folder.chmod(0o555)
        root = os.geteuid() == 0
        if root:  # who may write everywhere
            os.seteuid(65534)
        try:
            done = run(*ASK, "--no-cache", code=2)
        finally:
            if root:
                os.seteuid(0)
            folder.chmod(0o755)
        assert done.out == "" and f"{FILE}: can't be written: Permission denied" in done.err
        assert len(list(folder.iterdir())) == 1


# Where it goes


def test_the_first_report_of_a_repository(
    tmp_path: Path, git_repo: Git, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "README.md").write_text("# Ours\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path / "src")
    done = run(*ASK, "--format", "terminal")
    assert done.out == f"../postmortems/{FILE}\n\nNo earlier incident is on record.\n" and done.err == ""
    again = run("new", "The second", "--date", DAY)
    assert again.out == f"../postmortems/{DAY}-the-second.md\n"
    assert json.loads(run("new", "Third", "--date", DAY, "--format", "json").out)["earlier"] == 2


def test_outside_of_git(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("-C", tmp_path, *ASK).out == f"postmortems/{FILE}\n"
    done = run("new", "Second", "--git-add", code=2)
    assert "not staged: no git here" in done.err and done.out.startswith("postmortems/")


@pytest.mark.parametrize(
    ("files", "config", "place"),
    [
        ([], 'folders = "archive/incidents"\n', "archive/incidents"),
        (["incidents/2025-01-01-a.md"], 'folders = ["new", "incidents"]\n', "new"),
        (["docs/incidents/2025-01-01-a.md"], "", "docs/incidents"),
        (["incidents/INC-1.md"], "", "incidents"),
        (["retros/2025-01-01-a.md", "incidents/2025-01-01-b.md", "incidents/2025-01-01-c.md"], "", "incidents"),
        (["ops/2025-01-01-a.md", "ops/2025-01-02-b.md", "ops/why.md", "x/y.md", "2025-01-03-c.md"], "", "ops"),
        (["guide/install.md", "guide/use.md"], "", "postmortems"),
    ],
)
def test_where_a_report_goes(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, files: list[str], config: str, place: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in files:
        write_report(tmp_path / name, day="2025-01-01")
    if config:
        (tmp_path / "retrokit.toml").write_text(config, encoding="utf-8")
    assert run(*ASK).out.splitlines()[0] == f"{place}/{FILE}"


def test_from_a_folder_below_the_reports_of_the_root_count(
    history: Path, git_repo: Git, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_report(history / "src/2024-01-01-notes.md", day="2024-01-01")
    monkeypatch.chdir(history / "src")
    path, near = run(*ASK).out.splitlines()
    assert path == f"../postmortems/{FILE}" and "2026-01-01-pool" in near


def test_only_what_was_earlier_is_shown(history: Path, run: Run) -> None:
    out = run("new", "Pool full", "--date", "2025-12-31", "--today", DAY).out
    assert out == "postmortems/2025-12-31-pool-full.md\n"
    (history / out.strip()).unlink()
    expired = ("new", "Expired certificate", "--no-cache")
    assert "2026-03-01-cert" in run(*expired, "--date", "2026-03-01").out
    assert "2026-03-01-cert" not in run(*expired, "--date", "2026-02-28").out
    answer = json.loads(run("new", "Pool full", "--date", "2026-01-01", "--format", "json").out)
    assert [match["id"] for match in answer["matches"]] == ["2026-01-01-pool"]


# Templates


def test_a_template_of_the_team_wins(history: Path, run: Run) -> None:
    own = history / "postmortems/templates"
    own.mkdir()
    (own / "default.md").write_bytes(b"---\r\n# ours\r\ntitle: x\r\noncall:\r\n---\r\n\r\n# {title}\r\n")
    path = run(*ASK).out.splitlines()[0]
    assert (history / path).read_bytes() == (
        b"---\r\n# ours\r\ntitle: Pool full again\r\ndate: 2026-11-23\r\nstatus: draft\r\noncall:\r\n---\r\n"
        b"\r\n# Pool full again\r\n"
    )
    short = run("new", "Other", "--template", "short").out.splitlines()[0]
    assert "What surprised us" in (history / short).read_text(encoding="utf-8")
    # The template itself is no report.
    assert json.loads(run("actions", "--format", "json").out)["files"]["found"] == 4


@pytest.mark.parametrize(
    ("file", "config"),
    [
        ("ops/forms/ours.md", 'templates = "ops/forms"\n'),
        ("postmortems/templates/ours.md", ""),
        ("postmortems/_templates/ours.md", ""),
        ("templates/ours.md", ""),
    ],
)
def test_where_templates_are_found(history: Path, run: Run, file: str, config: str) -> None:
    (history / file).parent.mkdir(parents=True)
    (history / file).write_text("---\ntitle: x\nours: yes\n---\n", encoding="utf-8")
    (history / "retrokit.toml").write_text(config, encoding="utf-8")
    path = run(*ASK, "--template", "ours").out.splitlines()[0]
    assert "\nours: yes\n" in (history / path).read_text(encoding="utf-8")


def test_a_single_template_beside_the_reports_is_the_default(history: Path, run: Run) -> None:
    (history / "postmortems/template.md").write_text("Who was on call?\n", encoding="utf-8")
    path = run(*ASK).out.splitlines()[0]
    assert (history / path).read_text(encoding="utf-8").endswith("---\n\nWho was on call?\n")


def test_templates_of_other_things_are_not_ours(history: Path, run: Run) -> None:
    (history / "templates").mkdir()
    (history / "templates/default.md").write_text("Dear {{ customer }}\n", encoding="utf-8")
    assert "Dear" not in (history / run(*ASK).out.splitlines()[0]).read_text(encoding="utf-8")


def test_an_unknown_template_names_the_known_ones(history: Path, run: Run) -> None:
    done = run(*ASK, "--template", "shrot", code=2)
    assert "there is no template 'shrot'" in done.err and "did you mean short?" in done.err
    assert "default, learning-review, security, short" in done.err
    assert not (history / "postmortems" / FILE).exists()


def test_a_template_that_can_t_be_used_is_named(history: Path, run: Run) -> None:
    (history / "postmortems/templates").mkdir()
    (history / "postmortems/templates/default.md").write_text("---\ntitle: {{ x }}\n---\n", encoding="utf-8")
    assert "postmortems/templates/default.md:2:" in run(*ASK, code=2).err
    (history / "retrokit.toml").write_text('templates = "gone"\n', encoding="utf-8")
    assert "gone: does not exist" in run(*ASK, code=2).err
    assert not (history / "postmortems" / FILE).exists()


# git


def staged(git: Git) -> list[str]:
    return git("diff", "--cached", "--name-only").stdout.decode().splitlines()


def test_git_add(history: Path, git_repo: Git, run: Run) -> None:
    run(*ASK, "--git-add")
    assert staged(git_repo) == [f"postmortems/{FILE}"]
    (history / ".gitignore").write_text("*ignored*\n", encoding="utf-8")
    done = run("new", "Ignored", "--date", DAY, "--git-add", code=2)
    assert done.out.startswith(f"postmortems/{DAY}-ignored.md\n") and "not staged: " in done.err
    assert told(history / f"postmortems/{DAY}-ignored.md") and staged(git_repo) == [f"postmortems/{FILE}"]


def test_a_branch_of_its_own(history: Path, git_repo: Git, run: Run) -> None:
    def branch() -> str:
        return git_repo("branch", "--show-current").stdout.decode().strip()

    name = FILE.removesuffix(".md")
    run(*ASK, "--branch")  # before the first commit
    assert branch() == name
    git_repo("add", ".")
    done = run("new", "Second", "--branch", code=2)
    assert "something is staged" in done.err and branch() == name
    git_repo("commit", "-qm", "all")
    (history / "postmortems/2026-03-01-cert.md").write_text("changed", encoding="utf-8")
    run("new", "Second", "--date", DAY, "--branch", "--git-add")
    assert branch() == f"{DAY}-second" and staged(git_repo) == [f"postmortems/{DAY}-second.md"]
    git_repo("commit", "-qm", "second")
    git_repo("switch", "-q", name)
    done = run("new", "Second", "--date", DAY, "--branch", code=2)
    assert f"the branch {DAY}-second exists" in done.err and branch() == name
    assert not (history / f"postmortems/{DAY}-second.md").exists()
    git_repo("switch", "-q", "--detach")
    run("new", "Third", "--date", DAY, "--branch")
    assert branch() == f"{DAY}-third"


def test_no_branch_is_begun_for_a_report_that_can_t_be(history: Path, git_repo: Git, run: Run) -> None:
    git_repo("add", ".")
    git_repo("commit", "-qm", "all")
    for more in (["--id", "2026-01-01-pool"], ["--template", "gone"], ["--id", "a/b"]):
        run(*ASK, "--branch", *more, code=2)
    assert git_repo("branch").stdout.decode().split() == ["*", "main"]


def test_no_branch_in_the_middle_of_a_merge(history: Path, git_repo: Git, run: Run) -> None:
    def commit(text: str) -> None:
        (history / "a").write_text(text, encoding="utf-8")
        git_repo("add", ".")
        git_repo("commit", "-qm", text)

    commit("1")
    git_repo("switch", "-qc", "other")
    commit("2")
    git_repo("switch", "-q", "main")
    commit("3")
    git_repo("merge", "other", check=False)
    done = run(*ASK, "--branch", code=2)
    assert done.out == "" and ("staged" in done.err or "can't be made" in done.err)
    assert not (history / "postmortems" / FILE).exists()


def test_a_branch_without_git(history: Path, run: Run) -> None:
    assert "no branch without git" in run(*ASK, "--branch", code=2).err
    assert not (history / "postmortems" / FILE).exists()


# The editor


@pytest.fixture
def editor(history: Path) -> Iterator[Path]:
    """A program that keeps what it was called with, and writes into the file."""
    script = history / "an editor"
    script.write_text('#!/bin/sh\nprintf "%s\\n" "$@" > "$0.called"\necho typed >> "$2"\nexit "${LEAVE:-0}"\n')
    script.chmod(0o755)
    yield script


def on_a_terminal(*arguments: str, **environment: str) -> tuple[int, str]:
    """The command on a pseudo-terminal of its own: its exit code, and all that was shown."""
    shown: list[bytes] = []

    def read(descriptor: int) -> bytes:
        data = os.read(descriptor, 4096)
        shown.append(data)
        return data

    process, terminal = pty.fork()
    if process == 0:
        os.environ.pop("VISUAL", None)
        os.environ.pop("EDITOR", None)
        os.environ.update(environment, TERM="xterm")
        os.execv(sys.executable, [sys.executable, "-m", "retrokit", *arguments])
    try:
        while read(terminal):
            pass
    except OSError:  # the other end is closed
        pass
    os.close(terminal)
    _, status = os.waitpid(process, 0)
    return os.waitstatus_to_exitcode(status), b"".join(shown).decode()


def test_the_editor_opens_on_a_terminal(history: Path, editor: Path) -> None:
    for number, names in enumerate((["VISUAL", "EDITOR"], ["EDITOR"])):
        environment = {"EDITOR": "false", names[0]: f"'{editor}' --wait"}
        code, shown = on_a_terminal("new", f"Pool full {number}", "--date", DAY, **environment)
        path = f"postmortems/{DAY}-pool-full-{number}.md"
        assert code == 0 and shown.startswith(path) and "still open: Raise the ceiling" in shown
        assert Path(f"{editor}.called").read_text().splitlines() == ["--wait", path]
        assert (history / path).read_text().endswith("typed\n")


def test_what_is_staged_is_what_the_editor_left(history: Path, editor: Path, git_repo: Git) -> None:
    on_a_terminal(*ASK, "--git-add", VISUAL=f"'{editor}' --wait")
    assert git_repo("show", f":postmortems/{FILE}").stdout.endswith(b"typed\n")


def test_no_editor_where_nobody_sees_it(history: Path, editor: Path) -> None:
    on_a_terminal(*ASK, "--no-edit", VISUAL=f"'{editor}' -w")
    command = [sys.executable, "-m", "retrokit", "new", "Other"]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "VISUAL": f"'{editor}' -w"})
    assert not Path(f"{editor}.called").exists()


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("no-such-editor --wait", "no editor: no-such-editor: No such file or directory"),
        ("'unbalanced", "no editor: "),
        ("false", "false ended with 1"),
        ("", "no editor to open it in: set EDITOR"),
    ],
)
def test_a_missing_editor_is_one_line(history: Path, command: str, told: str) -> None:
    # Where no editor is named, vi is looked for on a PATH that has git alone.
    tools = history / "tools"
    tools.mkdir()
    for name in ("git", "false"):
        found = subprocess.run(["which", name], capture_output=True, text=True, check=True).stdout.strip()
        (tools / name).symlink_to(found)
    code, shown = on_a_terminal(*ASK, VISUAL=command, PATH=str(tools))
    assert code == 0 and shown.count(told) == 1
    assert len(shown.split("repeat_of: [ID]")[1].strip().splitlines()) == 1
    assert (history / "postmortems" / FILE).exists()


def test_a_day_that_no_reader_takes_is_refused_before_it_is_written(history: Path, run: Run) -> None:
    assert "no record is older than 1970" in run("-C", history, "new", "Old", "--date", "1969-12-31", code=2).err
