"""Files that are written: whole or not at all, and never over what somebody else has put there in between."""

import codecs
import contextlib
import os
import stat
from pathlib import Path

from retrokit.errors import RetrokitError


class AlreadyThere(RetrokitError):
    """A file that was to be made exists."""


def create_text(path: Path, text: str) -> None:
    """Make a file that is not there yet, with its folders.

    Raises:
        AlreadyThere: something of that name exists; it is as it was.
        RetrokitError: it can't be written; no half of it is left.
    """
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = _beside(path, text.encode("utf-8"))
        temporary.chmod(0o666 & ~_umask())
        _claim(temporary, path)
    except OSError as error:
        raise RetrokitError(f"can't be written: {error.strerror or error}", location=str(path)) from error
    finally:
        _forget(temporary)


def write_text(path: Path, text: str) -> None:
    """Put a text in the place of a file's, or of none: whole or not at all, with the mode and the byte-order mark that the file had.

    Raises:
        RetrokitError: it can't be written; what was there is still there.
    """
    if not os.path.lexists(path):
        return create_text(path, text)
    try:
        before = path.read_bytes()
    except OSError as error:
        raise RetrokitError(f"can't be read: {error.strerror or error}", location=str(path)) from error
    replace_bytes(path, before, _mark_of(before) + text.encode("utf-8"))


def replace_text(path: Path, before: str, after: str) -> None:
    """Put another text into a file that holds `before`, both without the byte-order mark that it may have and keeps.

    Raises:
        RetrokitError: it can't be written, or holds something else by now; what was there is still there.
    """
    try:
        with open(path, "rb") as file:
            mark = _mark_of(file.read(len(codecs.BOM_UTF8)))
    except OSError as error:
        raise RetrokitError(f"can't be read: {error.strerror or error}", location=str(path)) from error
    replace_bytes(path, mark + before.encode("utf-8"), mark + after.encode("utf-8"))


def delete(path: Path) -> None:
    """Take a file away.

    Raises:
        RetrokitError: it can't be.
    """
    try:
        path.unlink()
    except OSError as error:
        raise RetrokitError(f"can't be deleted: {error.strerror or error}", location=str(path)) from error


def _mark_of(data: bytes) -> bytes:
    return codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""


def replace_bytes(path: Path, before: bytes, after: bytes) -> None:
    """Put other bytes into a file that holds `before`: whole or not at all, with the mode that it had. A link is followed.

    Raises:
        RetrokitError: it can't be written, or holds something else by now; what was there is still there.
    """
    target = Path(os.path.realpath(path))
    temporary = None
    try:
        if not os.access(target, os.W_OK):  # replacing it would go through all the same
            raise PermissionError(None, "it is read-only")
        temporary = _beside(target, after)
        status = target.stat()
        temporary.chmod(stat.S_IMODE(status.st_mode))
        with contextlib.suppress(OSError):  # only root may give a file to its owner
            os.chown(temporary, status.st_uid, status.st_gid)
        if target.read_bytes() != before:
            raise RetrokitError("was changed by another program, and was left as it is", location=str(path))
        os.replace(temporary, target)
        _settle(target.parent)
    except OSError as error:
        raise RetrokitError(f"can't be written: {error.strerror or error}", location=str(path)) from error
    finally:
        _forget(temporary)


def _beside(target: Path, data: bytes) -> Path:
    """The bytes in a new file of the same folder, safely on the disk."""
    import tempfile

    descriptor, name = tempfile.mkstemp(prefix=".retrokit-", suffix=".tmp", dir=target.parent)
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        os.unlink(name)
        raise
    return Path(name)


def _claim(temporary: Path, path: Path) -> None:
    """Give a finished file its name, unless the name is taken."""
    try:
        try:
            os.link(temporary, path)
        except FileExistsError:
            raise
        except OSError:  # a file system without hard links
            with open(path, "xb") as file:
                file.write(temporary.read_bytes())
    except FileExistsError as error:
        raise AlreadyThere("is there already, and was left as it is", location=str(path)) from error
    _settle(path.parent)


def _settle(folder: Path) -> None:
    """Have the folder remember its new entry across a loss of power, where the system can."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _forget(temporary: Path | None) -> None:
    if temporary is not None:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
