"""A comparison as bytes, and back."""

from collections.abc import Mapping
from typing import Any

from retrokit.analysis.likeness.comparison import Comparison
from retrokit.analysis.likeness.rows import Pairs, Rows
from retrokit.analysis.likeness.weights import Weights
from retrokit.model import Signals
from retrokit.store.sections import WhenAsked, from_json, numbers, pack, to_json, unpack


def to_parts(comparison: Comparison) -> list[bytes]:
    """The parts of a file that holds this."""
    c = comparison
    small = {
        "marks": c.marks,
        "floor": c.floor,
        "levels": dict(c.weights.levels),
        "common": sorted(c.weights.common),
        "rarest": c.weights.rarest,
    }
    return pack(
        {
            "small": to_json(small),
            "tickets": to_json(dict(c.tickets.items())),
            "vocabulary": to_json(dict(c.vocabulary.items())),
            "signals": to_json({pair: _signals_out(signals) for pair, signals in c.signals.items()}),
            "feature starts": c.features.starts.tobytes(),
            "features": c.features.numbers.tobytes(),
            "key starts": c.keys.starts.tobytes(),
            "keys": c.keys.numbers.tobytes(),
            "key weights": c.keys.weights.tobytes(),
            "earlier": c.pairs.earlier.tobytes(),
            "later": c.pairs.later.tobytes(),
            "likeness": c.pairs.likeness.tobytes(),
        }
    )


def from_parts(data: memoryview) -> Comparison | None:
    """The comparison in such a file; None if it can't be used here."""
    sections = unpack(data)
    if sections is None:
        return None
    small = from_json(sections["small"])
    return Comparison(
        marks=tuple(small["marks"]),
        floor=small["floor"],
        vocabulary=WhenAsked(lambda: from_json(sections["vocabulary"])),
        features=Rows(numbers("I", sections["feature starts"]), numbers("I", sections["features"]), numbers("d", b"")),
        keys=Rows(
            numbers("I", sections["key starts"]), numbers("I", sections["keys"]), numbers("d", sections["key weights"])
        ),
        tickets=WhenAsked(lambda: from_json(sections["tickets"])),
        weights=Weights(small["levels"], frozenset(small["common"]), small["rarest"]),
        pairs=Pairs(
            numbers("I", sections["earlier"]), numbers("I", sections["later"]), numbers("d", sections["likeness"])
        ),
        signals=WhenAsked(lambda: _signals_in(from_json(sections["signals"]))),
    )


def _signals_out(signals: Signals) -> list[Any]:
    return [signals.words, signals.services, signals.concepts, signals.tickets]


def _signals_in(found: Mapping[str, Any]) -> dict[str, Signals]:
    return {
        pair: Signals(tuple(words), tuple(services), tuple(concepts), tuple(tickets))
        for pair, (words, services, concepts, tickets) in found.items()
    }
