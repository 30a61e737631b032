"""The parts of a report: which block belongs to which part, and what a part of that name holds."""

import functools
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from retrokit.markdown import Block, Inline, Kind


class Names(NamedTuple):
    """What a part holds, by its heading as it is compared: exactly so, or by a pattern."""

    exact: Mapping[str, str]
    like: Sequence[tuple[str, re.Pattern[str]]] = ()


def read_names(text: str) -> Names:
    """The names of `sections.toml`; the first kind that claims one has it."""
    data = tomllib.loads(text)
    exact: dict[str, str] = {}
    for kind, phrases in data["names"].items():
        for phrase in re.split(r"[|\n]", phrases):
            if key := heading_key(phrase):
                exact.setdefault(key, kind)
    return Names(exact, [(kind, re.compile(pattern.strip())) for kind, pattern in data["like"].items()])


@functools.lru_cache(8192)
def heading_key(title: str) -> str:
    """A heading as it is compared: `2. Root-Cause(s):` is `root cause s`."""
    folded = unicodedata.normalize("NFKD", title.casefold().replace("ß", "ss"))
    folded = unicodedata.normalize("NFC", "".join(c for c in folded if not "\u0300" <= c <= "\u036f"))
    words = re.findall(r"[^\W_]+", re.sub(r"[’']", " ", folded))
    while len(words) > 1 and words[0].isdigit() and words[1] not in _COUNTED:
        del words[0]
    return " ".join(words)


_COUNTED = ("whys", "why", "warum", "pourquoi", "porques")


def kind_of(title: str, names: Names) -> str:
    """What a part with this heading holds, empty if nobody knows."""
    key = heading_key(title)
    if not key or len(key) > MOST_HEADING or _TIMED.match(title):
        return ""
    if kind := names.exact.get(key):
        return kind
    if kind := next((kind for kind, pattern in names.like if pattern.fullmatch(key)), ""):
        return kind
    words = key.split()
    spans = [(" ".join(words[i:j]), i, j) for i in range(len(words)) for j in range(i + 1, len(words) + 1)]
    known = [(j == len(words), i == 0, len(span), names.exact[span]) for span, i, j in spans if span in names.exact]
    if not known and not key.isascii():  # Japanese and Chinese go without spaces
        known = [
            (key.endswith(n), key.startswith(n), len(n), kind)
            for n, kind in names.exact.items()
            if len(n) > 1 and n in key and not n.isascii()
        ]
    return max(known)[3] if known else ""


_TIMED = re.compile(r"\W*(?:\d{1,2}[:.h]\d\d|\d{4}-\d\d-\d\d|\d{1,2}\s?[ap]m\b)", re.IGNORECASE)
"""An entry of a timeline, whatever happened then."""

MOST_HEADING = 80
"""Characters: what is longer is no name of a part but a sentence."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report.

    Args:
        title: its heading.
        kind: what it holds; empty where its name does not say.
        parent: the part that it is in.
        named: whether it has a heading of its own, and not a name in bold at the beginning of its text.
    """

    title: str
    kind: str
    parent: "Section | None" = None
    named: bool = True

    @property
    def path(self) -> tuple["Section", ...]:
        """From the outermost to this one."""
        return (*(self.parent.path if self.parent else ()), self)

    @property
    def holds(self) -> str:
        """What it holds, or what the nearest part around it does that says so."""
        return self.kind or (self.parent.holds if self.parent else "")

    @property
    def states_causes(self) -> bool:
        """Whether the report says that its causes stand here."""
        return self.holds in ("causes", "whys")


WHOLE = Section("", "")
"""What stands before the first heading."""


class Passage(NamedTuple):
    """A block with the part that it is in; its name in bold, if it begins the part, is taken off its text."""

    block: Block
    section: Section


class _Open(NamedTuple):
    """A part that goes on. `list`: the list whose item's bold name opened it; `is_headed`: whether that item has no text of its own."""

    rank: int
    section: Section
    list: int = 0
    is_headed: bool = True


_KEY_RANK = 7
_BEHIND_KEY = re.compile(r"\s*[:：]?\s*")
_MARKED = re.compile(r"\s*(?:[■◆●○◎□▼▶▪★☆【〔#＃]|[A-Z][A-Z &/]{3,40}$|.{2,40}[:：]$|\d{1,2}[.)、．])")
"""A line that is a heading to its author, with the text on the next one."""

_PLAIN_KEY = re.compile(r"([^\W\d][^:：|.!?`]{1,50}?)\s*[:：](?!//)\s*", re.UNICODE)


def read_passages(blocks: Sequence[Block], names: Names) -> list[Passage]:
    """Every block that is no heading, in its part. A bold name opens a part as a heading does."""
    return list(_passages(blocks, names))


