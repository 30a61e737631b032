"""The made-up company's history has all that the tour and the other tests rely on."""

from collections import Counter

from retrokit.analysis.history import compare
from retrokit.analysis.repeats import report_repeats
from retrokit.model import Corpus
from retrokit.vocabulary import CameBack, Status, VerdictKind
from tests.conftest import TODAY, operations


def test_it_is_large_and_mixed_enough(examples: Corpus) -> None:
    assert examples.read >= 24
    assert (examples.postmortems[-1].date - examples.postmortems[0].date).days >= 3 * 365
    statuses = {action.status for p in examples.postmortems for action in p.actions or ()}
    assert statuses == set(Status)
    assert {v.kind for p in examples.postmortems for v in p.verdicts} == set(VerdictKind)
    assert sum(p.is_draft for p in examples.postmortems) >= 2
    assert any(p.ideas for p in examples.postmortems) and any(p.actions is None for p in examples.postmortems)
    assert any(a.status is Status.DECLINED and a.reason for p in examples.postmortems for a in p.actions or ())


def test_every_explanation_and_both_ways_of_finding_a_repeat_occur(examples: Corpus) -> None:
    report = report_repeats(compare(examples.postmortems, operations), threshold=50, today=TODAY)
    assert len(report.families) >= 5
    assert set(Counter(back.came_back for back in report.returns)) == set(CameBack)
    assert {back.verdict for back in report.returns} == {None, VerdictKind.SAME}
    assert any(back.score < report.threshold for back in report.returns)


def test_no_look_alike_is_taken_for_a_repeat(examples: Corpus) -> None:
    report = report_repeats(compare(examples.postmortems, operations), threshold=50, today=TODAY)
    family_of = {p.id: family.id for family in report.families for p in family.incidents}
    apart = [(p.id, v.other) for p in examples.postmortems for v in p.verdicts if v.kind is VerdictKind.DIFFERENT]
    assert len(apart) >= 5
    assert [pair for pair in apart if family_of.get(pair[0], pair[0]) == family_of.get(pair[1], pair[1])] == []
