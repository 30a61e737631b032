"""The incidents nearest to one, or to a text; and every pair."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from retrokit.analysis.explain import as_it_stands
from retrokit.analysis.history import History
from retrokit.analysis.likeness.features import Features, features_of, features_of_text
from retrokit.analysis.likeness.reach import TOGETHER
from retrokit.model import Postmortem, Signals
from retrokit.reports import Neighbour, PairsReport, SimilarReport
from retrokit.vocabulary import VerdictKind


def report_similar(
    history: History,
    query: Postmortem | str,
    *,
    minimum: float,
    threshold: float,
    limit: int,
    today: date,
    wanted: Callable[[Postmortem], bool] = lambda postmortem: True,
) -> SimilarReport:
    """One incident or text against all others, the likest first.

    Args:
        history: the history to look in.
        query: a postmortem, of the history or not, or a text.
        minimum: the score, 0 to 100, below which nothing is shown but what people called the same.
        threshold: the score from which two incidents count as a match.
        limit: how many are shown at most.
        today: the day on which an action is open or overdue.
        wanted: which incidents may be shown.
    """
    own = query if isinstance(query, Postmortem) else None
    known = own if own and _is_of(own, history) else None
    features = _features(history, query)
    said = {near.id: kind for near, kind in _judged(history, known)}
    nearest = history.nearest(features, minimum, limit + 1, wanted, TOGETHER if own else 0)
    scored = _scored(history, known, nearest, minimum, wanted)
    # What people said comes first; otherwise the order stays.
    scored.sort(key=lambda item: said.get(item[0].id) is not VerdictKind.SAME)
    neighbours = tuple(
        Neighbour(
            postmortem=near,
            score=score,
            verdict=said.get(near.id),
            signals=_signals(history, near, known, features, own.services if own else ()),
            actions=tuple(as_it_stands(action, today) for action in near.actions or ()),
        )
        for near, score in scored[:limit]
    )
    return SimilarReport(threshold, own.title if own else str(query), own.id if own else "", neighbours)


def nearest_earlier(
    history: History,
    report: Postmortem,
    threshold: float,
    most: int,
    wanted: Callable[[Postmortem], bool] = lambda postmortem: True,
) -> list[tuple[Postmortem, float]]:
    """The wanted incidents of the same day or earlier that a report, new or changed, is as like as `threshold` (0 to 100), the likest first."""

    def is_earlier(other: Postmortem) -> bool:
        return other.date <= report.date and other.path != report.path and wanted(other)

    return history.nearest(_features(history, report), threshold, most, is_earlier, TOGETHER)[:most]


def _features(history: History, query: Postmortem | str) -> Features:
    matcher = history.matcher
    if isinstance(query, str):
        return features_of_text(query, matcher.operations())
    return features_of(query, matcher.operations(), matcher.tuning)


def _judged(history: History, own: Postmortem | None) -> Iterator[tuple[Postmortem, VerdictKind]]:
    """The incidents that a person compared with this one."""
    for pair, kind in history.verdicts.items() if own else ():
        if own and own.id in pair:
            (other,) = pair - {own.id}
            yield history.postmortems[history.places[other]], kind


def _scored(
    history: History,
    own: Postmortem | None,
    nearest: Iterable[tuple[Postmortem, float]],
    minimum: float,
    wanted: Callable[[Postmortem], bool],
) -> list[tuple[Postmortem, float]]:
    """What is as like as `minimum` or was called the same, the likest first; a report of the history also by way of a third one."""
    found = {near.id: (near, score) for near, score in nearest}
    if own:
        for near, score in history.tied(own.id):
            if score >= max(minimum, found.get(near.id, (near, 0.0))[1]):
                found[near.id] = (near, score)
    for near, kind in _judged(history, own):
        if kind is VerdictKind.SAME and own:
            found.setdefault(near.id, (near, history.score(near.id, own.id)))
    if own:
        found.pop(own.id, None)
    return sorted((f for f in found.values() if wanted(f[0])), key=lambda f: (-f[1], f[0].date, f[0].id))


def _signals(
    history: History, near: Postmortem, known: Postmortem | None, features: Features, services: Sequence[str]
) -> Signals:
    if known:
        return history.signals(near.id, known.id)
    return history.signals_with(near.id, features, services)


def _is_of(report: Postmortem, history: History) -> bool:
    """Whether it is a report of the history, and not one that has an id of it."""
    place = history.places.get(report.id)
    return place is not None and history.postmortems[place].path == report.path


def report_pairs(
    history: History,
    *,
    minimum: float,
    threshold: float,
    limit: int | None = None,
    wanted: Callable[[Postmortem], bool] = lambda postmortem: True,
) -> PairsReport:
    """Every pair that scores `minimum` (0 to 100) or more or that people called the same, and whose later incident is wanted.

    The likest first; `limit` of them at most, None for all.
    """
    kept = (m for m in history.matches(minimum) if m.score >= minimum or m.verdict is VerdictKind.SAME)
    pairs = (
        m._replace(signals=history.signals(m.earlier.id, m.later.id))
        for m in itertools.islice(filter(lambda m: wanted(m.later), kept), limit)
    )
    return PairsReport(threshold, tuple(p.id for p in history.postmortems), tuple(pairs))
