"""The blocks of a body, from the tokens that markdown-it-py finds."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from retrokit.markdown.blocks import Block, Inline, Kind, Link, collapsed, lines_of, row
from retrokit.markdown.html import html_blocks

if TYPE_CHECKING:
    from markdown_it.token import Token

_TASK = re.compile(r"^\[([ xX])\]\s+")
_URL = re.compile(r"https?://[^\s<>()\[\]|\"'`]+(?:\([^\s()]*\)[^\s<>()\[\]|\"'`]*)*")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


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
                    yield from (replace(block, line=block.line + line) for block in html_blocks(token.content))
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
            links.append(Link(collapsed("".join(parts[link[1] :])), link[0]))
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
    if not is_strong and not lead.endswith(":") and not collapsed(text).startswith(f"{collapsed(lead)}:"):
        lead = ""  # a word that is only stressed
    return Inline(lines_of(text), collapsed(lead), tuple(links), collapsed("".join(struck)))


def _without_stop(url: str) -> str:
    return url.rstrip(".,;:!?*_")
