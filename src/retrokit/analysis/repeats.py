"""Families of repeats, each return explained."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date

from retrokit.analysis.explain import as_it_stands, explain, most_telling_first
from retrokit.analysis.families import find_families
from retrokit.analysis.history import History
from retrokit.analysis.likeness.words import service_key, telling_words, words_of
from retrokit.model import ActionThen, Match, Postmortem, Signals
from retrokit.reports import Family, RepeatsReport, Return
from retrokit.vocabulary import CameBack, VerdictKind

MOST_ACTIONS = 10
"""As many actions a return names; a family of hundreds would name every action hundreds of times."""

SHARED_WORDS = 6
"""As many words are named as what a family rests on: what fits a line."""


def report_repeats(
    history: History,
    *,
    threshold: float,
    today: date,
    wanted: Callable[[Postmortem], bool] = lambda postmortem: True,
) -> RepeatsReport:
    """What came back, and why.

    Args:
        history: the whole history, compared down to the threshold at least.
        threshold: the score, 0 to 100, from which two incidents count as a match.
        today: the day on which an action is open or overdue "now".
        wanted: which incidents are asked for. A family is shown with those of its returns that are; the whole history is looked at.
    """
    matches = history.matches(threshold)
    found = find_families(history.postmortems, matches, history.score, history.verdicts, threshold)
    families = [
        _family(members, inner, history, today, wanted)
        for members, inner in zip(found, _inside(found, matches), strict=True)
    ]
    asked = [postmortem for postmortem in history.postmortems if wanted(postmortem)]
    unsettled = [m for m in matches if m.score >= threshold and m.verdict is None and wanted(m.later)]
    return RepeatsReport(
        threshold=threshold,
        families=tuple(sorted((family for family in families if family.returns), key=_hurts_most)),
        incidents=len(asked),
        first=asked[0].date if asked else None,
        last=asked[-1].date if asked else None,
        unsettled=len(unsettled),
        matched=sum(match.score >= threshold for match in matches if wanted(match.later)),
        without_cause=sum(not postmortem.names_cause for postmortem in asked),
    )


def _inside(families: Sequence[tuple[Postmortem, ...]], matches: Sequence[Match]) -> list[list[Match]]:
    """For each family, the matches between its members."""
    place = {member.id: number for number, members in enumerate(families) for member in members}
    inside: list[list[Match]] = [[] for _ in families]
    for match in matches:
        number = place.get(match.earlier.id)
        if number is not None and number == place.get(match.later.id):
            inside[number].append(match)
    return inside


def _family(
    members: tuple[Postmortem, ...],
    matches: Sequence[Match],
    history: History,
    today: date,
    wanted: Callable[[Postmortem], bool],
) -> Family:
    returns = tuple(
        _return(members[:place], member, history) for place, member in enumerate(members) if place and wanted(member)
    )
    signals = _shared(members, matches, history)
    return Family(members[0].id, _title(members, signals), members, returns, signals, _open_now(members, today))


def _return(earlier: Sequence[Postmortem], incident: Postmortem, history: History) -> Return:
    """The incident after the family's strike before it, with the likeness to the earlier member that it is most like."""
    explanation = explain(earlier, incident.date, about=lambda: telling_words(incident))
    said = {member.id: history.verdicts.get(frozenset((member.id, incident.id))) for member in earlier}
    likest = max(
        earlier, key=lambda m: (said[m.id] is VerdictKind.SAME, history.score(m.id, incident.id), m.date, m.id)
    )
    return Return(
        incident=incident,
        earlier=earlier[-1],
        days_since=(incident.date - earlier[-1].date).days,
        likest=likest,
        score=history.score(likest.id, incident.id),
        verdict=said[likest.id],
        came_back=explanation.came_back,
        actions=explanation.actions[:MOST_ACTIONS],
        actions_in_all=len(explanation.actions),
        missing=explanation.missing,
    )


def _shared(members: Sequence[Postmortem], inner: Sequence[Match], history: History) -> Signals:
    """What most of the family's matches rest on, and the services and tickets that several of its members name."""
    words, concepts, tickets = Counter[str](), Counter[str](), Counter[str]()
    services: dict[str, str] = {}
    for match in inner:
        signals = history.own_signals(match.earlier.id, match.later.id)
        if signals:  # what a third one ties together shares little of its own
            for tally, names in ((words, signals.words), (concepts, signals.concepts), (tickets, signals.tickets)):
                for rank, name in enumerate(names, 1):
                    tally[name] += 60 // rank  # whole numbers add up the same in any order
    named = Counter(service_key(name) for member in members for name in {service_key(n): n for n in member.services})
    for member in members:
        for name in member.services:
            services.setdefault(service_key(name), name)
    return Signals(
        words=_most_telling(words),
        services=tuple(services[key] for key in _most_telling(named) if named[key] > 1),
        concepts=_most_telling(concepts),
        tickets=_most_telling(tickets),
    )


def _most_telling(tally: Counter[str]) -> tuple[str, ...]:
    return tuple(sorted(tally, key=lambda name: (-tally[name], name)))[:SHARED_WORDS]


def _title(members: Sequence[Postmortem], signals: Signals) -> str:
    """The member's title that says most of what the family shares; the latest of equals."""
    weight = {word: 1 / rank for rank, word in enumerate(signals.words, 1)}
    return max(
        members, key=lambda m: (sum(weight.get(word, 0.0) for word in set(words_of(m.title))), m.date, m.id)
    ).title


def _open_now(members: Sequence[Postmortem], today: date) -> tuple[ActionThen, ...]:
    states = [as_it_stands(action, today) for member in members for action in member.actions or ()]
    unfinished = [state for state in states if state.status.is_unfinished]
    return most_telling_first(unfinished)


def _hurts_most(family: Family) -> tuple[int, int, str]:
    """Returns while an action was open first, then the family that struck last."""
    preventable = sum(back.came_back is CameBack.OPEN for back in family.returns)
    return -preventable, -family.returns[-1].incident.date.toordinal(), family.id
