"""git, run as a process."""

import functools
import os
import subprocess
from collections.abc import Callable
from pathlib import Path


def run_git(
    folder: Path, *arguments: str, given: bytes | None = None, meanwhile: Callable[[], object] | None = None
) -> subprocess.CompletedProcess[bytes] | None:
    """The finished git command, `given` on its stdin, or None where there is no git; `meanwhile` is called while it runs."""
    command = ["git", "-C", str(folder), *arguments]
    pipe = subprocess.PIPE
    stdin = subprocess.DEVNULL if given is None else pipe
    try:
        process = subprocess.Popen(command, stdin=stdin, stdout=pipe, stderr=pipe, env=_environment(folder))
    except OSError:
        return None
    with process:
        if meanwhile:
            meanwhile()
        output, errors = process.communicate(given)
    return subprocess.CompletedProcess(command, process.returncode, output, errors)


def top_of(folder: Path | str) -> str:
    """The nearest folder at or above one that has a `.git`; empty if none has."""
    place = os.path.realpath(folder)
    while not os.path.lexists(os.path.join(place, ".git")):
        above = os.path.dirname(place)
        if above == place:
            return ""
        place = above
    return place


def _environment(folder: Path) -> dict[str, str]:
    """What git is run with: its variables in a hook say which index is meant, and which repository where no `.git` does, as long as the
    folder belongs to it.

    With `GIT_DIR` alone git would take the folder itself for the top of the work tree.
    """
    kept = {name: value for name, value in os.environ.items() if name != "GIT_PREFIX"}
    is_found_by_itself = bool(top_of(folder))
    unwanted = ["GIT_DIR", "GIT_WORK_TREE"] if is_found_by_itself else []
    if not _is_of_the_caller(folder, tuple(map(os.environ.get, _OF_THE_CALLER))):
        unwanted = list(_OF_THE_CALLER)
    for name in unwanted:
        kept.pop(name, None)
    if index := kept.get("GIT_INDEX_FILE"):
        kept["GIT_INDEX_FILE"] = os.path.abspath(index)
    return {**kept, "LC_ALL": "C"}


_OF_THE_CALLER = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY")


@functools.lru_cache(64)
def _is_of_the_caller(folder: Path, variables: tuple[str | None, ...]) -> bool:
    """Whether a folder is of the repository that called us, if these variables say that one did."""
    if not any(variables):
        return True
    own = top_of(folder)
    if own or not variables[0]:
        return own == top_of(os.curdir)
    asked = ["git", "rev-parse", "--show-toplevel"]
    try:
        told = subprocess.run(asked, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except OSError:
        return False
    work_tree = os.path.realpath(os.fsdecode(told.stdout.rstrip(b"\n"))) if told.returncode == 0 else ""
    return bool(work_tree) and os.path.join(os.path.realpath(folder), "").startswith(os.path.join(work_tree, ""))
