"""Why a family could strike again: what had become of the earlier incidents' actions on that day.

In this version the dates come from the actions' own fields alone.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from retrokit.analysis.likeness.words import words_of
from retrokit.model import Action, ActionThen, Postmortem
from retrokit.vocabulary import CameBack, Status

About = Callable[[], frozenset[str]]


class Explanation(NamedTuple):
    """`actions` are those that the explanation rests on, the most telling first; `missing` is what an `unknown` lacks."""

    came_back: CameBack
    actions: tuple[ActionThen, ...]
    missing: str = ""


def as_of(action: Action, day: date) -> ActionThen:
    """How an action stood at the end of a day, as far as its own fields tell.

    One that was closed later was still open then. Declined without a date counts as declined (a decision needs no date to be one), but
    done without a date as unknown (it may have been done in answer to that day).
    """
    status = _not_yet_closed(action, day)
    return _state(action, Status.UNKNOWN if status is Status.DONE and not action.closed else status, day)


def as_it_stands(action: Action, today: date) -> ActionThen:
    """How an action stands today: as its report says, unless it was closed on a later day."""
    return _state(action, _not_yet_closed(action, today), today)


def _not_yet_closed(action: Action, day: date) -> Status:
    later = action.closed is not None and action.closed > day
    return Status.OPEN if later and action.status in (Status.DONE, Status.DECLINED) else action.status


def _state(action: Action, status: Status, day: date) -> ActionThen:
    age = max((day - action.opened).days, 0) if action.opened else 0
    overdue = (day - action.due).days if status.is_unfinished and action.due and action.due < day else None
    held = (day - action.closed).days if status is Status.DONE and action.closed else None
    return ActionThen(action, status, age, overdue, held)


def explain(earlier: Sequence[Postmortem], day: date, about: About = frozenset) -> Explanation:
    """Why it came back on `day`, by the actions of the family's earlier incidents, oldest first.

    `about` gives the words of the incident that struck: of several actions about which the record is silent, the one that speaks of
    the same thing is named first.

    An unfinished action of any of them explains it before all else. Otherwise the latest incident that proposed a fix has the word:
    the fix was done and did not hold, or nobody knows what became of it, or it was declined. What detects, mitigates or changes a
    process can be unfinished, but could not have held: only what prevents (or does not say what it is for) counts as a fix.
    """
    by_incident = [
        [as_of(action, day) for action in postmortem.actions or () if action.opened is None or action.opened <= day]
        for postmortem in earlier
    ]
    if unfinished := [state for states in by_incident for state in states if state.status.is_unfinished]:
        return Explanation(CameBack.OPEN, most_telling_first(unfinished))
    for states in reversed(by_incident):
        if fixes := [state for state in states if state.action.may_prevent]:
            return _what_became_of(fixes, about)
    if silent := [postmortem for postmortem in earlier if postmortem.actions is None]:
        return Explanation(CameBack.UNKNOWN, (), f"what was decided after {silent[-1].id}")
    return Explanation(CameBack.NEVER_PROPOSED, tuple(state for states in reversed(by_incident) for state in states))


def _what_became_of(fixes: Sequence[ActionThen], about: About) -> Explanation:
    if done := [state for state in fixes if state.status is Status.DONE]:
        return Explanation(CameBack.DID_NOT_HOLD, tuple(sorted(done, key=lambda s: (s.held_days, s.action.id))))
    if unclear := [state for state in fixes if state.status is Status.UNKNOWN]:
        words = about()
        unclear.sort(key=lambda s: (s.action.status is Status.DONE, -len(words.intersection(words_of(s.action.title)))))
        return Explanation(CameBack.UNKNOWN, tuple(unclear), _what_is_missing(unclear))
    return Explanation(CameBack.DECLINED, tuple(sorted(fixes, key=lambda s: (not s.action.reason, s.action.id))))


def most_telling_first(states: Sequence[ActionThen]) -> tuple[ActionThen, ...]:
    """Unfinished actions in the order of what finishing them would do: those that prevent, then the most overdue, then the oldest."""
    return tuple(
        sorted(states, key=lambda s: (not s.action.may_prevent, -(s.overdue_days or 0), -s.age_days, s.action.id))
    )


def _what_is_missing(states: Sequence[ActionThen]) -> str:
    """What the record lacks, as words that follow "the record does not say"."""
    several = f"{len(states)} actions" if len(states) > 1 else "the action"
    if all(state.action.status is Status.DONE for state in states):
        return f"when {several} {'were' if len(states) > 1 else 'was'} done"
    return f"what became of {several}"
