"""Reports before the rules: each with what the history remembers of it."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from retrokit.cli.session import Ground

if TYPE_CHECKING:
    from retrokit.analysis.recall import Archive
    from retrokit.model import Finding
    from retrokit.placed import PlacedReport
    from retrokit.policy import Policy
    from retrokit.repo import SourceFile


class Judged(NamedTuple):
    """What came of one file: its bytes, where they could be read, the report, where it is one, and what counts against it.

    `is_before` says that its incident is older than what is judged.
    """

    path: str
    data: bytes | None
    report: PlacedReport | None
    findings: tuple[Finding, ...]
    is_before: bool = False


class Bench(NamedTuple):
    """Everything that judging takes, but for the reports."""

    ground: Ground
    policy: Policy
    today: date
    archive: Archive
    prompts: frozenset[str]
    seeks_likeness: bool = True

    def seen_from_config(self, path: str) -> str:
        """A path, which is shown from the root of the repository, from the folder of the config."""
        config, root = self.ground.config.path, self.ground.repository.root
        if config is None or config.parent == root:
            return path
        return os.path.relpath(root / path, config.parent).replace(os.sep, "/")


def judge_each(bench: Bench, sources: Iterable[SourceFile | Finding]) -> Iterator[Judged]:
    """Judge the reports one by one, in the order in which they come."""
    from retrokit.model import Finding

    for source in sources:
        if isinstance(source, Finding):
            yield _unread(bench, source.path, None, [source])
        else:
            yield _judge(bench, source)


def _judge(bench: Bench, source: SourceFile) -> Judged:
    from retrokit.analysis.recall import recall
    from retrokit.parse import parse_placed
    from retrokit.rules import Case, is_before, judge

    config = bench.ground.config
    report, read = parse_placed(source.path, source.data, fields=config.fields, action_fields=config.action_fields)
    if report is None:
        return _unread(bench, source.path, source.data, read)
    if is_before(bench.policy, report.postmortem.date):
        return Judged(source.path, source.data, report, (), is_before=True)
    case = Case(
        report,
        bench.policy,
        bench.today,
        recall(report.postmortem, bench.archive, threshold=config.threshold, likeness=bench.seeks_likeness),
        _symptoms,
        bench.prompts,
        bench.seen_from_config(source.path),
    )
    return Judged(source.path, source.data, report, tuple(judge(case, read)))


def _unread(bench: Bench, path: str, data: bytes | None, findings: Sequence[Finding]) -> Judged:
    from retrokit.model import day_of_name, default_id
    from retrokit.rules import is_before, kept

    if is_before(bench.policy, day_of_name(default_id(path))):
        return Judged(path, data, None, (), is_before=True)
    return Judged(path, data, None, tuple(kept(findings, bench.policy, bench.seen_from_config(path))))


@functools.cache
def _symptoms() -> frozenset[str]:
    """The words that every report says in some form."""
    from retrokit import repo
    from retrokit.analysis.likeness.operations import read_operations

    return read_operations(repo.built_in("operations.toml"), {}).symptoms


def prompts_of(ground: Ground) -> frozenset[str]:
    """The lines of the team's own templates that ask for something."""
    from retrokit import repo

    config, root = ground.config, ground.repository.root
    beside = next(iter(config.folders), None) or next(iter(repo.usual_folders(ground.folder)), ground.folder)
    templates = repo.own_templates(root, Path(beside), config.templates)
    if not templates:
        return frozenset()
    from retrokit.rules.prompts import prompts_in

    return frozenset(line for file in templates.values() for line in prompts_in(repo.read_text(file)))
