"""Where a file's front matter begins and ends, and what it says.

python-frontmatter is the front door; the handler that it calls is ours, because its own one resolves YAML 1.1 scalars
(`10:30` becomes 630, `no` becomes False), lets the last of two equal keys win, and drops a list, a byte-order mark or a missing
fence without a word. Its `dump` is never used: it sorts keys and drops comments.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple, cast

import frontmatter
from frontmatter.default_handlers import BaseHandler

from retrokit.vocabulary import Problem
from retrokit.yamltree import LINE_BREAK, Entry, Stop, Trouble, read_tree, stop

MAX_CHARACTERS = 256 * 1024

NEAR_THE_TOP = 64 * 1024
"""Characters at the beginning in which a fence is looked for that something stands before."""

_OPENING = re.compile(r"---[ \t]*$")
_LONE_CR = re.compile(r"\r(?!\n)")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*\r?$", re.MULTILINE)
_SECOND_BLOCK = re.compile(r"---[ \t]*(?:\r\n|\r|\n)[\w-]+[ \t]*:(?s:.*?)^---[ \t]*\r?$", re.MULTILINE)
_HEADING = re.compile(r"#{2,6} \S")
_HIDDEN = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
# Atomic groups: a page of comments must not be tried in every partition.
_NOT_ON_TOP = re.compile(rf"\A(?>(?>[\s{_HIDDEN}]+|<!--.*?-->|%[^\n]*\n)+)---[ \t]*\r?$", re.DOTALL | re.MULTILINE)


_BELOW_TEXT = re.compile(
    r"^---[ \t]*\r?\n(?:title|id|date)[ \t]*:[^\n]*\n"
    r"(?:\w[\w-]*[ \t]*:[^\n]*\n|[ \t#][^\n]*\n|-(?!--[ \t]*\r?$)[^\n]*\n)*---[ \t]*\r?$",
    re.MULTILINE,
)
"""A whole front matter further down: a rule between two paragraphs is none.

No line fits two of the alternatives, so that there is nothing to try twice.
"""


class FrontMatter(NamedTuple):
    """The top-level keys of a file, and the body that follows them."""

    entries: dict[str, Entry]
    body: str


def read(text: str) -> FrontMatter | Trouble:
    """The front matter of a whole file's text (without a byte-order mark), or the trouble with it.

    Line breaks may be LF, CRLF or CR; lines and columns count from 1, columns in characters.
    """
    leading = text[: len(text) - len(text.lstrip())]
    handler = _StrictYAML(first_line=len(LINE_BREAK.findall(leading)) + 1)
    try:
        handler.require_fence(text)
        entries, body = frontmatter.parse(text, handler=handler)
    except Stop as stopped:
        return stopped.trouble
    return FrontMatter(cast("dict[str, Entry]", entries), body)


def fences(text: str) -> tuple[int, int, int]:
    """Where the front matter's first key begins, where its closing fence does, and where that fence's text ends, in characters.

    The text is one that `read` reads.
    """
    start, closing, after = _fences(text)
    return start, len(text) if closing is None else closing, after


def _fences(text: str) -> tuple[int, int | None, int]:
    leading = len(text) - len(text.lstrip())
    start = cast("re.Match[str]", LINE_BREAK.search(text + "\n", leading)).end()
    closing = _CLOSING.search(_LONE_CR.sub("\n", text) if "\r" in text else text, start)
    return (start, closing.start(), closing.end()) if closing else (start, None, len(text))


def suspicions(text: str, body: str) -> list[tuple[int, str, str]]:
    """What is read and yet may not be meant: (line, message, hint). `body` is the text's body as `read` gives it."""
    before = text.replace("\r\n", "\n").rstrip().removesuffix(body)  # python-frontmatter gives bodies without CR
    found = []
    if "##" in before:
        for number, line in enumerate(LINE_BREAK.split(before), 1):
            if _HEADING.match(line):
                found.append((number, "a heading inside the front matter", "is the closing `---` missing above it?"))
                break
    if _SECOND_BLOCK.match(body):
        line_number = len(LINE_BREAK.split(before))
        found.append(
            (line_number, "a second front matter begins here and is not read", "move its keys into the first one")
        )
    return found


def conflict_line(text: str) -> int | None:
    """The line, from 1, on which a whole unresolved merge conflict begins, outside fenced code that may be quoting one."""
    marks, begun, fenced = ("<<<<<<< ", "=======", ">>>>>>> "), list[int](), False
    if marks[0] not in text:
        return None
    for number, line in enumerate(LINE_BREAK.split(text), 1):
        if line.startswith(("```", "~~~")):
            fenced = not fenced
        elif not fenced and line.startswith(marks[len(begun)]):
            begun.append(number)
            if len(begun) == len(marks):
                return begun[0]
    return None


class _StrictYAML(BaseHandler):
    """python-frontmatter's extension point: where the block ends, and what it says."""

    FM_BOUNDARY = _CLOSING

    def __init__(self, first_line: int) -> None:
        super().__init__()
        self.first_line = first_line

    def require_fence(self, text: str) -> None:
        """Stop unless the text opens with a fence; say which of the known near misses it is."""
        opening = LINE_BREAK.split(text.lstrip(), maxsplit=1)[0]
        if _OPENING.match(opening):
            return
        for starts, message, hint, problem in _near_misses(text, opening):
            if starts:
                stop(self.first_line, 1, message, hint, problem)
        hint = "`retrokit adopt` proposes one; by hand: `---`, `title: …`, `date: YYYY-MM-DD`, `status: draft`, `causes: []`, `---`"
        stop(1, 1, "no front matter", hint, Problem.NO_FRONT_MATTER)

    def split(self, text: str) -> tuple[str, str]:
        start, closing, after = _fences(text)
        if closing is None:
            hint = "add a line of `---` after the last key"
            stop(self.first_line, 1, "the front matter that opens here is never closed", hint)
        if closing - start > MAX_CHARACTERS:
            stop(self.first_line, 1, f"front matter is larger than {MAX_CHARACTERS // 1024} KiB", "is a `---` missing?")
        return text[start:closing], text[after:]

    def load(self, fm: str) -> dict[str, Any]:
        return read_tree(fm, self.first_line + 1)


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
    yield _NOT_ON_TOP.match(text[:NEAR_THE_TOP]), "something stands before the opening fence", hint, bad
    yield _BELOW_TEXT.search(text[:NEAR_THE_TOP]), "text stands before the opening fence", hint, Problem.NO_FRONT_MATTER
