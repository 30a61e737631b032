"""The hook's entry, and configs of pre-commit's that get it with every other byte as it was."""

import re

import pytest

from retrokit.repo import REPORT_PATTERN
from retrokit.repo.reports import may_be_report
from retrokit.setup.hook import Hook, entry_lines, has_hook, hook, new_config, with_hook
from retrokit.yamltree import read_tree

HOOK = hook(["postmortems"], REPORT_PATTERN)
TWO = "repos:\n  - repo: a\n    rev: v1\n    hooks:\n      - id: x\n"
NONE = "repos:\n- repo: a\n  rev: v1\n  hooks:\n  - id: x\n"
FOUR = "repos:\n-   repo: a\n    rev: v1\n    hooks:\n    -   id: x\n"


def pattern(hook: Hook) -> re.Pattern[str]:
    return re.compile("\n".join(hook.files))


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        (TWO, "  - repo: local", "      - id: retrokit"),
        (NONE, "- repo: local", "  - id: retrokit"),
        (FOUR, "-   repo: local", "    -   id: retrokit"),
        ("repos:\n- repo: a\n  hooks: [{id: x}]\n", "- repo: local", "    - id: retrokit"),
        ("repos:\n  - {repo: a, hooks: [{id: x}]}\n", "  - repo: local", "      - id: retrokit"),
        ("repos:\n  -\n    repo: a\n    hooks:\n      -\n        id: x\n", "  - repo: local", "      - id: retrokit"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "after", ["", "\n# a comment\n", "# a comment\n", "\n# what follows\nci: {skip: [x]}\n", "fail_fast: true\n\n"]
)
@pytest.mark.parametrize("before", ["", "# ours: é\n---\nminimum_pre_commit_version: '3'\n\n"])
def test_the_entry_in_the_style_of_the_file(
    text: str, first: str, second: str, newline: str, after: str, before: str
) -> None:
    text, start = (before + text + after).replace("\n", newline), (before + text).replace("\n", newline)
    changed = with_hook(text, HOOK)
    assert changed is not None and changed.startswith(start) and changed.endswith(text[len(start) :])
    added = changed[len(start) : len(changed) - len(text) + len(start)]
    lines = added.split(newline)
    assert (lines[0], lines[2], lines[-1]) == (first, second, "")
    assert "\n" not in added.replace(newline, "")
    assert has_hook(changed, HOOK) and not has_hook(text, HOOK)


def test_a_last_line_without_an_end_gets_one() -> None:
    assert with_hook(TWO.rstrip("\n"), HOOK) == with_hook(TWO, HOOK)


def test_blank_lines_between_the_repos_are_kept_up() -> None:
    apart = TWO + "\n  # why\n  - repo: b\n    hooks:\n      - id: y\n"
    changed = with_hook(apart, HOOK)
    assert changed is not None and changed.startswith(apart + "\n  - repo: local\n")
    close = with_hook(TWO + TWO.removeprefix("repos:\n"), HOOK)
    assert close is not None and "\n\n" not in close


@pytest.mark.parametrize(
    "text",
    ["", "\n", "# nothing yet\n", "---\n", "repos: []\n", "repos:\n", "repos:  # none\n", "repos: [ ]  # none\n"],
)
def test_a_config_without_repos(text: str) -> None:
    changed = with_hook(text, HOOK)
    assert changed is not None and changed.endswith("\n".join(entry_lines(HOOK)) + "\n")
    assert changed.startswith(text.rstrip("\n").replace(" []", "").replace(" [ ]", ""))


@pytest.mark.parametrize(
    "text",
    [
        "repos: [\n",
        "repos:\n  - repo: a\n   hooks: b\n",
        "- repo: a\n  hooks: []\n",
        "repos: [{repo: a, hooks: [{id: x}]}]\n",
        "repos: [\n]\n",
        "repos: a\n",
        "repos: {a: b}\n",
        "fail_fast: true\n",
        "repos: []\nrepos: []\n",
        "just text\n",
        "<<<<<<< HEAD\nrepos: []\n=======\n>>>>>>> other\n",
        "repos:\n  - repo: a\n    hooks:\n      - id: x\n        exclude: |+\n          x\n\n\n",
    ],
)
def test_what_can_not_be_written_safely_is_left(text: str) -> None:
    assert with_hook(text, HOOK) is None


