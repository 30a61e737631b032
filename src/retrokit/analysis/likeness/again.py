"""A comparison gone on from after a change, by looking only at what is new."""

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from retrokit.analysis.likeness.comparison import Comparison, Operating, joined, signals_of
from retrokit.analysis.likeness.features import Features, features_of
from retrokit.analysis.likeness.matching import Matcher
from retrokit.analysis.likeness.reach import TOGETHER, hashed, near
from retrokit.analysis.likeness.rows import Pairs, Rows
from retrokit.analysis.likeness.tuning import DEFAULT, Tuning
from retrokit.analysis.likeness.weights import Weights, weights_of
from retrokit.model import Postmortem

FRESH = 1 / 200
"""Where a larger part of a history came or went, comparing all of it anew costs no more."""

REWRITTEN = 2
"""What one report that was rewritten counts for: its old text went, its new one came."""


def compare_again(
    old: Comparison,
    postmortems: Sequence[Postmortem],
    marks: Sequence[str],
    operations: Operating,
    tuning: Tuning = DEFAULT,
) -> Comparison | None:
    """The same as `compare_all` with the old floor, by looking only at what is new or cites a ticket that came or went.

    None where that would not do: where too much is new, where the weights have changed, or where reports changed places (two of one day
    may, when an id grows by its folder).
    """
    before = {mark: place for place, mark in enumerate(old.marks)}
    now = _Now(postmortems, marks, [before.get(mark) for mark in marks])
    gone = sorted(before.keys() - set(marks))
    stayed = [was for was in now.before if was is not None]
    if len(now.fresh) + len(gone) > max(FRESH * len(marks), REWRITTEN) or stayed != sorted(stayed):
        return None
    features = {place: features_of(postmortems[place], operations(), tuning) for place in now.fresh}
    vocabulary, rows = _recounted(old, now, features, [before[mark] for mark in gone])
    weights = weights_of(vocabulary, len(marks), tuning)
    if weights != old.weights:
        return None
    left = set(gone)
    new = {marks[place]: sorted(found.tickets) for place, found in features.items() if found.tickets}
    tickets = {**{mark: cited for mark, cited in old.tickets.items() if mark not in left}, **new}
    touched = {t for cited in (*new.values(), *(old.tickets.get(mark, ()) for mark in gone)) for t in cited}
    matcher = Matcher(postmortems, weights, tickets, operations, tuning, features)
    fresh = {place: matcher.keys(found, matcher.vector(place)) for place, found in features.items()}
    keys = old.keys.moved(now.before, ((own, own.values()) for own in map(hashed, fresh.values())))
    again = {*_cited_together(now, tickets, touched), *_near_the_new(weights, keys, fresh, old.floor)}
    found = [(*pair, alike) for pair in sorted(again) if (alike := matcher.likeness(*pair)) >= old.floor and alike > 0]
    pairs = _still_there(old, now, again)
    for pair in found:
        pairs.add(*pair)
    doubtful = {joined(marks[one], marks[other]) for one, other in again}
    told = {p: t for p, t in old.signals.items() if p not in doubtful and left.isdisjoint(p.split("\0"))}
    signals = {**told, **signals_of(matcher, marks, found, tuning)}
    return Comparison(tuple(marks), old.floor, vocabulary, rows, keys, tickets, weights, pairs, signals)


class _Now(NamedTuple):
    """A history after a change; `before` says for each report at which place it was, None for a new one."""

    postmortems: Sequence[Postmortem]
    marks: Sequence[str]
    before: Sequence[int | None]

    @property
    def fresh(self) -> list[int]:
        return [place for place, was in enumerate(self.before) if was is None]


def _cited_together(
    now: _Now, tickets: Mapping[str, Sequence[str]], touched: Collection[str]
) -> Iterator[tuple[int, int]]:
    """The pairs that cite one of these tickets: what it adds to their likeness may have changed."""
    citing: dict[str, list[int]] = {ticket: [] for ticket in touched}
    for place, mark in enumerate(now.marks):
        for ticket in tickets.get(mark, ()):
            if ticket in citing:
                citing[ticket].append(place)
    for places in citing.values():
        yield from itertools.combinations(places, 2)


def _near_the_new(
    weights: Weights, keys: Rows, fresh: Mapping[int, Mapping[str, float]], floor: float
) -> Iterator[tuple[int, int]]:
    """The pairs with a new report in them that are worth comparing in whole; `fresh` has its keys, by its place."""
    for place, own in fresh.items():
        for other in near(keys, own, weights, floor, TOGETHER):
            if place != other:
                yield min(place, other), max(place, other)


def _recounted(
    old: Comparison, now: _Now, features: Mapping[int, Features], gone: Iterable[int]
) -> tuple[dict[str, int], Rows]:
    """The vocabulary and the rows after a change: new features stand at the end, ones that no report has any more keep their place."""
    vocabulary, names = dict(old.vocabulary.items()), list(old.vocabulary.keys())
    for row in gone:
        for number in old.features.row(row)[0]:
            vocabulary[names[number]] -= 1
    for found in features.values():
        for feature in found.each():
            vocabulary[feature] = vocabulary.get(feature, 0) + 1
    numbers = {name: number for number, name in enumerate(vocabulary)}
    fresh = ([numbers[feature] for feature in found.each()] for found in features.values())
    return vocabulary, old.features.moved(now.before, ((row, ()) for row in fresh))


def _still_there(old: Comparison, now: _Now, leaving: Collection[tuple[int, int]]) -> Pairs:
    """The pairs of reports that are still there, at the places where they are now, but for those that are compared anew."""
    places: list[int | None] = [None] * len(old.marks)
    for place, was in enumerate(now.before):
        if was is not None:
            places[was] = place
    moved = ((places[one], places[other], likeness) for one, other, likeness in old.pairs)
    kept = ((min(a, b), max(a, b), alike) for a, b, alike in moved if a is not None and b is not None)
    return Pairs.of(pair for pair in kept if pair[:2] not in leaving)
