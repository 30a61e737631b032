from datetime import date

from retrokit.analysis.repeats import report_repeats
from retrokit.model import Action, Postmortem
from retrokit.reports import RepeatsReport
from retrokit.vocabulary import CameBack, Status, VerdictKind
from tests.conftest import TODAY, history_of, postmortem

POOL = ("connection pool exhausted, pgbouncer missing",)
CERT = ("certificate expired, renewal by hand",)


def pool(id: str, **parts: object) -> Postmortem:
    return postmortem(id, causes=POOL, title="pool exhausted", services=("checkout", "db"), **parts)  # type: ignore[arg-type]


def report(*postmortems: Postmortem, **options: object) -> RepeatsReport:
    return report_repeats(history_of(*postmortems), threshold=50, today=TODAY, **options)  # type: ignore[arg-type]


OPEN = (Action("2024-01-01-a#1", "PgBouncer", status=Status.OPEN, due=date(2024, 2, 1), opened=date(2024, 1, 1)),)


def test_a_return_names_the_latest_earlier_match_and_the_days_since() -> None:
    found = report(pool("2024-01-01-a"), pool("2024-03-01-b"), pool("2024-03-31-c"))
    (family,) = found.families
    assert family.id == "2024-01-01-a"
    assert [(r.incident.id, r.earlier.id, r.days_since) for r in family.returns] == [
        ("2024-03-01-b", "2024-01-01-a", 60),
        ("2024-03-31-c", "2024-03-01-b", 30),
    ]


def test_the_score_is_about_the_earlier_member_that_it_is_most_like() -> None:
    vague = postmortem("2024-02-01-v", causes=("a horse of another colour",), title="x", same=("2024-01-01-a",))
    found = report(pool("2024-01-01-a"), vague, pool("2024-03-01-b"))
    tied, alike = found.returns
    assert (tied.likest.id, tied.verdict, tied.score < 50) == ("2024-01-01-a", VerdictKind.SAME, True)
    assert (alike.earlier.id, alike.likest.id, alike.verdict, alike.score > 90) == (
        vague.id,
        "2024-01-01-a",
        None,
        True,
    )


def test_families_that_struck_while_an_action_was_open_come_first_then_the_latest() -> None:
    cert = [postmortem(f"2026-0{n}-01-cert", causes=CERT, title="cert", services=("edge",)) for n in (1, 2)]
    disk = [
        postmortem(f"2025-0{n}-01-disk", causes=("broker volume full",), title="disk", services=("kafka",))
        for n in (1, 2)
    ]
    found = report(pool("2024-01-01-a", actions=OPEN), pool("2024-03-01-b"), *cert, *disk)
    assert [family.id for family in found.families] == ["2024-01-01-a", "2026-01-01-cert", "2025-01-01-disk"]
    assert [r.came_back for r in found.families[0].returns] == [CameBack.OPEN]


def test_what_is_open_today_is_named() -> None:
    (family,) = report(pool("2024-01-01-a", actions=OPEN), pool("2024-03-01-b")).families
    assert [(s.action.title, s.overdue_days) for s in family.open_actions] == [
        ("PgBouncer", (TODAY - date(2024, 2, 1)).days)
    ]


def test_a_filter_asks_for_returns_and_looks_at_the_whole_history() -> None:
    history = (pool("2024-01-01-a"), pool("2024-03-01-b"), pool("2025-03-01-c"))
    found = report(*history, wanted=lambda p: p.date.year == 2025)
    assert found.incidents == 1
    assert [(r.incident.id, r.earlier.id) for r in found.returns] == [("2025-03-01-c", "2024-03-01-b")]
    assert len(found.families[0].incidents) == 3
    assert report(*history, wanted=lambda p: p.date.year == 2024).returns[0].incident.id == "2024-03-01-b"
    assert report(*history, wanted=lambda p: False).families == ()


def test_the_family_says_what_it_rests_on_and_is_called_by_the_title_that_says_most() -> None:
    vague = postmortem("2024-06-01-x", causes=POOL, title="Bad evening", services=("checkout",))
    (family,) = report(pool("2024-01-01-a"), vague, postmortem("2024-07-01-other", causes=CERT)).families
    assert family.title == "pool exhausted"
    assert {"pool", "exhausted", "connection"} <= set(family.signals.words)
    assert family.signals.services == ("checkout",)


def test_counts_of_what_is_unsettled_and_what_has_no_cause() -> None:
    judged = pool("2024-03-01-b", same=("2024-01-01-a",))
    found = report(pool("2024-01-01-a"), judged, pool("2024-05-01-c"), postmortem("2024-06-01-s", causes=()))
    assert (found.unsettled, found.matched, found.without_cause) == (2, 3, 1)
    assert [r.verdict for r in found.returns] == [VerdictKind.SAME, None]
    assert (found.first, found.last) == (date(2024, 1, 1), date(2024, 6, 1))


def test_nothing_at_all() -> None:
    found = report()
    assert (found.families, found.incidents, found.first) == ((), 0, None)


def test_a_return_names_the_first_few_actions_and_counts_all() -> None:
    many = tuple(Action(f"2024-01-01-a#{n}", f"do {n}", status=Status.OPEN) for n in range(25))
    (back,) = report(pool("2024-01-01-a", actions=many), pool("2024-03-01-b")).returns
    assert (len(back.actions), back.actions_in_all) == (10, 25)
