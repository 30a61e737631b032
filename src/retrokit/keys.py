"""The keys of one file's front matter under our names, whatever the history calls them."""

import functools
import re
from collections.abc import Iterable
from collections.abc import Mapping as MappingOf
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from retrokit.model import Finding
from retrokit.vocabulary import FIRST_YEAR, ActionType, Names, Problem, Status
from retrokit.yamltree import Entry, Mapping, Node, Scalar, Sequence

ALSO_OURS: Names = {
    "causes": ("causes", "contributing_factors"),
    "decision": ("decision", "reason", "no_actions_reason", "actions_reason"),
}
"""Keys of ours that have a second name, with all of their names."""
_ISO_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[ T]\d\d?:\d\d")  # whatever follows: `2026-03-14 10:00 UTC` has one meaning

OTHERS_CALL_IT = {
    "title": "headline incident_title name",
    "date": "incident_date date_of_incident occurred occurred_on occurred_at",
    "started": "started_at start_time incident_start start",
    "detected": "detected_at detection_time time_detected",
    "mitigated": "mitigated_at mitigation_time",
    "resolved": "resolved_at resolution_time end_time",
    "severity": "sev incident_severity priority",
    "services": "service affected_services components component systems",
    "trigger": "triggered_by",
    "causes": "cause root_cause root_causes rca",
    "customer_impact": "user_impact impact",
    "actions": "action_items follow_ups followups remediation remediations todos",
    "learned": "lessons lessons_learned learnings",
}
"""Our keys of a postmortem and what other histories call them, as keys are compared; the likeliest first."""

OTHERS_CALL_IT_IN_ACTIONS = {
    "title": "action item task summary description name what",
    "type": "category kind",
    "owner": "assignee assigned_to responsible dri who",
    "due": "due_date due_by due_on deadline target_date",
    "status": "state",
    "opened": "opened_at created created_at created_on",
    "closed": "closed_at closed_on completed completed_at completed_on done_on",
    "ticket": "issue link url jira tracking",
}
"""The same for the keys of an action."""


_Word = TypeVar("_Word", bound=StrEnum)


class Reader:
    """The keys of one mapping under our names, and the findings made on the way."""

    def __init__(
        self, path: str, entries: MappingOf[str, Entry], names: Names, findings: list[Finding] | None = None
    ) -> None:
        self.path = path
        self.entries: dict[str, Entry] = {}
        self.names = names
        self.findings: list[Finding] = [] if findings is None else findings
        for name, entry in entries.items():
            first = self.entries.setdefault(_key(name), entry)
            if first is not entry:
                message = f"key `{name}` is `{first.key.text}` of line {first.key.line} again, and is not read"
                self.find(entry.key, Problem.DUPLICATE_KEY, message, "keep one of them")

    def within(self, entries: MappingOf[str, Entry], names: Names) -> "Reader":
        return Reader(self.path, entries, names, self.findings)

    def find(self, node: Node, problem: Problem, message: str, hint: str = "") -> None:
        self.findings.append(Finding(self.path, node.line, node.column, problem, message, hint))

    def entry(self, key: str) -> Entry | None:
        first = None
        for name in _spellings(self.names.get(key, ()), key):
            entry = self.entries.get(name)
            if entry is not None:
                if not _is_empty(entry.value):
                    return entry
                first = first or entry
        return first

    def holds(self, key: str) -> bool:
        """Whether anything is written there."""
        entry = self.entry(key)
        return entry is not None and not _is_empty(entry.value)

    def text(self, key: str) -> str:
        entry = self.entry(key)
        if entry is None:
            return ""
        if isinstance(entry.value, Scalar):
            return " ".join((entry.value.text or "").split())
        return ", ".join(self._flat(entry, entry.value))

    def texts(self, key: str) -> tuple[str, ...]:
        entry = self.entry(key)
        return () if entry is None else tuple(self._flat(entry, entry.value))

    def items(self, key: str) -> Iterable[tuple[Entry, Node]]:
        """Each item of a list, or the one value that stands in its place, with the entry that holds it."""
        entry = self.entry(key)
        if entry is not None and not _is_empty(entry.value):
            for node in entry.value.items if isinstance(entry.value, Sequence) else (entry.value,):
                yield entry, node

    def day(self, key: str) -> date | None:
        entry = self.entry(key)
        if entry is None or _is_empty(entry.value):
            return None
        text = entry.value.text if isinstance(entry.value, Scalar) else None
        try:
            text = (text or "").strip()
            return as_day(text)
        except ValueError as error:
            shown = f"`{entry.key.text}: {_short(text)}`" if text else f"`{entry.key.text}`"
            reason = f" ({error})" if text and re.fullmatch(r"\d{4}-\d\d-\d\d", text) else ""
            self.find(
                entry.value,
                Problem.BAD_DATE,
                f"{shown} is not a date{reason}",
                "write YYYY-MM-DD, or YYYY-MM-DDTHH:MM+01:00",
            )
            return None

    def word(self, key: str, known: MappingOf[str, _Word]) -> _Word | None:
        """One of a fixed set of words, by any of the spellings `known` for it."""
        entry, text = self.entry(key), self.text(key)
        if entry is None or not text:
            return None
        spelled = re.sub(r"[\s_]+", "-", text.strip().casefold())
        if spelled not in known:
            near = nearest_word(spelled, known)
            hint = (
                f"write `{known[near]}`, if that is meant"
                if near
                else f"one of {', '.join(dict.fromkeys(known.values()))}"
            )
            self.find(
                entry.value, Problem.UNKNOWN_VALUE, f"`{entry.key.text}: {_short(text)}` is not a known value", hint
            )
        return known.get(spelled)

    def _flat(self, entry: Entry, node: Node) -> Iterable[str]:
        for item in node.items if isinstance(node, Sequence) else (node,):
            text = sentence(item)
            if text is None:
                self.find(
                    item,
                    Problem.WRONG_TYPE,
                    f"`{entry.key.text}` holds a nested value where text belongs",
                    "write plain text",
                )
            elif text:
                yield text


