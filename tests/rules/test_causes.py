"""RK201 to RK206: causes as people write them, and which of them say how it could happen."""

import json
from collections.abc import Callable, Iterable
from datetime import date

import pytest

from retrokit.cli.judging import _symptoms
from retrokit.model import Finding
from retrokit.parse import parse_placed
from retrokit.policy import Policy
from retrokit.rules import Case, causes

Rule = Callable[[Case], Iterable[Finding]]


def case_of(*summaries: str, actions: Iterable[str] = (), more: str = "") -> Case:
    """A report with these causes, and with actions that `@mira` owns."""
    lines = ["---", "title: Checkout times out", "date: 2026-03-14", "services: [checkout, postgres]"]
    lines += [f"causes: {json.dumps(summaries)}"] if summaries else []
    owned = [{"title": title, "owner": "@mira"} for title in actions]
    lines += [f"actions: {json.dumps(owned)}"] if owned else []
    text = "\n".join([*lines, more, "---", "", "Body."])
    report, _ = parse_placed("postmortems/2026-03-14-checkout.md", text.encode())
    assert report is not None
    return Case(report, Policy(), date(2026, 3, 21), symptoms=_symptoms)


def told(rule: Rule, case: Case) -> list[str]:
    return [finding.message for finding in rule(case)]


@pytest.mark.parametrize(
    "summary", ["unknown", "Unknown.", "none", "n/a", "-", "?", "TBD", "TODO", "none yet", "unknown (TBD)"]
)
def test_what_stands_for_an_answer_is_no_cause(summary: str) -> None:
    case = case_of(summary)
    assert told(causes.no_cause, case) == [f'"{summary}" does not say how it could happen']
    assert told(causes.open_question, case) == []  # once is enough


def test_no_cause_is_told_at_the_key_or_at_the_first_word() -> None:
    (empty,) = causes.no_cause(case_of(more="causes: []"))
    assert (empty.line, empty.message) == (5, "`causes` is empty: nothing says how it could happen")
    (missing,) = causes.no_cause(case_of())
    assert (missing.line, missing.message) == (2, "no `causes`")
    (unknown,) = causes.no_cause(case_of("unknown", "TBD"))
    assert (unknown.line, unknown.column) == (5, 10)


@pytest.mark.parametrize("name", ["cause", "root_cause", "Root Cause", "root_causes", "rca"])
def test_a_cause_under_another_name_is_a_matter_of_the_name(name: str) -> None:
    assert told(causes.no_cause, case_of(more=f"{name}: Each pod opens 50 connections")) == []
    assert told(causes.no_cause, case_of(more=f"{name}: Each pod opens 50 connections\ncauses:")) != []


@pytest.mark.parametrize(
    "case",
    [
        case_of("Each pod opens 50 connections"),
        case_of("The region was unknown to the balancer"),
        case_of("unknown", "Each pod opens 50 connections"),
        case_of(more="causes:\n  - {summary: unknown, decision: the vendor is gone}"),
    ],
)
def test_a_cause_or_the_decision_to_live_without(case: Case) -> None:
    assert told(causes.no_cause, case) == []


