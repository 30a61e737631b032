"""The sentences that give a cause, in the author's words; none where the report gives none."""

import pytest

from tests.adopt.conftest import adopted, proposed

CAUSE = "The broker ran out of file descriptors because the limit was still the default of 1024."
REPORT = "# Mail was late\n\n## Summary\n\nMail was late for two hours. Support got 40 calls.\n\n{part}\n\n## Timeline\n\n- 10:00 first call\n- 12:00 broker restarted\n\n## Action items\n\n- Add an alert on the queue\n"


def causes(part: str) -> list[str]:
    return [cause.text for cause in proposed(REPORT.format(part=part)).chosen]


@pytest.mark.parametrize(
    "part",
    [
        f"## Root cause\n\n{CAUSE}",
        f"**Root cause:** {CAUSE}",
        f"## Root cause\n\n- {CAUSE}",
        f"## Why did it happen?\n\n{CAUSE}",
        f"## Ursache\n\n{CAUSE}",
        f"## 原因\n\n{CAUSE}",
        f"## Notes\n\nWe restarted it twice. {CAUSE} Support answered all calls.",
        f"## Root cause\n\n10:30 {CAUSE}",
    ],
)
def test_a_cause_in_its_own_part_or_in_the_story(part: str) -> None:
    assert causes(part) == [CAUSE]


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("Ursache", "Die Platte war voll, weil die Protokolle nie gelöscht wurden."),
        ("Cause", "Le disque était plein, car les journaux n'étaient jamais effacés."),
        ("Causa raíz", "El disco se llenó porque los registros nunca se borraban."),
        ("Causa raiz", "O disco encheu porque os registros nunca eram apagados."),
        ("原因", "ログが削除されず、ディスクが満杯になったため。"),
    ],
)
def test_causes_in_other_languages(heading: str, text: str) -> None:
    assert causes(f"## {heading}\n\n{text}") == [text]


def test_several_causes_are_three_at_most() -> None:
    items = [
        "The disk was full.",
        "No alert watched the disk.",
        "The logs were never rotated.",
        "The runbook was wrong.",
    ]
    found = causes("## Root causes\n\n" + "\n".join(f"- {item}" for item in items))
    assert 2 <= len(found) <= 3 and set(found) <= set(items)


@pytest.mark.parametrize("hedge", ["We suspect that the broker leaked file descriptors.", "Probably the limit of 1024 file descriptors was reached.", "Vermutlich war das Limit von 1024 Dateien erreicht."])  # fmt: skip
def test_a_hedge_is_kept(hedge: str) -> None:
    assert causes(f"## Root cause\n\n{hedge}") == [hedge]


@pytest.mark.parametrize("unknown", ["Unknown.", "The root cause is still unknown.", "TBD", "N/A", "We don't know yet.", "Unbekannt.", "不明", "調査中", "See the vendor's report.", "<!-- why? -->", "What broke?"])  # fmt: skip
def test_a_report_that_does_not_know_gets_none(unknown: str) -> None:
    adoption = adopted(REPORT.format(part=f"## Root cause\n\n{unknown}"))
    assert adoption.proposal is not None and adoption.proposal.chosen == ()
    assert "\ncauses: []  # none found in the report\n" in adoption.after
    assert adoption.notes == ("no cause was found in it",)


def test_a_guess_behind_the_unknown_is_kept() -> None:
    guess = "Unknown. We suspect that the broker leaked file descriptors."
    assert any("We suspect" in cause for cause in causes(f"## Root cause\n\n{guess}"))


def test_what_is_only_seen_is_no_cause() -> None:
    text = "# Mail was late\n\n## Timeline\n\n- 10:00 first call\n- 12:00 broker restarted\n\n## Impact\n\nMail was late.\n\n## Resolution\n\nWe restarted it.\n"
    assert proposed(text).chosen == ()


def test_whys_are_causes() -> None:
    whys = "1. Why was mail late? The queue was full.\n2. Why was the queue full? Nobody had bounded it.\n3. Why? The default has no bound."
    assert any("Nobody had bounded it." in cause for cause in causes(f"## 5 Whys\n\n{whys}"))


def test_a_sentence_that_points_back_is_told_with_the_one_before() -> None:
    text = "The disk of the broker was full because logs were never rotated. This led to all writes being refused."
    assert causes(f"## Root cause\n\n{text}") == [text]


