"""RK501 to RK504: lines as people and templates write them, and which of them are an answer."""

import json
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import pytest

from retrokit.model import Finding
from retrokit.parse import parse_placed
from retrokit.policy import Policy
from retrokit.rules import Case, body
from retrokit.rules.prompts import prompts_in

Rule = Callable[[Case], Iterable[Finding]]
FIRST = 5
"""The line on which the body begins."""


def case_of(text: str, keys: str = "title: Checkout times out", prompts: Iterable[str] = (), **policy: Any) -> Case:
    whole = f"---\n{keys}\ndate: 2026-03-14\n---\n{text}"
    report, _ = parse_placed("postmortems/2026-03-14-checkout.md", whole.encode())
    assert report is not None
    return Case(report, Policy(**policy), date(2026, 3, 21), prompts=frozenset(prompts))


def places(case: Case) -> list[tuple[int, int, str]]:
    """Line of the body, column, and what is said to be left."""
    found = body.left_over_prompt(case)
    return [(f.line - FIRST + 1, f.column, f.message.removeprefix("left from the template: ")[1:-1]) for f in found]


LEFT = [
    ("TODO", 1, "TODO"),
    ("TBA", 1, "TBA"),
    ("???", 1, "???"),
    ("to be written", 1, "to be written"),
    ("- TBD", 3, "TBD"),
    ("  * TBD.", 5, "TBD."),
    ("1. TODO", 4, "TODO"),
    ("TODO: link the graph", 1, "TODO: link the graph"),
    ("We stopped half of the pods. TODO: link the graph", 30, "TODO:"),
    ("It ended at 10:44 (TODO)", 19, "(TODO)"),
    ("| 10:02 | TBD |", 11, "TBD"),
    ("| HH:MM | orders fail |", 3, "HH:MM"),
    ("| YYYY-MM-DD HH:MM UTC | |", 3, "YYYY-MM-DD HH:MM UTC"),
    ("- HH:MM", 3, "HH:MM"),
    ("- YYYY-MM-DD", 3, "YYYY-MM-DD"),
    ("- **HH:MM** - what happened", 5, "HH:MM** - what happened"),
    ("# Incident YYYY-MM-DD", 3, "Incident YYYY-MM-DD"),
    ("Root cause: TBD", 13, "TBD"),
    ("**Owner:** tbd", 12, "tbd"),
    ("Lorem ipsum dolor sit amet", 1, "Lorem ipsum dolor sit amet"),
    ("[Placeholder]", 1, "[Placeholder]"),
    ("[Describe what ended it]", 1, "[Describe what ended it]"),
    ("*(add the root cause here)*", 2, "(add the root cause here)"),
    ("{{ summary }}", 1, "{{ summary }}"),
    ("- <your name>", 3, "<your name>"),
    ("See the dashboard at <insert link>.", 22, "<insert link>"),
    ("Describe what ended it", 1, "Describe what ended it"),
    ("Briefly describe the incident.", 1, "Briefly describe the incident."),
    ("Please describe what happened", 1, "Please describe what happened"),
    ("In this section, describe the timeline", 1, "In this section, describe the timeline"),
    ("Provide a detailed account of the events.", 1, "Provide a detailed account of the events."),
    ("> Describe the impact in numbers. Be brief.", 3, "Describe the impact in numbers. Be brief."),
    ("- Describe the timeline", 3, "Describe the timeline"),
    ("- Explain how it was detected", 3, "Explain how it was detected"),
    ("- Describe the timeline of the incident", 3, "Describe the timeline of the incident"),
    ("- Write here", 3, "Write here"),
    ("[HH:MM]", 1, "[HH:MM]"),
    ("| HH:MM - HH:MM | |", 3, "HH:MM - HH:MM"),
    ("[to be written]", 1, "[to be written]"),
    ("[Screenshot here]", 1, "[Screenshot here]"),
    ("(add it here)", 1, "(add it here)"),
    ("(Add the root cause)", 1, "(Add the root cause)"),
    ("(describe what ended it)", 1, "(describe what ended it)"),
    ("_What happened? Who noticed?_", 1, "_What happened? Who noticed?_"),
]
WRITTEN = [
    "?What happened?",
    "(...)",
    "[10:02 UTC, all times]",
    "… HH:MM is no time",
    "What happened?",
    "_What_ happened?",
    "_What happened_",
    "_?_",
    "_Did it happen again?_",
    "5% TODO",
    "??? was shown",
    "| TODO: 3 | done: 4 |",
    "| Describe how to fail over | @mira |",
    "Z: HH:MM without a zone",
    "HH:MM parsing lacks a zone",
    "<HH:MM> was shown",
    '"Insert into orders"',
    "[...]",
    "[why we chose it] and [how it counts]",
    "<link>",
    "{{ include the header of this page }}",
    "(The impact was small.)",
    "describe the incident to three teams.",
    "Please note the impact of it",
    "Please",
    "Describe",
    "Write a",
    "- Write it",
    "- Explain how it was detected to the sales team by mail",
    "- ```\n  TBD\n  ```",
    "1. ```\n   TBD\n   ```",
    "~~~ `x`\nTBD\n~~~",
    "````\n```\nTBD\n````",
    "- Write the runbook for the pool",
    "- Include the pool size in the dashboard",
    "- List all pods that hold a connection",
    "- Explain the limit in the README.",
    "- Provide the on-call with read access",
    "- [ ] Write the runbook for the pool",
    "- Summarize the incident for the sales team",
    "- Describe how to fail over in the runbook",
    "Explain the limit in the README.",
    "Include the incident number in the alert.",
    "We ran `kubectl logs <your-pod>` first.",
    "There was a `// TODO: limit` in the code since 2021.",
    "`TODO`",
    "`a`",
    "See [how the pool counts][1].",
    "See [add the ceiling](https://example.org/1), then [insert guide][2].",
    "[why we chose 50]: https://example.org/50",
    "[Describe table]\n\n[describe table]: https://example.org/sql",
    "![what the dashboard showed](a.png)",
    "The date column holds YYYY-MM-DD text, and the feed sent DD.MM.",
    "The scheduler parses HH:MM without a zone.",
    "2026-03-14 HH:MM the pool ran full",
    "| 2026-03-14 HH:MM | the pool ran full |",
    "The ticket field said TBD: nobody had filled it.",
    "The ticket said: TBD",
    "TODO items were left in the code",
    "| Put a ceiling on the pool | @mira | TODO |",
    "| 10:02 | ? |",
    "Status: TODO",
    "10:02: TODO list was read",
    "The pod label was {name of the app}-{n}",
    "The label was {{ name }} for a day.",
    "{{ site.title }}",
    "(Add two minutes for the skew of the clock.)",
    "<summary>What we ran</summary>",
    "**Why did the pool run full?**",
    "_What happened?_\n\nThe pool ran full.",
    "*We learned this the hard way.*",
    "---",
    "|---|---|",
    "```\nTODO: limit\n```",
    "~~~ python\nTBD\n```\nTBD\n~~~",
    "- run it:\n\n    ```\n    TBD\n    ```",
    "<!-- TBD -->",
    "<!--\nTBD\n-->",
]


