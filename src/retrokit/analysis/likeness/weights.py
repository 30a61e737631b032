"""What each feature weighs in a history, and a report as a vector of weights.

TF-IDF cosine (Salton and Buckley, "Term-weighting approaches in automatic text retrieval", 1988) with logarithmic term frequency. The
document frequencies are rounded down to powers of two, and no word is rarer than `Tuning.rare` makes it: so a report that is
added changes hardly any weight, and what was compared before stays true.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from retrokit.analysis.likeness.features import BEGINNING, CONCEPT, SERVICE, Features
from retrokit.analysis.likeness.operations import Operations
from retrokit.analysis.likeness.tuning import DEFAULT, Tuning

EXHAUSTIVE = 3_000
"""Up to so many reports every pair that shares anything is looked at."""

TOO_COMMON = 192
"""In a history of ten thousand, a feature that stands in so many reports brings no two of them together; it still counts for those that
share two that are rarer. See `too_common` for larger ones."""

Vector = Mapping[str, float]

_Key = TypeVar("_Key", str, int)


@dataclass(frozen=True, slots=True)
class Weights:
    """What features weigh: `levels` has the ones that are not rare; `common` are those that bring no reports together.

    Two histories with equal weights score a pair alike.
    """

    levels: Mapping[str, float]
    common: frozenset[str]
    rarest: float

    @property
    def every_pair(self) -> bool:
        """Whether every pair that shares anything is looked at: nothing is too common to bring two together."""
        return not self.common

    def of(self, feature: str) -> float:
        return self.levels.get(feature, self.rarest)


def weights_of(frequency: Mapping[str, int], reports: int, tuning: Tuning = DEFAULT) -> Weights:
    """The weights in a history of so many reports, in which each feature stands in `frequency` of them."""
    known = _rounded(max(reports, 1)) + tuning.prior + 1
    least = max(math.ceil(known / tuning.rare) - 1, 1)  # no smaller frequency gives a smaller weight than the rarest
    bar = too_common(reports)
    often = [(feature, count) for feature, count in frequency.items() if count >= min(least, bar)]
    levels = {
        feature: 1 + math.log(max(share, 1.0))
        for feature, count in often
        if (share := known / (_rounded(count) + 1)) < tuning.rare
    }
    common = [f for f, count in often if count >= bar and f.startswith((BEGINNING, CONCEPT))]
    return Weights(levels, frozenset(common), 1 + math.log(tuning.rare))


def too_common(reports: int) -> int:
    """The reports from which a feature brings no two of so many together.

    It grows with the square root of the history, four times as many reports for twice the bar: the work for one report grows no faster
    than that, and not with the history.
    """
    if reports <= EXHAUSTIVE:
        return reports + 1
    return round(TOO_COMMON * math.sqrt(max(_rounded(reports) / _TEN_THOUSAND, 1.0)))


_TEN_THOUSAND = 8_192
"""As powers of two have it."""


def _rounded(count: int) -> int:
    """The power of two at or below a count."""
    return 1 << (count.bit_length() - 1)


def vector_of(
    features: Features, weights: Weights, operations: Operations, tuning: Tuning = DEFAULT
) -> dict[str, float]:
    """A report's features, weighed: words, beginnings and concepts each of length 1 before their shares are taken.

    The dot product of two such vectors is the weighted mean of the three cosines.
    """
    symptom = {word: tuning.symptom for word in features.words if word in operations.symptoms}
    of_part = {concept: operations.weight(concept) for concept in features.concepts}
    rest = 1 - tuning.concepts
    vector = _unit(features.words, weights, rest * (1 - tuning.beginnings), symptom)
    vector |= _unit(features.beginnings, weights, rest * tuning.beginnings, {})
    vector |= _unit(features.concepts, weights, tuning.concepts, of_part, tuning.thin)
    return vector


def keys_of(
    features: Features, vector: Vector, tuning: Tuning = DEFAULT, *, with_services: bool = True
) -> dict[str, float]:
    """The features that bring reports together: the beginnings of the words, which stand for the words, too, and the concepts.

    Services as a whole are among them only where every pair is looked at: all reports of a service are too many to look at.

    Their dot product is close to that of the whole vectors, at half of the work.
    """
    for_both = math.sqrt(1 / tuning.beginnings) if tuning.beginnings else 1.0
    keys = {beginning: vector[beginning] * for_both for beginning in features.beginnings}
    keys.update((concept, vector[concept]) for concept in features.concepts)
    if with_services:
        keys.update((word, vector[word]) for word in features.words if word.startswith(SERVICE))
    return keys


def _unit(
    counts: Mapping[str, float], weights: Weights, share: float, importance: Mapping[str, float], thin: float = 0.0
) -> dict[str, float]:
    """The weights of these features, the squares summing to `share`, to less where `thin` is added under the root."""
    level, rarest = weights.levels.get, weights.rarest
    weighed = {feature: _DAMPED[times] * level(feature, rarest) for feature, times in counts.items()}
    for feature, factor in importance.items():
        weighed[feature] *= factor
    length = math.sqrt(math.fsum([weight * weight for weight in weighed.values()]) + thin)
    scale = math.sqrt(share) / length if length else 0.0
    return {feature: weight * scale for feature, weight in weighed.items()}


class _Damped(dict[float, float]):
    """What a feature counts that stands there so often: the tenth time adds little. Worked out once for each number."""

    def __missing__(self, times: float) -> float:
        self[times] = 1 + math.log(times)
        return self[times]


_DAMPED = _Damped()


def dot(one: Mapping[_Key, float], other: Mapping[_Key, float]) -> float:
    """The dot product; exact, so that it does not depend on the order of the features."""
    return math.fsum([one[feature] * other[feature] for feature in one.keys() & other.keys()])
