"""Which reports are checked, and with which bytes: those of the work tree, or those that git has staged."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from retrokit.cli.session import Ground, list_reports
from retrokit.errors import MissingPath, NoReports

if TYPE_CHECKING:
    from retrokit.model import Finding
    from retrokit.repo import SourceFile


class Asked(NamedTuple):
    """Which reports: those that are named, else all; of these what is `staged`, or what changed `since` a revision."""

    paths: Sequence[Path] = ()
    staged: bool = False
    since: str | None = None

    @property
    def is_all(self) -> bool:
        return not (self.paths or self.staged) and self.since is None


def submitted(ground: Ground, asked: Asked) -> Iterator[SourceFile | Finding]:
    """The bytes of each report that is to be checked, or the finding that says why there are none.

    Raises:
        RetrokitError: a path is missing, or git can't say what is asked of it.
    """
    from retrokit import repo

    if asked.staged:
        return repo.read_staged(ground.repository, _of_git(ground, asked, repo.staged_names(ground.repository)))
    root = ground.repository.root
    if asked.since is not None:
        names = _of_git(ground, asked, repo.changed_names(ground.repository, asked.since))
        return (repo.read(ground.repository, root / name) for name in names if _is_file(root / name))
    return (repo.read(ground.repository, path) for path in _named(ground, asked.paths))


def _is_file(path: Path) -> bool:
    """Whether something is there that is no folder: a submodule may be called like a report."""
    return os.path.lexists(path) and not os.path.isdir(path)


def _of_git(ground: Ground, asked: Asked, names: Sequence[str]) -> list[str]:
    """Those of the names that git gives which are reports, and lie where they are asked for."""
    from retrokit import repo

    root, folder = ground.repository.root, ground.folder.resolve()
    paths = [root / name for name in names]
    within = [os.path.realpath(folder / path) for path in asked.paths]
    if within:
        paths = [p for p in paths if any(str(p) == place or str(p).startswith(f"{place}{os.sep}") for place in within)]
    reports = repo.those_that_are_reports(ground.repository, folder, paths, ground.config.folders)
    return [os.path.relpath(path, root) for path in reports]


def _named(ground: Ground, paths: Sequence[Path]) -> list[str]:
    """The files that were named, as they are, and the reports in the folders that were named, or in the usual ones.

    pre-commit names what its pattern matches, which knows nothing of READMEs and templates: what is no report by its name is left out.
    """
    from retrokit import repo

    folder = ground.folder.resolve()
    if not paths:
        return [file.path for file in list_reports(ground, None).files]
    found: dict[str, None] = {}
    for path in paths:
        here = repo.from_folder_or_root(ground.repository, folder, path)
        if os.path.isdir(here):
            found.update(dict.fromkeys(_in_folder(ground, here)))
        elif not os.path.lexists(here):
            raise MissingPath(f"{ground.repository.show(here)} does not exist", hint="it was given on the command line")
        elif not os.environ.get("PRE_COMMIT") or _is_report(ground, folder, here):
            found[str(here)] = None
    return list(found)


def _in_folder(ground: Ground, folder: Path) -> list[str]:
    try:
        return [file.path for file in list_reports(ground, [folder]).files]
    except NoReports:
        return []


def _is_report(ground: Ground, folder: Path, path: Path) -> bool:
    from retrokit import repo

    here = Path(os.path.realpath(path.parent), path.name)
    return bool(repo.those_that_are_reports(ground.repository, folder, [here], ground.config.folders))
