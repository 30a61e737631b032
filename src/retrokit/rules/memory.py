"""RK4xx: what the history remembers that the report does not say."""

from collections.abc import Iterator

from retrokit.checking import Resembling
from retrokit.model import Finding
from retrokit.rules.rule import Case, Rule, quoted
from retrokit.vocabulary import Problem, VerdictKind

MOST_NAMED = 3
"""As many actions and incidents are named in one line."""


def unsettled_repeat(case: Case) -> Iterator[Finding]:
    """Who says that it is a repeat has settled it, whichever member of the family is named."""
    alike = case.recalled.resembling
    if not alike or any(verdict.kind is VerdictKind.SAME for verdict in case.postmortem.verdicts):
        return
    first, others = alike[0], [near.id for near in alike[1:]]
    told = f"looks like {first.id} (score {min(first.score, 99):.0f}){_still_open(first)}"
    if others:
        told += f"; also like {_some(others)}"
    names = ", ".join(_in_list(near.id) for near in alike)
    hint = f"write what you think: `repeat_of: [{_in_list(first.id)}]`; or `[{names}]` under `related_to:` or `not_repeat_of:`"
    yield case.at(case.key_of("causes"), Problem.UNSETTLED_REPEAT, told, hint)


def _in_list(identity: str) -> str:
    """An id as an item of `[…]`: quoted where something in it means something there."""
    if identity.replace("-", "").replace("_", "").isalnum():
        return identity
    from retrokit.yamltext import scalar

    return scalar(identity, in_flow=True)


def _still_open(near: Resembling) -> str:
    if not near.open_actions:
        return ""
    told = [quoted(title) + (f" ({owner})" if owner else "") for title, owner in near.open_actions]
    one = len(told) == 1
    return f", whose {'action' if one else 'actions'} {_some(told)} {'is' if one else 'are'} still open"


def _some(told: list[str]) -> str:
    return ", ".join(told[:MOST_NAMED]) + (f" and {len(told) - MOST_NAMED} more" if len(told) > MOST_NAMED else "")


def unknown_verdict_id(case: Case) -> Iterator[Finding]:
    return (finding for finding in case.recalled.verdicts if finding.problem is Problem.UNKNOWN_VERDICT_ID)


def contradicting_verdicts(case: Case) -> Iterator[Finding]:
    return (finding for finding in case.recalled.verdicts if finding.problem is Problem.CONTRADICTING_VERDICTS)


def circular_repeat(case: Case) -> Iterator[Finding]:
    circle = case.recalled.circle
    if circle:
        first = min(range(len(circle) - 1), key=lambda place: circle[place])
        told = f"`repeat_of` leads back to itself: {' → '.join(circle)}"
        hint = f"the first of them repeats none of the others: in {circle[first]}, delete {circle[first + 1]} from `repeat_of`"
        yield case.at(case.key_of("repeat_of"), Problem.CIRCULAR_REPEAT, told, hint)


def asked_before(case: Case) -> Iterator[Finding]:
    actions = list(case.actions)
    for asked in case.recalled.asked:
        action, item = actions[asked.action]
        times = {1: "once", 2: "twice"}.get(len(asked.incidents), f"{len(asked.incidents)} times")
        told = f"asked for {times} before, since {asked.since}, and never marked done: {quoted(action.title, 50)}"
        hint = f"say what is different now: `reason: …` below it; it was in {_some(list(asked.incidents))}"
        yield case.at(item.node, Problem.ASKED_BEFORE, told, hint)


RULES = (
    Rule(Problem.UNSETTLED_REPEAT, unsettled_repeat),
    Rule(Problem.UNKNOWN_VERDICT_ID, unknown_verdict_id, of_drafts=True),
    Rule(Problem.CONTRADICTING_VERDICTS, contradicting_verdicts, of_drafts=True),
    Rule(Problem.CIRCULAR_REPEAT, circular_repeat, of_drafts=True),
    Rule(Problem.ASKED_BEFORE, asked_before),
)
