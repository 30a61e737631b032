"""The commands that make sense after `retrokit init`, for this very repository."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from retrokit.cli.session import Place

if TYPE_CHECKING:
    from retrokit.cli.proposal import Ground


def next_steps(ground: Ground, place: Place, written: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Commands that can be pasted, each with what it is for: what makes the reports comparable first, then what they say.

    Args:
        ground: what there was.
        place: where the command was started, which the commands repeat.
        written: the files that were written.
    """
    survey = ground.survey
    if not survey.found:
        yield command(place, 'new "What people noticed"'), "the first report"
    else:
        adopt = command(place, f"adopt {' '.join(map(shlex.quote, survey.folders))}"), "front matter, as a diff first"
        repeats = command(place, "repeats"), "what came back, and why"
        if 2 * survey.with_causes < survey.looked_at:
            yield from (adopt, repeats)
        elif survey.with_causes < survey.looked_at:
            yield from (repeats, adopt)
        else:
            yield from (repeats, (command(place, "actions"), "what was decided, and what became of it"))
    yield from _hook_step(ground, place, [path.name for path in written])


def command(place: Place, arguments: str) -> str:
    """A command line of retrokit for the same place."""
    options = [
        f"{name} {shlex.quote(str(value))}"
        for name, value in (("-C", place.directory), ("--config", place.config))
        if value
    ]
    return " ".join(["retrokit", *options, arguments])


def _hook_step(ground: Ground, place: Place, written: list[str]) -> Iterator[tuple[str, str]]:
    """pre-commit runs only where git was told to, and never with a config that is not staged."""
    from retrokit import repo
    from retrokit.setup.hook import FILE

    root = ground.repository.root
    if not ground.repository.is_git or not os.path.lexists(root / FILE):
        return
    there = ""
    if place.directory:
        there = f"cd {shlex.quote(str(root) if place.directory.is_absolute() else os.path.relpath(root))} && "
    steps = [f"git add {shlex.quote(os.path.relpath(root / FILE, root if there else None))}"] if FILE in written else []
    steps += [] if repo.runs_hooks(ground.repository) else ["pre-commit install"]
    if steps:
        yield there + " && ".join(steps), "turn the hook on" if len(steps) > 1 or not written else "stage the hook"
