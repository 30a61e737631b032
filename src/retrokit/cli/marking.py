"""Findings on the lines that they are about."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrokit.checking import Mark
    from retrokit.cli.judging import Judged
    from retrokit.model import Finding

_WORD = re.compile(r"""[\w./@#-]+|"[^"]*"|'[^']*'""")


def marks_of(judged: Judged, mendable: Collection[Finding]) -> Iterator[Mark]:
    """Each finding of one file with its line, and how much of that it means: a word, or one character of anything else."""
    from retrokit.checking import Mark
    from retrokit.yamltree import LINE_BREAK

    text = (
        judged.data.decode("utf-8", "replace").removeprefix("\ufeff")
        if judged.data is not None and judged.findings
        else ""
    )
    lines = LINE_BREAK.split(text) if text else []
    for finding in judged.findings:
        line = lines[finding.line - 1] if finding.line <= len(lines) else ""
        word = _WORD.match(line, finding.column - 1)
        yield Mark(finding, line, max(len(word[0]) if word else 1, 1), finding in mendable)
