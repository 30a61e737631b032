"""`retrokit check --staged` in a hook of one's own, where nothing is stashed: the bytes of the index count, whatever lies on disk."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.hook.conftest import (
    CHECKOUT,
    DOMAIN,
    MAIL,
    SEARCH,
    Repo,
    bad,
    findings,
    good,
    process,
    repository,
    without_owner,
)

RETROKIT = (sys.executable, "-m", "retrokit")
SUMMARY = r"^[\d,]+ problems? in [\d,]+ of [\d,]+ postmortems?\."

DAY = date.today() - timedelta(days=5)
"""Of the incident that the reports tell."""

Hooked = Callable[..., Repo]


@pytest.fixture
def hooked(tmp_path: Path) -> Hooked:
    """`hooked()`: a repository with a commit, and a hook that is a line of shell with the arguments of retrokit."""

    def make(*arguments: str, folder: str = "ours", first: bool = True) -> Repo:
        repo = repository(tmp_path / folder)
        if first:
            repo.git("commit", "-q", "--allow-empty", "-m", "first")
        install(repo.folder / ".git/hooks", *(arguments or ("check", "--staged")))
        return repo

    return make


def install(hooks: Path, *arguments: str) -> None:
    hooks.mkdir(exist_ok=True)
    hook = hooks / "pre-commit"
    hook.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m retrokit {" ".join(arguments)}\n', encoding="utf-8")
    hook.chmod(0o755)


def staged(repo: Repo, *arguments: str, code: int = 1, within: str = ".") -> str:
    """What `retrokit check --staged` tells outside of a commit; fails unless it ends with `code`."""
    done = process(*RETROKIT, "check", "--staged", *arguments, cwd=repo.folder / within)
    told = done.stdout + done.stderr
    assert done.returncode == code and "Traceback" not in told, told
    return told


def test_the_index_counts_and_not_the_work_tree(hooked: Hooked) -> None:
    repo = hooked()
    report = repo.stage("postmortems/x.md", good())
    report.write_text(bad(), encoding="utf-8")
    repo.accepted()
    assert repo.git("show", "HEAD:postmortems/x.md") == good() and report.read_text(encoding="utf-8") == bad()
    repo.git("add", "-A")
    report.write_text("a text of one line\n" + good(MAIL), encoding="utf-8")
    told = repo.refused()
    assert findings(told) == without_owner("postmortems/x.md")
    (number,) = re.findall(r"^postmortems/x\.md:(\d+):", told, re.MULTILINE)
    line = bad().splitlines()[int(number) - 1]
    assert line == f"  - title: {CHECKOUT.action}" and f"{number} | {line}" in told
    assert report.read_text(encoding="utf-8") == "a text of one line\n" + good(MAIL)


def test_a_refused_commit_passes_after_the_change_that_the_message_names(hooked: Hooked) -> None:
    repo = hooked()
    repo.stage("postmortems/x.md", bad())
    told = repo.refused()
    (place,) = re.findall(r"^postmortems/x\.md:(\d+):(\d+): RK302 ", told, re.MULTILINE)
    (line,) = re.findall(r'write `(owner: "@name")` below its title', told)
    lines = bad().splitlines(keepends=True)
    lines.insert(int(place[0]), " " * (int(place[1]) - 1) + line + "\n")
    repo.stage("postmortems/x.md", "".join(lines))
    assert "RK" not in repo.accepted()


def test_what_is_staged_and_then_deleted_on_disk_is_judged(hooked: Hooked) -> None:
    repo = hooked()
    repo.keep({"postmortems/old.md": good(MAIL)})
    repo.stage("postmortems/x.md", bad()).unlink()
    assert findings(repo.refused()) == without_owner("postmortems/x.md")
    repo.stage("postmortems/x.md", good()).unlink()
    repo.accepted()
    assert repo.git("show", "HEAD:postmortems/x.md") == good()


@pytest.mark.parametrize("name", ["postmortems/x.md", f"docs/incidents/{DAY}-x/index.md"])
def test_a_folder_that_is_staged_and_then_deleted_on_disk_is_judged(name: str, hooked: Hooked) -> None:
    repo = hooked()
    report = repo.stage(name, bad())
    report.unlink()
    report.parent.rmdir()
    assert findings(repo.refused()) == without_owner(name)
    repo.stage(name, good()).unlink()
    report.parent.rmdir()
    repo.accepted()


def test_a_report_that_is_only_intended_is_left_alone(hooked: Hooked) -> None:
    repo = hooked()
    repo.stage("postmortems/x.md", good())
    repo.write("postmortems/intended.md", bad(MAIL))
    repo.git("add", "-N", "postmortems/intended.md")
    assert staged(repo, code=0) == ""
    repo.accepted()
    assert repo.committed() == {"postmortems/x.md"}
    assert findings(repo.refused("-a")) == without_owner("postmortems/intended.md")  # now it would be committed


def test_the_first_commit_of_a_repository(hooked: Hooked) -> None:
    repo = hooked(first=False)
    assert staged(repo, code=0) == ""
    repo.stage("postmortems/x.md", bad())
    assert findings(repo.refused()) == without_owner("postmortems/x.md")
    repo.stage("postmortems/x.md", good())
    repo.accepted()


def test_an_amended_commit(hooked: Hooked) -> None:
    repo = hooked()
    repo.keep({"postmortems/x.md": good()})
    repo.stage("postmortems/x.md", bad())
    assert findings(repo.refused("--amend")) == without_owner("postmortems/x.md")
    repo.stage("postmortems/x.md", good(more="ideas: [Ask the mail team first]\n"))
    repo.accepted("--amend")


def test_a_report_that_is_renamed_and_edited_is_judged_under_its_new_name(hooked: Hooked) -> None:
    repo = hooked()
    repo.keep({"postmortems/old.md": good()})
    repo.git("mv", "postmortems/old.md", "postmortems/new.md")
    repo.stage("postmortems/new.md", bad())
    assert repo.git("status", "--porcelain").startswith("R ")
    told = repo.refused()
    assert findings(told) == without_owner("postmortems/new.md") and "old.md" not in told
    repo.stage("postmortems/new.md", good(more="ideas: [Ask the mail team first]\n"))
    repo.accepted()


def test_a_commit_of_a_path_is_judged_by_that_path(hooked: Hooked) -> None:
    repo = hooked()
    repo.keep({"postmortems/x.md": good(), "postmortems/y.md": good(MAIL), "postmortems/z.md": good(DOMAIN)})
    repo.stage("postmortems/x.md", bad())
    repo.write("postmortems/y.md", good(MAIL, more="ideas: [Count the mails]\n"))
    repo.write("postmortems/z.md", bad(DOMAIN))
    repo.accepted("postmortems/y.md")
    assert repo.committed() == {"postmortems/y.md"} and repo.git("show", ":postmortems/x.md") == bad()
    assert findings(repo.refused("postmortems/z.md")) == without_owner("postmortems/z.md")
    assert findings(repo.refused("y.md", "z.md", within="postmortems")) == without_owner("postmortems/z.md")
    assert findings(repo.refused()) == without_owner("postmortems/x.md")


def test_a_commit_of_all_that_changed(hooked: Hooked) -> None:
    repo = hooked()
    repo.keep({"postmortems/x.md": good()})
    repo.write("postmortems/x.md", bad())
    repo.write("postmortems/untracked.md", bad(MAIL))
    assert staged(repo, code=0) == ""
    assert findings(repo.refused("-a")) == without_owner("postmortems/x.md")
    repo.write("postmortems/x.md", good(more="ideas: [Ask the mail team first]\n"))
    repo.accepted("-a")
    assert repo.committed() == {"postmortems/x.md"}


def test_a_linked_worktree_is_judged_by_its_own_index(hooked: Hooked) -> None:
    repo = hooked()
    repo.stage("postmortems/staged-elsewhere.md", bad(MAIL))
    repo.git("worktree", "add", "-q", "-b", "side", "../beside")
    beside = Repo(repo.folder.parent / "beside")
    before = repo.state()
    beside.stage("postmortems/x.md", bad())
    assert findings(beside.refused()) == without_owner("postmortems/x.md")
    beside.write("postmortems/x.md", bad())
    repo.write("postmortems/x.md", bad())
    beside.stage("postmortems/x.md", good())
    beside.accepted()
    (repo.folder / "postmortems/x.md").unlink()
    assert repo.state() == before
    assert findings(repo.refused()) == without_owner("postmortems/staged-elsewhere.md")


def test_a_merge_with_conflicts_is_told_once_a_file_and_passes_when_it_is_settled(hooked: Hooked) -> None:
    repo = hooked()
    repo.keep({"postmortems/x.md": good(), "postmortems/gone.md": good(DOMAIN)})
    repo.git("switch", "-q", "-c", "side")
    repo.keep({"postmortems/x.md": good().replace("SEV2", "SEV1"), "postmortems/theirs.md": bad(MAIL)})
    repo.keep({"postmortems/gone.md": good(DOMAIN, more="ideas: [Ask the registrar]\n")})
    repo.git("switch", "-q", "main")
    repo.keep({"postmortems/x.md": good().replace("SEV2", "SEV3")})
    repo.git("rm", "-q", "postmortems/gone.md")
    repo.git("commit", "-q", "--no-verify", "-m", "gone")
    assert repo.attempt("merge", "side").returncode == 1
    told = staged(repo)
    unsettled = [("postmortems/gone.md", "RK105"), ("postmortems/x.md", "RK105")]
    assert findings(told) == sorted([*unsettled, *without_owner("postmortems/theirs.md")])
    assert told.count("unresolved merge conflict") == 2 and told.count("`git add`") == 2
    repo.git("rm", "-q", "postmortems/gone.md")
    repo.stage("postmortems/theirs.md", good(MAIL))
    repo.git("add", "postmortems/x.md")
    assert findings(repo.refused()) == [("postmortems/x.md", "RK105")]
    repo.stage("postmortems/x.md", good().replace("SEV2", "SEV1"))
    repo.accepted()
    assert len(repo.git("rev-list", "--parents", "-1", "HEAD").split()) == 3


def test_links_and_submodules_are_left_alone(hooked: Hooked, tmp_path: Path) -> None:
    other = repository(tmp_path / "other")
    other.keep({"postmortems/theirs.md": bad()})
    repo = hooked()
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other.folder), "postmortems/sub.md")
    repo.stage("postmortems/typechange.md", good(DOMAIN))
    repo.accepted()
    repo.write("elsewhere/x.md", bad())
    (repo.folder / "postmortems/typechange.md").unlink()
    for name in ("link.md", "typechange.md"):
        os.symlink("../elsewhere/x.md", repo.folder / "postmortems" / name)
    os.symlink("nowhere.md", repo.folder / "postmortems/dangling.md")
    Repo(repo.folder / "postmortems/sub.md").keep({"postmortems/theirs.md": bad(MAIL)})
    repo.git("add", "postmortems")
    assert repo.git("status", "--porcelain", "postmortems/typechange.md").startswith("T")
    repo.accepted()
    assert len(repo.committed()) == 4
    (repo.folder / "postmortems/typechange.md").unlink()
    repo.stage("postmortems/typechange.md", bad(SEARCH))
    assert findings(repo.refused()) == without_owner("postmortems/typechange.md")


def test_a_commit_within_a_submodule_is_judged_by_its_own_hook(hooked: Hooked, tmp_path: Path) -> None:
    other = repository(tmp_path / "other")
    other.keep({"postmortems/theirs.md": good(DOMAIN, ago=8)})
    repo = hooked()
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other.folder), "team")
    install(repo.folder / ".git/modules/team/hooks", "check", "--staged")
    inside = Repo(repo.folder / "team")
    inside.stage("postmortems/x.md", bad())
    assert findings(inside.refused()) == without_owner("postmortems/x.md")
    inside.stage("postmortems/x.md", good(more="related_to: [theirs]\n"))
    inside.accepted()


def test_reports_in_a_submodule_are_known_where_the_config_names_them(hooked: Hooked, tmp_path: Path) -> None:
    other = repository(tmp_path / "other")
    other.keep({"theirs.md": good(MAIL, ago=8)})
    repo = hooked()
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other.folder), "shared")
    repo.keep({"retrokit.toml": 'folders = ["postmortems", "shared"]\n', "postmortems/old.md": good(DOMAIN)})
    repo.stage("postmortems/x.md", good(more="related_to: [theirs]\n"))
    assert staged(repo, code=0) == ""
    repo.accepted()


def test_a_repository_whose_git_folder_is_elsewhere(tmp_path: Path) -> None:
    git_dir = tmp_path / "dotfiles"
    repo = repository(tmp_path / "home", GIT_DIR=str(git_dir), GIT_WORK_TREE=str(tmp_path / "home"))
    install(git_dir / "hooks", "check", "--staged")
    assert not (repo.folder / ".git").exists()
    repo.stage("postmortems/x.md", bad())
    assert findings(repo.refused()) == without_owner("postmortems/x.md")
    repo.stage("postmortems/x.md", good())
    repo.accepted()


def test_eight_at_once_say_the_same_and_write_nothing_into_the_index(hooked: Hooked) -> None:
    repo = hooked()
    repo.keep({f"postmortems/{name}.md": good(about) for name, about in (("y", MAIL), ("z", DOMAIN))})
    repo.stage("postmortems/x.md", bad(more="related_to: [y]\n"))
    repo.stage("postmortems/y.md", bad(MAIL))
    (repo.folder / "postmortems/z.md").touch()
    before, state = (repo.folder / ".git/index").read_bytes(), repo.state()
    with ThreadPoolExecutor(8) as pool:
        told = set(pool.map(lambda _: staged(repo), range(8)))
    (only,) = told
    assert findings(only) == without_owner("postmortems/x.md", "postmortems/y.md")
    assert len(re.findall(SUMMARY, only, re.MULTILINE)) == 1
    assert staged(repo) == only == staged(repo, "--no-cache")
    assert (repo.folder / ".git/index").read_bytes() == before and repo.state() == state
    assert not (repo.folder / ".git/index.lock").exists()


def test_a_lock_on_the_index_stops_nobody(hooked: Hooked) -> None:
    repo = hooked()
    repo.stage("postmortems/x.md", bad())
    (repo.folder / ".git/index.lock").write_bytes(b"")
    assert findings(staged(repo)) == without_owner("postmortems/x.md")
    assert (repo.folder / ".git/index.lock").read_bytes() == b""


def test_a_refused_commit_leaves_an_untidy_work_tree_as_it_was(hooked: Hooked) -> None:
    repo = hooked()
    kept = {f"postmortems/{name}.md": good(about) for name, about in (("a", CHECKOUT), ("b", MAIL), ("c", DOMAIN))}
    repo.keep({**kept, "notes.txt": "one\n"})
    repo.git("mv", "postmortems/a.md", "postmortems/renamed.md")
    repo.stage("postmortems/b.md", bad(MAIL))
    repo.write("postmortems/b.md", good(MAIL))
    (repo.folder / "postmortems/c.md").unlink()
    repo.write("notes.txt", "two\n")
    repo.write("postmortems/untracked.md", bad())
    repo.write("postmortems/intended.md", "# To be written\n")
    repo.git("add", "-N", "postmortems/intended.md")
    before = repo.git("status", "--porcelain")
    assert {line[:2] for line in before.splitlines()} == {"R ", "MM", " D", " M", " A", "??"}
    index = (repo.folder / ".git/index").read_bytes()
    assert findings(repo.refused()) == without_owner("postmortems/b.md")
    assert (repo.folder / ".git/index").read_bytes() == index
    assert repo.git("status", "--porcelain") == before


def test_a_pointer_of_lfs_is_told_as_one(hooked: Hooked) -> None:
    repo = hooked()
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 1234\n"
    repo.stage("postmortems/x.md", pointer)
    repo.write("postmortems/x.md", good())
    told = repo.refused()
    assert findings(told) == [("postmortems/x.md", "RK101")] and "LFS pointer" in told and "git lfs pull" in told


def test_a_file_that_is_too_large_is_told_and_not_read(hooked: Hooked) -> None:
    repo = hooked()
    repo.stage("postmortems/large.md", bad() + "x" * (16 << 20))
    repo.stage("postmortems/x.md", bad(MAIL))
    assert findings(repo.refused()) == [("postmortems/large.md", "RK101"), *without_owner("postmortems/x.md")]


def test_line_endings_are_those_of_the_index(hooked: Hooked) -> None:
    repo = hooked()
    repo.git("config", "core.autocrlf", "true")
    repo.git("config", "core.safecrlf", "false")
    windows = good().replace("\n", "\r\n")
    repo.stage("postmortems/x.md", windows)
    assert repo.git("ls-files", "--eol", "postmortems/x.md").split()[:2] == ["i/lf", "w/crlf"]
    repo.accepted()
    mixed = windows.replace("\r\n", "\n", 3)
    repo.stage("postmortems/x.md", mixed.replace("SEV2", "SEV1"))  # git makes them one kind
    repo.accepted()
    repo.stage("postmortems/x.md", bad().replace("\n", "\r\n"))
    assert findings(repo.refused()) == without_owner("postmortems/x.md")
    repo.git("config", "core.autocrlf", "false")
    repo.stage("postmortems/x.md", windows)
    assert repo.git("ls-files", "--eol", "postmortems/x.md").split()[:2] == ["i/crlf", "w/crlf"]
    repo.accepted()
    repo.stage("postmortems/x.md", mixed)
    repo.write("postmortems/x.md", good())
    assert findings(repo.refused()) == [("postmortems/x.md", "RK112")]


def test_a_folder_and_paths_narrow_what_is_judged(hooked: Hooked) -> None:
    repo = hooked("-C", "team", "check", "--staged")
    names = ["team/postmortems/x.md", "team/incidents/y.md", "other/postmortems/x.md", "postmortems/x.md"]
    for name, about in zip(names, (CHECKOUT, MAIL, DOMAIN, DOMAIN), strict=True):
        repo.stage(name, bad(about))
    assert findings(repo.refused()) == sorted(without_owner(*names[:2]))
    assert findings(repo.refused(within="other")) == sorted(without_owner(*names[:2]))
    assert findings(staged(repo, within="team")) == sorted(without_owner(*names[:2]))
    assert findings(staged(repo, within="team/postmortems")) == without_owner("postmortems/x.md")
    assert findings(staged(repo, "-C", "team", "incidents")) == without_owner("team/incidents/y.md")
    assert findings(staged(repo, "postmortems", "team")) == without_owner("postmortems/x.md")
    repo.stage("team/postmortems/x.md", good())
    repo.stage("team/incidents/y.md", good(MAIL))
    repo.accepted()
    assert repo.committed() == set(names)


def test_a_folder_of_reports_is_asked_from_within(hooked: Hooked) -> None:
    repo = hooked("-C", "postmortems", "check", "--staged")
    repo.keep({"postmortems/old.md": good(MAIL)})
    repo.stage("postmortems/x.md", bad())
    repo.stage("docs/x.md", bad())
    assert findings(repo.refused()) == without_owner("postmortems/x.md")
    repo.stage("postmortems/x.md", good(more="related_to: [old]\n"))
    repo.accepted()


def test_asked_from_a_folder_beside_them_reports_are_held_against_reports(hooked: Hooked) -> None:
    repo = hooked("-C", "docs", "check", "--staged")
    repo.keep({"postmortems/old.md": good(MAIL, ago=8), "docs/guide.md": "# How to deploy\n", "docs/x.md": bad(ago=9)})
    repo.stage("postmortems/x.md", bad(more="related_to: [old]\n"))
    assert findings(repo.refused()) == without_owner("postmortems/x.md")


def test_what_is_no_report_is_left_alone(hooked: Hooked) -> None:
    repo = hooked()
    below = ("README.md", "templates/x.md", "_template.md", "2026-01-01-x.txt")
    names = [*(f"postmortems/{name}" for name in below), "docs/x.md", "x.md", "src/postmortems/x.md"]
    for name in names:
        repo.stage(name, bad())
    repo.accepted()
    repo.stage("postmortems/x.md", bad())
    for name in names:
        repo.stage(name, "---\ntitle: [\n---\n")
    assert findings(repo.refused()) == without_owner("postmortems/x.md")


def test_the_folder_of_the_config_is_the_one_that_is_judged(hooked: Hooked) -> None:
    repo = hooked()
    repo.keep({"retrokit.toml": 'folders = ["ops/reviews"]\n', "ops/reviews/old.md": good(MAIL)})
    repo.stage("postmortems/x.md", bad())
    repo.accepted()
    repo.stage("ops/reviews/x.md", bad())
    repo.stage("ops/y.md", bad())
    assert findings(repo.refused()) == without_owner("ops/reviews/x.md")


def test_a_report_that_is_deleted_is_not_judged(hooked: Hooked) -> None:
    repo = hooked()
    repo.keep({"postmortems/x.md": bad(), "postmortems/y.md": good(MAIL)})
    repo.git("rm", "-q", "--cached", "postmortems/x.md")
    assert staged(repo, code=0) == ""
    repo.accepted()
    repo.git("rm", "-q", "postmortems/y.md")
    repo.accepted()


def test_untracked_drafts_are_neither_judged_nor_known(hooked: Hooked) -> None:
    repo = hooked()
    repo.write("postmortems/draft.md", bad(MAIL, ago=8))
    repo.write("postmortems/twin.md", bad(more="id: x\n"))
    repo.stage("postmortems/x.md", good(more="related_to: [draft]\n"))
    assert findings(staged(repo)) == [("postmortems/x.md", "RK402")]
    assert findings(repo.refused()) == [("postmortems/x.md", "RK402")]
    repo.stage("postmortems/draft.md", good(MAIL, ago=8))
    repo.accepted()
    assert repo.git("status", "--porcelain") == "?? postmortems/twin.md\n"


def test_reports_of_one_commit_know_of_each_other(hooked: Hooked) -> None:
    repo = hooked()
    repo.keep({"postmortems/old.md": good(DOMAIN, ago=20)})
    repo.stage("postmortems/x.md", good(more="id: same\n"))
    repo.stage("postmortems/y.md", good(MAIL, more="id: same\n"))
    assert {code for _, code in findings(repo.refused())} == {"RK110", "RK118"}  # neither file is called so
    repo.stage("postmortems/x.md", good(more="repeat_of: [y]\n"))
    repo.stage("postmortems/y.md", good(MAIL, more="repeat_of: [x]\n"))
    assert {code for _, code in findings(repo.refused())} == {"RK404"}
    repo.stage("postmortems/x.md", good())
    repo.stage("postmortems/y.md", good(ago=4))
    assert ("postmortems/y.md", "RK401") in findings(repo.refused())
    repo.stage("postmortems/y.md", good(MAIL, more="related_to: [x]\n"))
    repo.accepted()


def test_the_reports_that_one_names_are_those_of_the_index(hooked: Hooked) -> None:
    repo = hooked()
    repo.keep({"postmortems/old.md": good(MAIL, ago=8, more="id: old\n"), "postmortems/z.md": good(DOMAIN, ago=8)})
    (repo.folder / "postmortems/z.md").unlink()  # stays in the history, so what names it is right
    repo.write("postmortems/old.md", good(MAIL, ago=8, more="id: other\n"))
    repo.stage("postmortems/x.md", good(more="related_to: [z, old]\n"))
    repo.accepted()
    repo.stage("postmortems/x.md", good(more="related_to: [other]\n"))
    assert findings(repo.refused()) == [("postmortems/x.md", "RK402")]
    repo.git("rm", "-q", "--cached", "postmortems/old.md")  # it goes with this commit
    repo.stage("postmortems/x.md", good(more="not_repeat_of: [old]\n"))
    assert findings(repo.refused()) == [("postmortems/x.md", "RK402")]


NAMES = ["a b", "a\nb", 'a"b', "a'b", "päge-障害", "-x", "a*", ":(top)x", "$(touch gone)", "a\\b", "#x", "[ab]", "\t"]


def test_names_that_need_care(hooked: Hooked) -> None:
    repo = hooked()
    repo.keep({"retrokit.toml": '[check]\nignore = ["RK4"]\n', "postmortems/abc.md": bad(), "x.md": bad()})
    for name in NAMES:
        repo.stage(f"postmortems/{name}.md", bad())
    shown = [f"postmortems/{name}.md".replace("\n", " ").replace("\t", " ") for name in NAMES]
    assert sorted(findings(repo.refused())) == sorted(without_owner(*shown))
    for name in NAMES:
        repo.stage(f"postmortems/{name}.md", good())
    repo.accepted()
    assert repo.committed() == {f"postmortems/{name}.md" for name in NAMES}


@pytest.mark.skipif(sys.platform != "linux", reason="names are text elsewhere")
def test_a_name_that_is_no_utf_8(hooked: Hooked) -> None:
    repo = hooked()
    (repo.folder / "postmortems").mkdir()
    with open(os.fsencode(repo.folder) + b"/postmortems/caf\xe9.md", "wb") as file:
        file.write(bad().encode())
    repo.git("add", "postmortems")
    assert findings(repo.refused()) == without_owner(r"postmortems/caf\xe9.md")


@pytest.mark.parametrize("name", ["-x.md", "--output=gone.md"])
def test_a_name_at_the_top_is_no_option(name: str, hooked: Hooked) -> None:
    repo = hooked()
    repo.keep({"retrokit.toml": 'folders = ["."]\n', "old.md": good(MAIL)})
    repo.stage(name, bad())
    assert findings(repo.refused()) == without_owner(name)
    assert not (repo.folder / "gone.md").exists()


def test_many_reports_are_told_in_order_and_counted_once(hooked: Hooked) -> None:
    repo = hooked("check", "--staged", "--select", "RK302")
    names = [f"postmortems/{number:04}.md" for number in range(1, 1002)]  # more than git is given at a time
    for name in names:
        repo.write(name, bad())
    repo.git("add", "-A")
    told = repo.refused()
    assert findings(told) == without_owner(*names)
    assert re.findall(SUMMARY, told, re.MULTILINE) == ["1,001 problems in 1,001 of 1,001 postmortems."]


def test_settings_of_git_that_change_what_it_prints_change_nothing(hooked: Hooked) -> None:
    repo = hooked()
    repo.keep({"postmortems/old.md": good()})
    settings = {
        "color.ui": "always",
        "core.quotePath": "true",
        "diff.external": "false",
        "diff.ignoreSubmodules": "all",
        "diff.mnemonicPrefix": "true",
        "diff.relative": "true",
        "diff.renames": "copies",
        "diff.noprefix": "true",
        "grep.lineNumber": "true",
        "log.showSignature": "true",
        "status.relativePaths": "true",
    }
    for name, value in settings.items():
        repo.git("config", name, value)
    repo.git("mv", "postmortems/old.md", "postmortems/nöw.md")
    repo.stage("postmortems/nöw.md", bad())
    assert findings(repo.refused(within="postmortems")) == without_owner("postmortems/nöw.md")
    repo.stage("postmortems/nöw.md", good(more="ideas: [Ask the mail team first]\n"))
    repo.accepted(within="postmortems")


def test_where_there_is_no_git_nothing_is_staged(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "postmortems").mkdir()
    (tmp_path / "postmortems/x.md").write_text(bad(), encoding="utf-8")
    done = run("-C", tmp_path, "check", "--staged", code=2)
    assert done.out == "" and "--staged needs git" in done.err


def test_staged_goes_with_neither_fix_nor_since(hooked: Hooked) -> None:
    repo = hooked()
    report = repo.stage("postmortems/x.md", bad())
    assert "--fix" in staged(repo, "--fix", code=2)
    assert "exclude each other" in staged(repo, "--since", "HEAD", code=2)
    assert report.read_text(encoding="utf-8") == bad()


def test_an_object_that_is_missing_is_no_pass(hooked: Hooked) -> None:
    repo = hooked()
    repo.stage("postmortems/x.md", bad())
    blob = repo.git("rev-parse", ":postmortems/x.md").strip()
    (repo.folder / ".git/objects" / blob[:2] / blob[2:]).unlink()
    told = staged(repo, code=2)
    assert blob in told and "git fsck" in told


def test_a_hook_whose_output_nobody_reads_refuses_all_the_same(hooked: Hooked) -> None:
    repo = hooked()
    repo.stage("postmortems/x.md", bad())
    with open("/dev/full", "wb") as full:
        done = subprocess.run([*RETROKIT, "check", "--staged"], cwd=repo.folder, stdout=full, stderr=full, check=False)
    assert done.returncode != 0
