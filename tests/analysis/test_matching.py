import math

import pytest

from retrokit.analysis.matching import HALF_WAY, build_index, nearest, one_spelling, score_of, score_pairs, shown_score
from retrokit.model import Corpus
from retrokit.vocabulary import VerdictKind
from tests.conftest import history_of, postmortem

POOL = postmortem(
    "2024-01-01-pool", title="Checkout down", causes=("the connection pool was exhausted",), services=("checkout",)
)
AGAIN = postmortem(
    "2024-06-01-again",
    title="Orders fail",
    causes=("connections exhausted, the pool has no ceiling",),
    services=("checkout",),
)
CERT = postmortem("2024-03-01-cert", title="Shop unreachable", causes=("an expired certificate",), services=("edge",))
DISK = postmortem("2024-09-01-disk", title="Broker read-only", causes=("the log volume was full",), services=("kafka",))


def test_the_likest_pair_comes_first_and_says_what_it_rests_on() -> None:
    first, *others = history_of(POOL, AGAIN, CERT, DISK).matches
    assert (first.earlier.id, first.later.id) == (POOL.id, AGAIN.id)
    assert set(first.signals.words) == {"connection", "exhausted", "pool", "checkout"} - {"checkout"} | {"checkout"}
    assert first.signals.services == ("checkout",)
    assert all(match.score < first.score for match in others)


def test_a_score_is_the_cosine_of_the_weights_worked_by_hand() -> None:
    one, other = (
        postmortem("2024-01-01-a", title="disk", causes=("full",)),
        postmortem("2024-01-02-b", title="disk", causes=("slow",)),
    )
    common, alone = 1.0, 1 + math.log(3 / 2)  # idf of a word in both of two reports, and in one
    cosine = common * common / (common * common + alone * alone)
    assert score_of(build_index([one, other]))(one.id, other.id) == pytest.approx(shown_score(cosine), abs=0.01)


def test_rare_words_weigh_more_than_common_ones() -> None:
    common = [postmortem(f"2024-02-{day:02}-x", title="latency", causes=(f"thing{day}",)) for day in range(1, 20)]
    rare = [
        postmortem("2024-03-01-a", title="latency deadlock", causes=("one",)),
        postmortem("2024-03-02-b", title="deadlock", causes=("two",)),
    ]
    scores = {frozenset((m.earlier.id, m.later.id)): m.score for m in history_of(*common, *rare).matches}
    assert scores[frozenset((rare[0].id, rare[1].id))] > 2 * scores[frozenset((rare[0].id, common[0].id))]


def test_spellings_of_a_long_word_are_one_and_short_words_are_not() -> None:
    spelling = one_spelling(
        {"connection": 9, "connections": 3, "conection": 1, "node": 5, "mode": 4, "nodes": 2, "v12345": 1, "v12346": 1}
    )
    assert spelling == {"connections": "connection", "conection": "connection"}


def test_a_variant_of_a_variant_is_not_chained() -> None:
    assert one_spelling({"deploy": 5, "deployed": 4, "deployment": 3}) == {"deployed": "deploy"}


def test_half_way_is_fifty_and_the_order_stays() -> None:
    assert shown_score(HALF_WAY) == 50
    assert (shown_score(0), shown_score(1), shown_score(1.0000001)) == (0, 100, 100)
    shown = [shown_score(cosine / 100) for cosine in range(101)]
    assert shown == sorted(shown)


def test_the_minimum_leaves_out_but_never_a_judged_pair() -> None:
    judged = postmortem("2024-12-01-judged", causes=("nothing in common",), title="x", same=(DISK.id,))
    history = history_of(POOL, AGAIN, DISK, judged, minimum=50)
    assert {(m.earlier.id, m.later.id, m.verdict) for m in history.matches} == {
        (POOL.id, AGAIN.id, None),
        (DISK.id, judged.id, VerdictKind.SAME),
    }


def test_pairs_that_share_nothing_are_left_out() -> None:
    assert score_pairs(build_index([CERT, DISK]), {}, 0) == []
    assert score_of(build_index([CERT, DISK]))(CERT.id, DISK.id) == 0


def test_the_order_of_reading_changes_nothing() -> None:
    one = [(m.earlier.id, m.later.id, m.score) for m in history_of(POOL, AGAIN, CERT, DISK).matches]
    other = [(m.earlier.id, m.later.id, m.score) for m in history_of(DISK, CERT, AGAIN, POOL).matches]
    assert one == other


def test_nearest_to_a_text() -> None:
    index = build_index([POOL, CERT, AGAIN, DISK])
    found = nearest(index, "certificates have expired")
    assert [(p.id, s.words) for p, _, s in found] == [(CERT.id, ("certificate", "expired"))]
    assert nearest(index, "ufo") == []
    by_service = nearest(index, "ufo", services=["Kafka"])
    assert [(p.id, s.services) for p, _, s in by_service] == [(DISK.id, ("kafka",))]


def test_an_empty_history() -> None:
    assert history_of().matches == ()


@pytest.mark.parametrize("minimum", [1, 20, 40, 50, 80, 100])
def test_what_is_skipped_would_not_have_reached_the_minimum(minimum: float, examples: Corpus) -> None:
    index = build_index(examples.postmortems)
    everything = score_pairs(index, {}, 0)
    assert score_pairs(index, {}, minimum) == [match for match in everything if match.score >= minimum]
    score = score_of(index)
    assert all(match.score == pytest.approx(score(match.earlier.id, match.later.id), abs=0.01) for match in everything)
