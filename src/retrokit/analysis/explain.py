"""Why a family could strike again: what had become of the earlier incidents' actions on that day.

In this version the dates come from the actions' own fields alone.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from retrokit.model import Action, ActionThen, Postmortem
from retrokit.vocabulary import ActionType, CameBack, Status


class Explanation(NamedTuple):
    """`actions` are those that the explanation rests on, the most telling first; `missing` is what an `unknown` lacks."""

    came_back: CameBack
    actions: tuple[ActionThen, ...]
    missing: str = ""


def as_of(action: Action, day: date) -> ActionThen:
    """How an action stood at the end of a day, as far as its own fields tell.

    A `closed:` date after the day means that it was still open then. Done or declined without a date counts as it stands for
    `declined` (a decision needs no date to be one) and as unknown for `done` (it may have been done in answer to that day).
    """
    status = action.status
    if status in (Status.DONE, Status.DECLINED) and action.closed and action.closed > day:
        status = Status.OPEN
    elif status is Status.DONE and not action.closed:
        status = Status.UNKNOWN
    return _state(action, status, day)


def as_it_stands(action: Action, today: date) -> ActionThen:
    """How an action stands now: as its report says."""
    return _state(action, action.status, today)


def _state(action: Action, status: Status, day: date) -> ActionThen:
    age = max((day - action.opened).days, 0) if action.opened else 0
    overdue = (day - action.due).days if status.is_unfinished and action.due and action.due < day else None
    held = (day - action.closed).days if status is Status.DONE and action.closed else None
    return ActionThen(action, status, age, overdue, held)


def explain(earlier: Sequence[Postmortem], day: date) -> Explanation:
    """Why it came back on `day`, by the actions of the family's earlier incidents, oldest first.

    An unfinished action of any of them explains it before all else. Otherwise the latest incident that proposed a fix has the word:
    the fix was done and did not hold, or nobody knows what became of it, or it was declined. What detects, mitigates or changes a
    process can be unfinished, but could not have held: only what prevents (or does not say what it is for) counts as a fix.
    """
    by_incident = [[as_of(action, day) for action in postmortem.actions or ()] for postmortem in earlier]
    if unfinished := [state for states in by_incident for state in states if state.status.is_unfinished]:
        return Explanation(CameBack.OPEN, _most_telling_first(unfinished))
    for states in reversed(by_incident):
        if fixes := [state for state in states if _may_prevent(state.action)]:
            return _what_became_of(fixes)
    if silent := [postmortem for postmortem in earlier if postmortem.actions is None]:
        return Explanation(CameBack.UNKNOWN, (), f"what was decided after {silent[-1].id}")
    return Explanation(CameBack.NEVER_PROPOSED, tuple(state for states in reversed(by_incident) for state in states))


def _what_became_of(fixes: Sequence[ActionThen]) -> Explanation:
    if done := [state for state in fixes if state.status is Status.DONE]:
        return Explanation(CameBack.DID_NOT_HOLD, tuple(sorted(done, key=lambda s: (s.held_days, s.action.id))))
    if unclear := [state for state in fixes if state.status is Status.UNKNOWN]:
        return Explanation(CameBack.UNKNOWN, tuple(unclear), _what_is_missing(unclear))
    return Explanation(CameBack.DECLINED, tuple(sorted(fixes, key=lambda s: (not s.action.reason, s.action.id))))


def _may_prevent(action: Action) -> bool:
    return action.type in (None, ActionType.PREVENT)


def _most_telling_first(states: Sequence[ActionThen]) -> tuple[ActionThen, ...]:
    return tuple(
        sorted(states, key=lambda s: (not _may_prevent(s.action), -(s.overdue_days or 0), -s.age_days, s.action.id))
    )


def _what_is_missing(states: Sequence[ActionThen]) -> str:
    """What the record lacks, as words that follow "the record does not say"."""
    several = f"{len(states)} actions" if len(states) > 1 else "the action"
    if all(state.action.status is Status.DONE for state in states):
        return f"when {several} {'were' if len(states) > 1 else 'was'} done"
    return f"what became of {several}"