def test_a_change_of_anything_else_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    text = TWO + "fail_fast: true\n"
    changed = with_hook(text, HOOK)
    assert changed is not None
    monkeypatch.setattr("retrokit.setup.hook._inserted", lambda *_: changed.replace("fail_fast: true", "fail_fast: no"))
    assert with_hook(text, HOOK) is None


@pytest.mark.parametrize(
    ("repo", "identity", "is_there"),
    [
        ("local", "retrokit", True),
        ("https://git.example/retrokit", "retrokit-check", True),
        ("local", "retrokit-services-pay", False),
        ("local", "ruff", False),
    ],
)
def test_whether_the_hook_is_there(repo: str, identity: str, is_there: bool) -> None:
    assert has_hook(f"repos:\n- repo: {repo}\n  hooks:\n  - id: {identity}\n", HOOK) is is_there
    assert not has_hook("repos: [", HOOK) and not has_hook("repos: [a, {hooks: [b]}]", HOOK)


NAMES = [
    "2024-01-02-queue.md",
    "queue.md",
    "deep/er/queue.markdown",
    "QUEUE.MD",
    "2024-01-02-queue/index.md",
    "2024-01-02-queue/README.md",
    "2024/index.md",
    "template-engine-down.md",
    "2024-01-02-template-engine.md",
    "contemplate.md",
    "my-template.md",
    "template.md",
    "templates.md",
    "incident_template.md",
    "a.template.md",
    "templates/a.md",
    "template/a.md",
    "_templates/a.md",
    "deep/templates/a.md",
    "README.md",
    "readme.md",
    "deep/index.md",
    "queue/index.md",
    "_index.md",
    "SUMMARY.md",
    "toc.md",
    "about.md",
    "about-face.md",
    "readme.en.md",
    ".hidden.md",
    ".github/a.md",
    "deep/.x/a.md",
    "a.txt",
    "a.md.bak",
    "md",
    "image.png",
    "1999/readme.md",
    "1824/readme.md",
    "code_of_conduct.md",
    "license.md",
    "security.md",
    "security-breach.md",
]


@pytest.mark.parametrize("folder", ["postmortems", "."])
def test_the_files_of_the_hook_are_those_that_retrokit_reads(folder: str) -> None:
    files = pattern(hook([folder], REPORT_PATTERN))
    start = "" if folder == "." else f"{folder}/"
    assert [name for name in NAMES if files.search(start + name)] == [name for name in NAMES if may_be_report(name)]
    assert folder == "." or not any(files.search(name) or files.search(f"a/postmortems/{name}") for name in NAMES)


@pytest.mark.parametrize(
    "folder",
    [
        "a b",
        "c++ (old)",
        "vorfälle",
        "日本",
        "it's",
        'a"b',
        "a#b",
        "a.b",
        "a|b",
        "tab\there",
        "a\nb",
        "a\\b",
        "\u00a0x",
    ],
)
def test_odd_names_of_folders(folder: str) -> None:
    ours = hook([folder, "other"], REPORT_PATTERN, f"sub {folder}", "-C x")
    assert pattern(ours).search(f"sub {folder}/{folder}/a.md") and pattern(ours).search(f"sub {folder}/other/a.md")
    assert not pattern(ours).search("sub axb/axb/a.md") and not pattern(ours).search(f"{folder}/a.md")
    assert read_tree(new_config(ours), 1)
    assert with_hook(TWO, ours) is not None


def test_a_folder_of_a_larger_repository() -> None:
    ours = hook(["."], REPORT_PATTERN, "services/pay", "-C services/pay")
    assert (ours.id, ours.entry) == ("retrokit-services-pay", "retrokit -C services/pay check")
    assert pattern(ours).search("services/pay/a.md") and not pattern(ours).search("services/a.md")
