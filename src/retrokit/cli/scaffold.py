"""A new report on disk: its place, its name, its template, before anything else is looked at."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from retrokit.cli.session import Ground, Listing, list_reports
from retrokit.errors import NoReports, RetrokitError

if TYPE_CHECKING:
    from retrokit.template import Answers

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


class Asked(NamedTuple):
    """What was typed. Empty: not said."""

    title: str
    day: date
    id: str = ""
    template: str = "default"
    severity: str = ""
    services: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    branch: bool = False


class Site(NamedTuple):
    """Where the reports of a history are looked for and listed, and the folder of new ones; `trouble` is why they could not be listed."""

    ground: Ground
    folder: Path
    listing: Listing
    trouble: RetrokitError | None


class Begun(NamedTuple):
    """The report that was written."""

    path: Path
    answers: Answers
    site: Site


def one_line(text: str) -> str:
    """Text without line breaks, control characters and spaces around it.

    Raises:
        ValueError: it holds bytes that are no UTF-8.
    """
    text = " ".join(_CONTROL.sub(" ", text).split())
    text.encode("utf-8")
    return text


def begin(ground: Ground, asked: Asked) -> Begun:
    """Write a new report from its template, on a branch of its own if that is asked for.

    Raises:
        RetrokitError: its name is unsafe or taken, the template is unknown or broken, there can be no such branch, or it can't be written.
    """
    from retrokit import repo
    from retrokit.slug import default_name
    from retrokit.template import Answers, fill

    site = survey(ground)
    identity = _checked(asked.id) or default_name(asked.title, asked.day)
    answers = Answers(asked.title, asked.day, identity, bool(asked.id), asked.severity, asked.services, asked.causes)
    path = site.folder / f"{identity}.md"
    _refuse_what_is_taken(path, identity, site)
    name, template = _template(asked.template, site)
    text = fill(name, template, answers, ground.config.fields)
    if asked.branch:
        repo.begin_branch(ground.repository, identity)
    repo.create_text(path, text)
    return Begun(path, answers, site)


def survey(ground: Ground) -> Site:
    """Find out where the reports of the history lie. None need be there yet, and what can't be listed does not end the run."""
    from retrokit import repo

    config, repository = ground.config, ground.repository
    if not config.folders:
        ground = ground._replace(folder=repo.home_of_reports(repository, ground.folder.resolve()))
    listing, trouble = _list_what_there_is(ground)
    top = config.path.parent if config.path else repository.root
    return Site(ground, repo.destination(ground.folder, top, config.folders, listing.files), listing, trouble)


def template_names(site: Site) -> dict[str, Path | None]:
    """Every template that can be named, and the team's own file for it, None for one of ours.

    Raises:
        RetrokitError: the configured folder of templates is missing.
    """
    from retrokit import repo

    own = repo.own_templates(site.ground.repository.root, site.folder, site.ground.config.templates)
    return {**dict.fromkeys(repo.built_in_templates()), **own}


def _list_what_there_is(ground: Ground) -> tuple[Listing, RetrokitError | None]:
    folders = ground.config.folders
    if folders and not os.path.lexists(folders[0]):  # still to be made, by this very report
        if not folders[1:]:
            return Listing(), None
        ground = ground._replace(config=ground.config._replace(folders=folders[1:]))
    try:
        return list_reports(ground, None), None
    except NoReports:
        return Listing(), None
    except OSError as error:
        return Listing(), RetrokitError(error.strerror or str(error), location=str(error.filename or ""))
    except RetrokitError as error:
        return Listing(), error


def _checked(identity: str) -> str:
    """The id that was asked for, if a report can be called so.

    Raises:
        RetrokitError: it is no safe name, or one that no report is looked for under.
    """
    from retrokit import repo
    from retrokit.slug import trouble_with_id

    identity = identity.removesuffix(".md")
    if identity and (trouble := trouble_with_id(identity)):
        raise RetrokitError(f"the id {identity!r} {trouble}", hint="leave --id out, and it is made from date and title")
    if identity and not repo.may_be_report(f"{identity}.md"):
        raise RetrokitError(f"a file of the name {identity}.md is not read as a report", hint="choose another id")
    return identity


def _refuse_what_is_taken(path: Path, identity: str, site: Site) -> None:
    """Raise if the file or the id is there already, as far as that is known without reading a report."""
    from retrokit.model import default_id

    listing, repository = site.listing, site.ground.repository
    asked, remembered = identity.casefold(), listing.remembered()
    named = (f.shown for f in listing.files if asked in f.shown.casefold() and default_id(f.shown).casefold() == asked)
    written = (p.path for p in (remembered.postmortems if remembered else ()) if p and p.id.casefold() == asked)
    there = repository.show(os.path.realpath(path)) if os.path.lexists(path) else ""
    if taken := there or next(named, "") or next(written, ""):
        hint = f"open that one, or give this one another title or an id of its own: --id {identity}-2"
        raise RetrokitError(f"the id {identity} is taken", hint=hint, location=taken)


def _template(name: str, site: Site) -> tuple[str, str]:
    """What a template is called in messages, and its text.

    Raises:
        RetrokitError: there is none of that name, or it can't be read.
    """
    import difflib

    from retrokit import repo

    name = name.removesuffix(".md")
    known = template_names(site)
    if name not in known:
        near = difflib.get_close_matches(name, known, 1, 0.5)
        hint = f"did you mean {near[0]}? " if near else ""
        raise RetrokitError(
            f"there is no template {name!r}", hint=f"{hint}The templates are {', '.join(sorted(known))}"
        )
    if file := known[name]:
        return site.ground.repository.show(file), repo.read_text(file)
    return f"the template {name} of retrokit", repo.built_in_templates()[name]
