"""Reports as bytes, one after another, each decoded when it is asked for."""

from array import array
from collections.abc import Sequence
from typing import overload

from retrokit.model import Postmortem
from retrokit.store.reports import flags_of, line_of, stored_one
from retrokit.store.sections import from_json, pack, to_json, unpack, view


def to_parts(postmortems: Sequence[Postmortem], listing: bytes) -> list[bytes]:
    """The parts of a file that holds these; `listing` tells what they belong to."""
    lines = [to_json([p.path, p.id, p.date.toordinal(), flags_of(p)]) + b"\n" + line_of(p) for p in postmortems]
    ends, end = array("I"), 0
    for line in lines:
        end += len(line)
        ends.append(end)
    return pack({"listing": listing, "ends": ends.tobytes(), "lines": b"".join(lines)})


class Shelf(Sequence[Postmortem]):
    """Reports that were kept, in their order.

    Args:
        data: what `to_parts` made.
        listing: what they have to belong to; None for anything.

    Raises:
        ValueError: they belong to something else.
    """

    def __init__(self, data: memoryview, listing: bytes | None = None) -> None:
        sections = unpack(data)
        if sections is None or (listing is not None and sections["listing"] != listing):
            raise ValueError("of another archive")
        self.listing = bytes(sections["listing"])
        self._ends, self._lines = view("I", sections["ends"]), sections["lines"]
        self._made: dict[int, Postmortem] = {}

    def __len__(self) -> int:
        return len(self._ends)

    @overload
    def __getitem__(self, place: int) -> Postmortem: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Postmortem]: ...

    def __getitem__(self, place: int | slice) -> Postmortem | Sequence[Postmortem]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        if place not in self._made:
            line = self._lines[self._ends[place - 1] if place else 0 : self._ends[place]]
            head, _, rest = bytes(line).partition(b"\n")
            self._made[place] = stored_one(rest, *from_json(memoryview(head)))
        return self._made[place]
