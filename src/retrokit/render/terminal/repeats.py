"""Families of repeats."""

from rich.cells import cell_len
from rich.text import Text

from retrokit.model import ActionThen, Postmortem
from retrokit.render import phrases
from retrokit.render.counts import count, times
from retrokit.render.foreign import clean
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
    lines: list[Text] = [*wrapped(_headline(report), screen), Text()]
    for number, family in enumerate(report.families, 1):
        lines += [*_family(number, family, report, screen), Text()]
    if report.families and report.unsettled:
        told = "A match is a suggestion. A word from you settles it, in the later report: `repeat_of: [id]` or `not_repeat_of: [id]`; the ids stand in `retrokit similar --all`."
        lines += wrapped(told, screen, style="dim")
    if report.families and report.without_cause:
        told = f"{count(report.without_cause, 'report names', 'reports name')} no cause and can't be compared."
        lines += wrapped(told, screen, style="dim")
    return to_text(lines, screen)


def _headline(report: RepeatsReport) -> str:
    span = f", {phrases.month(report.first)} to {phrases.month(report.last)}" if report.first != report.last else ""
    told = f"{count(report.incidents, 'incident')}{span}."
    if not report.families:
        compared = report.incidents - report.without_cause
        if compared > 1:
            return f"{told} No cause came back."
        lacking = (
            "none of them names a cause" if report.incidents and not compared else "there is nothing to compare yet"
        )
        return f"{told[:-1]}; {lacking}."
    told += f" {count(len(report.families), 'family', 'families')} came back {times(len(report.returns))}"
    if sure := _how_sure(report):
        told += f" ({sure})"
    return f"{told}; {_whys(report)}."


def _how_sure(report: RepeatsReport) -> str:
    """Whose word it is that these are repeats."""
    if not report.unsettled:
        return ""
    judged = sum(back.verdict is not None for back in report.returns)
    return f"{judged} by your verdict, the others by their words" if judged else "by their words alone"


def _whys(report: RepeatsReport) -> str:
    causes = [back.came_back for back in report.returns]
    total, while_open, unknown = len(causes), causes.count(CameBack.OPEN), causes.count(CameBack.UNKNOWN)
    of_them = f"{while_open} of the {total}" if total > 1 else "it"
    told = [f"{of_them} struck while an action was still open"] if while_open else []
    if unknown:
        told.append(f"for {unknown} of {total} the record does not say why")
    return ", and ".join(told) or "none struck while an action was open"


def _family(number: int, family: Family, report: RepeatsReport, screen: Screen) -> Lines:
    indent = " " * (len(str(number)) + 2)
    services = screen.between.join(family.signals.services[:3])
    title = Text(f"{number}  ", "dim").append(clean(family.title), "bold")
    yield spread(title, Text(clean(services), "dim"), screen)
    yield _lane(family, report, screen, indent)
    yield Text()
    returns = {back.incident.id: back for back in family.returns}
    for member in family.incidents:
        if back := returns.get(member.id):
            yield spread(_dated(indent, member), Text(phrases.after(back), "dim"), screen)
            yield from _reason(back, indent, screen)
        else:  # the first of them, or one that was not asked for
            yield spread(_dated(indent, member), Text(), screen)
    if rests := phrases.rests_on(family.signals):
        yield from labelled(f"{indent}rests on  ", Text(clean(rests)), screen)
    yield from labelled(f"{indent}next      ", _next_step(family), screen)


def _dated(indent: str, incident: Postmortem) -> Text:
    text = Text(f"{indent}{incident.date}  {clean(incident.title)}")
    return text.append("  (draft)", "dim") if incident.is_draft else text


def _lane(family: Family, report: RepeatsReport, screen: Screen, indent: str) -> Text:
    """The report's whole span as a line, a dot where the family struck; between its first and last, drawn."""
    assert report.first is not None and report.last is not None
    first, last = min(report.first, family.incidents[0].date), max(report.last, family.incidents[-1].date)
    days = max((last - first).days, 1)
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
    return lane.append(f"  {times(len(family.incidents))}, last {family.incidents[-1].date}", "dim")


def _reason(back: Return, indent: str, screen: Screen) -> Lines:
    inner = indent + " " * 12
    style = _STYLES.get(back.came_back, "")
    text = Text().append(clean(phrases.because(back)), style)
    if back.actions:
        text.append(": ").append(clean(back.actions[0].action.title))
        if back.came_back is CameBack.DECLINED and (reason := back.actions[0].action.reason):
            text.append(f' ("{clean(reason)}")')
    owner = clean(back.actions[0].action.owner) if back.actions and back.came_back is CameBack.OPEN else ""
    more = f", and {back.actions_in_all - 1} more" if back.actions_in_all > 1 else ""
    told = "   ".join(part for part in (owner, phrases.fate(back) + more) if part) if phrases.fate(back) else ""
    yield from hung(text if told else text.append(more), Text(told, style), inner, screen)


def _next_step(family: Family) -> Text:
    """The one thing that would do most against another return."""
    last, latest = family.returns[-1], family.incidents[-1]
    fixes = [state for state in family.open_actions if state.action.may_prevent]
    unclear = last.actions[0].action.id.rpartition("#")[0] if last.actions else last.earlier.id
    if family.open_actions and (fixes or last.came_back is not CameBack.UNKNOWN):
        state, more = family.open_actions[0], len(family.open_actions) - 1
        step = Text("finish ").append(clean(state.action.title), "bold").append(f" ({_who_and_when(state)})")
        return step.append(f", and {more} more") if more else step
    if last.came_back is CameBack.UNKNOWN and not last.actions and last.earlier.actions is None:
        return Text(f"write down what was decided after {clean(last.earlier.id)}, and what became of it")
    if last.came_back is CameBack.UNKNOWN:
        return Text(f"write down what became of the actions of {clean(unclear)}: their status, and a closed: date")
    states = {action.status for action in latest.actions or ()}
    if Status.UNKNOWN in states:
        return Text(f"write down what became of the actions of {clean(latest.id)}: their status, and a closed: date")
    if Status.DONE in states:
        return Text(f"nothing is open; see whether what was done after {clean(latest.id)} holds")
    if last.came_back is CameBack.DECLINED:
        return Text(f"weigh the declined action again: {clean(latest.id)} came after it")
    return Text(f"decide what would prevent it, and write it into {clean(latest.id)}")


def _who_and_when(state: ActionThen) -> str:
    return ", ".join(part for part in (clean(state.action.owner) or "no owner", phrases.standing(state)) if part)
