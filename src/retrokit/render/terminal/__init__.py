"""What a person sees: calm lines that fit the terminal.

Colours are the terminal's own sixteen, few, and never the only carrier of a meaning, so that dark and light both work.
"""

from typing import assert_never

from retrokit.render.terminal.actions import actions
from retrokit.render.terminal.calibration import calibration
from retrokit.render.terminal.layout import Screen
from retrokit.render.terminal.new import new
from retrokit.render.terminal.novelty import novelty
from retrokit.render.terminal.repeats import repeats
from retrokit.render.terminal.similar import pairs, similar
from retrokit.reports import (
    ActionsReport,
    CalibrationReport,
    NewReport,
    NoveltyReport,
    PairsReport,
    RepeatsReport,
    Report,
    SimilarReport,
)

__all__ = ["Screen", "render"]


def render(report: Report, screen: Screen) -> str:
    """Any report as the screen is to show it."""
    match report:
        case RepeatsReport():
            return repeats(report, screen)
        case SimilarReport():
            return similar(report, screen)
        case NewReport():
            return new(report, screen)
        case PairsReport():
            return pairs(report, screen)
        case CalibrationReport():
            return calibration(report, screen)
        case NoveltyReport():
            return novelty(report, screen)
        case ActionsReport():
            return actions(report, screen)
        case _:
            assert_never(report)
