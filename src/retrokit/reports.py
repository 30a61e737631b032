"""The answers: what the analyses give and the renderers show."""

from dataclasses import dataclass, field
from datetime import date

from retrokit.model import ActionThen, Match, Postmortem, Signals
from retrokit.vocabulary import CameBack, Kind, Names, Period, Status, VerdictKind

TOO_FEW = 5
"""With fewer incidents than this a share says nothing; counts are shown alone."""


@dataclass(frozen=True, slots=True)
class Return:
    """A family struck again: which incident, how long after the strike before it, and why it could.

    `score` and `verdict` are about `likest`, the earlier member that it is most like, by a verdict or by its words.
    `actions` are the ones that the explanation rests on, the most telling first, as they stood when it struck: the first few of
    `actions_in_all`.
    """

    incident: Postmortem
    earlier: Postmortem
    days_since: int
    likest: Postmortem
    score: float
    verdict: VerdictKind | None
    came_back: CameBack
    actions: tuple[ActionThen, ...]
    actions_in_all: int
    missing: str = ""
    """For `unknown`: what the record lacks, as words that follow "the record does not say"."""


@dataclass(frozen=True, slots=True)
class Family:
    """Incidents joined by repeats, oldest first. `id` is the first one's id; `open_actions` are unfinished today."""

    id: str
    title: str
    incidents: tuple[Postmortem, ...]
    returns: tuple[Return, ...]
    signals: Signals
    open_actions: tuple[ActionThen, ...]


@dataclass(frozen=True, slots=True)
class RepeatsReport:
    """`incidents` counts the ones looked at, from `first` to `last`; `unsettled` of the `matched` pairs no one has judged."""

    threshold: float
    families: tuple[Family, ...]
    incidents: int
    first: date | None
    last: date | None
    unsettled: int
    matched: int
    without_cause: int

    @property
    def returns(self) -> tuple[Return, ...]:
        return tuple(back for family in self.families for back in family.returns)


@dataclass(frozen=True, slots=True)
class PairsReport:
    """Every scored pair, the likest first; `incidents` are ids, oldest first."""

    threshold: float
    incidents: tuple[str, ...]
    pairs: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An incident near what was asked for, with its actions as they stand today."""

    postmortem: Postmortem
    score: float
    verdict: VerdictKind | None
    signals: Signals
    actions: tuple[ActionThen, ...]


@dataclass(frozen=True, slots=True)
class SimilarReport:
    """One incident or text against all; `query` is its title or the text itself, `query_id` empty for a text."""

    threshold: float
    query: str
    query_id: str
    neighbours: tuple[Neighbour, ...]


@dataclass(frozen=True, slots=True)
class NewReport:
    """A report was begun: its id, its path from the root of the repository, and as it is `shown` from the working directory.

    `neighbours` are the incidents most like it among the `earlier` ones, of which it counts all.
    """

    id: str
    path: str
    shown: str
    threshold: float
    earlier: int
    neighbours: tuple[Neighbour, ...] = ()

    @property
    def may_be_a_repeat(self) -> bool:
        return any(near.score >= self.threshold for near in self.neighbours)


@dataclass(frozen=True, slots=True)
class Tally:
    """Incidents of one period or service by kind.

    `low` and `high` bound the share of novel ones (0 to 1): every variation and every unjudged incident counts against it at
    the low end, for it at the high end. Both are None with fewer than five incidents: too few to say.
    """

    name: str
    novel: int
    variation: int
    repeat: int
    unjudged: int
    preventable: int = 0
    """Repeats that struck while an earlier action was open."""
    last_repeat: date | None = None

    def of(self, kind: Kind) -> int:
        return {
            Kind.NOVEL: self.novel,
            Kind.VARIATION: self.variation,
            Kind.REPEAT: self.repeat,
            Kind.UNJUDGED: self.unjudged,
        }[kind]

    @property
    def incidents(self) -> int:
        return self.novel + self.variation + self.repeat + self.unjudged

    @property
    def low(self) -> float | None:
        return None if self.incidents < TOO_FEW else self.novel / self.incidents

    @property
    def high(self) -> float | None:
        return None if self.incidents < TOO_FEW else 1 - self.repeat / self.incidents


@dataclass(frozen=True, slots=True)
class NoveltyReport:
    """`from_the_start`: the periods begin with the history itself, which had nothing to repeat yet."""

    threshold: float
    period: Period
    periods: tuple[Tally, ...]
    services: tuple[Tally, ...]
    from_the_start: bool = True


@dataclass(frozen=True, slots=True)
class ActionRow:
    """An action with the incident it came from, as it stands today."""

    now: ActionThen
    incident: Postmortem


@dataclass(frozen=True, slots=True)
class ActionsReport:
    """Overdue ones first, then by due date and age; `counts` has every status and `overdue`.

    `asked` are the statuses that were asked for, None for all.
    """

    rows: tuple[ActionRow, ...]
    asked: frozenset[Status] | None = None
    counts: dict[str, int] = field(default_factory=dict)
    silent: int = 0
    """Reports that say nothing about actions, not even that there are none."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A threshold on judged pairs: how many it reports, how many of those are `right`, and how many there are to find (`same`)."""

    threshold: float
    reported: int
    right: int
    same: int

    @property
    def precision(self) -> float | None:
        """The share of what is reported that is right; None where nothing is reported."""
        return self.right / self.reported if self.reported else None

    @property
    def recall(self) -> float | None:
        """The share of what there is to find that is reported; None where there is nothing to find."""
        return self.right / self.same if self.same else None

    @property
    def f1(self) -> float:
        """2PR / (P + R), 0 where nothing is right."""
        return 2 * self.right / (self.reported + self.same) if self.right else 0.0


@dataclass(frozen=True, slots=True)
class CalibrationReport:
    """The threshold in use on the judged pairs (the likest first; `related` ones are left out), and a better one if there is one.

    With fewer than `enough` verdicts there is none.
    """

    now: Trial
    better: Trial | None
    judged: tuple[Match, ...]
    related: int
    enough: int


@dataclass(frozen=True, slots=True)
class Survey:
    """What a history holds before anything is set up.

    `folders` are paths from the folder that is set up. Of the `found` reports only `looked_at` were opened; the other counts are of these,
    `with_causes` and `undated` of those with front matter. `fields` and `action_fields` are the names for our keys that the reports use
    and no config has: by these their causes and dates are counted, too.
    """

    folders: tuple[str, ...]
    found: int
    looked_at: int = 0
    with_front_matter: int = 0
    with_causes: int = 0
    undated: int = 0
    broken: tuple[str, ...] = ()
    """What can't be read: `path:line:column: code message`."""
    fields: Names = field(default_factory=dict)
    action_fields: Names = field(default_factory=dict)


Report = RepeatsReport | SimilarReport | NewReport | PairsReport | NoveltyReport | ActionsReport | CalibrationReport
"""Every answer that a renderer can be given."""
