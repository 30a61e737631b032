"""The nearest incidents, and pairs."""

from rich.text import Text

from retrokit.model import Match
from retrokit.render import phrases
from retrokit.render.counts import count
from retrokit.render.foreign import clean
from retrokit.render.terminal.layout import Lines, Screen, cut, hung, labelled, spread, to_text, wrapped
from retrokit.reports import Neighbour, PairsReport, SimilarReport


def similar(report: SimilarReport, screen: Screen) -> str:
    """The nearest incidents, what the likeness rests on, and what became of their actions."""
    asked = f"{report.query_id}  {report.query}" if report.query_id else f'"{report.query}"'
    if not report.neighbours:
        return to_text(wrapped(f"Nothing on record is like {asked}.", screen), screen)
    lines: list[Text] = [
        Text.assemble("Nearest to ", cut(Text(clean(asked), "bold"), screen, screen.columns - 11)),
        Text(),
    ]
    below = False
    for near in report.neighbours:
        if report.query_id and near.score < report.threshold and not below and near.verdict is None:
            below = True
            lines.append(Text(f"below the threshold of {report.threshold:g}:", "dim"))
        lines += neighbour(near, screen, "dim" if below else "")
    return to_text(lines, screen)


def pairs(report: PairsReport, screen: Screen) -> str:
    """Pairs of incidents, the likest first."""
    lines: list[Text] = [
        Text(f"{count(len(report.pairs), 'pair')} among {count(len(report.incidents), 'incident')}."),
        Text(),
    ]
    for pair in report.pairs:
        lines += _pair(pair, screen)
    return to_text(lines, screen)


def neighbour(near: Neighbour, screen: Screen, style: str = "") -> Lines:
    """An incident, what its likeness rests on, what is still open of its actions, and what became of the others."""
    postmortem = near.postmortem
    head = Text().append(f"{phrases.score(near.score):>4}  ", style or "bold")
    head.append(f"{postmortem.date}  {clean(postmortem.title)}", style)
    yield spread(head, Text(f"you said: {near.verdict}" if near.verdict else "", "dim"), screen)
    yield cut(Text(f"      {clean(postmortem.id)}", "dim"), screen)
    if rests := phrases.rests_on(near.signals):
        yield from labelled("      why  ", Text(clean(rests)), screen)
    unfinished = [state for state in near.actions if state.status.is_unfinished]
    for state in unfinished:
        right = Text("   ".join(p for p in (clean(state.action.owner), phrases.standing(state)) if p), "red")
        yield from hung(Text().append("still open: ", "red").append(clean(state.action.title)), right, "      ", screen)
    if others := [state for state in near.actions if not state.status.is_unfinished]:
        label = "others   " if unfinished else "actions  "
        yield Text(f"      {label}{phrases.settled(others)}", "dim")
    elif postmortem.actions == ():
        yield Text("      actions  none were decided", "dim")
    yield Text()


def _pair(pair: Match, screen: Screen) -> Lines:
    said = Text(f"you said: {pair.verdict}" if pair.verdict else "", "dim")
    head = (
        Text()
        .append(f"{phrases.score(pair.score):>4}  ", "bold")
        .append(f"{pair.later.date}  {clean(pair.later.title)}")
    )
    yield spread(head, said, screen)
    yield spread(Text(f"      {pair.earlier.date}  {clean(pair.earlier.title)}"), Text(), screen)
    yield from labelled("      ids  ", Text(clean(f"{pair.later.id}, {pair.earlier.id}"), "dim"), screen)
    yield from labelled("      why  ", Text(clean(phrases.rests_on(pair.signals))), screen)
    yield Text()
