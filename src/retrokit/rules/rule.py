"""What a rule is: a function that says what is wrong with a case, under a code that stays."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from retrokit.checking import NOTHING_RECALLED, Recalled
from retrokit.keys import Reader, why_none
from retrokit.model import Action, Cause, Finding, Postmortem
from retrokit.placed import Item, PlacedReport
from retrokit.policy import Policy
from retrokit.rules.action_words import says_something
from retrokit.vocabulary import Problem, Status
from retrokit.yamltree import LINE_BREAK, Node, Scalar

_STILL_WRITTEN = frozenset({"draft", "wip", "in progress", "in-progress", "todo", "new", "open", "investigating"})


class Case(NamedTuple):
    """A report before the rules.

    Args:
        report: what it says, and where.
        policy: what the team expects.
        today: the day on which it is judged.
        recalled: what the history remembers of it.
        symptoms: gives the words that every report says in some form; asked only where a cause is short.
        prompts: lines of the team's own templates, with single spaces.
        place: its path from the folder of the config, as `per_file_ignores` see it.
    """

    report: PlacedReport
    policy: Policy
    today: date
    recalled: Recalled = NOTHING_RECALLED
    symptoms: Callable[[], frozenset[str]] = frozenset
    prompts: frozenset[str] = frozenset()
    place: str = ""

    @property
    def postmortem(self) -> Postmortem:
        return self.report.postmortem

    @property
    def keys(self) -> Reader:
        return self.report.keys

    @property
    def is_draft(self) -> bool:
        """Whether its author is still at work: what is not there yet can still come."""
        return self.postmortem.status in _STILL_WRITTEN

    @property
    def causes(self) -> Iterator[tuple[Cause, Item]]:
        return zip(self.postmortem.causes, self.report.causes, strict=True)

    @property
    def actions(self) -> Iterator[tuple[Action, Item]]:
        return zip(self.postmortem.actions or (), self.report.actions, strict=True)

    @property
    def open_actions(self) -> Iterator[tuple[Action, Item]]:
        """What is still to be done, as far as the report says; one without a status is not taken to be done."""
        settled = (Status.DONE, Status.DECLINED)
        return ((action, item) for action, item in self.actions if action.status not in settled)

    @property
    def wanted_actions(self) -> list[Action]:
        """All but the declined ones."""
        return [action for action in self.postmortem.actions or () if action.status is not Status.DECLINED]

    @property
    def decision(self) -> str:
        """Why there is nothing to do, or no more than the actions: the team's own words, empty where none are on record."""
        said, entry = self.keys.text("decision"), self.keys.entry("actions")
        if not said and entry and isinstance(entry.value, Scalar) and not self.postmortem.actions:
            said = why_none(entry.value.text or "")
        return said if says_something(said) else ""

    @property
    def lines(self) -> Sequence[str]:
        return LINE_BREAK.split(self.report.text)

    def at(self, place: "Node | None", problem: Problem, message: str, hint: str) -> Finding:
        """A finding at a node, or on the first key where there is none."""
        node = place or next(iter(self.keys.entries.values())).key
        return Finding(self.postmortem.path, node.line, node.column, problem, message, hint)

    def key_of(self, key: str) -> Node | None:
        """Where one of our keys stands in the front matter."""
        entry = self.keys.entry(key)
        return entry.key if entry else None

    def written(self, key: str) -> str:
        """What the history calls one of our keys."""
        entry = self.keys.entry(key)
        return entry.key.text or key if entry else next(iter(self.keys.names.get(key, ())), key)


Judge = Callable[[Case], Iterable[Finding]]


class Rule(NamedTuple):
    """A rule: the trouble that it finds, how, and whether a draft is held to it. Without a `judge` it is found while the file is read."""

    problem: Problem
    judge: Judge | None = None
    of_drafts: bool = False


def value_or_key(item: Item, key: str) -> Node:
    """Where a key's value stands, if it has one, else the key, else the item."""
    entry = item.keys.entry(key) if item.keys else None
    if entry is None:
        return item.node
    is_empty = isinstance(entry.value, Scalar) and not entry.value.text
    return entry.key if is_empty else entry.value


def quoted(text: str, most: int = 60) -> str:
    """The beginning of a text, in the quotes that messages use."""
    text = " ".join(text.split())
    return f'"{text if len(text) <= most else text[: most - 1].rstrip() + "…"}"'
