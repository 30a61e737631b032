"""Novelty as bars."""

from rich.text import Text

from retrokit.render import phrases
from retrokit.render.counts import count
from retrokit.render.foreign import clean
from retrokit.render.terminal.layout import Screen, cut, to_text, wrapped
from retrokit.reports import TOO_FEW, NoveltyReport, Tally
from retrokit.vocabulary import Kind, Period

MOST_SERVICES = 5
FIGURES = 56
"""Cells that the counts, the range and the repeats beside a bar take."""
NARROWEST_BAR = 12
WIDEST_UNIT = 4
"""Cells for one incident: more would make few incidents look like many."""

_STYLES = {Kind.NOVEL: "green", Kind.VARIATION: "cyan", Kind.REPEAT: "red", Kind.UNJUDGED: "dim"}


def novelty(report: NoveltyReport, screen: Screen) -> str:
    """Bars by period with counts and the range, then the services that repeat most."""
    if not report.periods:
        return to_text([Text("No incidents in this period.")], screen)
    most = max(tally.incidents for tally in report.periods)
    name = max(len(tally.name) for tally in report.periods) + 2
    unit = min(float(WIDEST_UNIT), max(screen.columns - name - FIGURES, NARROWEST_BAR) / most)
    legend = Text(" " * name)
    for kind, sign in _signs(screen).items():
        legend.append(sign * 2, _STYLES[kind]).append(f" {kind}   ")
    legend = cut(legend, screen)
    legend.rstrip()
    lines = [
        *wrapped(_headline(report), screen),
        Text(),
        legend,
        Text(),
        *(_period(tally, name, unit, most, screen) for tally in report.periods),
        Text(),
    ]
    for tally in [tally for tally in report.services if tally.repeat][:MOST_SERVICES]:
        told = f"{clean(tally.name)}: {tally.repeat} of its {count(tally.incidents, 'incident')} repeated an earlier one, last on {tally.last_repeat}"
        lines.append(cut(Text(told), screen))
    if (more := sum(tally.repeat > 0 for tally in report.services) - MOST_SERVICES) > 0:
        lines.append(Text(f"and {count(more, 'more service')} with repeats: --format json", "dim"))
    if notes := _notes(report):
        lines.append(Text())
        lines += [line for note in notes for line in wrapped(note, screen, style="dim")]
    return to_text(lines, screen)


def _notes(report: NoveltyReport) -> list[str]:
    notes = ["The share is of new incidents; it is a range where variations and unjudged ones may be new or not."]
    filled = [tally for tally in report.periods if tally.incidents]
    if report.period is not Period.YEAR and sum(tally.low is None for tally in filled) * 2 > len(filled):
        notes.append(f"Most periods hold fewer than {TOO_FEW} incidents; a longer one says more: --by year")
    if report.from_the_start:
        notes.append(
            f"Nothing is on record before {report.periods[0].name}, so the first periods look newer than they were."
        )
    return notes


def _headline(report: NoveltyReport) -> str:
    total = {kind: sum(tally.of(kind) for tally in report.periods) for kind in Kind}
    preventable = sum(tally.preventable for tally in report.periods)
    told = [f"{total[Kind.NOVEL]} new", count(total[Kind.VARIATION], "variation"), count(total[Kind.REPEAT], "repeat")]
    if preventable:
        told[-1] += f" ({preventable} struck while an action was open)"
    if total[Kind.UNJUDGED]:
        told.append(f"{total[Kind.UNJUDGED]} without a cause on record")
    return f"{count(sum(total.values()), 'incident')}: {', '.join(told)}."


def _signs(screen: Screen) -> dict[Kind, str]:
    signs = "█▓▒░" if screen.unicode else "#+x."
    return dict(zip((Kind.NOVEL, Kind.VARIATION, Kind.REPEAT, Kind.UNJUDGED), signs, strict=True))


def _period(tally: Tally, name: int, unit: float, most: int, screen: Screen) -> Text:
    line = Text(f"{tally.name:<{name}}")
    drawn = counted = 0
    for kind, sign in _signs(screen).items():
        counted += tally.of(kind)
        cells = round(counted * unit) - drawn
        line.append(sign * cells, _STYLES[kind])
        drawn += cells
    line.append(" " * (round(most * unit) - drawn + 2))
    if not tally.incidents:
        return line.append("none", "dim")
    line.append(f"{f'{tally.novel} of {tally.incidents} new':<14}")
    line.append(f"{phrases.share(tally):<14}", "" if tally.low is not None else "dim")
    if tally.repeat:
        line.append(f"  {count(tally.repeat, 'repeat')}")
    if tally.preventable:
        line.append(f", {tally.preventable} preventable", "red")
    line.rstrip()
    return cut(line, screen)
