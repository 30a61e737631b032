"""Everything that a report says, put together: its front matter first, its body where that is silent."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from retrokit.adopt.actions import find_actions
from retrokit.adopt.causes import find_causes
from retrokit.adopt.dates import DateKeys, find_date
from retrokit.adopt.facts import states_only_facts
from retrokit.adopt.fields import Reading
from retrokit.adopt.knowledge import Knowledge
from retrokit.adopt.reading import Habits, Untagged
from retrokit.adopt.sections import Passage
from retrokit.adopt.sentences import sentences_of
from retrokit.adopt.services import find_services
from retrokit.adopt.titles import clean_title, find_title
from retrokit.adoption import CauseCandidate, FoundAction, FoundDate, Proposal
from retrokit.days import find_days, is_day_first


def propose(report: Untagged, habits: Habits, knowledge: Knowledge) -> Proposal:
    """What a report says.

    Args:
        report: taken apart.
        habits: what its history has in common.
        knowledge: the data files.
    """
    facts, stated = knowledge.facts, report.stated
    written, title_from = find_title(report, habits.headings, facts["title"], knowledge.sections)
    title = clean_title(written)
    keys = DateKeys(facts["date"], facts["noticed"], facts["reported"])
    dated = find_date(report, written, keys)
    if stated.day:
        dated = _as_stated(stated.day, dated)
    year = dated.day.year if dated else None
    passages = [
        p for p in report.passages if not habits.is_boilerplate(p.block.inline.text, as_a_cause=p.section.states_causes)
    ]
    return Proposal(
        title,
        title_from,
        dated,
        stated.severity or _severity(written, report, facts["severity"]),
        _status(report, facts["status"]),
        find_services(
            title, stated.services or report.stated_services, report.blocks, report.passages, habits.services
        ),
        _causes(report, passages, title, habits, knowledge),
        stated.actions if stated.actions is not None else _actions(report, passages, knowledge, year),
    )


def _as_stated(day: date, dated: FoundDate | None) -> FoundDate:
    """The day that the front matter states, with what the body says against it."""
    if dated is None or dated.day == day:
        return FoundDate(day, 1.0, ("the front matter", *(dated.sources if dated else ())))
    others = ((dated.day, dated.sources[0]), *(other for other in dated.others if other[0] != day))
    return FoundDate(
        day, 0.7, ("the front matter",), others, ", ".join(f"{source} says {other}" for other, source in others)
    )


def _causes(
    report: Untagged, passages: Sequence[Passage], title: str, habits: Habits, knowledge: Knowledge
) -> tuple[CauseCandidate, ...]:
    stated = tuple(CauseCandidate(text, 1.0, 0, "the front matter", True) for text in report.stated.causes)
    told = [passage for passage in passages if not states_only_facts(passage.block)]
    sentences = [s for s in sentences_of(told) if s.section.states_causes or not habits.is_copied(s.text, report)]
    is_settled = "causes" in report.stated.settled
    found = find_causes(sentences, title, knowledge.causes)
    placed = tuple(
        replace(c, line=c.line + report.first_line, chosen=c.chosen and not (stated or is_settled)) for c in found
    )
    return (*stated, *placed)


def _actions(
    report: Untagged, passages: Sequence[Passage], knowledge: Knowledge, year: int | None
) -> tuple[FoundAction, ...] | None:
    found = find_actions(passages, Reading(knowledge.standings, knowledge.columns, year, is_day_first(report.text)))
    return found and tuple(replace(action, line=action.line + report.first_line) for action in found)


MOST_SEVERITY = 24
"""Characters: what is longer is a sentence about it."""

_UNFILLED = re.compile(r"[|<>\[\]{}]|^(?:TODO|TBD|TBC|XXX|N/A|-+|\?+)$", re.IGNORECASE)
_IN_TITLE = re.compile(r"[\[(]\s*((?:SEV|P|S)[-\s]?\d)\s*[\])]", re.IGNORECASE)


def _severity(title: str, report: Untagged, keys: frozenset[str]) -> str:
    """How bad the report says that it was: under a name for it, else by a level that stands alone somewhere near its top."""
    of_actions = {p.block.line for p in report.passages if p.section.holds == "actions"}
    story = min(
        (p.block.line for p in report.passages if p.section.holds in ("causes", "summary", "impact")), default=0
    )
    facts = [f for f in report.facts if f.key in keys and (f.line < story or f.line not in of_actions)]
    for fact in sorted(facts, key=lambda fact: "sev" not in fact.key):
        value = re.sub(r"\s*(?:[(（]| [–—|] ).*", "", fact.value).strip(" `*") or fact.value
        if 0 < len(value) <= MOST_SEVERITY and not _UNFILLED.search(value):
            return value
    found = _IN_TITLE.search(title)
    if found:
        return found[1]
    near_the_top = [fact.value.strip(" `*") for fact in report.facts[:MOST_FACTS]]
    if alone := next((value for value in near_the_top if _LEVEL.fullmatch(value)), ""):
        return alone
    for block in report.blocks[:FIRST_BLOCKS]:
        levels = _LEVEL.findall(block.inline.text) or _LABELLED.findall(block.inline.text)
        if len(levels) == 1:  # several are a choice that nobody made
            return str(levels[0])
    return ""


MOST_FACTS = 15
FIRST_BLOCKS = 4
_LEVEL = re.compile(r"\b(SEV[-\s]?\d)\b", re.IGNORECASE)
_LABELLED = re.compile(r"\bseverity\s*[:：]\s*(\w[\w-]{0,9})(?=[.,;\s]|$)", re.IGNORECASE)


_STATUSES = {
    "draft": "draft wip entwurf brouillon borrador rascunho ドラフト 草案",
    "review": "review in-review",
    "final": "final complete completed done reviewed published approved closed abgeschlossen freigegeben definitivo 完了 確定",
}


def _status(report: Untagged, keys: frozenset[str]) -> str:
    """How far the report itself is, where it says so in a word."""
    for fact in report.facts:
        if fact.key in keys:
            word = "-".join(fact.value.casefold().split())
            return next((status for status, words in _STATUSES.items() if word in words.split()), "")
    return ""


_ONLY_REPORTS = {"causes", "actions", "severity", "services"}
"""Keys that pages of no incident hardly have."""

_PARTS = {"causes", "whys", "timeline", "impact", "resolution", "detection", "trigger", "wrong", "actions"}


def reads_like_a_report(report: Untagged, proposal: Proposal) -> bool:
    """Whether it tells of an incident: its front matter says so, it has parts that reports have and names a day, or it says on its own
    why something broke."""
    if report.stated.settled & _ONLY_REPORTS:
        return True
    parts = {passage.section.kind for passage in report.passages} & _PARTS
    is_something_else = _SOMETHING_ELSE.search(proposal.title) is not None
    if len(parts) >= MANY and not (is_something_else and proposal.date and proposal.date.sources == ("the text",)):
        return True
    if proposal.date is None or is_something_else:
        return False
    is_dated = bool(find_days(report.path.rpartition("/")[2])) and len(report.blocks) >= SOME_BLOCKS
    return bool(parts - {"actions"} or proposal.chosen or proposal.severity or is_dated)


_SOMETHING_ELSE = re.compile(
    r"\b(?:meeting|sync|stand-?up|agenda|minutes|runbook|playbook|handbook|checklist|template|severity levels|levels|definitions|glossary|process|procedure|faq|readme|changelog|release notes|onboarding|guide|policy|roadmap|newsletter|how[- ]to|"
    r"protokoll|besprechung|handbuch|leitfaden|procès-verbal|réunion|acta|reunión|reunião|ata da)\b|議事録|手順書|会议纪要",
    re.IGNORECASE,
)
"""What a title says that is of no incident."""

SOME_BLOCKS = 2
"""Blocks that a file has at least if it tells of something."""

MANY = 3
"""Parts that only a report of an incident has together."""
