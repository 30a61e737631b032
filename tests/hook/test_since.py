"""`retrokit check --since REV`: the reports that this branch changed, as they lie in the work tree."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Done, Run
from tests.hook.conftest import CHECKOUT, DOMAIN, MAIL, SEARCH, Repo, bad, findings, good, repository, without_owner

Since = Callable[..., Done]


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """A branch `topic`, begun at `main`; main went on with a bad report and mended the one of before, the branch with a good one."""
    made = repository(tmp_path / "ours")
    made.keep({"notes.md": "# Notes\n"})
    made.keep({"postmortems/before.md": bad(DOMAIN, ago=30)})
    made.git("switch", "-q", "-c", "topic")
    made.keep({"postmortems/good.md": good(MAIL)})
    made.git("switch", "-q", "main")
    made.keep({"postmortems/main.md": bad(), "postmortems/before.md": good(DOMAIN, ago=30)})
    made.git("switch", "-q", "topic")
    return made


@pytest.fixture
def since(repo: Repo, run: Run) -> Since:
    """`since("main")`: the command line in-process; fails unless it ends with `code`."""

    def invoke(revision: str, *arguments: object, code: int = 0, folder: Path = repo.folder) -> Done:
        return run("-C", folder, "check", "--since", revision, *arguments, code=code)

    return invoke


def test_what_the_branch_changed_is_judged_and_nothing_else(repo: Repo, since: Since) -> None:
    assert since("main") == Done(0, "", "")
    repo.keep({"postmortems/x.md": bad()})
    repo.git("tag", "-a", "v1", "-m", "v1")
    repo.keep({"notes.md": "# More notes\n"})
    assert findings(since("main", code=1).out) == without_owner("postmortems/x.md")
    assert findings(since("HEAD~2", code=1).out) == without_owner("postmortems/x.md")
    assert since("v1").out == since("HEAD").out == ""
    repo.git("switch", "-q", "--detach")
    assert findings(since("main", code=1).out) == without_owner("postmortems/x.md")


def test_changes_that_are_not_committed_count_as_they_lie_there(repo: Repo, since: Since) -> None:
    repo.stage("postmortems/staged.md", bad())
    repo.write("postmortems/before.md", bad(DOMAIN, more="ideas: [Ask the registrar]\n", ago=30))
    repo.write("postmortems/untracked.md", bad(SEARCH))
    changed = without_owner("postmortems/before.md", "postmortems/staged.md")
    assert findings(since("main", code=1).out) == changed == findings(since("HEAD", code=1).out)
    repo.write("postmortems/staged.md", good())
    repo.write("postmortems/before.md", bad(DOMAIN, ago=30))
    assert since("main").out == ""


def test_what_is_renamed_is_judged_and_what_is_deleted_is_not(repo: Repo, since: Since) -> None:
    repo.git("mv", "postmortems/before.md", "postmortems/renamed.md")
    assert findings(since("main", code=1).out) == without_owner("postmortems/renamed.md")
    repo.git("commit", "-q", "-m", "renamed")
    assert findings(since("main", code=1).out) == without_owner("postmortems/renamed.md")
    (repo.folder / "postmortems/renamed.md").unlink()
    assert since("main").out == ""
    repo.git("rm", "-q", "postmortems/renamed.md", "postmortems/good.md")
    assert since("main").out == ""


def test_a_report_as_it_was_again_is_not_judged(repo: Repo, since: Since) -> None:
    repo.keep({"postmortems/before.md": good(DOMAIN)})
    repo.keep({"postmortems/before.md": bad(DOMAIN, ago=30)})
    assert since("main").out == ""
    assert findings(since("HEAD~1", code=1).out) == without_owner("postmortems/before.md")


def test_a_file_that_git_has_to_look_at_again_is_not_changed_nor_is_the_index(repo: Repo, since: Since) -> None:
    os.utime(repo.folder / "postmortems/before.md", (1_000_000_000, 1_000_000_000))
    repo.stage("postmortems/x.md", bad())
    index, state = (repo.folder / ".git/index").read_bytes(), repo.state()
    assert findings(since("main", code=1).out) == without_owner("postmortems/x.md")
    assert (repo.folder / ".git/index").read_bytes() == index and repo.state() == state


def test_a_merge_that_is_not_settled_is_told(repo: Repo, since: Since) -> None:
    repo.keep({"postmortems/before.md": good(DOMAIN).replace("SEV2", "SEV1")})
    repo.git("switch", "-q", "-c", "side", "HEAD~1")
    repo.keep({"postmortems/before.md": good(DOMAIN).replace("SEV2", "SEV3")})
    assert repo.attempt("merge", "topic").returncode == 1
    assert findings(since("main", code=1).out) == [("postmortems/before.md", "RK105")]


def test_what_is_no_report_is_left_alone(repo: Repo, since: Since) -> None:
    names = ["postmortems/README.md", "postmortems/templates/x.md", "docs/x.md", "x.md", "postmortems/x.txt"]
    repo.keep({name: bad() for name in names})
    assert since("main").out == ""
    repo.keep({"retrokit.toml": 'folders = ["docs"]\n', "docs/templates/y.md": "# What happened\n"})
    assert findings(since("main", code=1).out) == without_owner("docs/x.md")


def test_submodules_are_left_alone(repo: Repo, since: Since, tmp_path: Path) -> None:
    other = repository(tmp_path / "other")
    other.keep({"postmortems/theirs.md": bad()})
    for place in ("team", "postmortems/team.md"):
        repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other.folder), place)
    assert since("main") == Done(0, "", "")
    repo.git("commit", "-q", "-m", "submodules")
    assert since("main") == Done(0, "", "")


def test_a_folder_and_paths_narrow_what_is_judged(repo: Repo, since: Since, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["team/postmortems/x.md", "team/incidents/y.md", "postmortems/x.md"]
    repo.keep(dict(zip(names, map(bad, (CHECKOUT, MAIL, SEARCH)), strict=True)))
    team = repo.folder / "team"
    assert findings(since("main", code=1).out) == without_owner(names[2])
    assert findings(since("main", folder=team, code=1).out) == without_owner(names[1], names[0])
    assert findings(since("main", "incidents", folder=team, code=1).out) == without_owner(names[1])
    assert since("main", "docs").out == "" == since("main", "postmortems/good.md").out
    monkeypatch.chdir(repo.folder / "postmortems")
    assert findings(since("main", "x.md", folder=Path(), code=1).out) == without_owner(names[2])


def test_names_that_need_care(repo: Repo, since: Since) -> None:
    names = [f"postmortems/{name}.md" for name in ("a b", "a\nb", 'a"b', "päge", "-x", "a*", ":(top)x")]
    repo.keep({"retrokit.toml": '[check]\nignore = ["RK4"]\n', **{name: bad() for name in names}})
    shown = without_owner(*(name.replace("\n", " ") for name in names))
    assert sorted(findings(since("main", code=1).out)) == sorted(shown)


def test_a_linked_worktree_has_its_own_branch(repo: Repo, since: Since) -> None:
    repo.git("worktree", "add", "-q", "-b", "side", "../beside", "main")
    beside = Repo(repo.folder.parent / "beside")
    assert since("main", folder=beside.folder).out == ""
    beside.keep({"postmortems/x.md": bad(MAIL)})
    assert findings(since("main", folder=beside.folder, code=1).out) == without_owner("postmortems/x.md")
    assert since("main").out == ""


@pytest.mark.parametrize(
    "revision",
    ["gone", "origin/main", "HEAD~99", "0" * 40, "HEAD:postmortems", "main..topic", "--output=gone.md", "-h", "", " "],
)
def test_a_revision_that_git_does_not_know(revision: str, repo: Repo, run: Run) -> None:
    repo.keep({"postmortems/x.md": bad()})
    done = run("-C", repo.folder, "check", f"--since={revision}", code=2)
    assert done.out == "" and f"git knows no revision {revision!r}" in done.err and "fetch-depth: 0" in done.err
    assert not list(repo.folder.rglob("gone.md"))


def test_a_repository_without_a_commit_has_no_revision(tmp_path: Path, run: Run) -> None:
    empty = repository(tmp_path)
    empty.stage("postmortems/x.md", bad())
    for revision in ("main", "HEAD"):
        assert "git knows no revision" in run("-C", tmp_path, "check", "--since", revision, code=2).err


def clone(repo: Repo, folder: Path, *options: str) -> Repo:
    """What CI has: only so much of the history."""
    url = f"file://{repo.folder}"
    subprocess.run(["git", "clone", "-q", "--no-single-branch", "-b", "topic", *options, url, str(folder)], check=True)
    return Repo(folder)


def test_a_shallow_clone_without_a_merge_base_names_the_depth(repo: Repo, since: Since, tmp_path: Path) -> None:
    repo.keep({"postmortems/x.md": bad()})
    shallow = clone(repo, tmp_path / "shallow", "--depth", "1")
    assert shallow.git("rev-parse", "origin/main")
    done = since("origin/main", folder=shallow.folder, code=2)
    assert done.out == "" and "origin/main" in done.err and "shallow" in done.err and "fetch-depth: 0" in done.err
    shallow.git("fetch", "-q", "--unshallow")
    assert findings(since("origin/main", folder=shallow.folder, code=1).out) == without_owner("postmortems/x.md")


def test_a_shallow_clone_that_reaches_the_merge_base_is_enough(repo: Repo, since: Since, tmp_path: Path) -> None:
    repo.keep({"postmortems/x.md": bad()})
    deep = clone(repo, tmp_path / "deep", "--depth", "3")
    assert deep.git("rev-parse", "--is-shallow-repository") == "true\n"
    assert findings(since("origin/main", folder=deep.folder, code=1).out) == without_owner("postmortems/x.md")


def test_histories_with_nothing_in_common(repo: Repo, since: Since) -> None:
    repo.git("switch", "-q", "--orphan", "other")
    repo.keep({"postmortems/x.md": bad()})
    done = since("main", code=2)
    assert "main" in done.err and "in common" in done.err and "fetch-depth" not in done.err


def test_where_there_is_no_git_nothing_has_changed(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "postmortems").mkdir()
    (tmp_path / "postmortems/x.md").write_text(bad(), encoding="utf-8")
    done = run("-C", tmp_path, "check", "--since", "main", code=2)
    assert done.out == "" and "--since needs git" in done.err


def test_only_what_changed_is_mended(repo: Repo, since: Since) -> None:
    repo.keep({"postmortems/x.md": bad()})
    since("main", "--fix", code=1)
    assert repo.git("diff", "--name-only") == "postmortems/x.md\n"
    assert "owner:" in (repo.folder / "postmortems/x.md").read_text(encoding="utf-8")
