"""A template's text and the answers to a few questions: the text of a new report.

Only the lines of the keys that are answered change. Comments, order, spaces and line endings are the template's own.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from retrokit import frontmatter
from retrokit.errors import RetrokitError
from retrokit.frontmatter import FrontMatter
from retrokit.keys import Reader
from retrokit.vocabulary import OUR_NAMES_ONLY, Names, Problem
from retrokit.yamltext import scalar
from retrokit.yamltree import LINE_BREAK, Entry, plain

Value = str | date | tuple[str, ...] | list[str]
"""Text, a day, a few names beside their key, or sentences below it."""

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_FENCE = re.compile(r"(?:---|\.\.\.)[ \t]*(?:\r\n|\r|\n)?")
_KEY = re.compile(r"""(\s*(?:"[^"]*"|'[^']*'|.*?)\s*:)(?=\s|\Z)([^\r\n]*)""")
_VALUE = re.compile(r"""[ \t]*(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|.*?)([ \t]+#.*)?""")
_OPENS_HTML = re.compile(r"<(?=[A-Za-z/!?])")


@dataclass(frozen=True, slots=True)
class Answers:
    """What is known of an incident when its report begins. Empty: not said, and the template's own words stay.

    Args:
        title: one line.
        day: the incident's date.
        id: how other reports name it.
        writes_id: whether the id is written down where the template has no such key; a file's name is its id anyway.
        severity: any text.
        services: names.
        causes: a sentence each.
    """

    title: str
    day: date
    id: str
    writes_id: bool = False
    severity: str = ""
    services: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()


def fill(name: str, text: str, answers: Answers, fields: Names = OUR_NAMES_ONLY) -> str:
    """The text of a new report.

    Args:
        name: what the template is called, for messages.
        text: the template, without a byte-order mark.
        answers: what goes into its keys, and for `{title}` and `{date}` in its body.
        fields: a history's own names for the keys, as in `parse`.

    Raises:
        RetrokitError: the template's front matter can't be read, or can't take the answers line by line.
    """
    end = found[0] if (found := LINE_BREAK.search(text)) else "\n"
    before = frontmatter.read(text)
    if not isinstance(before, FrontMatter) and before.problem is Problem.NO_FRONT_MATTER:
        text = f"---{end}title: x{end}---{end}{end if text.strip() else ''}{text}"
        before = frontmatter.read(text)
    if not isinstance(before, FrontMatter):
        where = f"{name}:{before.line}:{before.column}"
        raise RetrokitError(f"the template can't be used: {before.message}", hint=before.help, location=where)
    wanted = _wanted(answers, Reader(name, before.entries, fields), fields)
    lines = _LINES.findall(text)
    closing = _closing(lines)
    head = _with_values(lines[:closing], before.entries, wanted, end)
    rest = "".join(lines[closing + 1 :])
    whole = "".join([*head, *lines[closing : closing + 1], _filled(rest, answers)])
    _verify(name, whole, before, wanted, _filled(before.body, answers))
    return whole


def _wanted(answers: Answers, reader: Reader, fields: Names) -> dict[str, Value]:
    """The template's own keys, or those that it lacks, and what they are to hold, in the order in which they are usually written."""
    id_entry, status = reader.entry("id"), reader.entry("status")
    values: dict[str, Value] = {
        "id": answers.id if id_entry or answers.writes_id else "",
        "title": answers.title,
        "date": answers.day,
        "severity": answers.severity,
        "status": "" if status and plain(status.value) else "draft",
        "services": answers.services,
        "causes": list(answers.causes),
    }
    found = {key: reader.entry(key) for key in values}
    return {
        (entry.key.text or key) if (entry := found[key]) else (fields.get(key) or (key,))[0]: value
        for key, value in values.items()
        if value
    }


def _closing(lines: Sequence[str]) -> int:
    """The place of the line that closes the front matter, which is known to be there."""
    opening = next(place for place, line in enumerate(lines) if line.strip())
    return next(place for place in range(opening + 1, len(lines)) if _FENCE.fullmatch(lines[place]))


def _with_values(lines: list[str], entries: Mapping[str, Entry], wanted: Mapping[str, Value], end: str) -> list[str]:
    """The lines down to the closing fence, with the wanted values in them."""
    begun = sorted(entry.key.line - 1 for entry in entries.values())
    indent = " " * (next(iter(entries.values())).key.column - 1)
    opening = next(place for place, line in enumerate(lines) if line.strip())
    written: dict[int, list[str]] = {}  # by the place of a line, what stands there instead of it
    after = opening  # a key that the template lacks follows the one before it
    for key, value in wanted.items():
        if entry := entries.get(key):
            place = entry.key.line - 1
            last = next((other for other in begun if other > place), len(lines))
            written |= _changed(lines, range(place, last), value, indent, end)
            after = max((line for line in range(place, last) if _is_content(lines[line])), default=place)
        else:
            head = f"{indent}{scalar(key)}:"
            written.setdefault(after, [lines[after]]).extend(_key_lines(head, "", value, indent, end))
    return [part for place, line in enumerate(lines) for part in written.get(place, [line])]


def _changed(lines: Sequence[str], span: range, value: Value, indent: str, end: str) -> dict[int, list[str]]:
    """What stands instead of the lines of a key: its own line with another value, and nothing for what the old one took below it."""
    found = _KEY.match(lines[span[0]])
    tail = _VALUE.fullmatch(found[2]) if found else None
    head, comment = (found[1], tail[1] or "") if found and tail else (lines[span[0]].rstrip(), "")
    dropped = {place: list[str]() for place in span[1:] if _is_content(lines[place])}
    return {**dropped, span[0]: list(_key_lines(head, comment, value, indent, end))}


def _is_content(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _key_lines(head: str, comment: str, value: Value, indent: str, end: str) -> Iterator[str]:
    if isinstance(value, list):
        yield f"{head}{comment}{end}"
        yield from (f"{indent}  - {scalar(text)}{end}" for text in value)
        return
    if isinstance(value, tuple):
        written = f"[{', '.join(scalar(text, in_flow=True) for text in value)}]"
    else:
        written = value.isoformat() if isinstance(value, date) else scalar(value)
    yield f"{head} {written}{comment}{end}"


def _filled(body: str, answers: Answers) -> str:
    title = _OPENS_HTML.sub(r"\\<", answers.title)  # nothing in a title may open or close what a page is made of
    return body.replace("{date}", answers.day.isoformat()).replace("{title}", title)


def _verify(name: str, text: str, before: FrontMatter, wanted: Mapping[str, Value], body: str) -> None:
    """Read what was made, and refuse it unless exactly the wanted keys hold what they should."""
    after = frontmatter.read(text)
    old = {key: plain(entry.value) for key, entry in before.entries.items()}
    expected = old | {key: _as_read(value) for key, value in wanted.items()}
    if isinstance(after, FrontMatter):
        made = {key: plain(entry.value) for key, entry in after.entries.items()}
        if made == expected and after.body == body:
            return
    hint = "write one key a line between its two lines of `---`"
    raise RetrokitError("the template can't be filled in", hint=hint, location=name)


def _as_read(value: Value) -> object:
    return list(value) if isinstance(value, tuple) else value.isoformat() if isinstance(value, date) else value
