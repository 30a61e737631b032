"""The reports that are most like a text: those that its keys reach, compared in whole."""

from collections.abc import Callable, Collection, Iterable

FURTHER = 3
"""A report's keys tell its likeness to within a tenth: the likest ten are among the thirty that are likest by them."""


def nearest(
    reached: Iterable[int],
    cited: Collection[int],
    score: Callable[[int], float],
    *,
    minimum: float,
    most: int,
    wanted: Callable[[int], bool],
) -> list[tuple[int, float]]:
    """The places of the wanted reports that score `minimum` (0 to 100) or more, with their scores.

    At least `most` are found, if there are so many: what is further off by its keys than several times as many is not looked at.

    Args:
        reached: the places that the keys reach, the nearest by them first.
        cited: those of the reports that cite a ticket of the text; all of them are looked at.
        score: how alike the report at a place and the text are.
        minimum: the lowest score that is told.
        most: how many are asked for.
        wanted: whether the report at a place may be told.
    """
    found, looked = list[tuple[int, float]](), 0
    for place in dict.fromkeys([*cited, *reached]):
        if not wanted(place):
            continue
        if looked >= FURTHER * most + len(cited) and len(found) >= most:
            break
        looked += 1
        points = score(place)
        if points >= minimum and points > 0:
            found.append((place, points))
    return found
