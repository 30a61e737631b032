"""A unified diff in the colours that git gives it."""

import re
from collections.abc import Iterable

from rich.cells import cell_len
from rich.text import Text

from retrokit.render.terminal.layout import Lines, Screen, hung, to_text

_STYLES = {"---": "bold", "+++": "bold", "@@": "cyan", "+": "green", "-": "red"}


def diff(lines: Iterable[str], screen: Screen, *, to_read: bool = False) -> str:
    """The lines of `render.diff.unified`, nothing cut.

    Args:
        lines: of one file.
        screen: where they are shown.
        to_read: have a long line go on below, under its own beginning and without its sign; git does not apply that.
    """
    plain = (line.removesuffix("\r") for line in lines)
    if to_read:
        return to_text((part for line in plain for part in _folded(line, screen)), screen)
    return to_text((Text(line, _style(line)) for line in plain), screen)


def _folded(line: str, screen: Screen) -> Lines:
    style = _style(line)
    if cell_len(line) <= screen.columns or style in ("bold", "cyan"):
        return [Text(line, style)]
    begin = _BEGIN.match(line)
    start = begin[0] if begin else ""
    return hung(Text(line[len(start) :], style), Text(), start, screen, label_style=style)


_BEGIN = re.compile(r"[ +-] *(?:[-*] )?(?:\w+: )?")


def _style(line: str) -> str:
    return next((style for start, style in _STYLES.items() if line.startswith(start)), "")
