"""What people said about pairs of incidents."""

import difflib
from collections.abc import Mapping, Sequence

from retrokit.model import Finding, Pair, Postmortem, Verdict
from retrokit.vocabulary import Problem, VerdictKind

MOST_HINTS = 5
"""So many unknown ids get the nearest known one for a hint; looking for it takes a tenth of a second each among thousands."""


def settle(postmortems: Sequence[Postmortem]) -> tuple[dict[Pair, VerdictKind], list[Finding]]:
    """The verdict on each judged pair, and the ones that can't be used.

    Where both reports speak, the later one's word counts: it was written with both incidents known. A report that says two things
    about one pair says nothing, and is told so.
    """
    speaking = [postmortem for postmortem in postmortems if postmortem.verdicts]
    by_id = {postmortem.id: postmortem for postmortem in postmortems} if speaking else {}
    verdicts: dict[Pair, VerdictKind] = {}
    findings: list[Finding] = []
    for postmortem in speaking:
        said: dict[str, Verdict] = {}
        refused: set[str] = set()
        for verdict in postmortem.verdicts:
            if verdict.other not in by_id or verdict.other == postmortem.id:
                findings.append(_unknown(postmortem, verdict, by_id, len(findings)))
            elif verdict.other in said and said[verdict.other].kind is not verdict.kind:
                refused.add(verdict.other)
                message = f"two verdicts on `{verdict.other}`: {said[verdict.other].kind} and {verdict.kind}"
                findings.append(
                    _finding(postmortem, verdict, Problem.CONTRADICTING_VERDICTS, message, "keep the one that holds")
                )
            else:
                said[verdict.other] = verdict
        verdicts |= {frozenset((postmortem.id, other)): v.kind for other, v in said.items() if other not in refused}
    return verdicts, findings


def _unknown(postmortem: Postmortem, verdict: Verdict, by_id: Mapping[str, Postmortem], hinted: int) -> Finding:
    if verdict.other == postmortem.id:
        return _finding(
            postmortem, verdict, Problem.UNKNOWN_VERDICT_ID, "a verdict on itself", "name the other incident"
        )
    near = sorted(identity for identity in by_id if identity.startswith(verdict.other))
    if not near and hinted < MOST_HINTS:
        near = difflib.get_close_matches(verdict.other, by_id, 1)
    hint = f"did you mean `{near[0]}`?" if near else "name an incident's id: its file name without .md"
    return _finding(postmortem, verdict, Problem.UNKNOWN_VERDICT_ID, f"no incident has the id `{verdict.other}`", hint)


def _finding(postmortem: Postmortem, verdict: Verdict, problem: Problem, message: str, hint: str) -> Finding:
    return Finding(postmortem.path, verdict.line, verdict.column, problem, message, hint)
