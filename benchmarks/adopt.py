"""How well `retrokit adopt` reads reports without front matter, held against front matter that people made.

    python benchmarks/adopt.py CORPORA [--fit [REPORTS]] [--scale] [--docs]

CORPORA holds a folder for each history, with the reports as they were written in `raw/`, the same with front matter in `tagged/`, and
judged pairs in `gold.json`. Every history is copied, adopted by the command itself, and what it wrote is read back.

A cause or an action of ours is one of theirs where rapidfuzz's partial ratio of the two is 90 or more (and the shorter one is no scrap).
It prints for each history:

- title, date: the share that is exactly theirs
- written: the share of their causes among the (at most three) that were written; right: the share of the written ones that is theirs;
  five: the share of theirs among the first five candidates. Beside it the same for the first five sentences and for five at random
  (the mean of 100 draws).
- none: of the reports in which people found no cause, those in which none was written
- actions: the share of their actions that was found; invented: the share of the found ones that is not theirs; tickets: the share of
  their tickets that is on the right action. Only where people wrote actions down.
- AP: the average precision of `similar --all` on the adopted reports, beside that on theirs.

`--fit` fits the weights of `src/retrokit/data/causes.toml` to CORPORA, and to REPORTS (`*.md` beside `*.json`, as in tests/adopt/reports),
leaving each history out in turn first; it needs numpy and scipy. `--scale` times 1,000 reports.
"""

import argparse
import json
import math
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz

from retrokit import repo
from retrokit.adopt import Trouble, read_knowledge, take_apart
from retrokit.adopt.sentences import sentences_of
from retrokit.model import Action, Postmortem
from retrokit.parse import parse

if TYPE_CHECKING:
    from benchmarks.alternatives import by_retrokit, read
    from benchmarks.quality import average_precision
else:
    from alternatives import by_retrokit, read
    from quality import average_precision

ALIKE = 90
SCRAP = 20
"""Characters: a shorter text is part of too many others."""

DRAWS = 100
WITH_ACTIONS = ("moj", "mybinder")


@dataclass
class Share:
    """A count of so many."""

    hits: float = 0
    of: int = 0

    def add(self, hits: float, of: int) -> None:
        self.hits, self.of = self.hits + hits, self.of + of

    def __str__(self) -> str:
        return f"{self.hits / self.of:.3f}" if self.of else "    -"


MEASURES = [
    "title",
    "date",
    "written",
    "right",
    "five",
    "first-five",
    "random-five",
    "none",
    "actions",
    "invented",
    "tickets",
]


@dataclass
class Measured:
    """What adopting a history gave."""

    shares: dict[str, Share] = field(default_factory=lambda: {name: Share() for name in MEASURES})
    adopted: float = math.nan
    tagged: float = math.nan


def is_same(ours: str, theirs: str) -> bool:
    short = min(len(ours), len(theirs))
    return short >= min(SCRAP, len(theirs)) and fuzz.partial_ratio(ours, theirs) >= ALIKE


def found_among(theirs: Iterable[str], ours: Sequence[str]) -> int:
    return sum(any(is_same(text, wanted) for text in ours) for wanted in theirs)


def raw_files(folder: Path) -> dict[str, Path]:
    """The reports as they were written, by the name of the tagged one."""
    tagged = sorted((folder / "tagged").glob("*.md"))
    raw = {path.name.removesuffix(".md"): path for path in sorted((folder / "raw").rglob("*")) if path.is_file()}
    found = {}
    for path in tagged:
        stem = path.name.removesuffix(".md")
        own = [name for name in raw if name == stem or name.startswith(f"{stem} ")]
        if not own:
            raise SystemExit(f"{path}: there is no raw report of it")
        found[path.name] = raw[own[0]]
    return found


def adopt(folder: Path, work: Path) -> tuple[dict[str, Any], dict[str, Path]]:
    """Copy a history's reports and have the command adopt them; its answer, and the written files by the tagged one's name."""
    files = {}
    for name, path in raw_files(folder).items():
        copy = work / "raw" / path.relative_to(folder / "raw")
        copy = copy if copy.suffix == ".md" else copy.with_name(f"{copy.name}.md")
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
        files[name] = copy
    return run_adopt(work), files


def run_adopt(work: Path) -> dict[str, Any]:
    command = [
        sys.executable,
        "-m",
        "retrokit",
        "-C",
        str(work),
        "--no-cache",
        "adopt",
        "--write",
        "--format",
        "json",
        "raw",
    ]
    answer = subprocess.run(command, capture_output=True, check=True).stdout
    return {report["path"]: report for report in json.loads(answer)["reports"]}


def measure(folder: Path) -> Measured:
    """Adopt a history and hold it against what people made of it."""
    measured = Measured()
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary).resolve()
        answer, files = adopt(folder, work)
        (work / "tagged").mkdir()
        for name, path in files.items():
            theirs, _ = parse(name, (folder / "tagged" / name).read_bytes())
            ours, _ = parse(name, path.read_bytes())
            assert theirs is not None
            found = answer.get(path.relative_to(work).as_posix(), {})
            hold_against(measured.shares, theirs, ours, found, sentences(folder / "tagged" / name))
            if folder.name in WITH_ACTIONS:
                hold_actions(measured.shares, theirs.actions or (), (ours.actions if ours else None) or ())
            shutil.copyfile(path, work / "tagged" / name)
        shutil.copyfile(folder / "gold.json", work / "gold.json")
        try:
            measured.adopted = average_precision(by_retrokit(read(work)))
        except SystemExit:  # a judged report was refused
            measured.adopted = math.nan
    measured.tagged = average_precision(by_retrokit(read(folder)))
    return measured


