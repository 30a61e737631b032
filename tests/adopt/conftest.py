"""A report as text, and what is found in it."""

import functools
from collections.abc import Sequence

from retrokit import frontmatter, repo
from retrokit.adopt import Knowledge, Untagged, adopt, habits_of, read_knowledge, take_apart
from retrokit.adoption import Adoption, FoundAction, Proposal
from retrokit.frontmatter import FrontMatter
from retrokit.vocabulary import Names
from retrokit.yamltree import Trouble

PATH = "incidents/2024-03-05-report.md"


@functools.cache
def knowledge() -> Knowledge:
    """The data files that come with retrokit."""
    return read_knowledge(repo.built_in)


def apart(text: str, path: str = PATH, fields: Names | None = None) -> Untagged:
    report = take_apart(path, text, fields or {}, knowledge())
    assert not isinstance(report, Trouble), report
    return report


def body_of(text: str) -> str:
    """What follows a text's front matter; all of it where there is none."""
    return text[frontmatter.fences(text)[2] :] if isinstance(frontmatter.read(text), FrontMatter) else text


def adopted(text: str, path: str = PATH, beside: Sequence[str] = (), fields: Names | None = None) -> Adoption:
    """What a report becomes; `beside` are the texts of other reports of its history."""
    report = apart(text, path, fields)
    others = [apart(other, f"incidents/other-{number}.md") for number, other in enumerate(beside)]
    return adopt(report, habits_of([report, *others]), knowledge())


def proposed(text: str, path: str = PATH, beside: Sequence[str] = ()) -> Proposal:
    proposal = adopted(text, path, beside).proposal
    assert proposal is not None
    return proposal


def actions_of(part: str, heading: str = "## Action items", path: str = PATH) -> tuple[FoundAction, ...] | None:
    """The actions of a report that has them in this part."""
    return proposed(f"# Queue was full\n\n## Impact\n\nNo mail.\n\n{heading}\n\n{part}\n", path).actions
