"""Where front matter begins and ends, and the places that are told when it can't be read."""

import pytest

from retrokit.frontmatter import _BELOW_TEXT, FrontMatter, conflict_line, read, suspicions
from retrokit.vocabulary import Problem
from retrokit.yamltree import Mapping, Scalar, Sequence, Trouble


def entries(text: str) -> dict[str, str | None]:
    found = read(text)
    assert isinstance(found, FrontMatter), found
    return {key: entry.value.text for key, entry in found.entries.items() if isinstance(entry.value, Scalar)}


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("close", ["---", "...", "--- ", "---\t"])
def test_reads_every_line_ending_and_fence(newline: str, close: str) -> None:
    text = newline.join(["---", "title: a", "id: b", close, "body"])
    found = read(text)
    assert isinstance(found, FrontMatter)
    assert found.body == "body"
    assert found.entries["id"].key == Scalar("id", 3, 1)
    assert found.entries["id"].value == Scalar("b", 3, 5)


def test_blank_lines_before_the_fence_are_counted() -> None:
    found = read("\n\r\n---\ntitle: a\n---\n")
    assert isinstance(found, FrontMatter)
    assert found.entries["title"].value == Scalar("a", 4, 8)


@pytest.mark.parametrize(
    "value",
    [
        "2020-02-12",
        "10:30",
        "08:30",
        "no",
        "yes",
        "on",
        "off",
        "0123",
        "1e3",
        "0x1F",
        "1_000",
        "1.10",
        "0o17",
        "190:20:30",
        ".inf",
        "true",
        "FALSE",
        "=",
        "2024-1-2",
        "12345678901234567890",
    ],
)
def test_no_scalar_is_resolved(value: str) -> None:
    assert entries(f"---\nid: {value}\nlist: [{value}]\n---\n")["id"] == value


@pytest.mark.parametrize("value", ["", "~", "null", "Null", "NULL"])
def test_nothing_is_none_and_quoted_nothing_is_text(value: str) -> None:
    assert entries(f"---\nid: {value}\nquoted: '{value}'\n---\n") == {"id": None, "quoted": value}


def test_keys_that_python_frontmatter_trips_over_are_keys() -> None:
    text = "---\ncontent: a\nhandler: b\nself: c\n1: d\nno: e\n2020-01-01: f\n---\n"
    assert list(entries(text)) == ["content", "handler", "self", "1", "no", "2020-01-01"]


def test_aliases_stand_for_what_they_name_where_they_are_used() -> None:
    found = read("---\nowner: &mira '@mira'\nlist: [*mira, {who: *mira}]\n---\n")
    assert isinstance(found, FrontMatter)
    value = found.entries["list"].value
    assert isinstance(value, Sequence)
    assert value.items[0] == Scalar("@mira", 3, 8)
    assert isinstance(value.items[1], Mapping)
    assert value.items[1].entries["who"].value == Scalar("@mira", 3, 21)


BAD = Problem.BAD_FRONT_MATTER
TROUBLE = {
    "no front matter": ("# Heading\n", Problem.NO_FRONT_MATTER, 1, 1),
    "empty file": ("", Problem.NO_FRONT_MATTER, 1, 1),
    "template tag": ("{% include x %}\n", Problem.NO_FRONT_MATTER, 1, 1),
    "long rule": ("-----\ntitle: a\n-----\n", Problem.NO_FRONT_MATTER, 1, 1),
    "no closing fence": ("---\ntitle: a\n", BAD, 1, 1),
    "only a fence": ("---", BAD, 1, 1),
    "comment on the fence": ("--- # c\ntitle: a\n---\n", BAD, 1, 1),
    "comment before the fence": ("<!-- licence -->\n---\ntitle: a\n---\n", BAD, 1, 1),
    "directive before the fence": ("%YAML 1.1\n---\ntitle: a\n---\n", BAD, 1, 1),
    "invisible character before the fence": ("\u200b---\ntitle: a\n---\n", BAD, 1, 1),
    "TOML": ("+++\ntitle = 'a'\n+++\n", BAD, 1, 1),
    "JSON": ('{\n  "title": "a"\n}\n', BAD, 1, 1),
    "LFS pointer": ("version https://git-lfs.github.com/spec/v1\noid sha256:0\n", Problem.UNREADABLE, 1, 1),
    "list": ("---\n- a\n---\n", BAD, 2, 1),
    "text": ("---\nfoo\n---\n", BAD, 2, 1),
    "empty": ("---\n---\n", BAD, 2, 1),
    "empty mapping": ("---\n{}\n---\n", BAD, 2, 1),
    "comment only": ("---\n# c\n---\n", BAD, 2, 1),
    "duplicate key": ("---\na: 1\nb: 2\na: 3\n---\n", Problem.DUPLICATE_KEY, 4, 1),
    "duplicate key deep down": ("---\na:\n  - {b: 1, b: 2}\n---\n", Problem.DUPLICATE_KEY, 3, 12),
    "conflict at the top": ("<<<<<<< HEAD\n---\na: 1\n---\n", Problem.CONFLICT_MARKER, 1, 1),
    "conflict inside": (
        "---\na: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> x\n---\n",
        Problem.CONFLICT_MARKER,
        3,
        1,
    ),
    "brackets": ("---\nx: " + "[" * 60 + "\n---\n", BAD, 2, 35),
    "dashes": ("---\n" + "- " * 100_000 + "\n---\n", BAD, 2, 65),
    "bomb of aliases": (
        "---\na: &a [x,x,x,x,x,x,x,x]\n"
        + "".join(
            f"{b}: &{b} [*{a},*{a},*{a},*{a},*{a},*{a},*{a},*{a}]\n" for a, b in zip("abcdef", "bcdefg", strict=True)
        )
        + "---\n",
        BAD,
        6,
        20,
    ),
    "alias to itself": ("---\na: &a [*a]\n---\n", BAD, 2, 8),
    "bold text unquoted": ("---\ntitle: a\nnote: *important\n---\n", BAD, 3, 7),
    "merge key": ("---\na: &a {x: 1}\nb: {<<: *a}\n---\n", BAD, 3, 5),
    "list as a key": ("---\n? [a]\n: b\n---\n", BAD, 2, 3),
    "nothing as a key": ("---\n~: b\n---\n", BAD, 2, 1),
    "invisible character in a key": ("---\ntitle: a\ncau\u200bses: b\n---\n", BAD, 3, 1),
    "unquoted @": ("---\ntitle: x\nowner: @mira\n---\n", BAD, 3, 8),
    "unquoted colon after blank lines": ("---\n\n\ntitle: a: b\n---\n", BAD, 4, 9),
    "column in characters": ("---\ntitle: é: b\n---\n", BAD, 2, 9),
    "tab": ("---\na:\n\t- b\n---\n", BAD, 3, 1),
    "open quote": ('---\na: 1\nb: "c\n---\n', BAD, 3, 4),
    "control character": ("---\ntitle: a\x1b[2J\n---\n", BAD, 2, 9),
    "next line smuggles a key": ("---\ntitle: a\x85id: b\n---\n", BAD, 2, 9),
    "line separator": ("---\ntitle: a\u2028b\n---\n", BAD, 2, 9),
    "surrogate": ('---\ntitle: "\\ud800"\n---\n', BAD, 2, 11),
    "second document": ("---\na: b\n--- c\n---\n", BAD, 3, 1),
    "too large": ("---\na: " + "x" * 300_000 + "\n---\n", BAD, 1, 1),
}


