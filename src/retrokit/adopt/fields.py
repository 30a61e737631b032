"""What stands beside an action in its own line: who has it, when it is due, where it is tracked, where it stands."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from retrokit.adopt.days import find_days
from retrokit.adopt.sections import heading_key
from retrokit.adopt.standing import Standings, standing_of, take_marks
from retrokit.adoption import FoundAction
from retrokit.markdown import Inline, Link
from retrokit.vocabulary import Status


@dataclass(frozen=True, slots=True)
class Reading:
    """What the fields of an action are read with.

    Args:
        standings: the marks of where an action stands.
        facts: a label, as headings are compared -> what stands under it: `owner`, `due`, `status`, `ticket`, `type`, `action`.
        year: of the incident, for days without one.
    """

    standings: Standings
    facts: Mapping[str, str]
    year: int | None = None


_TICKET_URL = re.compile(
    r"/(?:issues|pull|pulls|merge_requests|pull-requests|browse|work_items|incidents|commit|stories|story)/[\w.-]+"
    r"|/T\d+\b|[?&]id=\d+|/(?:c|t|item|items|tasks?|tickets?|bugs?|issue|workitems/edit|show_bug\.cgi\?id)/?=?[\w-]*\d[\w-]*|b/\d{6,}|/issues\?|tracker|jira|linear\.app|trello\.com|bugzilla|phabricator|asana\.com",
    re.IGNORECASE,
)
_TICKET_KEY = re.compile(
    r"(?<![\w/#-])(?!(?:UTF|SHA|ISO|RFC|CVE|SEV|HTTP|TLS|AES|CWE|MD|GPT|COVID|IPV|P|S|V|Q|K)-?\d)(?:[A-Z][A-Z0-9]{1,9}-\d{1,6}|T\d{4,7})(?![\w-])"
)
_TICKET_NUMBER = re.compile(r"(?<![\w&])(?:[\w.-]+/)?[\w.-]*#\d+\b")
_LINK_WORDS = re.compile(
    r"(?:(?:see|link to|this|the|tracking|tracked|github|jira|gitlab|related|open|opened|an?)\s+)*"
    r"(?:issues?|tickets?|prs?|pull requests?|mrs?|merge requests?|bugs?|tasks?|links?|here|there|discussion|epic|story|card|lien|enlace|vorgang|チケット|issue for [\w ]+|issue here|see here for an issue|see issue here|link to issue|issue link)"
    r"(?:\s+(?:here|link|for this|\S*#?\d+))*",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w./])@\w[\w.-]*\w(?: [^\W\d_a-z][\w-]+)?")
_NAME = re.compile(
    r"(?:[^\W\d_a-z][\w.'’-]*)(?:\s+(?:[^\W\d_a-z][\w.'’-]*|van|von|de|der|di|da|bin|la|team|Team)){0,3}|[a-z][\w-]*(?:-oncall| team)|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{1,8}",
    re.UNICODE,
)
_DUE_AT_END = re.compile(
    r"\b(?:due|by|until|before|no later than|bis(?: zum)?|d'ici(?: le| au)?|avant le|hasta el|antes del?|até|entro(?: il)?|まで)\s+\S[^,;]{3,24}$",
    re.IGNORECASE,
)
_IS_PAST = re.compile(
    r"\b(?:(?:has|have) (?:already |since |now )*been|already (?:done|fixed|added|changed|in place|merged|deployed)|(?:has|have) already|wurden? bereits|ist bereits|a déjà été|ont déjà été|ya se (?:ha|han)|ya (?:está|hemos)|já (?:foi|foram|criou|fizemos|está))\b|(?:対応|実施|修正|完了)済み?",
    re.IGNORECASE,
)
_LOWER_NAME = re.compile(r"[a-z][a-z-]{1,14}")
_VAGUE_DAY = re.compile(
    r"(?:KW|CW|week|Q[1-4]|sprint|end of|ende|next|nächste|early|mid|late|fin|mediados|finales|meados)\b.{0,20}",
    re.IGNORECASE,
)
_SEPARATED = re.compile(r"\s+(?:--?-?|–|—|\||→|->|=>|//)\s+|\s*[;；]\s+")
_TAIL = re.compile(r"\s*[(（\[【]([^()（）\[\]【】]{2,120})[)）\]】]\s*[.。]?\s*$")
_COMMAS = re.compile(r"\s*[,、，]\s*")
_DUE_WORDS = re.compile(
    r"(?:due|by|until|till|eta|deadline|target|before|on|bis|fällig|frist|pour le|avant le|échéance|hasta|antes del?|para el|vence|até|prazo|entro|期限|完了予定)\b\s*[:：]?\s*",
    re.IGNORECASE,
)


def is_ticket(link: Link) -> bool:
    """Whether a link leads to where work is tracked."""
    return bool(_TICKET_URL.search(link.url)) or bool(
        _TICKET_KEY.fullmatch(link.text) or _TICKET_NUMBER.fullmatch(link.text)
    )


def read_action(
    inline: Inline, line: int, reading: Reading, *, ticked: bool | None = None, fielded: bool = False
) -> FoundAction:
    """An action from its line. `fielded`: whether other lines of its list end with fields, so that a bare name may be one, too."""
    marked = take_marks(inline.text, inline.struck, reading.standings)
    if ticked and marked.status is Status.DECLINED and not marked.reason:  # struck off a list because it is done
        marked = marked._replace(status=Status.DONE)
    status = marked.status or (Status.DONE if ticked else Status.OPEN if ticked is not None else Status.UNKNOWN)
    ticket, text = _take_ticket(marked.text, inline.links)
    found = FoundAction(text, line, status=status, ticket=ticket, reason=marked.reason)
    found = _take_tail(found, reading, fielded)
    if found.status is Status.UNKNOWN:  # a mark may have stood before a name or a ticket
        again = take_marks(found.title, "", reading.standings)
        found = replace(
            found, title=again.text, status=again.status or found.status, reason=again.reason or found.reason
        )
    if (
        found.due is None
        and (named := _DUE_AT_END.search(found.title))
        and (days := find_days(named[0], year=reading.year))
    ):
        found = replace(found, due=days[0].day)
    if found.status is Status.UNKNOWN and _IS_PAST.search(found.title):
        found = replace(found, status=Status.DONE)
    if (
        not found.owner
        and (handle := _HANDLE.search(found.title))
        and (handle.start() < 2 or handle.end() >= len(found.title) - 2)
    ):
        found = replace(found, owner=handle[0], title=_trimmed(found.title.replace(handle[0], " ", 1)))
    return replace(found, title=shortened(_trimmed(found.title)))


def _take_ticket(text: str, links: Collection[Link]) -> tuple[str, str]:
    """The ticket that a text leads to, and the text without the words that only said so.

    Of several links the last one that says of itself that it is the issue ("link to issue") is meant.
    """
    tickets = [link for link in links if is_ticket(link)]
    pointing = [link for link in tickets if link.text == link.url or _only_points(link.text)]
    ticket = pointing[-1].url if pointing else tickets[0].url if tickets else ""
    for link in tickets:
        if text.endswith((f": {link.text}", f": {link.text}.")) and len(link.text.split()) >= A_TITLE:
            return link.url, link.text  # "a ticket was raised: …"
    for link in links:
        if link.text == link.url or (link in tickets and _only_points(link.text)):
            text = _without(text, link.text)
    if not ticket and (key := _TICKET_KEY.search(text) or _TICKET_NUMBER.search(text)):
        ticket = key[0]
        inner = _TAIL.search(text)
        if inner and inner[1].strip() == ticket:
            text = text[: inner.start()]
        elif text.startswith(ticket):
            text = text[len(ticket) :].lstrip(" :：-–—.")
        elif text.endswith(ticket) and text[: -len(ticket)].rstrip().endswith((":", ",", "-", "–", "—")):
            text = text[: -len(ticket)].rstrip(" :,-–—")
    return ticket, text


A_TITLE = 4
"""Words that a link's text has at least if it is a ticket's title and no pointer to it."""


def _only_points(words: str) -> bool:
    return bool(
        _LINK_WORDS.fullmatch(words.strip(" ()[].:"))
        or _TICKET_KEY.fullmatch(words)
        or _TICKET_NUMBER.fullmatch(words.strip("()[] "))
    )


_POINTING = r"(?:(?:currently )?(?:see|cf\.?|in|via|tracked in|tracked by|tracking|ticket|issue|blocking on)\s*:?\s*)?"


def _without(text: str, words: str) -> str:
    """A text without a pointer in brackets or at the end of a sentence; one within a sentence is a word of it."""
    pointer = re.escape(words)
    bracketed = re.compile(rf"\s*[(\[<（]\s*{_POINTING}{pointer}\s*[)\]>）]")
    ending = re.compile(
        rf"(?<=[.!?,:;–—-])\s*{_POINTING}{pointer}(?=\s*(?:[.,;]|$))|\s+{_POINTING}{pointer}(?=\s*[.,;]?\s*$)|^{pointer}\s*[:：–—-]\s*"
    )
    shorter = bracketed.sub("", text, count=1)
    shorter = shorter if shorter != text else ending.sub("", text, count=1)
    return re.sub(r"([,;])\s*[,;]", r"\1", shorter).strip()


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
        days = find_days(bare, year=reading.year)
        if days and len(bare) <= len(days[0].written.strip()) + 6:
            self.value = bare
            return "due"
        if handle := _HANDLE.match(text):
            rest = text[handle.end() :].strip(" :,")
            self.due = rest if find_days(rest, year=reading.year) else ""
            if not rest or self.due:
                self.value = handle[0]
                return "owner"
        if _TICKET_KEY.fullmatch(text) or _TICKET_NUMBER.fullmatch(text):
            return "ticket"
        if standing_of(text, reading.standings):
            return "status"
        if _VAGUE_DAY.fullmatch(text) or reading.standings["unfilled"].fullmatch(text.casefold()):
            return "vague"
        return "name" if _NAME.fullmatch(text) and len(text) <= 40 else "lower" if _LOWER_NAME.fullmatch(text) else ""


def _take_tail(found: FoundAction, reading: Reading, fielded: bool) -> FoundAction:
    """The fields at the end of a line, in brackets or behind dashes or commas, off its title."""
    for text, pieces in _tails(found.title, reading):
        sure = any(piece.kind not in ("name", "lower", "") for piece in pieces) or fielded
        if not fielded and any(piece.kind == "lower" for piece in pieces):
            continue
        is_shorter = bool(text.strip()) and len(text) < len(found.title)
        if pieces and sure and is_shorter and all(piece.kind for piece in pieces):
            return _take_tail(_filled(replace(found, title=text), pieces, reading), reading, True)
    return found


def _tails(text: str, reading: Reading) -> Iterator[tuple[str, list[_Piece]]]:
    """The ways to cut a line's end off: a bracket, what stands behind the dashes, what stands behind the last commas."""
    if bracket := _TAIL.search(text):
        yield text[: bracket.start()], [_Piece(part, reading) for part in _COMMAS.split(bracket[1]) if part.strip()]
    parts = _SEPARATED.split(text)
    if len(parts) > 1:
        start = text.rindex(parts[-1]) if parts[-1] else len(text)
        yield (
            _SEPARATED.sub(" — ", text[:start]).rstrip(" —"),
            [_Piece(part, reading) for part in _COMMAS.split(parts[-1]) if part.strip()],
        )
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


