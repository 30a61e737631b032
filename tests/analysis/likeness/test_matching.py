import math
from dataclasses import replace

import pytest
from tests.conftest import history_of, operations, postmortem

from retrokit.analysis.history import History, compare
from retrokit.analysis.likeness.matching import variants
from retrokit.analysis.likeness.operations import operations as only
from retrokit.analysis.likeness.scale import likeness_of, shown_score
from retrokit.analysis.likeness.tuning import DEFAULT, Tuning
from retrokit.model import Action, Cause, Corpus, Postmortem
from retrokit.vocabulary import VerdictKind

NO_VOCABULARY = only({}, {}, ())
"""Words are compared as they stand."""

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

WORDS_ALONE = Tuning(concepts=0, beginnings=0, causes=1, step=1)


def score(one: Postmortem, other: Postmortem, *rest: Postmortem, tuning: Tuning = DEFAULT) -> float:
    return compare([one, other, *rest], operations, minimum=0, tuning=tuning).score(one.id, other.id)


def test_the_likest_pair_comes_first_and_says_what_it_rests_on() -> None:
    history = history_of(POOL, AGAIN, CERT, DISK)
    first, *others = history.matches(0)
    assert (first.earlier.id, first.later.id) == (POOL.id, AGAIN.id)
    signals = history.signals(POOL.id, AGAIN.id)
    assert {"exhausted", "pool", "checkout"} <= set(signals.words)
    assert signals.services == ("checkout",) and {"exhaustion", "connection pool"} & {*signals.concepts}
    assert all(match.score < first.score for match in others)


def test_a_likeness_is_the_cosine_of_the_weights_worked_by_hand() -> None:
    one = postmortem("2024-01-01-a", title="disk", causes=("full",))
    other = postmortem("2024-01-02-b", title="disk", causes=("torn",))
    history = compare([one, other], lambda: NO_VOCABULARY, minimum=0, tuning=WORDS_ALONE)
    # Two reports (a power of two) and thirty that use none of the words: `disk` in both, the other words in one.
    both, alone = 1 + math.log(33 / 3), 1 + math.log(33 / 2)
    assert history.matcher.likeness(0, 1) == pytest.approx(both * both / (both * both + alone * alone))


def test_rare_words_weigh_more_than_common_ones() -> None:
    common = [postmortem(f"2024-02-{day:02}-x", title="latency", causes=(f"thing{day}",)) for day in range(1, 20)]
    rare = [
        postmortem("2024-03-01-a", title="latency deadlock", causes=("one",)),
        postmortem("2024-03-02-b", title="deadlock", causes=("two",)),
    ]
    history = compare([*common, *rare], operations, minimum=0, tuning=WORDS_ALONE)
    deadlock = history.matcher.likeness(len(common), len(common) + 1)
    latency = history.matcher.likeness(len(common), 0)
    assert deadlock > 1.5 * latency


def test_a_word_of_a_cause_counts_for_more_than_one_of_the_title() -> None:
    rest = [postmortem(f"2024-02-{day:02}-x", title=f"thing{day}", causes=(f"stuff{day}",)) for day in range(1, 9)]
    causes = [postmortem(f"2024-03-0{n}-a", title=f"t{n}one", causes=("mutex starved",)) for n in (1, 2)]
    titles = [postmortem(f"2024-04-0{n}-b", title="fiber sheared", causes=(f"c{n}one c{n}two",)) for n in (1, 2)]
    history = compare([*rest, *causes, *titles], operations, minimum=0, tuning=Tuning(concepts=0))
    assert history.matcher.likeness(8, 9) > history.matcher.likeness(10, 11)


def test_forms_of_a_word_meet_and_words_that_only_begin_alike_meet_less() -> None:
    def alike(one: str, other: str) -> float:
        a, b = (postmortem(f"2024-01-0{n}-a", title=title, causes=()) for n, title in enumerate((one, other), 1))
        return score(a, b, CERT, DISK, tuning=Tuning(concepts=0))

    assert alike("descheduler", "deschedulers") > alike("conflict", "config") == 0
    assert alike("descheduler", "descheduler") > alike("descheduler", "deschedulers") > 0


