"""The reports that were read, as bytes, and back: what every answer needs of each at once, the rest when it is asked for."""

import functools
import itertools
import json
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from retrokit.model import Action, Cause, Finding, Postmortem, Verdict
from retrokit.repo import Stamp
from retrokit.store.sections import from_json, numbers, pack, to_json, unpack
from retrokit.vocabulary import ActionType, Problem, Status, VerdictKind

_IS_REPORT, _NAMES_CAUSE, _HAS_VERDICTS = 1, 2, 4
_PROBLEMS = {problem.code: problem for problem in Problem}
_NO_STAMP = (-1, -1, -1, -1)

Line = bytes | memoryview


class KeptReport(NamedTuple):
    """What a file gave: a postmortem, or None, and what is wrong with it.

    Args:
        shown: its path.
        stamp: what it looked like from outside; None if that can't be relied on.
        mark: tells its path and its text from all others.
        postmortem: with the id that it has by itself.
        findings: what is wrong in it.
        line: the postmortem as bytes.
    """

    shown: str
    stamp: Stamp | None
    mark: str
    postmortem: Postmortem | None
    findings: tuple[Finding, ...]
    line: Line


class _Stored(Postmortem):
    """A postmortem whose text is taken from its line when it is first asked for; id, path and date are there at once."""

    __slots__ = ("line", "names_cause")
    line: Line

    def __getattr__(self, name: str) -> Any:
        # Reached only for a slot that is still empty.
        if name == "names_cause":  # of one that was made from another, with another id
            return bool(self.causes)
        if name not in Postmortem.__slots__:
            raise AttributeError(name)
        for key, value in _values(self.line, self.id).items():
            object.__setattr__(self, key, value)
        return object.__getattribute__(self, name)

    def __reduce__(self) -> tuple[Any, ...]:
        raise TypeError("a stored postmortem is a view of its line")


def stored(
    lines: Sequence[Line], paths: Sequence[str], ids: Sequence[str], days: Sequence[int], flags: Sequence[int]
) -> Iterator[_Stored | None]:
    # Ten thousand are made in every run: the slots' own setters take a third of the time of the frozen class's.
    set_line, set_path, set_id, set_date, set_names_cause, set_verdicts = (
        getattr(_Stored, name).__set__ for name in ("line", "path", "id", "date", "names_cause", "verdicts")
    )
    new = object.__new__
    for line, path, identity, day, flag in zip(lines, paths, ids, map(date.fromordinal, days), flags, strict=True):
        if not flag:
            yield None
            continue
        postmortem = new(_Stored)
        set_line(postmortem, line)
        set_path(postmortem, path)
        set_id(postmortem, identity)
        set_date(postmortem, day)
        set_names_cause(postmortem, flag & _NAMES_CAUSE != 0)
        if not flag & _HAS_VERDICTS:
            set_verdicts(postmortem, ())
        yield postmortem


def stored_one(line: Line, path: str, identity: str, day: int, flags: int) -> Postmortem:
    """The postmortem of one line, its text taken from it when it is first asked for; `flags` are not 0."""
    (postmortem,) = stored([line], [path], [identity], [day], [flags])
    assert postmortem is not None
    return postmortem


def is_same(one: Postmortem, other: Postmortem) -> bool:
    """Whether two postmortems say the same under one id, be they read or remembered."""
    if (one.id, one.path, one.date) != (other.id, other.path, other.date):
        return False
    lines = [bytes(p.line) if isinstance(p, _Stored) else line_of(p) for p in (one, other)]
    return lines[0] == lines[1]


def keep(
    shown: str,
    stamp: Stamp | None,
    mark: str,
    postmortem: Postmortem | None,
    findings: Sequence[Finding],
) -> KeptReport:
    return KeptReport(shown, stamp, mark, postmortem, tuple(findings), line_of(postmortem) if postmortem else b"")


def to_parts(reports: Sequence[KeptReport]) -> list[bytes]:
    """The parts of a file that holds these."""
    paths, stamps, marks, postmortems, _, lines = zip(*reports, strict=True) if reports else ((), (), (), (), (), ())
    ids = [postmortem.id for postmortem in postmortems if postmortem]
    head = [
        _by_date(postmortems) if len(set(ids)) == len(ids) else [],
        paths,
        marks,
        [postmortem.id if postmortem else "" for postmortem in postmortems],
        [postmortem.date.toordinal() if postmortem else 1 for postmortem in postmortems],
        [flags_of(postmortem) for postmortem in postmortems],
    ]
    findings = {
        number: [_finding_out(f) for f in report.findings] for number, report in enumerate(reports) if report.findings
    }
    return pack(
        {
            "stamps": array("q", itertools.chain.from_iterable(stamp or _NO_STAMP for stamp in stamps)).tobytes(),
            "head": to_json(head),
            "findings": to_json(findings),
            "ends": array("I", itertools.accumulate(map(len, lines))).tobytes(),
            "lines": b"".join(lines),
        }
    )


