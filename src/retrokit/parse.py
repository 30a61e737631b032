"""A file's bytes to a Postmortem, or to the findings that say where it fails."""

import re
from collections.abc import Iterable
from datetime import date

from retrokit import frontmatter
from retrokit.frontmatter import FrontMatter
from retrokit.keys import DAY_KEYS, OTHERS_CALL_IT, STATUS_WORDS, TYPE_WORDS, Reader, says_none, sentence
from retrokit.model import Action, Cause, Finding, Postmortem, Verdict, day_of_name, default_id
from retrokit.placed import Item, PlacedReport
from retrokit.source import decode
from retrokit.vocabulary import OUR_NAMES_ONLY, VERDICT_KEYS, Names, Problem, Status
from retrokit.yamltree import Mapping, Node, Scalar

_CAUSE_KEYS = ("summary", "title", "description", "category")
_ACTION_KEYS = ("title", "type", "owner", "due", "status", "opened", "closed", "ticket", "reason")
_DONE_MARK = re.compile(r"^\[[xX]\]\s|^[✅✔]|[✅✔]\s*$|\(done\)[.\s]*$", re.IGNORECASE)
_NO_INCIDENT = frozenset({"none", "n/a", "no", "-", "nothing"})
_DATED_NAME = re.compile(r"(\d{4}-\d\d-\d\d)(?!\d)")


def parse(
    path: str, data: bytes, *, fields: Names = OUR_NAMES_ONLY, action_fields: Names = OUR_NAMES_ONLY
) -> tuple[Postmortem | None, list[Finding]]:
    """The postmortem in a file, or None, and what is wrong with it.

    Args:
        path: the file's path from the root of the repository; its name gives the default id, and the date where no key does.
        data: the file's bytes: UTF-8, with or without a byte-order mark, LF, CRLF or CR.
        fields: a history's own names for the keys of a postmortem.
        action_fields: the same for the keys of an action.
    """
    report, findings = parse_placed(path, data, fields=fields, action_fields=action_fields)
    return report.postmortem if report else None, findings


def parse_placed(
    path: str, data: bytes, *, fields: Names = OUR_NAMES_ONLY, action_fields: Names = OUR_NAMES_ONLY
) -> tuple[PlacedReport | None, list[Finding]]:
    """As `parse`, and where in the file it says what it says."""
    text, findings = decode(path, data)
    if text is None:
        return None, findings
    block = frontmatter.read(text)
    if not isinstance(block, FrontMatter):
        return None, [*findings, Finding(path, block.line, block.column, block.problem, block.message, block.help)]
    findings += [
        Finding(path, line, 1, Problem.BAD_FRONT_MATTER, message, hint)
        for line, message, hint in frontmatter.suspicions(text, block.body)
    ]
    if line := frontmatter.conflict_line(text):
        findings.append(
            Finding(path, line, 1, Problem.CONFLICT_MARKER, "unresolved merge conflict in the body", "settle it")
        )
    reader = Reader(path, block.entries, fields)
    report = _report(reader, action_fields, text)
    return report, findings + reader.findings


def _report(reader: Reader, action_fields: Names, text: str) -> PlacedReport | None:
    identity = reader.text("id") or default_id(reader.path)
    day = _day(reader, identity)
    if day is None:
        return None
    _point_to_other_names(reader)
    causes, actions = list(_causes(reader)), _actions(reader, identity, day, action_fields)
    postmortem = Postmortem(
        id=identity,
        path=reader.path,
        title=reader.text("title")
        or _DATED_NAME.sub("", default_id(reader.path)).replace("-", " ").strip()
        or identity,
        date=day,
        severity=reader.text("severity"),
        status=reader.text("status").casefold(),
        services=tuple(name for text in reader.texts("services") for part in text.split(",") if (name := part.strip())),
        trigger=reader.text("trigger"),
        causes=tuple(cause for cause, _ in causes),
        customer_impact=reader.text("customer_impact"),
        actions=None if actions is None else tuple(action for action, _ in actions),
        ideas=reader.texts("ideas"),
        learned=reader.texts("learned"),
        roadmap=reader.text("roadmap"),
        verdicts=tuple(_verdicts(reader)),
    )
    places = tuple(item for _, item in causes), tuple(item for _, item in actions or ())
    return PlacedReport(postmortem, reader, *places, text)


def _point_to_other_names(reader: Reader) -> None:
    """Say so where a key that matters is missing under our name and likely there under another."""
    for ours in ("causes", "services", "actions"):
        names = OTHERS_CALL_IT[ours].split()
        theirs = next((reader.entries[name] for name in names if name in reader.entries), None)
        if theirs and not reader.entry(ours):
            name = theirs.key.text
            hint = f'if so, call it `{ours}`, or write under [fields] of retrokit.toml: `{ours} = "{name}"`'
            reader.find(theirs.key, Problem.UNMAPPED_KEY, f"`{name}` is not read; does it hold the {ours}?", hint)


