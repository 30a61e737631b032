"""What is remembered between runs never changes an answer: not by being there, damaged, old, another's, or written by many."""

import errno
import itertools
import os
import random
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrokit import repo
from retrokit.analysis import history as history_module
from retrokit.analysis.history import History, compare
from retrokit.analysis.likeness import comparison
from retrokit.analysis.likeness.comparison import Comparison
from retrokit.model import Action, Cause, Finding, Postmortem, Verdict
from retrokit.repo import Cache
from retrokit.repo import cache as cache_module
from retrokit.repo import files as files_module
from retrokit.repo import reports as reports_module
from retrokit.store import comparisons, reports
from retrokit.store.reports import KeptReport
from retrokit.vocabulary import ActionType, Names, Problem, Status, VerdictKind
from tests.conftest import EXAMPLES, ROOT, TODAY, Done, Git, Run, operations, postmortem, report_text, write_report

YOUNG = 10_000_000
"""Nanoseconds for which files count as young here: longer than the clock of a file system stands still."""

POOL = "[the connection pool was exhausted by pgbouncer]"
TICKET = "actions: [{title: Raise the ceiling, owner: '@mira', due: 2024-02-01, status: open, ticket: CHK-1}]\n"


@pytest.fixture(autouse=True)
def young_for_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports_module, "YOUNG", YOUNG)


def grow_old() -> None:
    time.sleep(3 * YOUNG / 1e9)


@pytest.fixture
def history(tmp_path: Path, git_repo: Git) -> Path:
    """The made-up company's history in a repository of its own."""
    shutil.copytree(EXAMPLES, tmp_path, dirs_exist_ok=True)
    grow_old()
    return tmp_path


@pytest.fixture
def small(tmp_path: Path, git_repo: Git) -> Path:
    """A pool that ran full three times, a certificate, a report with trouble in it, a file that is none, and a link to an old one."""
    folder = tmp_path / "postmortems"
    for month, title in enumerate(("Pool full", "Pool overflowed", "No connections", "TLS"), 1):
        causes = POOL if month < 4 else "[expired certificate]"
        write_report(
            folder / f"{month}.md", title=title, day=f"2024-0{month}-01", causes=causes, more=TICKET * (month < 3)
        )
    write_report(folder / "5.md", title="Odd", day="2024-05-01", more="actions: [{title: x, status: odd, due: soon}]\n")
    (folder / "6.md").write_text("# Notes\n", encoding="utf-8")
    (folder / "7.md").symlink_to(write_report(tmp_path / "archive/old.md", title="Pool of old", causes=POOL))
    grow_old()
    return tmp_path


@pytest.fixture
def ask(run: Run) -> Callable[..., Done]:
    """`ask(folder, "repeats")`: an answer on a given day."""

    def asked(folder: Path, *question: str, code: int = 0) -> Done:
        on_a_day = () if "--today" in question else ("--today", TODAY)
        return run("-C", folder, *question, *on_a_day, code=code)

    return asked


Ask = Callable[..., Done]


def same_with_and_without(ask: Ask, folder: Path, *question: str) -> Done:
    """The answer and what is told on stderr; asked twice, as the first time may be what is remembered the second time."""
    anew = ask(folder, *question, "--no-cache")
    assert ask(folder, *question) == anew
    assert ask(folder, *question) == anew
    return anew


def kept_files(folder: Path) -> dict[str, bytes]:
    """What lies in the cache of a repository; its files are readable or are not looked at."""
    where = folder / ".git/retrokit"
    return {path.name: path.read_bytes() for path in sorted(where.glob("*"))} if where.is_dir() else {}


