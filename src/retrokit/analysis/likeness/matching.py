"""How alike two incidents read, and what that rests on.

The likeness of two reports is the weighted mean of three TF-IDF cosines (see `weights`), times what a ticket adds that both cite. It is
shown as a score of 0 to 100 on a logistic scale.
"""

import functools
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set

from retrokit.analysis.likeness.features import CONCEPT, LETTERS, SERVICE, Features, features_of, ticket_key
from retrokit.analysis.likeness.operations import Operations
from retrokit.analysis.likeness.scale import together
from retrokit.analysis.likeness.tuning import DEFAULT, Tuning
from retrokit.analysis.likeness.weights import Vector, Weights, dot, keys_of, vector_of
from retrokit.analysis.likeness.words import service_key, whole
from retrokit.model import Postmortem, Signals

MAX_SIGNALS = 6

FEW_SIGNALS = 3
"""With fewer words in common, those that are only written alike are told as well."""

IN_A_TEXT = 0.4
"""The share of the concepts in the likeness of a few words to a report, beside `Tuning.concepts` between two reports."""

VARIANT_RATIO = 80.0
"""rapidfuzz ratio, 0 to 100, from which two words that begin alike are shown as variants of one."""


class Matcher:
    """The reports of a history, each weighed when it is first looked at.

    Args:
        postmortems: oldest first; places below count from 0 in it.
        weights: what features weigh in this history.
        tickets: those that each report cites which cites any.
        operations: gives the vocabulary of operations; asked only when a report is weighed.
        tuning: the constants.
        features: the features of reports that were counted already, by place.
    """

    def __init__(
        self,
        postmortems: Sequence[Postmortem],
        weights: Weights,
        tickets: Mapping[str, Collection[str]],
        operations: Callable[[], Operations],
        tuning: Tuning = DEFAULT,
        features: Mapping[int, Features] | None = None,
    ) -> None:
        self.postmortems = postmortems
        self.weights = weights
        self._tickets = tickets
        self.operations = operations
        self.tuning = tuning
        self._features = dict(features or {})
        self._vectors: dict[int, Vector] = {}

    @functools.cached_property
    def citing(self) -> Mapping[str, int]:
        """How many reports cite each ticket."""
        return Counter(ticket for cited in self._tickets.values() for ticket in cited)

    def features(self, place: int) -> Features:
        if place not in self._features:
            self._features[place] = features_of(self.postmortems[place], self.operations(), self.tuning)
        return self._features[place]

    def vector(self, place: int) -> Vector:
        if place not in self._vectors:
            self._vectors[place] = self.weigh(self.features(place))
        return self._vectors[place]

    def weigh(self, features: Features) -> Vector:
        return vector_of(features, self.weights, self.operations(), self.tuning)

    def weigh_text(self, features: Features) -> Vector:
        """A few words, weighed: a concept counts for more than between reports, which say in other words what one word says here."""
        usual, here = self.tuning.concepts, IN_A_TEXT if features.concepts else 0.0
        of_words, of_concepts = (1 - here) / (1 - usual), here / usual if usual else 0.0
        vector = self.weigh(features).items()
        return {f: weight * (of_concepts if f in features.concepts else of_words) for f, weight in vector}

    def keys(self, features: Features, vector: Vector) -> dict[str, float]:
        return keys_of(features, vector, self.tuning, with_services=self.weights.every_pair)

    def likeness(self, one: int, other: int) -> float:
        """How alike two reports are, 0 to 1; a little more than 1 for two that are equal and cite a ticket."""
        alike = dot(self.vector(one), self.vector(other))
        return alike * self.together(self.features(one), self.features(other))

    def likeness_to(self, place: int, features: Features, vector: Vector) -> float:
        """How alike a report of the history and another text are."""
        return dot(self.vector(place), vector) * self.together(self.features(place), features)

    def together(self, one: Features, other: Features) -> float:
        """What the tickets that both cite multiply a likeness by: the rarest of them counts, the less the more reports cite it."""
        shared = one.tickets & other.tickets
        return together(shared, self.citing if shared else {}, self.tuning)

    def signals(self, one: int, other: int, via: str = "") -> Signals:
        """What the likeness of two reports of the history rests on."""
        theirs = self.postmortems[other]
        found = self.signals_with(one, self.features(other), self.vector(other), theirs.services)
        return found._replace(via=via)

    def signals_with(self, place: int, features: Features, vector: Vector, services: Iterable[str]) -> Signals:
        """What the likeness of a report of the history and of another text rests on, strongest first."""
        own, postmortem = self.vector(place), self.postmortems[place]
        together = ((-round(own[f] * vector[f], 9), f) for f in own.keys() & vector.keys())  # equals stay equals
        shared = [feature for _, feature in sorted(together)]
        words = [feature for feature in shared if feature in features.words and not feature.startswith(SERVICE)]
        symptoms = self.operations().symptoms
        told = whole(_told(words, symptoms))
        if len(told) < FEW_SIGNALS:
            told += variants(self.features(place).words.keys() - symptoms, features.words.keys() - symptoms)
        theirs = {service_key(name) for name in services}
        tickets = {key: a.ticket for a in postmortem.actions or () if (key := ticket_key(a.ticket)) in features.tickets}
        return Signals(
            words=tuple(told[:MAX_SIGNALS]),
            services=tuple(name for name in postmortem.services if service_key(name) in theirs),
            concepts=tuple([f.removeprefix(CONCEPT) for f in shared if f in features.concepts][:MAX_SIGNALS]),
            tickets=tuple(tickets[key] for key in sorted(tickets, key=lambda key: (self.citing.get(key, 0), key))),
        )


def _told(words: Sequence[str], symptoms: frozenset[str]) -> list[str]:
    """The words that are worth telling: no part or second form of one that is told, and no symptoms, unless there is nothing else."""
    told: list[str] = []
    for word in sorted(words, key=symptoms.__contains__):  # the order stays among the others
        if told and word in symptoms:
            break
        is_part = any(word in other and word != other for other in words)
        if not is_part and not any(word[:LETTERS] == other[:LETTERS] for other in told):
            told.append(word)
    return told


def variants(one: Set[str], other: Set[str]) -> list[str]:
    """Words of two texts that begin alike and are written nearly alike: `connection ~ connections`."""
    begun: dict[str, list[str]] = {}
    for word in sorted(other - one):
        begun.setdefault(word[:LETTERS], []).append(word)
    pairs = [(word, near) for word in sorted(one - other) for near in begun.get(word[:LETTERS], ())]
    doubtful = [(word, near) for word, near in pairs if len(word) >= LETTERS and word.isalpha()]
    if not doubtful:
        return []

    from rapidfuzz import fuzz  # here, because it takes as long to import as a whole answer

    return [f"{word} ~ {near}" for word, near in doubtful if fuzz.ratio(word, near) >= VARIANT_RATIO]
