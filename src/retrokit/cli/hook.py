"""`retrokit hook`."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from retrokit.cli.delivery import write
from retrokit.cli.options import Directory
from retrokit.cli.session import Place
from retrokit.errors import RetrokitError

if TYPE_CHECKING:
    from retrokit.repo import Repository

hook = typer.Typer(
    name="hook",
    help="Check postmortems in a hook of git's own, without pre-commit.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


@hook.command()
def install(ctx: typer.Context, directory: Directory = None) -> None:
    """Check what is staged before each commit.

    A hook that is there is kept, and runs after it.
    """
    from retrokit import repo
    from retrokit.setup import script

    folder, repository, path = _hook(Place(directory).over(ctx.obj))
    shown, prefix = _shown(path, repository.root), os.path.relpath(folder, repository.root)
    options = "" if prefix == "." else f"-C {_quoted(prefix)}"
    block = script.lines(sys.executable, options)
    if not os.path.lexists(path):
        repo.create_text(path, script.new_script(block))
        _make_executable(path)
        write(f"wrote {shown}: a commit is refused until its reports pass `retrokit check`\n")
        return
    before = repo.read_text(path)
    changed = script.with_lines(before, block)
    if changed is None:
        hint = f"call it from there: retrokit {f'{options} ' if options else ''}check --staged"
        raise RetrokitError("is no shell script, and was left as it is", hint=hint, location=shown)
    if changed == before:
        write(f"{shown} has it already\n")
        return
    repo.replace_text(path, before, changed)
    _make_executable(path)
    write(f"added retrokit to {shown}, before all that it does itself; the rest is as it was\n")


@hook.command()
def uninstall(ctx: typer.Context, directory: Directory = None) -> None:
    """Take out what `install` put in."""
    from retrokit import repo
    from retrokit.setup import script

    _, repository, path = _hook(Place(directory).over(ctx.obj))
    shown = _shown(path, repository.root)
    before = repo.read_text(path) if os.path.lexists(path) else ""
    changed = script.without_lines(before)
    if changed == before:
        write(f"nothing of retrokit's is in {shown}\n")
    elif script.is_ours_alone(before):
        repo.delete(path)
        write(f"deleted {shown}\n")
    else:
        repo.replace_text(path, before, changed)
        write(f"took retrokit out of {shown}; the rest is as it was\n")


def _hook(place: Place) -> tuple[Path, Repository, Path]:
    """The folder, its repository, and where git looks for its pre-commit hook.

    Raises:
        RetrokitError: there is no git, or its hooks lie where other repositories have theirs, too.
    """
    from retrokit import repo

    folder = (place.directory or Path()).absolute()
    repository = repo.open_repository(folder)
    return folder.resolve(), repository, repo.hook_file(repository, "pre-commit")


def _shown(path: Path, root: Path) -> str:
    below = os.path.relpath(path, root)
    return str(path) if below.startswith("..") else below


def _quoted(text: str) -> str:
    import shlex

    return shlex.quote(text)


def _make_executable(path: Path) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    path.chmod(mode | (mode & 0o444) >> 2)
