"""The hooks for pre-commit, as it installs and runs them: what a real commit is told, and whether it comes about."""

import os
import re
import shutil
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.hook.conftest import CHECKOUT, DOMAIN, MAIL, Repo, bad, findings, good, process, repository, without_owner
from tests.test_install import NO_NETWORK

PRE_COMMIT = str(Path(sys.executable).parent / "pre-commit")
CONFIG = ".pre-commit-config.yaml"
SUMMARY = r"^[\d,]+ problems? in [\d,]+ of [\d,]+ postmortems?\."

Hooked = Callable[..., Repo]


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    """A repository whose one commit is what lies in the work tree of retrokit."""
    made = repository(tmp_path_factory.mktemp("project"))
    for name in process("git", "ls-files", "-co", "--exclude-standard", "-z", cwd=ROOT).stdout.split("\0"):
        if (ROOT / name).is_file():
            (made.folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, made.folder / name)
    made.git("add", "-A")
    made.git("commit", "-q", "-m", "as it is now")
    return made


def config_text(project: Repo, hook: str) -> str:
    rev = project.git("rev-parse", "HEAD").strip()
    return f"repos:\n- repo: {project.folder}\n  rev: {rev}\n  hooks:\n  - id: {hook}\n"


@pytest.fixture(scope="session")
def home(project: Repo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit has installed the hooks; skips what needs them where the registry of packages can't be reached."""
    folder = tmp_path_factory.mktemp("home")
    some = repository(tmp_path_factory.mktemp("some"))
    some.write(CONFIG, config_text(project, "retrokit-check"))
    done = process(PRE_COMMIT, "install-hooks", cwd=some.folder, PRE_COMMIT_HOME=str(folder))
    told = done.stdout + done.stderr
    if done.returncode and any(sign in told for sign in NO_NETWORK):
        pytest.skip("the registry of packages can't be reached")
    assert done.returncode == 0, told
    return folder


@pytest.fixture
def hooked(tmp_path: Path, project: Repo, home: Path) -> Hooked:
    """`hooked()`: a repository with a commit, in which pre-commit is installed with a hook of retrokit's."""

    def make(hook: str = "retrokit-check", folder: str = "ours", first: bool = True) -> Repo:
        repo = repository(tmp_path / folder, PRE_COMMIT_HOME=str(home))
        repo.stage(CONFIG, config_text(project, hook))
        if first:
            repo.git("commit", "-q", "-m", "first")
        pre_commit(repo, "install")
        return repo

    return make


def pre_commit(repo: Repo, *arguments: str, code: int = 0) -> str:
    """What pre-commit tells; fails unless it ends with `code`."""
    done = process(PRE_COMMIT, *arguments, cwd=repo.folder, **repo.variables)
    told = done.stdout + done.stderr
    assert done.returncode == code, told
    return told


def test_the_manifest_is_valid_and_has_two_hooks(project: Repo) -> None:
    assert pre_commit(project, "validate-manifest", ".pre-commit-hooks.yaml") == ""
    manifest = (project.folder / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    assert re.findall(r"^- id: (.*)", manifest, re.MULTILINE) == ["retrokit-check", "retrokit-check-actions"]


def test_try_repo_judges_the_files_that_are_named(tmp_path: Path, project: Repo, home: Path) -> None:
    repo = repository(tmp_path)
    repo.keep({"postmortems/good.md": good(MAIL), "postmortems/bad.md": bad(), "postmortems/other.md": bad(DOMAIN)})

    def tried(*names: str, code: int) -> str:
        return pre_commit(repo, "try-repo", str(project.folder), "retrokit-check", "--files", *names, code=code)

    with ThreadPoolExecutor() as both:  # each installs anew
        refused = both.submit(tried, "postmortems/good.md", "postmortems/bad.md", code=1)
        passed = both.submit(tried, "postmortems/good.md", code=0)
    assert findings(refused.result()) == without_owner("postmortems/bad.md")
    assert "Failed" in refused.result() and "exit code: 1" in refused.result()
    assert "Passed" in passed.result() and not findings(passed.result())


def test_the_hook_for_actions_looks_at_nothing_else(hooked: Hooked) -> None:
    causeless = good().replace(f"causes:\n  - {CHECKOUT.cause}\n", "causes: []\n")
    actions, all_rules = hooked("retrokit-check-actions", "actions"), hooked("retrokit-check", "all")
    for repo in (actions, all_rules):
        repo.stage("postmortems/x.md", causeless)
    assert findings(all_rules.refused()) == [("postmortems/x.md", "RK201")]
    assert "Passed" in actions.accepted()
    actions.stage("postmortems/x.md", bad())
    told = actions.refused()
    assert findings(told) == without_owner("postmortems/x.md") and "action items of postmortems" in told
    actions.stage("postmortems/x.md", good())
    assert "Passed" in actions.accepted()
    actions.stage("postmortems/y.md", "# Nobody can read this\n")
    assert findings(actions.refused()) == [("postmortems/y.md", "RK102")]


def test_a_refused_commit_passes_after_the_change_that_the_message_names(hooked: Hooked) -> None:
    repo = hooked()
    report = repo.stage("postmortems/x.md", bad())
    told = repo.refused()
    (place,) = re.findall(r"^postmortems/x\.md:(\d+):(\d+): RK302 ", told, re.MULTILINE)
    (line,) = re.findall(r'write `(owner: "@name")` below its title', told)
    assert re.search(SUMMARY, told, re.MULTILINE) and "`retrokit rule RK302`" in told
    lines = report.read_text(encoding="utf-8").splitlines(keepends=True)
    number, column = map(int, place)
    assert lines[number - 1][column - 1 :].startswith("title:")
    lines.insert(number, " " * (column - 1) + line + "\n")
    repo.stage("postmortems/x.md", "".join(lines))
    assert "Passed" in repo.accepted()
    assert repo.git("show", "HEAD:postmortems/x.md") == "".join(lines)


def test_the_first_commit_of_a_repository(hooked: Hooked) -> None:
    repo = hooked(first=False)
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
    assert repo.git("rev-list", "--count", "HEAD") == "2\n"


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


def test_what_is_staged_is_judged_and_the_rest_is_there_afterwards(hooked: Hooked) -> None:
    repo = hooked()
    report = repo.stage("postmortems/x.md", good())
    report.write_text(bad(), encoding="utf-8")
    repo.accepted()
    assert repo.git("show", "HEAD:postmortems/x.md") == good() and report.read_text(encoding="utf-8") == bad()
    repo.git("add", "-A")
    report.write_text(good(MAIL), encoding="utf-8")
    assert findings(repo.refused()) == without_owner("postmortems/x.md")
    assert repo.git("show", ":postmortems/x.md") == bad() and report.read_text(encoding="utf-8") == good(MAIL)


def test_a_commit_of_a_path_is_judged_by_that_path(hooked: Hooked) -> None:
    repo = hooked()
    repo.keep({"postmortems/x.md": good(), "postmortems/y.md": good(MAIL), "postmortems/z.md": good(DOMAIN)})
    repo.stage("postmortems/x.md", bad())
    repo.write("postmortems/y.md", good(MAIL, more="ideas: [Count the mails]\n"))
    repo.write("postmortems/z.md", bad(DOMAIN))
    repo.accepted("postmortems/y.md")
    assert repo.committed() == {"postmortems/y.md"} and repo.git("show", ":postmortems/x.md") == bad()
    assert findings(repo.refused("postmortems/z.md")) == without_owner("postmortems/z.md")
    assert findings(repo.refused()) == without_owner("postmortems/x.md")


def test_a_commit_of_all_that_changed(hooked: Hooked) -> None:
    repo = hooked()
    repo.keep({"postmortems/x.md": good()})
    repo.write("postmortems/x.md", bad())
    repo.write("postmortems/untracked.md", bad(MAIL))
    assert findings(repo.refused("-a")) == without_owner("postmortems/x.md")
    repo.write("postmortems/x.md", good(more="ideas: [Ask the mail team first]\n"))
    repo.accepted("-a")
    assert repo.committed() == {"postmortems/x.md"}


def test_a_commit_from_a_subfolder(hooked: Hooked) -> None:
    repo = hooked()
    repo.stage("postmortems/x.md", bad())
    assert findings(repo.refused(within="postmortems")) == without_owner("postmortems/x.md")
    repo.stage("postmortems/x.md", good())
    repo.accepted(within="postmortems")


def test_a_linked_worktree_is_judged_by_what_is_in_it(hooked: Hooked) -> None:
    repo = hooked()
    repo.stage("postmortems/staged-elsewhere.md", bad(MAIL))
    repo.git("worktree", "add", "-q", "-b", "side", "../beside")
    beside = Repo(repo.folder.parent / "beside", repo.variables)
    before = repo.state()
    beside.stage("postmortems/x.md", bad())
    assert findings(beside.refused()) == without_owner("postmortems/x.md")
    beside.stage("postmortems/x.md", good(more="related_to: [known-here]\n"))
    assert findings(beside.refused()) == [("postmortems/x.md", "RK402")]
    beside.stage("postmortems/known-here.md", good(DOMAIN, ago=6))
    beside.accepted()
    assert repo.state() == before


def test_a_merge_with_conflicts_is_refused_until_it_is_settled(hooked: Hooked) -> None:
    repo = hooked()
    repo.keep({"postmortems/x.md": good()})
    repo.git("switch", "-q", "-c", "side")
    repo.keep({"postmortems/x.md": good().replace("SEV2", "SEV1"), "postmortems/theirs.md": good(MAIL)})
    repo.git("switch", "-q", "main")
    repo.keep({"postmortems/x.md": good().replace("SEV2", "SEV3")})
    assert repo.attempt("merge", "side").returncode == 1
    merged = (repo.folder / "postmortems/x.md").read_text(encoding="utf-8")
    assert "<<<<<<< " in merged and ">>>>>>> " in merged
    assert not findings(repo.attempt("commit", "-m", "too early").stderr)  # git itself does not let it come to a commit
    repo.git("add", "postmortems/x.md")
    assert ("postmortems/x.md", "RK105") in findings(repo.refused())
    repo.stage("postmortems/x.md", bad())
    assert findings(repo.refused()) == without_owner("postmortems/x.md")
    repo.stage("postmortems/x.md", good())
    repo.accepted()
    assert len(repo.git("rev-list", "--parents", "-1", "HEAD").split()) == 3


@pytest.mark.parametrize("place", ["team", "postmortems/team.md"])
def test_reports_in_a_submodule_do_not_bother_the_commit(place: str, hooked: Hooked, tmp_path: Path) -> None:
    other = repository(tmp_path / "other")
    other.keep({"postmortems/theirs.md": bad(), "2024-01-01-theirs.md": bad()})
    repo = hooked()
    repo.keep({"postmortems/x.md": good()})
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other.folder), place)
    assert "theirs" not in repo.accepted()
    inside = Repo(repo.folder / place)
    inside.keep({"postmortems/theirs.md": bad(MAIL)})
    repo.git("add", place)
    assert "theirs" not in repo.accepted()
    repo.stage("postmortems/x.md", bad())
    assert findings(repo.refused()) == without_owner("postmortems/x.md")


