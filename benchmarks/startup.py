"""How long retrokit takes to start, as ratios to `python -c pass`.

    python benchmarks/startup.py [--rounds 15]

All commands are timed in turn, round by round, as whole processes, so that a machine that slows down slows all of them; each
figure is the median of the rounds' ratios.
"""

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RETROKIT = [str(Path(sys.executable).parent / "retrokit")]  # the console script, as people run it
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "python -c 'import typer'": [sys.executable, "-c", "import typer"],
    "--version": [*RETROKIT, "--version"],
    "--help": [*RETROKIT, "--help"],
    "actions, JSON": [*RETROKIT, "-C", str(ROOT / "examples"), "actions", "--format", "json"],
    "repeats, plain": [*RETROKIT, "-C", str(ROOT / "examples"), "repeats", "--format", "plain"],
    "repeats, terminal": [*RETROKIT, "-C", str(ROOT / "examples"), "repeats", "--format", "terminal"],
    "similar TEXT": [*RETROKIT, "-C", str(ROOT / "examples"), "similar", "connection pool exhausted"],
    "novelty": [*RETROKIT, "-C", str(ROOT / "examples"), "novelty"],
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15, help="how often each command is run")
    rounds = parser.parse_args().rounds
    seconds: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for number in range(rounds + 1):
        for name, command in COMMANDS.items():
            began = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            if number:  # the first round warms the caches
                seconds[name].append(time.perf_counter() - began)
    base = seconds["python -c pass"]
    print(f"{'':28}{'median ms':>10}{'x pass':>9}")
    for name, times in seconds.items():
        ratio = statistics.median(one / other for one, other in zip(times, base, strict=True))
        print(f"{name:28}{1000 * statistics.median(times):10.1f}{ratio:9.2f}")


if __name__ == "__main__":
    main()
