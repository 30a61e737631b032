"""`retrokit novelty`."""

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
from retrokit.vocabulary import Period


class FailOn(StrEnum):
    REPEAT = "repeat"
    PREVENTABLE = "preventable"
    FINDING = "finding"


def novelty(
    ctx: typer.Context,
    paths: Paths = None,
    since: Since = None,
    until: Until = None,
    service: Service = None,
    by: Annotated[Period, typer.Option(help="How long a period is.")] = Period.QUARTER,
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
    """How many incidents were new."""
    session = open_session(Place(directory, config, color, no_cache).over(ctx.obj), paths)
    wanted = selection(session.corpus, since, until, service)

    from retrokit.analysis.novelty import VARIATION, report_novelty
    from retrokit.analysis.repeats import report_repeats

    bar = session.threshold(threshold)
    history = session.compare(today, VARIATION * bar)
    families = report_repeats(history, threshold=bar, today=today or date.today()).families
    report = report_novelty(history, families, threshold=bar, period=by, wanted=wanted)
    findings = (*session.corpus.findings, *history.findings)
    deliver(report, session, findings, format, output)
    met = {
        FailOn.REPEAT: any(tally.repeat for tally in report.periods),
        FailOn.PREVENTABLE: any(tally.preventable for tally in report.periods),
        FailOn.FINDING: bool(findings),
    }
    end(met[gate] for gate in fail_on or ())
