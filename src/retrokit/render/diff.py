"""What a change to a file would be, as a unified diff."""

import difflib
from collections.abc import Iterator

from retrokit.render.foreign import clean


def unified(path: str, before: str, after: str) -> Iterator[str]:
    """The lines of `git diff`'s format for one file; none where nothing changes. An empty `before` is a file that is new."""
    names = (f"a/{path}" if before else "/dev/null", f"b/{path}")
    for line in difflib.unified_diff(before.splitlines(), after.splitlines(), *names, lineterm=""):
        yield clean(line)
