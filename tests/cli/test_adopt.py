"""`retrokit adopt` on real repositories: what it shows, what it writes, what it leaves alone, and how causes are picked by hand."""

import json
import os
import pty
import select
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from retrokit.parse import parse
from tests.conftest import Git, Run, write_report

BODY = (
    "# Postmortem: {title}\n\nSeverity: SEV2\n\n## Impact\n\nMail was late.\n\n## Root cause\n\n{cause}\n\n"
    "## Action items\n\n- [ ] Add an alert (@mira, due 2024-04-05)\n- [x] Drop the old queue\n"
)
MAIL, WEB = "incidents/2024-03-05-mail.md", "incidents/2024-03-06-web.md"
CAUSES = {
    MAIL: "The disk of the broker was full because logs were never rotated.",
    WEB: "The certificate expired because nobody watched it.",
}


def body(path: str) -> str:
    return BODY.format(title=f"Case of {path[21:-3]}", cause=CAUSES[path])


@pytest.fixture
def history(tmp_path: Path, git_repo: Git, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two reports without front matter, committed, in the working directory."""
    (tmp_path / "incidents").mkdir()
    for path in CAUSES:
        (tmp_path / path).write_text(body(path), encoding="utf-8")
    git_repo("add", "-A")
    git_repo("commit", "-qm", "reports")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def contents(folder: Path) -> Mapping[str, bytes]:
    """Every file outside of .git."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and ".git" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


# What is shown and what is written


def test_without_write_only_a_diff_is_shown(history: Path, run: Run) -> None:
    before = contents(history)
    done = run("adopt")
    assert contents(history) == before
    assert done.out.startswith(f"--- a/{MAIL}\n+++ b/{MAIL}\n@@ -1,3 +1,") and f"+++ b/{WEB}\n" in done.out
    assert "\n+causes:\n+  - The disk of the broker was full because logs were never rotated.\n" in done.out
    assert done.err.splitlines() == [
        "2 reports: 2 would gain front matter. 2 causes and 4 actions in them; 2 name no service.",
        "Nothing is written yet: --write applies this, --interactive lets you pick the causes first.",
    ]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("change", [lambda text: text, lambda text: text.rstrip("\n"), lambda text: "# T\n\nRoot cause: x", lambda text: f"---\nteam: mail\n---\n{text}"], ids=["whole", "no end", "short", "tagged"])  # fmt: skip
def test_the_diff_is_one_that_git_applies(
    history: Path, run: Run, git_repo: Git, newline: str, change: Callable[[str], str]
) -> None:
    (history / MAIL).write_bytes(change(body(MAIL)).replace("\n", newline).encode())
    before = contents(history)
    patch = history.parent / f"{history.name}.patch"
    run("adopt", "-o", patch)
    assert patch.read_bytes()
    git_repo("apply", "--whitespace=nowarn", str(patch))
    applied = contents(history)
    for path, data in before.items():
        (history / path).write_bytes(data)
    run("adopt", "--write")
    assert contents(history) == applied != before


def test_write_keeps_every_byte_of_the_bodies(history: Path, run: Run, git_repo: Git) -> None:
    odd = b"\xef\xbb\xbf" + body(WEB).replace("\n", "\r\n").encode().rstrip() + b"  \r\n\t\x0c"
    (history / WEB).write_bytes(odd)
    (history / WEB).chmod(0o640)
    run("adopt", "--write")
    assert (history / MAIL).read_bytes().endswith(b"---\n\n" + body(MAIL).encode())
    written = (history / WEB).read_bytes()
    assert written.startswith(b"\xef\xbb\xbf---\r\ntitle: ") and written.endswith(b"---\r\n\r\n" + odd[3:])
    assert (history / WEB).stat().st_mode & 0o777 == 0o640
    for path in (MAIL, WEB):
        report, findings = parse(path, (history / path).read_bytes())
        assert report is not None and [f.message for f in findings if "byte-order" not in f.message] == []
        assert [cause.summary for cause in report.causes] == [CAUSES[path]] and len(report.actions or ()) == 2
    assert git_repo("status", "--porcelain").stdout.decode().splitlines() == [f" M {MAIL}", f" M {WEB}"]


def test_the_second_run_changes_nothing_and_says_so(history: Path, run: Run) -> None:
    first = run("adopt", "--write")
    assert first.err.splitlines()[-2:] == [
        "2 reports: 2 gained front matter. 2 causes and 4 actions in them; 2 name no service.",
        "Next: look at `git diff`, then run `retrokit repeats`.",
    ]
    before = {path: (history / path).stat().st_mtime_ns for path in CAUSES}
    done = run("adopt", "--write")
    assert done.out == "" and done.err == "2 reports: 2 have all that could be found.\n"
    assert {path: (history / path).stat().st_mtime_ns for path in CAUSES} == before


def test_what_is_refused_is_named_with_the_reason(history: Path, run: Run) -> None:
    files = {
        "incidents/a-notes.md": b"# Notes of the meeting\n\nWe met on 2024-03-05.\n",
        "incidents/b-no-day.md": body(MAIL).encode(),
        "incidents/c-open.md": b"---\ntitle: x\n",
        "incidents/d-latin.md": b"# \xe9\n",
    }
    for path, data in files.items():
        (history / path).write_bytes(data)
    done = run("adopt", "--write")
    told = dict(line.split(": not adopted: ") for line in done.err.splitlines() if "not adopted" in line)
    assert list(told) == list(files)
    assert told["incidents/a-notes.md"] == "reads like no report of an incident"
    assert told["incidents/b-no-day.md"].startswith("names no day; call it YYYY-MM-DD")
    assert told["incidents/c-open.md"] == (
        "line 1: the front matter that opens here is never closed; add a line of `---` after the last key"
    )
    assert "UTF-8" in told["incidents/d-latin.md"]
    assert "6 reports: 2 gained front matter, 4 can't be adopted." in done.err
    assert {path: data for path, data in contents(history).items() if path in files} == files


def test_a_file_that_can_not_be_written_is_told_and_the_others_are_written(
    history: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.geteuid() == 0:  # root may write it all the same, and asks the system in vain
        monkeypatch.setattr(os, "access", lambda path, mode, **_: not str(path).endswith("mail.md"))
    (history / MAIL).chmod(0o444)
    done = run("adopt", "--write", code=2)
    assert f"retrokit: {MAIL}: " in done.err and "read-only" in done.err and "1 gained" in done.err
    assert (history / MAIL).read_text(encoding="utf-8") == body(MAIL)
    assert (history / WEB).read_text(encoding="utf-8").startswith("---\n")


def test_a_link_stays_a_link_and_its_file_is_adopted_once(history: Path, run: Run) -> None:
    (history / "incidents/latest.md").symlink_to("2024-03-06-web.md")
    run("adopt", "--write")
    assert (history / "incidents/latest.md").is_symlink()
    text = (history / WEB).read_text(encoding="utf-8")
    assert text.startswith("---\n") and text.count("\ntitle: ") == 1 and text.endswith(body(WEB))


def test_a_dangling_link_is_refused(history: Path, run: Run) -> None:
    (history / "incidents/gone.md").symlink_to("nowhere.md")
    assert "incidents/gone.md: not adopted: " in run("adopt", "--write").err
    assert not (history / "incidents/nowhere.md").exists()


# What is asked for


def test_only_the_path_that_is_asked_for_is_touched(history: Path, run: Run) -> None:
    run("adopt", WEB, "--write")
    assert (history / MAIL).read_text(encoding="utf-8") == body(MAIL)
    assert (history / WEB).read_text(encoding="utf-8").startswith("---\n")


def test_a_single_report_is_read_by_the_habits_of_the_whole_history(history: Path, run: Run) -> None:
    (history / WEB).write_text(body(WEB).replace("Case of web", "Web front was down"), encoding="utf-8")
    assert "+services:" not in run("adopt", WEB).out
    tagged = write_report(history / "incidents/2024-01-01-x.md", day="2024-01-01", more="services: [web-front]\n")
    assert "\n+services: [web-front]\n" in run("adopt", WEB).out
    tagged.unlink()
    for number in range(3):
        text = BODY.format(title=f"Case {number}", cause=f"The `web-front` leaked file descriptor {number}.")
        (history / f"incidents/2024-02-0{number + 1}-x.md").write_text(text, encoding="utf-8")
    assert "\n+services: [web-front]\n" in run("adopt", WEB).out
    (history / "elsewhere").mkdir()
    (history / "elsewhere/2024-03-07-web.md").write_text((history / WEB).read_text(encoding="utf-8"), encoding="utf-8")
    assert "+services: [web-front]" in run("adopt", "elsewhere").out


def test_a_path_that_is_not_there_and_a_history_of_none(history: Path, run: Run) -> None:
    assert "gone" in run("adopt", "gone", code=2).err
    for path in CAUSES:
        (history / path).unlink()
    (history / "incidents/README.md").write_text("# Ours\n", encoding="utf-8")
    assert "no postmortems in" in run("adopt", "incidents", code=2).err


def test_names_of_the_config_are_respected(history: Path, run: Run) -> None:
    (history / "retrokit.toml").write_text('[fields]\ncauses = "why_so"\ndate = "occurred_on"\n', encoding="utf-8")
    (history / MAIL).write_text(f"---\nwhy_so: the disk\noccurred_on: 2024-03-05\n---\n{body(MAIL)}", encoding="utf-8")
    run("adopt", MAIL, "--write")
    text = (history / MAIL).read_text(encoding="utf-8")
    assert text.startswith("---\nwhy_so: the disk\noccurred_on: 2024-03-05\ntitle: Case of mail\n")
    assert "causes:" not in text and "\ndate:" not in text


def test_from_a_folder_below(history: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(history / "incidents")
    run("adopt", "2024-03-05-mail.md", "--write")
    assert (history / MAIL).read_text(encoding="utf-8").startswith("---\n")
    assert (history / WEB).read_text(encoding="utf-8") == body(WEB)


def test_many_reports_are_read_by_two_cores_in_the_order_of_their_paths(history: Path, run: Run) -> None:
    for number in range(121):
        text = BODY.format(title=f"Case {number}", cause=f"The limit of {number} was reached.")
        (history / f"incidents/2024-01-01-{number:03}.md").write_text(text, encoding="utf-8")
    reports = json.loads(run("adopt", "--format", "json").out)["reports"]
    paths = [report["path"] for report in reports]
    assert len(paths) == 123 and paths == sorted(paths)
    assert [r["title"]["value"] for r in reports[:3]] == ["Case 0", "Case 1", "Case 2"]


# Formats

SHAPE = {
    "path": str,
    "changes": bool,
    "added": list,
    "retitled": bool,
    "title": dict,
    "date": dict,
    "severity": str | None,
    "status": str | None,
    "services": dict,
    "causes": list,
    "actions": list | None,
    "notes": list,
}


def test_the_json(history: Path, run: Run) -> None:
    (history / "incidents/notes.md").write_text("# Notes\n\nNothing.\n", encoding="utf-8")
    done = run("adopt", "--format", "json")
    answer = json.loads(done.out)
    assert list(answer) == ["schema_version", "command", "written", "reports", "refused"] and done.err == ""
    assert (answer["schema_version"], answer["command"], answer["written"]) == (1, "adopt", False)
    assert answer["refused"] == [{"path": "incidents/notes.md", "reason": "reads like no report of an incident"}]
    mail, web = answer["reports"]
    for report in (mail, web):
        assert list(report) == list(SHAPE) and all(isinstance(report[key], kind) for key, kind in SHAPE.items())
    assert (mail["path"], mail["changes"], mail["severity"], mail["status"]) == (MAIL, True, "SEV2", None)
    assert mail["added"] == ["title", "date", "severity", "causes", "actions"] and mail["notes"] == []
    assert mail["title"] == {"value": "Case of mail", "from": "the first heading"}
    assert mail["date"] == {"value": "2024-03-05", "confidence": 1.0, "from": ["the file name"], "others": [], "doubt": None}  # fmt: skip
    assert mail["services"] == {"written": [], "suggested": []}
    chosen = [cause for cause in mail["causes"] if cause["chosen"]]
    assert [list(cause) for cause in mail["causes"][:1]] == [["text", "confidence", "line", "section", "chosen"]]
    assert [(cause["text"], cause["line"], cause["section"]) for cause in chosen] == [(CAUSES[MAIL], 11, "Root cause")]
    assert all(0 <= cause["confidence"] <= 1 for cause in mail["causes"])
    assert mail["actions"] == [
        {"title": "Add an alert", "type": None, "owner": "@mira", "due": "2024-04-05", "status": "open", "ticket": None, "reason": None, "confidence": 0.9, "line": 15},
        {"title": "Drop the old queue", "type": None, "owner": None, "due": None, "status": "done", "ticket": None, "reason": None, "confidence": 0.9, "line": 16},
    ]  # fmt: skip
    assert json.loads(run("adopt", "--write", "--format", "json").out)["written"] is True


def test_the_json_of_what_is_in_doubt_or_silent(history: Path, run: Run) -> None:
    text = body(MAIL).replace("Severity: SEV2", "Date: 2024-03-09").partition("## Root cause")[0]
    (history / MAIL).write_text(text + "## Timeline\n\n- 10:00 first call\n", encoding="utf-8")
    report = json.loads(run("adopt", MAIL, "--format", "json").out)["reports"][0]
    assert report["date"]["value"] == "2024-03-09" and report["date"]["doubt"] == "the file name says 2024-03-05"
    assert report["date"]["others"] == [{"value": "2024-03-05", "from": "the file name"}]
    assert (report["severity"], report["actions"]) == (None, None)
    assert report["notes"] == ["the date is in doubt: the file name says 2024-03-05", "no cause was found in it"]
    err = run("adopt", MAIL).err
    assert f"{MAIL}: the date is in doubt: the file name says 2024-03-05\n" in err
    assert f"{MAIL}: no cause was found in it\n" in err and "1 date is in doubt" in err


def test_the_answer_goes_where_it_is_sent(history: Path, run: Run) -> None:
    target = history.parent / f"{history.name}.json"
    done = run("adopt", "--format", "json", "-o", target)
    assert done.out == "" and json.loads(target.read_text(encoding="utf-8"))["command"] == "adopt"


def test_hostile_text_does_nothing_to_the_screen(history: Path, run: Run) -> None:
    (history / MAIL).write_text(body(MAIL).replace("The disk", "The \x1b[2J[red]disk[/red]"), encoding="utf-8")
    for form in ("terminal", "plain"):
        done = run("adopt", "--format", form)
        assert "\x1b" not in done.out + done.err and "[red]disk[/red]" in done.out
    assert "\x1b[" in run("adopt", "--format", "terminal", "--color", "always").out


# By hand


def test_by_hand_needs_a_terminal(history: Path, run: Run) -> None:
    before = contents(history)
    done = run("adopt", "--interactive", code=2)
    assert "--interactive needs a terminal" in done.err and "--write" in done.err and done.out == ""
    assert contents(history) == before


PROMPT = "q stop"


def on_a_terminal(folder: Path, keys: str, *arguments: str, **variables: str) -> tuple[int, str]:
    """Exit code and screen of `retrokit adopt -i`, with one key given whenever it asks."""
    leader, follower = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "80", **variables}
    command = [sys.executable, "-m", "retrokit", "-C", str(folder), "adopt", "-i", *arguments]
    with subprocess.Popen(
        command, stdin=follower, stdout=follower, stderr=follower, env=environment, start_new_session=True
    ) as process:
        os.close(follower)
        shown, asked, left = "", 0, list(keys)
        try:
            while part := _read(leader):
                shown += part
                if shown.count(PROMPT) > asked and left:
                    asked += 1
                    _wait_until_it_listens(leader)
                    os.write(leader, left.pop(0).encode())
            process.wait(10)
        finally:
            process.kill()
            os.close(leader)
    assert "Traceback" not in shown and not left
    return process.returncode, shown.replace("\r\n", "\n")


def _read(leader: int) -> str:
    """What comes next from the terminal; empty at its end, or where nothing comes for a while."""
    try:
        return os.read(leader, 65536).decode(errors="replace") if select.select([leader], [], [], 10)[0] else ""
    except OSError:  # Linux ends a terminal without a follower with an error
        return ""


def _wait_until_it_listens(leader: int) -> None:
    """A key that comes before the terminal waits for single keys is thrown away with what else was typed ahead."""
    end = time.monotonic() + 10
    while termios.tcgetattr(leader)[3] & termios.ICANON and time.monotonic() < end:
        time.sleep(0.005)


def causes_of(path: Path) -> list[str] | None:
    """The causes that were written; None for a file that has no front matter."""
    report, _ = parse(path.name, path.read_bytes())
    return None if report is None else [cause.summary for cause in report.causes]


def test_enter_takes_what_is_marked(history: Path) -> None:
    code, shown = on_a_terminal(history, "\r\r")
    assert code == 0 and "1 of 2" in shown and "2 of 2" in shown and " ● 1  The disk of the broker" in shown
    assert [causes_of(history / path) for path in (MAIL, WEB)] == [[CAUSES[MAIL]], [CAUSES[WEB]]]
    assert "2 reports: 2 gained front matter." in shown and "\x1b[31m" not in shown


def test_keys_take_and_leave_causes(history: Path) -> None:
    code, shown = on_a_terminal(history, "12x9\rn\r")
    assert code == 0 and shown.count("1 of 2") == 5 and shown.count("2 of 2") == 2
    (picked,) = causes_of(history / MAIL) or [""]
    assert picked != CAUSES[MAIL] and picked in body(MAIL)
    assert causes_of(history / WEB) == []


def test_a_report_that_is_skipped_is_left(history: Path) -> None:
    code, shown = on_a_terminal(history, "s\r")
    assert code == 0 and "1 report: 1 gained front matter." in shown
    assert [causes_of(history / path) for path in (MAIL, WEB)] == [None, [CAUSES[WEB]]]


@pytest.mark.parametrize("key", ["q", "\x04"])
def test_who_stops_keeps_what_was_written_before(history: Path, key: str) -> None:
    code, _ = on_a_terminal(history, "\r" + key)
    assert code == 0 and [causes_of(history / path) for path in (MAIL, WEB)] == [[CAUSES[MAIL]], None]


def test_who_breaks_off_keeps_what_was_written_before(history: Path) -> None:
    code, shown = on_a_terminal(history, "\r\x03")
    assert "1 written before it was broken off" in " ".join(shown.split())
    assert code == 130 and [causes_of(history / path) for path in (MAIL, WEB)] == [[CAUSES[MAIL]], None]


@pytest.mark.parametrize("key", ["q", "s"])
def test_what_has_nothing_to_pick_is_written_once_all_others_are_through(history: Path, key: str) -> None:
    settled = "---\ncauses: [ours]\n---\n" + body(WEB)
    (history / WEB).write_text(settled, encoding="utf-8")
    code, shown = on_a_terminal(history, key)
    assert code == 0 and "1 of 1" in shown
    if key == "q":
        assert (history / WEB).read_text(encoding="utf-8") == settled
        assert "Nothing was written; 2 reports left as they were." in " ".join(shown.split())
        return
    assert "1 report left as it was." in " ".join(shown.split())
    assert causes_of(history / WEB) == ["ours"] and "\ntitle: " in (history / WEB).read_text(encoding="utf-8")
    assert causes_of(history / MAIL) is None


def test_colours_are_those_that_are_wanted(history: Path) -> None:
    assert "\x1b[1m" not in on_a_terminal(history, "q")[1]
    assert "\x1b[1m" in on_a_terminal(history, "q", NO_COLOR="")[1]


def test_a_link_to_somewhere_else_is_not_followed(
    history: Path, run: Run, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "passwd"
    elsewhere.write_text(body(MAIL), encoding="utf-8")
    (history / "incidents/2024-03-09-link.md").symlink_to(elsewhere)
    done = run("adopt", "--write")
    assert f"2024-03-09-link.md: not adopted: it is a link to {elsewhere}, which lies outside" in done.err
    assert elsewhere.read_text(encoding="utf-8") == body(MAIL)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "reads like no report"),
        ("# a\n\n<<<<<<< ours\nThe disk was full.\n=======\nThe disk was new.\n>>>>>>> theirs\n", "line 3: an unresolved merge conflict"),
    ],
)  # fmt: skip
def test_what_is_half_a_file_is_left_alone(history: Path, run: Run, text: str, reason: str) -> None:
    (history / "incidents/2024-03-09-half.md").write_text(text, encoding="utf-8")
    assert f"2024-03-09-half.md: not adopted: {reason}" in run("adopt", "--write").err
    assert (history / "incidents/2024-03-09-half.md").read_text(encoding="utf-8") == text


