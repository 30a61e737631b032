"""The command lines of a commit hook, read without Typer, which takes as long to import as the whole check.

What is not plainly one of these (any other option, a value that is none, a question for help) is left to Typer, which gives the same answer to
all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retrokit.cli.choices import CheckFormat, Color

if TYPE_CHECKING:
    from retrokit.cli.review import Wanted
    from retrokit.cli.session import Place

_FLAGS = {"--staged": "staged", "--no-cache": "no_cache", "--exit-zero": "exit_zero", "--statistics": "statistics"}
_VALUES: dict[str, tuple[str, Callable[[str], Any]]] = {
    "-C": ("directory", Path),
    "--config": ("config", Path),
    "--color": ("color", Color),
    "--format": ("format", CheckFormat),
    "--today": ("today", date.fromisoformat),
    "--select": ("select", str),
    "--extend-select": ("extend_select", str),
    "--ignore": ("ignore", str),
}
_BEFORE = ("-C", "--config", "--color", "--no-cache")
_SEVERAL = ("select", "extend_select", "ignore")


def quick_check(arguments: Sequence[str]) -> tuple[Place, Wanted] | None:
    """What a command line asks of `check`, None where Typer has to read it."""
    if "check" not in arguments:
        return None
    place = arguments.index("check")
    before, after = _read(arguments[:place], _BEFORE), _read(arguments[place + 1 :], (*_FLAGS, *_VALUES))
    if before is None or after is None or before["paths"]:
        return None
    given = {**before, **after}
    from retrokit.cli.review import Wanted, listed
    from retrokit.cli.session import Place
    from retrokit.cli.submitted import Asked

    asked = Asked(tuple(map(Path, after["paths"])), "staged" in given)
    return (
        Place(given.get("directory"), given.get("config"), given.get("color"), "no_cache" in given),
        Wanted(
            asked,
            select=tuple(listed(given.get("select"))),
            extend_select=tuple(listed(given.get("extend_select"))),
            ignore=tuple(listed(given.get("ignore"))),
            format=given.get("format"),
            statistics="statistics" in given,
            exit_zero="exit_zero" in given,
            today=given.get("today"),
        ),
    )


def _read(arguments: Sequence[str], known: Sequence[str]) -> dict[str, Any] | None:
    """Options by their names and the other words as `paths`; None where anything is not understood."""
    found: dict[str, Any] = {"paths": []}
    words = iter(arguments)
    for word in words:
        option, is_joined, value = word.partition("=") if word.startswith("--") else (word, "", "")
        if word == "--":
            found["paths"] += words
        elif not word.startswith("-"):
            found["paths"].append(word)
        elif option not in known:
            return None
        elif option in _FLAGS:
            if is_joined:
                return None
            found[_FLAGS[option]] = True
        else:
            name, convert = _VALUES[option]
            try:
                given = convert(value if is_joined else next(words))
            except (ValueError, StopIteration):
                return None
            found[name] = [*found.get(name, ()), given] if name in _SEVERAL else given
    return found
