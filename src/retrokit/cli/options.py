"""The options that mean the same in every command."""

import calendar
import re
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from retrokit.cli.choices import Color, Format
from retrokit.cli.completion import complete_service
from retrokit.vocabulary import FIRST_YEAR


def parse_since(text: str) -> date:
    """The first day of `2026-03-14`, `2026-03`, `2026-Q1` or `2026`."""
    return _span(text)[0]


def parse_until(text: str) -> date:
    """The last day of `2026-03-14`, `2026-03`, `2026-Q1` or `2026`."""
    return _span(text)[1]


def parse_day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not a day: write YYYY-MM-DD") from error
    if day.year < FIRST_YEAR:
        raise typer.BadParameter(f"{text!r}: no record is older than {FIRST_YEAR}")
    return day


def _span(text: str) -> tuple[date, date]:
    try:
        if quarter := re.fullmatch(r"(\d{4})-?Q([1-4])", text, re.IGNORECASE | re.ASCII):
            year, first_month = int(quarter[1]), 3 * int(quarter[2]) - 2
            return date(year, first_month, 1), _last_day(year, first_month + 2)
        if month := re.fullmatch(r"(\d{4})-(\d\d)", text, re.ASCII):
            return date(int(month[1]), int(month[2]), 1), _last_day(int(month[1]), int(month[2]))
        if re.fullmatch(r"\d{4}", text, re.ASCII):
            return date(int(text), 1, 1), date(int(text), 12, 31)
        return date.fromisoformat(text), date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not a date: write 2026-03-14, 2026-03, 2026-Q1 or 2026") from error


def _last_day(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def parse_score(text: str) -> float:
    try:
        score = float(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not a number") from error
    if not 0 <= score <= 100:  # also what is not a number at all: nan
        raise typer.BadParameter(f"{text!r} is not in the range 0<=x<=100")
    return score


Paths = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[PATH]...", help="Files or folders to read instead of the usual places.", show_default=False
    ),
]
Directory = Annotated[
    Path | None,
    typer.Option("-C", metavar="DIR", help="Work as if started in DIR.", show_default=False),
]
ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config", metavar="FILE", help="Read this config instead of the nearest retrokit.toml.", show_default=False
    ),
]
ColorChoice = Annotated[
    Color | None, typer.Option("--color", help="Colour in the terminal format.", show_default="auto")
]
FormatChoice = Annotated[
    Format | None,
    typer.Option("--format", help="How the answer is written.", show_default="terminal on a terminal, else plain"),
]
Output = Annotated[
    Path | None,
    typer.Option("-o", "--output", metavar="FILE", help="Write to FILE instead of stdout.", show_default=False),
]
Since = Annotated[
    date | None,
    typer.Option(
        parser=parse_since, metavar="DATE", help="Incidents from DATE on: 2026-03-14, 2026-03, 2026-Q1 or 2026."
    ),
]
Until = Annotated[
    date | None, typer.Option(parser=parse_until, metavar="DATE", help="Incidents up to the end of DATE.")
]
Service = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME", help="Incidents of this service; may be repeated.", autocompletion=complete_service),
]
Threshold = Annotated[
    float | None,
    typer.Option(
        parser=parse_score,
        metavar="SCORE",
        help="The score from which two incidents match.",
        show_default="50, or the config's",
    ),
]
Today = Annotated[
    date | None,
    typer.Option(
        parser=parse_day,
        metavar="DATE",
        help="Answer as on DATE, as far as the record has dates.",
        show_default="today",
    ),
]
NoCache = Annotated[
    bool, typer.Option("--no-cache", help="Read and compare everything anew, and remember nothing.", show_default=False)
]