def _day(reader: Reader, identity: str) -> date | None:
    """The incident's day: `date`, else the first of its times, else the date that the id or the file name begins with."""
    before = len(reader.findings)
    for key in DAY_KEYS:
        if day := reader.day(key):
            return day
    for name in (identity, default_id(reader.path)):
        if day := day_of_name(name):
            return day
    if len(reader.findings) == before:
        first = next(iter(reader.entries.values()))
        hint = 'add `date: YYYY-MM-DD`, or say under [fields] of retrokit.toml what it is called here: `date = "…"`'
        reader.find(first.key, Problem.MISSING_DATE, "no `date`, and none in the file name", hint)
    return None


def _causes(reader: Reader) -> Iterable[tuple[Cause, Item]]:
    for entry, node in reader.items("causes"):
        inner = _fields_of(reader, node, _CAUSE_KEYS, OUR_NAMES_ONLY)
        text = sentence(node) if inner is None else next(filter(None, map(inner.text, _CAUSE_KEYS[:-1])), "")
        if text:
            yield Cause(text, inner.text("category") if inner else ""), Item(node, inner)
        elif not _is_blank(node):
            hint = "write text, or {summary: …, category: …}"
            reader.find(node, Problem.WRONG_TYPE, f"`{entry.key.text}` has a cause without a summary", hint)


def _actions(reader: Reader, identity: str, opened: date, names: Names) -> list[tuple[Action, Item]] | None:
    if reader.entry("actions") is None:
        return None
    actions: list[tuple[Action, Item]] = []
    for entry, node in reader.items("actions"):
        number = f"{identity}#{len(actions) + 1}"
        inner = _fields_of(reader, node, _ACTION_KEYS, names)
        text = sentence(node) if inner is None else inner.text("title")
        if inner and text:
            actions.append((_action(inner, number, opened), Item(node, inner)))
        elif text and (actions or not says_none(text)):
            actions.append((Action(number, text, status=_by_its_mark(text), opened=opened), Item(node, None)))
        elif not text and not _is_blank(node):
            reader.find(
                node, Problem.WRONG_TYPE, f"`{entry.key.text}` has an action without a title", "give it a `title:`"
            )
    return actions


def _fields_of(reader: Reader, node: Node, keys: tuple[str, ...], names: Names) -> Reader | None:
    """A mapping that has any of these keys, to be read by them; None for text, and for `- Cause: the disk was full` unquoted."""
    inner = reader.within(node.entries, names) if isinstance(node, Mapping) else None
    return inner if inner and any(inner.entry(key) for key in keys) else None


def _is_blank(node: Node) -> bool:
    """Whether nothing at all is written there: an item left from a template."""
    if isinstance(node, Mapping):
        return all(_is_blank(entry.value) for entry in node.entries.values())
    return not (node.text or "").strip() if isinstance(node, Scalar) else not node.items


def _action(reader: Reader, number: str, opened: date) -> Action:
    closed = reader.day("closed")
    title, status = reader.text("title"), reader.word("status", STATUS_WORDS)
    if status in (None, Status.UNKNOWN):
        status = Status.DONE if closed and status is None else _by_its_mark(title)
    return Action(
        id=number,
        title=title,
        type=reader.word("type", TYPE_WORDS),
        owner=reader.text("owner"),
        due=reader.day("due"),
        status=status,
        opened=reader.day("opened") or opened,
        closed=closed,
        ticket=reader.text("ticket"),
        reason=reader.text("reason"),
    )


def _by_its_mark(title: str) -> Status:
    """Done, where the title itself says so: `[x] …`, `… (DONE)`."""
    return Status.DONE if _DONE_MARK.search(title) else Status.UNKNOWN


def _verdicts(reader: Reader) -> Iterable[Verdict]:
    for kind, key in VERDICT_KEYS.items():
        for entry, node in reader.items(key):
            inner = reader.within(node.entries, OUR_NAMES_ONLY) if isinstance(node, Mapping) else None
            other = inner.text("id") if inner else sentence(node)
            why = inner.text("why") if inner else ""
            if other:
                for identity in filter(None, map(str.strip, other.split(",") if node is entry.value else [other])):
                    if identity.casefold() not in _NO_INCIDENT:
                        yield Verdict(kind, identity.removesuffix(".md"), why, node.line, node.column)
            elif not isinstance(node, Scalar):
                reader.find(
                    node,
                    Problem.WRONG_TYPE,
                    f"`{entry.key.text}` has an entry without an id",
                    "write the id, or {id: …, why: …}",
                )
