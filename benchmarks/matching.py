"""How long matching takes as a history grows, next to what it is measured by, and what it finds.

    python benchmarks/matching.py [--sizes 1000,3000,10000] [--rounds 3] [--keep DIR] [--alternatives [--budget 120]]

For each size it makes up a history with planted repeats (see generate.py), commits it, and runs the commands in turn, round by
round, as whole processes: a machine that slows down slows all of them. It prints a table a size: each command's median time and
peak memory; ratios, each the median of the rounds' ratios; how many of the planted repeats are found. Growth comes last.

*Cold* has no cache: `.git/retrokit` is removed before. *Warm* follows a run on the same files. A repeat is found as a pair if
`similar --all` lists it at the default threshold, and as a family if `repeats` puts both reports into one.

`--alternatives` times other ways in-process, import and reading aside, each up to its budget, and says what they find: rapidfuzz
over all causes, scikit-learn's TF-IDF, bm25s. None of them is needed. `--keep` leaves the histories in DIR and takes those that are
there. Memory is that of the largest process of a command, and never below this script's own, which a child is born with. POSIX.
"""

import argparse
import contextlib
import importlib
import itertools
import json
import math
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

SEED = 1
RETROKIT = str(Path(sys.executable).parent / "retrokit")  # the console script, as people run it
QUERY = "connection pool exhausted after the deploy, and every request timed out"
PARSE = r"""
import os, sys, yaml
for entry in os.scandir(sys.argv[1]):
    with open(entry, "rb") as file:
        yaml.load(file.read().split(b"\n---\n", 1)[0], yaml.CSafeLoader)
"""
ADDED = """---
title: Checkout stalled again in round {number}
date: 2025-02-0{day}
services: [checkout]
causes:
  - The connection pool of checkout was exhausted by a retry that nobody had capped
---
"""
PASS, TYPER, YAML = "python -c pass", "python -c 'import typer'", "CSafeLoader, all front matter"
COLD, WARM, CHANGED, ADDED_ONE = (
    "repeats, cold",
    "repeats, warm",
    "repeats, one file changed",
    "repeats, one file added",
)
SIMILAR, START_UP, ALL = "similar TEXT, warm", "similar TEXT, one report", "similar --all, JSON, once"
NEW, NEW_START_UP = "new, warm", "new, one report"


@dataclass(frozen=True, slots=True)
class Run:
    """What one process took."""

    seconds: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class History:
    """A folder of postmortems in git, and the file that lists its planted repeats."""

    folder: Path
    planted: Path

    @property
    def reports(self) -> Path:
        return self.folder / "postmortems"

    def retrokit(self, *arguments: str) -> list[str]:
        return [RETROKIT, "-C", str(self.folder), *arguments]


def run(command: Sequence[str], output: IO[bytes] | None = None) -> Run:
    """Run a command to its end."""
    with tempfile.TemporaryFile() as errors:
        began = time.perf_counter()
        process = subprocess.Popen(command, stdout=output or subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            errors.seek(0)
            raise SystemExit(f"{' '.join(command)} ended with {process.returncode}\n{errors.read().decode()}")
    return Run(seconds, usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10))


def hidden(name: str, *arguments: object) -> list[str]:
    """The command that does one of HIDDEN in a process of its own, so that this one stays small."""
    return [sys.executable, __file__, name, *map(str, arguments)]


def ask(command: Sequence[str]) -> tuple[Any, Run]:
    """What a command says in JSON."""
    with tempfile.TemporaryFile() as output:
        done = run(command, output)
        output.seek(0)
        return json.load(output), done


def make(place: Path, reports: int) -> History:
    """A history of this size in `place`, unless it is there."""
    history = History(place / f"history-{reports}", place / f"history-{reports}.json")
    if not history.planted.exists():
        run(hidden("_write", history.folder, reports, history.planted))
    return history


def measure(history: History, single: History, rounds: int) -> dict[str, list[Run]]:
    """Every command, round by round."""
    for command in (
        [sys.executable, "-c", "import typer"],
        single.retrokit("repeats"),
        single.retrokit("similar", QUERY),
    ):
        run(command)  # what is compiled or read once
    runs: dict[str, list[Run]] = {}
    for number in range(rounds):
        for name, done in one_round(history, single, number):
            runs.setdefault(name, []).append(done)
    return runs


