"""Where an action stands, by the marks that people put on it."""

import re
import tomllib
from collections.abc import Mapping
from typing import NamedTuple

from retrokit.vocabulary import Status

Standings = Mapping[str, re.Pattern[str]]
"""What a mark says (a status, or `none`, `unfilled`) -> the words that say it."""


def read_standings(text: str) -> Standings:
    """The marks of `standings.toml`."""
    return {name: _pattern(phrases) for name, phrases in tomllib.loads(text).items()}


def _pattern(phrases: str) -> re.Pattern[str]:
    known = sorted(
        {phrase.strip().casefold() for phrase in re.split(r"[|\n]", phrases) if phrase.strip()},
        key=lambda p: (-len(p), p),
    )
    return re.compile("|".join(map(re.escape, known)), re.IGNORECASE)


def standing_of(words: str, standings: Standings) -> Status | None:
    """The status that a cell, a bracket or a label says, alone or with a name or a day behind it; None if it says none."""
    text = words.strip(" .,;:!*_()[]（）【】").casefold().replace("’", "'")
    if percent := _PERCENT.fullmatch(text):
        return Status.DONE if percent[1] == "100" else Status.IN_PROGRESS if int(percent[1]) else Status.OPEN
    for status in (Status.DECLINED, Status.IN_PROGRESS, Status.OPEN, Status.DONE):
        found = standings[status].match(text)
        if found and _ends_there(text, found.end()):
            return status
    return None


_PERCENT = re.compile(r"(\d{1,3}) ?%")


def _ends_there(text: str, end: int) -> bool:
    """Whether what follows a mark is no other word of a sentence: an end, a stop, a name, a day, a reason."""
    rest = text[end:].strip()
    return not rest or bool(_BEHIND_A_MARK.match(rest))


_BEHIND_A_MARK = re.compile(
    r"[,;:.!(（\[/、。–—-]|(?:today|yesterday|(?:the )?same|now|already|thanks|heute|gestern|on|in|by|at|because|since|as|per|via|am|von|seit|weil|le|par|el|por|em|porque|il|da|op|door)\b|v?\d|@|#|✅"
)


class Marked(NamedTuple):
    """A text without its marks, where it says that the action stands, and why, where it says so."""

    text: str
    status: Status | None
    reason: str = ""


_NUMBER = re.compile(r"^[(\[]?#\d+[)\]]?[\s:,–—-]*")


def take_marks(text: str, struck: str, standings: Standings) -> Marked:
    """The marks of an action's text: `DONE: …`, `… (DONE)`, `… ✅`, `… — done`, `~~…~~ WONTFIX because …`."""
    if struck and len(struck) > len(text) / 3:
        left = _NUMBER.sub("", text.replace(struck, "", 1).strip(" -–—:.,;"))
        said = standing_of(left, standings)
        if said in (Status.DONE, Status.OPEN, Status.IN_PROGRESS):
            return Marked(struck, said)
        return Marked(struck, Status.DECLINED, _reason(left, standings))
    if (label := _LABEL.match(text)) and (said := standing_of(label[1], standings)):
        return Marked(text[label.end() :].strip(), said)
    if (bracket := _BRACKET.search(text)) and (said := standing_of(bracket[1], standings)):
        reason = _reason(bracket[1], standings) if said is Status.DECLINED else ""
        rest = bracket[1] if _NAMED.search(bracket[1]) and said is not Status.DECLINED else ""
        left = _DROPPED.sub("", rest) if rest else ""
        return Marked(
            f"{text[: bracket.start()].rstrip()}{f' ({left})' if left else ''}{text[bracket.end() :]}".strip(),
            said,
            reason,
        )
    if (sign := _SIGN.search(text)) and (said := standing_of(sign[0], standings)):
        return Marked(f"{text[: sign.start()].rstrip()} {text[sign.end() :].strip()}".strip(), said)
    return Marked(text, None)


_LABEL = re.compile(r"\s*[\[(（【]?([^\W\d_][^:：()\[\]（）【】.]{1,24})[\])）】]?\s*[:：–—-]\s+")
_BRACKET = re.compile(r"\s*[(（\[【]([^()（）\[\]【】]{1,120})[)）\]】]\s*[.。]?\s*$")
_SIGN = re.compile("[✅✔☑🟢🚧🟡⏳🔄🔴⬜☐❌🚫]\ufe0f?")
_NAMED = re.compile(r"[,、;]")
_DROPPED = re.compile(r"^[^,、;]*[,、;]\s*")


def _reason(text: str, standings: Standings) -> str:
    """What is said behind a mark of declining."""
    if found := standings[Status.DECLINED].search(text.casefold()):
        text = text[found.end() :]
    return re.sub(
        r"^[\s:,;–—.-]*(?:because|since|as|weil|da|car|parce que|porque|perché|:)?\s*", "", text, flags=re.IGNORECASE
    ).strip()
