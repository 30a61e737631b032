"""Actions, whatever shape they have: what is to be done, who does it, by when, where it stands, and where it is tracked."""

from datetime import date

import pytest

from retrokit.adoption import FoundAction
from retrokit.vocabulary import Status
from tests.adopt.conftest import actions_of, proposed

ALERT = "Add an alert on the queue"
ISSUE = "https://github.com/acme/mail/issues/7"
DAY = date(2024, 4, 5)


def one(part: str, heading: str = "## Action items") -> FoundAction:
    found = actions_of(part, heading)
    assert found is not None and len(found) == 1, found
    return found[0]


def titles(part: str, heading: str = "## Action items") -> list[str] | None:
    found = actions_of(part, heading)
    return None if found is None else [action.title for action in found]


# Lists


@pytest.mark.parametrize("part", ["- {0}\n- {1}", "* {0}\n* {1}", "1. {0}\n2. {1}", "{0}\n\n{1}", "(1) {0}\n(2) {1}", "・{0}\n・{1}", "- {0}\n\n- {1}"])  # fmt: skip
def test_lists_numbers_and_paragraphs(part: str) -> None:
    assert titles(part.format(ALERT, "Drop the old queue")) == [ALERT, "Drop the old queue"]


def test_a_heading_may_be_an_action_with_its_fields_beneath() -> None:
    part = f"### M-1: {ALERT}\n\n- Owner: mira\n- Due: 2024-04-05\n- Status: done\n- Ticket: [M-1]({ISSUE})\n\n### Drop the old queue\n\n- Owner: finn\n"
    found = actions_of(part)
    assert found is not None and [action.owner for action in found] == ["mira", "finn"]
    assert (found[0].due, found[0].status, found[0].ticket) == (DAY, Status.DONE, ISSUE)
    assert found[1].title == "Drop the old queue"


def test_the_same_action_twice_is_one() -> None:
    assert titles(f"- {ALERT}\n- {ALERT}.\n- {ALERT.upper()}") == [ALERT]


def test_what_is_beneath_an_action_belongs_to_it() -> None:
    part = f"- {ALERT}\n  - Owner: mira\n  - Due: 5 April 2024\n  - like the one of the shop, see {ISSUE}\n- Drop the old queue"
    found = actions_of(part)
    assert found is not None and [action.title for action in found] == [ALERT, "Drop the old queue"]
    assert (found[0].owner, found[0].due, found[0].ticket) == ("mira", DAY, ISSUE)
    assert (found[1].owner, found[1].due, found[1].ticket) == ("", None, "")


def test_an_item_that_introduces_others_is_no_action() -> None:
    assert titles(f"- Short term:\n  - {ALERT}\n- **Later**\n  - Drop the old queue") == [ALERT, "Drop the old queue"]


@pytest.mark.parametrize("mark", [" ", "x", "X"])
def test_a_box_says_where_it_stands(mark: str) -> None:
    assert one(f"- [{mark}] {ALERT}").status is (Status.OPEN if mark == " " else Status.DONE)
    assert one(f"- [{mark}] {ALERT}").title == ALERT


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (ALERT, Status.UNKNOWN),
        (f"{ALERT} (DONE)", Status.DONE),
        (f"{ALERT} (done 2024-04-05)", Status.DONE),
        (f"{ALERT} [done]", Status.DONE),
        (f"DONE: {ALERT}", Status.DONE),
        (f"[DONE] - {ALERT}", Status.DONE),
        (f"✅ {ALERT}", Status.DONE),
        (f"{ALERT} ✅", Status.DONE),
        (f"{ALERT} — done", Status.DONE),
        (f"{ALERT} — erledigt", Status.DONE),
        (f"{ALERT}（完了）", Status.DONE),
        (f"~~{ALERT}~~ done", Status.DONE),
        (f"~~{ALERT}~~", Status.DECLINED),
        (f"{ALERT} (won't fix)", Status.DECLINED),
        (f"{ALERT} (in progress)", Status.IN_PROGRESS),
        (f"{ALERT} — WIP", Status.IN_PROGRESS),
        (f"[/] {ALERT}", Status.IN_PROGRESS),
        (f"[-] {ALERT}", Status.DECLINED),
        (f"Open: {ALERT}", Status.OPEN),
        (f"{ALERT}. In progress.", Status.IN_PROGRESS),
    ],
)
def test_marks_of_where_it_stands(line: str, status: Status) -> None:
    found = one(f"- {line}")
    assert (found.title.rstrip("."), found.status) == (ALERT, status)


def test_the_past_perfect_is_done_and_a_word_within_a_sentence_is_no_mark() -> None:
    assert one("- The alert has been added").status is Status.DONE
    assert one("- Open a second queue").status is Status.UNKNOWN
    assert one("- Show what is done in the console (as the shop does)").status is Status.UNKNOWN


