"""The actions of a report: list items, task lists, rows of tables, headings with an owner beneath, and prose, under whatever they are headed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from retrokit.adopt.fields import Reading, ends_with_name, is_ticket, read_action, with_field
from retrokit.adopt.sections import Passage, Section, heading_key
from retrokit.adopt.sentences import split
from retrokit.adopt.standing import standing_of
from retrokit.adoption import FoundAction
from retrokit.markdown import Block, Inline, Kind
from retrokit.vocabulary import Status

NONE_SAID: tuple[FoundAction, ...] = ()


def find_actions(passages: Sequence[Passage], reading: Reading) -> tuple[FoundAction, ...] | None:
    """What a report decided on: empty where it says that there is nothing, None where it says nothing about it.

    Args:
        passages: of the body.
        reading: what the fields are read with.
    """
    under = [passage for passage in passages if passage.section.holds == "actions"]
    if not under:
        return None
    if all(_says(passage.block.inline.text, "none", reading) for passage in under):
        return NONE_SAID
    found: list[FoundAction] = []
    for _, part in groupby(under, key=lambda passage: passage.section):
        found += _of_part(list(part), reading)
    unique: dict[str, FoundAction] = {}
    for action in found:
        unique.setdefault(heading_key(action.title), action)
    return tuple(unique.values()) or (NONE_SAID if _has_no(under, reading) else None)


def _says(text: str, what: str, reading: Reading) -> bool:
    """Whether a whole text is one of the phrases, with an explanation behind a full stop at most."""
    plain = text.casefold().strip(" .!_*-–—()")
    found = reading.standings[what].match(plain)
    return bool(found) and (found.end() == len(plain) or plain[found.end()] in ".,;:(–—-")  # type: ignore[union-attr]


def _has_no(passages: Sequence[Passage], reading: Reading) -> bool:
    return any(_says(passage.block.inline.text, "none", reading) for passage in passages)


def _of_part(part: Sequence[Passage], reading: Reading) -> Iterator[FoundAction]:
    """The actions of one part of a report, by the shape that it has."""
    section, blocks = part[0].section, [passage.block for passage in part]
    rows = [block for block in blocks if block.kind is Kind.ROW]
    items = [block for block in blocks if block.kind is Kind.ITEM]
    if rows:
        yield from (action for block in rows if (action := _of_row(block, reading)))
    if items:
        yield from _with_common_ticket(list(_of_items(blocks, reading)), blocks[-1])
    elif not rows and _is_an_action(section):
        yield from _of_heading(section, blocks, reading)
    elif not rows:
        alone = len(blocks) == 1
        for block in blocks:
            yield from _of_prose(block, reading, sentences=alone)


def _with_common_ticket(actions: Sequence[FoundAction], last: Block) -> Sequence[FoundAction]:
    """A ticket that a paragraph behind a list names is that of all of them, where none has one of its own."""
    is_behind = last.kind is Kind.PARAGRAPH and last.level == 0
    if not is_behind or any(action.ticket for action in actions):
        return actions
    return [replace(action, ticket=_ticket_of(last)) for action in actions]


def _of_items(blocks: Sequence[Block], reading: Reading) -> Iterator[FoundAction]:
    """Of nested lists, what is at the top is the action, unless it only introduces what is beneath; what stands beneath it may name its ticket."""
    fielded = _is_fielded([block for block in blocks if block.kind is Kind.ITEM], reading)
    action: FoundAction | None = None
    at = 0
    for block, below in zip(blocks, [*blocks[1:], None], strict=True):
        if action and block.level and (block.level > at or block.kind is Kind.PARAGRAPH):
            action = action if action.ticket else replace(action, ticket=_ticket_of(block))
            continue
        if block.kind is not Kind.ITEM:
            continue
        if action:
            yield action
        action = None
        introduces = below is not None and below.level > block.level and _introduces(block.inline)
        if not introduces and not _is_empty(block.inline.text, reading):
            action, at = (
                read_action(block.inline, block.line, reading, ticked=block.ticked, fielded=fielded),
                block.level,
            )
    if action:
        yield action


def _ticket_of(block: Block) -> str:
    return next((link.url for link in block.inline.links if is_ticket(link)), "")


def _introduces(inline: Inline) -> bool:
    text = inline.text
    return text.endswith((":", "：")) or (inline.lead == text and len(text.split()) <= 3)


def _is_empty(text: str, reading: Reading) -> bool:
    plain = text.strip()
    return (
        not re.search(r"[^\W_]", plain)
        or _says(plain, "none", reading)
        or (_says(plain, "unfilled", reading) and len(plain) < 30)
        or bool(_PLACEHOLDER.fullmatch(plain))
    )


_PLACEHOLDER = re.compile(
    r"(?:action|item|task|aktion|maßnahme|acción|ação)(?: item)? ?(?:\d+|[a-c])\b.{0,40}|lorem ipsum.*|<[^<>]*>|\[[^\[\]]*\]|\{\{?[^{}]*\}?\}|_[^_]*_|\(?(?:e\.g\.|example)[:.]?.*",
    re.IGNORECASE,
)


_MAY_END_WITH_FIELDS = re.compile(r"@\w|\d|[)）\]】]\s*[.。]?$|\s[-–—]+\s|[:：]")


def _is_fielded(items: Sequence[Block], reading: Reading) -> bool:
    """Whether most lines of a list end with an owner, a day or a status, so that a bare name at the end of another is one, too."""
    if not any(_MAY_END_WITH_FIELDS.search(item.inline.text) for item in items):
        return False
    read = [read_action(item.inline, item.line, reading, ticked=item.ticked) for item in items]
    with_fields = sum(bool(action.due or action.owner) for action in read)
    with_names = sum(ends_with_name(action.title) for action in read)
    return (with_fields * 3 >= len(read) and with_fields > 0) or (with_names * 2 >= len(read) and with_names > 1)


def _of_row(block: Block, reading: Reading) -> FoundAction | None:
    """An action from a row of a table, by what its columns are called."""
    columns = _columns(block.header, reading.facts)
    if "action" not in columns:
        return None
    cell = block.cells[columns["action"]] if columns["action"] < len(block.cells) else Inline()
    if _is_empty(cell.text, reading):
        return None
    found = read_action(cell, block.line, reading)
    texts = {kind: block.cells[at] for kind, at in columns.items() if at < len(block.cells) and kind != "action"}
    if (
        (owner := texts.get("owner"))
        and re.search(r"[^\W_]", owner.text)
        and not _says(owner.text, "unfilled", reading)
    ):
        found = replace(found, owner=owner.text)
    if due := texts.get("due"):
        from retrokit.adopt.days import find_days

        days = find_days(due.text, year=reading.year)
        found = replace(found, due=days[0].day if days else found.due)
        if found.status is Status.UNKNOWN and (said := standing_of(due.text, reading.standings)):
            found = replace(found, status=said)
    for kind in ("status", "ticket", "due", "type"):  # a mark may stand in another column than its own
        if found.status is Status.UNKNOWN and (held := texts.get(kind)):
            found = replace(found, status=_standing_in(held, reading) or found.status)
    if (ticket := texts.get("ticket")) and not found.ticket:
        link = next((link.url for link in ticket.links if is_ticket(link) or link.url), "")
        found = replace(found, ticket=link or _plain_ticket(ticket.text))
    return replace(found, type=texts["type"].text if "type" in texts else "")


def _standing_in(cell: Inline, reading: Reading) -> Status | None:
    """What a cell says of where the action stands: the whole cell, or its last word; a bare number is a percentage."""
    words = cell.text.split()
    if cell.text.isdigit():
        return standing_of(f"{cell.text} %", reading.standings)
    return standing_of(cell.text, reading.standings) or (
        standing_of(words[-1], reading.standings) if len(words) > 1 else None
    )


def _plain_ticket(text: str) -> str:
    first = text.split()[0] if text.split() else ""
    return first if re.search(r"\d", first) else ""


def _columns(header: Sequence[str], facts: Mapping[str, str]) -> dict[str, int]:
    """What each column holds, by its name. A day's column without another one for the day it is due is that one."""
    columns: dict[str, int] = {}
    for number, name in enumerate(header):
        kind = "status" if name.strip() == "%" else facts.get(heading_key(name), "")
        if kind:
            columns.setdefault(kind, number)
    if "action" not in columns and len(header) > 1:
        free = [number for number, name in enumerate(header) if heading_key(name) and number not in columns.values()]
        if free and len(columns) >= 1:
            columns["action"] = free[0]
    return columns


