"""RK3xx, an action by itself: who does it, by when, and how anybody would know that it is done."""

import re
from collections.abc import Iterator
from datetime import timedelta

from retrokit.model import Action, Finding
from retrokit.placed import Item
from retrokit.rules import action_words
from retrokit.rules.action_words import says_something
from retrokit.rules.rule import Case, Rule, quoted, value_or_key
from retrokit.rules.wording import has_phrase, words
from retrokit.vocabulary import Problem, Status
from retrokit.yamltree import Mapping, Node

LONGEST = 200
"""As many letters of an owner are looked at: brackets that never close cost the square of what follows."""


def no_owner(case: Case) -> Iterator[Finding]:
    for action, item in case.open_actions:
        if not _names_somebody(action.owner):
            place, hint = _asked(item, "owner", '"@name"', "one person")
            told = f"nobody owns the action: `{action.owner}`" if action.owner else "action has no owner"
            yield case.at(place, Problem.NO_OWNER, told, hint)


def _asked(item: Item, key: str, value: str, what: str, beside: str = "title") -> tuple[Node, str]:
    """Where an action lacks a key or its value, and how to write it.

    Args:
        beside: the key at which it is told, where the one that lacks is not there at all.
    """
    if item.keys is None:
        return item.node, f"write it as `title: …` with `{key}: {value}` below: {what}"
    if entry := item.keys.entry(key):
        example = "" if value == "…" else f", e.g. `{value}`"
        return value_or_key(item, key), f"fill in `{entry.key.text}:`{example}: {what}"
    name = next(iter(item.keys.names.get(key, ())), key)
    where = "add `{}` to it" if _is_in_braces(item.node) else "write `{}` below its title"
    place = item.node if beside == "title" else value_or_key(item, beside)
    return place, f"{where.format(f'{name}: {value}')}: {what}"


def _is_in_braces(node: Node) -> bool:
    """Whether a mapping is written as `{title: …, type: …}`: it begins before its first key does."""
    first = next(iter(node.entries.values()), None) if isinstance(node, Mapping) else None
    return first is not None and (node.line, node.column) != (first.key.line, first.key.column)


def _names_somebody(owner: str) -> bool:
    plain = _without_remarks(owner)
    name = _plain_name(plain)
    return says_something(plain) and name not in action_words.NOBODY and _first(name) not in action_words.NOBODY_FIRST


def _plain_name(name: str) -> str:
    return " ".join(words(name.replace("-", " ").replace("_", " ")))


def _first(name: str) -> str:
    return name.partition(" ")[0]


def _without_remarks(owner: str) -> str:
    """An owner without what stands in brackets, unless that is all; of a link its text."""
    if not any(bracket in owner for bracket in "([<"):
        return owner
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", owner[:LONGEST])
    plain = re.sub(r"\((?=(?:with|and)\b|[&+])([^)]*)\)", r" \1 ", plain)
    outside = re.sub(r"[(<\[][^)>\]]*[)>\]]", " ", plain).strip()
    return outside if words(outside) else plain.strip("()<>[] ")


def not_one_owner(case: Case) -> Iterator[Finding]:
    listed = frozenset(_plain_name(name) for name in case.policy.teams)
    for action, item in case.open_actions:
        if not _names_somebody(action.owner):
            continue
        texts = item.keys.texts("owner") if item.keys else ()
        people = [part for text in texts for part in _people(text, listed)]
        named = [part for part in people if action_words.ROLES.isdisjoint(words(part))]
        if not people and not any(_is_person(part, listed) for text in texts for part in _remarks(text)):
            told, hint = f"{quoted(action.owner)} is a team", "name the one person who will see to it"
        elif len(named) > 1:
            told, hint = f"{len(named)} owners: {action.owner}", f'keep one, e.g. `owner: "{named[0]}"`'
        else:
            continue
        yield case.at(value_or_key(item, "owner"), Problem.NOT_ONE_OWNER, told, hint)


def _people(text: str, listed: frozenset[str]) -> list[str]:
    people = [part for part in _owners(text) if not _is_team(part, listed)]
    return [text] if len(people) > 1 and _is_surname_first(text.partition("(")[0]) else people


def _owners(text: str) -> list[str]:
    """Each of those who are named as owners, people and teams."""
    if not any(mark in text for mark in " ,;&|+/([<"):
        return [text]
    # `y` and `e` in small letters only: `Mira E Sanders` is one person.
    between = r"\s*[,;|]\s*|\s+(?:[&+/]|(?i:and|und|et|or|oder|ou|with)|y|e)\s+"
    parts = re.split(between, _without_remarks(text))
    owning = (part for part in parts if _first(_plain_name(part)) not in action_words.HELPING)
    return [one for part in owning for one in _handles(part)]


