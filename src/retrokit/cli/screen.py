"""What the terminal can show."""

import os
import shutil
import sys
from typing import TYPE_CHECKING

from retrokit.cli.choices import Color

if TYPE_CHECKING:
    from retrokit.render.terminal import Screen


def current_screen(color: Color) -> "Screen":
    """The screen that stdout is, by https://no-color.org, TERM, COLUMNS and the encoding."""
    from retrokit.render.terminal import Screen

    dumb = os.environ.get("TERM") == "dumb"
    wanted = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and not dumb
    return Screen(
        width=shutil.get_terminal_size((100, 24)).columns,
        color=color is Color.ALWAYS or (color is Color.AUTO and wanted),
        unicode=not dumb and _can_encode("●─█▓▒░…·"),
    )


def _can_encode(text: str) -> bool:
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True
