"""The nouns: what a postmortem is made of, what went wrong in a file, and how two incidents compare.

Everything is a frozen value. Dates are calendar days as the report writes them. Scores are 0 to 100.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from retrokit.vocabulary import ActionType, Problem, Status, VerdictKind

Pair = frozenset[str]
"""The ids of two incidents, in no order."""

DEFAULT_THRESHOLD = 50.0
"""The score, 0 to 100, from which two incidents match unless a team settles on another."""


class Finding(NamedTuple):
    """Trouble in a file, at a place. Lines and columns count from 1; columns count characters."""

    path: str
    line: int
    column: int
    problem: Problem
    message: str
    help: str = ""


class Cause(NamedTuple):
    summary: str
    category: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """A committed action item. `id` is the postmortem's id and the place in its list, from 1: `2026-03-14-checkout#2`."""

    id: str
    title: str
    type: ActionType | None = None
    owner: str = ""
    due: date | None = None
    status: Status = Status.UNKNOWN
    opened: date | None = None
    closed: date | None = None
    ticket: str = ""
    reason: str = ""

    @property
    def may_prevent(self) -> bool:
        """Whether it counts as a fix: what prevents, or does not say what it is for."""
        return self.type in (None, ActionType.PREVENT)


class Verdict(NamedTuple):
    """A person's word on this incident and another one. `line` and `column` say where it is written."""

    kind: VerdictKind
    other: str
    why: str = ""
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class Postmortem:
    """One incident's report.

    `actions` is None where the report has no such key (the record is silent), and empty where it says that there are none.
    """

    id: str
    path: str
    title: str
    date: date
    severity: str = ""
    status: str = ""
    services: tuple[str, ...] = ()
    trigger: str = ""
    causes: tuple[Cause, ...] = ()
    customer_impact: str = ""
    actions: tuple[Action, ...] | None = None
    ideas: tuple[str, ...] = ()
    learned: tuple[str, ...] = ()
    roadmap: str = ""
    verdicts: tuple[Verdict, ...] = ()

    @property
    def names_cause(self) -> bool:
        """Whether there is anything to compare but symptoms."""
        return bool(self.causes)

    @property
    def is_draft(self) -> bool:
        return self.status == "draft"


class Corpus(NamedTuple):
    """All that was read: postmortems oldest first, and what was wrong with which file.

    `found` counts files. Every one of them is either read (it is a postmortem here) or has a finding that says why not. `marks` tell the
    text of each postmortem from any other, in their order.
    """

    postmortems: tuple[Postmortem, ...]
    findings: tuple[Finding, ...]
    found: int
    marks: tuple[str, ...] = ()

    @property
    def read(self) -> int:
        return len(self.postmortems)


class Signals(NamedTuple):
    """What a likeness rests on, strongest first.

    `words` are shared, or variants of one (`connection ~ connections`); `concepts` are what both speak of in any words; `via` is the id of
    a third incident that both match, where that says more than the two alone.
    """

    words: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    tickets: tuple[str, ...] = ()
    via: str = ""


class Match(NamedTuple):
    """Two incidents and how alike their causes read, 0 to 100."""

    earlier: Postmortem
    later: Postmortem
    score: float
    verdict: VerdictKind | None = None
    signals: Signals = Signals()


class ActionThen(NamedTuple):
    """An action as it stood on a given day.

    `overdue_days` is None unless it was unfinished past its due date; `held_days` is None unless it was done before that day.
    """

    action: Action
    status: Status
    age_days: int
    overdue_days: int | None = None
    held_days: int | None = None


_DATED_NAME = re.compile(r"(\d{4}-\d\d-\d\d)(?!\d)")


def day_of_name(name: str) -> date | None:
    """The day that an id or a file's name begins with; None if it begins with none."""
    found = _DATED_NAME.match(name)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def default_id(path: str) -> str:
    """The file name without its ending; the folder's name for a report that is kept as `2026-03-14-checkout/index.md`."""
    folders, _, name = path.rpartition("/")
    stem = name.rpartition(".")[0] or name
    return folders.rpartition("/")[2] or stem if stem.casefold() in ("index", "readme") else stem
