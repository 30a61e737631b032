"""Front matter that is there is believed: under our names it settles a key, under its own names it is read into ours."""

from datetime import date

import pytest

from retrokit.vocabulary import Status
from tests.adopt.conftest import adopted, apart, proposed

BODY = "\n# Mail was late\n\nSeverity: SEV3\nServices: web\n\n## Root cause\n\nThe disk of the broker was full.\n\n## Action items\n\n- [ ] Add an alert\n"


def fronted(front: str) -> str:
    return f"---\n{front}---\n{BODY}"


def test_what_is_there_under_our_names_is_neither_read_again_nor_written() -> None:
    ours = "title: Ours\ndate: 2024-03-05\nseverity: SEV1\nstatus: final\nservices: [mail]\ncauses: [ours]\nactions: none\n"
    adoption = adopted(fronted(ours))
    assert not adoption.changes and adoption.added == () and adoption.notes == () and adoption.refused == ""
    assert apart(fronted(ours)).stated.settled == {
        "title",
        "date",
        "severity",
        "status",
        "services",
        "causes",
        "actions",
    }


@pytest.mark.parametrize("empty", ["causes: []", "actions: []", "services: []"])
def test_an_empty_list_says_something(empty: str) -> None:
    key = empty.partition(":")[0]
    assert key not in adopted(fronted(f"title: T\n{empty}\n")).added


@pytest.mark.parametrize("blank", ["causes:", "causes: ~", "causes: null", "causes: ''", 'causes: ""'])
def test_a_key_without_a_value_says_nothing(blank: str) -> None:
    adoption = adopted(fronted(f"title: T\n{blank}\n"))
    assert "causes" in adoption.added and adoption.after.count("causes") == 1


def test_causes_and_actions_under_their_own_names() -> None:
    theirs = (
        "Underlying cause: The broker leaked file descriptors\n"
        "Corrective actions:\n"
        "  - {task: Bound the queue, assignee: mira, deadline: 2024-04-05, state: done, issue: M-7, category: prevent}\n"
        "  - Restart it nightly (@finn)\n"
        "  - {task: '', assignee: nobody}\n"
    )
    found = proposed(fronted(theirs))
    assert [cause.text for cause in found.chosen] == ["The broker leaked file descriptors"]
    assert found.causes[0].line == 0 and found.causes[0].section == "the front matter" and len(found.causes) > 1
    bound, restart = found.actions or ()
    assert (bound.title, bound.owner, bound.due, bound.status) == ("Bound the queue", "mira", date(2024, 4, 5), Status.DONE)  # fmt: skip
    assert (bound.ticket, bound.type, bound.line) == ("M-7", "prevent", 0)
    assert (restart.title, restart.owner) == ("Restart it nightly", "@finn")


@pytest.mark.parametrize(
    ("theirs", "key", "value"),
    [
        ("outage start: 2024-03-04 10:00\n", "date", "2024-03-04"),
        ("date of event: 4 March 2024\n", "date", "2024-03-04"),
        ("Schweregrad: SEV2\n", "severity", "SEV2"),
        ("gravité: [hoch]\n", "severity", "hoch"),
        ("betroffene_dienste: mail, web\n", "services", "[mail, web]"),
        ("betroffene Dienste: [mail, web]\n", "services", "[mail, web]"),
    ],
)
def test_facts_under_their_own_names(theirs: str, key: str, value: str) -> None:
    assert f"\n{key}: {value}\n" in adopted(fronted(theirs)).after.replace("  # ", "\n")


def test_a_key_of_actions_without_a_value_does_not_say_that_there_are_none() -> None:
    for key in ("actions", "Corrective actions"):
        assert "\n  - title: Add an alert\n" in adopted(fronted(f"title: T\n{key}:\n")).after
    assert proposed(fronted("Corrective actions: none\n")).actions == ()


@pytest.mark.parametrize("theirs", ["where: Hamburg", "level: 3", "analysis: pending", "tasks: 3 open", "day: Monday"])
def test_names_that_say_too_little_are_not_read(theirs: str) -> None:
    stated = apart(fronted(f"{theirs}\n")).stated
    assert (stated.severity, stated.services, stated.causes, stated.actions) == ("", (), (), None)


@pytest.mark.parametrize("nothing", ["none", "Unknown", "TBD", "n/a"])
def test_a_cause_that_is_said_to_be_unknown_is_none(nothing: str) -> None:
    assert apart(fronted(f"Underlying cause: {nothing}\n")).stated.causes == ()


def test_the_day_of_the_front_matter_wins_and_what_speaks_against_it_is_told() -> None:
    same = proposed(fronted("date: 2024-03-05\n")).date
    assert same is not None and (same.confidence, same.sources[0], same.doubt) == (1.0, "the front matter", "")
    other = proposed(fronted("outage start: 2024-03-09\n")).date
    assert other is not None and (other.day, other.doubt) == (date(2024, 3, 9), "the file name says 2024-03-05")
    assert other.confidence < 1
    assert proposed(fronted("started: 2024-03-05T10:00:00Z\n"), "incidents/report.md").date is not None


def test_names_of_the_config_are_ours() -> None:
    text = fronted("title: T\nwhy_so: the disk\nlager: [mail]\n")
    adoption = adopted(text, fields={"causes": ("why_so",), "services": ("lager",)})
    assert "causes" not in adoption.added and "services" not in adoption.added
    assert "causes" in adopted(text).added


def test_a_day_that_can_be_read_in_two_ways_is_read_as_the_name_of_the_file_says() -> None:
    body = "# Mail was late\n\n## Root cause\n\nThe disk was full.\n"
    found = adopted(f"---\ndate: 03/04/2025\n---\n\n{body}", "incidents/2025-03-04-mail.md")
    assert "\ndate: 2025-03-04  # 03/04/2025\n" in f"\n{found.after}"


def test_of_two_keys_that_say_the_same_the_first_one_counts() -> None:
    text = "---\ncause: The disk was full.\nroot_cause: Logs were never rotated.\n---\n\n# Mail was late\n\n## Impact\n\nNo mail.\n"
    assert [cause.text for cause in proposed(text).chosen] == ["The disk was full."]
