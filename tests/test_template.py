"""A template and a few answers: only the answered lines change."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrokit.errors import RetrokitError
from retrokit.parse import parse
from retrokit.repo import built_in_templates
from retrokit.template import Answers, fill

DAY = date(2026, 11, 23)
PLAIN = Answers("Checkout is down", DAY, "2026-11-23-checkout-is-down")
FULL = Answers(
    "Checkout is down",
    DAY,
    "2026-11-23-checkout-is-down",
    severity="SEV2",
    services=("checkout", "a, b"),
    causes=("The pool: it had no ceiling", "[nobody] looked"),
)


@pytest.mark.parametrize("name", built_in_templates())
def test_ours_are_drafts_that_say_nothing_false(name: str) -> None:
    text = fill(name, built_in_templates()[name], PLAIN)
    report, findings = parse("postmortems/x.md", text.encode())
    assert findings == [] and report is not None and report.is_draft
    assert (report.title, report.date, report.id) == ("Checkout is down", DAY, "x")
    # Nothing is claimed: not even that no action was decided on.
    assert report.actions is None
    said = (report.severity, report.services, report.trigger, report.causes, report.customer_impact, report.roadmap)
    assert not any(said) and not any((report.ideas, report.learned, report.verdicts))
    body = text.split("\n---\n")[1]
    lines = [line for line in body.splitlines() if line]
    assert all(line.startswith("## ") or (line.startswith("<!-- ") and line.endswith(" -->")) for line in lines)


@pytest.mark.parametrize("name", built_in_templates())
def test_only_the_answered_lines_change(name: str) -> None:
    template = built_in_templates()[name]
    text = fill(name, template, FULL)
    report, findings = parse("postmortems/x.md", text.encode())
    assert findings == [] and report is not None
    assert (report.severity, report.services[0]) == ("SEV2", "checkout")
    assert [cause.summary for cause in report.causes] == list(FULL.causes)
    gone = [line for line in template.splitlines() if line != "  -" and line not in text.splitlines()]
    assert gone == ["title: What people noticed, in one line", "date: 2026-01-31", "severity:", "services: []"] or (
        name == "security" and gone[0] == "title: What was noticed, in one line"
    )


def test_short_is_short_and_each_has_its_own_order() -> None:
    templates = built_in_templates()
    assert templates["short"].count("\n") <= 23
    headings = {
        name: [line for line in text.splitlines() if line.startswith("## ")] for name, text in templates.items()
    }
    assert headings["learning-review"][:3] == [
        "## The story",
        "## How it made sense at the time",
        "## What surprised us",
    ]
    for name in ("default", "security", "learning-review"):
        assert "## What surprised us" in headings[name]
        assert "support" in templates[name]  # what customers noticed has its place
    for text in templates.values():
        assert "root cause" not in text.lower() and "mttr" not in text.lower() and "human error" not in text.lower()


def test_every_other_byte_of_a_template_stays() -> None:
    template = (
        "---\n"
        "# ours\n"
        'title:   "old: title"   # in one line\n'
        "date: 2020-01-01\n"
        "tags: [a,  b]\n"
        "severity: SEV3 # SEV1 | SEV2\n"
        "causes:\n"
        "# how it could happen\n"
        "- one\n"
        "- two\n"
        "\n"
        "# who was on call\n"
        "oncall: >\n"
        "  nobody\n"
        "services: [\n"
        "  old,\n"
        "]\n"
        "status: review\n"
        "---\n"
        "\n"
        "# {title} ({date})\n"
        "  trailing  \n"
    )
    assert fill("own", template, FULL) == (
        "---\n"
        "# ours\n"
        "title: Checkout is down   # in one line\n"
        "date: 2026-11-23\n"
        "tags: [a,  b]\n"
        "severity: SEV2 # SEV1 | SEV2\n"
        "causes:\n"
        '  - "The pool: it had no ceiling"\n'
        '  - "[nobody] looked"\n'
        "# how it could happen\n"
        "\n"
        "# who was on call\n"
        "oncall: >\n"
        "  nobody\n"
        'services: [checkout, "a, b"]\n'
        "status: review\n"
        "---\n"
        "\n"
        "# Checkout is down (2026-11-23)\n"
        "  trailing  \n"
    )


def test_what_is_not_answered_stays() -> None:
    template = "---\ntitle: x\nseverity: SEV3\nservices: [ours]\ncauses: [pick one]\nstatus: final\n---\n"
    assert fill("own", template, PLAIN) == template.replace("title: x", "title: Checkout is down\ndate: 2026-11-23")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_endings_are_the_template_s(end: str) -> None:
    template = end.join(["---", "title: x", "causes:", "  - a", "oncall: y", "---", "", "{title}", ""])
    text = fill("own", template, FULL)
    assert text.replace(end, "").isprintable() and text.count(end) == text.replace(end, "\n").count("\n")
    report, findings = parse("postmortems/x.md", text.encode())
    assert findings == [] and report is not None and len(report.causes) == 2


def test_a_template_without_front_matter_gets_one() -> None:
    assert fill("own", "# {title}\r\n\r\nWhat?\r\n", PLAIN) == (
        "---\r\ntitle: Checkout is down\r\ndate: 2026-11-23\r\nstatus: draft\r\n---\r\n\r\n"
        "# Checkout is down\r\n\r\nWhat?\r\n"
    )
    assert fill("own", "\n---\nours: 1\n---\n", PLAIN).startswith("\n---\ntitle: Checkout is down\n")
    assert fill("own", "", PLAIN) == "---\ntitle: Checkout is down\ndate: 2026-11-23\nstatus: draft\n---\n"


def test_names_that_the_history_has_for_the_keys() -> None:
    fields = {"causes": ("root_causes", "root_cause"), "date": ("incident_date",), "title": ("Summary",)}
    text = fill("own", "---\nSummary: x\nRoot Cause: [old]\n---\n", FULL, fields)
    assert "Summary: Checkout is down\nincident_date: 2026-11-23\n" in text
    assert "Root Cause:\n  - " in text and "causes:" not in text and "[old]" not in text
    report, findings = parse("postmortems/x.md", text.encode(), fields=fields)
    assert findings == [] and report is not None and len(report.causes) == 2 and report.date == DAY
    also = fill("own", "---\ncontributing_factors: []\n---\n", FULL)
    assert also.count("causes") == 0 and "contributing_factors:\n  - " in also


def test_an_id_is_written_where_it_is_asked_for_or_has_a_place() -> None:
    assert "id:" not in fill("own", "---\ntitle: x\n---\n", PLAIN)
    placed = fill("own", "---\ntitle: x\nid: YYYY-MM-DD-slug\n---\n", PLAIN)
    assert 'id: "2026-11-23-checkout-is-down"' in placed
    asked = fill("own", "---\ntitle: x\n---\n", Answers("T", DAY, "INC-7", writes_id=True))
    assert asked.startswith("---\nid: INC-7\ntitle: T\n")


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("---\ntitle: {{ title }}\n---\n", "own:2:"),
        ("---\ntitle: x\n", "never closed"),
        ("text\n---\ntitle: x\n---\n", ""),
        ("---\n{title: a, date: b}\n---\n", "can't be filled in"),
        ("---\ntitle: &t x\nother: *t\n---\n", "can't be filled in"),
        ("---\n? title\n: x\n---\n", "can't be filled in"),
        ("+++\ntitle = 'x'\n+++\n", "TOML"),
        ("---\n- a\n---\n", "a list"),
    ],
)
def test_a_template_that_can_t_be_filled_in_is_named(template: str, told: str) -> None:
    if not told:  # prose with a rule in it, and no front matter
        assert fill("own", template, PLAIN).endswith(template)
        return
    with pytest.raises(RetrokitError) as stopped:
        fill("own", template, PLAIN)
    assert stopped.value.location.startswith("own") and told in f"{stopped.value.location} {stopped.value.message}"


def test_what_does_not_read_back_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrokit.template.scalar", lambda text, in_flow=False: "another")
    with pytest.raises(RetrokitError, match="can't be filled in"):
        fill("own", "---\ntitle: x\n---\n", PLAIN)


def test_a_title_opens_no_html_in_the_body() -> None:
    hostile = Answers("a <script>x</script> <!-- b --> 3 < 4", DAY, "x")
    text = fill("own", "# {title}\n", hostile)
    assert "# a \\<script>x\\</script> \\<!-- b --> 3 < 4\n" in text
    report, _ = parse("postmortems/x.md", text.encode())
    assert report is not None and report.title == hostile.title


LINES = (
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).map(lambda t: " ".join(t.split())).filter(bool)
)


@given(
    LINES,
    st.lists(LINES, max_size=3),
    st.lists(LINES, max_size=3),
    LINES,
    st.sampled_from(sorted(built_in_templates())),
)
def test_whatever_is_answered_reads_back(
    title: str, services: list[str], causes: list[str], severity: str, name: str
) -> None:
    answers = Answers(title, DAY, "x", False, severity, tuple(services), tuple(causes))
    report, findings = parse("postmortems/x.md", fill(name, built_in_templates()[name], answers).encode())
    assert findings == [] and report is not None
    assert (report.title, report.severity) == (title, severity)
    assert [cause.summary for cause in report.causes] == causes
