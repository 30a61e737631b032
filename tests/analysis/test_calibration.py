"""The threshold on judged pairs: the arithmetic by hand, and what is not recommended."""

from collections.abc import Sequence

import pytest

from retrokit.analysis.calibration import report_calibration
from retrokit.analysis.history import History
from retrokit.reports import CalibrationReport
from tests.conftest import history_of, postmortem

ALIKE = ("connection pool exhausted by idle sessions", "pgbouncer missing")


def judged(same: Sequence[int], different: Sequence[int], related: int = 0) -> History:
    """A history whose judged pairs share so many words: the more, the higher they score."""
    pairs = []
    for number, (shared, key) in enumerate(
        [(n, "same") for n in same] + [(n, "different") for n in different] + [(3, "related")] * related
    ):
        words = [f"w{number}x{word}" for word in range(6)]
        kept = " ".join(words[:shared])
        first = postmortem(f"2024-01-{number + 1:02}-a", title=f"a{number}", causes=(" ".join(words),))
        said = {kind: (first.id,) if kind == key else () for kind in ("same", "related", "different")}
        last = postmortem(
            f"2024-02-{number + 1:02}-b",
            title=f"b{number}",
            causes=(f"{kept} c{number} d{number}",),
            same=said["same"],
            related=said["related"],
            different=said["different"],
        )
        pairs += [first, last]
    return history_of(*pairs)


def calibrated(history: History, threshold: float = 50) -> CalibrationReport:
    return report_calibration(history, threshold=threshold)


def test_precision_and_recall_of_the_threshold_in_use() -> None:
    history = judged(same=[6, 5, 1], different=[5, 1], related=2)
    report = calibrated(history)
    scores = sorted((m.score for m in report.judged), reverse=True)
    assert len(scores) == 5 and scores[2] >= 50 > scores[3]
    now = report.now
    assert (now.reported, now.right, now.same, report.related) == (3, 2, 3, 2)
    assert (now.precision, now.recall) == (2 / 3, 2 / 3)
    assert now.f1 == pytest.approx(2 / 3)


def test_the_better_threshold_parts_what_can_be_parted_in_the_middle_of_the_gap() -> None:
    history = judged(same=[5, 5, 4], different=[2, 1, 2])
    report = calibrated(history, threshold=100)
    assert report.now.right == 0 and report.better is not None
    lowest = min(m.score for m in report.judged[:3])
    highest = max(m.score for m in report.judged[3:])
    assert highest < report.better.threshold <= lowest
    assert report.better.threshold == pytest.approx((lowest + highest) / 2, abs=1)
    assert (report.better.precision, report.better.recall) == (1, 1)
    assert calibrated(history, threshold=report.better.threshold).better is None


@pytest.mark.parametrize(
    ("same", "different"),
    [([6, 6], [1, 1]), ([6] * 5, []), ([], [1] * 5), ([6] * 5, [1]), ([1, 1], [6, 6, 6, 6])],
    ids=["too few", "no different ones", "no same ones", "one different one", "wrong more often than right"],
)
def test_nothing_is_recommended_on_too_little(same: list[int], different: list[int]) -> None:
    assert calibrated(judged(same, different), threshold=99).better is None


def test_a_verdict_does_not_raise_its_own_score() -> None:
    alike = [postmortem("2024-01-01-a", causes=ALIKE), postmortem("2024-02-01-b", causes=ALIKE)]
    tied = [alike[0], postmortem("2024-02-01-b", causes=ALIKE, same=(alike[0].id,))]
    assert history_of(*alike).score(alike[0].id, "2024-02-01-b") == history_of(*tied).score(tied[0].id, "2024-02-01-b")
