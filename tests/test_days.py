"""A day, however a person writes it; and no day in what only looks like one."""

from datetime import date

import pytest

from retrokit.days import find_days, is_day_first

MARCH_5 = date(2024, 3, 5)


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-05",
        "2024/03/05",
        "2024.03.05",
        "2024-3-5",
        "2024_03_05_outage",
        "20240305-outage",
        "2024-03-05T10:00:00Z",
        "March 5, 2024",
        "March 5th 2024",
        "Mar. 5, 2024",
        "march 5 at 10:30 2024",
        "5 March 2024",
        "5th of March, 2024",
        "5-Mar-2024",
        "5/Mar/24",
        "05.03.2024",
        "5.3.24",
        "5. März 2024",
        "5. Maerz 2024",
        "5 mars 2024",
        "5 de marzo de 2024",
        "5 de março de 2024",
        "5º de março de 2024",
        "5 marzo 2024",
        "5 maart 2024",
        "5 marca 2024",
        "5 марта 2024",
        "2024年3月5日",
        "2024 年 3 月 5 日",
        "2024년 3월 5일",
        "2024. 3. 5.",
        "令和6年3月5日",
    ],
)
def test_a_day_with_its_year(text: str) -> None:
    for written in (text, f"Am {text} kaputt", f"({text})"):
        (found,) = find_days(written)
        assert found.day == MARCH_5 and found.is_certain
        assert written[found.place :].startswith(found.written) and len(found.written) >= 6


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1er janvier 2023", (2023, 1, 1)),
        ("28 février 2023", (2023, 2, 28)),
        ("3 août 2023", (2023, 8, 3)),
        ("24. Dezember 2023", (2023, 12, 24)),
        ("9 de mayo del 2023", (2023, 5, 9)),
        ("2 ottobre 2023", (2023, 10, 2)),
        ("7 outubro 2023", (2023, 10, 7)),
        ("16 sierpnia 2023", (2023, 8, 16)),
        ("30 июня 2023", (2023, 6, 30)),
        ("Sept 11, 2023", (2023, 9, 11)),
        ("平成31年4月30日", (2019, 4, 30)),
        ("令和元年5月1日", (2019, 5, 1)),
    ],
)
def test_days_of_other_months_and_eras(text: str, day: tuple[int, int, int]) -> None:
    assert [found.day for found in find_days(text)] == [date(*day)]


@pytest.mark.parametrize(
    "text", ["5 March", "March 5th", "March 5 at 10:30", "5. März", "le 5 mars", "3月5日", "5 de marzo"]
)
def test_a_day_without_a_year_is_one_only_where_the_year_is_known(text: str) -> None:
    assert find_days(text) == []
    (found,) = find_days(text, year=2024)
    assert found.day == MARCH_5


def test_a_clock_behind_a_day_is_no_year() -> None:
    assert [found.day for found in find_days("March 5 2024:", year=2023)] != [MARCH_5]
    assert [found.day for found in find_days("On March 5 at 20:24 it broke", year=2023)] == [date(2023, 3, 5)]


@pytest.mark.parametrize(
    ("text", "first", "day", "others"),
    [
        ("05/03/2024", None, (2024, 3, 5), [(2024, 5, 3)]),
        ("05/03/2024", True, (2024, 3, 5), []),
        ("03/05/2024", False, (2024, 3, 5), []),
        ("25/03/2024", None, (2024, 3, 25), []),
        ("03/25/2024", None, (2024, 3, 25), []),
        ("03/25/2024", True, (2024, 3, 25), []),
        ("25/03/2024", False, (2024, 3, 25), []),
        ("4/21/23", None, (2023, 4, 21), []),
        ("03.05.2024", False, (2024, 5, 3), []),
        ("05-03-2024", None, (2024, 3, 5), [(2024, 5, 3)]),
    ],
)
def test_the_order_of_day_and_month(
    text: str, first: bool | None, day: tuple[int, int, int], others: list[tuple[int, int, int]]
) -> None:
    (found,) = find_days(text, day_first=first)
    assert found.day == date(*day) and found.others == tuple(date(*other) for other in others)
    assert found.is_certain is not bool(others)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("05/03/2024, then 25/03/2024", True),
        ("03/05/2024, then 03/25/2024", False),
        ("03/05/2024 at 10:30 PM", None),  # the British write so, too
        ("03/05/2024 10:30 EST", False),
        ("03/05/2024 22:30", None),
        ("25/03/2024 and 03/25/2024", None),
        ("no day at all", None),
    ],
)
def test_which_order_a_report_has(text: str, first: bool | None) -> None:
    assert is_day_first(text) is first


def test_a_year_with_a_digit_too_many_is_read_with_its_doubt() -> None:
    (found,) = find_days("20244-03-05")
    assert found.day == MARCH_5 and not found.is_certain
    (found,) = find_days("20234-03-05")
    assert found.day == date(2023, 3, 5) and date(2024, 3, 5) in found.others
    assert found.near([date(2024, 3, 5)]).day == MARCH_5
    assert found.near([date(2024, 3, 6)]) == found
    assert find_days("99999-03-05") == []


@pytest.mark.parametrize(
    "text",
    [
        "upgraded from 12.1.24.3 to v2.1.24",
        "10.20.30.40 did not answer",
        "192.168.20.24",
        "v1.2.2024.1",
        "2024-13-05",
        "2024-02-30",
        "31.02.2024",
        "1024-03-05",
        "2300-01-01",
        "ISO 8601 and RFC 3339",
        "at 10:30 UTC",
        "order 20249905",
        "a may be 5 of 7",
        "may 2024",
        "2024",
        "3/4 of all 2024 requests",
        "",
    ],
)
def test_no_day_is_found_in_what_only_looks_like_one(text: str) -> None:
    assert find_days(text) == []


def test_all_days_of_a_text_in_order() -> None:
    found = find_days("From 2024-03-05 to March 7, 2024; fixed on 9 March", year=2024)
    assert [day.day.day for day in found] == [5, 7, 9]


@pytest.mark.parametrize(
    "text", ["We rolled out 12 hosts", "Set 10 replicas", "it may 5 times out of 6", "12 out of 40"]
)
def test_words_that_are_months_elsewhere_name_no_day(text: str) -> None:
    assert find_days(text, year=2024) == []


@pytest.mark.parametrize("text", ["12 de out", "out. 12", "12 out 2024", "May 5", "5 May", "12 de set"])
def test_short_forms_that_can_only_be_months(text: str) -> None:
    assert len(find_days(text, year=2024)) == 1
