"""The vocabulary of operations: which words say one and the same thing."""

import functools
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from retrokit.analysis.likeness.words import runs_of

Phrase = tuple[str, ...]

OF_A_PART = 0.5
"""What a part's name counts beside a mechanism's: a node, a pod or a database is named whatever broke in it."""


@dataclass(frozen=True, slots=True)
class Operations:
    """Concepts and the phrases that say them.

    Args:
        phrases: for the first word of each phrase, the whole phrases that begin with it and their concepts.
        unspaced: phrases of scripts without spaces, found anywhere in a run, and their concepts.
        parts: concepts that name a part of a system rather than a mechanism.
        symptoms: words that every report says in some form.
    """

    phrases: Mapping[str, tuple[tuple[Phrase, str], ...]]
    unspaced: Mapping[str, str]
    parts: frozenset[str]
    symptoms: frozenset[str]

    def weight(self, concept: str) -> float:
        return OF_A_PART if concept in self.parts else 1.0

    def concepts_in(self, runs: Sequence[str], text: str) -> list[str]:
        """The concepts that a text names, once for each time; `runs` are its `words.runs_of`."""
        words = [run.casefold() for run in runs]
        found = [
            concept
            for place, word in enumerate(words)
            if word in self.phrases
            for phrase, concept in self.phrases[word]
            if len(phrase) == 1 or tuple(words[place : place + len(phrase)]) == phrase
        ]
        if not text.isascii() and self.unspaced:
            found += (self.unspaced[phrase] for phrase in _alternatives(tuple(self.unspaced)).findall(normal(text)))
        return found


def operations(
    mechanisms: Mapping[str, Iterable[str]],
    parts: Mapping[str, Iterable[str]],
    symptoms: Iterable[str],
    own: Mapping[str, Iterable[str]] | None = None,
) -> Operations:
    """A vocabulary from concepts and their words; a concept's own name says it, too. A team's `own` words come before all others."""
    phrases: dict[str, dict[Phrase, str]] = {}
    unspaced: dict[str, str] = {}
    for concept, words in (*(own or {}).items(), *mechanisms.items(), *parts.items()):
        for words_or_phrase in (concept, *words):
            plain = words_or_phrase.isascii() and words_or_phrase.replace(" ", "").isalnum()
            phrase = tuple(map(str.casefold, words_or_phrase.split() if plain else runs_of(words_or_phrase)))
            if not words_or_phrase.isascii() and _no_spaces().search(words_or_phrase):
                unspaced.setdefault(normal(words_or_phrase), concept)
            elif phrase:
                phrases.setdefault(phrase[0], {}).setdefault(phrase, concept)
    by_first_word = {first: tuple(found.items()) for first, found in phrases.items()}
    return Operations(by_first_word, unspaced, frozenset(parts), frozenset(map(normal, symptoms)))


def read_operations(text: str, own: Mapping[str, Iterable[str]]) -> Operations:
    """The vocabulary of a data file as `data/operations.toml` is one, and a team's own concepts and words beside it."""
    import tomllib

    data = tomllib.loads(text)
    return operations(data["mechanisms"], data["parts"], data["symptoms"]["words"].split(), own)


def read_symptoms(text: str) -> frozenset[str]:
    """The words alone that every report says in some form: their table is the last one of the file, and has one text.

    A commit waits for this, and for TOML as a whole it would wait four times as long.
    """
    return frozenset(map(normal, text[text.index("[symptoms]") :].split('"""')[1].split()))


def normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


@functools.cache
def _no_spaces() -> re.Pattern[str]:
    """Korean is here, too: its particles are written onto the word."""
    return re.compile("[\u0e00-\u0eff\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]")


@functools.lru_cache(4)
def _alternatives(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(phrases, key=len, reverse=True))))
