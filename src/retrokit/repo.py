"""The only room that runs git or touches the disk: where the files are, and their bytes."""

import contextlib
import os
import re
import shlex
import stat
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from retrokit.errors import MissingPath, RetrokitError
from retrokit.model import Finding
from retrokit.vocabulary import Problem

MAX_BYTES = 16 * 1024 * 1024

_NAMES = "postmortems post-mortems postmortem incidents incident-reports incident_reports retros"
USUAL_FOLDERS = tuple(parent + name for parent in ("", "docs/", "doc/") for name in _NAMES.split())
"""Where reports are looked for, under the folder of `-C`, when neither an argument nor the config names a place."""

_SUFFIXES = (".md", ".markdown")
_NOT_REPORT_STEMS = """
    readme index _index template _template about changelog code_of_conduct contributing glossary license security summary toc
"""
_NOT_REPORTS = frozenset(_NOT_REPORT_STEMS.split())
_TEMPLATE = re.compile(r"(?:^|[-_. ])templates?(?:[-_. ]|$)")
_TEMPLATE_FOLDERS = frozenset({"template", "templates", "_templates"})
_TOOL_TABLE = re.compile(
    rb"""\btool["'\s]*\.["'\s]*retrokit|^\s*\[\s*["']?tool["']?\s*\][^\[]*?^\s*["']?retrokit["']?\s*[.=]""",
    re.MULTILINE,
)
_DATED = re.compile(r"(?:19|20)\d\d(?:[-_.]?\d\d|\b)")


@dataclass(frozen=True, slots=True)
class Repository:
    """`root` is the top of the git work tree that holds the folder, else the folder itself; paths are shown from there."""

    root: Path
    is_git: bool
    notice: str = ""
    """What a person should know about how it was read; empty when all is well."""

    def show(self, path: Path) -> str:
        """The path as people see it: from the root, with forward slashes, bytes that are no UTF-8 spelled out."""
        shown = Path(os.path.relpath(path, self.root)).as_posix()
        return shown.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file's bytes, and its path from the root of the repository."""

    path: str
    data: bytes


def open_repository(folder: Path) -> Repository:
    """The repository that holds `folder`.

    Raises:
        RetrokitError: `folder` is missing or is not a folder.
    """
    if not os.path.isdir(folder):
        state = "is not a folder" if os.path.exists(folder) else "does not exist"
        raise RetrokitError(f"{folder} {state}", hint="-C takes the folder to work in")
    folder = folder.resolve()
    top = _git(folder, "rev-parse", "--show-toplevel")
    if top is not None and top.returncode == 0:
        return Repository(Path(os.fsdecode(top.stdout.removesuffix(b"\n"))), is_git=True)
    if top is not None and b"dubious ownership" in top.stderr:
        notice = f"git does not trust {folder}, so it was read without git: git config --global --add safe.directory {shlex.quote(str(folder))}"
        return Repository(folder, is_git=False, notice=notice)
    return Repository(folder, is_git=False)


def find_reports(
    repository: Repository,
    folder: Path,
    *,
    paths: Sequence[Path] = (),
    configured: Sequence[Path] = (),
    tracked_only: bool = False,
) -> list[Path]:
    """The files that may be postmortems, sorted: from `paths`, else `configured` folders, else the usual ones, else `folder`.

    A relative path is meant from `folder`, else from the root. A file named in `paths` counts whatever it is called. Folders are asked of git where there is one (tracked files, and new
    ones that are not ignored, unless `tracked_only`), else walked; READMEs, templates and indexes in them are left out.

    Raises:
        RetrokitError: a path or a configured folder is missing, or there is no report to be found.
    """
    paths = [_from_folder_or_root(repository, folder, path) for path in paths]
    for path in paths:
        if not _may_exist(path):
            raise MissingPath(f"{repository.show(path)} does not exist", hint="it was given on the command line")
    for path in configured:
        if not _may_exist(path):
            hint = "it was configured as a postmortem folder"
            raise RetrokitError(f"{repository.show(path)} does not exist", hint=hint)
    if paths or configured:
        found = _files_of(paths or configured, tracked_only)
        looked = [str(path) for path in paths or configured]
    else:
        usual = [folder / name for name in USUAL_FOLDERS if os.path.isdir(folder / name)]
        found = _files_of(usual, tracked_only) or _files_of([folder], tracked_only)
        if not found and repository.root != folder:
            found = _files_of(
                [repository.root / n for n in USUAL_FOLDERS if os.path.isdir(repository.root / n)], tracked_only
            )
        looked = [str(folder)]
    if not found:
        usual_names = ", ".join(f"{name}/" for name in USUAL_FOLDERS[:4])
        raise RetrokitError(
            f"no postmortems in {', '.join(looked)}",
            hint=f"looked for .md files there and in {usual_names} …; name the folder: retrokit repeats PATH, or `folders` in retrokit.toml",
        )
    return found


