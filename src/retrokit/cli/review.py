"""What `check` does, without Typer: a commit waits for it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from retrokit.cli.choices import CheckFormat, Color
from retrokit.cli.delivery import as_utf8, write
from retrokit.cli.session import Ground, Place, is_in_hook, open_ground
from retrokit.cli.submitted import Asked, submitted
from retrokit.errors import ExitCode

if TYPE_CHECKING:
    from retrokit.checking import CheckReport
    from retrokit.cli.judging import Bench, Judged
    from retrokit.policy import Policy
    from retrokit.render.checks.text import Paper


class Wanted(NamedTuple):
    """What is asked of a run of `check`, its place aside."""

    asked: Asked
    select: Sequence[str] = ()
    extend_select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    fix: bool = False
    format: CheckFormat | None = None
    output: Path | None = None
    statistics: bool = False
    exit_zero: bool = False
    today: date | None = None


def listed(names: Sequence[str] | None) -> list[str]:
    """`--select RK1,RK2` is two rules."""
    return [name.strip() for text in names or () for name in text.split(",") if name.strip()]


def run_check(place: Place, wanted: Wanted) -> ExitCode:
    """Judge what is asked for, and say what was found.

    Raises:
        RetrokitError: the config is broken, a rule is unknown, a path is missing, or git can't say what is asked of it.
    """
    ground = open_ground(place, _load_the_parser)
    today = wanted.today or date.today()
    bench, judged = _judged(ground, _policy(ground, wanted), today, wanted.asked)
    fixed: dict[str, int] = {}
    if wanted.fix:
        from retrokit.cli.fixing import fix_each

        judged, fixed = fix_each(bench, judged, ground.color)
    report = _report(judged, fixed, bench)
    write(_shown(report, wanted, ground, today), wanted.output)
    return ExitCode.FOUND if report.marks and not wanted.exit_zero else ExitCode.OK


def _load_the_parser() -> None:
    """While git finds the repository, which takes as long."""
    import retrokit.parse  # noqa: F401


def _judged(ground: Ground, policy: Policy, today: date, asked: Asked) -> tuple[Bench, list[Judged]]:
    """Each report that is asked for, judged by what is kept of the history, or by the history itself if that is damaged."""
    from retrokit.cli.archives import KeptIsDamaged, archive_of
    from retrokit.cli.judging import Bench, checked_reports, judge_each, open_each, prompts_of
    from retrokit.policy import chosen
    from retrokit.vocabulary import Problem

    files = open_each(ground, submitted(ground, asked))
    checked = None if asked.is_all else checked_reports(files)
    tracked_only = asked.staged or is_in_hook()
    seeks_likeness = bool(chosen((Problem.UNSETTLED_REPEAT,), policy.select, policy.ignore))
    archive = archive_of(ground, checked, tracked_only=tracked_only)
    bench = Bench(ground, policy, today, archive, prompts_of(ground), seeks_likeness)
    try:
        return bench, list(judge_each(bench, files))
    except (
        KeptIsDamaged,
        ValueError,
        LookupError,
    ):  # what is read late may be damaged, too; a fault of ours comes again
        bench = bench._replace(archive=archive_of(ground, checked, tracked_only=tracked_only, anew=True))
        return bench, list(judge_each(bench, files))


def _policy(ground: Ground, wanted: Wanted) -> Policy:
    """What the config says, with what the command line says over it."""
    from retrokit.policy import known_rules

    policy = ground.config.policy
    for option, names in (
        ("--select", wanted.select),
        ("--extend-select", wanted.extend_select),
        ("--ignore", wanted.ignore),
    ):
        known_rules(names, "", option)
    return policy._replace(
        select=(*(wanted.select or policy.select), *wanted.extend_select),
        ignore=(*policy.ignore, *wanted.ignore),
    )


def _report(judged: Sequence[Judged], fixed: dict[str, int], bench: Bench) -> CheckReport:
    """All that was found, each finding on its line."""
    from retrokit.checking import CheckReport
    from retrokit.cli.fixing import mendable
    from retrokit.cli.marking import marks_of

    marks = [mark for one in judged for mark in marks_of(one, mendable(bench, one))]
    return CheckReport(
        marks=tuple(sorted(marks, key=lambda mark: (mark.finding.path, mark.finding.line, mark.finding.column))),
        checked=len(judged),
        unread=sum(one.report is None and not one.is_before for one in judged),
        before=sum(one.is_before for one in judged),
        fixed=fixed,
    )


def _shown(report: CheckReport, wanted: Wanted, ground: Ground, today: date) -> str:
    """The report as it is to be written."""
    chosen = wanted.format or _by_ending(wanted.output)
    if wanted.statistics and chosen is not CheckFormat.JSON:
        from retrokit.render.checks.text import statistics

        return statistics(report)
    match chosen:
        case CheckFormat.TEXT:
            from retrokit.render.checks.text import text

            return text(report, _paper(wanted.output, ground.color), str(today))
        case CheckFormat.GITHUB:
            from retrokit.render.checks.github import github

            return github(report)
        case CheckFormat.MARKDOWN:
            from retrokit.render.checks.markdown import markdown

            return markdown(report)
        case CheckFormat.JSON:
            from retrokit.render.checks.data import data

            as_utf8(wanted.output)
            return data(report)
        case CheckFormat.SARIF:
            from retrokit import __version__
            from retrokit.cli.rule import texts_of_rules
            from retrokit.render.checks.sarif import sarif

            as_utf8(wanted.output)
            return sarif(report, __version__, texts_of_rules())


def _by_ending(output: Path | None) -> CheckFormat:
    endings = {".json": CheckFormat.JSON, ".sarif": CheckFormat.SARIF, ".md": CheckFormat.MARKDOWN}
    return endings.get(output.suffix, CheckFormat.TEXT) if output else CheckFormat.TEXT


def _paper(output: Path | None, color: Color) -> Paper:
    """What the findings are written to; pre-commit gives a terminal to the hook where it has one itself."""
    from retrokit.render.checks.text import Paper

    is_terminal = output is None and sys.stdout is not None and sys.stdout.isatty()
    wants_color = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    shows_color = color is Color.ALWAYS or (color is Color.AUTO and is_terminal and wants_color)
    if not is_terminal:
        return Paper(None, shows_color)
    import shutil

    return Paper(shutil.get_terminal_size((100, 24)).columns, shows_color)
