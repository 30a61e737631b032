"""How alike two incidents' causes read.

TF-IDF cosine (Salton and Buckley, "Term-weighting approaches in automatic text retrieval", 1988) over title, services and causes,
with logarithmic term frequency: two incidents are alike as far as they share words that are rare in this history. Each service
counts once more as a whole. Spellings of one word (`connection`, `connections`, `conection`) are found by rapidfuzz and count
as one.
"""

import bisect
import functools
import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from retrokit.analysis.words import service_key, telling_text, words_of
from retrokit.model import Match, Pair, Postmortem, Signals
from retrokit.vocabulary import VerdictKind

VARIANT_RATIO = 85.0
"""rapidfuzz ratio, 0 to 100, from which two spellings are one word: a plural, an ending, a typo in a long word."""

SAME_BEGINNING = 3
"""Spellings of a word begin with the same letters; only those are compared."""

VARIANT_LENGTH = 5
"""Shorter words are too close to one another by chance (`node` and `mode`)."""

HALF_WAY = 0.21
"""The cosine that is shown as 50: where F1 (the balance of precision and recall) was best over five judged histories."""

MAX_SIGNALS = 6

MOST_WORDS = 2_000
"""Words of one report that are compared: ten times what title and causes hold where people wrote much."""


@dataclass(frozen=True, slots=True)
class Index:
    """The weighed words of a history.

    Args:
        postmortems: oldest first; positions below are places in it.
        vectors: for each, its words' weights; the squares of one vector sum to 1.
        postings: for each word, the positions and weights where it stands.
        spelling: the word that each variant counts as.
        frequency: in how many reports each word stands.
        heaviest: the most that each word weighs in any report.
    """

    postmortems: tuple[Postmortem, ...]
    vectors: tuple[Mapping[str, float], ...]
    postings: Mapping[str, Sequence[tuple[int, float]]]
    spelling: Mapping[str, str]
    frequency: Mapping[str, int]
    heaviest: Mapping[str, float]


def build_index(postmortems: Sequence[Postmortem]) -> Index:
    """Weigh every word of a history; `postmortems` oldest first."""
    raw = [words_of(telling_text(p))[:MOST_WORDS] for p in postmortems]
    spelling = one_spelling(Counter(word for words in raw for word in set(words)))
    counts = [_count(words, p.services, spelling) for words, p in zip(raw, postmortems, strict=True)]
    frequency = Counter(word for count in counts for word in count)
    vectors = tuple(_weigh(count, frequency, len(postmortems)) for count in counts)
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for position, vector in enumerate(vectors):
        for word, weight in vector.items():
            postings[word].append((position, weight))
    heaviest = {word: max(weight for _, weight in found) for word, found in postings.items()}
    return Index(tuple(postmortems), vectors, postings, spelling, frequency, heaviest)


def one_spelling(frequency: Mapping[str, int]) -> dict[str, str]:
    """For each long word that varies a more frequent one, that one. No chains: a variant of a variant stays itself."""
    heads: dict[str, list[str]] = defaultdict(list)
    spelling = {}
    for word in sorted(frequency, key=lambda word: (-frequency[word], word)):
        if not _may_vary(word):
            continue
        near = heads[word[:SAME_BEGINNING]]
        if (head := _variant_among(word, near)) is None:
            near.append(word)
        else:
            spelling[word] = head
    return spelling


def _may_vary(word: str) -> bool:
    return len(word) >= VARIANT_LENGTH and word.isalpha()


def _variant_among(word: str, known: Iterable[str]) -> str | None:
    return next((other for other in known if fuzz.ratio(word, other, score_cutoff=VARIANT_RATIO)), None)


def _as_the_history_spells(word: str, index: Index) -> str:
    """A word that the history may not have, as the nearest one that it has."""
    if word in index.frequency or word in index.spelling or not _may_vary(word):
        return index.spelling.get(word, word)
    alike = (known for known in index.frequency if known[:SAME_BEGINNING] == word[:SAME_BEGINNING] and _may_vary(known))
    return _variant_among(word, alike) or word


def score_pairs(index: Index, verdicts: Mapping[Pair, VerdictKind], minimum: float) -> list[Match]:
    """Every pair that scores `minimum` (0 to 100) or more, or has a verdict, the likest first.

    Pairs that share no word score 0 and are left out, unless they have a verdict.
    """
    matches = []
    places = {postmortem.id: place for place, postmortem in enumerate(index.postmortems)}
    judged: dict[int, list[int]] = defaultdict(list)
    for pair in verdicts:
        earlier, later = sorted(places[identity] for identity in pair)
        judged[later].append(earlier)
    for later, vector in enumerate(index.vectors):
        scores = _accumulate(index, vector, before=later, floor=_cosine_of(minimum))
        for earlier in judged.get(later, ()):
            scores.setdefault(earlier, _dot(sorted(vector), vector, index.vectors[earlier]))
        for earlier, cosine in scores.items():
            score = shown_score(cosine)
            if score >= minimum or earlier in judged.get(later, ()):
                first, second = index.postmortems[earlier], index.postmortems[later]
                signals = signals_of(index, first, index.vectors[earlier], second.services, vector)
                matches.append(Match(first, second, score, verdicts.get(frozenset((first.id, second.id))), signals))
    return sorted(matches, key=lambda match: (-match.score, match.earlier.date, match.earlier.id, match.later.id))


