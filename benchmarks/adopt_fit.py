"""The weights of `src/retrokit/data/causes.toml`, fitted to what people chose as causes; for adopt.py --fit.

A conditional logit (McFadden, "Conditional logit analysis of qualitative choice behavior", 1974): of all sentences of a report, those that
people chose should score highest. The weights are drawn towards what one would guess (`GUESS`), since two hundred reports are few. Then a
logistic regression of one variable brings the scores onto the scale of a confidence.

Histories whose causes were picked by a rule of thumb weigh less than those that people read with care.
"""

import importlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from retrokit import repo
from retrokit.adopt import Untagged, habits_of, read_knowledge, take_apart
from retrokit.adopt.causes import TOGETHER_AT_MOST, joined, says_something
from retrokit.adopt.cues import features, report_of
from retrokit.adopt.sentences import Sentence, sentences_of
from retrokit.adopt.titles import clean_title, find_title
from retrokit.parse import parse
from retrokit.source import decode

if TYPE_CHECKING:
    from benchmarks.adopt import Share, is_same, raw_files
else:
    from adopt import Share, is_same, raw_files

GUESS = {
    "says_cause": 2, "names_cause": 0.7, "breaks": 0.7, "lacks": 0.4, "leads_to": 0.5, "hedges": 0.4, "finds": 0.4, "changes": 0.2,
    "fixes": -0.7, "plans": -0.7, "reports": -0.5, "symptoms": -0.3, "praises": -0.7, "excludes": -1, "spans": -0.7,
    "in causes": 1.5, "in whys": 1.5, "in conclusion": 0.7, "in background": 0.4, "in summary": 0.5, "in wrong": 0.2, "in trigger": 0.3,
    "in timeline": -0.7, "in actions": -1.2, "in meta": -1, "in lessons": -0.2, "in well": -1, "in lucky": -1, "in impact": -0.5,
    "says nothing of why": -1.2, "only symptoms": -0.5, "only reports": -0.5, "only fixes": -0.5, "a question": -0.3,
    "a heading of sorts": -1, "a fact": -0.7, "points back": -0.2, "introduced by a cause": 1.2, "length to 3": -1.5, "length to 6": -0.5,
    "length to 35": 0.2, "a row": -0.7, "timed": -0.4, "begins with somebody": -0.3, "an item of causes": 0.8, "directly in causes": 0.5,
}  # fmt: skip
PULL = 2.0
"""How strongly the weights are drawn towards the guess: a ridge penalty."""

CARE = {"moj": 1.0, "mybinder": 1.0, "dfds": 0.5, "2i2c": 0.5, "chia": 0.4, "written for this": 0.8}
DATA = Path(__file__).parent.parent / "src/retrokit/data/causes.toml"


class Told(NamedTuple):
    """A report's sentences, what can be seen of each, and which people chose; `also`: could as well have been chosen."""

    sentences: Sequence[Sentence]
    seen: Sequence[Sequence[str]]
    chosen: Sequence[bool]
    also: Sequence[bool]
    causes: Sequence[str]


def fit(folders: Sequence[Path], written: Path) -> None:
    """Print what leaving each history out gives, then write the weights of all into the data file."""
    histories = {folder.name: told(_tagged(folder)) for folder in folders} | {
        "written for this": told(_expected(written))
    }
    for name, reports in histories.items():
        others = [
            (CARE.get(other, 0.5), report) for other, those in histories.items() if other != name for report in those
        ]
        weights, scale, _ = fitted(others)
        print(f"{name:18} left out: {held_against(reports, weights, scale)}")
    everything = [(CARE.get(name, 0.5), report) for name, reports in histories.items() for report in reports]
    weights, scale, start = fitted(everything)
    write({name: weight * scale for name, weight in weights.items()} | {"always": start}, scale)


def _tagged(folder: Path) -> list[tuple[Path, list[str], list[str]]]:
    found: list[tuple[Path, list[str], list[str]]] = []
    for name, path in raw_files(folder).items():
        postmortem, _ = parse(name, (folder / "tagged" / name).read_bytes())
        found.append((path, [cause.summary for cause in postmortem.causes] if postmortem else [], []))
    return found


def _expected(folder: Path) -> list[tuple[Path, list[str], list[str]]]:
    found: list[tuple[Path, list[str], list[str]]] = []
    for path in sorted(folder.rglob("*.json")):
        expected = json.loads(path.read_text(encoding="utf-8"))
        if not expected.get("not_a_report"):
            found.append((path.with_suffix(".md"), expected["causes"], expected.get("causes_also", [])))
    return found


def told(reports: Iterable[tuple[Path, list[str], list[str]]]) -> list[Told]:
    """The reports of a history, taken apart as `adopt` does."""
    knowledge = read_knowledge(repo.built_in)
    apart: list[tuple[Untagged, list[str], list[str]]] = []
    for path, causes, also in reports:
        text, _ = decode(path.name, path.read_bytes())
        report = take_apart(path.name, text or "", {}, knowledge)
        if isinstance(report, Untagged):
            apart.append((report, causes, also))
    habits = habits_of([report for report, *_ in apart])
    found: list[Told] = []
    for report, causes, also in apart:
        passages = [p for p in report.passages if not habits.is_boilerplate(p.block.inline.text)]
        sentences = [s for s in sentences_of(passages) if not habits.is_copied(s.text, report)]
        sentences = [sentence for sentence in sentences if says_something(sentence, knowledge.causes)]
        title, _ = find_title(report, habits.headings, knowledge.facts["title"], knowledge.sections)
        against = report_of(sentences, clean_title(title))
        seen = [list(features(number, against, knowledge.causes)) for number in range(len(sentences))]
        chosen = [any(is_same(s.text, cause) for cause in causes) for s in sentences]
        found.append(
            Told(sentences, seen, chosen, [any(is_same(s.text, one) for one in also) for s in sentences], causes)
        )
    return found