@pytest.mark.parametrize(("line", "column", "text"), LEFT)
def test_a_line_of_a_template_and_where_it_begins(line: str, column: int, text: str) -> None:
    assert places(case_of(f"Orders failed.\n\n{line}\n")) == [(3, column, text)]


@pytest.mark.parametrize("text", WRITTEN)
def test_a_line_that_somebody_wrote(text: str) -> None:
    assert places(case_of(f"{text}\n")) == []


def test_what_stands_below_inline_code_and_comments_is_read() -> None:
    assert places(case_of("```kubectl get pods```\nTBD\n")) == [(2, 1, "TBD")]
    assert places(case_of("<!-- a -->TBD<!-- b -->\n<!--\n-->\nTBD\n")) == [(1, 11, "TBD"), (4, 1, "TBD")]
    assert places(case_of("<!-- ` -->TBD\n")) == [(1, 11, "TBD")]
    assert places(case_of("TODO\nTODO: limit\n")) == [(1, 1, "TODO"), (2, 1, "TODO: limit")]
    assert places(case_of("In `<!--` and later\nTBD\n")) == [(2, 1, "TBD")]


def test_a_question_without_an_answer_before_the_next_heading() -> None:
    text = "_What happened?_\n_Who noticed?_\n\n## Next\n\nThe pool ran full.\n"
    assert [line for line, _, _ in places(case_of(text))] == [1, 2]
    assert places(case_of(text.replace("## Next\n", ""))) == []


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("title: What people noticed, in one line", "What people noticed, in one line"),
        ('title: "[Title of the incident here]"', "[Title of the incident here]"),
        ("title: TBD", "TBD"),
        ("title: X\ntrigger: TODO", "TODO"),
        ("title: X\ntrigger: Describe what set it off", "Describe what set it off"),
        ("title: X\ncustomer_impact: TBD", "TBD"),
        ("title: X\nlearned: [A ceiling is per pod, TODO]", "TODO"),
    ],
)
def test_a_key_that_nobody_filled(keys: str, text: str) -> None:
    assert [told for _, _, told in places(case_of("", keys))] == [text]


