"""What the words after `retrokit similar` name: an incident, a file, or themselves."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from retrokit.errors import RetrokitError

if TYPE_CHECKING:
    from retrokit.cli.session import Session
    from retrokit.model import Finding, Postmortem

SOME = 5
"""As many ids are named where several could be meant."""


def find_query(query: str, session: Session) -> tuple[Postmortem | str, list[Finding]]:
    """The incident with this id or the only one whose id begins so, the report in a file of that name, else the words themselves.

    Returns it with what is wrong in the file that it was read from.

    Raises:
        RetrokitError: the words look like an id that no incident has, begin several ids, or name a file that can't be read.
    """
    if query == "-":
        if sys.stdin is None:
            raise RetrokitError("there is no stdin to read the text from")
        try:
            query = sys.stdin.buffer.read().decode("utf-8")
        except UnicodeDecodeError as error:
            raise RetrokitError(f"stdin is not UTF-8 (byte {error.start})") from error
    if not query.strip():
        raise RetrokitError("the text is empty", hint="name an incident, a file or a few words")
    query = query.strip()
    asked = query.removesuffix(".md").casefold()
    begins = [p for p in session.corpus.postmortems if p.id.casefold().startswith(asked)]
    if named := [p for p in begins if p.id == query] or [p for p in begins if p.id.casefold() == asked]:
        return named[0], []
    if os.path.isfile(session.folder / query):
        return _read_report(session.folder / query, session)
    if len(begins) == 1:
        return begins[0], []
    if not re.search(r"\s", query):
        known = sorted(postmortem.id for postmortem in session.corpus.postmortems)
        _refuse_unknown_id(query, sorted(postmortem.id for postmortem in begins), known)
    return query, []


def _refuse_unknown_id(query: str, begun: Sequence[str], known: Sequence[str]) -> None:
    """Raise if one word is likelier a mistyped id than a word to look for."""
    import difflib

    has_its_year = bool(re.match(r"(19|20)\d\d(-|$)", query))
    looks_like_id = has_its_year or query.endswith((".md", ".markdown")) or bool(begun and re.search(r"\d", query))
    if begun and looks_like_id:
        more = f" and {len(begun) - SOME} more" if len(begun) > SOME else ""
        raise RetrokitError(f"{query!r} begins {len(begun)} ids", hint=f"one of {', '.join(begun[:SOME])}{more}")
    near = difflib.get_close_matches(query.removesuffix(".md"), known, 3, 0.6)
    if near or looks_like_id:
        hint = f"near it: {', '.join(near)}" if near else "the ids are the file names without .md"
        raise RetrokitError(f"no incident has the id {query!r}", hint=hint)


def _read_report(file: Path, session: Session) -> tuple[Postmortem | str, list[Finding]]:
    """A report that need not be one of the history; a draft without front matter, or without a date yet, is the words in it."""
    from retrokit import repo
    from retrokit.model import Finding
    from retrokit.parse import parse
    from retrokit.vocabulary import Problem

    source = repo.read(session.repository, file)
    if isinstance(source, Finding):
        raise RetrokitError(source.message, hint=source.help, location=source.path)
    if known := next((p for p in session.corpus.postmortems if p.path == source.path), None):
        return known, []  # its findings are told with the history's
    config = session.config
    postmortem, findings = parse(source.path, source.data, fields=config.fields, action_fields=config.action_fields)
    if postmortem is not None:
        return postmortem, findings
    trouble = findings[-1]
    if trouble.problem not in (Problem.NO_FRONT_MATTER, Problem.MISSING_DATE):
        place = f"{trouble.path}:{trouble.line}:{trouble.column}"
        raise RetrokitError(trouble.message, hint=trouble.help, location=place)
    return source.data.decode("utf-8"), []
