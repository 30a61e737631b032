"""The services of an incident: written only where the report states them, or a title or a heading names one that the history uses."""

import pytest

from retrokit.adopt import adopt, habits_of
from retrokit.adopt.services import service_key, used_often
from retrokit.adoption import FoundServices
from tests.adopt.conftest import apart, knowledge, proposed

REPORT = "# {title}\n\n{fact}\n\n## Root cause\n\n{text}\n\n## Impact\n\nNone.\n\n## Timeline\n\n- 10:00 it began\n"


def report(title: str = "All was down", fact: str = "", text: str = "A bug.") -> str:
    return REPORT.format(title=title, fact=fact, text=text)


BROKER = [report(f"Case {number}", text=f"The `mail-broker` lost message {number}.") for number in range(3)]


def services(text: str, beside: list[str] = BROKER) -> FoundServices:
    return proposed(text, beside=beside).services


@pytest.mark.parametrize(
    ("fact", "names"),
    [
        ("Services: mail-broker, web", ("mail-broker", "web")),
        ("**Affected services:** `mail-broker` and web", ("mail-broker", "web")),
        ("| Service | mail-broker |\n|---|---|\n| Owner | mira |", ("mail-broker",)),
        ("Betroffene Systeme: Mail und Web (nur Süd)", ("Mail", "Web")),
        ("対象サービス：予約API、決済", ("予約API", "決済")),
        ("Services: web, web", ("web",)),
        ("Services: TBD", ()),
        ("Services: <name>", ()),
        ("Services: all that had to do with mail and with the web", ()),
    ],
)
def test_what_a_report_states(fact: str, names: tuple[str, ...]) -> None:
    found = services(report(fact=fact), [])
    assert found.written == names


def test_a_title_names_one_that_the_history_uses() -> None:
    for title in ("Mail broker was down", "mail-broker was down", "All mail brokers were down"):
        assert services(report(title)).written == ("mail-broker",)
    assert services(report("Mail was down")).written == ()


def test_a_heading_names_one_unless_it_is_one_that_every_report_has() -> None:
    named = report().replace("## Impact", "## The mail broker\n\nIt was down.\n\n## Impact")
    assert services(named).written == ("mail-broker",)
    for heading in ("### 10:00 mail-broker was restarted", "### 11:00 mail-broker was down"):
        assert services(report() + f"\n{heading}\n\nFine.\n").written == ()


def test_what_only_the_text_names_is_suggested_and_not_written() -> None:
    found = services(report(text="The `mail-broker` was full."))
    assert (found.written, found.suggested) == ((), ("mail-broker",))


def test_what_the_history_does_not_use_is_no_service() -> None:
    assert services(report("Mail broker was down", text="The `mail-broker` was full."), []) == FoundServices()
    assert services(report("Mail broker was down"), BROKER[:2]) == FoundServices()


def test_services_of_reports_with_front_matter_count_at_once() -> None:
    untagged = apart(report("The ledger was wrong"))
    habits = habits_of([untagged], [("ledger",)])
    proposal = adopt(untagged, habits, knowledge()).proposal
    assert proposal is not None and proposal.services.written == ("ledger",)


def test_names_are_written_as_the_history_mostly_writes_them() -> None:
    assert used_often([frozenset({"Mail-Broker"}), frozenset({"mail-broker"}), frozenset({"mail-broker"})], []) == {
        "mail-broker": "mail-broker"
    }
    assert used_often([frozenset({"a"})] * 2, []) == {}
    assert used_often([], [("Fluent Bit",)]) == {"fluent-bit": "Fluent Bit"}
    assert service_key("Fluent Bit") == service_key("fluent_bit") == "fluent-bit"


def test_of_two_names_that_overlap_the_longer_one_counts() -> None:
    texts = [report(f"Case {n}", text=f"`mail` and `mail-broker` lost {n}.") for n in range(3)]
    assert services(report("mail broker was down"), texts).written == ("mail-broker",)
    assert services(report("mail and mail broker were down"), texts).written == ("mail", "mail-broker")


def test_a_heading_of_a_part_names_none() -> None:
    named = report().replace("## Impact", "## Impact on the mail broker")
    assert services(named).written == ()
