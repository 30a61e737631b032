"""The reports of the made-up company, from which every format is rendered."""

from collections.abc import Mapping

import pytest

from retrokit.analysis.actions import report_actions
from retrokit.analysis.calibration import report_calibration
from retrokit.analysis.history import compare
from retrokit.analysis.novelty import report_novelty
from retrokit.analysis.repeats import report_repeats
from retrokit.analysis.similar import report_pairs, report_similar
from retrokit.model import Corpus, Postmortem
from retrokit.reports import NewReport, Report
from retrokit.vocabulary import Period
from tests.conftest import TODAY, operations


@pytest.fixture(scope="session")
def reports(examples: Corpus) -> Mapping[str, Report]:
    history = compare(examples.postmortems, operations)
    repeats = report_repeats(history, threshold=50, today=TODAY)
    query = next(p for p in examples.postmortems if p.id == "2025-02-12-courier-certificate-expired")
    begun = Postmortem("2026-11-23-checkout-500s", "", "Checkout 500s after config push", TODAY, services=("checkout",))
    near = report_similar(history, begun, minimum=20, threshold=50, limit=3, today=TODAY).neighbours
    return {
        "new": NewReport(begun.id, f"postmortems/{begun.id}.md", f"examples/postmortems/{begun.id}.md", 50, 33, near),
        "repeats": repeats,
        "novelty": report_novelty(history, repeats.families, threshold=50, period=Period.QUARTER),
        "actions": report_actions(examples.postmortems, today=TODAY),
        "similar": report_similar(history, query, minimum=40, threshold=50, limit=10, today=TODAY),
        "pairs": report_pairs(history, minimum=50, threshold=50),
        "calibration": report_calibration(history, threshold=50),
    }
