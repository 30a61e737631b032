from datetime import date

from retrokit.analysis.similar import report_pairs, report_similar
from retrokit.model import Action
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
