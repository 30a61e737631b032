"""Where work is tracked: links, keys and numbers in the line of an action."""

import re
from collections.abc import Collection

from retrokit.markdown import Block, Link

_TICKET_URL = re.compile(
    r"/(?:issues|pull|pulls|merge_requests|pull-requests|browse|work_items|incidents|commit|stories|story)/[\w.-]+"
    r"|/T\d+\b|[?&]id=\d+|/(?:c|t|item|items|tasks?|tickets?|bugs?|issue|workitems/edit|show_bug\.cgi\?id)/?=?[\w-]*\d[\w-]*|b/\d{6,}|/issues\?|tracker|jira|linear\.app|trello\.com|bugzilla|phabricator|asana\.com",
    re.IGNORECASE,
)
TICKET_KEY = re.compile(
    r"(?<![\w/#-])(?!(?:UTF|SHA|ISO|RFC|CVE|SEV|HTTP|TLS|AES|CWE|MD|GPT|COVID|IPV|P|S|V|Q|K)-?\d)(?:[A-Z][A-Z0-9]{1,9}-\d{1,6}|T\d{4,7})(?![\w-])"
)
TICKET_NUMBER = re.compile(r"(?<![\w&])(?:[\w.-]+/)?[\w.-]*#\d+\b")
_LINK_WORDS = re.compile(
    r"(?:(?:see|link to|this|the|tracking|tracked|github|jira|gitlab|related|open|opened|an?)\s+)*"
    r"(?:issues?|tickets?|prs?|pull requests?|mrs?|merge requests?|bugs?|tasks?|links?|here|there|discussion|epic|story|card|lien|enlace|vorgang|チケット|issue for [\w ]+|issue here|see here for an issue|see issue here|link to issue|issue link)"
    r"(?:\s+(?:here|link|for this|\S*#?\d+))*",
    re.IGNORECASE,
)
BRACKET_AT_END = re.compile(r"\s*[(（\[【]([^()（）\[\]【】]{2,120})[)）\]】]\s*[.。]?\s*$")


def is_ticket(link: Link) -> bool:
    """Whether a link leads to where work is tracked."""
    return bool(_TICKET_URL.search(link.url)) or bool(
        TICKET_KEY.fullmatch(link.text) or TICKET_NUMBER.fullmatch(link.text)
    )


def ticket_of(block: Block) -> str:
    """The first ticket that a block leads to."""
    return next((link.url for link in block.inline.links if is_ticket(link)), "")


def take_ticket(text: str, links: Collection[Link]) -> tuple[str, str]:
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
    if not ticket and (key := TICKET_KEY.search(text) or TICKET_NUMBER.search(text)):
        ticket = key[0]
        alone = re.search(rf"\s*[(（\[]{re.escape(ticket)}[)）\]]", text)
        if alone:
            text = f"{text[: alone.start()]}{text[alone.end() :]}".strip()
        elif text.startswith(ticket):
            text = text[len(ticket) :].lstrip(" :：-–—.")
        elif text.endswith(ticket) and text[: -len(ticket)].rstrip().endswith((":", ",", "-", "–", "—", ".", ";")):
            text = text[: -len(ticket)].rstrip(" :,-–—;")
    return ticket, text


A_TITLE = 4
"""Words that a link's text has at least if it is a ticket's title and no pointer to it."""


def _only_points(words: str) -> bool:
    return bool(
        _LINK_WORDS.fullmatch(words.strip(" ()[].:"))
        or TICKET_KEY.fullmatch(words)
        or TICKET_NUMBER.fullmatch(words.strip("()[] "))
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
