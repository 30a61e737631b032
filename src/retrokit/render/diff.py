"""What a change to a file would be, as a unified diff."""

import difflib
from collections.abc import Iterator

from retrokit.render.foreign import clean


def unified(path: str, before: str, after: str) -> Iterator[str]:
    """The lines of `git diff`'s format for one file; none where nothing changes. An empty `before` is a file that is new.

    A line of a file with CRLF keeps its CR, without which git would not apply it.
    """
    names = (f"a/{path}" if before else "/dev/null", f"b/{path}")
    for line in difflib.unified_diff(_lines(before), _lines(after), *names, lineterm=""):
        told = line.removesuffix("\n")
        yield clean(told.removesuffix("\r")) + ("\r" if told.endswith("\r") else "")
        if told != line:
            yield "\\ No newline at end of file"


def _lines(text: str) -> list[str]:
    """Lines as git counts them; a last one that does not end has a line break for a mark, which no other has."""
    if "\r" in text and "\n" not in text:  # git would take it all for a single line
        return text.splitlines()
    *lines, last = text.split("\n")
    return [*lines, f"{last}\n"] if last else lines
