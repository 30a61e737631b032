"""retrokit.toml: the text of a new one, and what one that is there could say as well."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

FILE = "retrokit.toml"

_NOTHING_TO_SETTLE = """\
# retrokit finds the reports by itself, and their keys are its own: there is
# nothing to settle. Its README has all that can be under "Config".
"""
_SETTLED = """\
# What retrokit can't see by itself; its README has all keys under "Config".
"""
_VOCABULARY = """\
# Words that only you have for one thing:
# [vocabulary]
# "config push" = ["flagsync", "rollout of settings"]
"""


class Settings(NamedTuple):
    """What differs from the defaults.

    Args:
        folders: where the reports lie, from the folder of the config; none where they are found without it.
        templates: the folder of the templates, from there; empty where nothing is said about it.
        fields: our key -> the names that the reports have for it.
        action_fields: the same for the keys of an action.
        enforce_from: the day of the first incident that is held to the rules; None where all are, or nothing is said about it.
    """

    folders: Sequence[str] = ()
    templates: str = ""
    fields: Mapping[str, Sequence[str]] = {}
    action_fields: Mapping[str, Sequence[str]] = {}
    enforce_from: date | None = None


def new_config(settings: Settings) -> str:
    """The text of a retrokit.toml: what is settled, and one example of what could be."""
    parts = [_SETTLED if any(settings) else _NOTHING_TO_SETTLE, *_parts(settings, "")]
    return "\n".join([*parts, _VOCABULARY])


def block(settings: Settings, is_shared: bool) -> str:
    """The same as a block to add by hand, for a pyproject.toml if that `is_shared`; empty if there is nothing to add."""
    return "\n".join(_parts(settings, "tool.retrokit" if is_shared else ""))


def _parts(settings: Settings, above: str) -> list[str]:
    own = []
    if settings.folders:
        own.append(f"folders = {_value(settings.folders)}\n")
    if settings.templates:
        own.append(f"templates = {_text(settings.templates)}\n")
    if own and above:
        own.insert(0, f"[{above}]\n")
    check = []
    if settings.enforce_from:
        name = f"{above}.check" if above else "check"
        check = [
            f"[{name}]\nenforce_from = {settings.enforce_from}  # reports of older incidents are not held to the rules\n"
        ]
    tables = {"fields": settings.fields, "action_fields": settings.action_fields}
    named = [_table(f"{above}.{name}" if above else name, names) for name, names in tables.items() if names]
    return (["".join(own)] if own else []) + named + check


def _table(name: str, names: Mapping[str, Sequence[str]]) -> str:
    rows = [f"{ours} = {_text(theirs[0]) if len(theirs) == 1 else _value(theirs)}" for ours, theirs in names.items()]
    return "\n".join([f"[{name}]  # retrokit's key = what the reports call it", *rows]) + "\n"


def _value(texts: Sequence[str]) -> str:
    shown = [_text(text) for text in texts]
    if len(shown) < 4:
        return f"[{', '.join(shown)}]"
    return "[\n" + "".join(f"    {text},\n" for text in shown) + "]"


def _text(text: str) -> str:
    """A basic string: JSON's escapes are TOML's, which wants DEL written as one, too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
