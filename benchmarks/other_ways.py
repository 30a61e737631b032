"""What else finds repeats among the reports of a made-up history: how long each way takes, and what it finds. See matching.py."""

import datetime
import importlib
import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CELLS = 4_000_000
"""Scores that an alternative holds at a time."""

FIRST_DAY = datetime.date(2017, 1, 1)


@dataclass(frozen=True, slots=True)
class Part:
    """What an alternative has done so far.

    Args:
        share: of all the work, 0 to 1.
        reports: the first so many are done.
        pairs: what the last step found, by place in the history, earlier first.
    """

    share: float
    reports: int
    pairs: set[tuple[int, int]]


Report = tuple[str, Sequence[str]]
"""Title and services, and the causes."""


def token_set(reports: Sequence[Report], numpy: Any, process: Any, fuzz: Any) -> Iterator[Part]:
    causes = [" ".join(re.findall(r"\w+", cause.lower())) for _, causes in reports for cause in causes]
    owner = numpy.array([place for place, (_, causes) in enumerate(reports) for _ in causes])
    start = 0
    while start < len(causes):
        rest = causes[start:]
        some = rest[: max(CELLS // len(rest), 1)]
        options = {"scorer": fuzz.token_set_ratio, "score_cutoff": 85, "dtype": numpy.uint8, "workers": -1}
        one, other = numpy.nonzero(process.cdist(some, rest, **options))
        pairs = set(zip(owner[start + one].tolist(), owner[start + other].tolist(), strict=True))
        start += len(some)
        done = int(owner[start]) if start < len(causes) else len(reports)
        yield Part(1 - (1 - start / len(causes)) ** 2, done, pairs)


def tf_idf(reports: Sequence[Report], numpy: Any, text: Any) -> Iterator[Part]:
    whole = ["\n".join((title, *causes)) for title, causes in reports]
    matrix = text.TfidfVectorizer(sublinear_tf=True).fit_transform(whole)
    columns = matrix.T.tocsr()
    size, nearest = len(reports), min(6, len(reports))
    for start in range(0, size, rows := max(CELLS // size, 1)):
        scores = (matrix[start : start + rows] @ columns).toarray()
        yield top_five(start, numpy.argpartition(-scores, nearest - 1)[:, :nearest].tolist(), size)


def bm25(reports: Sequence[Report], bm25s: Any) -> Iterator[Part]:
    whole = ["\n".join((title, *causes)) for title, causes in reports]
    tokens = bm25s.tokenize(whole, return_ids=False, show_progress=False)
    model = bm25s.BM25()
    model.index(tokens, show_progress=False)
    for start in range(0, len(whole), rows := 500):
        ranks, _ = model.retrieve(tokens[start : start + rows], k=min(11, len(whole)), show_progress=False)
        yield top_five(start, ranks.tolist(), len(whole))


def itself(reports: Sequence[Report], history: Any, model: Any, operations: Any, repo: Any) -> Iterator[Part]:
    known = operations.read_operations(repo.built_in("operations.toml"), {})
    postmortems = [
        model.Postmortem(str(place), "", title, FIRST_DAY, causes=tuple(map(model.Cause, causes)))
        for place, (title, causes) in enumerate(reports)
    ]
    matches = history.compare(postmortems, lambda: known, halves=repo.in_halves).matches(50)
    yield Part(1, len(reports), {(int(match.earlier.id), int(match.later.id)) for match in matches})


def top_five(start: int, ranks: Sequence[Sequence[int]], size: int) -> Part:
    pairs = {
        (min(place, other), max(place, other))
        for place, near in enumerate(ranks, start)
        for other in [other for other in near if other != place][:5]
    }
    return Part((start + len(ranks)) / size, start + len(ranks), pairs)


ITSELF = "retrokit.analysis.history retrokit.model retrokit.analysis.likeness.operations retrokit.repo"

ALTERNATIVES: Mapping[str, tuple[Callable[..., Iterator[Part]], str]] = {
    "retrokit, comparing and matching alone": (itself, ITSELF),
    "rapidfuzz cdist(token_set_ratio) >= 85": (token_set, "numpy rapidfuzz.process rapidfuzz.fuzz"),
    "scikit-learn TF-IDF cosine, top 5": (tf_idf, "numpy sklearn.feature_extraction.text"),
    "bm25s top 10, of which 5 count": (bm25, "bm25s"),
}


def compare(name: str, folder: str, planted_file: str, budget: str) -> None:
    """Say in JSON what one alternative takes and finds."""
    alternative, needs = ALTERNATIVES[name]
    try:
        modules = [importlib.import_module(module) for module in needs.split()]
    except ModuleNotFoundError as error:
        print(json.dumps({"missing": error.name}))
        return
    reports, planted = read(Path(folder), Path(planted_file))
    found: set[tuple[int, int]] = set()
    began = time.perf_counter()
    for part in alternative(reports, *modules):
        found |= part.pairs & planted
        seconds = time.perf_counter() - began
        if seconds > float(budget):
            break
    asked = {pair for pair in planted if pair[1] < part.reports}
    answer = {"seconds": seconds, "share": part.share, "found": len(found & asked), "planted": len(asked)}
    print(json.dumps(answer))


def read(folder: Path, planted: Path) -> tuple[list[Report], set[tuple[int, int]]]:
    """The reports by date, and the places of the planted repeats among them."""
    import yaml

    reports, dates = {}, {}
    for path in (folder / "postmortems").iterdir():
        front = yaml.load(path.read_text(encoding="utf-8").split("\n---\n", 1)[0], yaml.CSafeLoader)
        reports[path.stem] = (" ".join((front["title"], *front["services"])), front["causes"])
        dates[path.stem] = front["date"]
    order = sorted(reports, key=lambda identity: (dates[identity], identity))
    places = {identity: place for place, identity in enumerate(order)}
    pairs = [sorted((places[one], places[other])) for one, other in json.loads(planted.read_text(encoding="utf-8"))]
    return [reports[identity] for identity in order], {(one, other) for one, other in pairs}
