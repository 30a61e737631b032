"""Which sentences of a report give its causes.

A conditional logit over what `cues` sees of each: of all sentences of a report, those that give a cause score highest.
"""

import math
import re
from collections.abc import Sequence

from retrokit.adopt.cues import CauseModel, features, report_of, words_of
from retrokit.adopt.sentences import Sentence
from retrokit.adoption import CauseCandidate

MOST_WRITTEN = 3
"""Causes that are written down; the field's reports name two on average."""


def find_causes(sentences: Sequence[Sentence], title: str, model: CauseModel) -> tuple[CauseCandidate, ...]:
    """What may be the causes of an incident, the likeliest first, those that would be written `chosen`.

    A report that states no cause gets none: below a confidence of `LEAST` nothing is chosen, and where a report says that nobody knows the
    cause, only what it guesses at.
    """
    told = [sentence for sentence in sentences if says_something(sentence, model)]
    if not told:
        return ()
    report = report_of(told, title)
    scores = [
        sum(model.weights.get(name, 0.0) for name in features(number, report, model)) for number in range(len(told))
    ]
    groups = joined(told, scores)[:MOST_CANDIDATES]
    texts = [" ".join(told[number].text for number in sorted(group)) for group in groups]
    confidences = [1 / (1 + math.exp(-scores[group[0]])) for group in groups]
    unknown = _says_nobody_knows(sentences)
    open_places = [place for place, text in enumerate(texts) if not unknown or _guesses(text, model)]
    firsts = [groups[place][0] for place in open_places]
    close = _close([scores[first] for first in firsts], [told[first].section.states_causes for first in firsts])
    chosen = {open_places[place] for place in close}
    return tuple(
        CauseCandidate(
            text,
            confidence,
            told[min(group)].line,
            told[min(group)].section.title,
            place in chosen and confidence >= LEAST,
        )
        for place, (text, group, confidence) in enumerate(zip(texts, groups, confidences, strict=True))
    )


def _close(scores: Sequence[float], stated: Sequence[bool]) -> list[int]:
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
    r"(?:unknown|not known|unclear|undetermined|tbd|tbc|to be (?:determined|confirmed|investigated)|n/a|none(?! of)|unbekannt|ungeklärt|unklar|inconnue?|indéterminée?|"
    r"(?:waiting|wait) for|awaiting|pending (?:investigation|analysis|review|the)|under investigation|(?:still )?(?:being )?investigat(?:ing|ed)|to follow|will (?:be )?fill(?:ed)? in|"
    r"we (?:still )?(?:do not|don't|don’t) (?:yet )?know|nobody knows|no idea|not (?:yet )?(?:clear|found|established)|wir wissen (?:es )?nicht|nous ne savons pas|no (?:lo )?sabemos|não sabemos|"
    r"desconocid[ao]|desconhecid[ao]|onbekend|sconosciut[ao]|okänd|ukendt)\b|\W*(?:(?:原因|根本原因)[はが]?)?(?:現在)?(?:不明|未知|調査中)",
    re.IGNORECASE,
)


def says_something(sentence: Sentence, model: CauseModel) -> bool:
    """Whether a sentence may be a cause: it does not only say that the cause is unknown, point elsewhere, or ask."""
    if not sentence.section.states_causes:
        return not _NOTHING_FOUND.search(sentence.text)
    unknown = _UNKNOWN.match(sentence.text) or _NOTHING_FOUND.search(sentence.text)
    text = f"{sentence.text[: unknown.start()]} {sentence.text[unknown.end() :]}" if unknown else sentence.text
    if unknown and not _guesses(text, model):
        return False
    return not _POINTS_ELSEWHERE.match(text) and (not text.rstrip().endswith(("?", "？")) or _guesses(text, model))


def _says_nobody_knows(sentences: Sequence[Sentence]) -> bool:
    """Whether a report says that its cause is unknown: where its causes stand, else in its story."""
    stated = [sentence for sentence in sentences if sentence.section.states_causes]
    if stated:
        return any(_UNKNOWN.match(sentence.text) or _NOTHING_FOUND.search(sentence.text) for sentence in stated)
    told = (sentence for sentence in sentences if sentence.section.holds != "timeline" and not sentence.timed)
    return any(_NOTHING_FOUND.search(sentence.text) for sentence in told)


_NOTHING_FOUND = re.compile(
    r"\b(?:found nothing (?:that|which|to)|(?:do not|don['’]t|did not|never|could not|couldn['’]t|cannot|can['’]t|unable to) (?:yet )?(?:know|find out|found out|find|learned|determine|explain|establish|identify) (?:why|what caused|(?:the|a|any) (?:root )?cause)|"
    r"no (?:root )?cause (?:was |has been |could be )?(?:found|identified|determined)|(?:cause|reason) (?:is|was|remains) (?:still )?(?:unknown|unclear|not known|not clear)|"
    r"keine ursache gefunden|ursache (?:ist |bleibt )?(?:noch |weiterhin )?(?:unbekannt|unklar|ungeklärt)|cause (?:reste |est )?(?:encore |toujours )?inconnue|no se conoce la causa|causa desconocida|causa desconhecida)\b|原因は?不明|原因不明",
    re.IGNORECASE,
)
"""How a report says in its story that nobody knows why."""

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
