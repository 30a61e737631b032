"""Where this retrokit came from, and whether the commits of a repository run hooks."""

import os
import re
from pathlib import Path

from retrokit.repo.git import run_git
from retrokit.repo.place import Repository

_DISTRIBUTION = "retrokit-postmortems"
_PULLED_BY_ALL = re.compile(r"https://(?:[^/@\s]*@)?([\w.:-]+/[^\s\"'$`\\]+)")


def install_source() -> str | None:
    """What `pip install` takes to install this very retrokit on another machine; None where the installation does not say.

    It is read from what pip wrote down (PEP 610). Only https counts, and never with a name or a password in it.
    """
    import json
    from importlib import metadata
    from urllib.request import url2pathname

    try:
        record = json.loads(metadata.distribution(_DISTRIBUTION).read_text("direct_url.json") or "{}")
    except (metadata.PackageNotFoundError, ValueError):
        return None
    url = str(record.get("url", ""))
    below = f"#subdirectory={record['subdirectory']}" if record.get("subdirectory") else ""
    if version := record.get("vcs_info"):
        return _from_git(url, str(version.get("commit_id", "")), below) if version.get("vcs") == "git" else None
    if "dir_info" in record:
        return _from_clone(Path(url2pathname(url.removeprefix("file://"))))
    return url if _PULLED_BY_ALL.fullmatch(url) and "@" not in url else None


def runs_hooks(repository: Repository) -> bool:
    """Whether git has something to run before a commit."""
    asked = run_git(repository.root, "rev-parse", "--git-path", "hooks/pre-commit")
    return asked is not None and os.path.exists(repository.root / os.fsdecode(asked.stdout.removesuffix(b"\n")))


def _from_git(url: str, commit: str, below: str = "") -> str | None:
    found = _PULLED_BY_ALL.fullmatch(url)
    return f"git+https://{found[1]}{'@' + commit if commit else ''}{below}" if found else None


def _from_clone(folder: Path) -> str | None:
    """A folder is of use elsewhere by its remote alone, at the commit that it is on if the remote has that one."""
    origin = run_git(folder, "remote", "get-url", "origin")
    if origin is None or origin.returncode != 0:
        return None
    commit = run_git(folder, "rev-parse", "HEAD")
    pushed = run_git(folder, "for-each-ref", "--count=1", "--contains=HEAD", "refs/remotes/origin")
    is_there = commit is not None and pushed is not None and pushed.stdout
    return _from_git(
        os.fsdecode(origin.stdout).strip(), os.fsdecode(commit.stdout).strip() if is_there and commit else ""
    )
