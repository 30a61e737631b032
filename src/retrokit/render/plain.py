"""One line a fact, its fields separated by tabs, in an order that stays: for grep, cut and awk.

A field that the record does not fill is empty. The columns are listed in docs/output.md.
"""

from collections.abc import Iterable
from typing import assert_never

from retrokit.render.foreign import clean
from retrokit.render.phrases import score
from retrokit.reports import (
    ActionsReport,
    CalibrationReport,
    NewReport,
    NoveltyReport,
    PairsReport,
    RepeatsReport,
    Report,
    SimilarReport,
)

Rows = Iterable[Iterable[object]]


def render(report: Report) -> str:
    """Any report as lines."""
    match report:
        case RepeatsReport():
            rows = _repeats(report)
        case SimilarReport():
            rows = _similar(report)
        case NewReport():
            rows = [(report.shown,), *_similar(report)]
        case PairsReport():
            rows = _pairs(report)
        case CalibrationReport():
            rows = _calibration(report)
        case NoveltyReport():
            rows = _novelty(report)
        case ActionsReport():
            rows = _actions(report)
        case _:
            assert_never(report)
    return "".join("\t".join("" if cell is None else clean(str(cell)) for cell in row) + "\n" for row in rows)


def _repeats(report: RepeatsReport) -> Rows:
    """A line a return."""
    return (
        (
            family.id,
            back.incident.date,
            back.incident.id,
            back.came_back,
            back.earlier.id,
            back.days_since,
            score(back.score),
            back.verdict,
            back.actions[0].action.id if back.actions else None,
            back.actions[0].overdue_days if back.actions else None,
            back.incident.title,
        )
        for family in report.families
        for back in family.returns
    )


def _similar(report: SimilarReport | NewReport) -> Rows:
    """A line a neighbour."""
    return (
        (
            score(near.score),
            near.postmortem.date,
            near.postmortem.id,
            near.verdict,
            ",".join(near.signals.words),
            ",".join(near.signals.services),
            sum(state.status.is_unfinished for state in near.actions),
            near.postmortem.title,
        )
        for near in report.neighbours
    )


def _pairs(report: PairsReport) -> Rows:
    """A line a pair."""
    return (
        (
            score(pair.score),
            pair.earlier.id,
            pair.later.id,
            pair.verdict,
            ",".join(pair.signals.words),
            ",".join(pair.signals.services),
        )
        for pair in report.pairs
    )


def _calibration(report: CalibrationReport) -> Rows:
    """A line for the threshold in use, and one for a better one."""
    return (
        (
            name,
            f"{trial.threshold:g}",
            trial.reported,
            trial.right,
            trial.same,
            None if trial.precision is None else f"{trial.precision:.2f}",
            None if trial.recall is None else f"{trial.recall:.2f}",
            len(report.judged),
        )
        for name, trial in (("now", report.now), ("better", report.better))
        if trial
    )


def _novelty(report: NoveltyReport) -> Rows:
    """A line a period."""
    return (
        (
            tally.name,
            tally.incidents,
            tally.novel,
            tally.variation,
            tally.repeat,
            tally.unjudged,
            tally.preventable,
            None if tally.low is None else f"{tally.low:.2f}",
            None if tally.high is None else f"{tally.high:.2f}",
        )
        for tally in report.periods
    )


def _actions(report: ActionsReport) -> Rows:
    """A line an action."""
    return (
        (
            "overdue" if row.now.overdue_days is not None else row.now.status,
            row.now.overdue_days,
            row.now.action.id,
            row.now.action.owner,
            row.now.action.due,
            row.now.action.ticket,
            row.now.age_days,
            row.now.action.title,
        )
        for row in report.rows
    )
