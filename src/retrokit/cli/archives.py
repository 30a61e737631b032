"""The history that reports are held against: read and compared anew for many, looked up in what is kept for a few."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from retrokit.cli.session import Ground, Session, list_reports, read_reports
from retrokit.errors import MissingPath, NoReports
from retrokit.model import Corpus, Postmortem

if TYPE_CHECKING:
    from retrokit.analysis.recall import Archive, Near
    from retrokit.repo import Tracked
    from retrokit.store.archive import Changes, StoredArchive
    from retrokit.store.likeness import StoredLikeness
    from retrokit.store.shelf import Shelf

FEW = 100
"""As many reports at most are looked up one by one; for more the history is compared as a whole."""

Checked = Mapping[str, Postmortem | None]
"""The reports that are checked, by their paths; None for one that can't be read."""

MOST_CHANGES = 50
"""As many reports that changed since a history was kept are read beside it; with more it is kept anew."""


def archive_of(ground: Ground, checked: Checked | None, *, tracked_only: bool, anew: bool = False) -> Archive:
    """The history that reports are held against, with the reports themselves as they are checked.

    Args:
        ground: where it is.
        checked: the reports by their paths, None for those that can't be read; None if it is all that there are.
        tracked_only: leave out what git does not track.
        anew: do not use what is kept. Otherwise looking something up may raise KeptIsDamaged.
    """
    kept = _Kept.of(ground) if checked is not None and len(checked) <= FEW and not anew else None
    if kept is None or checked is None:
        return _open(ground, checked, tracked_only)
    archive = kept.archive()
    changed = dict(kept.tracked.changed(archive.listing)) if archive else {}
    if archive is None or len(changed.keys() - checked.keys()) > MOST_CHANGES:
        kept.keep()
        archive = kept.archive()
        changed = dict(kept.tracked.changed(archive.listing)) if archive else {}
    if archive is None:
        return _open(ground, checked, tracked_only)
    return archive.now(_changes(kept, changed, checked, tracked_only), functools.cache(lambda: kept.likeness(archive)))


def _changes(kept: _Kept, changed: dict[str, str], checked: Checked, tracked_only: bool) -> Changes:
    """What is not as the archive has it."""
    from retrokit.store.archive import Changes

    repository = kept.ground.repository
    shown = {repository.show(repository.root / name): blob for name, blob in changed.items()}
    fresh = kept.reports_of({path: blob for path, blob in shown.items() if blob and path not in checked})
    elsewhere = (lambda identity: "") if tracked_only else functools.partial(_untracked, kept.ground)
    return Changes(frozenset({*shown, *checked}), [*fresh, *filter(None, checked.values())], elsewhere)


def _places(ground: Ground) -> list[Path]:
    """Where the history lies."""
    from retrokit import repo

    folder = ground.folder.resolve()
    return [Path(place) for place in repo.report_places(ground.repository, folder, ground.config.folders)] or [folder]


def _untracked(ground: Ground, identity: str) -> str:
    """The path of a report that is called so and that git does not track yet."""

    for place in _places(ground):
        path = os.path.join(place, f"{identity}.md")
        if os.path.lexists(path):
            return ground.repository.show(os.path.realpath(path))
    return ""


_Part = TypeVar("_Part")


