"""The day of an incident: what stands where speaks for it, and who says otherwise is told."""

from datetime import date

import pytest

from retrokit.adoption import FoundDate
from tests.adopt.conftest import adopted, proposed

NAMELESS = "incidents/report.md"


def found(text: str, path: str = NAMELESS) -> FoundDate:
    dated = proposed(text, path).date
    assert dated is not None
    return dated


REPORT = "# Queue was full\n\n{fact}\n\n## Impact\n\nNo mail{story}.\n\n## Timeline\n\n- {first}10:00 it began\n\n## Root cause\n\nA bug.\n"


def report(fact: str = "", story: str = "", first: str = "") -> str:
    return REPORT.format(fact=fact, story=story, first=first)


@pytest.mark.parametrize(
    "fact",
    [
        "Date: 2024-03-05",
        "**Date:** 5 March 2024",
        "- **Incident date**: March 5th, 2024",
        "| Date | 2024-03-05 |\n|---|---|\n| Owner | mira |",
        "| Owner | Started at | Sev |\n|---|---|---|\n| mira | 2024-03-05 10:00 | 2 |",
        "Datum: 05.03.2024",
        "Fecha: 5 de marzo de 2024",
        "発生日時：2024年3月5日 10:00",
        "Start of incident   5 March 2024",
    ],
)
def test_a_fact_states_the_day(fact: str) -> None:
    dated = found(report(fact))
    assert dated.day == date(2024, 3, 5) and dated.sources[0].startswith("`") and dated.doubt == ""


def test_where_the_day_may_stand() -> None:
    assert found(report(), "incidents/2024-03-05-queue.md").sources == ("the file name",)
    assert found(report(), "incidents/2024-03-05/index.md").sources == ("the file name",)
    assert found(report(), "incidents/2024/03/05/index.md").day == date(2024, 3, 5)
    assert found(report(first="2024-03-05 ")).sources == ("the timeline", "the text")
    assert found(report(story=" on March 5, 2024")).sources == ("the text",)
    assert found("# 2024-03-05: queue\n\n## Root cause\n\nA bug.\n").sources == ("the title", "the text")
    headed = "# Queue\n\n## Timeline\n\n### March 5, 2024\n\n- 10:00 it began\n\n### March 6, 2024\n\n- 10:00 fixed\n\n## Root cause\n\nA bug.\n"
    assert (found(headed).day, found(headed).sources[0]) == (date(2024, 3, 5), "the timeline")


def test_all_that_agree_are_named_and_nothing_is_in_doubt() -> None:
    dated = found(report("Date: 2024-03-05", " on March 5, 2024", "2024-03-05 "), "incidents/2024-03-05-queue.md")
    assert dated == FoundDate(date(2024, 3, 5), 1.0, ("`date`", "the file name", "the timeline", "the text"))


@pytest.mark.parametrize(
    ("fact", "path", "day", "doubt"),
    [
        ("Date: 2024-03-05", "incidents/2024-03-06-queue.md", 5, "the file name says 2024-03-06"),
        ("Date: 2024-03-05", "incidents/2024-03-05-queue.md", 5, ""),
        ("Detected: 2024-03-05", "incidents/2024-03-09-queue.md", 5, "the file name says 2024-03-09"),
        ("Published: 2024-03-05", "incidents/2024-03-09-queue.md", 9, ""),
    ],
)
def test_sources_that_disagree_are_told(fact: str, path: str, day: int, doubt: str) -> None:
    dated = found(report(fact), path)
    assert (dated.day, dated.doubt) == (date(2024, 3, day), doubt)
    assert dated.confidence < 1 or not doubt


def test_a_timeline_may_begin_the_day_before_and_not_the_week_before() -> None:
    near, far = (found(report(first=f"2024-03-0{day} "), "incidents/2024-03-08-queue.md") for day in (7, 1))
    assert (near.day, near.doubt) == (date(2024, 3, 8), "")
    assert (far.day, far.doubt) == (date(2024, 3, 8), "the timeline says 2024-03-01")


def test_a_slip_of_the_pen_is_read_as_the_rest_has_it_and_told() -> None:
    alone = found(report("Date: 20244-03-05"))
    assert (alone.day, alone.doubt) == (date(2024, 3, 5), "`date` says 20244-03-05")
    corrected = found(report("Date: 20234-03-05", first="2024-03-05 "))
    assert (corrected.day, corrected.doubt) == (date(2024, 3, 5), "`date` says 20234-03-05")


def test_a_day_that_can_be_read_two_ways_is_told_unless_another_one_settles_it() -> None:
    assert found(report("Date: 05/03/2024")).doubt == "`date` says 05/03/2024"
    settled = found(report("Date: 05/03/2024", " from 25/03/2024"))
    assert (settled.day, settled.doubt) == (date(2024, 3, 5), "")
    settled = found(report("Date: 05/03/2024", first="2024-05-03 "))
    assert (settled.day, settled.doubt) == (date(2024, 5, 3), "")


def test_the_year_of_the_name_or_the_folder_settles_it() -> None:
    assert found(report("Date: 5 March"), "2024/queue.md").day == date(2024, 3, 5)
    assert found(report("Date: 5 March"), "INC-2024-17.md").day == date(2024, 3, 5)
    assert found(report("Date: 2023-03-05", first="2024-03-05 "), "2024/queue.md").day == date(2024, 3, 5)


def test_when_the_report_was_written_is_not_when_the_incident_was() -> None:
    dated = found(report("Created: 2024-03-20\n\nPublished on 2024-03-21 by Mira", first="2024-03-05 "))
    assert (dated.day, dated.doubt) == (date(2024, 3, 5), "")


def test_a_report_that_names_no_day_is_refused_with_what_can_be_done() -> None:
    adoption = adopted(report(), NAMELESS)
    assert adoption.refused == "names no day; call it YYYY-MM-DD-….md, or write `date:` into it"
    assert not adoption.changes and adoption.added == ()


def test_the_day_on_which_an_action_is_due_is_none_of_the_incident() -> None:
    text = report() + "\n## Action items\n\n- Add an alert (@mira, due 2024-04-05)\n"
    assert adopted(text, NAMELESS).refused.startswith("names no day")