def test_brackets_by_the_thousand_end_as_a_message_about_nesting() -> None:
    found = read("---\nx: " + "[" * 30_000 + "\n---\n")
    assert isinstance(found, Trouble)
    assert (found.problem, found.line, found.help) == (BAD, 2, "flatten it")
    assert "nest" in found.message


@pytest.mark.parametrize("name", TROUBLE)
def test_trouble_is_told_with_its_place(name: str) -> None:
    text, problem, line, column = TROUBLE[name]
    found = read(text)
    assert isinstance(found, Trouble)
    assert (found.problem, found.line, found.column) == (problem, line, column), found.message
    assert found.message


@pytest.mark.parametrize(
    ("name", "help"),
    [
        ("unquoted @", 'owner: "@mira"'),
        ("unquoted colon after blank lines", "quote text with a colon"),
        ("tab", "not with tabs"),
        ("open quote", "never closed"),
        ("no closing fence", "add a line of `---`"),
        ("duplicate key", "keep one"),
    ],
)
def test_trouble_says_the_way_forward(name: str, help: str) -> None:
    found = read(TROUBLE[name][0])
    assert isinstance(found, Trouble)
    assert help in found.help


def test_prose_taken_for_keys_points_to_the_missing_fence() -> None:
    found = read("---\ntitle: x\ncauses:\n  - a\n\n# What happened\n\nSome prose: here: and there\n---\nmore\n")
    assert isinstance(found, Trouble)
    assert "missing above line 6" in found.help


def test_a_page_of_comments_is_no_trouble_for_the_clock() -> None:
    assert isinstance(read("<!-- a -->\n" * 20_000 + "text"), Trouble)


def test_a_whole_conflict_in_the_body_is_seen_and_a_quoted_one_is_not() -> None:
    conflict = "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> branch\n"
    assert conflict_line("text\n\n" + conflict) == 3
    assert conflict_line("text\n```\n" + conflict + "```\n") is None
    assert conflict_line("a\n=======\ntext <<<<<<< HEAD\n") is None
    assert conflict_line("<<<<<<< HEAD\nalone\n") is None
    assert conflict_line("<<<<<<< HEAD\na\n=======\nno end\n") is None
    for marker in ("<<<<<<< HEAD", "=======", ">>>>>>> branch"):
        found = read(f"---\ntitle: a\n{marker}\n---\n")
        assert isinstance(found, Trouble) and found.problem is Problem.CONFLICT_MARKER


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\ntitle: a\n---\n\n---\nid: b\n---\nbody\n", 5),
        ("\n---\ntitle: a\n---\n---\nid: b\n---\n\n\n", 5),
        ("---\ntitle: a\n\n## What happened\nstatus: draft\n---\nbody\n", 4),
        ("---\ntitle: a\n---\n\n## What happened\n\n---\n", None),
        ("---\n# a comment\ntitle: a\n---\n---\nno keys\n---\n", None),
    ],
)
def test_what_is_read_and_may_not_be_meant(text: str, line: int | None) -> None:
    for newline in ("\n", "\r\n"):
        written = text.replace("\n", newline)
        found = read(written)
        assert isinstance(found, FrontMatter)
        assert [number for number, _, _ in suspicions(written, found.body)] == ([line] if line else [])


def test_fifteen_megabytes_of_comments_are_looked_at_briefly() -> None:
    assert isinstance(read("<!-- x -->\n" * 500_000), Trouble)


def test_many_lines_that_begin_with_a_dash_take_no_time() -> None:
    text = "x\n---\ntitle: a\n" + "-a:\n" * 4000
    assert _BELOW_TEXT.search(text) is None
