"""Actions in tables, whatever their columns are called and in whatever order they stand."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from retrokit.adopt.action_lines import read_action
from retrokit.adopt.fields import Reading, is_empty, with_field
from retrokit.adopt.sections import heading_key
from retrokit.adopt.standing import standing_of
from retrokit.adopt.tickets import TICKET_KEY, TICKET_NUMBER, is_ticket
from retrokit.adoption import FoundAction
from retrokit.days import find_days
from retrokit.markdown import Block, Inline
from retrokit.vocabulary import Status

Columns = Mapping[str, int]
"""What a column holds (`action`, `owner`, `due`, `status`, `ticket`, `type`) -> its place."""


def of_tables(rows: Sequence[Block], reading: Reading) -> Iterator[FoundAction]:
    """The action of every row that holds one."""
    columns = columns_of(rows, reading)
    for row in rows:
        if "action" in columns and (action := _of_row(row, columns, reading)):
            yield action


def columns_of(rows: Sequence[Block], reading: Reading) -> Columns:
    """What each column holds, by its name, else by what stands in it: days, marks, and the longest texts."""
    columns: dict[str, int] = {}
    for place, name in enumerate(rows[0].header):
        kind = "status" if name.strip() == "%" else reading.facts.get(heading_key(name), "")
        if kind and place < len(rows[0].cells):
            columns.setdefault(kind, place)
    if "ticket" in columns and not any(
        _has_ticket(row.cells[columns["ticket"]]) for row in rows if len(row.cells) > columns["ticket"]
    ):
        del columns["ticket"]  # the rows' own numbers
    texts = [[_text(row, place) for row in rows] for place in range(len(rows[0].cells))]
    free = [place for place in range(len(texts)) if place not in columns.values()]
    kinds: dict[str, Callable[[str, Reading], bool]] = {"due": _is_day, "status": _is_mark, "ticket": _is_ticket}
    for kind, holds in kinds.items():
        found = next((place for place in free if _mostly(holds, texts[place], reading)), None)
        if kind not in columns and found is not None:
            columns[kind] = found
            free.remove(found)
    if "action" not in columns and free and {"owner", "due", "status", "ticket"} & columns.keys():
        columns["action"] = max(free, key=lambda place: sum(map(len, texts[place])))
    return columns


def looks_like_actions(rows: Sequence[Block], reading: Reading) -> bool:
    """Whether a table under any heading is one of actions: who and by when, or who and where it stands, and no time of day in front."""
    known = columns_of(rows, reading).keys()
    is_timeline = any(re.match(r"\W*\d{1,2}[:.h]\d\d", _text(row, 0)) for row in rows)
    return "action" in known and "owner" in known and bool({"due", "status", "ticket"} & known) and not is_timeline


def _text(row: Block, place: int) -> str:
    return row.cells[place].text if place < len(row.cells) else ""


def _is_day(text: str, reading: Reading) -> bool:
    days = find_days(text, year=reading.year, day_first=reading.day_first)
    return bool(days) and len(text) <= len(days[0].written) + 12


def _is_mark(text: str, reading: Reading) -> bool:
    return standing_of(text, reading.standings) is not None and len(text) <= MOST_MARK


def _has_ticket(cell: Inline) -> bool:
    return bool(cell.links or _plain_ticket(cell.text))


def _is_ticket(text: str, _: Reading) -> bool:
    return bool(TICKET_KEY.fullmatch(text.strip()) or TICKET_NUMBER.fullmatch(text.strip()))


MOST_MARK = 40


def _mostly(holds: Callable[[str, Reading], bool], texts: Sequence[str], reading: Reading) -> bool:
    """Whether more than half of the texts that say anything are of a kind."""
    said = [text for text in texts if re.search(r"\w|[✅✔☑❌]", text)]
    return bool(said) and sum(holds(text, reading) for text in said) * 2 > len(said)


def _of_row(row: Block, columns: Columns, reading: Reading) -> FoundAction | None:
    held = {kind: row.cells[place] for kind, place in columns.items() if place < len(row.cells)}
    cell = held.pop("action", Inline())
    if is_empty(cell.text, reading):
        return None
    found = read_action(cell, row.line, reading)
    if "owner" in held and held["owner"].text.strip(" -–—"):  # a column says it better than a name in the text
        found = with_field(replace(found, owner=""), "owner", held["owner"].text, reading)
    if "due" in held:
        found = with_field(found, "due", held["due"].text, reading)
    for kind in ("status", "ticket", "due", "type"):  # a mark may stand in another column than its own
        if found.status is Status.UNKNOWN and kind in held:
            found = replace(found, status=_standing_in(held[kind], reading) or found.status)
    if (ticket := held.get("ticket")) and not found.ticket:
        links = sorted(ticket.links, key=is_ticket, reverse=True)
        found = replace(found, ticket=next((link.url for link in links if link.url), "") or _plain_ticket(ticket.text))
    return replace(found, type=held["type"].text if "type" in held else "")


def _standing_in(cell: Inline, reading: Reading) -> Status | None:
    """What a cell says of where the action stands: the whole cell, a part of it behind a dash, or its last word; a bare number is a
    percentage."""
    if cell.text.isdigit():
        return standing_of(f"{cell.text} %", reading.standings)
    words = [cell.text, *re.split(r"\s[-–—:]\s", cell.text)[1:], *cell.text.split()[-1:]]
    return next((said for word in words if (said := standing_of(word, reading.standings))), None)


def _plain_ticket(text: str) -> str:
    first = text.split()[0] if text.split() else ""
    return first if re.search(r"#\d|[A-Za-z]{2,}-\d|[A-Za-z]{2,}\d{3,}|^\d{2,}$|://", first) else ""
