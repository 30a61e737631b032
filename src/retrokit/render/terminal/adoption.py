"""What adopting would change, file by file, and what a person should look at."""

from collections import Counter
from collections.abc import Iterator, Sequence

from rich.text import Text

from retrokit.adoption import Adoption, AdoptionReport, CauseCandidate, Proposal
from retrokit.render.adoption import SOME, next_step, summary
from retrokit.render.counts import count
from retrokit.render.diff import unified
from retrokit.render.foreign import clean
from retrokit.render.terminal.diff import diff
from retrokit.render.terminal.layout import Lines, Screen, labelled, spread, to_text, wrapped

INDENT = "    "
_LOOK = f"{INDENT}look at  "


def adoption(report: AdoptionReport, screen: Screen) -> str:
    """The diffs with their notes where nothing is written yet, else the notes by kind; then the sum, and what to do next."""
    parts = [] if report.written else [_one(adopted, screen) for adopted in report.changed]
    lines: list[Text] = []
    if report.written:
        for note, files in _by_note(report):
            lines += labelled(f"{note}  ", Text(files), screen)
    if report.refused:
        lines.append(Text("Not adopted:", "bold"))
        for refused in report.refused:
            lines += labelled(f"{INDENT}{clean(refused.path)}  ", Text(clean(refused.refused)), screen, "")
    if lines:
        lines.append(Text())
    lines += wrapped(summary(report), screen)
    if told := next_step(report):
        lines += wrapped(told, screen, style="dim")
    return "".join([*parts, to_text(lines, screen)])


def _one(adopted: Adoption, screen: Screen) -> str:
    """A file's diff, and what is to be looked at in it."""
    notes = [line for note in adopted.notes for line in labelled(_LOOK, Text(clean(note)), screen, "yellow")]
    services = adopted.proposal.services if adopted.proposal else None
    if services and services.suggested and adopted.nameless:
        told = f"none in its title; its text names {', '.join(services.suggested)}"
        notes += labelled(f"{INDENT}services  ", Text(clean(told), "dim"), screen)
    told = to_text([*notes, Text()], screen) if notes else ""
    return f"{diff(unified(adopted.path, adopted.before, adopted.after), screen, to_read=True)}{told}\n"


def _by_note(report: AdoptionReport) -> Iterator[tuple[str, str]]:
    """Each kind of doubt, with the files that it is about."""
    doubtful = [adopted for adopted in report.changed if adopted.is_doubtful]
    silent = [adopted for adopted in report.changed if adopted.is_silent]
    for name, adoptions in (("date in doubt", doubtful), ("no cause found", silent)):
        if adoptions:
            yield name, _some([clean(adopted.path) for adopted in adoptions])


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:SOME]) + (f" and {len(names) - SOME} more" if len(names) > SOME else "")


def candidates(adopted: Adoption, most: int, place: str, screen: Screen) -> str:
    """A report's likeliest cause candidates, numbered by the key that takes each; those that are taken are marked."""
    proposal = adopted.proposal
    title, causes = (proposal.title, proposal.causes[:most]) if proposal else ("", ())
    head = spread(Text(clean(title), "bold"), Text(place, "dim"), screen)
    lines = [head, Text(clean(adopted.path), "dim"), Text(), *_numbered(causes, screen), Text()]
    if also := _also(adopted):
        lines += labelled("and  ", Text(clean(also), "dim"), screen)
    return to_text(lines, screen)


def _also(adopted: Adoption) -> str:
    """What would be written beside the causes."""
    proposal = adopted.proposal
    if proposal is None:
        return ""
    told = {
        "date": f"date {proposal.date.day}" if proposal.date else "",
        "severity": f"severity {proposal.severity}",
        "status": f"status {proposal.status}",
        "services": f"services {', '.join(proposal.services.written)}",
        "actions": _actions(proposal),
    }
    return ", ".join(words for key, words in told.items() if key in adopted.added and words)


def _actions(proposal: Proposal) -> str:
    """How many actions there are, and where they stand."""
    actions = proposal.actions or ()
    counts = Counter(str(action.status) for action in actions)
    states = ", ".join(f"{number} {status}" for status, number in counts.most_common())
    return f"{count(len(actions), 'action')} ({states})" if actions else "no actions"


def _numbered(causes: Sequence[CauseCandidate], screen: Screen) -> Lines:
    for number, cause in enumerate(causes, 1):
        mark = screen.dot if cause.chosen else " "
        text = Text(clean(cause.text), "" if cause.chosen else "dim")
        if cause.section:
            text.append(f" {'—' if screen.unicode else '-'} {clean(cause.section)}", "dim italic")
        yield from labelled(f" {mark} {number}  ", text, screen, "bold" if cause.chosen else "")