def _is_an_action(section: Section) -> bool:
    """Whether a heading among the actions is one, and not what several of them are about."""
    is_within = section.parent is not None and section.parent.holds == "actions"
    return section.kind == "" and is_within and section.named and len(section.title.split()) >= SEVERAL_WORDS


SEVERAL_WORDS = 3


def _of_heading(section: Section, blocks: Sequence[Block], reading: Reading) -> Iterator[FoundAction]:
    """An action that is a heading, with its owner, its day and its ticket in the lines beneath."""
    found = read_action(Inline((re.sub(r"^(?:\d+|[A-Z])[.)]\s*", "", section.title),)), blocks[0].line, reading)
    for block in blocks:
        for line in block.inline.lines:
            found = with_field(found, *_labelled(line, reading), reading)
        if not found.ticket:
            found = replace(found, ticket=_ticket_of(block))
    yield found


_NUMBERED = re.compile(r"\s*(?:[(（]\d{1,2}[)）]|[①-⑳]|\d{1,2}[.)、]|[・•▪‣–])\s*")
"""What lines of a paragraph begin with that are a list to everybody but Markdown."""

_REFERS = re.compile(
    r"(?:please )?(?:see|refer to|more (?:details|information)|details|for (?:details|more)|read more|you can read|siehe|voir|ver|véase|consulte|参照)\b",
    re.IGNORECASE,
)


