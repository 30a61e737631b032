"""SARIF 2.1.0, for code scanning.

Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0", and GitHub's "SARIF support for code scanning".
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

from retrokit.checking import CheckReport, Mark
from retrokit.render.foreign import clean_json

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


class RuleText(NamedTuple):
    """What is said about a rule: its name, what it asks for in one line, and its page as Markdown."""

    name: str
    short: str
    page: str


def sarif(report: CheckReport, version: str, rules: Mapping[str, RuleText]) -> str:
    """One run with a result for each finding; `rules` has every rule, by code."""
    codes = list(rules)
    run = {
        "tool": {
            "driver": {
                "name": "retrokit",
                "semanticVersion": version,
                "rules": [_rule(code, text) for code, text in rules.items()],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The top of the repository."}}},
        "results": list(_results(report, codes)),
    }
    whole = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return clean_json(json.dumps(whole, indent=2, ensure_ascii=False)) + "\n"


def _rule(code: str, text: RuleText) -> dict[str, Any]:
    return {
        "id": code,
        "name": "".join(part.capitalize() for part in text.name.split("-")),
        "shortDescription": {"text": text.short},
        "help": {"text": text.page, "markdown": text.page},
        "defaultConfiguration": {"level": "error"},
    }


def _results(report: CheckReport, codes: list[str]) -> Iterable[dict[str, Any]]:
    seen = Counter[tuple[str, ...]]()
    for mark in report.marks:
        finding = mark.finding
        # The place moves when lines are added above; what the line says stays.
        about = (finding.path, finding.problem.code, " ".join(mark.line.split()))
        seen[about] += 1
        print_of = hashlib.sha256("\0".join((*about, str(seen[about]))).encode("utf-8", "surrogatepass")).hexdigest()
        region: dict[str, Any] = {"startLine": finding.line, "startColumn": finding.column}
        if mark.line:
            region["endColumn"] = finding.column + mark.width
            region["snippet"] = {"text": mark.line}
        yield {
            "ruleId": finding.problem.code,
            "ruleIndex": codes.index(finding.problem.code),
            "level": "error",
            "message": {"text": _message(mark)},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": quote(finding.path), "uriBaseId": "%SRCROOT%"},
                        "region": region,
                    }
                }
            ],
            "partialFingerprints": {"retrokit/v1": print_of[:32]},
        }


def _message(mark: Mark) -> str:
    finding = mark.finding
    return f"{finding.message}. {finding.help}" if finding.help else finding.message
