"""What the history remembers of one report: its twin, what it resembles, what is wrong with its verdicts, what was asked for before."""

import functools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple, Protocol

from retrokit.analysis.likeness.words import words_of
from retrokit.analysis.verdicts import ids_like, weigh
from retrokit.checking import AskedBefore, Recalled, Resembling
from retrokit.model import Action, Postmortem, default_id
from retrokit.vocabulary import Status, VerdictKind

MOST = 3
"""As many incidents that a report resembles are told."""

ALIKE = 0.7
"""The share of the words of two actions, of all that either has, from which they ask for the same."""

WITHIN, FEWEST_WITHIN = 0.9, 3
"""Or so much of the shorter one is in the longer one, and so many words: `Roll configuration out by cell`, and the same with how and when.
Between them the two tell real repetitions of five histories from actions that share their verb and their component."""

LETTERS = 5
"""Words that begin with the same five letters are forms of one, as in the matcher."""

FEWEST = 2
"""An action of fewer telling words says too little to be recognised."""


class Wish(NamedTuple):
    """Something that was asked for and never done, as far as its report says: an action or an idea of an incident.

    `size` counts its stems, `shared` those of them that what it is compared with has as well.
    """

    size: int
    shared: int
    id: str
    path: str
    day: date


class Archive(Protocol):
    """The history that a report is held against. The report itself may be in it, as it was or as it is."""

    def paths_of(self, identity: str) -> Sequence[str]:
        """The paths of the reports with this id."""

    def ids_like(self, identity: str) -> Sequence[str]:
        """Ids that may be meant, the likeliest first."""

    def is_taken(self, identity: str, path: str) -> bool:
        """Whether a report other than the one at this path has this id, or any report names it."""

    def repeats(self, identity: str) -> Sequence[str]:
        """The ids that the report with this id says to be a repeat of."""

    def wishes(self, stems: frozenset[str], path: str) -> Iterable[Wish]:
        """What was asked for and shares some of these stems, each once; not in the report at this path."""

    def near(self, report: Postmortem, threshold: float, most: int) -> Sequence[tuple[Postmortem, float]]:
        """The incidents that a report is as like as the threshold, a score of 0 to 100, the likest first; those of one day or earlier."""


def recall(report: Postmortem, archive: Archive, *, threshold: float, likeness: bool = True) -> Recalled:
    """What the history remembers of a report.

    Args:
        report: the report, which need not be in the history.
        archive: the history.
        threshold: the score, 0 to 100, from which an incident is told that nobody compared with it.
        likeness: whether to look for incidents that it resembles, the costlier half.
    """
    compared = {verdict.other for verdict in report.verdicts}
    near = archive.near(report, threshold, MOST + len(compared)) if likeness and report.causes else ()
    _, trouble = weigh(report, lambda identity: bool(archive.paths_of(identity)), archive.ids_like)
    unsettled = [(other, score) for other, score in near if other.id not in compared]
    return Recalled(
        twin=_twin(report, archive),
        resembling=tuple(_resembling(other, score) for other, score in unsettled[:MOST]),
        verdicts=tuple(trouble),
        circle=_circle(report, archive),
        asked=tuple(_asked_before(report, archive)),
    )


def _twin(report: Postmortem, archive: Archive) -> str:
    """Another report with its id. Two that are called by their file names in two folders are told apart by the folders."""
    is_written = default_id(report.path) != report.id
    others = (path for path in archive.paths_of(report.id) if path != report.path)
    return next((path for path in others if is_written or default_id(path) != report.id), "")


def _resembling(other: Postmortem, score: float) -> Resembling:
    unfinished = tuple((a.title, a.owner) for a in other.actions or () if a.status.is_unfinished)
    return Resembling(other.id, score, unfinished)


def _circle(report: Postmortem, archive: Archive) -> tuple[str, ...]:
    """The shortest way by which a report repeats itself."""
    said = [verdict.other for verdict in report.verdicts if verdict.kind is VerdictKind.SAME]
    ways: list[tuple[str, ...]] = [(report.id, other) for other in said if other != report.id]
    seen = set[str]()
    for way in ways:  # grows while it is walked: breadth first
        for following in archive.repeats(way[-1]):
            if following == report.id:
                return (*way, following)
            if following not in seen:
                seen.add(following)
                ways.append((*way, following))
    return ()