BLAMES = [
    ("An engineer forgot to put a ceiling on the pool", "engineer … forgot"),
    ("We forgot to renew the certificate", "we … forgot"),
    ("The team had forgotten the second region", "team … forgotten"),
    ("Forgot to renew the certificate", "forgot to"),
    ("The on-call engineer ran the wrong command", "on-call … ran … wrong"),
    ("The engineer on call had forgotten the second region", "engineer … forgotten"),
    ("An operator deleted the wrong table", "operator … deleted … wrong"),
    ("At 10:02 an operator deleted the wrong table", "operator … deleted … wrong"),
    ("During the maintenance, an engineer accidentally stopped the primary", "engineer … accidentally"),
    ("A junior developer pushed a bad config", "developer … pushed … bad"),
    ("A database administrator was careless", "administrator … careless"),
    ("The DBA did not check the size of the table", "dba … not check"),
    ("The DBA didn't check the size of the table", "dba … not check"),
    ("10:02 an operator deleted the wrong table", "operator … deleted … wrong"),
    ("During the maintenance somebody accidentally stopped the primary", "somebody … accidentally"),
    ("An engineer ran the wrong command (again)", "engineer … ran … wrong"),
    ("It was a human error", "human error"),
    ("An engineer deleted the table by mistake", "engineer … deleted … by mistake"),
    ("Somebody turned off the alert", "somebody … turned off"),
    ("The certificate expired because an engineer forgot to renew it", "engineer … forgot"),
    ("People misread the dashboard", "people … misread"),
    ("The operator misread the gauge", "operator … misread"),
    ("A typo by the on-call engineer", "typo by … on-call"),
    ("The volume was deleted by @mira", "deleted by … mira"),
    ("Mira forgot to renew the certificate", "mira … forgot"),
    ("@mira", "@mira"),
    ("@mira deleted the volume", "@mira"),
    ("@mira forgot the region", "mira … forgot"),
    ("@jonas forgot the region", "jonas … forgot"),
    ("Human error", "human error"),
    ("Root cause: human error", "human error"),
    ("The outage was due to human error", "human error"),
    ("Human error in the change of the route", "human error"),
    ("Human error: an engineer took the wrong cluster", "human error"),
    ("Operator mistake during the maintenance", "operator mistake"),
    ("User mistake", "user mistake"),
    ("Carelessness", "carelessness"),
    ("Fat finger", "fat finger"),
    ("Ein Bedienfehler im Rechenzentrum", "bedienfehler"),
]
BLAMES_NOBODY = [
    "@nightly deleted the backups",
    "@ midnight the job ran twice",
    "Pods accidentally deleted the rows of @mira",
    "If engineers forgot the filter, the tool deleted everything",
    "The on-call engineer",
    "The Mira accidentally shared the pool",
    "A typo in operator manifests",
    "A typo by the generator",
    "A typo by the on-call engineer, because the field shows the unit nowhere",
    "By engineers it was read as a typo",
    "The limit was known by @mira",
    "The volume was deleted by cron",
    "The limit is global, whatever it was set by",
    "Forgot to renew it: the reminder went to a closed mailbox",
    "If an engineer forgot the filter, the tool deleted everything",
    "Pods one engineer accidentally stopped were needed",
    "Paging engineers accidentally was easy",
    "In the list of operators accidentally kept from 2019 two were missing",
    "With no guard, an operator deleted the wrong table",
    "That was no simple human error",
    "Human error: both consoles look alike",
    "Human error, because both consoles look alike",
    "User error in the log was dropped",
    "The @Transactional annotation was missing on the retry",
    "@types/node 20 changed the default timeout",
    "@daily in the crontab ran at midnight UTC",
    "Alert mails went to @oncall-legacy, a list without members",
    "@mira had no access to the script",
    "Only @mira had access to the script",
    "The Mira cluster accidentally shared the pool",
    "The volume was deleted by Mira nodes",
    "Postgres accidentally shared the pool",
    "The Postgres operator accidentally deleted the volume",
    "The operator forgot the lease after a restart",
    "The admin API accidentally accepted requests without a token",
    "The developer portal accidentally exposed the internal schema",
    "The page for developers accidentally exposed the schema",
    "Dev accidentally shared the database with staging",
    "The on-call rotation was accidentally left empty by the import job",
    "The alert for the network engineer was accidentally muted",
    "The alert paged an engineer accidentally",
    "An engineer was accidentally paged for the wrong cluster",
    "The user error rate alert was muted",
    "The user error page was served with status 200",
    "The manual error handling in the client swallowed the timeout",
    "This was not human error: the tool took any cluster for staging",
    "Human error was ruled out",
    "The form is prone to human error",
    "Nothing in the console protects from human error",
    "Kein Bedienfehler: der Schalter war falsch beschriftet",
    "The retry handler forgot the deadline after a reconnect, and engineers had no metric for it",
    "People misread the dashboard because its axis is in bits",
    "Reviewers overlooked it since the diff tool hides generated files",
    "An engineer ran the wrong command: both consoles look alike",
    "An engineer picked the wrong cluster in a list that shows no region",
    "Since both consoles look alike, someone ran the wrong command",
    "With no guard in the tool, an operator deleted the wrong table",
    "The limit of each pod looks like that of all pods, someone changed it",
    "The tool deletes everything if an operator forgot the filter",
    "However, we overlooked the cost of an index on every write",
    "On-call had no access to the script",
    "Nobody checked the size of the table",
    "An engineer restarted the database",
    "Each pod opens 50 connections",
]


