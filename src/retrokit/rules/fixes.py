"""What `--fix` mends: one line a finding, every other byte as it was, and only what can be meant in no other way."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from retrokit import frontmatter
from retrokit.frontmatter import FrontMatter
from retrokit.keys import STATUS_WORDS, TYPE_WORDS, Reader, is_transposed, nearest_word
from retrokit.model import Finding
from retrokit.placed import Item, PlacedReport
from retrokit.vocabulary import REPORT_STATUSES, Problem, Status
from retrokit.yamltree import LINE_BREAK, Entry, Node, Scalar
from retrokit.yamltree import Mapping as YamlMapping
from retrokit.yamltree import Sequence as YamlSequence

KEY_OF = {
    Problem.NO_OWNER: "owner",
    Problem.NO_DUE_DATE: "due",
    Problem.NO_TICKET: "ticket",
    Problem.DECLINED_WITHOUT_REASON: "reason",
    Problem.DONE_WITHOUT_EVIDENCE: "closed",
}
"""The key of an action that each of these misses, and that is put in, empty, for somebody to fill."""


MOST_TRIED = 100
"""Edits of one file that are tried one by one, where all of them together would change something else."""


class Edit(NamedTuple):
    """A change of one line of a file: `before` at that place becomes `after`. Without a `before` a line is put in above it.

    Lines and columns count from 1, columns in characters.
    """

    line: int
    column: int
    before: str
    after: str


Taken = Callable[[str], bool]
"""Whether an id is in use: a report has it, or names it."""


def edits_for(report: PlacedReport, findings: Iterable[Finding], taken: Taken) -> dict[Finding, Edit]:
    """The findings that can be mended, each with its edit."""
    lines = LINE_BREAK.split(report.text)
    scalars = {(node.line, node.column): node for node in _scalars(report.keys.entries.values())}
    items = {place: item for item in reversed(report.actions) for place in _places(item)}
    found: dict[Finding, Edit] = {}
    seen = set[Edit]()
    for finding in findings:
        node = scalars.get((finding.line, finding.column))
        if finding.problem in KEY_OF:
            edit = _missing_key(items.get((finding.line, finding.column)), KEY_OF[finding.problem], lines)
        elif (finding.problem is Problem.MISSING_KEY and node is None) or finding.problem is Problem.NO_CAUSE:
            edit = _missing_at_top(report, finding)
        else:
            edit = _other_value(node, finding, lines, taken) if node else None
        if edit and edit not in seen:
            seen.add(edit)
            found[finding] = edit
    return found


def _scalars(entries: Iterable[Entry]) -> Iterator[Scalar]:
    for entry in entries:
        yield from _scalars_of(entry.value)


def _scalars_of(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, YamlSequence):
        for item in node.items:
            yield from _scalars_of(item)
    else:
        yield from _scalars(node.entries.values())


def _other_value(node: Scalar, finding: Finding, lines: Sequence[str], taken: Taken) -> Edit | None:
    """Another value in the place of one that can't be meant so."""
    text = (node.text or "").strip()
    if finding.problem is Problem.BAD_DATE:
        value = _as_iso(text)
    elif finding.problem is Problem.UNKNOWN_VALUE:
        value = _known_word(text, finding)
    elif finding.problem is Problem.UNSAFE_ID and not taken(text):
        value = _safe_id(text, taken)
    else:
        return None
    written = _as_written(node, lines)
    return Edit(node.line, node.column, written, value) if value and written else None


def _as_iso(text: str) -> str:
    """A day that can be read in one way only, as YYYY-MM-DD; empty for any other."""
    from retrokit.days import find_days  # its patterns take as long to compile as a report to check

    days = find_days(text)
    return str(days[0].day) if len(days) == 1 and days[0].is_certain and days[0].written == text else ""


def _known_word(text: str, finding: Finding) -> str:
    """The fixed word that the finding's help asks for; what would settle an action is never guessed."""
    words = {**STATUS_WORDS, **TYPE_WORDS, **{status: status for status in REPORT_STATUSES}}
    spelled = text.casefold()
    near = nearest_word(spelled, words)
    rest = {word: meant for word, meant in words.items() if near and meant != words[near]}
    is_sure = is_transposed(spelled, near) or not nearest_word(spelled, rest)
    value = str(words[near]) if near and is_sure else ""
    is_asked_for = f"write `{value}`" in finding.help
    return value if is_asked_for and value not in (Status.DONE, Status.DECLINED) else ""


def _safe_id(text: str, taken: Taken) -> str:
    """A name made of an id; quoted where YAML 1.1 would read a number in it. Empty where that is in use, too."""
    from retrokit.slug import slug, trouble_with_id

    value = slug(text.removesuffix(".md"))
    from retrokit.yamltext import scalar

    return scalar(value) if value and not trouble_with_id(value) and not taken(value) else ""


def _as_written(node: Scalar, lines: Sequence[str]) -> str:
    """A value as its line has it, quotes and all; empty where it is not all on one line."""
    rest, text = lines[node.line - 1][node.column - 1 :], node.text or ""
    return next((told for told in (text, f'"{text}"', f"'{text}'") if text and rest.startswith(told)), "")


