"""What reports hold, and which of their keys seem to be ours under another name."""

import pytest

from retrokit.keys import OTHERS_CALL_IT, OTHERS_CALL_IT_IN_ACTIONS
from retrokit.reports import Survey
from retrokit.setup.survey import HEAD, as_text, survey
from retrokit.vocabulary import ACTION_KEYS, OUR_NAMES_ONLY, POSTMORTEM_KEYS, Names


def surveyed(*front_matters: str, fields: Names = OUR_NAMES_ONLY, action_fields: Names = OUR_NAMES_ONLY) -> Survey:
    heads = {f"p/2024-01-{number:02}-x.md": f"---\n{text}\n---\nBody\n" for number, text in enumerate(front_matters, 1)}
    return survey(["p"], len(heads), heads, fields=fields, action_fields=action_fields)


def test_the_counts() -> None:
    heads = {
        "p/2024-01-01-a.md": "---\ntitle: A\ncauses: [a cause]\n---\n",
        "p/b.md": "---\ntitle: B\ncauses: []\n---\n",
        "p/c.md": "---\ntitle: C\ndate: 2024-01-02\n---\n",
        "p/d.md": "# D\n",
        "p/e.md": "---\ntitle: [\n---\n",
    }
    answer = survey(["p"], 7, heads, ["p/f.md"])
    assert (answer.found, answer.looked_at, answer.with_front_matter) == (7, 6, 3)
    assert (answer.with_causes, answer.undated) == (1, 1)
    assert [told.split(": ")[0] for told in answer.broken] == ["p/f.md", "p/e.md:3:1"]


@pytest.mark.parametrize(
    ("front_matter", "fields"),
    [
        ("root_cause: The disk was full", {"causes": ("root_cause",)}),
        ("Root Cause: The disk was full", {"causes": ("Root Cause",)}),
        ("root_causes:\n  - The disk was full\n  - {summary: x}", {"causes": ("root_causes",)}),
        ("root_cause: https://tracker.example/RCA-1", {}),
        ("root_cause:", {}),
        ("root_cause: x\ncauses: [y]", {}),
        ("root_cause: x\ncontributing_factors: [y]", {}),
        ("root_cause: x\ncauses: []", {"causes": ("root_cause",)}),
        ("incident_date: 2024-01-02", {"date": ("incident_date",)}),
        ("incident_date: last Tuesday", {}),
        ("occurred_at: 2024-01-02T10:00:00Z", {"date": ("occurred_at",)}),
        ("component: checkout", {"services": ("component",)}),
        ("components: [{name: checkout, tier: 1}]", {}),
        ("action_items: [Do it]", {"actions": ("action_items",)}),
        ("action_items: https://tracker.example/board", {}),
        ("impact: Orders failed", {"customer_impact": ("impact",)}),
        ("impact: [a, b]", {}),
        ("lessons_learned: [a, b]", {"learned": ("lessons_learned",)}),
    ],
)
def test_names_for_our_keys(front_matter: str, fields: Names) -> None:
    assert surveyed(front_matter).fields == fields


def test_the_commonest_name_comes_first_and_most_values_have_to_fit() -> None:
    texts = ["root_cause: x", "rca: y", "rca: z", "incident_date: soon", "incident_date: 2024-01-01", "occurred: no"]
    assert surveyed(*texts).fields == {"causes": ("rca", "root_cause"), "date": ("incident_date",)}


def test_names_that_the_config_has_are_ours() -> None:
    answer = surveyed("why: x\nroot_cause: y", "root_cause: z", fields={"causes": ("why",)})
    assert answer.fields == {"causes": ("root_cause",)} and answer.with_causes == 2


def test_causes_and_dates_count_by_the_names_that_are_proposed() -> None:
    heads = {"p/a.md": "---\nroot_cause: x\nincident_date: 2024-01-02\n---\n"}
    assert (survey(["p"], 1, heads).with_causes, survey(["p"], 1, heads).undated) == (1, 0)


def test_names_in_actions() -> None:
    text = (
        "action_items:\n  - {task: Do it, assignee: '@mira', deadline: 2024-02-01, state: done, link: X-1}\n  - Or that"
    )
    assert surveyed(text).action_fields == {
        "title": ("task",),
        "owner": ("assignee",),
        "due": ("deadline",),
        "status": ("state",),
        "ticket": ("link",),
    }
    odd = "actions: [{title: Do it, owner: '@mira', assignee: '@jo', deadline: soon, state: 60 %, kind: nice}]"
    assert surveyed(odd).action_fields == {}
    assert surveyed("actions: [{doer: a, assignee: b}]", action_fields={"owner": ("doer",)}).action_fields == {}


def test_the_tables_map_our_keys_by_names_as_they_are_compared() -> None:
    for table, keys in ((OTHERS_CALL_IT, POSTMORTEM_KEYS), (OTHERS_CALL_IT_IN_ACTIONS, ACTION_KEYS)):
        assert set(table) <= set(keys)
        names = " ".join(table.values()).split()
        assert len(names) == len(set(names)) and not set(names) & set(keys)
        assert all(name == name.casefold() and "-" not in name for name in names)


def test_a_mark_and_a_character_cut_in_two_do_no_harm() -> None:
    assert as_text(b"\xef\xbb\xbf---\n") == "---\n"
    assert as_text("Grüße".encode()[:3]) == "Gr�"
    cut = "---\ntitle: x\n---\n" + "w" * HEAD
    assert survey(["p"], 1, {"p/a.md": cut[:HEAD]}).with_front_matter == 1
