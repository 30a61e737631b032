"""Where git looks for its hooks."""

import os
from pathlib import Path

from retrokit.errors import RetrokitError
from retrokit.repo.git import run_git
from retrokit.repo.place import Repository


def hook_file(repository: Repository, name: str) -> Path:
    """The file of a hook, whether it is there or not. Where husky manages the hooks, the one that people write.

    Raises:
        RetrokitError: there is no git, or the hooks are those of other repositories, too (`core.hooksPath`).
    """
    told = run_git(repository.root, "rev-parse", "--git-path", "hooks") if repository.is_git else None
    if told is None or told.returncode != 0:
        raise RetrokitError("a hook needs git, and this is no git repository", hint=repository.notice)
    folder = repository.root / os.fsdecode(told.stdout.rstrip(b"\n"))
    if folder.parent.name == ".husky":
        folder = folder.parent
    common = run_git(repository.root, "rev-parse", "--git-common-dir")
    git_folder = repository.root / os.fsdecode(common.stdout.rstrip(b"\n")) if common else repository.root
    inside = [os.path.realpath(place) for place in (repository.root, git_folder)]
    if not any(os.path.realpath(folder).startswith(os.path.join(place, "")) for place in inside):
        hint = "core.hooksPath leads there: call `retrokit check --staged` from a hook of yours"
        raise RetrokitError("these hooks are those of other repositories, too", hint=hint, location=str(folder))
    return folder / name
