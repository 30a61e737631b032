"""What the reports hold: front matter, causes, dates, and keys that seem to be ours under another name."""

import codecs
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from retrokit import frontmatter, yamltree
from retrokit.frontmatter import FrontMatter
from retrokit.keys import (
    DAY_KEYS,
    OTHERS_CALL_IT,
    OTHERS_CALL_IT_IN_ACTIONS,
    STATUS_WORDS,
    TYPE_WORDS,
    Reader,
    sentence,
)
from retrokit.model import default_id
from retrokit.reports import Survey
from retrokit.vocabulary import OUR_NAMES_ONLY, Names, Problem
from retrokit.yamltree import Entry, Scalar

HEAD = frontmatter.MAX_CHARACTERS
"""Bytes at the beginning of a file that are read: longer front matter is trouble anyway."""

_DAYS_OF_ACTIONS = ("due", "opened", "closed")
_LINK = ("http://", "https://")


def as_text(head: bytes) -> str:
    """The beginning of a file as text; what is no UTF-8, or was cut in two, is told when the file is read."""
    return head.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")


def survey(
    folders: Sequence[str],
    found: int,
    heads: Mapping[str, str],
    unreadable: Sequence[str] = (),
    *,
    fields: Names = OUR_NAMES_ONLY,
    action_fields: Names = OUR_NAMES_ONLY,
) -> Survey:
    """What the reports hold, and which names for our keys they use.

    Args:
        folders: where the reports lie.
        found: how many there are.
        heads: the beginnings of those that were opened, by path.
        unreadable: the paths of those that could not be.
        fields: the names that the config has already.
        action_fields: the same for the keys of an action.
    """
    read = {path: frontmatter.read(head) for path, head in heads.items()}
    whole = {path: block.entries for path, block in read.items() if isinstance(block, FrontMatter)}
    broken = [f"{path}: {Problem.UNREADABLE.code} can't be read" for path in unreadable]
    broken += [
        f"{path}:{block.line}:{block.column}: {block.problem.code} {block.message}"
        for path, block in read.items()
        if not isinstance(block, FrontMatter) and block.problem is not Problem.NO_FRONT_MATTER
    ]
    theirs = _names_in_use([Reader(path, entries, fields) for path, entries in whole.items()], OTHERS_CALL_IT)
    readers = [Reader(path, entries, _joined(fields, theirs)) for path, entries in whole.items()]
    return Survey(
        folders=tuple(folders),
        found=found,
        looked_at=len(heads) + len(unreadable),
        with_front_matter=len(whole),
        with_causes=sum(_is_filled(reader, "causes") for reader in readers),
        undated=sum(not _has_day(reader) for reader in readers),
        broken=tuple(broken),
        fields=theirs,
        action_fields=_names_in_use(list(_actions(readers, action_fields)), OTHERS_CALL_IT_IN_ACTIONS),
    )


def _joined(fields: Names, more: Names) -> Names:
    return {key: (*fields.get(key, ()), *more.get(key, ())) for key in {*fields, *more}}


def _actions(readers: Iterable[Reader], names: Names) -> Iterable[Reader]:
    for reader in readers:
        for _, node in reader.items("actions"):
            if isinstance(node, yamltree.Mapping):
                yield Reader(reader.path, node.entries, names)


def _names_in_use(readers: Sequence[Reader], others: Mapping[str, str]) -> Names:
    """Our key -> the names, as they are spelled, that stand where it is missing with a value that it could hold; the commonest first."""
    in_use: dict[str, tuple[str, ...]] = {}
    for ours, names in others.items():
        seen, fitting = Counter[str](), Counter[str]()
        for reader in readers:
            if _is_filled(reader, ours):
                continue
            for entry in (reader.entries[name] for name in names.split() if name in reader.entries):
                if entry.value != Scalar(None, entry.value.line, entry.value.column):
                    seen[entry.key.text or ""] += 1
                    fitting[entry.key.text or ""] += _fits(ours, entry, others is OTHERS_CALL_IT_IN_ACTIONS)
        if told := tuple(name for name, count in fitting.most_common() if count and 2 * count >= seen[name]):
            in_use[ours] = told
    return in_use


def _is_filled(reader: Reader, key: str) -> bool:
    return any(reader.items(key))


def _fits(ours: str, entry: Entry, in_action: bool) -> bool:
    """Whether a value can stand under one of our keys."""
    trial = Reader("", {ours: entry}, OUR_NAMES_ONLY)
    if ours in (_DAYS_OF_ACTIONS if in_action else DAY_KEYS):
        return trial.day(ours) is not None
    if in_action and ours in ("status", "type"):
        return trial.word(ours, STATUS_WORDS if ours == "status" else TYPE_WORDS) is not None
    if ours in ("causes", "actions"):
        nodes = [node for _, node in trial.items(ours)]
        texts = [sentence(node) or "" for node in nodes if not isinstance(node, yamltree.Mapping)]
        return bool(nodes) and all(text and not text.startswith(_LINK) for text in texts)
    if ours in ("services", "learned"):
        return bool(trial.texts(ours)) and not trial.findings
    return isinstance(entry.value, Scalar) and bool((entry.value.text or "").strip())


def _has_day(reader: Reader) -> bool:
    from_name = (reader.text("id"), default_id(reader.path))
    return any(reader.day(key) for key in DAY_KEYS) or any(_is_day(name[:10]) for name in from_name)


def _is_day(text: str) -> bool:
    day = Scalar(text, 1, 1)
    return Reader("", {"date": Entry(Scalar("date", 1, 1), day)}, OUR_NAMES_ONLY).day("date") is not None
