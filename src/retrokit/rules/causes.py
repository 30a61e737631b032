"""RK2xx: whether the causes say how it could happen."""

import functools
import re
from collections.abc import Iterable, Iterator, Sequence

from retrokit.keys import OTHERS_CALL_IT, sentence
from retrokit.model import Action, Finding
from retrokit.placed import Item
from retrokit.rules import cause_words
from retrokit.rules.action_words import TEAMS, begins, is_detection, says_something
from retrokit.rules.rule import Case, Rule, quoted
from retrokit.rules.wording import has_phrase, words
from retrokit.vocabulary import Problem, Status
from retrokit.yamltree import Node

LETTERS = 5
"""Two words that begin with the same five letters are forms of one here, as in the matcher."""

MOST_SYMPTOMS = 5
"""A cause of more words than this, services and grammar aside, says more than how it looked."""

OK = "200"
"""The status of an answer that is none: with it, errors are the cause."""

_QUOTES = frozenset('`"\u201c\u201e«')


def no_cause(case: Case) -> Iterator[Finding]:
    """Nothing, or nothing but a word that stands for nothing."""
    name, place = case.written("causes"), case.key_of("causes")
    if not place and any(theirs in case.keys.entries for theirs in OTHERS_CALL_IT["causes"].split()):
        return  # RK113 asks whether that key holds them
    first = next(case.causes, None)
    if first is None:
        told = f"`{name}` is empty: nothing says how it could happen" if place else "no `causes`"
        hint = f"write what made it possible, a line each: `{name}:`, then `  - …`; until you know, `status: draft`"
        yield case.at(place, Problem.NO_CAUSE, told, hint)
    elif _names_none(case):
        hint = "write what you know, and an action that finds out the rest; until then, `status: draft`"
        told = f"{quoted(first[0].summary)} does not say how it could happen"
        yield case.at(first[1].node, Problem.NO_CAUSE, told, hint)


def _names_none(case: Case) -> bool:
    """Whether all that stands there is `unknown`, `TBD` or `-`, and nobody decided to leave it at that."""
    return not any(says_something(cause.summary) or _decision(item) for cause, item in case.causes)


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
    owners = _people(case)
    if "@" in summary:
        first, *rest = summary.split()
        handle = first.rstrip(",:;.").casefold()
        who, deed = words(handle), cause_words.told_in(" ".join(rest))
        if handle.startswith("@") and len(who) == 1:
            if who[0] in owners and (not deed or begins(deed, cause_words.DEEDS)):
                return handle
            owners |= {who[0]}
    return cause_words.blame(cause_words.told_in(_prose(summary)), owners)


def _people(case: Case) -> frozenset[str]:
    """The first names and handles of those who own actions: no teams, and nothing that is called like a service."""
    owners = [words(action.owner) for action in case.postmortem.actions or ()]
    services = {word for name in case.postmortem.services for word in words(name)}
    people = (named[0] for named in owners if named and TEAMS.isdisjoint("-".join(named).split("-")))
    return frozenset(name for name in people if len(name) > 2) - services


def symptom_as_cause(case: Case) -> Iterator[Finding]:
    """A cause that has no word of its own beside how it looked, or beside what set it off."""
    report = case.postmortem
    services = {word for name in report.services for word in words(name)}
    trigger = frozenset(words(report.trigger)) - _SAYS_NOTHING
    for cause, item in case.causes:
        told = frozenset(words(cause.summary))
        if told and _only_symptoms(told - services, case):
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


def _only_symptoms(told: frozenset[str], case: Case) -> bool:
    rest = frozenset(word for word in told - _SAYS_NOTHING if not word[0].isdigit() or word == OK)
    if len(rest) > MOST_SYMPTOMS or "no" in told:
        return False  # `no timeout` is a cause, `timeouts` are none
    how = case.symptoms() | _HOW_IT_FAILED
    has_failed = rest <= how | _WHAT_FAILED and not told.isdisjoint(how | {"down"})
    return not rest or has_failed or (rest <= _BUSY and "cpu" in rest)


_SAYS_NOTHING = frozenset(
    words("""
    a an the of in on at to for and or was were is are had has been be with by from because due it its this that there some all our
    service services system systems server servers site website app application production prod issue issues problem problems incident
    down again suddenly very went became got returned returning users customers user customer could not no
""")
)
_LINKS_NOTHING = _SAYS_NOTHING | frozenset(
    words("""
    about above across add after against all along already also although always any anything are around because been before being below between
    both but can did does doing done during each either else enough even ever every few first get give given had have having here how however
    into its just keep less let like made make makes making many may might more most much must need never new next nobody none nor not nothing
    off often once one only onto other others otherwise our out over own per put rather same set several should since single some still such
    take than that their them then there these they this those though three through too toward towards two under until upon use used uses
    using via was way well were what when whenever where whether which while who whole whose why will with within without would yet you your
""")
)
_DETECTION = frozenset(["(detection)"])
"""Stands for all words of it, of which a cause and its action rarely choose the same."""
_NOTICING = frozenset(words("alert alerts alerting alerted alarm alarms alarmed paged monitor monitors monitored monitoring unmonitored dashboard dashboards probe probes detect detected detection undetected notice noticed unnoticed noticing late lately silent silently quiet visible invisible watched unwatched unseen notified notification warning warned"))  # fmt: skip
_BEFORE_ORDER = frozenset(["and", "to", "then", "we", "should", "must", "let's", "please"])
_HOW_IT_FAILED = frozenset(
    words("timeouts timed crash crashed crashes crashing restarted restarting restarts hung froze")
)
_WHAT_FAILED = frozenset(words("request requests response responses order orders connection connections database databases db pod pods page pages out rate rates high higher increased elevated many http"))  # fmt: skip
_BUSY = frozenset(words("cpu load usage utilization utilisation high full percent reached hit database db pod pods"))