@pytest.fixture
def read_again(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the reports that were parsed."""
    from retrokit import parse

    parsed, real = list[str](), parse.parse

    def watched(path: str, data: bytes, **names: Names) -> object:
        parsed.append(path)
        return real(path, data, **names)

    monkeypatch.setattr(parse, "parse", watched)
    return parsed


# One answer, however it comes about.

QUESTIONS = [
    ("repeats",),
    ("similar", "--all"),
    ("similar", "the connection pool was exhausted"),
    ("novelty", "--by", "year"),
    ("actions",),
]


@pytest.mark.parametrize("form", ["plain", "json"])
@pytest.mark.parametrize("question", QUESTIONS, ids=" ".join)
def test_cold_warm_and_without_a_cache_are_one(
    question: tuple[str, ...], form: str, history: Path, ask: Ask, read_again: list[str]
) -> None:
    asked = (*question, "--format", form)
    cold = ask(history, *asked)
    assert len(read_again) > 30 and kept_files(history)
    read_again.clear()
    assert ask(history, *asked) == cold
    assert read_again == []
    assert ask(history, *asked, "--no-cache") == cold
    assert len(read_again) > 30
    assert cold.out and "no front matter" in cold.err


def test_files_with_trouble_are_told_and_counted_in_every_run(small: Path, ask: Ask) -> None:
    told = [ask(small, "actions", "--fail-on", "finding", code=1) for _ in range(3)]
    assert told[0].err.count("5.md:5:") == 2 and "6.md" in told[0].err
    assert told[1:] == told[:1] * 2


def test_no_cache_reads_and_writes_none(small: Path, ask: Ask, read_again: list[str]) -> None:
    ask(small, "--no-cache", "repeats")
    ask(small, "repeats", "--no-cache")
    assert not (small / ".git/retrokit").exists()
    ask(small, "repeats")
    before = kept_files(small)
    (small / "postmortems/1.md").unlink()
    grow_old()
    read_again.clear()
    ask(small, "repeats", "--no-cache")
    assert len(read_again) == 6 and kept_files(small) == before


QUESTIONS_IN_TURN = [
    (
        "repeats",
        "postmortems/2024-01-22-edge-certificate-expired.md",
        "postmortems/2025-02-12-courier-certificate-expired.md",
    ),
    ("repeats", "--today", "2024-06-01"),
    ("repeats", "postmortems"),
    ("actions", "--today", "2024-06-01"),
    ("novelty", "--threshold", "80"),
    ("repeats", "--service", "checkout", "--since", "2025"),
    ("similar", "2024-05-10", "--format", "json"),
    ("similar", "postmortems/2024-05-10-checkout-timeouts-mothers-day.md", "-n", "100"),
]


def test_other_questions_in_turn(history: Path, ask: Ask) -> None:
    anew = {question: ask(history, "--no-cache", *question) for question in QUESTIONS_IN_TURN}
    for question in (*QUESTIONS_IN_TURN, *reversed(QUESTIONS_IN_TURN)):
        assert ask(history, *question) == anew[question]


@pytest.mark.parametrize(
    "lower", [("similar", "--all", "--min-score", "0"), ("repeats", "--threshold", "5")], ids=" ".join
)
def test_a_question_that_looked_further_changes_none(lower: tuple[str, ...], history: Path, ask: Ask) -> None:
    ask(history, *lower)
    same_with_and_without(ask, history, "repeats", "--format", "json")


def test_a_question_that_looked_further_has_found_no_more(tmp_path: Path, git_repo: Git, ask: Ask) -> None:
    """Two that share a service and a word are overlooked unless everything is looked at."""
    for number, title in enumerate(("alphas 0tsrif 1tsrif 2tsrif 3tsrif", "alphas 0rehto 1rehto 2rehto 3rehto"), 1):
        day = f"2024-01-0{number}"
        write_report(tmp_path / f"{day}.md", title=title, day=day, causes="[x]", more="services: [x]\n")
    grow_old()
    ask(tmp_path, "similar", "--all", "--min-score", "0")
    same_with_and_without(ask, tmp_path, "novelty")


# One answer, whatever has changed.


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def same_size_and_time(folder: Path) -> None:
    path = folder / "postmortems/3.md"
    before = path.stat()
    rewrite(path, "No connections", "Connections no")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    after = path.stat()
    assert (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)


def swap(one: Path, other: Path) -> None:
    aside = one.with_name("aside")
    one.rename(aside), other.rename(one), aside.rename(other)


def link_elsewhere(folder: Path) -> None:
    link = folder / "postmortems/7.md"
    link.unlink()
    link.symlink_to(write_report(folder / "archive/new.md", title="Pool of new", causes=POOL))


def link_instead(folder: Path) -> None:
    report = folder / "postmortems/1.md"
    report.symlink_to(report.rename(folder / "aside"))


def folder_instead(folder: Path) -> None:
    report = folder / "postmortems/1.md"
    report.unlink()
    report.mkdir()


def name_without_utf8(folder: Path) -> None:
    for name in (b"caf\xe9.md", b"caf\\xe9.md"):  # shown alike
        Path(os.fsdecode(os.fsencode(folder) + b"/postmortems/" + name)).write_text(
            report_text(title=str(name), causes=POOL), encoding="utf-8"
        )


def config(text: str) -> Callable[[Path], object]:
    return lambda folder: (folder / "retrokit.toml").write_text(text, encoding="utf-8")


CHANGES: dict[str, Callable[[Path], object]] = {
    "nothing": lambda folder: None,
    "a text": lambda folder: rewrite(folder / "postmortems/4.md", "expired", "exhausted pool of"),
    "a text, of one size, its time restored": same_size_and_time,
    "a time": lambda folder: os.utime(folder / "postmortems/1.md", (1, 1)),
    "a time to come": lambda folder: os.utime(folder / "postmortems/1.md", (4e9, 4e9)),
    "the line endings": lambda folder: rewrite(folder / "postmortems/1.md", "Body", "Body\r\n"),
    "the beginning": lambda folder: rewrite(folder / "postmortems/1.md", "---\ntitle", "\ufeff---\ntitle"),
    "a finding that goes": lambda folder: rewrite(folder / "postmortems/5.md", "status: odd", "status: open"),
    "a report that is none any more": lambda folder: rewrite(folder / "postmortems/1.md", "---\n", ""),
    "a note that becomes a report": lambda folder: write_report(folder / "postmortems/6.md", causes=POOL),
    "a new report": lambda folder: write_report(folder / "postmortems/0.md", day="2023-01-01", causes=POOL, more=TICKET),
    "a report gone": lambda folder: (folder / "postmortems/2.md").unlink(),
    "its folder gone": lambda folder: (folder / "postmortems").rename(folder / "incidents"),
    "a name": lambda folder: (folder / "postmortems/2.md").rename(folder / "postmortems/8.md"),
    "two names": lambda folder: swap(folder / "postmortems/2.md", folder / "postmortems/3.md"),
    "a name that is no UTF-8": name_without_utf8,
    "a text behind a link": lambda folder: rewrite(folder / "archive/old.md", "Pool of old", "Old pool"),
    "a link": link_elsewhere,
    "a link to nowhere": lambda folder: (folder / "postmortems/link.md").symlink_to("gone.md"),
    "a link for a report": link_instead,
    "a folder for a report": folder_instead,
    "an id that is taken": lambda folder: rewrite(folder / "postmortems/3.md", "title", "id: '1'\ntitle"),
    "a verdict": lambda folder: rewrite(folder / "postmortems/4.md", "title", "repeat_of: ['1']\ntitle"),
    "a ticket that others cite": lambda folder: rewrite(folder / "postmortems/3.md", "causes", f"{TICKET}causes"),
    "our names for their keys": config('[fields]\ntitle = "causes"\n[action_fields]\nowner = "ticket"\n'),
    "the vocabulary": config('[vocabulary]\nworn = ["was exhausted"]\n'),
    "the threshold": config("threshold = 60\n"),
    "the folders": config('folders = ["postmortems/1.md", "postmortems/3.md"]\n'),
}  # fmt: skip


OF_NO_ACCOUNT = {"nothing", "a time", "a time to come", "a link for a report"}


@pytest.mark.parametrize("name", CHANGES)
def test_after_a_change(name: str, small: Path, ask: Ask) -> None:
    question = ("repeats", "--format", "json")
    before = ask(small, *question)
    CHANGES[name](small)
    grow_old()
    assert (same_with_and_without(ask, small, *question) == before) == (name in OF_NO_ACCOUNT)


def test_while_all_is_young_nothing_is_taken_for_unchanged(
    small: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports_module, "YOUNG", 3_600_000_000_000)
    ask(small, "repeats")
    for name in ("a text, of one size, its time restored", "two names", "a text behind a link"):
        CHANGES[name](small)
        same_with_and_without(ask, small, "repeats", "--format", "json")


def test_ids_that_clash_and_clash_no_more(small: Path, ask: Ask) -> None:
    namesake = write_report(small / "postmortems/2023/1.md", day="2023-01-01", causes=POOL, more=TICKET)
    for _ in range(2):
        grow_old()
        same_with_and_without(ask, small, "repeats", "--format", "json")
    namesake.unlink()
    same_with_and_without(ask, small, "repeats", "--format", "json")


def test_an_id_that_turns_the_order_of_a_day_around(tmp_path: Path, git_repo: Git, ask: Ask) -> None:
    for name in ("x/k", "y/k", "m", "n", "o", "p", "q"):
        alike = "zebra" if name in ("x/k", "m") else ""
        write_report(tmp_path / f"postmortems/{name}.md", title="Pool", causes=f"[cursor exhausted {alike}]")
    grow_old()
    ask(tmp_path, "repeats")
    (tmp_path / "postmortems/y/k.md").unlink()  # x/k is k now, and comes before m
    same_with_and_without(ask, tmp_path, "repeats", "--format", "json")


def written_at_one_moment(*paths: Path) -> bool:
    """Whether reports of one size could be given the same times."""
    for _ in range(500):
        for path in paths:
            path.unlink(missing_ok=True)
        for path in paths:
            # Not by `open`: it looks at the file, and some systems then count the time more finely.
            descriptor = os.open(path, os.O_CREAT | os.O_WRONLY)
            os.write(descriptor, report_text(title=path.parent.name, causes=POOL).encode())
            os.close(descriptor)
        if len({(path.stat().st_mtime_ns, path.stat().st_ctime_ns, path.stat().st_size) for path in paths}) == 1:
            return True
    return False


def test_folders_that_change_places(small: Path, ask: Ask) -> None:
    one, other = small / "postmortems/2024-06-01-a", small / "postmortems/2024-06-01-b"
    for folder in (one, other):
        folder.mkdir()
    if not written_at_one_moment(one / "index.md", other / "index.md"):
        pytest.skip("this file system tells every two files apart by their times")
    grow_old()
    ask(small, "repeats")
    swap(one, other)
    grow_old()
    same_with_and_without(ask, small, "repeats", "--format", "json")


def test_a_young_file_has_no_stamp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()  # two seconds, as ever
    path = write_report(tmp_path / "a.md")
    repository = repo.open_repository(tmp_path)

    def has_stamp(changed: float) -> bool:
        os.utime(path, (changed, changed))
        grow_old()
        (file,) = repo.find_reports(repository, tmp_path)
        return file.stamp is not None

    long_ago, to_come = 1, time.time() + 3600  # a copy of an old file says so, and came only now; a clock may be wrong
    assert not has_stamp(time.time()) and not has_stamp(long_ago)
    monkeypatch.setattr(reports_module, "YOUNG", YOUNG)
    assert has_stamp(long_ago) and not has_stamp(to_come)


def test_whatever_changes_one_after_another(small: Path, ask: Ask) -> None:
    chance = random.Random(7)

    def change() -> None:
        path = small / f"postmortems/{chance.choice(('', 'x/', 'y/'))}{chance.randint(1, 9)}.md"
        there = sorted((small / "postmortems").rglob("*.md"))
        match chance.randint(1, 4):
            case 1 if len(there) > 3:
                chance.choice(there).unlink()
            case 2:
                swap(*chance.sample(there, 2))
            case _:
                causes = f"[{' '.join(chance.choices(POOL.strip('[]').split(), k=5))}]"
                more = chance.choice(("", TICKET, "id: same\n", "repeat_of: ['1']\n", "status: [draft, {\n"))
                day = f"202{chance.randint(0, 4)}-01-01"
                write_report(path, title=f"Pool {chance.randint(1, 5)}", day=day, causes=causes, more=more)

    for _ in range(20):
        for _ in range(chance.randint(1, 2)):
            change()
        if chance.random() < 0.7:
            grow_old()
        question = chance.choice((("repeats",), ("similar", "--all"), ("novelty",)))
        assert ask(small, *question, "--format", "json") == ask(small, "--no-cache", *question, "--format", "json")


# Where it is, and for whom.


def test_nothing_shows_in_the_work_tree(small: Path, git_repo: Git, ask: Ask) -> None:
    git_repo("add", "."), git_repo("commit", "-qm", "reports")
    ask(small, "repeats")
    assert git_repo("status", "--porcelain", "--ignored").stdout == b""
    assert {name.split("-")[0] for name in kept_files(small)} == {"reports", "comparison"}


def test_a_worktree_has_its_own(small: Path, git_repo: Git, ask: Ask) -> None:
    git_repo("add", "."), git_repo("commit", "-qm", "reports")
    tree = small.with_name(f"{small.name}-tree")
    git_repo("worktree", "add", "-q", str(tree))
    rewrite(tree / "postmortems/4.md", "expired", "exhausted")
    grow_old()
    for folder in (small, tree, small, tree):
        same_with_and_without(ask, folder, "repeats")
    assert len(list((small / ".git/worktrees").glob("*/retrokit/reports-*"))) == 1
    git_repo("worktree", "remove", "--force", str(tree))


def test_outside_of_git_it_is_the_users(tmp_path: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        write_report(folder / "postmortems/a.md", title=folder.name)
        write_report(folder / "postmortems/b.md", title=folder.name)
    grow_old()
    for folder in (*folders, *folders):
        same_with_and_without(ask, folder, "similar", "--all")
        assert sorted(path.name for path in folder.rglob("*")) == ["a.md", "b.md", "postmortems"]
    assert len(list((tmp_path / "caches/retrokit").glob("*/reports-*"))) == 2


@pytest.mark.parametrize("caches", [None, "relative"])
def test_where_the_user_has_no_place_there_is_none(
    caches: str | None, tmp_path: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a container a user may have neither name nor home; a relative XDG_CACHE_HOME is invalid, as its specification says."""
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os.path, "expanduser", str)
    if caches:
        monkeypatch.setenv("XDG_CACHE_HOME", caches)
    write_report(tmp_path / "a.md")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    ask(tmp_path, "actions")
    assert os.listdir() == []


