"""What it takes to find the incidents that one report is like, kept as bytes beside an archive."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from retrokit.analysis.history import History
from retrokit.analysis.likeness.comparison import Comparison
from retrokit.analysis.likeness.features import features_of
from retrokit.analysis.likeness.matching import Matcher, shown_score
from retrokit.analysis.likeness.operations import Operations
from retrokit.analysis.likeness.rows import IndexedRows, Pairs, Rows
from retrokit.analysis.likeness.tuning import DEFAULT
from retrokit.analysis.likeness.weights import Weights, dot
from retrokit.analysis.similar import nearest_earlier
from retrokit.model import Postmortem
from retrokit.store.sections import WhenAsked, from_json, numbers, pack, to_json, unpack

if TYPE_CHECKING:
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
            "small": to_json([c.marks, c.floor, weights]),
            "operations": to_json(vocabulary),
            "tickets": to_json(dict(c.tickets.items())),
            "starts": keys.starts.tobytes(),
            "numbers": keys.numbers.tobytes(),
            "weights": keys.weights.tobytes(),
            "each": keys.each.tobytes(),
            "starts of each": keys.starts_of.tobytes(),
            "places": keys.places.tobytes(),
        }
    )


class StoredLikeness:
    """A kept comparison, and the reports that it compares."""

    def __init__(self, data: memoryview, shelf: Shelf, listing: bytes) -> None:
        sections = unpack(data)
        if sections is None or sections["listing"] != listing:
            raise ValueError("of another archive")
        marks, floor, (levels, common, rarest) = from_json(sections["small"])
        weights = Weights(levels, frozenset(common), rarest)
        whole = {
            name: numbers("d" if name == "weights" else "I", sections[name])
            for name in ("starts", "numbers", "weights", "each", "starts of each", "places")
        }
        keys = IndexedRows(*whole.values())
        tickets = WhenAsked[Sequence[str]](lambda: from_json(sections["tickets"]))
        nothing = Rows.empty()
        comparison = Comparison(tuple(marks), floor, {}, nothing, keys, tickets, weights, Pairs.of([]), {})
        operations = _operations(from_json(sections["operations"]))
        matcher = Matcher(shelf, weights, tickets, lambda: operations, DEFAULT)
        self._history = History(shelf, {}, (), comparison, matcher)

    def near(
        self, report: Postmortem, threshold: float, most: int, is_there: Callable[[Postmortem], bool]
    ) -> Sequence[tuple[Postmortem, float]]:
        """The incidents of the history that a report is like, as in `Archive.near`, but for those that are not there any more."""
        return nearest_earlier(self._history, report, threshold, most, is_there)

    def among(
        self, others: Sequence[Postmortem], report: Postmortem, threshold: float
    ) -> Iterator[tuple[Postmortem, float]]:
        """Those of a few other reports that it is like, weighed as the history weighs."""
        matcher = self._history.matcher
        features = [features_of(p, matcher.operations(), matcher.tuning) for p in (report, *others)] if others else []
        for other, theirs in zip(others, features[1:], strict=True):
            alike = dot(matcher.weigh(features[0]), matcher.weigh(theirs)) * matcher.together(features[0], theirs)
            score = shown_score(alike, matcher.tuning)
            if score >= threshold and other.date <= report.date and other.path != report.path:
                yield other, score


def _operations(kept: Sequence[Any]) -> Operations:
    phrases, unspaced, parts, symptoms = kept
    by_first = {first: tuple((tuple(phrase), concept) for phrase, concept in found) for first, found in phrases.items()}
    return Operations(by_first, unspaced, frozenset(parts), frozenset(symptoms))
