"""RK302 to RK308, RK312 and RK313: texts as people write them, and what is to happen."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from retrokit.model import Finding
from retrokit.parse import parse_placed
from retrokit.policy import Policy, severity_key
from retrokit.rules import Case, actions
from retrokit.rules.action_words import says_something

TODAY = date(2026, 3, 21)


def case_of(front_matter: str, **policy: Any) -> Case:
    text = f"---\ntitle: Checkout times out\ndate: 2026-03-14\n{front_matter}\n---\n\nBody.\n"
    report, _ = parse_placed("postmortems/2026-03-14-checkout.md", text.encode())
    assert report is not None
    return Case(report, Policy(**policy), TODAY)


def action(**keys: str) -> str:
    """The front matter of a report with one action, with its keys on lines of their own."""
    written = {"title": "Put a ceiling on the pool", **keys}
    return "actions:\n  - " + "\n    ".join(f"{key}: {json.dumps(value)}" for key, value in written.items())


def told(found: Iterator[Finding]) -> list[str]:
    return [finding.message for finding in found]


NOBODY = [
    "TBD",
    "TBD (payments)",
    "tbd - payments",
    "To be decided",
    "to be determined",
    "not assigned",
    "not yet assigned",
    "no one",
    "No-one",
    "nobody yet",
    "whoever is on call",
    "somebody from payments",
    "(tbd)",
    "<unassigned>",
    "n/a",
    "?",
    "-",
    "x",
]
ONE_PERSON = [
    "@mira",
    "mira",
    "Mira Sanders",
    "Mira Sanders (payments team)",
    "Mira Sanders, payments team",
    "Mira Sanders, SRE",
    "Mira Sanders, Staff Engineer",
    "Mira Sanders & payments team",
    "payments team (Mira)",
    "Mira (SRE)",
    "Mira (on call until May)",
    "Mira with help from Tom",
    "Head of Engineering",
    "payments team lead",
    "Sanders, Mira",
    "Simon Callahan",
    "Mira Sanders " + "(" * 50_000,
    "Sanders, Mira (SRE)",
    "Mira E Sanders",
    "Sanders-Lee, Mira",
    "mira@example.org",
    "mira+retro@example.org",
    "Mira Sanders <mira@example.org>",
    "https://github.com/mira",
    "https://example.org/people/ops",
    "mira/tom",
    "[Mira](https://example.org/mira)",
    "<@U123ABC>",
    "Na Li",
    "Nada",
    "Anders Oderberg",
    "李娜",
]
TEAMS = [
    "payments team",
    "team payments",
    "Team Payments",
    "@payments-team",
    "@acme/payments",
    "https://github.com/orgs/acme/teams/payments",
    "#payments",
    "SRE",
    "SRE on-call",
    "oncall",
    "on-call engineer",
    "platform-eng",
    "sre@example.org",
    "everyone",
    "@channel",
    "all developers",
    "payments team and SRE",
    "SRE (primary team)",
    "payments team (tbd)",
    "Support, Operations",
]
SEVERAL = [
    "@mira, @jonas",
    "@mira @tom",
    "@mira/@tom",
    "mira@example.org tom@example.org",
    "Mira and Tom",
    "Mira und Tom",
    "Mira AND Tom",
    "Mira y Tom",
    "Mira / Tom",
    "Mira + Tom",
    "Mira & Tom",
    "mira; tom",
    "mira, tom",
    "Mira, T0m",
    "mira @_ @_",
    "Mira (with Tom)",
    "Mira (and Tom)",
    "Mira Sanders, Tom Green",
    "Mira, Tom, Ana",
    "Mira, Ops, Tom",
    "[Mira](https://example.org/mira), [Tom](https://example.org/tom)",
]


@pytest.mark.parametrize("owner", NOBODY)
def test_an_owner_that_is_nobody(owner: str) -> None:
    case = case_of(action(owner=owner))
    assert told(actions.no_owner(case)) == [f"nobody owns the action: `{owner}`"]
    assert told(actions.not_one_owner(case)) == []


@pytest.mark.parametrize("owner", ONE_PERSON)
def test_an_owner_who_is_one_person(owner: str) -> None:
    case = case_of(action(owner=owner))
    assert told(actions.no_owner(case)) + told(actions.not_one_owner(case)) == []


@pytest.mark.parametrize("owner", TEAMS)
def test_an_owner_that_is_a_team(owner: str) -> None:
    case = case_of(action(owner=owner))
    assert told(actions.no_owner(case)) == []
    assert told(actions.not_one_owner(case)) == [f'"{owner}" is a team']


@pytest.mark.parametrize("owner", SEVERAL)
def test_several_owners(owner: str) -> None:
    (message,) = told(actions.not_one_owner(case_of(action(owner=owner))))
    assert message.endswith(f" owners: {owner}")


def test_a_list_of_owners_is_several_however_they_are_written() -> None:
    case = case_of("actions:\n  - title: Put a ceiling\n    owner: [Mira, Tom]")
    assert told(actions.not_one_owner(case)) == ["2 owners: Mira, Tom"]
    assert next(actions.not_one_owner(case)).help == 'keep one, e.g. `owner: "Mira"`'
    case = case_of('actions:\n  - title: Put a ceiling\n    owner: ["Sanders, Mira", Tom]')
    assert told(actions.not_one_owner(case)) == ["2 owners: Sanders, Mira, Tom"]


@pytest.mark.parametrize(
    ("owner", "is_team"),
    [
        ("Tom Green", False),
        ("Mira Lion", False),
        ("Green", True),
        ("@green", True),
        ("red-lion", True),
        ("Red Lion", True),
        ("Red Lion, Mira", False),
        ("Red Lion and Green", True),
    ],
)
def test_a_team_of_the_config_is_told_by_its_whole_name(owner: str, is_team: bool) -> None:
    case = case_of(action(owner=owner), teams=("Green", "Red Lion"))
    assert told(actions.not_one_owner(case)) == ([f'"{owner}" is a team'] if is_team else [])


EXAMPLES = {"owner": '"@name"', "due": "YYYY-MM-DD", "closed": "YYYY-MM-DD"}
RULES_OF_KEYS = {
    "owner": (actions.no_owner, {}),
    "due": (actions.no_due_date, {}),
    "ticket": (actions.no_ticket, {}),
    "reason": (actions.declined_without_reason, {"status": "declined"}),
    "closed": (actions.done_without_evidence, {"status": "done"}),
}


@pytest.mark.parametrize("key", RULES_OF_KEYS)
def test_a_key_that_lacks_is_asked_for_as_the_action_is_written(key: str) -> None:
    rule, others = RULES_OF_KEYS[key]
    lines = "".join(f"\n    {name}: {value}" for name, value in others.items())
    (block,) = rule(case_of(f"actions:\n  - title: Shed load{lines}"))
    assert block.help.startswith(f"write `{key}: ") and "below its title" in block.help
    inside = "".join(f", {name}: {value}" for name, value in others.items())
    (flow,) = rule(case_of("actions:\n  - {title: Shed load, type: prevent" + inside + "}"))
    assert flow.help.startswith(f"add `{key}: ") and "to it" in flow.help
    assert (block.line, block.column) == ((6, 13) if others else (5, 5))


def test_an_action_that_has_everything_is_left_alone() -> None:
    whole = {"owner": "@mira", "due": "2026-03-21", "status": "open", "ticket": "PAY-311"}
    for rule in actions.RULES:
        assert rule.judge is not None
        assert told(iter(rule.judge(case_of(action(**whole))))) == []
        assert told(iter(rule.judge(case_of(action(status="declined", reason="It moves away"))))) == []
        assert told(iter(rule.judge(case_of(action(status="done", closed="2026-03-20"))))) == []


@pytest.mark.parametrize("key", RULES_OF_KEYS)
def test_a_key_that_is_empty_is_pointed_at_and_not_asked_for_again(key: str) -> None:
    rule, others = RULES_OF_KEYS[key]
    lines = "".join(f"\n    {name}: {value}" for name, value in others.items())
    (finding,) = rule(case_of(f"actions:\n  - title: Shed load{lines}\n    {key}:"))
    assert (finding.line, finding.column) == (6 + len(others), 5)
    assert finding.help.startswith(f"fill in `{key}:`")
    assert ("e.g. `" in finding.help) == (key in EXAMPLES)


@pytest.mark.parametrize("key", ["owner", "ticket", "reason"])
@pytest.mark.parametrize("value", ["none", "n/a", "TBD", "-", "to be decided", "none, tbd"])
def test_a_value_that_says_nothing_is_pointed_at(key: str, value: str) -> None:
    rule, others = RULES_OF_KEYS[key]
    (finding,) = rule(case_of(action(**others, **{key: value})))
    assert (finding.line, finding.column) == (6 + len(others), 7 + len(key))
    assert finding.help.startswith(f"fill in `{key}:`")


def test_an_action_that_is_only_text_is_told_how_to_have_keys() -> None:
    (finding,) = actions.no_owner(case_of("actions:\n  - Put a ceiling on the pool"))
    assert finding.help == 'write it as `title: …` with `owner: "@name"` below: one person'
    (finding,) = actions.no_due_date(case_of("actions:\n  - Put a ceiling on the pool"))
    assert finding.help.startswith("write it as `title: …` with `due: YYYY-MM-DD` below")
    (finding,) = actions.done_without_evidence(case_of("actions:\n  - '[x] Put a ceiling on the pool'"))
    assert finding.help.startswith("write it as `title: …` with `closed: YYYY-MM-DD` below")


def test_a_due_date_that_cannot_be_read_is_told_as_such_alone() -> None:
    assert told(actions.no_due_date(case_of(action(due="asap")))) == []
    assert told(actions.done_without_evidence(case_of(action(status="done", closed="in May")))) == []


@pytest.mark.parametrize(
    "text", ["Waiting for the vendor", "TBD: the vendor has to answer first", "42", "Not worth it", "誰も"]
)
def test_an_answer_says_something(text: str) -> None:
    assert says_something(text)


@pytest.mark.parametrize("text", ["", " ", "TBD", "tbd.", "none", "N/A", "-", "—", "?", "…", "none, tbd", "(none)", "To do", "not yet decided"])  # fmt: skip
def test_a_placeholder_says_nothing(text: str) -> None:
    assert not says_something(text)


SEVERITIES = {
    "SEV0": 28,
    "S0": 28,
    "P0": 28,
    "SEV1": 28,
    "S1": 28,
    "P1": 28,
    "1": 28,
    "critical": 28,
    "Severity 1": 28,
    "sev 2": 56,
    "SEV-2": 56,
    "S2": 56,
    "P2": 56,
    "2": 56,
    "SEV2 (major)": 56,
    "2 - High": 56,
    "Prio 2": 56,
    "SEV3": None,
    "12": None,
    "high": None,
    "": None,
    "2 hours": None,
}


@pytest.mark.parametrize("severity", SEVERITIES)
def test_how_late_an_action_may_be_due(severity: str) -> None:
    days = SEVERITIES[severity]
    front = f"severity: {json.dumps(severity)}\n" + action(due="2027-01-01")
    assert [f"it is {days} days" in message for message in told(actions.due_too_late(case_of(front)))] == [True] * bool(
        days
    )


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"due": "2026-05-09"}, ""),
        ({"due": "2026-05-10"}, "due 57 days after it was decided; for SEV2 it is 56 days"),
        ({"due": "2026-05-10", "opened": "2026-03-20"}, ""),
        ({"due": "2026-03-15", "opened": "2026-01-01"}, ""),
        ({"due": "2026-05-17", "opened": "2026-01-01"}, "due too far ahead; for SEV2 it is 56 days"),
        ({"opened": "2026-01-01"}, ""),
        ({"due": "2027-01-01", "status": "done"}, ""),
    ],
)
def test_days_count_from_the_decision_or_where_they_are_over_from_today(keys: dict[str, str], message: str) -> None:
    assert told(actions.due_too_late(case_of("severity: SEV2\n" + action(**keys)))) == ([message] if message else [])


@pytest.mark.parametrize(
    ("keys", "late"),
    [
        ({"due": "2026-03-21"}, ""),
        ({"due": "2026-03-20"}, "1 day"),
        ({"due": "2026-03-18"}, "3 days"),
        ({"due": "2026-03-18", "status": "in-progress"}, "3 days"),
        ({"due": "2026-03-18", "status": "done"}, ""),
        ({}, ""),
    ],
)
def test_an_action_is_late_from_the_day_after(keys: dict[str, str], late: str) -> None:
    found = told(actions.overdue(case_of(action(**keys))))
    assert found == ([f'{late} overdue: "Put a ceiling on the pool"'] if late else [])


def test_a_severity_of_the_config_counts_as_it_is_written_there() -> None:
    policy = Policy(due_within={"critical": 7, "SEV1": 28, "*": 90})
    assert [policy.days_for(name) for name in ("critical", "P1", "minor")] == [7, 28, 90]
    case = case_of(action(due="2027-01-01"), due_within={"*": 90})
    assert told(actions.due_too_late(case)) == ["due 293 days after it was decided; for this severity it is 90 days"]
    assert severity_key("1" * 5000) == "sev" + "1" * 5000


WITH_A_TICKET = [
    "PAY-311 Put a ceiling on the pool",
    "PAY-311: put a ceiling on the pool",
    "[PAY-311] Put a ceiling on the pool",
    "[x] PAY-311 Put a ceiling on the pool",
    "#1234 Put a ceiling on the pool",
    "Put a ceiling on the pool (#1234)",
    "Put a ceiling on the pool (see PAY-311).",
    "Put a ceiling (PAY-311 has more) on the pool",
    "Put a ceiling on the pool (acme/checkout#12)",
    "Put a ceiling on the pool https://tracker.example/PAY-311",
]
WITHOUT_A_TICKET = [
    "Put a ceiling on the pool",
    "Hash passwords with SHA-256",
    "SHA-256 for passwords",
    "Accept UTF-8 (UTF-8)",
    "Move to us-east-1 (eu-west-1 later)",
    "Keep 3 replicas (2 are too few)",
    "on-call rota",
    "Tier-1 services get a pool",
    "B-2 pods get a pool",
    "3D-12 printers get a pool",
    "GPT-4o answers from a pool",
    "ÄÖ-12 gets a pool",
    "AC/DC-12 gets a pool",
    "C# client gets a pool",
]


@pytest.mark.parametrize("title", WITH_A_TICKET)
def test_a_ticket_in_the_title(title: str) -> None:
    assert told(actions.no_ticket(case_of(action(title=title)))) == []
    assert told(actions.done_without_evidence(case_of(action(title=title, status="done")))) == []


@pytest.mark.parametrize("title", WITHOUT_A_TICKET)
def test_no_ticket_in_the_title(title: str) -> None:
    assert told(actions.no_ticket(case_of(action(title=title)))) == ["action has no ticket"]
    assert told(actions.done_without_evidence(case_of(action(title=title, status="done")))) == [
        "done, and nothing shows when"
    ]


VAGUE = {
    "Improve HTTP/2 handling": "improve",
    "Investigate issue in k8s": "investigate",
    "Improve Postgres 15 performance": "improve",
    "Improve database performance in Q3": "improve",
    "Improve the `checkout` service": "improve",
    "Be more careful when deploying to all 3 regions": "be more careful",
    "Improve documentation on connection pools for each team": "improve",
    "Improve monitoring until it is good": "improve",
    "Improve communication with the customers": "improve",
    "Improve monitoring with better dashboards": "improve",
    "Improve the cache by making it better": "improve",
    "Looking into connection pooling": "looking into",
    "Investigating root cause": "investigating",
    "Improving our alerting": "improving",
    "P1: Improve monitoring": "improve",
    "PAY-311 Improve monitoring": "improve",
    "[ ] Improve monitoring": "improve",
    "Prevention: improve monitoring": "improve",
    "2. Improve monitoring": "improve",
    "We should improve monitoring": "improve",
    "Continue to monitor": "monitor",
    "Add better monitoring": "add better",
    "Make alerting better": "make … better",
    "Make sure all engineers know the limit": "make sure",
    "Make sure this never happens again": "make sure",
    "Ensure stability": "ensure",
    "Ensure high availability of the orders database": "ensure",
    "Dig into the pool behaviour": "dig into",
    "Figure out why the pool is small": "figure out",
    "Find out why the pool is small": "find out",
    "Fix tests as needed": "as needed",
    "Review and update the alerts where necessary": "where necessary",
    "Investigate X": "investigate",
    "Investigate a pod that restarts": "investigate",
    "Investigate pods with a small pool": "investigate",
    "Investigate a set of pods": "investigate",
    "Look into pods with a small pool": "look into",
    "Improve checkout by Friday": "improve",
    "Improve monitoring to avoid outages": "improve",
    "Improve: monitoring": "improve",
    "Look at what to check": "look at",
    "Explore this: a queue for each region": "explore",
    "Improve communication with vendors": "improve",
    "Be more careful with more than 50 pods": "be more careful",
    "Fix the tests within 3 days if needed": "if needed",
    "Ensure idempotency": "ensure",
    "Consider a queue": "consider",
    "Consider allowing the prime cluster to stop when it is unhealthy": "consider",
    "Review and update the process": "review",
    "Investigate the trouble with a pod": "investigate",
    "Consider dedicated nodes for large events": "consider",
    "Look into a Terraform resource for CircleCI": "look into",
    "Explore remote storage of WAL files": "explore",
    "Review the limits": "review",
    "Revisit automatic pull requests": "revisit",
    "keep an eye on the certificate": "keep an eye",
    "Better alerting for a full cluster": "better",
}
WITH_AN_END = [
    "Make sure the deploy job fails when the health check fails",
    "Ensure CI fails when a migration takes a lock",
    "Make sure that CI rejects a chart without a memory limit",
    "Ensure backups are restored every week by a job",
    "Ensure the standby is ready before traffic is shifted",
    "Ensure the scheduler knows the pool size",
    "Make sure that everybody gets emailed when the site goes down",
    "ensure pycurl is used, which is known to perform better than the default",
    "make sure downtime recovery steps are documented.",
    "Optimize the orders query with an index on customer_id",
    "Harden the ingress with a rate limit per client",
    "Improve the runbook by adding the failover commands",
    "Improve the alerting so that most of the team is notified",
    "Improve p99 of checkout to under 300 ms",
    "Improve the deploy script to wait for the standby",
    "Improve deploys: refuse one without a rollback plan",
    "Improve the alert so it fires before the pool is full",
    "Watch list of certificates that run out",
    "Improve the cache hit ratio to 0.95",
    "Improve coverage of the pool to 90 %",
    "Monitor replication lag with an alert",
    "Monitor the pool, page at >80%",
    "Monitor replication lag until the migration is done",
    "Review the Terraform module and remove the public bucket",
    "Investigate and fix memory leak in kubespawner",
    "Discuss the limit and decide",
    "Consider a pod unhealthy when its pool is exhausted",
    "Review checklist for migrations in the PR template",
    "Better: put the limit into the chart",
    "Better error messages that name the file",
    "Look up the limit in Consul at the start",
    "Try again with backoff when Postgres refuses",
    "Be able to restore a single table",
    "Let the autoscaler add pods as needed",
    "Put PgBouncer in front of Postgres",
    "Add memory to the nodes",
    "Make all infrastructure pods be in the `Guaranteed` class",
    "Reminder bot for open reviews",
    "Checkout: review page shows the limit",
    "S3 review bucket gets a policy",
    "Use better defaults of PgBouncer",
    "PAY-311",
    "…",
]


@pytest.mark.parametrize("title", VAGUE)
def test_a_title_that_leaves_open_when_it_is_done(title: str) -> None:
    found = told(actions.vague_action(case_of(action(title=title))))
    assert found == [f'"{VAGUE[title]}" has no end that anybody could check']


@pytest.mark.parametrize("title", WITH_AN_END)
def test_a_title_that_can_be_checked(title: str) -> None:
    assert told(actions.vague_action(case_of(action(title=title)))) == []
