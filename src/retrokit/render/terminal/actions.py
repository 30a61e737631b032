"""What became of the actions."""

from rich.cells import cell_len
from rich.text import Text

from retrokit.model import ActionThen
from retrokit.render import phrases
from retrokit.render.counts import count
from retrokit.render.foreign import clean
from retrokit.render.terminal.layout import Lines, Screen, labelled, to_text, wrapped
from retrokit.reports import ActionsReport
from retrokit.vocabulary import Status

INDENT = 14
"""Cells that the lateness beside an action takes."""


def actions(report: ActionsReport, screen: Screen) -> str:
    """Unfinished actions, overdue ones first; others where they were asked for by their status."""
    lines: list[Text] = [*wrapped(_actions_headline(report), screen), Text()]
    unfinished = [row for row in report.rows if row.now.status.is_unfinished]
    sections = {
        "OVERDUE": [row for row in unfinished if row.now.overdue_days is not None],
        "OPEN": [row for row in unfinished if row.now.overdue_days is None],
    }
    for status in Status:
        if report.asked and status in report.asked and not status.is_unfinished:
            sections[status.upper()] = [row for row in report.rows if row.now.status is status]
    for title, rows in sections.items():
        if rows:
            lines.append(Text(title, "bold red" if title == "OVERDUE" else "bold"))
            for row in rows:
                lines += _action(row.now, screen)
            lines.append(Text())
    if report.counts["unknown"] and report.asked is None:
        told = f"{count(report.counts['unknown'], 'action has', 'actions have')} no status on record: retrokit actions --status unknown"
        lines += wrapped(told, screen, style="dim")
    if report.silent:
        lines += wrapped(
            f"{count(report.silent, 'report says', 'reports say')} nothing about actions.", screen, style="dim"
        )
    return to_text(lines, screen)


def _actions_headline(report: ActionsReport) -> str:
    counts = report.counts
    unfinished = counts["open"] + counts["in-progress"]
    told = [f"{unfinished} open", f"{counts['overdue']} of them overdue"] if unfinished else ["Nothing is open"]
    told += [f"{counts[status]} {status}" for status in ("done", "declined") if counts[status]]
    if counts["unknown"]:
        told.append(f"{counts['unknown']} without a status on record")
    return ", ".join(told) + "."


def _action(state: ActionThen, screen: Screen) -> Lines:
    """How late it is and what it is; beneath, who has it and where it is recorded."""
    action, unfinished = state.action, state.status.is_unfinished
    yield from labelled(
        f"{_lateness(state):>{INDENT - 2}}  ", Text(clean(action.title)), screen, "red" if state.overdue_days else "dim"
    )
    owner = clean(action.owner) or ("no owner" if unfinished else "")
    age = f"{count(state.age_days, 'day')} old" if unfinished else ""
    told = [part for part in (owner, clean(phrases.ticket(action.ticket)), age) if part]
    whole = screen.between.join([*told, clean(action.id)])
    fits = cell_len(whole) + INDENT <= screen.columns
    for line in [whole] if fits else [screen.between.join(told), clean(action.id)]:
        yield from labelled(" " * INDENT, Text(line, "dim"), screen)
    if action.reason:
        yield from labelled(" " * INDENT, Text(f'"{clean(action.reason)}"', "dim"), screen)


def _lateness(state: ActionThen) -> str:
    if state.overdue_days is not None:
        return count(state.overdue_days, "day")
    if state.status.is_unfinished:
        return f"{state.action.due or 'no due date'}"
    return f"{state.action.closed or 'no date'}"
