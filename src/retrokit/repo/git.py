"""git, run as a process."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path


def run_git(
    folder: Path, *arguments: str, meanwhile: Callable[[], object] | None = None
) -> subprocess.CompletedProcess[bytes] | None:
    """The finished git command, or None where there is no git; `meanwhile` is called while it runs."""
    command = ["git", "-C", str(folder), *arguments]
    pipe = subprocess.PIPE
    try:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, env=_environment())
    except OSError:
        return None
    with process:
        if meanwhile:
            meanwhile()
        output, errors = process.communicate()
    return subprocess.CompletedProcess(command, process.returncode, output, errors)


def _environment() -> dict[str, str]:
    """What git is run with: inside a hook its index is the one being committed, but the folder says which repository is meant."""
    kept = {name: value for name, value in os.environ.items() if name not in ("GIT_DIR", "GIT_WORK_TREE", "GIT_PREFIX")}
    if index := kept.get("GIT_INDEX_FILE"):
        kept["GIT_INDEX_FILE"] = os.path.abspath(index)
    return {**kept, "LC_ALL": "C"}
