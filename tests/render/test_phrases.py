from dataclasses import replace
from datetime import date

import pytest

from retrokit.model import Action, ActionThen, Signals
from retrokit.render import counts, phrases
from retrokit.reports import Return, Tally
from retrokit.vocabulary import CameBack, Status, VerdictKind
from tests.conftest import postmortem


def back(reason: CameBack, *states: ActionThen, missing: str = "") -> Return:
    one, two = postmortem("2024-01-01-a"), postmortem("2024-02-01-b")
    return Return(two, one, 31, one, 60, None, reason, states, len(states), missing)


ACTION = Action("a#1", "Fix it", closed=date(2024, 1, 9), due=date(2024, 1, 5))
STATE = ActionThen(ACTION, Status.OPEN, 31)


@pytest.mark.parametrize(
    ("explained", "because", "fate"),
    [
        (back(CameBack.OPEN, ActionThen(ACTION, Status.OPEN, 31, 27)), "came back while open", "27 days overdue"),
        (back(CameBack.OPEN, STATE), "came back while open", "open for 31 days"),
        (
            back(CameBack.DID_NOT_HOLD, ActionThen(ACTION, Status.DONE, 31, None, 1)),
            "the fix did not hold",
            "done 2024-01-09, held 1 day",
        ),
        (back(CameBack.DECLINED, STATE), "the fix had been declined", ""),
        (back(CameBack.NEVER_PROPOSED), "no action is on record after the earlier ones", ""),
        (back(CameBack.NEVER_PROPOSED, STATE), "nothing that prevents it was proposed, only", ""),
        (back(CameBack.UNKNOWN, missing="why"), "the record does not say why", ""),
    ],
)
def test_why_it_came_back(explained: Return, because: str, fate: str) -> None:
    assert (phrases.because(explained), phrases.fate(explained)) == (because, fate)


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("https://tracker.example/PAY-311", "PAY-311"),
        ("https://github.com/jupyterhub/binderhub/issues/140", "binderhub#140"),
        ("https://github.com/o/r/pull/7#issue", "r#7"),
        ("https://gitlab.com/g/p/-/merge_requests/3", "p#3"),
        ("PAY-311", "PAY-311"),
        ("", ""),
    ],
)
def test_a_ticket_as_people_say_it(reference: str, said: str) -> None:
    assert phrases.ticket(reference) == said


def test_numbers_and_days() -> None:
    assert [counts.count(n, "family", "families") for n in (0, 1, 1234)] == [
        "0 families",
        "1 family",
        "1,234 families",
    ]
    assert [counts.times(n) for n in (1, 2, 3)] == ["once", "twice", "3 times"]
    assert phrases.month(date(2026, 3, 14)) == "Mar 2026"
    assert phrases.standing(ActionThen(Action("x", "x"), Status.OPEN, 1)) == "no due date, 1 day old"


def test_the_range() -> None:
    told = [phrases.share(Tally("x", *counts)) for counts in ((4, 1, 2, 0), (2, 0, 3, 0), (1, 0, 0, 0), (0, 0, 0, 0))]
    assert told == ["57-71 %", "40 %", "too few to say", ""]


def test_what_it_rests_on() -> None:
    assert phrases.rests_on(Signals(("a", "b"), ("c",))) == "a, b; service c"
    assert phrases.rests_on(Signals((), ("c", "d"))) == "services c, d"


def test_how_long_after_and_whose_word_it_is() -> None:
    alike = back(CameBack.OPEN)
    assert phrases.after(alike) == "after 31 days       score 60"
    judged = replace(alike, days_since=0, verdict=VerdictKind.SAME)
    assert phrases.after(judged) == "the same day   your verdict"
