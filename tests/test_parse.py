"""From bytes to a Postmortem: every field, every shape that people write it in, and what is told when it is wrong."""

from datetime import date

import pytest

from retrokit.model import Action, Cause, Finding, Postmortem, Verdict, default_id
from retrokit.parse import parse
from retrokit.vocabulary import ActionType, Problem, Status, VerdictKind

FULL = """\
---
id: 2026-03-14-checkout-pool-exhausted
title: Checkout times out under the spring sale
date: 2026-03-14
severity: SEV2
status: Final
services: [checkout, postgres]
trigger: A sale mail went out
causes:
  - Each pod opens 50 connections
  - {summary: No load test covers a campaign, category: process}
customer_impact: 1900 orders failed
actions:
  - title: Put PgBouncer in between
    type: prevent
    owner: "@mira"
    due: 2026-04-11
    status: done
    closed: 2026-04-02
    ticket: https://tracker.example/PAY-311
  - title: Load-test every campaign
    type: detection
    status: won't do
    reason: Marketing staggers the mails
  - Write it down
ideas: [Queue mails by region]
learned:
  - The limit was per pod
roadmap: https://tracker.example/PAY-EPIC-9
repeat_of: [2025-11-02-checkout-pool]
not_repeat_of:
  - id: 2025-08-19-search-pool
    why: another pool
commander: "@jo"
---
Body.
"""


def read(
    text: str | bytes, path: str = "postmortems/2026-03-14-x.md", **names: dict[str, tuple[str, ...]]
) -> tuple[Postmortem | None, list[Finding]]:
    return parse(path, text.encode() if isinstance(text, str) else text, **names)


def good(front: str, path: str = "postmortems/2026-03-14-x.md") -> Postmortem:
    postmortem, findings = read(f"---\n{front}\n---\n", path)
    assert postmortem is not None and findings == []
    return postmortem


def problems(front: str, path: str = "postmortems/2026-03-14-x.md") -> list[tuple[Problem, int, int]]:
    return [(f.problem, f.line, f.column) for f in read(f"---\n{front}\n---\n", path)[1]]


def test_every_field_is_read() -> None:
    postmortem, findings = read(FULL)
    identity, opened = "2026-03-14-checkout-pool-exhausted", date(2026, 3, 14)
    assert findings == []
    assert postmortem == Postmortem(
        id=identity,
        path="postmortems/2026-03-14-x.md",
        title="Checkout times out under the spring sale",
        date=opened,
        severity="SEV2",
        status="final",
        services=("checkout", "postgres"),
        trigger="A sale mail went out",
        causes=(Cause("Each pod opens 50 connections"), Cause("No load test covers a campaign", "process")),
        customer_impact="1900 orders failed",
        actions=(
            Action(
                f"{identity}#1",
                "Put PgBouncer in between",
                ActionType.PREVENT,
                "@mira",
                date(2026, 4, 11),
                Status.DONE,
                opened,
                date(2026, 4, 2),
                "https://tracker.example/PAY-311",
            ),
            Action(
                f"{identity}#2",
                "Load-test every campaign",
                ActionType.DETECT,
                status=Status.DECLINED,
                opened=opened,
                reason="Marketing staggers the mails",
            ),
            Action(f"{identity}#3", "Write it down", opened=opened),
        ),
        ideas=("Queue mails by region",),
        learned=("The limit was per pod",),
        roadmap="https://tracker.example/PAY-EPIC-9",
        verdicts=(
            Verdict(VerdictKind.SAME, "2025-11-02-checkout-pool", "", 30, 13),
            Verdict(VerdictKind.DIFFERENT, "2025-08-19-search-pool", "another pool", 32, 5),
        ),
    )


def test_the_file_name_gives_id_title_and_date() -> None:
    postmortem = good("causes: a", "incidents/2024-02-29-disk-full.md")
    assert (postmortem.id, postmortem.title, postmortem.date) == (
        "2024-02-29-disk-full",
        "disk full",
        date(2024, 2, 29),
    )


@pytest.mark.parametrize(
    ("path", "identity"),
    [
        ("a/2024-02-29-x.md", "2024-02-29-x"),
        ("2024-02-29-x/index.md", "2024-02-29-x"),
        ("2024-02-29-x/README.md", "2024-02-29-x"),
        ("x.markdown", "x"),
    ],
)
def test_default_id(path: str, identity: str) -> None:
    assert default_id(path) == identity


