"""Words and phrases of a text. Sets of words are looked up, so that nothing is compiled that a run does not need."""

import functools
import re
from collections.abc import Iterable, Sequence

_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")


def words(text: str) -> list[str]:
    """The words of a text in small letters, `won't` and `on-call` as one each."""
    return list(_words(text))


@functools.lru_cache(512)  # half a dozen rules ask for those of each cause
def _words(text: str) -> list[str]:
    return [word.casefold().replace("\u2019", "'") for word in _WORD.findall(text)]


def has_phrase(told: Sequence[str], wanted: Iterable[str]) -> str:
    """The first of some phrases that stands in the words of a text; empty if none does."""
    text = f" {' '.join(told)} "
    return next((phrase for phrase in wanted if f" {phrase} " in text), "")


def phrases(text: str) -> tuple[str, ...]:
    """Phrases that are separated by commas."""
    return tuple(filter(None, (line.strip() for line in text.split(","))))
