"""A unified diff in the colours that git gives it."""

from collections.abc import Iterable

from rich.text import Text

from retrokit.render.terminal.layout import Screen, to_text

_STYLES = {"---": "bold", "+++": "bold", "@@": "cyan", "+": "green", "-": "red"}


def diff(lines: Iterable[str], screen: Screen) -> str:
    """The lines of `render.diff.unified`, nothing cut: what is shown is what would be written."""
    return to_text((Text(line.removesuffix("\r"), _style(line)) for line in lines), screen)


def _style(line: str) -> str:
    return next((style for start, style in _STYLES.items() if line.startswith(start)), "")