def test_candidates_come_with_their_place_and_the_likeliest_first() -> None:
    text = REPORT.format(part=f"## Root cause\n\n{CAUSE}")
    found = proposed(text).causes
    assert (found[0].text, found[0].section, found[0].chosen) == (CAUSE, "Root cause", True)
    assert text.split("\n")[found[0].line - 1] == CAUSE
    assert 1 < len(found) <= 9 and [c.confidence for c in found] == sorted((c.confidence for c in found), reverse=True)
    assert all(0 <= candidate.confidence <= 1 for candidate in found)
    tagged = f"---\ntitle: T\n---\n{text}"
    assert tagged.split("\n")[proposed(tagged).causes[0].line - 1] == CAUSE


def test_what_comes_from_a_template_or_an_earlier_report_is_none() -> None:
    prompt = "Describe here what the technical reason was because of which the service failed."
    texts = [f"# {word} was late\n\n## Root cause\n\n{prompt}\n\n## Impact\n\nNo {word}.\n\n## Timeline\n\n- 10:00 call\n" for word in ("Mail", "Post", "Chat", "News")]  # fmt: skip
    assert proposed(texts[0], beside=texts[1:]).chosen == ()
    assert [cause.text for cause in proposed(texts[0]).chosen] == [prompt]


def test_of_five_that_are_as_likely_three_are_written() -> None:
    items = [f"- The disk of broker {name} was full because logs were never rotated." for name in "ABCDE"]
    assert len(causes("## Root causes\n\n" + "\n".join(items))) == 3


def test_a_sentence_that_was_mostly_copied_is_none() -> None:
    texts = [
        REPORT.format(part=f"## Notes\n\nThe {word} failed because nobody had filled in this form yet.").replace(
            "Mail", word
        )
        for word in ("mail", "chat")
    ]
    assert proposed(texts[0], "incidents/z.md", beside=texts[1:]).chosen == ()


@pytest.mark.parametrize(
    "cause",
    [
        "The engineer forgot to follow the runbook, because nobody had told her about it.",
        "An unknown client flooded the queue with requests.",
        "None of the replicas was in sync, because the disk of the first was full.",
        "The deploy did not wait for the migration.",
    ],
)
def test_words_of_not_knowing_within_a_cause_do_not_unsay_it(cause: str) -> None:
    assert causes(f"## Root cause\n\n{cause}") == [cause]


@pytest.mark.parametrize(
    ("heading", "unknown"),
    [
        ("Ursache", "Die Ursache ist noch unbekannt."),
        ("Cause", "La cause est encore inconnue."),
        ("原因", "原因は不明です。"),
        ("原因", "現在調査中です。"),
        ("Root cause", "We never found out why the broker stopped."),
    ],
)
def test_not_knowing_in_other_words_and_languages(heading: str, unknown: str) -> None:
    assert causes(f"## {heading}\n\n{unknown}") == []


def test_a_story_that_ends_in_not_knowing_has_no_cause_but_its_candidates_can_be_picked() -> None:
    story = "## Notes\n\nThe broker was restarted because it was stuck. We found nothing that explains it."
    proposal = proposed(REPORT.format(part=story))
    assert proposal.chosen == () and proposal.causes
    assert all("found nothing" not in cause.text for cause in proposal.causes)


def test_a_prompt_that_reports_without_a_heading_of_their_own_share_is_no_cause() -> None:
    prompt = "Describe the root cause here: it was caused by a bug that nobody noticed in time."
    reports = [f"# Incident report\n\n## Root cause\n\n{prompt}\n\nDisk {n} was full.\n" for n in "abcdef"]
    found = proposed(reports[0], beside=reports[1:])
    assert prompt not in " ".join(cause.text for cause in found.causes)


def test_causes_stand_in_the_order_of_the_report() -> None:
    first, second = "No alert watched the disk.", "The disk was full because the logs were never rotated."
    adoption = adopted(REPORT.format(part=f"## Root cause\n\n- {first}\n- {second}"))
    assert adoption.after.index(first) < adoption.after.index(second) < adoption.after.index("---\n\n#")


def test_a_cause_that_came_back_in_the_same_words_is_one_each_time() -> None:
    """What repeats is what all this is for; a few reports with the same cause make no template of it."""
    texts = [f"# {word} was late\n\n## Impact\n\nNo {word}.\n\n## Root cause\n\n{CAUSE}\n" for word in "abc"]
    others = [f"# {word} was late\n\n## Root cause\n\nDisk {word} was full of logs.\n" for word in "defghijklmnopqrst"]
    for path in ("incidents/a.md", "incidents/z.md"):
        found = proposed(texts[0], path, beside=[*texts[1:], *others])
        assert [cause.text for cause in found.chosen] == [CAUSE]