def with_field(found: FoundAction, kind: str, value: str, reading: Reading) -> FoundAction:
    """An action with a field of that kind (`owner`, `due`, `status`, `ticket`); what it has already stays, and so does what is no value."""
    value = value.strip(" *_`")
    if not re.search(r"[^\W_]", value) or reading.standings["unfilled"].fullmatch(value.casefold()):
        return found
    if kind == "owner" and not found.owner:
        return replace(found, owner=value)
    if kind == "ticket" and not found.ticket:
        return replace(found, ticket=value)
    said = standing_of(value, reading.standings) if kind in ("due", "status") else None
    if (
        kind == "due"
        and found.due is None
        and said is not Status.DONE
        and (days := find_days(value, year=reading.year))
    ):
        found = replace(found, due=days[0].day)
    return replace(found, status=said) if said and found.status is Status.UNKNOWN else found


def ends_with_name(title: str) -> bool:
    """Whether what stands last, behind a dash or in brackets, may be somebody's name."""
    bracket, parts = _TAIL.search(title), _SEPARATED.split(title)
    last = bracket[1] if bracket else parts[-1] if len(parts) > 1 else ""
    return bool(_NAME.fullmatch(last) or _LOWER_NAME.fullmatch(last))


def _trimmed(text: str) -> str:
    """A title without what is left around it once its fields are taken."""
    text = re.sub(r"\s+([.,;:!?])", r"\1", " ".join(text.split()))
    text = re.sub(r"^[\s\-–—:;,.·•*|]+|[\s\-–—:;,(（\[|]+$", "", text)
    return text


LONG_TITLE = 160
"""Characters after which no further sentence is taken into a title."""


def shortened(text: str) -> str:
    """The first sentence of a title, and those behind it while it stays short."""
    from retrokit.adopt.sentences import split

    kept = ""
    for sentence in split(text):
        if kept and len(kept) + len(sentence) > LONG_TITLE:
            break
        kept = f"{kept} {sentence}".strip()
    return kept or text
