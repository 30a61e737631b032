"""An action in one line: its title, and the fields that stand beside it."""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from retrokit.adopt.fields import LOWER_NAME, MOST_LABEL, NAME, SEPARATED, Reading, labelled, with_field
from retrokit.adopt.sections import heading_key
from retrokit.adopt.sentences import split
from retrokit.adopt.standing import standing_of, take_marks
from retrokit.adopt.tickets import BRACKET_AT_END, TICKET_KEY, TICKET_NUMBER, take_ticket
from retrokit.adoption import FoundAction
from retrokit.days import find_days
from retrokit.markdown import Inline
from retrokit.vocabulary import Status

# With a second name only where nothing else follows it: `@mira Add an alert` is the handle of mira.
_HANDLE = re.compile(r"(?<![\w./])@\w[\w.-]*\w(?: [^\W\d_a-z][\w-]+(?=\W*$|\s*[,;:.)\]–—-]|\W*\d))?")
_DUE_AT_END = re.compile(
    r"\b(?:due|by|until|before|no later than|bis(?: zum)?|d'ici(?: le| au)?|avant le|hasta el|antes del?|até|entro(?: il)?|まで)\s+\S[^,;]{3,24}$",
    re.IGNORECASE,
)
_IS_PAST = re.compile(
    r"\b(?:(?:has|have) (?:already |since |now )*been|already (?:done|fixed|added|changed|in place|merged|deployed)|(?:has|have) already|wurden? bereits|ist bereits|a déjà été|ont déjà été|ya se (?:ha|han)|ya (?:está|hemos)|já (?:foi|foram|criou|fizemos|está))\b|(?:対応|実施|修正|完了)済み?",
    re.IGNORECASE,
)
_NOT_YET = re.compile(
    r"\b(?:when|once|if|until|after|unless|whether|as soon as|before|because|since|as|that|which|should|could|would|might|may|must|will|to)\b[^.;]*$",
    re.IGNORECASE,
)
"""What stands before a past that is not told of the action itself."""

_ONLY_BEGUN = re.compile(
    r"\s*(?:\w+ly )?(?:scheduled|created|raised|opened|filed|logged|discussed|planned|suggested|proposed|asked|agreed|requested|identified|started|assigned)\b",
    re.IGNORECASE,
)
"""What can have been done with an action without its being done."""


def _is_past(title: str) -> bool:
    """Whether an action is told as something that was done."""
    found = _IS_PAST.search(title)
    return bool(found and not _NOT_YET.search(title[: found.start()]) and not _ONLY_BEGUN.match(title[found.end() :]))


_VAGUE_DAY = re.compile(
    r"(?:KW|CW|week|Q[1-4]|sprint|release|milestone|version|end of|ende|next|nächste|early|mid|late|fin|mediados|finales|meados)\b.{0,20}",
    re.IGNORECASE,
)
_CARED_FOR_BY = re.compile(
    r"(?:owner|owned by|assigned to|by|led by|a cura (?:di|del|della)|in carico a|verantwortlich|zuständig|durch|porté par|par|por|a cargo de|responsable|door|af|av)\s+",
    re.IGNORECASE,
)
"""What stands before the name of who takes care of an action."""

_DASH_AT_END = re.compile(r"\s[-–—|]\s*$")
"""What is left where a ticket stood behind other fields."""

_COMMAS = re.compile(r"\s*[,、，;；]\s*")
_DUE_WORDS = re.compile(
    r"(?:due|by|until|till|eta|deadline|target|before|on|bis|fällig|frist|pour le|avant le|échéance|hasta|antes del?|para el|vence|até|prazo|entro|期限|完了予定)\b\s*[:：]?\s*",
    re.IGNORECASE,
)


