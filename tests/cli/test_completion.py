"""What the tab key offers, asked for as the shells do."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import EXAMPLES, Git, write_report

RETROKIT = [sys.executable, "-m", "retrokit"]


def complete(line: str, folder: Path, shell: str = "bash") -> list[str]:
    """What a shell is told at the end of a line; nothing may be said beside it."""
    words = shlex.split(line)
    asks = {
        "bash": {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - (not line.endswith(" ")))},
        "zsh": {"_TYPER_COMPLETE_ARGS": line},
        "tcsh": {},
        "fish": {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args"},
    }
    environment = {**os.environ, "_RETROKIT_COMPLETE": f"complete_{shell}", **asks[shell]}
    done = subprocess.run(RETROKIT, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.stdout.split("\n")[:-1]


@pytest.fixture
def history(tmp_path: Path, git_repo: Git) -> Path:
    shutil.copytree(EXAMPLES / "postmortems", tmp_path / "postmortems")
    return tmp_path


@pytest.mark.parametrize("command", ["repeats", "similar x", "novelty", "actions", "new T"])
def test_services(history: Path, command: str) -> None:
    offered = complete(f"retrokit {command} --service ", history)
    assert {"checkout", "postgres", "search"} <= set(offered) and len(offered) == len(set(offered))
    assert complete(f"retrokit {command} --service sea", history) == ["search"]
    assert complete(f"retrokit {command} --service nothing", history) == [""]


def test_ids(history: Path) -> None:
    assert complete("retrokit similar 2025-02", history) == ["2025-02-12-courier-certificate-expired"]
    everything = complete("retrokit similar ", history)
    assert len(everything) == 34 and everything == sorted(everything, reverse=True)
    write_report(history / "postmortems/x.md", more="id: INC-7\n")
    subprocess.run([*RETROKIT, "actions"], cwd=history, capture_output=True, check=True)
    # Remembered: ids that are written down, and what is no report.
    assert complete("retrokit similar INC", history) == ["INC-7"]
    assert len(complete("retrokit similar ", history)) == 34


def test_templates(history: Path) -> None:
    ours = ["default", "learning-review", "security", "short"]
    assert complete("retrokit new T --template ", history) == ours
    (history / "postmortems/templates").mkdir()
    (history / "postmortems/templates/ours.md").write_text("", encoding="utf-8")
    assert complete("retrokit new T --template o", history) == ["ours"]


@pytest.mark.parametrize("place", ["-C {} similar ", "similar -C {} "])
def test_the_folder_is_the_one_on_the_line(history: Path, tmp_path_factory: pytest.TempPathFactory, place: str) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    assert len(complete(f"retrokit {place.format(history)}2024-", elsewhere)) > 5


def test_zsh_and_fish(history: Path) -> None:
    assert complete("retrokit similar 2025-02", history, "zsh") == [
        """_arguments '*: :(("2025-02-12-courier-certificate-expired"))'"""
    ]
    assert complete("retrokit repeats --service sea", history, "fish") == ["search"]
    assert any('"new":' in line for line in complete("retrokit ", history, "zsh"))


def test_names_that_a_shell_would_act_on_are_not_offered(tmp_path: Path) -> None:
    names = ["'x\\$(touch pwned)'", "'a; b'", "'*'", '"\\e[31m"', "'-rf'", "`x`", "plain/name.v2", "'Content Hub'"]
    quoted = ", ".join(f'"{name}"' if name == "`x`" else name for name in names)
    write_report(tmp_path / "postmortems/2026-01-01-a.md", more=f"services: [{quoted}]\n")
    for shell in ("zsh", "fish"):
        told = "\n".join(complete("retrokit repeats --service ", tmp_path, shell))
        assert "plain/name.v2" in told and "Content Hub" in told and told.count("\n") == 1
    assert complete("retrokit repeats --service ", tmp_path) == ["plain/name.v2", "Content\\ Hub"]


@pytest.mark.parametrize("trouble", ["no reports", "broken config", "broken report", "no such folder", "bad option"])
def test_silent_whatever_goes_wrong(tmp_path: Path, trouble: str) -> None:
    line = "retrokit similar "
    if trouble == "broken config":
        (tmp_path / "retrokit.toml").write_text("[", encoding="utf-8")
        write_report(tmp_path / "postmortems/2026-01-01-a.md")
    elif trouble == "broken report":
        write_report(tmp_path / "postmortems/2026-01-01-a.md").write_bytes(b"---\n\xff")
    elif trouble == "no such folder":
        line = "retrokit -C nowhere similar "
    elif trouble == "bad option":
        line = "retrokit --bogus similar --since never "
    for ending in ("", "--service ", "--template "):
        offered = complete(line + ending, tmp_path)  # which fails if anything is said on stderr
        assert set(offered) <= {"", "2026-01-01-a"} or trouble == "bad option"


def test_silent_in_a_shell_that_is_not_known(history: Path) -> None:
    assert complete("retrokit similar ", history, "tcsh") == []


def test_a_large_history_that_nobody_has_read_is_not_read_for_a_completion(tmp_path: Path, git_repo: Git) -> None:
    for number in range(520):
        write_report(tmp_path / f"postmortems/2026-01-01-{number}.md", more="services: [checkout]\n")
    assert complete("retrokit repeats --service ", tmp_path) == [""]
    assert len(complete("retrokit similar ", tmp_path)) == 520
    subprocess.run([*RETROKIT, "actions"], cwd=tmp_path, capture_output=True, check=True)
    assert complete("retrokit repeats --service ", tmp_path) == ["checkout"]


def test_in_a_real_bash(history: Path) -> None:
    environment = {**os.environ, "_RETROKIT_COMPLETE": "source_bash"}
    script = subprocess.run(RETROKIT, env=environment, capture_output=True, text=True, check=True).stdout
    tool = history / "tools/retrokit"
    tool.parent.mkdir()
    tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m retrokit "$@"\n', encoding="utf-8")
    tool.chmod(0o755)
    asked = "COMP_WORDS=(retrokit similar 2025-02) COMP_CWORD=2; _retrokit_completion retrokit"
    done = subprocess.run(
        ["bash", "-c", f'{script}\n{asked}; echo "${{COMPREPLY[@]}}"'],
        cwd=history,
        env={**os.environ, "PATH": f"{tool.parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "2025-02-12-courier-certificate-expired\n" and done.stderr == ""


def test_it_can_be_installed(tmp_path: Path) -> None:
    environment = {**os.environ, "HOME": str(tmp_path), "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    command = [*RETROKIT, "--install-completion", "bash"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert "completion installed" in done.stdout
    assert "_RETROKIT_COMPLETE=complete_bash" in (tmp_path / ".bash_completions/retrokit.sh").read_text()
