"""The actions of a report: in lists, tables, headings with an owner beneath, and prose, under whatever they are headed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from retrokit.adopt import action_lists, action_tables
from retrokit.adopt.action_lines import read_action
from retrokit.adopt.fields import Reading, is_empty, labelled, says, with_field
from retrokit.adopt.sections import Passage, Section, heading_key
from retrokit.adopt.sentences import split
from retrokit.adopt.tickets import ticket_of
from retrokit.adoption import FoundAction
from retrokit.markdown import Block, Inline, Kind


def find_actions(passages: Sequence[Passage], reading: Reading) -> tuple[FoundAction, ...] | None:
    """What a report decided on: empty where it says that there is nothing, None where it says nothing about it.

    Args:
        passages: of the body.
        reading: what the fields are read with.
    """
    under = [passage for passage in passages if passage.section.holds == "actions"]
    found = [action for part in _parts(under) for action in _of_part(part, reading)]
    if not found:  # a heading that nobody knows may stand above a list that gives itself away
        others = [passage for passage in passages if passage.section.holds in ("", "lessons", "meta")]
        found = [
            action for part in _parts(others) if _gives_itself_away(part, reading) for action in _of_part(part, reading)
        ]
    unique: dict[str, FoundAction] = {}
    for action in found:
        unique.setdefault(heading_key(action.title), action)
    if unique:
        return tuple(unique.values())
    return () if any(says(passage.block.inline.text, "none", reading) for passage in under) else None


def _parts(passages: Sequence[Passage]) -> Iterator[list[Passage]]:
    """The passages part by part."""
    return (list(part) for _, part in groupby(passages, key=lambda passage: passage.section))


def _of_part(part: Sequence[Passage], reading: Reading) -> Iterator[FoundAction]:
    """The actions of one part of a report, by the shape that it has."""
    section, blocks = part[0].section, [passage.block for passage in part]
    rows = [block for block in blocks if block.kind is Kind.ROW]
    items = [block for block in blocks if block.kind is Kind.ITEM]
    if rows:
        for _, table in groupby(rows, key=lambda row: row.header):
            yield from action_tables.of_tables(list(table), reading)
    if items and not (_is_an_action(section, reading) and _is_detail(items, reading)):
        yield from action_lists.of_lists(blocks, reading)
    elif not rows and _is_an_action(section, reading):
        yield from _of_heading(section, blocks, reading)
    elif not rows:
        alone = len(blocks) == 1
        for block in blocks:
            yield from _of_prose(block, reading, sentences=alone)


def _gives_itself_away(part: Sequence[Passage], reading: Reading) -> bool:
    """Whether what stands under a heading that says nothing reads like actions by its shape."""
    rows = [passage.block for passage in part if passage.block.kind is Kind.ROW]
    items = [passage.block for passage in part if passage.block.kind is Kind.ITEM]
    if part[0].section.holds in ("lessons", "meta") and not any(item.ticked is not None for item in items):
        return False
    if rows:
        return action_tables.looks_like_actions(rows, reading)
    if items:
        return action_lists.looks_like_actions(items, reading)
    return all(_of_lines(passage.block, reading) for passage in part)


def _is_an_action(section: Section, reading: Reading) -> bool:
    """Whether a heading among the actions is one, and not what several of them are about."""
    is_within = section.parent is not None and section.parent.holds == "actions"
    title = re.sub(r"^\s*[A-Z]{1,5}-\d+[:.]?\s*", "", section.title)
    return section.kind == "" and is_within and section.named and len(title.split()) >= SEVERAL_WORDS


SEVERAL_WORDS = 3


def _is_detail(items: Sequence[Block], reading: Reading) -> bool:
    """Whether a list beneath a heading only has fields of it: `- Owner: mira`."""
    return all(labelled(item.inline.text, reading)[0] for item in items)


def _of_heading(section: Section, blocks: Sequence[Block], reading: Reading) -> Iterator[FoundAction]:
    """An action that is a heading, with its owner, its day and its ticket in the lines beneath."""
    title = re.sub(r"^(?:\d+|[A-Z])[.)]\s*", "", section.title)
    found = read_action(Inline((title,)), blocks[0].line, reading)
    for block in blocks:
        found = action_lists.with_detail(found, block, reading)
    yield found


_NUMBERED = re.compile(r"\s*(?:[(（]\d{1,2}[)）]|[①-⑳]|\d{1,2}[.)、]|[・•▪‣–])\s*")
"""What lines of a paragraph begin with that are a list to everybody but Markdown."""

_REFERS = re.compile(
    r"(?:please )?(?:see|refer to|more (?:details|information)|details|for (?:details|more)|read more|you can read|siehe|voir|ver|véase|consulte|参照)\b",
    re.IGNORECASE,
)


def _of_lines(block: Block, reading: Reading) -> FoundAction | None:
    """An action told in lines or sentences with names of their own: what it is, then `Owner: …`, `Due: …`, `State: …`; None for other
    text."""
    texts = block.inline.lines if len(block.inline.lines) > 1 else split(block.inline.text)
    told = [(text, *labelled(text, reading)) for text in texts]
    if sum(kind in ("owner", "due", "status") for _, kind, _ in told) < FIELDS_AT_LEAST:
        return None
    title = " ".join(value if kind else text for text, kind, value in told if kind in ("", "action"))
    found = read_action(Inline((_CODE.sub("", title, count=1),), links=block.inline.links), block.line, reading)
    for _, kind, value in told:
        found = with_field(found, kind, value, reading)
    return found if found.ticket else replace(found, ticket=ticket_of(block))


FIELDS_AT_LEAST = 2
_CODE = re.compile(r"\s*[A-Z]{1,4}[-\s]?\d{1,3}[.:)]?\s+")


def _with_brackets(sentences: Sequence[str]) -> list[str]:
    """Sentences, each with what stands behind it in brackets: `Pin the plugins. (Owner: mira)`."""
    found: list[str] = []
    for sentence in sentences:
        if found and sentence.startswith(("(", "（")) and sentence.rstrip(" .。").endswith((")", "）")):
            found[-1] = f"{found[-1]} {sentence}"
        else:
            found.append(sentence)
    return found


def _of_prose(block: Block, reading: Reading, *, sentences: bool) -> Iterator[FoundAction]:
    """What is told in prose: a paragraph an action, or a sentence one where all is told in a single paragraph."""
    if is_empty(block.inline.text, reading):
        return
    if whole := _of_lines(block, reading):
        yield whole
        return
    if says(block.inline.text, "none", reading):  # what follows tells why
        return
    lines = block.inline.lines
    if len(lines) > 1 and all(_NUMBERED.match(line) for line in lines):
        texts = [_NUMBERED.sub("", line, count=1) for line in lines]
    else:
        texts = _with_brackets(split(block.inline.text)) if sentences else [block.inline.text]
    for text in texts:
        is_short = len(text.split()) < SEVERAL_WORDS and text.isascii()
        if text.endswith((":", "：")) or is_short or _REFERS.match(text) or is_empty(text, reading):
            continue
        links = tuple(link for link in block.inline.links if link.text in text)
        yield replace(read_action(Inline((text,), links=links), block.line, reading), confidence=0.5)
