"""Exit codes 0, 1, 2 and 130, and messages that help; never a traceback."""

import contextlib
import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from retrokit import __version__
from tests.conftest import EXAMPLES, Run, write_report

RETROKIT = [sys.executable, "-m", "retrokit"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["repeats", "--fail-on", "repeat"], 1),
        (["repeats", "--fail-on", "open"], 1),
        (["repeats", "--fail-on", "finding"], 1),
        (["repeats", "--fail-on", "repeat", "--since", "2026-10"], 0),
        (["repeats"], 0),
        (["novelty", "--fail-on", "repeat"], 1),
        (["novelty", "--fail-on", "preventable", "--since", "2026"], 1),
        (["novelty", "--fail-on", "preventable", "--since", "2025-Q2", "--until", "2025"], 0),
        (["actions", "--fail-on", "overdue", "--today", "2026-11-23"], 1),
        (["actions", "--fail-on", "overdue", "--today", "2023-01-01"], 0),
        (["actions", "--fail-on", "open", "--status", "done"], 0),
        (["actions", "--fail-on", "open", "--status", "in-progress"], 1),
        (["actions", "--fail-on", "overdue", "--status", "done"], 0),
        (["actions", "--fail-on", "finding"], 1),
        (["actions", "--fail-on", "open", "--fail-on", "finding", "--status", "done"], 1),
        (["novelty", "--fail-on", "finding"], 1),
        (["similar", "ufo landing", "--fail-on", "finding"], 1),
        (["repeats", "--fail-on", "open", "--since", "2025-04", "--until", "2025-11"], 0),
        (["similar", "--all", "--min-score", "0", "--threshold", "99", "--since", "2026-10", "--fail-on", "match"], 0),
        (["similar", "2025-02", "--fail-on", "match"], 1),
        (["similar", "ufo landing", "--fail-on", "match"], 0),
        (["similar", "--all", "--fail-on", "match"], 1),
        (["--version"], 0),
        (["--help"], 0),
        (["repeats", "--help"], 0),
    ],
)
def test_what_fail_on_names_ends_with_1(arguments: list[str], code: int, run: Run) -> None:
    run("-C", EXAMPLES, *arguments, code=code) if arguments[0][0] != "-" else run(*arguments, code=code)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["repaets"], "repeats"),
        (["repeats", "--formt", "json"], "--format"),
        (["repeats", "--format", "jsn"], "'terminal', 'plain', 'json'"),
        (["repeats", "--since", "soon"], "write 2026-03-14, 2026-03, 2026-Q1 or 2026"),
        (["repeats", "--until", "2026-13"], "is not a date"),
        (["actions", "--today", "2026"], "write YYYY-MM-DD"),
        (["repeats", "--threshold", "200"], "0<=x<=100"),
        (["repeats", "--service", "chekout"], "near it: checkout"),
        (["repeats", "none/"], "does not exist"),
        (["similar", "pool", "exhausted"], 'needs quotes: "pool …"'),
        (["repeats", "--since", "2025", "--until", "2024"], "turn the two around"),
        (["similar", "2025"], "begins 11 ids"),
        (["repeats", "--service", "zzzz"], "named are catalog"),
        (["similar"], "name an incident, a file or a text, or ask for --all"),
        (["similar", "none", "--all"], "none does not exist"),
        (["repeats", "--threshold", "nan"], "0<=x<=100"),
        (["similar", "x y", "--min-score", "high"], "is not a number"),
        (["repeats", "--since", "٢٠٢٤"], "is not a date"),
        (["similar", "2025-02-12-courier-certificat-expird"], "near it: 2025-02-12-courier-certificate-expired"),
        (["similar", "2023-01-01"], "no incident has the id '2023-01-01'"),
        (["similar", "2025-1"], "begins 5 ids"),
        (["similar", "missing.md"], "no incident has the id"),
        (["similar", " "], "the text is empty"),
        (["actions", "--status", "opne"], "'open'"),
        (["--config", "none.toml", "repeats"], "none.toml: can't be read"),
        (["repeats", "-o", "/none/at/all"], "can't write"),
    ],
)
def test_wrong_use_ends_with_2_and_helps(arguments: list[str], told: str, run: Run) -> None:
    done = run("-C", EXAMPLES, *arguments, code=2)
    assert told in " ".join(done.err.split())
    assert done.out == ""


def test_places_that_are_none(tmp_path: Path, run: Run) -> None:
    assert "does not exist" in run("-C", tmp_path / "none", "repeats", code=2).err
    file = write_report(tmp_path / "a.txt")
    assert "is not a folder" in run("-C", file, "repeats", code=2).err
    file.unlink()
    nothing = run("-C", tmp_path, "repeats", code=2).err
    assert "no postmortems in" in nothing and "retrokit repeats PATH" in nothing


def test_a_broken_config_is_named(tmp_path: Path, run: Run) -> None:
    write_report(tmp_path / "a.md")
    (tmp_path / "retrokit.toml").write_text("folder = 'a'\n", encoding="utf-8")
    err = run("-C", tmp_path, "repeats", code=2).err
    assert "retrokit.toml: unknown key `folder`" in err and "did you mean `folders`?" in err
    (tmp_path / "retrokit.toml").write_text("folders = 'gone'\n", encoding="utf-8")
    assert "configured as a postmortem folder" in run("-C", tmp_path, "repeats", code=2).err