@pytest.mark.parametrize(
    "written",
    [
        "2024-02-29",
        "'2024-02-29'",
        "2024-02-29T23:30:00-08:00",
        "2024-02-29 10:00 UTC",
        "2024-02-29 9:05",
        "20240229",
        "2024-02-29T10:00Z",
    ],
)
def test_a_date_may_carry_a_time(written: str) -> None:
    assert good(f"date: {written}", "x.md").date == date(2024, 2, 29)


def test_the_first_time_that_is_known_stands_in_for_the_date() -> None:
    assert good("resolved: 2024-03-02T01:00Z\nstarted: 2024-03-01T23:00Z", "x.md").date == date(2024, 3, 1)


@pytest.mark.parametrize(
    "written",
    [
        "2024-02-30",
        "29.02.2024",
        "2024/02/29",
        "yesterday",
        "[2024-02-29]",
        "{y: 2024}",
        "0000-00-00",
        "2024-02-30 10:00",
        "99999-01-01",
    ],
)
def test_a_date_that_is_none_is_told_where_it_stands(written: str) -> None:
    assert problems(f"title: a\ndate: {written}", "x.md") == [(Problem.BAD_DATE, 3, 7)]
    assert read(f"---\ntitle: a\ndate: {written}\n---\n", "x.md")[0] is None


def test_a_bad_date_does_not_lose_a_report_whose_name_has_one() -> None:
    postmortem, findings = read("---\ntitle: a\ndate: 2024-02-30\n---\n", "2024-02-28-x.md")
    assert postmortem is not None and postmortem.date == date(2024, 2, 28)
    assert [f.problem for f in findings] == [Problem.BAD_DATE]


def test_no_date_at_all_is_told() -> None:
    assert problems("title: a\ndate:", "x.md") == [(Problem.MISSING_DATE, 2, 1)]


@pytest.mark.parametrize(
    "written", ["checkout, postgres", "[checkout, postgres]", "['checkout, postgres']", "\n- checkout\n- postgres"]
)
def test_services_in_every_shape(written: str) -> None:
    assert good(f"services: {written}").services == ("checkout", "postgres")


@pytest.mark.parametrize(
    ("written", "causes"),
    [
        ("one", ["one"]),
        ("[one, two]", ["one", "two"]),
        ("\n- Cause: the disk was full", ["Cause: the disk was full"]),
        ("\n- summary: one\n  category: load", ["one"]),
        (">-\n  folded\n  text", ["folded text"]),
        ("", []),
        ("[]", []),
        ("['', ~, one]", ["one"]),
    ],
)
@pytest.mark.parametrize("key", ["causes", "contributing_factors", "Contributing Factors", "contributing-factors"])
def test_causes_in_every_shape(key: str, written: str, causes: list[str]) -> None:
    assert [cause.summary for cause in good(f"{key}: {written}").causes] == causes


def test_values_that_are_nested_too_deep_are_told_and_the_others_kept() -> None:
    front = (
        "title: {a: 1, b: 2}\ncauses: [[a, b], fine]\nlearned: [fine, {a: [1]}]\nactions: [{owner: x, due: y}, fine]"
    )
    postmortem, findings = read(f"---\n{front}\n---\n")
    assert postmortem is not None
    assert {f.problem for f in findings} == {Problem.WRONG_TYPE}
    assert sorted((f.line, f.column) for f in findings) == [(2, 8), (3, 10), (4, 17), (5, 11)]
    assert [cause.summary for cause in postmortem.causes] == ["fine"]
    assert postmortem.learned == ("fine",)
    assert [action.title for action in postmortem.actions or ()] == ["fine"]


@pytest.mark.parametrize(
    ("written", "count"),
    [
        ("[]", 0),
        ("", 0),
        ("none", 0),
        ("N/A", 0),
        ("[none]", 0),
        ("Fix it", 1),
        ("{title: Fix it}", 1),
        ("[none, Fix it]", 1),
    ],
)
def test_an_empty_list_of_actions_says_that_there_are_none(written: str, count: int) -> None:
    actions = good(f"actions: {written}").actions
    assert actions is not None and len(actions) == count


