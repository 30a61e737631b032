"""What `check` holds a report to: a small function for each rule, by the family of its code."""

from collections.abc import Iterable, Iterator
from datetime import date

from retrokit.model import Finding
from retrokit.policy import Policy, chosen, names
from retrokit.rules import actions, body, causes, decisions, file, memory
from retrokit.rules.file import ignores
from retrokit.rules.rule import Case, Rule
from retrokit.vocabulary import Problem

__all__ = ["RULES", "Case", "Rule", "is_before", "judge", "kept"]

RULES = tuple(
    sorted(
        (*file.RULES, *causes.RULES, *actions.RULES, *decisions.RULES, *memory.RULES, *body.RULES),
        key=lambda rule: rule.problem.code,
    )
)
"""Every rule, by code."""

_PROBLEMS = tuple(rule.problem for rule in RULES)
_OF_ALL = frozenset(_PROBLEMS)
_OF_DRAFTS = frozenset(rule.problem for rule in RULES if rule.of_drafts)


def judge(case: Case, read: Iterable[Finding]) -> list[Finding]:
    """What is wrong with a report that could be read, by line.

    Args:
        case: the report.
        read: what was found while it was read.
    """
    counts = _counting(case)
    found = [finding for rule in RULES if rule.judge and rule.problem in counts for finding in rule.judge(case)]
    found += [finding for finding in read if finding.problem in counts]
    by_place = {(finding.line, finding.column, finding.problem.code): finding for finding in found}
    return [finding for _, finding in sorted(by_place.items(), key=lambda item: item[0])]


def kept(findings: Iterable[Finding], policy: Policy, path: str) -> Iterator[Finding]:
    """What counts of the trouble with a file that could not be read; `path` is seen from the folder of the config."""
    counts = _of_policy(policy, path)
    return (finding for finding in findings if finding.problem in counts)


def _counting(case: Case) -> frozenset[Problem]:
    """The rules that this report is held to."""
    counts = _of_policy(case.policy, case.place) & (_OF_DRAFTS if case.is_draft else _OF_ALL)
    left_alone = [name for _, name, reason in ignores(case.keys) if reason and not names(name, Problem.BAD_IGNORE)]
    if left_alone:
        counts = frozenset(p for p in counts if not any(names(name, p) for name in left_alone))
    if case.policy.severities:
        counts = frozenset(p for p in counts if case.policy.counts_for(p, case.postmortem.severity))
    return counts


def _of_policy(policy: Policy, path: str) -> frozenset[Problem]:
    selected = chosen(_PROBLEMS, policy.select, policy.ignore)
    ignored = [name for glob, several in policy.per_file_ignores.items() if _is_at(path, glob) for name in several]
    return frozenset(p for p in selected if not any(names(name, p) for name in ignored)) if ignored else selected


def _is_at(path: str, glob: str) -> bool:
    import fnmatch

    return fnmatch.fnmatchcase(path, glob)


def is_before(policy: Policy, day: date | None) -> bool:
    """Whether an incident of that day is older than what the team's policy is enforced from; of an unknown day it is not."""
    return policy.enforce_from is not None and day is not None and day < policy.enforce_from
