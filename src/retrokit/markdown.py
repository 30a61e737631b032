"""The blocks of a report's body: headings, paragraphs, list items and table rows, with their plain text, their links and their line.

markdown-it-py finds them (CommonMark, with tables and strike-through of GitHub's flavour); HTML between them is read for the same blocks.
Code and HTML comments, where templates keep their prompts, are left out.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token


class Kind(Enum):
    HEADING = auto()
    PARAGRAPH = auto()
    ITEM = auto()
    ROW = auto()


@dataclass(frozen=True, slots=True)
class Link:
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Inline:
    """A run of text.

    Args:
        lines: the text as its author broke it, without marks (code keeps its backticks), white space collapsed.
        lead: what it begins with in bold, if anything.
        links: in order; a bare address has itself as text.
        struck: what stands struck through.
    """

    lines: tuple[str, ...] = ()
    lead: str = ""
    links: tuple[Link, ...] = ()
    struck: str = ""

    @property
    def text(self) -> str:
        return " ".join(self.lines)


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the body.

    Args:
        kind: what it is.
        inline: its text; for a row, of all its cells.
        line: where it begins, counted from 0 at the body's first line.
        level: of a heading, 1 to 6; otherwise how many lists it is in.
        cells: of a row.
        header: of a row: the plain texts of the table's head.
        ticked: of a task list's item: whether it is done; None for any other.
        list: which list of the body it is in; 0 outside of lists.
    """

    kind: Kind
    inline: Inline
    line: int
    level: int = 0
    cells: tuple[Inline, ...] = ()
    header: tuple[str, ...] = ()
    ticked: bool | None = None
    list: int = 0


_TASK = re.compile(r"^\[([ xX])\]\s+")
_URL = re.compile(r"https?://[^\s<>()\[\]|\"'`]+(?:\([^\s()]*\)[^\s<>()\[\]|\"'`]*)*")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


def read_blocks(body: str) -> list[Block]:
    """The blocks of a body, in order."""
    from markdown_it import MarkdownIt

    body = _JIRA_HEADING.sub(lambda found: f"{'#' * int(found[1])} ", body)
    body = _from_wiki(body) if len(_WIKI_HEADING.findall(body)) > 1 else body
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(body)
    return [_with_task(block) for block in _Walk(tokens).blocks() if block.inline.text or block.cells]


_WIKI_HEADING = re.compile(r"^(={1,6})[ \t]*([^=\n]+?)[ \t]*\1[ \t]*$", re.MULTILINE)
_JIRA_HEADING = re.compile(r"^h([1-6])\.[ \t]+(?=\S)", re.MULTILINE)
_WIKI_BOLD, _WIKI_LINK = re.compile("'{3}(.+?)'{3}"), re.compile(r"\[(https?://[^\s\]]+) ([^\]\n]+)\]")
_WIKI_FURNITURE = re.compile(r"^\[\[(?:Category|File|Image):[^\n]*$|^\{\{[^\n]*\}\}[ \t]*$", re.MULTILINE)


def _from_wiki(body: str) -> str:
    """MediaWiki's headings, bold and links as Markdown's, line by line."""
    body = _WIKI_HEADING.sub(lambda found: f"{'#' * len(found[1])} {found[2]}", body)
    body = _WIKI_LINK.sub(r"[\2](\1)", _WIKI_BOLD.sub(r"**\1**", body))
    return _WIKI_FURNITURE.sub("", body)


class _Walk:
    """The blocks of a stream of tokens."""

    def __init__(self, tokens: Sequence["Token"]) -> None:
        self.tokens = tokens
        self.lists: list[int] = []
        self.begun = 0
        self.is_new_item = False
        self.header: tuple[str, ...] = ()
        self.cells: list[Inline] | None = None

    def blocks(self) -> Iterator[Block]:
        heading = 0
        for token in self.tokens:
            line = token.map[0] if token.map else 0
            match token.type:
                case "bullet_list_open" | "ordered_list_open":
                    self.begun += 1
                    self.lists.append(self.begun)
                case "bullet_list_close" | "ordered_list_close":
                    self.lists.pop()
                case "list_item_open":
                    self.is_new_item = True
                case "heading_open":
                    heading = int(token.tag[1])
                case "inline" if heading:
                    yield Block(Kind.HEADING, read_inline(token), line, heading)
                    heading = 0
                case "inline" if self.cells is not None:
                    self.cells.append(read_inline(token))
                case "inline":
                    yield self._text(read_inline(token), line)
                case "table_open":
                    self.header = ()
                case "tr_open":
                    self.cells, row_line = [], line
                case "tr_close":
                    yield from self._row(row_line)
                case "html_block":
                    yield from (replace(block, line=block.line + line) for block in _html_blocks(token.content))
                case _:
                    pass

    def _text(self, inline: Inline, line: int) -> Block:
        kind = Kind.ITEM if self.is_new_item else Kind.PARAGRAPH
        self.is_new_item = False
        return Block(kind, inline, line, len(self.lists), list=self.lists[-1] if self.lists else 0)

    def _row(self, line: int) -> Iterator[Block]:
        cells, self.cells = tuple(self.cells or ()), None
        if not self.header:
            self.header = tuple(cell.text for cell in cells)
            if any(self.header):
                return
            self.header = ("",)  # a table may go without names for its columns
            return
        yield row(cells, line, self.header)