def one_round(history: History, single: History, number: int) -> Iterator[tuple[str, Run]]:
    """Each command once; the history is left as it was found."""
    repeats, similar = history.retrokit("repeats", "--format", "plain"), history.retrokit("similar", QUERY)
    yield PASS, run([sys.executable, "-c", "pass"])
    yield TYPER, run([sys.executable, "-c", "import typer"])
    yield YAML, run([sys.executable, "-c", PARSE, str(history.reports)])
    shutil.rmtree(history.folder / ".git" / "retrokit", ignore_errors=True)
    yield COLD, run(repeats)
    yield WARM, run(repeats)
    yield SIMILAR, run(similar)
    yield START_UP, run(single.retrokit("similar", QUERY))
    for name, place in ((NEW, history), (NEW_START_UP, single)):
        yield name, run(place.retrokit("new", QUERY, "--service", "checkout", "--id", "begun"))
        (place.reports / "begun.md").unlink()
    with contextlib.ExitStack() as undo:
        changed = Path(min(os.scandir(history.reports), key=lambda e: zlib.crc32(f"{number} {e.name}".encode())))
        text = changed.read_text(encoding="utf-8")
        undo.callback(changed.write_text, text, encoding="utf-8")
        more = f", and the backlog of round {number} stalled"
        changed.write_text(re.sub("causes:\n  - .*", rf"\g<0>{more}", text, count=1), encoding="utf-8")
        yield CHANGED, run(repeats)
        added = history.reports / f"2025-02-0{number % 9 + 1}-added.md"
        undo.callback(added.unlink)
        added.write_text(ADDED.format(number=number, day=number % 9 + 1), encoding="utf-8")
        yield ADDED_ONE, run(repeats)


def show(history: History, runs: dict[str, list[Run]]) -> None:
    """The table of one size."""
    with tempfile.TemporaryDirectory() as folder:
        pairs, families = Path(folder, "pairs.json"), Path(folder, "families.json")
        run(history.retrokit("repeats", "--format", "json", "-o", str(families)))
        runs[ALL] = [run(history.retrokit("similar", "--all", "--format", "json", "-o", str(pairs)))]
        found, _ = ask(hidden("_found", history.planted, pairs, families))
    print(f"{'':42}{'median s':>10}{'peak MB':>10}")
    for name, done in runs.items():
        print(f"{name:42}{median(runs, name):10.3f}{max(one.megabytes for one in done):10.1f}")
    print()
    for name, value in {
        "warm / import typer": each(runs, lambda s: s(WARM) / s(TYPER)),
        "one changed / warm": each(runs, lambda s: s(CHANGED) / s(WARM)),
        "one added / warm": each(runs, lambda s: s(ADDED_ONE) / s(WARM)),
        "(cold - 2 s) / CSafeLoader": each(runs, lambda s: (s(COLD) - 2) / s(YAML)),
        "similar - its start-up, ms": each(runs, lambda s: 1000 * (s(SIMILAR) - s(START_UP))),
        "new - its start-up, ms": each(runs, lambda s: 1000 * (s(NEW) - s(NEW_START_UP))),
    }.items():
        print(f"{name:42}{value:10.2f}")
    print()
    for name, (part, whole) in found["found"].items():
        print(f"{name:42}{part:>10} of {whole}, {100 * part / max(whole, 1):.1f} %")
    for name, count in found["counts"].items():
        print(f"{name:42}{count:>10}")


def median(runs: Mapping[str, Sequence[Run]], name: str) -> float:
    return statistics.median(one.seconds for one in runs[name])


def each(runs: Mapping[str, Sequence[Run]], ratio: Callable[[Callable[[str], float]], float]) -> float:
    """The median over the rounds of something made from the seconds of one round."""

    def of_round(number: int) -> float:
        return ratio(lambda name: runs[name][number].seconds)

    return statistics.median(of_round(number) for number in range(len(runs[PASS])))


