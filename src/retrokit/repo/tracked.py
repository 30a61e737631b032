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
        blobs = {_name(entry): _blob(now) for entry, now in _differing(self.listing, before)}
        yield from ((name, blob) for name, blob in sorted(blobs.items()) if self._is_report(name))

    def names(self) -> Iterator[str]:
        return (_name(entry) for entry in self.listing.split(b"\0") if entry)

    def without(self, names: Iterable[str]) -> bytes:
        """The listing without these files."""
        left_out = frozenset(names)
        return b"".join(e + b"\0" for e in self.listing.split(b"\0") if e and _name(e) not in left_out)

    def _is_report(self, name: str) -> bool:
        return any(name.startswith(place) and may_be_report(name[len(place) :]) for place in self.places)


def _differing(now: bytes, before: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The entries that two listings, both in the order of their names, do not have in common: each as one of them has it, and as it is now,
    empty if it is gone. What is alike is passed over without being taken apart.
    """
    at, was_at = 0, 0
    while True:
        alike = _alike(now, at, before, was_at)
        step = now.rfind(b"\0", at, at + alike) + 1 - at if alike else 0
        at, was_at = at + max(step, 0), was_at + max(step, 0)
        entry, earlier = now[at : now.find(b"\0", at) + 1], before[was_at : before.find(b"\0", was_at) + 1]
        if not entry and not earlier:
            return
        names = entry.partition(b"\t")[2], earlier.partition(b"\t")[2]
        is_gone = not entry or (earlier and names[1] < names[0])
        is_new = not earlier or (entry and names[0] < names[1])
        yield (earlier, b"") if is_gone else (entry, entry)
        at += 0 if is_gone else len(entry)
        was_at += 0 if is_new else len(earlier)


def _alike(one: bytes, at: int, other: bytes, other_at: int) -> int:
    """How many bytes two texts have in common from these places on: found by steps that double, then by halving."""
    low, step, most = 0, 4096, min(len(one) - at, len(other) - other_at)
    while low < most and one[at + low : at + low + step] == other[other_at + low : other_at + low + step]:
        low, step = min(low + step, most), step * 2
    high = min(low + step, most)
    while low < high:
        middle = (low + high + 1) // 2
        is_alike = one[at + low : at + middle] == other[other_at + low : other_at + middle]
        low, high = (middle, high) if is_alike else (low, middle - 1)
    return low


def _name(entry: bytes) -> str:
    return os.fsdecode(entry.partition(b"\t")[2].removesuffix(b"\0"))


def _blob(entry: bytes) -> str:
    """Empty for what is gone, is no file, or is not settled in a merge."""
    if not entry:
        return ""
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
