"""Lines of a template that ask its reader for something: those of a team's own one, and how any is told that was left in a report."""

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from retrokit.rules.action_words import begins
from retrokit.rules.wording import has_phrase, phrases, words

FEWEST_WORDS = 3

MOST_OF_A_LABEL = 3
"""A label before a colon has no more words than this: `Root cause: TBD`."""

MOST_OF_A_QUESTION = 6
"""What a list item orders to answer has no more words than this: `Explain how it was detected`."""

OUR_TITLES = frozenset(["What people noticed, in one line", "What was noticed, in one line"])
"""The titles of our own templates."""

MARKS = ("TODO", "TBD", "TBA", "FIXME", "XXX")
LEFT_OPEN = frozenset(["tbd", "tba", "tbc", "to be determined", "to be confirmed", "to be written", "to be added", "to be completed", "to be filled", "to be filled in", "to be defined", "to be provided"])  # fmt: skip
LEFT = LEFT_OPEN | {"todo", "fixme", "xxx", "to be done", "placeholder", "coming soon"}
"""In a table some of them are answers: an action's state is `TODO`."""
TIMES = ("YYYY-MM-DD", "YYYY/MM/DD", "DD/MM/YYYY", "DD.MM.YYYY", "HH:MM:SS", "HH:MM")
ZONES = ("UTC", "GMT", "CET", "CEST", "PST", "PDT", "EST", "EDT", "Z")
NAMES_OF_REPORTS = frozenset(["incident", "postmortem", "post-mortem", "report", "outage", "date"])
REPORTS_OF_SPEECH = frozenset(["status", "state", "said", "says", "read", "reads", "showed", "shows"])
"""At the end of a label: what follows is a word that was read somewhere, or a state."""

ORDERS = frozenset(["describe", "explain", "summarize", "summarise", "outline", "list", "provide", "include", "write", "give", "state"])  # fmt: skip
ASKING = frozenset(["what", "when", "who", "how", "why", "which", "where"])
PREAMBLES = phrases("in this section, use this section to, this section should, in your own words, in one sentence, please, briefly, here, also")  # fmt: skip
QUALITIES = frozenset(["a", "an", "the", "any", "all", "brief", "short", "detailed", "concise", "complete", "full", "clear", "high-level", "quick"])  # fmt: skip
PARTS = phrases("""
    incident, outage, events, event, sequence of events, timeline, impact, customer impact, user impact, root cause, root causes, causes, cause,
    contributing factors, trigger, summary, description, overview, account, explanation, background, problem, issue, detection, mitigation, resolution,
    recovery, lessons, lessons learned, action items, follow-up actions, steps taken, steps to reproduce, key events
""")
AFTER_PART = frozenset(["of", "in", "on", "from", "with", "including", "and", "for", "to", "as", "that", "here", "below", "briefly", "using", "by", "so", "what", "how", "who"])  # fmt: skip
AFTER_PART_OF_ITEM = phrases(
    "here, below, briefly, in detail, of the incident, of events, of the events, of the outage, of what happened"
)
QUESTIONS_OF_ITEM = phrases("what happened, what went wrong, what went well, what was the impact, why it happened, how it happened, how it was detected, how it was noticed")  # fmt: skip
FILLED_IN = frozenset(["insert", "describe", "explain", "summarize", "summarise", "fill", "briefly", "placeholder"])
ADDED = frozenset(["add", "write", "put", "list", "include", "provide", "name", "link", "enter"])
IN_BRACKETS = FILLED_IN | ADDED | ASKING | {"your", "brief", "short"}
BRACKETS = {"[": "]", "<": ">", "{": "}", "(": ")"}
GENERAL = ASKING | frozenset(words("""
    happened happen noticed notice was were is are be been did do does it this that the a an we us you our there went go well wrong got get lucky luck
    impact cause causes root detected customers users affected incident outage problem long many much resolved fixed mitigated could have better
    next time learn learned start started begin began end ended of in for by to and or involved responded prevent again from happening surprised
    tell told first find found out know knew any
"""))  # fmt: skip
"""The words of questions that can be put to every incident."""

