"""How the threshold does on the pairs that people have judged, and which one would do better."""

from collections.abc import Iterator, Sequence

from retrokit.analysis.history import History
from retrokit.model import Match
from retrokit.reports import CalibrationReport, Trial
from retrokit.vocabulary import VerdictKind

ENOUGH = 5
"""With fewer verdicts any threshold can be made to look right."""

OF_EACH_KIND = 2
"""Without pairs that are the same no threshold is too high, without different ones none is too low."""

BEARABLE = 0.5
"""No threshold is recommended that is wrong more often than right, whatever it finds."""


def report_calibration(history: History, *, threshold: float) -> CalibrationReport:
    """The threshold and a better one on the judged pairs: "same" is right, "different" is wrong.

    "Related" pairs are left out, as in the evaluation of the matcher: they are alike, and it is not wrong to be shown one.

    Scores are those that the words give: a verdict does not raise its own. The best threshold has the highest F1 (the harmonic mean of
    precision and recall; van Rijsbergen, "Information Retrieval", 1979), and of equals the one in the middle of the widest gap: where
    the next pair would most likely fall on its right side.

    Args:
        history: the whole history.
        threshold: the one in use, 0 to 100.
    """
    said = sorted((m for m in history.matches(100) if m.verdict), key=lambda m: -m.score)
    judged = [match for match in said if match.verdict is not VerdictKind.RELATED]
    now = try_threshold(judged, threshold)
    trials = [try_threshold(judged, bar) for bar in _gaps(judged)]
    bearable = [trial for trial in trials if (trial.precision or 0) >= BEARABLE]
    best = max(bearable, key=lambda t: (t.f1, _room(judged, t.threshold), -t.threshold), default=now)
    both_kinds = min(now.same, len(judged) - now.same) >= OF_EACH_KIND
    better = best if len(judged) >= ENOUGH and both_kinds and best.f1 > now.f1 else None
    return CalibrationReport(now, better, tuple(judged), len(said) - len(judged), ENOUGH)


def try_threshold(judged: Sequence[Match], threshold: float) -> Trial:
    """What a threshold would report of the judged pairs, and what of that is right."""
    reported = [match for match in judged if match.score >= threshold]
    right = sum(match.verdict is VerdictKind.SAME for match in reported)
    same = sum(match.verdict is VerdictKind.SAME for match in judged)
    return Trial(threshold, reported=len(reported), right=right, same=same)


def _gaps(judged: Sequence[Match]) -> Iterator[float]:
    """A whole number in each gap between two scores, or the upper one where there is none, and one below the lowest that is not nothing."""
    scores = sorted({match.score for match in judged if match.score >= 1})
    for low, high in zip([0.0, *scores], scores, strict=False):
        middle = float(round((low + high) / 2))
        yield middle if low < middle <= high else high


def _room(judged: Sequence[Match], threshold: float) -> float:
    below = max((match.score for match in judged if match.score < threshold), default=0.0)
    above = min((match.score for match in judged if match.score >= threshold), default=100.0)
    return above - below
