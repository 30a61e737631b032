"""Lines that fit the screen: wrapping, cutting, and putting two texts at the two edges."""

import io
from collections.abc import Iterable
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from retrokit.render.foreign import clean

NARROWEST, WIDEST = 50, 120
"""Narrower terminals wrap; on wider ones a line would be too long to read back."""


@dataclass(frozen=True, slots=True)
class Screen:
    """What is written to: `width` in cells, whether it shows colour, and whether it can show more than ASCII."""

    width: int
    color: bool
    unicode: bool

    @property
    def columns(self) -> int:
        return max(NARROWEST, min(self.width, WIDEST))

    @property
    def dot(self) -> str:
        return "●" if self.unicode else "o"

    @property
    def rule(self) -> str:
        return "─" if self.unicode else "-"

    @property
    def between(self) -> str:
        return " · " if self.unicode else ", "

    @property
    def cut(self) -> str:
        return "…" if self.unicode else "..."


Lines = Iterable[Text]
"""Lines of a screen, without their line breaks."""


def labelled(label: str, text: Text, screen: Screen, style: str = "dim") -> Lines:
    """A text that wraps beside a quiet label; the label's own spaces are its indent and its distance."""
    yield from hung(text, Text(), label, screen, label_style=style)


def hung(text: Text, right: Text, indent: str, screen: Screen, label_style: str = "") -> Lines:
    """A text that wraps under its own beginning, with `right` at the end of its last line, or below where it does not fit."""
    lines = list(text.wrap(_WRAPPER, max(screen.columns - cell_len(indent), 20))) or [Text()]
    for number, line in enumerate(lines):
        line.rstrip()
        whole = Text().append(indent if number == 0 else " " * cell_len(indent), label_style).append_text(line)
        if number < len(lines) - 1 or not right.plain:
            yield whole
        elif whole.cell_len + right.cell_len + 3 <= screen.columns:
            yield spread(whole, right, screen)
        else:
            yield whole
            yield spread(Text(" " * cell_len(indent)), right, screen)


def spread(left: Text, right: Text, screen: Screen) -> Text:
    """One line, `right` at the right edge in half of the line at most; `left` is cut where the two would meet."""
    if not right.plain:
        return cut(left, screen)
    right = cut(right, screen, screen.columns // 2)
    left = cut(left, screen, screen.columns - right.cell_len - 3)
    return left.append(" " * max(screen.columns - left.cell_len - right.cell_len, 1)).append_text(right)


def cut(text: Text, screen: Screen, cells: int = 0) -> Text:
    """The text within so many cells (the screen's columns by default), an ellipsis at its end where it was longer."""
    cells = cells or screen.columns
    if text.cell_len > cells:
        text.truncate(cells - cell_len(screen.cut))
        text.rstrip()
        text.append(screen.cut)
    return text


def wrapped(text: str, screen: Screen, style: str = "") -> list[Text]:
    """A paragraph as lines."""
    return [_stripped(line) for line in Text(clean(text), style).wrap(_WRAPPER, screen.columns)]


def _stripped(line: Text) -> Text:
    line.rstrip()
    return line


_WRAPPER = Console(file=io.StringIO(), width=WIDEST, color_system=None, _environ={})


def to_text(lines: Lines, screen: Screen) -> str:
    """The lines as the terminal is to get them: with escape sequences only where the screen shows colour."""
    out = io.StringIO()
    console = Console(
        file=out,
        width=1000,
        force_terminal=screen.color,
        no_color=not screen.color,
        color_system="standard" if screen.color else None,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
        _environ={},
    )
    for line in lines:
        console.print(line, soft_wrap=True)
    return out.getvalue().rstrip("\n") + "\n"