def fitted(reports: Sequence[tuple[float, Told]]) -> tuple[dict[str, float], float, float]:
    """The weights, and the scale and the start that bring their sum onto the logarithm of odds."""
    np, minimize = importlib.import_module("numpy"), importlib.import_module("scipy.optimize").minimize
    usable = [(care, report) for care, report in reports if any(report.chosen) and len(report.sentences) > 1]
    names = sorted({name for _, report in usable for seen in report.seen for name in seen})
    place = {name: number for number, name in enumerate(names)}
    guess = np.array([GUESS.get(name, 0.0) for name in names])
    matrix = np.zeros((sum(len(report.seen) for _, report in usable), len(names)))
    for row, seen in enumerate(seen for _, report in usable for seen in report.seen):
        matrix[row, [place[name] for name in seen]] = 1
    of = np.repeat(np.arange(len(usable)), [len(report.seen) for _, report in usable])
    care = np.array([care for care, _ in usable])
    wanted = np.array([flag for _, report in usable for flag in report.chosen], float)
    ignored = np.array([also and not chosen for _, r in usable for also, chosen in zip(r.also, r.chosen, strict=True)])
    shares = wanted / np.bincount(of, wanted)[of] * care[of]

    def loss(weights: Any) -> tuple[float, Any]:
        scores = np.where(ignored, -1e3, matrix @ weights)
        highest = np.full(len(usable), -np.inf)
        np.maximum.at(highest, of, scores)
        odds = np.exp(scores - highest[of])
        likely = odds / np.bincount(of, odds)[of]
        pulled = weights - guess
        value = -(shares * np.log(likely + 1e-12)).sum() + PULL * (pulled @ pulled) / 2
        return value, matrix.T @ (likely * care[of] - shares) + PULL * pulled

    found = minimize(loss, guess, jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    weights = dict(zip(names, map(float, found), strict=True))
    return weights, *_scaled([report for _, report in reports], weights)


def _scaled(reports: Iterable[Told], weights: Mapping[str, float]) -> tuple[float, float]:
    """Scale and start of the logistic curve through what the candidates score and whether they were chosen."""
    np, minimize = importlib.import_module("numpy"), importlib.import_module("scipy.optimize").minimize
    points = [(score, right) for report in reports for score, right in candidates(report, weights, 1e9)]
    scores, right = np.array([score for score, _ in points]), np.array([right for _, right in points], float)

    def loss(line: Any) -> float:
        odds = line[0] * scores + line[1]
        return float((np.logaddexp(0, odds) - right * odds).sum())

    scale, start = minimize(loss, np.array([1.0, -2.0])).x
    return float(scale), float(start)


def groups_of(report: Told, weights: Mapping[str, float], gap: float) -> list[tuple[float, str]]:
    scores = [sum(weights.get(name, 0.0) for name in seen) for seen in report.seen]
    return [
        (scores[group[0]], " ".join(report.sentences[number].text for number in sorted(group)))
        for group in joined(report.sentences, scores, gap)[:9]
    ]


def candidates(report: Told, weights: Mapping[str, float], gap: float) -> list[tuple[float, bool]]:
    """The score of each candidate, and whether people chose it."""
    return [
        (score, any(is_same(text, cause) for cause in report.causes)) for score, text in groups_of(report, weights, gap)
    ]


def held_against(reports: Sequence[Told], weights: Mapping[str, float], scale: float) -> str:
    """The shares that adopt.py prints, for these weights."""
    from retrokit.adopt.causes import MARGIN, MOST_WRITTEN

    found, right, five = Share(), Share(), Share()
    for report in reports:
        groups = groups_of(report, weights, TOGETHER_AT_MOST / scale)
        written = [text for score, text in groups[:MOST_WRITTEN] if score >= groups[0][0] - MARGIN / scale]
        for share, texts in ((found, written), (five, [text for _, text in groups[:5]])):
            share.add(sum(any(is_same(text, cause) for text in texts) for cause in report.causes), len(report.causes))
        right.add(sum(any(is_same(text, cause) for cause in report.causes) for text in written), len(written))
    return f"written {found}, right {right}, five {five}"


def write(weights: Mapping[str, float], scale: float) -> None:
    lines = [f"{json.dumps(name)} = {weight:.2f}\n" for name, weight in sorted(weights.items()) if abs(weight) >= 0.005]
    text = DATA.read_text(encoding="utf-8")
    DATA.write_text(re.sub(r"(?s)\[weights\]\n.*", "[weights]\n", text) + "".join(lines), encoding="utf-8")
    print(f"\n{len(lines)} weights written to {DATA.name}; scale {scale:.2f}")
