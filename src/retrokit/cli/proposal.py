"""What `retrokit init` would write, and what it would rather say than write."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from retrokit.errors import RetrokitError

if TYPE_CHECKING:
    from retrokit.config import Config
    from retrokit.repo import Repository
    from retrokit.reports import Survey
    from retrokit.setup.settings import Settings

FIRST_FOLDER = "postmortems"
"""Where the first report goes."""


class CI(StrEnum):
    GITHUB = "github"
    GITLAB = "gitlab"


class Ground(NamedTuple):
    """What there is.

    Args:
        folder: where the command works.
        repository: the one that holds it.
        config: what is settled already.
        survey: what was found.
        is_usual: whether the reports are read from where they are without any config.
        today: the day on which it is set up.
    """

    folder: Path
    repository: Repository
    config: Config
    survey: Survey
    is_usual: bool
    today: date

    @property
    def prefix(self) -> str:
        """The folder as a path from the top of the repository; empty for the top itself."""
        inside = os.path.relpath(self.folder, self.repository.root)
        return "" if inside == "." else inside.replace(os.sep, "/")

    @property
    def options(self) -> str:
        """What `retrokit` needs in order to work in the folder from the top of the repository."""
        return f"-C {shlex.quote(self.prefix)}" if self.prefix else ""

    @property
    def folders(self) -> tuple[str, ...]:
        """Where reports are, or will be."""
        return self.survey.folders or (FIRST_FOLDER,)


class Change(NamedTuple):
    """A file as it would be; `before` is what it holds, None for one that is new."""

    path: Path
    shown: str
    before: bytes | None
    after: str


class Proposal(NamedTuple):
    """Changes that go together: what for, the question, and what is said when they are made."""

    purpose: str
    changes: tuple[Change, ...]
    question: str
    done: str


class Advice(NamedTuple):
    """A block that belongs into a file which is left as it is."""

    told: str
    block: str


Step = Proposal | Advice


def propose(ground: Ground, templates: bool, ci: CI | None) -> list[Step]:
    """What is to be done, in the order of doing; nothing where all is there.

    Raises:
        RetrokitError: a folder's name can't be written down, or the installation is broken.
    """
    for name in (ground.prefix, *ground.folders):
        if not name.isprintable() and any("\ud800" <= character <= "\udfff" for character in name):
            raise RetrokitError(
                f"{ground.repository.show(ground.folder / name)}: its name is not UTF-8", hint="rename it"
            )
    steps = [*_templates(ground)] if templates else []
    steps += _config(ground, templates)
    steps += _hook(ground) if ground.repository.is_git else []
    steps += _job(ground, ci) if ci else []
    return steps


def _templates(ground: Ground) -> Iterator[Step]:
    from retrokit import repo

    folder = _templates_folder(ground)
    texts = {folder / f"{name}.md": text for name, text in repo.built_in_templates().items()}
    changes = tuple(_new(ground, path, text) for path, text in texts.items() if not os.path.lexists(path))
    if changes:
        place = ground.repository.show(folder)
        names = ", ".join(change.path.name for change in changes)
        yield Proposal(
            "Templates for new reports, yours to change.",
            changes,
            f"Write {names} into {place}/?",
            f"wrote {names} into {place}/",
        )


def _templates_folder(ground: Ground) -> Path:
    return ground.config.templates or ground.folder / ground.folders[0] / "templates"


def _config(ground: Ground, templates: bool) -> Iterator[Step]:
    from retrokit.config.reading import parse_config
    from retrokit.setup import settings

    asked = _settings(ground, templates)
    path = ground.config.path
    if path is not None:
        if block := settings.block(asked, path.name == "pyproject.toml"):
            yield Advice(f"{_shown(ground, path)} is kept as it is. This would go into it:", block)
        return
    path = ground.folder / settings.FILE
    begins = ground.today if ground.survey.found else None
    text = settings.new_config(asked._replace(enforce_from=begins))
    parse_config(path, text)  # what is written must be what is read
    told = ["where the reports are"] * bool(asked.folders) + ["where the templates are"] * bool(asked.templates)
    told += ["what the reports call their keys"] * bool(asked.fields or asked.action_fields)
    told += ["from which day on reports are held to the rules"] * bool(begins)
    purpose = f"The config: {_listed(told) or 'a place for what may have to be said one day'}."
    yield Proposal(
        purpose, (_new(ground, path, text),), f"Write {_shown(ground, path)}?", f"wrote {_shown(ground, path)}"
    )


def _listed(parts: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def _settings(ground: Ground, templates: bool) -> Settings:
    """What the config lacks, with paths as it would write them."""
    from retrokit.setup.settings import Settings

    config, survey = ground.config, ground.survey
    home = config.path.parent if config.path else ground.folder
    own_templates = templates and config.templates is None
    return Settings(
        folders=[] if ground.is_usual else [_from(home, ground.folder / folder) for folder in survey.folders],
        templates=_from(home, _templates_folder(ground)) if own_templates else "",
        fields=_joined(config.fields, survey.fields),
        action_fields=_joined(config.action_fields, survey.action_fields),
    )


def _from(home: Path, path: Path) -> str:
    return os.path.relpath(path, home).replace(os.sep, "/")


def _joined(known: Mapping[str, Sequence[str]], more: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    return {ours: (*known.get(ours, ()), *theirs) for ours, theirs in more.items()}


def _hook(ground: Ground) -> Iterator[Step]:
    from retrokit import repo
    from retrokit.model import Finding
    from retrokit.setup import hook

    ours = hook.hook(ground.folders, repo.REPORT_PATTERN, ground.prefix, ground.options)
    path = ground.repository.root / hook.FILE
    purpose = "A hook for pre-commit: a commit is refused until its reports pass `retrokit check`."
    if not os.path.lexists(path):
        change = _new(ground, path, hook.new_config(ours))
        yield Proposal(purpose, (change,), f"Write {hook.FILE}?", f"wrote {hook.FILE}")
        return
    if target := ground.repository.leads_outside(path):
        yield _by_hand(hook.FILE, f"it is a link to {target}", hook.entry_lines(ours))
        return
    read = repo.read(ground.repository, path)
    try:
        text = None if isinstance(read, Finding) else read.data.decode("utf-8")
    except UnicodeDecodeError:
        text = None
    if isinstance(read, Finding) or text is None:
        yield _by_hand(hook.FILE, "it can't be read", hook.entry_lines(ours))
    elif not hook.has_hook(text, ours):
        changed = hook.with_hook(text, ours)
        if changed is None:
            yield _by_hand(hook.FILE, "it is written in a way that is better left to you", hook.entry_lines(ours))
        else:
            change = Change(path, hook.FILE, read.data, changed)
            yield Proposal(purpose, (change,), f"Add it to {hook.FILE}?", f"added the hook to {hook.FILE}")


def _by_hand(name: str, why: str, lines: Iterable[str]) -> Advice:
    return Advice(f"{name} is kept as it is: {why}. This would go into it:", "\n".join(lines) + "\n")


def _job(ground: Ground, ci: CI) -> Iterator[Step]:
    from retrokit import repo
    from retrokit.setup import pipeline

    command = " ".join(filter(None, ("retrokit", ground.options)))
    job = pipeline.job(ground.folders, ground.prefix, command, repo.install_source())
    name, text = (pipeline.GITHUB, pipeline.github(job)) if ci is CI.GITHUB else (pipeline.GITLAB, pipeline.gitlab(job))
    path = ground.repository.root / name
    if not os.path.lexists(path):
        purpose = "A CI job: the reports that change are checked, and what repeats is told."
        yield Proposal(purpose, (_new(ground, path, text),), f"Write {name}?", f"wrote {name}")
    elif ci is CI.GITLAB and not pipeline.has_job(repo.read_text(path)):
        yield _by_hand(name, "a pipeline is yours", text.splitlines())


def _new(ground: Ground, path: Path, text: str) -> Change:
    return Change(path, _shown(ground, path), None, text)


def _shown(ground: Ground, path: Path) -> str:
    return ground.repository.show(path)
