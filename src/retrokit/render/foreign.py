"""Text that others wrote, made safe to show.

Whatever a file holds, nothing in it may act on a terminal: no escape sequence, no control character, no change of the reading
direction (CVE-2021-42574, "Trojan Source"), nothing that can't be seen.
"""

import re

_LIVE = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # C0, DEL, C1
    "\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # invisible, bidirectional
    "\ud800-\udfff"
    "\U000e0000-\U000e007f]"  # tags
)


def clean(text: str) -> str:
    """One line of text in which every live character is spelled out: `\\x1b`, `U+202E`."""
    return _LIVE.sub(_spelled, text)


def clean_json(text: str) -> str:
    """JSON text with every live character that its strings hold as an escape; the line breaks between its tokens stay."""
    return _LIVE.sub(lambda found: found[0] if found[0] == "\n" else _escaped(ord(found[0])), text)


def _spelled(found: re.Match[str]) -> str:
    code = ord(found[0])
    if found[0] in "\t\n\r":
        return " "
    return f"\\x{code:02x}" if code < 0x100 else f"U+{code:04X}"


def _escaped(code: int) -> str:
    if code < 0x10000:
        return f"\\u{code:04x}"
    high, low = divmod(code - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"
