"""What reading an untagged report takes: the names of its parts and of its facts, the marks on actions, how causes read."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from retrokit.adopt.cues import CauseModel, read_model
from retrokit.adopt.sections import Names, heading_key, read_names
from retrokit.adopt.standing import Standings, read_standings


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The data files, read.

    Args:
        sections: a heading -> what a part of that name holds.
        facts: what a report or an action states -> the names that people have for it.
        columns: the name of a field of an action -> which one it is.
        standings: the marks of where an action stands.
        causes: how sentences that give a cause read.
        not_services: words that are no service's name, as they are compared.
    """

    sections: Names
    facts: Mapping[str, frozenset[str]]
    columns: Mapping[str, str]
    standings: Standings
    causes: CauseModel
    not_services: frozenset[str]


_FIELDS = {
    "action": "action",
    "owner": "owner",
    "due": "due",
    "action_status": "status",
    "ticket": "ticket",
    "type": "type",
}


def read_knowledge(data_file: Callable[[str], str]) -> Knowledge:
    """The data files that come with retrokit; `data_file` gives the text of one by its name."""
    facts = {
        kind: frozenset(key for phrase in re.split(r"[|\n]", phrases) if (key := heading_key(phrase)))
        for kind, phrases in tomllib.loads(data_file("facts.toml")).items()
    }
    columns: dict[str, str] = {}
    for kind, field in _FIELDS.items():
        for name in facts[kind]:
            columns.setdefault(name, field)
    return Knowledge(
        read_names(data_file("sections.toml")),
        facts,
        columns,
        read_standings(data_file("standings.toml")),
        read_model(data_file("causes.toml")),
        frozenset(tomllib.loads(data_file("services.toml"))["not_services"].split()),
    )
