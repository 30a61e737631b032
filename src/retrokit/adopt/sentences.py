"""The sentences of a report, each with where it stands."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from retrokit.adopt.sections import Passage, Section
from retrokit.markdown import Block, Kind


class Sentence(NamedTuple):
    """A sentence, or a list item that is none.

    Args:
        text: without marks, in the author's words; a time in front of it is taken off.
        line: where its block begins, counted from 0 at the body's first line.
        section: the part that it is in.
        block: the block that it is of.
        place: how many sentences of its block stand before it.
        timed: whether a time stood in front of it.
    """

    text: str
    line: int
    section: Section
    block: Block
    place: int
    timed: bool


# A full stop ends a sentence before white space and what begins another; not after a short form or an initial.
_END = re.compile(
    r"(?<=[.!?…])[\"')\]”’`*_]*\s+(?=[\"'(\[“‘`*_~]*(?:[^\W\d_a-zß-öø-ÿа-я]|[0-9]|`))|(?<=[。！？])(?![」』）)])"
)
_SHORT = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|ca|no|nr|bzw|z\.\s?b|d\.\s?h|usw|ggf|evtl|inkl|ex|p\.\s?ex|aprox|mr|ms|mrs|dr|st|fig|incl|resp|u\.s)|\b[A-Z])\.$",
    re.IGNORECASE,
)
_CLOCK = r"(?:\d{1,2}[:.h]\d\d(?::\d\d)?(?:\s*[ap]\.?m\.?)?|\d{1,2}\s*[ap]\.?m\.?)"
_DAY = r"(?:\d{2,5}[-/.]\d{1,2}[-/.]\d{1,4}|\d{4}年\d{1,2}月\d{1,2}日|(?:\w{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,?(?: \d{4})?)|\d{1,2}\.? \w{3,9}\.?(?: \d{4})?)"
_ZONE = r"(?:\s*\(?(?:UTC|GMT|[A-Z]{2,4}T|[A-Z]ST|Z|[+-]\d\d:?\d\d|Uhr|UTC[+-]\d+)\)?)"
_TIME = re.compile(
    rf"[~≈(\[]*(?:{_DAY}[T,\s]*(?:at\s+)?)?(?:{_CLOCK}{_ZONE}?)(?:\s*[-–—~]\s*(?:{_DAY}\s*)?{_CLOCK}{_ZONE}?)?[)\]]*\s*(?:[-–—:|：]\s*)?(?=\S)"
)


def sentences_of(passages: Sequence[Passage]) -> Iterator[Sentence]:
    """Every sentence of every passage, in order; the cells of a row are passages of their own."""
    for block, section in passages:
        texts = [cell.text for cell in block.cells] if block.kind is Kind.ROW else [block.inline.text]
        place = 0
        is_item = block.kind is Kind.ITEM
        timed_row = block.kind is Kind.ROW and bool(_TIME.match(f"{texts[0]} x"))
        for text in texts:
            time = _TIME.match(text)
            text = text[time.end() :] if time else text
            for sentence in units(split(text), is_item):
                yield Sentence(sentence, block.line, section, block, place, timed_row or time is not None)
                place += 1


def split(text: str) -> list[str]:
    """The sentences of a text."""
    found: list[str] = []
    for part in _END.split(text):
        part = part.strip()
        if found and _SHORT.search(found[-1][-SHORTEST:]):
            found[-1] = f"{found[-1]} {part}"
        elif part:
            found.append(part)
    return found


SHORTEST = 12
"""Characters at the end of a text that hold any short form."""

SHORT_ITEM = 40
"""Words that a list item may have to be one thought however many sentences it has."""

_POINTS_BACK = re.compile(
    r"(?:this|that|these|those|it|they|which|as a result|because of this|therefore|hence|so|thus|somehow|dies|das|dadurch|deshalb|cela|ceci|ce qui|por lo|esto|eso|isso|isto|これ|それ|そのため|このため|その結果)\b",
    re.IGNORECASE,
)


def units(sentences: Sequence[str], is_item: bool = False) -> list[str]:
    """Sentences, with one that points back at the one before it ("This led to …") joined to that one."""
    if is_item and sum(len(sentence.split()) for sentence in sentences) <= SHORT_ITEM:
        return [" ".join(sentences)] if sentences else []
    found: list[str] = []
    joined = False
    for sentence in sentences:
        joined = bool(found) and not joined and bool(_POINTS_BACK.match(sentence))
        if joined:
            found[-1] = f"{found[-1]} {sentence}"
        else:
            found.append(sentence)
    return found