class _Kept(NamedTuple):
    """What may be kept of a history, and what git tracks of it now.

    `name` is short, so that two scopes may share one; the scope is kept with it.
    """

    ground: Ground
    tracked: Tracked
    scope: str
    name: str

    @classmethod
    def of(cls, ground: Ground) -> _Kept | None:
        """None where nothing can be kept."""
        import zlib

        from retrokit import repo

        config = ground.config
        own_code = functools.cache(repo.own_code)

        def meanwhile() -> None:
            own_code()
            _load_what_comes_next()

        tracked = ground.cache and repo.tracked_reports(ground.repository, ground.folder, config.folders, meanwhile)
        if not tracked:
            return None
        names = sorted(config.fields.items()), sorted(config.action_fields.items()), sorted(config.vocabulary.items())
        scope = repr((own_code(), tracked.places, names, config.threshold))
        return cls(ground, tracked, scope, f"{zlib.crc32(scope.encode('utf-8', 'surrogatepass')):08x}")

    def archive(self) -> StoredArchive | None:
        """None where nothing is kept that is whole and of this scope."""
        from retrokit.store.archive import StoredArchive

        read = functools.partial(StoredArchive, scope=self.scope, shelf=functools.cache(self._shelf))
        return self._recalled("archive", read)

    def _shelf(self, listing: bytes) -> Shelf:
        from retrokit.store.shelf import Shelf

        return _or_damaged(self._recalled("shelf", functools.partial(Shelf, listing=listing)))

    def likeness(self, archive: StoredArchive) -> StoredLikeness:
        from retrokit.store.likeness import StoredLikeness

        read = functools.partial(StoredLikeness, shelf=archive.shelf, listing=archive.listing)
        return _or_damaged(self._recalled("likeness", read))

    def reports_of(self, blobs: Mapping[str, str]) -> list[Postmortem]:
        """The reports in these blobs, by their paths, read from git; or from what was read of them for the commit before."""
        from retrokit.store import shelf
        from retrokit.store.sections import from_json, to_json

        before = self._recalled("changes", shelf.Shelf) if blobs else None
        keys = map(tuple, from_json(memoryview(before.listing))) if before else ()
        known = dict(zip(keys, before or (), strict=True))
        found = {path: known[path, blob] for path, blob in blobs.items() if (path, blob) in known}
        missing = {path: blob for path, blob in blobs.items() if path not in found}
        if missing:
            found |= self._read(missing)
            listing = to_json([(path, blobs[path]) for path in found])
            if self.ground.cache:
                self.ground.cache.write(f"changes-{self.name}", shelf.to_parts(list(found.values()), listing))
        return list(found.values())

    def _read(self, blobs: Mapping[str, str]) -> dict[str, Postmortem]:
        from retrokit import repo
        from retrokit.parse import parse

        config = self.ground.config
        contents = repo.read_blobs(self.ground.repository.root, blobs.values(), _load_the_rules)
        read = {
            path: parse(path, data, fields=config.fields, action_fields=config.action_fields)[0]
            for path, data in zip(blobs, contents, strict=True)
        }
        return {path: postmortem for path, postmortem in read.items() if postmortem}

    def _recalled(self, part: str, from_parts: Callable[[memoryview], _Part]) -> _Part | None:
        data = self.ground.cache.mapped(f"{part}-{self.name}") if self.ground.cache else None
        try:
            return None if data is None else from_parts(data)
        except Exception:  # not what this version would have written, whatever it is
            return None

    def keep(self) -> None:
        """Read and compare the history, and keep it for the next time."""
        from retrokit import repo
        from retrokit.store import archive, likeness, shelf

        cache = self.ground.cache
        try:
            session = read_reports(self.ground, list_reports(self.ground, _places(self.ground)))
        except NoReports:
            return
        if cache is None:
            return
        repository = self.ground.repository
        listing = self.tracked.without(repo.modified_names(repository, self.tracked))
        postmortems = session.corpus.postmortems
        known = {repository.show(repository.root / name) for name in self.tracked.names()}
        aside = {p.path for p in postmortems} - known
        comparison = session.compare(None, self.ground.config.threshold).comparison
        cache.write(f"likeness-{self.name}", likeness.to_parts(comparison, session.operations(), listing))
        cache.write(f"shelf-{self.name}", shelf.to_parts(postmortems, listing))
        cache.write(f"archive-{self.name}", archive.to_parts(postmortems, listing, aside, self.scope))


class KeptIsDamaged(Exception):
    """A part of what is kept can't be used: all has to be read anew."""


def _or_damaged(part: _Part | None) -> _Part:
    if part is None:
        raise KeptIsDamaged
    return part


def _load_what_comes_next() -> None:
    """While git lists, which takes as long."""
    import retrokit.analysis.recall
    import retrokit.store.archive  # noqa: F401


def _load_the_rules() -> None:
    import retrokit.rules  # noqa: F401


def _open(ground: Ground, checked: Checked | None, tracked_only: bool) -> Archive:
    """The history as it is on disk, but for the reports that are checked; an empty one where there is none yet."""
    from retrokit.analysis.recall import OpenArchive
    from retrokit.store.reports import is_same

    try:
        session = read_reports(ground, list_reports(ground, _places(ground), tracked_only=tracked_only))
    except (NoReports, MissingPath):
        session = None
    on_disk = {p.path: p for p in session.corpus.postmortems} if session else {}
    now = {path: p for path, p in {**on_disk, **(checked or {})}.items() if p}
    is_on_disk = now.keys() == on_disk.keys() and all(is_same(p, on_disk[path]) for path, p in now.items() if checked)
    if session and is_on_disk:
        return OpenArchive(session.corpus.postmortems, _near(session))
    ordered = tuple(sorted(now.values(), key=lambda p: (p.date, p.id)))
    if session is None:
        return OpenArchive(ordered, lambda report, threshold, most: ())
    as_checked = session._replace(corpus=Corpus(ordered, (), len(ordered), tuple(p.path for p in ordered)), cache=None)
    return OpenArchive(ordered, _near(as_checked))


def _near(session: Session) -> Near:
    """Finds the incidents that a report is like: what was compared already is looked up, what is new is compared."""
    from retrokit.store.reports import is_same

    known = {postmortem.path: postmortem for postmortem in session.corpus.postmortems}

    @functools.cache
    def matches(threshold: float) -> dict[str, list[tuple[Postmortem, float]]]:
        found: dict[str, list[tuple[Postmortem, float]]] = {}
        for match in session.compare(None, threshold).matches(threshold):
            if match.score >= threshold:
                found.setdefault(match.later.path, []).append((match.earlier, match.score))
        return found

    def near(report: Postmortem, threshold: float, most: int) -> Sequence[tuple[Postmortem, float]]:
        before = known.get(report.path)
        if before and is_same(before, report):
            return matches(threshold).get(report.path, [])[:most]
        from retrokit.analysis.similar import nearest_earlier

        return nearest_earlier(session.compare(None, threshold), report, threshold, most)

    return near
