from datetime import date

import pytest

from retrokit.analysis.novelty import classify, period_of, report_novelty
from retrokit.analysis.repeats import report_repeats
from retrokit.model import Action, Postmortem
from retrokit.reports import NoveltyReport, Tally
from retrokit.vocabulary import Kind, Period, Status
from tests.conftest import TODAY, history_of, postmortem

POOL = ("connection pool exhausted, pgbouncer missing",)
A = postmortem(
    "2024-01-01-a", causes=POOL, title="pool", services=("checkout",), actions=(Action("x#1", "x", status=Status.OPEN),)
)
B = postmortem("2024-08-01-b", causes=POOL, title="pool", services=("checkout", "Checkout"))
SILENT = postmortem("2024-08-02-s", causes=(), title="pool exhausted", services=("checkout",))
NEW = postmortem("2024-08-03-n", causes=("certificate expired",), title="cert", services=("edge",))
RELATED = postmortem("2024-08-04-r", causes=("volume full",), title="disk", services=("kafka",), related=(NEW.id,))
TOLD_APART = postmortem("2024-08-05-t", causes=POOL, title="pool", services=("checkout",), different=(A.id, B.id))


def report(*postmortems: Postmortem, period: Period = Period.QUARTER, **options: object) -> NoveltyReport:
    history = history_of(*postmortems)
    families = report_repeats(history, threshold=50, today=TODAY).families
    return report_novelty(history, families, threshold=50, period=period, **options)  # type: ignore[arg-type]


def test_what_each_incident_is() -> None:
    history = history_of(A, B, SILENT, NEW, RELATED, TOLD_APART)
    families = report_repeats(history, threshold=50, today=TODAY).families
    assert classify(history, families, 50) == {
        A.id: Kind.NOVEL,
        B.id: Kind.REPEAT,
        SILENT.id: Kind.UNJUDGED,
        NEW.id: Kind.NOVEL,
        RELATED.id: Kind.VARIATION,
        TOLD_APART.id: Kind.NOVEL,
    }


def test_near_misses_of_the_threshold_are_variations() -> None:
    history = history_of(
        A, postmortem("2024-02-01-near", causes=("the connection pool of another kind, rebuilt",), title="x"), NEW
    )
    (match,) = [m for m in history.matches(0) if m.earlier.id == A.id]
    for threshold, kind in ((match.score / 0.9, Kind.VARIATION), (match.score / 0.7, Kind.NOVEL)):
        families = report_repeats(history, threshold=threshold, today=TODAY).families
        assert classify(history, families, threshold)["2024-02-01-near"] is kind


def test_periods_have_no_gaps_and_carry_the_range() -> None:
    found = report(A, B, SILENT, NEW, RELATED, TOLD_APART)
    assert [tally.name for tally in found.periods] == ["2024 Q1", "2024 Q2", "2024 Q3"]
    assert (found.periods[0].incidents, found.periods[0].low, found.periods[1].incidents) == (1, None, 0)
    third = found.periods[2]
    assert (third.repeat, third.preventable, third.unjudged, third.last_repeat) == (1, 1, 1, date(2024, 8, 1))
    assert third.incidents == 5
    assert third.low == pytest.approx(third.novel / 5) and third.high == pytest.approx(4 / 5)


def test_services_that_repeat_most_come_first_and_count_an_incident_once() -> None:
    found = report(A, B, SILENT, NEW)
    assert [(tally.name, tally.incidents, tally.repeat) for tally in found.services] == [
        ("checkout", 3, 1),
        ("edge", 1, 0),
    ]


def test_a_filter_tallies_some_and_judges_against_all() -> None:
    found = report(A, B, NEW, wanted=lambda p: p.id == B.id)
    assert [(tally.name, tally.repeat, tally.novel) for tally in found.periods] == [("2024 Q3", 1, 0)]
    assert report(A, wanted=lambda p: False).periods == ()


@pytest.mark.parametrize(
    ("period", "names"),
    [(Period.MONTH, ["2023-12", "2024-01"]), (Period.QUARTER, ["2023 Q4", "2024 Q1"]), (Period.YEAR, ["2023", "2024"])],
)
def test_periods_by_name(period: Period, names: list[str]) -> None:
    days = (postmortem("2023-12-31-a"), postmortem("2024-01-01-b", causes=("other",)))
    assert [tally.name for tally in report(*days, period=period).periods] == names
    assert period_of(date(1, 1, 1), period).startswith("0001")


def test_the_range_counts_what_is_in_doubt_both_ways() -> None:
    tally = Tally("x", novel=4, variation=2, repeat=3, unjudged=1)
    assert (tally.low, tally.high) == (0.4, 0.7)
    assert Tally("x", 4, 0, 0, 0).low is None


def test_a_gap_of_decades_is_left_out() -> None:
    found = report(postmortem("1971-01-01-a"), postmortem("2024-01-01-b", causes=("other",)), period=Period.MONTH)
    assert [tally.name for tally in found.periods] == ["1971-01", "2024-01"]


def test_a_related_report_without_causes_is_a_variation_and_the_start_is_known() -> None:
    related = postmortem("2024-09-01-r", causes=(), related=(NEW.id,))
    history = history_of(NEW, related)
    assert classify(history, (), 50)[related.id] is Kind.VARIATION
    assert report(A, B, NEW).from_the_start
    assert not report(A, B, NEW, wanted=lambda p: p.date.month == 8).from_the_start


def test_what_is_like_a_report_without_causes_may_still_be_new() -> None:
    silent = postmortem("2024-01-01-s", causes=(), title="checkout pool exhausted", services=("checkout",))
    like = postmortem(
        "2024-02-01-l", causes=("pool exhausted",), title="checkout pool exhausted", services=("checkout",)
    )
    assert classify(history_of(silent, like), (), 50)[like.id] is Kind.NOVEL
