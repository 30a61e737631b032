"""A report taken apart, and what a whole history says of each: what is boilerplate, and which services it uses often."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from retrokit import frontmatter
from retrokit.adopt.facts import Fact, read_facts
from retrokit.adopt.knowledge import Knowledge
from retrokit.adopt.sections import Passage, heading_key, read_passages
from retrokit.adopt.services import names_in, stated_services, used_often
from retrokit.adopt.stated import Stated, read_stated
from retrokit.frontmatter import FrontMatter
from retrokit.markdown import Block, read_blocks
from retrokit.vocabulary import Names, Problem
from retrokit.yamltree import LINE_BREAK, Trouble

BOILERPLATE = 3
"""Reports that hold the same long sentence before it counts as left over from a template."""

SAYS_SOMETHING = 25
"""Characters of a text that more than one report may not have by chance."""


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
        boilerplate: texts that several reports share word for word, as headings are compared.
        services: names that the history uses often, as they are compared -> as they are written.
    """

    boilerplate: frozenset[str]
    services: Mapping[str, str]


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
        names_in(blocks, [*services, *stated.services]),
        tuple(services),
    )


def habits_of(reports: Sequence[Untagged], tagged: Iterable[Sequence[str]] = ()) -> Habits:
    """What a history has in common.

    Args:
        reports: those that are being adopted.
        tagged: the services of reports that have front matter.
    """
    held: Counter[str] = Counter()
    for report in reports:
        held.update({heading_key(line) for block in report.blocks for line in _texts(block)})
    shared = frozenset(text for text, count in held.items() if count >= BOILERPLATE)
    return Habits(shared, used_often((report.names for report in reports), tagged))


def _texts(block: Block) -> list[str]:
    text = block.inline.text
    return [text] if len(text) >= SAYS_SOMETHING else []
