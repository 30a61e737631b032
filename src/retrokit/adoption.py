"""What adopting a report gives: what was found in it, how sure that is, and the file as it would be."""

from dataclasses import dataclass
from datetime import date

from retrokit.vocabulary import Status


@dataclass(frozen=True, slots=True)
class FoundDate:
    """The day of an incident.

    Args:
        day: the likeliest.
        confidence: 0 to 1, the share of what the report says that speaks for it.
        sources: where it stands.
        others: what else is said, each with where; empty where all agree.
        doubt: why it should be looked at, empty if it need not be.
    """

    day: date
    confidence: float
    sources: tuple[str, ...]
    others: tuple[tuple[date, str], ...] = ()
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class FoundServices:
    """What a report says of its services.

    Args:
        written: to be written down: stated by the report, or named by its title or a heading and used by the history.
        suggested: named in its text and used by the history, the most often named first; not written.
    """

    written: tuple[str, ...] = ()
    suggested: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CauseCandidate:
    """What may be a cause: a sentence, or a few that stand together.

    Args:
        text: in the author's words.
        confidence: 0 to 1.
        line: of the file, from 1; 0 for what its front matter says.
        section: the title of the part that it is in.
        chosen: whether it would be written.
    """

    text: str
    confidence: float
    line: int
    section: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class FoundAction:
    """An action as a report has it. What it does not say is empty, and its status unknown.

    Args:
        title: what is to be done, without the marks and fields around it.
        line: of the file, from 1; 0 for what its front matter says.
        ticket: a link or a key.
        type: in the report's own word.
        reason: why it was declined.
        confidence: 0 to 1.
    """

    title: str
    line: int = 0
    owner: str = ""
    due: date | None = None
    status: Status = Status.UNKNOWN
    ticket: str = ""
    type: str = ""
    reason: str = ""
    confidence: float = 0.9


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a report says, in the words of the front matter.

    Args:
        title: without the date and the kind of report around it.
        title_from: where it stands.
        date: None where the report names no day.
        severity: as it is written; empty where it states none.
        status: `draft`, `review` or `final` where the report states it, else empty.
        services: stated, guessed and suggested.
        causes: candidates, the likeliest first.
        actions: None where the report says nothing about them.
    """

    title: str
    title_from: str
    date: FoundDate | None
    severity: str
    status: str
    services: FoundServices
    causes: tuple[CauseCandidate, ...]
    actions: tuple[FoundAction, ...] | None

    @property
    def chosen(self) -> tuple[CauseCandidate, ...]:
        """The candidates that would be written."""
        return tuple(candidate for candidate in self.causes if candidate.chosen)


@dataclass(frozen=True, slots=True)
class Adoption:
    """A file and what it would become.

    Args:
        path: from the root of the repository.
        before: its text, without a byte-order mark.
        after: the same with its front matter; equal to `before` where nothing is to be done.
        proposal: what was found; None where the file could not be read for it.
        added: the keys that the front matter would gain.
        notes: what a person should look at.
        refused: why nothing can be done; empty if something can, or nothing is missing.
        retitled: whether the title that it has would lose its date, its number or its kind.
        nameless: whether it would name no service.
    """

    path: str
    before: str
    after: str
    proposal: Proposal | None = None
    added: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    refused: str = ""
    retitled: bool = False
    nameless: bool = False

    @property
    def changes(self) -> bool:
        """Whether there is anything to write."""
        return self.after != self.before

    @property
    def is_doubtful(self) -> bool:
        """Whether something speaks against its day."""
        return bool(self.proposal and self.proposal.date and self.proposal.date.doubt)

    @property
    def is_silent(self) -> bool:
        """Whether it would be said to name no cause."""
        return bool(self.proposal and "causes" in self.added and not self.proposal.chosen)


@dataclass(frozen=True, slots=True)
class AdoptionReport:
    """What became of the files that were to be adopted, in the order of their paths.

    Args:
        adoptions: all that were asked for, or, of those that a person was to look at, the ones agreed to.
        written: whether the changes were made.
        left: how many more could have been made, and were not agreed to.
    """

    adoptions: tuple[Adoption, ...]
    written: bool = False
    left: int = 0

    @property
    def changed(self) -> tuple[Adoption, ...]:
        return tuple(adoption for adoption in self.adoptions if adoption.changes)

    @property
    def refused(self) -> tuple[Adoption, ...]:
        return tuple(adoption for adoption in self.adoptions if adoption.refused)
