"""What it takes to find the incidents that one report is like, kept as bytes beside an archive.

Nothing here compares a whole history, so that a commit need not load what does.
"""

from __future__ import annotations

import functools
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from retrokit.analysis.likeness.features import Features, features_of
from retrokit.analysis.likeness.nearest import nearest
from retrokit.analysis.likeness.operations import Operations
from retrokit.analysis.likeness.reach import TOGETHER, near
from retrokit.analysis.likeness.rows import IndexedRows
from retrokit.analysis.likeness.scale import likeness_of, shown_score, together
from retrokit.analysis.likeness.tuning import DEFAULT
from retrokit.analysis.likeness.weights import Vector, Weights, dot, keys_of, vector_of
from retrokit.store.sections import from_json, pack, to_json, unpack, view

if TYPE_CHECKING:
    from retrokit.analysis.likeness.comparison import Comparison
    from retrokit.model import Postmortem
    from retrokit.store.shelf import Shelf


def to_parts(comparison: Comparison, operations: Operations, listing: bytes) -> list[bytes]:
    """The parts of a file that holds this; `listing` tells which archive it belongs to."""
    c, keys = comparison, IndexedRows.index(comparison.keys)
    weights = [dict(c.weights.levels), sorted(c.weights.common), c.weights.rarest]
    vocabulary = [
        {first: [[list(phrase), concept] for phrase, concept in found] for first, found in operations.phrases.items()},
        dict(operations.unspaced),
        sorted(operations.parts),
        sorted(operations.symptoms),
    ]
    return pack(
        {
            "listing": listing,
            "weights of features": to_json(weights),
            "operations": to_json(vocabulary),
            "tickets": to_json([sorted(c.tickets.get(mark, ())) for mark in c.marks]),
            "starts": keys.starts.tobytes(),
            "numbers": keys.numbers.tobytes(),
            "weights": keys.weights.tobytes(),
            "each": keys.each.tobytes(),
            "starts of each": keys.starts_of.tobytes(),
            "places": keys.places.tobytes(),
        }
    )


class StoredLikeness:
    """A kept comparison, and the reports that it compares.

    Raises:
        ValueError: it is of another archive.
    """

    def __init__(self, data: memoryview, shelf: Shelf, listing: bytes) -> None:
        sections = unpack(data)
        if sections is None or sections["listing"] != listing:
            raise ValueError("of another archive")
        self._shelf, self._sections = shelf, sections
        levels, common, rarest = from_json(sections["weights of features"])
        self._weights = Weights(levels, frozenset(common), rarest)
        whole = {
            name: view("d" if name == "weights" else "I", sections[name])
            for name in ("starts", "numbers", "weights", "each", "starts of each", "places")
        }
        self._keys = IndexedRows(*cast("Sequence[array[Any]]", tuple(whole.values())))
        self._operations = _operations(from_json(sections["operations"]))

    def near(
        self, report: Postmortem, threshold: float, most: int, is_there: Callable[[Postmortem], bool]
    ) -> Sequence[tuple[Postmortem, float]]:
        """The incidents of the history that a report is like, as in `Archive.near`, but for those that are not there any more."""
        query = features_of(report, self._operations)
        vector = self._weigh(query)
        keys = keys_of(query, vector, with_services=self._weights.every_pair)

        def wanted(place: int) -> bool:
            other = self._shelf[place]
            return other.date <= report.date and other.path != report.path and is_there(other)

        found = nearest(
            near(self._keys, keys, self._weights, likeness_of(threshold), TOGETHER),
            self._citing(query),
            lambda place: self._score(query, vector, self._shelf[place]),
            minimum=threshold,
            most=most,
            wanted=wanted,
        )
        return [(self._shelf[place], score) for place, score in found]

    def among(
        self, others: Sequence[Postmortem], report: Postmortem, threshold: float
    ) -> Iterator[tuple[Postmortem, float]]:
        """Those of a few other reports that it is like, weighed as the history weighs."""
        query = features_of(report, self._operations) if others else Features({}, {}, {})
        vector = self._weigh(query)
        for other in others:
            score = self._score(query, vector, other)
            if score >= threshold and other.date <= report.date and other.path != report.path:
                yield other, score

    def _weigh(self, features: Features) -> Vector:
        return vector_of(features, self._weights, self._operations)

    def _score(self, query: Features, vector: Vector, other: Postmortem) -> float:
        theirs = features_of(other, self._operations)
        shared = query.tickets & theirs.tickets
        return shown_score(
            dot(self._weigh(theirs), vector) * together(shared, self._citations if shared else {}, DEFAULT)
        )

    def _citing(self, query: Features) -> list[int]:
        """The places of the reports that cite a ticket of this one."""
        raw = bytes(self._sections["tickets"]) if query.tickets else b""
        if not any(to_json(ticket)[1:-1] in raw for ticket in query.tickets):
            return []
        return [place for place, cited in enumerate(self._tickets) if not query.tickets.isdisjoint(cited)]

    @functools.cached_property
    def _tickets(self) -> Sequence[Sequence[str]]:
        return cast("Sequence[Sequence[str]]", from_json(self._sections["tickets"]))

    @functools.cached_property
    def _citations(self) -> Mapping[str, int]:
        """How many reports cite each ticket."""
        return Counter(ticket for cited in self._tickets for ticket in cited)


def _operations(kept: Sequence[Any]) -> Operations:
    phrases, unspaced, parts, symptoms = kept
    by_first = {first: tuple((tuple(phrase), concept) for phrase, concept in found) for first, found in phrases.items()}
    return Operations(by_first, unspaced, frozenset(parts), frozenset(symptoms))
