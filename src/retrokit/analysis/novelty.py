"""How many incidents were new, as a range: what is in doubt counts against novelty at the low end and for it at the high end."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from retrokit.analysis.history import History
from retrokit.analysis.likeness.words import service_key
from retrokit.model import Postmortem
from retrokit.reports import Family, NoveltyReport, Tally
from retrokit.vocabulary import CameBack, Kind, Period, VerdictKind

VARIATION = 0.8
"""A variation scores at least this part of the threshold with an earlier incident: alike, but not alike enough to be a repeat.
On five judged histories two in five of the variations reach it, and one in seventeen of the novel incidents."""

LONGEST_GAP = 24
"""A longer run of periods without an incident is left out: one slip of the pen in a date would fill screens with nothing."""


def report_novelty(
    history: History,
    families: Sequence[Family],
    *,
    threshold: float,
    period: Period,
    wanted: Callable[[Postmortem], bool] = lambda postmortem: True,
) -> NoveltyReport:
    """Tallies by period, oldest first, long gaps left out, and by service, the one that repeats most first.

    Args:
        history: the whole history, compared down to VARIATION of the threshold at least.
        families: all its families, with all their returns.
        threshold: the score, 0 to 100, from which two incidents count as a match.
        period: how long a period is.
        wanted: which incidents are tallied; each is judged against the whole history before it.
    """
    kinds = classify(history, families, threshold)
    preventable = {r.incident.id for family in families for r in family.returns if r.came_back is CameBack.OPEN}
    asked = [postmortem for postmortem in history.postmortems if wanted(postmortem)]
    periods: dict[str, list[Postmortem]] = {}
    if asked:
        periods = {name: [] for name in _periods(asked[0].date, asked[-1].date, period)}
    services: dict[str, list[Postmortem]] = {}
    names: dict[str, str] = {}
    for postmortem in asked:
        periods[period_of(postmortem.date, period)].append(postmortem)
        for key, name in {service_key(name): name for name in postmortem.services}.items():
            services.setdefault(names.setdefault(key, name), []).append(postmortem)
    by_service = [_tally(name, members, kinds, preventable) for name, members in services.items()]
    return NoveltyReport(
        threshold=threshold,
        period=period,
        periods=tuple(_tally(name, members, kinds, preventable) for name, members in _without_long_gaps(periods)),
        from_the_start=bool(asked) and asked[0] is history.postmortems[0],
        services=tuple(sorted(by_service, key=lambda tally: (-tally.repeat, -tally.incidents, tally.name))),
    )


def classify(history: History, families: Sequence[Family], threshold: float) -> dict[str, Kind]:
    """The kind of each incident, by id: what a person said first, then what it shares with those before it."""
    repeats = {back.incident.id for family in families for back in family.returns}
    # What shares words with a report that names no cause shares the symptom: it says nothing about novelty.
    near = {
        m.later.id
        for m in history.matches(VARIATION * threshold)
        if m.score >= VARIATION * threshold and m.earlier.names_cause and m.verdict is not VerdictKind.DIFFERENT
    }
    dates = {postmortem.id: (postmortem.date, postmortem.id) for postmortem in history.postmortems}
    related = {
        max(pair, key=dates.__getitem__) for pair, kind in history.verdicts.items() if kind is VerdictKind.RELATED
    }

    def kind_of(postmortem: Postmortem) -> Kind:
        if postmortem.id in repeats:
            return Kind.REPEAT
        if postmortem.id in related:
            return Kind.VARIATION
        if not postmortem.names_cause:
            return Kind.UNJUDGED
        return Kind.VARIATION if postmortem.id in near else Kind.NOVEL

    return {postmortem.id: kind_of(postmortem) for postmortem in history.postmortems}


def period_of(day: date, period: Period) -> str:
    """The name of the period that a day falls in: `2026-03`, `2026 Q1` or `2026`."""
    if period is Period.MONTH:
        return f"{day.year:04}-{day.month:02}"
    return f"{day.year:04}" if period is Period.YEAR else f"{day.year:04} Q{(day.month + 2) // 3}"


def _periods(first: date, last: date, period: Period) -> list[str]:
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return list(dict.fromkeys(period_of(date(month // 12, month % 12 + 1, 1), period) for month in months))


def _without_long_gaps(periods: Mapping[str, list[Postmortem]]) -> Iterator[tuple[str, list[Postmortem]]]:
    empty: list[str] = []
    for name, members in periods.items():
        if not members:
            empty.append(name)
            continue
        if len(empty) <= LONGEST_GAP:
            yield from ((quiet, []) for quiet in empty)
        empty.clear()
        yield name, members


def _tally(name: str, members: Sequence[Postmortem], kinds: Mapping[str, Kind], preventable: set[str]) -> Tally:
    of_kind = [kinds[member.id] for member in members]
    return Tally(
        name=name,
        novel=of_kind.count(Kind.NOVEL),
        variation=of_kind.count(Kind.VARIATION),
        repeat=of_kind.count(Kind.REPEAT),
        unjudged=of_kind.count(Kind.UNJUDGED),
        preventable=sum(member.id in preventable for member in members),
        last_repeat=max((member.date for member in members if kinds[member.id] is Kind.REPEAT), default=None),
    )
