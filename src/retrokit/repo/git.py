"""git, run as a process."""

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
        process = subprocess.Popen(command, stdin=stdin, stdout=pipe, stderr=pipe, env=_environment())
    except OSError:
        return None
    with process:
        if meanwhile:
            meanwhile()
        output, errors = process.communicate(given)
    return subprocess.CompletedProcess(command, process.returncode, output, errors)


def _environment() -> dict[str, str]:
    """What git is run with: inside a hook its index is the one being committed, but the folder says which repository is meant."""
    kept = {name: value for name, value in os.environ.items() if name not in ("GIT_DIR", "GIT_WORK_TREE", "GIT_PREFIX")}
    if index := kept.get("GIT_INDEX_FILE"):
        kept["GIT_INDEX_FILE"] = os.path.abspath(index)
    return {**kept, "LC_ALL": "C"}
