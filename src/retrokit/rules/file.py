"""RK1xx: the file and its front matter, as far as they can be read."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from retrokit.keys import ALSO_OURS, DAY_KEYS, OTHERS_CALL_IT, OTHERS_CALL_IT_IN_ACTIONS, Reader
from retrokit.model import Finding, day_of_name, default_id
from retrokit.policy import is_known
from retrokit.rules.rule import Case, Rule, value_or_key
from retrokit.vocabulary import ACTION_KEYS, POSTMORTEM_KEYS, Problem
from retrokit.yamltree import Entry, Mapping, Node, Scalar

ALIKE = 0.84
"""difflib's ratio from which a key is taken for a slip of a known one: `sevices` and `tittle` are, `detection` (for `detected`) is not."""

FEWEST_LETTERS = 3
"""A shorter key is a slip of too many."""


def missing_key(case: Case) -> Iterator[Finding]:
    for key in ("title", *case.policy.required_keys):
        if not case.keys.holds(key):
            name, place = case.written(key), case.key_of(key)
            told = f"`{name}` is empty" if place else f"no `{name}`"
            yield case.at(place, Problem.MISSING_KEY, told, f"write `{name}: …` into the front matter")


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
    """It is tomorrow already somewhere, and never the day after."""
    last = case.today + timedelta(days=1)
    entry = next((found for key in DAY_KEYS if (found := case.keys.entry(key))), None)
    if case.postmortem.date > last:
        hint = f"it can't have happened yet: today is {case.today}"
        place = entry.value if entry else None
        yield case.at(place, Problem.FUTURE_DATE, f"the incident's date is {case.postmortem.date}", hint)
    for action, item in case.actions:
        if action.closed and action.closed > last:
            hint = f"`closed` is the day on which it was done; what is planned is `due`. Today is {case.today}"
            yield case.at(
                value_or_key(item, "closed"), Problem.FUTURE_DATE, f"closed on {action.closed}, which is to come", hint
            )


def unsafe_id(case: Case) -> Iterator[Finding]:
    identity, entry = case.keys.text("id"), case.keys.entry("id")
    if not entry or not identity:
        return
    from retrokit.slug import trouble_with_id

    if trouble := trouble_with_id(identity):
        hint = "an id is in file names, branches and commands; leave `id` out, and the file's name counts"
        yield case.at(entry.value, Problem.UNSAFE_ID, f"the id {trouble}", hint)


def id_is_not_the_name(case: Case) -> Iterator[Finding]:
    name, identity = default_id(case.postmortem.path), case.keys.text("id")
    entry, day = case.keys.entry("id"), day_of_name(name)
    if entry and identity and identity != name:
        hint = f"rename the file to {identity}.md, or write `id: {name}`"
        yield case.at(entry.value, Problem.ID_IS_NOT_THE_NAME, f"the id is {identity}, the file is {name}", hint)
    elif day and day != case.postmortem.date:
        place = next((found.value for key in DAY_KEYS if (found := case.keys.entry(key))), None)
        hint = f"rename the file, or write `date: {day}`"
        told = f"the date is {case.postmortem.date}, the file's name says {day}"
        yield case.at(place, Problem.ID_IS_NOT_THE_NAME, told, hint)


def duplicate_id(case: Case) -> Iterator[Finding]:
    if case.recalled.twin:
        entry = case.keys.entry("id")
        told = f"the id `{case.postmortem.id}` is taken by {case.recalled.twin}"
        hint = "write another `id:`" if entry else "rename the file, or write an `id:` of its own"
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
    *(Rule(problem, of_drafts=True) for problem in list(Problem)[: list(Problem).index(Problem.DUPLICATE_ID)]),
    Rule(Problem.DUPLICATE_ID, duplicate_id, of_drafts=True),
    Rule(Problem.BYTE_ORDER_MARK, of_drafts=True),
    Rule(Problem.MIXED_LINE_ENDINGS, of_drafts=True),
    Rule(Problem.UNMAPPED_KEY, of_drafts=True),
    Rule(Problem.MISSING_KEY, missing_key),
    Rule(Problem.MISTYPED_KEY, mistyped_key, of_drafts=True),
    Rule(Problem.FUTURE_DATE, future_date, of_drafts=True),
    Rule(Problem.UNSAFE_ID, unsafe_id, of_drafts=True),
    Rule(Problem.ID_IS_NOT_THE_NAME, id_is_not_the_name),
    Rule(Problem.BAD_IGNORE, bad_ignore, of_drafts=True),
)