@pytest.mark.parametrize(("summary", "words"), BLAMES)
def test_a_person_is_no_cause(summary: str, words: str) -> None:
    (message,) = told(causes.person_as_cause, case_of(summary, actions=["Put a ceiling on the pool"]))
    assert message.startswith("the cause is a person: ") and message.endswith(f" ({words})")


@pytest.mark.parametrize("summary", BLAMES_NOBODY)
def test_people_and_what_is_called_like_them(summary: str) -> None:
    assert told(causes.person_as_cause, case_of(summary, actions=["Put a ceiling on the pool"])) == []


@pytest.mark.parametrize("owner", ["Search team", "? -", "@search-team", "@checkout", "Postgres"])
def test_the_name_of_a_team_or_a_service_is_no_person(owner: str) -> None:
    name = owner.strip("@").split()[0]
    actions = f"actions: [{{title: Split it, owner: '{owner}'}}]"
    assert told(causes.person_as_cause, case_of(f"{name} accidentally shared the pool", more=actions)) == []
    assert told(causes.person_as_cause, case_of("Mira accidentally shared the pool", actions=["Split it"])) != []


SYMPTOMS = [
    "Checkout",
    "Checkout failed with errors",
    "Checkout was down",
    "High error rate",
    "Checkout returned 500 errors",
    "Timeouts in checkout",
    "Requests timed out",
    "Increased latency in checkout",
    "Orders failed",
    "Connection errors",
    "Database was down",
    "Checkout crashed",
    "The pods restarted",
    "CPU was at 100 %",
]
NO_SYMPTOMS = [
    "?",
    "No errors were reported",
    "The database was full",
    "Customers reported errors, failures, latency, slowness, and an outage of clients",
    "No timeout on requests to the database",
    "The timeout of checkout was too high",
    "The request timeout was high",
    "Failed requests returned 200",
    "High request rate",
    "Memory was full",
    "CPU limit of the pods",
    "Database ran out of connections",
    "Pods crashed at startup when the index was missing",
    "Requests without an index failed",
    "十二",
]


@pytest.mark.parametrize("summary", SYMPTOMS)
def test_how_it_looked_is_no_cause(summary: str) -> None:
    assert told(causes.symptom_as_cause, case_of(summary)) == [f'the cause only names the symptom: "{summary}"']


@pytest.mark.parametrize("summary", NO_SYMPTOMS)
def test_one_word_that_tells_something_is_enough(summary: str) -> None:
    assert told(causes.symptom_as_cause, case_of(summary)) == []


def test_the_trigger_again_is_no_cause() -> None:
    trigger = "trigger: A sale mail went to 400,000 people"
    assert told(causes.symptom_as_cause, case_of("A sale mail went out", more=trigger)) == []
    assert told(causes.symptom_as_cause, case_of("A sale mail to people", more=trigger)) == [
        'the cause only repeats the trigger: "A sale mail to people"'
    ]


