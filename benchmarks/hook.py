"""What a commit waits for: `retrokit check` on a few reports of a large history, as ratios to `python -c pass`.

    python benchmarks/hook.py [--size 10000] [--rounds 11] [--keep DIR]

All commands are timed in turn, round by round, as whole processes, so that a machine that slows down slows all of them; each figure is the
median of the rounds' ratios. In each round other reports are changed and staged, and one of them is committed after it: the history was kept some
commits ago, and what those changed is read beside it, as people meet it.
"""

import argparse
import importlib
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

RETROKIT = str(Path(sys.executable).parent / "retrokit")
SEED, MANY = 1, 20
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""An installed package has its bytecode; where it may not be written, an editable one would be compiled anew by each process."""

LIMITS = {
    "one file, without the likeness rule": 8.0,
    "one file": 12.0,
    f"{MANY} files, without the likeness rule": 9.0,
}
"""What was asked for, where all that is kept is warm."""


def seconds(command: Sequence[str], folder: Path) -> float:
    """How long a command takes; it may find something, and must not fail."""
    began = time.perf_counter()
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, env=ENVIRONMENT)
    took = time.perf_counter() - began
    if done.returncode not in (0, 1) or b"bug" in done.stderr:
        raise SystemExit(f"{' '.join(command[:4])} ended with {done.returncode}\n{done.stderr.decode()}")
    return took


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=Benchmark", "-c", "user.email=benchmark@example.org"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def change(report: Path, number: int) -> None:
    """Tell one cause otherwise."""
    text = report.read_text(encoding="utf-8")
    changed = text.replace("causes:\n  - ", f"causes:\n  - In round {number}, ", 1)
    report.write_text(changed, encoding="utf-8")


def one_round(folder: Path, number: int) -> dict[str, float]:
    """Each command once, on reports that were changed for this round and staged."""
    reports = sorted((folder / "postmortems").glob("*.md"))
    chosen = random.Random(number).sample(reports, MANY)
    for report in chosen:
        change(report, number)
    git(folder, "add", "-A")
    names = [str(report.relative_to(folder)) for report in chosen]
    check = [RETROKIT, "check"]
    alone = [*check, "--ignore", "RK401", names[0]]
    taken = {
        "one file, first after a commit": seconds(alone, folder),
        "python -c pass": seconds([sys.executable, "-c", "pass"], folder),
        "one file, without the likeness rule": seconds(alone, folder),
        "one file": seconds([*check, names[0]], folder),
        f"{MANY} files, without the likeness rule": seconds([*check, "--ignore", "RK401", *names], folder),
        f"{MANY} files": seconds([*check, *names], folder),
        "one file, --staged": seconds([*check, "--staged", names[0]], folder),
    }
    git(folder, "reset", "-q", "--", *names[1:])
    git(folder, "checkout", "-q", "--", *names[1:])
    git(folder, "commit", "-q", "--no-verify", "-m", f"Round {number}")
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=10_000, help="reports in the history")
    parser.add_argument("--rounds", type=int, default=11, help="how often each command is run")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="leave the history here, and take one that is here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary) / "history"
        if not (folder / ".git").exists():
            importlib.import_module("generate").write_history(folder, options.size, SEED)
        cold = seconds([RETROKIT, "check", "--exit-zero", str(next((folder / "postmortems").iterdir()))], folder)
        rounds = [one_round(folder, number) for number in range(options.rounds + 1)][1:]
    print(f"{options.size:,} reports; the first check, which reads and compares all of them: {cold:.1f} s\n")
    print(f"{'':38}{'median ms':>10}{'x pass':>9}{'asked':>8}")
    for name in rounds[0]:
        ratio = statistics.median(taken[name] / taken["python -c pass"] for taken in rounds)
        asked = f"<= {LIMITS[name]:g}" if name in LIMITS else ""
        print(f"{name:38}{1000 * statistics.median(taken[name] for taken in rounds):10.1f}{ratio:9.2f}{asked:>8}")


if __name__ == "__main__":
    main()
