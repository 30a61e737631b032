"""Values as YAML text that reads back the same, here and in readers that resolve YAML 1.1 scalars."""

import re

# Plain only what no reader takes for anything else: a word first, and nothing that ends a plain scalar.
_INNER = r"[\w./@+()'%&?!;\"~=*$<>|^\\-]"
_PLAIN = re.compile(rf"[^\W\d_](?:{_INNER}|,|[: ](?={_INNER}))*")
_WORDS = frozenset(["y", "n", "yes", "no", "true", "false", "on", "off", "null", "none", "nan", "inf"])
_LIVE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def scalar(text: str, *, in_flow: bool = False) -> str:
    """One line of text as a YAML scalar, quoted only where it has to be.

    Args:
        text: any text; a line break in it is written as an escape.
        in_flow: whether it stands within `[…]` or `{…}`, where commas and brackets mean something.
    """
    if _PLAIN.fullmatch(text) and text.casefold() not in _WORDS and not (in_flow and re.search(r"[?:,]", text)):
        return text
    if _LIVE.search(text):
        return f'"{_LIVE.sub(_escaped, text.replace(chr(92), chr(92) * 2).replace(chr(34), chr(92) + chr(34)))}"'
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
