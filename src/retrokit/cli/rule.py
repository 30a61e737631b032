"""`retrokit rule`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from retrokit.cli.choices import Color
from retrokit.cli.delivery import write
from retrokit.cli.options import ColorChoice
from retrokit.cli.session import Place
from retrokit.errors import RetrokitError

if TYPE_CHECKING:
    from retrokit.render.checks.sarif import RuleText
    from retrokit.vocabulary import Problem


def rule(
    ctx: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="RULE", help="A code or a name: RK302, no-owner.", show_default=False)
    ] = None,
    all: Annotated[bool, typer.Option("--all", help="List all rules.")] = False,
    color: ColorChoice = None,
) -> None:
    """What a rule asks for and why, with an example."""
    if (name is None) is not all:
        raise typer.BadParameter("name a rule, or ask for --all")
    place = Place(color=color).over(ctx.obj)
    write(_list() if name is None else _page(_named(name), place.color or Color.AUTO))


def _named(name: str) -> Problem:
    from retrokit.policy import known_rules, names
    from retrokit.vocabulary import Problem

    known_rules([name], "", "rule")
    found = [problem for problem in Problem if names(name, problem)]
    if len(found) > 1:
        raise RetrokitError(f"{name} is {len(found)} rules", hint=f"one of {', '.join(p.code for p in found)}")
    return found[0]


def _list() -> str:
    from retrokit.rules import RULES

    widest = max(len(rule.problem.called) for rule in RULES)
    shorts = {code: text.short for code, text in texts_of_rules().items()}
    return "".join(f"{r.problem.code}  {r.problem.called:{widest}}  {shorts[r.problem.code]}\n" for r in RULES)


def texts_of_rules() -> Mapping[str, RuleText]:
    """What is said about each rule, by code."""
    from retrokit import repo
    from retrokit.render.checks.sarif import RuleText
    from retrokit.vocabulary import Problem

    pages = {problem: repo.built_in(f"rules/{problem.code}/page.md") for problem in Problem}
    return {
        p.code: RuleText(p.called, _short(page), page)
        for p, page in sorted(pages.items(), key=lambda item: item[0].code)
    }


def _short(page: str) -> str:
    """The first paragraph below the heading, on one line."""
    return " ".join(page.split("\n\n")[1].split())


def _page(problem: Problem, color: Color) -> str:
    """Why, the source, and the change that it asks for: a report that it refuses, made into one that it accepts."""
    from retrokit import repo
    from retrokit.cli.screen import current_screen
    from retrokit.render.diff import unified
    from retrokit.render.terminal.diff import diff

    folder = f"rules/{problem.code}"
    bad, good = (repo.built_in_sample(f"{folder}/{name}.md") for name in ("bad", "good"))
    lines = list(unified("report.md", bad, good))[2:]
    if (sys.stdout is not None and sys.stdout.isatty()) or color is Color.ALWAYS:
        shown = diff(lines, current_screen(color))
    else:
        shown = "".join(f"{line}\n" for line in lines)
    return f"{repo.built_in(f'{folder}/page.md')}\nRefused, and what makes it pass:\n\n{shown}"
