"""Days as people write them: `2024-03-05`, `March 5th, 2024`, `05.03.2024`, `5 mars 2024`, `2024年3月5日`, and slips of the pen (`20244-03-05`)."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from retrokit.vocabulary import FIRST_YEAR

LAST_YEAR = 2099

_MONTHS = """
january janvier januar enero janeiro gennaio januari jan janv ene gen stycznia styczeń января
february février fevrier februar febrero fevereiro febbraio februari feb févr fev fév lutego luty февраля
march mars märz maerz marzo março marco maart mar mär mrz mrt marca marzec марта
april avril abril aprile apr avr abr kwietnia kwiecień апреля
may mai mayo maio maggio mei mag maja maj мая
june juin juni junio junho giugno jun giu czerwca czerwiec июня
july juillet juli julio julho luglio jul juil lug lipca lipiec июля
august août aout agosto augustus aug ago sierpnia sierpień августа augusti
september septembre septiembre setembro settembre sep sept set września wrzesień сентября
october octobre oktober octubre outubro ottobre oct okt out ott października październik октября
november novembre noviembre novembro nov listopada listopad ноября
december décembre decembre dezember diciembre dezembro dicembre dec déc dez dic grudnia grudzień декабря
"""
_MONTH = {name: number for number, line in enumerate(_MONTHS.split("\n")[1:-1], 1) for name in line.split()}
_NAMES = "|".join(sorted(_MONTH, key=lambda name: (-len(name), name)))
_ORDINAL = r"(?:st|nd|rd|th|er|º|ª|\.)?"
_WORD_AND_DAY = (
    r"\b(?=[^\W\d_]{3,12}\.?\s+\d)"  # looked for first: trying every name at every word takes ten times as long
)
_PATTERN = re.compile(
    rf"""(?<![\d/.-])(?<!\bv)(?:
      (?P<era>令和|平成)\s*(?P<ey>\d{{1,2}}|元)\s*年\s*(?P<em>\d{{1,2}})\s*月\s*(?P<ed>\d{{1,2}})\s*日
    | (?P<jy>\d{{4}})\s*[年년]\s*(?P<jm>\d{{1,2}})\s*[月월]\s*(?P<jd>\d{{1,2}})\s*[日일]
    | (?P<oy>\d{{4}})\.\s(?P<om>\d{{1,2}})\.\s(?P<od>\d{{1,2}})\.?
    | (?P<y>\d{{4,5}})(?P<sep>[-/._])(?P<m>\d{{1,2}})(?P=sep)(?P<d>\d{{1,2}})(?!\d)
    | (?P<cy>(?:19|20)\d\d)(?P<cm>[01]\d)(?P<cd>[0-3]\d)(?!\d)
    | (?P<a>\d{{1,2}})(?P<s2>[-/.])(?P<b>\d{{1,2}})(?P=s2)(?P<ly>\d{{4}}(?!\d|\.\d)|\d\d(?![\d:.]))
    | (?P<nd>\d{{1,2}}){_ORDINAL}[\s/-]*(?:of\s+|de\s+)?(?P<nm>{_NAMES})\b\.?,?[\s/-]*(?:de\s+|del\s+)?(?P<ny>\d{{4}}|(?<=[/-])\d\d(?!\d))
    | {_WORD_AND_DAY}(?P<fm>{_NAMES})\b\.?\s+(?P<fd>\d{{1,2}}){_ORDINAL}(?!\d),?\s+(?:at\s+[\d:]+\s+)?(?P<fy>\d{{4}})(?!:)
    | (?P<ud>\d{{1,2}}){_ORDINAL}\s+(?:of\s+|de\s+)?(?P<um>{_NAMES})\b(?!\w)
    | {_WORD_AND_DAY}(?P<vm>{_NAMES})\b\.?\s+(?P<vd>\d{{1,2}}){_ORDINAL}(?![\d:])
    | (?P<km>\d{{1,2}})\s*月\s*(?P<kd>\d{{1,2}})\s*日
    )""",
    re.VERBOSE | re.IGNORECASE,
)


class Day(NamedTuple):
    """A day that a text names.

    Args:
        day: as it is most likely meant.
        others: what else it could mean: of a slipped year, or of `03/04/2024`.
        written: the words of the text.
        place: where they begin in it.
    """

    day: date
    others: tuple[date, ...]
    written: str
    place: int

    @property
    def is_slip(self) -> bool:
        """Whether its year has a digit too many."""
        return bool(re.match(r"\d{5}\D", self.written))

    @property
    def is_certain(self) -> bool:
        return not self.others and not self.is_slip

    def near(self, known: Sequence[date]) -> "Day":
        """The same, read so that it agrees with days that are known, if it can be."""
        agreeing = next((day for day in (self.day, *self.others) if day in known), None)
        return self._replace(day=agreeing, others=()) if agreeing else self


def find_days(text: str, *, year: int | None = None, day_first: bool | None = None) -> list[Day]:
    """The days that a text names, in order.

    Args:
        text: any text.
        year: of days without one, which are left out where it is None.
        day_first: whether `03/04/2024` is the third of April; None where nobody knows, and it is likelier than not.
    """
    return list(_days(text, year, day_first)) if _DIGIT.search(text) else []


_DIGIT = re.compile(r"\d")


_SLASHED = re.compile(r"(?<![\d/.])(\d{1,2})/(\d{1,2})/(?:\d{4}|\d\d)(?![\d/])")
_AMERICAN = re.compile(r"\b[ECMP][SD]T\b")


def is_day_first(text: str) -> bool | None:
    """Whether a report writes the day before the month: by the days that can only be read one way, else by its time zone; None if neither tells."""
    found = [(int(a), int(b)) for a, b in _SLASHED.findall(text)]
    first, second = sum(a > MONTHS for a, _ in found), sum(b > MONTHS for _, b in found)
    return first > second if first != second else False if _AMERICAN.search(text) else None


MONTHS = 12


_OTHER_WORDS = {"out", "set", "ago", "mag", "ott", "may", "mar"}
"""Short forms of months that are words, too: `rolled out 12 hosts` names no day in October."""


def _is_a_month(written: str, found: str) -> bool:
    """Whether a name in a day without a year is one of a month: as it is written, a stop behind it or `de` in front of it say so."""
    if written.casefold() not in _OTHER_WORDS or f"{written}." in found or f"de {written}" in found:
        return True
    return written in ("May", "Mar")


def _days(text: str, year: int | None, day_first: bool | None) -> Iterator[Day]:
    for found in _PATTERN.finditer(text):
        readings = [day for parts in _readings(found, year, day_first) if (day := _day(*parts))]
        if readings:
            unique = list(dict.fromkeys(readings))
            yield Day(unique[0], tuple(unique[1:]), found[0], found.start())


def _readings(found: re.Match[str], year: int | None, day_first: bool | None) -> list[tuple[int, int, int]]:
    """What a match may mean, the likeliest first, as year, month, day."""
    part = found.groupdict()
    if part["era"]:
        first = 2018 if part["era"] == "令和" else 1988
        return [(first + (1 if part["ey"] == "元" else int(part["ey"])), int(part["em"]), int(part["ed"]))]
    if part["jy"]:
        return [(int(part["jy"]), int(part["jm"]), int(part["jd"]))]
    if part["oy"]:
        return [(int(part["oy"]), int(part["om"]), int(part["od"]))]
    if part["y"]:
        return [(y, int(part["m"]), int(part["d"])) for y in _years(part["y"])]
    if part["cy"]:
        return [(int(part["cy"]), int(part["cm"]), int(part["cd"]))]
    if part["ly"]:
        return _either_order(int(part["a"]), int(part["b"]), part["ly"], True if part["s2"] == "." else day_first)
    if part["ny"]:
        return [(_full(part["ny"]), _MONTH[part["nm"].casefold()], int(part["nd"]))]
    if part["fy"]:
        return [(int(part["fy"]), _MONTH[part["fm"].casefold()], int(part["fd"]))]
    if year is None:
        return []
    if part["km"]:
        return [(year, int(part["km"]), int(part["kd"]))]
    name = part["um"] or part["vm"]
    return [(year, _MONTH[name.casefold()], int(part["ud"] or part["vd"]))] if _is_a_month(name, found[0]) else []


def _years(digits: str) -> list[int]:
    """A year, or what a year with a digit too many may have been."""
    if len(digits) == 4:
        return [int(digits)]
    without_one = [int(digits[:n] + digits[n + 1 :]) for n in reversed(range(5))]
    return [year for year in dict.fromkeys(without_one) if 2000 <= year <= LAST_YEAR]


def _full(year: str) -> int:
    if len(year) == 4:
        return int(year)
    return int(year) + (2000 if int(year) < PIVOT else 1900)


PIVOT = 69
"""Two digits of a year from here on mean the last century, as in POSIX (`%y` of strptime)."""


def _either_order(a: int, b: int, written: str, day_first: bool | None) -> list[tuple[int, int, int]]:
    """`05/03/2024` is the fifth of March to some, and the third of May to others."""
    year = _full(written)
    orders = [(year, b, a), (year, a, b)]
    if day_first is None:
        return orders
    meant, other = orders if day_first else orders[::-1]
    return [meant if meant[1] <= MONTHS else other]


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None
