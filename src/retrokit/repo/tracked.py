"""What git tracks of the reports, as it lists it: a line for each file, with the blob that the index has of it."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from retrokit.repo.git import run_git, top_of
from retrokit.repo.place import Repository
from retrokit.repo.reports import may_be_report, report_places

_FILES = (b"100644", b"100755")


class Tracked(NamedTuple):
    """Files that git tracks below some folders.

    Args:
        places: the folders, as paths from the root with a slash at their end; empty for the root itself.
        listing: the lines of `git ls-files -s -z`.
    """

    places: tuple[str, ...]
    listing: bytes

    def changed(self, before: bytes) -> Iterator[tuple[str, str]]:
        """The reports that an earlier listing has otherwise, as names from the root with the blobs that they have now, empty if they have none."""
        if self.listing == before:
            return
        now, then = (set(part.split(b"\0")) for part in _differing(self.listing, before))
        blobs = dict.fromkeys((_name(entry) for entry in then - now if entry), "")
        blobs |= {_name(entry): _blob(entry) for entry in now - then if entry}
        yield from ((name, blob) for name, blob in sorted(blobs.items()) if self._is_report(name))

    def names(self) -> Iterator[str]:
        return (_name(entry) for entry in self.listing.split(b"\0") if entry)

    def without(self, names: Iterable[str]) -> bytes:
        """The listing without these files."""
        left_out = frozenset(names)
        return b"".join(e + b"\0" for e in self.listing.split(b"\0") if e and _name(e) not in left_out)

    def _is_report(self, name: str) -> bool:
        return any(name.startswith(place) and may_be_report(name[len(place) :]) for place in self.places)


def _differing(one: bytes, other: bytes) -> tuple[bytes, bytes]:
    """The entries between those that two listings begin and end with alike: of ten thousand, mostly a few."""
    begin = one.rfind(b"\0", 0, _alike(one, other)) + 1
    one, other = one[begin:], other[begin:]
    common = _alike(one[::-1], other[::-1])
    end = one.find(b"\0", len(one) - common) + 1 if common else len(one)
    return one[:end], other[: len(other) - len(one) + end]


def _alike(one: bytes, other: bytes) -> int:
    """With how many bytes two texts begin alike."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[low:middle] == other[low:middle] else (low, middle - 1)
    return low


def _name(entry: bytes) -> str:
    return os.fsdecode(entry.partition(b"\t")[2])


def _blob(entry: bytes) -> str:
    """Empty for what is no file, or not settled in a merge."""
    mode, blob, stage = entry.partition(b"\t")[0].split(b" ")
    return blob.decode() if mode in _FILES and stage == b"0" else ""


def tracked_reports(
    repository: Repository, folder: Path, configured: Sequence[Path], meanwhile: Callable[[], object] | None = None
) -> Tracked | None:
    """What git tracks where reports lie; None where there is no git, or one of the places lies outside or in a submodule.

    `meanwhile` is called while git is listing.
    """
    places = report_places(repository, folder, configured) or [os.path.realpath(folder)]
    root = os.path.realpath(repository.root)
    below = [os.path.relpath(os.path.realpath(place), root).replace(os.sep, "/") for place in places]
    is_elsewhere = any(place == ".." or place.startswith("../") for place in below)
    if not repository.is_git or is_elsewhere or any(top_of(place) != top_of(root) for place in places):
        return None
    listed = run_git(repository.root, "--literal-pathspecs", "ls-files", "-s", "-z", "--", *below, meanwhile=meanwhile)
    if listed is None or listed.returncode != 0:
        return None
    return Tracked(tuple("" if place == "." else f"{place}/" for place in below), listed.stdout)


def modified_names(repository: Repository, tracked: Tracked) -> list[str]:
    """The tracked files that are not on disk as the index has them."""
    places = [place or "." for place in tracked.places]
    listed = run_git(repository.root, "--literal-pathspecs", "ls-files", "-m", "-z", "--", *places)
    return [os.fsdecode(name) for name in listed.stdout.split(b"\0") if name] if listed else []
