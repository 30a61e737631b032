"""`retrokit similar --calibrate`: the threshold on what people have judged, and the better one into the config."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from retrokit.cli.delivery import tell

if TYPE_CHECKING:
    from retrokit.cli.session import Session
    from retrokit.reports import CalibrationReport


def keep_threshold(report: CalibrationReport, session: Session) -> None:
    """Write the better threshold into the config, and say so; into a new retrokit.toml where there is none.

    Raises:
        RetrokitError: the config can't take it, or can't be written.
    """
    from retrokit import repo
    from retrokit.config.reading import with_threshold

    if report.better is None:
        tell("nothing to write: no threshold does better on these pairs")
        return
    path = session.config.path or session.repository.root / "retrokit.toml"
    text = repo.read_text(path) if session.config.path else ""
    repo.write_text(path, with_threshold(path, text, report.better.threshold))
    tell(f"{_shown(path, session)}: threshold = {report.better.threshold:g}, was {session.config.threshold:g}")


def _shown(path: Path, session: Session) -> str:
    return session.repository.show(path.resolve())
