"""`retrokit init` on real repositories: what it says, what it writes, what it leaves."""

import contextlib
import json
import os
import pty
import re
import select
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from retrokit.config.reading import parse_config
from retrokit.setup.pipeline import TO_FILL_IN
from retrokit.yamltree import read_tree
from tests.conftest import Git, Run, report_text, write_report

TOOLS = Path(sys.executable).parent
HOOKS = ".pre-commit-config.yaml"


def contents(folder: Path) -> Mapping[str, tuple[bytes, int]]:
    """Every file outside of .git, with when it was written."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and ".git" not in path.parts)
    return {str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


@pytest.fixture
def history(tmp_path: Path, git_repo: Git) -> Path:
    """Four reports where nobody would look, with other keys, beside a few pages of documentation."""
    reports = tmp_path / "source/incidents"
    for number in range(1, 5):
        text = f"---\ntitle: Queue {number}\noccurred_on: 2024-01-0{number}\nroot_cause: The queue was full\n"
        actions = "action_items:\n  - {title: Bound the queue, assignee: '@mira', state: open}\n---\n"
        reports.mkdir(parents=True, exist_ok=True)
        (reports / f"queue-{number}.md").write_text(text + actions, encoding="utf-8")
        (tmp_path / f"source/guide-{number}.md").write_text("# How to deploy\n", encoding="utf-8")
    git_repo("add", "-A")
    git_repo("commit", "-qm", "reports")
    return tmp_path


def test_what_is_shown_without_a_terminal_and_nothing_is_written(
    history: Path, run: Run, screen_snapshot: SnapshotAssertion
) -> None:
    before = contents(history)
    done = run("-C", history, "init", "--today", "2026-11-23")
    assert done.out == screen_snapshot
    assert done.err == f"nothing was written: retrokit -C {history} init --yes writes it\n"
    more = run("-C", history, "init", "--templates", "--ci", "gitlab").err
    assert f"retrokit -C {history} init --templates --ci gitlab --yes writes it" in more
    dry = run("-C", history, "init", "--dry-run", "--today", "2026-11-23")
    assert dry.out == done.out and dry.err == "nothing was written\n"
    assert contents(history) == before


def test_yes_writes_it_and_the_second_run_finds_it_done(
    history: Path, run: Run, screen_snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(history)
    assert run("init", "--yes").out == screen_snapshot
    config = parse_config(history / "retrokit.toml", (history / "retrokit.toml").read_text(encoding="utf-8"))
    assert config.folders == (history / "source/incidents",)
    assert config.fields == {
        "date": ("occurred_on",),
        "causes": ("root_cause",),
        "actions": ("action_items",),
    }
    assert config.action_fields == {"owner": ("assignee",), "status": ("state",)}
    answer = json.loads(run("repeats", "--format", "json").out)
    assert answer["files"] == {"found": 4, "read": 4, "skipped": 0} and answer["findings"] == []
    written = contents(history)
    assert written.keys() >= {"retrokit.toml", HOOKS}
    for arguments in ([], ["--yes"], ["--dry-run"]):
        again = run("init", *arguments)
        assert "All is set up." in again.out and "wrote" not in again.out and not again.err
    assert contents(history) == written


def test_a_diff_can_be_applied_by_git(history: Path, run: Run, git_repo: Git) -> None:
    (history / HOOKS).write_text("repos:\n- repo: local\n  hooks: []\n", encoding="utf-8")
    out = run("-C", history, "init", "--dry-run", "--templates", "--ci", "github").out
    done = subprocess.run(["git", "apply"], cwd=history, input=out.encode(), check=False, capture_output=True)
    assert done.returncode == 0, done.stderr
    applied = {name: data for name, (data, _) in contents(history).items()}
    git_repo("clean", "-fdq")
    (history / HOOKS).write_text("repos:\n- repo: local\n  hooks: []\n", encoding="utf-8")
    run("-C", history, "init", "--yes", "--templates", "--ci", "github")
    assert {name: data for name, (data, _) in contents(history).items()} == applied


def test_an_empty_repository(
    tmp_path: Path, git_repo: Git, run: Run, screen_snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "README.md").write_text("# Ours\n", encoding="utf-8")
    out = run("-C", tmp_path, "init", "--yes", "--templates").out
    assert out.replace(str(tmp_path), "DIR") == screen_snapshot
    assert (tmp_path / "postmortems/templates/default.md").is_file()
    text = (tmp_path / "retrokit.toml").read_text(encoding="utf-8")
    assert parse_config(tmp_path / "retrokit.toml", text).templates == tmp_path / "postmortems/templates"
    monkeypatch.chdir(tmp_path.parent)
    again = run("-C", tmp_path.name, "init", "--templates").out
    assert "All is set up." in again and f"  cd {tmp_path.name} && pre-commit install" in again


def test_outside_of_git_there_is_no_hook(tmp_path: Path, run: Run) -> None:
    write_report(tmp_path / "incidents/2024-01-01-a.md")
    done = run("-C", tmp_path, "init", "--yes")
    assert "no git repository" in done.out and "pre-commit" not in done.out
    assert sorted(contents(tmp_path)) == ["incidents/2024-01-01-a.md", "retrokit.toml"]


@pytest.mark.parametrize("name", ["retrokit.toml", "pyproject.toml"])
def test_a_config_that_is_there_is_kept(name: str, history: Path, run: Run) -> None:
    above = "tool.retrokit." if name == "pyproject.toml" else ""
    text = f"# ours\n[{above}fields]\ndate = 'when'\n"
    (history / name).write_text(text, encoding="utf-8")
    out = run("-C", history, "init", "--yes").out
    assert f"{name} is kept as it is" in " ".join(out.split())
    assert f"[{above}fields]" in out and 'date = ["when", "occurred_on"]' in out and "wrote retrokit.toml" not in out
    assert 'folders = ["source/incidents"]' in out and ("[tool.retrokit]\n" in out) is bool(above)
    assert (history / name).read_text(encoding="utf-8") == text
    assert not (history / "retrokit.toml").exists() or name == "retrokit.toml"


def test_a_config_that_says_it_all_needs_nothing(history: Path, run: Run) -> None:
    run("-C", history, "init", "--yes")
    text = (history / "retrokit.toml").read_text(encoding="utf-8")
    (history / "retrokit.toml").rename(history / "other.toml")
    assert "All is set up" in run("-C", history, "--config", "other.toml", "init").out
    (history / "other.toml").write_text(text.replace("causes", "trigger"), encoding="utf-8")
    assert 'causes = "root_cause"' in run("-C", history, "--config", "other.toml", "init").out


@pytest.mark.parametrize("text", ["folder = 'a'\n", "folders = [\n", "folders = 'gone'\n"])
def test_a_broken_config_ends_with_2(text: str, history: Path, run: Run) -> None:
    (history / "retrokit.toml").write_text(text, encoding="utf-8")
    done = run("-C", history, "init", "--yes", code=2)
    assert ("retrokit.toml" in done.err or "gone does not exist" in done.err) and not (history / HOOKS).exists()


@pytest.mark.parametrize("data", [b"repos: [\n", b"repos: []\n# \xff\n", b"- repo: a\n"])
def test_a_hook_config_that_is_better_left_is_left(data: bytes, history: Path, run: Run) -> None:
    (history / HOOKS).write_bytes(data)
    out = run("-C", history, "init", "--yes").out
    assert f"{HOOKS} is kept as it is" in out and "      - repo: local\n" in out
    assert (history / HOOKS).read_bytes() == data


def test_a_hook_config_gets_its_entry_and_nothing_else(history: Path, run: Run) -> None:
    text = "# ours\r\nrepos:\r\n-   repo: 'https://git.example/a'\r\n    rev: v1\r\n    hooks:\r\n    -   id: x"
    (history / HOOKS).write_bytes(text.encode())
    (history / HOOKS).chmod(0o640)
    out = run("-C", history, "init", "--yes").out
    assert f"added the hook to {HOOKS}" in out
    data = (history / HOOKS).read_bytes()
    assert data.startswith(text.encode() + b"\r\n-   repo: local\r\n") and b"\n" not in data.replace(b"\r\n", b"")
    assert (history / HOOKS).stat().st_mode & 0o777 == 0o640


def test_a_folder_of_a_larger_repository(
    tmp_path: Path, git_repo: Git, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_report(tmp_path / "teams/pay it/postmortems/2024-01-01-a.md")
    write_report(tmp_path / "other/2024-01-01-b.md")
    out = run("-C", tmp_path / "teams/pay it", "init", "--yes", "--ci", "github").out
    assert "1 report in postmortems/, with front matter." in out
    assert (tmp_path / "teams/pay it/retrokit.toml").is_file() and not (tmp_path / "retrokit.toml").exists()
    hooks = (tmp_path / HOOKS).read_text(encoding="utf-8")
    assert "retrokit -C 'teams/pay it' check" in hooks and "^teams/pay\\ it/postmortems/" in hooks
    job = (tmp_path / ".github/workflows/retrokit.yml").read_text(encoding="utf-8")
    assert "retrokit -C 'teams/pay it' repeats" in job and "teams/pay it/postmortems/**/*" in job
    monkeypatch.chdir(tmp_path / "teams/pay it")
    assert "All is set up." in run("init").out


def test_names_that_need_quotes(tmp_path: Path, git_repo: Git, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = 'it\'s "übel"/post mortems'
    for number in range(1, 4):
        write_report(tmp_path / folder / f"2024-01-0{number}-a.md", causes="[]")
    monkeypatch.chdir(tmp_path)
    out = run("init", "--yes", "--ci", "gitlab").out
    command = next(line for line in out.splitlines() if line.strip().startswith("retrokit adopt"))
    assert shlex.split(command)[:3] == ["retrokit", "adopt", folder]
    read = parse_config(tmp_path / "retrokit.toml", (tmp_path / "retrokit.toml").read_text(encoding="utf-8"))
    assert read.folders == (tmp_path / folder,)
    entry = re.compile("\n".join(re.findall(r"(?<= {10}).*", (tmp_path / HOOKS).read_text(encoding="utf-8"))))
    assert entry.search(f"{folder}/2024-01-01-a.md") and read_tree((tmp_path / ".gitlab-ci.yml").read_text("utf-8"), 1)


def test_a_name_that_is_no_text_is_refused(tmp_path: Path, git_repo: Git, run: Run) -> None:
    folder = os.fsdecode(b"r\xe9/incidents")
    try:
        write_report(tmp_path / folder / "2024-01-01-a.md")
    except OSError:
        pytest.skip("this file system has only names that are text")
    assert "its name is not UTF-8" in run("-C", tmp_path, "init", "--yes", code=2).err
    assert not (tmp_path / "retrokit.toml").exists()


def test_files_that_cannot_be_read_are_told(tmp_path: Path, git_repo: Git, run: Run) -> None:
    write_report(tmp_path / "incidents/2024-01-01-a.md")
    (tmp_path / "incidents/2024-01-02-b.md").symlink_to("nowhere")
    (tmp_path / "incidents/2024-01-03-c.md").write_text("---\ntitle: [\n---\n", encoding="utf-8")
    out = " ".join(run("-C", tmp_path, "init").out.split())
    assert "3 reports in incidents/, 1 with front matter. 1 names its causes; the others can't be compared yet." in out
    assert "2 can't be read: incidents/2024-01-02-b.md: RK101" in out and "incidents/2024-01-03-c.md:3:1: RK103" in out


def test_where_it_may_not_write_it_says_so_and_leaves_no_half(history: Path, run: Run) -> None:
    (history / ".github").write_text("a file", encoding="utf-8")
    done = run("-C", history, "init", "--yes", "--ci", "github", code=2)
    assert ".github/workflows/retrokit.yml: can't be written" in done.err
    assert not list(history.rglob(".retrokit-*"))


@pytest.mark.parametrize("ci", ["github", "gitlab"])
def test_a_pipeline_that_is_there_is_kept(ci: str, history: Path, run: Run) -> None:
    path = history / (".github/workflows/retrokit.yml" if ci == "github" else ".gitlab-ci.yml")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("test:\n  script: [make]\n", encoding="utf-8")
    out = run("-C", history, "init", "--yes", "--ci", ci).out
    assert path.read_text(encoding="utf-8") == "test:\n  script: [make]\n"
    assert ("    retrokit:\n" in out) is (ci == "gitlab")


def test_a_job_judges_what_changes(history: Path, run: Run) -> None:
    job = run("-C", history, "init", "--ci", "github").out
    assert 'run: retrokit check --since "origin/$GITHUB_BASE_REF" --format github' in job
    run("-C", history, "init", "--yes", "--ci", "gitlab")
    assert "- retrokit check --since FETCH_HEAD\n" in (history / ".gitlab-ci.yml").read_text(encoding="utf-8")
    assert "All is set up." in run("-C", history, "init", "--ci", "gitlab").out


def test_an_old_history_is_left_in_peace_from_the_first_day_on(
    history: Path, tmp_path_factory: pytest.TempPathFactory, run: Run
) -> None:
    run("-C", history, "init", "--yes", "--today", "2026-11-23")
    assert "[check]\nenforce_from = 2026-11-23" in (history / "retrokit.toml").read_text(encoding="utf-8")
    assert run("-C", history, "check").out == ""
    empty = tmp_path_factory.mktemp("empty")
    run("-C", empty, "init", "--yes")
    assert "enforce_from" not in (empty / "retrokit.toml").read_text(encoding="utf-8")


def test_what_is_deleted_does_not_count(history: Path, run: Run) -> None:
    (history / "source/incidents/queue-1.md").unlink()
    assert "3 reports in source/incidents/, all with front matter." in run("-C", history, "init").out


def test_where_retrokit_comes_from(
    history: Path, run: Run, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    from importlib import metadata

    clone = tmp_path_factory.mktemp("clone")
    for command in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "x"]):
        subprocess.run(["git", *command], cwd=clone, check=True)

    def installed(record: object) -> str:
        text = None if record is None else json.dumps(record)
        monkeypatch.setattr(metadata.PathDistribution, "read_text", lambda self, name: text)
        out = run("-C", history, "init", "--ci", "github").out
        (line,) = re.findall(r'^\+.*pip install "(.*)"', out, re.MULTILINE)
        return str(line)

    commit = subprocess.check_output(["git", "rev-parse", "HEAD"], cwd=clone, text=True).strip()
    version = {"vcs": "git", "commit_id": "abc"}
    assert installed({"url": "https://git.example/r", "vcs_info": version}) == "git+https://git.example/r@abc"
    secret = {"url": "https://me:secret@git.example/r", "vcs_info": version, "subdirectory": "x"}
    assert installed(secret) == "git+https://git.example/r@abc#subdirectory=x"
    local = {"url": clone.as_uri(), "dir_info": {"editable": True}}
    for unknown in (None, {}, {"url": "ssh://git@git.example/r", "vcs_info": version}, local, {"url": "file:///a.whl"}):
        assert installed(unknown) == TO_FILL_IN
    assert installed({"url": "https://git.example/r.whl", "archive_info": {}}) == "https://git.example/r.whl"
    subprocess.run(["git", "remote", "add", "origin", "https://git.example/r.git"], cwd=clone, check=True)
    assert installed(local) == "git+https://git.example/r.git"
    subprocess.run(["git", "update-ref", "refs/remotes/origin/main", "HEAD"], cwd=clone, check=True)
    assert installed(local) == f"git+https://git.example/r.git@{commit}"


def test_a_line_to_fill_in_is_told_at_the_end(history: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrokit.repo.install_source", lambda: None)
    out = run("-C", history, "init", "--yes", "--ci", "github").out
    assert ".github/workflows/retrokit.yml has a line to fill in" in out


def test_ten_thousand_files_take_no_time(tmp_path: Path, git_repo: Git, run: Run) -> None:
    folder = tmp_path / "source/incidents"
    folder.mkdir(parents=True)
    for number in range(10_000):
        (folder / f"{number:05}.md").write_text(report_text(), encoding="utf-8")
    began = time.monotonic()
    out = run("-C", tmp_path, "init").out
    assert "10,000 reports in source/incidents/; of 1,000 that were looked at, all have front matter." in " ".join(
        out.split()
    )
    assert time.monotonic() - began < 5


def on_a_terminal(folder: Path, answers: str, *arguments: str) -> tuple[int, str]:
    """Exit code and screen of `retrokit init`, with one key given whenever it asks; `^C` is Ctrl-C, `^D` the end."""
    leader, follower = pty.openpty()
    variables = {**os.environ, "TERM": "xterm", "COLUMNS": "80"}
    command = [sys.executable, "-m", "retrokit", "-C", str(folder), "init", *arguments]
    with subprocess.Popen(
        command, stdin=follower, stdout=follower, stderr=follower, env=variables, start_new_session=True
    ) as process:
        os.close(follower)
        shown, asked, left = "", 0, re.findall(r"\^.|.", answers, re.DOTALL)
        try:
            while part := _read(leader):
                shown += part
                if shown.count("[Y/n] ") > asked and left:
                    asked += 1
                    _press(left.pop(0), leader, process)
            process.wait(10)
        finally:
            process.kill()
            os.close(leader)
    return process.returncode, shown.replace("\r\n", "\n")


def _read(leader: int) -> str:
    """What comes next from the terminal; empty at its end, or where nothing comes for a while."""
    try:
        return os.read(leader, 65536).decode() if select.select([leader], [], [], 10)[0] else ""
    except OSError:  # Linux ends a terminal without a follower with an error
        return ""


def _press(key: str, leader: int, process: "subprocess.Popen[bytes]") -> None:
    if key == "^C":
        while process.poll() is None:  # one that comes between the question and the waiting is not heard
            time.sleep(0.5)
            process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(2)
    else:
        os.write(leader, b"\x04" if key == "^D" else key.encode() + b"\n" * (key != "\n"))


def test_it_asks_file_by_file_on_a_terminal(history: Path) -> None:
    code, shown = on_a_terminal(history, "\nn")
    assert code == 0 and "+folders = " in shown and "wrote retrokit.toml" in shown and f"wrote {HOOKS}" not in shown
    assert shown.index("+folders = ") < shown.index("Write retrokit.toml? [Y/n]") < shown.index("wrote retrokit.toml")
    assert (history / "retrokit.toml").is_file() and not (history / HOOKS).exists()
    code, shown = on_a_terminal(history, "?y")
    assert code == 0 and shown.count(f"Write {HOOKS}? [Y/n]") == 2 and (history / HOOKS).is_file()
    assert "retrokit.toml?" not in shown
    assert "All is set up." in on_a_terminal(history, "")[1]


@pytest.mark.parametrize("key", ["^C", "^D"])
def test_who_breaks_off_has_nothing_written(key: str, history: Path) -> None:
    before = contents(history)
    code, shown = on_a_terminal(history, "\n" + key)
    assert code == 130 and "\nnothing was written\n" in shown and "Traceback" not in shown
    assert contents(history) == before


def test_with_yes_or_dry_run_a_terminal_is_asked_nothing(history: Path) -> None:
    assert "[Y/n]" not in on_a_terminal(history, "", "--dry-run")[1]
    assert "[Y/n]" not in on_a_terminal(history, "", "--yes")[1]


def test_what_changes_while_it_asks_is_not_written_over(
    history: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (history / HOOKS).write_text("repos: []\n", encoding="utf-8")

    def answer(question: str) -> str:
        (history / HOOKS).write_text("repos: []\n# mine\n", encoding="utf-8")
        return ""

    monkeypatch.setattr("builtins.input", answer)
    monkeypatch.setattr("retrokit.cli.init.is_interactive", lambda: True)
    assert "changed by another program" in run("-C", history, "init", code=2).err
    assert (history / HOOKS).read_text(encoding="utf-8") == "repos: []\n# mine\n"


def test_the_next_commands_fit_the_history(
    tmp_path: Path, git_repo: Git, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def commands() -> list[str]:
        out = run("init").out + run("init", "--yes").out
        return re.findall(r"^  ((?:retrokit|git|pre-commit) [^ ]+(?: [^ ]+)*)", out, re.MULTILINE)

    monkeypatch.chdir(tmp_path)
    write_report(tmp_path / "incidents/2024-01-01-a.md", causes="[]")
    assert commands() == ["retrokit adopt incidents", "retrokit repeats", f"git add {HOOKS} && pre-commit install"]
    write_report(tmp_path / "incidents/2024-01-01-a.md")
    assert commands()[:3] == ["retrokit repeats", "retrokit actions", "pre-commit install"]
    write_report(tmp_path / "incidents/2024-01-02-b.md")
    write_report(tmp_path / "incidents/2024-01-03-c.md", causes="[]")
    assert commands()[:2] == ["retrokit repeats", "retrokit adopt incidents"]
    (tmp_path / ".git/hooks").mkdir(exist_ok=True)
    (tmp_path / ".git/hooks/pre-commit").write_text("", encoding="utf-8")
    assert "pre-commit install" not in commands()


def test_the_real_pre_commit_refuses_a_report_that_cannot_be_read(
    history: Path, run: Run, git_repo: Git, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{TOOLS}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path_factory.mktemp("pre-commit")))
    run("-C", history, "init", "--yes", "--templates")
    subprocess.run(["pre-commit", "validate-config"], cwd=history, check=True)
    subprocess.run(["pre-commit", "install"], cwd=history, check=True, capture_output=True)
    git_repo("add", "-A")
    git_repo("commit", "-qm", "set up")  # the templates among it

    def commit(name: str, text: str) -> tuple[int, str]:
        (history / name).parent.mkdir(parents=True, exist_ok=True)
        (history / name).write_text(text, encoding="utf-8")
        git_repo("add", "--", name)
        done = git_repo("commit", "-m", "x", check=False)
        git_repo("reset", "-q", "--hard")
        return done.returncode, (done.stdout + done.stderr).decode()

    code, told = commit("source/incidents/a b.md", "# No front matter\n")
    assert code == 1 and "source/incidents/a b.md:1:1: RK102 no front matter" in told
    code, told = commit("source/incidents/c.md", "---\ntitle: [\n---\n")
    assert code == 1 and "source/incidents/c.md:3:1: RK103" in told
    own = "---\ntitle: Queue stalls\noccurred_on: {}\nroot_cause: [The consumer had no timeout]\n"
    own += "action_items: none\ndecision: The new broker has one\nlearned: [It waits for ever]\n---\n"
    code, told = commit("source/incidents/new.md", own.format(date.today()).replace("decision", "note"))
    assert code == 1 and "RK301 `action_items` is empty, and nothing says why" in told
    assert commit("source/incidents/new.md", own.format(date.today()))[0] == 0
    assert commit("source/incidents/old.md", own.format("2024-01-01").replace("decision", "note"))[0] == 0
    for name in ("source/incidents/README.md", "source/incidents/templates/x.md", "source/other.md"):
        assert commit(name, "# No front matter\n")[0] == 0, name


def test_the_hook_works_from_the_top_for_a_folder_below(
    tmp_path: Path, git_repo: Git, run: Run, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{TOOLS}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path_factory.mktemp("pre-commit")))
    report = write_report(tmp_path / "team a/incidents/x.md")
    report.write_text("---\nincident_date: 2024-01-01\nrca: y\n---\n", encoding="utf-8")
    run("-C", tmp_path / "team a", "init", "--yes")
    git_repo("add", "-A")
    done = subprocess.run(["pre-commit", "run"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "Passed" in done.stdout, done.stdout
    report.write_text("---\nrca: y\n---\n", encoding="utf-8")
    git_repo("add", "-A")
    done = subprocess.run(["pre-commit", "run"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "team a/incidents/x.md:2:1: RK106" in done.stdout, done.stdout


def test_a_hook_file_that_is_a_link_out_of_the_repository_is_left_alone(
    history: Path, run: Run, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "shared.yaml"
    elsewhere.write_text("repos: []\n", encoding="utf-8")
    (history / HOOKS).symlink_to(elsewhere)
    done = run("-C", history, "init", "--yes")
    assert f"it is a link to {elsewhere}" in " ".join((done.out + done.err).split())
    assert elsewhere.read_text(encoding="utf-8") == "repos: []\n"
