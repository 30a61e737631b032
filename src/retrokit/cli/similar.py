"""`retrokit similar`."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from retrokit.cli.calibrate import keep_threshold
from retrokit.cli.completion import complete_id
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
    parse_score,
)
from retrokit.cli.query import find_query
from retrokit.cli.session import Place, open_session, selection
from retrokit.errors import MissingPath
from retrokit.vocabulary import VerdictKind

if TYPE_CHECKING:
    from retrokit.reports import PairsReport, SimilarReport

SHOWN = 10

FEW_WORDS = 0.4
"""A text is shown what scores this part of the threshold: a few words are never as like a whole report as another report is."""


class FailOn(StrEnum):
    MATCH = "match"
    FINDING = "finding"


def similar(
    ctx: typer.Context,
    query: Annotated[
        str | None,
        typer.Argument(
            metavar="[ID|FILE|TEXT]",
            help="An incident's id or its beginning, a report, or words; - reads them from stdin.",
            autocompletion=complete_id,
        ),
    ] = None,
    paths: Paths = None,
    every: Annotated[bool, typer.Option("--all", help="Every pair of incidents instead of one against all.")] = False,
    calibrate: Annotated[
        bool, typer.Option("--calibrate", help="How the threshold does on the pairs that you have judged.")
    ] = False,
    write: Annotated[
        bool, typer.Option("--write", help="With --calibrate: write a better threshold to the config.")
    ] = False,
    min_score: Annotated[
        float | None,
        typer.Option(
            parser=parse_score,
            metavar="SCORE",
            help="Show from SCORE on.",
            show_default="0.8 of the threshold, 0.4 for a text; with --all the threshold",
        ),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option("-n", "--limit", min=1, help="Show so many at most.", show_default="10; with --all all of them"),
    ] = None,
    since: Since = None,
    until: Until = None,
    service: Service = None,
    threshold: Threshold = None,
    format: FormatChoice = None,
    output: Output = None,
    fail_on: Annotated[
        list[FailOn] | None, typer.Option(help="Exit with 1 on a match at the threshold, or on a file with trouble.")
    ] = None,
    today: Today = None,
    directory: Directory = None,
    config: ConfigFile = None,
    color: ColorChoice = None,
    no_cache: NoCache = False,
) -> None:
    """Have we seen this before?"""
    if write and not calibrate:
        raise typer.BadParameter("--write goes with --calibrate")
    if query is None and not every and not calibrate:
        raise typer.BadParameter("name an incident, a file or a text, or ask for --all")
    if query is not None and (every or calibrate):  # without a query, what stands in its place is the first path
        paths, query = [Path(query), *(paths or ())], None
    try:
        session = open_session(Place(directory, config, color, no_cache).over(ctx.obj), paths)
    except MissingPath as error:
        if query is not None:
            error.hint += f'; a text of several words needs quotes: "{query} …"'
        raise
    wanted = selection(session.corpus, since, until, service)

    from retrokit.analysis.calibration import report_calibration
    from retrokit.analysis.novelty import VARIATION
    from retrokit.analysis.similar import report_pairs, report_similar
    from retrokit.reports import CalibrationReport

    bar = session.threshold(threshold)
    report: PairsReport | SimilarReport | CalibrationReport
    findings = list(session.corpus.findings)
    if calibrate:
        history = session.compare(today, bar)
        report = report_calibration(history, threshold=bar)
    elif query is None:
        minimum = bar if min_score is None else min_score
        history = session.compare(today, minimum)
        report = report_pairs(history, minimum=minimum, threshold=bar, limit=limit, wanted=wanted)
    else:
        asked, troubles = find_query(query, session)
        findings += troubles
        history = session.compare(today, bar)
        report = report_similar(
            history,
            asked,
            minimum=bar * (FEW_WORDS if isinstance(asked, str) else VARIATION) if min_score is None else min_score,
            threshold=bar,
            limit=limit or SHOWN,
            today=today or date.today(),
            wanted=wanted,
        )
    findings += history.findings
    deliver(report, session, findings, format, output)
    if write and isinstance(report, CalibrationReport):
        keep_threshold(report, session)
    matched = not isinstance(report, CalibrationReport) and _has_match(report)
    end({FailOn.MATCH: matched, FailOn.FINDING: bool(findings)}[gate] for gate in fail_on or ())


def _has_match(report: PairsReport | SimilarReport) -> bool:
    """Whether two of the incidents match: a person's word first, the score where there is none."""
    from retrokit.reports import SimilarReport

    found = report.neighbours if isinstance(report, SimilarReport) else report.pairs
    return any(f.verdict is VerdictKind.SAME if f.verdict else f.score >= report.threshold for f in found)
