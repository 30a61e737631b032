"""The JSON contract (docs/output.md): ISO dates, paths from the repository's root, scores of 0 to 100, a stable order."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, assert_never

from retrokit.model import ActionThen, Corpus, Finding, Postmortem, Signals
from retrokit.render.foreign import clean_json
from retrokit.reports import (
    ActionsReport,
    CalibrationReport,
    Neighbour,
    NewReport,
    NoveltyReport,
    PairsReport,
    RepeatsReport,
    Report,
    Return,
    SimilarReport,
    Tally,
    Trial,
)

SCHEMA_VERSION = 1
"""Grows when a key changes its meaning or goes; a new key does not change it."""


Answer = dict[str, Any]


def render(report: Report, corpus: Corpus, findings: Sequence[Finding]) -> str:
    """Any report as JSON, with the files that were looked at and all findings in them."""
    match report:
        case RepeatsReport():
            command, answer = "repeats", _repeats(report)
        case SimilarReport():
            command, answer = "similar", _similar(report)
        case NewReport():
            command, answer = "new", _new(report)
        case PairsReport():
            command, answer = "similar", _pairs(report)
        case CalibrationReport():
            command, answer = "similar", _calibration(report)
        case NoveltyReport():
            command, answer = "novelty", _novelty(report)
        case ActionsReport():
            command, answer = "actions", _actions(report)
        case _:
            assert_never(report)
    files = {"found": corpus.found, "read": corpus.read, "skipped": corpus.found - corpus.read}
    whole = {
        "schema_version": SCHEMA_VERSION,
        "command": command,
        **answer,
        "files": files,
        "findings": [finding_of(finding) for finding in findings],
    }
    return clean_json(json.dumps(whole, indent=2, ensure_ascii=False, default=date.isoformat)) + "\n"


def _repeats(report: RepeatsReport) -> Answer:
    """Families with their incidents and returns."""
    families = [
        {
            "id": family.id,
            "title": family.title,
            "incidents": [_incident(incident) for incident in family.incidents],
            "returns": [_return(back) for back in family.returns],
            "signals": _signals(family.signals),
            "open_actions": [_state(state) for state in family.open_actions],
        }
        for family in report.families
    ]
    return {"threshold": report.threshold, "families": families}


def _similar(report: SimilarReport) -> Answer:
    """The query and its neighbours, the likest first."""
    query = {"id": report.query_id or None, "text": report.query}
    return {"query": query, "threshold": report.threshold, "matches": _matches(report.neighbours)}


def _new(report: NewReport) -> Answer:
    """The report that was begun, and its neighbours, the likest first."""
    return {
        "id": report.id,
        "path": report.path,
        "threshold": report.threshold,
        "earlier": report.earlier,
        "matches": _matches(report.neighbours),
    }


def _matches(neighbours: Sequence[Neighbour]) -> list[Answer]:
    return [
        {
            **_incident(near.postmortem),
            "score": near.score,
            "verdict": near.verdict,
            "signals": _signals(near.signals),
            "actions": [_state(state) for state in near.actions],
        }
        for near in neighbours
    ]


def _pairs(report: PairsReport) -> Answer:
    """Every pair asked for, the likest first."""
    pairs = [
        {
            "earlier": pair.earlier.id,
            "later": pair.later.id,
            "score": pair.score,
            "verdict": pair.verdict,
            "signals": _signals(pair.signals),
        }
        for pair in report.pairs
    ]
    return {"incidents": report.incidents, "threshold": report.threshold, "pairs": pairs}


def _calibration(report: CalibrationReport) -> Answer:
    """The threshold in use, a better one or null, and the judged pairs."""
    pairs = [
        {"earlier": pair.earlier.id, "later": pair.later.id, "score": pair.score, "verdict": pair.verdict}
        for pair in report.judged
    ]
    better = _trial(report.better) if report.better else None
    return {
        "threshold": report.now.threshold,
        "now": _trial(report.now),
        "better": better,
        "related": report.related,
        "pairs": pairs,
    }


def _trial(trial: Trial) -> Answer:
    return {
        "threshold": trial.threshold,
        "reported": trial.reported,
        "right": trial.right,
        "same": trial.same,
        "precision": _share(trial.precision),
        "recall": _share(trial.recall),
    }


def _novelty(report: NoveltyReport) -> Answer:
    """Tallies by period and by service."""
    answer = {
        "threshold": report.threshold,
        "periods": [{"period": tally.name, **_tally(tally)} for tally in report.periods],
        "services": [{"service": tally.name, **_tally(tally)} for tally in report.services],
    }
    return answer


def _actions(report: ActionsReport) -> Answer:
    """Every action asked for, and the counts over all of them."""
    actions = [{**_state(row.now), "incident": row.incident.id} for row in report.rows]
    summary = {**report.counts, "reports_without_actions_key": report.silent}
    return {"summary": summary, "actions": actions}


def _incident(postmortem: Postmortem) -> Answer:
    return {
        "id": postmortem.id,
        "date": postmortem.date,
        "title": postmortem.title,
        "services": postmortem.services,
        "path": postmortem.path,
    }


def _return(back: Return) -> Answer:
    return {
        "incident": back.incident.id,
        "earlier": back.earlier.id,
        "days_since": back.days_since,
        "likest": back.likest.id,
        "score": back.score,
        "verdict": back.verdict,
        "came_back": back.came_back,
        "actions": [_state(state) for state in back.actions],
        "actions_in_all": back.actions_in_all,
        "missing": back.missing or None,
    }


def _state(state: ActionThen) -> Answer:
    action = state.action
    return {
        "id": action.id,
        "title": action.title,
        "type": action.type,
        "status": state.status,
        "owner": action.owner or None,
        "opened": action.opened,
        "due": action.due,
        "overdue_days": state.overdue_days,
        "age_days": state.age_days,
        "held_days": state.held_days,
        "closed": action.closed,
        "closed_from": "field" if action.closed else None,
        "ticket": action.ticket or None,
        "reason": action.reason or None,
    }


def _tally(tally: Tally) -> Answer:
    return {
        "incidents": tally.incidents,
        "novel": tally.novel,
        "variation": tally.variation,
        "repeat": tally.repeat,
        "unjudged": tally.unjudged,
        "preventable": tally.preventable,
        "low": _share(tally.low),
        "high": _share(tally.high),
        "last_repeat": tally.last_repeat,
    }


def _share(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


def _signals(signals: Signals) -> Answer:
    return {
        "words": signals.words,
        "concepts": signals.concepts,
        "services": signals.services,
        "tickets": signals.tickets,
        "via": signals.via or None,
    }


def finding_of(finding: Finding) -> Answer:
    code, name = finding.problem.value
    return {
        "path": finding.path,
        "line": finding.line,
        "column": finding.column,
        "code": code,
        "name": name,
        "message": finding.message,
        "help": finding.help,
    }
