"""RK3xx, an action by itself: who does it, by when, and how anybody would know that it is done."""

import re
from collections.abc import Iterator
from datetime import timedelta

from retrokit.model import Action, Finding
from retrokit.placed import Item
from retrokit.rules import action_words
from retrokit.rules.rule import Case, Rule, quoted, value_or_key
from retrokit.rules.wording import has_phrase, words
from retrokit.vocabulary import Problem, Status

_BETWEEN_OWNERS = re.compile(r"\s*[,;&+/|]\s*|\s+(?:and|und|et|or|oder|y|e|ou)\s+", re.IGNORECASE)
_VERIFIABLE = re.compile(r"\d|`[^`]+`")
_GITHUB_TEAM = re.compile(r"@[\w.-]+/[\w.-]+")


def no_owner(case: Case) -> Iterator[Finding]:
    for action, item in case.open_actions:
        if not _names_somebody(action.owner):
            hint = _add(case, item, "owner", '"@name"', "one person")
            told = f"nobody owns the action: `{action.owner}`" if action.owner else "action has no owner"
            yield case.at(value_or_key(item, "owner") if action.owner else item.node, Problem.NO_OWNER, told, hint)


def _names_somebody(owner: str) -> bool:
    return bool(owner) and owner.casefold().strip("<>[]()@ ") not in action_words.NOBODY


def _add(case: Case, item: Item, key: str, value: str, what: str) -> str:
    """How to write a key that an action lacks."""
    name = next(iter(item.keys.names.get(key, ())), key) if item.keys else key
    if item.keys is None:
        return f"write it as `title: …` with `{name}: {value}` below: {what}"
    return f"write `{name}: {value}` below its title: {what}"


def not_one_owner(case: Case) -> Iterator[Finding]:
    teams = action_words.TEAMS | {word for name in case.policy.teams for word in words(name)}
    for action, item in case.open_actions:
        if not _names_somebody(action.owner):
            continue
        parts = [part for part in _BETWEEN_OWNERS.split(action.owner) if part]
        if _is_team(action.owner, teams):
            told, hint = f"{quoted(action.owner)} is a team", "name the one person who will see to it"
        elif len(parts) > 1:
            told, hint = f"{len(parts)} owners: {action.owner}", f'keep one, e.g. `owner: "{parts[0]}"`'
        else:
            continue
        yield case.at(value_or_key(item, "owner"), Problem.NOT_ONE_OWNER, told, hint)


def _is_team(owner: str, teams: frozenset[str]) -> bool:
    named = words(owner.replace("-", " ").replace("_", " "))
    is_listed = "-" not in owner and owner.casefold().strip("@ ") in teams
    return bool(_GITHUB_TEAM.fullmatch(owner.strip())) or is_listed or bool(named and teams.issuperset(named[-1:]))


def no_due_date(case: Case) -> Iterator[Finding]:
    for action, item in case.open_actions:
        if action.due is None and not (item.keys and item.keys.holds("due")):
            hint = _add(case, item, "due", "YYYY-MM-DD", "the day by which it will be done")
            yield case.at(item.node, Problem.NO_DUE_DATE, "action has no due date", hint)


def overdue(case: Case) -> Iterator[Finding]:
    for action, item in case.open_actions:
        if action.due and action.due < case.today:
            late = (case.today - action.due).days
            told = f"{late} {'day' if late == 1 else 'days'} overdue: {quoted(action.title)}"
            hint = "done: `status: done` and `closed: …`; not done: a new `due: …`; not to be done: `status: declined` and `reason: …`"
            yield case.at(value_or_key(item, "due"), Problem.OVERDUE, told, hint)


def due_too_late(case: Case) -> Iterator[Finding]:
    """Counted from the decision; where that time is over already, a new date is counted from today."""
    severity = case.postmortem.severity
    allowed = case.policy.days_for(severity)
    if allowed is None:
        return
    for action, item in case.open_actions:
        decided = action.opened or case.postmortem.date
        start = decided if (case.today - decided).days <= allowed else case.today
        if action.due and (action.due - start).days > allowed:
            ahead = f"{(action.due - start).days} days after it was decided" if start == decided else "too far ahead"
            last = start + timedelta(days=allowed)
            hint = f"write `due: {last}` or earlier, or split off what can be done until then; `[check.due_within]` has the {allowed} days"
            told = f"due {ahead}; for {severity or 'this severity'} it is {allowed} days"
            yield case.at(value_or_key(item, "due"), Problem.DUE_TOO_LATE, told, hint)


def no_ticket(case: Case) -> Iterator[Finding]:
    for action, item in case.open_actions:
        if not action.ticket and "://" not in action.title:
            hint = _add(case, item, "ticket", "…", 'its link or key. No tracker? `ignore = ["RK307"]` under [check]')
            yield case.at(item.node, Problem.NO_TICKET, "action has no ticket", hint)


def vague_action(case: Case) -> Iterator[Finding]:
    for action, item in case.open_actions:
        if verb := _vague(action.title):
            hint = "say what will be there when it is done, e.g. `title: Alert when the pool is 80 % used`"
            place = value_or_key(item, "title")
            yield case.at(place, Problem.VAGUE_ACTION, f'"{verb}" has no end that anybody could check', hint)


def _vague(title: str) -> str:
    """The words that leave open when an action is done; empty if it says so."""
    told = words(title)
    while told and told[0] in action_words.LEADING:
        told = told[1:]
    verb = next((p for p in action_words.VAGUE_PHRASES if " ".join(told).startswith(p)), "")
    verb = verb or (told[0] if told and told[0] in action_words.VAGUE else "")
    return "" if _VERIFIABLE.search(title) or has_phrase(told, action_words.ENDS) else verb


def declined_without_reason(case: Case) -> Iterator[Finding]:
    for action, item in case.actions:
        if action.status is Status.DECLINED and not action.reason:
            hint = "write `reason: …` below it: when the same happens again, this is what will be asked for"
            yield case.at(
                value_or_key(item, "status"), Problem.DECLINED_WITHOUT_REASON, "declined, and nobody says why", hint
            )


def done_without_evidence(case: Case) -> Iterator[Finding]:
    for action, item in case.actions:
        if action.status is Status.DONE and not _has_evidence(action):
            hint = _add(case, item, "closed", "YYYY-MM-DD", "the day, or a `ticket:` that shows it")
            yield case.at(
                value_or_key(item, "status"), Problem.DONE_WITHOUT_EVIDENCE, "done, and nothing shows when", hint
            )


def _has_evidence(action: Action) -> bool:
    return bool(action.closed or action.ticket or "://" in action.title)


RULES = (
    Rule(Problem.NO_OWNER, no_owner),
    Rule(Problem.NOT_ONE_OWNER, not_one_owner),
    Rule(Problem.NO_DUE_DATE, no_due_date),
    Rule(Problem.OVERDUE, overdue),
    Rule(Problem.DUE_TOO_LATE, due_too_late),
    Rule(Problem.NO_TICKET, no_ticket),
    Rule(Problem.VAGUE_ACTION, vague_action),
    Rule(Problem.DECLINED_WITHOUT_REASON, declined_without_reason),
    Rule(Problem.DONE_WITHOUT_EVIDENCE, done_without_evidence),
)