def sentences(path: Path) -> list[str]:
    """The sentences of a report's body, in order."""
    report = take_apart(path.name, path.read_text(encoding="utf-8"), {}, KNOWLEDGE)
    assert not isinstance(report, Trouble)
    return [sentence.text for sentence in sentences_of(report.passages)]


KNOWLEDGE = read_knowledge(repo.built_in)


def hold_against(
    shares: Mapping[str, Share],
    theirs: Postmortem,
    ours: Postmortem | None,
    found: Mapping[str, Any],
    told: Sequence[str],
) -> None:
    wanted = [cause.summary for cause in theirs.causes]
    written = [cause.summary for cause in ours.causes] if ours else []
    candidates = [cause["text"] for cause in found.get("causes", [])]
    shares["title"].add(ours is not None and ours.title == theirs.title, 1)
    shares["date"].add(ours is not None and ours.date == theirs.date, 1)
    shares["written"].add(found_among(wanted, written), len(wanted))
    shares["right"].add(sum(any(is_same(text, want) for want in wanted) for text in written), len(written))
    shares["five"].add(found_among(wanted, candidates[:5]), len(wanted))
    shares["first-five"].add(found_among(wanted, told[:5]), len(wanted))
    draws = [random.Random(seed).sample(list(told), min(5, len(told))) for seed in range(DRAWS)]
    shares["random-five"].add(sum(found_among(wanted, draw) for draw in draws) / DRAWS, len(wanted))
    if not wanted:
        shares["none"].add(not written, 1)


def hold_actions(shares: Mapping[str, Share], theirs: Sequence[Action], ours: Sequence[Action]) -> None:
    shares["actions"].add(
        found_among([action.title for action in theirs], [action.title for action in ours]), len(theirs)
    )
    invented = sum(not any(is_same(action.title, other.title) for other in theirs) for action in ours)
    shares["invented"].add(invented, len(ours))
    for action in theirs:
        if action.ticket:
            same = [other for other in ours if is_same(other.title, action.title)]
            shares["tickets"].add(any(other.ticket == action.ticket for other in same), 1)


def show(histories: Mapping[str, Measured]) -> None:
    print(f"{'':22}" + "".join(f"{name:>12}" for name in [*MEASURES, "AP", "AP theirs"]))
    for name, measured in histories.items():
        scores = [f"{score:.3f}" for score in (measured.adopted, measured.tagged)]
        print(
            f"{name:22}"
            + "".join(f"{text:>12}" for text in [*(str(measured.shares[key]) for key in MEASURES), *scores])
        )
    both = [histories[name] for name in WITH_ACTIONS if name in histories]
    if len(both) > 1:
        total = Measured()
        for measured in both:
            for key, share in measured.shares.items():
                total.shares[key].add(share.hits, share.of)
        print(f"{' and '.join(WITH_ACTIONS):22}" + "".join(f"{total.shares[key]!s:>12}" for key in MEASURES))


IN_WORDS = {
    "title": "titles exactly theirs",
    "date": "dates exactly theirs",
    "written": "of their causes, written",
    "right": "of the written causes, theirs",
    "five": "of their causes, among the first five candidates",
    "first-five": "the same of the first five sentences",
    "random-five": "the same of five sentences at random",
    "none": "of the reports without a cause of theirs, left without one",
    "actions": "of their actions, found",
    "invented": "of the found actions, not theirs",
    "tickets": "of their tickets, on the right action",
}
_TABLE = re.compile(r"(?<=<!-- measured -->\n).*?(?=<!-- /measured -->)", re.DOTALL)


def write_docs(histories: Mapping[str, Measured], page: Path) -> None:
    """Put the figures between the page's marks for them."""
    rows = [f"| | {' | '.join(histories)} |", f"|---|{'---|' * len(histories)}"]
    for key, words in IN_WORDS.items():
        shares = [str(measured.shares[key]).strip() for measured in histories.values()]
        rows.append(f"| {words} | {' | '.join(shares)} |")
    table = "".join(f"{row}\n" for row in rows)
    page.write_text(_TABLE.sub(table, page.read_text(encoding="utf-8")), encoding="utf-8")


def show_scale(folders: Sequence[Path], reports: int = 1000) -> None:
    """The time that the command takes for so many reports."""
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary).resolve()
        (work / "raw").mkdir()
        sources = [path for folder in folders for path in raw_files(folder).values()]
        for number in range(reports):
            shutil.copyfile(
                sources[number % len(sources)], work / "raw" / f"{number:04}-{sources[number % len(sources)].stem}.md"
            )
        began = time.perf_counter()
        run_adopt(work)
        print(f"\n{reports:,} reports adopted in {time.perf_counter() - began:.1f} s (at most 10 s are allowed)")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--fit", nargs="?", type=Path, const=Path("tests/adopt/reports"))
    parser.add_argument("--scale", action="store_true", help="time 1,000 reports, too")
    parser.add_argument("--docs", action="store_true", help="write the figures into docs/adopt.md, too")
    options = parser.parse_args()
    folders = sorted(path.parent for path in options.corpora.glob("*/gold.json"))
    if not folders:
        raise SystemExit(f"{options.corpora}: there is no folder with a gold.json")
    if options.fit:
        if TYPE_CHECKING:
            from benchmarks.adopt_fit import fit
        else:
            from adopt_fit import fit
        fit(folders, options.fit)
        return
    histories = {folder.name: measure(folder) for folder in folders}
    show(histories)
    if options.docs:
        write_docs(histories, Path(__file__).resolve().parent.parent / "docs/adopt.md")
    if options.scale:
        show_scale(folders)


if __name__ == "__main__":
    main()
