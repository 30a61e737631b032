"""RK2xx: whether the causes say how it could happen."""

import re
from collections.abc import Iterable, Iterator

from retrokit.model import Action, Finding
from retrokit.placed import Item
from retrokit.rules import cause_words
from retrokit.rules.rule import Case, Rule, quoted
from retrokit.rules.wording import has_phrase, words
from retrokit.vocabulary import Problem, Status

LETTERS = 5
"""Two words that begin with the same five letters are forms of one here, as in the matcher."""

MOST_SYMPTOMS = 5
"""A cause of more words than this, services and grammar aside, says more than how it looked."""

_HANDLE = re.compile(r"(?<![\w/])@[\w.-]*\w")
_SHOUTED = re.compile(r"!{2,}")


def no_cause(case: Case) -> Iterator[Finding]:
    if not case.postmortem.causes:
        name, place = case.written("causes"), case.key_of("causes")
        told = f"`{name}` is empty: nothing says how it could happen" if place else "no `causes`"
        hint = f"write what made it possible, a line each: `{name}:`, then `  - …`; until you know, `status: draft`"
        yield case.at(place, Problem.NO_CAUSE, told, hint)


def person_as_cause(case: Case) -> Iterator[Finding]:
    for cause, item in case.causes:
        if blamed := _blamed(cause.summary, case):
            hint = "say what made it easy to happen and hard to notice; who did it would do it again"
            yield case.at(
                item.node,
                Problem.PERSON_AS_CAUSE,
                f"the cause is a person: {quoted(cause.summary, 50)} ({blamed})",
                hint,
            )


def _blamed(summary: str, case: Case) -> str:
    """The words that make a person the cause; empty if none do."""
    told = words(summary)
    if phrase := has_phrase(told, cause_words.HUMAN_ERROR):
        return phrase
    if handle := _HANDLE.search(summary):
        return handle[0]
    owners = {name for action in case.postmortem.actions or () for name in words(action.owner)[:1] if len(name) > 2}
    person = next((word for word in told if word in cause_words.PEOPLE or word in owners), "")
    fault = has_phrase(told, cause_words.FAULTS)
    return f"{person} … {fault}" if person and fault else ""


def symptom_as_cause(case: Case) -> Iterator[Finding]:
    report = case.postmortem
    services = {word for name in report.services for word in words(name)}
    trigger = frozenset(words(report.trigger)) - _SAYS_NOTHING
    for cause, item in case.causes:
        told = frozenset(words(cause.summary))
        rest = told - services - _SAYS_NOTHING
        if told and len(rest) <= MOST_SYMPTOMS and rest <= case.symptoms():
            hint = "that is how it looked; say what made it possible"
            yield case.at(
                item.node, Problem.SYMPTOM_AS_CAUSE, f"the cause only names the symptom: {quoted(cause.summary)}", hint
            )
        elif trigger and told - _SAYS_NOTHING and told - _SAYS_NOTHING <= trigger:
            hint = "the trigger set it off; say why that was enough to bring it down"
            yield case.at(
                item.node,
                Problem.SYMPTOM_AS_CAUSE,
                f"the cause only repeats the trigger: {quoted(cause.summary)}",
                hint,
            )


_SAYS_NOTHING = frozenset(
    words("""
    a an the of in on at to for and or was were is are had has been be with by from because due it its this that there some all our
    service services system systems server servers site website app application production prod issue issues problem problems incident
    down again suddenly very went became got returned returning users customers user customer could not no
""")
)


def open_question(case: Case) -> Iterator[Finding]:
    for cause, item in case.causes:
        told = words(cause.summary)
        hedge = has_phrase(told, cause_words.HEDGES) or ("?" if cause.summary.rstrip().endswith("?") else "")
        if hedge and not _decision(item) and not _is_followed_up(told, case):
            hint = "add an action that would settle it, e.g. `title: Capture a heap dump at the next restart`, or write what you know"
            yield case.at(
                item.node,
                Problem.OPEN_QUESTION,
                f'"{hedge}" in a cause, and no action finds out: {quoted(cause.summary, 50)}',
                hint,
            )


def _is_followed_up(cause: list[str], case: Case) -> bool:
    """Whether an action or an idea is to find out."""
    texts = [action.title for action in case.wanted_actions] + list(case.postmortem.ideas)
    return any(not cause_words.FOLLOW_UPS.isdisjoint(words(text)) or _shares_word(cause, words(text)) for text in texts)


def cause_without_action(case: Case) -> Iterator[Finding]:
    """An action that speaks of none of the causes may be about any of them: only where each action is plainly about another cause is one
    left alone."""
    actions = case.postmortem.actions or ()
    if not actions or case.decision:
        return  # nothing at all was decided: that is another rule
    causes = [(cause, item, _stems(words(cause.summary))) for cause, item in case.causes]
    about = [_told_of(action) for action in actions]
    if any(all(stems.isdisjoint(own) for _, _, own in causes) for stems in about):
        return
    for cause, item, own in causes:
        if not _decision(item) and all(own.isdisjoint(stems) for stems in about):
            told = f"no action is about this cause: {quoted(cause.summary)}"
            hint = 'add one, or the decision that there is none: `{summary: …, decision: "we live with it, because …"}`'
            yield case.at(item.node, Problem.CAUSE_WITHOUT_ACTION, told, hint)


def _told_of(action: Action) -> frozenset[str]:
    declined = action.reason if action.status is Status.DECLINED else ""
    return _stems(words(f"{action.title} {declined}"))


def _stems(told: Iterable[str]) -> frozenset[str]:
    return frozenset(word[:LETTERS] for word in told if len(word) > 2 and word not in _SAYS_NOTHING)


def _shares_word(one: Iterable[str], other: Iterable[str]) -> bool:
    return not frozenset(word[:LETTERS] for word in one if len(word) >= LETTERS).isdisjoint(
        word[:LETTERS] for word in other
    )


def _decision(item: Item) -> str:
    """What was decided about one cause, where the cause itself says it."""
    return item.keys.text("decision") if item.keys else ""


def loaded_words(case: Case) -> Iterator[Finding]:
    said = [(cause.summary, item.node) for cause, item in case.causes]
    said += [(action.title, item.node) for action, item in case.actions]
    if title := case.keys.entry("title"):
        said.append((case.postmortem.title, title.value))
    for text, node in said:
        found = has_phrase(words(text), cause_words.LOADED) or ("!!" if _SHOUTED.search(text) else "")
        if found:
            hint = "say what happened without it: a report is read by those whom it is about"
            yield case.at(node, Problem.LOADED_WORDS, f'"{found}" judges rather than tells', hint)


RULES = (
    Rule(Problem.NO_CAUSE, no_cause),
    Rule(Problem.PERSON_AS_CAUSE, person_as_cause),
    Rule(Problem.SYMPTOM_AS_CAUSE, symptom_as_cause),
    Rule(Problem.OPEN_QUESTION, open_question),
    Rule(Problem.CAUSE_WITHOUT_ACTION, cause_without_action),
    Rule(Problem.LOADED_WORDS, loaded_words),
)
