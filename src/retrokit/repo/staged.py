"""What git has staged, and what changed since a revision: names from the root, and the bytes that would be committed."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from retrokit.errors import RetrokitError
from retrokit.model import Finding
from retrokit.repo.files import MAX_BYTES, SourceFile
from retrokit.repo.git import run_git
from retrokit.repo.place import Repository
from retrokit.vocabulary import Problem

_FILES = (b"100644", b"100755")


def staged_names(repository: Repository) -> list[str]:
    """The files that the next commit adds or changes, and those of a merge that are not settled yet.

    Raises:
        RetrokitError: there is no git here.
    """
    _require_git(repository, "--staged")
    # Without renames: one that was edited, too, would be missing from `--diff-filter=ACM`.
    listed = run_git(
        repository.root, "diff", "--cached", "--name-only", "-z", "--no-renames", "--diff-filter=ACMTU", "--"
    )
    if listed is None or listed.returncode != 0:
        raise RetrokitError(f"git can't say what is staged: {_said(listed.stderr if listed else None)}")
    return list(dict.fromkeys(_names(listed.stdout)))


def changed_names(repository: Repository, revision: str) -> list[str]:
    """The tracked files that are not as they were where this branch left a revision.

    Raises:
        RetrokitError: there is no git here, no such revision, or nothing that both have in common.
    """
    _require_git(repository, "--since")
    root = repository.root
    if revision.startswith("-") or _ask(root, "rev-parse", "--verify", "-q", f"{revision}^{{commit}}") is None:
        hint = "a branch, a tag or a commit; in CI, fetch it first: `fetch-depth: 0`"
        raise RetrokitError(f"git knows no revision {revision!r}", hint=hint)
    base = _ask(root, "merge-base", revision, "HEAD")
    if base is None:
        is_shallow = _ask(root, "rev-parse", "--is-shallow-repository") == "true"
        hint = (
            "the clone is shallow: `fetch-depth: 0` in CI, or `git fetch --unshallow`"
            if is_shallow
            else "name another one"
        )
        raise RetrokitError(f"nothing that {revision} and this branch have in common", hint=hint)
    # `diff` would refresh the index by itself; with that off only `--numstat` looks into files that are merely newer.
    quiet = ("-c", "diff.autoRefreshIndex=false", "diff", "--no-ext-diff", "--no-textconv")
    listed = run_git(root, *quiet, "--numstat", "-z", "--no-renames", "--diff-filter=ACMTU", base, "--")
    if listed is None or listed.returncode != 0:
        raise RetrokitError(f"git can't say what changed since {revision}: {_said(listed.stderr if listed else None)}")
    return list(dict.fromkeys(line.split("\t", 2)[2] for line in _names(listed.stdout)))


def read_staged(repository: Repository, names: Sequence[str]) -> Iterator[SourceFile | Finding]:
    """The staged bytes of files, or the finding that says why there are none; links and submodules are left out."""
    blobs, unsettled = _blobs(repository.root, names)
    for name in unsettled:
        hint = "settle it, then `git add` the file"
        yield Finding(
            repository.show(repository.root / name), 1, 1, Problem.CONFLICT_MARKER, "unresolved merge conflict", hint
        )
    contents = read_blobs(repository.root, blobs.values())
    for name, data in zip(blobs, contents, strict=True):
        path = repository.show(repository.root / name)
        if len(data) > MAX_BYTES:
            told = f"larger than {MAX_BYTES >> 20} MiB"
            yield Finding(path, 1, 1, Problem.UNREADABLE, told, "this can't be a postmortem")
        else:
            yield SourceFile(path, data)


def _blobs(root: Path, names: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """The blob of each file in the index, and the files that are in conflict."""
    blobs, unsettled = dict[str, str](), dict[str, None]()
    for some in _in_parts(names):
        listed = run_git(root, "--literal-pathspecs", "ls-files", "-s", "-z", "--", *some)
        if listed is None or listed.returncode != 0:
            raise RetrokitError(f"git can't say what is staged: {_said(listed.stderr if listed else None)}")
        for entry in listed.stdout.split(b"\0"):
            if not entry:
                continue
            about, _, name = entry.partition(b"\t")
            mode, blob, stage = about.split(b" ")
            if stage != b"0":
                unsettled[os.fsdecode(name)] = None
            elif mode in _FILES:
                blobs[os.fsdecode(name)] = blob.decode()
    return blobs, list(unsettled)


def _in_parts(names: Sequence[str], most: int = 500) -> Iterator[Sequence[str]]:
    """So many at a time as fit a command line."""
    for start in range(0, len(names), most):
        yield names[start : start + most]


def read_blobs(root: Path, blobs: Iterable[str], meanwhile: Callable[[], object] | None = None) -> list[bytes]:
    """The bytes of blobs, in one call of git; `meanwhile` is called while it reads.

    Raises:
        RetrokitError: one of them is missing.
    """
    wanted = list(blobs)
    if not wanted:
        return []
    done = run_git(
        root, "cat-file", "--batch", given="".join(f"{blob}\n" for blob in wanted).encode(), meanwhile=meanwhile
    )
    output, contents, place = done.stdout if done else b"", [], 0
    for blob in wanted:
        end = output.find(b"\n", place)
        header = output[place:end].split(b" ")
        if end < 0 or header[-1] == b"missing":
            raise RetrokitError(f"git has no object {blob}", hint="git fsck")
        size = int(header[2])
        contents.append(output[end + 1 : end + 1 + size])
        place = end + size + 2
    return contents


def _require_git(repository: Repository, option: str) -> None:
    if not repository.is_git:
        raise RetrokitError(f"{option} needs git, and this is no git repository", hint=repository.notice)


def _ask(root: Path, *arguments: str) -> str | None:
    done = run_git(root, *arguments)
    return os.fsdecode(done.stdout).strip() if done is not None and done.returncode == 0 else None


def _names(output: bytes) -> Iterator[str]:
    return (os.fsdecode(name) for name in output.split(b"\0") if name)


def _said(errors: bytes | None) -> str:
    lines = (errors or b"").decode("utf-8", "replace").strip().splitlines()
    return lines[-1].removeprefix("fatal: ") if lines else "no git"
