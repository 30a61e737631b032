"""Work on both cores: one half here, the other in a forked child."""

import contextlib
import os
from collections.abc import Callable
from typing import TypeVar

_Done = TypeVar("_Done")


def in_halves(
    work: Callable[[int], _Done], pack: Callable[[_Done], bytes], unpack: Callable[[bytes], _Done]
) -> tuple[_Done, _Done]:
    """What `work` gives for the halves 0 and 1, worked out at the same time where that can be.

    The child sees everything as it was when it began, and hands back nothing but bytes. Where there is no fork, no second core or no
    room for a child, or where the child fails, this process does both.

    Args:
        work: given which half, does it.
        pack: what the child did, as bytes.
        unpack: the same again, from the bytes.
    """
    if not hasattr(os, "fork") or _cores() < 2:
        return work(0), work(1)
    reading, writing = os.pipe()
    try:
        child = os.fork()
    except OSError:
        os.close(reading)
        os.close(writing)
        return work(0), work(1)
    if child == 0:
        _hand_over(lambda: pack(work(1)), reading, writing)
    os.close(writing)
    with open(reading, "rb") as pipe:
        try:
            first = work(0)
            second = pipe.read()
        finally:
            pipe.close()  # a child that still writes is told that nobody reads
            with contextlib.suppress(ChildProcessError):  # where SIGCHLD is ignored, the system has buried it
                os.waitpid(child, 0)
    return first, unpack(second[:-1]) if second.endswith(_WHOLE) else work(1)


def _cores() -> int:
    """The processors that this process may use, where the system tells."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


_WHOLE = b"."
"""The child's last byte: without it, it did not come to its end."""


def _hand_over(packed: Callable[[], bytes], reading: int, writing: int) -> None:
    """The child's whole life. It leaves at once: what the parent has open and buffered is not the child's to close."""
    try:
        os.close(reading)
        with open(writing, "wb") as pipe:
            pipe.write(packed())
            pipe.write(_WHOLE)
    finally:
        os._exit(0)
