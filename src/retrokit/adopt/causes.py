"""Which sentences of a report give its causes.

A logistic regression over what can be seen of a sentence: the part that it is in, the phrases that it holds, its length and its place.
The phrases and the weights are in `data/causes.toml`.
"""

import math
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from retrokit.adopt.sentences import Sentence
from retrokit.adoption import CauseCandidate
from retrokit.markdown import Kind

MOST_WRITTEN = 3
"""Causes that are written down; the field's reports name two on average."""

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
        word for sentence in sentences for word in set(_words(sentence.text.casefold())) if len(word) > SHORT
    )
    topic = frozenset(word for word, count in counts.items() if count >= AGAIN)
    return Report(sentences, frozenset(word for word in _words(title.casefold()) if len(word) > SHORT - 1), topic)


AGAIN = 3
"""Sentences in which a word comes up that the report is about."""


def features(number: int, report: Report, model: CauseModel) -> Iterator[str]:
    """The names of what can be seen of a sentence."""
    sentence = report.sentences[number]
    text = sentence.text.casefold().replace("’", "'")
    holds = sentence.section.holds or "nothing"
    words = _words(text)
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


def _introduction(number: int, report: Report, model: CauseModel) -> str:
    """What the sentence before a list says of its items: "This was caused by two factors:"."""
    sentence = report.sentences[number]
    if sentence.block.kind is not Kind.ITEM:
        return ""
    for before in reversed(report.sentences[:number]):
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


def _words(text: str) -> list[str]:
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


def find_causes(sentences: Sequence[Sentence], title: str, model: CauseModel) -> tuple[CauseCandidate, ...]:
    """What may be the causes of an incident, the likeliest first, those that would be written `chosen`.

    A report that states no cause gets none: below a confidence of `LEAST` nothing is chosen.
    """
    told = [sentence for sentence, says in zip(sentences, says_something(sentences, model), strict=True) if says]
    if not told:
        return ()
    report = report_of(told, title)
    scores = [
        sum(model.weights.get(name, 0.0) for name in features(number, report, model)) for number in range(len(told))
    ]
    groups = joined(told, scores)[:MOST_CANDIDATES]
    confidences = [1 / (1 + math.exp(-scores[group[0]])) for group in groups]
    chosen = _chosen([scores[group[0]] for group in groups], [_is_stated(told[group[0]]) for group in groups])
    return tuple(
        CauseCandidate(
            " ".join(told[number].text for number in sorted(group)),
            confidence,
            told[min(group)].line,
            told[min(group)].section.title,
            place in chosen and confidence >= LEAST,
        )
        for place, (group, confidence) in enumerate(zip(groups, confidences, strict=True))
    )


def _is_stated(sentence: Sentence) -> bool:
    """Whether a sentence stands where the report says that its causes stand."""
    return sentence.section.holds in ("causes", "whys")


def _chosen(scores: Sequence[float], stated: Sequence[bool]) -> list[int]:
    """The places of the candidates that would be written, of those with these scores, the likeliest first: what is close behind the best,
    and more of what stands where the report says that its causes stand."""
    close = [
        place
        for place, (score, is_stated) in enumerate(zip(scores, stated, strict=True))
        if score >= scores[0] - (STATED_MARGIN if is_stated else MARGIN)
    ]
    return close[:MOST_WRITTEN]


_UNKNOWN = re.compile(
    r"\W*(?:(?:the )?(?:root )?cause (?:is |was |remains )?)?(?:still |currently |as yet )?"
    r"(?:unknown|not known|unclear|undetermined|tbd|tbc|to be (?:determined|confirmed|investigated)|n/a|none|unbekannt|ungeklärt|unklar|inconnue?|indéterminée?|"
    r"we (?:still )?(?:do not|don't|don’t) (?:yet )?know|nobody knows|no idea|not (?:yet )?(?:clear|found|established)|wir wissen (?:es )?nicht|nous ne savons pas|no (?:lo )?sabemos|não sabemos|"
    r"desconocid[ao]|desconhecid[ao]|onbekend|sconosciut[ao]|okänd|ukendt|不明|未知|調査中|unknown)\b",
    re.IGNORECASE,
)


def says_something(sentences: Sequence[Sentence], model: CauseModel) -> Iterator[bool]:
    """Whether each sentence may be a cause: not one that says that it is unknown, nor what is told in its place without a guess."""
    unknown = any(s.section.holds in ("causes", "whys") and _UNKNOWN.match(s.text) for s in sentences)
    for sentence in sentences:
        in_causes = sentence.section.holds in ("causes", "whys")
        text = _UNKNOWN.sub("", sentence.text, count=1) if in_causes else sentence.text
        if in_causes and (
            _POINTS_ELSEWHERE.match(text) or (text.rstrip().endswith(("?", "？")) and not _guesses(text, model))
        ):
            yield False
        else:
            yield not unknown or (bool(re.search(r"\w", text)) and _guesses(text, model))


_POINTS_ELSEWHERE = re.compile(r"\W*(?:see|siehe|voir|ver|véase|cf|参照)\b", re.IGNORECASE)


def _guesses(text: str, model: CauseModel) -> bool:
    text = text.casefold()
    return any(model.cues[cue].search(text) for cue in ("hedges", "says_cause"))


MOST_CANDIDATES = 9
"""As many as there are keys for."""

MARGIN = 0.5
"""How far behind the best one a cause may be to be written, in the logarithm of odds."""

STATED_MARGIN = 2.0
"""The same for what stands in the report's own part for causes."""

TOGETHER_AT_MOST = 2.1
"""How far behind the first of its group a sentence may be to be told with it, in the logarithm of odds."""

LEAST = 0.08
"""The confidence below which nothing is written."""

LOOKED_AT = 14
TOGETHER = 60
"""Words that sentences of one block may have if they are to be one cause."""


def joined(sentences: Sequence[Sentence], scores: Sequence[float], gap: float = TOGETHER_AT_MOST) -> list[list[int]]:
    """The best sentences, each with those that stand beside it in its block and score no less than `gap` below; the best first."""
    ranked = sorted(range(len(sentences)), key=lambda number: (-scores[number], number))
    groups: list[list[int]] = []
    texts: set[str] = set()
    for number in ranked[:LOOKED_AT]:
        key = " ".join(_words(sentences[number].text.casefold()))
        if key in texts:
            continue
        texts.add(key)
        near = (group for group in groups if scores[number] >= scores[group[0]] - gap)
        beside = next((group for group in near if _is_beside(number, group, sentences)), None)
        if beside is None:
            groups.append([number])
        else:
            beside.append(number)
    return groups


def _is_beside(number: int, group: Sequence[int], sentences: Sequence[Sentence]) -> bool:
    if sentences[number].block is not sentences[group[0]].block or number not in (min(group) - 1, max(group) + 1):
        return False
    return sum(len(sentences[member].text.split()) for member in (*group, number)) <= TOGETHER
