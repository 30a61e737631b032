"""Whether what was decided became real: every action as it stands today."""

from collections.abc import Callable, Sequence
from datetime import date

from retrokit.analysis.explain import as_it_stands
from retrokit.model import Postmortem
from retrokit.reports import ActionRow, ActionsReport
from retrokit.vocabulary import Status


def report_actions(
    postmortems: Sequence[Postmortem],
    *,
    today: date,
    statuses: frozenset[Status] | None = None,
    wanted: Callable[[Postmortem], bool] = lambda postmortem: True,
) -> ActionsReport:
    """Every action of the wanted incidents: overdue ones first, then open ones by due date, then the others by age.

    Args:
        postmortems: the history, oldest first.
        today: the day on which actions are open or overdue.
        statuses: the ones asked for; None for all. The counts are over all of them.
        wanted: which incidents' actions are asked for.
    """
    asked = [postmortem for postmortem in postmortems if wanted(postmortem)]
    rows = [ActionRow(as_it_stands(action, today), p) for p in asked for action in p.actions or ()]
    counts = {status.value: sum(row.now.status is status for row in rows) for status in Status}
    counts["overdue"] = sum(row.now.overdue_days is not None for row in rows)
    shown = [row for row in rows if statuses is None or row.now.status in statuses]
    return ActionsReport(tuple(sorted(shown, key=_urgency)), statuses, counts, sum(p.actions is None for p in asked))


def _urgency(row: ActionRow) -> tuple[int, int, date, int, str]:
    state = row.now
    rank = (
        0
        if state.overdue_days is not None
        else 1
        if state.status.is_unfinished
        else 2 + list(Status).index(state.status)
    )
    return rank, -(state.overdue_days or 0), state.action.due or date.max, -state.age_days, state.action.id