def open_question(case: Case) -> Iterator[Finding]:
    if _names_none(case):
        return  # that is said already
    for cause, item in case.causes:
        hedge = _guess(cause.summary)
        if hedge and not _decision(item) and not _is_followed_up(words(cause.summary), case):
            hint = "add an action that would settle it, e.g. `title: Capture a heap dump at the next restart`, or write what you know"
            yield case.at(
                item.node,
                Problem.OPEN_QUESTION,
                f'"{hedge}" in a cause, and no action finds out: {quoted(cause.summary, 50)}',
                hint,
            )


def _guess(summary: str) -> str:
    """The words by which a cause guesses; empty if it does not."""
    return cause_words.guess(cause_words.told_in(_prose(summary))) or ("?" if summary.rstrip().endswith("?") else "")


def _is_followed_up(cause: list[str], case: Case) -> bool:
    """Whether an action or an idea is to find out."""
    texts = [action.title for action in case.wanted_actions] + list(case.postmortem.ideas)
    return any(_finds_out(told) or not _long(cause).isdisjoint(_long(told)) for told in map(words, texts))


def _finds_out(told: Sequence[str]) -> bool:
    """`log in` and `log out` are about doors."""
    after_order = [told[at:] for at in range(len(told)) if at == 0 or told[at - 1] in _BEFORE_ORDER]
    orders = (rest for rest in after_order if rest[1:2] not in (["in"], ["into"], ["out"], ["off"], ["on"]))
    return not cause_words.FINDS_OUT.isdisjoint(told) or any(rest[0] in cause_words.MAY_FIND_OUT for rest in orders)


def _long(told: Iterable[str]) -> frozenset[str]:
    return _stems(word for word in told if len(word) >= LETTERS)


def cause_without_action(case: Case) -> Iterator[Finding]:
    """An action that speaks of none of the causes may be about any of them: only where each action is plainly about another cause is one
    left alone."""
    actions = case.postmortem.actions or ()
    if not actions or case.decision:
        return  # nothing at all was decided: that is another rule
    causes = [(cause, item, _about_cause(words(cause.summary))) for cause, item in case.causes]
    about = [_told_of(action) for action in actions]
    if any(all(stems.isdisjoint(own) for _, _, own in causes) for stems in about):
        return
    for cause, item, own in causes:
        if not _decision(item) and not _guess(cause.summary) and all(own.isdisjoint(stems) for stems in about):
            told = f"no action is about this cause: {quoted(cause.summary)}"
            hint = 'add one, or the decision that there is none: `{summary: …, decision: "we live with it, because …"}`'
            yield case.at(item.node, Problem.CAUSE_WITHOUT_ACTION, told, hint)


def _told_of(action: Action) -> frozenset[str]:
    declined = action.reason if action.status is Status.DECLINED else ""
    return _stems(words(f"{action.title} {declined}")) | (_DETECTION if is_detection(action.title) else frozenset())


def _about_cause(told: Sequence[str]) -> frozenset[str]:
    return _stems(told) | (frozenset() if _NOTICING.isdisjoint(told) else _DETECTION)


def _stems(told: Iterable[str]) -> frozenset[str]:
    return frozenset(word[:LETTERS] for word in told if len(word) > 2 and word not in _LINKS_NOTHING)


def _decision(item: Item) -> str:
    """What was decided about one cause, where the cause itself says it."""
    return item.keys.text("decision") if item.keys else ""


def loaded_words(case: Case) -> Iterator[Finding]:
    for text, node, is_cause in _read_by_those_it_is_about(case):
        told = _prose(text)
        found = has_phrase(words(told), cause_words.LOADED) or ("!!" if "!!" in told else "")
        if found and not (is_cause and found in _blamed(text, case)):
            hint = "say what happened without it: a report is read by those whom it is about"
            yield case.at(node, Problem.LOADED_WORDS, f'"{found}" judges rather than tells', hint)


def _read_by_those_it_is_about(case: Case) -> Iterator[tuple[str, Node, bool]]:
    """The texts that tell what happened, and whether they are causes: one that is told to be a person is not told twice."""
    for key in ("title", "trigger", "customer_impact", "learned"):
        for _, node in case.keys.items(key):
            yield sentence(node) or "", node, False
    yield from ((cause.summary, item.node, True) for cause, item in case.causes)
    yield from ((action.title, item.node, False) for action, item in case.actions)


def _prose(text: str) -> str:
    """A text without code, and without what it quotes."""
    return _quotations().sub(" ", text) if not _QUOTES.isdisjoint(text) else text


@functools.cache
def _quotations() -> re.Pattern[str]:
    return re.compile(r"`[^`]*`|\"[^\"]*\"|\u201c[^\u201d]*\u201d|\u201e[^\u201c]*\u201c|«[^»]*»")


RULES = (
    Rule(Problem.NO_CAUSE, no_cause),
    Rule(Problem.PERSON_AS_CAUSE, person_as_cause),
    Rule(Problem.SYMPTOM_AS_CAUSE, symptom_as_cause),
    Rule(Problem.OPEN_QUESTION, open_question),
    Rule(Problem.CAUSE_WITHOUT_ACTION, cause_without_action),
    Rule(Problem.LOADED_WORDS, loaded_words),
)
