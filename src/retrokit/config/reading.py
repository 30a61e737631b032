"""retrokit.toml, else [tool.retrokit] in pyproject.toml: text to a Config, or an error that names file and key."""

import re
import tomllib
from pathlib import Path

from retrokit.config import Config
from retrokit.config.check import read_policy
from retrokit.config.values import folder, names, refuse_unknown, score, texts, words
from retrokit.errors import RetrokitError
from retrokit.model import DEFAULT_THRESHOLD
from retrokit.vocabulary import ACTION_KEYS, POSTMORTEM_KEYS

TABLES = ("folders", "templates", "threshold", "fields", "action_fields", "vocabulary", "check")


def parse_config(path: Path, text: str) -> Config:
    """The settings in a config file's text.

    Raises:
        RetrokitError: it is not TOML, or a key or a value is not one of ours.
    """
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # TOMLDecodeError is a ValueError, and so is a number of 5,000 digits
        place = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        where = f"{path}:{place[1]}:{place[2]}" if place else str(path)
        raise RetrokitError(f"not TOML: {re.sub(r' *[(]at .*', '', str(error))}", location=where) from error
    if path.name == "pyproject.toml":
        tool = data.get("tool", {})
        data = tool.get("retrokit", {}) if isinstance(tool, dict) else {}
    refuse_unknown(path, "", data, TABLES)
    return Config(
        path=path,
        folders=tuple(path.parent / folder for folder in texts(path, "folders", data.get("folders", []))),
        templates=folder(path, "templates", data.get("templates")),
        threshold=score(path, data.get("threshold", DEFAULT_THRESHOLD)),
        fields=names(path, "fields", data.get("fields", {}), POSTMORTEM_KEYS),
        action_fields=names(path, "action_fields", data.get("action_fields", {}), ACTION_KEYS),
        vocabulary=words(path, data.get("vocabulary", {})),
        policy=read_policy(path, data.get("check", {})),
    )


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
    if before_it._replace(threshold=threshold) != after_it:
        raise RetrokitError(f"write `{line}` into it by hand", location=str(path))
    return changed
