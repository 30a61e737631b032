"""How far a long run has come."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE = 0.5
"""Seconds for which nothing is shown: most runs are over by then."""


class ProgressBar:
    """A bar on stderr, if that is a terminal, from half a second on; gone when the `with` ends.

    Told `(done, total)`. It draws when it is told and has no thread of its own, so that a process may fork while it is shown.
    """

    def __init__(self, label: str) -> None:
        self._label = label
        self._began = time.monotonic()
        self._is_seen = sys.stderr is not None and sys.stderr.isatty()
        self._bar: tuple[Progress, TaskID] | None = None

    def __call__(self, done: int, total: int) -> None:
        if self._is_seen and time.monotonic() - self._began >= PATIENCE:
            bar, task = self._bar or self._show(total)
            bar.update(task, completed=done, total=total, refresh=True)

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar[0].stop()

    def _show(self, total: int) -> tuple[Progress, TaskID]:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        bar = Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False)
        bar.start()
        self._bar = bar, bar.add_task(self._label, total=total)
        return self._bar
