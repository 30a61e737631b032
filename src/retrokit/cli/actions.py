"""`retrokit actions`."""

from datetime import date
from enum import StrEnum
from typing import Annotated

import typer

from retrokit.cli.delivery import deliver, end
from retrokit.cli.options import (
    ColorChoice,
    ConfigFile,
    Directory,
    FormatChoice,
    NoCache,
    Output,
    Paths,
    Service,
    Since,
    Today,
    Until,
)
from retrokit.cli.session import Place, happened, open_session, selection
from retrokit.vocabulary import Status


class FailOn(StrEnum):
    OPEN = "open"
    OVERDUE = "overdue"
    FINDING = "finding"


def actions(
    ctx: typer.Context,
    paths: Paths = None,
    since: Since = None,
    until: Until = None,
    service: Service = None,
    status: Annotated[
        list[Status] | None, typer.Option(help="Actions that stand so; may be repeated.", show_default="all")
    ] = None,
    format: FormatChoice = None,
    output: Output = None,
    fail_on: Annotated[
        list[FailOn] | None, typer.Option(help="Exit with 1 on an open action, an overdue one, or a file with trouble.")
    ] = None,
    today: Today = None,
    directory: Directory = None,
    config: ConfigFile = None,
    color: ColorChoice = None,
    no_cache: NoCache = False,
) -> None:
    """What was decided and what became of it: overdue first."""
    session = open_session(Place(directory, config, color, no_cache).over(ctx.obj), paths)
    wanted = selection(session.corpus, since, until, service)

    from retrokit.analysis.actions import report_actions

    statuses = frozenset(status) if status else None
    report = report_actions(
        happened(session.corpus, today), today=today or date.today(), statuses=statuses, wanted=wanted
    )
    deliver(report, session, session.corpus.findings, format, output)
    met = {
        FailOn.OPEN: any(row.now.status.is_unfinished for row in report.rows),
        FailOn.OVERDUE: any(row.now.overdue_days is not None for row in report.rows),
        FailOn.FINDING: bool(session.corpus.findings),
    }
    end(met[gate] for gate in fail_on or ())
