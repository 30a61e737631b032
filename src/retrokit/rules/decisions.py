"""RK3xx, the actions taken together: whether what was decided changes anything."""

import functools
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from retrokit.model import Action, Finding
from retrokit.rules import action_words, impact_words
from retrokit.rules.action_words import says_something
from retrokit.rules.rule import Case, Rule
from retrokit.vocabulary import ActionType, Problem, Status
from retrokit.yamltree import Node

FEWEST = 3
"""From so many actions on, equal priorities say that nobody ranked them."""


def no_actions(case: Case) -> Iterator[Finding]:
    """Never how many: none is right where the reason is on record, and something was learned."""
    if case.postmortem.actions:
        return
    name, place = case.written("actions"), case.key_of("actions")
    if not _is_decided(case):
        yield _undecided(case, name, place)
    elif not any(map(says_something, case.postmortem.learned)):
        learned, there = case.written("learned"), case.key_of("learned")
        told = f"no actions, and `{learned}` says nothing" if there else "no actions, and nothing learned"
        hint = f"write what you know now and did not before: `{learned}: […]`"
        yield case.at(there or place, Problem.NO_ACTIONS, told, hint)


def _undecided(case: Case, name: str, place: Node | None) -> Finding:
    decision, learned = case.written("decision"), case.written("learned")
    if there := case.key_of("decision"):
        told = f"no actions, and `{decision}` does not say why"
        return case.at(there, Problem.NO_ACTIONS, told, f"fill in `{decision}:` why there are none, or add one")
    told = f"`{name}` is empty, and nothing says why" if place else f"no `{name}`"
    first = "add one" if place else f"add `{name}:` with one"
    hint = f"{first}, or say why there is none: `{name}: none` and `{decision}: …`, with what you `{learned}: […]`"
    return case.at(place, Problem.NO_ACTIONS, told, hint)


def _is_decided(case: Case) -> bool:
    """Whether the report says why no more is done."""
    return says_something(case.decision)


def only_reminders(case: Case) -> Iterator[Finding]:
    fixes = [action for action in case.wanted_actions if action.may_prevent]
    if fixes and not _is_decided(case) and all(action_words.is_reminder(action.title) for action in fixes):
        hint = "add one that changes the system, so that nobody has to remember; or `decision: …` if there is none"
        told = "all that would prevent it is a reminder"
        yield case.at(case.key_of("actions"), Problem.ONLY_REMINDERS, told, hint)


def nothing_prevents(case: Case) -> Iterator[Finding]:
    """What detects or mitigates makes the next one shorter, not rarer. A declined fix with its reason is a decision, too."""
    actions = case.postmortem.actions or ()
    is_declined = any(a.may_prevent and a.status is Status.DECLINED and says_something(a.reason) for a in actions)
    is_prevented = any(action.may_prevent for action in case.wanted_actions)
    if actions and not _is_decided(case) and not is_declined and not is_prevented:
        kinds = ", ".join(sorted({action.type for action in case.wanted_actions if action.type}))
        told = f"no action prevents it; they are of type {kinds}" if kinds else "no action prevents it"
        hint = "add one of `type: prevent`; or say why not: that action with `status: declined` and `reason: …`, or `decision: …`"
        yield case.at(case.key_of("actions"), Problem.NOTHING_PREVENTS, told, hint)


def one_priority(case: Case) -> Iterator[Finding]:
    given = _priorities(case)
    if len(given) >= FEWEST and len({priority.casefold() for priority in given}) == 1:
        change = "give the one that comes first a higher one, e.g. `priority: P1`"
        if action_words.is_urgent(given[0]):
            change = f"keep `priority: {given[0]}` for the one that comes first, and give the others a lower one"
        told = f"all {len(given)} actions have priority {given[0]}"
        hint = f"{change}: where all are equal, none is done first"
        yield case.at(case.key_of("actions"), Problem.ONE_PRIORITY, told, hint)


