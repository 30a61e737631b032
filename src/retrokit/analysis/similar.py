"""The incidents nearest to one, or to a text; and every pair."""

from collections.abc import Callable
from datetime import date

from retrokit.analysis.explain import as_it_stands
from retrokit.analysis.history import History
from retrokit.analysis.matching import nearest
from retrokit.analysis.words import telling_text
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
    text = telling_text(own) if own else str(query)
    scored = nearest(history.index, text, own.services if own else ())
    if own:
        listed = {postmortem.id for postmortem, _, _ in scored}
        scored += [(postmortem, 0.0, Signals()) for postmortem in history.postmortems if postmortem.id not in listed]
    found = []
    for postmortem, score, signals in scored:
        verdict = history.verdicts.get(frozenset((own.id, postmortem.id))) if own else None
        if (own and postmortem.id == own.id) or not wanted(postmortem):
            continue
        if score >= minimum or verdict is VerdictKind.SAME:
            actions = tuple(as_it_stands(action, today) for action in postmortem.actions or ())
            found.append(Neighbour(postmortem, score, verdict, signals, actions))
    found.sort(key=lambda near: near.verdict is not VerdictKind.SAME)  # what people said comes first; the order stays
    return SimilarReport(threshold, own.title if own else text, own.id if own else "", tuple(found[:limit]))


def report_pairs(
    history: History,
    *,
    minimum: float,
    threshold: float,
    wanted: Callable[[Postmortem], bool] = lambda postmortem: True,
) -> PairsReport:
    """Every pair that scores `minimum` (0 to 100) or more or that people called the same, and whose later incident is wanted."""
    kept = (m for m in history.matches if m.score >= minimum or m.verdict is VerdictKind.SAME)
    return PairsReport(threshold, tuple(p.id for p in history.postmortems), tuple(m for m in kept if wanted(m.later)))
