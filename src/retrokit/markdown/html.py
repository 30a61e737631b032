"""The same blocks from HTML that stands in a body."""

import re
from collections.abc import Iterable
from dataclasses import replace
from html.parser import HTMLParser

from retrokit.markdown.blocks import Block, Inline, Kind, Link, collapsed, lines_of, row

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
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

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        """Sections as `<![endif]>` are comments to a browser; the base class stops at those that it doesn't know."""
        return self.parse_bogus_comment(i, report=False)

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
            self.lead, self.is_leading = collapsed(self.text), False
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
        inline = Inline(lines_of(self.text), self.lead, tuple(self.links))
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


def html_blocks(text: str) -> Iterable[Block]:
    """The blocks of a piece of HTML; comments are left out, lines count from 0 at its first one."""
    reader = _HtmlBlocks()
    reader.feed(_COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text))
    reader.close()
    return reader.blocks
