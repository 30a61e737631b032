"""Repositories in which real commits are tried, and reports that pass or fail."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

Done = subprocess.CompletedProcess[str]

OF_THE_CALLER = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "PRE_COMMIT", "SKIP")


class Incident(NamedTuple):
    """What a report tells; no two of them are alike."""

    title: str
    service: str
    cause: str
    action: str


CHECKOUT = Incident(
    "Checkout times out under the spring sale",
    "checkout",
    "Each pod opens 50 connections, and the pool had no ceiling across pods",
    "Put PgBouncer with a ceiling across pods in front of Postgres",
)
MAIL = Incident(
    "Newsletter went out twice",
    "mailer",
    "The sending job took a retry of the scheduler for a new campaign",
    "Give every campaign a token by which the mailer refuses its second sending",
)
DOMAIN = Incident(
    "Help pages unreachable after the domain lapsed",
    "docs",
    "The registrar billed a card of an employee who left in spring",
    "Renew all domains through the account of the finance team",
)

SEARCH = Incident(
    "Search returns yesterday's prices",
    "search",
    "The index is rebuilt from a replica whose lag nobody watches",
    "Page the search team as soon as the replica lags by an hour",
)


def good(about: Incident = CHECKOUT, more: str = "", owner: str = '    owner: "@mira"\n', ago: int = 5) -> str:
    """A report that passes; `more` is further front matter, `ago` how many days its incident is."""
    day, due = date.today() - timedelta(days=ago), date.today() + timedelta(days=20)
    return f"""---
title: {about.title}
date: {day}
severity: SEV2
status: final
services: [{about.service}]
trigger: A mail went to 400,000 people within two minutes
causes:
  - {about.cause}
customer_impact: 1,900 people were told to come back later
actions:
  - title: {about.action}
    type: prevent
{owner}    due: {due}
    status: open
    ticket: OPS-{len(about.title)}
learned:
  - Nobody had looked at the {about.service} since last year
{more}---

It took 42 minutes until somebody was found who knew how to stop it.
"""


def bad(about: Incident = CHECKOUT, more: str = "", ago: int = 5) -> str:
    """The same without an owner."""
    return good(about, more, owner="", ago=ago)


def findings(told: str) -> list[tuple[str, str]]:
    """Path and code of each finding in what was told, in the order of telling."""
    found = []
    for line in told.splitlines():
        place, _, rest = line.partition(": RK")
        path, *numbers = place.rsplit(":", 2)
        if rest and len(numbers) == 2 and all(number.isdigit() for number in numbers):
            found.append((path, f"RK{rest[:3]}"))
    return found


def without_owner(*names: str) -> list[tuple[str, str]]:
    """The findings that bad reports of these names ought to bring."""
    return [(name, "RK302") for name in names]


def process(*command: str, cwd: Path, **variables: str) -> Done:
    """A finished process; bytes of names that are no UTF-8 are kept."""
    kept = {name: value for name, value in os.environ.items() if name not in OF_THE_CALLER}
    return subprocess.run(
        command,
        cwd=cwd,
        env={**kept, **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="surrogateescape",
        check=False,
    )


class State(NamedTuple):
    """What a refused commit leaves as it was."""

    head: str
    status: str
    staged: str


@dataclass(frozen=True)
class Repo:
    """A work tree; `variables` are set for every git that runs in it, and so for its hooks."""

    folder: Path
    variables: Mapping[str, str] = field(default_factory=dict)

    def attempt(self, *arguments: str, within: str = ".", **variables: str) -> Done:
        """A git command that may fail."""
        return process("git", *arguments, cwd=self.folder / within, **{**self.variables, **variables})

    def git(self, *arguments: str, **variables: str) -> str:
        """What git prints; it has to succeed."""
        done = self.attempt(*arguments, **variables)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def write(self, name: str, text: str) -> Path:
        """A file in the work tree."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        return path

    def stage(self, name: str, text: str) -> Path:
        """A file in the work tree and in the index."""
        path = self.write(name, text)
        self.git("--literal-pathspecs", "add", "--", name)
        return path

    def keep(self, files: Mapping[str, str]) -> None:
        """A commit of these files that no hook has seen."""
        for name, text in files.items():
            self.stage(name, text)
        self.git("commit", "-q", "--no-verify", "-m", "unseen")

    def state(self) -> State:
        head = self.attempt("rev-parse", "-q", "--verify", "HEAD").stdout
        status = self.git("--no-optional-locks", "status", "--porcelain", "-z", "-uall", "--ignored")
        return State(head, status, self.git("ls-files", "--stage", "-z"))

    def committed(self) -> set[str]:
        """The names that the last commit changed."""
        listed = self.git("show", "--format=", "--name-only", "--no-renames", "-z", "HEAD")
        return set(filter(None, listed.split("\0")))

    def accepted(self, *arguments: str, within: str = ".", **variables: str) -> str:
        """What `git commit` tells, which has to make a commit."""
        before = self.state()
        done = self.attempt("commit", "-m", "tried", *arguments, within=within, **variables)
        told = done.stdout + done.stderr
        assert done.returncode == 0, told
        assert self.state().head != before.head, told
        assert not findings(told), told
        return told

    def refused(self, *arguments: str, within: str = ".", **variables: str) -> str:
        """What `git commit` tells, which has to fail and leave everything as it was."""
        before = self.state()
        done = self.attempt("commit", "-m", "tried", *arguments, within=within, **variables)
        told = done.stdout + done.stderr
        assert done.returncode == 1, told
        assert self.state() == before, told
        assert "Traceback" not in told
        return told


def repository(folder: Path, **variables: str) -> Repo:
    """An empty repository."""
    folder.mkdir(parents=True, exist_ok=True)
    made = Repo(folder, variables)
    made.git("init", "-q", "-b", "main")
    return made
