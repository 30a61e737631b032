"""What adopting would change: as a patch, as JSON, and in sentences."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from retrokit.adoption import Adoption, AdoptionReport, FoundAction, FoundDate, Proposal
from retrokit.render.counts import count
from retrokit.render.data import SCHEMA_VERSION
from retrokit.render.diff import unified
from retrokit.render.foreign import clean_json

SOME = 3
"""As many files are named where many share something."""


def to_patch(report: AdoptionReport) -> str:
    """The changes as a unified diff."""
    return "".join(f"{line}\n" for a in report.changed for line in unified(a.path, a.before, a.after))


def to_json(report: AdoptionReport) -> str:
    """Everything that was found, with how sure it is and where it stands (docs/output.md)."""
    whole = {
        "schema_version": SCHEMA_VERSION,
        "command": "adopt",
        "written": report.written,
        "reports": [_report(adoption) for adoption in report.adoptions if not adoption.refused],
        "refused": [{"path": adoption.path, "reason": adoption.refused} for adoption in report.refused],
    }
    return clean_json(json.dumps(whole, indent=2, ensure_ascii=False, default=date.isoformat)) + "\n"


def _report(adoption: Adoption) -> dict[str, Any]:
    proposal = adoption.proposal
    assert proposal is not None
    return {
        "path": adoption.path,
        "changes": adoption.changes,
        "added": adoption.added,
        "retitled": adoption.retitled,
        "title": {"value": proposal.title, "from": proposal.title_from},
        "date": _date(proposal.date),
        "severity": proposal.severity or None,
        "status": proposal.status or None,
        "services": {"written": proposal.services.written, "suggested": proposal.services.suggested},
        "causes": [
            {
                "text": c.text,
                "confidence": round(c.confidence, 2),
                "line": c.line,
                "section": c.section,
                "chosen": c.chosen,
            }
            for c in proposal.causes
        ],
        "actions": None if proposal.actions is None else [_action(action) for action in proposal.actions],
        "notes": adoption.notes,
    }


def _date(found: FoundDate | None) -> dict[str, Any] | None:
    if found is None:
        return None
    others = [{"value": day, "from": source} for day, source in found.others]
    return {
        "value": found.day,
        "confidence": round(found.confidence, 2),
        "from": found.sources,
        "others": others,
        "doubt": found.doubt or None,
    }


def _action(action: FoundAction) -> dict[str, Any]:
    return {
        "title": action.title,
        "type": action.type or None,
        "owner": action.owner or None,
        "due": action.due,
        "status": action.status,
        "ticket": action.ticket or None,
        "reason": action.reason or None,
        "confidence": action.confidence,
        "line": action.line,
    }


def remarks(report: AdoptionReport) -> Iterator[str]:
    """What a person should know beside the changes: doubts file by file, what can't be adopted, the sum of it all, what to do next."""
    for adoption in report.changed:
        for note in adoption.notes:
            yield f"{adoption.path}: {note}"
    yield from _refusals(report)
    yield summary(report)
    if told := next_step(report):
        yield told


def _refusals(report: AdoptionReport) -> Iterator[str]:
    for adoption in report.refused:
        yield f"{adoption.path}: not adopted: {adoption.refused}"


def summary(report: AdoptionReport) -> str:
    """How many reports gain what."""
    left = f"{count(report.left, 'report')} left as {'it was' if report.left == 1 else 'they were'}."
    if report.written and not report.changed and report.left:
        return f"Nothing was written; {left}"
    changed = report.changed
    settled = len(report.adoptions) - len(changed) - len(report.refused)
    told = [f"{count(len(report.adoptions), 'report')}:"]
    parts = []
    if changed:
        parts.append(f"{len(changed)} {'gained' if report.written else 'would gain'} front matter")
    if settled:
        parts.append(f"{settled} {'has' if settled == 1 else 'have'} all that could be found")
    if report.refused:
        parts.append(f"{len(report.refused)} can't be adopted")
    told.append(", ".join(parts) + "." if parts else "nothing to adopt.")
    if changed:
        told.append(_gains(changed))
    if retitled := sum(adoption.retitled for adoption in changed):
        told.append(
            f"{count(retitled, 'title')} {'lost' if report.written else 'would lose'} the date or kind in front."
        )
    if report.left:
        told.append(left)
    return " ".join(told)


def _gains(changed: Sequence[Adoption]) -> str:
    """What the front matter gains, and what of it is missing or in doubt; what was there before counts for neither."""

    def gaining(key: str) -> list[Proposal]:
        return [adoption.proposal for adoption in changed if adoption.proposal and key in adoption.added]

    causes = sum(len(proposal.chosen) for proposal in gaining("causes"))
    silent = sum(adoption.is_silent for adoption in changed)
    nameless = sum(adoption.nameless for adoption in changed)
    actions = [action for proposal in gaining("actions") for action in proposal.actions or ()]
    doubtful = sum(adoption.is_doubtful for adoption in changed)
    unknown = sum(action.status == "unknown" for action in actions)
    told = f"{count(causes, 'cause')} and {count(len(actions), 'action')} in them"
    more = [
        f"{silent} {'names' if silent == 1 else 'name'} no cause" if silent else "",
        f"{nameless} {'names' if nameless == 1 else 'name'} no service" if nameless else "",
        f"{count(unknown, 'action says', 'actions say')} nothing of their status" if unknown else "",
        f"{count(doubtful, 'date is', 'dates are')} in doubt" if doubtful else "",
    ]
    return f"{told}; {', '.join(part for part in more if part)}." if any(more) else f"{told}."


def next_step(report: AdoptionReport) -> str:
    """What can be done now, empty if nothing."""
    if not report.changed:
        return ""
    if report.written:
        return "Next: look at `git diff`, then run `retrokit repeats`."
    return "Nothing is written yet: --write applies this, --interactive lets you pick the causes first."
