"""The nouns: what a body is made of."""

from dataclasses import dataclass
from enum import Enum, auto


class Kind(Enum):
    """What a block is."""

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


def row(cells: tuple[Inline, ...], line: int, header: tuple[str, ...]) -> Block:
    """A row of a table as a block, with the text and the links of all its cells."""
    texts = tuple(cell.text for cell in cells if cell.text)
    links = tuple(link for cell in cells for link in cell.links)
    return Block(Kind.ROW, Inline(texts, links=links), line, 0, cells, header)


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a text that hold anything, white space collapsed."""
    return tuple(line for line in map(collapsed, text.split("\n")) if line)


def collapsed(text: str) -> str:
    """A text on one line, with single spaces."""
    return " ".join(text.split())