def test_no_actions_key_says_nothing() -> None:
    assert good("title: a").actions is None


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("open", Status.OPEN),
        ("TODO", Status.OPEN),
        ("In Progress", Status.IN_PROGRESS),
        ("in_progress", Status.IN_PROGRESS),
        ("Done", Status.DONE),
        ("closed", Status.DONE),
        ("wontfix", Status.DECLINED),
        ("unknown", Status.UNKNOWN),
        ("", Status.UNKNOWN),
    ],
)
def test_status_in_peoples_words(written: str, status: Status) -> None:
    (action,) = good(f"actions: [{{title: a, status: {written}}}]").actions or ()
    assert action.status is status


def test_a_status_nobody_knows_is_told_with_the_nearest() -> None:
    postmortem, (finding,) = read("---\nactions:\n  - title: a\n    status: dnoe\n---\n")
    assert (finding.problem, finding.line, finding.column) == (Problem.UNKNOWN_VALUE, 4, 13)
    assert finding.help == "write `done`, if that is meant"
    assert postmortem is not None and postmortem.actions is not None and postmortem.actions[0].status is Status.UNKNOWN


def test_a_closing_date_alone_means_done() -> None:
    (action,) = good("actions: [{title: a, closed: 2026-05-01}]").actions or ()
    assert (action.status, action.closed) == (Status.DONE, date(2026, 5, 1))


@pytest.mark.parametrize(
    "title", ["[x] Buy more memory", "Buy more memory (DONE)", "Buy more memory (done).", "✅ Buy more memory"]
)
def test_a_title_may_say_that_it_is_done(title: str) -> None:
    for written in (f"'{title}'", f"{{title: '{title}', status: unknown}}", f"{{title: '{title}'}}"):
        (action,) = good(f"actions: [{written}]").actions or ()
        assert action.status is Status.DONE
    (open_still,) = good(f"actions: [{{title: '{title}', status: open}}]").actions or ()
    assert open_still.status is Status.OPEN


def test_a_bad_due_date_leaves_the_action() -> None:
    postmortem, (finding,) = read("---\nactions: [{title: a, due: soon}]\n---\n")
    assert (finding.problem, finding.line, finding.column) == (Problem.BAD_DATE, 2, 27)
    assert postmortem is not None and postmortem.actions is not None and postmortem.actions[0].due is None


def test_several_owners_and_tickets_are_one_text() -> None:
    (action,) = good("actions: [{title: a, owner: ['@mira', '@jo'], ticket: [A-1, A-2]}]").actions or ()
    assert (action.owner, action.ticket) == ("@mira, @jo", "A-1, A-2")


@pytest.mark.parametrize("written", ["other", "[other]", "[other.md]", "{id: other}", "[{id: other, why: because}]"])
def test_verdicts_in_every_shape(written: str) -> None:
    (verdict,) = good(f"related_to: {written}").verdicts
    assert (verdict.kind, verdict.other) == (VerdictKind.RELATED, "other")


def test_a_verdict_without_an_id_is_told() -> None:
    assert problems("not_repeat_of: [{why: because, who: me}]") == [(Problem.WRONG_TYPE, 2, 17)]


def test_a_history_may_have_its_own_names() -> None:
    front = "---\nsummary: What\nhappened_on: 2024-01-02\nroot_cause: Why\ntodo: [{what: Fix, assignee: me}]\n---\n"
    fields = {
        "title": ("summary",),
        "date": ("happened_on",),
        "causes": ("missing", "root_cause"),
        "actions": ("todo",),
    }
    postmortem, findings = read(
        front, "x.md", fields=fields, action_fields={"title": ("what",), "owner": ("assignee",)}
    )
    assert postmortem is not None and findings == []
    assert (postmortem.title, postmortem.date, postmortem.causes) == ("What", date(2024, 1, 2), (Cause("Why"),))
    assert [(action.title, action.owner) for action in postmortem.actions or ()] == [("Fix", "me")]


def test_a_likely_other_name_is_pointed_to() -> None:
    (finding,) = read("---\nroot_cause: Why\nservices: a\nactions: []\n---\n")[1]
    assert (finding.problem, finding.line, finding.column) == (Problem.UNMAPPED_KEY, 2, 1)
    assert finding.help == 'if so, call it `causes`, or write under [fields] of retrokit.toml: `causes = "root_cause"`'


