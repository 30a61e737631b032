"""RK1xx: the file and its front matter, as far as they can be read."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from retrokit.keys import ALSO_OURS, DAY_KEYS, OTHERS_CALL_IT, OTHERS_CALL_IT_IN_ACTIONS, Reader, as_day, nearest_word
from retrokit.model import Finding, day_of_name, default_id
from retrokit.policy import is_known
from retrokit.rules.rule import Case, Rule, value_or_key
from retrokit.vocabulary import ACTION_KEYS, POSTMORTEM_KEYS, REPORT_STATUSES, Problem
from retrokit.yamltree import Entry, Mapping, Node, Scalar

ALIKE = 0.84
"""difflib's ratio from which a key is taken for a slip of a known one: `sevices` and `tittle` are, `detection` (for `detected`) is not."""

FEWEST_LETTERS = 3
"""A shorter key is a slip of too many."""


def missing_key(case: Case) -> Iterator[Finding]:
    for key in ("title", *case.policy.required_keys):
        if not case.keys.texts(key) and not (key != "title" and case.keys.holds(key)):
            name, place = case.written(key), case.key_of(key)
            told = f"`{name}` is empty" if place else f"no `{name}`"
            yield case.at(place, Problem.MISSING_KEY, told, f"write `{name}: …` into the front matter")


def bad_time(case: Case) -> Iterator[Finding]:
    """The first of the times that is there says when it was, and is read already; the others count for how long it took."""
    for key in DAY_KEYS:
        entry, text = case.keys.entry(key), case.keys.text(key)
        try:
            as_day(text or str(case.today))
        except ValueError:
            hint = "write YYYY-MM-DD, or YYYY-MM-DDTHH:MM+01:00"
            yield case.at(entry.value if entry else None, Problem.BAD_DATE, f"`{key}: {text}` is not a time", hint)


def slip_of_status(case: Case) -> Iterator[Finding]:
    """Any status may be a team's own word; one that is nearly one of ours decides how the report is judged."""
    entry, status = case.keys.entry("status"), case.postmortem.status
    if entry and status not in REPORT_STATUSES and (near := nearest_word(status, REPORT_STATUSES)):
        told = f"`{entry.key.text}: {status}` is not a known value"
        yield case.at(entry.value, Problem.UNKNOWN_VALUE, told, f"write `{near}`, if that is meant")


def unmapped_key_of_action(case: Case) -> Iterator[Finding]:
    """The same as for the keys of a report, which are told when it is read."""
    for _, item in case.actions:
        for ours, others in OTHERS_CALL_IT_IN_ACTIONS.items() if item.keys else ():
            theirs = next((item.keys.entries[n] for n in others.split() if item.keys and n in item.keys.entries), None)
            if theirs and item.keys and not item.keys.entry(ours):
                name = theirs.key.text
                hint = f'if so, call it `{ours}`, or write under [action_fields] of retrokit.toml: `{ours} = "{name}"`'
                told = f"`{name}` is not read; does it hold the {ours}?"
                yield case.at(theirs.key, Problem.UNMAPPED_KEY, told, hint)


def mistyped_key(case: Case) -> Iterator[Finding]:
    yield from _mistyped(case, case.keys, POSTMORTEM_KEYS, OTHERS_CALL_IT.values())
    for _, item in case.actions:
        if item.keys:
            yield from _mistyped(case, item.keys, ACTION_KEYS, OTHERS_CALL_IT_IN_ACTIONS.values())


def _mistyped(case: Case, keys: Reader, known: Iterable[str], others: Iterable[str]) -> Iterator[Finding]:
    """Keys that nobody knows, and that are nearly one that is not there."""
    missing = [key for key in known if not keys.entry(key)]
    other_names = [*keys.names.values(), *ALSO_OURS.values(), *map(str.split, others)]
    meant = {*known, *(name for names in other_names for name in names)}
    for name, entry in keys.entries.items():
        if name in meant or len(name) < FEWEST_LETTERS:
            continue
        if near := [key for key in missing if _is_slip(name, key)]:
            hint = f"write `{near[0]}:`; a key that retrokit does not know is not read"
            yield case.at(entry.key, Problem.MISTYPED_KEY, f"`{entry.key.text}` looks like `{near[0]}`", hint)


def _is_slip(written: str, key: str) -> bool:
    import difflib

    return sorted(written) == sorted(key) or difflib.SequenceMatcher(None, written, key).ratio() >= ALIKE


def future_date(case: Case) -> Iterator[Finding]:
    """Tomorrow is today already in another time zone."""
    last = case.today + timedelta(days=1)
    entry = next((found for key in DAY_KEYS if (found := case.keys.entry(key))), None)
    if case.postmortem.date > last:
        hint = f"write the day on which it happened; today is {case.today}"
        place = entry.value if entry else None
        yield case.at(place, Problem.FUTURE_DATE, f"the incident's date is {case.postmortem.date}", hint)
    for action, item in case.actions:
        for key, day in (("closed", action.closed), ("opened", action.opened)):
            if day and day > last and item.keys and item.keys.holds(key):
                hint = f"write the day on which it was {key}; what is planned is `due`. Today is {case.today}"
                yield case.at(value_or_key(item, key), Problem.FUTURE_DATE, f"{key} on {day}, which is to come", hint)


