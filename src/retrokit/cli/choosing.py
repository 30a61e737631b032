"""`retrokit adopt --interactive`: the causes of each report, picked with a key."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from retrokit.adopt import Untagged
    from retrokit.adoption import Adoption
    from retrokit.cli.choices import Color

_KEYS = "1-9 take or leave   n leave all   Enter write   s skip this report   q stop"
_ENTER = ("\r", "\n", " ")

LIKELY = 0.03
"""The confidence from which a candidate is worth being asked about; the first one always is."""


def choose(proposed: Sequence[Adoption], reports: Mapping[str, Untagged], color: Color) -> Iterator[Adoption]:
    """The adoptions that a person agrees to, one by one, each with the causes that were picked; where there is nothing to pick from it
    is taken as it is, once all others are through."""
    asked: list[Adoption] = []
    rest: list[Adoption] = []
    for adoption in proposed:
        (asked if _is_open(adoption, reports[adoption.path]) else rest).append(adoption)
    for number, adoption in enumerate(asked, 1):
        answer = _ask(adoption, reports[adoption.path], color, f"{number} of {len(asked)}")
        if answer == "stop":
            return
        if not isinstance(answer, str):
            yield answer
    yield from rest


def _is_open(adoption: Adoption, report: Untagged) -> bool:
    candidates = adoption.proposal.causes if adoption.proposal else ()
    return bool(candidates) and not adoption.refused and "causes" not in report.stated.settled


def _ask(adoption: Adoption, report: Untagged, color: Color, place: str) -> Adoption | str:
    """The adoption with the causes that were picked, `skip` or `stop`."""
    from retrokit.adopt import with_causes
    from retrokit.cli.screen import current_screen
    from retrokit.render.terminal.adoption import candidates

    causes = adoption.proposal.causes if adoption.proposal else ()
    shown = max(1, sum(cause.confidence >= LIKELY or cause.chosen for cause in causes))
    chosen = {number for number, cause in enumerate(causes) if cause.chosen}
    before = ""
    while True:
        now = with_causes(adoption, report, chosen)
        picture = f"{candidates(now, shown, place, current_screen(color))}\n{_KEYS}\n\n"
        sys.stdout.write(f"{_back_over(before)}{picture}")
        sys.stdout.flush()
        before = picture
        try:
            key = typer.getchar()
        except EOFError:  # Ctrl-D
            return "stop"
        if key in _ENTER:
            return now
        if key == "q":
            return "stop"
        if key == "s":
            return "skip"
        if key == "n":
            chosen.clear()
        elif key.isdecimal() and 0 < int(key) <= min(shown, len(causes)):
            chosen ^= {int(key) - 1}


def _back_over(picture: str) -> str:
    """What takes the cursor back over a picture, so that the next one stands in its place; empty where that can't be done."""
    columns, rows = shutil.get_terminal_size()
    lines = picture.count("\n")
    fits = lines < rows and len(_KEYS) < columns
    return f"\x1b[{lines}F\x1b[J" if lines and fits and os.environ.get("TERM") != "dumb" else ""
