"""A history compared with itself, in a form that can be kept, and gone on from after a change (see `again`).

The answer is the same whether a history is compared at once or report by report as it grows: what a pair scores depends on the weights,
and where those change, all of it is compared anew.
"""

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from retrokit.analysis.likeness.features import Features, features_of
from retrokit.analysis.likeness.halves import (
    Found,
    Halves,
    one_after_the_other,
    pack_features,
    pack_found,
    unpack_features,
    unpack_found,
)
from retrokit.analysis.likeness.matching import Matcher
from retrokit.analysis.likeness.operations import Operations
from retrokit.analysis.likeness.reach import Postings, hashed
from retrokit.analysis.likeness.rows import Pairs, Rows
from retrokit.analysis.likeness.scale import likeness_of
from retrokit.analysis.likeness.tuning import DEFAULT, Tuning
from retrokit.analysis.likeness.weights import Weights, weights_of
from retrokit.model import DEFAULT_THRESHOLD, Postmortem, Signals

FLOOR = 40.0
"""The score below which a pair is not kept: it counts as nothing where a family is weighed, and no report shows it unasked."""

WORTH_TWO = 500
"""With more reports, doing half of the work aside saves more than it costs."""

Operating = Callable[[], Operations]
"""Gives the vocabulary of operations; asked only when a report is weighed."""

Progress = Callable[[int, int], None]
"""Told how many of how many reports are compared."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was found, and what it takes to go on from it.

    Args:
        marks: what each report is known by, oldest first: another text has another mark.
        floor: the likeness, 0 to 1, below which no pair is kept.
        vocabulary: every feature, in the order in which it was first met, with the number of reports that it stands in.
        features: for each report, the places of its features in the vocabulary.
        keys: for each report, the hashes and weights of its keys.
        tickets: for each report that cites any, by its mark.
        weights: what features weigh.
        pairs: every pair that is alike enough, without what third reports add.
        signals: what the likeness of a pair of marks rests on, for those that match by default.
    """

    marks: tuple[str, ...]
    floor: float
    vocabulary: Mapping[str, int]
    features: Rows
    keys: Rows
    tickets: Mapping[str, Sequence[str]]
    weights: Weights
    pairs: Pairs
    signals: Mapping[str, Signals]


def compare_all(
    postmortems: Sequence[Postmortem],
    marks: Sequence[str],
    operations: Operating,
    *,
    floor: float,
    tuning: Tuning = DEFAULT,
    halves: Halves = one_after_the_other,
    progress: Progress | None = None,
) -> Comparison:
    """Compare every report with every other; arguments as in `history.compare`, `floor` as a likeness."""
    halves = halves if len(postmortems) > WORTH_TWO else one_after_the_other
    features = _features_of_all(postmortems, operations(), tuning, halves)
    vocabulary, rows = _counted(features.values())
    weights = weights_of(vocabulary, len(postmortems), tuning)
    tickets = {marks[place]: sorted(found.tickets) for place, found in features.items() if found.tickets}
    matcher = Matcher(postmortems, weights, tickets, operations, tuning, features)
    all_keys = [hashed(matcher.keys(features[place], matcher.vector(place))) for place in range(len(postmortems))]

    def match(half: int) -> Found:
        found = list(_pairs(matcher, all_keys, floor, half, progress if half == 0 else None))
        return found, signals_of(matcher, marks, found, tuning)

    (some, told), (others, told_too) = halves(match, pack_found, unpack_found)
    return Comparison(
        marks=tuple(marks),
        floor=floor,
        vocabulary=vocabulary,
        features=rows,
        keys=Rows.of((own, own.values()) for own in all_keys),
        tickets=tickets,
        weights=weights,
        pairs=Pairs.of(sorted([*some, *others], key=lambda pair: (pair[1], pair[0]))),
        signals=told | told_too,
    )


def _features_of_all(
    postmortems: Sequence[Postmortem], operations: Operations, tuning: Tuning, halves: Halves
) -> dict[int, Features]:
    def read(half: int) -> list[Features]:
        return [features_of(postmortem, operations, tuning) for postmortem in postmortems[half::2]]

    even, odd = halves(read, pack_features, unpack_features)
    return dict(enumerate(f for both in itertools.zip_longest(even, odd) for f in both if f is not None))


def _pairs(
    matcher: Matcher, all_keys: Sequence[Mapping[int, float]], floor: float, half: int, progress: Progress | None
) -> Iterator[tuple[int, int, float]]:
    """The pairs whose later report stands at an even place (half 0) or at an odd one (half 1)."""
    postings = Postings(matcher.weights)
    for place, own in enumerate(all_keys):
        tickets = matcher.features(place).tickets
        if place % 2 == half:
            if progress and place % 64 == 0:
                progress(place, len(all_keys))
            for other in postings.reached(own, floor, tickets):
                if (likeness := matcher.likeness(place, other)) >= floor and likeness > 0:
                    yield other, place, likeness
        postings.add(own, tickets)


def _counted(reports: Iterable[Features]) -> tuple[dict[str, int], Rows]:
    """The vocabulary with its counts, and each report's features as places in it."""
    places: dict[str, int] = defaultdict(itertools.count().__next__)
    rows = Rows.of((map(places.__getitem__, features.each()), ()) for features in reports)
    counts = Counter(rows.numbers)
    return {feature: counts[number] for feature, number in places.items()}, rows


def joined(one: str, other: str) -> str:
    """Two marks as one key; no mark holds what stands between them."""
    return f"{one}\0{other}"


def signals_of(
    matcher: Matcher, marks: Sequence[str], pairs: Iterable[tuple[int, int, float]], tuning: Tuning
) -> dict[str, Signals]:
    """What the likeness of each pair that matches by default rests on, by the two marks."""
    matching = likeness_of(DEFAULT_THRESHOLD, tuning)
    return {
        joined(marks[one], marks[other]): matcher.signals(one, other)
        for one, other, likeness in pairs
        if likeness >= matching
    }