def test_why_it_was_declined_is_kept() -> None:
    found = one(f"- ~~{ALERT}~~ WONTFIX because the queue is gone")
    assert (found.title, found.status, found.reason) == (ALERT, Status.DECLINED, "the queue is gone")


def test_what_is_struck_off_a_list_with_its_box_ticked_is_done() -> None:
    assert one(f"- [x] ~~{ALERT}~~").status is Status.DONE


@pytest.mark.parametrize(
    ("line", "owner", "due"),
    [
        (f"{ALERT} (@mira)", "@mira", None),
        (f"{ALERT} @mira", "@mira", None),
        (f"@mira {ALERT}", "@mira", None),
        (f"@Mira Holm: {ALERT}", "@Mira Holm", None),
        (f"{ALERT} — @mira, 2024-04-05", "@mira", DAY),
        (f"{ALERT} (@mira, due 2024-04-05)", "@mira", DAY),
        (f"{ALERT} (owner: Mira, due: April 5)", "Mira", DAY),
        (f"{ALERT} [owner: Mira Holm] [2024-04-05]", "Mira Holm", DAY),
        (f"{ALERT}. Owner: Mira. Due: 2024-04-05.", "Mira", DAY),
        (f"{ALERT} (Mira, bis 5.4.2024)", "Mira", DAY),
        (f"{ALERT} (Mira, avant le 5 avril)", "Mira", DAY),
        (f"{ALERT} -> Mira; by 2024-04-05", "Mira", DAY),
        (f"{ALERT}（担当：小林、4月5日）", "小林", DAY),
        (f"{ALERT} (owner: TBD, due: TBD)", "", None),
        (f"{ALERT} (owner: nobody)", "", None),
        (f"{ALERT} (next sprint)", "", None),
        (f"{ALERT} 📅 2024-04-05", "", DAY),
    ],
)
def test_who_does_it_and_by_when(line: str, owner: str, due: date | None) -> None:
    found = one(f"- {line}")
    assert (found.owner, found.due) == (owner, due)
    assert found.title.rstrip(".") == ALERT


def test_a_bare_name_is_an_owner_only_where_other_lines_have_one() -> None:
    found = actions_of(f"- {ALERT} (Mira)\n- Drop the old queue (Finn)\n- Split the queue (Ada)")
    assert found is not None and [action.owner for action in found] == ["Mira", "Finn", "Ada"]
    alone = one(f"- {ALERT} (Kafka)")
    assert (alone.title, alone.owner) == (f"{ALERT} (Kafka)", "")


def test_a_day_without_a_year_takes_the_one_of_the_incident() -> None:
    assert one(f"- {ALERT} (due 5 April)").due == DAY
    assert one(f"- {ALERT} (due 05/04/2024)").due == DAY


# Tickets


@pytest.mark.parametrize(
    "line",
    [
        f"{ALERT} ([#7]({ISSUE}))",
        f"{ALERT} ({ISSUE})",
        f"{ALERT}: {ISSUE}",
        f"{ALERT} <{ISSUE}>",
        f"[{ALERT}]({ISSUE})",
        f"{ALERT} ([issue]({ISSUE}))",
        f"[#7]({ISSUE}): {ALERT}",
        f"{ALERT} ([#7][seven])\n\n[seven]: {ISSUE}",
        f"{ALERT} [see issue]({ISSUE})",
    ],
)
def test_a_link_to_where_it_is_tracked(line: str) -> None:
    found = one(f"- {line}")
    assert (found.title, found.ticket) == (ALERT, ISSUE)


@pytest.mark.parametrize(
    ("line", "title", "ticket"),
    [
        (f"MAIL-7: {ALERT}", ALERT, "MAIL-7"),
        (f"{ALERT} (MAIL-7)", ALERT, "MAIL-7"),
        (f"{ALERT} [MAIL-7]", ALERT, "MAIL-7"),
        (f"{ALERT} - MAIL-7", ALERT, "MAIL-7"),
        (f"{ALERT} (#7)", ALERT, "#7"),
        (f"{ALERT} (acme/mail#7)", ALERT, "acme/mail#7"),
        (f"{ALERT}, T290751", ALERT, "T290751"),
        ("Roll MAIL-7 out everywhere", "Roll MAIL-7 out everywhere", "MAIL-7"),
        ("Send UTF-8 and ISO-8859 to both", "Send UTF-8 and ISO-8859 to both", ""),
        ("Page on every SEV-1", "Page on every SEV-1", ""),
        ("Follow [the guide](https://example.org/guide)", "Follow the guide", ""),
    ],
)
def test_keys_and_numbers_of_tickets(line: str, title: str, ticket: str) -> None:
    found = one(f"- {line}")
    assert (found.title, found.ticket) == (title, ticket)


