"""From options to a corpus: where every command begins."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from retrokit.cli.choices import Color
from retrokit.cli.delivery import tell
from retrokit.cli.progress import ProgressBar
from retrokit.errors import RetrokitError

if TYPE_CHECKING:
    from retrokit.analysis.history import History
    from retrokit.analysis.likeness.operations import Operations
    from retrokit.config import Config
    from retrokit.model import Corpus, Postmortem
    from retrokit.repo import Cache, ReportFile, Repository
    from retrokit.store.reports import Remembered

_Kept = TypeVar("_Kept")


class Place(NamedTuple):
    """Where and how to work, from the options before the command and after it; the latter win."""

    directory: Path | None = None
    config: Path | None = None
    color: Color | None = None
    no_cache: bool = False

    def over(self, other: object) -> Place:
        base = other if isinstance(other, Place) else Place()
        return Place(
            self.directory or base.directory,
            self.config or base.config,
            self.color or base.color,
            self.no_cache or base.no_cache,
        )


class Session(NamedTuple):
    """What a command works on; `cache` and `scope` are where it is remembered, and under which name."""

    corpus: Corpus
    config: Config
    color: Color
    folder: Path
    repository: Repository
    cache: Cache | None
    scope: str

    def operations(self) -> Operations:
        """The vocabulary of operations, with the words of the config."""
        from retrokit import repo
        from retrokit.analysis.likeness.operations import read_operations

        return read_operations(repo.built_in("operations.toml"), self.config.vocabulary)

    def compare(self, today: date | None, minimum: float) -> History:
        """The history as it was on a given day, compared with itself down to a score of `minimum`, 0 to 100."""
        from retrokit import repo
        from retrokit.analysis.history import compare
        from retrokit.analysis.likeness.comparison import FLOOR
        from retrokit.store import comparisons
        from retrokit.store.sections import fingerprint

        before = happened(self.corpus, today)
        is_whole = len(before) == len(self.corpus.postmortems)
        settings = (sorted(self.config.vocabulary.items()), min(minimum, FLOOR))
        name = f"comparison-{fingerprint(self.scope.encode(), *settings)}"
        remembered = recall_kept(self.cache, name, comparisons.from_parts) if is_whole else None
        with ProgressBar("Comparing reports") as progress:
            history = compare(
                before,
                functools.cache(self.operations),
                minimum=minimum,
                remembered=remembered,
                marks=self.corpus.marks if is_whole else None,
                halves=repo.in_halves,
                progress=progress,
            )
        if self.cache and is_whole and history.comparison is not remembered:
            self.cache.write(name, comparisons.to_parts(history.comparison))
        return history

    def threshold(self, asked: float | None) -> float:
        """The score from which two incidents match: what is asked for, else what the config says."""
        return self.config.threshold if asked is None else asked


def recall_kept(cache: Cache | None, name: str, from_parts: Callable[[memoryview], _Kept | None]) -> _Kept | None:
    """What an earlier run kept under a name; None if there is nothing of use."""
    content = cache.read(name) if cache else None
    try:
        return None if content is None else from_parts(content)
    except Exception:  # whole, and yet not what we would have written, whatever it is: the work is done anew
        return None


class Ground(NamedTuple):
    """Where a command works: a folder of a repository, what the team has settled, and where things are remembered."""

    folder: Path
    repository: Repository
    config: Config
    color: Color
    cache: Cache | None


class Listing(NamedTuple):
    """The files that may be reports, what an earlier run read of them, and under which name."""

    files: Sequence[ReportFile] = ()
    remembered: Callable[[], Remembered | None] = lambda: None
    scope: str = ""


def open_ground(place: Place, meanwhile: Callable[[], object] | None = None) -> Ground:
    """Find the repository and read its config; `meanwhile` is called while git is asked.

    Raises:
        RetrokitError: there is no such folder or config, or the config is broken.
    """
    from retrokit import repo

    folder = (place.directory or Path()).absolute()
    repository = repo.open_repository(folder, meanwhile)
    if repository.notice:
        tell(f"retrokit: {repository.notice}")
    config = _read_config(place, folder, repository)
    cache = None if place.no_cache else repo.open_cache(repository)
    return Ground(folder, repository, config, place.color or Color.AUTO, cache)


def _read_config(place: Place, folder: Path, repository: Repository) -> Config:
    from retrokit import repo
    from retrokit.config import Config

    if place.config:
        found = folder / place.config, repo.read_text(folder / place.config)
    elif nearest := repo.read_config(folder.resolve(), repository.root):
        found = nearest
    else:
        return Config()
    from retrokit.config.reading import parse_config

    return parse_config(*found)


def list_reports(ground: Ground, paths: Sequence[Path] | None, *, tracked_only: bool = False) -> Listing:
    """The files that may be reports; without those that git does not track, if that is asked for or in a commit hook.

    Raises:
        RetrokitError: a path or a configured folder is missing, or there are no postmortems.
    """
    from retrokit import repo
    from retrokit.store import reports
    from retrokit.store.sections import fingerprint

    folder, config, cache = ground.folder, ground.config, ground.cache
    names = sorted(config.fields.items()), sorted(config.action_fields.items())
    scope = fingerprint(repo.own_code(), sys.version_info[:2], folder, paths, config.folders, names) if cache else ""
    remembered = functools.cache(lambda: recall_kept(cache, f"reports-{scope}", reports.from_parts))
    files = repo.find_reports(
        ground.repository,
        folder.resolve(),
        paths=paths or (),
        configured=config.folders,
        tracked_only=tracked_only or is_in_hook(),
        meanwhile=remembered,
    )
    return Listing(files, remembered, scope)


def is_in_hook() -> bool:
    """pre-commit, and git itself for a plain hook, say so; drafts that lie about are not part of the commit."""
    return bool(os.environ.get("PRE_COMMIT") or os.environ.get("GIT_INDEX_FILE"))


def read_reports(ground: Ground, listing: Listing) -> Session:
    """Read what was listed."""
    from retrokit import corpus
    from retrokit.store import reports

    config, cache = ground.config, ground.cache
    name = f"reports-{listing.scope}"
    with ProgressBar("Reading reports") as progress:
        read = corpus.load(
            ground.repository,
            listing.files,
            fields=config.fields,
            action_fields=config.action_fields,
            remembered=listing.remembered(),
            remember=(lambda kept: cache.write(name, reports.to_parts(kept))) if cache else None,
            progress=progress,
        )
    return Session(read, config, ground.color, ground.folder, ground.repository, cache, listing.scope)


def open_session(place: Place, paths: Sequence[Path] | None) -> Session:
    """Read the config and the postmortems.

    Raises:
        RetrokitError: there is no such folder or config, the config is broken, or there are no postmortems.
    """
    ground = open_ground(place)
    return read_reports(ground, list_reports(ground, paths))


def happened(corpus: Corpus, today: date | None) -> tuple[Postmortem, ...]:
    """The history as it was on a given day; all of it where none is given."""
    return corpus.postmortems if today is None else tuple(p for p in corpus.postmortems if p.date <= today)


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

    from retrokit.analysis.likeness.words import service_key

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
