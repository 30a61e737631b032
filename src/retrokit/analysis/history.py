"""A history compared with itself: what every report about repeats begins with."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from retrokit.analysis.matching import Index, build_index, score_of, score_pairs
from retrokit.analysis.verdicts import settle
from retrokit.model import Finding, Match, Pair, Postmortem
from retrokit.vocabulary import VerdictKind


@dataclass(frozen=True, slots=True)
class History:
    """Postmortems, oldest first, and what is known of their pairs.

    Args:
        postmortems: oldest first.
        index: their weighed words.
        verdicts: what people said about pairs.
        matches: the pairs that score the asked-for minimum or have a verdict, the likest first.
        score: the score, 0 to 100, of any two ids.
        findings: verdicts that can't be used.
    """

    postmortems: tuple[Postmortem, ...]
    index: Index
    verdicts: Mapping[Pair, VerdictKind]
    matches: tuple[Match, ...]
    score: Callable[[str, str], float]
    findings: tuple[Finding, ...]


def compare(postmortems: Sequence[Postmortem], *, minimum: float | None) -> History:
    """Score a history's pairs; those below `minimum` (0 to 100) are not kept. With None no pair is scored: `matches` is empty."""
    index = build_index(postmortems)
    verdicts, findings = settle(postmortems)
    matches = [] if minimum is None else score_pairs(index, verdicts, minimum)
    return History(tuple(postmortems), index, verdicts, tuple(matches), score_of(index), tuple(findings))