ALIKE = 0.75
"""difflib's ratio from which a word is taken for a slip of another."""


def nearest_word(spelled: str, known: Iterable[str]) -> str:
    """The known word that may be meant; empty if none is near, or one is within the other: `undone` and `unresolved` are no slips."""
    import difflib

    words = list(known)
    near = [word for word in words if is_transposed(spelled, word)]
    near = near or difflib.get_close_matches(spelled, words, 1, ALIKE)
    return near[0] if near and near[0] not in spelled else ""


def is_transposed(spelled: str, word: str) -> bool:
    """Whether a word has the same letters in another order: `opne`."""
    return spelled != word and sorted(spelled) == sorted(word)


def as_day(text: str) -> date:
    """The day of `2026-03-14` or an ISO time.

    Raises:
        ValueError: it is none.
    """
    time = _ISO_TIME.match(text)
    day = date.fromisoformat(time[1]) if time else datetime.fromisoformat(text).date()
    if day.year < FIRST_YEAR:
        raise ValueError(f"no record is older than {FIRST_YEAR}")
    return day


def _is_empty(node: Node) -> bool:
    if isinstance(node, Scalar):
        return node.text is None
    return not (node.items if isinstance(node, Sequence) else node.entries)


@functools.lru_cache(4096)
def _spellings(theirs: tuple[str, ...], key: str) -> tuple[str, ...]:
    """The names of a key as they are compared, a history's own ones first."""
    return tuple(map(_key, (*theirs, *ALSO_OURS.get(key, (key,)))))


@functools.lru_cache(4096)  # the same few dozen keys, asked for in every report
def _key(name: str) -> str:
    """A key as it is compared: `Contributing Factors` is `contributing_factors`."""
    return re.sub(r"[\s-]+", "_", name.strip().casefold())


def by_spelling(words: MappingOf[_Word, str]) -> dict[str, _Word]:
    """Each spelling, of those that stand behind a word with spaces between them, with its word."""
    return {spelling: word for word, spellings in words.items() for spelling in spellings.split()}


STATUS_WORDS = by_spelling(
    {
        Status.OPEN: "open todo to-do new backlog planned pending not-started",
        Status.IN_PROGRESS: "in-progress doing started wip ongoing",
        Status.DONE: "done closed complete completed finished fixed resolved merged",
        Status.DECLINED: "declined wontfix won't-fix wont-do won't-do not-doing rejected cancelled canceled dropped",
        Status.UNKNOWN: "unknown",
    }
)
TYPE_WORDS = by_spelling(
    {
        ActionType.PREVENT: "prevent prevention preventive preventative",
        ActionType.MITIGATE: "mitigate mitigation mitigative",
        ActionType.DETECT: "detect detection detective",
        ActionType.PROCESS: "process",
    }
)


def sentence(node: Node) -> str | None:
    """A node as one line of text; None if it is nested. `- Cause: the disk was full` without quotes is text, too."""
    if isinstance(node, Scalar):
        return " ".join((node.text or "").split())
    if isinstance(node, Mapping) and len(node.entries) == 1:
        ((key, entry),) = node.entries.items()
        value = entry.value
        return f"{key}: {' '.join(value.text.split())}" if isinstance(value, Scalar) and value.text else None
    return None


def _short(text: str | None, most: int = 40) -> str:
    text = " ".join((text or "").split())
    return text if len(text) <= most else text[: most - 1] + "…"


_NONE = (
    r"(?:none|nothing|n/a|na|nil|-+|no(?:\s+(?:further|new|more|other|additional|corrective|follow-?up))*"
    r"(?:\s+(?:action(?:\s+items?)?s?|follow-?ups?|items?))?|not(?=\s+(?:needed|required|necessary|applicable|planned|yet)))"
    r"(?:\s+(?:is|are|was|were))?(?:\s+(?:needed|required|necessary|applicable|planned|taken|identified|yet|to\s+do))?"
)


@functools.cache
def _none_alone() -> re.Pattern[str]:
    rest = r"[.!]?(?:\s*[,;:.\u2013\u2014-](?:\s.*)?|\s*\(.*|\s+(?:because|since|as)\s.*)?"
    return re.compile(rf"{_NONE}{rest}|tb[dca]\.?|to-?do\.?", re.IGNORECASE)


@functools.cache
def _none_and_why() -> re.Pattern[str]:
    return re.compile(rf"\s*{_NONE}(?![\w-])[\s,;:.!(\u2013\u2014-]*(.*?)[\s)]*", re.IGNORECASE | re.DOTALL)


def says_none(text: str) -> bool:
    """Whether a text in the place of actions says that there are none: `none`, `No action needed, …`, `None (…)`."""
    return bool(_none_alone().fullmatch(text))


def why_none(text: str) -> str:
    """What such a text gives as the reason; the whole of any other."""
    found = _none_and_why().fullmatch(text)
    return (found[1] if found else text).strip()


DAY_KEYS = ("date", "started", "detected", "mitigated", "resolved")
"""Our keys that say when an incident was, the plainest first."""