def test_every_ticket_belongs_to_its_own_action() -> None:
    lines = [
        f"- {ALERT} [x]({ISSUE})",
        "- Drop the old queue ([#8][8])",
        "- Split the queue",
        f"- Tell support {ISSUE}9",
    ]
    found = actions_of("\n".join(lines) + f"\n\n[8]: {ISSUE}8\n")
    assert found is not None and [action.ticket for action in found] == [ISSUE, f"{ISSUE}8", "", f"{ISSUE}9"]


def test_a_ticket_behind_the_list_is_that_of_all_that_have_none() -> None:
    found = actions_of(f"- {ALERT}\n- Drop the old queue\n\nAll of it is tracked in {ISSUE}.")
    assert found is not None and {action.ticket for action in found} == {ISSUE}
    found = actions_of(f"- {ALERT} (#7)\n- Drop the old queue\n\nAll of it is tracked in {ISSUE}.")
    assert found is not None and [action.ticket for action in found] == ["#7", ""]


# Tables

COLUMNS = {
    "en": ("Action item", "Owner", "Due date", "Status", "Ticket", "Type"),
    "de": ("Maßnahme", "Verantwortlich", "Frist", "Stand", "Vorgang", "Art"),
    "fr": ("Mesure", "Responsable", "Échéance", "État", "Lien", "Catégorie"),
    "es": ("Acción", "Responsable", "Fecha límite", "Estado", "Enlace", "Tipo"),
    "ja": ("対応内容", "担当者", "期限", "状態", "チケット", "種別"),
}
ROW = (ALERT, "Mira", "2024-04-05", "done", f"[M-7]({ISSUE})", "prevent")


def table(*rows: tuple[str, ...]) -> str:
    head, *others = ("| " + " | ".join(row) + " |" for row in rows)
    return "\n".join([head, "|" + "---|" * len(rows[0]), *others])


@pytest.mark.parametrize("language", COLUMNS)
@pytest.mark.parametrize(
    "order", [(0, 1, 2, 3, 4, 5), (5, 4, 3, 2, 1, 0), (4, 0, 3, 1, 5, 2), (0, 1), (3, 0), (1, 2, 0)]
)
def test_columns_in_any_order_and_language(language: str, order: tuple[int, ...]) -> None:
    found = one(table(*(tuple(row[place] for place in order) for row in (COLUMNS[language], ROW))))
    assert found.title == ALERT and found.line > 1
    assert found.owner == ("Mira" if 1 in order else "")
    assert found.due == (DAY if 2 in order else None)
    assert found.status is (Status.DONE if 3 in order else Status.UNKNOWN)
    assert found.ticket == (ISSUE if 4 in order else "")
    assert found.type == ("prevent" if 5 in order else "")


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("✅", Status.DONE),
        ("Done 2024-04-05", Status.DONE),
        ("100 %", Status.DONE),
        ("50%", Status.IN_PROGRESS),
        ("0%", Status.OPEN),
        ("Not started", Status.OPEN),
        ("In Bearbeitung", Status.IN_PROGRESS),
        ("terminé", Status.DONE),
        ("対応中", Status.IN_PROGRESS),
        ("won't do: too dear", Status.DECLINED),
        ("whatever", Status.UNKNOWN),
        ("", Status.UNKNOWN),
        ("-", Status.UNKNOWN),
    ],
)
def test_what_a_status_column_says(said: str, status: Status) -> None:
    assert one(table(("Action", "Status"), (ALERT, said))).status is status


def test_columns_without_a_known_name_are_known_by_what_stands_in_them() -> None:
    rows = [
        ("", "Who?", "Wann?", "OK?"),
        (ALERT, "Mira", "2024-04-05", "✅"),
        ("Drop the queue", "Finn", "2024-04-06", "❌"),
    ]
    found = actions_of(table(("Thing", "Owner", "Soon", "OK so far"), *rows[1:]))
    assert found is not None and [(a.title, a.owner, a.due) for a in found] == [
        (ALERT, "Mira", DAY),
        ("Drop the queue", "Finn", date(2024, 4, 6)),
    ]
    assert found[0].status is Status.DONE


@pytest.mark.parametrize("empty", ["", "-", "TBD", "…", "n/a", "<action>", "Action item 1"])
def test_rows_that_were_never_filled_in_are_none(empty: str) -> None:
    assert titles(table(("Action", "Owner"), (ALERT, "Mira"), (empty, "Finn"))) == [ALERT]


def test_the_owner_column_beats_a_name_in_the_text() -> None:
    found = one(table(("Action", "Owner"), (f"{ALERT} (@finn)", "Mira")))
    assert (found.title, found.owner) == (ALERT, "Mira")


# Whether there are any


