"""Values of a config file, each as it should be or an error that names file and key."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from retrokit.errors import RetrokitError


def refuse_unknown(path: Path, table: str, data: object, known: Sequence[str]) -> None:
    """End the run at a key that is not one of these, with the nearest that is."""
    if not isinstance(data, dict):
        raise RetrokitError(f"`{table}` must be a table of keys", location=str(path))
    for key in data:
        if key not in known:
            import difflib

            shown = f"{table}.{key}" if table else key
            near = difflib.get_close_matches(key, known, 1, 0.5)
            hint = f"did you mean `{near[0]}`?" if near else f"the keys are {', '.join(known)}"
            raise RetrokitError(f"unknown key `{shown}`", hint=hint, location=str(path))


def texts(path: Path, key: str, value: object) -> tuple[str, ...]:
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list) or not all(isinstance(item, str) and "\0" not in item and item for item in items):
        raise RetrokitError(f"`{key}` must be text or a list of texts, not {value!r}", location=str(path))
    return tuple(items)


def folder(path: Path, key: str, value: Any) -> Path | None:
    if value is not None and not (isinstance(value, str) and value):
        raise RetrokitError(f"`{key}` must be the path of a folder, not {value!r}", location=str(path))
    return None if value is None else path.parent / value


def score(path: Path, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:
        raise RetrokitError(f"`threshold` must be a number from 0 to 100, not {value!r}", location=str(path))
    return float(value)


def names(path: Path, table: str, data: Any, known: Sequence[str]) -> dict[str, tuple[str, ...]]:
    refuse_unknown(path, table, data, known)
    return {key: texts(path, f"{table}.{key}", value) for key, value in data.items()}


def words(path: Path, data: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(data, dict):
        raise RetrokitError("`vocabulary` must be a table of concepts", location=str(path))
    return {concept: texts(path, f"vocabulary.{concept}", words) for concept, words in data.items()}


def keys(path: Path, table: str, data: Any, known_keys: Sequence[str]) -> Mapping[str, Any]:
    """A table whose keys may be written with dashes or with underscores."""
    if isinstance(data, dict):
        data = {key.replace("-", "_"): value for key, value in data.items()}
    refuse_unknown(path, table, data, known_keys)
    return dict(data)


def table(path: Path, name: str, data: Any) -> Mapping[str, Any]:
    if not isinstance(data, dict):
        raise RetrokitError(f"`{name}` must be a table", location=str(path))
    return data


def whole(path: Path, name: str, value: Any) -> int:
    """A number of days or minutes."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise RetrokitError(f"`{name}` must be a whole number, not {value!r}", location=str(path))
    return value


def day(path: Path, name: str, value: Any) -> date | None:
    """A day, as TOML has it or as text; None where nothing is said."""
    if value is None:
        return None
    try:
        found = date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        found = None
    if not isinstance(found, date) or isinstance(found, datetime):
        raise RetrokitError(
            f"`{name}` must be a day, e.g. {name.rpartition('.')[2]} = 2026-01-01, not {value!r}", location=str(path)
        )
    return found
