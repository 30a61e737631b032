"""`retrokit adopt`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from retrokit.cli.choices import Format
from retrokit.cli.delivery import as_utf8, is_interactive, tell, tell_error, write
from retrokit.cli.options import ColorChoice, ConfigFile, Directory, FormatChoice, NoCache, Output, Paths
from retrokit.cli.progress import ProgressBar
from retrokit.cli.session import Ground, Listing, Place, list_reports, open_ground, read_reports
from retrokit.errors import ExitCode, NoReports, RetrokitError

if TYPE_CHECKING:
    from retrokit.adopt import Knowledge, Untagged
    from retrokit.adoption import Adoption, AdoptionReport
    from retrokit.repo import ReportFile

_Item = TypeVar("_Item")
_Done = TypeVar("_Done")


def adopt(
    ctx: typer.Context,
    paths: Paths = None,
    apply: Annotated[bool, typer.Option("--write", help="Write it into the files; without, it is only shown.")] = False,
    interactive: Annotated[
        bool, typer.Option("--interactive", "-i", help="Pick the causes of each report with a key, then write it.")
    ] = False,
    format: FormatChoice = None,
    output: Output = None,
    directory: Directory = None,
    config: ConfigFile = None,
    color: ColorChoice = None,
    no_cache: NoCache = False,
) -> None:
    """Give existing reports their front matter, by what they say.

    Bodies stay as they are. Nothing is invented: a report that states no cause gets none.
    """
    if interactive and not is_interactive():
        raise RetrokitError("--interactive needs a terminal", hint="--write takes the likeliest causes by itself")
    if output and not output.parent.is_dir():
        raise RetrokitError(f"there is no folder {output.parent}", location=str(output), hint="nothing was written")
    ground = open_ground(Place(directory, config, color, no_cache).over(ctx.obj))

    from retrokit.adoption import AdoptionReport

    files, history = _list(ground, paths)
    reports, proposed, refused = _propose(ground, files, history)
    agreed: Iterable[Adoption] = proposed
    if interactive:
        from retrokit.cli.choosing import choose

        agreed = choose(proposed, {report.path: report for report in reports}, ground.color)
    failed: list[RetrokitError] = []
    if apply or interactive:
        agreed, failed = _write(agreed, {file.shown: file.path for file in files})
    adoptions = tuple(sorted([*agreed, *refused], key=lambda adoption: adoption.path))
    agreed_to = sum(adoption.changes for adoption in adoptions) + len(failed)
    left = sum(adoption.changes for adoption in proposed) - agreed_to if interactive else 0
    _deliver(AdoptionReport(adoptions, apply or interactive, max(left, 0)), ground, format, output)
    for error in failed:
        tell_error(error)
    if failed:
        raise typer.Exit(ExitCode.COULD_NOT_RUN)


def _list(ground: Ground, paths: Sequence[Path] | None) -> tuple[Sequence[ReportFile], Listing]:
    """The files that were asked for, and all of the history that they belong to."""
    asked = list_reports(ground, paths)
    try:
        return asked.files, list_reports(ground, None) if paths else asked
    except NoReports:  # the history lies nowhere that is looked at unasked
        return asked.files, asked


def _propose(
    ground: Ground, files: Sequence[ReportFile], history: Listing
) -> tuple[list[Untagged], list[Adoption], list[Adoption]]:
    """The reports that could be taken apart, what each would become, and what can't be adopted."""
    from retrokit import repo
    from retrokit.adopt import adopt as adopt_report
    from retrokit.adopt import habits_of, read_knowledge

    tagged = read_reports(ground, history).corpus.postmortems
    knowledge = read_knowledge(repo.built_in)
    reports, refused = _take_apart(ground, files, knowledge)
    known = _neighbours(ground, files, history, knowledge)
    habits = habits_of([*reports, *known], [p.services for p in tagged])
    label = "Looking for causes and actions"
    return reports, _of_each(reports, label, lambda report: adopt_report(report, habits, knowledge)), refused


NEIGHBOURS = 200
"""Reports that are read beside the ones asked for: enough to know the history's template by, and its services."""