def _of_lines(block: Block, reading: Reading) -> FoundAction | None:
    """An action told in lines with names of their own: what it is, then `Owner: …`, `Due: …`, `State: …`; None for other text."""
    told = [(line, *_labelled(line, reading)) for line in block.inline.lines]
    if sum(kind in ("owner", "due", "status") for _, kind, _ in told) < 2:
        return None
    title = " ".join(value if kind else line for line, kind, value in told if kind in ("", "action"))
    found = read_action(Inline((_CODE.sub("", title, count=1),), links=block.inline.links), block.line, reading)
    for _, kind, value in told:
        found = with_field(found, kind, value, reading)
    return found


_CODE = re.compile(r"\s*[A-Z]{1,4}[-\s]?\d{1,3}[.:)]?\s+")


def _labelled(line: str, reading: Reading) -> tuple[str, str]:
    label, colon, value = line.partition(":")
    return (reading.facts.get(heading_key(label), ""), value.strip()) if colon else ("", "")


def _of_prose(block: Block, reading: Reading, *, sentences: bool) -> Iterator[FoundAction]:
    """What is told in prose: a paragraph an action, or a sentence one where all is told in a single paragraph."""
    lines = block.inline.lines
    numbered = len(lines) > 1 and all(_NUMBERED.match(line) for line in lines)
    if numbered:
        texts = [_NUMBERED.sub("", line, count=1) for line in lines]
    else:
        texts = split(block.inline.text) if sentences else [block.inline.text]
    if whole := _of_lines(block, reading):
        yield whole
        return
    for text in texts:
        is_short = len(text.split()) < SEVERAL_WORDS and text.isascii()
        if text.endswith((":", "：")) or is_short or _REFERS.match(text) or _is_empty(text, reading):
            continue
        links = tuple(link for link in block.inline.links if link.text in text)
        yield replace(read_action(Inline((text,), links=links), block.line, reading), confidence=0.5)