def test_nothing_is_written_if_the_answer_has_nowhere_to_go(history: Path, run: Run) -> None:
    before = contents(history)
    assert "there is no folder nowhere" in run("adopt", "--write", "-o", "nowhere/x.json", code=2).err
    assert contents(history) == before


def test_on_two_cores_every_report_is_read_as_on_one(history: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(12):
        (history / f"incidents/2024-05-{number + 10}-more.md").write_text(
            body(MAIL if number % 2 else WEB), encoding="utf-8"
        )
    (history / "incidents/2024-05-30-none.md").write_text("", encoding="utf-8")
    alone = run("adopt", "--format", "json").out
    monkeypatch.setattr("retrokit.cli.adopt.WORTH_TWO", 1)
    assert run("adopt", "--format", "json").out == alone
    assert alone.count('"changes": true') == 14 and alone.count('"reason"') > 1


def test_the_json_is_utf_8_whatever_the_locale(history: Path) -> None:
    (history / WEB).write_text(body(WEB).replace("Case of", "Störung in"), encoding="utf-8")
    locale = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "latin-1"}
    command = [sys.executable, "-m", "retrokit", "-C", str(history), "adopt", "--format", "json"]
    done = subprocess.run(command, env=locale, capture_output=True, check=True)
    assert "Störung in" in done.stdout.decode("utf-8")
