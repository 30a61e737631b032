"""git, run as a process."""

import os
import subprocess
from pathlib import Path


def run_git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes] | None:
    """The finished git command, or None where there is no git."""
    command = ["git", "-C", str(folder), *arguments]
    try:
        return subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL, env=_environment())
    except OSError:
        return None


def _environment() -> dict[str, str]:
    """What git is run with: inside a hook its index is the one being committed, but the folder says which repository is meant."""
    kept = {name: value for name, value in os.environ.items() if name not in ("GIT_DIR", "GIT_WORK_TREE", "GIT_PREFIX")}
    if index := kept.get("GIT_INDEX_FILE"):
        kept["GIT_INDEX_FILE"] = os.path.abspath(index)
    return {**kept, "LC_ALL": "C"}
