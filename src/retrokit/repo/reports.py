"""Which files are reports."""

import os
import re
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from retrokit.errors import MissingPath, NoReports, RetrokitError
from retrokit.repo.git import run_git
from retrokit.repo.place import Repository

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
_DATED_FILE = re.compile(r"(?:19|20)\d\d-\d\d-\d\d[^/]*\.md")
_DATED = re.compile(r"(?:19|20)\d\d(?:[-_.]?\d\d|\b)")

_OTHERS = sorted(stem for stem in _NOT_REPORTS if stem not in ("index", "readme", "template", "_template"))
REPORT_PATTERN = (
    r"(?!(.*/)?(\.|templates?/|_templates/))",
    rf"(?!(.*/)?({'|'.join(_OTHERS[:5])}",
    rf"|{'|'.join(_OTHERS[5:])})\.[^./]*$)",
    r"(?!((.*/)?(?!(19|20)\d\d)[^/]+/)?(index|readme)\.[^./]*$)",
    r"(?!(.*/)?(?!(19|20)\d\d)([^/]*[-_.\ ])?templates?[-_.\ ][^/]*$)",
    r".*\.(md|markdown)$",
)
"""The names that may be reports, seen from their folder, for tools that are told by a pattern: the lines of a verbose one, in any case."""

Stamp = tuple[int, int, int, int]
"""When a file was changed, when its entry was (both in nanoseconds), its size and its inode: another text has another stamp, also where two
that one checkout has written change places."""

_63_BITS = 2**63 - 1

YOUNG = 2_000_000_000
"""Nanoseconds for which a file has no stamp: it may change again within the resolution of the clock (two seconds on FAT), and keep it.
git has the same trouble with its index ("racy git")."""


class ReportFile(NamedTuple):
    """A file that may be a postmortem: its absolute path, as it is shown, and its stamp; None if it can't be looked at, or is young."""

    path: str
    shown: str
    stamp: Stamp | None


def find_reports(
    repository: Repository,
    folder: Path,
    *,
    paths: Sequence[Path] = (),
    configured: Sequence[Path] = (),
    tracked_only: bool = False,
    meanwhile: Callable[[], object] | None = None,
) -> list[ReportFile]:
    """The files that may be postmortems, sorted by path.

    Folders are asked of git where there is one (tracked files, and new ones that are not ignored), else walked; READMEs, templates and
    indexes in them are left out.

    Args:
        repository: the one that holds `folder`.
        folder: where the command works.
        paths: files and folders that were asked for, relative ones from `folder`, else from the root. A file counts whatever it is called.
        configured: where to look if nothing was asked for; else the usual places are looked at, else `folder`.
        tracked_only: leave out what git does not track.
        meanwhile: called while git is listing, if it does.

    Raises:
        RetrokitError: a path or a configured folder is missing.
        NoReports: there is none to be found.
    """
    paths = [from_folder_or_root(repository, folder, path) for path in paths]
    _require(repository, paths, configured)
    if paths or configured:
        found = _files_of(repository, paths or configured, tracked_only, meanwhile)
    else:
        found = _files_of(repository, usual_folders(folder), tracked_only, meanwhile)
        found = found or _files_of(repository, [folder], tracked_only)
        if not found and repository.root != folder:
            found = _files_of(repository, usual_folders(repository.root), tracked_only)
    if not found:
        looked = ", ".join(map(str, paths or configured or [folder]))
        usual = ", ".join(f"{name}/" for name in USUAL_FOLDERS[:4])
        hint = f"looked for .md files there and in {usual} …; name the folder: retrokit repeats PATH, or `folders` in retrokit.toml"
        raise NoReports(f"no postmortems in {looked}", hint=hint)
    return sorted(found.values())


def report_places(
    repository: Repository, folder: Path, configured: Sequence[Path] = (), paths: Iterable[Path] = ()
) -> list[str]:
    """Where reports lie that are checked: the configured folders, else the usual ones of the folder, else those of the repository; none if
    there are none.

    `paths` are absolute ones of files that count as there, whatever is on disk: a folder may be staged and gone.
    """
    if configured:
        return [os.path.realpath(place) for place in configured]
    known = [str(path) for path in paths]
    for top in dict.fromkeys((os.path.realpath(folder), os.path.realpath(repository.root))):
        places = (os.path.join(top, name) for name in USUAL_FOLDERS)
        if found := [p for p in places if os.path.isdir(p) or any(path.startswith(p + os.sep) for path in known)]:
            return found
    return []


def those_that_are_reports(
    repository: Repository, folder: Path, paths: Sequence[Path], configured: Sequence[Path] = ()
) -> list[Path]:
    """Those of some absolute paths that are reports, whether they are there or not.

    Where no folder is configured and none of the usual ones is there, markdown may be anything: what is dated counts.
    """
    places = report_places(repository, folder, configured, paths)
    is_report = may_be_report if places else _is_dated_report
    insides = [os.path.join(place, "") for place in places or [os.path.realpath(folder)]]
    return [
        path
        for path in paths
        if any(str(path).startswith(inside) and is_report(_below(path, inside)) for inside in insides)
    ]


