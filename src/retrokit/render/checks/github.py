"""Annotations of GitHub Actions.

Source: "Workflow commands for GitHub Actions", docs.github.com. A step shows ten of a kind and drops the rest without a word, so that the
summary stands beside them.
"""

from retrokit.checking import CheckReport, Mark
from retrokit.render.checks.text import summary
from retrokit.render.foreign import clean

SHOWN = 10
"""Annotations of one kind that GitHub shows for a step."""


def github(report: CheckReport) -> str:
    """An annotation for each finding, then what they come to."""
    if not report.marks:
        return ""
    dropped = len(report.marks) - SHOWN
    more = [f"GitHub shows {SHOWN} annotations of a step; {dropped} more are in this log."] if dropped > 0 else []
    return "\n".join([*map(_annotation, report.marks), *summary(report), *more]) + "\n"


def _annotation(mark: Mark) -> str:
    finding = mark.finding
    properties = {
        "file": finding.path,
        "line": finding.line,
        "col": finding.column,
        "title": f"{finding.problem.code} {finding.problem.called}",
    }
    told = ",".join(f"{key}={_property(clean(str(value)))}" for key, value in properties.items())
    message = clean(finding.message) + (f"\n{clean(finding.help)}" if finding.help else "")
    return f"::error {told}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
