"""retrokit.toml, else [tool.retrokit] in pyproject.toml: text to a Config, or an error that names file and key."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from retrokit.errors import RetrokitError
from retrokit.model import DEFAULT_THRESHOLD

_POSTMORTEM_KEYS = """
    id title date started detected mitigated resolved severity status services trigger causes customer_impact actions ideas
    learned roadmap repeat_of related_to not_repeat_of
"""
FIELDS = _POSTMORTEM_KEYS.split()
"""The keys of a postmortem that `[fields]` may map to a history's own names."""

ACTION_FIELDS = ["title", "type", "owner", "due", "status", "opened", "closed", "ticket", "reason"]
"""The keys of an action that `[action_fields]` may map."""


@dataclass(frozen=True, slots=True)
class Config:
    """What a team has settled.

    Args:
        path: the file it was read from, None for the defaults.
        folders: where the postmortems lie, as absolute paths.
        templates: the folder of the team's own templates, as an absolute path; None for the usual place.
        threshold: the score, 0 to 100, from which two incidents count as a match.
        fields: our key -> the history's names for it, tried in order before our own.
        action_fields: the same for the keys of an action.
        vocabulary: concepts, each with the words and phrases that say it, beside the built-in ones.
    """

    path: Path | None = None
    folders: tuple[Path, ...] = ()
    templates: Path | None = None
    threshold: float = DEFAULT_THRESHOLD
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    action_fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    vocabulary: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def parse_config(path: Path, text: str) -> Config:
    """The settings in a config file's text.

    Raises:
        RetrokitError: it is not TOML, or a key or a value is not one of ours.
    """
    import tomllib

    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # TOMLDecodeError is a ValueError, and so is a number of 5,000 digits
        place = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        where = f"{path}:{place[1]}:{place[2]}" if place else str(path)
        raise RetrokitError(f"not TOML: {re.sub(r' *[(]at .*', '', str(error))}", location=where) from error
    if path.name == "pyproject.toml":
        tool = data.get("tool", {})
        data = tool.get("retrokit", {}) if isinstance(tool, dict) else {}
    _known(path, "", data, ("folders", "templates", "threshold", "fields", "action_fields", "vocabulary"))
    return Config(
        path=path,
        folders=tuple(path.parent / folder for folder in _texts(path, "folders", data.get("folders", []))),
        templates=_folder(path, "templates", data.get("templates")),
        threshold=_threshold(path, data.get("threshold", DEFAULT_THRESHOLD)),
        fields=_names(path, "fields", data.get("fields", {}), FIELDS),
        action_fields=_names(path, "action_fields", data.get("action_fields", {}), ACTION_FIELDS),
        vocabulary=_words(path, data.get("vocabulary", {})),
    )


def _known(path: Path, table: str, data: object, known: "list[str] | tuple[str, ...]") -> None:
    if not isinstance(data, dict):
        raise RetrokitError(f"`{table}` must be a table of keys", location=str(path))
    for key in data:
        if key not in known:
            import difflib

            shown = f"{table}.{key}" if table else key
            near = difflib.get_close_matches(key, known, 1, 0.5)
            hint = f"did you mean `{near[0]}`?" if near else f"the keys are {', '.join(known)}"
            raise RetrokitError(f"unknown key `{shown}`", hint=hint, location=str(path))


def _texts(path: Path, key: str, value: object) -> tuple[str, ...]:
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list) or not all(isinstance(item, str) and "\0" not in item and item for item in items):
        raise RetrokitError(f"`{key}` must be text or a list of texts, not {value!r}", location=str(path))
    return tuple(items)


def _folder(path: Path, key: str, value: Any) -> Path | None:
    if value is not None and not (isinstance(value, str) and value):
        raise RetrokitError(f"`{key}` must be the path of a folder, not {value!r}", location=str(path))
    return None if value is None else path.parent / value


def _threshold(path: Path, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:
        raise RetrokitError(f"`threshold` must be a number from 0 to 100, not {value!r}", location=str(path))
    return float(value)


def _names(path: Path, table: str, data: Any, known: list[str]) -> dict[str, tuple[str, ...]]:
    _known(path, table, data, known)
    return {key: _texts(path, f"{table}.{key}", value) for key, value in data.items()}


def _words(path: Path, data: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(data, dict):
        raise RetrokitError("`vocabulary` must be a table of concepts", location=str(path))
    return {concept: _texts(path, f"vocabulary.{concept}", words) for concept, words in data.items()}


def with_threshold(path: Path, text: str, threshold: float) -> str:
    """The text of a config file with this threshold, every other character as it was.

    Raises:
        RetrokitError: the file can't take it in one line.
    """
    line = f"threshold = {threshold:g}"
    start = 0
    if path.name == "pyproject.toml":
        table = re.search(r"^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*retrokit[ \t]*\][^\n]*(?:\n|\Z)", text, re.MULTILINE)
        if table is None:
            raise RetrokitError(f"write `{line}` into it by hand", location=str(path))
        start = table.end()
    next_table = re.compile(r"^[ \t]*\[", re.MULTILINE).search(text, start)
    end = next_table.start() if next_table else len(text)
    own = re.compile(r"^([ \t]*threshold[ \t]*=[ \t]*)[0-9._]+", re.MULTILINE).search(text, start, end)
    if own:
        changed = f"{text[: own.end(1)]}{threshold:g}{text[own.end() :]}"
    else:
        newline = "\r\n" if "\r\n" in text else "\n"
        before = text[:start] if not start or text[:start].endswith("\n") else text[:start] + newline
        changed = f"{before}{line}{newline}{text[start:]}"
    before_it, after_it = parse_config(path, text), parse_config(path, changed)
    if replace(before_it, threshold=threshold) != after_it:
        raise RetrokitError(f"write `{line}` into it by hand", location=str(path))
    return changed
