"""A history compared with itself: what every report about repeats begins with."""

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from retrokit.analysis.likeness.again import compare_again
from retrokit.analysis.likeness.comparison import FLOOR, Comparison, Operating, Progress, compare_all, joined
from retrokit.analysis.likeness.features import Features
from retrokit.analysis.likeness.halves import Halves, one_after_the_other
from retrokit.analysis.likeness.hops import Hop, hops
from retrokit.analysis.likeness.matching import Matcher
from retrokit.analysis.likeness.nearest import nearest
from retrokit.analysis.likeness.reach import near
from retrokit.analysis.likeness.scale import likeness_of, shown_score
from retrokit.analysis.likeness.tuning import DEFAULT, Tuning
from retrokit.analysis.verdicts import settle
from retrokit.model import Finding, Match, Pair, Postmortem, Signals
from retrokit.vocabulary import VerdictKind


@dataclass(frozen=True)
class History:
    """Postmortems, oldest first, and what is known of their pairs.

    Args:
        postmortems: oldest first.
        verdicts: what people said about pairs.
        findings: verdicts that can't be used.
        comparison: what comparing them found, to be kept.
        matcher: weighs any two of them, or one and a text.
    """

    postmortems: Sequence[Postmortem]
    verdicts: Mapping[Pair, VerdictKind]
    findings: tuple[Finding, ...]
    comparison: Comparison
    matcher: Matcher
    tuning: Tuning = field(default=DEFAULT)

    @functools.cached_property
    def places(self) -> dict[str, int]:
        return {postmortem.id: place for place, postmortem in enumerate(self.postmortems)}

    @functools.cached_property
    def hops(self) -> dict[tuple[int, int], Hop]:
        """By the places of two reports, where a third one makes them more alike than they are by themselves.

        No way leads through a pair that a person has told apart.
        """
        direct = self._direct
        apart = {pair for pair, kind in self._judged.items() if kind is not VerdictKind.SAME}
        found = hops((pair for pair in self.comparison.pairs if pair[:2] not in apart), self.tuning).items()
        return {pair: hop for pair, hop in found if hop.likeness > direct.get(pair, 0.0)}

    @functools.cached_property
    def _shown(self) -> dict[tuple[int, int], float]:
        """Scores that were asked for: a family's are, again and again."""
        return {}

    @functools.cached_property
    def _direct(self) -> dict[tuple[int, int], float]:
        return {(one, other): likeness for one, other, likeness in self.comparison.pairs}

    def score(self, one: str, other: str) -> float:
        """How alike the incidents with these ids are, 0 to 100; 0 where it is below the floor of the comparison and nobody judged them."""
        return self._score(self._pair(one, other))

    def _score(self, pair: tuple[int, int]) -> float:
        if pair not in self._shown:
            self._shown[pair] = shown_score(self._likeness(pair), self.tuning)
        return self._shown[pair]

    def _likeness(self, pair: tuple[int, int]) -> float:
        if hop := self.hops.get(pair):
            return hop.likeness
        if pair not in self._direct and pair in self._judged:  # what people compared is known however little it shares
            return self.matcher.likeness(*pair)
        return self._direct.get(pair, 0.0)

    @functools.cached_property
    def _judged(self) -> dict[tuple[int, int], VerdictKind]:
        return {self._pair(*pair): kind for pair, kind in self.verdicts.items()}

    def _pair(self, one: str, other: str) -> tuple[int, int]:
        a, b = self.places[one], self.places[other]
        return (a, b) if a < b else (b, a)

    def signals(self, one: str, other: str) -> Signals:
        """What the likeness of the incidents with these ids rests on."""
        pair = self._pair(one, other)
        if hop := self.hops.get(pair):
            return self.matcher.signals(*pair, via=self.postmortems[hop.via].id)
        return self.own_signals(one, other) or self.matcher.signals(*pair)

    def own_signals(self, one: str, other: str) -> Signals | None:
        """What the likeness of two incidents that match by themselves rests on; None where it takes a third one."""
        marks, pair = self.comparison.marks, self._pair(one, other)
        return None if pair in self.hops else self.comparison.signals.get(joined(marks[pair[0]], marks[pair[1]]))

    def matches(self, minimum: float) -> list[Match]:
        """Every pair that scores `minimum` (0 to 100) or more, or has a verdict, the likest first.

        Pairs that share no word score 0 and are left out, unless they have a verdict.
        """
        least = likeness_of(minimum, self.tuning)
        scored = {pair: likeness for pair, likeness in self._direct.items() if likeness >= least}
        scored |= {pair: hop.likeness for pair, hop in self.hops.items() if hop.likeness >= least}
        judged = self._judged
        scored |= {pair: self._likeness(pair) for pair in judged.keys() - scored.keys()}
        matches = [
            Match(self.postmortems[one], self.postmortems[other], score, judged.get((one, other)))
            for (one, other), likeness in scored.items()
            if (score := shown_score(likeness, self.tuning)) >= minimum or (one, other) in judged
        ]
        return sorted(matches, key=lambda match: (-match.score, match.earlier.date, match.earlier.id, match.later.id))

    def nearest(
        self, query: Features, minimum: float, most: int, wanted: Callable[[Postmortem], bool], together: int = 0
    ) -> list[tuple[Postmortem, float]]:
        """The wanted incidents that are as like a text as `minimum` (0 to 100), the likest first, with their scores.

        `together` as in `reach.near`: for a report, TOGETHER; for a few words, all that share one of them. `most` as in `nearest`.
        """
        matcher = self.matcher
        vector = matcher.weigh(query) if together else matcher.weigh_text(query)
        wanted_keys, floor = matcher.keys(query, vector), likeness_of(minimum, self.tuning)
        found = nearest(
            near(self.comparison.keys, wanted_keys, matcher.weights, floor, together),
            self._citing(query.tickets),
            lambda place: shown_score(matcher.likeness_to(place, query, vector), self.tuning),
            minimum=minimum,
            most=most,
            wanted=lambda place: wanted(self.postmortems[place]),
        )
        reports = ((self.postmortems[place], score) for place, score in found)
        return sorted(reports, key=lambda item: (-item[1], item[0].date, item[0].id))

    def _citing(self, tickets: frozenset[str]) -> list[int]:
        """The places of the incidents that cite one of these tickets."""
        if not tickets:
            return []
        citing = {mark for mark, cited in self.comparison.tickets.items() if not tickets.isdisjoint(cited)}
        return [place for place, mark in enumerate(self.comparison.marks) if mark in citing]

    def tied(self, identity: str) -> list[tuple[Postmortem, float]]:
        """The incidents that a third one makes more alike to this one than it is by itself, with their scores."""
        place = self.places[identity]
        others = [(pair[pair[0] == place], hop.likeness) for pair, hop in self.hops.items() if place in pair]
        return [(self.postmortems[other], shown_score(likeness, self.tuning)) for other, likeness in others]

    def signals_with(self, identity: str, query: Features, services: Sequence[str]) -> Signals:
        """What the likeness of the incident with this id and a text rests on."""
        return self.matcher.signals_with(self.places[identity], query, self.matcher.weigh(query), services)


