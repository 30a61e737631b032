"""A hook of git's own: the lines that check what is staged, in a script that is new or in one that is there."""

import re
import shlex

BEGIN, END = "# retrokit: begin", "# retrokit: end"

_SHELL = re.compile(r"#![^\n]*\b(?:ba|da|k|z)?sh\b[^\n]*\n")


def lines(python: str, options: str = "") -> str:
    """The lines that refuse the commit if a staged report does not pass, with a line of ours before and after them.

    Args:
        python: the interpreter that has retrokit; where it is gone, the one on the PATH is asked.
        options: what `retrokit` needs to work from the top of the repository, each quoted for a shell.
    """
    # -P: what lies in the repository must not stand in for a module (`json.py`).
    check = " ".join(part for part in (options, "check --staged") if part)
    return f"""\
{BEGIN}: postmortems are checked before they are committed; `git commit --no-verify` goes without
if [ -x {shlex.quote(python)} ]; then
    {shlex.quote(python)} -P -m retrokit {check} || exit 1
else
    retrokit {check} || exit 1
fi
{END}
"""


def new_script(block: str) -> str:
    """A hook with these lines alone."""
    return f"#!/bin/sh\n{block}"


def with_lines(script: str, block: str) -> str | None:
    """A hook that is there with the lines before all that it does itself, in the place of older ones; None if it is no shell script."""
    rest = without_lines(script)
    shebang = _SHELL.match(rest)
    return f"{shebang[0]}{block}{rest[shebang.end() :]}" if shebang else None


def without_lines(script: str) -> str:
    """The hook without them, every other character as it was."""
    return re.sub(rf"^{BEGIN}.*?^{END}\n", "", script, flags=re.MULTILINE | re.DOTALL)


def is_ours_alone(script: str) -> bool:
    """Whether nothing is in a hook but what `new_script` writes."""
    return without_lines(script) == new_script("")
