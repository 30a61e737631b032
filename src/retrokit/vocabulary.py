"""The fixed words: what can be wrong with a file, where an action stands, what people and the record say of a repeat."""

from collections.abc import Mapping
from enum import Enum, StrEnum
from types import MappingProxyType


class Problem(Enum):
    """What can be wrong with a file: a stable code and a name that says it. RK1xx: the file and its front matter; RK2xx: causes; RK3xx:
    actions; RK4xx: what the history remembers; RK5xx: the body."""

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
    MISSING_KEY = ("RK114", "missing-key")
    MISTYPED_KEY = ("RK115", "mistyped-key")
    FUTURE_DATE = ("RK116", "future-date")
    UNSAFE_ID = ("RK117", "unsafe-id")
    ID_IS_NOT_THE_NAME = ("RK118", "id-is-not-the-name")
    BAD_IGNORE = ("RK119", "bad-ignore")
    NO_CAUSE = ("RK201", "no-cause")
    PERSON_AS_CAUSE = ("RK202", "person-as-cause")
    SYMPTOM_AS_CAUSE = ("RK203", "symptom-as-cause")
    OPEN_QUESTION = ("RK204", "open-question")
    CAUSE_WITHOUT_ACTION = ("RK205", "cause-without-action")
    LOADED_WORDS = ("RK206", "loaded-words")
    NO_ACTIONS = ("RK301", "no-actions")
    NO_OWNER = ("RK302", "no-owner")
    NOT_ONE_OWNER = ("RK303", "not-one-owner")
    NO_DUE_DATE = ("RK304", "no-due-date")
    OVERDUE = ("RK305", "overdue")
    DUE_TOO_LATE = ("RK306", "due-too-late")
    NO_TICKET = ("RK307", "no-ticket")
    VAGUE_ACTION = ("RK308", "vague-action")
    ONLY_REMINDERS = ("RK309", "only-reminders")
    NOTHING_PREVENTS = ("RK310", "nothing-prevents")
    ONE_PRIORITY = ("RK311", "one-priority")
    DECLINED_WITHOUT_REASON = ("RK312", "declined-without-reason")
    DONE_WITHOUT_EVIDENCE = ("RK313", "done-without-evidence")
    SLOW_DETECTION = ("RK314", "slow-detection")
    NOTHING_URGENT = ("RK315", "nothing-urgent")
    UNSETTLED_REPEAT = ("RK401", "unsettled-repeat")
    UNKNOWN_VERDICT_ID = ("RK402", "unknown-verdict-id")
    CONTRADICTING_VERDICTS = ("RK403", "contradicting-verdicts")
    CIRCULAR_REPEAT = ("RK404", "circular-repeat")
    ASKED_BEFORE = ("RK405", "asked-before")
    LEFT_OVER_PROMPT = ("RK501", "left-over-prompt")
    EMPTY_SECTION = ("RK502", "empty-section")
    MISSING_SECTION = ("RK503", "missing-section")
    IMPACT_WITHOUT_NUMBER = ("RK504", "impact-without-number")

    @property
    def code(self) -> str:
        return self.value[0]

    @property
    def called(self) -> str:
        return self.value[1]


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


REPORT_STATUSES = ("draft", "review", "final")
"""Where a report stands. Other words are a team's own."""


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


VERDICT_KEYS = {
    VerdictKind.SAME: "repeat_of",
    VerdictKind.RELATED: "related_to",
    VerdictKind.DIFFERENT: "not_repeat_of",
}
"""The key of a report under which each verdict stands."""


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


_POSTMORTEM_KEYS = """
    id title date started detected mitigated resolved severity status services trigger causes customer_impact actions decision
    ideas learned roadmap repeat_of related_to not_repeat_of ignore
"""
POSTMORTEM_KEYS = tuple(_POSTMORTEM_KEYS.split())
"""The keys of a postmortem."""

ACTION_KEYS = ("title", "type", "owner", "due", "status", "opened", "closed", "priority", "ticket", "reason")
"""The keys of an action."""

Names = Mapping[str, tuple[str, ...]]
"""Our key -> a history's own names for it, tried in order before our own."""

OUR_NAMES_ONLY: Names = MappingProxyType({})
"""Nothing is mapped."""

FIRST_YEAR = 1970
"""An older date is a slip of the pen (`0204-01-01`), and would stretch every chart."""