class Remembered:
    """What a run read, as it can be had at once; a report by itself is made when it is asked for."""

    def __init__(
        self, columns: tuple[Sequence[Any], ...] = ((), (), (), (), (), ()), by_date: Sequence[int] = ()
    ) -> None:
        self.by_date = by_date
        """The places of the postmortems, oldest first; none where two have one id, which changes when all are known."""
        self.paths, self.stamps, self.marks, self.postmortems, self.findings, self.lines = columns

    def is_of(self, paths: Sequence[str], stamps: Sequence[Stamp | None]) -> bool:
        """Whether these very files were read, and look as they did then."""
        return None not in stamps and self.paths == paths and self.stamps == stamps

    @functools.cached_property
    def by_path(self) -> Mapping[str, KeptReport]:
        return dict(zip(self.paths, self, strict=True))

    def __iter__(self) -> Iterator[KeptReport]:
        return map(KeptReport, self.paths, self.stamps, self.marks, self.postmortems, self.findings, self.lines)


def from_parts(data: memoryview) -> Remembered:
    """The reports of such a file; none if it can't be used here."""
    sections = unpack(data)
    if sections is None:
        return Remembered()
    parts = iter(numbers("q", sections["stamps"]))
    stamps = [stamp if stamp != _NO_STAMP else None for stamp in zip(parts, parts, parts, parts, strict=True)]
    content, ends = sections["lines"], numbers("I", sections["ends"])
    lines = [content[start:end] for start, end in zip(array("I", [0]) + ends, ends, strict=False)]
    by_date, paths, marks, ids, days, flags = from_json(sections["head"])
    found: list[tuple[Finding, ...]] = [()] * len(paths)
    for number, told in from_json(sections["findings"]).items():
        found[int(number)] = tuple(_finding_in(paths[int(number)], values) for values in told)
    return Remembered((paths, stamps, marks, list(stored(lines, paths, ids, days, flags)), found, lines), by_date)


def _by_date(postmortems: Sequence[Postmortem | None]) -> list[int]:
    """The places of the postmortems, oldest first."""
    dated = [(p.date, p.id, place) for place, p in enumerate(postmortems) if p]
    return [place for _, _, place in sorted(dated)]


def flags_of(postmortem: Postmortem | None) -> int:
    if postmortem is None:
        return 0
    return _IS_REPORT | _NAMES_CAUSE * postmortem.names_cause | _HAS_VERDICTS * bool(postmortem.verdicts)


def line_of(postmortem: Postmortem) -> bytes:
    """A postmortem as bytes, but for its id, path and date."""
    p = postmortem
    actions = None if p.actions is None else [_action_out(action) for action in p.actions]
    verdicts = [[v.kind.value, v.other, v.why, v.line, v.column] for v in p.verdicts]
    causes = [[cause.summary, cause.category] for cause in p.causes]
    texts = [p.title, p.severity, p.status, p.services, p.trigger, causes, p.customer_impact, actions]
    return to_json([*texts, p.ideas, p.learned, p.roadmap, verdicts])


def _values(line: Line, identity: str) -> Mapping[str, Any]:
    """The rest of a postmortem, by its keys."""
    title, severity, status, services, trigger, causes, impact, actions, ideas, learned, roadmap, verdicts = json.loads(
        bytes(line).decode("utf-8", "surrogatepass")
    )
    return {
        "title": title,
        "severity": severity,
        "status": status,
        "services": tuple(services),
        "trigger": trigger,
        "causes": tuple([Cause(*cause) for cause in causes]),
        "customer_impact": impact,
        "actions": None if actions is None else tuple(_actions_in(actions, identity)),
        "ideas": tuple(ideas),
        "learned": tuple(learned),
        "roadmap": roadmap,
        "verdicts": tuple([Verdict(VerdictKind(kind), *rest) for kind, *rest in verdicts]),
    }


def _action_out(a: Action) -> list[Any]:
    days = [day and day.toordinal() for day in (a.due, a.opened, a.closed)]
    return [a.title, a.type and a.type.value, a.owner, a.status.value, *days, a.ticket, a.reason]


def _actions_in(actions: Iterable[Sequence[Any]], identity: str) -> Iterator[Action]:
    for number, (title, kind, owner, status, due, opened, closed, ticket, reason) in enumerate(actions, 1):
        yield Action(
            id=f"{identity}#{number}",
            title=title,
            type=kind and ActionType(kind),
            owner=owner,
            due=due and date.fromordinal(due),
            status=Status(status),
            opened=opened and date.fromordinal(opened),
            closed=closed and date.fromordinal(closed),
            ticket=ticket,
            reason=reason,
        )


def _finding_out(finding: Finding) -> list[Any]:
    return [finding.line, finding.column, finding.problem.code, finding.message, finding.help]


def _finding_in(path: str, values: Sequence[Any]) -> Finding:
    line, column, code, message, hint = values
    return Finding(path, line, column, _PROBLEMS[code], message, hint)
