"""The person's editor, run as a process on their terminal."""

import os
import shlex
import shutil
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

from retrokit.errors import RetrokitError


def usual_editor(environment: Mapping[str, str]) -> str:
    """The command line of `$VISUAL`, else of `$EDITOR`, else vi if there is one; empty if there is none."""
    named = (environment.get(name, "").strip() for name in ("VISUAL", "EDITOR"))
    return next(filter(None, named), "vi" if shutil.which("vi") else "")


def edit(path: Path, editor: str) -> int:
    """Open a file in an editor, wait for its end, and return its exit code.

    Args:
        path: the file.
        editor: a command line, which may hold arguments: `code --wait`.

    Raises:
        RetrokitError: there is no such editor.
    """
    try:
        command = shlex.split(editor, posix=os.name == "posix")
    except ValueError as error:
        raise RetrokitError(f"no editor: {editor!r} is no command line ({error})") from error
    before = signal.signal(signal.SIGINT, _let_the_editor_decide)
    try:
        return subprocess.run([*command, str(path)], check=False).returncode
    except OSError as error:
        raise RetrokitError(f"no editor: {command[0] if command else editor}: {error.strerror or error}") from error
    finally:
        signal.signal(signal.SIGINT, before)


def _let_the_editor_decide(*_: object) -> None:
    """Ctrl-C in an editor is a key like others; unlike SIG_IGN this is not passed on to the editor itself."""
