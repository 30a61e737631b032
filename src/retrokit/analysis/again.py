"""A comparison gone on from after a change, by looking only at what is new."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from retrokit.analysis.comparison import Comparison, Operating, signals_of
from retrokit.analysis.features import Features, features_of
from retrokit.analysis.matching import Matcher, citing_of
from retrokit.analysis.reach import TOGETHER, hashed, near
from retrokit.analysis.rows import Pairs, Rows
from retrokit.analysis.tuning import DEFAULT, Tuning
from retrokit.analysis.weights import weights_of
from retrokit.model import Postmortem

FRESH = 1 / 200
"""Where a larger part of a history is new, comparing all of it anew costs no more."""


def compare_again(
    old: Comparison,
    postmortems: Sequence[Postmortem],
    marks: Sequence[str],
    operations: Operating,
    tuning: Tuning = DEFAULT,
) -> Comparison | None:
    """The same as `compare_all` with the old floor, by looking only at reports that are new; None where that would not do.

    It would not where too much is new, where the weights have changed, or where a ticket of a changed report is cited by others.
    """
    before = {mark: place for place, mark in enumerate(old.marks)}
    now = _Now(postmortems, marks, [before.get(mark) for mark in marks])
    gone = sorted(before.keys() - set(marks))
    if len(now.fresh) + len(gone) > max(FRESH * len(marks), 1):
        return None
    features = {place: features_of(postmortems[place], operations(), tuning) for place in now.fresh}
    tickets = _tickets(old, now, features, gone)
    vocabulary, rows = _recounted(old, now, features, [before[mark] for mark in gone])
    weights = weights_of(vocabulary, len(marks), tuning)
    if tickets is None or weights != old.weights:
        return None
    citing = citing_of(frozenset(cited) for cited in tickets.values())
    matcher = Matcher(postmortems, weights, citing, operations, tuning, features)
    keys = _rekeyed(old.keys, now, matcher)
    pairs = _moved(old.pairs, {was: place for place, was in enumerate(now.before) if was is not None})
    found = _of_fresh(matcher, keys, now.fresh, old.floor)
    for pair in found:
        pairs.add(*pair)
    left = set(gone)
    kept = (
        {pair: told for pair, told in old.signals.items() if left.isdisjoint(pair.split(" "))} if gone else old.signals
    )
    signals = {**kept, **signals_of(matcher, marks, found, tuning)}
    return Comparison(tuple(marks), old.floor, vocabulary, rows, keys, tickets, weights, pairs, signals)


class _Now(NamedTuple):
    """A history after a change; `before` says for each report at which place it was, None for a new one."""

    postmortems: Sequence[Postmortem]
    marks: Sequence[str]
    before: Sequence[int | None]

    @property
    def fresh(self) -> list[int]:
        return [place for place, was in enumerate(self.before) if was is None]


def _tickets(
    old: Comparison, now: _Now, features: Mapping[int, Features], gone: Sequence[str]
) -> dict[str, Sequence[str]] | None:
    """The tickets that each report cites now; None if one that came or went is cited by others, whose likeness that changes."""
    left = set(gone)
    kept = {mark: cited for mark, cited in old.tickets.items() if mark not in left}
    new = {now.marks[place]: sorted(found.tickets) for place, found in features.items() if found.tickets}
    citing = Counter(ticket for cited in (*kept.values(), *new.values()) for ticket in cited)
    touched = [ticket for cited in new.values() for ticket in cited]
    went = [ticket for mark in gone for ticket in old.tickets.get(mark, ())]
    if any(citing[ticket] > 1 for ticket in touched) or any(citing[ticket] for ticket in went):
        return None
    return {**kept, **new}


def _rekeyed(old: Rows, now: _Now, matcher: Matcher) -> Rows:
    keys = Rows.empty()
    for place, was in enumerate(now.before):
        if was is not None:
            keys.add(*old.of(was))
        else:
            own = hashed(matcher.keys(matcher.features(place), matcher.vector(place)))
            keys.add(own, own.values())
    return keys


def _of_fresh(matcher: Matcher, keys: Rows, fresh: Sequence[int], floor: float) -> list[tuple[int, int, float]]:
    """The pairs that have a new report in them."""
    found = {}
    for place in fresh:
        for other in near(matcher, keys, matcher.features(place), floor, TOGETHER):
            pair = (min(place, other), max(place, other))
            if place != other and pair not in found:
                found[pair] = matcher.likeness(*pair)
    return [(*pair, likeness) for pair, likeness in found.items() if likeness >= floor and likeness > 0]


def _recounted(
    old: Comparison, now: _Now, features: Mapping[int, Features], gone: Iterable[int]
) -> tuple[dict[str, int], Rows]:
    """The vocabulary and the rows after a change: new features stand at the end, ones that no report has any more keep their place."""
    vocabulary, names = dict(old.vocabulary), list(old.vocabulary)
    for row in gone:
        for number in old.features.of(row)[0]:
            vocabulary[names[number]] -= 1
    numbers = {name: number for number, name in enumerate(names)}
    rows = Rows.empty()
    for place, was in enumerate(now.before):
        if was is not None:
            rows.add(old.features.of(was)[0])
            continue
        for feature in features[place].each():
            numbers.setdefault(feature, len(numbers))
            vocabulary[feature] = vocabulary.get(feature, 0) + 1
        rows.add(numbers[feature] for feature in features[place].each())
    return vocabulary, rows


def _moved(pairs: Pairs, now: Mapping[int, int]) -> Pairs:
    """The pairs of reports that are still there, at the places where they are now."""
    moved = Pairs.empty()
    for one, other, likeness in pairs:
        if one in now and other in now:
            moved.add(now[one], now[other], likeness)
    return moved
