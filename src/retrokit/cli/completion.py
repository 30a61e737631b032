"""What the shell offers at a press of the tab key: services, templates and ids of the history at hand.

Quick, from what is remembered where that is enough, and silent whatever goes wrong. A shell reads what is offered, and expands and
evaluates some of it: only plain names are.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from retrokit.cli.session import Ground, Place

MOST_UNREAD = 500
"""As many reports are read for the sake of a completion; of more, only what is remembered is offered."""

_PLAIN = re.compile(r"\w[\w ./@+-]*")


def complete_service(ctx: typer.Context, incomplete: str) -> list[str]:
    """The services that incidents name, in their most common spelling first."""
    return _offered(ctx, _services)


def complete_id(ctx: typer.Context, incomplete: str) -> list[str]:
    """The ids of the incidents, the latest first."""
    return _offered(ctx, _ids)


def complete_template(ctx: typer.Context, incomplete: str) -> list[str]:
    """The names of the templates."""
    return _offered(ctx, _templates)


def _offered(ctx: typer.Context, names: Callable[[Ground], Iterable[str]]) -> list[str]:
    from retrokit.cli.session import open_ground

    with contextlib.redirect_stderr(io.StringIO()), contextlib.suppress(Exception):
        plain = filter(_PLAIN.fullmatch, names(open_ground(_place(ctx))))
        # bash puts what it is given on the command line as it is; the others quote it themselves.
        in_bash = os.environ.get("_RETROKIT_COMPLETE") == "complete_bash"
        return [name.replace(" ", "\\ ") if in_bash else name for name in plain]
    return []


def _place(ctx: typer.Context) -> Place:
    """Where the command line, as far as it is typed, says to work."""
    from retrokit.cli.session import Place

    def typed(params: Mapping[str, Any]) -> Place:
        directory, config = params.get("directory"), params.get("config")
        return Place(directory and Path(directory), config and Path(config))

    return typed(ctx.params).over(typed(ctx.parent.params) if ctx.parent else None)


def _services(ground: Ground) -> Iterable[str]:
    from collections import Counter

    from retrokit.analysis.likeness.words import service_key
    from retrokit.cli.session import list_reports, read_reports

    listing = list_reports(ground, None)
    remembered = listing.remembered()
    known = [report for report in remembered.postmortems if report] if remembered else []
    if len(listing.files) - len(known) <= MOST_UNREAD:
        known = list(read_reports(ground, listing).corpus.postmortems)
    offered: dict[str, str] = {}
    for name, _ in Counter(name for report in known for name in report.services).most_common():
        offered.setdefault(service_key(name), name)
    return offered.values()


def _ids(ground: Ground) -> Iterable[str]:
    from retrokit.cli.session import list_reports
    from retrokit.model import default_id

    listing = list_reports(ground, None)
    remembered = listing.remembered()
    read = zip(remembered.paths, remembered.postmortems, strict=True) if remembered else ()
    known = {path: report.id if report else "" for path, report in read}
    ids = {known.get(file.shown, default_id(file.shown)) for file in listing.files}
    return sorted(ids, reverse=True)


def _templates(ground: Ground) -> Iterable[str]:
    from retrokit.cli.scaffold import survey, template_names

    return sorted(template_names(survey(ground)))
