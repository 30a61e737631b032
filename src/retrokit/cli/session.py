"""From options to a corpus: where every command begins."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from retrokit.cli.delivery import tell
from retrokit.cli.options import Color
from retrokit.errors import RetrokitError

if TYPE_CHECKING:
    from retrokit.config import Config
    from retrokit.model import Corpus, Postmortem
    from retrokit.repo import Repository


class Place(NamedTuple):
    """Where to work, from the options before the command and after it; the latter win."""

    directory: Path | None = None
    config: Path | None = None
    color: Color | None = None

    def over(self, other: object) -> Place:
        base = other if isinstance(other, Place) else Place()
        return Place(self.directory or base.directory, self.config or base.config, self.color or base.color)


class Session(NamedTuple):
    """What a command works on."""

    corpus: Corpus
    config: Config
    color: Color
    folder: Path
    repository: Repository

    def threshold(self, asked: float | None) -> float:
        """The score from which two incidents match: what is asked for, else what the config says."""
        return self.config.threshold if asked is None else asked


def open_session(place: Place, paths: Sequence[Path] | None) -> Session:
    """Read the config and the postmortems.

    Raises:
        RetrokitError: there is no such folder or config, the config is broken, or there are no postmortems.
    """
    from retrokit import corpus, repo
    from retrokit.config import Config, parse_config

    folder = (place.directory or Path()).absolute()
    repository = repo.open_repository(folder)
    if repository.notice:
        tell(f"retrokit: {repository.notice}")
    if place.config:
        config = parse_config(folder / place.config, repo.read_text(folder / place.config))
    else:
        nearest = repo.read_config(folder.resolve(), repository.root)
        config = parse_config(*nearest) if nearest else Config()
    # pre-commit, and git itself for a plain hook, say so; drafts that lie about are not part of the commit.
    in_hook = bool(os.environ.get("PRE_COMMIT") or os.environ.get("GIT_INDEX_FILE"))
    files = repo.find_reports(
        repository, folder.resolve(), paths=paths or (), configured=config.folders, tracked_only=in_hook
    )
    read = corpus.load(repository, files, fields=config.fields, action_fields=config.action_fields)
    return Session(read, config, place.color or Color.AUTO, folder, repository)


def happened(corpus: Corpus, today: date | None) -> tuple[Postmortem, ...]:
    """The history as it was on a given day; all of it where none is given."""
    return tuple(p for p in corpus.postmortems if today is None or p.date <= today)


def selection(
    corpus: Corpus, since: date | None, until: date | None, services: Sequence[str] | None
) -> Callable[[Postmortem], bool]:
    """Which incidents the options ask for.

    Raises:
        RetrokitError: the span ends before it begins, or no incident names one of the services.
    """
    if since and until and since > until:
        raise RetrokitError(f"--since {since} is after --until {until}", hint="turn the two around")
    asked = _known_services(corpus, services) if services else frozenset()

    def wanted(postmortem: Postmortem) -> bool:
        in_time = (since is None or postmortem.date >= since) and (until is None or postmortem.date <= until)
        return in_time and (not asked or not asked.isdisjoint(postmortem.services))

    return wanted


def _known_services(corpus: Corpus, services: Sequence[str]) -> frozenset[str]:
    """Every spelling, in the corpus, of the services that are asked for."""
    import difflib

    from retrokit.analysis.words import service_key

    spellings: dict[str, set[str]] = {}
    for postmortem in corpus.postmortems:
        for name in postmortem.services:
            spellings.setdefault(service_key(name), set()).add(name)
    for name in services:
        if service_key(name) not in spellings:
            near = difflib.get_close_matches(service_key(name), spellings, 3, 0.5)
            hint = (
                f"near it: {', '.join(min(spellings[key]) for key in near)}"
                if near
                else f"named are {_some(sorted(map(min, spellings.values())))}"
            )
            raise RetrokitError(f"no incident names the service {name!r}", hint=hint)
    return frozenset(spelling for name in services for spelling in spellings[service_key(name)])


def _some(names: Sequence[str], most: int = 12) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")
