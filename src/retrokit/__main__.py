"""`retrokit` and `python -m retrokit`."""

import gc
import os
import sys
from typing import NoReturn

from retrokit import __version__
from retrokit.errors import ExitCode


def main() -> None:
    """Run the command line; the version is told without loading it, which takes five sixths of the time."""
    if sys.argv[1:] == ["--version"]:
        print(f"retrokit {__version__}")
        return
    gc.disable()  # a run is short and makes no cycles; looking for them takes a third of it in a large history
    try:
        if "check" in sys.argv[1:6] and _checked():
            return
        from retrokit.cli.app import main as run

        run()
    except KeyboardInterrupt:  # while the imports run, nobody else listens
        sys.exit(ExitCode.INTERRUPTED)
    finally:
        gc.enable()


def _checked() -> bool:
    """Do a plain `check`, if this is one, and leave with its exit code; a commit waits for it, and Typer alone would take as long again."""
    from retrokit.cli.quick import quick_check

    asked = quick_check(sys.argv[1:])
    if asked is None:
        return False
    from retrokit.cli.guard import guarded
    from retrokit.cli.review import run_check

    guarded(lambda: sys.exit(run_check(*asked)))
    return True


def run_and_leave() -> NoReturn:
    """Run as a process of its own, and end it without freeing object by object what the system frees at once."""
    code: object = 0
    try:
        main()
    except SystemExit as stop:
        code = stop.code
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):  # a full disk or a closed pipe was told already
            code = code or ExitCode.COULD_NOT_RUN
    os._exit(code if isinstance(code, int) else int(code is not None))


if __name__ == "__main__":
    run_and_leave()
