"""The nouns: what a postmortem is made of, what went wrong in a file, and the answers that the analyses give.

Everything is a frozen value. Dates are calendar days as the report writes them. Scores are 0 to 100.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import Enum, StrEnum

Pair = frozenset[str]
"""The ids of two incidents, in no order."""


class Problem(Enum):
    """What can be wrong with a file: a stable code and a name that says it."""

    UNREADABLE = ("RK101", "unreadable-file")
    NO_FRONT_MATTER = ("RK102", "no-front-matter")
    BAD_FRONT_MATTER = ("RK103", "bad-front-matter")
    DUPLICATE_KEY = ("RK104", "duplicate-key")
    CONFLICT_MARKER = ("RK105", "conflict-marker")
    MISSING_DATE = ("RK106", "missing-date")
    BAD_DATE = ("RK107", "bad-date")
    WRONG_TYPE = ("RK108", "wrong-type")
    UNKNOWN_VALUE = ("RK109", "unknown-value")
    DUPLICATE_ID = ("RK110", "duplicate-id")
    BYTE_ORDER_MARK = ("RK111", "byte-order-mark")
    MIXED_LINE_ENDINGS = ("RK112", "mixed-line-endings")
    UNMAPPED_KEY = ("RK113", "unmapped-key")
    UNKNOWN_VERDICT_ID = ("RK402", "unknown-verdict-id")
    CONTRADICTING_VERDICTS = ("RK403", "contradicting-verdicts")

    @property
    def code(self) -> str:
        return self.value[0]


@dataclass(frozen=True, slots=True)
class Finding:
    """Trouble in a file, at a place. Lines and columns count from 1; columns count characters."""

    path: str
    line: int
    column: int
    problem: Problem
    message: str
    help: str = ""


class Status(StrEnum):
    """Where an action stands. `unknown`: the record does not say."""

    OPEN = "open"
    IN_PROGRESS = "in-progress"
    DONE = "done"
    DECLINED = "declined"
    UNKNOWN = "unknown"

    @property
    def is_unfinished(self) -> bool:
        return self in (Status.OPEN, Status.IN_PROGRESS)


class ActionType(StrEnum):
    """What an action is for: prevent / mitigate / detect (SRE Workbook, chapter 10), or a change of process."""

    PREVENT = "prevent"
    MITIGATE = "mitigate"
    DETECT = "detect"
    PROCESS = "process"


class VerdictKind(StrEnum):
    """What a person said about a pair of incidents."""

    SAME = "same"
    RELATED = "related"
    DIFFERENT = "different"


class CameBack(StrEnum):
    """Why a repeat could happen, by what became of the earlier incidents' actions."""

    OPEN = "open"
    DID_NOT_HOLD = "did-not-hold"
    DECLINED = "declined"
    NEVER_PROPOSED = "never-proposed"
    UNKNOWN = "unknown"


class Kind(StrEnum):
    """How an incident relates to those before it."""

    NOVEL = "novel"
    VARIATION = "variation"
    REPEAT = "repeat"
    UNJUDGED = "unjudged"


class Period(StrEnum):
    """How long a stretch incidents are tallied by."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Cause:
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


@dataclass(frozen=True, slots=True)
class Verdict:
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
    def is_draft(self) -> bool:
        return self.status == "draft"


@dataclass(frozen=True, slots=True)
class Corpus:
    """All that was read: postmortems oldest first, and what was wrong with which file.

    `found` counts files. Every one of them is either read (it is a postmortem here) or has a finding that says why not.
    """

    postmortems: tuple[Postmortem, ...]
    findings: tuple[Finding, ...]
    found: int

    @property
    def read(self) -> int:
        return len(self.postmortems)


@dataclass(frozen=True, slots=True)
class Signals:
    """What a likeness rests on, strongest first."""

    words: tuple[str, ...] = ()
    services: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """Two incidents and how alike their causes read, 0 to 100."""

    earlier: Postmortem
    later: Postmortem
    score: float
    verdict: VerdictKind | None = None
    signals: Signals = Signals()


@dataclass(frozen=True, slots=True)
class ActionThen:
    """An action as it stood on a given day.

    `overdue_days` is None unless it was unfinished past its due date; `held_days` is None unless it was done before that day.
    """

    action: Action
    status: Status
    age_days: int
    overdue_days: int | None = None
    held_days: int | None = None


@dataclass(frozen=True, slots=True)
class Return:
    """A family struck again: which incident, after which earlier one, and why it could.

    `actions` are the ones that the explanation rests on, the most telling first, as they stood when it struck.
    """

    incident: Postmortem
    earlier: Postmortem
    score: float
    verdict: VerdictKind | None
    days_since: int
    came_back: CameBack
    actions: tuple[ActionThen, ...]
    missing: str = ""
    """For `unknown`: what the record lacks, as words that end a sentence."""


@dataclass(frozen=True, slots=True)
class Family:
    """Incidents joined by repeats, oldest first. `id` is the first one's id; `open_actions` are unfinished today."""

    id: str
    title: str
    incidents: tuple[Postmortem, ...]
    returns: tuple[Return, ...]
    signals: Signals
    open_actions: tuple[ActionThen, ...]


