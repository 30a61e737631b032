"""YAML text to values that know their line and column.

No scalar is resolved: everything stays text. Values are built from the parser's events, never by recursion, so that thirty
thousand brackets end as a message and not as a crash.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple, NoReturn, cast

import yaml

from retrokit.vocabulary import Problem

MAX_DEPTH = 32
MAX_NODES = 20_000
"""Counted with every alias written out, so that a bomb of aliases is one node too many long before it is large."""

LINE_BREAK = re.compile(r"\r\n|\r|\n")

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CONFLICT = re.compile(r"^(?:<{7} |>{7} |={7}\r?$)", re.MULTILINE)
# YAML calls U+0085, U+2028 and U+2029 line breaks: in a title one of them can smuggle in a second key.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069]")
_NULL = frozenset({"", "~", "null", "Null", "NULL"})


class Scalar(NamedTuple):
    """Text as written (None for an empty value, `~` or `null`), and where it starts."""

    text: str | None
    line: int
    column: int


class Sequence(NamedTuple):
    items: "tuple[Node, ...]"
    line: int
    column: int


class Entry(NamedTuple):
    key: Scalar
    value: "Node"


class Mapping(NamedTuple):
    entries: dict[str, Entry]
    line: int
    column: int


Node = Scalar | Sequence | Mapping


def plain(node: Node) -> object:
    """A node without its places."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {name: plain(entry.value) for name, entry in node.entries.items()}


class Trouble(NamedTuple):
    """Why a text can't be used, and where."""

    line: int
    column: int
    problem: Problem
    message: str
    help: str = ""


