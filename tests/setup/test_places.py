"""Where reports are found before anybody has said where they are."""

from collections.abc import Mapping, Sequence

import pytest

from retrokit.repo import USUAL_FOLDERS
from retrokit.setup.places import SAMPLE, below, read_by_default, report_folders, spread

REPORT = "# Checkout was down\n\n## Impact\n\nOrders failed.\n\n## Timeline\n"
DATED = "# Checkout was down\n\n## Impact\n\nOrders failed.\n"
OTHER = "# How to deploy\n\nRun the script.\n"


def found(files: Mapping[str, str]) -> tuple[str, ...]:
    names = sorted(files)
    return report_folders(names, USUAL_FOLDERS, lambda asked: {name: files[name] for name in asked})


def many(pattern: str, text: str = OTHER, count: int = 4) -> dict[str, str]:
    return {pattern.format(number): text for number in range(1, count + 1)}


@pytest.mark.parametrize(
    ("files", "folders"),
    [
        (many("postmortems/{}.md"), ("postmortems",)),
        (many("source/incidents/{}.md") | many("source/guides/{}.md", OTHER, 40), ("source/incidents",)),
        (many("docs/runbooks/incidents/{}.md") | many("docs/runbooks/{}.md"), ("docs/runbooks/incidents",)),
        (many("content/postmortems/2024/{}.md"), ("content/postmortems",)),
        (many("docs/source/incident-reports/{}.md"), ("docs/source/incident-reports",)),
        (many("a/Post-Mortems/{}.md") | many("b/outages/{}.md"), ("a/Post-Mortems", "b/outages")),
        (many("a/incidents/{}.md") | many("b/incidents/{}.md", count=1), ("a/incidents",)),
        (many("a/incidents/{}.md") | many("retros/{}.md", count=1), ("a/incidents", "retros")),
        (many("incident-response/{}.md"), ()),
        (many("reports/{}.md", REPORT) | many("guides/{}.md"), ("reports",)),
        (many("PM2024-00{} - Queue.md", REPORT), (".",)),
        (many("2024-0{}/queue.md", DATED) | {"2023/q1/disk.md": DATED}, (".",)),
        (many("ops/2024/0{}/queue.md", DATED), ("ops",)),
        (many("2024-01-0{}-queue.md", REPORT) | many("team/2024-01-0{}-disk.md", REPORT), (".",)),
        (many("blog/2024-01-0{}-we-are-hiring.md"), ()),
        (many("docs/{}.md") | {"docs/outage-runbook.md": "# What to do in an outage\n\n## Impact\n"}, ()),
        ({"outage.md": REPORT}, (".",)),
        (many("mixed/{}.md", REPORT, 2) | many("mixed/guide-{}.md", OTHER, 3), ()),
        ({}, ()),
    ],
)
def test_folders_of_reports(files: dict[str, str], folders: tuple[str, ...]) -> None:
    assert found(files) == folders


def test_files_that_cannot_be_read_say_nothing() -> None:
    names = ["a/1.md", "a/2.md", "a/3.md"]
    assert report_folders(names, USUAL_FOLDERS, lambda asked: {"a/1.md": REPORT, "a/2.md": REPORT}) == ("a",)
    assert report_folders(names, USUAL_FOLDERS, lambda asked: {}) == ()


def test_of_a_great_many_files_a_thousand_are_looked_at() -> None:
    names = [f"reports/{number:05}.md" for number in range(10_000)]
    asked: list[Sequence[str]] = []

    def heads(some: Sequence[str]) -> Mapping[str, str]:
        asked.append(some)
        return dict.fromkeys(some, REPORT)

    assert report_folders(names, USUAL_FOLDERS, heads) == ("reports",)
    ((looked_at),) = asked
    assert (len(looked_at), looked_at[0], looked_at[-1]) == (SAMPLE, "reports/00000.md", "reports/09990.md")
    assert spread(names[:SAMPLE]) == names[:SAMPLE]


def test_what_is_read_without_a_config() -> None:
    names = ["docs/incidents/a.md", "incidents/b.md", "x.md"]
    assert read_by_default(names, USUAL_FOLDERS) == ("docs/incidents", "incidents")
    assert read_by_default(["x.md"], USUAL_FOLDERS) == (".",)
    assert below(names, ["incidents"]) == ["incidents/b.md"]
    assert below(names, ["."]) == names