def test_reports_in_a_submodule_are_known_where_the_config_names_them(hooked: Hooked, tmp_path: Path) -> None:
    other = repository(tmp_path / "other")
    other.keep({"theirs.md": good(MAIL, ago=8)})
    repo = hooked()
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other.folder), "shared")
    repo.keep({"retrokit.toml": 'folders = ["postmortems", "shared"]\n', "postmortems/old.md": good(DOMAIN)})
    repo.stage("postmortems/x.md", good(more="related_to: [theirs]\n"))
    told = process(sys.executable, "-m", "retrokit", "check", cwd=repo.folder)
    assert told.returncode == 0, told.stdout
    repo.accepted()


NAMES = ["a b", "a\nb", 'a"b', "a'b", "päge-障害", "-x", "a*", ":(top)x", "$(touch gone)", "a\\b", "#x", "[ab]"]


def test_names_that_need_care(hooked: Hooked) -> None:
    repo = hooked()
    repo.keep({"retrokit.toml": '[check]\nignore = ["RK4"]\n', "postmortems/abc.md": bad(), "x.md": bad()})
    for name in NAMES:
        repo.stage(f"postmortems/{name}.md", bad())
    told = repo.refused()
    assert sorted(findings(told)) == sorted(without_owner(*(f"postmortems/{n}.md".replace("\n", " ") for n in NAMES)))
    for name in NAMES:
        repo.stage(f"postmortems/{name}.md", good())
    repo.accepted()
    assert repo.committed() == {f"postmortems/{name}.md" for name in NAMES}
    assert not (repo.folder / "gone").exists()


