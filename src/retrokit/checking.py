"""What checking a report takes and gives: what the history remembers of it, and what was found."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from retrokit.model import Finding


class Resembling(NamedTuple):
    """An earlier incident that reads like the one that is checked: its score, 0 to 100, and those of its actions that are unfinished, each
    with its owner."""

    id: str
    score: float
    open_actions: tuple[tuple[str, str], ...] = ()


class AskedBefore(NamedTuple):
    """Actions and ideas of earlier incidents that ask for what an action asks for, the oldest first, and were never done.

    `action` is the place of the action among the report's, from 0.
    """

    action: int
    incidents: tuple[str, ...]
    since: date


class Recalled(NamedTuple):
    """What the history remembers of one report.

    Args:
        twin: the path of another report with its id; empty if there is none.
        resembling: the earlier incidents that score the threshold or more and that nobody compared with it, the likest first.
        verdicts: what is wrong with its verdicts.
        circle: the ids by which its `repeat_of` leads back to itself, the report's own first and last; empty if it does not.
        asked: its actions that were asked for before.
    """

    twin: str = ""
    resembling: tuple[Resembling, ...] = ()
    verdicts: tuple[Finding, ...] = ()
    circle: tuple[str, ...] = ()
    asked: tuple[AskedBefore, ...] = ()


NOTHING_RECALLED = Recalled()


class Mark(NamedTuple):
    """A finding on the line that it is about: the line's text, empty if the file has none there, and the characters from the finding's
    column on that it means."""

    finding: Finding
    line: str
    width: int
    can_be_fixed: bool = False


class CheckReport(NamedTuple):
    """What was found in the reports that were checked, in the order of their paths and lines.

    Args:
        marks: what was found.
        checked: how many reports were looked at; `unread` of them could not be judged.
        before: how many were left out because their incident is older than `enforce_from`.
        fixed: how many findings were mended before this, by path.
    """

    marks: tuple[Mark, ...]
    checked: int
    unread: int = 0
    before: int = 0
    fixed: Mapping[str, int] = MappingProxyType({})

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(mark.finding for mark in self.marks)

    @property
    def with_findings(self) -> int:
        """How many reports have any."""
        return len({mark.finding.path for mark in self.marks})

    @property
    def statistics(self) -> list[tuple[str, str, int]]:
        """Code, name and how often, the most frequent first."""
        counted = Counter(mark.finding.problem for mark in self.marks)
        return [(p.code, p.called, n) for p, n in sorted(counted.items(), key=lambda item: (-item[1], item[0].code))]