@pytest.mark.parametrize(
    "keys",
    [
        "title: TODO app loses lists",
        "title: List of users returns 500",
        "title: Dates as YYYY-MM-DD break the import",
        "title: '[checkout] returns 500'",
        "title: X\ntrigger: Describe API was called without a key",
    ],
)
def test_a_key_with_words_of_templates(keys: str) -> None:
    assert places(case_of("", keys)) == []


TEMPLATE = """---
title: Title of the incident
date: 2026-01-31
---
<!-- What stands here is a hint. -->
## What happened?
And the customers, what did they notice?
- Write down who was paged
_Times in UTC, please._
(Times in UTC) are expected.
Times are expected (in UTC)
Write the times here:
= = = =
A line like any other.
What next?
"""


def test_the_lines_of_a_template_that_ask() -> None:
    assert list(prompts_in(TEMPLATE)) == [
        "Title of the incident",
        "And the customers, what did they notice?",
        "- Write down who was paged",
        "_Times in UTC, please._",
    ]


def test_a_key_that_is_no_text_is_not_read() -> None:
    assert places(case_of("", "title: X\nlearned: [{a: {b: TODO}}]")) == []


def test_a_template_without_a_title_leaves_none() -> None:
    assert "" not in set(prompts_in('title: ""\n'))


def test_what_is_left_of_a_teams_own_template() -> None:
    own = list(prompts_in(TEMPLATE))
    text = (
        "And the customers, what did they notice?\n\n## Next\n\n-  Write down who was paged\n\nA line like any other.\n"
    )
    case = case_of(text, "title: Title of the incident", own)
    assert next(told for _, _, told in places(case)) == "Title of the incident"
    assert places(case)[1:] == [
        (1, 1, "And the customers, what did they notice?"),
        (5, 1, "- Write down who was paged"),
    ]
    assert places(case_of("And the customers, what did they notice?\n\nOrders failed.\n", prompts=own)) == []


@pytest.mark.parametrize(
    ("text", "empty"),
    [
        ("# T\n\n## A\n", ["A"]),
        ("## A\n", ["A"]),
        ("## A ##\n\n<!-- x -->\n\n## B\n\ntext\n", ["A"]),
        ("```kubectl get pods```\n\n## A\n\n## B\n\ntext\n", ["A"]),
        ("A\n===\n\nB\n---\n\nC\n---\ntext\n", ["B"]),
        ("# T\n\n<!-- x -->\n", []),
        ("# T\n\n## A\n\ntext\n", []),
        ("## A\n\n```\n# no heading\n```\n", []),
        ("## A\n\n```\n```python\n# no heading\n```\n\ntext\n", []),
        ("## A\n\n```kubectl get pods```\n\n## B\n\ntext\n", []),
        ("Sorry, that was long.\n---\n\n## A\n\ntext\n", []),
        ("##\n\n## A\n\ntext\n", []),
        ("## A\n\n##hashtag\n\n####### seven\n\n    ## code\n", []),
        ("## A\n\n```\nB\n```\n---\n", []),
        ("## A\n\ntext\n\n---\n", []),
        ("## A\n\nB\n    ---\n", []),
        ("## A\n\n- B\n---\n", []),
        ("## A\n\n1. B\n---\n", []),
        ("", []),
    ],
)
def test_a_heading_without_text(text: str, empty: list[str]) -> None:
    assert [f.message for f in body.empty_section(case_of(text))] == [f'nothing below "{name}"' for name in empty]


