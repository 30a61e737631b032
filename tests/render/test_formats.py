"""Every report in every format, compared with files that open in a viewer (`pytest --snapshot-update` writes them)."""

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from rich.cells import cell_len
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from retrokit.analysis.actions import report_actions
from retrokit.analysis.calibration import report_calibration
from retrokit.analysis.novelty import report_novelty
from retrokit.analysis.repeats import report_repeats
from retrokit.analysis.similar import report_pairs, report_similar
from retrokit.model import Action, Corpus, Postmortem
from retrokit.render import data, plain, terminal
from retrokit.render.terminal import Screen
from retrokit.reports import NewReport, Report
from retrokit.vocabulary import Period, Status
from tests.conftest import TODAY, history_of, postmortem

NAMES = ("repeats", "novelty", "actions", "similar", "pairs", "calibration", "new")


class JsonFile(SingleFileSnapshotExtension):
    _write_mode = WriteMode.TEXT
    file_extension = "json"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "screen",
    [Screen(80, False, True), Screen(120, False, True), Screen(80, False, False), Screen(80, True, True)],
    ids=["80", "120", "ascii", "color"],
)
def test_terminal(name: str, screen: Screen, reports: Mapping[str, Report], screen_snapshot: SnapshotAssertion) -> None:
    shown = terminal.render(reports[name], screen)
    assert shown == screen_snapshot
    for line in re.sub(r"\x1b\[[0-9;]*m", "", shown).splitlines():
        assert cell_len(line) <= screen.columns
    assert screen.color or "\x1b" not in shown
    assert screen.unicode or not re.search("[●─█▓▒░…·]", shown)


@pytest.mark.parametrize("name", NAMES)
def test_plain(name: str, reports: Mapping[str, Report], screen_snapshot: SnapshotAssertion) -> None:
    shown = plain.render(reports[name])
    assert shown == screen_snapshot
    lines = shown.splitlines()[name == "new" :]  # its first line is the path alone
    assert len({line.count("\t") for line in lines}) == 1


@pytest.mark.parametrize("name", NAMES)
def test_json(name: str, reports: Mapping[str, Report], examples: Corpus, snapshot: SnapshotAssertion) -> None:
    shown = data.render(reports[name], examples, examples.findings)
    assert shown == snapshot.use_extension(JsonFile)
    read = json.loads(shown)
    assert (read["schema_version"], read["command"]) == (1, "similar" if name in ("pairs", "calibration") else name)
    assert read["files"] == {"found": 34, "read": 33, "skipped": 1}


HOSTILE = "[/] [red]x[/red] :smile: \x1b[2J \x9b31m \u202egnp.exe \u200b " + "w" * 90 + " 日本語" * 20


@pytest.fixture(scope="module")
def hostile() -> Mapping[str, Report]:
    action = Action(
        HOSTILE, HOSTILE, owner=HOSTILE, status=Status.OPEN, due=date(2024, 1, 2), ticket=HOSTILE, reason=HOSTILE
    )
    parts: dict[str, Any] = {"title": HOSTILE, "causes": (HOSTILE,), "services": (HOSTILE, "[bold]")}
    one = postmortem("2024-01-01-[red]\x1b", "2024-01-01", actions=(action,), **parts)
    two = postmortem(
        "2024-02-01-\u202e",
        "2024-02-01",
        actions=(Action("x", HOSTILE, status=Status.DECLINED, reason=HOSTILE),),
        **parts,
    )
    silent = postmortem("2024-02-03-\x1b]0;x", "2024-02-03", actions=None, **parts)
    history = history_of(one, two, silent, postmortem("2024-03-01-c", "2024-03-01", **parts))
    repeats = report_repeats(history, threshold=50, today=TODAY)
    assert len(repeats.returns) == 3
    similar = report_similar(history, HOSTILE, minimum=0, threshold=50, limit=9, today=TODAY)
    return {
        "new": NewReport("\x1b", "\x1b", "postmortems/\x1b]0;x\u202e.md", 50, 4, similar.neighbours),
        "repeats": repeats,
        "novelty": report_novelty(history, repeats.families, threshold=50, period=Period.YEAR),
        "actions": report_actions(history.postmortems, today=TODAY, statuses=frozenset(Status)),
        "similar": similar,
        "pairs": report_pairs(history, minimum=0, threshold=50),
        "calibration": report_calibration(history, threshold=50),
    }


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [1, 80, 200])
def test_hostile_text_is_shown_and_does_nothing(name: str, width: int, hostile: Mapping[str, Report]) -> None:
    for unicode in (True, False):
        shown = terminal.render(hostile[name], Screen(width, False, unicode))
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202e]", shown)
        assert all(cell_len(line) <= Screen(width, False, unicode).columns for line in shown.splitlines())
    assert "[/] [red]x[/red] :smile: \\x1b[2J" in terminal.render(hostile[name], Screen(200, False, True)) or name in (
        "pairs",
        "calibration",
    )
    colored = terminal.render(hostile[name], Screen(width, True, True))
    assert not re.sub(r"\x1b\[[0-9;]*m", "", colored).count("\x1b")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", plain.render(hostile[name]))


