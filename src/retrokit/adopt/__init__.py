"""A report without front matter, and the front matter that it should have."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from retrokit.adopt.entries import Unfit, parts_of, retitled, with_front_matter
from retrokit.adopt.knowledge import Knowledge, read_knowledge
from retrokit.adopt.proposal import propose, reads_like_a_report
from retrokit.adopt.reading import Habits, Untagged, habits_of, take_apart
from retrokit.adoption import Adoption, Proposal
from retrokit.yamltree import Trouble

__all__ = [
    "Habits",
    "Knowledge",
    "Trouble",
    "Untagged",
    "adopt",
    "habits_of",
    "read_knowledge",
    "take_apart",
    "with_causes",
]


def adopt(report: Untagged, habits: Habits, knowledge: Knowledge) -> Adoption:
    """What a report would become. Nothing is invented: what it does not say is left out, and an unknown status is written as such."""
    proposal = propose(report, habits, knowledge)
    refused = ""
    if not reads_like_a_report(report, proposal):
        refused = "reads like no report of an incident"
    elif proposal.date is None:
        refused = "names no day; call it YYYY-MM-DD-….md, or write `date:` into it"
    if refused:
        return Adoption(report.path, report.text, report.text, proposal, refused=refused)
    return rewrite(report, proposal)


def rewrite(report: Untagged, proposal: Proposal) -> Adoption:
    """A report with the front matter of a proposal, or why it can't take it."""
    stated, before = report.stated, report.text
    adoption = Adoption(report.path, before, before, proposal, notes=tuple(_notes(report, proposal)))
    parts = parts_of(proposal, stated)
    try:
        after = with_front_matter(before, parts, proposal, stated, report.block) if parts else before
    except Unfit as unfit:
        return replace(adoption, refused=str(unfit))
    shorter = _retitled(after, report, proposal)
    nameless = not proposal.services.written and "services" not in stated.settled
    return replace(
        adoption, after=shorter, added=tuple(part.key for part in parts), retitled=shorter != after, nameless=nameless
    )


def _retitled(text: str, report: Untagged, proposal: Proposal) -> str:
    """The text with the title of a proposal in the place of its own; as it is where that can't be replaced."""
    stated = report.stated
    if not (stated.title and stated.title_entry) or proposal.title == " ".join(stated.title.split()):
        return text
    try:
        return retitled(text, stated.title_entry, proposal.title)
    except Unfit:
        return text


def with_causes(adoption: Adoption, report: Untagged, chosen: Collection[int]) -> Adoption:
    """The adoption with other causes, by their places among the candidates."""
    proposal = adoption.proposal
    if proposal is None:
        return adoption
    causes = tuple(replace(cause, chosen=place in chosen) for place, cause in enumerate(proposal.causes))
    return rewrite(report, replace(proposal, causes=causes))


def _notes(report: Untagged, proposal: Proposal) -> Sequence[str]:
    """What a person should look at."""
    notes = []
    if proposal.date and proposal.date.doubt:
        notes.append(f"the date is in doubt: {proposal.date.doubt}")
    if not proposal.chosen and "causes" not in report.stated.settled:
        notes.append("no cause was found in it")
    return notes