@pytest.mark.parametrize("name", ["-x.md", "--output=gone.md"])
def test_a_name_at_the_top_is_no_option(name: str, hooked: Hooked) -> None:
    repo = hooked()
    repo.keep({"gone.md": "# Kept\n", "postmortems/y.md": good(MAIL)})
    repo.stage(name, "# Not a report\n")
    repo.accepted()
    repo.keep({"retrokit.toml": 'folders = ["."]\n'})
    repo.stage(name, bad())
    assert findings(repo.refused()) == without_owner(name)
    assert (repo.folder / "gone.md").read_text(encoding="utf-8") == "# Kept\n"


def test_forty_reports_are_told_in_order_and_counted_once(hooked: Hooked) -> None:
    repo = hooked()
    repo.keep({"retrokit.toml": '[check]\nignore = ["RK4"]\n'})
    names = [f"postmortems/{number:02}.md" for number in range(40)]
    for name in names:
        repo.write(name, bad())
    repo.git("add", "-A")
    told = repo.refused()
    assert findings(told) == without_owner(*names)
    assert re.findall(SUMMARY, told, re.MULTILINE) == ["40 problems in 40 of 40 postmortems."]
    assert findings(pre_commit(repo, "run", "--files", *reversed(names), code=1)) == without_owner(*names)
    for name in names:
        repo.write(name, good())
    repo.git("add", "-A")
    repo.accepted()
    assert repo.committed() == set(names)