_BEGINS_ORDER = ORDERS.union(preamble.split()[0] for preamble in PREAMBLES)
_DECORATION = " \t*_~"
_CODE = "\u00b7"
_NOTES = tuple(f"{mark}:" for mark in MARKS)
_INSIDE = ("insert", "enter", "fill", "name", "link", "describe", "add", "your")


class Prompt(NamedTuple):
    """What asks for something: the characters before it, and its text."""

    start: int
    text: str


class _Slot(NamedTuple):
    """A place for an answer: a line, a list item, a cell of a table, or what follows a label."""

    start: int
    text: str
    is_item: bool = False
    is_cell: bool = False


def prompts_in(template: str) -> Iterator[str]:
    """Questions, what stands in brackets or italics, and sentences that begin like an order; with single spaces, as in the report.

    The title, too: with the template's own one a report has none.
    """
    for line in _comments().sub("", template).splitlines():
        text = " ".join(line.split())
        if text.startswith("title: "):
            yield text.removeprefix("title: ").strip("\"'") or text
            continue
        bare = text.lstrip("-*+>0123456789.) ").strip()
        told = words(bare)
        if len(bare.split()) < FEWEST_WORDS or text.startswith(("#", "|")) or text.endswith(":"):
            continue
        is_enclosed = bare[0] in "<[{(_*" and bare[-1] in ">]})_*"
        is_order = bool(told) and told[0] in ORDERS | FILLED_IN | ADDED | ASKING | {"please", "use", "note"}
        if bare.endswith(("?", "…", "...")) or is_enclosed or is_order:
            yield text


def prompt_in(line: str) -> Prompt | None:
    """What stands in a line instead of an answer to it; None if it is text like any other."""
    text = _code().sub(lambda found: _CODE * len(found[0]), line) if "`" in line else line
    for slot in _slots(text):
        if slot.text and _is_left(slot):
            return Prompt(slot.start, line[slot.start : slot.start + len(slot.text)])
    low = text.casefold()
    may_ask = any(mark in text for mark in MARKS) or any(
        f"{opening}{word}" in low for opening in "<[" for word in _INSIDE
    )
    inside = _inside().search(text) if may_ask else None
    start = low.find("lorem ipsum")
    if inside:
        return Prompt(inside.start(), inside[0])
    return Prompt(start, line[start:].strip()) if start >= 0 else None


def is_question(line: str) -> bool:
    """Whether a line in italics or bold asks what may be asked of every incident: it is a heading if its answer follows."""
    text = line.strip().removeprefix("- ").removeprefix("* ")
    if text[:1] not in ("_", "*") or text[-1:] != text[:1] or not text.rstrip(_DECORATION).endswith("?"):
        return False
    told = words(text)
    return told[:1] != [] and told[0] in ASKING and GENERAL.issuperset(told)


def _slots(text: str) -> Iterator[_Slot]:
    if text.lstrip().startswith("|"):
        start = 0
        for cell in text.split("|"):
            bare = cell.strip(_DECORATION)
            yield _Slot(start + cell.find(bare), bare, is_cell=True)
            start += len(cell) + 1
        return
    bare, is_item = text.lstrip(" \t>#*_~"), text.lstrip(" \t>").startswith(("- ", "* ", "+ "))
    number = bare.split(" ", 1)[0]
    if number[:-1].isdigit() and number[-1:] in (".", ")"):
        bare, is_item = bare[len(number) :], True
    bare = bare.lstrip(" \t*_~+-")
    for box in ("[ ]", "[x]", "[X]"):
        bare = bare.removeprefix(box).lstrip(_DECORATION)
    slot = _Slot(len(text) - len(bare), bare.rstrip(_DECORATION), is_item)
    yield slot
    if ":" not in slot.text:
        return
    label, _, value = slot.text.partition(":")
    while value and value.lstrip("*_")[:1] not in (" ", "\t"):
        more, _, value = value.partition(":")
        label += f":{more}"
    value = value.lstrip(_DECORATION)
    told = words(label) if value else []
    if 0 < len(told) <= MOST_OF_A_LABEL and told[-1] not in REPORTS_OF_SPEECH:
        yield _Slot(slot.start + len(slot.text) - len(value), value, is_item=True)