def nothing_urgent(case: Case) -> Iterator[Finding]:
    given = _priorities(case)
    if not given or any(map(action_words.is_urgent, given)) or _is_decided(case):
        return
    if not impact_words.is_no_impact(case.postmortem.customer_impact):
        hint = "give the action that would have spared them `priority: P1`, or `decision: …` if it can wait"
        told = "customers were hit, and no action has priority P0 or P1"
        yield case.at(case.key_of("actions"), Problem.NOTHING_URGENT, told, hint)


def _priorities(case: Case) -> list[str]:
    """As they are written, of the actions that are to be done or are done."""
    wanted = (item.keys for action, item in case.actions if action.status is not Status.DECLINED)
    return [text for keys in wanted if keys and says_something(text := keys.text("priority"))]


def slow_detection(case: Case) -> Iterator[Finding]:
    took = _minutes_to_detect(case)
    if took is None or took <= case.policy.slow_detection or _is_decided(case):
        return
    if not any(_detects(action) for action in case.wanted_actions):
        told = f"it took {_duration(took)} until somebody noticed, and no action would make that sooner"
        hint = "add one of `type: detect`, or say why there is none: `decision: …`; `slow_detection` under [check] has the minutes that are fine with you"
        yield case.at(case.key_of("detected"), Problem.SLOW_DETECTION, told, hint)


def _detects(action: Action) -> bool:
    return action.type is ActionType.DETECT or action_words.is_detection(action.title)


def _duration(minutes: int) -> str:
    """As people say it: `95 minutes`, `5 hours 10 minutes`, `2 days 23 hours`."""
    days, hours = divmod(minutes // 60, 24)
    if days:
        return _counted((days, "day"), (hours, "hour"))
    return _counted((hours, "hour"), (minutes % 60, "minute")) if hours > 1 else f"{minutes} minutes"


def _counted(*several: tuple[int, str]) -> str:
    return " ".join(f"{number} {unit}{'' if number == 1 else 's'}" for number, unit in several if number)


def _minutes_to_detect(case: Case) -> int | None:
    """None unless both times are on record, and are of one zone or of two that can be told apart."""
    started, detected = (_moment(case.keys.text(key)) for key in ("started", "detected"))
    if started is None or detected is None:
        return None
    took = detected.time - started.time
    if started.zone and detected.zone and started.zone != detected.zone:
        offsets = _offset(started.zone), _offset(detected.zone)
        if offsets[0] is None or offsets[1] is None:
            return None
        took += offsets[0] - offsets[1]
    return int(took.total_seconds() // 60)


class _Moment(NamedTuple):
    """A time as it is written, and the zone behind it: `Z`, `+01:00`, `CET`, empty where none is told."""

    time: datetime
    zone: str


def _moment(text: str) -> _Moment | None:
    found = _written_time().fullmatch(text) if ":" in text else None
    try:
        return _Moment(datetime.fromisoformat(f"{found[1]}T{found[2]:0>5}"), found[3].upper()) if found else None
    except ValueError:
        return None


def _offset(zone: str) -> timedelta | None:
    """A zone's distance from UTC, where it is written as one."""
    name = "Z" if zone in ("UTC", "GMT") else zone
    try:
        return datetime.fromisoformat(f"2000-01-01T00:00{name}").utcoffset()
    except ValueError:
        return None


@functools.cache
def _written_time() -> re.Pattern[str]:
    return re.compile(r"(\d{4}-\d\d-\d\d)(?:[Tt]|\s+)(\d\d?:\d\d)(?::\d\d(?:[.,]\d+)?)?\s*\(?([^\s)]*)\)?")


RULES = (
    Rule(Problem.NO_ACTIONS, no_actions),
    Rule(Problem.ONLY_REMINDERS, only_reminders),
    Rule(Problem.NOTHING_PREVENTS, nothing_prevents),
    Rule(Problem.ONE_PRIORITY, one_priority),
    Rule(Problem.SLOW_DETECTION, slow_detection),
    Rule(Problem.NOTHING_URGENT, nothing_urgent),
)
