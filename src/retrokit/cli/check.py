"""`retrokit check`."""

from pathlib import Path
from typing import Annotated

import typer

from retrokit.cli.choices import CheckFormat
from retrokit.cli.options import ColorChoice, ConfigFile, Directory, NoCache, Output, Today
from retrokit.cli.review import Wanted, listed, run_check
from retrokit.cli.session import Place
from retrokit.cli.submitted import Asked


def check(
    ctx: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PATH]...", help="Reports or folders; all reports if none is named.", show_default=False
        ),
    ] = None,
    staged: Annotated[
        bool, typer.Option("--staged", help="Judge what git has staged, for a hook of your own.")
    ] = False,
    since: Annotated[
        str | None,
        typer.Option(metavar="REV", help="Reports that changed since a branch or commit.", show_default=False),
    ] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Mend what can be mended in one way only, and show it.")] = False,
    select: Annotated[
        list[str] | None, typer.Option(metavar="RULE", help="Only these: RK302, RK3 or no-owner; may be repeated.")
    ] = None,
    extend_select: Annotated[
        list[str] | None, typer.Option(metavar="RULE", help="These, too, beside what is selected.")
    ] = None,
    ignore: Annotated[list[str] | None, typer.Option(metavar="RULE", help="Not these.")] = None,
    format: Annotated[CheckFormat | None, typer.Option(help="How findings are written.", show_default="text")] = None,
    output: Output = None,
    statistics: Annotated[bool, typer.Option("--statistics", help="Only how often each rule was broken.")] = False,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit with 0 whatever was found.")] = False,
    today: Today = None,
    directory: Directory = None,
    config: ConfigFile = None,
    color: ColorChoice = None,
    no_cache: NoCache = False,
) -> None:
    """Hold reports to the rules: for the commit hook, and for CI."""
    if staged and fix:
        raise typer.BadParameter("--fix writes to the work tree, and --staged does not look at it: run --fix by itself")
    if staged and since:
        raise typer.BadParameter("--staged and --since exclude each other")
    wanted = Wanted(
        Asked(tuple(paths or ()), staged, since),
        tuple(listed(select)),
        tuple(listed(extend_select)),
        tuple(listed(ignore)),
        fix,
        format,
        output,
        statistics,
        exit_zero,
        today,
    )
    raise typer.Exit(run_check(Place(directory, config, color, no_cache).over(ctx.obj), wanted))
