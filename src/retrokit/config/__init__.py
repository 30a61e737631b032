"""What a team has settled."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from retrokit.model import DEFAULT_THRESHOLD
from retrokit.policy import Policy


class Config(NamedTuple):
    """What a team has settled.

    Args:
        path: the file it was read from, None for the defaults.
        folders: where the postmortems lie, as absolute paths.
        templates: the folder of the team's own templates, as an absolute path; None for the usual place.
        threshold: the score, 0 to 100, from which two incidents count as a match.
        fields: our key -> the history's names for it, tried in order before our own.
        action_fields: the same for the keys of an action.
        vocabulary: concepts, each with the words and phrases that say it, beside the built-in ones.
        policy: what `check` holds a report to.
    """

    path: Path | None = None
    folders: tuple[Path, ...] = ()
    templates: Path | None = None
    threshold: float = DEFAULT_THRESHOLD
    fields: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    action_fields: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    vocabulary: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    policy: Policy = Policy()
