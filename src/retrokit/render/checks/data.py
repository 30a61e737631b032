"""What `check` found as JSON (docs/output.md)."""

import json

from retrokit.checking import CheckReport
from retrokit.render.data import SCHEMA_VERSION, finding_of
from retrokit.render.foreign import clean_json


def data(report: CheckReport) -> str:
    """The findings, and how many files they come from."""
    whole = {
        "schema_version": SCHEMA_VERSION,
        "command": "check",
        "files": {"found": report.checked, "read": report.checked - report.unread, "skipped": report.unread},
        "before_enforce_from": report.before,
        "fixed": dict(sorted(report.fixed.items())),
        "findings": [{**finding_of(mark.finding), "fixable": mark.can_be_fixed} for mark in report.marks],
    }
    return clean_json(json.dumps(whole, indent=2, ensure_ascii=False)) + "\n"
