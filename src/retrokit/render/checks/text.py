"""Findings as a person reads them: where, what, the line itself, and how to mend it."""

import itertools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from retrokit.checking import CheckReport, Mark
from retrokit.render.counts import count
from retrokit.render.foreign import clean

GUTTER = 6
"""Cells in front of the bar beside an excerpt: a line number of five digits and a space."""

NARROWEST, WIDEST = 50, 120

FLOOD = 40
"""From so many findings on, a way to begin with new incidents alone is told."""


class Paper(NamedTuple):
    """What is written to: `width` in cells, None where lines are not to be broken, and whether it shows colour."""

    width: int | None = None
    color: bool = False

    def styled(self, text: str, style: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self.color and text else text


BOLD, RED, CYAN, DIM = "1", "31", "36", "2"


def text(report: CheckReport, paper: Paper, today: str = "") -> str:
    """Every finding, and what they come to; nothing where there is nothing to say.

    What is wrong at one place is told together: a line for each finding, then the place itself once.
    """
    if not report.marks:
        return ""
    places = itertools.groupby(
        report.marks, key=lambda mark: (mark.finding.path, mark.finding.line, mark.finding.column)
    )
    lines = [line for _, marks in places for line in _place(list(marks), paper)]
    return "\n".join([*lines, "", *summary(report, today)]) + "\n"


def statistics(report: CheckReport) -> str:
    """How often each rule was broken, the most frequent first."""
    return "".join(f"{number:>6}  {code}  {name}\n" for code, name, number in report.statistics)


def summary(report: CheckReport, today: str = "") -> Iterator[str]:
    """What the findings come to, and the next step."""
    first, several = report.marks[0].finding.problem.code, len(report.statistics) > 1
    told = f"{count(len(report.marks), 'problem')} in {report.with_findings:,} of {count(report.checked, 'postmortem')}"
    yield f"{told}. `retrokit rule {first}` explains{' the first' if several else ''}."
    if mendable := sum(mark.can_be_fixed for mark in report.marks):
        yield f"{mendable:,} of them can be mended, or made ready to be filled in: `retrokit check --fix`."
    if len(report.marks) >= FLOOD and today:
        yield f"To begin with new incidents alone: `enforce_from = {today}` under `[check]` in retrokit.toml."


def place_of(mark: Mark) -> str:
    finding = mark.finding
    return f"{clean(finding.path)}:{finding.line}:{finding.column}"


def _place(marks: Sequence[Mark], paper: Paper) -> Iterator[str]:
    for mark in marks:
        yield from _headline(mark, paper)
    if marks[0].line.strip():
        yield from _excerpt(marks, paper)
    else:
        for told in _helps(marks):
            yield from _below(told, " " * GUTTER + "  ", paper)


def _headline(mark: Mark, paper: Paper) -> Iterator[str]:
    """Where and what; on a terminal it goes on below, further in."""
    place, code = place_of(mark), mark.finding.problem.code
    told = f"{place}: {code} {clean(mark.finding.message)}"
    first, *rest = _wrapped(told, _columns(paper), " " * (GUTTER + 2)) if paper.width else [told]
    begin = f"{place}: {code}"
    if first.startswith(begin):
        first = f"{paper.styled(place, BOLD)}: {paper.styled(code, f'{BOLD};{RED}')}{first[len(begin) :]}"
    yield from (first, *rest)


def _helps(marks: Sequence[Mark]) -> list[str]:
    """How to mend what is wrong at one place; with the codes where it is more than one thing."""
    told = [(mark.finding.problem.code, clean(mark.finding.help)) for mark in marks if mark.finding.help]
    return [help if len(marks) == 1 else f"{code} {help}" for code, help in told]


def _excerpt(marks: Sequence[Mark], paper: Paper) -> Iterator[str]:
    """The line, and a caret under what is meant, with the help beside it or below."""
    mark, columns = marks[0], _columns(paper)
    number, column = mark.finding.line, mark.finding.column
    bar = paper.styled("|", DIM)
    before = clean(mark.line[: column - 1].replace("\t", " "))
    after = clean(mark.line[column - 1 :].replace("\t", " ")).rstrip()
    if (shift := cells(before) - columns // 2) > 0:  # what is meant stands far to the right
        before = "…" + _from_cell(before, shift + 1)
    yield f"{paper.styled(f'{number:>{GUTTER - 1}}', DIM)} {bar} {_cut(before + after, columns - GUTTER - 2)}"
    meant = clean(mark.line[column - 1 : column - 1 + mark.width])
    carets = "^" * max(min(cells(meant), columns - GUTTER - 2 - cells(before)), 1)
    room = columns - GUTTER - 3 - cells(before) - len(carets)
    pointer = f"{' ' * GUTTER}{bar} {' ' * cells(before)}{paper.styled(carets, RED)}"
    helps = _helps(marks)
    if len(helps) == 1 and (paper.width is None or cells(helps[0]) <= room):
        yield f"{pointer} {paper.styled(helps[0], CYAN)}"
        return
    yield pointer
    for told in helps:
        yield from _below(told, f"{' ' * GUTTER}{bar} ", paper)


def _below(told: str, indent: str, paper: Paper) -> Iterator[str]:
    """A help on lines of its own."""
    parts = _wrapped(told, _columns(paper) - GUTTER - 2) if paper.width else [told]
    return (f"{indent}{paper.styled(part, CYAN)}" for part in parts)


def _wrapped(told: str, width: int, indent: str = "") -> list[str]:
    import textwrap

    return textwrap.wrap(told, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _columns(paper: Paper) -> int:
    return max(NARROWEST, min(paper.width or WIDEST, WIDEST))


def cells(told: str) -> int:
    """How wide a text is on a terminal."""
    if told.isascii():
        return len(told)
    import unicodedata

    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in told)


def _from_cell(told: str, first: int) -> str:
    """The part of a text from a cell on."""
    skipped = 0
    for place, character in enumerate(told):
        if skipped >= first:
            return told[place:]
        skipped += cells(character)
    return ""


def _cut(told: str, most: int) -> str:
    """The beginning of a text, in so many cells."""
    if cells(told) <= most:
        return told
    kept, width = "", 0
    for character in told:
        width += cells(character)
        if width > most - 1:
            break
        kept += character
    return kept.rstrip() + "…"
