"""The one place where errors become messages."""

import os
import sys
from collections.abc import Callable

from retrokit.cli.delivery import tell_error
from retrokit.errors import ExitCode, RetrokitError


def guarded(run: Callable[[], object]) -> None:
    """Run a command; every expected failure ends as one message on stderr and an exit code."""
    _make_streams_safe()
    try:
        run()
    except RetrokitError as error:
        tell_error(error)
        sys.exit(ExitCode.COULD_NOT_RUN)
    except OSError as error:  # a working directory that is gone, a full disk under --help
        tell_error(RetrokitError(error.strerror or str(error), location=str(error.filename or "")))
        sys.exit(ExitCode.COULD_NOT_RUN)
    except Exception as error:
        if os.environ.get("RETROKIT_TRACEBACK"):
            raise
        tell_error(
            RetrokitError(f"{type(error).__name__}: {error}", hint="this is a bug; RETROKIT_TRACEBACK=1 shows where")
        )
        sys.exit(ExitCode.COULD_NOT_RUN)


def _make_streams_safe() -> None:
    """Names that the terminal's encoding can't show are spelled out instead of ending the run."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
