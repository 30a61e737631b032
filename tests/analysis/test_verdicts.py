from retrokit.analysis.verdicts import settle
from retrokit.vocabulary import Problem, VerdictKind
from tests.conftest import postmortem


def test_the_later_reports_word_counts() -> None:
    earlier = postmortem("2024-01-01-a", related=("2024-02-01-b",))
    later = postmortem("2024-02-01-b", different=("2024-01-01-a",))
    assert settle([earlier, later]) == ({frozenset((earlier.id, later.id)): VerdictKind.DIFFERENT}, [])


def test_an_id_that_nobody_has_is_told_with_the_nearest() -> None:
    a, b = (
        postmortem("2024-01-01-checkout"),
        postmortem("2024-02-01-b", same=("2024-01-01-chekout", "zzz", "2024-02-01-b")),
    )
    verdicts, findings = settle([a, b])
    assert verdicts == {}
    assert [(f.problem, f.path) for f in findings] == [(Problem.UNKNOWN_VERDICT_ID, b.path)] * 3
    assert findings[0].help == "did you mean `2024-01-01-checkout`?"
    assert "file name without .md" in findings[1].help
    assert "itself" in findings[2].message


def test_two_verdicts_in_one_report_are_none() -> None:
    a, b = postmortem("2024-01-01-a"), postmortem("2024-02-01-b", same=("2024-01-01-a",), different=("2024-01-01-a",))
    verdicts, (finding,) = settle([a, b])
    assert verdicts == {} and finding.problem is Problem.CONTRADICTING_VERDICTS


def test_saying_it_twice_is_saying_it() -> None:
    a, b = postmortem("2024-01-01-a"), postmortem("2024-02-01-b", same=("2024-01-01-a", "2024-01-01-a"))
    assert settle([a, b]) == ({frozenset((a.id, b.id)): VerdictKind.SAME}, [])
