"""Whatever the text: no exception, the body as it was, front matter that reads back, and nothing to do the second time.

RETROKIT_FUZZ=20000 digs deeper.
"""

import os
import time

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from retrokit import frontmatter
from retrokit.adopt import Untagged, adopt, habits_of, take_apart, with_causes
from retrokit.frontmatter import FrontMatter
from retrokit.parse import parse
from tests.adopt.conftest import PATH, adopted, body_of, knowledge

EFFORT = int(os.environ.get("RETROKIT_FUZZ", "300"))
deep = settings(max_examples=EFFORT, deadline=None, suppress_health_check=list(HealthCheck))

FRONT = [
    "---\n",
    "---\ntitle: T\n---\n",
    "---\ntitle:\ncauses: ~ # why\nactions: ''\n---\n",
    "---\r\ndate: 5. März 2024 # so\r\nroot_cause: the disk\r\n---\r\n",
    "---\nDate: 2024-03-05\nTITLE: 'a: b'\nx: &a [1, *b]\n---\n",
    "---\nDate: &a\ntitle: |\n  two\n  lines\n...\n",
    "---\nUnderlying cause: [x, {summary: y, z: a}]\nCorrective actions: {task: x, assignee: y}\n---\n",
    "+++\ntitle = 'T'\n+++\n",
    '{"title": "T"}\n',
    "\ufeff---\n---\n",
]
PIECES = [
    "# Mail was late\n",
    "## Root cause\n",
    "## Action items\n",
    "## Timeline\n",
    "== Ursache ==\n",
    "Title\n=====\n",
    "**Root cause:** ",
    "- [x] ",
    "- ",
    "  - ",
    "1. ",
    "> [!todo] ",
    "> ",
    "| Action | Owner | Due |\n|---|---|---|\n",
    "| Add an alert | @mira | 5.3.2024 |\n",
    "| ",
    "Severity: SEV2\n",
    "Services: mail, web\n",
    "Date: 20244-03-05\n",
    "The disk was full because logs were never rotated. ",
    "This led to mail being late.",
    "Unknown.",
    "None.",
    "~~struck~~ ",
    "`code`",
    "```\n",
    "<!-- ",
    " -->",
    "<table><tr><td>",
    "<br>",
    "[#7](https://github.com/a/b/issues/7)",
    "[a][b]\n\n[b]: https://x.org/T1234\n",
    "(@mira, due 2024-04-05)",
    "（担当：小林、4月5日）",
    " — done",
    "WONTFIX because of it",
    "令和6年3月5日",
    "2024-13-45",
    "原因\n",
    "- Owner: mira\n",
    "---\n",
    "...\n",
    ": ",
    " #",
    "'",
    '"',
    "\\",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\t",
    "\x0b",
    "\x0c",
    "\x1b[2J",
    "\x85",
    "\u2028",
    "\u200b",
    "\ufeff",
    "\ufffe",
    "\U000e0001",
    "é",
    "日本",
    "😀",
]

arbitrary = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
fronts = st.sampled_from(["", "", *FRONT]) | arbitrary.map(lambda text: f"---\n{text}\n---\n")
bodies = st.lists(st.sampled_from(PIECES) | arbitrary, max_size=25).map("".join)
texts = st.builds(str.__add__, fronts, bodies)


def holds(text: str, path: str = PATH) -> None:
    report = take_apart(path, text, {}, knowledge())
    if not isinstance(report, Untagged):
        assert report.message
        return
    adoption = adopt(report, habits_of([report]), knowledge())
    for changed in (adoption, with_causes(adoption, report, {0, 2})):
        after = changed.after
        assert after.endswith(body_of(text)) and changed.changes is (after != text)
        if not changed.changes:
            continue
        assert isinstance(frontmatter.read(after), FrontMatter) and changed.refused == ""
        found, findings = parse(path, after.encode())
        assert found is not None, findings
        again = take_apart(path, after, {}, knowledge())
        assert isinstance(again, Untagged)
        second = adopt(again, habits_of([again]), knowledge())
        assert second.after == after and second.added == ()


@deep
@given(texts)
@example("---\n---\n# x\n")
@example("\n\n# Mail was late\n\n## Root cause\n\n---\n")
@example("# a\r\r\n\n## Root cause\r\n\rA bug.\r")
def test_any_text(text: str) -> None:
    holds(text)


@deep
@given(st.sampled_from(FRONT), bodies, st.sampled_from(["\n", "\r\n", "\r"]))
def test_any_report_that_reads_like_one(front: str, body: str, newline: str) -> None:
    told = f"# Mail was late\n\n## Root cause\n\nThe disk was full.\n\n{body}\n\n## Timeline\n\n- 10:00 call\n\n## Impact\n\nNone.\n"
    holds(told.replace("\n", newline))
    holds((front + told).replace("\n", newline))


@deep
@given(arbitrary, arbitrary, arbitrary)
def test_any_title_cause_and_action(title: str, cause: str, action: str) -> None:
    holds(f"# {title}\n\n## Root cause\n\n{cause}\n\n## Impact\n\nNone.\n\n## Action items\n\n- {action}\n")


LINES = [
    "- [ ] a (b, c — d; e, ",
    "| a | b |\n",
    "**a:** ",
    "5 März ",
    "a — b, c (",
    "(" * 40,
    "-" * 40,
    "." * 40,
    "a" * 40,
    "<b>" * 9,
]


def test_a_long_line_of_anything_is_read_in_a_moment() -> None:
    for line in LINES:
        began = time.monotonic()
        holds(f"# T\n\n## Action items\n\n{line * 200}\n\n## Root cause\n\n{line * 200}\n\n## Impact\n\nx\n")
        assert time.monotonic() - began < 4, line


def test_html_that_no_browser_minds_is_read() -> None:
    for html in ("<div>\n<![foo bar]]>\n<p>Disk.</p>\n</div>", "<div>\n<![endif--]>\n</div>", "<![CDATA[ x"):
        assert adopted(f"# Mail was late\n\n{html}\n\n## Root cause\n\nThe disk was full.\n").after


@pytest.mark.parametrize(
    "text",
    [
        "# " + "-" * 20_000,
        "# a\n\n## Action items\n\n- " + "|" * 100_000,
        "# a\n\n## Action items\n\n- x " + "INC-1 - " * 5_000,
        "# a\n\n" + "A. " * 10_000,
        "# a\n\n## Action items\n\n- " + "。" * 20_000,
        "---\nowner: " + "a-" * 50_000 + "\n---\n# a\n",
    ],
    ids=["title", "bars", "tickets", "initials", "stops", "owner"],
)
def test_long_lines_of_one_thing_take_no_time(text: str) -> None:
    began = time.perf_counter()
    adopted(text)
    assert time.perf_counter() - began < SOON


SOON = 3.0
"""Seconds; each took ten and more."""
