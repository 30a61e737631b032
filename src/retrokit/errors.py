"""The one exception that ends a run, and the exit codes. Trouble in a file is a Finding instead (see model)."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the process answers to its caller."""

    OK = 0
    FOUND = 1
    """`--fail-on` was met."""
    COULD_NOT_RUN = 2
    INTERRUPTED = 130


class RetrokitError(Exception):
    """The run can't go on: wrong use, a broken config, nothing to read.

    Args:
        message: what is wrong, in one line, without a final full stop.
        hint: what the person can do about it; may be empty.
        location: `path`, or `path:line:column`, where the trouble lies; may be empty.
    """

    def __init__(self, message: str, *, hint: str = "", location: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.location = location


class MissingPath(RetrokitError):
    """A file or folder that was named on the command line is not there."""


class NoReports(RetrokitError):
    """There is no report to be found."""
