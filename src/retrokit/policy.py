"""What a team expects of its reports: which rules count, for which reports, and how soon things are to be done."""

import functools
import re
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from retrokit.errors import RetrokitError
from retrokit.vocabulary import Problem

DUE_WITHIN: Mapping[str, int] = MappingProxyType({"SEV0": 28, "SEV1": 28, "SEV2": 56})
"""Days within which actions are due, by severity: the four and eight weeks that Atlassian gives its priority actions
(Incident Management Handbook, "Postmortems")."""

SLOW_DETECTION = 30
"""Minutes from the start of an incident until somebody noticed, beyond which something is missing that detects."""


class Policy(NamedTuple):
    """What `check` holds a report to. Rules are named by code, by the beginning of codes (`RK3`) or by name.

    Args:
        select: the rules that count.
        ignore: those of them that do not.
        per_file_ignores: more that do not, by globs of paths from the folder of the config.
        severities: the incidents' severities for which alone a rule counts, by rule.
        enforce_from: the day of the first incident that is judged; None for all.
        due_within: days from the decision within which an action is due, by severity; `*` for any other.
        slow_detection: minutes, see SLOW_DETECTION.
        required_keys: keys that a final report has to fill, beside the title.
        required_sections: headings that a final report has to have.
        teams: names that own nothing by themselves, beside the usual ones.
    """

    select: tuple[str, ...] = ("RK",)
    ignore: tuple[str, ...] = ()
    per_file_ignores: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    severities: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    enforce_from: date | None = None
    due_within: Mapping[str, int] = DUE_WITHIN
    slow_detection: int = SLOW_DETECTION
    required_keys: tuple[str, ...] = ()
    required_sections: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()

    def days_for(self, severity: str) -> int | None:
        """The days within which an action of such an incident is due; None where nothing is settled."""
        if (exactly := self.due_within.get(severity)) is not None:
            return exactly
        known = {severity_key(name): days for name, days in self.due_within.items()}
        return known.get(severity_key(severity), self.due_within.get("*"))

    def counts_for(self, problem: Problem, severity: str) -> bool:
        """Whether a rule counts for incidents of this severity."""
        asked = [severities for name, severities in self.severities.items() if names(name, problem)]
        return all(severity_key(severity) in map(severity_key, severities) for severities in asked)


def names(name: str, problem: Problem) -> bool:
    """Whether a rule is meant by a code, the beginning of one, or a name."""
    asked = name.strip()
    return problem.code.startswith(asked.upper()) if _CODE.fullmatch(asked) else problem.called == asked.casefold()


def is_known(name: str) -> bool:
    """Whether any rule is meant."""
    return any(names(name, problem) for problem in Problem)


def known_rules(names: Sequence[str], location: str, told: str) -> tuple[str, ...]:
    """The same names, if each of them means a rule.

    Raises:
        RetrokitError: one of them does not.
    """
    for name in names:
        if not is_known(name):
            import difflib

            every = [word for problem in Problem for word in (problem.code, problem.called)]
            near = difflib.get_close_matches(
                name.upper() if name[:2].upper() == "RK" else name.casefold(), every, 1, 0.5
            )
            hint = f"did you mean `{near[0]}`?" if near else "`retrokit rule --all` lists them; RK3 means all of RK3xx"
            raise RetrokitError(f"{told}: there is no rule {name!r}", hint=hint, location=location)
    return tuple(names)


@functools.lru_cache(64)
def chosen(problems: tuple[Problem, ...], select: tuple[str, ...], ignore: tuple[str, ...]) -> frozenset[Problem]:
    """The rules that are selected and not ignored; where both name a rule, what names it more closely has the word."""

    def closeness(wanted: Sequence[str], problem: Problem) -> int:
        return max((_closeness(name) for name in wanted if names(name, problem)), default=-1)

    return frozenset(p for p in problems if closeness(select, p) > closeness(ignore, p))


def _closeness(name: str) -> int:
    return len(name.strip()) if _CODE.fullmatch(name.strip()) else len("RK000")


def severity_key(severity: str) -> str:
    """A severity as it is compared: `Sev 2`, `SEV-2 (major)`, `S2`, `P2` and `2` are one, and `critical` is the first of them."""
    words = severity.casefold()
    for mark in _BEFORE_REMARKS:
        words = words.partition(mark)[0] or words
    plain = "".join(words.replace("-", " ").replace("_", " ").replace(":", " ").split())
    name = plain.rstrip("0123456789")
    number = plain[len(name) :]
    if number and name in _SCALES:
        return f"sev{number.lstrip('0') or 0}"
    return "sev1" if plain == "critical" else plain


_CODE = re.compile(r"RK\d{0,3}", re.IGNORECASE)
_SCALES = frozenset(["", "sev", "severity", "s", "p", "prio", "priority", "level"])
_BEFORE_REMARKS = ("(", " - ", " \u2013 ", " \u2014 ", ",")
