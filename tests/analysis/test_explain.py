"""Every row of the table of explanations, and the cases between them."""

from datetime import date

import pytest

from retrokit.analysis.explain import as_it_stands, as_of, explain
from retrokit.model import Action, Postmortem
from retrokit.vocabulary import ActionType, CameBack, Status
from tests.conftest import postmortem

STRUCK = date(2025, 1, 1)
PREVENT, DETECT = ActionType.PREVENT, ActionType.DETECT


def action(
    status: Status = Status.UNKNOWN,
    *,
    closed: str = "",
    due: str = "",
    type: ActionType | None = PREVENT,
    reason: str = "",
    title: str = "fix",
    opened: str = "2024-01-01",
) -> Action:
    return Action(
        id=title,
        title=title,
        type=type,
        status=status,
        due=date.fromisoformat(due) if due else None,
        opened=date.fromisoformat(opened),
        closed=date.fromisoformat(closed) if closed else None,
        reason=reason,
    )


def earlier(*actions: Action, day: str = "2024-01-01") -> Postmortem:
    return postmortem(f"{day}-x", actions=actions)


@pytest.mark.parametrize(
    ("actions", "came_back"),
    [
        ([action(Status.OPEN)], CameBack.OPEN),
        ([action(Status.IN_PROGRESS)], CameBack.OPEN),
        ([action(Status.OPEN, type=DETECT)], CameBack.OPEN),
        ([action(Status.DONE, closed="2025-01-02")], CameBack.OPEN),
        ([action(Status.DECLINED, closed="2025-06-01")], CameBack.OPEN),
        ([action(Status.OPEN), action(Status.DONE, closed="2024-02-01")], CameBack.OPEN),
        ([action(Status.DONE, closed="2024-12-31")], CameBack.DID_NOT_HOLD),
        ([action(Status.DONE, closed="2025-01-01")], CameBack.DID_NOT_HOLD),
        ([action(Status.DONE, closed="2024-02-01"), action(Status.DECLINED), action()], CameBack.DID_NOT_HOLD),
        ([action(Status.DONE, closed="2024-02-01", type=None)], CameBack.DID_NOT_HOLD),
        ([action(Status.DECLINED)], CameBack.DECLINED),
        (
            [action(Status.DECLINED, closed="2024-02-01"), action(Status.DONE, closed="2024-02-01", type=DETECT)],
            CameBack.DECLINED,
        ),
        ([], CameBack.NEVER_PROPOSED),
        ([action(Status.DONE, closed="2024-02-01", type=DETECT)], CameBack.NEVER_PROPOSED),
        ([action(Status.UNKNOWN, type=ActionType.PROCESS)], CameBack.NEVER_PROPOSED),
        ([action(Status.UNKNOWN)], CameBack.UNKNOWN),
        ([action(Status.DONE)], CameBack.UNKNOWN),
        ([action(Status.UNKNOWN), action(Status.DECLINED)], CameBack.UNKNOWN),
    ],
)
def test_one_earlier_incident(actions: list[Action], came_back: CameBack) -> None:
    assert explain([earlier(*actions)], STRUCK).came_back is came_back


def test_a_report_that_is_silent_about_actions_proves_nothing() -> None:
    silent = postmortem("2024-01-01-x", actions=None)
    found = explain([silent], STRUCK)
    assert (found.came_back, found.actions) == (CameBack.UNKNOWN, ())
    assert found.missing == "what was decided after 2024-01-01-x"


def test_an_open_action_of_any_earlier_incident_explains_it_first() -> None:
    first = earlier(action(Status.OPEN, title="old"))
    second = earlier(action(Status.DONE, closed="2024-08-01"), day="2024-06-01")
    found = explain([first, second], STRUCK)
    assert (found.came_back, found.actions[0].action.title) == (CameBack.OPEN, "old")


def test_otherwise_the_latest_incident_that_proposed_a_fix_has_the_word() -> None:
    done = earlier(action(Status.DONE, closed="2024-02-01"))
    declined = earlier(action(Status.DECLINED), day="2024-06-01")
    nothing = earlier(day="2024-09-01")
    assert explain([done, declined, nothing], STRUCK).came_back is CameBack.DECLINED
    assert explain([declined, done], STRUCK).came_back is CameBack.DID_NOT_HOLD


