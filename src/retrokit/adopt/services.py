"""The services of an incident: those that its report states, and those that a title names and the history uses."""

import functools
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from retrokit.adopt.facts import Fact
from retrokit.adopt.sections import Passage
from retrokit.adoption import FoundServices
from retrokit.markdown import Block, Kind

OFTEN = 3
"""Reports that name a thing before it counts as one of the history's services."""

MOST_SUGGESTED = 3

_CODE = re.compile(r"`([a-zA-Z][\w.-]{2,30})`")
_COMPOUND = re.compile(r"(?<![\w/.@-])(?:[A-Za-z][a-z0-9]+(?:-[a-z0-9]+){1,3}|[A-Z]?[a-z0-9]+[A-Z]\w{2,20})(?![\w/@-])")
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][A-Za-z0-9]{2,20}(?![\w'’])")


def names_in(blocks: Iterable[Block], stated: Iterable[str], never: frozenset[str]) -> frozenset[str]:
    """Everything in a report that may be a service's name, as it is written.

    Args:
        blocks: of its body; headings, in which every word may have a capital, are not looked at.
        stated: what it states as its services.
        never: words that are no service's name, as they are compared.
    """
    found = set(stated)
    words: set[str] = set()
    for text in (block.inline.text for block in blocks if block.kind is not Kind.HEADING):
        plain = re.sub(r"`[^`]*`|https?://\S+", " ", text)
        words.update(re.findall(r"(?<![^\W_])[a-z]{3,}(?![^\W_])", plain))
        found.update([*_CODE.findall(text), *_COMPOUND.findall(plain), *_NAME.findall(plain)])
    return frozenset(
        name
        for name in found
        if service_key(name) not in never
        and not name.replace(".", "").isdigit()
        and (name == name.casefold() or name.casefold() not in words)
    )


def service_key(name: str) -> str:
    """A name as it is compared: `Fluent Bit` is `fluent-bit`."""
    return "-".join(re.findall(r"[^\W_]+", name.casefold()))


def used_often(reports: Iterable[frozenset[str]], tagged: Iterable[Sequence[str]]) -> dict[str, str]:
    """The names that a history uses often, as they are compared -> as they are mostly written.

    Args:
        reports: what may be a name, report by report.
        tagged: the services that reports with front matter have, report by report.
    """
    spellings: dict[str, Counter[str]] = {}
    counts: Counter[str] = Counter()
    for names in reports:
        for key in {service_key(name) for name in names}:
            counts[key] += 1
        for name in names:
            spellings.setdefault(service_key(name), Counter())[name] += 1
    for services in tagged:
        for name in services:
            counts[service_key(name)] += OFTEN
            spellings.setdefault(service_key(name), Counter())[name] += OFTEN
    often = {key for key, count in counts.items() if key and count >= OFTEN}
    return {key: max(spellings[key].items(), key=lambda item: (item[1], item[0]))[0] for key in sorted(often)}


def find_services(
    title: str, stated: Sequence[str], blocks: Sequence[Block], passages: Sequence[Passage], often: Mapping[str, str]
) -> FoundServices:
    """The services of a report.

    Args:
        title: of the report.
        stated: what it states as its services.
        blocks: of its body.
        passages: of its body.
        often: the names that the history uses, as `used_often` gives them.
    """
    firsts = _first_words(tuple(often))
    named = Counter(name for block in blocks for name in _known_in(block.inline.text, often, firsts))
    silent = _headings_that_name_none(passages)
    headings = (block.inline.text for block in blocks if block.kind is Kind.HEADING)
    headed = [title, *(text for text in headings if text.rstrip(" :：") not in silent)]
    guessed = dict.fromkeys(name for text in headed for name in _known_in(text, often, firsts))
    written = tuple(stated) if stated else tuple(guessed)[:MOST_SUGGESTED]
    suggested = [name for name, _ in named.most_common() if service_key(name) not in map(service_key, written)]
    return FoundServices(written, tuple(suggested[:MOST_SUGGESTED]))


def _headings_that_name_none(passages: Sequence[Passage]) -> frozenset[str]:
    """The headings that don't name what the incident is about: of a part that every report has, or within one that tells of the report
    itself, or entry by entry."""
    sections = {section for section in {passage.section for passage in passages} for section in section.path}
    return frozenset(s.title for s in sections if s.kind or s.holds in ("meta", "timeline", "lessons"))


def _known_in(text: str, often: Mapping[str, str], firsts: frozenset[str]) -> list[str]:
    """The names of the history that a text holds, in the order in which they stand there; of two that overlap the longer one."""
    words = re.findall(r"[^\W_]+", text.casefold())
    found, at = [], 0
    while at < len(words):
        if words[at] not in firsts:
            at += 1
            continue
        for length in range(min(4, len(words) - at), 0, -1):
            key = "-".join(words[at : at + length])
            if key in often or (key.endswith("s") and key[:-1] in often):
                found.append(often.get(key) or often[key[:-1]])
                at += length - 1
                break
        at += 1
    return list(dict.fromkeys(found))


@functools.lru_cache(4)
def _first_words(keys: tuple[str, ...]) -> frozenset[str]:
    """What names begin with, also where they stand in the plural."""
    firsts = {key.partition("-")[0] for key in keys}
    return frozenset(firsts | {f"{word}s" for word in firsts})


def stated_services(facts: Sequence[Fact], keys: frozenset[str]) -> list[str]:
    """The services that a report states, as a list of names."""
    for fact in facts:
        if fact.key in keys and len(fact.value) <= MOST_STATED:
            value = re.sub(r"\s*[(（][^()（）]*[)）]", "", fact.value)
            parts = re.split(r"\s*(?:[,;、，/]|\band\b|\bund\b|\bet\b| y | e |&|\+)\s*", value)
            names = [part.strip(" `*.()") for part in parts]
            if all(name and len(name.split()) <= 4 and not _UNFILLED.search(name) for name in names):
                return list(dict.fromkeys(names))
    return []


_UNFILLED = re.compile(r"[<>\[\]{}?]|^(?:TODO|TBD|TBC|XXX|N/A|none|all|alle|tous|unknown)$", re.IGNORECASE)

MOST_STATED = 160
"""Characters: what is longer is no list of names."""
