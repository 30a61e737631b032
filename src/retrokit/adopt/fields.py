"""The fields of an action: who has it, when it is due, where it stands, and how each is told from other words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from retrokit.adopt.sections import heading_key
from retrokit.adopt.standing import Standings, standing_of
from retrokit.adopt.tickets import BRACKET_AT_END
from retrokit.adoption import FoundAction
from retrokit.days import find_days
from retrokit.vocabulary import Status


@dataclass(frozen=True, slots=True)
class Reading:
    """What the fields of an action are read with.

    Args:
        standings: the marks of where an action stands.
        facts: a label, as headings are compared -> what stands under it: `owner`, `due`, `status`, `ticket`, `type`, `action`.
        year: of the incident, for days without one.
        day_first: whether the report writes the day before the month; None where nobody knows.
    """

    standings: Standings
    facts: Mapping[str, str]
    year: int | None = None
    day_first: bool | None = None


_PERSON = r"(?:[^\W\d_a-z][\w.'’-]*)(?:\s+(?:[^\W\d_a-z][\w.'’-]*|van|von|de|der|di|da|bin|la|team|Team)){0,3}"
NAME = re.compile(
    rf"{_PERSON}(?:\s+(?:and|und|et|en|och|og|e|y|&|\+)\s+{_PERSON})?|[a-z][\w-]*(?:-oncall| team)|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{{1,8}}",
    re.UNICODE,
)
_NOBODY = re.compile(
    r"(?:nobody|no one|none|n/a|unassigned|unowned|tbd|tbc|open$|help wanted|not assigned|niemand|noch offen|personne|nadie|ninguém|nessuno|未定|なし|无|미정)\b",
    re.IGNORECASE,
)
LOWER_NAME = re.compile(r"[a-z][a-z-]{1,14}")
SEPARATED = re.compile(r"\s+(?:--?-?|–|—|\||→|->|=>|//)\s+|\s*[;；]\s+")


def with_field(found: FoundAction, kind: str, value: str, reading: Reading) -> FoundAction:
    """An action with a field of that kind (`owner`, `due`, `status`, `ticket`); what it has already stays, and so does what is no value."""
    value = value.strip(" *_`")
    if not re.search(r"[^\W_]", value) or reading.standings["unfilled"].fullmatch(value.casefold()):
        return found
    if kind == "owner" and not found.owner:
        return found if _NOBODY.match(value) else replace(found, owner=value)
    if kind == "ticket" and not found.ticket:
        return replace(found, ticket=value)
    said = standing_of(value, reading.standings) if kind in ("due", "status") else None
    if (
        kind == "due"
        and found.due is None
        and said is not Status.DONE
        and (days := find_days(value, year=reading.year, day_first=reading.day_first))
    ):
        found = replace(found, due=days[0].day)
    return replace(found, status=said) if said and found.status is Status.UNKNOWN else found


def ends_with_name(title: str) -> bool:
    """Whether what stands last, behind a dash or in brackets, may be somebody's name."""
    bracket, parts = BRACKET_AT_END.search(title), SEPARATED.split(title)
    last = bracket[1] if bracket else parts[-1] if len(parts) > 1 else ""
    return bool(NAME.fullmatch(last) or LOWER_NAME.fullmatch(last))


def labelled(line: str, reading: Reading) -> tuple[str, str]:
    """What field a line states and what it says of it: `Owner: mira`; empty for any other line."""
    label, colon, value = re.sub(r"^[\s*_•·-]+", "", line).partition("：" if "：" in line[:MOST_LABEL] else ":")
    kind = reading.facts.get(heading_key(label), "") if colon and len(label) <= MOST_LABEL else ""
    return (kind, value.strip(" :*_.")) if kind else ("", "")


MOST_LABEL = 30


def says(text: str, what: str, reading: Reading) -> bool:
    """Whether a whole text is one of the phrases, with an explanation behind a stop at most."""
    plain = text.casefold().strip(" .!_*-–—()")
    found = reading.standings[what].match(plain)
    return found is not None and (found.end() == len(plain) or plain[found.end()] in ".,;:(–—-")


def is_empty(text: str, reading: Reading) -> bool:
    """Whether a text says nothing: a placeholder, or that there is nothing."""
    plain = text.strip()
    return (
        not re.search(r"[^\W_]", plain)
        or says(plain, "none", reading)
        or (says(plain, "unfilled", reading) and len(plain) < MOST_LABEL)
        or bool(_PLACEHOLDER.fullmatch(plain))
    )


_PLACEHOLDER = re.compile(
    r"(?:action|item|task|aktion|maßnahme|acción|ação)(?: item)? ?(?:\d+|[a-c])\b.{0,40}|lorem ipsum.*|<[^<>]*>|\[[^\[\]]*\]|\{\{?[^{}]*\}?\}|_[^_]*_|\(?(?:e\.g\.|example)[:.]?.*",
    re.IGNORECASE,
)
