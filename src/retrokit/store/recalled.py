"""What a history remembers of reports, as bytes and back: handed over by the process that looked it up."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from retrokit.checking import AskedBefore, Recalled, Resembling
from retrokit.model import Finding
from retrokit.vocabulary import Problem

_PROBLEMS = {problem.code: problem for problem in Problem}


def to_bytes(recalled: Sequence[Recalled]) -> bytes:
    return json.dumps([_out(one) for one in recalled]).encode()


def from_bytes(data: bytes) -> list[Recalled]:
    return [_in(*values) for values in json.loads(data)]


def _out(recalled: Recalled) -> list[Any]:
    verdicts = [[f.path, f.line, f.column, f.problem.code, f.message, f.help] for f in recalled.verdicts]
    asked = [[one.action, one.incidents, one.since.toordinal()] for one in recalled.asked]
    return [recalled.twin, recalled.resembling, verdicts, recalled.circle, asked]


def _in(twin: str, resembling: Any, verdicts: Any, circle: Any, asked: Any) -> Recalled:
    return Recalled(
        twin,
        tuple(Resembling(identity, score, tuple(map(tuple, actions))) for identity, score, actions in resembling),
        tuple(Finding(path, line, column, _PROBLEMS[code], *rest) for path, line, column, code, *rest in verdicts),
        tuple(circle),
        tuple(AskedBefore(action, tuple(incidents), date.fromordinal(day)) for action, incidents, day in asked),
    )
