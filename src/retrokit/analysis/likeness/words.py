"""The words that say what an incident was about."""

import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator

from retrokit.model import Postmortem

# Words of grammar alone. What a history says in every report weighs little by itself; no word of operations is listed here.
_GRAMMAR_WORDS = """
a about above across after again against all almost alone along already also although always am among an and another any
anyone anything are around as at away be became because become been before behind being below beneath beside besides
between beyond both but by can cannot could despite did do does doing done down during each either else enough even ever
every everyone everything except few first for from further get gets getting go goes going got had has have having he
hence her here hers him his how however i if in indeed inside instead into is it its itself just last later least less
many may me might mine more most much must my near nearly neither never nevertheless next no nobody none nor not nothing
now of off often on once one only onto or other others otherwise our ours out outside over own past per perhaps quite
rather same several shall she should since so some someone something sometimes soon still such than that the their
theirs them then there therefore these they this those though through thus till to together too toward towards two under
unless unlike until up upon us very via was we well were what whatever when whenever where whereas wherever whether
which while who whoever whom whose why will with within without would yet you your yours
"""
_GRAMMAR = frozenset(_GRAMMAR_WORDS.split())
_URL = re.compile(r"https?://\S+")
_SEPARATORS = re.compile(r"[\s_-]+")

# Vowel signs and other marks that Python's \w leaves out, by the blocks they stand in: Latin and Greek accents, Hebrew, Arabic,
# Indic scripts (without the two dandas, which end sentences) and Burmese. Without them a Hindi word falls into its consonants.
_MARKS = "\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u0900-\u0963\u0966-\u0dff\u1000-\u109f"
_THAI_LAO_KHMER = "\u0e00-\u0eff\u1780-\u17ff"
_HAN = "\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff"
_HIRAGANA = "\u3041-\u309f"
_HUMPS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


_ASCII_RUN = re.compile(r"[^\W_]+", re.ASCII)


# Made when first asked for: each takes as long as reading many reports.


@functools.cache
def _without_spaces() -> re.Pattern[str]:
    return re.compile(f"[{_HAN}{_KATAKANA}{_HIRAGANA}{_THAI_LAO_KHMER}]")


@functools.cache
def _spelled_in_pairs() -> re.Pattern[str]:
    return re.compile(f"[{_HAN}{_THAI_LAO_KHMER}]")


@functools.cache
def _only_grammar() -> re.Pattern[str]:
    return re.compile(f"[{_HIRAGANA}]")


@functools.cache
def _run() -> re.Pattern[str]:
    """A run of one script: what has no spaces, each by itself, and all other letters, digits and their marks."""
    unspaced = f"{_HAN}{_KATAKANA}{_HIRAGANA}{_THAI_LAO_KHMER}"
    return re.compile(f"[{_HAN}]+|[{_KATAKANA}]+|[{_HIRAGANA}]+|[{_THAI_LAO_KHMER}]+|(?:[^\\W_{unspaced}]|[{_MARKS}])+")


def words_of(text: str) -> list[str]:
    """The telling words of a text, in order, case folded and without links, bare numbers, single letters and grammar.

    An identifier counts as a whole and by its parts: `KubeSpawner` is also `kube` and `spawner`. Scripts without spaces: a run of
    katakana is a word (a loan word, most often), a run of Han characters its overlapping pairs, as Lucene's CJKAnalyzer has it, and
    so are Thai, Lao and Khmer; hiragana are endings and particles, the grammar of Japanese.
    """
    return [word for run in runs_of(text) for word in words_of_run(run)]


@functools.lru_cache(65_536)  # the words of ten thousand reports, over and over
def words_of_run(run: str) -> tuple[str, ...]:
    """The telling words of one of the `runs_of` a text."""
    if not run.isascii() and _without_spaces().match(run):
        if _spelled_in_pairs().match(run):
            return tuple(run[i : i + 2] for i in range(max(len(run) - 1, 1)))
        return () if len(run) == 1 or _only_grammar().match(run) else (run,)
    words = [run.casefold()]
    if run.isascii() and not (run.islower() or run.isdigit()):
        parts = _HUMPS.findall(run)
        words += [part.lower() for part in parts if len(part) > 2] if len(parts) > 1 else []
    return tuple(word for word in words if len(word) > 1 and not word.isdigit() and word not in _GRAMMAR)


def runs_of(text: str) -> list[str]:
    """The runs of letters and digits of one script each, in order, as they are written; links are left out."""
    if "://" in text:
        text = _URL.sub(" ", text)
    return _ASCII_RUN.findall(text) if text.isascii() else _run().findall(unicodedata.normalize("NFKC", text))


def whole(words: Iterable[str]) -> list[str]:
    """Overlapping pairs of characters put together again, to be shown: `明書`, `証明` are `証明書`."""
    told: list[str] = []
    for word in words:
        for place, other in enumerate(told if _spelled_in_pairs().match(word) else ()):
            if other[-1] == word[0] and _spelled_in_pairs().match(other):
                told[place] = other + word[1:]
                break
            if word[-1] == other[0]:
                told[place] = word + other[1:]
                break
        else:
            told.append(word)
    return told


def telling_texts(postmortem: Postmortem) -> Iterator[str]:
    """What the matcher reads of a report, a text each: title, services, trigger and causes."""
    yield postmortem.title
    yield from postmortem.services
    yield postmortem.trigger
    for cause in postmortem.causes:
        yield cause.summary


def telling_words(postmortem: Postmortem) -> frozenset[str]:
    """The words of all that the matcher reads of a report."""
    return frozenset(word for text in telling_texts(postmortem) for word in words_of(text))


@functools.lru_cache(65_536)
def service_key(name: str) -> str:
    """A service's name as it is compared: case, dashes and spaces aside."""
    return " ".join(_SEPARATORS.split(unicodedata.normalize("NFKC", name).casefold())).strip()
