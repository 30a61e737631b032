"""Where a new report goes."""

import os
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from retrokit.repo.place import Repository
from retrokit.repo.reports import ReportFile, usual_folders

_DATED_NAME = re.compile(r"(?:19|20)\d\d-?\d\d-?\d\d")


def home_of_reports(repository: Repository, folder: Path) -> Path:
    """From where reports are looked for: the folder, unless the usual places are at the root alone."""
    return repository.root if usual_folders(repository.root) and not usual_folders(folder) else folder


def destination(home: Path, top: Path, configured: Sequence[Path], files: Sequence[ReportFile]) -> Path:
    """The folder of new reports, which need not be there yet.

    The first that is configured, else the usual one (of several the one with most reports), else where most of the reports lie whose
    names begin with a date, else `postmortems` at the top.

    Args:
        home: from where reports are looked for.
        top: the top of the repository, or where its config lies.
        configured: the folders of the config.
        files: the reports that were found.
    """
    if configured:
        return configured[0]
    if usual := usual_folders(home):
        return usual[0] if len(usual) == 1 else max(usual, key=lambda place: _count_in(place, files))
    dated = Counter(os.path.dirname(file.path) for file in files if _DATED_NAME.match(os.path.basename(file.path)))
    return Path(dated.most_common(1)[0][0]) if dated else top / "postmortems"


def _count_in(folder: Path, files: Sequence[ReportFile]) -> int:
    inside = os.path.join(os.path.realpath(folder), "")
    return sum(file.path.startswith(inside) for file in files)