def compare(
    postmortems: Sequence[Postmortem],
    operations: Operating,
    *,
    minimum: float = FLOOR,
    tuning: Tuning = DEFAULT,
    remembered: Comparison | None = None,
    marks: Sequence[str] | None = None,
    halves: Halves = one_after_the_other,
    progress: Progress | None = None,
) -> History:
    """Compare a history with itself.

    Args:
        postmortems: oldest first.
        operations: gives the vocabulary of operations; asked only when a report is weighed.
        minimum: the score, 0 to 100, down to which pairs are asked for.
        tuning: the constants.
        remembered: what an earlier comparison found, of this history or of one before a change; with the same vocabulary and tuning.
        marks: what each report's text is known by, for `remembered`; the ids by default.
        halves: does the two halves of some work at the same time.
        progress: told how far it has come.
    """
    marks = tuple(marks) if marks is not None else tuple(postmortem.id for postmortem in postmortems)
    floor = min(likeness_of(min(minimum, FLOOR), tuning), tuning.link)
    comparison = None
    if remembered and remembered.floor == floor:
        same = remembered.marks == marks
        comparison = remembered if same else compare_again(remembered, postmortems, marks, operations, tuning)
    if comparison is None:
        comparison = compare_all(
            postmortems, marks, operations, floor=floor, tuning=tuning, halves=halves, progress=progress
        )
    verdicts, findings = settle(postmortems)
    matcher = Matcher(postmortems, comparison.weights, comparison.tickets, operations, tuning)
    return History(tuple(postmortems), verdicts, tuple(findings), comparison, matcher, tuning)
