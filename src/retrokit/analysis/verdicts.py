"""What people said about pairs of incidents."""

from collections.abc import Callable, Sequence

from retrokit.model import Finding, Pair, Postmortem, Verdict
from retrokit.vocabulary import VERDICT_KEYS, Problem, VerdictKind

MOST_HINTS = 5
"""So many unknown ids get the nearest known one for a hint; looking for it takes a tenth of a second each among thousands."""

Knows = Callable[[str], bool]
"""Whether an incident has this id."""

Suggest = Callable[[str], Sequence[str]]
"""Ids that may be meant by one that no incident has, the likeliest first."""


def settle(postmortems: Sequence[Postmortem]) -> tuple[dict[Pair, VerdictKind], list[Finding]]:
    """The verdict on each judged pair, and the ones that can't be used.

    Where both reports speak, the later one's word counts: it was written with both incidents known. A report that says two things
    about one pair says nothing, and is told so.
    """
    speaking = [postmortem for postmortem in postmortems if postmortem.verdicts]
    by_id = {postmortem.id: postmortem for postmortem in postmortems} if speaking else {}
    verdicts: dict[Pair, VerdictKind] = {}
    findings: list[Finding] = []

    def suggest(identity: str) -> Sequence[str]:
        return ids_like(identity, list(by_id), with_alike=len(findings) < MOST_HINTS)

    for postmortem in speaking:
        said, trouble = weigh(postmortem, by_id.__contains__, suggest)
        findings += trouble
        verdicts |= {frozenset((postmortem.id, other)): kind for other, kind in said.items()}
    return verdicts, findings


def weigh(postmortem: Postmortem, knows: Knows, suggest: Suggest) -> tuple[dict[str, VerdictKind], list[Finding]]:
    """What one report says about each other incident, and those of its verdicts that can't be used."""
    said: dict[str, VerdictKind] = {}
    refused: set[str] = set()
    findings = []
    for verdict in postmortem.verdicts:
        if not knows(verdict.other) or verdict.other == postmortem.id:
            findings.append(_unknown(postmortem, verdict, suggest))
        elif said.setdefault(verdict.other, verdict.kind) is not verdict.kind:
            refused.add(verdict.other)
            keys = f"`{VERDICT_KEYS[said[verdict.other]]}` and `{VERDICT_KEYS[verdict.kind]}`"
            message = f"{keys} both name `{verdict.other}`"
            findings.append(
                _finding(postmortem, verdict, Problem.CONTRADICTING_VERDICTS, message, "keep the one that holds")
            )
    return {other: kind for other, kind in said.items() if other not in refused}, findings


def ids_like(identity: str, known: Sequence[str], *, with_alike: bool = True) -> Sequence[str]:
    """The ids that begin so, else the one that is written most alike."""
    begun = sorted(other for other in known if other.startswith(identity))
    if begun or not with_alike:
        return begun
    import difflib

    return difflib.get_close_matches(identity, known, 1)


def _unknown(postmortem: Postmortem, verdict: Verdict, suggest: Suggest) -> Finding:
    if verdict.other == postmortem.id:
        return _finding(
            postmortem, verdict, Problem.UNKNOWN_VERDICT_ID, "a verdict on itself", "name the other incident"
        )
    near = suggest(verdict.other)
    hint = f"did you mean `{near[0]}`?" if near else "name an incident's id: its file name without .md"
    return _finding(postmortem, verdict, Problem.UNKNOWN_VERDICT_ID, f"no incident has the id `{verdict.other}`", hint)


def _finding(postmortem: Postmortem, verdict: Verdict, problem: Problem, message: str, hint: str) -> Finding:
    return Finding(postmortem.path, verdict.line, verdict.column, problem, message, hint)
