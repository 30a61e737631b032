"""A proposal as lines of front matter, put into a file's text with every other character as it was."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from retrokit import frontmatter
from retrokit.adopt.stated import Stated
from retrokit.adoption import FoundAction, Proposal
from retrokit.frontmatter import FrontMatter
from retrokit.keys import by_spelling
from retrokit.vocabulary import ActionType, Status
from retrokit.yamltext import scalar
from retrokit.yamltree import LINE_BREAK, Entry, Scalar, Stop, plain, read_tree

NO_CAUSE = "causes: []  # none found in the report"


class Part(NamedTuple):
    """A key with its value, as lines of YAML."""

    key: str
    lines: tuple[str, ...]


class Unfit(Exception):
    """The front matter that is there can't take it; says why."""


def parts_of(proposal: Proposal, stated: Stated) -> list[Part]:
    """What the front matter lacks, in our order. One that has a `status` is somebody's to finish: it isn't said to have no causes."""
    settled = {*stated.settled, *(["causes"] if "status" in stated.settled and not proposal.chosen else [])}
    return [part for part in _all_parts(proposal) if part.key not in settled]


def _all_parts(proposal: Proposal) -> Iterator[Part]:
    yield Part("title", (f"title: {scalar(proposal.title)}",))
    if dated := proposal.date:
        doubt = f"  # {' '.join(dated.doubt.split())}" if dated.doubt else ""
        yield Part("date", (f"date: {dated.day}{doubt}",))
    for key, value in (("severity", proposal.severity), ("status", proposal.status)):
        if value:
            yield Part(key, (f"{key}: {scalar(value)}",))
    if services := proposal.services.written:
        yield Part("services", (f"services: [{', '.join(scalar(name, in_flow=True) for name in services)}]",))
    causes = [f"  - {scalar(cause.text)}" for cause in sorted(proposal.chosen, key=lambda cause: cause.line)]
    yield Part("causes", ("causes:", *causes) if causes else (NO_CAUSE,))
    if proposal.actions is not None:
        actions = [line for action in proposal.actions for line in _action(action)]
        yield Part("actions", ("actions:", *actions) if actions else ("actions: []",))


_TYPES = by_spelling(
    {
        ActionType.PREVENT: "prevent prevention preventive preventative",
        ActionType.MITIGATE: "mitigate mitigation mitigative",
        ActionType.DETECT: "detect detection detective",
        ActionType.PROCESS: "process",
    }
)


def _action(action: FoundAction) -> Iterator[str]:
    yield f"  - title: {scalar(action.title)}"
    if kind := _TYPES.get(action.type.casefold().strip()):
        yield f"    type: {kind}"
    if action.owner:
        yield f"    owner: {scalar(action.owner)}"
    if action.due:
        yield f"    due: {action.due}"
    yield f"    status: {action.status}"
    if action.reason and action.status is Status.DECLINED:
        yield f"    reason: {scalar(action.reason)}"
    if action.ticket:
        yield f"    ticket: {scalar(action.ticket)}"


def with_front_matter(
    text: str, parts: Sequence[Part], proposal: Proposal, stated: Stated, block: FrontMatter | None
) -> str:
    """The text with these parts in its front matter, a new one or the one that it has.

    Raises:
        Unfit: it could not be done without changing what is there.
    """
    newline = found[0] if (found := LINE_BREAK.search(text)) else "\n"
    if block is None:
        lines = [line for part in parts for line in part.lines]
        gap = "" if text[:1] in ("\n", "\r", "") else newline
        after = newline.join(["---", *lines, "---", ""]) + gap + text
    else:
        after = _merged(text, list(parts), proposal, stated, newline)
    _verify(text, after, parts, stated, block)
    return after


