"""Which sentences of a report give its causes.

A conditional logit over what `cues` sees of each: of all sentences of a report, those that give a cause score highest.
"""

import math
import re
from collections.abc import Iterator, Sequence

from retrokit.adopt.cues import CauseModel, features, report_of, words_of
from retrokit.adopt.sentences import Sentence
from retrokit.adoption import CauseCandidate

MOST_WRITTEN = 3
"""Causes that are written down; the field's reports name two on average."""


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
        said = _UNKNOWN.match(sentence.text) if in_causes else None
        text = sentence.text[said.end() :] if said else sentence.text
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
        key = " ".join(words_of(sentences[number].text.casefold()))
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
