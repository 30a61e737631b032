"""Which reports are worth comparing in whole: those that a few of their keys bring together.

A history of a few thousand is searched to the end. In a larger one, two reports that do not share two keys that are rarer than
`weights.too_common`, and cite no ticket both, are never looked at, so that the work grows far slower than the pairs do.
"""

import functools
import itertools
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from retrokit.analysis.likeness.rows import Rows
from retrokit.analysis.likeness.weights import Weights

NEARLY = 0.85
"""A pair is compared in whole from this part of the asked-for likeness in its keys on. On made-up histories the keys never told less
than nine tenths of the likeness of a pair that reaches the floor; a test holds what is found against all pairs."""

TOGETHER = 2
"""So many keys that are not too common two reports have to share, where there are some that are."""


class Postings:
    """The reports that were met so far, by those of their keys that are not too common, and by the tickets that they cite."""

    def __init__(self, weights: Weights) -> None:
        self.common = hashes(weights.common)
        self.keys: list[Mapping[int, float]] = []
        self.by_key: dict[int, list[int]] = {}
        self.by_ticket: dict[str, list[int]] = defaultdict(list)

    def add(self, keys: Mapping[int, float], tickets: Iterable[str]) -> None:
        """The next report."""
        place = len(self.keys)
        for key in keys:
            if key in self.by_key:
                self.by_key[key].append(place)
            elif key not in self.common:
                self.by_key[key] = [place]
        for ticket in tickets:
            self.by_ticket[ticket].append(place)
        self.keys.append(keys)

    def reached(self, keys: Mapping[int, float], floor: float, tickets: Iterable[str]) -> list[int]:
        """The reports whose keys come near the floor (a likeness, 0 to 1), or that cite one of the tickets, in order."""
        near = self._near_in_large_history if self.common else self._near
        cited = (place for ticket in tickets for place in self.by_ticket.get(ticket, ()))
        return sorted({*near(keys, NEARLY * floor), *cited})

    def _near(self, keys: Mapping[int, float], nearly: float) -> Iterator[int]:
        found: dict[int, float] = {}
        so_far = found.get
        for key, weight in keys.items():
            for place in self.by_key.get(key, ()):
                found[place] = so_far(place, 0.0) + weight * self.keys[place][key]
        return (place for place, likeness in found.items() if likeness >= nearly)

    def _near_in_large_history(self, keys: Mapping[int, float], nearly: float) -> Iterator[int]:
        # Counted in one call: a loop over every posting would take most of the run.
        counted = Counter(itertools.chain.from_iterable([self.by_key[key] for key in keys if key in self.by_key]))
        together = [place for place, count in counted.items() if count >= TOGETHER]
        return (place for place in together if _estimate(keys, self.keys[place]) >= nearly)


def _estimate(one: Mapping[int, float], other: Mapping[int, float]) -> float:
    return sum([one[key] * other[key] for key in one.keys() & other.keys()])


def near(keys: Rows, query: Mapping[str, float], weights: Weights, floor: float, together: int = 0) -> list[int]:
    """The reports whose keys come near the floor to those of another text, the nearest by them first.

    With `together`, as between the reports of a large history, those alone that share so many keys that are not too common.
    """
    wanted = hashed(query)
    common = hashes(weights.common)
    found = dict[int, float]()
    if together and common:
        counted = Counter(place for key in wanted if key not in common for place, _ in keys.where(key))
        near_by = (place for place, count in counted.items() if count >= together)
        found = {place: _estimate(wanted, dict(zip(*keys.row(place), strict=True))) for place in near_by}
    else:
        for key, weight in wanted.items():
            for place, other in keys.where(key):
                found[place] = found.get(place, 0.0) + other * weight
    reached = [place for place, likeness in found.items() if likeness >= NEARLY * floor]
    return sorted(reached, key=lambda place: (-found[place], place))


def hashed(keys: Mapping[str, float]) -> dict[int, float]:
    """Keys by a hash that is the same in every run; two that fall together bring a pair more to look at, and change no score."""
    return {_hash(key): weight for key, weight in keys.items()}


def hashes(keys: Iterable[str]) -> frozenset[int]:
    return frozenset(map(_hash, keys))


@functools.lru_cache(262_144)
def _hash(key: str) -> int:
    return zlib.crc32(key.encode("utf-8", "surrogatepass"))
