"""The edit of the file: every byte of the body and every line of the front matter that is there stays, and what is added reads back."""

from datetime import date

import pytest

from retrokit import frontmatter
from retrokit.adopt import Trouble, take_apart
from retrokit.adopt.entries import Unfit, parts_of, with_front_matter
from retrokit.adopt.stated import Stated
from retrokit.adoption import Adoption, CauseCandidate, FoundAction, FoundDate, FoundServices, Proposal
from retrokit.model import Postmortem
from retrokit.parse import parse
from retrokit.vocabulary import ActionType, Status
from tests.adopt.conftest import PATH, adopted, body_of, knowledge

BODY = "# Mail was late\n\n## Root cause\n\nThe disk of the broker was full.\n\n## Action items\n\n- [ ] Add an alert (@mira)\n"
ADDED = """causes:
  - The disk of the broker was full.
actions:
  - title: Add an alert
    owner: "@mira"
    status: open
"""
FRONT = f"---\ntitle: Mail was late\ndate: 2024-03-05\n{ADDED}---\n"


def kept(before: str) -> Adoption:
    """The adoption of a text, whose body is kept and whose front matter reads without a finding."""
    adoption = adopted(before)
    assert adoption.refused == "" and adoption.after.endswith(body_of(before))
    read(adoption.after)
    return adoption


def read(text: str) -> Postmortem:
    report, findings = parse(PATH, text.encode())
    assert report is not None and findings == [], findings
    return report


def test_a_new_front_matter_with_a_line_of_space_behind_it() -> None:
    assert kept(BODY).after == f"{FRONT}\n{BODY}"
    assert kept(f"\n{BODY}").after == f"{FRONT}\n{BODY}"
    assert kept(BODY).added == ("title", "date", "causes", "actions")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("front", ["", "---\ntitle: T\nteam: mail  # ours\ncauses:\n---\n"])
def test_line_breaks_are_those_of_the_file(newline: str, front: str) -> None:
    before = (front + BODY).replace("\n", newline)
    after = kept(before).after
    assert after == kept(front + BODY).after.replace("\n", newline)


@pytest.mark.parametrize("end", ["", "\n\n\n", "  ", "\n \t", "\x0c", "\u2028"])
def test_the_end_of_the_file_is_kept(end: str) -> None:
    before = BODY.rstrip("\n") + end
    assert kept(before).after.endswith(f"---\n\n{before}")


def test_lines_with_mixed_breaks_stay_mixed() -> None:
    before = BODY.replace("\n\n", "\r\n\n", 1)
    assert adopted(before).after.endswith(before)


def test_missing_keys_come_last_and_all_others_stay_byte_for_byte() -> None:
    front = "# ours\ntitle:   'Mail was late'   # as told\n\nteam:    [mail,   web]\nx-y: |\n  # no comment\n\n  text\nid: &a INC-7\nother: *a\ndate:    2024-03-05\n"
    assert kept(f"---\n{front}---\n\n{BODY}").after == f"---\n{front}{ADDED}---\n\n{BODY}"


@pytest.mark.parametrize("close", ["---", "...", "--- "])
def test_the_closing_fence_stays(close: str) -> None:
    assert kept(f"---\ntitle: Mail was late\n{close}\n\n{BODY}").after == (
        f"---\ntitle: Mail was late\ndate: 2024-03-05\n{ADDED}{close}\n\n{BODY}"
    )


def test_empty_keys_are_filled_where_they_stand() -> None:
    front = "Causes: ~  # why?\ntitle:\nteam: mail\ndate: null\nroot_cause:\nactions: ''\n"
    after = kept(f"---\n{front}---\n\n{BODY}").after
    assert after == (
        "---\nCauses:  # why?\n  - The disk of the broker was full.\ntitle: Mail was late\nteam: mail\ndate: 2024-03-05\n"
        'root_cause:\nactions:\n  - title: Add an alert\n    owner: "@mira"\n    status: open\n'
        f"---\n\n{BODY}"
    )


@pytest.mark.parametrize(
    ("key", "name", "value"),
    [
        ("title", "incident_title", "Late"),
        ("date", "occurred_on", "2024-03-05"),
        ("causes", "rca", "disk"),
        ("actions", "action_items", "[x]"),
    ],
)
def test_a_key_that_is_ours_under_another_name_is_not_added(key: str, name: str, value: str) -> None:
    adoption = adopted(f"---\n{name}: {value}\n---\n{BODY}", fields={key: (name,)})
    assert key not in adoption.added and f"---\n{name}: {value}\n" in adoption.after
    empty = adopted(f"---\n{name}:\n---\n{BODY}", fields={key: (name,)})
    assert key in empty.added and f"\n{key}:" not in empty.after and f"---\n{name}:" in empty.after


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("date: March 5th, 2024", "date: 2024-03-05  # March 5th, 2024"),
        ("date: 5.3.2024  # a Tuesday", "date: 2024-03-05  # 5.3.2024; a Tuesday"),
        ("Date: 5.3.2024", "Date: 2024-03-05  # 5.3.2024"),
        ("incident_date: '5 mars 2024'", "incident_date: 2024-03-05  # '5 mars 2024'"),
    ],
)
def test_a_day_that_only_a_person_reads_is_kept_as_a_comment(written: str, line: str) -> None:
    names = {"date": ("incident_date",)}
    after = adopted(f"---\ntitle: T\n{written}\nteam: mail\n---\n{BODY}", fields=names).after
    assert f"\n{line}\nteam: mail\n" in after
    report, findings = parse(PATH, after.encode(), fields=names)
    assert report is not None and (report.date, findings) == (date(2024, 3, 5), [])


