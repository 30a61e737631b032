"""RK3xx, the actions taken together: whether what was decided changes anything."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from retrokit.model import Action, Finding
from retrokit.rules import action_words, impact_words
from retrokit.rules.rule import Case, Rule
from retrokit.rules.wording import has_phrase, words
from retrokit.vocabulary import ActionType, Problem, Status

FEWEST = 3
"""From so many actions on, equal priorities say that nobody ranked them."""

_HAS_TIME = re.compile(r"\d\d?:\d\d")


def no_actions(case: Case) -> Iterator[Finding]:
    """Never how many: none is right where the reason is on record, and something was learned."""
    if case.postmortem.actions:
        return
    name, place = case.written("actions"), case.key_of("actions")
    if not case.decision:
        told = f"`{name}` is empty, and nothing says why" if place else f"no `{name}`"
        hint = f"add one, or say why there is none: `{name}: none` and `decision: …`, with what you `learned: […]`"
        yield case.at(place, Problem.NO_ACTIONS, told, hint)
    elif not case.postmortem.learned:
        hint = "write what you know now and did not before: `learned: […]`"
        yield case.at(place, Problem.NO_ACTIONS, "no actions, and nothing learned", hint)


def only_reminders(case: Case) -> Iterator[Finding]:
    fixes = [action for action in case.wanted_actions if action.may_prevent]
    if fixes and all(_is_reminder(action) for action in fixes):
        hint = "add one that changes the system, so that nobody has to remember; or `decision: …` if there is none"
        if not case.decision:
            yield case.at(
                case.key_of("actions"), Problem.ONLY_REMINDERS, "all that would prevent it is a reminder", hint
            )


def _is_reminder(action: Action) -> bool:
    told = words(action.title)
    while told and told[0] in action_words.LEADING:
        told = told[1:]
    return bool(told) and (told[0] in action_words.REMINDERS or bool(has_phrase(told, action_words.REMINDER_PHRASES)))


def nothing_prevents(case: Case) -> Iterator[Finding]:
    """What detects or mitigates makes the next one shorter, not rarer. A declined fix with its reason is a decision, too."""
    actions = case.postmortem.actions or ()
    is_declined = any(a.may_prevent and a.status is Status.DECLINED and a.reason for a in actions)
    if (
        actions
        and not case.decision
        and not is_declined
        and not any(action.may_prevent for action in case.wanted_actions)
    ):
        kinds = ", ".join(sorted({action.type for action in case.wanted_actions if action.type}))
        told = f"no action prevents it; they are there to {kinds}" if kinds else "no action prevents it"
        hint = "add one of `type: prevent`; or say why not: that action with `status: declined` and `reason: …`, or `decision: …`"
        yield case.at(case.key_of("actions"), Problem.NOTHING_PREVENTS, told, hint)


def one_priority(case: Case) -> Iterator[Finding]:
    given = _priorities(case)
    if len(given) >= FEWEST and len(set(given)) == 1:
        hint = "say which comes first: where all are equal, none is done first"
        told = f"all {len(given)} actions have priority {given[0]}"
        yield case.at(case.key_of("actions"), Problem.ONE_PRIORITY, told, hint)


def nothing_urgent(case: Case) -> Iterator[Finding]:
    given, impact = _priorities(case), words(case.postmortem.customer_impact)
    if given and impact and impact[0] not in impact_words.NO_IMPACT and action_words.URGENT.isdisjoint(given):
        hint = "give the action that would have spared them `priority: P1`, or `decision: …` if it can wait"
        told = "customers were hit, and no action has priority P0 or P1"
        if not case.decision:
            yield case.at(case.key_of("actions"), Problem.NOTHING_URGENT, told, hint)


def _priorities(case: Case) -> list[str]:
    """Those of the actions that are to be done."""
    return [text.casefold() for _, item in case.open_actions if item.keys and (text := item.keys.text("priority"))]


def slow_detection(case: Case) -> Iterator[Finding]:
    took = _minutes_to_detect(case)
    if took is None or took <= case.policy.slow_detection or case.decision:
        return
    if not any(_detects(action) for action in case.wanted_actions):
        told = f"it took {took} minutes until somebody noticed, and no action would make that sooner"
        hint = "add one of `type: detect`; `slow_detection` under [check] has the minutes that are fine with you"
        yield case.at(case.key_of("detected"), Problem.SLOW_DETECTION, told, hint)


def _detects(action: Action) -> bool:
    return action.type is ActionType.DETECT or not action_words.DETECTING.isdisjoint(words(action.title))


def _minutes_to_detect(case: Case) -> int | None:
    """None unless both times are on record."""
    times = [_moment(case.keys.text(key)) for key in ("started", "detected")]
    if times[0] is None or times[1] is None:
        return None
    return int((times[1] - times[0]).total_seconds() // 60)


def _moment(text: str) -> datetime | None:
    """An ISO time; one without a zone counts as UTC, as its neighbour then does."""
    try:
        moment = datetime.fromisoformat(text) if _HAS_TIME.search(text) else None
    except ValueError:
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC) if moment else None


RULES = (
    Rule(Problem.NO_ACTIONS, no_actions),
    Rule(Problem.ONLY_REMINDERS, only_reminders),
    Rule(Problem.NOTHING_PREVENTS, nothing_prevents),
    Rule(Problem.ONE_PRIORITY, one_priority),
    Rule(Problem.SLOW_DETECTION, slow_detection),
    Rule(Problem.NOTHING_URGENT, nothing_urgent),
)
