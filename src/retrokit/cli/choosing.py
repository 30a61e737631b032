"""`retrokit adopt --interactive`: the causes of each report, picked with a key."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from retrokit.adopt import Untagged
    from retrokit.adoption import Adoption
    from retrokit.cli.session import Ground

_KEYS = "1-9 take or leave   Enter write   n none   s skip this report   q stop here"
_ENTER, _STOP = ("\r", "\n", " "), ("q", "\x03", "\x04")


def choose(proposed: Sequence[Adoption], reports: Mapping[str, Untagged], ground: Ground) -> list[Adoption]:
    """The adoptions that a person agrees to, each with the causes that they picked; a report without candidates is taken as it is."""
    agreed: list[Adoption] = []
    asked = [adoption for adoption in proposed if _is_open(adoption)]
    agreed += [adoption for adoption in proposed if not _is_open(adoption)]
    for number, adoption in enumerate(asked, 1):
        answer = _ask(adoption, reports[adoption.path], ground, f"{number} of {len(asked)}")
        if answer == "stop":
            break
        if not isinstance(answer, str):
            agreed.append(answer)
    return agreed


def _is_open(adoption: Adoption) -> bool:
    return adoption.changes and "causes" in adoption.added and bool(adoption.proposal and adoption.proposal.causes)


def _ask(adoption: Adoption, report: Untagged, ground: Ground, place: str) -> Adoption | str:
    """The adoption with the causes that were picked, `skip` or `stop`."""
    from retrokit.adopt import with_causes
    from retrokit.cli.screen import current_screen
    from retrokit.render.terminal.adoption import candidates

    assert adoption.proposal is not None
    causes = adoption.proposal.causes
    chosen = {number for number, cause in enumerate(causes) if cause.chosen}
    while True:
        shown = with_causes(adoption, report, sorted(chosen))
        assert shown.proposal is not None
        text = candidates(
            f"{adoption.path}   {place}", shown.proposal.title, shown.proposal.causes, current_screen(ground.color)
        )
        sys.stdout.write(f"{text}{_KEYS}\n\n")
        sys.stdout.flush()
        key = typer.getchar()
        if key in _ENTER:
            return shown
        if key in _STOP:
            return "stop"
        if key == "s":
            return "skip"
        if key == "n":
            chosen.clear()
        elif key.isdigit() and 0 < int(key) <= len(causes):
            chosen ^= {int(key) - 1}