def test_a_bug_is_told_as_one_and_can_be_traced(monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    def broken(*_: object, **__: object) -> None:
        raise LookupError("oops")

    monkeypatch.setattr("retrokit.corpus.load", broken)
    assert "LookupError: oops" in run("-C", EXAMPLES, "repeats", code=2).err
    monkeypatch.setenv("RETROKIT_TRACEBACK", "1")
    with pytest.raises(LookupError):
        run("-C", EXAMPLES, "repeats")


def test_bare_use_shows_the_way(run: Run) -> None:
    done = subprocess.run(RETROKIT, capture_output=True, text=True, check=False)
    assert "repeats" in done.stdout + done.stderr and "Traceback" not in done.stderr


def test_the_version_is_the_same_by_both_ways(run: Run) -> None:
    assert run("--version").out == run("--color", "never", "--version").out == f"retrokit {__version__}\n"


def shell(command: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    whole = command.replace("RETROKIT", f"{sys.executable} -m retrokit -C {EXAMPLES}")
    return subprocess.run(["bash", "-c", whole], capture_output=True, check=False, env={**os.environ, **environment})


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    done = shell("RETROKIT similar --all --min-score 0 --format json 2>/dev/null | head -1; exit ${PIPESTATUS[0]}")
    assert (done.returncode, done.stdout) == (0, b"{\n")


def test_trouble_with_stderr_touches_neither_answer_nor_exit_code() -> None:
    closed = shell("RETROKIT repeats --format json 2>&-")
    assert closed.returncode == 0 and json.loads(closed.stdout)["findings"]
    assert shell("RETROKIT repeats 2>/dev/full").returncode == 0
    assert shell("RETROKIT repeats 2>&1 | true; exit ${PIPESTATUS[0]}").returncode == 0


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1"])
def test_json_is_utf8_whatever_the_locale(encoding: str, tmp_path: Path) -> None:
    write_report(tmp_path / "a.md", title="Café 😀 日本", more="actions: [café]\n")
    done = shell(f"{sys.executable} -m retrokit -C {tmp_path} actions --format json", PYTHONIOENCODING=encoding)
    assert json.loads(done.stdout.decode("utf-8"))["actions"][0]["title"] == "café"


def test_without_stdin_or_a_working_directory(tmp_path: Path) -> None:
    closed = shell("RETROKIT similar - <&-")
    assert closed.returncode == 2 and b"stdin" in closed.stderr and b"bug" not in closed.stderr
    gone = tmp_path / "gone"
    gone.mkdir()
    done = shell(f"cd {gone} && rmdir {gone} && {sys.executable} -m retrokit repeats")
    assert done.returncode == 2 and b"Traceback" not in done.stderr and b"bug" not in done.stderr


def test_a_long_text_is_no_file_name(run: Run) -> None:
    assert run("-C", EXAMPLES, "similar", "connection pool exhausted " * 20).out


def test_a_full_disk_and_a_closed_stdout_end_with_2() -> None:
    full = shell("RETROKIT repeats > /dev/full")
    assert full.returncode == 2 and b"No space left" in full.stderr and b"Traceback" not in full.stderr
    closed = shell("RETROKIT repeats >&-")
    assert closed.returncode == 2 and b"Traceback" not in closed.stderr


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "C", "PYTHONUTF8": "0"},
        {"TERM": "dumb"},
        {"COLUMNS": "0"},
        {"COLUMNS": "abc"},
    ],
)
def test_odd_terminals_get_an_answer(environment: dict[str, str]) -> None:
    done = shell("RETROKIT repeats --format terminal", **environment)
    assert done.returncode == 0 and b"came back" in done.stdout and b"Traceback" not in done.stderr


def test_ctrl_c_ends_with_130(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*RETROKIT, "-C", str(EXAMPLES), "similar", "-"], stdin=subprocess.PIPE, stderr=subprocess.PIPE
    )
    time.sleep(1.0)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130 and b"Traceback" not in err


@pytest.mark.parametrize(
    ("environment", "colored"),
    [({"NO_COLOR": ""}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": "", "TERM": "dumb"}, False)],
)
def test_on_a_terminal_there_is_colour_unless_it_is_unwanted(environment: dict[str, str], colored: bool) -> None:
    leader, follower = pty.openpty()
    variables = {**os.environ, "TERM": "xterm", "COLUMNS": "80", **environment}
    with subprocess.Popen(
        [*RETROKIT, "-C", str(EXAMPLES), "actions"], stdout=follower, stderr=subprocess.DEVNULL, env=variables
    ):
        os.close(follower)
        shown = b""
        with contextlib.suppress(OSError):  # Linux ends a terminal without a follower with an error
            while part := os.read(leader, 65536):
                shown += part
    os.close(leader)
    assert b"OVERDUE" in shown
    assert (b"\x1b[" in shown) is colored