def _passages(blocks: Sequence[Block], names: Names) -> Iterator[Passage]:
    stack: list[_Open] = []
    for number, block in enumerate(blocks):
        level = _heading_level(block, blocks[number + 1] if number + 1 < len(blocks) else None, names)
        if level:
            title, rest = _split_callout(block)
            _close(stack, level)
            stack.append(_Open(level, _section(title, stack, names, is_title=number == 0)))
            if rest.lines:
                yield Passage(replace(block, inline=rest), stack[-1].section)
            continue
        while stack and stack[-1].rank >= _KEY_RANK and _ends(stack[-1], block):
            stack.pop()
        key, rest = _named_part(block, names)
        if key:
            _close(stack, _KEY_RANK + block.level)
            is_headed = not rest.lines
            section = replace(_section(key, stack, names), named=is_headed)
            stack.append(
                _Open(_KEY_RANK + block.level, section, block.list if block.kind is Kind.ITEM else 0, is_headed)
            )
            block = replace(block, inline=rest)
        if block.inline.lines or block.cells:
            yield Passage(block, stack[-1].section if stack else WHOLE)


def _close(stack: list[_Open], rank: int) -> None:
    while stack and stack[-1].rank >= rank:
        stack.pop()


PLAIN_LEVEL = 6


def _heading_level(block: Block, following: Block | None, names: Names) -> int:
    """The level of a heading, also of one without marks: a known name alone in a line, numbered or not; 0 for what is none."""
    if block.kind is Kind.HEADING:
        return block.level
    if block.kind is Kind.PARAGRAPH and _CALLOUT.match(block.inline.lines[0] if block.inline.lines else ""):
        return PLAIN_LEVEL
    stands_alone = (
        len(block.inline.lines) == 1 and not block.inline.lead and block.level <= 1 and block.kind is not Kind.ROW
    )
    if not stands_alone or heading_key(block.inline.text) not in names.exact or following is None:
        return 0
    is_in_a_list = block.kind is Kind.ITEM and following.kind is Kind.ITEM and following.list == block.list
    return 0 if is_in_a_list else PLAIN_LEVEL


def _ends(opened: _Open, block: Block) -> bool:
    """Whether a part that a bold name opened ends before this block: at the next item of its list, and at text outside of a list if it
    had its say in the item itself."""
    level = opened.rank - _KEY_RANK
    if block.kind is Kind.ITEM:
        return (opened.list != 0 and block.list == opened.list) or 0 < block.level < level
    return not opened.is_headed and opened.list != 0 and block.level < level


def _split_callout(block: Block) -> tuple[str, Inline]:
    """The title of a heading, and the text of a callout that begins right beneath its first line."""
    lines = block.inline.lines
    if block.kind is not Kind.HEADING and len(lines) > 1:
        return lines[0], replace(block.inline, lines=lines[1:])
    return block.inline.text, Inline()


_CALLOUT = re.compile(r"\[!(\w+)\][+-]?(?:\s+|$)")
"""The first line of a callout, as GitHub and note takers write it: `[!todo] Loose ends`."""

_CALLOUTS = {"todo": "actions", "bug": "causes", "failure": "impact", "danger": "impact", "success": "well"}


def _section(title: str, stack: Sequence[_Open], names: Names, is_title: bool = False) -> Section:
    callout = _CALLOUT.match(title)
    title = title[callout.end() :] if callout else title
    kind = "" if is_title and len(heading_key(title)) > len("root cause analysis") else kind_of(title, names)
    kind = kind or (_CALLOUTS.get(callout[1].casefold(), "") if callout else "")
    return Section(title.rstrip(" :："), kind, stack[-1].section if stack else None)


def _named_part(block: Block, names: Names) -> tuple[str, Inline]:
    """The name that opens a part at the beginning of a block, and the rest of its text; no name for ordinary text."""
    inline = block.inline
    if block.kind is Kind.ROW or not inline.lines:
        return "", inline
    if inline.lead:
        name = inline.lead.rstrip(" :：")
        rest = _without(inline, inline.lead)
        if kind_of(name, names) or (not rest.lines and block.kind is Kind.PARAGRAPH and len(name) <= MOST_HEADING):
            return name, rest
        return "", inline
    first = inline.lines[0]
    if len(inline.lines) > 1 and _MARKED.match(first) and heading_key(first) in names.exact:
        return first, replace(inline, lines=inline.lines[1:])
    key = _PLAIN_KEY.match(first)
    if key and heading_key(key[1]) in names.exact:
        return key[1], _without(inline, key[0])
    return "", inline


def _without(inline: Inline, front: str) -> Inline:
    """The text after its name and the colon behind it."""
    if inline.lines[0].startswith(front):
        left, others = inline.lines[0].removeprefix(front), inline.lines[1:]
    else:  # a name that is broken over two lines
        left, others = inline.text.removeprefix(front), ()
    behind = _BEHIND_KEY.match(left)
    lines = (left[behind.end() :] if behind else left, *others)
    return replace(inline, lines=tuple(line for line in lines if line), lead="")