class Stop(Exception):
    """Carries a Trouble out through python-frontmatter, which would swallow a ValueError."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.message)
        self.trouble = trouble


def stop(line: int, column: int, message: str, hint: str = "", problem: Problem = Problem.BAD_FRONT_MATTER) -> NoReturn:
    raise Stop(Trouble(line, column, problem, message, hint))


def read_tree(block: str, first_line: int) -> dict[str, Entry]:
    """The top-level keys of a YAML block, in order.

    Args:
        block: the text between the fences.
        first_line: the line of the file, from 1, on which the block begins.

    Raises:
        Stop: it is not YAML, not a mapping, or not one that is safe to read.
    """
    if found := _CONFLICT.search(block):
        message, hint = "unresolved merge conflict", "settle it, then delete the marker lines"
        stop(*_place(block, found.start(), first_line), message, hint, Problem.CONFLICT_MARKER)
    if found := _FORBIDDEN.search(block):
        message, hint = f"character U+{ord(found[0]):04X} has no place in front matter", "delete it, or type a space"
        stop(*_place(block, found.start(), first_line), message, hint)
    try:
        root = _build(yaml.parse(block, Loader=_LOADER), first_line)
    except yaml.MarkedYAMLError as error:
        stop(*_explain(error, block, first_line))
    except yaml.YAMLError as error:
        stop(first_line, 1, f"YAML can't be read: {' '.join(str(error).split())}")
    if isinstance(root, Mapping) and root.entries:
        return root.entries
    kind = (
        "a list" if isinstance(root, Sequence) else "plain text" if isinstance(root, Scalar) and root.text else "empty"
    )
    stop(root.line, root.column, f"front matter is {kind}, not `key: value` lines", "begin with `title: …`")


def _place(text: str, offset: int, first_line: int) -> tuple[int, int]:
    """The line and column, from 1, of a character offset in the front matter."""
    before = LINE_BREAK.split(text[:offset])
    return first_line + len(before) - 1, len(before[-1]) + 1


class _Open:
    """A collection whose end has not come yet. `count` is its size with every alias written out."""

    __slots__ = ("anchor", "column", "count", "entries", "items", "key", "line")

    def __init__(self, line: int, column: int, anchor: str | None, is_mapping: bool) -> None:
        self.line, self.column, self.anchor = line, column, anchor
        self.items: list[Node] = []
        self.entries: dict[str, Entry] | None = {} if is_mapping else None
        self.key: Scalar | None = None
        self.count = 1

    def add(self, node: Node) -> None:
        if self.entries is None:
            self.items.append(node)
        elif self.key is None:
            self.key = _key(node, self.entries)
        else:
            self.entries[cast("str", self.key.text)] = Entry(self.key, node)
            self.key = None

    def close(self) -> Node:
        if self.entries is None:
            return Sequence(tuple(self.items), self.line, self.column)
        return Mapping(self.entries, self.line, self.column)


def _key(node: Node, earlier: dict[str, Entry]) -> Scalar:
    if not isinstance(node, Scalar) or node.text is None:
        stop(node.line, node.column, "a key must be a word", "quote it, or give it a name")
    if not node.text.isascii() and (hidden := _INVISIBLE.search(node.text)):
        stop(node.line, node.column, f"invisible character U+{ord(hidden[0]):04X} in a key", "type the key again")
    if node.text == "<<":
        stop(node.line, node.column, "merge keys (`<<`) are not read", "write the keys out")
    if first := earlier.get(node.text):
        message = f"key `{node.text}` is here twice; the first is on line {first.key.line}"
        stop(node.line, node.column, message, "keep one of them", Problem.DUPLICATE_KEY)
    return node


def _build(events: Iterator[Any], first_line: int) -> Node:
    """The tree of a stream of parser events, bounded in depth and in size."""
    root = _Open(0, 1, None, is_mapping=False)
    stack, anchors = [root], dict[str, tuple[Node, int]]()
    for event in events:
        kind = type(event)  # of a parser's own making: no event has a class below these
        mark = event.start_mark
        line, column = first_line + mark.line, mark.column + 1
        node: Node
        anchor = None
        if kind is yaml.ScalarEvent:
            node, count, anchor = _scalar(event, line, column), 1, event.anchor
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            if len(stack) > MAX_DEPTH:
                stop(line, column, f"nested more than {MAX_DEPTH} levels deep", "flatten it")
            stack.append(_Open(line, column, event.anchor, kind is yaml.MappingStartEvent))
            continue
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            done = stack.pop()
            node, count, anchor = done.close(), done.count, done.anchor
        elif kind is yaml.AliasEvent:
            node, count = _alias(anchors, str(event.anchor), line, column)
        elif kind is yaml.DocumentStartEvent and root.items:
            stop(line, column, "a second YAML document begins here", "keep one front matter in a file")
        else:
            continue
        if anchor:
            anchors[anchor] = (node, count)
        parent = stack[-1]
        parent.count += count
        if parent.count > MAX_NODES:
            message = f"more than {MAX_NODES:,} values, aliases written out"
            stop(line, column, message, "front matter this large is no postmortem's")
        parent.add(node)
    return root.items[0] if root.items else Scalar(None, first_line, 1)


def _scalar(event: Any, line: int, column: int) -> Scalar:
    value = event.value
    if value in _NULL and event.implicit[0]:
        return Scalar(None, line, column)
    if event.style == '"' and not value.isascii() and _SURROGATE.search(value):
        stop(line, column, "half of a surrogate pair (`\\ud800` to `\\udfff`)", "type the character itself")
    return Scalar(value, line, column)


def _alias(anchors: dict[str, tuple[Node, int]], name: str, line: int, column: int) -> tuple[Node, int]:
    if name not in anchors:
        stop(line, column, f"`*{name}` refers to no `&{name}` before it", "quote text that begins with `*`")
    node, count = anchors[name]
    return node._replace(line=line, column=column), count


_EXPLANATIONS = (
    ("'\\t' that cannot start any token", "indent with spaces, not with tabs"),
    ("cannot start any token", 'quote text that begins with @, ` or %: owner: "@mira"'),
    ("mapping values are not allowed", 'quote text with a colon in it: title: "Search: no results"'),
    ("unexpected end of stream", "a quote or bracket that opens here is never closed"),
    ("maximum nesting depth", "flatten it"),  # PyYAML 6.0.4 reads ahead, and stops before our own bound is met
    ("did not find expected", "look at the indentation, the quotes and the brackets of this line and the one above"),
    ("could not find expected ':'", "write `key: value`, or end the front matter with `---` above this line"),
)


def _explain(error: yaml.MarkedYAMLError, block: str, first_line: int) -> tuple[int, int, str, str]:
    """PyYAML's error in a reader's words: line, column, message, hint."""
    problem = error.problem or "this is not YAML"
    # What was never closed is best shown where it opens.
    mark = error.context_mark if "unexpected end of stream" in problem else error.problem_mark
    line, column = (first_line + mark.line, mark.column + 1) if mark else (first_line, 1)
    if (
        "cannot start any token" in problem
        and mark
        and LINE_BREAK.split(block)[mark.line][mark.column : mark.column + 1] == "\t"
    ):
        problem = "found character '\\t' that cannot start any token"
    hint = next((hint for words, hint in _EXPLANATIONS if words in problem), "")
    heading = re.search(r"(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)(?=#{1,6} \S)", block)
    if heading and _place(block, heading.end(), first_line)[0] < line:
        hint = f"the closing `---` may be missing above line {_place(block, heading.end(), first_line)[0]}"
    return line, column, f"YAML: {problem}", hint