@pytest.mark.parametrize(
    ("one", "other", "concept"),
    [
        ("pods were OOMKilled", "the host ran out of memory", "memory"),
        ("an x509 error", "the TLS chain", "certificate"),
        ("no space left on device", "a full filesystem", "disk"),
        ("LB", "the load balancer", "load balancer"),
        ("証明書の期限切れ", "certificate", "certificate"),
        ("디스크가 가득 찼다", "disk", "disk"),
    ],
)
def test_other_words_for_one_thing_meet_in_a_concept(one: str, other: str, concept: str) -> None:
    a, b = postmortem("2024-01-01-a", title="a", causes=(one,)), postmortem("2024-01-02-b", title="b", causes=(other,))
    history = history_of(a, b, DISK, POOL)
    assert history.score(a.id, b.id) > 0
    assert concept in history.signals(a.id, b.id).concepts
    assert compare([a, b], lambda: NO_VOCABULARY, minimum=0).score(a.id, b.id) == 0


def test_symptoms_count_for_less_and_are_told_only_if_there_is_nothing_else() -> None:
    def alike(word: str) -> History:
        ends = [postmortem(f"2024-01-0{n}-a", title=f"{word} one{n}", causes=(f"two{n} three{n}",)) for n in (1, 2)]
        return history_of(*ends, CERT, DISK)

    symptom, mechanism = alike("outage"), alike("mutex")
    pair = ("2024-01-01-a", "2024-01-02-a")
    assert 0 < symptom.score(*pair) < mechanism.score(*pair)
    assert symptom.signals(*pair).words == ("outage",)
    both = alike("outage mutex")
    assert both.signals(*pair).words == ("mutex",)


def test_no_second_form_of_a_word_is_told() -> None:
    a = postmortem("2024-01-01-a", title="ModSec restarts", causes=("ModSec restarted",))
    b = postmortem("2024-01-02-b", title="ModSec restarts", causes=("ModSec restarted",))
    assert history_of(a, b, CERT).signals(a.id, b.id).words == ("modsec", "restarted")


def test_variants_are_told_where_few_words_are_shared() -> None:
    assert variants({"connection", "pod"}, {"connections", "pods"}) == ["connection ~ connections"]
    assert variants({"connection"}, {"connection", "connective"}) == []


def ticketed(postmortem: Postmortem, *tickets: str) -> Postmortem:
    actions = tuple(Action(f"{postmortem.id}#{n}", "fix", ticket=t) for n, t in enumerate(tickets, 1))
    return replace(postmortem, actions=actions)


def test_a_ticket_that_both_cite_multiplies_and_counts_less_the_more_cite_it() -> None:
    once = [ticketed(p, "https://tracker.example/PAY-1/") for p in (POOL, AGAIN)]
    often = [ticketed(p, "https://tracker.example/PAY-1") for p in (CERT, DISK)]
    without, alone, shared = score(POOL, AGAIN, CERT, DISK), score(*once, CERT, DISK), score(*once, *often)
    assert without < shared < alone
    assert score(*often, POOL, AGAIN) == 0  # nothing times something: a ticket alone is no likeness
    history = history_of(*once, CERT)
    assert history.signals(POOL.id, AGAIN.id).tickets == ("https://tracker.example/PAY-1/",)


def test_what_matches_one_and_the_same_is_alike_and_says_by_way_of_what() -> None:
    first = postmortem("2024-01-01-a", title="valve corroded", causes=("valve corroded", "gasket"))
    middle = postmortem("2024-02-01-b", title="valve corroded, sensor drifted", causes=("valve", "sensor"))
    last = postmortem("2024-03-01-c", title="sensor drifted", causes=("sensor drifted", "cable"))
    history = history_of(first, middle, last, CERT)
    direct = min(history.matcher.likeness(0, 1), history.matcher.likeness(1, 2))
    assert direct >= DEFAULT.link and history.matcher.likeness(0, 2) == 0
    assert history.score(first.id, last.id) == shown_score(direct - DEFAULT.step)
    assert history.signals(first.id, last.id).via == middle.id
    assert (first.id, last.id) in {(m.earlier.id, m.later.id) for m in history.matches(0)}
    apart = compare([first, middle, last, CERT], operations, minimum=0, tuning=Tuning(step=1))
    assert apart.score(first.id, last.id) == 0