def read_action(
    inline: Inline, line: int, reading: Reading, *, ticked: bool | None = None, fielded: bool = False
) -> FoundAction:
    """An action from its line. `fielded`: whether other lines of its list end with fields, so that a bare name may be one, too."""
    text, said = _plain_marks(_OUTLINE.sub("", inline.text[:MOST_READ]))
    marked = take_marks(text, inline.struck, reading.standings)
    marked = marked._replace(status=said or marked.status)
    if ticked and marked.status is Status.DECLINED and not marked.reason:  # struck off a list because it is done
        marked = marked._replace(status=Status.DONE)
    status = marked.status or (Status.DONE if ticked else Status.OPEN if ticked is not None else Status.UNKNOWN)
    ticket, text = take_ticket(marked.text, inline.links)
    bare = text.rstrip(" ,;-–—|")
    found = FoundAction(bare, line, status=status, ticket=ticket, reason=marked.reason)
    found = _take_tail(found, reading, fielded or _DASH_AT_END.search(text) is not None)
    if found.status is Status.UNKNOWN:  # a mark may have stood before a name or a ticket
        again = take_marks(found.title, "", reading.standings)
        found = replace(
            found, title=again.text, status=again.status or found.status, reason=again.reason or found.reason
        )
    found = _take_sentences(found, reading)
    if (
        found.due is None
        and (named := _DUE_AT_END.search(found.title))
        and (days := find_days(named[0], year=reading.year, day_first=reading.day_first))
    ):
        found = replace(found, due=days[0].day)
    if found.status is Status.UNKNOWN and _is_past(found.title):
        found = replace(found, status=Status.DONE)
    if (
        not found.owner
        and (handle := _HANDLE.search(found.title))
        and (handle.start() < 2 or handle.end() >= len(found.title) - 2)
    ):
        found = replace(found, owner=handle[0], title=_trimmed(found.title.replace(handle[0], " ", 1)))
        found = _take_day_at_end(found, reading) if handle.start() < 2 else found
    return replace(found, title=shortened(_trimmed(found.title)))


_OUTLINE = re.compile(r"^\s*\d{1,2}(?:\.\d{1,2})+\.?\s+(?=\S)")
"""The number that an action has in a document with numbered parts."""


def _take_day_at_end(found: FoundAction, reading: Reading) -> FoundAction:
    """The day at the end of a line that begins with a name: `@mira rotate the keys 8 Jul 2022`."""
    ticket = found.ticket if found.title.endswith(f" {found.ticket}") else ""
    title = found.title.removesuffix(ticket).rstrip() if ticket else found.title
    days = find_days(title, year=reading.year, day_first=reading.day_first)
    if found.due or not days or not title.endswith(days[-1].written.strip()):
        return found
    title = title[: days[-1].place].rstrip()
    return found if _OF_A_DAY.search(title) else replace(found, title=title, due=days[-1].day)


_OF_A_DAY = re.compile(r"\b(?:of|on|from|since|after|before|until|and|vom|am|seit|du|de|del|do)$", re.IGNORECASE)
"""What a day at the end of a title belongs to the title by."""

_BOXES = {"-": Status.DECLINED, "/": Status.IN_PROGRESS, "~": Status.DECLINED, ">": Status.OPEN}
_BOX = re.compile(r"\s*\[([-/~>])\]\s+")
_WIKI_NAME = re.compile(r"\s*\[\[([^\[\]|]+)(?:\|[^\[\]]*)?\]\]")


def _plain_marks(text: str) -> tuple[str, Status | None]:
    """A text without the marks of note takers, and what they say: `[-] …` is cancelled, `[/] …` begun, `[[mira]]` a name, a calendar a day."""
    box = _BOX.match(text)
    text = text[box.end() :] if box else text
    names = _WIKI_NAME.findall(text)
    text = (
        _WIKI_NAME.sub("", text) + "".join(f" — {name}" for name in names[:1])
        if names and "📅" not in text
        else _WIKI_NAME.sub(r" — \1 — ", text)
    )
    return re.sub(r"\s*(?:📅|⏳|🛫)\s*", " — ", text).strip(" —"), _BOXES[box[1]] if box else None


def _take_sentences(found: FoundAction, reading: Reading) -> FoundAction:
    """Sentences at the end that only state a field off the title: `Owner: mira.`, `In progress.`"""
    sentences = split(found.title)
    while len(sentences) > 1:
        kind, value = labelled(sentences[-1], reading)
        said = standing_of(sentences[-1], reading.standings) if len(sentences[-1]) <= MOST_LABEL else None
        if not kind and not said:
            break
        found = with_field(found, kind or "status", value or sentences[-1], reading)
        sentences.pop()
    return replace(found, title=" ".join(sentences))


