"""Families of repeats."""

from rich.cells import cell_len
from rich.text import Text

from retrokit.model import ActionThen
from retrokit.render import phrases
from retrokit.render.foreign import clean
from retrokit.render.phrases import count
from retrokit.render.terminal.layout import Lines, Screen, hung, labelled, spread, to_text, wrapped
from retrokit.reports import Family, RepeatsReport, Return
from retrokit.vocabulary import CameBack, Status

LANE = 48
"""Cells at most of the line that shows when a family struck."""

BESIDE_LANE = 30
"""Cells that the words beside it take."""


_STYLES = {CameBack.OPEN: "red", CameBack.DID_NOT_HOLD: "magenta"}


def repeats(report: RepeatsReport, screen: Screen) -> str:
    """Families of repeats, the ones that hurt most first, each return with why it came back."""
    lines: list[Text] = [*wrapped(_repeats_headline(report), screen), Text()]
    for number, family in enumerate(report.families, 1):
        lines += [*_family(number, family, report, screen), Text()]
    notes = []
    if report.families and report.unsettled:
        rest = "match rests" if report.unsettled == 1 else "matches rest"
        notes.append(
            f"{report.unsettled:,} {rest} on wording alone. A word from you settles one: `repeat_of: [id]` or `not_repeat_of: [id]` "
            "in the later report."
        )
    if report.without_cause:
        notes.append(f"{count(report.without_cause, 'report names', 'reports name')} no cause and can't be compared.")
    for note in notes:
        lines += wrapped(note, screen, style="dim")
    return to_text(lines, screen)


def _repeats_headline(report: RepeatsReport) -> str:
    span = f", {phrases.month(report.first)} to {phrases.month(report.last)}" if report.first != report.last else ""
    told = f"{count(report.incidents, 'incident')}{span}."
    if not report.families:
        return f"{told} No cause came back." if report.incidents > 1 else told
    causes = [back.came_back for back in report.returns]
    total, while_open, unknown = len(causes), causes.count(CameBack.OPEN), causes.count(CameBack.UNKNOWN)
    told += f" {count(len(report.families), 'family', 'families')} came back {phrases.times(total)}; "
    if total == 1:
        why = ("an action was still open", "the record does not say why", "no action was open then")
        return f"{told}{why[0] if while_open else why[1] if unknown else why[2]}."
    told += f"{while_open or 'none'} of the {total} struck while an action was still open"
    return f"{told}, and for {unknown} the record does not say why." if unknown else f"{told}."


def _family(number: int, family: Family, report: RepeatsReport, screen: Screen) -> Lines:
    indent = " " * (len(str(number)) + 2)
    services = screen.between.join(family.signals.services[:3])
    title = Text(f"{number}  ", "dim").append(clean(family.title), "bold")
    yield spread(title, Text(clean(services), "dim"), screen)
    yield _lane(family, report, screen, indent)
    yield Text()
    first = family.incidents[0]
    yield spread(Text(f"{indent}{first.date}  {clean(first.title)}"), Text(), screen)
    for back in family.returns:
        yield spread(_dated(indent, back), Text(f"after {back.days_since:>4,} days", "dim"), screen)
        yield from _reason(back, indent, screen)
    if rests := phrases.rests_on(family.signals):
        yield from labelled(f"{indent}rests on  ", Text(clean(rests)), screen)
    yield from labelled(f"{indent}next      ", _next_step(family), screen)


def _dated(indent: str, back: Return) -> Text:
    text = Text(f"{indent}{back.incident.date}  {clean(back.incident.title)}")
    return text.append("  (draft)", "dim") if back.incident.is_draft else text


def _lane(family: Family, report: RepeatsReport, screen: Screen, indent: str) -> Text:
    """The report's whole span as a line, a dot where the family struck; between its first and last, drawn."""
    assert report.first is not None and report.last is not None
    first = min(report.first, family.incidents[0].date)
    days = max((report.last - first).days, 1)
    cells = min(LANE, screen.columns - cell_len(indent) - BESIDE_LANE)
    reasons = {back.incident.id: back.came_back for back in family.returns}
    dots = {round((p.date - first).days / days * (cells - 1)): reasons.get(p.id) for p in family.incidents}
    begin, end = min(dots), max(dots)
    lane = Text(indent)
    for cell in range(cells):
        if cell in dots:
            reason = dots[cell]
            lane.append(screen.dot, _STYLES.get(reason, "bold") if reason else "bold")
        else:
            lane.append(screen.rule if begin < cell < end else " ", "dim")
    last = family.incidents[-1].date
    return lane.append(f"  {len(family.incidents)} times, last {last}", "dim")


def _reason(back: Return, indent: str, screen: Screen) -> Lines:
    inner = indent + " " * 12
    style = _STYLES.get(back.came_back, "")
    text = Text().append(phrases.because(back), style)
    if back.actions:
        text.append(": ").append(clean(back.actions[0].action.title))
        if back.came_back is CameBack.DECLINED and (reason := back.actions[0].action.reason):
            text.append(f' ("{clean(reason)}")')
    owner = clean(back.actions[0].action.owner) if back.actions and back.came_back is CameBack.OPEN else ""
    more = f", and {len(back.actions) - 1} more" if len(back.actions) > 1 else ""
    told = "   ".join(part for part in (owner, phrases.fate(back) + more) if part) if phrases.fate(back) else ""
    yield from hung(text if told else text.append(more), Text(told, style), inner, screen)


def _next_step(family: Family) -> Text:
    """The one thing that would do most against another return."""
    last = family.returns[-1]
    if family.open_actions:
        state = family.open_actions[0]
        step = Text("finish ").append(clean(state.action.title), "bold").append(f" ({_who_and_when(state)})")
        more = len(family.open_actions) - 1
        return step.append(f", and {more} more") if more else step
    latest = family.incidents[-1]
    incident = clean(latest.id)
    states = {action.status for action in latest.actions or ()}
    if Status.UNKNOWN in states or (last.came_back is CameBack.UNKNOWN and not states):
        silent = incident if states else clean(last.earlier.id)
        return Text(f"give the actions of {silent} a status, and a closed: date")
    if Status.DONE in states:
        return Text(f"nothing is open; see whether what was done after {incident} holds")
    if last.came_back is CameBack.DECLINED:
        return Text(f"weigh the declined action again: {incident} came after it")
    return Text(f"nothing is open: decide what would prevent it, in {incident}")


def _who_and_when(state: ActionThen) -> str:
    return ", ".join(part for part in (clean(state.action.owner) or "no owner", phrases.standing(state)) if part)
