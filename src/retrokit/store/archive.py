"""A history as `check` looks things up in it, kept as bytes: nothing is decoded that one report does not ask for.

It belongs to what git listed for the reports when it was made. Reports that changed since, or are being checked, are hidden in it by their
paths, and taken as they are now.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from retrokit.analysis.recall import OpenArchive, Wish, wishes_of
from retrokit.analysis.verdicts import ids_like
from retrokit.model import Postmortem
from retrokit.store.reports import flags_of, line_of, stored_one
from retrokit.store.sections import from_json, numbers, pack, to_json, unpack
from retrokit.vocabulary import VerdictKind

if TYPE_CHECKING:
    from retrokit.store.likeness import StoredLikeness


def to_parts(postmortems: Sequence[Postmortem], listing: bytes, aside: Collection[str]) -> list[bytes]:
    """The parts of a file that holds this history.

    Args:
        postmortems: oldest incident first.
        listing: what git said of its files.
        aside: the paths of those of them that git does not track.
    """
    lines = [to_json([p.path, p.id, p.date.toordinal(), flags_of(p)]) + b"\n" + line_of(p) for p in postmortems]
    ends, end = array("I"), 0
    for line in lines:
        end += len(line)
        ends.append(end)
    wishes = [_wish_out(place, w) for place, postmortem in enumerate(postmortems) for w in wishes_of(postmortem)]
    return pack(
        {
            "listing": listing,
            "aside": to_json(sorted(aside)),
            "ids": _lines(postmortem.id for postmortem in postmortems),
            "named": _lines(sorted({verdict.other for postmortem in postmortems for verdict in postmortem.verdicts})),
            "wishes": b"\n" + b"".join(wishes),
            "ends": ends.tobytes(),
            "lines": b"".join(lines),
        }
    )


def _lines(texts: Iterable[str]) -> bytes:
    return ("\n" + "".join(f"{text}\n" for text in texts)).encode("utf-8", "surrogatepass")


def _wish_out(place: int, wish: Wish) -> bytes:
    return f"{place} {' '.join(sorted(wish.stems))} \n".encode("utf-8", "surrogatepass")


class Shelf:
    """The reports of a kept history by their places in it, decoded one by one."""

    def __init__(self, ends: array[int], lines: memoryview) -> None:
        self._ends, self._lines = ends, lines
        self._made: dict[int, Postmortem] = {}

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, place: int) -> Postmortem:
        if place not in self._made:
            line = self._lines[self._ends[place - 1] if place else 0 : self._ends[place]]
            head, _, rest = bytes(line).partition(b"\n")
            self._made[place] = stored_one(rest, *from_json(memoryview(head)))
        return self._made[place]


class Changes(NamedTuple):
    """What is not as the archive has it.

    Args:
        hidden: the paths of reports that are gone, changed or being checked.
        fresh: those of them that are there now and are not being checked.
        elsewhere: the path of a report with an id that git does not track; empty if there is none.
    """

    hidden: frozenset[str] = frozenset()
    fresh: Sequence[Postmortem] = ()
    elsewhere: Callable[[str], str] = lambda identity: ""


class StoredArchive:
    """A kept history.

    Args:
        data: what `to_parts` made.
    """

    def __init__(self, data: memoryview) -> None:
        sections = unpack(data)
        if sections is None:
            raise ValueError("written on a machine that orders bytes otherwise")
        self.listing = bytes(sections["listing"])
        self.shelf = Shelf(numbers("I", sections["ends"]), sections["lines"])
        self._sections = sections
        self._ids = bytes(sections["ids"])

    def now(self, changes: Changes, likeness: Callable[[], StoredLikeness | None]) -> ArchiveNow:
        """The history as it is now; `likeness` gives what finds incidents that read alike, if that is known."""
        aside = from_json(self._sections["aside"])
        return ArchiveNow(self, changes._replace(hidden=changes.hidden.union(aside)), likeness)

    def reports_called(self, identity: str) -> Iterator[Postmortem]:
        sought = f"\n{identity}\n".encode("utf-8", "surrogatepass")
        at = self._ids.find(sought)
        while at >= 0:
            yield self.shelf[self._ids.count(b"\n", 0, at + 1) - 1]
            at = self._ids.find(sought, at + 1)

    @property
    def ids(self) -> list[str]:
        return self._ids.decode("utf-8", "surrogatepass").strip("\n").split("\n")

    def is_named(self, identity: str) -> bool:
        return f"\n{identity}\n".encode("utf-8", "surrogatepass") in bytes(self._sections["named"])

    def wishes(self, stems: frozenset[str]) -> Iterator[Wish]:
        """What was asked for and shares two of these stems."""
        told, seen = bytes(self._sections["wishes"]), set[int]()
        for stem in sorted(stems):
            sought = f" {stem} ".encode("utf-8", "surrogatepass")
            at = told.find(sought)
            while at >= 0:
                begin, end = told.rfind(b"\n", 0, at) + 1, told.find(b"\n", at)
                if begin not in seen:
                    seen.add(begin)
                    place, *words = told[begin:end].decode("utf-8", "surrogatepass").split()
                    if len(stems.intersection(words)) > 1:
                        yield Wish(frozenset(words), self.shelf[int(place)])
                at = told.find(sought, end)


class ArchiveNow:
    """A kept history with what changed since: an `Archive` of `analysis.recall`."""

    def __init__(self, kept: StoredArchive, changes: Changes, likeness: Callable[[], StoredLikeness | None]) -> None:
        self._kept, self._changes, self._likeness = kept, changes, likeness
        self._fresh = OpenArchive(changes.fresh, lambda report, threshold, most: ())

    def _is_there(self, postmortem: Postmortem) -> bool:
        return postmortem.path not in self._changes.hidden

    def paths_of(self, identity: str) -> Sequence[str]:
        kept = [p.path for p in self._kept.reports_called(identity) if self._is_there(p)]
        found = [*kept, *self._fresh.paths_of(identity)]
        return found or [path for path in [self._changes.elsewhere(identity)] if path]

    def ids_like(self, identity: str) -> Sequence[str]:
        return ids_like(identity, self._kept.ids)

    def is_taken(self, identity: str) -> bool:
        return bool(self.paths_of(identity)) or self._kept.is_named(identity) or self._fresh.is_taken(identity)

    def repeats(self, identity: str) -> Sequence[str]:
        reports = filter(self._is_there, self._kept.reports_called(identity))
        return self._fresh.repeats(identity) or [other for postmortem in reports for other in _same(postmortem)]

    def wishes(self, stems: frozenset[str]) -> Iterable[Wish]:
        yield from self._fresh.wishes(stems)
        yield from (wish for wish in self._kept.wishes(stems) if self._is_there(wish.postmortem))

    def near(self, report: Postmortem, threshold: float, most: int) -> Sequence[tuple[Postmortem, float]]:
        likeness = self._likeness()
        if likeness is None:
            return ()
        kept = likeness.near(report, threshold, most, self._is_there)
        fresh = likeness.among(self._changes.fresh, report, threshold)
        return sorted([*kept, *fresh], key=lambda found: (-found[1], found[0].date, found[0].id))[:most]


def _same(postmortem: Postmortem) -> Iterator[str]:
    return (verdict.other for verdict in postmortem.verdicts if verdict.kind is VerdictKind.SAME)