def _neighbours(
    ground: Ground, files: Sequence[ReportFile], history: Listing, knowledge: Knowledge
) -> Sequence[Untagged]:
    """The last reports of the history beside those that were asked for."""
    asked = {file.path for file in files}
    others = [file for file in history.files if file.path not in asked]
    return _take_apart(ground, others[-NEIGHBOURS:], knowledge)[0] if others else []


def _take_apart(
    ground: Ground, files: Sequence[ReportFile], knowledge: Knowledge
) -> tuple[list[Untagged], list[Adoption]]:
    """The reports that can be read, and what can't with the reason."""
    from retrokit.adopt import Untagged
    from retrokit.adoption import Adoption

    reports, refused = list[Untagged](), list[Adoption]()
    read = _of_each(files, "Reading reports", lambda file: _report(ground, file, knowledge))
    for file, report in zip(files, read, strict=True):
        if isinstance(report, str):
            refused.append(Adoption(file.shown, "", "", refused=report))
        else:
            reports.append(report)
    return reports, refused


def _report(ground: Ground, file: ReportFile, knowledge: Knowledge) -> Untagged | str:
    """A file taken apart, or why it can't be."""
    from retrokit import repo
    from retrokit.adopt import Trouble, take_apart
    from retrokit.model import Finding
    from retrokit.source import decode

    if target := ground.repository.leads_outside(file.path):
        return f"it is a link to {target}, which lies outside of the repository"
    source = repo.read(ground.repository, file.path)
    if isinstance(source, Finding):
        return _with_help(source.message, source.help)
    text, findings = decode(source.path, source.data)
    if text is None:
        return _with_help(f"line {findings[-1].line}: {findings[-1].message}", findings[-1].help)
    report = take_apart(source.path, text, ground.config.fields, knowledge)
    return _with_help(f"line {report.line}: {report.message}", report.help) if isinstance(report, Trouble) else report


def _with_help(message: str, help: str) -> str:
    return f"{message}; {help}" if help else message


def _of_each(items: Sequence[_Item], label: str, work: Callable[[_Item], _Done]) -> list[_Done]:
    """What becomes of each; of many, the second core does every other one."""
    import itertools
    import pickle

    from retrokit import repo

    halves = 2 if len(items) >= WORTH_TWO else 1

    def half(which: int) -> list[_Done]:
        done = []
        for number, item in enumerate(items[which::halves]):
            if which == 0:
                progress(number * halves, len(items))
            done.append(work(item))
        return done

    with ProgressBar(label) as progress:
        if halves == 1:
            return half(0)
        even, odd = repo.in_halves(half, pickle.dumps, pickle.loads)
    return [done for both in itertools.zip_longest(even, odd) for done in both if done is not None]


WORTH_TWO = 100
"""From so many reports on, a child that reads half of them saves more than it costs."""


def _write(adoptions: Iterable[Adoption], files: dict[str, str]) -> tuple[list[Adoption], list[RetrokitError]]:
    """Write every change as it comes, each file whole or not at all; what failed is left as it was and told."""
    from retrokit import repo

    done: list[Adoption] = []
    failed: list[RetrokitError] = []
    try:
        for adoption in adoptions:
            try:
                if adoption.changes:
                    repo.replace_text(Path(files[adoption.path]), adoption.before, adoption.after)
                done.append(adoption)
            except RetrokitError as error:
                error.location = adoption.path
                failed.append(error)
    except KeyboardInterrupt:
        written = sum(adoption.changes for adoption in done)
        tell(f"{written} written before it was broken off; another run goes on from there")
        raise
    return done, failed


def _deliver(report: AdoptionReport, ground: Ground, chosen: Format | None, output: Path | None) -> None:
    """The answer where it belongs; beside a bare diff, what a person should know goes to stderr."""
    from retrokit.cli.delivery import format_of
    from retrokit.render import adoption

    match format_of(chosen, output):
        case Format.JSON:
            as_utf8(output)
            write(adoption.to_json(report), output)
        case Format.PLAIN:
            write(adoption.to_patch(report), output)
            for line in adoption.remarks(report):
                tell(line)
        case Format.TERMINAL:
            from retrokit.cli.screen import current_screen
            from retrokit.render.terminal import adoption as terminal

            write(terminal.adoption(report, current_screen(ground.color)), output)