def test_color_is_never_the_only_carrier_of_a_meaning(reports: Mapping[str, Report]) -> None:
    for report in reports.values():
        bare, colored = (terminal.render(report, Screen(100, color, True)) for color in (False, True))
        assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == bare != colored


def test_little_or_nothing_to_show() -> None:
    nothing = history_of()
    repeats = report_repeats(nothing, threshold=50, today=TODAY)
    screen = Screen(80, False, True)
    assert terminal.render(repeats, screen) == "0 incidents; there is nothing to compare yet.\n"
    assert (
        terminal.render(report_novelty(nothing, (), threshold=50, period=Period.YEAR), screen)
        == "No incidents in this period.\n"
    )
    assert terminal.render(report_actions([], today=TODAY), screen) == "Nothing is open.\n"
    assert (
        terminal.render(report_similar(nothing, "a", minimum=0, threshold=50, limit=1, today=TODAY), screen)
        == 'Nothing on record is like "a".\n'
    )
    assert terminal.render(report_pairs(nothing, minimum=0, threshold=50), screen) == "0 pairs among 0 incidents.\n"
    two = history_of(postmortem("2024-01-01-a", causes=("pool",)), postmortem("2024-01-02-b", causes=("disk",)))
    assert terminal.render(report_repeats(two, threshold=50, today=TODAY), screen).startswith(
        "2 incidents, Jan 2024 to Jan 2024. No cause came back."
    )
    assert [plain.render(report) for report in (repeats,)] == [""]
    first = NewReport("a", "postmortems/a.md", "a.md", 50, 0)
    assert terminal.render(first, screen) == "a.md\n\nNo earlier incident is on record.\n"
    later = NewReport("a", "postmortems/a.md", "a.md", 50, 7)
    assert terminal.render(later, screen) == "a.md\n\nNothing on record is like this yet.\n"
    assert plain.render(first) == plain.render(later) == "a.md\n"


def test_an_id_in_the_explanation_is_shown_and_does_nothing() -> None:
    silent = postmortem("2024-01-01-\x1b]0;x\x07\u202e", "2024-01-01", actions=None, causes=("pool",))
    report = report_repeats(history_of(silent, postmortem("2024-02-01-b", causes=("pool",))), threshold=50, today=TODAY)
    shown = terminal.render(report, Screen(120, False, True))
    assert "what was decided after 2024-01-01-\\x1b]0;x\\x07U+202E" in shown and "\x1b" not in shown


@pytest.mark.parametrize(
    ("status", "latest", "step"),
    [
        (Status.UNKNOWN, Status.DONE, "write down what became of the actions of 2024-02-01-b"),
        (Status.DONE, Status.UNKNOWN, "write down what became of the actions of 2024-03-01-c"),
        (Status.DECLINED, Status.DONE, "nothing is open; see whether what was done after 2024-03-01-c holds"),
        (Status.DECLINED, Status.DECLINED, "weigh the declined action again: 2024-03-01-c came after it"),
        (None, None, "decide what would prevent it, and write it into 2024-03-01-c"),
    ],
)
def test_what_to_do_next(status: Status | None, latest: Status | None, step: str) -> None:
    def told(identity: str, state: Status | None) -> Postmortem:
        closed = date(2024, 2, 2) if state is Status.DONE else None
        actions = (Action(f"{identity}#1", "fix", status=state, closed=closed),) if state else ()
        return postmortem(identity, causes=("pool",), actions=actions)

    report = report_repeats(
        history_of(told("2024-02-01-b", status), told("2024-03-01-c", latest)), threshold=50, today=TODAY
    )
    assert step in " ".join(terminal.render(report, Screen(120, False, True)).split())