@dataclass(frozen=True, slots=True)
class RepeatsReport:
    """`incidents` counts the ones looked at, from `first` to `last`; `unsettled` counts matches no one has judged."""

    threshold: float
    families: tuple[Family, ...]
    incidents: int
    first: date | None
    last: date | None
    unsettled: int
    without_cause: int

    @property
    def returns(self) -> tuple[Return, ...]:
        return tuple(back for family in self.families for back in family.returns)


@dataclass(frozen=True, slots=True)
class PairsReport:
    """Every scored pair, the likest first; `incidents` are ids, oldest first."""

    threshold: float
    incidents: tuple[str, ...]
    pairs: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An incident near what was asked for, with its actions as they stand today."""

    postmortem: Postmortem
    score: float
    verdict: VerdictKind | None
    signals: Signals
    actions: tuple[ActionThen, ...]


@dataclass(frozen=True, slots=True)
class SimilarReport:
    """One incident or text against all; `query` is its title or the text itself, `query_id` empty for a text."""

    threshold: float
    query: str
    query_id: str
    neighbours: tuple[Neighbour, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """Incidents of one period or service by kind.

    `low` and `high` bound the share of novel ones (0 to 1): every variation and every unjudged incident counts against it at
    the low end, for it at the high end. Both are None with fewer than five incidents: too few to say.
    """

    name: str
    novel: int
    variation: int
    repeat: int
    unjudged: int
    preventable: int = 0
    """Repeats that struck while an earlier action was open."""
    last_repeat: date | None = None

    def of(self, kind: Kind) -> int:
        return {
            Kind.NOVEL: self.novel,
            Kind.VARIATION: self.variation,
            Kind.REPEAT: self.repeat,
            Kind.UNJUDGED: self.unjudged,
        }[kind]

    @property
    def incidents(self) -> int:
        return self.novel + self.variation + self.repeat + self.unjudged

    @property
    def low(self) -> float | None:
        return None if self.incidents < TOO_FEW else self.novel / self.incidents

    @property
    def high(self) -> float | None:
        return None if self.incidents < TOO_FEW else 1 - self.repeat / self.incidents


TOO_FEW = 5
"""With fewer incidents than this a share says nothing; counts are shown alone."""


@dataclass(frozen=True, slots=True)
class NoveltyReport:
    threshold: float
    periods: tuple[Tally, ...]
    services: tuple[Tally, ...]


@dataclass(frozen=True, slots=True)
class ActionRow:
    """An action with the incident it came from, as it stands today."""

    now: ActionThen
    incident: Postmortem


@dataclass(frozen=True, slots=True)
class ActionsReport:
    """Overdue ones first, then by due date and age; `counts` has every status and `overdue`.

    `asked` are the statuses that were asked for, None for all.
    """

    rows: tuple[ActionRow, ...]
    asked: frozenset[Status] | None = None
    counts: dict[str, int] = field(default_factory=dict)
    silent: int = 0
    """Reports that say nothing about actions, not even that there are none."""


Report = RepeatsReport | SimilarReport | PairsReport | NoveltyReport | ActionsReport
"""Every answer that a renderer can be given."""
