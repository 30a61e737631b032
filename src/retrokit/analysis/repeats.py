"""Families of repeats, each return explained."""

from collections.abc import Callable, Sequence
from datetime import date

from retrokit.analysis.explain import as_it_stands, explain, most_telling_first
from retrokit.analysis.families import find_families
from retrokit.analysis.history import History
from retrokit.analysis.words import service_key, telling_text, words_of
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
    found = find_families(history.postmortems, history.matches, history.score, history.verdicts, threshold)
    families = [
        _family(members, matches, history, today, wanted)
        for members, matches in zip(found, _inside(found, history.matches), strict=True)
    ]
    asked = [postmortem for postmortem in history.postmortems if wanted(postmortem)]
    unsettled = [m for m in history.matches if m.score >= threshold and m.verdict is None and wanted(m.later)]
    return RepeatsReport(
        threshold=threshold,
        families=tuple(sorted((family for family in families if family.returns), key=_hurts_most)),
        incidents=len(asked),
        first=asked[0].date if asked else None,
        last=asked[-1].date if asked else None,
        unsettled=len(unsettled),
        matched=sum(match.score >= threshold for match in history.matches if wanted(match.later)),
        without_cause=sum(not postmortem.causes for postmortem in asked),
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
    signals = _shared(members, matches)
    return Family(members[0].id, _title(members, signals), members, returns, signals, _open_now(members, today))


def _return(earlier: Sequence[Postmortem], incident: Postmortem, history: History) -> Return:
    """The incident after the family's strike before it, with the likeness to the earlier member that it is most like."""
    explanation = explain(earlier, incident.date, about=frozenset(words_of(telling_text(incident))))
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


def _shared(members: Sequence[Postmortem], inner: Sequence[Match]) -> Signals:
    """The words and services that most of the family's matches rest on."""
    words: dict[str, float] = {}
    services: dict[str, float] = {}
    names: dict[str, str] = {}
    for match in inner:
        for rank, word in enumerate(match.signals.words, 1):
            words[word] = words.get(word, 0.0) + 1 / rank
    for member in members:
        for name in {service_key(name): name for name in member.services}.values():
            services[service_key(name)] = services.get(service_key(name), 0) + 1
            names.setdefault(service_key(name), name)
    common = sorted((key for key, count in services.items() if count > 1), key=lambda key: (-services[key], key))
    telling = sorted(words, key=lambda word: (-words[word], word))[:SHARED_WORDS]
    return Signals(tuple(telling), tuple(names[key] for key in common))


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
