"""The fixed words: what can be wrong with a file, where an action stands, what people and the record say of a repeat."""

from collections.abc import Mapping
from enum import Enum, StrEnum
from types import MappingProxyType


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


Names = Mapping[str, tuple[str, ...]]
"""Our key -> a history's own names for it, tried in order before our own."""

OUR_NAMES_ONLY: Names = MappingProxyType({})
"""Nothing is mapped."""

FIRST_YEAR = 1970
"""An older date is a slip of the pen (`0204-01-01`), and would stretch every chart."""
