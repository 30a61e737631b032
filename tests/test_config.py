"""Settings, and errors that name file, key and the nearest valid key."""

from pathlib import Path

import pytest

from retrokit.config import Config
from retrokit.config.reading import parse_config, with_threshold
from retrokit.errors import RetrokitError
from retrokit.keys import DAY_KEYS
from retrokit.vocabulary import ACTION_KEYS, POSTMORTEM_KEYS

OWN, SHARED = Path("/r/retrokit.toml"), Path("/r/pyproject.toml")


def test_all_settings() -> None:
    text = """
folders = ["reports", "old/reports"]
templates = "reports/templates"
threshold = 62.5
[fields]
causes = ["root_cause", "why"]
date = "happened_on"
[action_fields]
owner = "assignee"
"""
    assert parse_config(OWN, text) == Config(
        OWN,
        (Path("/r/reports"), Path("/r/old/reports")),
        Path("/r/reports/templates"),
        62.5,
        {"causes": ("root_cause", "why"), "date": ("happened_on",)},
        {"owner": ("assignee",)},
    )


def test_pyproject_and_defaults() -> None:
    assert parse_config(SHARED, "[tool.retrokit]\nfolders = 'a'\n[tool.black]\nx = 1\n").folders == (Path("/r/a"),)
    assert parse_config(OWN, "") == Config(OWN)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("treshold = 40", "unknown key `treshold`", "did you mean `threshold`?"),
        ("zzz = 40", "unknown key `zzz`", "the keys are folders, templates, threshold"),
        ("[fields]\ncuases = 'x'", "unknown key `fields.cuases`", "did you mean `causes`?"),
        ("[action_fields]\nasignee = 'x'", "unknown key `action_fields.asignee`", ""),
        ("threshold = 'high'", "`threshold` must be a number from 0 to 100, not 'high'", ""),
        ("threshold = true", "`threshold` must be a number", ""),
        ("threshold = 101", "`threshold` must be a number", ""),
        ("folders = 3", "`folders` must be text or a list of texts, not 3", ""),
        ("templates = ['a']", "`templates` must be the path of a folder, not ['a']", ""),
        ("folders = [1]", "`folders` must be text", ""),
        ("fields = 'x'", "`fields` must be a table", ""),
        ("[fields]\ncauses = 3", "`fields.causes` must be text", ""),
    ],
)
def test_errors_name_file_key_and_nearest_key(text: str, message: str, hint: str) -> None:
    with pytest.raises(RetrokitError) as error:
        parse_config(OWN, text)
    assert error.value.message.startswith(message)
    assert error.value.location == str(OWN)
    assert hint in error.value.hint


def test_broken_toml_is_told_with_line_and_column() -> None:
    with pytest.raises(RetrokitError, match="not TOML") as error:
        parse_config(OWN, "threshold = 40\nfolders == 3\n")
    assert error.value.location == "/r/retrokit.toml:2:10"
    for text in ("x = " + "9" * 5000, "x = " + "[" * 5000):
        with pytest.raises(RetrokitError, match="not TOML"):
            parse_config(OWN, text)
    assert parse_config(SHARED, "tool = 3") == Config(SHARED)
    assert parse_config(SHARED, "[project]\nname = 'x'\n") == Config(SHARED)


def test_the_fields_that_may_be_mapped_are_those_that_are_read() -> None:
    code = Path(__file__).parent.parent / "src/retrokit"
    files = [code / "parse.py", code / "vocabulary.py", *(code / "rules").glob("*.py")]
    source = "".join(file.read_text(encoding="utf-8") for file in files)
    for key in (*POSTMORTEM_KEYS, *ACTION_KEYS):
        assert f'"{key}"' in source or key in DAY_KEYS


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("retrokit.toml", "", "threshold = 61\n"),
        ("retrokit.toml", "threshold = 50 # ours\n", "threshold = 61 # ours\n"),
        ("retrokit.toml", "# a\nfolders = ['x']\n\n[fields]\n", "threshold = 61\n# a\nfolders = ['x']\n\n[fields]\n"),
        ("retrokit.toml", "# a\r\n[fields]\r\n", "threshold = 61\r\n# a\r\n[fields]\r\n"),
        ("retrokit.toml", "[fields]\ntitle = 'threshold = 1'\n", "threshold = 61\n[fields]\ntitle = 'threshold = 1'\n"),
        (
            "pyproject.toml",
            "[tool.x]\nthreshold = 3\n[tool.retrokit]\n",
            "[tool.x]\nthreshold = 3\n[tool.retrokit]\nthreshold = 61\n",
        ),
        ("pyproject.toml", "[tool.retrokit]", "[tool.retrokit]\nthreshold = 61\n"),
        ("pyproject.toml", "[tool.retrokit] # us\nthreshold=4_0.5\n[z]\n", "[tool.retrokit] # us\nthreshold=61\n[z]\n"),
    ],
)
def test_a_threshold_is_written_and_nothing_else_changes(name: str, before: str, after: str) -> None:
    assert with_threshold(Path(name), before, 61) == after
    assert parse_config(Path(name), after).threshold == 61


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", "tool.retrokit.folders = []\n"),
        ("retrokit.toml", 'folders = ["""\nthreshold = 5\n"""]\n'),
    ],
)
def test_a_config_that_can_not_take_a_threshold_in_one_line_is_left_alone(name: str, text: str) -> None:
    with pytest.raises(RetrokitError, match="by hand"):
        with_threshold(Path(name), text, 61)
