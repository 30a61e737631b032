"""A report and where in its file it says what it says."""

from typing import NamedTuple

from retrokit.keys import Reader
from retrokit.model import Postmortem
from retrokit.yamltree import Node


class Item(NamedTuple):
    """A cause or an action: where it stands, and its keys if it has any."""

    node: Node
    keys: Reader | None


class PlacedReport(NamedTuple):
    """A report with its places.

    Args:
        postmortem: what it says.
        keys: its front matter under our names.
        causes: for each of the postmortem's causes.
        actions: for each of its actions.
        text: all of the file, without a byte-order mark.
    """

    postmortem: Postmortem
    keys: Reader
    causes: tuple[Item, ...]
    actions: tuple[Item, ...]
    text: str
