"""A report that was begun, and what it may repeat."""

from rich.text import Text

from retrokit.render.foreign import clean
from retrokit.render.terminal.layout import Screen, to_text, wrapped
from retrokit.render.terminal.similar import neighbour
from retrokit.reports import NewReport


def new(report: NewReport, screen: Screen) -> str:
    """Where the report is, whole so that it can be pasted; then the earlier incidents like it, and what became of their actions."""
    lines: list[Text] = [Text(clean(report.shown), "bold"), Text()]
    if not report.neighbours:
        told = "Nothing on record is like this yet." if report.earlier else "No earlier incident is on record."
        return to_text([*lines, Text(told, "dim")], screen)
    lines.append(Text("You may have seen this before:" if report.may_be_a_repeat else "Nearest on record:"))
    lines.append(Text())
    for near in report.neighbours:
        lines += neighbour(near, screen)
    if report.may_be_a_repeat:
        lines += wrapped("Is it one of these again? The report can say so: repeat_of: [ID]", screen, "dim")
    return to_text(lines, screen)