class _Piece:
    """A part of a line's end, and what it may be."""

    def __init__(self, text: str, reading: Reading) -> None:
        self.text = text.strip(" .。,;")
        self.due = ""
        label, colon, value = (
            re.split(r"([:：])", self.text, maxsplit=1) if re.search("[:：]", self.text) else ("", "", self.text)
        )
        self.kind = reading.facts.get(heading_key(label), "") if colon else ""
        self.value = (value if self.kind else self.text).strip()
        if not self.kind:
            self.kind = self._plain_kind(reading)

    def _plain_kind(self, reading: Reading) -> str:
        text = self.text
        bare = _DUE_WORDS.sub("", text, count=1) if _DUE_WORDS.match(text) else text
        days = find_days(bare, year=reading.year, day_first=reading.day_first)
        if days and len(bare) <= len(days[0].written.strip()) + 6:
            self.value = bare
            return "due"
        if (carer := _CARED_FOR_BY.match(text)) and NAME.fullmatch(text[carer.end() :]):
            self.value = text[carer.end() :]
            return "owner"
        if handle := _HANDLE.match(text):
            rest = text[handle.end() :].strip(" :,")
            self.due = rest if find_days(rest, year=reading.year, day_first=reading.day_first) else ""
            if not rest or self.due:
                self.value = handle[0]
                return "owner"
        if TICKET_KEY.fullmatch(text) or TICKET_NUMBER.fullmatch(text):
            return "ticket"
        if standing_of(text, reading.standings):
            return "status"
        if _VAGUE_DAY.fullmatch(text) or reading.standings["unfilled"].fullmatch(text.casefold()):
            return "vague"
        return "name" if NAME.fullmatch(text) and len(text) <= 40 else "lower" if LOWER_NAME.fullmatch(text) else ""


def _take_tail(found: FoundAction, reading: Reading, fielded: bool) -> FoundAction:
    """The fields at the end of a line, in brackets or behind dashes or commas, off its title."""
    while shorter := _without_last(found, reading, fielded):
        found, fielded = shorter, True
    return found


def _without_last(found: FoundAction, reading: Reading, fielded: bool) -> FoundAction | None:
    """An action without what stands last, if that is fields."""
    for text, pieces in _tails(found.title, reading):
        sure = any(piece.kind not in ("name", "lower", "") for piece in pieces) or fielded
        if not fielded and any(piece.kind == "lower" for piece in pieces):
            continue
        is_shorter = bool(text.strip()) and len(text) < len(found.title)
        if pieces and sure and is_shorter and all(piece.kind for piece in pieces):
            return _filled(replace(found, title=text), pieces, reading)
    return None


def _tails(text: str, reading: Reading) -> Iterator[tuple[str, list[_Piece]]]:
    """The ways to cut a line's end off: a bracket, what stands behind the dashes, what stands behind the last commas."""
    if bracket := BRACKET_AT_END.search(text):
        yield text[: bracket.start()], [_Piece(part, reading) for part in _COMMAS.split(bracket[1]) if part.strip()]
    parts = SEPARATED.split(text)
    if len(parts) > 1:
        start = text.rindex(parts[-1]) if parts[-1] else len(text)
        yield (
            SEPARATED.sub(" — ", text[:start]).rstrip(" —"),
            [_Piece(part, reading) for part in _COMMAS.split(parts[-1]) if part.strip()],
        )
    if text.count("(") != text.count(")") or (bracket and text.rstrip(" .。").endswith((")", "）"))):
        return  # a comma within brackets is none between fields
    pieces = _COMMAS.split(text)
    taken: list[_Piece] = []
    while len(pieces) > 1 and (piece := _Piece(pieces[-1], reading)).kind:
        taken.insert(0, piece)
        pieces.pop()
    if taken and taken[-1].kind not in ("name", "lower") and not any(piece.kind == "lower" for piece in taken):
        yield text[: text.rindex(pieces[-1]) + len(pieces[-1])] if pieces else text, taken


def _filled(found: FoundAction, pieces: Collection[_Piece], reading: Reading) -> FoundAction:
    """An action with what the pieces say; what it has already stays."""
    for piece in pieces:
        found = with_field(found, "due", piece.due, reading)
        found = with_field(found, "owner" if piece.kind in ("name", "lower") else piece.kind, piece.value, reading)
    return found


def _trimmed(text: str) -> str:
    """A title without what is left around it once its fields are taken."""
    text = re.sub(r"\s+([.,;:!?])", r"\1", " ".join(text.split()))
    text = re.sub(r"^[\s\-–—:;,.·•*|]+|[\s\-–—:;,(（\[|]+$", "", text)
    return text


MOST_READ = 1500
"""Characters of an action that are looked at: longer lines are no work of a person's, and take ever longer to read."""

LONG_TITLE = 160
"""Characters after which no further sentence is taken into a title."""


def shortened(text: str) -> str:
    """The first sentence of a title, and those behind it while it stays short."""
    kept = ""
    for sentence in split(text):
        if kept and len(kept) + len(sentence) > LONG_TITLE:
            break
        kept = f"{kept} {sentence}".strip()
    return kept or text