def row(cells: tuple[Inline, ...], line: int, header: tuple[str, ...]) -> Block:
    """A row of a table as a block, with the text and the links of all its cells."""
    texts = tuple(cell.text for cell in cells if cell.text)
    links = tuple(link for cell in cells for link in cell.links)
    return Block(Kind.ROW, Inline(texts, links=links), line, 0, cells, header)


def _with_task(block: Block) -> Block:
    task = _TASK.match(block.inline.lines[0]) if block.kind is Kind.ITEM and block.inline.lines else None
    if task is None:
        return block
    lines = (block.inline.lines[0][task.end() :], *block.inline.lines[1:])
    return replace(block, inline=replace(block.inline, lines=lines), ticked=task[1] != " ")


def read_inline(token: "Token") -> Inline:
    """A token's text without its marks."""
    parts: list[str] = []
    links: list[Link] = []
    struck: list[str] = []
    lead, begun, bold, strike, is_strong = "", False, 0, 0, False
    link: tuple[str, int] | None = None
    for child in token.children or ():
        kind, text = child.type, ""
        if kind in ("text", "code_inline"):
            text = f"`{child.content}`" if kind == "code_inline" else child.content
        elif kind in ("softbreak", "hardbreak") or (kind == "html_inline" and _BREAK.match(child.content)):
            text = "\n"
        elif kind in ("strong_open", "strong_close", "em_open", "em_close"):
            bold += 1 if kind.endswith("_open") else -1
            is_strong = is_strong or kind == "strong_open"
            begun = begun or (bold == 0 and bool(lead))
        elif kind in ("s_open", "s_close"):
            strike += 1 if kind == "s_open" else -1
        elif kind == "link_open":
            link = (str(child.attrs.get("href", "")), len(parts))
        elif kind == "link_close" and link:
            links.append(Link(_collapsed("".join(parts[link[1] :])), link[0]))
            link = None
        if text:
            parts.append(text)
            if strike:
                struck.append(text)
            if bold and not begun:
                lead += text
            elif text.strip():
                begun = True
    text = "".join(parts)
    if link is None:
        known = {link.url for link in links}
        links += [Link(url, url) for url in map(_without_stop, _URL.findall(text)) if url not in known]
    if not is_strong and not lead.endswith(":") and not _collapsed(text).startswith(f"{_collapsed(lead)}:"):
        lead = ""  # a word that is only stressed
    return Inline(_lines(text), _collapsed(lead), tuple(links), _collapsed("".join(struck)))


def _without_stop(url: str) -> str:
    return url.rstrip(".,;:!?*_")


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in map(_collapsed, text.split("\n")) if line)


def _collapsed(text: str) -> str:
    return " ".join(text.split())


_HTML_TEXT = frozenset({"p", "li", "td", "th", "summary", "dt", "dd", "div", "h1", "h2", "h3", "h4", "h5", "h6"})
_HTML_SILENT = frozenset({"script", "style", "pre"})


class _HtmlBlocks(HTMLParser):
    """The same blocks from HTML: headings, paragraphs, list items and table rows."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.text, self.links = "", list[Link]()
        self.depth, self.silent, self.lists = 0, 0, 0
        self.lead, self.is_leading = "", False
        self.href = ""
        self.tag, self.line = "p", 0
        self.cells: list[Inline] = []
        self.header: tuple[str, ...] = ()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HTML_SILENT:
            self.silent += 1
        elif tag == "br":
            self.text += "\n"
        elif tag in ("strong", "b"):
            self.is_leading = not self.text.strip()
        elif tag == "a":
            self.href = dict(attrs).get("href") or ""
        elif tag in _HTML_TEXT:
            self._close()
            self.tag, self.line = tag, self.getpos()[0] - 1
        elif tag in ("ul", "ol"):
            self._close()
            self.depth += 1
            self.lists += 1
        elif tag == "table":
            self.header = ()

    def handle_endtag(self, tag: str) -> None:
        if tag in _HTML_SILENT:
            self.silent = max(self.silent - 1, 0)
        elif tag == "a" and self.href:
            self.links.append(Link("", self.href))
        elif tag in ("strong", "b") and self.is_leading:
            self.lead, self.is_leading = _collapsed(self.text), False
        elif tag in _HTML_TEXT:
            self._close()
        elif tag in ("ul", "ol"):
            self._close()
            self.depth = max(self.depth - 1, 0)
        elif tag == "tr" and self.cells:
            if self.header:
                self.blocks.append(row(tuple(self.cells), self.line, self.header))
            self.header = self.header or tuple(cell.text for cell in self.cells)
            self.cells = []

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.text += data

    def close(self) -> None:
        super().close()
        self._close()

    def _close(self) -> None:
        inline = Inline(_lines(self.text), self.lead, tuple(self.links))
        self.text, self.links, self.lead = "", [], ""
        tag, self.tag = self.tag, "p"
        if tag in ("td", "th"):
            self.cells.append(inline)
        elif not inline.lines:
            return
        elif tag[0] == "h":
            self.blocks.append(Block(Kind.HEADING, inline, self.line, int(tag[1])))
        elif tag == "summary":  # what a fold is called, above what it hides
            self.blocks.append(Block(Kind.PARAGRAPH, replace(inline, lead=inline.text), self.line))
        else:
            kind = Kind.ITEM if tag == "li" else Kind.PARAGRAPH
            self.blocks.append(Block(kind, inline, self.line, self.depth, list=-self.lists if self.depth else 0))


def _html_blocks(text: str) -> Iterable[Block]:
    reader = _HtmlBlocks()
    reader.feed(_COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text))
    reader.close()
    return reader.blocks
