"""The lines of a template that ask its reader for something, so that what is left of them can be told."""

import re
from collections.abc import Iterator

FEWEST_WORDS = 3

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_ENCLOSED = re.compile(r"[<\[{(_*].*[>\]})_*]")
_ASKS = re.compile(
    r"(?:describe|explain|summari[sz]e|list|provide|include|outline|write|add|fill|insert|please|use|note|what|when|who|how|why|which)\b",
    re.IGNORECASE,
)


def prompts_in(template: str) -> Iterator[str]:
    """Questions, what stands in brackets or italics, and sentences that begin like an order; with single spaces, as in the report."""
    for line in _COMMENT.sub("", template).splitlines():
        text = " ".join(line.split())
        bare = text.lstrip("-*+>0123456789.) ").strip()
        if len(bare.split()) < FEWEST_WORDS or text.startswith(("#", "|")) or text.endswith(":"):
            continue
        if bare.endswith(("?", "…", "...")) or _ENCLOSED.fullmatch(bare) or _ASKS.match(bare):
            yield text
