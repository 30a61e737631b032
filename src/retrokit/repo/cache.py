"""What is remembered between runs: files of ours under the git directory, else in the user's cache folder.

A cache may be gone, damaged, written by two processes at once or lie on a disk that is full: then there is none, and nobody is told.
"""

import contextlib
import os
import time
import zlib
from collections.abc import Iterable
from pathlib import Path

from retrokit.repo.place import Repository

MOST_FILES = 24
"""As many are kept, the last written ones: a repository is asked about a few sets of paths, and settings change now and then."""

_SEAL = b"retrokit-cache 1 "
_CHECK = 4


class Cache:
    """A folder of sealed files. What can't be read, or does not match its seal, is not there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, name: str) -> memoryview | None:
        """The content that was written under a name, None if there is none that is whole."""
        path = os.path.join(self.folder, name)
        try:
            with open(path, "rb") as file:
                data = memoryview(file.read())
        except OSError:
            return None
        start = len(_SEAL) + _CHECK
        if bytes(data[: len(_SEAL)]) != _SEAL or bytes(data[len(_SEAL) : start]) != _check([data[start:]]):
            return None
        return data[start:]

    def mapped(self, name: str) -> memoryview | None:
        """The same without reading it: for a large content of which little is looked at. It is whole if it is as long as it says itself."""
        import mmap

        try:
            with open(os.path.join(self.folder, name), "rb") as file:
                data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        except (OSError, ValueError):  # not there, or empty
            return None
        return data[len(_SEAL) + _CHECK :] if bytes(data[: len(_SEAL)]) == _SEAL else None

    def write(self, name: str, parts: Iterable[bytes | memoryview]) -> None:
        """Keep a content: whole or not at all, whatever else writes it at the same time."""
        parts = list(parts)
        temporary = ""
        try:
            with contextlib.suppress(OSError):
                os.makedirs(self.folder, exist_ok=True)
                temporary = os.path.join(self.folder, f".{name}.{os.getpid()}.{time.monotonic_ns()}")
                flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
                descriptor = os.open(temporary, flags, 0o600)  # `tempfile` would load half a dozen modules for this
                with open(descriptor, "wb") as file:
                    file.write(_SEAL + _check(parts))
                    file.writelines(parts)
                os.replace(temporary, os.path.join(self.folder, name))
                temporary = ""
                self._forget_the_oldest()
        finally:  # also when somebody presses Ctrl-C
            if temporary:
                with contextlib.suppress(OSError):
                    os.unlink(temporary)

    def _forget_the_oldest(self) -> None:
        with os.scandir(self.folder) as entries:
            files = sorted((entry.stat().st_mtime_ns, entry.path) for entry in entries)
        for _, path in files[:-MOST_FILES]:
            os.unlink(path)


def open_cache(repository: Repository) -> Cache | None:
    """The cache of a repository: `retrokit` under its git directory, else a folder of its own in the user's cache folder, if there is one.

    A relative XDG_CACHE_HOME is not used, as the XDG Base Directory Specification asks.
    """
    if repository.git_folder is not None:
        return Cache(repository.git_folder / "retrokit")
    import hashlib

    places = (os.environ.get("XDG_CACHE_HOME"), os.environ.get("LOCALAPPDATA"), os.path.expanduser("~/.cache"))
    caches = next((place for place in places if place and os.path.isabs(place)), None)
    name = hashlib.blake2b(os.fsencode(repository.root), digest_size=8).hexdigest()
    return Cache(Path(caches) / "retrokit" / name) if caches else None


def _check(parts: Iterable[bytes | memoryview]) -> bytes:
    """CRC-32: damage is what it is against; who may write under the git directory needs no cache to do harm."""
    check = 0
    for part in parts:
        check = zlib.crc32(part, check)
    return check.to_bytes(_CHECK, "big")
