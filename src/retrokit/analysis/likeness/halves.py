"""Work that is done in two halves, and how what one of them comes to is handed over.

Between a process and its own child, marshal is safe, and several times as fast as JSON.
"""

import marshal
from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

from retrokit.analysis.likeness.features import Features
from retrokit.model import Signals

Found = tuple[list[tuple[int, int, float]], dict[str, Signals]]
"""Pairs of places with their likeness, and what those that match rest on."""

_Done = TypeVar("_Done")


class Halves(Protocol):
    """Does the halves 0 and 1 of some work at the same time; `pack` and `unpack` bring what was done elsewhere here."""

    def __call__(
        self, work: Callable[[int], _Done], pack: Callable[[_Done], bytes], unpack: Callable[[bytes], _Done], /
    ) -> tuple[_Done, _Done]: ...


def one_after_the_other(
    work: Callable[[int], _Done], pack: Callable[[_Done], bytes], unpack: Callable[[bytes], _Done], /
) -> tuple[_Done, _Done]:
    return work(0), work(1)


def pack_features(features: Iterable[Features]) -> bytes:
    return marshal.dumps([tuple(each) for each in features])


def unpack_features(packed: bytes) -> list[Features]:
    return [Features(*each) for each in marshal.loads(packed)]


def pack_found(found: Found) -> bytes:
    pairs, signals = found
    return marshal.dumps((pairs, {pair: tuple(told) for pair, told in signals.items()}))


def unpack_found(packed: bytes) -> Found:
    pairs, signals = marshal.loads(packed)
    return pairs, {pair: Signals(*told) for pair, told in signals.items()}
