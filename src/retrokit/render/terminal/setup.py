"""What `retrokit init` found, and what makes sense next."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text

from retrokit.render.counts import count
from retrokit.render.foreign import clean
from retrokit.render.terminal.layout import Screen, hung, to_text, wrapped
from retrokit.reports import Survey

MOST = 3
"""As many folders or troubles are named."""


def found(survey: Survey, screen: Screen) -> str:
    """What lies where, and what can be compared, in a few lines."""
    if not survey.found:
        return to_text(wrapped("There are no reports yet.", screen), screen)
    told = [f"{_how_many(survey)} {_causes(survey)}".strip(), _names(survey), _broken(survey)]
    return to_text([line for text in told if text for line in wrapped(text, screen)], screen)


def steps(steps: Sequence[tuple[str, str]], screen: Screen) -> str:
    """Commands, each with what it is for beside it, or beneath where that does not fit."""
    room = max(cell_len(command) for command, _ in steps)
    lines = [Text("Next", "bold")]
    for command, purpose in steps:
        if room + max(cell_len(purpose) for _, purpose in steps) + 5 <= screen.columns:
            lines.append(Text(f"  {command}{' ' * (room - cell_len(command))}   ").append(purpose, "dim"))
        else:
            lines.append(Text(f"  {command}"))  # never cut, so that it can be pasted
            lines += hung(Text(purpose, "dim"), Text(), "      ", screen)
    return to_text(lines, screen)


def heading(text: str, screen: Screen) -> str:
    """What follows is about."""
    return to_text(wrapped(text, screen, "bold"), screen)


def _how_many(survey: Survey) -> str:
    places = [f"{folder}/" if folder != "." else "this folder" for folder in survey.folders]
    where = ", ".join(places[:MOST]) + (f" and {len(places) - MOST} more folders" if len(places) > MOST else "")
    some, all_of = survey.with_front_matter, survey.looked_at
    share = {0: "none", all_of: "all"}.get(some, f"{some:,}")
    if survey.found == 1:
        return f"1 report in {where}, {'with' if some else 'without'} front matter."
    if all_of < survey.found:
        return f"{survey.found:,} reports in {where}; of {all_of:,} that were looked at, {share} {'has' if some == 1 else 'have'} front matter."
    return f"{survey.found:,} reports in {where}, {share} with front matter."


def _causes(survey: Survey) -> str:
    """How many can be compared, as far as they have front matter."""
    causes, undated = survey.with_causes, survey.undated
    whole = survey.with_front_matter
    told = []
    if not causes:
        told.append(
            "None names its causes, so nothing can be compared yet." if whole > 1 else "Nothing can be compared yet."
        )
    elif causes < survey.looked_at:
        told.append(f"{count(causes, 'names its', 'name their')} causes; the others can't be compared yet.")
    elif causes > 1:
        told.append("All name their causes.")
    if undated:
        told.append(f"{count(undated, 'has', 'have')} no date.")
    return " ".join(told)


def _names(survey: Survey) -> str:
    """The reports' own names for our keys."""
    told = [
        "in actions " * (names is survey.action_fields)
        + ", ".join(f"{their} ({ours})" for ours, theirs in names.items() for their in theirs)
        for names in (survey.fields, survey.action_fields)
        if names
    ]
    return clean(f"Keys of their own: {'; '.join(told)}.") if told else ""


def _broken(survey: Survey) -> str:
    more = len(survey.broken) - MOST
    told = "; ".join(survey.broken[:MOST]) + (f"; and {more} more" if more > 0 else "")
    return f"{len(survey.broken)} can't be read: {told}" if survey.broken else ""
