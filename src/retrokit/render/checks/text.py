"""Findings as a person reads them: where, what, the line itself, and how to mend it."""

from collections.abc import Iterator
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
    """Every finding, and what they come to; nothing where there is nothing to say."""
    if not report.marks:
        return ""
    lines = [line for mark in report.marks for line in _finding(mark, paper)]
    return "\n".join([*lines, "", *summary(report, today)]) + "\n"


def statistics(report: CheckReport) -> str:
    """How often each rule was broken, the most frequent first."""
    return "".join(f"{number:>6}  {code}  {name}\n" for code, name, number in report.statistics)


def summary(report: CheckReport, today: str = "") -> Iterator[str]:
    """What the findings come to, and the next step."""
    codes = [code for code, _, _ in report.statistics]
    told = f"{count(len(report.marks), 'problem')} in {report.with_findings:,} of {count(report.checked, 'postmortem')}"
    yield f"{told}. `retrokit rule {codes[0]}` explains{' the most frequent one' if len(codes) > 1 else ''}."
    if mendable := sum(mark.can_be_fixed for mark in report.marks):
        yield f"{count(mendable, 'of them', 'of them')} can be mended, or made ready to be filled in: `retrokit check --fix`."
    if len(report.marks) >= FLOOD and today:
        yield f"To begin with new incidents alone: `enforce_from = {today}` under `[check]` in retrokit.toml."


def place_of(mark: Mark) -> str:
    finding = mark.finding
    return f"{clean(finding.path)}:{finding.line}:{finding.column}"


def _finding(mark: Mark, paper: Paper) -> Iterator[str]:
    finding = mark.finding
    code = paper.styled(finding.problem.code, f"{BOLD};{RED}")
    yield f"{paper.styled(place_of(mark), BOLD)}: {code} {clean(finding.message)}"
    if mark.line.strip():
        yield from _excerpt(mark, paper)
    else:
        yield from _below("", clean(finding.help), " " * GUTTER + "  ", paper)


def _excerpt(mark: Mark, paper: Paper) -> Iterator[str]:
    """The line, and a caret under what is meant, with the help beside it or below."""
    finding = mark.finding
    columns = _columns(paper)
    bar = paper.styled("|", DIM)
    before = clean(mark.line[: finding.column - 1].replace("\t", " "))
    line = before + clean(mark.line[finding.column - 1 :].replace("\t", " ")).rstrip()
    shift = max(cells(before) - columns // 2, 0)
    if shift:  # what is meant stands far to the right
        before = "…" + _from_cell(before, shift + 1)
        line = before + clean(mark.line[finding.column - 1 :]).rstrip()
    yield f"{paper.styled(f'{finding.line:>{GUTTER - 1}}', DIM)} {bar} {_cut(line, columns - GUTTER - 2)}"
    meant = clean(mark.line[finding.column - 1 : finding.column - 1 + mark.width])
    carets = "^" * max(min(cells(meant), columns - GUTTER - 2 - cells(before)), 1)
    lead = f"{' ' * GUTTER}| {' ' * cells(before)}{carets}"
    styled = f"{' ' * GUTTER}{bar} {' ' * cells(before)}{paper.styled(carets, RED)}"
    if finding.help:
        yield from _below(lead, clean(finding.help), f"{' ' * GUTTER}| ", paper, styled, bar)
    else:
        yield styled


def _below(lead: str, told: str, indent: str, paper: Paper, styled: str = "", bar: str = "") -> Iterator[str]:
    """The help beside the carets where it fits, else on lines of its own."""
    if not told:
        return
    columns = _columns(paper)
    if lead and (paper.width is None or len(lead) + 1 + cells(told) <= columns):
        yield f"{styled} {paper.styled(told, CYAN)}"
        return
    if styled:
        yield styled
    start = indent.replace("|", bar) if bar else indent
    for part in _wrapped(told, max(columns - len(indent), 20)) if paper.width else [told]:
        yield f"{start}{paper.styled(part, CYAN)}"


def _wrapped(told: str, width: int) -> list[str]:
    import textwrap

    return textwrap.wrap(told, width, break_long_words=False, break_on_hyphens=False)


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
