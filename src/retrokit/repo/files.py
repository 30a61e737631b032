"""The bytes of files."""

import contextlib
import os
import re
import stat
from pathlib import Path
from typing import NamedTuple

from retrokit import __version__
from retrokit.errors import RetrokitError
from retrokit.model import Finding
from retrokit.repo.place import Repository
from retrokit.vocabulary import Problem

_PACKAGE = Path(__file__).parent.parent

_NO_CODE = ("__pycache__", "RK")

MAX_BYTES = 16 * 1024 * 1024

_TOOL_TABLE = re.compile(
    rb"""\btool["'\s]*\.["'\s]*retrokit|^\s*\[\s*["']?tool["']?\s*\][^\[]*?^\s*["']?retrokit["']?\s*[.=]""",
    re.MULTILINE,
)


class SourceFile(NamedTuple):
    """A file's bytes, and its path from the root of the repository."""

    path: str
    data: bytes


def read(repository: Repository, path: Path | str) -> SourceFile | Finding:
    """A regular file's bytes, or the finding that says why there are none."""
    shown = repository.show(path)
    try:
        return SourceFile(shown, read_regular(path))
    except NotReadable as error:
        return Finding(shown, 1, 1, Problem.UNREADABLE, str(error), error.hint)


def read_config(folder: Path, root: Path) -> tuple[Path, str] | None:
    """The nearest `retrokit.toml`, or `pyproject.toml` that speaks of retrokit, from `folder` up to `root`."""
    for place in (folder, *folder.parents):
        own, shared = place / "retrokit.toml", place / "pyproject.toml"
        if os.path.isfile(own):
            return own, read_text(own)
        if os.path.isfile(shared):
            with contextlib.suppress(NotReadable):  # somebody else's file: its troubles are not ours to tell
                if _TOOL_TABLE.search(read_regular(shared)):
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
        return read_regular(path).decode("utf-8-sig")
    except NotReadable as error:
        raise RetrokitError(str(error), hint=error.hint, location=str(path)) from error
    except UnicodeDecodeError as error:
        raise RetrokitError(f"is not UTF-8 (byte {error.start})", location=str(path)) from error


def built_in(name: str) -> str:
    """The text of a data file that comes with retrokit."""
    return (_PACKAGE / "data" / name).read_text(encoding="utf-8")


def built_in_sample(name: str) -> str:
    """The text of a data file that need not be UTF-8 with one kind of line ending: what shows nowhere is spelled out."""
    data = (_PACKAGE / "data" / name).read_bytes()
    text = data.decode("utf-8", "backslashreplace")
    return text.replace("\r\n", "\\r\n")


def own_code() -> bytes:
    """What retrokit itself looks like from outside, code and data: what one version remembers is nothing to another."""
    stamps = [__version__]
    folders = [str(_PACKAGE)]
    for folder in folders:  # grows while it is walked
        with os.scandir(folder) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.name.endswith((".py", ".toml")):
                    status = entry.stat()
                    stamps.append(f"{entry.name} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_size}")
                elif "." not in entry.name and not entry.name.startswith(_NO_CODE) and entry.is_dir():
                    folders.append(entry.path)
    return "\n".join(stamps).encode()


def read_head(path: Path | str, most: int) -> bytes | None:
    """The first `most` bytes of a regular file; None if it can't be read."""
    try:
        return read_regular(path, most)
    except NotReadable:
        return None


class NotReadable(Exception):
    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def read_regular(path: Path | str, most: int | None = None) -> bytes:
    try:
        # Opening a FIFO would wait for a writer, and a device has no end.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with open(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise NotReadable("not a regular file", "give files or folders")
            if most is None and status.st_size > MAX_BYTES:
                raise NotReadable(f"larger than {MAX_BYTES >> 20} MiB", "this can't be a postmortem")
            return file.read(most)
    except OSError as error:
        raise NotReadable(f"can't be read: {error.strerror or error}", "look at its permissions") from error