def test_a_byte_order_mark_is_told_and_read_past() -> None:
    postmortem, (finding,) = read(b"\xef\xbb\xbf---\ntitle: a\n---\n")
    assert postmortem is not None and postmortem.title == "a"
    assert (finding.problem, finding.line, finding.column) == (Problem.BYTE_ORDER_MARK, 1, 1)


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        (b"---\ntitle: caf\xe9\n---\n", 2, 11),
        (b"\xff\xfe-\x00", 1, 1),
        (b"---\n\xe4\xbd", 2, 1),
        (b"---\ntitle: \xc3\xa9\xff", 2, 9),
    ],
)
def test_bytes_that_are_not_utf8_are_told_with_their_place(data: bytes, line: int, column: int) -> None:
    postmortem, (finding,) = read(data)
    assert postmortem is None
    assert (finding.problem, finding.line, finding.column) == (Problem.UNREADABLE, line, column)


def test_windows_line_endings_are_fine_and_mixed_ones_are_told() -> None:
    assert read(b"---\r\ntitle: a\r\n---\r\nbody\r\n")[1] == []
    postmortem, (finding,) = read(b"---\r\ntitle: a\r\n---\nbody\r\n")
    assert postmortem is not None
    assert (finding.problem, finding.line, finding.column) == (Problem.MIXED_LINE_ENDINGS, 3, 1)


def test_a_conflict_in_the_body_is_told_and_the_report_read() -> None:
    postmortem, (finding,) = read("---\ntitle: a\n---\n\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> c\n")
    assert postmortem is not None
    assert (finding.problem, finding.line) == (Problem.CONFLICT_MARKER, 5)


@pytest.mark.parametrize(
    ("front", "line", "column"),
    [
        ("status: draft\nStatus: final", 3, 1),
        ("contributing-factors: [a]\ncontributing_factors: [b]", 3, 1),
        ("actions:\n  - {title: a, Title: b}", 3, 16),
    ],
)
def test_a_key_in_two_spellings_is_told_and_the_first_counts(front: str, line: int, column: int) -> None:
    assert (Problem.DUPLICATE_KEY, line, column) in problems(front)


def test_an_empty_list_of_causes_gives_way_to_the_factors() -> None:
    assert good("causes: []\ncontributing_factors: [real]").causes == (Cause("real"),)


@pytest.mark.parametrize(
    "front",
    [
        "causes:\n  - summary:\n    category:",
        "causes:\n  - summary:",
        "actions:\n  - title:\n    owner:",
        "actions:\n  -",
    ],
)
def test_what_is_left_of_a_template_is_nothing(front: str) -> None:
    postmortem = good(front)
    assert postmortem.causes == () and not postmortem.actions


@pytest.mark.parametrize(
    "front",
    [
        "actions:\n  - owner: x",
        "actions:\n  - status: open",
        "causes:\n  - category: load",
        "actions:\n  - title:\n    owner: x",
    ],
)
def test_a_part_without_its_name_is_told(front: str) -> None:
    assert [(problem, line) for problem, line, _ in problems(front)] == [(Problem.WRONG_TYPE, 3)]


def test_a_slip_of_the_pen_in_the_year_is_told() -> None:
    assert problems("title: a\ndate: 0204-01-01", "x.md") == [(Problem.BAD_DATE, 3, 7)]


def test_a_place_in_a_file_with_old_line_endings() -> None:
    (finding,) = read(b"---\rtitle: caf\xe9\r---\r")[1]
    assert (finding.line, finding.column) == (2, 11)


def test_half_a_megabyte_with_one_odd_line_ending_is_quick() -> None:
    body = b"line\n" * 100_000
    (finding,) = read(b"---\ntitle: a\n---\n" + body + b"odd\r\n")[1]
    assert (finding.problem, finding.line) == (Problem.MIXED_LINE_ENDINGS, 100_004)


def test_an_action_is_opened_with_its_incident_unless_it_says_when() -> None:
    first, second = good("date: 2024-01-02\nactions: [{title: a}, {title: b, opened: 2024-02-03}]").actions or ()
    assert (first.opened, second.opened) == (date(2024, 1, 2), date(2024, 2, 3))


def test_a_status_that_is_written_down_beats_a_closing_date() -> None:
    (action,) = good("actions: [{title: a, status: unknown, closed: 2024-05-01}]").actions or ()
    assert action.status is Status.UNKNOWN
