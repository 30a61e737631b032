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
    from retrokit.model import Finding, Postmortem
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


class Opened(NamedTuple):
    """A file whose bytes are there: what it says, and what was found while it was read."""

    source: SourceFile
    report: PlacedReport | None
    read: Sequence[Finding]

    @property
    def path(self) -> str:
        return self.source.path

    @property
    def day(self) -> date | None:
        """The day of its incident, as far as it is known."""
        from retrokit.model import day_of_name, default_id

        return self.report.postmortem.date if self.report else day_of_name(default_id(self.source.path))


def open_each(ground: Ground, sources: Iterable[SourceFile | Finding]) -> list[Opened | Finding]:
    """What each file says, where it can be read."""
    from retrokit.model import Finding

    return [source if isinstance(source, Finding) else _open(ground, source) for source in sources]


def checked_reports(files: Iterable[Opened | Finding]) -> dict[str, Postmortem | None]:
    """The reports by their paths, None for what can't be read."""
    return {one.path: one.report.postmortem if isinstance(one, Opened) and one.report else None for one in files}


def judge_each(bench: Bench, files: Sequence[Opened | Finding]) -> Iterator[Judged]:
    """Judge the reports in the order in which they come."""
    from retrokit.model import Finding
    from retrokit.rules import is_before

    for one in files:
        if isinstance(one, Finding):
            yield _unread(bench, one.path, None, [one])
        elif is_before(bench.policy, one.day):
            yield Judged(one.path, one.source.data, one.report, (), is_before=True)
        elif one.report is None:
            yield _unread(bench, one.path, one.source.data, one.read)
        else:
            yield Judged(one.path, one.source.data, one.report, tuple(_findings(bench, one.report, one.read)))


def _open(ground: Ground, source: SourceFile) -> Opened:
    from retrokit.parse import parse_placed

    config = ground.config
    found = parse_placed(source.path, source.data, fields=config.fields, action_fields=config.action_fields)
    return Opened(source, *found)


def _findings(bench: Bench, report: PlacedReport, read: Iterable[Finding]) -> list[Finding]:
    from retrokit.analysis.recall import recall
    from retrokit.rules import Case, judge

    postmortem, threshold = report.postmortem, bench.ground.config.threshold
    memory = recall(postmortem, bench.archive, threshold=threshold, likeness=bench.seeks_likeness)
    place = bench.seen_from_config(postmortem.path)
    return judge(Case(report, bench.policy, bench.today, memory, _symptoms, bench.prompts, place), read)


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
    from retrokit.analysis.likeness.operations import read_symptoms

    return read_symptoms(repo.built_in("operations.toml"))


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
