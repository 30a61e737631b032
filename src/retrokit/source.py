"""A file's bytes to its text."""

import codecs
import re

from retrokit.model import Finding
from retrokit.vocabulary import Problem
from retrokit.yamltree import LINE_BREAK

_CRLF, _LF_ALONE = re.compile(rb"\r\n"), re.compile(rb"(?<!\r)\n")


def decode(path: str, data: bytes) -> tuple[str | None, list[Finding]]:
    """The text of a file without a byte-order mark, None where it is no UTF-8; and what is odd about its bytes."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        hint = f"convert it: iconv -f UTF-16 -t UTF-8 {path}"
        return None, [Finding(path, 1, 1, Problem.UNREADABLE, "UTF-16, not UTF-8", hint)]
    findings = []
    if data.startswith(codecs.BOM_UTF8):
        message = "begins with a byte-order mark, which hides the front matter from other tools"
        findings.append(Finding(path, 1, 1, Problem.BYTE_ORDER_MARK, message, "save it as UTF-8 without BOM"))
        data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        lines = LINE_BREAK.split(data[: error.start].decode("utf-8", "replace"))
        line, column = len(lines), len(lines[-1]) + 1
        message = f"not UTF-8: byte 0x{data[error.start]:02x}"
        return None, [Finding(path, line, column, Problem.UNREADABLE, message, "save it as UTF-8")]
    if odd := _odd_line_ending(data):
        line = data.count(b"\n", 0, odd.start()) + 1
        message = "line endings are mixed: some CRLF, some LF"
        findings.append(Finding(path, line, 1, Problem.MIXED_LINE_ENDINGS, message, "save it with one kind"))
    return text, findings


def encoded_as(text: str, before: bytes) -> bytes:
    """A text as bytes, with the byte-order mark that the file had."""
    return (codecs.BOM_UTF8 if before.startswith(codecs.BOM_UTF8) else b"") + text.encode("utf-8")


def _odd_line_ending(data: bytes) -> re.Match[bytes] | None:
    """The first line ending that is not like the first one."""
    first = data.find(b"\n")
    windows = first > 0 and data[first - 1 : first] == b"\r"
    return (_LF_ALONE if windows else _CRLF).search(data)
