"""What adopting shows a person, compared with files that open in a viewer (`pytest --snapshot-update` writes them)."""

import re
from collections.abc import Mapping

import pytest
from rich.cells import cell_len
from syrupy.assertion import SnapshotAssertion

from retrokit.adopt import adopt, habits_of, with_causes
from retrokit.adoption import Adoption, AdoptionReport
from retrokit.render.adoption import remarks, to_patch
from retrokit.render.terminal.adoption import adoption, candidates
from retrokit.render.terminal.layout import Screen
from tests.adopt.conftest import apart, knowledge

TEXT = "# Postmortem: {title}\n\n{fact}\n\n## Impact\n\n{impact}\n\n## Root cause\n\n{cause}\n\n## Timeline\n\n- 10:00 first call\n{more}"
ACTIONS = "\n## Action items\n\n- [ ] Bound the queue of the broker (@mira, due 2024-04-05)\n- ~~Restart it nightly~~ WONTFIX because it hides the leak\n- Tell support\n"
CASES = {
    "incidents/2024-01-02-mail.md": ("Mail was late", "Severity: SEV2", "Two hours of mail were late, and support got 40 calls about it.", "The `mail-broker` ran out of file descriptors because the limit was still the default. No alert watched the limit.", ACTIONS),
    "incidents/2024-02-03-shop.md": ("Shop: no orders", "Date: 2024-02-09", "No orders through the `mail-broker`.", "Unknown.", ""),
    "incidents/2024-03-04-search.md": ("Search was down", "Services: search", "The `mail-broker` was not told.", "The index was rebuilt by hand because the job had failed since January.", "\n## Action items\n\nNone.\n"),
}  # fmt: skip


@pytest.fixture(scope="module")
def adoptions() -> Mapping[str, Adoption]:
    """A report of everything, one in doubt that knows no cause, one that has all, and one that is refused."""
    reports = {
        path: apart(TEXT.format(title=title, fact=fact, impact=impact, cause=cause, more=more), path)
        for path, (title, fact, impact, cause, more) in CASES.items()
    }
    habits = habits_of(list(reports.values()))
    found = {path: adopt(report, habits, knowledge()) for path, report in reports.items()}
    settled = apart(found["incidents/2024-01-02-mail.md"].after, "incidents/2024-01-02-settled.md")
    found["incidents/2024-01-02-settled.md"] = adopt(settled, habits, knowledge())
    found["notes.md"] = adopt(apart("# Notes\n\nNothing.\n", "notes.md"), habits, knowledge())
    return found


SCREENS = {"80": Screen(80, False, True), "ascii": Screen(80, False, False), "color": Screen(80, True, True)}


def fits(shown: str, screen: Screen) -> None:
    bare = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert all(cell_len(line) <= screen.columns for line in bare.splitlines() if line[:1] not in tuple(" +-") or line[:4] == "    ")  # fmt: skip
    assert screen.color or "\x1b" not in shown
    assert screen.unicode or not re.search("[●─█▓▒░…·]", shown)


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("written", [False, True], ids=["shown", "written"])
def test_adoption(screen: str, written: bool, adoptions: Mapping[str, Adoption], screen_snapshot: SnapshotAssertion) -> None:  # fmt: skip
    shown = adoption(AdoptionReport(tuple(adoptions.values()), written), SCREENS[screen])
    assert shown == screen_snapshot
    fits(shown, SCREENS[screen])


@pytest.mark.parametrize("screen", SCREENS)
def test_candidates(screen: str, adoptions: Mapping[str, Adoption], screen_snapshot: SnapshotAssertion) -> None:
    path = "incidents/2024-01-02-mail.md"
    before = adoptions[path]
    picked = with_causes(before, apart(before.before, path), {1})
    shown = "\n".join(candidates(one, 3, "1 of 2", SCREENS[screen]) for one in (before, picked))
    assert shown == screen_snapshot
    fits(shown, SCREENS[screen])


def test_beside_the_diff(adoptions: Mapping[str, Adoption], screen_snapshot: SnapshotAssertion) -> None:
    report = AdoptionReport(tuple(adoptions.values()))
    assert to_patch(report) + "\n" + "\n".join(remarks(report)) + "\n" == screen_snapshot


def test_little_or_nothing_to_tell(adoptions: Mapping[str, Adoption]) -> None:
    nothing = AdoptionReport(())
    assert to_patch(nothing) == "" and list(remarks(nothing)) == ["0 reports: nothing to adopt."]
    one = AdoptionReport((adoptions["incidents/2024-01-02-settled.md"],))
    assert list(remarks(one)) == ["1 report: 1 has all that could be found."]
    refused = AdoptionReport((adoptions["notes.md"],))
    assert list(remarks(refused))[-1] == "1 report: 1 can't be adopted."


def test_many_files_with_the_same_doubt_are_counted(adoptions: Mapping[str, Adoption]) -> None:
    silent = [adoptions["incidents/2024-02-03-shop.md"]] * 5
    shown = adoption(AdoptionReport(tuple(silent), written=True), SCREENS["80"])
    assert "and 2 more" in shown and shown.count("2024-02-03-shop.md") == 6