def _below(path: Path, inside: str) -> str:
    return str(path)[len(inside) :].replace(os.sep, "/")


def _is_dated_report(name: str) -> bool:
    return may_be_report(name) and any(_DATED.match(part) for part in name.split("/")[-2:])


def report_names(folder: Path) -> list[str]:
    """The files below a folder that may be postmortems, as paths from there, sorted: by their names alone, in one call of git."""
    return sorted(name for name in _reports_under(folder, False, None) if os.path.lexists(folder / name))


def _require(repository: Repository, paths: Iterable[Path], configured: Iterable[Path]) -> None:
    for path in paths:
        if not _may_exist(path):
            raise MissingPath(f"{repository.show(path)} does not exist", hint="it was given on the command line")
    for path in configured:
        if not _may_exist(path):
            hint = "it was configured as a postmortem folder"
            raise RetrokitError(f"{repository.show(path)} does not exist", hint=hint)


def usual_folders(folder: Path) -> list[Path]:
    """Those of the usual places below a folder that are there."""
    return [folder / name for name in USUAL_FOLDERS if os.path.isdir(folder / name)]


def from_folder_or_root(repository: Repository, folder: Path, path: Path) -> Path:
    """A relative path is meant from the folder; else from the root, as the findings show it."""
    from_folder, from_root = folder / path, repository.root / path
    return from_root if os.path.exists(from_root) and not os.path.exists(from_folder) else from_folder


def _files_of(
    repository: Repository,
    places: Iterable[Path],
    tracked_only: bool,
    meanwhile: Callable[[], object] | None = None,
) -> dict[str, ReportFile]:
    found: dict[str, ReportFile] = {}
    links: list[str] = []
    settled = time.time_ns() - YOUNG
    for place in places:
        if os.path.isdir(place):
            folder = os.path.realpath(place)
            names = _reports_under(Path(folder), tracked_only, meanwhile)
        else:
            folder, names = os.path.realpath(place.parent), iter([place.name])
        before = folder + os.sep
        shown_before = repository.show(before + "x")[:-1]
        for name in names:
            path = before + name
            is_there, is_link, stamp = _look_at(path, settled)
            if is_there:
                is_plain = name.isascii() and os.sep == "/" and ".." not in name
                found[path] = ReportFile(path, shown_before + name if is_plain else repository.show(path), stamp)
                if is_link:
                    links.append(path)
    for link in links:  # a link counts where it stands, unless what it leads to is counted anyway
        if os.path.realpath(link) in found:
            del found[link]
    return found


def _look_at(path: str, settled: int) -> tuple[bool, bool, Stamp | None]:
    """Whether it is there and no folder, whether it is a link, and its stamp. What can't be looked at is told when it is read."""
    try:
        status = os.lstat(path)
        is_link = stat.S_ISLNK(status.st_mode)
        if is_link:
            status = os.stat(path)
    except FileNotFoundError:  # what git tracks may be deleted on disk; a link may lead nowhere
        return os.path.islink(path), True, None
    except OSError:
        return True, False, None
    changed, entered = status.st_mtime_ns, status.st_ctime_ns
    is_settled = changed < settled and entered < settled
    stamp = (changed, entered, status.st_size, status.st_ino & _63_BITS) if is_settled else None
    return not stat.S_ISDIR(status.st_mode), is_link, stamp


def _reports_under(folder: Path, tracked_only: bool, meanwhile: Callable[[], object] | None) -> Iterator[str]:
    listed = _listed_by_git(folder, tracked_only, meanwhile)
    return filter(may_be_report, _walk(folder) if listed is None else listed)


def _may_exist(path: Path) -> bool:
    try:
        os.lstat(path)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return True


def may_be_report(name: str) -> bool:
    """Whether a file of this name, with the folders that it is in, may be a postmortem."""
    if _DATED_FILE.fullmatch(name):  # most are called so
        return True
    name = name.casefold()
    if not name.endswith(_SUFFIXES) or name.startswith(".") or "/." in name:
        return False
    folders, _, file = name.rpartition("/")
    stem = file.rpartition(".")[0]
    if folders and not _TEMPLATE_FOLDERS.isdisjoint(folders.split("/")):
        return False
    if stem in ("readme", "index"):
        return bool(_DATED.match(folders.rpartition("/")[2]))  # one folder an incident, its text in index.md
    return stem not in _NOT_REPORTS and (
        "template" not in stem or bool(_DATED.match(stem)) or not _TEMPLATE.search(stem)
    )


def _listed_by_git(folder: Path, tracked_only: bool, meanwhile: Callable[[], object] | None = None) -> list[str] | None:
    """Paths below `folder` that git tracks or would; None outside a work tree, and in a folder that git ignores."""
    options = ["-c"] if tracked_only else ["-c", "-o", "--exclude-standard"]
    listing = run_git(folder, "ls-files", "-z", *options, meanwhile=meanwhile)
    if listing is None or listing.returncode != 0:
        return None
    if not listing.stdout:
        ignored = run_git(folder.parent, "check-ignore", "-q", f"./{folder.name}")
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
