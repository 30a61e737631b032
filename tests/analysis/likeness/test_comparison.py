"""What is found is what all pairs give, and a history that grows gives what it gives at once."""

import itertools
import os
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from benchmarks.generate import write_history
from tests.conftest import operations

from retrokit import corpus, repo
from retrokit.analysis import history as history_module
from retrokit.analysis.history import History, compare
from retrokit.analysis.likeness import weights
from retrokit.analysis.likeness.comparison import FLOOR, Comparison, compare_all
from retrokit.analysis.likeness.hops import hops
from retrokit.analysis.likeness.scale import likeness_of, shown_score
from retrokit.model import Action, Cause, Postmortem

DEEP = bool(os.environ.get("RETROKIT_DEEP"))


@pytest.fixture(scope="module")
def made_up(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[int], tuple[list[tuple[str, str]], tuple[Postmortem, ...]]]:
    def make(reports: int) -> tuple[list[tuple[str, str]], tuple[Postmortem, ...]]:
        folder = tmp_path_factory.mktemp("history")
        planted = write_history(folder, reports, seed=3)
        repository = repo.open_repository(folder)
        return planted, corpus.load(repository, repo.find_reports(repository, folder)).postmortems

    return make


def answer(history: History) -> dict[tuple[str, str], float]:
    return {(m.earlier.id, m.later.id): m.score for m in history.matches(FLOOR)}


@pytest.mark.parametrize(
    "reports", [600, pytest.param(3000, marks=pytest.mark.skipif(not DEEP, reason="RETROKIT_DEEP=1"))]
)
def test_what_is_found_is_what_all_pairs_give(
    reports: int, made_up: Callable[[int], tuple[list[tuple[str, str]], tuple[Postmortem, ...]]]
) -> None:
    planted, postmortems = made_up(reports)
    found = compare(postmortems, operations)
    likeness = found.matcher.likeness
    every = {pair: likeness(*pair) for pair in itertools.combinations(range(len(postmortems)), 2)}
    least = likeness_of(FLOOR)
    alike = {pair: value for pair, value in every.items() if value >= least}
    for pair, hop in hops((*pair, value) for pair, value in alike.items()).items():
        if hop.likeness > every[pair]:
            alike[pair] = hop.likeness
    ids = [postmortem.id for postmortem in postmortems]
    exhaustive = {(ids[one], ids[other]): shown_score(value) for (one, other), value in alike.items()}
    assert answer(found) == {pair: score for pair, score in exhaustive.items() if score >= FLOOR}
    assert sum(answer(found).get(pair, 0) >= 50 for pair in planted) >= 0.97 * len(planted)


def test_a_large_history_still_finds_what_was_planted(
    monkeypatch: pytest.MonkeyPatch, made_up: Callable[[int], tuple[list[tuple[str, str]], tuple[Postmortem, ...]]]
) -> None:
    planted, postmortems = made_up(1500)
    everything = answer(compare(postmortems, operations))
    monkeypatch.setattr(weights, "EXHAUSTIVE", 1000)
    some = answer(compare(postmortems, operations))
    assert some.items() <= everything.items()
    assert sum(some.get(pair, 0) >= 50 for pair in planted) >= 0.97 * len(planted)


def test_a_pair_that_shares_only_common_words_is_not_looked_at_in_a_large_history(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    crowd = [
        Postmortem(f"{n}", f"{n}.md", f"latency deadline own{n} was{n}", _day(n), causes=(Cause(f"only{n} here{n}"),))
        for n in range(60)
    ]
    twins = [Postmortem(f"twin{n}", f"t{n}.md", "latency deadline", _day(70 + n)) for n in range(2)]
    monkeypatch.setattr(weights, "TOO_COMMON", 40)
    pair = ("twin0", "twin1")
    assert compare([*crowd, *twins], operations).score(*pair) > 90
    monkeypatch.setattr(weights, "EXHAUSTIVE", 50)
    assert compare([*crowd, *twins], operations).score(*pair) == 0


def _day(number: int) -> date:
    return date(2024, 1, 1) + timedelta(number)


def changed(postmortems: Sequence[Postmortem], rnd: random.Random) -> list[Postmortem]:
    """The history after something that people do: a report that is new, rewritten, gone, dated anew or cites a ticket."""
    now = list(postmortems)
    place = rnd.randrange(len(now))
    victim, other = now[place], rnd.choice(now)
    match rnd.randrange(6):
        case 0:
            fresh = replace(
                other, id=f"fresh-{rnd.random()}", causes=(*victim.causes, Cause(f"entirely new{rnd.random()}"))
            )
            now.append(fresh)
        case 1:
            now[place] = replace(victim, causes=other.causes, title=other.title)
        case 2:
            del now[place]
        case 3:
            now[place] = replace(victim, date=other.date, title=victim.title + " moved")
        case 4:
            now[place] = replace(victim, actions=(Action("x#1", "fix", ticket=f"T-{rnd.randrange(3)}"),))
        case 5:
            now[place] = replace(victim, services=other.services, causes=(Cause("short"),))
    return sorted(now, key=lambda p: (p.date, p.id))


@pytest.mark.parametrize("large", [False, True], ids=["searched to the end", "large"])
def test_a_history_that_grows_gives_what_it_gives_at_once(
    large: bool,
    monkeypatch: pytest.MonkeyPatch,
    made_up: Callable[[int], tuple[list[tuple[str, str]], tuple[Postmortem, ...]]],
) -> None:
    if large:
        monkeypatch.setattr(weights, "EXHAUSTIVE", 100)
        monkeypatch.setattr(weights, "TOO_COMMON", 60)
    anew: list[int] = []

    def counted(*arguments: Any, **options: Any) -> Comparison:
        anew.append(1)
        return compare_all(*arguments, **options)

    monkeypatch.setattr(history_module, "compare_all", counted)
    rnd = random.Random(5)
    postmortems: Sequence[Postmortem] = made_up(300)[1]
    remembered = compare(postmortems, operations, marks=marks_of(postmortems)).comparison
    went_on = 0
    for _ in range(30):
        postmortems = changed(postmortems, rnd)
        marks, before = marks_of(postmortems), len(anew)
        grown = compare(postmortems, operations, remembered=remembered, marks=marks)
        went_on += len(anew) == before
        at_once = compare(postmortems, operations, marks=marks)
        assert answer(grown) == answer(at_once)
        assert set(grown.comparison.pairs) == set(at_once.comparison.pairs)
        assert dict(grown.comparison.signals) == dict(at_once.comparison.signals)
        assert grown.comparison.weights == at_once.comparison.weights
        assert {f: n for f, n in grown.comparison.vocabulary.items() if n} == dict(at_once.comparison.vocabulary)
        remembered = grown.comparison
    assert went_on > 3


def marks_of(postmortems: Sequence[Postmortem]) -> list[str]:
    """Another mark for another text, as a digest of the file would be."""
    return [f"{abs(hash(replace(p, id=p.id)))}" for p in postmortems]
