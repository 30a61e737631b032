"""Text to values that know their line and column.

python-frontmatter is the front door; the handler that it calls is ours, because its own one resolves YAML 1.1 scalars
(`10:30` becomes 630, `no` becomes False), lets the last of two equal keys win, and drops a list, a byte-order mark or a missing
fence without a word. Here no scalar is resolved: everything stays text, and the schema layer reads dates.

Values are built from the parser's events, never by recursion, so that thirty thousand brackets end as a message.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple, NoReturn, cast

import frontmatter
import yaml
from frontmatter.default_handlers import BaseHandler

from retrokit.model import Problem

MAX_CHARACTERS = 256 * 1024
MAX_DEPTH = 32
MAX_NODES = 20_000
"""Counted with every alias written out, so that a bomb of aliases is one node too many long before it is large."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LINE = re.compile(r"\r\n|\r|\n")
_OPENING = re.compile(r"---[ \t]*$")
_LONE_CR = re.compile(r"\r(?!\n)")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*\r?$", re.MULTILINE)
_CONFLICT = re.compile(r"^(?:<{7} |>{7} |={7}\r?$)", re.MULTILINE)
# YAML calls U+0085, U+2028 and U+2029 line breaks: in a title one of them can smuggle in a second key.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_HIDDEN = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
# Atomic groups: a page of comments must not be tried in every partition.
_NOT_ON_TOP = re.compile(rf"\A(?>(?>[\s{_HIDDEN}]+|<!--.*?-->|%[^\n]*\n)+)---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
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


class FrontMatter(NamedTuple):
    """The top-level keys of a file, and the body that follows them."""

    entries: dict[str, Entry]
    body: str


class Trouble(NamedTuple):
    """Why a text has no usable front matter, and where."""

    line: int
    column: int
    problem: Problem
    message: str
    help: str = ""


def read(text: str) -> FrontMatter | Trouble:
    """The front matter of a whole file's text (without a byte-order mark), or the trouble with it.

    Line breaks may be LF, CRLF or CR; lines and columns count from 1, columns in characters.
    """
    leading = text[: len(text) - len(text.lstrip())]
    handler = _StrictYAML(first_line=len(_LINE.findall(leading)) + 1)
    try:
        handler.require_fence(text)
        entries, body = frontmatter.parse(text, handler=handler)
    except _Stop as stop:
        return stop.trouble
    return FrontMatter(cast("dict[str, Entry]", entries), body)


def conflict_in_body(body: str) -> bool:
    """Whether a body holds a whole unresolved merge conflict, outside fenced code that may be quoting one."""
    wanted = iter(("<<<<<<< ", "=======", ">>>>>>> "))
    mark, fenced = next(wanted), False
    for line in _LINE.split(body):
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        elif not fenced and line.startswith(mark):
            mark = next(wanted, "")
            if not mark:
                return True
    return False


class _Stop(Exception):
    """Carries a Trouble out through python-frontmatter, which would swallow a ValueError."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.message)
        self.trouble = trouble


def _stop(
    line: int, column: int, message: str, hint: str = "", problem: Problem = Problem.BAD_FRONT_MATTER
) -> NoReturn:
    raise _Stop(Trouble(line, column, problem, message, hint))


class _StrictYAML(BaseHandler):
    """python-frontmatter's extension point: where the block ends, and what it says."""

    FM_BOUNDARY = _CLOSING

    def __init__(self, first_line: int) -> None:
        super().__init__()
        self.first_line = first_line

    def require_fence(self, text: str) -> None:
        """Stop unless the text opens with a fence; say which of the known near misses it is."""
        opening = _LINE.split(text.lstrip(), maxsplit=1)[0]
        if _OPENING.match(opening):
            return
        for starts, message, hint, problem in _near_misses(text, opening):
            if starts:
                _stop(self.first_line, 1, message, hint, problem)
        hint = "give it `title`, `date` and `causes` between two lines of `---` at the top (docs/format.md)"
        _stop(1, 1, "no front matter", hint, Problem.NO_FRONT_MATTER)

    def split(self, text: str) -> tuple[str, str]:
        start = cast("re.Match[str]", _LINE.search(text + "\n")).end()
        closing = _CLOSING.search(_LONE_CR.sub("\n", text), start)
        if closing is None:
            hint = "add a line of `---` after the last key"
            _stop(self.first_line, 1, "the front matter that opens here is never closed", hint)
        if closing.start() - start > MAX_CHARACTERS:
            _stop(
                self.first_line, 1, f"front matter is larger than {MAX_CHARACTERS // 1024} KiB", "is a `---` missing?"
            )
        return text[start : closing.start()], text[closing.end() :]

    def load(self, fm: str) -> dict[str, Any]:
        first_line = self.first_line + 1
        for pattern, problem in ((_CONFLICT, Problem.CONFLICT_MARKER), (_FORBIDDEN, Problem.BAD_FRONT_MATTER)):
            if found := pattern.search(fm):
                line, column = _place(fm, found.start(), first_line)
                if problem is Problem.CONFLICT_MARKER:
                    _stop(line, column, "unresolved merge conflict", "settle it, then delete the marker lines", problem)
                _stop(
                    line,
                    column,
                    f"character U+{ord(found[0]):04X} has no place in front matter",
                    "delete it, or type a space",
                )
        try:
            root = _build(yaml.parse(fm, Loader=_LOADER), first_line)
        except yaml.MarkedYAMLError as error:
            _stop(*_explain(error, fm, first_line))
        except yaml.YAMLError as error:
            _stop(first_line, 1, f"YAML can't be read: {' '.join(str(error).split())}")
        if isinstance(root, Mapping) and root.entries:
            return root.entries
        kind = (
            "a list"
            if isinstance(root, Sequence)
            else "plain text"
            if isinstance(root, Scalar) and root.text
            else "empty"
        )
        _stop(root.line, root.column, f"front matter is {kind}, not `key: value` lines", "begin with `title: …`")


def _near_misses(text: str, opening: str) -> Iterator[tuple[object, str, str, Problem]]:
    """What stands where the opening fence should: (does it?, message, hint, problem)."""
    bad = Problem.BAD_FRONT_MATTER
    yaml_only = "write it as YAML between two lines of `---`"
    yield opening.startswith("<<<<<<< "), "unresolved merge conflict", "settle it first", Problem.CONFLICT_MARKER
    pointer = opening.startswith("version https://git-lfs.github.com/spec/")
    yield pointer, "this is a git LFS pointer, not the report", "run `git lfs pull`", Problem.UNREADABLE
    yield opening.startswith("+++"), "TOML front matter is not read", yaml_only, bad
    yield re.match(r'\s*(?:;;;|\{\s*(?:"|\}|$))', text), "JSON front matter is not read", yaml_only, bad
    yield re.match(r"---\s+\S", opening), "the opening fence has text beside it", "leave `---` alone on its line", bad
    hint = "put the opening `---` on line 1, with nothing before it"
    yield _NOT_ON_TOP.match(text), "something stands before the opening fence", hint, bad


def _place(text: str, offset: int, first_line: int) -> tuple[int, int]:
    """The line and column, from 1, of a character offset in the front matter."""
    before = _LINE.split(text[:offset])
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
        _stop(node.line, node.column, "a key must be a word", "quote it, or give it a name")
    if node.text == "<<":
        _stop(node.line, node.column, "merge keys (`<<`) are not read", "write the keys out")
    if first := earlier.get(node.text):
        message = f"key `{node.text}` is here twice; the first is on line {first.key.line}"
        _stop(node.line, node.column, message, "keep one of them", Problem.DUPLICATE_KEY)
    return node


def _build(events: Iterator[Any], first_line: int) -> Node:
    """The tree of a stream of parser events, bounded in depth and in size."""
    root = _Open(0, 1, None, is_mapping=False)
    stack, anchors = [root], dict[str, tuple[Node, int]]()
    for event in events:
        mark = event.start_mark
        line, column = first_line + mark.line, mark.column + 1
        node: Node
        anchor = event.anchor if isinstance(event, yaml.ScalarEvent) else None
        if isinstance(event, yaml.ScalarEvent):
            node, count = _scalar(event, line, column), 1
        elif isinstance(event, yaml.AliasEvent):
            node, count = _alias(anchors, str(event.anchor), line, column)
        elif isinstance(event, yaml.CollectionStartEvent):
            if len(stack) > MAX_DEPTH:
                _stop(line, column, f"nested more than {MAX_DEPTH} levels deep", "flatten it")
            stack.append(_Open(line, column, event.anchor, isinstance(event, yaml.MappingStartEvent)))
            continue
        elif isinstance(event, yaml.CollectionEndEvent):
            done = stack.pop()
            node, count, anchor = done.close(), done.count, done.anchor
        elif isinstance(event, yaml.DocumentStartEvent) and root.items:
            _stop(line, column, "a second YAML document begins here", "keep one front matter in a file")
        else:
            continue
        if anchor:
            anchors[anchor] = (node, count)
        stack[-1].count += count
        if stack[-1].count > MAX_NODES:
            _stop(
                line,
                column,
                f"more than {MAX_NODES:,} values, aliases written out",
                "front matter this large is no postmortem's",
            )
        stack[-1].add(node)
    return root.items[0] if root.items else Scalar(None, first_line, 1)


def _scalar(event: Any, line: int, column: int) -> Scalar:
    if event.implicit[0] and event.value in _NULL:
        return Scalar(None, line, column)
    if event.style == '"' and _SURROGATE.search(event.value):
        _stop(line, column, "half of a surrogate pair (`\\ud800` to `\\udfff`)", "type the character itself")
    return Scalar(event.value, line, column)


def _alias(anchors: dict[str, tuple[Node, int]], name: str, line: int, column: int) -> tuple[Node, int]:
    if name not in anchors:
        _stop(line, column, f"`*{name}` refers to no `&{name}` before it", "quote text that begins with `*`")
    node, count = anchors[name]
    return node._replace(line=line, column=column), count


_EXPLANATIONS = (
    ("'\\t' that cannot start any token", "indent with spaces, not with tabs"),
    ("cannot start any token", 'quote text that begins with @, ` or %: owner: "@mira"'),
    ("mapping values are not allowed", 'quote text with a colon in it: title: "Search: no results"'),
    ("unexpected end of stream", "a quote or bracket that opens here is never closed"),
    ("did not find expected", "look at the indentation, the quotes and the brackets of this line and the one above"),
    ("could not find expected ':'", "write `key: value`, or end the front matter with `---` above this line"),
)


def _explain(error: yaml.MarkedYAMLError, fm: str, first_line: int) -> tuple[int, int, str, str]:
    """PyYAML's error in a reader's words: line, column, message, hint."""
    problem = error.problem or "this is not YAML"
    # What was never closed is best shown where it opens.
    mark = error.context_mark if "unexpected end of stream" in problem else error.problem_mark
    line, column = (first_line + mark.line, mark.column + 1) if mark else (first_line, 1)
    if (
        "cannot start any token" in problem
        and mark
        and _LINE.split(fm)[mark.line][mark.column : mark.column + 1] == "\t"
    ):
        problem = "found character '\\t' that cannot start any token"
    hint = next((hint for words, hint in _EXPLANATIONS if words in problem), "")
    heading = re.search(r"(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)(?=#{1,6} \S)", fm)
    if heading and _place(fm, heading.end(), first_line)[0] < line:
        hint = f"the closing `---` may be missing above line {_place(fm, heading.end(), first_line)[0]}"
    return line, column, f"YAML: {problem}", hint
