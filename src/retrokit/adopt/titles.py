"""A report's title, without what its file, its date and its kind say anyway."""

import re
from collections.abc import Collection, Mapping, Sequence

from retrokit.adopt.reading import Untagged
from retrokit.adopt.sections import Names, heading_key
from retrokit.days import find_days
from retrokit.markdown import Block, Kind
from retrokit.model import default_id

_KIND = (
    r"(?:(?:public|final|draft|production|major|blameless|internal)\s+)?(?:post[\s-]?mortems?|incident(?:\s+(?:report|review|summary|post[\s-]?mortem|retrospective|analysis))?|"
    r"retrospective|outage report|after action review|correction of errors?|coe|rca|root cause analysis|pir|post[\s-]?incident (?:review|report)|"
    r"störungsbericht|stoerungsbericht|vorfallsbericht|vorfall|ausfallbericht|compte[\s-]rendu d['’]incident|rapport d['’]incident|informe de incidente|informe postmortem|incidente|"
    r"relatório (?:de incidente|pós[\s-]incidente)|relatório|ポストモーテム|障害報告書?|インシデント報告書?|インシデントレポート|事故报告|故障复盘|复盘|장애 보고서)"
)
_FRONT = re.compile(
    rf"\s*(?:{_KIND})\s*(?:[:：–—|-]+\s*|(?:on|of|from|for|vom|du|del|de|em)\s+(?=\d|[^\W\d_]+\s\d)|(?=$)|(?=#?\d))",
    re.IGNORECASE,
)
_BACK = re.compile(
    rf"\s*[:：–—|(（-]+\s*(?:{_KIND})[)）]?\s*$|\s+(?:post[\s-]?mortem|incident report|retrospective|ポストモーテム|障害報告書?)\s*$",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\s*(?:#\d+|\(?#?(?:INC|PM|PIR|IR|RCA|PMR|INCIDENT|COE|SEV|OPS|POST|ISSUE)[-_ #]?\d[\w-]*\)?|[A-Z]{2,8}-\d[\w-]*(?=\s*[:：–—|-]|\s+[A-Z]))\s*[:：–—|.-]*\s*",
    re.IGNORECASE,
)
_NUMBER_EXACT = re.compile(_NUMBER.pattern)
_EDGES = re.compile(r"^[\s,;:：–—|.\-_/()（）\[\]]+|[\s,;:：–—|\-_/(（\[]+$")
_LABEL = re.compile(
    r"\s*(?:incident date|date|datum|fecha|data)\s*[:：](?=\W*\d|\W*[^\W\d_]+\.?\s+\d)\s*", re.IGNORECASE
)


def find_title(report: Untagged, shared: Mapping[str, bool], keys: Collection[str], names: Names) -> tuple[str, str]:
    """The title as it is written, and where it stands: stated as such, else the first heading, else made from the file's name.

    Args:
        report: taken apart.
        shared: headings that several reports have -> whether so many have it that it is a template's, and no title of any of them.
        keys: the names under which a report states its title.
        names: of a report's parts, whose headings are no titles.
    """
    if report.stated.title:
        return report.stated.title, "the front matter"
    heading = _heading(report.blocks, names, shared)
    is_only_a_number = _NUMBER_EXACT.fullmatch(heading)
    says_something = heading and clean_title(heading) and not (_FRONT.fullmatch(f"{heading} ") or is_only_a_number)
    stated_below = next(
        (
            fact.value
            for fact in report.facts[:MOST_FACTS]
            if fact.key in keys and re.search(r"[^\W\d_]{3}", fact.value)
        ),
        "",
    )
    is_own = says_something and heading_key(heading) not in shared
    if heading and (is_own or not stated_below):
        return heading, "the first heading"
    if stated_below:
        return stated_below, "the text"
    stem = clean_title(re.sub(r"^\d{1,2}[-_]\d{1,2}[-_](?=\D)", "", default_id(report.path)))
    return re.sub(r"\s*[-_]+\s*|\s+", " ", stem).strip(), "the file name"


MOST_FACTS = 12


def _heading(blocks: Sequence[Block], names: Names, shared: Mapping[str, bool]) -> str:
    """The first heading, if it is none of a part; a short line on top that no heading follows at once counts as one."""
    for block in blocks[:FIRST_BLOCKS]:
        if block.kind is Kind.HEADING and not shared.get(heading_key(block.inline.text)):
            text = block.inline.text
            return "" if heading_key(text) in names.exact or _LEFT_OVER.fullmatch(text) else text
    for block in blocks[:FIRST_BLOCKS]:
        text = block.inline.text
        if (
            block.kind is not Kind.PARAGRAPH
            or len(block.inline.lines) > 1
            or len(text) > SHORT_LINE
            or text.endswith((".", "。", ":", "："))
        ):
            return ""
        if (
            not _FURNITURE.search(text)
            and heading_key(text) not in names.exact
            and clean_title(text)
            and not _ONLY_A_KIND.fullmatch(text)
        ):
            return text
    return ""


_LEFT_OVER = re.compile(
    r"(?:issue|incident|postmortem|post-mortem)?\s*(?:name|title)|<.*>|\[.*\]|\{\{?.*\}\}?|untitled", re.IGNORECASE
)
_FURNITURE = re.compile(r"\bpage \d+ of \d+|internal use only|confidential|vertraulich|社外秘", re.IGNORECASE)
"""What stands on every page of a printed report."""

_ONLY_A_KIND = re.compile(rf"\s*{_KIND}\s*(?:{_NUMBER.pattern})?\s*", re.IGNORECASE)

FIRST_BLOCKS = 8
SHORT_LINE = 90


def clean_title(written: str) -> str:
    """A title without the date, the number and the kind of report around it; as it is written where nothing else would be left."""
    text = " ".join(written.split())
    if len(text) > MOST_TITLE:
        return text
    text = (
        re.sub(r"^\[[^\[\]]{1,24}\]\s+(?=\S)", "", text)
        if re.match(r"\[(?:sev|p|s)?-?\d|\[(?:resolved|postmortem|incident)", text, re.IGNORECASE)
        else text
    )
    for _ in range(4):
        shorter = _peeled(text)
        if shorter == text:
            break
        text = shorter
    said = text
    for day in find_days(text):
        said = said.replace(day.written, "")
    return text if len(re.findall(r"\w", said)) >= SIGNS or (said and not said.isascii()) else " ".join(written.split())


MOST_TITLE = 300
"""Characters of a title that may have a kind, a number and a day around it; a longer one is left as it is."""

SIGNS = 3
"""Letters and digits that a title has at least."""


def _peeled(text: str) -> str:
    """One layer less: a kind of report, a number, a day at the front, a day or a kind at the end."""
    for pattern in (_LABEL, _FRONT, _NUMBER_EXACT):
        if (found := pattern.match(text)) and found.end() and re.search(r"\w", text[found.end() :]):
            return _EDGES.sub("", text[found.end() :])
    days = find_days(text)
    if days and days[0].place <= 1:
        rest = text[days[0].place + len(days[0].written) :]
        rest = re.sub(
            r"^\s*,?\s*(?:at\s*)?(?:\d{1,2}[:.h]\d\d(?::\d\d)?\s*(?:[ap]m)?|\d{1,2}\s*[ap]m)?\s*(?:[A-Z]{2,4}T?\b(?=\s*[,:–—-]))?",
            "",
            rest,
            flags=re.IGNORECASE,
        )
        if re.search(r"\w", rest):
            return _EDGES.sub("", rest)
    if days and days[-1].place + len(days[-1].written) >= len(text.rstrip(")）] ")):
        front = re.sub(r"(?:\s+(?:on|at|am|vom|le|du|el|del|em|il))?\s*[(（\[,–—-]*\s*$", "", text[: days[-1].place])
        if re.search(r"\w", front):
            return _EDGES.sub("", front)
    if (found := _BACK.search(text)) and re.search(r"\w", text[: found.start()]):
        return _EDGES.sub("", text[: found.start()])
    return text