def _merged(text: str, parts: list[Part], proposal: Proposal, stated: Stated, newline: str) -> str:
    """The text with the missing parts at the end of its front matter, and empty keys filled where they stand."""
    end = frontmatter.fences(text)[1]
    pieces = LINE_BREAK.split(text[:end])
    breaks = [*LINE_BREAK.findall(text[:end]), ""]
    for key, entry in (stated.empty or {}).items():
        part = next((part for part in parts if part.key == key), None)
        if part:
            pieces[entry.key.line - 1] = _filled(pieces[entry.key.line - 1], part, newline)
            parts.remove(part)
    if stated.unreadable_day and proposal.date:
        place = stated.unreadable_day.key.line - 1
        pieces[place] = _replaced(pieces[place], stated.unreadable_day, f"{proposal.date.day}", keep=True)
        parts[:] = [part for part in parts if part.key != "date"]
    block = "".join(piece + line_break for piece, line_break in zip(pieces, breaks, strict=True))
    return block + "".join(line + newline for part in parts for line in part.lines) + text[end:]


_EMPTY = re.compile(r"(?P<key>[^#]*?[:])\s*(?:~|null|\"\"|'')?\s*(?P<comment>#.*)?", re.IGNORECASE)


def _filled(line: str, part: Part, newline: str) -> str:
    """The line of an empty key with its value, the key as it is spelled there and its comment kept."""
    found = _EMPTY.fullmatch(line)
    if found is None:
        raise Unfit(f"`{part.key}` has no value, and not in a way that one can be put there")
    _, _, value = part.lines[0].partition(":")
    comment = f"  {found['comment']}" if found["comment"] else ""
    return newline.join([f"{found['key']}{value}{comment}", *part.lines[1:]])


def _replaced(line: str, entry: Entry, value: str, *, keep: bool) -> str:
    """The line of a key with another value, the old one kept behind it as a comment."""
    name, colon, old = line.partition(":")
    bare, _, comment = old.partition(" #")
    try:
        is_all = read_tree(f"k:{bare}", 1)["k"].value
    except Stop:
        is_all = None
    if not isinstance(entry.value, Scalar) or not isinstance(is_all, Scalar) or is_all.text != entry.value.text:
        raise Unfit(f"`{entry.key.text}` is written in a way that can't be replaced in one line")
    said = [bare.strip(), comment.strip()] if keep else [comment.strip()]
    told = "; ".join(part for part in said if part)
    return f"{name}{colon} {value}" + (f"  # {told}" if told else "")


def retitled(text: str, entry: Entry, title: str) -> str:
    """The text with another title in its front matter.

    Raises:
        Unfit: the title does not stand in one line, or would not read as it is meant.
    """
    pieces, breaks = LINE_BREAK.split(text), [*LINE_BREAK.findall(text), ""]
    place = entry.key.line - 1
    pieces[place] = _replaced(pieces[place], entry, scalar(title), keep=False)
    after = "".join(piece + line_break for piece, line_break in zip(pieces, breaks, strict=True))
    read = frontmatter.read(after)
    held = read.entries.get(entry.key.text or "") if isinstance(read, FrontMatter) else None
    if held is None or plain(held.value) != title:
        raise Unfit("its title would not read as it is meant")
    return after


def _verify(before: str, after: str, parts: Sequence[Part], stated: Stated, block: FrontMatter | None) -> None:
    """Stop unless the result reads as what was there with what was added, and nothing else.

    Raises:
        Unfit: it does not.
    """
    read = frontmatter.read(after)
    if not isinstance(read, FrontMatter):
        raise Unfit(f"the front matter that is there can't take more keys ({read.message})")
    untouched = before[frontmatter.fences(before)[1] :] if block else before
    if not after.endswith(untouched) or (block and read.body != block.body):
        raise Unfit("the body would not stay as it is")
    filled = dict(stated.empty or {})
    if stated.unreadable_day:
        filled["date"] = stated.unreadable_day
    for name, entry in (block.entries if block else {}).items():
        kept = read.entries.get(name)
        if kept is None or (entry not in filled.values() and plain(kept.value) != plain(entry.value)):
            raise Unfit(f"`{name}` would not stay as it is")
    for part in parts:
        wanted = read_tree("\n".join(part.lines), 1)[part.key].value
        name = filled[part.key].key.text or "" if part.key in filled else part.key
        held = read.entries.get(name)
        if held is None or plain(held.value) != plain(wanted):
            raise Unfit(f"`{part.key}` would not read as it is meant")
