"""`retrokit hook`: a hook of git's own, beside what is there."""

import os
import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.conftest import ROOT, Git, Run

BAD = (ROOT / "src/retrokit/data/rules/RK302/bad.md").read_text(encoding="utf-8")


def report(owner: str = "") -> str:
    """A report of today, with or without the owner of its action."""
    text = BAD.replace("2026-03-14", str(date.today())).replace("2026-04-11", str(date.today() + timedelta(days=20)))
    return text.replace("    due:", f"    owner: {owner}\n    due:") if owner else text


def commit(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    path = folder / f"postmortems/{date.today()}-x.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    subprocess.run(["git", "add", "-A"], cwd=folder, check=True)
    return subprocess.run(["git", "commit", "-m", "x"], cwd=folder, capture_output=True, text=True, check=False)


def test_it_refuses_and_accepts(tmp_path: Path, git_repo: Git, run: Run) -> None:
    done = run("-C", tmp_path, "hook", "install")
    assert done.out == "wrote .git/hooks/pre-commit: a commit is refused until its reports pass `retrokit check`\n"
    assert os.access(tmp_path / ".git/hooks/pre-commit", os.X_OK)
    refused = commit(tmp_path, report())
    assert refused.returncode == 1 and "RK302 action has no owner" in refused.stdout + refused.stderr
    assert commit(tmp_path, report("mira")).returncode == 0
    assert "has it already" in run("-C", tmp_path, "hook", "install").out


def test_a_hook_that_is_there_is_kept_and_runs_after_it(tmp_path: Path, git_repo: Git, run: Run) -> None:
    path = tmp_path / ".git/hooks/pre-commit"
    own = "#!/usr/bin/env bash\n# ours\nset -e\necho ran >> ran.txt\nexit 0\n"
    path.parent.mkdir(exist_ok=True)
    path.write_text(own, encoding="utf-8")
    path.chmod(0o750)
    run("-C", tmp_path, "hook", "install")
    text = path.read_text(encoding="utf-8")
    assert text.startswith("#!/usr/bin/env bash\n# retrokit: begin") and text.endswith(own.partition("\n")[2])
    assert path.stat().st_mode & 0o777 == 0o750
    assert commit(tmp_path, report()).returncode == 1 and not (tmp_path / "ran.txt").exists()
    assert commit(tmp_path, report("mira")).returncode == 0 and (tmp_path / "ran.txt").exists()
    assert "took retrokit out" in run("-C", tmp_path, "hook", "uninstall").out
    assert path.read_text(encoding="utf-8") == own


def test_it_is_taken_out_again(tmp_path: Path, git_repo: Git, run: Run) -> None:
    run("-C", tmp_path, "hook", "install")
    assert run("-C", tmp_path, "hook", "uninstall").out == "deleted .git/hooks/pre-commit\n"
    assert not (tmp_path / ".git/hooks/pre-commit").exists()
    assert "nothing of retrokit's" in run("-C", tmp_path, "hook", "uninstall").out


def test_what_is_no_shell_script_is_left(tmp_path: Path, git_repo: Git, run: Run) -> None:
    path = tmp_path / ".git/hooks/pre-commit"
    path.parent.mkdir(exist_ok=True)
    path.write_text("#!/usr/bin/env python3\nprint(1)\n", encoding="utf-8")
    done = run("-C", tmp_path, "hook", "install", code=2)
    assert "is no shell script" in done.err and "retrokit check --staged" in done.err
    assert path.read_text(encoding="utf-8") == "#!/usr/bin/env python3\nprint(1)\n"


def test_a_folder_of_a_larger_repository_in_a_linked_work_tree(tmp_path: Path, git_repo: Git, run: Run) -> None:
    git_repo("commit", "-q", "--allow-empty", "-m", "first")
    tree = tmp_path / "linked"
    git_repo("worktree", "add", "-q", str(tree))
    (tree / "team a").mkdir()
    run("-C", tree / "team a", "hook", "install")
    assert "-C 'team a' check --staged" in (tmp_path / ".git/hooks/pre-commit").read_text(encoding="utf-8")
    assert commit(tree / "team a", report()).returncode == 1
    assert commit(tree / "team a", report("mira")).returncode == 0


def test_husky_gets_it_where_people_write(tmp_path: Path, git_repo: Git, run: Run) -> None:
    git_repo("config", "core.hooksPath", ".husky/_")
    (tmp_path / ".husky/_").mkdir(parents=True)
    (tmp_path / ".husky/pre-commit").write_text("#!/bin/sh\nnpm test\n", encoding="utf-8")
    run("-C", tmp_path, "hook", "install")
    assert (tmp_path / ".husky/pre-commit").read_text(encoding="utf-8").endswith("# retrokit: end\nnpm test\n")


def test_hooks_of_all_repositories_are_left_alone(
    tmp_path: Path, git_repo: Git, run: Run, tmp_path_factory: pytest.TempPathFactory
) -> None:
    shared = tmp_path_factory.mktemp("shared")
    git_repo("config", "core.hooksPath", str(shared))
    assert "core.hooksPath" in run("-C", tmp_path, "hook", "install", code=2).err
    assert list(shared.iterdir()) == []


def test_without_git_there_is_none(tmp_path: Path, run: Run) -> None:
    assert "no git repository" in run("-C", tmp_path, "hook", "install", code=2).err


def test_the_repository_cannot_stand_in_for_a_module(tmp_path: Path, git_repo: Git, run: Run) -> None:
    run("-C", tmp_path, "hook", "install")
    (tmp_path / "json.py").write_text("raise SystemExit(0)\n", encoding="utf-8")
    (tmp_path / "retrokit.py").write_text("raise SystemExit(0)\n", encoding="utf-8")
    assert "RK302" in commit(tmp_path, report()).stderr + commit(tmp_path, report()).stdout
