"""`retrokit new`."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from retrokit.cli.completion import complete_service, complete_template
from retrokit.cli.delivery import deliver, is_interactive, tell, tell_error
from retrokit.cli.options import ColorChoice, ConfigFile, Directory, FormatChoice, NoCache, Today, parse_day
from retrokit.cli.session import Place, Session, open_ground, read_reports
from retrokit.cli.similar import FEW_WORDS
from retrokit.errors import ExitCode, RetrokitError

if TYPE_CHECKING:
    from retrokit.cli.scaffold import Begun
    from retrokit.reports import Neighbour, NewReport
    from retrokit.template import Answers

SHOWN = 3
"""As many earlier incidents are shown: who is about to write reads no more."""

BESIDE_THE_LIKEST = 0.5
"""An incident is shown that scores this part of what the likest one does: what is far behind it is chance."""


def new(
    ctx: typer.Context,
    title: Annotated[
        str, typer.Argument(metavar="TITLE", help="What people noticed, in one line.", show_default=False)
    ],
    service: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="A service that it touched; may be repeated.", autocompletion=complete_service
        ),
    ] = None,
    severity: Annotated[str | None, typer.Option(metavar="TEXT", help="How bad it was, in your own scale.")] = None,
    day: Annotated[
        date | None,
        typer.Option("--date", parser=parse_day, metavar="DATE", help="When it was.", show_default="today"),
    ] = None,
    cause: Annotated[
        list[str] | None, typer.Option(metavar="TEXT", help="A contributing factor; may be repeated.")
    ] = None,
    template: Annotated[
        str, typer.Option(metavar="NAME", help="The template to begin from.", autocompletion=complete_template)
    ] = "default",
    id: Annotated[
        str | None,
        typer.Option("--id", metavar="ID", help="What it is called.", show_default="made from date and title"),
    ] = None,
    no_edit: Annotated[bool, typer.Option("--no-edit", help="Do not open the editor.")] = False,
    git_add: Annotated[bool, typer.Option("--git-add", help="Stage the report.")] = False,
    branch: Annotated[bool, typer.Option("--branch", help="Begin a branch named after the id first.")] = False,
    format: FormatChoice = None,
    today: Today = None,
    directory: Directory = None,
    config: ConfigFile = None,
    color: ColorChoice = None,
    no_cache: NoCache = False,
) -> None:
    """Begin a report, and see what became of the incidents like it."""
    from retrokit.cli.scaffold import Asked, begin

    asked = Asked(
        title=_line("TITLE", title),
        day=day or today or date.today(),
        id=_line("--id", id) if id is not None else "",
        template=template,
        severity=_line("--severity", severity) if severity is not None else "",
        services=tuple(name for text in service or () for name in _parts(_line("--service", text))),
        causes=tuple(_line("--cause", text) for text in cause or ()),
        branch=branch,
    )
    begun = begin(open_ground(Place(directory, config, color, no_cache).over(ctx.obj)), asked)
    session, trouble = _session_without_reports(begun), begun.site.trouble
    report = _report(begun, session, today)
    try:
        if begun.site.listing.files:
            session = read_reports(begun.site.ground, begun.site.listing)
            report = _report(begun, session, today)
    except RetrokitError as error:
        trouble = error
    finally:  # whatever ends the search, a Ctrl-C too: the report is there, and this is where
        deliver(report, session, session.corpus.findings, format, None, tells_findings=False)
    failures = [trouble, *_afterwards(begun, edits=not no_edit, stages=git_add)]
    _tell_what_is_missing(begun, session, failures)
    if any(failures):
        raise typer.Exit(ExitCode.COULD_NOT_RUN)


def _line(option: str, text: str) -> str:
    from retrokit.cli.scaffold import one_line

    try:
        line = one_line(text)
    except ValueError as error:
        raise typer.BadParameter(f"{option} is not UTF-8") from error
    if not line:
        raise typer.BadParameter(f"{option} is empty")
    return line


def _parts(names: str) -> Iterable[str]:
    """`checkout, postgres` in one option are two services, as in a report."""
    return filter(None, map(str.strip, names.split(",")))


def _session_without_reports(begun: Begun) -> Session:
    from retrokit.model import Corpus

    ground = begun.site.ground
    return Session(Corpus((), (), 0), ground.config, ground.color, ground.folder, ground.repository, ground.cache, "")


def _report(begun: Begun, session: Session, today: date | None) -> NewReport:
    """What was written, and the earlier incidents that are worth a look."""
    from retrokit.reports import NewReport

    bar, day = session.threshold(None), begun.answers.day
    earlier = sum(postmortem.date <= day for postmortem in session.corpus.postmortems)
    return NewReport(
        id=begun.answers.id,
        path=begun.site.ground.repository.show(os.path.realpath(begun.path)),
        shown=_from_here(begun.path),
        threshold=bar,
        earlier=earlier,
        neighbours=tuple(_neighbours(begun.answers, session, today)) if earlier else (),
    )


def _neighbours(answers: Answers, session: Session, today: date | None) -> Iterable[Neighbour]:
    """The earlier incidents that are worth a look, the likest first."""
    from retrokit.analysis.similar import report_similar
    from retrokit.model import Cause, Postmortem

    bar, causes = session.threshold(None), tuple(map(Cause, answers.causes))
    draft = Postmortem(answers.id, "", answers.title, answers.day, services=answers.services, causes=causes)
    near = report_similar(
        session.compare(today, bar),
        draft,
        minimum=bar * FEW_WORDS,  # a title is a few words, and with a cause it is a few more
        threshold=bar,
        limit=SHOWN,
        today=today or date.today(),
        wanted=lambda postmortem: postmortem.date <= answers.day,
    ).neighbours
    return (one for one in near if one.score >= BESIDE_THE_LIKEST * near[0].score)


def _from_here(path: Path) -> str:
    """The path from the working directory, so that it can be pasted."""
    try:
        shown = os.path.relpath(path)
    except (OSError, ValueError):  # a working directory that is gone, another drive
        return str(path)
    return f".{os.sep}{shown}" if shown.startswith("-") else shown


def _afterwards(begun: Begun, *, edits: bool, stages: bool) -> Iterable[RetrokitError]:
    """Open the editor on a terminal, then stage what it left; what can't be staged is a failure, a missing editor is not."""
    from retrokit import repo

    if edits and is_interactive():
        _open_editor(begun.path)
    if stages:
        try:
            repo.stage(begun.site.ground.repository, begun.path)
        except RetrokitError as error:
            yield error


def _open_editor(path: Path) -> None:
    from retrokit import repo

    editor = repo.usual_editor(os.environ)
    if not editor:
        tell("no editor to open it in: set EDITOR")
        return
    try:
        if code := repo.edit(Path(_from_here(path)), editor):
            tell(f"{editor} ended with {code}; the report is as it left it")
    except RetrokitError as error:
        tell(f"{error.message}; the report is there all the same")


def _tell_what_is_missing(begun: Begun, session: Session, failures: list[RetrokitError | None]) -> None:
    """Name what went wrong after the report was written, and what the comparison had to leave out."""
    for failure in filter(None, failures):
        tell_error(failure)
    corpus = session.corpus
    if skipped := corpus.found - corpus.read:
        others = f"{skipped} of {corpus.found} files" if skipped > 1 else f"one of {corpus.found} files"
        tell(f"{others} could not be compared; `retrokit actions` says why")
    if twin := next((p for p in corpus.postmortems if p.id == begun.answers.id), None):
        tell(f"retrokit: {twin.path} says that its id is {twin.id}, too: give one of the two another")