def test_the_scale_is_fifty_in_the_middle_and_keeps_the_order() -> None:
    assert shown_score(DEFAULT.middle) == 50
    assert shown_score(0) == 0 and 99 < shown_score(1) == shown_score(1.4) <= 100
    shown = [shown_score(likeness / 100) for likeness in range(1, 101)]
    assert shown == sorted(shown)
    assert all(shown_score(likeness_of(number)) == pytest.approx(number, abs=0.02) for number in (20, 40, 50, 80, 99))
    assert likeness_of(0) == 0


def test_a_score_means_the_same_in_a_history_of_four_as_of_four_hundred() -> None:
    many = [
        postmortem(f"2023-{1 + n % 12:02}-{1 + n % 28:02}-{n}", title=f"thing{n} went", causes=(f"cause{n} of{n}x",))
        for n in range(400)
    ]
    small, large = score(POOL, AGAIN, CERT, DISK), score(POOL, AGAIN, CERT, DISK, *many)
    assert large == pytest.approx(small, abs=10)


def test_the_minimum_leaves_out_but_never_a_judged_pair() -> None:
    judged = postmortem("2024-12-01-judged", causes=("nothing in common",), title="x", same=(DISK.id,))
    matches = history_of(POOL, AGAIN, DISK, judged).matches(50)
    assert {(m.earlier.id, m.later.id, m.verdict) for m in matches} == {
        (POOL.id, AGAIN.id, None),
        (DISK.id, judged.id, VerdictKind.SAME),
    }


def test_pairs_that_share_nothing_are_left_out() -> None:
    history = history_of(CERT, DISK)
    assert history.matches(0) == [] and history.score(CERT.id, DISK.id) == 0


def test_the_order_of_reading_changes_nothing() -> None:
    one = [(m.earlier.id, m.later.id, m.score) for m in history_of(POOL, AGAIN, CERT, DISK).matches(0)]
    other = [(m.earlier.id, m.later.id, m.score) for m in history_of(DISK, CERT, AGAIN, POOL).matches(0)]
    assert one == other


def test_an_empty_history() -> None:
    assert history_of().matches(0) == []


def test_a_teams_own_words_join_the_built_in_ones() -> None:
    from retrokit import repo
    from retrokit.analysis.likeness.operations import read_operations

    own = read_operations(repo.built_in("operations.toml"), {"disk": ["spinning rust"], "pager": ["bleeper", "beeper"]})
    assert own.concepts_in(["spinning", "rust"], "spinning rust") == ["disk"]
    assert own.concepts_in(["the", "Bleeper"], "the Bleeper") == ["pager"]


def test_a_teams_word_for_a_thing_wins() -> None:
    own = only({"overload": ["herd"]}, {}, (), {"animals": ["herd"]})
    assert own.concepts_in(["herd"], "herd") == ["animals"]
    assert own.concepts_in(["overload"], "overload") == ["overload"]


def test_a_single_cause_without_a_title_is_compared_too() -> None:
    a = replace(POOL, id="2024-05-01-x", title="", causes=(Cause("the connection pool was exhausted"),))
    assert score(POOL, a, CERT) > 50


@pytest.mark.parametrize("minimum", [1, 20, 40, 50, 80, 100])
def test_what_is_skipped_would_not_have_reached_the_minimum(minimum: float, examples: Corpus) -> None:
    everything = compare(examples.postmortems, operations, minimum=0)
    some = compare(examples.postmortems, operations, minimum=minimum)
    assert [(m.earlier.id, m.later.id, m.score) for m in some.matches(minimum)] == [
        (m.earlier.id, m.later.id, m.score) for m in everything.matches(minimum)
    ]


def test_a_service_as_a_whole_brings_reports_together() -> None:
    ends = [
        postmortem(f"2024-01-0{n}-a", title=f"one{n}", causes=(f"two{n}",), services=("7", "8", "9")) for n in (1, 2)
    ]
    rest = [postmortem(f"2024-02-{n:02}-r", title=f"four{n}", causes=(f"five{n}",)) for n in range(1, 9)]
    history = history_of(*ends, *rest, minimum=25)
    assert shown_score(history.matcher.likeness(0, 1)) >= 25
    assert [(m.earlier.id, m.later.id) for m in history.matches(25)] == [(ends[0].id, ends[1].id)]
