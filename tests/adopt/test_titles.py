"""A title without what its file, its date and its kind say anyway; as it is written where nothing else would be left."""

import pytest

from retrokit.adopt.titles import clean_title
from tests.adopt.conftest import PATH, adopted, proposed

TITLE = "Queue was full"


@pytest.mark.parametrize(
    "written",
    [
        TITLE,
        f"Postmortem: {TITLE}",
        f"Post-mortem — {TITLE}",
        f"Incident report: {TITLE}",
        f"RCA | {TITLE}",
        f"Störungsbericht: {TITLE}",
        f"障害報告書：{TITLE}",
        f"{TITLE} (postmortem)",
        f"{TITLE} – Post Mortem",
        f"{TITLE} incident report",
        f"2024-03-05: {TITLE}",
        f"2024-03-05 10:30 UTC - {TITLE}",
        f"{TITLE} (2024-03-05)",
        f"{TITLE} on March 5, 2024",
        f"{TITLE}, 5 March 2024",
        f"INC-1234: {TITLE}",
        f"#12 {TITLE}",
        f"OPS-77 - {TITLE}",
        f"[SEV1] {TITLE}",
        f"[RESOLVED] {TITLE}",
        f"Incident date: 2024-03-05 — {TITLE}",
        f"Postmortem #12: 2024-03-05 — {TITLE}",
        f"  {TITLE.replace(' ', '   ')}  ",
    ],
)
def test_what_is_taken_off(written: str) -> None:
    assert clean_title(written) == TITLE


@pytest.mark.parametrize(
    "written",
    [
        "Postmortem",
        "Incident report",
        "2024-03-05",
        "INC-1234",
        "障害報告書",
        "Incidents were not paged",
        "Retrospective cohort export failed",
        "[draft] pages were public",
        "Y2K",
        "HTTP-2 frames were dropped",
        "Deploy of 2024-03-05 broke the queue",
        "決済が失敗",
    ],
)
def test_what_is_kept(written: str) -> None:
    assert clean_title(written) == written


def title(text: str, path: str = PATH) -> tuple[str, str]:
    found = proposed(text, path)
    return found.title, found.title_from


@pytest.mark.parametrize(
    ("text", "title_from"),
    [
        (f"# {TITLE}\n\n## Root cause\n\nA bug.\n", "the first heading"),
        (f"{TITLE}\n==============\n\nRoot cause\n----------\n\nA bug.\n", "the first heading"),
        (f"<h1>{TITLE}</h1>\n\n<h2>Root cause</h2>\n\nA bug.\n", "the first heading"),
        (f"{TITLE}\n\nRoot cause:\nA bug.\n", "the first heading"),
        (f"Page 1 of 3\n\n{TITLE}\n\nRoot cause: A bug.\n", "the first heading"),
        (f"# Incident report\n\nTitle: {TITLE}\n\n## Root cause\n\nA bug.\n", "the text"),
        (f"# Incident report\n\n| Incident | {TITLE} |\n|---|---|\n| Owner | mira |\n\n## Root cause\n\nA bug.\n", "the text"),
        ("## Root cause\n\nA bug.\n", "the file name"),
        ("# Untitled\n\n## Root cause\n\nA bug.\n", "the file name"),
        ("# <title>\n\n## Root cause\n\nA bug.\n", "the file name"),
        ("We ran out of room in the queue, and nobody saw it until the morning.\n\n## Root cause\n\nA bug.\n", "the file name"),
        (f"---\ntitle: '{TITLE}'\n---\n\n# Something else\n\n## Root cause\n\nA bug.\n", "the front matter"),
    ],
)  # fmt: skip
def test_where_it_stands(text: str, title_from: str) -> None:
    found, where = title(text, "incidents/2024-03-05-Queue-was_full.md")
    assert (found, where) == (TITLE, title_from)


def test_a_heading_that_many_reports_have_is_no_title_of_any() -> None:
    text = "# Weekly outage log of the web shop\n\n{0}\n\n## Root cause\n\nThe {0}.\n"
    beside = [text.format(word) for word in ("disk broke", "cable broke")]
    found = proposed(text.format("fuse broke"), "incidents/2024-03-05-fuse.md", beside)
    assert (found.title, found.title_from) == ("fuse", "the file name")
    found = proposed(text.format("fuse broke"), "incidents/2024-03-05-fuse.md", beside[:1])
    assert (found.title, found.title_from) == ("Weekly outage log of the web shop", "the first heading")


def test_a_title_of_the_front_matter_loses_its_kind_and_keeps_its_comment() -> None:
    text = "---\ntitle: 'Postmortem: queue was full'  # ours\ndate: 2024-03-05\n---\n\n## Root cause\n\nA bug in the broker.\n"
    assert "\ntitle: queue was full  # ours\n" in adopted(text).after


@pytest.mark.parametrize("title", ["Data: lost in the pool", "Date: handling is broken since the release"])
def test_a_word_that_is_also_a_label_stays(title: str) -> None:
    assert clean_title(title) == title


def test_a_heading_that_is_only_a_number_gives_way_to_the_title_below_it() -> None:
    text = "# RCA-77\n\n| Title | Uploads fail |\n|---|---|\n| Incident start | 2024-03-05 |\n\n## Impact\n\nNone.\n"
    assert proposed(text).title == "Uploads fail"


def test_a_title_under_a_heading_that_three_reports_share_is_theirs() -> None:
    def report(title: str) -> str:
        return (
            f"# Oakfield Incident\n\n- **Title:** {title}\n- **Severity:** SEV2\n\n## Impact\n\nNobody could log in.\n"
        )

    assert proposed(report("Login down"), beside=[report("Mail late"), report("Disk full")]).title == "Login down"


def test_a_title_that_cannot_be_replaced_stays_and_the_report_is_adopted() -> None:
    found = adopted('---\ntitle: "Postmortem: queue #3 down"\n---\n\n# Queue\n\n## Root cause\n\nThe disk was full.\n')
    assert not found.refused and 'title: "Postmortem: queue #3 down"\n' in found.after and not found.retitled


def test_the_title_has_the_name_that_the_config_gives_it() -> None:
    text = "---\nheadline: 'Postmortem: mail was late'\n---\n\n## Root cause\n\nThe disk was full.\n"
    found = adopted(text, fields={"title": ("headline",)})
    assert "headline: mail was late\n" in found.after and found.retitled
