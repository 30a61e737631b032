"""Whatever the bytes: a postmortem or findings with a place, never an exception. RETROKIT_FUZZ=20000 digs deeper."""

import os
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from retrokit.analysis.history import compare
from retrokit.analysis.repeats import report_repeats
from retrokit.parse import parse
from retrokit.render import plain, terminal
from retrokit.render.terminal import Screen
from tests.conftest import TODAY, operations

EFFORT = int(os.environ.get("RETROKIT_FUZZ", "300"))
deep = settings(max_examples=EFFORT, deadline=None, suppress_health_check=list(HealthCheck))

KEYS = [
    "title",
    "date",
    "causes",
    "actions",
    "services",
    "status",
    "repeat_of",
    "related_to",
    "not_repeat_of",
    "id",
    "started",
    "ideas",
    "learned",
    "x",
]
PIECES = [
    *[f"{key}: " for key in KEYS],
    "---\n",
    "...\n",
    "- ",
    "  ",
    "\n",
    "\r\n",
    "\t",
    "[",
    "]",
    "{",
    "}",
    ", ",
    ": ",
    "'",
    '"',
    "|\n",
    ">-\n",
    "&a ",
    "*a",
    "!x ",
    "? ",
    "# ",
    "<<: ",
    "%",
    "@",
    "~",
    "null",
    "2024-01-02",
    "2024-99-01",
    "done",
    "\x85",
    "\ufeff",
    "\x1b",
    "é",
    "日本",
    "😀",
]


def holds(data: bytes) -> None:
    postmortem, findings = parse("2024-01-01-x.md", data)
    assert postmortem is not None or findings
    lines = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    for finding in findings:
        assert 1 <= finding.line <= lines + 1 and finding.column >= 1 and finding.message
    if postmortem is not None:
        report = report_repeats(compare([postmortem], operations, minimum=0), threshold=50, today=TODAY)
        assert "\x1b" not in terminal.render(report, Screen(80, False, True)) + plain.render(report)


@deep
@given(st.binary(max_size=200))
@example(b"---\n" + b"- " * 5000 + b"\n---\n")
def test_any_bytes(data: bytes) -> None:
    holds(data)
    holds(b"---\n" + data + b"\n---\n")


@deep
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_text_that_looks_like_front_matter(text: str) -> None:
    holds(f"---\n{text}\n---\nbody\n".encode())
    holds(text.encode())


values = st.recursive(
    st.none() | st.text(max_size=12) | st.sampled_from(["2024-01-02", "done", "none", "x#1"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["title", "id", "why", "status", "due", "closed", "type", "owner", "summary", "y"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@deep
@given(st.dictionaries(st.sampled_from(KEYS), values, max_size=6))
def test_every_key_may_hold_anything(front: dict[str, object]) -> None:
    import json

    holds(f"---\n{json.dumps(front)}\n---\n".encode("utf-8", "surrogatepass"))


def test_the_reports_of_the_examples_cut_anywhere(tmp_path: Path) -> None:
    source = Path(__file__).parent.parent / "examples/postmortems"
    for path in sorted(source.glob("*.md"))[::6]:
        whole = path.read_bytes()
        for end in range(0, len(whole), 97):
            holds(whole[:end])
