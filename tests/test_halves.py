"""Two halves at once: both of them, in order, whatever becomes of the child."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from retrokit import corpus, repo
from retrokit.analysis.history import compare
from retrokit.analysis.likeness import comparison
from retrokit.analysis.likeness.halves import one_after_the_other
from retrokit.model import Corpus, Postmortem
from retrokit.repo import in_halves
from tests.conftest import EXAMPLES, ROOT, operations

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="both halves are done here where there is no fork")

HERE = os.getpid()
LARGER_THAN_A_PIPE = 1 << 21


def words(half: int) -> list[str]:
    return [f"{word} of {half}" for word in ("first", "second")]


def pack(found: list[str]) -> bytes:
    return "\n".join(found).encode()


def unpack(packed: bytes) -> list[str]:
    return packed.decode().split("\n")


BOTH = (words(0), words(1))


@pytest.fixture(autouse=True)
def children(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The children that were made, on two cores; none of them, and no end of a pipe, may be left."""
    made, fork, opened = list[int](), os.fork, os.listdir("/dev/fd")

    def forked() -> int:
        child = fork()
        if child:
            made.append(child)
        return child

    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0, 1}, raising=False)
    monkeypatch.setattr(os, "fork", forked)
    yield made
    assert not_waited_for(made) == []
    assert len(os.listdir("/dev/fd")) == len(opened)


def not_waited_for(children: list[int]) -> list[int]:
    """The children that are left, dead or alive; they are waited for now, so that the next test has none of them."""
    left = []
    for child in children:
        try:
            left.append(os.waitpid(child, 0)[0])
        except ChildProcessError:
            continue
    return left


def test_the_second_half_is_done_by_a_child(children: list[int]) -> None:
    first, second = in_halves(lambda half: [str(half), str(os.getpid())], pack, unpack)
    assert (first, second) == (["0", str(HERE)], ["1", str(children[0])])


@pytest.mark.parametrize("length", [0, 1, LARGER_THAN_A_PIPE])
def test_however_much_there_is_to_hand_over(length: int) -> None:
    assert in_halves(lambda half: [str(half) * length], pack, unpack) == (["0" * length], ["1" * length])


def raise_error() -> None:
    raise ValueError("in the child alone")


DEATHS: dict[str, Callable[[], object]] = {
    "it raises": raise_error,
    "it leaves": lambda: sys.exit(3),
    "it is interrupted": lambda: signal.raise_signal(signal.SIGINT),
    "it is killed": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "it ends": lambda: os._exit(1),
}


@pytest.mark.parametrize("die", DEATHS.values(), ids=DEATHS)
def test_what_a_child_does_not_bring_home_is_done_here(die: Callable[[], object], children: list[int]) -> None:
    def work(half: int) -> list[str]:
        if os.getpid() != HERE:
            die()
        return words(half)

    assert in_halves(work, pack, unpack) == BOTH
    assert len(children) == 1


@pytest.mark.parametrize("die", DEATHS.values(), ids=DEATHS)
def test_nor_what_cannot_be_packed(die: Callable[[], object]) -> None:
    def fail_to_pack(found: list[str]) -> bytes:
        die()
        return pack(found)

    assert in_halves(words, fail_to_pack, unpack) == BOTH


def no_child() -> int:
    raise BlockingIOError("too many processes")


@pytest.mark.parametrize(
    ("name", "instead"),
    [("fork", None), ("fork", no_child), ("sched_getaffinity", lambda process: {0}), ("sched_getaffinity", None)],
    ids=["no fork", "no room for a child", "one core", "nobody knows how many cores"],
)
def test_without_a_child_both_are_done_here(
    name: str, instead: Callable[..., object] | None, children: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    if instead is None:
        monkeypatch.delattr(os, name)
    else:
        monkeypatch.setattr(os, name, instead)
    done = []

    def work(half: int) -> list[str]:
        done.append(half)
        return words(half)

    assert in_halves(work, pack, unpack) == BOTH
    assert (done, children) == ([0, 1], [])


def test_what_this_half_raises_is_raised_and_leaves_no_child(children: list[int]) -> None:
    def work(half: int) -> list[str]:
        if half == 0:
            raise ValueError("in this half")
        return ["1" * LARGER_THAN_A_PIPE]

    with pytest.raises(ValueError, match="in this half"):
        in_halves(work, pack, unpack)
    assert not_waited_for(children) == []


def test_where_dead_children_are_not_waited_for() -> None:
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        assert in_halves(words, pack, unpack) == BOTH
    finally:
        signal.signal(signal.SIGCHLD, before)


def test_the_child_ends_without_a_word_of_its_parents() -> None:
    """What the parent has buffered is written once, what it does at its end is done once, and the child's trouble is not told."""
    code = """
import atexit, os, sys
from retrokit.repo import in_halves
os.sched_getaffinity = lambda process: {0, 1}
atexit.register(print, "the end")
parent = os.getpid()
print("buffered", end=" ")
def work(half):
    return b"done" if half == 0 or os.getpid() == parent or len(sys.argv) == 1 else 1 / 0
print(*in_halves(work, bytes, bytes))
"""
    for arguments in ([], ["the child fails"]):
        command, buffered = [sys.executable, "-c", code, *arguments], {**os.environ, "PYTHONUNBUFFERED": ""}
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=buffered)
        assert (done.stdout, done.stderr) == ("buffered b'done' b'done'\nthe end\n", "")


def values(postmortem: Postmortem) -> dict[str, object]:
    return {field.name: getattr(postmortem, field.name) for field in fields(Postmortem)}


@pytest.fixture
def small_is_worth_two(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (corpus, comparison):
        monkeypatch.setattr(module, "WORTH_TWO", 1)


def test_reports_are_read_alike_in_halves(examples: Corpus, children: list[int], small_is_worth_two: None) -> None:
    repository = repo.Repository(ROOT)
    read = corpus.load(repository, repo.find_reports(repository, EXAMPLES))
    assert len(children) == 1
    assert (read.findings, read.found, read.marks) == (examples.findings, examples.found, examples.marks)
    assert list(map(values, read.postmortems)) == list(map(values, examples.postmortems))


def test_reports_are_compared_alike_in_halves(examples: Corpus, children: list[int], small_is_worth_two: None) -> None:
    by_two = compare(examples.postmortems, operations, minimum=0, halves=in_halves)
    assert len(children) == 2
    assert (
        by_two.comparison == compare(examples.postmortems, operations, minimum=0, halves=one_after_the_other).comparison
    )


def test_two_names_that_are_shown_alike_are_two_reports(tmp_path: Path, small_is_worth_two: None) -> None:
    text = (EXAMPLES / "postmortems/2024-02-29-leap-day-promo.md").read_bytes()
    for name in (b"caa.md", b"caf\\xe9.md", b"cafe.md", b"caf\xe9.md"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(text)
    repository = repo.open_repository(tmp_path)
    assert corpus.load(repository, repo.find_reports(repository, tmp_path.resolve())).found == 4
