"""repo and parse joined: every file that was found ends as a postmortem or as a finding."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from retrokit import repo
from retrokit.keys import OUR_NAMES_ONLY, Names
from retrokit.model import Corpus, Finding, Postmortem
from retrokit.parse import default_id, parse
from retrokit.vocabulary import Problem


def load(
    repository: repo.Repository,
    files: Sequence[Path],
    *,
    fields: Names = OUR_NAMES_ONLY,
    action_fields: Names = OUR_NAMES_ONLY,
) -> Corpus:
    """Read the files into a corpus, oldest incident first; `fields` and `action_fields` as in `parse`."""
    postmortems: list[Postmortem] = []
    findings: list[Finding] = []
    for file in files:
        source = repo.read(repository, file)
        if isinstance(source, Finding):
            findings.append(source)
            continue
        postmortem, troubles = parse(source.path, source.data, fields=fields, action_fields=action_fields)
        findings += troubles
        if postmortem is not None:
            postmortems.append(postmortem)
    unique, clashes = _with_unique_ids(postmortems)
    findings = sorted(findings + clashes, key=lambda finding: (finding.path, finding.line, finding.column))
    return Corpus(tuple(sorted(unique, key=lambda p: (p.date, p.id))), tuple(findings), len(files))


def _with_unique_ids(postmortems: Sequence[Postmortem]) -> tuple[list[Postmortem], list[Finding]]:
    """Ids that come from file names grow by their folders where two are equal; an id that is taken all the same is a finding."""
    claims = Counter(postmortem.id for postmortem in postmortems)
    taken: dict[str, str] = {}
    unique, findings = list[Postmortem](), list[Finding]()
    # Ids that are written down come first: they are what verdicts name.
    for postmortem in sorted(postmortems, key=lambda p: (default_id(p.path) == p.id, p.path)):
        if claims[postmortem.id] > 1 and default_id(postmortem.path) == postmortem.id:
            longer = (str(PurePosixPath(postmortem.path).with_suffix("")), postmortem.path)
            postmortem = _renamed(postmortem, next((name for name in longer if name not in taken), postmortem.id))
        if postmortem.id in taken:
            message = f"id `{postmortem.id}` is taken by {taken[postmortem.id]}"
            hint = "give each report an id of its own"
            findings.append(Finding(postmortem.path, 1, 1, Problem.DUPLICATE_ID, message, hint))
            continue
        taken[postmortem.id] = postmortem.path
        unique.append(postmortem)
    return unique, findings


def _renamed(postmortem: Postmortem, identity: str) -> Postmortem:
    actions = postmortem.actions and tuple(
        replace(a, id=f"{identity}#{n}") for n, a in enumerate(postmortem.actions, 1)
    )
    return replace(postmortem, id=identity, actions=actions)
