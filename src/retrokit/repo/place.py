"""Which repository is meant."""

import functools
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from retrokit.errors import RetrokitError
from retrokit.repo.git import run_git


@dataclass(frozen=True)
class Repository:
    """`root` is the top of the git work tree that holds the folder, else the folder itself; paths are shown from there.

    `git_folder` is where git keeps what belongs to this work tree, None outside of git.
    """

    root: Path
    git_folder: Path | None = None
    notice: str = ""
    """What a person should know about how it was read; empty when all is well."""

    @property
    def is_git(self) -> bool:
        return self.git_folder is not None

    def show(self, path: Path | str) -> str:
        """The path as people see it: from the root, with forward slashes, bytes that are no UTF-8 spelled out."""
        shown, inside = str(path), self._inside
        if shown.startswith(inside) and ".." not in shown:
            shown = shown[len(inside) :]
        else:
            shown = os.path.relpath(path, self.root)
        if os.sep != "/":
            shown = shown.replace(os.sep, "/")
        return (
            shown if shown.isascii() else shown.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        )

    def leads_outside(self, path: Path | str) -> str:
        """Where a file in here leads by links, if not to a place in here: a link in somebody's commit must not decide what is written."""
        real = os.path.realpath(path)
        is_in_here = os.path.abspath(path).startswith(self._inside)
        return real if is_in_here and not real.startswith(os.path.join(os.path.realpath(self.root), "")) else ""

    @functools.cached_property
    def _inside(self) -> str:
        return os.path.join(self.root, "")


def open_repository(folder: Path, meanwhile: Callable[[], object] | None = None) -> Repository:
    """The repository that holds `folder`; `meanwhile` is called while git is asked.

    Raises:
        RetrokitError: `folder` is missing or is not a folder.
    """
    if not os.path.isdir(folder):
        state = "is not a folder" if os.path.exists(folder) else "does not exist"
        raise RetrokitError(f"{folder} {state}", hint="-C takes the folder to work in")
    folder = folder.resolve()
    top = run_git(folder, "rev-parse", "--show-toplevel", "--absolute-git-dir", meanwhile=meanwhile)
    if top is not None and top.returncode == 0:
        root, _, git_folder = os.fsdecode(top.stdout.removesuffix(b"\n")).partition("\n")
        if "\n" in git_folder:  # a folder's name may hold a line break
            asked = [run_git(folder, "rev-parse", what) for what in ("--show-toplevel", "--absolute-git-dir")]
            root, git_folder = (os.fsdecode(answer.stdout.removesuffix(b"\n")) if answer else "" for answer in asked)
        return Repository(Path(root), Path(git_folder))
    if top is not None and b"dubious ownership" in top.stderr:
        import shlex

        notice = f"git does not trust {folder}, so it was read without git: git config --global --add safe.directory {shlex.quote(str(folder))}"
        return Repository(folder, notice=notice)
    return Repository(folder)