def unsafe_id(case: Case) -> Iterator[Finding]:
    """An id that is written down, and that not every file system, shell and git takes."""
    identity, entry = case.keys.text("id"), case.keys.entry("id")
    if not entry or not identity:
        return
    from retrokit.slug import slug, trouble_with_id

    if trouble := trouble_with_id(identity):
        safe = ".".join(filter(None, map(slug, identity.split("."))))
        hint = f"write `id: {safe}`, or leave `id` out, and the file's name counts" if safe else "leave `id` out"
        yield case.at(entry.value, Problem.UNSAFE_ID, f"the id {trouble}", hint)


def id_is_not_the_name(case: Case) -> Iterator[Finding]:
    """An id or a day that is written down, and another one in the name of the file."""
    name, identity = default_id(case.postmortem.path), case.keys.text("id")
    entry, day = case.keys.entry("id"), day_of_name(name)
    if any(unsafe_id(case)):
        return
    if entry and identity and identity != name:
        hint = f"rename the file to {identity}.md, or write `id: {name}`"
        yield case.at(entry.value, Problem.ID_IS_NOT_THE_NAME, f"the id is {identity}, the file is {name}", hint)
    elif day and day != case.postmortem.date and not any(future_date(case)):
        place = next((found.value for key in DAY_KEYS if (found := case.keys.entry(key))), None)
        hint = f"rename the file, or write `date: {day}`"
        told = f"the date is {case.postmortem.date}, the file's name says {day}"
        yield case.at(place, Problem.ID_IS_NOT_THE_NAME, told, hint)


def duplicate_id(case: Case) -> Iterator[Finding]:
    if case.recalled.twin:
        entry = case.keys.entry("id")
        told = f"the id `{case.postmortem.id}` is taken by {case.recalled.twin}"
        hint = "write another `id:`" if entry else "rename the file"
        yield case.at(entry.value if entry else None, Problem.DUPLICATE_ID, told, hint)


def bad_ignore(case: Case) -> Iterator[Finding]:
    for node, name, reason in ignores(case.keys):
        if not is_known(name):
            hint = "`retrokit rule --all` lists them"
            yield case.at(node, Problem.BAD_IGNORE, f"there is no rule {name!r} to be ignored", hint)
        elif not reason:
            hint = f'say why: ignore: {{{name}: "…"}}'
            yield case.at(node, Problem.BAD_IGNORE, f"{name} is ignored without a reason", hint)


def ignores(keys: Reader) -> Iterator[tuple[Node, str, str]]:
    """What a report wants to be left alone with: where it says so, the rule, and why."""
    for entry, node in keys.items("ignore"):
        if isinstance(node, Mapping):
            for inner in node.entries.values():
                yield inner.key, str(inner.key.text), _text(inner)
        elif isinstance(node, Scalar) and node.text:
            yield node if node is not entry.value else entry.value, node.text, ""


def _text(entry: Entry) -> str:
    return (entry.value.text or "").strip() if isinstance(entry.value, Scalar) else ""


RULES = (
    Rule(Problem.UNREADABLE, of_drafts=True),
    Rule(Problem.NO_FRONT_MATTER, of_drafts=True),
    Rule(Problem.BAD_FRONT_MATTER, of_drafts=True),
    Rule(Problem.DUPLICATE_KEY, of_drafts=True),
    Rule(Problem.CONFLICT_MARKER, of_drafts=True),
    Rule(Problem.MISSING_DATE, of_drafts=True),
    Rule(Problem.BAD_DATE, bad_time, of_drafts=True),
    Rule(Problem.WRONG_TYPE, of_drafts=True),
    Rule(Problem.UNKNOWN_VALUE, slip_of_status, of_drafts=True),
    Rule(Problem.DUPLICATE_ID, duplicate_id, of_drafts=True),
    Rule(Problem.BYTE_ORDER_MARK, of_drafts=True),
    Rule(Problem.MIXED_LINE_ENDINGS, of_drafts=True),
    Rule(Problem.UNMAPPED_KEY, unmapped_key_of_action, of_drafts=True),
    Rule(Problem.MISSING_KEY, missing_key),
    Rule(Problem.MISTYPED_KEY, mistyped_key, of_drafts=True),
    Rule(Problem.FUTURE_DATE, future_date, of_drafts=True),
    Rule(Problem.UNSAFE_ID, unsafe_id, of_drafts=True),
    Rule(Problem.ID_IS_NOT_THE_NAME, id_is_not_the_name),
    Rule(Problem.BAD_IGNORE, bad_ignore, of_drafts=True),
)
