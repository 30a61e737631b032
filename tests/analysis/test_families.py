from collections.abc import Mapping

from retrokit.analysis.families import find_families
from retrokit.model import Match, Postmortem
from retrokit.vocabulary import VerdictKind
from tests.conftest import postmortem

A, B, C, D = (postmortem(f"2024-0{n}-01-{letter}") for n, letter in enumerate("abcd", 1))


def families(
    members: list[Postmortem], scores: Mapping[str, float], verdicts: Mapping[str, VerdictKind] = {}
) -> list[str]:
    """Families as strings of letters; `scores` and `verdicts` are keyed by two letters."""
    by_letter = {p.id[-1]: p for p in members}
    pairs = {frozenset((by_letter[k[0]].id, by_letter[k[1]].id)): value for k, value in scores.items()}
    matches = [
        Match(by_letter[k[0]], by_letter[k[1]], value) for k, value in sorted(scores.items(), key=lambda item: -item[1])
    ]
    said = {frozenset((by_letter[k[0]].id, by_letter[k[1]].id)): kind for k, kind in verdicts.items()}
    found = find_families(members, matches, lambda a, b: pairs.get(frozenset((a, b)), 0.0), said, 50)
    return ["".join(p.id[-1] for p in family) for family in found]


def test_pairs_at_the_threshold_are_families_and_below_are_none() -> None:
    assert families([A, B, C, D], {"ab": 50, "cd": 49.9}) == ["ab"]


def test_one_weak_link_chains_nothing() -> None:
    assert families([A, B, C, D], {"ab": 90, "cd": 90, "bc": 55}) == ["ab", "cd"]


def test_a_member_told_in_other_words_does_not_split_a_family() -> None:
    assert families([A, B, C], {"ab": 80, "bc": 70, "ac": 25}) == ["abc"]


def test_a_verdict_joins_whatever_the_score() -> None:
    assert families([A, B, C], {}, {"ac": VerdictKind.SAME}) == ["ac"]
    assert families([A, B, C], {}, {"ac": VerdictKind.SAME, "bc": VerdictKind.SAME}) == ["abc"]


def test_a_verdict_keeps_apart_whatever_the_score() -> None:
    for kind in (VerdictKind.DIFFERENT, VerdictKind.RELATED):
        assert families([A, B], {"ab": 99}, {"ab": kind}) == []
        assert families([A, B, C], {"ab": 99, "ac": 80, "bc": 80}, {"bc": kind}) == ["ab"]


def test_what_people_tied_together_does_not_loosen_what_words_had_tied() -> None:
    assert families([A, B, C], {"ab": 72}, {"bc": VerdictKind.SAME}) == ["abc"]


def test_an_incident_without_a_cause_is_joined_by_people_alone() -> None:
    silent = postmortem("2024-05-01-s", causes=())
    assert families([A, silent], {"as": 99}) == []
    assert families([A, silent], {"as": 1}, {"as": VerdictKind.SAME}) == ["as"]


def test_two_large_groups_that_do_not_hold_together_are_asked_about_rarely() -> None:
    left = [postmortem(f"2024-01-01-l{n:03}") for n in range(60)]
    right = [postmortem(f"2024-02-01-r{n:03}") for n in range(60)]
    asked = []

    def score(a: str, b: str) -> float:
        asked.append((a, b))
        return 90.0 if a[11] == b[11] else 30.0

    alike = [Match(a, b, 90.0) for side in (left, right) for a in side for b in side if a.id < b.id]
    crossing = [Match(a, b, 60.0) for a in left for b in right]
    found = find_families([*left, *right], [*alike, *crossing], score, {}, 50)
    assert [len(family) for family in found] == [60, 60]
    assert len(asked) < 20_000
