"""What a report's own front matter says: under our names, which settles it, or under names of its own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from retrokit.adopt.action_lines import read_action
from retrokit.adopt.facts import Fact
from retrokit.adopt.fields import Reading
from retrokit.adopt.knowledge import Knowledge
from retrokit.adopt.sections import heading_key
from retrokit.adopt.services import stated_services
from retrokit.adopt.standing import standing_of
from retrokit.adoption import FoundAction
from retrokit.days import find_days
from retrokit.keys import DAY_KEYS, Reader, sentence
from retrokit.markdown import Inline
from retrokit.vocabulary import Names, Status
from retrokit.yamltree import Entry, Node, Scalar
from retrokit.yamltree import Mapping as MappingNode
from retrokit.yamltree import Sequence as SequenceNode


@dataclass(frozen=True, slots=True)
class Stated:
    """What front matter holds.

    Args:
        settled: our keys that have a value, or are said to have none.
        empty: our keys that stand there without a value, with their entry.
        title: under any name.
        title_entry: where that stands.
        day: under any name that says when the incident was.
        unreadable_day: the entry of a `date` that no reader of ours reads, though a person does.
        severity: under another name than ours.
        services: under another name than ours.
        causes: under another name than ours.
        actions: under another name than ours; None where there is none.
    """

    settled: frozenset[str] = frozenset()
    empty: Mapping[str, Entry] | None = None
    title: str = ""
    title_entry: Entry | None = None
    day: date | None = None
    unreadable_day: Entry | None = None
    severity: str = ""
    services: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    actions: tuple[FoundAction, ...] | None = None


OURS = ("title", "date", "severity", "status", "services", "causes", "actions")


def read_stated(path: str, entries: Mapping[str, Entry], fields: Names, knowledge: Knowledge) -> Stated:
    """What the entries of a front matter say; `fields` are the history's own names for our keys."""
    reader = Reader(path, entries, fields)
    ours = {key: entry for key in OURS if (entry := reader.entry(key))}
    settled = {key for key, entry in ours.items() if not _is_blank(entry.value)}
    day = next((day for key in DAY_KEYS if (day := reader.day(key))), None)
    unreadable = ours.get("date") if "date" in settled and day is None else None
    if unreadable is not None:
        settled.discard("date")
    others: dict[str, Entry] = {}
    for name, entry in entries.items():
        if (kind := _kind(name, knowledge)) and kind not in settled and not _is_blank(entry.value):
            others.setdefault(kind, entry)
    known = [day.day for day in find_days(path.rpartition("/")[2])]
    theirs = [Fact("date", _text(others["date"].value), 0)] if "date" in others else []
    days = [
        day.near(known)
        for day in find_days(theirs[0].value if theirs else _text(unreadable.value) if unreadable else "")
    ]
    reading = Reading(knowledge.standings, knowledge.columns, day.year if day else days[0].day.year if days else None)
    return Stated(
        frozenset(settled | ({"date"} if day else set())),
        {key: entry for key, entry in ours.items() if key not in settled and entry is not unreadable},
        reader.text("title"),
        ours.get("title"),
        day or (days[0].day if days else None),
        unreadable,
        _text(others["severity"].value) if "severity" in others else "",
        tuple(_services(others["services"].value)) if "services" in others else (),
        tuple(_sentences(others["causes"].value)) if "causes" in others else (),
        tuple(_actions(others["actions"].value, reading)) if "actions" in others else None,
    )


def _is_blank(node: Node) -> bool:
    """Whether nothing is said: an empty list does say something."""
    return isinstance(node, Scalar) and not (node.text or "").strip()


def _kind(name: str, knowledge: Knowledge) -> str:
    """Which of our keys a key of another system holds, empty if none."""
    key = heading_key(name.replace("_", " "))
    for kind in ("date", "severity", "services"):
        if key in knowledge.facts[kind] and key not in _NO_FACTS:
            return kind
    kind = knowledge.sections.exact.get(key, "")
    return kind if kind in ("causes", "actions") and key not in _NO_FACTS else ""


_NO_FACTS = frozenset(
    {
        "when",
        "time",
        "day",
        "from",
        "where",
        "level",
        "analysis",
        "problem",
        "the problem",
        "findings",
        "plan",
        "tasks",
        "why",
        "factors",
        "diagnosis",
    }
)
"""Names that say too little of a key of front matter."""


def _text(node: Node) -> str:
    return (
        (sentence(node) or "")
        if not isinstance(node, SequenceNode)
        else ", ".join(filter(None, map(sentence, node.items)))
    )


def _sentences(node: Node) -> Iterator[str]:
    for item in node.items if isinstance(node, SequenceNode) else (node,):
        if isinstance(item, MappingNode) and len(item.entries) > 1:
            text = next(
                (
                    _text(e.value)
                    for name, e in item.entries.items()
                    if name.casefold() in ("summary", "title", "description", "cause")
                ),
                "",
            )
        else:
            text = _text(item)
        if text and text.casefold() not in ("none", "unknown", "tbd", "n/a"):
            yield text


def _services(node: Node) -> Sequence[str]:
    if isinstance(node, SequenceNode):
        return [text for item in node.items if (text := _text(item))]
    return stated_services([Fact("services", _text(node), 0)], frozenset({"services"}))


def _actions(node: Node, reading: Reading) -> Iterator[FoundAction]:
    for item in node.items if isinstance(node, SequenceNode) else (node,):
        if isinstance(item, MappingNode) and len(item.entries) > 1:
            held = {
                reading.facts.get(heading_key(name.replace("_", " ")), ""): _text(e.value)
                for name, e in item.entries.items()
            }
            if title := held.get("action", ""):
                days = find_days(held.get("due", ""), year=reading.year)
                status = standing_of(held.get("status", ""), reading.standings) or Status.UNKNOWN
                due = days[0].day if days else None
                yield FoundAction(
                    title,
                    0,
                    held.get("owner", ""),
                    due,
                    status,
                    held.get("ticket", ""),
                    held.get("type", ""),
                    confidence=1.0,
                )
        elif (text := _text(item)) and not reading.standings["none"].fullmatch(text.casefold()):
            yield read_action(Inline((text,)), 0, reading)
