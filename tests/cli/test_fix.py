"""`retrokit check --fix`: one line a finding, every other byte as it was, and nothing that could be meant otherwise."""

import os
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrokit.parse import parse_placed
from retrokit.policy import Policy
from retrokit.rules import Case, judge
from retrokit.rules.fixes import apply, edits_for
from tests.conftest import ROOT, Run

GOOD = (ROOT / "src/retrokit/data/rules/RK302/good.md").read_text(encoding="utf-8")
TODAY = ("--today", "2026-03-21")
NAME = "postmortems/2026-03-14-checkout-times-out.md"


def mended(before: str, after: str, folder: Path, run: Run, code: int, *, encode: str = "utf-8") -> str:
    """What `--fix` says, if it makes the one text of the other."""
    path = folder / NAME
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(before.encode(encode))
    out = run("-C", folder, "check", "--fix", *TODAY, code=code).out
    assert path.read_bytes() == after.encode(encode)
    return out


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("due: 2026-04-11", "due: 2026/04/11"),
        ("due: 2026-04-11", "due: 11 April 2026"),
        ("due: 2026-04-11", "due: April 11, 2026"),
        ("date: 2026-03-14", "date: 2026.03.14  # as the vendor says"),
        ("status: open", "status: opne"),
        ("type: prevent", "type: prevnt"),
        ("type: prevent", "type: 'prevnt'"),
        ("status: final", "status: fnial"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("encode", ["utf-8", "utf-8-sig"])
def test_what_can_be_meant_in_one_way_is_mended(
    wrong: str, right: str, newline: str, encode: str, tmp_path: Path, run: Run
) -> None:
    wrong, right = right, wrong
    before = GOOD.replace(right, wrong, 1).replace("\n", newline)
    comment = "  #" + wrong.partition("  #")[2] if "  #" in wrong else ""
    after = GOOD.replace(right, right + comment, 1).replace("\n", newline)
    code = 1 if encode == "utf-8-sig" else 0  # the mark itself is a finding, and stays
    out = mended(before, after, tmp_path, run, code, encode=encode)
    assert f"-{next(line for line in before.splitlines() if wrong in line)}" in out.replace("\r", "")


@pytest.mark.parametrize(
    "wrong",
    [
        "due: 03/04/2026",
        "due: next week",
        "due: 2026-02-30",
        "status: unresolved",
        "status: undone",
        "status: doen",
        "status: whatever",
        "type: fix",
    ],
)
def test_what_can_be_meant_otherwise_is_left(wrong: str, tmp_path: Path, run: Run) -> None:
    key = wrong.partition(":")[0]
    before = re.sub(rf"^    {key}: .*$", f"    {wrong}", GOOD, count=1, flags=re.MULTILINE)
    assert before != GOOD
    mended(before, before, tmp_path, run, 1)


@pytest.mark.parametrize("key", ["owner", "due", "ticket"])
def test_a_missing_key_is_put_in_to_be_filled_in(key: str, tmp_path: Path, run: Run) -> None:
    before = re.sub(rf"^    {key}: .*\n", "", GOOD, count=1, flags=re.MULTILINE)
    (tmp_path / "postmortems").mkdir()
    (tmp_path / NAME).write_text(before, encoding="utf-8")
    out = run("-C", tmp_path, "check", "--fix", *TODAY, code=1).out
    after = (tmp_path / NAME).read_text(encoding="utf-8")
    assert after == before.replace("    type: prevent\n", f"    {key}:\n    type: prevent\n")
    assert f"+    {key}:\n" in out and "can be mended" not in out
    again = run("-C", tmp_path, "check", "--fix", *TODAY, code=1).out
    assert (tmp_path / NAME).read_text(encoding="utf-8") == after and "+++" not in again


def test_several_missing_keys_stand_in_the_order_of_the_format(tmp_path: Path, run: Run) -> None:
    before = re.sub(r"^    (?:owner|due|ticket): .*\n", "", GOOD, flags=re.MULTILINE)
    after = before.replace("    type: prevent\n", "    owner:\n    due:\n    ticket:\n    type: prevent\n")
    mended(before, after, tmp_path, run, 1)


def test_an_unsafe_id_is_mended_unless_somebody_names_it(tmp_path: Path, run: Run) -> None:
    (tmp_path / "retrokit.toml").write_text("[check]\nignore = ['RK118']\n", encoding="utf-8")
    before = GOOD.replace("title:", "id: checkout pool!\ntitle:", 1)
    mended(before, before.replace("checkout pool!", "checkout-pool"), tmp_path, run, 0)
    other = GOOD.replace("learned:", "related_to: ['checkout pool!']\nlearned:").replace("2026-03-14", "2026-03-15")
    (tmp_path / "postmortems/2026-03-15-other.md").write_text(other, encoding="utf-8")
    mended(before, before, tmp_path, run, 1)


def test_a_read_only_file_is_told_and_the_others_are_mended(tmp_path: Path, run: Run) -> None:
    before, folder = GOOD.replace("status: open", "status: opne"), tmp_path / "postmortems"
    folder.mkdir()
    for name in ("2026-03-12-a.md", "2026-03-13-b.md"):
        day = name[:10]
        (folder / name).write_text(before.replace("2026-03-14", day), encoding="utf-8")
    (folder / "2026-03-12-a.md").chmod(0o444)
    if os.access(folder / "2026-03-12-a.md", os.W_OK):
        pytest.skip("root writes read-only files, too")
    done = run("-C", tmp_path, "check", "--fix", *TODAY, code=1)
    assert "2026-03-12-a.md" in done.err and "read-only" in done.err
    assert "status: opne" in (folder / "2026-03-12-a.md").read_text(encoding="utf-8")
    assert "status: open" in (folder / "2026-03-13-b.md").read_text(encoding="utf-8")


def test_a_link_out_of_the_repository_is_not_written_through(tmp_path: Path, run: Run) -> None:
    outside, inside = tmp_path / "outside.md", tmp_path / "repository/postmortems"
    outside.write_text(GOOD.replace("status: open", "status: opne"), encoding="utf-8")
    inside.mkdir(parents=True)
    (inside / "2026-03-14-x.md").symlink_to(outside)
    done = run("-C", tmp_path / "repository", "check", "--fix", *TODAY, code=1)
    assert "leads out of the repository" in done.err
    assert "status: opne" in outside.read_text(encoding="utf-8")


def test_staged_and_fix_exclude_each_other(tmp_path: Path, run: Run) -> None:
    assert "run --fix by itself" in " ".join(run("-C", tmp_path, "check", "--fix", "--staged", code=2).err.split())


VALUES = st.sampled_from(
    [
        "2026/04/11",
        "opne",
        "prevnt",
        "tbd",
        "",
        "'opne'",
        '"2026.04.11"',
        "done  # why",
        "[a, b]",
        "&x opne",
        "*x",
        "|\n      opne",
    ]
)
KEYS = st.sampled_from(["type", "owner", "due", "status", "ticket", "closed", "opened", "reason"])
ACTION = st.dictionaries(KEYS, VALUES, max_size=5)


@settings(max_examples=int(os.environ.get("RETROKIT_FUZZ", "300")), deadline=None)
@given(
    st.lists(ACTION, max_size=3),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["  ", "", "    "]),
    st.booleans(),
)
def test_an_edit_changes_its_line_alone(
    actions: list[dict[str, str]], newline: str, indent: str, with_comment: bool
) -> None:
    """Whatever is mended: the lines that are there before are there after, but for those with an edit, and the body is the same."""
    written = [
        f"{indent}- title: Do it\n" + "".join(f"{indent}  {key}: {value}\n" for key, value in action.items())
        for action in actions
    ]
    text = "---\ntitle: x\ndate: 2026-03-14\n" + ("# ours\n" if with_comment else "") + "actions:\n"
    text = (text + "".join(written) + "severity: SEV2\n---\n\n# Body\n\nstatus: opne\n").replace("\n", newline)
    report, read = parse_placed("postmortems/2026-03-14-x.md", text.encode())
    if report is None:
        return
    import datetime

    findings = judge(Case(report, Policy(), datetime.date(2026, 3, 21)), read)
    edits = edits_for(report, findings, lambda identity: False)
    changed = apply(report, edits.values())
    if changed is None:
        return
    before, after = text.split(newline), changed.split(newline)
    replaced = {edit.line for edit in edits.values() if edit.before}
    kept = [line for number, line in enumerate(before, 1) if number not in replaced]
    rest = iter(after)
    assert all(line in rest for line in kept)  # in their order
    assert len(after) - len(before) == len({edit for edit in edits.values() if not edit.before})
    assert after[after.index("---", 1) :] == before[before.index("---", 1) :]


@pytest.mark.parametrize(
    "title", ['"Add\n      quoted"', "Add\n      a plain line", "|\n      Add", '"Add\n    quoted"']
)
def test_no_key_is_put_into_a_title_that_goes_on(title: str, tmp_path: Path, run: Run) -> None:
    text = f"---\ntitle: x is down\nactions:\n  - title: {title}\n---\n"
    (tmp_path / "postmortems").mkdir(exist_ok=True)
    (tmp_path / NAME).write_text(text, encoding="utf-8")
    run("-C", tmp_path, "check", "--fix", *TODAY, code=1)
    assert title in (tmp_path / NAME).read_text(encoding="utf-8")