GUESSES = [
    ("Some pods probably kept their connections", "probably"),
    ("Likely a race in the session cache", "likely"),
    ("Root cause: likely a race in the session cache", "likely"),
    ("Possibly a race", "possibly a"),
    ("The node restarted, likely due to a kernel bug", "likely due"),
    ("It was most likely a race in the cache", "was most likely"),
    ("Might be a memory leak in the driver", "might be"),
    ("It could be a firmware bug", "it could be"),
    ("Seems to be a kernel bug", "seems to be"),
    ("A possible memory leak", "possible"),
    ("Suspected leak in the driver", "suspected"),
    ("Root cause not found", "cause … not found"),
    ("The cause was not determined", "cause … was not determined"),
    ("The root cause is still unclear", "cause … is still unclear"),
    ("The cause of the reboot is unknown", "cause … is unknown"),
    ("Cause: not yet known", "cause … not yet known"),
    ("Cause TBD", "cause … tbd"),
    ("Why the switch rebooted is unknown", "why … unknown"),
    ("The node restarted for an unknown reason", "for an unknown reason"),
    ("It is unclear why the switch rebooted", "unclear why"),
    ("We don't know why the switch rebooted", "we do not know why"),
    ("Not yet known", "not yet known"),
    ("The cause of the reboot remains unknown", "cause … remains unknown"),
    ("It restarted for an unknown cause", "unknown cause"),
    ("Unclear", "unclear"),
    ("Under investigation", "under investigation"),
    ("Waiting for the vendor's analysis", "waiting"),
    ("We were unable to reproduce it", "unable to reproduce it"),
    ("Does the pool count per pod?", "?"),
]
NO_GUESSES = [
    "Could be set to 0, which disables it",
    "A possible overflow of the counter left the queue of every region full",
    "The vendor changed the API",
    "What the alert meant was unclear",
    "Nobody looked for the cause",
    "Ownership of the retry library was unclear between two teams",
    "Ownership is still unclear",
    "The error message was unclear, so nobody read it",
    "It was not clear from the dashboard which region failed",
    "The limit was not known to the team that set the timeout",
    "On-call was not sure which cluster was meant",
    "How the driver counts was not understood outside the database team",
    "A client may have up to 40 sockets, and the balancer takes 1,000",
    "Nobody knew that it may be full",
    "The alert was suspected to be a false alarm for 20 minutes",
    "The alert could have been routed to the team, but the route had a typo",
    "It could not be restarted without the key",
    "Requests with an unknown cause code were dropped",
    "The health check had one state: unknown",
    "Not found (404) was returned",
    "Requests were likely to hit the cold node",
    "Likely to run in parallel, the jobs shared a lock",
    "The most likely path was not tested",
    "The login was reported as new and possibly malicious",
    "A possible null value was not checked",
    "The cause was not found for 40 minutes, the logs were off",
    "Waiting for a lock blocked all writers",
    "The cluster looks like production in the console",
    'The page said "probably fine"',
    "`maybe` was read as true",
]


@pytest.mark.parametrize(("summary", "words"), GUESSES)
def test_a_guess_that_nobody_follows_up(summary: str, words: str) -> None:
    (message,) = told(causes.open_question, case_of(summary))
    assert message.startswith(f'"{words}" in a cause, and no action finds out: ')


@pytest.mark.parametrize("summary", NO_GUESSES)
def test_what_is_known_of_something_unclear(summary: str) -> None:
    assert told(causes.open_question, case_of(summary)) == []


def test_one_cause_of_several_may_be_open() -> None:
    found = told(causes.open_question, case_of("Each pod opens 50 connections", "TBD", "?"))
    assert [message.split()[0] for message in found] == ['"tbd"', '"?"']


FOLLOWS_UP = [
    "Ask the vendor for an analysis of the reboot",
    "Log which pods hold a connection",
    "We should test the driver under load",
    "Enable logging in the gateway",
    "Upgrade the kernel, then capture packets",
    "Investigate the reboot",
    "Replace the drivers of the switch",
]
FOLLOWS_NOTHING = [
    "Log in to the jump host with a hardware key",
    "Put a load test into the release of checkout",
    "Rotate the log",
    "Spread the traffic across both halves",
]
LEAK = "Probably a leak across the drivers"


@pytest.mark.parametrize("action", FOLLOWS_UP)
def test_a_guess_with_an_action_that_finds_out(action: str) -> None:
    assert told(causes.open_question, case_of(LEAK, actions=[action])) == []
    assert told(causes.open_question, case_of(LEAK, more=f"ideas: [{json.dumps(action)}]")) == []


@pytest.mark.parametrize("action", FOLLOWS_NOTHING)
def test_an_action_that_finds_out_nothing(action: str) -> None:
    assert len(told(causes.open_question, case_of(LEAK, actions=[action]))) == 1


def test_a_guess_that_is_left_open_on_purpose() -> None:
    decided = case_of(more=f"causes:\n  - {{summary: {LEAK}, decision: the driver is gone}}")
    assert told(causes.open_question, decided) == []


POOL = "Each pod opens 50 connections"


