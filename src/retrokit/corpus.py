"""repo and parse joined, with what is remembered: every file that was found ends as a postmortem or as a finding."""

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from retrokit import repo
from retrokit.model import Corpus, Finding, Postmortem, default_id
from retrokit.store import reports
from retrokit.store.reports import KeptReport
from retrokit.vocabulary import OUR_NAMES_ONLY, Names, Problem

WORTH_TWO = 500
"""From so many unread files on, a child that reads half of them saves more than it costs."""


def load(
    repository: repo.Repository,
    files: Sequence[repo.ReportFile],
    *,
    fields: Names = OUR_NAMES_ONLY,
    action_fields: Names = OUR_NAMES_ONLY,
    remembered: reports.Remembered | None = None,
    remember: Callable[[Sequence[KeptReport]], None] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Corpus:
    """Read the files into a corpus, oldest incident first.

    Args:
        repository: the one that holds them.
        files: what `repo.find_reports` found.
        fields: a history's own names for the keys, as in `parse`.
        action_fields: the same for the keys of an action.
        remembered: what an earlier run read with the same fields.
        remember: called with all that was read, if that is not what is remembered.
        progress: told how many of how many files are read.
    """
    remembered = remembered or reports.Remembered()
    if remembered.is_of([file.shown for file in files], [file.stamp for file in files]):
        return _as_remembered(remembered)
    before = remembered.by_path
    kept = [known if (known := before.get(file.shown)) and known.stamp == file.stamp else None for file in files]
    unread = [place for place, known in enumerate(kept) if known is None or known.stamp is None]

    def read(half: int, halves: int = 2) -> list[KeptReport]:
        found = []
        for count, file in enumerate(files[place] for place in unread[half::halves]):
            if progress and count % 64 == 0 and half == 0:
                progress(count * halves, len(unread))
            found.append(_read(repository, file, before.get(file.shown), fields, action_fields))
        return found

    fresh = read(0, 1) if len(unread) < WORTH_TWO else _in_halves(read)
    for place, report in zip(unread, fresh, strict=True):
        kept[place] = report
    all_kept = [report for report in kept if report is not None]
    if remember and (len(all_kept) != len(before) or any(before.get(r.shown) is not r for r in all_kept)):
        remember(all_kept)
    return _corpus([r.postmortem for r in all_kept], [r.findings for r in all_kept], [r.mark for r in all_kept])


def _as_remembered(remembered: reports.Remembered) -> Corpus:
    if not remembered.by_date:
        return _corpus(remembered.postmortems, remembered.findings, remembered.marks)
    return Corpus(
        postmortems=tuple([remembered.postmortems[place] for place in remembered.by_date]),
        findings=_by_place(itertools.chain.from_iterable(remembered.findings)),
        found=len(remembered.paths),
        marks=tuple([remembered.marks[place] for place in remembered.by_date]),
    )


def _by_place(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: (finding.path, finding.line, finding.column)))


def _in_halves(read: Callable[[int], list[KeptReport]]) -> list[KeptReport]:
    import retrokit.parse  # noqa: F401  # once, for both

    even, odd = repo.in_halves(
        read,
        pack=lambda kept: b"".join(reports.to_parts(kept)),
        unpack=lambda packed: list(reports.from_parts(memoryview(packed))),
    )
    return [report for both in itertools.zip_longest(even, odd) for report in both if report]


def _read(
    repository: repo.Repository, file: repo.ReportFile, known: KeptReport | None, fields: Names, action_fields: Names
) -> KeptReport:
    """What a file gives now; not parsed again if it holds what it held before."""
    source = repo.read(repository, file.path)
    if isinstance(source, Finding):
        told = reports.keep(file.shown, None, "", None, [source])
        return known if known == told else told
    import hashlib

    mark = hashlib.blake2b(source.path.encode() + b"\0" + source.data, digest_size=8).hexdigest()
    if known is not None and known.mark == mark:
        return known if known.stamp == file.stamp else known._replace(stamp=file.stamp)
    from retrokit.parse import parse  # YAML takes as long to import as ten thousand remembered reports to read

    postmortem, findings = parse(source.path, source.data, fields=fields, action_fields=action_fields)
    return reports.keep(source.path, file.stamp, mark, postmortem, findings)


def _corpus(
    postmortems: Sequence[Postmortem | None], findings: Sequence[Sequence[Finding]], marks: Sequence[str]
) -> Corpus:
    """The corpus of what each file gave."""
    read = [postmortem for postmortem in postmortems if postmortem is not None]
    mark_of = {p.path: mark for p, mark in zip(postmortems, marks, strict=True) if p is not None}
    unique, clashes = _with_unique_ids(read)
    ordered = tuple(sorted(unique, key=lambda p: (p.date, p.id)))
    return Corpus(
        postmortems=ordered,
        findings=_by_place([*itertools.chain.from_iterable(findings), *clashes]),
        found=len(postmortems),
        marks=tuple(mark_of[postmortem.path] for postmortem in ordered),
    )


def _with_unique_ids(postmortems: Sequence[Postmortem]) -> tuple[list[Postmortem], list[Finding]]:
    """Ids that come from file names grow by their folders where two are equal; an id that is taken all the same is a finding."""
    claims = Counter(postmortem.id for postmortem in postmortems)
    if len(claims) == len(postmortems):
        return list(postmortems), []
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
