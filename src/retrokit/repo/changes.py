"""What is changed in the repository itself: a branch begun, a file staged."""

import os
from pathlib import Path

from retrokit.errors import RetrokitError
from retrokit.repo.git import run_git
from retrokit.repo.place import Repository


def begin_branch(repository: Repository, name: str) -> None:
    """Make a branch from where the work tree is, and switch to it; what is changed and not staged comes along.

    Raises:
        RetrokitError: there is no git, the branch exists, or something is staged, which would slip into its first commit.
    """
    if not repository.is_git:
        raise RetrokitError("no branch without git", hint="leave --branch out, or run `git init` first")
    if _ask(repository, "rev-parse", "--verify", "-q", f"refs/heads/{name}") is not None:
        raise RetrokitError(f"the branch {name} exists", hint=f"git switch {name}, then leave --branch out")
    if _ask(repository, "diff", "--cached", "--quiet", "--ignore-submodules") is None:
        hint = "commit what is staged first, or leave --branch out"
        raise RetrokitError("something is staged, and would slip into the first commit of the branch", hint=hint)
    done = run_git(repository.root, "switch", "-q", "-c", name)
    if current_branch(repository) != name:  # a hook may fail after the switch
        said = done.stderr if done else b""
        raise RetrokitError(f"the branch {name} can't be made: {_first_line(said)}", hint="leave --branch out")


def current_branch(repository: Repository) -> str:
    """The branch of the work tree, which need not have a commit yet; empty where there is none."""
    return _ask(repository, "symbolic-ref", "-q", "--short", "HEAD") or ""


def stage(repository: Repository, path: Path) -> None:
    """`git add` for one file.

    Raises:
        RetrokitError: there is no git, the file is ignored, or git can't.
    """
    if not repository.is_git:
        raise RetrokitError("not staged: no git here")
    done = run_git(repository.root, "--literal-pathspecs", "add", "--", os.path.realpath(path))
    if done is None or done.returncode != 0:
        said = _first_line(done.stderr) if done else "no git here"
        raise RetrokitError(f"not staged: {said}")


def _ask(repository: Repository, *arguments: str) -> str | None:
    """What git answers; None where it says no."""
    done = run_git(repository.root, *arguments)
    return os.fsdecode(done.stdout).rstrip("\n") if done is not None and done.returncode == 0 else None


def _first_line(errors: bytes) -> str:
    lines = errors.decode("utf-8", "replace").strip().splitlines()
    return lines[0].removeprefix("fatal: ").removeprefix("error: ").rstrip(":") if lines else "git did not say why"
