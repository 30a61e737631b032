"""The parts of a report: headings of every kind, names in bold, and what a name says that its part holds."""

import pytest

from retrokit.adopt.sections import Passage, heading_key, kind_of, read_passages
from retrokit.markdown import read_blocks
from tests.adopt.conftest import knowledge


def passages(text: str) -> list[Passage]:
    return read_passages(read_blocks(text), knowledge().sections)


def held(text: str) -> list[tuple[str, str]]:
    """What each block's part holds, and the block's text."""
    return [(passage.section.holds, passage.block.inline.text) for passage in passages(text)]


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("2. Root-Cause(s):", "root cause s"),
        ("Was können wir ändern?", "was konnen wir andern"),
        ("Maßnahmen", "massnahmen"),
        ("5 Whys", "5 whys"),
        ("1.2 5 Whys", "5 whys"),
        ("3", "3"),
        ("L’origine", "l origine"),
        ("🔥 原因 🔥", "原因"),
        ("---", ""),
    ],
)
def test_headings_are_compared_without_what_differs(title: str, key: str) -> None:
    assert heading_key(title) == key


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Root cause", "causes"),
        ("3.1 ROOT CAUSES:", "causes"),
        ("Why did the queue fill up?", "causes"),
        ("Technical root cause of the outage", "causes"),
        ("5 Whys", "whys"),
        ("Ursache", "causes"),
        ("Cause racine", "causes"),
        ("Causa raíz", "causes"),
        ("根本原因", "causes"),
        ("障害の原因について", "causes"),
        ("원인", "causes"),
        ("Action items", "actions"),
        ("What are we going to do about it?", "actions"),
        ("Maßnahmen", "actions"),
        ("再発防止策", "actions"),
        ("Our follow-up action items", "actions"),
        ("Timeline (UTC)", "timeline"),
        ("Lessons learned", "lessons"),
        ("How did we find out?", "detection"),
        ("10:30 root cause found", ""),
        ("2024-03-05 action items", ""),
        ("The printer", ""),
        ("Root cause " + "and whatever " * 7, ""),
        ("", ""),
    ],
)
def test_what_a_part_of_that_name_holds(title: str, kind: str) -> None:
    assert kind_of(title, knowledge().sections) == kind


@pytest.mark.parametrize(
    "text",
    [
        "# T\n\n## Root cause\n\nA bug.\n",
        "T\n=\n\nRoot cause\n----------\n\nA bug.\n",
        "# T\n\n**Root cause**\n\nA bug.\n",
        "# T\n\n**Root cause:** A bug.\n",
        "# T\n\n__Root cause__: A bug.\n",
        "# T\n\nRoot cause: A bug.\n",
        "# T\n\nRoot cause\n\nA bug.\n",
        "# T\n\n2. Root cause\n\nA bug.\n",
        "# T\n\n■ Root cause\nA bug.\n",
        "# T\n\nROOT CAUSE\nA bug.\n",
        "# T\n\n- **Root cause**: A bug.\n",
        "# T\n\n- **Root cause**\n  - A bug.\n",
        "# T\n\n> [!bug] Broker\n> A bug.\n",
        "# T\n\n> [!bug]\n> A bug.\n",
        "# T\n\n> [!bug]- Broker\n>\n> A bug.\n",
        "# T\n\n## Root cause\n\n> [!NOTE]\n> A bug.\n",
        "<h1>T</h1><h2>Root cause</h2><p>A bug.</p>\n",
        "= T =\n\n== Root cause ==\n\nA bug.\n",
        "h1. T\n\nh2. Root cause\n\nA bug.\n",
    ],
)
def test_whatever_opens_a_part(text: str) -> None:
    assert ("causes", "A bug.") in held(text)


def test_a_part_ends_at_the_next_heading_of_its_level() -> None:
    text = "# T\n\na\n\n## Root cause\n\nb\n\n### Printer\n\nc\n\n### Impact\n\nd\n\n## Printer\n\ne\n"
    assert held(text) == [("", "a"), ("causes", "b"), ("causes", "c"), ("impact", "d"), ("", "e")]
    deepest = passages(text)[3].section
    assert [section.title for section in deepest.path] == ["T", "Root cause", "Impact"]


def test_a_name_in_bold_lasts_until_the_next_one_or_the_next_heading() -> None:
    text = "## Notes\n\n**Root cause**\n\na\n\nb\n\n**Impact:** c\n\n## Printer\n\nd\n"
    assert held(text) == [("causes", "a"), ("causes", "b"), ("impact", "c"), ("", "d")]


def test_a_name_in_an_item_lasts_for_what_is_beneath_it() -> None:
    text = "- **Root cause**: a\n  - b\n- **Impact**: c\n- **Owner**: d\n\ne\n"
    assert [kind for kind, _ in held(text)] == ["causes", "causes", "impact", "", ""]


def test_an_item_that_is_only_a_known_name_is_no_heading_among_others() -> None:
    assert {kind for kind, _ in held("- Timeline\n- Impact\n- Root cause\n")} == {""}


def test_a_long_title_on_top_is_no_part() -> None:
    """`Root cause analysis of the queue outage` names the report, `Root cause` may be all that there is."""
    assert held("# Root cause analysis of the queue outage\n\na\n") == [("", "a")]
    assert held("# Root cause\n\na\n") == [("causes", "a")]


def test_bold_words_within_text_open_nothing() -> None:
    assert held("**We** restarted it.\n\n**Never** do that.\n") == [("", "We restarted it."), ("", "Never do that.")]


def test_code_and_comments_hold_no_parts() -> None:
    assert held("# T\n\n```\n## Root cause\n```\n\n<!-- ## Root cause -->\n\na\n") == [("", "a")]
