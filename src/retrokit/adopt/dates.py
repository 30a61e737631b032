"""The day of an incident, by everything in a report that names one."""

import functools
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from retrokit.adopt.reading import Untagged
from retrokit.adopt.sections import Passage
from retrokit.adoption import FoundDate
from retrokit.days import Day, find_days, is_day_first
from retrokit.markdown import Block, Kind

STATED, TITLE, NAME, TIMELINE, STORY, MENTION = 3.0, 1.5, 1.4, 1.0, 0.8, 0.3
"""What a day weighs by where it stands: stated as the date, in the title, in the file's name, first in the timeline, first in the summary,
and, once, anywhere else."""

A_DAY = 1


class Mention(NamedTuple):
    day: Day
    source: str
    weight: float


def find_date(report: Untagged, title: str, keys: "DateKeys") -> FoundDate | None:
    """The day that most of a report speaks for, None if it names none.

    Args:
        report: taken apart; its file's name, else its folder, may hold a day.
        title: of the report, as it is written.
        keys: the names under which a report states the day.
    """
    path = report.path
    mentions = list(_mentions(report, title, keys))
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
        if day != best and _speaks_against(best, day, sources[day], weights[day], weights[best] >= STATED)
    )
    confidence = weights[best] / sum(weights.values())
    return FoundDate(best, confidence, tuple(sources[best]), others, _doubt(best, others, mentions))


def _speaks_against(best: date, day: date, sources: Sequence[str], weight: float, is_stated: bool) -> bool:
    """Whether another day puts the best one in doubt: a timeline may well begin the day before, and a text name many."""
    told = [source for source in sources if source != "the text"]
    if not told or weight < TIMELINE or (is_stated and told == ["the timeline"]):
        return False
    return told != ["the timeline"] or abs((day - best).days) > A_DAY


def _doubt(best: date, others: Sequence[tuple[date, str]], mentions: Sequence[Mention]) -> str:
    said = [f"{source} says {day}" for day, source in others]
    slip = next((m for m in mentions if not m.day.is_certain and best in (m.day.day, *m.day.others)), None)
    certain = any(m.day.is_certain and m.day.day == best for m in mentions)
    if slip and (not certain or slip.day.is_slip):
        said.insert(0, f"{slip.source} says {slip.day.written.strip()}")
    return ", ".join(said)


class DateKeys(NamedTuple):
    """The names under which a report states when the incident was, when it was noticed, and when the report was written."""

    incident: Collection[str]
    noticed: Collection[str]
    written: Collection[str]


def _mentions(report: Untagged, title: str, keys: DateKeys) -> Iterator[Mention]:
    facts, year = report.facts, _year(report.path)
    day_first = is_day_first(report.text)
    days_in = functools.partial(find_days, year=year, day_first=day_first)
    for fact in facts:
        if fact.key in keys.incident and (days := days_in(fact.value)):
            yield Mention(days[0], f"`{fact.key}`", STATED if fact.line < NEAR_THE_TOP else TIMELINE)
            break
    for fact in facts:
        if fact.key in keys.noticed and (days := days_in(fact.value)):
            yield Mention(days[0], "the timeline", TIMELINE / 2)
            break
    if days := days_in(title):
        yield Mention(days[0], "the title", TITLE)
    if days := find_days(report.path.rpartition("/")[2]) or find_days(report.path.replace("/", "_")):
        yield Mention(days[-1], "the file name", NAME)
    yield from _in_the_text(report, keys, year, day_first)


def _in_the_text(report: Untagged, keys: DateKeys, year: int | None, day_first: bool | None) -> Iterator[Mention]:
    """The first day of the timeline, the first one of the story, and once each day that is named anywhere but among the actions."""
    texts = [block.inline.text for block in report.blocks]
    year = year or next((int(y) for y in re.findall(r"(?<!\d)20\d\d(?!\d)", " ".join(texts))), None)
    days_in = functools.partial(find_days, year=year, day_first=day_first)
    if first := _first(_timeline(report.blocks, report.passages), days_in):
        yield Mention(first, "the timeline", TIMELINE)
    written = {fact.line for fact in report.facts if fact.key in keys.written}
    story = [
        p.block.inline.text
        for p in report.passages
        if p.section.holds in _STORY
        and p.block.line not in written
        and not _ABOUT_THE_REPORT.search(p.block.inline.text[:MOST_BYLINE])
    ]
    if first := _first(story, days_in):
        yield Mention(first, "the text", STORY)
    planned = {p.block.line for p in report.passages if p.section.holds == "actions"}
    told = [block.inline.text for block in report.blocks if block.line not in planned]
    with_year = functools.partial(find_days, day_first=day_first)
    for day in {d.day: d for text in told if _WITH_YEAR.search(text) for d in with_year(text)}.values():
        yield Mention(day, "the text", MENTION / 2)


_ABOUT_THE_REPORT = re.compile(
    r"\b(?:published|exported|opened by|posted|prepared|written|reviewed|last (?:updated|modified|edited)|created|min read|draft of|version \d|erstellt|rédigé|redactado|preparado|elaborado|przygotował)\b|·|^(?:by|von|par|por) ",
    re.IGNORECASE,
)
"""How a line begins that says when the report was written, and by whom."""

MOST_BYLINE = 100

_STORY = ("summary", "", "background", "impact", "detection")
_WITH_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d|年|\d[/.]\d\d(?!\d)|년")
"""What a text must hold if it may name a day: looking for days is slow, and most texts name none."""

NEAR_THE_TOP = 40
"""Lines within which a report states its own facts."""


def _timeline(blocks: Sequence[Block], passages: Sequence[Passage]) -> list[str]:
    """The texts of the timeline and of the headings in it, in order."""
    lines = {p.block.line: p.block.inline.text for p in passages if p.section.holds == "timeline"}
    titles = {section.title for p in passages if p.section.holds == "timeline" for section in p.section.path}
    lines |= {
        b.line: b.inline.text for b in blocks[1:] if b.kind is Kind.HEADING and b.inline.text.rstrip(" :：") in titles
    }
    return [text for _, text in sorted(lines.items())]


def _first(texts: Iterable[str], days_in: Callable[[str], list[Day]]) -> Day | None:
    return next((day for text in texts for day in days_in(text)), None)


def _year(path: str) -> int | None:
    """The year that the file's name, else its folder, begins with or holds."""
    for part in reversed(path.split("/")):
        if found := re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)|(?<!\d)(?:19|20)\d\d(?=[01]\d[0-3]\d)", part):
            return int(found[0])
    return None
