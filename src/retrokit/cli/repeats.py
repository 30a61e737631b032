"""`retrokit repeats`."""

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
    Threshold,
    Today,
    Until,
)
from retrokit.cli.session import Place, open_session, selection


class FailOn(StrEnum):
    REPEAT = "repeat"
    OPEN = "open"
    FINDING = "finding"


def repeats(
    ctx: typer.Context,
    paths: Paths = None,
    since: Since = None,
    until: Until = None,
    service: Service = None,
    threshold: Threshold = None,
    format: FormatChoice = None,
    output: Output = None,
    fail_on: Annotated[
        list[FailOn] | None,
        typer.Option(
            help="Exit with 1 on a repeat, on one that struck while an action was open, or on a file with trouble."
        ),
    ] = None,
    today: Today = None,
    directory: Directory = None,
    config: ConfigFile = None,
    color: ColorChoice = None,
    no_cache: NoCache = False,
) -> None:
    """What came back, and why."""
    session = open_session(Place(directory, config, color, no_cache).over(ctx.obj), paths)
    wanted = selection(session.corpus, since, until, service)

    from retrokit.analysis.repeats import report_repeats
    from retrokit.vocabulary import CameBack

    bar = session.threshold(threshold)
    history = session.compare(today, bar)
    report = report_repeats(history, threshold=bar, today=today or date.today(), wanted=wanted)
    findings = (*session.corpus.findings, *history.findings)
    deliver(report, session, findings, format, output)
    met = {
        FailOn.REPEAT: bool(report.returns),
        FailOn.OPEN: any(back.came_back is CameBack.OPEN for back in report.returns),
        FailOn.FINDING: bool(findings),
    }
    end(met[gate] for gate in fail_on or ())
