"""Actions in lists: bullets, numbers and tasks, with what stands beneath them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from retrokit.adopt.action_lines import read_action
from retrokit.adopt.fields import Reading, ends_with_name, is_empty, labelled, with_field
from retrokit.adopt.tickets import ticket_of
from retrokit.adoption import FoundAction
from retrokit.markdown import Block, Inline, Kind
from retrokit.vocabulary import Status


def of_lists(blocks: Sequence[Block], reading: Reading) -> Sequence[FoundAction]:
    """The actions of the lists of a part; a ticket that a paragraph behind them names is that of all, where none has one of its own."""
    actions, last = list(_items(blocks, reading)), blocks[-1]
    is_behind = last.kind is Kind.PARAGRAPH and last.level == 0
    if not is_behind or any(action.ticket for action in actions):
        return actions
    return [replace(action, ticket=ticket_of(last)) for action in actions]


def _items(blocks: Sequence[Block], reading: Reading) -> Iterator[FoundAction]:
    """Of nested lists, what is at the top is the action, unless it only introduces what is beneath; what stands beneath it may name its
    owner, its day, its state and its ticket."""
    fielded = is_fielded([block for block in blocks if block.kind is Kind.ITEM], reading)
    action: FoundAction | None = None
    at = 0
    for block, below in zip(blocks, [*blocks[1:], None], strict=True):
        if action and block.level and (block.level > at or block.kind is Kind.PARAGRAPH):
            action = with_detail(action, block, reading)
            continue
        if block.kind is not Kind.ITEM:
            continue
        if action:
            yield action
        action = None
        introduces = below is not None and below.level > block.level and _introduces(block.inline)
        if not introduces and not is_empty(block.inline.text, reading):
            action, at = (
                read_action(block.inline, block.line, reading, ticked=block.ticked, fielded=fielded),
                block.level,
            )
    if action:
        yield action


def with_detail(action: FoundAction, block: Block, reading: Reading) -> FoundAction:
    """An action with what a line beneath it says of it; the address of a ticket that it states says more than a key."""
    ticket = ticket_of(block)
    for line in block.inline.lines:
        kind, value = labelled(line, reading)
        if kind == "ticket" and ticket:
            action = replace(action, ticket=ticket)
        else:
            action = with_field(action, kind, value, reading)
    return action if action.ticket else replace(action, ticket=ticket)


def _introduces(inline: Inline) -> bool:
    text = inline.text
    return text.endswith((":", "：")) or (inline.lead == text and len(text.split()) <= 3)


_MAY_END_WITH_FIELDS = re.compile(r"@\w|\d|[)）\]】]\s*[.。]?$|\s[-–—→]+\s|[:：]")


def is_fielded(items: Sequence[Block], reading: Reading) -> bool:
    """Whether many lines of a list end with an owner, a day or a name, so that a bare name at the end of another is one, too."""
    if not any(_MAY_END_WITH_FIELDS.search(item.inline.text) for item in items):
        return False
    read = [read_action(item.inline, item.line, reading, ticked=item.ticked) for item in items]
    with_fields = sum(bool(action.due or action.owner) for action in read)
    with_names = sum(ends_with_name(action.title) for action in read)
    return (with_fields * 3 >= len(read) and with_fields > 0) or (with_names * 2 >= len(read) and with_names > 1)


def looks_like_actions(items: Sequence[Block], reading: Reading) -> bool:
    """Whether a list under any heading is one of actions: tasks to tick, or most lines with an owner, a day or a state of their own."""
    top = min(item.level for item in items)
    own = [item for item in items if item.level == top]
    if sum(item.ticked is not None for item in own) * 2 > len(own):
        return True
    if not any(_MAY_END_WITH_FIELDS.search(item.inline.text) for item in items):
        return False
    read = [read_action(item.inline, item.line, reading) for item in own]
    sure = sum(
        bool(action.owner or (action.due and action.title)) or action.status is not Status.UNKNOWN for action in read
    )
    return sure * 2 > len(read) and len(read) > 1 and any(action.owner for action in read)
