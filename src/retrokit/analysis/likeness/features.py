"""What the matcher compares: a report's words, their beginnings, and the concepts that they name."""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from retrokit.analysis.likeness.operations import Operations
from retrokit.analysis.likeness.tuning import DEFAULT, Tuning
from retrokit.analysis.likeness.words import runs_of, service_key, words_of_run
from retrokit.model import Postmortem

MOST_WORDS = 2_000
"""Words of one text that are compared, grammar among them: ten times what a cause holds where people wrote much."""

SERVICE, CONCEPT, BEGINNING = "service:", "concept:", "^"
"""What features begin with that are not words themselves."""

LETTERS = 5
"""Letters of a beginning. Words cut to five letters are one of the ways to join the forms of a word that McNamee, Nicholas and Mayfield
compare ("Addressing morphological variation in alphabetic languages", SIGIR 2009); unlike a stemmer it needs no language."""


class Features(NamedTuple):
    """How often each feature counts, by kind; `tickets` are those that the actions cite."""

    words: Mapping[str, float]
    beginnings: Mapping[str, float]
    concepts: Mapping[str, float]
    tickets: frozenset[str] = frozenset()

    def each(self) -> Iterator[str]:
        """Every feature, once."""
        return itertools.chain(self.words, self.beginnings, self.concepts)


def features_of(postmortem: Postmortem, operations: Operations, tuning: Tuning = DEFAULT) -> Features:
    """The features of a report: title, services and trigger count once, causes as the tuning says."""
    texts = [(postmortem.title, 1.0), (postmortem.trigger, 1.0), *((name, 1.0) for name in postmortem.services)]
    texts += ((cause.summary, tuning.causes) for cause in postmortem.causes)
    tickets = frozenset(ticket_key(action.ticket) for action in postmortem.actions or () if action.ticket)
    return _count(texts, postmortem.services, operations)._replace(tickets=tickets)


def features_of_text(text: str, operations: Operations) -> Features:
    """The features of a text that is no report."""
    return _count([(text, 1.0)], (), operations)


def ticket_key(ticket: str) -> str:
    """A ticket as it is compared."""
    return ticket.strip().rstrip("/").casefold()


def _count(texts: Iterable[tuple[str, float]], services: Iterable[str], operations: Operations) -> Features:
    words, concepts = dict[str, float](), dict[str, float]()
    for text, times in texts:
        if text:
            runs = runs_of(text)[:MOST_WORDS]
            for run in runs:
                for word in words_of_run(run):
                    words[word] = words.get(word, 0.0) + times
            for concept in operations.concepts_in(runs, text):
                concepts[concept] = concepts.get(concept, 0.0) + times
    beginnings = dict[str, float]()
    for word, times in words.items():
        beginning = BEGINNING + word[:LETTERS]
        beginnings[beginning] = beginnings.get(beginning, 0.0) + times
    words.update((SERVICE + service_key(name), 1.0) for name in services)
    return Features(words, beginnings, {CONCEPT + concept: times for concept, times in concepts.items()})
