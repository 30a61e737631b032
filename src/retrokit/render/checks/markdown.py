"""Findings for a comment, or for the summary of a CI job."""

import re
from itertools import groupby

from retrokit.checking import CheckReport, Mark
from retrokit.render.checks.text import summary
from retrokit.render.foreign import clean

_SPECIAL = re.compile(r"([\\*_\[\]<>|#&!~@])")


def markdown(report: CheckReport) -> str:
    """A list a file; one line where all is well."""
    if not report.marks:
        return "retrokit check: all is well.\n"
    parts = []
    for path, marks in groupby(report.marks, key=lambda mark: mark.finding.path):
        parts.append(f"**{_code(path)}**\n\n" + "\n".join(map(_item, marks)))
    return "\n\n".join([*parts, " ".join(summary(report))]) + "\n"


def _item(mark: Mark) -> str:
    finding = mark.finding
    told = f"- line {finding.line}: **{finding.problem.code}** {_escaped(finding.message)}"
    return told + (f"  \n  {_escaped(finding.help)}" if finding.help else "")


def _code(text: str) -> str:
    """Text between backticks that it does not hold."""
    text = clean(text)
    return f"`{text}`" if "`" not in text else f"`` {text} ``"


def _escaped(text: str) -> str:
    """Text in which nothing is markup but what stands between backticks, which is our own."""
    parts = clean(text).split("`")
    if len(parts) % 2 == 0:  # a backtick without its pair is the report's
        return _SPECIAL.sub(r"\\\1", "\\`".join(parts))
    return "`".join(part if number % 2 else _SPECIAL.sub(r"\\\1", part) for number, part in enumerate(parts))
