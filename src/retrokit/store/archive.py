"""A history as `check` looks things up in it, kept as bytes: nothing is decoded that one report does not ask for.

It belongs to what git listed for the reports when it was made. Reports that changed since, or are being checked, are hidden in it by their
paths, and taken as they are now.
"""

from __future__ import annotations

import bisect
import functools
from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from retrokit.analysis.recall import FEWEST_WITHIN, OpenArchive, Wish, wishes_of
from retrokit.analysis.verdicts import ids_like
from retrokit.store.sections import Sections, from_json, pack, to_json, unpack, view
from retrokit.vocabulary import VerdictKind

if TYPE_CHECKING:
    from retrokit.model import Postmortem
    from retrokit.store.likeness import StoredLikeness
    from retrokit.store.shelf import Shelf


def to_parts(postmortems: Sequence[Postmortem], listing: bytes, aside: Collection[str], scope: str) -> list[bytes]:
    """The parts of a file that holds this history, but for the reports themselves.

    Args:
        postmortems: oldest incident first.
        listing: what git said of its files.
        aside: the paths of those of them that git does not track.
        scope: what it depends on otherwise.
    """
    wishes = [(place, stems) for place, postmortem in enumerate(postmortems) for stems in wishes_of(postmortem)]
    by_stem: dict[str, list[int]] = {}
    for number, (_, stems) in enumerate(wishes):
        for stem in stems:
            by_stem.setdefault(stem, []).append(number)
    ordered = sorted(by_stem, key=_bytes)
    ends, end = array("I", [0]), 0
    for stem in ordered:
        end += len(by_stem[stem])
        ends.append(end)
    return pack(
        {
            "scope": _bytes(scope),
            "listing": listing,
            "aside": to_json(sorted(aside)),
            "ids": _joined(postmortem.id for postmortem in postmortems),
            "id starts": _starts([postmortem.id for postmortem in postmortems]).tobytes(),
            "paths": _joined(postmortem.path for postmortem in postmortems),
            "days": array("I", [postmortem.date.toordinal() for postmortem in postmortems]).tobytes(),
            "named": _joined(sorted({verdict.other for postmortem in postmortems for verdict in postmortem.verdicts})),
            "wish places": array("I", [place for place, _ in wishes]).tobytes(),
            "wish sizes": array("I", [len(stems) for _, stems in wishes]).tobytes(),
            "stems": _joined(ordered),
            "stem ends": ends.tobytes(),
            "stem wishes": array("I", [number for stem in ordered for number in by_stem[stem]]).tobytes(),
        }
    )


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _joined(texts: Iterable[str]) -> bytes:
    """Texts with a NUL, which none of them holds, before and after each."""
    return _bytes("\0" + "".join(f"{text}\0" for text in texts))


def _starts(texts: Sequence[str]) -> array[int]:
    """Where the NUL before each of them stands, once they are joined."""
    starts, at = array("I"), 0
    for text in texts:
        starts.append(at)
        at += len(_bytes(text)) + 1
    return starts