def _handles(part: str) -> list[str]:
    """Several handles or addresses side by side, else the part as it is."""
    handles = re.findall(r"(?<![\w.])@[\w.-]+(?:/[\w.-]+)?", part)
    addresses = [word for word in part.split() if "@" in word[1:] and word not in handles]
    for found in (handles, addresses):
        if len(found) > 1:
            return found
    return [part.strip()] if _names_somebody(part) else []


def _remarks(text: str) -> list[str]:
    return re.findall(r"[(<\[]([^)>\]]*)[)>\]]", text[:LONGEST])


def _is_person(part: str, listed: frozenset[str]) -> bool:
    return _names_somebody(part) and not _is_team(part, listed)


def _is_surname_first(text: str) -> bool:
    """`Sanders, Mira`, which may also be two people by their first names: that is left alone."""
    names = [name.strip(" .") for name in text.split(",")]
    return len(names) == 2 and all(name.istitle() and name.replace("-", "").isalpha() for name in names)


def _is_team(part: str, listed: frozenset[str]) -> bool:
    is_link = "://" in part
    if part.startswith("#") or "/teams/" in part or (part.startswith("@") and part.count("/") == 1):
        return True
    address = part.partition("@")[0].partition("+")[0]
    name = _plain_name(address or part)
    told = name.split()
    if not told or is_link:
        return False
    if name in listed or "oncall" in told or has_phrase(told, ("on call",)):
        return True
    is_role = not action_words.ROLES.isdisjoint(told)
    return not is_role and (told[0] in action_words.TEAM_FIRST or told[-1] in action_words.TEAMS)


def no_due_date(case: Case) -> Iterator[Finding]:
    for action, item in case.open_actions:
        if action.due is None and not (item.keys and item.keys.holds("due")):
            place, hint = _asked(item, "due", "YYYY-MM-DD", "the day by which it will be done")
            yield case.at(place, Problem.NO_DUE_DATE, "action has no due date", hint)


def overdue(case: Case) -> Iterator[Finding]:
    for action, item in case.open_actions:
        if action.due and action.due < case.today:
            late = (case.today - action.due).days
            told = f"{late} {'day' if late == 1 else 'days'} overdue: {quoted(action.title)}"
            hint = "write `status: done` and `closed: …`, or a new `due: …`, or `status: declined` and `reason: …`"
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
        if not _has_ticket(action):
            place, hint = _asked(item, "ticket", "…", "its link or key")
            hint += '. No tracker? `ignore = ["RK307"]` under [check]'
            yield case.at(place, Problem.NO_TICKET, "action has no ticket", hint)


def _has_ticket(action: Action) -> bool:
    return says_something(action.ticket) or "://" in action.title or _begins_with_key(action.title)


def _begins_with_key(title: str) -> bool:
    """Whether a tracker's key stands in front of a title, or in brackets: `PAY-311 …`, `… (#1234)`."""
    parts = [part for part in title.split() if any(map(str.isalnum, part.strip("[]xX")))]
    return any(
        _is_key(part.strip("[](){}.,:;"))
        for place, part in enumerate(parts)
        if place == 0 or part[0] in "([" or part.rstrip(".,:;")[-1:] in (")", "]")
    )


def _is_key(word: str) -> bool:
    project, dash, number = word.partition("-")
    is_project = len(project) > 1 and project.isascii() and project.isalnum() and project.isupper()
    if dash and number.isdigit() and is_project:
        return project[0].isalpha() and project not in action_words.NO_PROJECTS
    return word.rpartition("#")[2].isdigit() and "#" in word


def vague_action(case: Case) -> Iterator[Finding]:
    for action, item in case.open_actions:
        if verb := action_words.vague(action.title):
            hint = "say what will be there when it is done, e.g. `title: Alert when the pool is 80 % used`"
            place = value_or_key(item, "title")
            yield case.at(place, Problem.VAGUE_ACTION, f'"{verb}" has no end that anybody could check', hint)


def declined_without_reason(case: Case) -> Iterator[Finding]:
    for action, item in case.actions:
        if action.status is Status.DECLINED and not says_something(action.reason):
            place, hint = _asked(item, "reason", "…", "why you decided so", beside="status")
            hint += "; when the same happens again, it will be asked for"
            yield case.at(place, Problem.DECLINED_WITHOUT_REASON, "declined, and nobody says why", hint)


def done_without_evidence(case: Case) -> Iterator[Finding]:
    for action, item in case.actions:
        is_told = item.keys is not None and item.keys.holds("closed")  # what is no day there is RK107
        if action.status is Status.DONE and not is_told and not _has_ticket(action):
            place, hint = _asked(item, "closed", "YYYY-MM-DD", "the day on which it was done", beside="status")
            hint += "; or a `ticket:` that shows it"
            yield case.at(place, Problem.DONE_WITHOUT_EVIDENCE, "done, and nothing shows when", hint)


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