def test_a_body_that_begins_with_a_rule() -> None:
    """Behind front matter it is a rule; on top nobody can tell it from front matter that is never closed."""
    assert kept(f"---\ntitle: Mail was late\n---\n---\n\n{BODY}").after == f"{FRONT}---\n\n{BODY}"
    trouble = take_apart(PATH, f"---\n\n{BODY}", {}, knowledge())
    assert isinstance(trouble, Trouble) and "never closed" in trouble.message


@pytest.mark.parametrize(
    ("front", "reason"),
    [
        ("causes: &a\n", "no value, and not in a way"),
        ("date: |\n  March 5th, 2024\n", "can't be replaced in one line"),
        ("{title: T}\n", "can't take more keys"),
    ],
)
def test_what_can_not_be_edited_is_refused_and_left(front: str, reason: str) -> None:
    adoption = adopted(f"---\n{front}---\n{BODY}")
    assert reason in adoption.refused and not adoption.changes


# Values


def proposal(title: str = "T", causes: tuple[str, ...] = (), actions: tuple[FoundAction, ...] | None = None, services: tuple[str, ...] = (), doubt: str = "") -> Proposal:  # fmt: skip
    dated = FoundDate(date(2024, 3, 5), 1.0, ("the text",), doubt=doubt)
    candidates = tuple(CauseCandidate(cause, 1.0, 1, "", True) for cause in causes)
    return Proposal(title, "", dated, "", "", FoundServices(services), candidates, actions)


def written(found: Proposal) -> str:
    return with_front_matter(BODY, parts_of(found, Stated()), found, Stated(), None)


@pytest.mark.parametrize(
    "text",
    [
        "Search: no results",
        "Search:",
        "- a list",
        "# no comment",
        "a # b",
        "'single' and \"double\"",
        "it's",
        "[red]x[/red], {y}",
        "yes",
        "null",
        "~",
        "2024-03-05",
        "10:30",
        "1e3",
        "0x10",
        "@mira",
        "&a *b !c",
        "| and >",
        "%x `y`",
        "back\\slash",
        "? key",
        "---",
        "...",
        "<<: x",
        "決済が失敗 🔥",
        "a: b: c",
        "tab\there",
    ],
)
def test_whatever_a_report_says_reads_back_the_same(text: str) -> None:
    action = FoundAction(text, owner=text, status=Status.DECLINED, ticket=text, reason=text)
    name = text.replace(",", "")  # a comma is one between names, even within quotes
    report = read(written(proposal(text, (text, f"{text}."), (action,), (name, f"x {name}"))))
    text, name = " ".join(text.split()), " ".join(name.split())
    assert (report.title, report.services) == (text, (name, f"x {name}"))
    assert [cause.summary for cause in report.causes] == [text, f"{text}."]
    (held,) = report.actions or ()
    assert (held.title, held.owner, held.ticket, held.reason) == (text, text, text, text)


def test_an_action_with_all_that_can_be_said_of_it() -> None:
    done = FoundAction("a", 1, "mira", date(2024, 4, 5), Status.DONE, "#7", "Prevention", "no reason for what is done")
    other = FoundAction("b", type="a type of their own", reason="kept only where it is declined")
    report = read(written(proposal(actions=(done, other))))
    first, second = report.actions or ()
    assert (first.type, first.owner, first.due, first.status, first.ticket) == (
        ActionType.PREVENT, "mira", date(2024, 4, 5), Status.DONE, "#7",
    )  # fmt: skip
    assert (second.type, second.status, first.reason, second.reason) == (None, Status.UNKNOWN, "", "")


def test_none_and_nothing_said_are_told_apart() -> None:
    assert read(written(proposal(actions=()))).actions == ()
    assert read(written(proposal())).actions is None
    assert "causes: []  # none found in the report\n" in written(proposal())


def test_a_doubt_stands_behind_the_date() -> None:
    text = written(proposal(doubt="the file name\nsays 2024-03-06"))
    assert "\ndate: 2024-03-05  # the file name says 2024-03-06\n" in text and read(text).date == date(2024, 3, 5)


def test_what_would_not_read_as_it_is_meant_is_refused() -> None:
    """The last line of defence, of which no report is known that gets there."""
    parts = parts_of(proposal("T"), Stated())
    spoilt = [part._replace(lines=(f"{part.lines[0]}\nteam: mail",)) for part in parts[:1]]
    block = "---\nteam: web\n---\n"
    there = frontmatter.read(block + BODY)
    assert isinstance(there, frontmatter.FrontMatter)
    with pytest.raises(Unfit):
        with_front_matter(block + BODY, spoilt, proposal("T"), Stated(), there)


def test_a_day_that_nobody_can_read_is_filled_in_and_kept_as_a_comment() -> None:
    found = adopted("---\ndate: TBD\n---\n\n# Mail was late\n\n## Root cause\n\nThe disk was full.\n")
    assert not found.refused and "\ndate: 2024-03-05  # TBD\n" in f"\n{found.after}"


def test_a_report_with_a_status_is_its_authors_to_finish() -> None:
    found = adopted("---\ntitle: Mail was late\ndate: 2024-03-05\nstatus: draft\n---\n\nNobody has looked yet.\n")
    assert not found.changes