class Texts:
    """Texts that were joined, searched as they are and taken apart when one is asked for by its place."""

    def __init__(self, joined: memoryview) -> None:
        self._joined = bytes(joined)

    def __contains__(self, text: str) -> bool:
        return b"\0" + _bytes(text) + b"\0" in self._joined

    def places_of(self, text: str, starts: Sequence[int]) -> Iterator[int]:
        """The places at which a text stands; `starts` as `_starts` has them."""
        sought = b"\0" + _bytes(text) + b"\0"
        at = self._joined.find(sought)
        while at >= 0:
            yield bisect.bisect_left(starts, at)
            at = self._joined.find(sought, at + 1)

    def __getitem__(self, place: int) -> str:
        return self._each[place].decode("utf-8", "surrogatepass")

    def place_in_order(self, text: str) -> int | None:
        """The place of a text, where they are in the order of their bytes."""
        place = bisect.bisect_left(self._each, _bytes(text))
        return place if place < len(self._each) and self._each[place] == _bytes(text) else None

    @functools.cached_property
    def _each(self) -> list[bytes]:
        return self._joined.split(b"\0")[1:-1]

    def all(self) -> list[str]:
        return [text.decode("utf-8", "surrogatepass") for text in self._each]


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
        scope: what it has to depend on.
        shelf: gives the reports themselves, in the same order, for the listing that they belong to.

    Raises:
        ValueError: it is of another scope, or of a machine that orders bytes otherwise.
    """

    def __init__(self, data: memoryview, scope: str, shelf: Callable[[bytes], Shelf]) -> None:
        sections = unpack(data)
        if sections is None or sections["scope"] != _bytes(scope):
            raise ValueError("of another history")
        self.listing = bytes(sections["listing"])
        self._sections: Sections = sections
        self._shelf = shelf

    def now(self, changes: Changes, likeness: Callable[[], StoredLikeness]) -> ArchiveNow:
        """The history as it is now; `likeness` gives what finds incidents that read alike."""
        aside = from_json(self._sections["aside"])
        return ArchiveNow(self, changes._replace(hidden=changes.hidden.union(aside)), likeness)

    @property
    def shelf(self) -> Shelf:
        return self._shelf(self.listing)

    def is_named(self, identity: str) -> bool:
        return identity in self._named

    def wishes(self, stems: frozenset[str]) -> Iterator[Wish]:
        """What was asked for and shares enough of these stems to ask for the same, see `recall`."""
        least, shared = min(FEWEST_WITHIN, len(stems)), Counter[int]()
        found, ends = view("I", self._sections["stem wishes"]), view("I", self._sections["stem ends"])
        for at in map(self._stems.place_in_order, stems):
            if at is not None:
                shared.update(found[ends[at] : ends[at + 1]])
        sizes, places = (view("I", self._sections[name]) for name in ("wish sizes", "wish places"))
        days = view("I", self._sections["days"])
        for number, count in shared.items():
            if count >= least:
                place = places[number]
                yield Wish(sizes[number], count, self.ids[place], self.paths[place], date.fromordinal(days[place]))

    def places_of(self, identity: str) -> Iterator[int]:
        return self.ids.places_of(identity, view("I", self._sections["id starts"]))

    @functools.cached_property
    def ids(self) -> Texts:
        return Texts(self._sections["ids"])

    @functools.cached_property
    def paths(self) -> Texts:
        return Texts(self._sections["paths"])

    @functools.cached_property
    def _stems(self) -> Texts:
        return Texts(self._sections["stems"])

    @functools.cached_property
    def _named(self) -> Texts:
        return Texts(self._sections["named"])


class ArchiveNow:
    """A kept history with what changed since: an `Archive` of `analysis.recall`."""

    def __init__(self, kept: StoredArchive, changes: Changes, likeness: Callable[[], StoredLikeness]) -> None:
        self._kept, self._changes, self._likeness = kept, changes, likeness
        self._fresh = OpenArchive(changes.fresh, lambda report, threshold, most: ())

    def _kept_places(self, identity: str) -> Iterator[int]:
        hidden, paths = self._changes.hidden, self._kept.paths
        return (place for place in self._kept.places_of(identity) if paths[place] not in hidden)

    def paths_of(self, identity: str) -> Sequence[str]:
        kept = [self._kept.paths[place] for place in self._kept_places(identity)]
        found = [*kept, *self._fresh.paths_of(identity)]
        return found or [path for path in [self._changes.elsewhere(identity)] if path]

    def ids_like(self, identity: str) -> Sequence[str]:
        return ids_like(identity, self._kept.ids.all())

    def is_taken(self, identity: str, path: str) -> bool:
        has_another = any(other != path for other in self.paths_of(identity))
        return has_another or self._kept.is_named(identity) or self._fresh.is_taken(identity, path)

    def repeats(self, identity: str) -> Sequence[str]:
        reports = (self._kept.shelf[place] for place in self._kept_places(identity))
        return self._fresh.repeats(identity) or [other for postmortem in reports for other in _same(postmortem)]

    def wishes(self, stems: frozenset[str], path: str) -> Iterable[Wish]:
        yield from self._fresh.wishes(stems, path)
        yield from (wish for wish in self._kept.wishes(stems) if wish.path not in self._changes.hidden)

    def near(self, report: Postmortem, threshold: float, most: int) -> Sequence[tuple[Postmortem, float]]:
        likeness = self._likeness()
        kept = likeness.near(report, threshold, most, lambda other: other.path not in self._changes.hidden)
        fresh = likeness.among(self._changes.fresh, report, threshold)
        return sorted([*kept, *fresh], key=lambda found: (-found[1], found[0].date, found[0].id))[:most]


def _same(postmortem: Postmortem) -> Iterator[str]:
    return (verdict.other for verdict in postmortem.verdicts if verdict.kind is VerdictKind.SAME)
