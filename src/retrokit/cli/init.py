"""`retrokit init`."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from retrokit.cli.choices import Color
from retrokit.cli.delivery import is_interactive, tell, write
from retrokit.cli.next_steps import command, next_steps
from retrokit.cli.options import ColorChoice, ConfigFile, Directory, Today
from retrokit.cli.proposal import CI, Advice, Change, Ground, Proposal, Step, propose
from retrokit.cli.session import Place
from retrokit.errors import ExitCode, RetrokitError

if TYPE_CHECKING:
    from retrokit.render.terminal import Screen

MOST_LINES = 60
"""A longer change is shown by --dry-run alone; who is asked sees its name and its length."""


def init(
    ctx: typer.Context,
    templates: Annotated[
        bool, typer.Option("--templates", help="Put the templates beside the reports, to be changed.")
    ] = False,
    ci: Annotated[CI | None, typer.Option(help="Add a job that says what repeats.", show_default=False)] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write all that is proposed, without asking.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help="Show what would be written, and write nothing.")
    ] = False,
    today: Today = None,
    directory: Directory = None,
    config: ConfigFile = None,
    color: ColorChoice = None,
) -> None:
    """Set a repository up: config and commit hook."""
    if yes and dry_run:
        raise typer.BadParameter("--yes and --dry-run exclude each other")
    place = Place(directory, config, color).over(ctx.obj)
    ground = look_around(place, today or date.today())

    from retrokit.cli.screen import current_screen
    from retrokit.render.terminal import setup

    screen = current_screen(place.color or Color.AUTO)
    write(setup.found(ground.survey, screen))
    if not ground.repository.is_git:
        write("This is no git repository, so that no commit can be checked.\n")
    steps = propose(ground, templates, ci)
    proposals = [step for step in steps if isinstance(step, Proposal)]
    asks = not yes and not dry_run and is_interactive()
    accepted = proposals if yes else _asked(proposals, screen) if asks else []
    if not yes and not asks:
        for proposal in proposals:
            write(_shown(proposal, screen))
    _apply(accepted)
    for step in steps:
        if isinstance(step, Advice):
            write("\n" + setup.heading(step.told, screen) + "\n" + _indented(step.block))
    if not proposals or yes or asks:
        _end(ground, place, steps, accepted, screen)
    else:
        asked = " ".join(["init", *["--templates"] * templates, *([f"--ci {ci}"] if ci else []), "--yes"])
        tell("nothing was written" + ("" if dry_run else f": {command(place, asked)} writes it"))


def look_around(place: Place, today: date) -> Ground:
    """What there is in the folder to be set up, read from the beginnings of its files.

    Raises:
        RetrokitError: there is no such folder or config, or the config is broken.
    """
    from retrokit import repo
    from retrokit.config import Config
    from retrokit.config.reading import parse_config
    from retrokit.reports import Survey

    folder = (place.directory or Path()).absolute()
    repository = repo.open_repository(folder)
    folder = folder.resolve()
    if repository.notice:
        tell(f"retrokit: {repository.notice}")
    if place.config:
        config = parse_config(folder / place.config, repo.read_text(folder / place.config))
    else:
        nearest = repo.read_config(folder, repository.root)
        config = parse_config(*nearest) if nearest else Config()
    return _survey(Ground(folder, repository, config, Survey((), 0), True, today))


def _survey(ground: Ground) -> Ground:
    """The same ground with what was found on it."""
    from retrokit import repo
    from retrokit.setup import places
    from retrokit.setup.survey import survey

    folder, config = ground.folder, ground.config
    if config.folders:
        _require(ground)
        folders = tuple(os.path.relpath(place, folder).replace(os.sep, "/") for place in config.folders)
        names = [f"{place}/{name}" for place in folders for name in repo.report_names(folder / place)]
    else:
        listed = repo.report_names(folder)
        folders = places.report_folders(listed, repo.USUAL_FOLDERS, lambda names: _heads(folder, names))
        names = places.below(listed, folders)
    wanted = places.spread(names)
    heads = _heads(folder, wanted)
    show = ground.repository.show
    found = survey(
        folders,
        len(names),
        {show(folder / name): head for name, head in heads.items()},
        [show(folder / name) for name in wanted if name not in heads],
        fields=config.fields,
        action_fields=config.action_fields,
    )
    is_usual = bool(config.folders) or not folders or folders == places.read_by_default(names, repo.USUAL_FOLDERS)
    return ground._replace(survey=found, is_usual=is_usual)


def _require(ground: Ground) -> None:
    for place in ground.config.folders:
        if not os.path.lexists(place):
            shown = ground.repository.show(place)
            raise RetrokitError(f"{shown} does not exist", hint="it was configured as a postmortem folder")


def _heads(folder: Path, names: Sequence[str]) -> Mapping[str, str]:
    """The beginnings of those of the files that can be read."""
    from retrokit import repo
    from retrokit.setup.survey import HEAD, as_text

    read = {name: repo.read_head(folder / name, HEAD) for name in names}
    return {name: as_text(head) for name, head in read.items() if head is not None}


def _asked(proposals: Sequence[Proposal], screen: Screen) -> list[Proposal]:
    """The proposals that are wanted. Nothing is written before the last question is answered.

    Raises:
        typer.Exit: there will be no more answers.
    """
    accepted = []
    try:
        for proposal in proposals:
            write(_shown(proposal, screen, MOST_LINES) + "\n")
            if _wants(proposal.question):
                accepted.append(proposal)
    except (EOFError, KeyboardInterrupt):
        tell("")  # below the question
        tell("nothing was written")
        raise typer.Exit(ExitCode.INTERRUPTED) from None
    return accepted


def _wants(question: str) -> bool:
    while True:
        answer = input(f"{question} [Y/n] ").strip().casefold()
        if answer in ("", "y", "yes", "n", "no"):
            return answer in ("", "y", "yes")


def _shown(proposal: Proposal, screen: Screen, most: int | None = None) -> str:
    """What a proposal is for, and its changes as diffs; their lengths alone where they are more than `most` lines."""
    from retrokit.render.diff import unified
    from retrokit.render.terminal import setup
    from retrokit.render.terminal.diff import diff

    diffs = [list(unified(change.shown, _text_before(change), change.after)) for change in proposal.changes]
    if most is not None and sum(map(len, diffs)) > most:
        told = [f"  {change.shown}, {change.after.count(chr(10))} lines" for change in proposal.changes]
        changes = ["\n".join([*told, "  --dry-run shows them.", ""])]
    else:
        changes = [diff(lines, screen) for lines in diffs]
    return "\n".join(["", setup.heading(proposal.purpose, screen), *changes])


def _text_before(change: Change) -> str:
    return "" if change.before is None else change.before.decode("utf-8")


def _apply(proposals: Sequence[Proposal]) -> None:
    """Write what is wanted, and say so file by file.

    Raises:
        RetrokitError: a file can't be written, or was changed meanwhile; what was written before it stays.
    """
    from retrokit import repo

    for number, proposal in enumerate(proposals):
        for change in proposal.changes:
            if change.before is None:
                repo.create_text(change.path, change.after)
            else:
                repo.replace_bytes(change.path, change.before, change.after.encode("utf-8"))
        write(("" if number else "\n") + proposal.done + "\n")


def _indented(block: str) -> str:
    return "".join(f"    {line}\n" if line else "\n" for line in block.splitlines())


def _end(ground: Ground, place: Place, steps: Sequence[Step], accepted: Sequence[Proposal], screen: Screen) -> None:
    """What is left to be said: what has to be filled in, and what makes sense next."""
    from retrokit.render.terminal import setup
    from retrokit.setup.pipeline import TO_FILL_IN

    if not steps:
        write("\nAll is set up.\n")
    changes = [change for proposal in accepted for change in proposal.changes]
    for change in changes:
        if TO_FILL_IN in change.after:
            write(
                f"\n{change.shown} has a line to fill in: nothing here says where your retrokit can be installed from.\n"
            )
    found = tuple(next_steps(ground, place, [change.path for change in changes]))
    write("\n" + setup.steps(found, screen))
