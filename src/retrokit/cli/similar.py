"""`retrokit similar`."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from retrokit.cli.options import (
    ColorChoice,
    ConfigFile,
    Directory,
    FormatChoice,
    Output,
    Paths,
    Service,
    Since,
    Threshold,
    Today,
    Until,
)
from retrokit.cli.session import Place, deliver, end, open_session, selection
from retrokit.errors import RetrokitError

if TYPE_CHECKING:
    from retrokit.model import Postmortem

SHOWN = 10


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
        ),
    ] = None,
    paths: Paths = None,
    every: Annotated[bool, typer.Option("--all", help="Every pair of incidents instead of one against all.")] = False,
    min_score: Annotated[
        float | None,
        typer.Option(
            min=0,
            max=100,
            metavar="SCORE",
            help="Show from SCORE on.",
            show_default="0.8 of the threshold; with --all the threshold",
        ),
    ] = None,
    limit: Annotated[int, typer.Option("-n", "--limit", min=1, help="Neighbours to show.")] = SHOWN,
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
) -> None:
    """Have we seen this before?"""
    if (query is None) is not every:
        raise typer.BadParameter("name an incident, a file or a text, or ask for --all")
    place = Place(directory, config, color).over(ctx.obj)
    try:
        session = open_session(place, paths)
    except RetrokitError as error:
        if query is not None and "does not exist" in error.message:
            error.hint += f'; a text of several words needs quotes: "{query} …"'
        raise
    wanted = selection(session.corpus, since, until, service, today)

    from retrokit.analysis.history import compare
    from retrokit.analysis.novelty import VARIATION
    from retrokit.analysis.similar import report_pairs, report_similar
    from retrokit.reports import PairsReport, SimilarReport

    bar = session.config.threshold if threshold is None else threshold
    report: PairsReport | SimilarReport
    if query is None:
        minimum = bar if min_score is None else min_score
        history = compare(session.corpus.postmortems, minimum=minimum)
        report = report_pairs(history, minimum=minimum, threshold=bar, wanted=wanted)
        matched = any(pair.score >= bar for pair in report.pairs)
    else:
        asked = find_query(query, session.corpus.postmortems, place)
        history = compare(session.corpus.postmortems, minimum=100)
        report = report_similar(
            history,
            asked,
            minimum=VARIATION * bar if min_score is None else min_score,
            threshold=bar,
            limit=limit,
            today=today or date.today(),
            wanted=wanted,
        )
        matched = any(near.score >= bar for near in report.neighbours)
    findings = (*session.corpus.findings, *history.findings)
    deliver(report, session, findings, format, output)
    end({FailOn.MATCH: matched, FailOn.FINDING: bool(findings)}[gate] for gate in fail_on or ())


def find_query(query: str, postmortems: Sequence[Postmortem], place: Place) -> Postmortem | str:
    """The incident that the words name, by its id, by the beginning of one, or as a file; else the words themselves.

    Raises:
        RetrokitError: they look like an id that no incident has, begin several ids, or name a file that can't be read.
    """
    import difflib

    if query == "-":
        return sys.stdin.read()
    by_id = {postmortem.id: postmortem for postmortem in postmortems}
    if query in by_id:
        return by_id[query]
    file = (place.directory or Path()) / query
    if file.is_file():
        return _read_report(file, place)
    begun = [identity for identity in by_id if identity.startswith(query)]
    if len(begun) == 1:
        return by_id[begun[0]]
    if len(begun) > 1 and _looks_like_id(query):
        more = f" and {len(begun) - 5} more" if len(begun) > 5 else ""
        raise RetrokitError(f"{query!r} begins {len(begun)} ids", hint="one of " + ", ".join(sorted(begun)[:5]) + more)
    near = difflib.get_close_matches(query.removesuffix(".md"), by_id, 3, 0.6)
    if _looks_like_id(query) or (near and not re.search(r"\s", query)):
        hint = f"near it: {', '.join(near)}" if near else "the ids are the file names without .md"
        raise RetrokitError(f"no incident has the id {query!r}", hint=hint)
    if not query.strip():
        raise RetrokitError("the text is empty", hint="name an incident, a file or a few words")
    return query


def _looks_like_id(query: str) -> bool:
    return bool(re.match(r"(19|20)\d\d(-|$)", query)) or query.endswith((".md", ".markdown"))


def _read_report(file: Path, place: Place) -> Postmortem | str:
    from retrokit import parse, repo
    from retrokit.model import Finding

    source = repo.read(repo.open_repository((place.directory or Path()).absolute()), file.absolute())
    if isinstance(source, Finding):
        raise RetrokitError(source.message, hint=source.help, location=source.path)
    postmortem, _ = parse.parse(source.path, source.data)
    if postmortem is None:
        return source.data.decode("utf-8", "replace")
    return postmortem
