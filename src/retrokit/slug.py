"""What a report is called: names that every file system, shell and git take, made from titles in any script."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

MOST_BYTES = 80
"""Bytes of a slug: with the date and the ending well below the 255 of a file name, and short enough for a branch."""

MOST_ID_BYTES = 160
"""Bytes of an id that somebody chose."""

_LETTERS = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ħ": "h", "\u0131": "i"}
"""Latin letters that no accent can be taken from."""

_APOSTROPHES = "'\u2019\u02bc"
_HALF_SPACE = "\u200c"  # Persian joins the parts of a word with it
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)


def slug(title: str) -> str:
    """A title as part of a file name: small letters, digits and single dashes, Latin accents folded, other scripts kept; at most MOST_BYTES.

    Empty for a title without a letter or a digit.
    """
    title = "".join(map(_widened, title)).lower()
    spelled = "".join(_spelled(unicodedata.normalize("NFD", title)))
    words = [word for word in spelled.split("-") if word]
    return _cut(unicodedata.normalize("NFC", "-".join(words)))


def default_name(title: str, day: date) -> str:
    """`YYYY-MM-DD-slug`, the day not twice where the title begins with it."""
    words = slug(title) or "incident"
    return f"{day}-{words.removeprefix(f'{day}-')}"


def trouble_with_id(identity: str) -> str:
    """Why an id can't be the name of a file and of a branch, as words that follow "the id"; empty if it can."""
    if not identity:
        return "is empty"
    if strange := next((c for c in identity if not (c in "-_." or _is_letter(c))), ""):
        shown = strange if strange.isprintable() and not strange.isspace() else f"U+{ord(strange):04X}"
        return f"holds {shown!r}: letters, digits, dashes, dots and underscores make a name"
    if identity[0] in "-." or identity[-1] in "-.":
        return f"begins or ends with {identity[0] if identity[0] in '-.' else identity[-1]!r}"
    if ".." in identity or identity.endswith(".lock"):
        return "can't be the name of a branch"
    if _RESERVED.fullmatch(identity):
        return "is a device on Windows"
    if len(identity.encode()) > MOST_ID_BYTES:
        return f"is longer than {MOST_ID_BYTES} bytes"
    return ""


def _spelled(title: str) -> Iterator[str]:
    """Each character as the file name has it; what separates words is a dash."""
    base = ""
    for character in title:
        kind = unicodedata.category(character)[0]
        if character in _APOSTROPHES or _UNSEEN.match(character):
            continue
        if kind == "M":
            if base and not _is_latin(base):  # the vowel signs of other scripts, but no accents
                yield character
        elif kind in "LN":
            base = character
            yield _LETTERS.get(character, character)
        elif kind == "C" and character != _HALF_SPACE:
            if character.isspace():
                base = ""
                yield "-"
        else:
            base = ""
            yield "-"


def _widened(character: str) -> str:
    """Full-width letters, ligatures and the like as plain ones; NFKC as a whole would take Thai and Lao vowels apart."""
    plain = unicodedata.normalize("NFKC", character)
    return plain if plain.isascii() and plain.isalnum() else character


def _is_latin(character: str) -> bool:
    return character.isascii() or unicodedata.name(character, "").startswith("LATIN")


def _is_letter(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNM" and not _UNSEEN.match(character)


def _cut(words: str) -> str:
    """The words that fit; a first word that is too long by itself, or writing without spaces, is cut between two characters."""
    data = words.encode("utf-8")
    if len(data) <= MOST_BYTES:
        return words
    kept = data[: MOST_BYTES + 1].decode("utf-8", "ignore")
    if "-" in kept[len(kept) // 2 :]:
        return kept.rpartition("-")[0]
    kept = data[:MOST_BYTES].decode("utf-8", "ignore")
    rest = words[len(kept) :]
    while kept and rest and unicodedata.category(rest[0])[0] == "M":  # no letter without its signs
        kept, rest = kept[:-1], kept[-1] + rest
    return kept.rstrip("-")
