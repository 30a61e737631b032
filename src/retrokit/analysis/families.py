"""Incidents joined by repeats."""

from collections.abc import Callable, Mapping, Sequence

from retrokit.model import Match, Pair, Postmortem
from retrokit.vocabulary import VerdictKind

Score = Callable[[str, str], float]
"""How alike the incidents with these two ids are, 0 to 100."""

COHESION = 0.9
"""Two groups become one family if their members score at least this part of the threshold on average. Average linkage (Sokal and
Michener, 1958): one strong pair is not enough to chain two families, and a member told in other words does not split one."""

Telling = list[str]
"""Ids that people called the same: one mechanism, told more than once. Most hold a single id."""


def find_families(
    postmortems: Sequence[Postmortem],
    matches: Sequence[Match],
    score: Score,
    verdicts: Mapping[Pair, VerdictKind],
    threshold: float,
) -> list[tuple[Postmortem, ...]]:
    """Groups of two or more, members oldest first, the group with the oldest member first.

    A verdict "same" always joins; "related" and "different" always keep two apart unless verdicts join them by another way.
    An incident with no cause on record is joined by verdicts alone: what it shares is the symptom.

    Args:
        postmortems: oldest first.
        matches: the scored pairs, the likest first; at least all that reach the threshold.
        score: the score of any pair of ids; asked again and again, so it should remember.
        verdicts: what people said.
        threshold: the score, 0 to 100, from which a pair may start a family.
    """
    group_of: dict[str, list[Telling]] = {postmortem.id: [[postmortem.id]] for postmortem in postmortems}
    for pair, kind in verdicts.items():
        if kind is VerdictKind.SAME:
            _join(group_of, *pair)
    for group in {id(group): group for group in group_of.values()}.values():
        group[:] = [[member for telling in group for member in telling]]
    refused: set[tuple[int, int, int, int]] = set()
    for match in matches:
        if match.score < threshold:
            break
        one, other = group_of[match.earlier.id], group_of[match.later.id]
        if one is other or not (match.earlier.names_cause and match.later.names_cause):
            continue
        asked = (id(one), len(one), id(other), len(other))  # a group that has not grown gives the same answer again
        if asked in refused:
            continue
        if _hold_together(one, other, score, verdicts, threshold):
            _join(group_of, match.earlier.id, match.later.id)
        else:
            refused.add(asked)
    by_id = {postmortem.id: postmortem for postmortem in postmortems}
    groups = {id(group): [by_id[i] for telling in group for i in telling] for group in group_of.values()}
    families = [tuple(sorted(group, key=lambda p: (p.date, p.id))) for group in groups.values() if len(group) > 1]
    return sorted(families, key=lambda family: (family[0].date, family[0].id))


def _hold_together(
    one: Sequence[Telling],
    other: Sequence[Telling],
    score: Score,
    verdicts: Mapping[Pair, VerdictKind],
    threshold: float,
) -> bool:
    """Whether two groups are one family: no verdict between them, and alike enough on average.

    Two tellings are as alike as their likest members: people who tie reports in other words together must not thereby loosen
    what the words had tied.
    """
    crossing = (frozenset((a, b)) for left in one for right in other for a in left for b in right)
    if any(pair in verdicts for pair in crossing):  # "same" has joined already; whatever else is said keeps them apart
        return False
    likeness = [max(score(a, b) for a in left for b in right) for left in one for right in other]
    return sum(likeness) / len(likeness) >= COHESION * threshold


def _join(group_of: dict[str, list[Telling]], a: str, b: str) -> None:
    into, gone = group_of[a], group_of[b]
    if into is not gone:
        into += gone
        for telling in gone:
            group_of.update(dict.fromkeys(telling, into))
