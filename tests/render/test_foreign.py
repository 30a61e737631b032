"""Nothing that a file holds acts on a terminal."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrokit.render.foreign import clean, clean_json

LIVE = {
    "\x1b[31mred": r"\x1b[31mred",
    "bell\x07": r"bell\x07",
    "a\tb\nc\r": "a b c ",
    "\x9b2J": r"\x9b2J",
    "evil\u202etxt": "evilU+202Etxt",
    "zero\u200bwidth": "zeroU+200Bwidth",
    "isolate\u2066x\u2069": "isolateU+2066xU+2069",
    "\ud800": "U+D800",
    "\U000e0041": "U+E0041",
    "[/] [red] :smile: \\": "[/] [red] :smile: \\",
    "日本語 é 👩‍🚀": "日本語 é 👩‍🚀",
}


@pytest.mark.parametrize("text", LIVE)
def test_live_characters_are_spelled_out(text: str) -> None:
    assert clean(text) == LIVE[text]


@given(st.text())
def test_nothing_live_remains(text: str) -> None:
    cleaned = clean(text)
    assert not [
        c
        for c in cleaned
        if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") or c in "\u202a\u202b\u202d\u202e\u2066\u2067\u2069"
    ]
    assert clean(cleaned) == cleaned


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_json_says_the_same_and_holds_nothing_live(text: str) -> None:
    dumped = clean_json(json.dumps({"a": text}, indent=2, ensure_ascii=False))
    assert json.loads(dumped) == {"a": text}
    assert clean(dumped.replace("\n", "")) == dumped.replace("\n", "")
