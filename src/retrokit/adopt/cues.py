"""What can be seen of a sentence that may give a cause: the part that it is in, the phrases that it holds, its length and its place.

The phrases, in a dozen languages, and the weight of everything that can be seen are in `data/causes.toml`.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from retrokit.adopt.sentences import Sentence
from retrokit.markdown import Kind

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


class CauseModel(NamedTuple):
    """The phrases, as one pattern a cue, and the weight of everything that can be seen of a sentence."""

    cues: Mapping[str, re.Pattern[str]]
    weights: Mapping[str, float]


def read_model(text: str) -> CauseModel:
    """The model of `causes.toml`."""
    data = tomllib.loads(text)
    return CauseModel({name: _pattern(phrases) for name, phrases in data["cues"].items()}, data["weights"])


def _pattern(phrases: str) -> re.Pattern[str]:
    """Phrases at the beginnings of words; short ones as whole words: `no` is not the beginning of `node`."""
    known = sorted({p.strip().casefold() for p in re.split(r"[|\n]", phrases) if p.strip()}, key=lambda p: (-len(p), p))
    dense = [re.escape(p) for p in known if _CJK.search(p)]
    short = [rf"{re.escape(p)}(?![^\W_])" for p in known if not _CJK.search(p) and len(p) <= SHORT]
    long = [re.escape(p) for p in known if not _CJK.search(p) and len(p) > SHORT]
    return re.compile("|".join([rf"(?<![^\W_])(?:{'|'.join([*long, *short])})", *dense]))


SHORT = 4


class Report(NamedTuple):
    """What the features of a sentence are seen against: all sentences, the words of the title, and those that come up again and again."""

    sentences: Sequence[Sentence]
    title: frozenset[str]
    topic: frozenset[str] = frozenset()


def report_of(sentences: Sequence[Sentence], title: str) -> Report:
    """A report as its sentences are seen against."""
    counts = Counter(
        word for sentence in sentences for word in set(words_of(sentence.text.casefold())) if len(word) > SHORT
    )
    topic = frozenset(word for word, count in counts.items() if count >= AGAIN)
    return Report(sentences, frozenset(word for word in words_of(title.casefold()) if len(word) > SHORT - 1), topic)


AGAIN = 3
"""Sentences in which a word comes up that the report is about."""


def features(number: int, report: Report, model: CauseModel) -> Iterator[str]:
    """The names of what can be seen of a sentence."""
    sentence = report.sentences[number]
    text = sentence.text.casefold().replace("’", "'")
    holds = sentence.section.holds or "nothing"
    words = words_of(text)
    cued = [name for name, pattern in model.cues.items() if pattern.search(text)]
    why = _WHY.intersection(cued)
    yield "always"
    yield f"in {holds}"
    yield f"a {sentence.block.kind.name.casefold()}"
    yield from cued
    yield from (f"{name} in {_room(holds)}" for name in cued if name in _WEIGHTY)
    if {"says_cause", "names_cause"}.intersection(cued) and "breaks" in cued:
        yield "a cause that breaks"
    if not why:
        yield "says nothing of why"
        yield from (f"only {name}" for name in ("symptoms", "reports", "fixes", "changes") if name in cued)
    if introduced := _introduction(number, report, model):
        yield f"introduced by {introduced}"
    yield f"length {_length(len(words))}"
    yield from _place(number, report)
    if sentence.timed:
        yield "timed"
    if "?" in text or "？" in text:
        yield "a question"
    if text.endswith((":", "：")):
        yield "a heading of sorts"
    if _ACTOR.match(text):
        yield "begins with somebody"
    if _ANAPHOR.match(text):
        yield "points back"
    if _FACT.match(sentence.text):
        yield "a fact"
    yield f"{_topical(words, report)} of the topic"
    shared = len(report.title.intersection(words))
    yield f"shares {min(shared, 3)} with the title"


_WHY = {"says_cause", "names_cause", "leads_to", "lacks", "breaks", "hedges"}
_WEIGHTY = {
    "says_cause",
    "names_cause",
    "breaks",
    "lacks",
    "leads_to",
    "changes",
    "hedges",
    "finds",
    "fixes",
    "reports",
}


LONGEST_LIST = 100
"""Sentences before an item among which the one that introduces its list is looked for."""


def _introduction(number: int, report: Report, model: CauseModel) -> str:
    """What the sentence before a list says of its items: "This was caused by two factors:"."""
    sentence = report.sentences[number]
    if sentence.block.kind is not Kind.ITEM:
        return ""
    for place in range(number - 1, max(number - LONGEST_LIST, 0) - 1, -1):
        before = report.sentences[place]
        if before.section is not sentence.section:
            return ""
        if before.block.level < sentence.block.level:
            text = before.text.casefold()
            if not text.endswith((":", "：")):
                return ""
            return (
                "a cause" if any(model.cues[cue].search(text) for cue in ("says_cause", "names_cause")) else "a colon"
            )
    return ""


_ACTOR = re.compile(
    r"(?:the |our |one |an? |some |several )?(?:[\w-]+ ){0,2}(?:team|we|i|users?|customers?|engineers?|on-call|oncall|developers?|support|wir|das team|nous|l'équipe|el equipo|a equipe|equipo)\b|チーム|担当"
)
_ANAPHOR = re.compile(r"(?:this|that|it|these|those|they|he|she|dies|das|cela|ceci|esto|isto|これ|それ)\b")


_FACT = re.compile(r"[^\W\d][\w /-]{2,30}[:：]\s+\S+(?:\s\S+){0,3}$")


def _topical(words: Sequence[str], report: Report) -> str:
    on_topic = sum(word in report.topic for word in words)
    return "none" if on_topic == 0 else "little" if on_topic <= 2 else "some" if on_topic <= 4 else "much"


def words_of(text: str) -> list[str]:
    """Words; in Japanese and Chinese, where none are marked, pairs of characters."""
    words = _WORD.findall(text)
    return [w[i : i + 2] for w in words for i in range(len(w) - 1)] if _CJK.search(text) else words


def _room(holds: str) -> str:
    """The parts of a report by how much is told in them about why."""
    if holds in ("causes", "whys"):
        return "causes"
    if holds in ("resolution", "timeline"):
        return holds
    return "story" if holds in _STORY else "rest"


_STORY = {"summary", "background", "wrong", "nothing", "detection", "trigger", "conclusion"}


def _length(words: int) -> str:
    return (
        "to 3"
        if words <= 3
        else "to 6"
        if words <= 6
        else "to 12"
        if words <= 12
        else "to 35"
        if words <= 35
        else "to 60"
        if words <= 60
        else "more"
    )


def _place(number: int, report: Report) -> Iterator[str]:
    sentence, before = report.sentences[number], report.sentences[number - 1] if number else None
    if before is None or before.section is not sentence.section:
        yield "first of its part"
        if sentence.section.holds in ("causes", "summary"):
            yield f"first of {sentence.section.holds}"
    elif number < 2 or report.sentences[number - 2].section is not sentence.section:
        yield "second of its part"
    if sentence.place == 0:
        yield "first of its block"
    if sentence.block.kind is Kind.ITEM and sentence.section.kind == "causes":
        yield "an item of causes"
    elif sentence.section.kind == "causes" and sentence.section.named:
        yield "directly in causes"
