"""Likeness by way of a third report: what caused two incidents of a family caused the others, however they are told."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from retrokit.analysis.likeness.tuning import DEFAULT, Tuning

WIDEST = 30
"""As many of a report's matches, the likest ones, tie others together; a report that is like hundreds says nothing about two of them."""


class Hop(NamedTuple):
    """How alike two reports are by way of the report at place `via`, 0 to 1."""

    likeness: float
    via: int


def hops(pairs: Iterable[tuple[int, int, float]], tuning: Tuning = DEFAULT) -> dict[tuple[int, int], Hop]:
    """For every two reports that match one and the same third: the best way over such a third, by their places, the earlier first.

    A chain is as strong as its weakest link, less what a step costs.
    """
    matching: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for one, other, likeness in pairs:
        if likeness >= tuning.link:
            matching[one].append((-likeness, other))
            matching[other].append((-likeness, one))
    best: dict[tuple[int, int], Hop] = {}
    for via in sorted(matching):
        near = sorted(matching[via])[:WIDEST]
        for count, (less, other) in enumerate(near):
            likeness = -less - tuning.step
            for _, one in near[:count]:
                pair = (one, other) if one < other else (other, one)
                if pair not in best or likeness > best[pair].likeness:
                    best[pair] = Hop(likeness, via)
    return best