def test_it_is_not_of_other_code(small: Path, ask: Ask, read_again: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    ask(small, "repeats")
    before = kept_files(small)
    monkeypatch.setattr(repo, "own_code", lambda: b"another version")
    read_again.clear()
    ask(small, "repeats")
    assert len(read_again) == 7
    assert kept_files(small).items() > before.items() and len(kept_files(small)) == 2 * len(before)


@pytest.mark.parametrize("name", ["parse.py", "store/reports.py", "data/operations.toml"])
def test_any_file_of_retrokit_makes_it_other_code(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = tmp_path / "retrokit"
    shutil.copytree(ROOT / "src/retrokit", copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(files_module, "_PACKAGE", copy)
    before = repo.own_code()
    assert repo.own_code() == before
    with (copy / name).open("a", encoding="utf-8") as file:
        file.write("#")
    assert repo.own_code() != before


def test_nothing_that_is_read_back_could_run() -> None:
    for path in (ROOT / "src/retrokit/repo/cache.py", *(ROOT / "src/retrokit/store").glob("*.py")):
        assert not re.search(r"\b(pickle|marshal|shelve|eval|exec)\b", path.read_text(encoding="utf-8")), path


# Damaged, half written, no room.


def to_folder(path: Path) -> None:
    path.unlink()
    write_report(path / "x")


def to_link(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


def flip_a_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x10
    path.write_bytes(content)


def of_another_machine(path: Path) -> None:
    header, _, sections = bytes(Cache(path.parent).read(path.name) or b"").partition(b"\n")
    header = header.replace(sys.byteorder.encode(), b"odd")
    Cache(path.parent).write(path.name, [header, b"\n", sections])


DAMAGE: dict[str, Callable[[Path], object]] = {
    "gone": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "a bit": flip_a_bit,
    "a folder": to_folder,
    "a link to itself": to_link,
    "sealed garbage": lambda path: Cache(path.parent).write(path.name, [b"garbage"]),
    "sealed nothing": lambda path: Cache(path.parent).write(path.name, []),
    "another byte order": of_another_machine,
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
@pytest.mark.parametrize("kind", ["reports", "comparison"])
def test_a_damaged_file_is_made_anew(kind: str, damage: Callable[[Path], object], small: Path, ask: Ask) -> None:
    before = ask(small, "repeats")
    (path,) = (small / ".git/retrokit").glob(f"{kind}-*")
    whole = path.read_bytes()
    damage(path)
    assert ask(small, "repeats") == before
    assert path.is_dir() or path.read_bytes() == whole


def test_one_kind_of_file_is_not_taken_for_the_other(small: Path, ask: Ask) -> None:
    ask(small, "repeats")
    (read,), (compared,) = ((small / ".git/retrokit").glob(f"{kind}-*") for kind in ("reports", "comparison"))
    swap(read, compared)
    same_with_and_without(ask, small, "repeats")


def test_every_byte_counts(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.write("x", [b"some", memoryview(b" content")])
    assert bytes(cache.read("x") or b"") == b"some content"
    whole = (tmp_path / "x").read_bytes()
    for place in range(len(whole)):
        for broken in (whole[:place], whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]):
            (tmp_path / "x").write_bytes(broken)
            assert cache.read("x") is None
    assert cache.read("never written") is None


@pytest.mark.parametrize(
    "blocker", [Path.touch, lambda path: path.symlink_to("nowhere/at/all")], ids=["a file", "a link"]
)
def test_where_there_can_be_no_folder_there_is_no_cache(
    blocker: Callable[[Path], object], small: Path, ask: Ask
) -> None:
    blocker(small / ".git/retrokit")
    same_with_and_without(ask, small, "repeats")


def fail(error: BaseException) -> Callable[..., object]:
    def failing(*arguments: object) -> None:
        raise error

    return failing


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "disk full"),
        PermissionError(errno.EACCES, "not yours"),
        KeyboardInterrupt(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_failure_leaves_what_was_there_and_nothing_else(
    error: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = Cache(tmp_path / "cache")
    cache.write("x", [b"before"])
    monkeypatch.setattr(os, "replace", fail(error))
    try:
        cache.write("x", [b"after"])
    except KeyboardInterrupt:
        assert isinstance(error, KeyboardInterrupt)
    assert bytes(cache.read("x") or b"") == b"before"
    assert os.listdir(cache.folder) == ["x"]


def test_a_folder_in_its_place_leaves_nothing_else_either(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    Cache(tmp_path).write("x", [b"content"])
    assert os.listdir(tmp_path) == ["x"]


def test_there_are_never_more_than_so_many(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    for number in range(3):
        (tmp_path / f".left-by-a-dead-process-{number}").touch()
        os.utime(tmp_path / f".left-by-a-dead-process-{number}", (number, number))
    for number in range(cache_module.MOST_FILES + 3):
        cache.write(f"x{number}", [b"content"])
        os.utime(tmp_path / f"x{number}", (10 + number, 10 + number))
        assert len(os.listdir(tmp_path)) <= cache_module.MOST_FILES
        assert cache.read(f"x{number}")
    assert sorted(os.listdir(tmp_path)) == sorted(f"x{number}" for number in range(3, cache_module.MOST_FILES + 3))


# Several at once.

COMMAND = [sys.executable, "-m", "retrokit"]
ENVIRONMENT = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}


def in_a_process(*command: object) -> tuple[int, bytes, bytes]:
    done = subprocess.run(list(map(str, command)), capture_output=True, check=False, env=ENVIRONMENT)
    return done.returncode, done.stdout, done.stderr


def test_many_processes_at_once(history: Path) -> None:
    question = (*COMMAND, "-C", history, "repeats", "--today", str(TODAY))
    anew = in_a_process(*question, "--no-cache")
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda _: in_a_process(*question), range(8))) == [anew] * 8
    assert {name.split("-")[0] for name in kept_files(history)} == {"reports", "comparison"}


def test_a_process_that_is_killed_while_it_writes(small: Path, ask: Ask) -> None:
    code = "import os; os.replace = lambda *_: os.kill(os.getpid(), 9)\nfrom retrokit.__main__ import main; main()"
    code_of_killed, *_ = in_a_process(sys.executable, "-c", code, "-C", small, "repeats")
    assert code_of_killed == -9
    assert [name[0] for name in kept_files(small)] == ["."]
    same_with_and_without(ask, small, "repeats")


def test_a_full_disk(history: Path) -> None:
    question = (*COMMAND, "-C", history, "repeats", "--today", str(TODAY))
    answers = [in_a_process("sh", "-c", f'ulimit -f {limit}; exec "$@"', "sh", *question) for limit in (0, 8)]
    assert answers == [in_a_process(*question, "--no-cache")] * 2
    assert not [name for name in kept_files(history) if name.startswith(".")]


def test_readers_see_a_whole_file_or_none(tmp_path: Path) -> None:
    contents = {bytes([letter]) * 50_000 * (letter - 60) for letter in b"ABCD"}
    until = time.monotonic() + 0.3
    seen = set[bytes | None]()

    def write(content: bytes) -> None:
        while time.monotonic() < until:
            Cache(tmp_path).write("x", [content[:1000], content[1000:]])

    writers = [threading.Thread(target=write, args=(content,)) for content in contents]
    for writer in writers:
        writer.start()
    while time.monotonic() < until:
        content = Cache(tmp_path).read("x")
        seen.add(None if content is None else bytes(content))
    for writer in writers:
        writer.join()
    assert contents & seen and seen <= {None, *contents}
    assert os.listdir(tmp_path) == ["x"]


# A postmortem as bytes, and back.

Parts = dict[str, st.SearchStrategy[object]]

texts = st.text(st.characters(), max_size=8) | st.sampled_from(
    ["\n", "\x00", "\ud83d\ude00", "\ud800", "\u2028", '"', "😀"]
)
some_texts = st.lists(texts, max_size=3).map(tuple)
days = st.dates()
maybe_days = st.none() | days
parts_of_an_action: Parts = {
    "title": texts,
    "type": st.none() | st.sampled_from(ActionType),
    "owner": texts,
    "due": maybe_days,
    "status": st.sampled_from(Status),
    "opened": maybe_days,
    "closed": maybe_days,
    "ticket": texts,
    "reason": texts,
}
parts: Parts = {
    "title": texts,
    "date": days,
    "severity": texts,
    "status": texts,
    "services": some_texts,
    "trigger": texts,
    "causes": st.lists(st.builds(Cause, texts, texts), max_size=2).map(tuple),
    "customer_impact": texts,
    "actions": st.none() | st.lists(st.builds(Action, st.just(""), **parts_of_an_action), max_size=2).map(tuple),
    "ideas": some_texts,
    "learned": some_texts,
    "roadmap": texts,
    "verdicts": st.lists(
        st.builds(Verdict, st.sampled_from(VerdictKind), texts, texts, st.integers(1, 9), st.integers(1, 9)), max_size=2
    ).map(tuple),
}
findings = st.builds(Finding, st.just(""), st.integers(1), st.integers(1), st.sampled_from(Problem), texts, texts)
stamps = st.none() | st.tuples(
    st.integers(0, 2**62), st.integers(-1, 2**62), st.integers(0, 2**40), st.integers(0, 2**63 - 1)
)


@st.composite
def kept_reports(draw: st.DrawFn) -> list[KeptReport]:
    kept = []
    for path in draw(st.lists(texts, max_size=3, unique=True)):
        postmortem = None
        if draw(st.booleans()):
            identity = draw(texts)
            found: Postmortem = draw(st.builds(Postmortem, st.just(identity), st.just(path), **parts))
            actions = found.actions and tuple(replace(a, id=f"{identity}#{n}") for n, a in enumerate(found.actions, 1))
            postmortem = replace(found, actions=actions)
        told = [finding._replace(path=path) for finding in draw(st.lists(findings, max_size=2))]
        kept.append(reports.keep(path, draw(stamps), draw(texts), postmortem, told))
    return kept


def values(postmortem: Postmortem | None) -> dict[str, object] | None:
    """Every field, and what follows from them; two postmortems of different kinds are never equal as they are."""
    if postmortem is None:
        return None
    told = {field.name: getattr(postmortem, field.name) for field in fields(Postmortem)}
    return {**told, "names_cause": postmortem.names_cause, "is_draft": postmortem.is_draft}


def back_and_forth(kept: list[KeptReport]) -> list[KeptReport]:
    return list(reports.from_parts(memoryview(b"".join(reports.to_parts(kept)))))


def test_every_field_is_among_those_that_are_tried() -> None:
    assert {"id", "path", *parts} == {field.name for field in fields(Postmortem)}
    assert {"id", *parts_of_an_action} == {field.name for field in fields(Action)}
    assert [len(kind._fields) for kind in (Cause, Verdict, Finding)] == [2, 5, 6]


@settings(max_examples=100, deadline=None)
@given(kept_reports())
def test_what_is_kept_comes_back(kept: list[KeptReport]) -> None:
    for _ in ("as it was read", "as it was remembered"):
        again = back_and_forth(kept)
        assert [report[:3] for report in again] == [report[:3] for report in kept]
        assert [values(report.postmortem) for report in again] == [values(report.postmortem) for report in kept]
        assert [report.findings for report in again] == [report.findings for report in kept]
        kept = again


@pytest.fixture
def whole() -> Postmortem:
    action = Action("a#1", "Fix it", ActionType.PREVENT, "@mira", date(2024, 2, 1), Status.OPEN)
    return Postmortem("a", "postmortems/a.md", "A", date(2024, 1, 1), causes=(Cause("x"),), actions=(action,))


def remembered(postmortem: Postmortem, line: bytes | None = None) -> Postmortem:
    kept = reports.keep(postmortem.path, (1, 2, 3, 4), "mark", postmortem, ())
    (again,) = back_and_forth([kept if line is None else kept._replace(line=line)])
    assert again.postmortem is not None
    return again.postmortem


def test_the_text_is_decoded_when_it_is_asked_for(whole: Postmortem) -> None:
    postmortem = remembered(whole, line=b"no line at all")
    assert (postmortem.id, postmortem.path, postmortem.date) == (whole.id, whole.path, whole.date)
    assert postmortem.names_cause and postmortem.verdicts == ()
    with pytest.raises(ValueError):
        _ = postmortem.title


def test_what_it_does_not_have_it_does_not_have(whole: Postmortem) -> None:
    assert not hasattr(remembered(whole), "nothing_of_the_kind")


def test_a_remembered_one_can_be_given_another_id(whole: Postmortem) -> None:
    assert values(replace(remembered(whole), id="b")) == values(replace(whole, id="b"))


# A comparison as bytes, and gone on from.


def told(history: History) -> list[object]:
    pairs = [(match.earlier.id, match.later.id) for match in history.matches(40)]
    return [history.matches(40), [history.signals(*pair) for pair in pairs], history.findings]


def test_a_remembered_comparison_is_gone_on_from(monkeypatch: pytest.MonkeyPatch) -> None:
    chance, numbers, anew = random.Random(3), itertools.count(), list[int]()
    compare_all = comparison.compare_all

    def compared_anew(*things: Any, **named: Any) -> Comparison:
        anew.append(len(things[0]))
        return compare_all(*things, **named)

    def write() -> Postmortem:
        kind, day = chance.randint(100, 200), chance.randint(1, 28)
        cause = " ".join(chance.sample([f"{kind}{letter}" for letter in "abcdefgh"], 6))
        cited = (Action("", "x", ticket=f"T-{kind % 20}"),) if chance.random() < 0.5 else ()
        return postmortem(f"2024-01-{day:02}-{next(numbers)}", title="x", causes=(cause,), actions=cited)

    monkeypatch.setattr(history_module, "compare_all", compared_anew)
    texts = {p.id: p for p in (write() for _ in range(160))}
    before = None
    for _ in range(20):
        now = sorted(texts.values(), key=lambda p: (p.date, p.id))
        went_on = compare(now, operations, remembered=before)
        assert told(went_on) == told(compare(now, operations))
        before = comparisons.from_parts(memoryview(b"".join(comparisons.to_parts(went_on.comparison))))
        assert before == went_on.comparison
        if chance.random() < 0.8:
            del texts[chance.choice(list(texts))]
        if chance.random() < 0.8:
            new = write()
            texts[new.id] = new
    assert 20 < len(anew) < 30, "it went on in most cases"