@pytest.mark.parametrize(
    ("other", "actions"),
    [
        ("Failed payments were tried again at once", ["Limit the connections"]),
        (
            "When a payment fails it is put into each queue",
            ["Put a ceiling into each pod, without exceptions, after that"],
        ),
        ("The key was baked into the image", ["Limit the connections", "Alert when each pod has 40 connections"]),
    ],
)
def test_a_cause_is_left_alone(other: str, actions: list[str]) -> None:
    found = told(causes.cause_without_action, case_of(POOL, other, actions=actions))
    assert found == [f'no action is about this cause: "{other}"']


@pytest.mark.parametrize(
    ("other", "actions"),
    [
        (
            "Failed payments were tried again at once",
            ["Limit the connections", "Wait before the second try of payments"],
        ),
        ("Failed payments were tried again at once", ["Limit the connections", "Rewrite the client"]),
        ("It took an hour until somebody noticed", ["Limit the connections", "Add an alert on 5xx"]),
        ("It took an hour until somebody noticed", ["Limit the connections", "Alert on 40 connections"]),
        ("The queue filled up silently", ["Limit the connections", "Put the depth on a dashboard"]),
        ("The alarm came late", ["Limit the connections", "Page when orders stop"]),
        ("Probably a leak", ["Limit the connections"]),
    ],
)
def test_a_cause_that_an_action_may_be_about(other: str, actions: list[str]) -> None:
    assert told(causes.cause_without_action, case_of(POOL, other, actions=actions)) == []


def test_a_cause_with_a_decision_or_a_declined_action() -> None:
    decided = f"causes: [{POOL}, {{summary: Payments were tried again, decision: the client is gone in May}}]"
    limit = "\nactions:\n  - title: Limit the connections\n"
    assert told(causes.cause_without_action, case_of(more=decided + limit)) == []
    assert (
        told(causes.cause_without_action, case_of(POOL, "Payments were tried again", more=f"decision: we wait{limit}"))
        == []
    )
    assert told(causes.cause_without_action, case_of(POOL)) == []
    declined = f"causes: [{POOL}, Payments were tried again]{limit}"
    declined += "  - {title: Fewer connections, status: STATUS, reason: Payments are cheap}\n"
    assert told(causes.cause_without_action, case_of(more=declined.replace("STATUS", "declined"))) == []
    assert len(told(causes.cause_without_action, case_of(more=declined.replace("STATUS", "open")))) == 1


JUDGES = [
    ("A stupid default in the pool", "stupid"),
    ("A terrible query on every page", "terrible"),
    ("The horrible shell script", "horrible"),
    ("An insane number of retries", "insane"),
    ("A shameful test suite", "shameful"),
    ("WTF did the cache do", "wtf"),
    ("The pool had no ceiling!!", "!!"),
]
TELLS = [
    "The lazy loading of the index",
    "A dumb terminal, and a sloppy phrase search",
    "An embarrassingly parallel job took all nodes",
    "History expansion read `!!` as the last command",
    'The form took "!!" for a command',
    "The banner said “stupid test”",
    "It failed!",
]


@pytest.mark.parametrize(("text", "word"), JUDGES)
def test_a_word_that_judges(text: str, word: str) -> None:
    expected = [f'"{word}" judges rather than tells']
    assert told(causes.loaded_words, case_of(text)) == expected
    assert told(causes.loaded_words, case_of(POOL, actions=[text])) == expected
    for key in ("trigger", "customer_impact", "learned"):
        assert told(causes.loaded_words, case_of(POOL, more=f"{key}: {json.dumps(text)}")) == expected, key


@pytest.mark.parametrize("text", TELLS)
def test_a_word_that_tells(text: str) -> None:
    assert told(causes.loaded_words, case_of(text, actions=[text], more=f"learned: [{json.dumps(text)}]")) == []


def test_what_is_no_text_is_not_read() -> None:
    assert told(causes.loaded_words, case_of(POOL, more="learned: [{a: {b: stupid}}]")) == []


def test_a_person_as_cause_is_told_once() -> None:
    assert told(causes.loaded_words, case_of("Carelessness")) == []
    assert told(causes.loaded_words, case_of("The careless script")) != []
    assert told(causes.loaded_words, case_of(POOL, more="trigger: Carelessness")) != []
