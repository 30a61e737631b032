"""From options to a corpus, and from an answer to stdout: the two ends that every command shares."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import typer

from retrokit.cli.options import Color, Format
from retrokit.errors import ExitCode, RetrokitError
from retrokit.vocabulary import Problem

if TYPE_CHECKING:
    from retrokit.config import Config
    from retrokit.model import Corpus, Finding, Postmortem
    from retrokit.repo import Repository
    from retrokit.reports import Report

MOST_FINDINGS = 20
"""As many kinds of trouble are told on stderr; `--format json` has all of them."""


class Place(NamedTuple):
    """Where to work, from the options before the command and after it; the latter win."""

    directory: Path | None = None
    config: Path | None = None
    color: Color | None = None

    def over(self, other: object) -> Place:
        base = other if isinstance(other, Place) else Place()
        return Place(self.directory or base.directory, self.config or base.config, self.color or base.color)


class Session(NamedTuple):
    """What a command works on."""

    corpus: Corpus
    config: Config
    color: Color
    folder: Path
    repository: Repository


def open_session(place: Place, paths: Sequence[Path] | None) -> Session:
    """Read the config and the postmortems.

    Raises:
        RetrokitError: there is no such folder or config, the config is broken, or there are no postmortems.
    """
    from retrokit import corpus, repo
    from retrokit.config import Config, parse_config

    folder = (place.directory or Path()).absolute()
    repository = repo.open_repository(folder)
    if repository.notice:
        tell(f"retrokit: {repository.notice}")
    if place.config:
        config = parse_config(folder / place.config, repo.read_text(folder / place.config))
    else:
        nearest = repo.read_config(folder.resolve(), repository.root)
        config = parse_config(*nearest) if nearest else Config()
    # pre-commit, and git itself for a plain hook, say so; drafts that lie about are not part of the commit.
    in_hook = bool(os.environ.get("PRE_COMMIT") or os.environ.get("GIT_INDEX_FILE"))
    files = repo.find_reports(
        repository, folder.resolve(), paths=paths or (), configured=config.folders, tracked_only=in_hook
    )
    read = corpus.load(repository, files, fields=config.fields, action_fields=config.action_fields)
    return Session(read, config, place.color or Color.AUTO, folder, repository)


def selection(
    corpus: Corpus, since: date | None, until: date | None, services: Sequence[str] | None, today: date | None
) -> Callable[[Postmortem], bool]:
    """Which incidents the options ask for; seen from a given `today`, later ones have not happened.

    Raises:
        RetrokitError: the span ends before it begins, or no incident names one of the services.
    """
    if since and until and since > until:
        raise RetrokitError(f"--since {since} is after --until {until}", hint="turn the two around")
    until = min(filter(None, (until, today)), default=None)
    asked = _known_services(corpus, services) if services else frozenset()

    def wanted(postmortem: Postmortem) -> bool:
        in_time = (since is None or postmortem.date >= since) and (until is None or postmortem.date <= until)
        return in_time and (not asked or not asked.isdisjoint(postmortem.services))

    return wanted


def _known_services(corpus: Corpus, services: Sequence[str]) -> frozenset[str]:
    """Every spelling, in the corpus, of the services that are asked for."""
    import difflib

    from retrokit.analysis.words import service_key

    spellings: dict[str, set[str]] = {}
    for postmortem in corpus.postmortems:
        for name in postmortem.services:
            spellings.setdefault(service_key(name), set()).add(name)
    for name in services:
        if service_key(name) not in spellings:
            near = difflib.get_close_matches(service_key(name), spellings, 3, 0.5)
            hint = (
                f"near it: {', '.join(min(spellings[key]) for key in near)}"
                if near
                else f"named are {_some(sorted(map(min, spellings.values())))}"
            )
            raise RetrokitError(f"no incident names the service {name!r}", hint=hint)
    return frozenset(spelling for name in services for spelling in spellings[service_key(name)])


def _some(names: Sequence[str], most: int = 12) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def deliver(
    report: Report, session: Session, findings: Sequence[Finding], chosen: Format | None, output: Path | None
) -> None:
    """Render an answer, put it where it belongs, and name the files with trouble on stderr."""
    match _format(chosen, output):
        case Format.TERMINAL:
            from retrokit.cli.screen import current_screen
            from retrokit.render import terminal

            text = terminal.render(report, current_screen(session.color))
        case Format.PLAIN:
            from retrokit.render import plain

            text = plain.render(report)
        case Format.JSON:
            from retrokit.render import data

            if output is None and hasattr(sys.stdout, "reconfigure"):
                sys.stdout.reconfigure(encoding="utf-8")  # whatever the locale: RFC 8259, section 8.1
            text = data.render(report, session.corpus, findings)
    _write(text, output)
    _tell_findings(findings)


def end(gates: Iterable[bool]) -> None:
    """Leave with exit code 1 if any of the `--fail-on` gates is met."""
    if any(gates):
        raise typer.Exit(ExitCode.FOUND)


def _format(chosen: Format | None, output: Path | None) -> Format:
    """The chosen format, else what the output's ending says, else terminal on a terminal and plain elsewhere."""
    if chosen:
        return chosen
    if output is not None:
        return Format.JSON if output.suffix == ".json" else Format.PLAIN
    return Format.TERMINAL if sys.stdout is not None and sys.stdout.isatty() else Format.PLAIN


def _write(text: str, output: Path | None) -> None:
    try:
        if output is not None:
            output.write_text(text, encoding="utf-8")
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