def score_of(index: Index) -> Callable[[str, str], float]:
    """The score, 0 to 100, of any two of the history's ids."""
    vectors = {postmortem.id: vector for postmortem, vector in zip(index.postmortems, index.vectors, strict=True)}

    @functools.cache
    def of_ordered(one: str, other: str) -> float:
        a, b = vectors[one], vectors[other]
        return shown_score(_dot(sorted(a), a, b))

    def score(one: str, other: str) -> float:
        return of_ordered(min(one, other), max(one, other))

    return score


def nearest(index: Index, text: str, services: Iterable[str] = ()) -> list[tuple[Postmortem, float, Signals]]:
    """Every incident that shares a word with a text, the likest first, with its score and what that rests on."""
    services = tuple(services)
    words = _count([_as_the_history_spells(word, index) for word in words_of(text)], services, index.spelling)
    vector = _weigh(words, index.frequency, len(index.postmortems))
    found = []
    for place, cosine in _accumulate(index, vector, before=len(index.vectors), floor=0.0).items():
        postmortem = index.postmortems[place]
        signals = signals_of(index, postmortem, index.vectors[place], services, vector)
        found.append((postmortem, shown_score(cosine), signals))
    return sorted(found, key=lambda item: (-item[1], item[0].date, item[0].id))


def shown_score(cosine: float) -> float:
    """A cosine as a score of 0 to 100 that is 50 at HALF_WAY; the order of pairs stays."""
    bend = 0.5 * HALF_WAY / (0.5 - HALF_WAY)
    return round(100 * min(cosine, 1.0) * (1 + bend) / (min(cosine, 1.0) + bend), 2)


def _cosine_of(score: float) -> float:
    """The cosine that is shown as this score, a little less for what rounding to two places hides."""
    bend = 0.5 * HALF_WAY / (0.5 - HALF_WAY)
    share = max(score - 0.01, 0.0) / 100
    return share * bend / (1 + bend - share)


def signals_of(
    index: Index, one: Postmortem, vector: Mapping[str, float], services: Iterable[str], other: Mapping[str, float]
) -> Signals:
    """The shared words and services of two weighed texts, in order of what they add to the score."""
    shared = sorted(
        ((vector[word] * other[word], word) for word in vector.keys() & other.keys()), key=lambda s: (-s[0], s[1])
    )
    words = tuple(word for _, word in shared if not word.startswith(_SERVICE))[:MAX_SIGNALS]
    theirs = {service_key(name) for name in services}
    return Signals(words, tuple(name for name in one.services if service_key(name) in theirs))


_SERVICE = "service:"


def _count(words: Iterable[str], services: Iterable[str], spelling: Mapping[str, str]) -> Counter[str]:
    count = Counter(spelling.get(word, word) for word in words)
    count.update(_SERVICE + key for key in {service_key(name) for name in services})
    return count


def _weigh(count: Mapping[str, int], frequency: Mapping[str, int], documents: int) -> dict[str, float]:
    weights = {
        word: (1 + math.log(times)) * (1 + math.log((1 + documents) / (1 + frequency.get(word, 0))))
        for word, times in count.items()
    }
    length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {word: weight / length for word, weight in weights.items()}


def _accumulate(index: Index, vector: Mapping[str, float], *, before: int, floor: float) -> dict[int, float]:
    """The cosine of a vector with every earlier incident that shares a word with it and reaches `floor`.

    Rare words come first. Once what the others can add at most is less than the floor, no new incident can reach it (Bayardo, Ma and
    Srikant, "Scaling up all pairs similarity search", 2007), so that the longest lists, of the words that everybody uses, are not
    walked.
    """
    ordered = sorted(vector, key=lambda word: (index.frequency.get(word, 0), word))
    reach = [0.0]
    for word in reversed(ordered):
        reach.append(reach[-1] + vector[word] * index.heaviest.get(word, 0.0))
    reach.reverse()
    scores: dict[int, float] = defaultdict(float)
    done = 0
    while done < len(ordered) and reach[done] >= floor:
        weight = vector[ordered[done]]
        for position, other in _until(index.postings.get(ordered[done], ()), before):
            scores[position] += weight * other
        done += 1
    rest, needed = ordered[done:], floor - reach[done]
    near = ((position, score) for position, score in scores.items() if score >= needed)
    if rest:
        near = ((position, score + _dot(rest, vector, index.vectors[position])) for position, score in near)
    return {position: score for position, score in near if score >= floor}


def _dot(words: Iterable[str], one: Mapping[str, float], other: Mapping[str, float]) -> float:
    return sum(one[word] * other[word] for word in words if word in other)


def _until(postings: Sequence[tuple[int, float]], before: int) -> Iterator[tuple[int, float]]:
    return itertools.islice(postings, bisect.bisect_left(postings, (before,)))