@pytest.mark.parametrize(
    "none", ["None.", "none", "No action items.", "N/A", "- None", "Keine.", "なし", "None. The queue is gone."]
)
def test_a_report_that_says_that_there_are_none(none: str) -> None:
    assert actions_of(none) == ()


@pytest.mark.parametrize("nothing", ["", "TBD", "- TODO", "<!-- what will be done -->", "See the board."])
def test_a_report_that_does_not_say(nothing: str) -> None:
    assert not actions_of(nothing)


def test_lists_elsewhere_are_no_actions() -> None:
    assert titles("- The queue was full\n- Nobody saw it", "## What went wrong") is None
    assert titles("- restarted the broker (Mira)\n- drained the queue (Finn)", "## Resolution") is None


def test_tasks_and_owned_lines_under_a_heading_that_nobody_knows_give_themselves_away() -> None:
    assert titles(f"- [ ] {ALERT}\n- [x] Drop the old queue", "## The broker") == [ALERT, "Drop the old queue"]
    assert titles(f"- {ALERT} (@mira)\n- Drop the old queue (@finn)", "## The broker") == [ALERT, "Drop the old queue"]
    owned = table(("Improvement", "Owner", "Due"), (ALERT, "Mira", "2024-04-05"))
    assert titles(owned, "## The broker") == [ALERT]
    assert titles("- the broker\n- the queue", "## The broker") is None


def test_prose_is_less_certain_than_a_list() -> None:
    found = actions_of("We will add an alert on the queue. We will also drop the old queue.")
    assert found is not None and [action.confidence for action in found] == [0.5, 0.5]
    assert one(f"- {ALERT}").confidence == 0.9


def test_a_long_action_keeps_its_first_sentences() -> None:
    found = one(f"- {ALERT}. {'It is to be like the one of the shop, only louder. ' * 5}")
    assert found.title.startswith(f"{ALERT}. It is") and len(found.title) <= 160


def test_the_line_of_an_action_is_that_of_the_file() -> None:
    text = f"---\ntitle: T\n---\n\n# T\n\n## Root cause\n\nA bug.\n\n## Action items\n\n- {ALERT}\n"
    (action,) = proposed(text).actions or ()
    assert text.split("\n")[action.line - 1] == f"- {ALERT}"


@pytest.mark.parametrize(
    "line",
    [
        "Remove every feature flag that has been unused for a year",
        "Drop the rule when the cookie has been expired everywhere",
        "Check why the export was slow. An issue has been created for this.",
        "This has been scheduled as part of the next quarter",
        "Find out whether the customers should have been told",
    ],
)
def test_a_past_that_is_not_told_of_the_action_is_no_done(line: str) -> None:
    assert one(f"- {line}").status is Status.UNKNOWN


def test_a_number_of_the_outline_is_no_part_of_the_title() -> None:
    assert titles("6.1 Issue short-lived tokens. (Owner: Infra; Target: 2024-04-05)") == ["Issue short-lived tokens."]
    found = one("6.1 Issue short-lived tokens. (Owner: Infra; Target: 2024-04-05)")
    assert (found.owner, found.due) == ("Infra", DAY)


def test_a_day_ends_the_line_that_begins_with_a_name() -> None:
    assert one(f"- [ ] @mira {ALERT} 5 Apr 2024").due == DAY
    assert one(f"- [ ] @mira {ALERT} 5 Apr 2024").title == ALERT
    assert one("- [ ] @mira read the logs of 5 Apr 2024").title == "read the logs of 5 Apr 2024"


def test_a_name_before_an_address_behind_dashes_is_the_owner() -> None:
    found = one(f"- {ALERT} - Anselm - {ISSUE}")
    assert (found.title, found.owner, found.ticket) == (ALERT, "Anselm", ISSUE)


def test_two_people_and_who_takes_care_of_it() -> None:
    assert one(f"- {ALERT} (Maëlle et Yann, done)").owner == "Maëlle et Yann"
    assert one(f"- {ALERT} (a cura di Ferri, entro il 05/04/2024)").owner == "Ferri"
    assert one(f"- {ALERT} — Open Platform Team, due 2024-04-05").owner == "Open Platform Team"


def test_a_ticket_column_gives_the_ticket_and_not_the_first_link() -> None:
    rows = f"| Action | Owner | Tracking |\n|---|---|---|\n| {ALERT} | mira | [notes](https://acme.example/n) [PAY-12]({ISSUE}) |\n"
    assert one(rows).ticket == ISSUE


def test_a_column_of_tickets_is_known_by_what_stands_in_it() -> None:
    rows = f"| Ref. | Action | Owner | Went to |\n|---|---|---|---|\n| CA1 | {ALERT} | mira | NOT-812 |\n| CA2 | Drop the queue | finn | NOT-813 |\n"
    found = actions_of(rows)
    assert found is not None and [action.ticket for action in found] == ["NOT-812", "NOT-813"]
