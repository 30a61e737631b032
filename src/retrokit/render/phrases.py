"""The sentences that every text format shares."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from retrokit.render.counts import count
from retrokit.vocabulary import CameBack, Status

if TYPE_CHECKING:
    from retrokit.model import ActionThen, Signals
    from retrokit.reports import Return, Tally

_ISSUE = re.compile(r"/([^/]+)/(?:-/)?(?:issues|pull|merge_requests)/(\d+)")


def score(points: float) -> str:
    """A score without its decimals, 99 at most: only a person is sure."""
    return f"{min(points, 99):.0f}"


def after(back: Return) -> str:
    """How long since the strike before, and what the likeness is: a score, or a person's word."""
    since = f"after {count(back.days_since, 'day')}" if back.days_since else "the same day"
    return f"{since}   {'your verdict' if back.verdict else f'score {score(back.score)}':>12}"


def month(day: date | None) -> str:
    """`Mar 2026`, in English whatever the locale."""
    names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    return f"{names[day.month - 1]} {day.year:04}" if day else ""


def because(back: Return) -> str:
    """Why it came back, in words that the action it names can follow."""
    match back.came_back:
        case CameBack.OPEN:
            return "came back while open"
        case CameBack.DID_NOT_HOLD:
            return "the fix did not hold"
        case CameBack.DECLINED:
            return "the fix had been declined"
        case CameBack.NEVER_PROPOSED if back.actions:
            return "nothing that prevents it was proposed, only"
        case CameBack.NEVER_PROPOSED:
            return "no action is on record after the earlier ones"
        case CameBack.UNKNOWN:
            return f"the record does not say {back.missing}"


def fate(back: Return) -> str:
    """What became of the action that a return names: how late it was, or how long it held; empty where there is no more to say."""
    if not back.actions:
        return ""
    state = back.actions[0]
    match back.came_back:
        case CameBack.OPEN if state.overdue_days:
            return f"{count(state.overdue_days, 'day')} overdue"
        case CameBack.OPEN:
            return f"open for {count(state.age_days, 'day')}"
        case CameBack.DID_NOT_HOLD:
            return f"done {state.action.closed}, held {count(state.held_days or 0, 'day')}"
        case _:
            return ""


def ticket(reference: str) -> str:
    """A ticket as people say it: `PAY-311`, `binderhub#140`."""
    if issue := _ISSUE.search(reference):
        return f"{issue[1]}#{issue[2]}"
    return reference.rstrip("/").rsplit("/", 1)[-1] if reference.startswith(("http://", "https://")) else reference


def standing(state: ActionThen) -> str:
    """How late an unfinished action is, or how old."""
    if state.overdue_days is not None:
        return f"{count(state.overdue_days, 'day')} overdue"
    if state.action.due:
        return f"due {state.action.due}"
    return f"no due date, {count(state.age_days, 'day')} old"


def settled(states: Sequence[ActionThen]) -> str:
    """What became of actions that are not unfinished: `done 2024-03-01`, `all 3 done by 2024-03-01`, `2 done, 1 declined`."""
    days = [state.action.closed for state in states if state.status is Status.DONE and state.action.closed]
    if days and len(days) == len(states):
        everything = {1: "done", 2: "both done by"}.get(len(days), f"all {len(days)} done by")
        return f"{everything} {max(days)}"
    told = [state.status for state in states]
    words = {Status.UNKNOWN: "without a status"}
    return ", ".join(f"{told.count(status)} {words.get(status, status.value)}" for status in dict.fromkeys(told))


def rests_on(signals: Signals) -> str:
    """What a likeness rests on, on one line."""
    parts = [", ".join(signals.words)] if signals.words else []
    told = " ".join(signals.words).split()
    if unsaid := [concept for concept in signals.concepts if not _is_said(concept, told)]:
        parts.append(f"about {', '.join(unsaid)}")
    for name, values in (("service", signals.services), ("ticket", [ticket(cited) for cited in signals.tickets])):
        if values:
            parts.append(f"{name}{'s' if len(values) > 1 else ''} {', '.join(values)}")
    if signals.via:
        parts.append(f"by way of {signals.via}")
    return "; ".join(parts)


def _is_said(concept: str, words: Sequence[str]) -> bool:
    return all(any(word.startswith(part) for word in words) for part in concept.split())


def share(tally: Tally) -> str:
    """The range of novelty: `57-71 %`, `40 %`, or that there is too little to say."""
    if tally.low is None or tally.high is None:
        return "too few to say" if tally.incidents else ""
    low, high = round(100 * tally.low), round(100 * tally.high)
    return f"{low} %" if low == high else f"{low}-{high} %"
