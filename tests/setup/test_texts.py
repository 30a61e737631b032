"""The texts of a new config and of the CI jobs."""

import tomllib
from pathlib import Path

import pytest

from retrokit.config import Config
from retrokit.config.reading import parse_config
from retrokit.setup import pipeline, settings
from retrokit.setup.settings import Settings
from retrokit.yamltree import Mapping, Node, Scalar, Sequence, read_tree


def plain(node: Node) -> object:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key: plain(entry.value) for key, entry in node.entries.items()}


def yaml(text: str) -> dict[str, object]:
    return {key: plain(entry.value) for key, entry in read_tree(text, 1).items()}


def test_a_config_with_nothing_to_settle_is_the_defaults() -> None:
    path = Path("/r/retrokit.toml")
    text = settings.new_config(Settings())
    assert parse_config(path, text) == Config(path=path)
    assert "[vocabulary]" in text and len(text.splitlines()) < 10


@pytest.mark.parametrize("name", ["a b", 'quo"te', "back\\slash", "vorfälle", "tab\there", "del\x7f", "it's", "[x]"])
def test_a_config_says_what_was_found(name: str) -> None:
    found = Settings([name], f"{name}/templates", {"causes": ("Root Cause", name)}, {"owner": ("who",)})
    config = parse_config(Path("/r/retrokit.toml"), settings.new_config(found))
    assert config.folders == (Path("/r") / name,) and config.templates == Path("/r") / name / "templates"
    assert config.fields == {"causes": ("Root Cause", name)} and config.action_fields == {"owner": ("who",)}
    shared = tomllib.loads(settings.block(found, True))["tool"]["retrokit"]
    assert shared == tomllib.loads(settings.block(found, False))
    assert shared["folders"] == [name]


def test_many_folders_stand_one_a_line() -> None:
    text = settings.new_config(Settings(["a", "b", "c", "d"]))
    assert '\n    "c",\n' in text and tomllib.loads(text)["folders"] == ["a", "b", "c", "d"]


def test_nothing_to_add_is_no_block() -> None:
    assert settings.block(Settings(), True) == settings.block(Settings(), False) == ""
    assert settings.block(Settings(fields={"causes": ("rca",)}), True).startswith("[tool.retrokit.fields]")


def a_job(source: str | None = "git+https://git.example/retrokit@abc") -> pipeline.Job:
    return pipeline.job(["post mortems", "*"], "team a", "retrokit -C 'team a'", source)


def test_the_workflow() -> None:
    text = pipeline.github(a_job())
    job = yaml(text)
    paths = ["team a/post mortems/**/*", "team a/\\*/**/*"]
    assert job["permissions"] == {"contents": "read"}
    assert job["on"] == {
        "pull_request": {"paths": paths},
        "push": {"branches": ["main", "master"], "paths": paths},
    }
    steps = read_tree(text, 1)["jobs"].value
    assert isinstance(steps, Mapping)
    assert 'pip install "git+https://git.example/retrokit@abc"' in text and "FILL" not in text
    assert "retrokit -C 'team a' repeats --format terminal --color never\n" in text
    assert '>> "$GITHUB_STEP_SUMMARY"' in text and "fetch-depth: 0" in text
    assert 'check --since "origin/$GITHUB_BASE_REF" --format github' in text
    assert "if: github.event_name == 'pull_request'" in text


def test_the_pipeline() -> None:
    text = pipeline.gitlab(a_job())
    job = yaml(text)["retrokit"]
    assert isinstance(job, dict)
    assert job["rules"] == [{"changes": ["team a/post mortems/**/*", "team a/\\*/**/*"]}]
    assert job["script"][0] == 'pip install "git+https://git.example/retrokit@abc"'
    assert job["script"][2:] == [
        'git fetch -q origin "$CI_DEFAULT_BRANCH"',
        "retrokit -C 'team a' check --since FETCH_HEAD",
    ]
    assert (
        pipeline.has_job(text)
        and pipeline.has_job('a: 1\n"retrokit" :\n')
        and not pipeline.has_job("x:\n  retrokit:\n")
    )


@pytest.mark.parametrize("write", [pipeline.github, pipeline.gitlab])
def test_where_retrokit_comes_from_may_have_to_be_filled_in(write: object) -> None:
    assert callable(write)
    text = write(a_job(None))
    assert "# FILL IN" in text and pipeline.TO_FILL_IN in text and yaml(text)


def test_reports_at_the_top() -> None:
    assert pipeline.job(["."], "", "retrokit", None).patterns == ["**/*.md"]
    assert pipeline.job(["."], "sub", "retrokit", None).patterns == ["sub/**/*"]
