"""What a report states about itself in a line or in a row of a table: `Severity: SEV2`, `| Owner | mira |`."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from retrokit.adopt.sections import heading_key
from retrokit.days import find_days
from retrokit.markdown import Block, Inline, Kind


class Fact(NamedTuple):
    """A name and what is said under it; `line` counts from 0 at the body's first line."""

    key: str
    value: str
    line: int


_LINE = re.compile(r"[^\w]*([^\W_][^:：|]{0,40}?)\s*[:：]{1,2}\s*(?!//)([^\s:：].*)")
_LABEL = re.compile(
    r"(?:(?<=[\s|·•,;*_])|^)([A-Z][^\W\d_]{2,14}(?: [a-z]{2,12}){0,2}(?:/\w+)?)[*_]*\s?[:：][*_]*\s+(?=\S)"
)
"""A name in a line with several of them: `Type: Incident  Priority: High`."""

NEAR_THE_START = 4
LEAST_NAME, MOST_NAME = 3, 40
"""Characters of a name that a day follows without a colon: `Start of incident   17 May 2023`."""

_LOUD = re.compile(r"[A-Z][A-Z /]{3,40}")
_MARKED = re.compile(r"\s*[■◆●○◎□▼▶▪★☆【〔]")
MOST_ROWS = 2
"""Columns of a table that states facts; one with more is a table of something else, unless it has a single row."""


def read_facts(blocks: Sequence[Block]) -> list[Fact]:
    """All that is stated so, in order."""
    return list(_facts(blocks))


def states_only_facts(block: Block) -> bool:
    """Whether every line of a block with several is a name and what is said under it."""
    return len(block.inline.lines) > 1 and block.kind is not Kind.ROW and all(map(_LINE.match, block.inline.lines))


def _facts(blocks: Sequence[Block]) -> Iterator[Fact]:
    header: tuple[str, ...] = ()
    for block in blocks:
        if block.kind is Kind.ROW:
            is_first, header = block.header != header, block.header
            yield from _row(block, is_first)
            continue
        header = ()
        yield from _lines(block.inline, block.line)


def _row(block: Block, is_first: bool) -> Iterator[Fact]:
    cells = tuple(", ".join(cell.lines) for cell in block.cells)
    if len(cells) == MOST_ROWS:
        if is_first and len(block.header) == MOST_ROWS:  # a table without a head has its first fact there
            yield Fact(heading_key(block.header[0]), block.header[1], block.line)
        yield Fact(heading_key(cells[0]), cells[1], block.line)
    elif is_first:
        for name, value in zip(block.header, cells, strict=False):
            yield Fact(heading_key(name), value, block.line)


def _lines(inline: Inline, line: int) -> Iterator[Fact]:
    before = ""
    for text in inline.lines:
        if (days := find_days(text)) and LEAST_NAME < days[0].place < MOST_NAME and ":" not in text[: days[0].place]:
            yield Fact(heading_key(text[: days[0].place]), text[days[0].place :], line)
        labels = list(_LABEL.finditer(text))
        if len(labels) > 1 and labels[0].start() <= NEAR_THE_START:
            for label, after in zip(labels, [*labels[1:], None], strict=True):
                value = text[label.end() : after.start() if after else None]
                yield Fact(heading_key(label[1]), value.strip(" *_|·•,;/–—-"), line)
        elif found := _LINE.match(text):
            yield Fact(heading_key(found[1]), found[2].strip(" *_"), line)
        elif before:
            yield Fact(heading_key(before), text, line)
        before = text if _LOUD.fullmatch(text) or _MARKED.match(text) else ""
