from dataclasses import replace
from datetime import date

from retrokit.analysis.similar import report_pairs, report_similar
from retrokit.model import Action, Postmortem
from retrokit.vocabulary import Status, VerdictKind
from tests.conftest import TODAY, history_of, postmortem

POOL = ("connection pool exhausted, pgbouncer missing",)
A = postmortem(
    "2024-01-01-a", causes=POOL, title="pool", actions=(Action("a#1", "x", status=Status.OPEN, due=date(2024, 1, 2)),)
)
B = postmortem("2024-02-01-b", causes=POOL, title="pool again")
TIED = postmortem("2024-03-01-t", causes=("something else entirely",), title="unlike", same=(A.id,))
CERT = postmortem("2024-04-01-c", causes=("certificate expired",), title="cert")
HISTORY = history_of(A, B, TIED, CERT)


def near(query: object, **options: object) -> list[tuple[str, VerdictKind | None]]:
    settings = {"minimum": 40, "threshold": 50, "limit": 10, "today": TODAY, **options}
    return [(n.postmortem.id, n.verdict) for n in report_similar(HISTORY, query, **settings).neighbours]  # type: ignore[arg-type]


def test_an_incident_against_all_others_the_likest_first() -> None:
    assert near(A) == [(TIED.id, VerdictKind.SAME), (B.id, None)]
    assert near(A, limit=1) == [(TIED.id, VerdictKind.SAME)]
    assert near(A, wanted=lambda p: p.id != B.id) == [(TIED.id, VerdictKind.SAME)]


def test_a_text_against_all_and_the_state_of_their_actions() -> None:
    assert near("expired certificates") == [(CERT.id, None)]
    assert near("nothing of this") == []
    report = report_similar(HISTORY, "pool exhausted", minimum=0, threshold=50, limit=1, today=TODAY)
    (state,) = report.neighbours[0].actions
    assert (state.action.id, state.overdue_days) == ("a#1", (TODAY - date(2024, 1, 2)).days)
    assert (report.query, report.query_id) == ("pool exhausted", "")


def test_pairs_at_the_minimum_and_those_that_people_tied() -> None:
    report = report_pairs(HISTORY, minimum=50, threshold=50)
    assert [(m.earlier.id, m.later.id) for m in report.pairs] == [(A.id, B.id), (A.id, TIED.id)]
    assert report.incidents == (A.id, B.id, TIED.id, CERT.id)
    assert report_pairs(HISTORY, minimum=50, threshold=50, wanted=lambda p: p.id == B.id).pairs[0].later.id == B.id


def test_a_report_finds_what_cites_its_ticket_as_all_pairs_do() -> None:
    def cites(identity: str, cause: str) -> Postmortem:
        return postmortem(identity, causes=(cause,), title="t", actions=(Action(f"{identity}#1", "x", ticket="T-1"),))

    one = cites("2024-01-01-a", "pump one leaked into cellar nine at noon by fault of neighbour")
    other = cites("2024-02-01-b", "pump two dripped onto shelf ten in rain after calling plumber")
    rest = [postmortem(f"2024-03-{n:02}-r", causes=(f"only{n} here{n}",), title=f"x{n}") for n in range(1, 9)]
    history = history_of(one, other, *rest)
    (pair,) = [m for m in history.matches(1) if {m.earlier.id, m.later.id} == {one.id, other.id}]
    found = report_similar(history, other, minimum=pair.score, threshold=50, limit=5, today=TODAY).neighbours
    assert [(n.postmortem.id, n.score) for n in found] == [(one.id, pair.score)]


def test_a_report_that_is_not_of_the_history_but_has_an_id_of_it_is_itself() -> None:
    stranger = replace(A, path="drafts/a.md")
    report = report_similar(HISTORY, stranger, minimum=40, threshold=50, limit=10, today=TODAY)
    assert [(n.postmortem.id, n.verdict) for n in report.neighbours] == [(A.id, None), (B.id, None)]
    assert all(n.signals.words for n in report.neighbours)


def test_what_people_compared_has_its_score_everywhere() -> None:
    judged = history_of(A, B, TIED, CERT, minimum=50)
    (match,) = [m for m in judged.matches(50) if m.later.id == TIED.id]
    assert match.score == judged.score(A.id, TIED.id) == history_of(A, B, TIED, CERT).score(A.id, TIED.id)


def test_no_way_leads_through_a_pair_that_was_told_apart() -> None:
    first = postmortem("2024-01-01-a", title="valve corroded", causes=("valve corroded", "gasket"))
    last = postmortem("2024-03-01-c", title="sensor drifted", causes=("sensor drifted", "cable"))
    for verdict, is_tied in (((), True), ((first.id,), False)):
        middle = postmortem(
            "2024-02-01-b", title="valve corroded, sensor drifted", causes=("valve", "sensor"), different=verdict
        )
        assert (history_of(first, middle, last, CERT).score(first.id, last.id) > 0) is is_tied


def test_one_word_finds_what_says_the_same_in_others() -> None:
    memory = postmortem("2024-05-01-m", title="Search down", causes=("the host ran out of memory at the evening peak",))
    history = history_of(A, B, CERT, memory)
    report = report_similar(history, "OOMKilled", minimum=20, threshold=50, limit=5, today=TODAY)
    assert [n.postmortem.id for n in report.neighbours] == [memory.id]
    assert report.neighbours[0].signals.concepts == ("memory",)