def _is_left(slot: _Slot) -> bool:
    text = slot.text
    bare = text.strip(" .!:").casefold()
    is_mark = bare in (LEFT_OPEN if slot.is_cell else LEFT) or (text.startswith("???") and not text.strip("?"))
    is_note = not slot.is_cell and text.startswith(_NOTES)
    return is_mark or is_note or _is_time(text) or _is_enclosed(text) or _is_order(text, slot.is_item or slot.is_cell)


def _is_time(text: str) -> bool:
    """`YYYY-MM-DD HH:MM UTC`, alone or before what is told of that time; not in a sentence about such texts."""
    if not any(time in text.upper() for time in TIMES):
        return False
    rest = text.strip("<>[]() ")
    while words(rest)[0] in NAMES_OF_REPORTS:
        rest = rest[rest.casefold().find(words(rest)[0]) + len(words(rest)[0]) :].lstrip(" \t:-")
    before = rest
    marks: tuple[str, ...] = TIMES
    while found := next((mark for mark in marks if rest.upper().startswith(mark)), ""):
        rest, marks = rest[len(found) :].lstrip(" \t*_T"), (*TIMES, *ZONES)
    return rest is not before and (not rest or rest[0] in ":-\u2013\u2014|[<…")


def _is_enclosed(text: str) -> bool:
    """Whether all of a text is in brackets, and asks for something."""
    inner = text[1:-1].strip()
    if BRACKETS.get(text[0]) != text[-1]:
        return False
    if text.startswith("{{"):
        told = words(inner)
        return len(told) <= MOST_OF_A_LABEL and frozenset("<%(|.#/").isdisjoint(inner)
    told = words(inner)
    if not told or not frozenset("[]<>{}()").isdisjoint(inner):
        return False
    if " ".join(told) in LEFT:
        return True
    is_about_report = "here" in told or bool(has_phrase(told, PARTS))
    if text[0] == "(":
        return told[0] in FILLED_IN or (told[0] in ADDED and is_about_report)
    return len(told) > 1 and (told[0] in IN_BRACKETS or told[-1] == "here")


def _is_order(text: str, is_item: bool) -> bool:
    """Whether it orders to tell a part of the report. In a list it has to be all that is said: `Explain the limit` is an action."""
    if not text[0].isupper() or text.split(" ", 1)[0].rstrip(",").casefold() not in _BEGINS_ORDER:
        return False
    told = words(text)
    while preamble := begins(told, PREAMBLES):
        told = told[preamble.count(" ") + 1 :]
    if not told or told[0] not in ORDERS:
        return False
    rest = told[1:]
    if rest[:1] == ["here"] or (not is_item and rest and rest[0] in ASKING):
        return True
    if is_item and begins(rest, QUESTIONS_OF_ITEM):
        return len(rest) <= MOST_OF_A_QUESTION
    while rest and rest[0] in QUALITIES:
        rest = rest[1:]
    part = next((part for part in sorted(PARTS, key=len, reverse=True) if begins(rest, (part,))), "")
    after = rest[part.count(" ") + 1 :]
    if is_item:
        return bool(part) and (not after or " ".join(after) in AFTER_PART_OF_ITEM)
    return bool(part) and (not after or after[0] in AFTER_PART)


@functools.cache
def _comments() -> re.Pattern[str]:
    return re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


@functools.cache
def _code() -> re.Pattern[str]:
    return re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")


@functools.cache
def _inside() -> re.Pattern[str]:
    """What is left within a text: requests in brackets that are no link, and marks in brackets or at the beginning of a sentence."""
    return re.compile(
        r"""(?x)
          (?<![\]!\\]) [<\[] (?i:insert | enter | fill\s+in | name\s+of | link\s+to | describe\s+(?:what|how|why|the) | add\s+(?:the|an?|your|link))
            \b [^<>\[\]{}\n]{2,} [>\]] (?![(\[:])
        | < (?i:your) \b [^<>\n]{2,} >
        | [(\[] (?:TODO|TBD|TBA|FIXME|XXX) (?: [)\]] (?![(\[]) | : )
        | (?<=[.!?]\s) (?:TODO|TBD|TBA|FIXME|XXX):
        """
    )
