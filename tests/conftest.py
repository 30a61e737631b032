"""Real parts for every test: reports on disk, a git repository, and the command line run in-process."""

import functools
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from retrokit import corpus, repo
from retrokit.__main__ import main
from retrokit.analysis.history import History, compare
from retrokit.analysis.likeness.operations import Operations, read_operations
from retrokit.model import Action, Cause, Corpus, Postmortem, Verdict
from retrokit.vocabulary import VerdictKind

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
TODAY = date(2026, 11, 23)

os.environ.update(
    {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_AUTHOR_NAME": "Test",
        "GIT_AUTHOR_EMAIL": "test@example.org",
        "GIT_COMMITTER_NAME": "Test",
        "GIT_COMMITTER_EMAIL": "test@example.org",
        "COLUMNS": "100",
        "NO_COLOR": "1",
    }
)


@pytest.fixture(autouse=True)
def no_git_of_the_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests may run inside a hook, whose git variables are not for the repositories made here."""
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "PRE_COMMIT"):
        monkeypatch.delenv(name, raising=False)


class Done(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """`run("repeats", "-C", folder)`: the command line in-process; fails unless it ends with `code`."""

    def invoke(*arguments: object, code: int = 0) -> Done:
        monkeypatch.setattr(sys, "argv", ["retrokit", *map(str, arguments)])
        ended = 0
        try:
            main()
        except SystemExit as stop:
            ended = stop.code if isinstance(stop.code, int) else int(bool(stop.code))
        out, err = capsys.readouterr()
        assert ended == code, f"exit code {ended}, not {code}\n{out}\n{err}"
        assert "Traceback" not in err
        return Done(ended, out, err)

    return invoke


Git = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def git_repo(tmp_path: Path) -> Git:
    """An empty repository in `tmp_path`; call it with git's arguments."""

    def git(*arguments: str, check: bool = True) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(["git", *arguments], cwd=tmp_path, check=check, capture_output=True)

    git("init", "-q", "-b", "main")
    return git


def report_text(
    title: str = "Something broke", day: str = "2026-01-02", causes: str = "[a cause]", more: str = ""
) -> str:
    """A small report; `more` is further front matter."""
    return f"---\ntitle: {title}\ndate: {day}\ncauses: {causes}\n{more}---\n\nBody.\n"


def write_report(path: Path, **parts: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(report_text(**parts), encoding="utf-8")
    return path


def postmortem(
    id: str,
    day: str = "",
    *,
    title: str = "",
    causes: tuple[str, ...] = ("a cause",),
    services: tuple[str, ...] = (),
    actions: tuple[Action, ...] | None = (),
    same: tuple[str, ...] = (),
    related: tuple[str, ...] = (),
    different: tuple[str, ...] = (),
    status: str = "",
) -> Postmortem:
    """A postmortem as a value; the day is the beginning of the id unless it is given."""
    kinds = {VerdictKind.SAME: same, VerdictKind.RELATED: related, VerdictKind.DIFFERENT: different}
    return Postmortem(
        id=id,
        path=f"postmortems/{id}.md",
        title=title or id,
        date=date.fromisoformat(day or id[:10]),
        status=status,
        services=services,
        causes=tuple(Cause(cause) for cause in causes),
        actions=actions,
        verdicts=tuple(Verdict(kind, other) for kind, others in kinds.items() for other in others),
    )


@functools.cache
def operations() -> Operations:
    """The built-in vocabulary."""
    return read_operations(repo.built_in("operations.toml"), {})


def history_of(*postmortems: Postmortem, minimum: float = 0) -> History:
    return compare(sorted(postmortems, key=lambda p: (p.date, p.id)), operations, minimum=minimum)


@pytest.fixture(scope="session")
def examples() -> Corpus:
    """The made-up company's history."""
    repository = repo.Repository(ROOT)  # paths as in a clone, also where the sources came without git
    return corpus.load(repository, repo.find_reports(repository, EXAMPLES))


class _TextFile(SingleFileSnapshotExtension):
    _write_mode = WriteMode.TEXT
    file_extension = "txt"


@pytest.fixture
def screen_snapshot(snapshot: SnapshotAssertion) -> Iterator[SnapshotAssertion]:
    """Compares with a text file that opens in any viewer; `pytest --snapshot-update` writes it."""
    yield snapshot.use_extension(_TextFile)
