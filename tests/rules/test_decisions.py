"""RK301, RK309 to RK311, RK314 and RK315: texts as people write them, and what is to happen."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from retrokit.model import Finding
from retrokit.parse import parse_placed
from retrokit.policy import Policy
from retrokit.rules import Case, decisions
from retrokit.rules.action_words import is_urgent
from retrokit.rules.impact_words import is_no_impact

TODAY = date(2026, 3, 21)


def case_of(front_matter: str, **policy: Any) -> Case:
    text = f"---\ntitle: Checkout times out\ndate: 2026-03-14\n{front_matter}\n---\n\nBody.\n"
    report, _ = parse_placed("postmortems/2026-03-14-checkout.md", text.encode())
    assert report is not None
    return Case(report, Policy(**policy), TODAY)


def action(title: str, **keys: str) -> str:
    """The front matter of a report with one action."""
    return "actions:\n  - " + "\n    ".join(
        f"{key}: {json.dumps(value)}" for key, value in {"title": title, **keys}.items()
    )


def told(found: Iterator[Finding]) -> list[str]:
    return [finding.message for finding in found]


LEARNED = "learned: [The pool limit was per pod]"


@pytest.mark.parametrize(
    ("front", "message", "line"),
    [
        (LEARNED, "no `actions`", 2),
        (f"actions:\n{LEARNED}", "`actions` is empty, and nothing says why", 4),
        (f"actions: none\n{LEARNED}", "`actions` is empty, and nothing says why", 4),
        (f"actions: none, tbd\n{LEARNED}", "`actions` is empty, and nothing says why", 4),
        (f"actions: none\ndecision: TBD\n{LEARNED}", "no actions, and `decision` does not say why", 5),
        (f"actions: none\ndecision: n/a\n{LEARNED}", "no actions, and `decision` does not say why", 5),
        (f"actions: none\ndecision: '-'\n{LEARNED}", "no actions, and `decision` does not say why", 5),
        (f"actions: none\ndecision:\n{LEARNED}", "no actions, and `decision` does not say why", 5),
        ("actions: none\ndecision: It moves away", "no actions, and nothing learned", 4),
        ("actions: none\ndecision: It moves away\nlearned: none", "no actions, and `learned` says nothing", 6),
        ("actions: none\ndecision: It moves away\nlearned:\n  - tbd", "no actions, and `learned` says nothing", 6),
    ],
)
def test_no_actions_and_no_word_on_why(front: str, message: str, line: int) -> None:
    (finding,) = decisions.no_actions(case_of(front))
    assert (finding.message, finding.line) == (message, line)


@pytest.mark.parametrize(
    "front",
    [
        f"actions: none, the shop moves away in May\n{LEARNED}",
        f"actions: none\ndecision: The shop moves away\n{LEARNED}",
        f"decision: The shop moves away\n{LEARNED}",
        "actions:\n  - Put a ceiling on the pool",
    ],
)
def test_actions_or_why_there_are_none(front: str) -> None:
    assert told(decisions.no_actions(case_of(front))) == []


def test_who_has_no_key_is_told_to_add_it() -> None:
    assert next(decisions.no_actions(case_of(LEARNED))).help.startswith("add `actions:` with one, or say why")
    assert next(decisions.no_actions(case_of("actions: []"))).help.startswith("add one, or say why")


REMINDERS = [
    "Remind all teams that the pool limit is per pod",
    "Remind everyone to check the limit when the sale starts",
    "Hold a training on connection pools",
    "Run a training session on pools",
    "Training on connection pools",
    "Train new engineers on connection pools",
    "Do a brown-bag on pools",
    "Lunch & learn on pools",
    "Lunch and learn on pools",
    "Email all developers about pool limits",
    "Send an email to all developers about pool limits",
    "Share the learnings with the team",
    "Make sure all engineers know the limit",
    "Make sure everybody follows the runbook",
    "Retrain developers",
    "Ask developers to check limits",
    "Always check the limit before deploying",
    "Double-check the limit before deploying",
    "Talk to the payments team about limits",
    "Tell the payments team that the limit is per pod",
    "Tell Postgres admins about the limit",
    "Communicate the limit to all teams",
    "Inform the team when you deploy",
    "Tell the team when deploying",
    "Make sure everyone is aware of the limit when the sale starts",
    "Remind developers by mail",
    "Announce the limit to the developers",
    "Warn developers about the limit",
    "Be more careful when deploying",
    "P1: Remind developers of the limit",
    "We should raise awareness of the limit",
]
CHANGES = [
    "Warn the deployer in CI when a migration takes a lock",
    "Warn the on-call at 80 % of the pool",
    "Tell Postgres to close idle connections",
    "Tell Postgres to close idle connections of all users",
    "Tell pods their pool size from a shared config",
    "Communicate the limit to pods through a ConfigMap",
    "Train the anomaly model on the new traffic",
    "Retrain the anomaly model",
    "Add a double check before dropping a table in the CLI",
    "Send an email to the owner when a certificate expires in 30 days",
    "Email alerts to the on-call engineers",
    "Reminder bot that blocks merges without a rollback plan",
    "Ensure everybody deploys through the pipeline by removing SSH access",
    "Make sure everyone needs a second approval for production deletes",
    "Ask the operator to type the name of a table before it is dropped",
    "Always run migrations in a transaction",
    "Share one pool between all teams",
    "Tell users their quota in the UI",
    "Ask the load balancer to check the pool",
    "Store the findings of the scanner in the ticket",
    "Pods check the limit at their start",
    "PAY-311",
    "Make sure the tenants are read from the replica",
    "Warn the deployer when a migration checks nothing",
    "Put PgBouncer in front of Postgres",
    "Remind owners automatically before a certificate expires",
]


@pytest.mark.parametrize("title", REMINDERS)
def test_a_reminder_prevents_nothing(title: str) -> None:
    found = told(decisions.only_reminders(case_of(action(title))))
    assert found == ["all that would prevent it is a reminder"]


@pytest.mark.parametrize("title", CHANGES)
def test_a_change_of_the_system_is_no_reminder(title: str) -> None:
    assert told(decisions.only_reminders(case_of(action(title)))) == []


def test_one_change_beside_a_reminder_is_enough_and_so_is_a_decision() -> None:
    reminder = action("Remind all teams of the limit")
    assert told(decisions.only_reminders(case_of(f"{reminder}\n  - Put a ceiling on the pool"))) == []
    assert told(decisions.only_reminders(case_of(f"{reminder}\ndecision: The pool goes in May"))) == []
    assert told(decisions.only_reminders(case_of(f"{reminder}\ndecision: TBD"))) != []
    assert told(decisions.only_reminders(case_of(action("Shed load", type="mitigate")))) == []


@pytest.mark.parametrize(
    ("front", "found"),
    [
        (action("Write a runbook", type="process"), ["no action prevents it; they are of type process"]),
        (action("Write a runbook", type="process", status="declined"), ["no action prevents it"]),
        (action("Put a ceiling", type="prevent", status="declined", reason="TBD"), ["no action prevents it"]),
        (action("Put a ceiling", type="prevent", status="declined", reason="It moves away"), []),
        (action("Put a ceiling", type="prevent", status="done"), []),
        (action("Put a ceiling"), []),
        (action("Shed load", type="mitigate", status="declined", reason="It moves away"), ["no action prevents it"]),
        ("actions: none", []),
        (LEARNED, []),
        (action("Write a runbook", type="process") + "\ndecision: It moves away", []),
        (
            action("Write a runbook", type="process") + "\ndecision: tbd",
            ["no action prevents it; they are of type process"],
        ),
    ],
)
def test_whether_anything_prevents_it(front: str, found: list[str]) -> None:
    assert told(decisions.nothing_prevents(case_of(front))) == found


def ranked(*priorities: str, status: str = "open", impact: str = "1,900 orders failed") -> Case:
    actions = "".join(f"\n  - title: Do it\n    status: {status}\n    priority: {json.dumps(p)}" for p in priorities)
    return case_of(f"customer_impact: {json.dumps(impact)}\nactions:{actions}")


@pytest.mark.parametrize(
    ("case", "message", "hint"),
    [
        (ranked("P1", "p1", "P1"), "all 3 actions have priority P1", "keep `priority: P1` for the one"),
        (
            ranked("P2", "P2", "P2"),
            "all 3 actions have priority P2",
            "give the one that comes first a higher one, e.g. `priority: P1`",
        ),
        (ranked("Low", "Low", "Low", status="done"), "all 3 actions have priority Low", "give the one"),
    ],
)
def test_one_priority_for_all(case: Case, message: str, hint: str) -> None:
    (finding,) = decisions.one_priority(case)
    assert finding.message == message and finding.help.startswith(hint)


@pytest.mark.parametrize(
    "case",
    [
        ranked("P1", "P1"),
        ranked("P1", "P1", "P2"),
        ranked("TBD", "TBD", "TBD"),
        ranked("P1", "P1", "P1", status="declined"),
    ],
)
def test_priorities_that_tell_what_comes_first_or_are_too_few(case: Case) -> None:
    assert told(decisions.one_priority(case)) == []


@pytest.mark.parametrize("priority", ["P0", "P1", "p1", "0", "1", "P1 (now)", "P1 - urgent", "P1 now", "Priority 1", "prio 1", "Prio-1", "1 - Critical", "Very high", "High", "must-have", "must have", "urgent", "Blocker", "SEV1"])  # fmt: skip
def test_an_urgent_priority(priority: str) -> None:
    assert is_urgent(priority)
    assert told(decisions.nothing_urgent(ranked("P3", priority))) == []
    assert told(decisions.nothing_urgent(ranked(priority, status="done"))) == []


@pytest.mark.parametrize(
    "priority", ["P2", "P3", "2", "10", "11", "medium", "Low", "not urgent", "nice to have", "later"]
)
def test_a_priority_that_can_wait(priority: str) -> None:
    assert told(decisions.nothing_urgent(ranked(priority))) == [
        "customers were hit, and no action has priority P0 or P1"
    ]


def test_no_priority_at_all_says_nothing_of_urgency() -> None:
    assert told(decisions.nothing_urgent(case_of("customer_impact: 40 orders failed\nactions: [Do it]"))) == []
    assert told(decisions.nothing_urgent(ranked("TBD"))) == []


def test_a_decision_says_why_it_can_wait() -> None:
    waiting = "customer_impact: 40 orders failed\nactions: [{title: Do it, priority: P3}]\ndecision: "
    assert told(decisions.nothing_urgent(case_of(waiting + "It moves away"))) == []
    assert told(decisions.nothing_urgent(case_of(waiting + "TBD"))) != []


HIT = [
    "1,900 orders failed, support answered 212 tickets",
    "about 40 customers",
    "Some customers",
    "Checkout was down",
    "No orders for 40 minutes",
    "No logins for an hour",
    "No one could log in for 40 minutes",
    "Nothing worked for 3,000 customers",
    "Nobody could pay",
    "None of the 3,000 customers could log in",
    "No payments went through",
    "Niemand konnte sich anmelden",
    "Customers were affected but not staff",
    "Not all customers were affected",
    "Not only staff was affected",
    "No impact on the EU; 3,000 US customers could not pay",
    "No data loss, but 400 requests failed",
    "0.5 % of requests failed",
    "Unknown number of customers saw errors",
    "Internal server errors for 40 minutes",
    "Only customers in the EU",
    "No data loss, but requests failed",
    "No impact on the EU, 3,000 US customers had empty carts",
]
NOT_HIT = [
    "none",
    "None.",
    "None, the standby took over within 40 seconds",
    "n/a",
    "TBD",
    "-",
    "unknown",
    "0",
    "0 customers",
    "0 orders lost",
    "No customers",
    "no customer impact",
    "There was no impact",
    "No impact for 40 minutes",
    "Customers were not affected",
    "Customers weren't affected",
    "No one was affected",
    "No customer was visibly affected",
    "Nobody noticed",
    "no noticeable effect on customers",
    "unaffected",
    "Internal users only",
    "Only internal tools were down",
    "No impact, 3 internal users could not log in",
    "Staging only",
    "✅ (no impact)",
    "No impact: customers saw the page of the day before",
    "keine",
]


@pytest.mark.parametrize("impact", HIT)
def test_customers_who_were_hit(impact: str) -> None:
    assert not is_no_impact(impact)
    assert told(decisions.nothing_urgent(ranked("P3", impact=impact))) != []


@pytest.mark.parametrize("impact", NOT_HIT)
def test_customers_who_were_not(impact: str) -> None:
    assert is_no_impact(impact)
    assert told(decisions.nothing_urgent(ranked("P3", impact=impact))) == []


DETECTING = [
    "Alert when Postgres has used 80 % of its connections",
    "Page when the pool is full",
    "Count the waiting requests and page the on-call",
    "Uptime robot that pages",
    "Set up SLOs",
    "Add health check to checkout",
    "Uptime-check on /checkout",
    "Add a metric for used connections",
    "Alertmanager rule for pool",
    "Send to PagerDuty when full",
    "Synthetic order every minute",
    "Remove the noisy alert and add one on the error rate",
]
NOT_DETECTING = [
    "Show a waiting page",
    "Answer with a waiting page when Postgres refuses connections",
    "Cache the landing page",
    "Cache the landing pages",
    "Remove the noisy alert",
    "Silence the flapping alerts",
    "Remove the dashboard",
    "Roll out by canary",
    "Raise the memory limit of Prometheus",
    "Put PgBouncer in front of Postgres",
    "PAY-311",
]


def detected(started: str, found: str, more: str = "actions: [Put a ceiling on the pool]") -> Case:
    return case_of(f"started: {started}\ndetected: {found}\n{more}")


@pytest.mark.parametrize("title", DETECTING)
def test_an_action_that_detects(title: str) -> None:
    case = detected("2026-03-14T10:02", "2026-03-14T11:37", action(title))
    assert told(decisions.slow_detection(case)) == []


@pytest.mark.parametrize("title", NOT_DETECTING)
def test_an_action_that_does_not_detect(title: str) -> None:
    case = detected("2026-03-14T10:02", "2026-03-14T11:37", action(title))
    assert len(told(decisions.slow_detection(case))) == 1


@pytest.mark.parametrize(
    ("started", "found", "took"),
    [
        ("2026-03-14T10:02", "2026-03-14T11:37", "95 minutes"),
        ("2026-03-14T10:02", "2026-03-14T15:12", "5 hours 10 minutes"),
        ("2026-03-14T10:02", "2026-03-14T12:02", "2 hours"),
        ("2026-03-14T10:02", "2026-03-15T11:02", "1 day 1 hour"),
        ("2026-03-14T10:02", "2026-03-17T09:30", "2 days 23 hours"),
        ("2026-03-14 9:02", "2026-03-14 10:02", "60 minutes"),
        ("2026-03-14 10:02 UTC", "2026-03-14 11:02 UTC", "60 minutes"),
        ("2026-03-14 10:02 CET", "2026-03-14 11:02 cet", "60 minutes"),
        ("2026-03-14 10:02 (CET)", "2026-03-14 11:02", "60 minutes"),
        ("2026-03-14T10:02Z", "2026-03-14 11:02 GMT", "60 minutes"),
        ("2026-03-14T10:02:30Z", "2026-03-14T12:02:10.5+01:00", "60 minutes"),
        ("2026-03-14T10:02+01:00", "2026-03-14 11:02", "60 minutes"),
        ("2026-03-14 10:02", "2026-03-14T11:02-05:00", "60 minutes"),
        ("2026-03-14T10:02+0100", "2026-03-14T10:02+00:00", "60 minutes"),
    ],
)
def test_how_long_it_took(started: str, found: str, took: str) -> None:
    (finding,) = decisions.slow_detection(detected(started, found))
    assert finding.message == f"it took {took} until somebody noticed, and no action would make that sooner"
    assert "`decision: …`" in finding.help


@pytest.mark.parametrize(
    ("started", "found"),
    [
        ("2026-03-14T10:02", "2026-03-14T10:32"),
        ("2026-03-14 10:02 CET", "2026-03-14 11:02 UTC"),
        ("2026-03-14 10:02 UTC", "2026-03-14 11:02 CET"),
        ("2026-03-14 11:50 am", "2026-03-14 12:40 pm"),
        ("2026-03-14T10:02+02:00", "2026-03-14T09:02+01:00"),
        ("2026-03-14", "2026-03-16"),
        ("2026-03-14 10:02", "2026-03-16"),
        ("2026-03-14 10:02", "2026-03-14 29:02"),
        ("2026-03-14 10:02", "2026-03-14 about 12:00"),
        ("2026-03-14 12:02", "2026-03-14 10:02"),
    ],
)
def test_no_word_where_it_was_quick_or_nobody_can_tell(started: str, found: str) -> None:
    assert told(decisions.slow_detection(detected(started, found))) == []
    assert told(decisions.slow_detection(case_of(f"started: {started}\nactions: [Do it]"))) == []
    assert told(decisions.slow_detection(case_of(f"detected: {found}\nactions: [Do it]"))) == []


def test_a_decision_or_a_type_is_enough_and_a_placeholder_is_not() -> None:
    slow = "2026-03-14T10:02", "2026-03-14T11:37"
    assert told(decisions.slow_detection(detected(*slow, "actions: [Do it]\ndecision: It moves away"))) == []
    assert told(decisions.slow_detection(detected(*slow, action("Do it", type="detect")))) == []
    assert told(decisions.slow_detection(detected(*slow, "actions: [Do it]\ndecision: TBD"))) != []
    assert told(decisions.slow_detection(detected(*slow, action("Do it", type="detect", status="declined")))) != []
