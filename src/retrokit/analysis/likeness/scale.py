"""A likeness, what a ticket adds to it, and the score that it is shown as."""

import math
from collections.abc import Iterable, Mapping

from retrokit.analysis.likeness.tuning import DEFAULT, Tuning


def together(shared: Iterable[str], citing: Mapping[str, int], tuning: Tuning) -> float:
    """What the tickets that two reports both cite multiply their likeness by: the rarest of them counts, the less the more reports cite it.

    `citing` says how many reports cite each.
    """
    return 1 + tuning.ticket * max((1 / max(citing.get(ticket, 2) - 1, 1) for ticket in shared), default=0.0)


def shown_score(likeness: float, tuning: Tuning = DEFAULT) -> float:
    """A likeness as a score of 0 to 100, two places: 50 at `Tuning.middle`, 0 where nothing is shared."""
    if likeness <= 0:
        return 0.0
    return round(100 / (1 + math.exp((tuning.middle - min(likeness, 1.0)) / tuning.slope)), 2)


def likeness_of(score: float, tuning: Tuning = DEFAULT) -> float:
    """The likeness from which a score is shown, a little less for what rounding to two places hides; 0 for the lowest scores."""
    share = min(max(score - 0.01, 0.0), 99.99) / 100
    return max(tuning.middle + tuning.slope * math.log(share / (1 - share)), 0.0) if share else 0.0