def _missing_key(item: Item | None, key: str, lines: Sequence[str]) -> Edit | None:
    """An empty key below the title of an action that is written line by line."""
    if (
        item is None
        or item.keys is None
        or item.keys.entry(key)
        or lines[item.node.line - 1][item.node.column - 1 :].startswith("{")
    ):
        return None
    first, *others = item.keys.entries.values()
    if not others and _goes_on(lines, first.key.line, first.key.column):
        return None
    indent = " " * (first.key.column - 1)
    name = next(iter(item.keys.names.get(key, ())), key)
    line = min((entry.key.line for entry in others), default=first.key.line + 1)
    return Edit(line, 1, "", f"{indent}{name}:")


def _goes_on(lines: Sequence[str], line: int, column: int) -> bool:
    """Whether the value of the key at this place may end further down: nothing can be put below its line then."""
    value = lines[line - 1][column - 1 :].partition(":")[2].strip()
    quoted = value[:1] in ("'", '"') and value.find(value[0], 1) < 0
    below = lines[line] if line < len(lines) else ""
    deeper = not below.strip() or len(below) - len(below.lstrip()) >= column
    return value[:1] in ("|", ">", "&", "!", "[", "{") or quoted or deeper


def _places(item: Item) -> Iterator[tuple[int, int]]:
    """Where findings about an action may stand: at the action itself, and at each of its values."""
    yield item.node.line, item.node.column
    for entry in item.keys.entries.values() if item.keys else ():
        yield entry.value.line, entry.value.column


def _missing_at_top(report: PlacedReport, finding: Finding) -> Edit | None:
    """An empty key at the end of the front matter."""
    name = finding.message.partition("`")[2].partition("`")[0]
    if not name or report.keys.entries.get(name):
        return None
    closing = frontmatter.fences(report.text)[1]
    return Edit(len(LINE_BREAK.findall(report.text, 0, closing)) + 1, 1, "", f"{name}:")


def apply_all_that_can_be(report: PlacedReport, edits: Iterable[Edit]) -> tuple[str | None, int]:
    """The text of the file with as many of these edits as leave everything else as it is, None with none; and how many those are."""
    wanted = list(edits)
    changed = apply(report, wanted) if wanted else None
    if changed is not None or len(wanted) > MOST_TRIED:
        return changed, len(wanted) if changed is not None else 0
    kept = list[Edit]()
    for edit in wanted:
        if apply(report, [*kept, edit]) is not None:
            kept.append(edit)
    return (apply(report, kept) if kept else None), len(kept)


def apply(report: PlacedReport, edits: Iterable[Edit]) -> str | None:
    """The text of the file with these edits; None if anything else would change with them."""
    text = report.text
    breaks = LINE_BREAK.findall(text)
    newline = max(set(breaks), key=breaks.count) if breaks else "\n"
    # From the end on, so that the places above stay; of several lines that are put in at one place, the last one first.
    wanted = [edit for _, edit in sorted(enumerate(dict.fromkeys(edits)), key=_from_the_end, reverse=True)]
    changed = text
    for edit in wanted:
        changed = _edited(changed, edit, newline)
    after = frontmatter.read(changed)
    if (
        not isinstance(after, FrontMatter)
        or changed[frontmatter.fences(changed)[1] :] != text[frontmatter.fences(text)[1] :]
    ):
        return None
    were, are = _leaves(report.keys), _leaves(Reader(report.keys.path, after.entries, {}))
    differing = [place for place in were.keys() | are.keys() if were.get(place, "") != are.get(place, "")]
    added = [place for place in are.keys() - were.keys() if are[place] is None]
    touched = len({*differing, *added})
    return changed if were.keys() <= are.keys() and touched == len(wanted) else None


def _from_the_end(numbered: tuple[int, Edit]) -> tuple[int, int, int]:
    number, edit = numbered
    return edit.line, edit.column, number


def _edited(text: str, edit: Edit, newline: str) -> str:
    starts = [0, *(found.end() for found in LINE_BREAK.finditer(text))]
    place = starts[edit.line - 1] + edit.column - 1
    if not edit.before:
        return f"{text[:place]}{edit.after}{newline}{text[place:]}"
    return f"{text[:place]}{edit.after}{text[place + len(edit.before) :]}"


Place = tuple[str | int, ...]


def _leaves(reader: Reader) -> dict[Place, str | None]:
    """Each text of the front matter, by the keys and places that lead to it."""
    found: dict[Place, str | None] = {}

    def walk(node: Node, place: Place) -> None:
        if isinstance(node, Scalar):
            found[place] = node.text
        elif isinstance(node, YamlMapping):
            for name, entry in node.entries.items():
                walk(entry.value, (*place, name))
        else:
            for number, item in enumerate(node.items):
                walk(item, (*place, number))

    for name, entry in reader.entries.items():
        walk(entry.value, (name,))
    return found
