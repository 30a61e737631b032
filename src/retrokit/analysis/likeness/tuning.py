"""The constants of the matcher, each with its reason.

They are round numbers, not optima: five judged histories were looked at to choose the form and the sizes, and moving any constant by 30 %
costs at most .03 of average precision there. `benchmarks/quality.py` prints that, and what is left when the constants are chosen on
four of the histories to report the fifth.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tuning:
    """How likeness is weighed.

    Args:
        causes: how often a word of a cause counts, beside once in the title, the services and the trigger. Causes say the
            mechanism, a title mostly the symptom.
        rare: reports per occurrence beyond which a word gets no rarer, so that names that stand in one report of thousands do not
            drown what two reports share, and a score means the same in a history of 20 as of 2,000.
        prior: so many reports that use none of the words are taken to be known: in a history of ten, a word that stands in three
            is not common yet.
        symptom: what a word that says symptom or process weighs beside one that says the mechanism.
        concepts: the share of the concepts of operations in the likeness. They join other words for one mechanism, and are few: with
            more they join everything that is about memory or deploys.
        beginnings: the share of the beginnings of words in the rest; the words as they stand have what is left. Half and half: beginnings
            join the forms of a word and long compounds, whole words tell `config` from `conflict`.
        thin: added under the root of the concepts' length, where a rare concept adds 24, the square of its weight: one vague concept in common is
            little evidence.
        ticket: how much one ticket that only these two reports cite adds, as a part of the likeness that there is without.
        middle: the likeness that is shown as 50, from which two reports match by default: about where precision and recall balance.
        slope: the step of likeness that multiplies the odds by e, as logistic regression has it. It spreads what is shown and moves no
            report before another.
        link: the likeness that two pairs need to tie a third: a little less than a match.
        step: what is lost of the weaker of the two. Same cause is transitive, and every step adds doubt.
    """

    causes: float = 2.0
    rare: float = 50.0
    prior: float = 30.0
    symptom: float = 0.5
    concepts: float = 0.12
    beginnings: float = 0.5
    thin: float = 8.0
    ticket: float = 0.5
    middle: float = 0.23
    slope: float = 0.08
    link: float = 0.2
    step: float = 0.025

    def __post_init__(self) -> None:
        if self.causes < 1 or self.slope <= 0 or self.rare <= 1:
            raise ValueError(f"no likeness can be weighed so: {self}")


DEFAULT = Tuning()
