"""`[check]` of a config file to a Policy."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from retrokit.config.values import day, keys, table, texts, whole
from retrokit.errors import RetrokitError
from retrokit.policy import DUE_WITHIN, SLOW_DETECTION, Policy, known_rules
from retrokit.vocabulary import POSTMORTEM_KEYS

_KEYS = """
    select extend_select ignore per_file_ignores severities enforce_from due_within slow_detection required_keys required_sections teams
"""


def read_policy(path: Path, data: Any) -> Policy:
    """What a team expects of its reports.

    Raises:
        RetrokitError: a key, a rule or a value is not one of ours.
    """
    found = keys(path, "check", data, _KEYS.split())
    extended = _rules(path, "extend_select", found.get("extend_select", []))
    return Policy(
        select=_rules(path, "select", found.get("select", ["RK"])) + extended,
        ignore=_rules(path, "ignore", found.get("ignore", [])),
        per_file_ignores={
            glob: _rules(path, f"per_file_ignores.{glob}", names)
            for glob, names in table(path, "check.per_file_ignores", found.get("per_file_ignores", {})).items()
        },
        severities=_severities(path, found.get("severities", {})),
        enforce_from=day(path, "check.enforce_from", found.get("enforce_from")),
        due_within=_due_within(path, found.get("due_within", DUE_WITHIN)),
        slow_detection=whole(path, "check.slow_detection", found.get("slow_detection", SLOW_DETECTION)),
        required_keys=_required_keys(path, found.get("required_keys", [])),
        required_sections=texts(path, "check.required_sections", found.get("required_sections", [])),
        teams=texts(path, "check.teams", found.get("teams", [])),
    )


def _rules(path: Path, key: str, value: Any) -> tuple[str, ...]:
    return known_rules(texts(path, f"check.{key}", value), str(path), f"`check.{key}`")


def _severities(path: Path, data: Any) -> Mapping[str, tuple[str, ...]]:
    found = table(path, "check.severities", data)
    known_rules(list(found), str(path), "`check.severities`")
    return {rule: texts(path, f"check.severities.{rule}", severities) for rule, severities in found.items()}


def _due_within(path: Path, data: Any) -> Mapping[str, int]:
    found = table(path, "check.due_within", dict(data) if isinstance(data, Mapping) else data)
    return {severity: whole(path, f"check.due_within.{severity}", days) for severity, days in found.items()}


def _required_keys(path: Path, value: Any) -> tuple[str, ...]:
    wanted = texts(path, "check.required_keys", value)
    for key in wanted:
        if key not in POSTMORTEM_KEYS:
            import difflib

            near = difflib.get_close_matches(key, POSTMORTEM_KEYS, 1, 0.5)
            hint = f"did you mean `{near[0]}`?" if near else f"the keys are {', '.join(POSTMORTEM_KEYS)}"
            raise RetrokitError(f"`check.required_keys`: there is no key {key!r}", hint=hint, location=str(path))
    return wanted
