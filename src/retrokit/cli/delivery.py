"""From an answer to stdout, and from trouble to stderr: where every command ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from retrokit.cli.choices import Format
from retrokit.errors import ExitCode, RetrokitError
from retrokit.vocabulary import Problem

if TYPE_CHECKING:
    from retrokit.cli.session import Session
    from retrokit.model import Finding
    from retrokit.reports import Report

MOST_FINDINGS = 20
"""As many kinds of trouble are told on stderr; `--format json` has all of them."""


def deliver(
    report: Report,
    session: Session,
    findings: Sequence[Finding],
    chosen: Format | None,
    output: Path | None,
    *,
    tells_findings: bool = True,
) -> None:
    """Render an answer, put it where it belongs, and name the files with trouble on stderr."""
    match format_of(chosen, output):
        case Format.TERMINAL:
            from retrokit.cli.screen import current_screen
            from retrokit.render import terminal

            text = terminal.render(report, current_screen(session.color))
        case Format.PLAIN:
            from retrokit.render import plain

            text = plain.render(report)
        case Format.JSON:
            from retrokit.render import data

            as_utf8(output)
            text = data.render(report, session.corpus, findings)
    write(text, output)
    if tells_findings:
        _tell_findings(findings)


def as_utf8(output: Path | None) -> None:
    """Have stdout take JSON as UTF-8, whatever the locale (RFC 8259, section 8.1); a file always does."""
    if output is None and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")


def end(gates: Iterable[bool]) -> None:
    """Leave with exit code 1 if any of the `--fail-on` gates is met."""
    if any(gates):
        import typer  # not above: a commit waits for `check`, which goes without

        raise typer.Exit(ExitCode.FOUND)


def format_of(chosen: Format | None, output: Path | None) -> Format:
    """The chosen format, else what the output's ending says, else terminal on a terminal and plain elsewhere."""
    if chosen:
        return chosen
    if output is not None:
        return Format.JSON if output.suffix == ".json" else Format.PLAIN
    return Format.TERMINAL if sys.stdout is not None and sys.stdout.isatty() else Format.PLAIN


def write(text: str, output: Path | None = None) -> None:
    """Put a text into a file, or on stdout.

    Raises:
        RetrokitError: it can't be written; a reader that has gone away is no trouble.
    """
    try:
        if output is not None:
            output.write_text(text, encoding="utf-8", newline="\n")
        elif sys.stdout is None:
            raise RetrokitError("can't write: stdout is closed")
        else:
            sys.stdout.write(text)
            sys.stdout.flush()
    except BrokenPipeError:
        # The reader has seen enough (`| head`); what is left in the buffer must not raise again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        raise RetrokitError(f"can't write: {error.strerror or error}", location=str(output or "stdout")) from error


def _wrapped(message: str) -> str:
    """The message within the terminal; paths and what can be pasted stay whole."""
    import shutil
    import textwrap

    width = max(shutil.get_terminal_size((100, 24)).columns, 40)
    return textwrap.fill(message, width, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)


def tell(message: str) -> None:
    """One line on stderr. Where nobody can read it (`2>&-`, a full disk, a closed pipe) the answer still counts."""
    from retrokit.render.foreign import clean

    if sys.stderr is None:
        return
    message = clean(message)
    try:
        print(_wrapped(message) if sys.stderr.isatty() else message, file=sys.stderr, flush=True)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def is_interactive() -> bool:
    """Whether somebody can be asked: both what is read and what is shown is a terminal."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def tell_error(error: RetrokitError) -> None:
    """An error on stderr: where, what, and what can be done about it."""
    place = f"{error.location}: " if error.location else ""
    tell(f"retrokit: {place}{error.message}")
    if error.hint:
        tell(f"    {error.hint}")


def _tell_findings(findings: Sequence[Finding]) -> None:
    """Name the files with trouble on stderr, one line for each kind that many share."""
    alike: dict[tuple[Problem, str], list[Finding]] = {}
    for finding in findings:
        alike.setdefault((finding.problem, finding.message), []).append(finding)
    for (problem, message), group in list(alike.items())[:MOST_FINDINGS]:
        first = group[0]
        if problem is Problem.NO_FRONT_MATTER:
            names = ", ".join(finding.path for finding in group[:3]) + (
                f" and {len(group) - 3} more" if len(group) > 3 else ""
            )
            told = f"{len(group)} {'file has' if len(group) == 1 else 'files have'} no front matter and can't be compared: {names}"
        else:
            others = f" (and in {len(group) - 1} more)" if len(group) > 1 else ""
            told = f"{first.path}:{first.line}:{first.column}: {problem.code} {message}{others}"
        tell(told)
        if first.help:
            tell(f"    {first.help}")
    if len(alike) > MOST_FINDINGS:
        tell(f"{len(alike) - MOST_FINDINGS} more kinds of trouble: --format json lists all")
