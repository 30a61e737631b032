"""Numbers about all reports in a few arrays: quick to keep, and to have again."""

import bisect
import functools
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Rows:
    """Numbers of all reports, one report's after another's: those of report i stand from `starts[i]` to `starts[i + 1]`."""

    starts: "array[int]"
    numbers: "array[int]"
    weights: "array[float]"
    """A weight for each number, or nothing."""

    @classmethod
    def empty(cls) -> "Rows":
        return cls(array("I", [0]), array("I"), array("d"))

    @classmethod
    def of(cls, reports: Iterable[tuple[Iterable[int], Iterable[float]]]) -> "Rows":
        """A row for each report: its numbers, and a weight for each of them or none at all."""
        rows = cls.empty()
        for numbers, weights in reports:
            rows.add(numbers, weights)
        return rows

    def add(self, numbers: Iterable[int], weights: Iterable[float] = ()) -> None:
        self.numbers.extend(numbers)
        self.weights.extend(weights)
        self.starts.append(len(self.numbers))

    def where(self, number: int) -> list[tuple[int, float]]:
        """The rows in which a number stands, with its weights. Bytes are searched far faster than numbers are compared one by one."""
        find, sought, width = self._bytes.find, array("I", [number]).tobytes(), self.numbers.itemsize
        offsets, found = [], find(sought)
        while found >= 0:
            if not found % width:
                offsets.append(found)
            found = find(sought, found + 1)
        row_after, starts, weights = bisect.bisect_right, self.starts, self.weights
        return [(row_after(starts, offset // width) - 1, weights[offset // width]) for offset in offsets]

    @functools.cached_property
    def _bytes(self) -> bytes:
        return self.numbers.tobytes()

    def moved(self, before: Sequence[int | None], fresh: Iterable[tuple[Iterable[int], Iterable[float]]]) -> "Rows":
        """The rows in a new order: for each row the place where it was, or the next of the fresh ones where that is None.

        Rows that stayed together are taken together: after a change of one report of thousands, in a few slices.
        """
        rows, coming = Rows.empty(), iter(fresh)
        for begin, end in _runs(before):
            first = before[begin]
            if first is None:
                rows.add(*next(coming))
                continue
            last = first + end - begin
            start, shift = self.starts[first], len(rows.numbers) - self.starts[first]
            rows.numbers.extend(self.numbers[start : self.starts[last]])
            rows.weights.extend(self.weights[start : self.starts[last]])
            rows.starts.extend([position + shift for position in self.starts[first + 1 : last + 1]])
        return rows

    def row(self, place: int) -> "tuple[array[int], array[float]]":
        begin, end = self.starts[place], self.starts[place + 1]
        return self.numbers[begin:end], self.weights[begin:end]


@dataclass(frozen=True)
class IndexedRows(Rows):
    """Rows of which is kept, too, where each number stands: `places[starts_of[i]:starts_of[i + 1]]` are the places of `each[i]` in `numbers`."""

    each: "array[int]"
    """Every number once, ascending."""
    starts_of: "array[int]"
    places: "array[int]"

    @classmethod
    def index(cls, rows: Rows) -> "IndexedRows":
        standing: dict[int, list[int]] = {}
        for place, number in enumerate(rows.numbers):
            standing.setdefault(number, []).append(place)
        each, starts_of, places = array("I", sorted(standing)), array("I", [0]), array("I")
        for number in each:
            places.extend(standing[number])
            starts_of.append(len(places))
        return cls(rows.starts, rows.numbers, rows.weights, each, starts_of, places)

    def where(self, number: int) -> list[tuple[int, float]]:
        at = bisect.bisect_left(self.each, number)
        if at == len(self.each) or self.each[at] != number:
            return []
        row_after, starts, weights = bisect.bisect_right, self.starts, self.weights
        places = self.places[self.starts_of[at] : self.starts_of[at + 1]]
        return [(row_after(starts, place) - 1, weights[place]) for place in places]


def _runs(before: Sequence[int | None]) -> Iterator[tuple[int, int]]:
    """Where each run of rows that stayed one after another begins and ends; a new row is a run of its own."""
    begin = 0
    for place in range(1, len(before) + 1):
        was = before[place - 1]
        if place == len(before) or was is None or before[place] != was + 1:
            yield begin, place
            begin = place


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of places, the earlier first, and how alike they are (0 to 1), in the order in which they were found."""

    earlier: "array[int]"
    later: "array[int]"
    likeness: "array[float]"

    @classmethod
    def of(cls, pairs: Iterable[tuple[int, int, float]]) -> "Pairs":
        earlier, later, likeness = zip(*pairs, strict=True) if (pairs := list(pairs)) else ((), (), ())
        return cls(array("I", earlier), array("I", later), array("d", likeness))

    def add(self, one: int, other: int, likeness: float) -> None:
        self.earlier.append(min(one, other))
        self.later.append(max(one, other))
        self.likeness.append(likeness)

    def __iter__(self) -> Iterator[tuple[int, int, float]]:
        return zip(self.earlier, self.later, self.likeness, strict=True)
