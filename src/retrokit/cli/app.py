"""The application: its commands, and the options before them."""

import os
import sys
from typing import Annotated

import typer

from retrokit import __version__
from retrokit.cli.actions import actions
from retrokit.cli.adopt import adopt
from retrokit.cli.check import check
from retrokit.cli.guard import guarded
from retrokit.cli.hook import hook
from retrokit.cli.init import init
from retrokit.cli.new import new
from retrokit.cli.novelty import novelty
from retrokit.cli.options import ColorChoice, ConfigFile, Directory, NoCache
from retrokit.cli.repeats import repeats
from retrokit.cli.rule import rule
from retrokit.cli.session import Place
from retrokit.cli.similar import similar

app = typer.Typer(
    name="retrokit",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 fine, 1 check found something or what --fail-on names was found, 2 could not run, 130 interrupted.",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"retrokit {__version__}")
        raise typer.Exit


@app.callback()
def root(
    ctx: typer.Context,
    directory: Directory = None,
    config: ConfigFile = None,
    color: ColorChoice = None,
    no_cache: NoCache = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """What repeats in a folder of postmortems, and what became of the actions.

    Try: retrokit repeats
    """
    ctx.obj = Place(directory, config, color, no_cache)


for command in (init, adopt, new, check, rule, repeats, similar, novelty, actions):
    app.command()(command)


app.add_typer(hook)


def main() -> None:
    """Run the command line."""
    if os.environ.get("_RETROKIT_COMPLETE", "").startswith("complete_"):
        sys.stderr = None  # whatever goes wrong at a press of the tab key, nobody typed a command yet
    guarded(lambda: app(prog_name="retrokit"))