def read(repository: Repository, path: Path) -> SourceFile | Finding:
    """A regular file's bytes, or the finding that says why there are none."""
    shown = repository.show(path)
    try:
        return SourceFile(shown, _read_regular(path))
    except _NotReadable as error:
        return Finding(shown, 1, 1, Problem.UNREADABLE, str(error), error.hint)


def read_config(folder: Path, root: Path) -> tuple[Path, str] | None:
    """The nearest `retrokit.toml`, or `pyproject.toml` that speaks of retrokit, from `folder` up to `root`."""
    for place in (folder, *folder.parents):
        own, shared = place / "retrokit.toml", place / "pyproject.toml"
        if os.path.isfile(own):
            return own, read_text(own)
        if os.path.isfile(shared):
            with contextlib.suppress(_NotReadable):  # somebody else's file: its troubles are not ours to tell
                if _TOOL_TABLE.search(_read_regular(shared)):
                    return shared, read_text(shared)
        if place == root:
            break
    return None


def read_text(path: Path) -> str:
    """A regular file's text as UTF-8, without a byte-order mark.

    Raises:
        RetrokitError: it can't be read.
    """
    try:
        return _read_regular(path).decode("utf-8-sig")
    except _NotReadable as error:
        raise RetrokitError(str(error), hint=error.hint, location=str(path)) from error
    except UnicodeDecodeError as error:
        raise RetrokitError(f"is not UTF-8 (byte {error.start})", location=str(path)) from error


class _NotReadable(Exception):
    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def _read_regular(path: Path) -> bytes:
    try:
        # Opening a FIFO would wait for a writer, and a device has no end.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with open(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise _NotReadable("not a regular file", "give files or folders")
            if status.st_size > MAX_BYTES:
                raise _NotReadable(f"larger than {MAX_BYTES >> 20} MiB", "this can't be a postmortem")
            return file.read()
    except OSError as error:
        raise _NotReadable(f"can't be read: {error.strerror or error}", "look at its permissions") from error


def _from_folder_or_root(repository: Repository, folder: Path, path: Path) -> Path:
    """A relative path is meant from the folder; else from the root, as the findings show it."""
    from_folder, from_root = folder / path, repository.root / path
    return from_root if os.path.exists(from_root) and not os.path.exists(from_folder) else from_folder


def _files_of(places: Iterable[Path], tracked_only: bool) -> list[Path]:
    found: dict[Path, None] = {}
    for place in places:
        if os.path.isdir(place):
            found.update(dict.fromkeys(_reports_under(Path(os.path.realpath(place)), tracked_only)))
        else:
            found[Path(os.path.realpath(place.parent)) / place.name] = None
    # A link counts where it stands, unless what it leads to is counted anyway.
    doubled = {path for path in found if os.path.islink(path) and Path(os.path.realpath(path)) in found}
    return sorted(found.keys() - doubled, key=lambda path: path.as_posix())


def _reports_under(folder: Path, tracked_only: bool) -> Iterator[Path]:
    listed = _listed_by_git(folder, tracked_only)
    for name in _walk(folder) if listed is None else listed:
        path = folder / name
        # What git tracks may be deleted on disk; a folder may be called x.md. What can't be looked at is told when it is read.
        if _may_be_report(PurePosixPath(name)) and not os.path.isdir(path) and _may_exist(path):
            yield path


def _may_exist(path: Path) -> bool:
    try:
        os.lstat(path)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return True


def _may_be_report(name: PurePosixPath) -> bool:
    stem = name.stem.casefold()
    if name.suffix.casefold() not in _SUFFIXES or any(part.startswith(".") for part in name.parts):
        return False
    if _TEMPLATE_FOLDERS & {part.casefold() for part in name.parts[:-1]}:
        return False
    if stem in ("readme", "index"):
        return bool(_DATED.match(name.parent.name))  # one folder an incident, its text in index.md
    return stem not in _NOT_REPORTS and (bool(_DATED.match(stem)) or not _TEMPLATE.search(stem))


def _listed_by_git(folder: Path, tracked_only: bool) -> list[str] | None:
    """Paths below `folder` that git tracks or would; None outside a work tree, and in a folder that git ignores."""
    options = ["-c"] if tracked_only else ["-c", "-o", "--exclude-standard"]
    listing = _git(folder, "ls-files", "-z", *options)
    if listing is None or listing.returncode != 0:
        return None
    if not listing.stdout:
        ignored = _git(folder.parent, "check-ignore", "-q", f"./{folder.name}")
        if ignored is not None and ignored.returncode == 0:
            return None
    return [os.fsdecode(name) for name in dict.fromkeys(listing.stdout.split(b"\0")) if name]


def _walk(folder: Path) -> Iterator[str]:
    closed: list[str] = []
    for base, folders, files in os.walk(folder, onerror=lambda error: closed.append(str(error.filename))):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "node_modules")
        below = os.path.relpath(base, folder)
        for name in files:
            yield PurePosixPath(*Path(below).parts, name).as_posix()
    for name in closed:  # a folder that can't be opened may hold reports: it is told as one that can't be read
        yield f"{Path(name).relative_to(folder).as_posix()}/*.md"


def _git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes] | None:
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