def show_growth(measured: Mapping[int, Mapping[str, Sequence[Run]]]) -> None:
    """By which power of the size the times grow."""
    sizes = sorted(measured)
    if len(sizes) > 1:
        print(f"\n{'growth: time ~ size ** x':42}{'cold':>10}{'warm':>10}")
    for small, large in itertools.pairwise(sizes):
        powers = [
            math.log(median(measured[large], name) / median(measured[small], name)) / math.log(large / small)
            for name in (COLD, WARM)
        ]
        print(f"{f'{small} to {large} reports':42}{powers[0]:10.2f}{powers[1]:10.2f}")


def show_alternatives(history: History, budget: float) -> None:
    """The other ways, each in a process of its own."""
    print(f"\n{'other ways, in-process':42}{'s':>10}{'peak MB':>10}  planted repeats found")
    for name in importlib.import_module("other_ways").ALTERNATIVES:
        answer, done = ask(hidden("_compare", name, history.folder, history.planted, budget))
        if missing := answer.get("missing"):
            print(f"{name:42}not installed: {missing}")
            continue
        seconds, share = answer["seconds"], answer["share"]
        found = f"{answer['found']} of {answer['planted']}"
        if share < 1:
            rate = f"estimate for all of it, at this rate: {seconds / share:.0f} s"
            found += f" in that part; stopped at {100 * share:.1f} % of the work; {rate}"
        print(f"{name:42}{seconds:10.2f}{done.megabytes:10.1f}  {found}", flush=True)


def write(folder: str, reports: str, planted: str) -> None:
    """Generate a history, then the list of its planted repeats."""
    generate = importlib.import_module("generate")
    pairs = generate.write_history(Path(folder), int(reports), SEED)
    Path(planted).write_text(json.dumps(pairs), encoding="utf-8")


def found(planted_file: str, pairs_file: str, families_file: str) -> None:
    """Say in JSON which planted repeats two answers of retrokit hold."""
    planted, pairs, families = (
        json.loads(Path(name).read_text(encoding="utf-8")) for name in (planted_file, pairs_file, families_file)
    )
    matched = {frozenset((pair["earlier"], pair["later"])) for pair in pairs["pairs"]}
    family_of = {one["id"]: family["id"] for family in families["families"] for one in family["incidents"]}
    sizes = [len(family["incidents"]) for family in families["families"]]
    as_pairs = sum(frozenset(pair) in matched for pair in planted)
    in_families = sum(one in family_of and family_of[one] == family_of.get(other) for one, other in planted)
    answer = {
        "found": {
            "planted repeats found as a pair": (as_pairs, len(planted)),
            "planted repeats found in one family": (in_families, len(planted)),
        },
        "counts": {"pairs": len(matched), "families": len(sizes), "reports in the largest": max(sizes, default=0)},
    }
    print(json.dumps(answer))


def compare(*arguments: str) -> None:
    """Say in JSON what one of the other ways takes and finds."""
    importlib.import_module("other_ways").compare(*arguments)


HIDDEN: Mapping[str, Callable[..., None]] = {"_write": write, "_found": found, "_compare": compare}


def main(arguments: Iterable[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="1000,3000,10000", help="numbers of reports")
    parser.add_argument("--rounds", type=int, default=3, help="how often each command is run")
    parser.add_argument(
        "--keep", type=Path, metavar="DIR", help="leave the histories here, and take those that are here"
    )
    parser.add_argument("--alternatives", action="store_true", help="time other ways as well")
    parser.add_argument("--budget", type=float, default=120, help="seconds that each other way may take")
    options = parser.parse_args(list(arguments))
    measured = {}
    with tempfile.TemporaryDirectory() as temporary:
        place = options.keep or Path(temporary)
        single = make(place, 1)
        for size in map(int, options.sizes.split(",")):
            began = time.perf_counter()
            history = make(place, size)
            made = f"ready in {time.perf_counter() - began:.1f} s"
            kilobytes = sum(entry.stat().st_size for entry in os.scandir(history.reports)) / size / 1024
            print(f"\n== {size} reports of {kilobytes:.1f} KB, {made} ==", flush=True)
            measured[size] = measure(history, single, options.rounds)
            show(history, measured[size])
            if options.alternatives:
                show_alternatives(history, options.budget)
    show_growth(measured)


if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in HIDDEN:
        HIDDEN[sys.argv[1]](*sys.argv[2:])
    else:
        main(sys.argv[1:])
