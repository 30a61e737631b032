"""The day of an incident, by everything in a report that names one."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from retrokit.adopt.days import Day, find_days
from retrokit.adopt.facts import Fact
from retrokit.adopt.sections import Passage
from retrokit.adoption import FoundDate
from retrokit.markdown import Block, Kind

STATED, TITLE, NAME, TIMELINE, STORY, MENTION = 3.0, 1.5, 1.4, 1.0, 0.8, 0.3
"""What a day weighs by where it stands: stated as the date, in the title, in the file's name, first in the timeline, first in the summary,
and, once, anywhere else."""

A_DAY = 1


class Mention(NamedTuple):
    day: Day
    source: str
    weight: float


def find_date(
    path: str, title: str, blocks: Sequence[Block], passages: Sequence[Passage], facts: Sequence[Fact], keys: "DateKeys"
) -> FoundDate | None:
    """The day that most of a report speaks for, None if it names none.

    Args:
        path: of the file; its name, else its folder, may hold a day.
        title: of the report, as it is written.
        blocks: of the body.
        passages: of the body.
        facts: of the body.
        keys: the names under which a report states the day.
    """
    mentions = list(_mentions(path, title, blocks, passages, facts, keys))
    if not mentions:
        return None
    certain = [m.day.day for m in mentions if m.day.is_certain]
    weights: dict[date, float] = defaultdict(float)
    sources: dict[date, list[str]] = defaultdict(list)
    for mention in mentions:
        read = mention.day.near(certain)
        weights[read.day] += mention.weight
        if mention.source not in sources[read.day]:
            sources[read.day].append(mention.source)
    year = _year(path)
    best = max(weights, key=lambda day: (year is None or day.year == year, weights[day], -day.toordinal()))
    others = tuple(
        (day, sources[day][0])
        for day in weights
        if day != best and _speaks_against(best, day, sources[day], weights[day])
    )
    confidence = weights[best] / sum(weights.values())
    return FoundDate(best, confidence, tuple(sources[best]), others, _doubt(best, others, mentions))


def _speaks_against(best: date, day: date, sources: Sequence[str], weight: float) -> bool:
    """Whether another day puts the best one in doubt: a timeline may well begin the day before, and a text name many."""
    if sources == ["the text"] or weight < TIMELINE:
        return False
    return sources != ["the timeline"] or abs((day - best).days) > A_DAY


def _doubt(best: date, others: Sequence[tuple[date, str]], mentions: Sequence[Mention]) -> str:
    said = [f"{source} says {day}" for day, source in others]
    slip = next((m for m in mentions if not m.day.is_certain and best in (m.day.day, *m.day.others)), None)
    certain = any(m.day.is_certain and m.day.day == best for m in mentions)
    if slip and (not certain or _SLIP.match(slip.day.written)):
        said.insert(0, f"{slip.source} says {slip.day.written.strip()}")
    return ", ".join(said)


_SLIP = re.compile(r"\d{5}")


class DateKeys(NamedTuple):
    """The names under which a report states when the incident was, when it was noticed, and when the report was written."""

    incident: Collection[str]
    noticed: Collection[str]
    written: Collection[str]


def _mentions(
    path: str, title: str, blocks: Sequence[Block], passages: Sequence[Passage], facts: Sequence[Fact], keys: DateKeys
) -> Iterator[Mention]:
    year = _year(path)
    for fact in facts:
        if fact.key in keys.incident and (days := find_days(fact.value, year=year)):
            yield Mention(days[0], f"`{fact.key}`", STATED if fact.line < NEAR_THE_TOP else TIMELINE)
            break
    for fact in facts:
        if fact.key in keys.noticed and (days := find_days(fact.value, year=year)):
            yield Mention(days[0], "the timeline", TIMELINE / 2)
            break
    if days := find_days(title, year=year):
        yield Mention(days[0], "the title", TITLE)
    name = path.rpartition("/")[2]
    if days := find_days(name) or find_days(path):
        yield Mention(days[-1], "the file name", NAME)
    written = {fact.line for fact in facts if fact.key in keys.written}
    year = year or next((int(y) for y in re.findall(r"(?<!\d)20\d\d(?!\d)", " ".join(_texts(blocks)))), None)
    timeline = _timeline(blocks, passages)
    if first := _first(timeline, year):
        yield Mention(first, "the timeline", TIMELINE)
    story = [
        p.block.inline.text
        for p in passages
        if p.section.holds in ("summary", "", "background", "impact", "detection") and p.block.line not in written
    ]
    if first := _first(story, year):
        yield Mention(first, "the text", STORY)
    for day in {d.day: d for text in _texts(blocks) if _WITH_YEAR.search(text) for d in find_days(text)}.values():
        yield Mention(day, "the text", MENTION / 2)


_WITH_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d|年|\d[/.]\d\d(?!\d)|년")
"""What a text must hold if it may name a day: looking for days is slow, and most texts name none."""

NEAR_THE_TOP = 40
"""Lines within which a report states its own facts."""


def _texts(blocks: Iterable[Block]) -> list[str]:
    return [block.inline.text for block in blocks]


def _timeline(blocks: Sequence[Block], passages: Sequence[Passage]) -> list[str]:
    """The texts of the timeline and of the headings in it, in order."""
    lines = {p.block.line: p.block.inline.text for p in passages if p.section.holds == "timeline"}
    titles = {section.title for p in passages if p.section.holds == "timeline" for section in p.section.path}
    lines |= {
        b.line: b.inline.text for b in blocks[1:] if b.kind is Kind.HEADING and b.inline.text.rstrip(" :：") in titles
    }
    return [text for _, text in sorted(lines.items())]


def _first(texts: Iterable[str], year: int | None) -> Day | None:
    return next((day for text in texts if _DIGIT.search(text) for day in find_days(text, year=year)), None)


_DIGIT = re.compile(r"\d")


def _year(path: str) -> int | None:
    """The year that the file's name, else its folder, begins with or holds."""
    for part in reversed(path.split("/")):
        if found := re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)|(?<!\d)(?:19|20)\d\d(?=[01]\d[0-3]\d)", part):
            return int(found[0])
    return None
