"""A CI job that checks the reports that change, and says what repeats."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from retrokit.setup.places import HERE
from retrokit.yamltext import scalar

GITHUB = ".github/workflows/retrokit.yml"
GITLAB = ".gitlab-ci.yml"

TO_FILL_IN = "git+https://FILL-IN/retrokit@COMMIT"
"""Stands where nothing says from where retrokit can be installed."""

_GLOB = re.compile(r"[*?+!\[\]{}\\]")


class Job(NamedTuple):
    """What the job needs to know.

    Args:
        patterns: globs of the files that start it.
        command: `retrokit` with the options that it needs to work in the reports' folder.
        source: what `pip install` takes, None if that is not known.
    """

    patterns: Sequence[str]
    command: str
    source: str | None


def job(folders: Sequence[str], prefix: str, command: str, source: str | None) -> Job:
    """The job for reports in `folders`, which are seen from `prefix`, a path from the top of the repository; empty for the top itself."""
    places = ["/".join(part for part in (prefix, folder) if part not in ("", HERE)) for folder in folders]
    patterns = [f"{_GLOB.sub(lambda mark: chr(92) + mark[0], place)}/**/*" if place else "**/*.md" for place in places]
    return Job(patterns, command, source)


def github(job: Job) -> str:
    """A workflow of GitHub Actions."""
    paths = "".join(f"      - {scalar(pattern)}\n" for pattern in job.patterns)
    return f"""\
name: retrokit
on:
  pull_request:
    paths:
{paths}\
  push:
    branches: [main, master]
    paths:
{paths}\

permissions:
  contents: read

jobs:
  retrokit:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@v5
        with:
          fetch-depth: 0
          persist-credentials: false
      - uses: actions/setup-python@v6
        with:
          python-version: "3.12"
{_install(job, "      - run: ")}\
      - name: What repeats
        run: |
          {{
            echo '```'
            {job.command} repeats --format terminal --color never
            echo '```'
          }} >> "$GITHUB_STEP_SUMMARY"
      - name: The reports of this pull request
        if: github.event_name == 'pull_request'
        run: {job.command} check --since "origin/$GITHUB_BASE_REF" --format github
"""


def gitlab(job: Job) -> str:
    """A job of GitLab CI."""
    paths = "".join(f"        - {scalar(pattern)}\n" for pattern in job.patterns)
    return f"""\
retrokit:
  image: python:3.12
  variables:
    GIT_DEPTH: "0"
  rules:
    - changes:
{paths}\
  script:
{_install(job, "    - ")}\
    - {scalar(f"{job.command} repeats --format terminal --color never")}
    - git fetch -q origin "$CI_DEFAULT_BRANCH"
    - {scalar(f"{job.command} check --since FETCH_HEAD")}
"""


def has_job(text: str) -> bool:
    """Whether a GitLab pipeline has this job."""
    return bool(re.search(r"^[\"']?retrokit[\"']?[ \t]*:", text, re.MULTILINE))


def _install(job: Job, before: str) -> str:
    """The line that installs retrokit, marked where somebody has to fill it in."""
    indent = before[: len(before) - len(before.lstrip())]
    note = "" if job.source else f"{indent}# FILL IN where your retrokit comes from; PyPI has another one.\n"
    told = scalar(f'pip install "{job.source or TO_FILL_IN}"')
    return f"{note}{before}{told}\n"