def _asked_before(report: Postmortem, archive: Archive) -> Iterator[AskedBefore]:
    for place, action in enumerate(report.actions or ()):
        stems = stems_of(action.title)
        if (
            (not action.status.is_unfinished and action.status is not Status.UNKNOWN)
            or action.reason
            or len(stems) < FEWEST
        ):
            continue
        alike = {
            wish.path: wish
            for wish in archive.wishes(stems, report.path)
            if (wish.day, wish.path) < (report.date, report.path) and _ask_for_the_same(len(stems), wish)
        }
        if alike:
            oldest_first = sorted(alike.values(), key=lambda wish: (wish.day, wish.id))
            yield AskedBefore(place, tuple(wish.id for wish in oldest_first), oldest_first[0].day)


def _ask_for_the_same(size: int, wish: Wish) -> bool:
    """Whether a wish is the same as one of so many stems."""
    is_within = wish.shared >= FEWEST_WITHIN and wish.shared >= WITHIN * min(size, wish.size)
    return is_within or wish.shared >= ALIKE * (size + wish.size - wish.shared)


def stems_of(title: str) -> frozenset[str]:
    """The beginnings of the telling words of an action."""
    numbers = (word for word in title.split() if word.isdigit())  # `Upgrade to 16` is not `Upgrade to 17`
    return frozenset((*(word[:LETTERS] for word in words_of(title)), *numbers))


def wishes_of(postmortem: Postmortem) -> Iterator[frozenset[str]]:
    """The stems of what a report asked for that was never done: ideas, and actions that are neither done nor declined for good."""
    texts = [action.title for action in postmortem.actions or () if _is_a_wish(action)]
    for text in (*texts, *postmortem.ideas):
        stems = stems_of(text)
        if len(stems) >= FEWEST:
            yield stems


def _is_a_wish(action: Action) -> bool:
    return action.status is not Status.DONE and not (action.status is Status.DECLINED and action.reason)


Near = Callable[[Postmortem, float, int], Sequence[tuple[Postmortem, float]]]


class OpenArchive:
    """A history that is wholly in memory.

    Args:
        postmortems: the history.
        near: finds the incidents that a report is like, as in `Archive`.
    """

    def __init__(self, postmortems: Sequence[Postmortem], near: Near) -> None:
        self._postmortems = postmortems
        self._near = near
        self._paths: dict[str, list[str]] = defaultdict(list)
        self._repeats: dict[str, list[str]] = {}
        self._named = {verdict.other for postmortem in postmortems for verdict in postmortem.verdicts}
        for postmortem in postmortems:
            self._paths[postmortem.id].append(postmortem.path)
            if said := [v.other for v in postmortem.verdicts if v.kind is VerdictKind.SAME]:
                self._repeats[postmortem.id] = said

    def paths_of(self, identity: str) -> Sequence[str]:
        return self._paths.get(identity, ())

    def ids_like(self, identity: str) -> Sequence[str]:
        return ids_like(identity, list(self._paths))

    def is_taken(self, identity: str, path: str) -> bool:
        return identity in self._named or any(other != path for other in self.paths_of(identity))

    def repeats(self, identity: str) -> Sequence[str]:
        return self._repeats.get(identity, ())

    def wishes(self, stems: frozenset[str], path: str) -> Iterable[Wish]:
        numbers = {number for stem in stems for number in self._by_stem.get(stem, ())}
        for number in sorted(numbers):
            own, postmortem = self._wishes[number]
            if postmortem.path == path:
                continue
            yield Wish(len(own), len(own & stems), postmortem.id, postmortem.path, postmortem.date)

    @functools.cached_property
    def _wishes(self) -> Sequence[tuple[frozenset[str], Postmortem]]:
        return [(stems, postmortem) for postmortem in self._postmortems for stems in wishes_of(postmortem)]

    @functools.cached_property
    def _by_stem(self) -> Mapping[str, Sequence[int]]:
        """The places of the wishes, by each of their stems."""
        found: dict[str, list[int]] = defaultdict(list)
        for number, (stems, _) in enumerate(self._wishes):
            for stem in stems:
                found[stem].append(number)
        return found

    def near(self, report: Postmortem, threshold: float, most: int) -> Sequence[tuple[Postmortem, float]]:
        return self._near(report, threshold, most)