def test_a_report_that_is_deleted_is_not_judged(hooked: Hooked) -> None:
    repo = hooked()
    repo.keep({"postmortems/x.md": bad(), "postmortems/y.md": good(MAIL), "postmortems/z.md": good(DOMAIN)})
    repo.git("rm", "-q", "postmortems/x.md")
    assert "(no files to check)Skipped" in repo.accepted()
    repo.git("rm", "-q", "postmortems/y.md")
    repo.stage("postmortems/z.md", bad(DOMAIN))
    assert findings(repo.refused()) == without_owner("postmortems/z.md")
    repo.git("rm", "-q", "--cached", "postmortems/z.md")
    repo.accepted()


def test_what_is_no_report_is_left_alone(hooked: Hooked) -> None:
    repo = hooked()
    below = ("README.md", "templates/x.md", "_template.md", "2026-01-01-x.txt")
    names = [*(f"postmortems/{name}" for name in below), "docs/x.md", "x.md", "src/postmortems/x.md"]
    for name in names:
        repo.stage(name, bad())
    repo.accepted()
    assert repo.committed() == set(names)
    repo.stage("postmortems/x.md", bad())
    for name in names:
        repo.stage(name, "---\ntitle: [\n---\n")
    assert findings(repo.refused()) == without_owner("postmortems/x.md")


def test_untracked_drafts_are_neither_judged_nor_known(hooked: Hooked) -> None:
    repo = hooked()
    repo.write("postmortems/draft.md", bad(MAIL, ago=8))
    repo.write("postmortems/twin.md", bad(more="id: x\n"))
    repo.stage("postmortems/x.md", good(more="related_to: [draft]\n"))
    assert findings(repo.refused()) == [("postmortems/x.md", "RK402")]
    repo.stage("postmortems/draft.md", good(MAIL, ago=8))
    repo.accepted()
    assert repo.git("status", "--porcelain") == "?? postmortems/twin.md\n"
    repo.keep({"postmortems/twin.md": bad(more="id: x\n")})
    repo.stage("postmortems/x.md", good(more="not_repeat_of: [draft]\n"))
    assert ("postmortems/x.md", "RK110") in findings(repo.refused())


def test_reports_of_one_commit_know_of_each_other(hooked: Hooked) -> None:
    repo = hooked()
    repo.keep({"postmortems/old.md": good(DOMAIN, ago=20)})
    repo.stage("postmortems/x.md", good(more="id: same\n"))
    repo.stage("postmortems/y.md", good(MAIL, more="id: same\n"))
    assert {code for _, code in findings(repo.refused())} == {"RK110", "RK118"}  # neither file is called so
    repo.stage("postmortems/x.md", good())
    repo.stage("postmortems/y.md", good(MAIL, more="related_to: [x]\n"))
    repo.accepted()


def test_the_folder_of_the_config_is_the_one_that_is_judged(hooked: Hooked) -> None:
    repo = hooked()
    repo.keep({"retrokit.toml": 'folders = ["ops/reviews"]\n', "ops/reviews/old.md": good(MAIL)})
    repo.stage("postmortems/x.md", bad())
    repo.accepted()
    repo.stage("ops/reviews/x.md", bad())
    repo.stage("ops/y.md", bad())
    assert findings(repo.refused()) == without_owner("ops/reviews/x.md")
    repo.stage("ops/reviews/x.md", good())
    repo.accepted()