def test_the_most_telling_action_comes_first() -> None:
    late, later = action(Status.OPEN, due="2024-12-01", title="a"), action(Status.OPEN, due="2024-03-01", title="b")
    alarm = action(Status.OPEN, due="2024-02-01", type=DETECT, title="c")
    found = explain([earlier(late, later, alarm)], STRUCK)
    assert [(s.action.title, s.overdue_days) for s in found.actions] == [("b", 306), ("a", 31), ("c", 335)]
    old, new = action(Status.DONE, closed="2024-02-01", title="a"), action(Status.DONE, closed="2024-12-01", title="b")
    assert [(s.action.title, s.held_days) for s in explain([earlier(old, new)], STRUCK).actions] == [
        ("b", 31),
        ("a", 335),
    ]
    plain, reasoned = action(Status.DECLINED, title="a"), action(Status.DECLINED, title="b", reason="cost")
    assert [s.action.title for s in explain([earlier(plain, reasoned)], STRUCK).actions] == ["b", "a"]


def test_of_several_unknown_actions_the_one_about_the_same_thing_comes_first() -> None:
    mail, pool = action(title="Tell support by mail"), action(title="Give the pool a ceiling")
    found = explain([earlier(mail, pool)], STRUCK, lambda: frozenset({"pool", "exhausted"}))
    assert [state.action.title for state in found.actions] == [pool.title, mail.title]
    done = action(Status.DONE, title="Exhausted pool raised")
    assert explain([earlier(done, mail)], STRUCK, lambda: frozenset({"pool", "exhausted"})).actions[0].action is mail


@pytest.mark.parametrize(
    ("actions", "missing"),
    [
        ([action()], "what became of the action"),
        ([action(), action(), action(Status.DECLINED)], "what became of 2 actions"),
        ([action(Status.DONE)], "when the action was done"),
        ([action(Status.DONE), action(Status.DONE)], "when 2 actions were done"),
        ([action(Status.DONE), action()], "what became of 2 actions"),
    ],
)
def test_unknown_says_what_is_missing(actions: list[Action], missing: str) -> None:
    assert explain([earlier(*actions)], STRUCK).missing == missing


def test_how_an_action_stood_on_a_day_and_how_it_stands_today() -> None:
    done = action(Status.DONE, closed="2024-06-01", due="2024-03-01")
    before, after = as_of(done, date(2024, 5, 1)), as_of(done, date(2024, 7, 1))
    assert (before.status, before.overdue_days, before.held_days, before.age_days) == (Status.OPEN, 61, None, 121)
    assert (after.status, after.overdue_days, after.held_days) == (Status.DONE, None, 30)
    undated = action(Status.DONE)
    assert (as_of(undated, STRUCK).status, as_it_stands(undated, STRUCK).status) == (Status.UNKNOWN, Status.DONE)
    assert as_of(action(Status.OPEN, due="2025-01-01"), STRUCK).overdue_days is None
    assert as_of(action(opened="2026-01-01"), STRUCK).age_days == 0
    assert as_it_stands(done, date(2024, 5, 1)).status is Status.OPEN
    assert as_it_stands(done, date(2024, 6, 1)).status is Status.DONE


def test_the_latest_silent_report_is_named_and_any_silence_counts() -> None:
    silent, later, nothing = (
        postmortem("2024-01-01-s", actions=None),
        postmortem("2024-02-01-s", actions=None),
        earlier(day="2024-03-01"),
    )
    assert explain([silent, later, nothing], STRUCK).missing == "what was decided after 2024-02-01-s"
    assert explain([silent, nothing], STRUCK).came_back is CameBack.UNKNOWN


def test_what_did_not_prevent_is_named_latest_first() -> None:
    first = earlier(action(Status.DONE, closed="2024-02-01", type=DETECT, title="old"))
    second = earlier(action(Status.DONE, closed="2024-05-01", type=DETECT, title="new"), day="2024-04-01")
    assert [state.action.title for state in explain([first, second], STRUCK).actions] == ["new", "old"]


def test_an_action_that_was_not_asked_for_yet_explains_nothing() -> None:
    later = action(Status.OPEN, opened="2025-06-01")
    assert explain([earlier(later)], STRUCK).came_back is CameBack.NEVER_PROPOSED
    assert explain([earlier(later)], date(2025, 6, 1)).came_back is CameBack.OPEN
