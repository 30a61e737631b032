"""A report taken apart, and what a whole history says of each: what is boilerplate, and which services it uses often."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from retrokit import frontmatter
from retrokit.adopt.facts import Fact, read_facts
from retrokit.adopt.knowledge import Knowledge
from retrokit.adopt.sections import Passage, heading_key, read_passages
from retrokit.adopt.services import names_in, stated_services, used_often
from retrokit.adopt.stated import Stated, read_stated
from retrokit.frontmatter import FrontMatter
from retrokit.markdown import Block, Kind, read_blocks
from retrokit.vocabulary import Names, Problem
from retrokit.yamltree import LINE_BREAK, Trouble

SAYS_SOMETHING = 30
"""Characters of a text that two reports do not have by chance."""


@dataclass(frozen=True, slots=True)
class Untagged:
    """A report taken apart.

    Args:
        path: of the file.
        text: of the file, without a byte-order mark.
        block: its front matter, None if it has none.
        stated: what that says.
        first_line: of its body, in the file, from 1.
        blocks: of the body.
        passages: its blocks, each with the part that it is in.
        facts: what it states about itself.
        names: all that may be the name of a service.
        stated_services: what it states as its services.
    """

    path: str
    text: str
    block: FrontMatter | None
    stated: Stated
    first_line: int
    blocks: tuple[Block, ...]
    passages: tuple[Passage, ...]
    facts: tuple[Fact, ...]
    names: frozenset[str]
    stated_services: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Habits:
    """What the reports of a history have in common.

    Args:
        told: a few words in a row that reports of different things hold -> which report holds them first.
        boilerplate: whole texts that several reports of different things hold word for word -> whether so many do that they must come from
            the template.
        headings: first headings that several reports have -> whether so many have it that it must be a template's.
        services: names that the history uses often, as they are compared -> as they are written.
    """

    told: Mapping[str, str]
    boilerplate: Mapping[str, bool]
    headings: Mapping[str, bool]
    services: Mapping[str, str]

    def is_copied(self, text: str, report: "Untagged") -> bool:
        """Whether a text of a report was mostly copied from a template, or from an earlier report of something else."""
        runs = list(_runs(text))
        known = sum(self.told.get(run, report.path) != report.path for run in runs)
        return bool(runs) and known >= MOSTLY * len(runs)

    def is_boilerplate(self, text: str, *, as_a_cause: bool = False) -> bool:
        """Whether a text comes from a template, word for word; a cause may well be told in the same words each time that it comes back."""
        words = _words(text)
        return self.boilerplate.get(words, False) if as_a_cause else words in self.boilerplate


IN_A_ROW = 5
"""Words that two people hardly write in a row by chance."""

MOSTLY = 0.5

SEVERAL = 3
"""Reports of different things whose sharing a text makes it boilerplate: an action may well be asked for twice."""

SHARED = 0.2
"""Of all reports: so many begin with the same heading only where it is a template's; fewer may be one thing, reported twice."""


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _runs(text: str) -> Iterator[str]:
    """All runs of so many words in a text; a long one without so many words (Japanese has no spaces) is one by itself."""
    words = _words(text).split()
    if len(words) < IN_A_ROW and len(text) >= SAYS_SOMETHING:
        yield " ".join(words)
    for place in range(len(words) - IN_A_ROW + 1):
        yield " ".join(words[place : place + IN_A_ROW])


def take_apart(path: str, text: str, fields: Names, knowledge: Knowledge) -> Untagged | Trouble:
    """A report for all that is looked for in it, or the trouble with its front matter.

    Args:
        path: of the file.
        text: of the file, without a byte-order mark.
        fields: the history's own names for our keys.
        knowledge: the data files.
    """
    read = frontmatter.read(text)
    if not isinstance(read, FrontMatter) and read.problem is not Problem.NO_FRONT_MATTER:
        return read
    block = read if isinstance(read, FrontMatter) else None
    end = frontmatter.fences(text)[2] if block else 0
    stated = read_stated(path, block.entries, fields, knowledge) if block else Stated()
    if line := frontmatter.conflict_line(text):
        return Trouble(line, 1, Problem.BAD_FRONT_MATTER, "an unresolved merge conflict", "resolve it first")
    blocks = read_blocks(LINE_BREAK.sub("\n", text[end:]))
    facts = read_facts(blocks)
    services = stated_services(facts, knowledge.facts["services"])
    return Untagged(
        path,
        text,
        block,
        stated,
        len(LINE_BREAK.findall(text[:end])) + 1,
        tuple(blocks),
        tuple(read_passages(blocks, knowledge.sections)),
        tuple(facts),
        names_in(blocks, [*services, *stated.services], knowledge.not_services),
        tuple(services),
    )


def habits_of(reports: Sequence[Untagged], tagged: Iterable[Sequence[str]] = ()) -> Habits:
    """What a history has in common.

    Args:
        reports: those that are being adopted.
        tagged: the services of reports that have front matter.
    """
    counts = Counter(first_heading(report.blocks) for report in reports)
    many = max(SEVERAL, SHARED * len(reports))
    headings = {heading: count >= many for heading, count in counts.items() if count >= SEVERAL}
    first: dict[str, tuple[str, str]] = {}
    told: dict[str, str] = {}
    holders: dict[str, set[str]] = {}
    for report in sorted(reports, key=lambda report: report.path):
        heading = first_heading(report.blocks)
        heading = (
            report.path if not heading or headings.get(heading) else heading
        )  # one that all have tells nothing apart
        for run in {run for block in report.blocks for run in _runs(block.inline.text)}:
            path, of = first.setdefault(run, (report.path, heading))
            if of != heading:
                told[run] = path
        for block in report.blocks:
            holders.setdefault(_words(block.inline.text), set()).add(heading)
    boilerplate = {
        text: len(holding) >= many
        for text, holding in holders.items()
        if len(holding) >= SEVERAL and len(text) >= SAYS_SOMETHING
    }
    return Habits(told, boilerplate, headings, used_often((report.names for report in reports), tagged))


def first_heading(blocks: Sequence[Block]) -> str:
    """What a report is called in its own text, as headings are compared."""
    return next((heading_key(block.inline.text) for block in blocks if block.kind is Kind.HEADING), "")
