"""`check --fix`: what can be mended is written into the files, and shown as a diff."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from retrokit.cli.choices import Color
from retrokit.cli.delivery import tell_error, write
from retrokit.errors import RetrokitError
from retrokit.vocabulary import Problem

if TYPE_CHECKING:
    from retrokit.cli.judging import Bench, Judged
    from retrokit.model import Finding


MENDED = frozenset(
    {
        Problem.BAD_DATE,
        Problem.UNKNOWN_VALUE,
        Problem.MISSING_KEY,
        Problem.UNSAFE_ID,
        Problem.NO_CAUSE,
        Problem.NO_OWNER,
        Problem.NO_DUE_DATE,
        Problem.NO_TICKET,
        Problem.DECLINED_WITHOUT_REASON,
        Problem.DONE_WITHOUT_EVIDENCE,
    }
)
"""What there may be an edit for: nothing else is looked at."""


def mendable(bench: Bench, judged: Judged) -> Collection[Finding]:
    """The findings of one report that `--fix` would do something about."""
    if judged.report is None or MENDED.isdisjoint(finding.problem for finding in judged.findings):
        return ()
    from retrokit.rules.fixes import edits_for

    return edits_for(judged.report, judged.findings, _taken(bench, judged.path))


def _taken(bench: Bench, path: str) -> Callable[[str], bool]:
    return lambda identity: bench.archive.is_taken(identity, path)


def fix_each(bench: Bench, judged: Sequence[Judged], color: Color) -> tuple[list[Judged], dict[str, int]]:
    """Mend what can be, file by file, and judge each of these anew. Returns what is left, and how much was mended, by path.

    A file that can't be written, or that somebody else changed meanwhile, is told and left as it is.
    """
    from retrokit.cli.judging import judge_each, open_each
    from retrokit.repo import SourceFile

    left: list[Judged] = []
    fixed: dict[str, int] = {}
    for one in judged:
        changed, number = _mended(bench, one)
        if changed is None or one.data is None:
            left.append(one)
            continue
        try:
            _write(bench, one, changed, color)
        except RetrokitError as error:
            tell_error(error)
            left.append(one)
            continue
        fixed[one.path] = number
        left += judge_each(bench, open_each(bench.ground, [SourceFile(one.path, changed)]))
    return left, fixed


def _mended(bench: Bench, judged: Judged) -> tuple[bytes | None, int]:
    """The bytes of a file with all that can be mended, None if that is nothing; and how many findings that are."""
    if judged.report is None or not judged.findings:
        return None, 0
    from retrokit.rules.fixes import apply_all_that_can_be, edits_for
    from retrokit.source import encoded_as

    edits = edits_for(judged.report, judged.findings, _taken(bench, judged.path))
    changed, number = apply_all_that_can_be(judged.report, edits.values())
    if changed is None or judged.data is None:
        return None, 0
    return encoded_as(changed, judged.data), number


def _write(bench: Bench, judged: Judged, changed: bytes, color: Color) -> None:
    from retrokit import repo
    from retrokit.render.diff import unified

    path = bench.ground.repository.root / judged.path
    if judged.data is None:
        return
    if outside := bench.ground.repository.leads_outside(path):
        raise RetrokitError(f"leads out of the repository, to {outside}", location=judged.path)
    repo.replace_bytes(path, judged.data, changed)
    lines = unified(judged.path, judged.data.decode("utf-8-sig"), changed.decode("utf-8-sig"))
    if sys.stdout is not None and sys.stdout.isatty():
        from retrokit.cli.screen import current_screen
        from retrokit.render.terminal.diff import diff

        write(diff(lines, current_screen(color)))
    else:
        write("".join(f"{line}\n" for line in lines))