def test_who_skips_the_hook_is_let_through(hooked: Hooked) -> None:
    repo = hooked()
    repo.stage("postmortems/x.md", bad())
    assert "RK302" in repo.refused(SKIP="something-else")
    assert "Skipped" in repo.accepted(SKIP="retrokit-check")


def test_a_refused_commit_leaves_an_untidy_work_tree_as_it_was(hooked: Hooked) -> None:
    repo = hooked()
    kept = {f"postmortems/{name}.md": good(about) for name, about in (("a", CHECKOUT), ("b", MAIL), ("c", DOMAIN))}
    repo.keep({**kept, ".gitignore": "ignored.md\n", "notes.txt": "one\n"})
    repo.git("mv", "postmortems/a.md", "postmortems/renamed.md")
    repo.stage("postmortems/b.md", bad(MAIL))
    repo.write("postmortems/b.md", good(MAIL, more="ideas: [Count the mails]\n"))
    (repo.folder / "postmortems/c.md").unlink()
    repo.write("notes.txt", "two\n")
    repo.write("ignored.md", "")
    repo.write("postmortems/untracked.md", bad())
    repo.write("postmortems/intended.md", "# To be written\n")
    repo.git("add", "-N", "postmortems/intended.md")
    before = repo.git("status", "--porcelain")
    assert {line[:2] for line in before.splitlines()} == {"R ", "MM", " D", " M", " A", "??"}
    assert findings(repo.refused()) == without_owner("postmortems/b.md")
    assert repo.git("status", "--porcelain") == before
    assert (repo.folder / "postmortems/b.md").read_text(encoding="utf-8").count("ideas") == 1
    repo.stage("postmortems/b.md", good(MAIL, more="ideas: [Count the mails]\n"))
    repo.accepted()
    assert repo.committed() == {"postmortems/a.md", "postmortems/renamed.md", "postmortems/b.md"}


def test_a_job_of_ci_judges_what_it_names(hooked: Hooked) -> None:
    repo = hooked()
    repo.keep({"postmortems/x.md": bad()})
    repo.keep({"postmortems/y.md": good(MAIL)})
    repo.keep({"postmortems/z.md": bad(DOMAIN)})
    assert findings(pre_commit(repo, "run", "--all-files", code=1)) == without_owner(
        "postmortems/x.md", "postmortems/z.md"
    )
    span = ["run", "--from-ref", "HEAD~2"]
    assert "Passed" in pre_commit(repo, *span, "--to-ref", "HEAD~1")
    assert findings(pre_commit(repo, *span, "--to-ref", "HEAD", code=1)) == without_owner("postmortems/z.md")


def test_a_push_is_refused_like_a_commit(hooked: Hooked, tmp_path: Path) -> None:
    repo = hooked()
    repo.git("init", "-q", "--bare", str(tmp_path / "remote"))
    repo.git("remote", "add", "origin", str(tmp_path / "remote"))
    repo.git("push", "-q", "origin", "main")
    pre_commit(repo, "install", "--hook-type", "pre-push")
    repo.keep({"postmortems/x.md": bad()})
    done = repo.attempt("push", "origin", "main")
    assert done.returncode == 1 and findings(done.stdout + done.stderr) == without_owner("postmortems/x.md")
    assert repo.git("ls-remote", "origin", "main").split()[0] == repo.git("rev-parse", "HEAD~1").strip()
    repo.keep({"postmortems/x.md": good()})
    repo.git("push", "-q", "origin", "main")


def test_on_a_terminal_findings_are_coloured_and_nothing_spins(hooked: Hooked) -> None:
    repo = hooked()
    repo.stage("postmortems/x.md", bad())
    coloured = Repo(repo.folder, {**repo.variables, "NO_COLOR": "", "TERM": "xterm"})
    told = pre_commit(coloured, "run", "--color", "always", code=1)
    finding = told[told.index("exit code: 1") :]
    assert "\x1b[1;31mRK302\x1b[0m" in finding
    assert not re.search(r"\x1b\[[0-9;?]*[A-Za-ln-z]|\r(?!\n)", finding)


def test_links_are_left_alone(hooked: Hooked) -> None:
    repo = hooked()
    repo.write("elsewhere/x.md", bad())
    (repo.folder / "postmortems").mkdir()
    os.symlink("../elsewhere/x.md", repo.folder / "postmortems/link.md")
    repo.git("add", "postmortems/link.md")
    assert "(no files to check)Skipped" in repo.accepted()