@pytest.mark.parametrize(
    "text",
    [
        "## Timeline",
        "### 2. Timeline:",
        "## 2.1 Timeline",
        "## 3) Timeline",
        "## IV. Timeline",
        "## 📅 Timeline",
        "## Timeline (UTC)",
        "## Timeline (all times UTC)",
        "## Timeline {#timeline}",
        "## _Timeline_",
        "## **Timeline**",
        "## Timeline ##",
        "## Timeline)",
        "Timeline\n---",
        "**Timeline**",
        "__Timeline:__",
        "**Timeline**:",
        "<h2>Timeline</h2>",
        '<H2 id="t">Timeline</H2>',
        "```kubectl get pods```\n\n## Timeline",
        "```\n<!--\n```\n\n## Timeline",
        "Nothing closed the `<!--`.\n\n## Timeline",
    ],
)
def test_a_section_by_any_look_of_its_heading(text: str) -> None:
    assert list(body.missing_section(case_of(f"{text}\n\ntext\n", required_sections=("Timeline",)))) == []


@pytest.mark.parametrize(
    "text",
    [
        "Timeline",
        "**Timeline** was short",
        "## Timeline of events",
        "## Timeline (UTC) of mails",
        "## X Timeline",
        "## Mr. Timeline",
        "```\n**Timeline**\n```",
        "<h2>Timeline</h3>",
        "<hr>Timeline</hr>",
        "==Timeline==",
        "**Timeline a)",
        "```\n## Timeline\n```",
        "<!-- ## Timeline -->",
        "- **a** and **Timeline**",
    ],
)
def test_a_section_that_is_not_there(text: str) -> None:
    (found,) = body.missing_section(case_of(f"{text}\n\ntext\n", required_sections=("Timeline",)))
    assert found.message == 'there is no section "Timeline"'


@pytest.mark.parametrize(
    "impact",
    [
        "about 2,000 orders",
        "40k users",
        "5 % of all",
        "503s for 20 minutes",
        "500k orders",
        "300s more per order",
        "45s more per order",
        "[How many customers?]",
        "fifteen orders",
        "Twenty-one orders",
        "Eighty orders",
        "An hour without prices",
        "Most of a day without mail",
        "A couple of orders, for a few minutes",
        "Twice the usual waiting time",
        "Zwölf Bestellungen",
        "十二件の注文",
        "API で注文が失敗した",
        "none",
        "n/a",
        "unknown",
        "Nobody could log in",
        "Internal only",
        "Employees only: the build was red for a day",
        "TBD",
    ],
)
def test_an_impact_with_a_number_or_none_at_all(impact: str) -> None:
    keys = f"title: X\ncustomer_impact: {json.dumps(impact)}"
    assert list(body.impact_without_number(case_of("", keys))) == []


@pytest.mark.parametrize(
    "impact",
    [
        "Some customers could not pay",
        "Some customers could not pay \u2013 again",
        "Customers saw HTTP 500 errors",
        "Users saw 500s",
        "Checkout returned 5xx",
        "Users of the v2 API could not log in",
        "Customers on iOS 17 could not pay",
        "Einige Kunden konnten nicht zahlen",
    ],
)
def test_an_impact_that_may_be_anything(impact: str) -> None:
    keys = f"title: X\ncustomer_impact: {json.dumps(impact)}"
    (found,) = body.impact_without_number(case_of("", keys))
    assert (found.line, found.column) == (3, 18)


def test_without_the_key_nothing_is_asked() -> None:
    assert list(body.impact_without_number(case_of(""))) == []
    assert list(body.impact_without_number(case_of("", "title: X\ncustomer_impact:"))) == []
