from datetime import date

from retrokit.analysis.actions import report_actions
from retrokit.model import Action
from retrokit.vocabulary import Status
from tests.conftest import TODAY, postmortem

OPENED = date(2026, 1, 1)


def action(name: str, status: Status, due: str = "", closed: str = "") -> Action:
    days = [date.fromisoformat(text) if text else None for text in (due, closed)]
    return Action(name, name, status=status, due=days[0], closed=days[1], opened=OPENED)


ONE = postmortem(
    "2026-01-01-one",
    services=("checkout",),
    actions=(
        action("done", Status.DONE, due="2026-02-01", closed="2026-03-01"),
        action("no-date", Status.OPEN),
        action("later", Status.OPEN, due="2026-12-24"),
        action("soon", Status.IN_PROGRESS, due="2026-11-23"),
        action("late", Status.OPEN, due="2026-11-22"),
        action("very-late", Status.IN_PROGRESS, due="2026-01-02"),
        action("unknown", Status.UNKNOWN, due="2026-01-02"),
        action("declined", Status.DECLINED),
    ),
)
SILENT = postmortem("2026-01-02-silent", actions=None)


def test_overdue_first_then_by_due_date() -> None:
    report = report_actions([ONE, SILENT], today=TODAY)
    assert [row.now.action.id for row in report.rows] == [
        "very-late", "late", "soon", "later", "no-date", "done", "declined", "unknown",
    ]  # fmt: skip
    assert [row.now.overdue_days for row in report.rows][:3] == [325, 1, None]
    assert report.counts == {"open": 3, "in-progress": 2, "done": 1, "declined": 1, "unknown": 1, "overdue": 2}
    assert report.silent == 1


def test_filters_and_counts() -> None:
    report = report_actions([ONE, SILENT], today=TODAY, statuses=frozenset({Status.DECLINED}))
    assert [row.now.action.id for row in report.rows] == ["declined"]
    assert report.counts["open"] == 3
    assert report_actions([ONE], today=TODAY, wanted=lambda p: False).rows == ()
