"""Which files count, asked of real git repositories and of plain folders."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from retrokit import repo
from retrokit.errors import RetrokitError
from retrokit.model import Finding
from retrokit.repo import SourceFile
from tests.conftest import Git, write_report


def found(folder: Path, *paths: Path, tracked_only: bool = False) -> list[str]:
    repository = repo.open_repository(folder)
    files = repo.find_reports(repository, folder.resolve(), paths=paths, tracked_only=tracked_only)
    return [file.shown for file in files]


def test_git_is_asked_for_tracked_and_new_files_and_a_hook_for_tracked_ones(tmp_path: Path, git_repo: Git) -> None:
    for name in ("tracked", "new", "ignored", "gone"):
        write_report(tmp_path / f"postmortems/{name}.md")
    (tmp_path / ".gitignore").write_text("ignored.md\n", encoding="utf-8")
    git_repo("add", "postmortems/tracked.md", "postmortems/gone.md")
    git_repo("commit", "-qm", "reports")
    (tmp_path / "postmortems/gone.md").unlink()
    assert found(tmp_path) == ["postmortems/new.md", "postmortems/tracked.md"]
    assert found(tmp_path, tracked_only=True) == ["postmortems/tracked.md"]


def test_without_git_the_folder_is_walked(tmp_path: Path) -> None:
    for name in (
        "incidents/2024/a.md",
        "incidents/b.markdown",
        "incidents/.hidden/c.md",
        "incidents/d.txt",
        "docs/incidents/e.MD",
    ):
        write_report(tmp_path / name)
    assert found(tmp_path) == ["docs/incidents/e.MD", "incidents/2024/a.md", "incidents/b.markdown"]


def test_the_folder_itself_is_the_last_resort(tmp_path: Path) -> None:
    write_report(tmp_path / "a.md")
    assert found(tmp_path) == ["a.md"]


def test_from_a_subfolder_the_repositorys_usual_folders_are_found(tmp_path: Path, git_repo: Git) -> None:
    write_report(tmp_path / "postmortems/a.md")
    (tmp_path / "src").mkdir()
    assert found(tmp_path / "src") == ["postmortems/a.md"]
    assert found(tmp_path / "postmortems") == ["postmortems/a.md"]


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("README.md", False),
        ("index.md", False),
        ("_index.md", False),
        ("template.md", False),
        ("postmortem-template.md", False),
        ("incident_template_v2.md", False),
        ("0000-template.md", False),
        ("templates/incident.md", False),
        ("CONTRIBUTING.md", False),
        ("2024-01-02-template-rendering-down.md", True),
        ("2024-index-corruption.md", True),
        ("PM2019-010.md", True),
        ("2024-01-02-outage/index.md", True),
        ("2024-01-02-outage/README.md", True),
        ("2024/README.md", True),
        ("odd name, ü.md", True),
    ],
)
def test_what_may_be_a_report_by_its_name(tmp_path: Path, name: str, counts: bool) -> None:
    write_report(tmp_path / "postmortems" / name)
    write_report(tmp_path / "postmortems/2020-01-01-anchor.md")
    expected = sorted(
        [f"postmortems/{name}", "postmortems/2020-01-01-anchor.md"] if counts else ["postmortems/2020-01-01-anchor.md"]
    )
    assert found(tmp_path) == expected


def test_a_file_named_on_the_command_line_counts_whatever_it_is_called(tmp_path: Path, git_repo: Git) -> None:
    (tmp_path / ".gitignore").write_text("*\n", encoding="utf-8")
    readme = write_report(tmp_path / "README.md")
    write_report(tmp_path / "ignored/a.md")
    assert found(tmp_path, readme) == ["README.md"]
    assert found(tmp_path, tmp_path / "ignored") == ["ignored/a.md"]


def test_odd_names_links_folders_and_pipes(tmp_path: Path, git_repo: Git) -> None:
    reports = tmp_path / "postmortems"
    names = ["-dash.md", ":(top)x.md", "a*.md", 'quo"te.md', "new\nline.md", "tab\t.md", "ünïcode.md"]
    for name in names:
        write_report(reports / name)
    git_repo("add", ".")
    (reports / "link.md").symlink_to("a*.md")
    (reports / "folder.md").mkdir()
    os.mkfifo(reports / "pipe.md")
    # A link to what counts anyway is not counted twice; git does not list pipes.
    assert sorted(found(tmp_path)) == sorted(f"postmortems/{name}" for name in names)


def test_links_lead_to_reports_elsewhere(tmp_path: Path) -> None:
    write_report(tmp_path / "archive/a.md")
    (tmp_path / "postmortems").mkdir()
    (tmp_path / "postmortems/a.md").symlink_to("../archive/a.md")
    (tmp_path / "postmortems/gone.md").symlink_to("../archive/gone.md")
    assert found(tmp_path) == ["postmortems/a.md", "postmortems/gone.md"]


def test_a_name_that_is_no_utf8_is_shown_and_read(tmp_path: Path, git_repo: Git) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.md"))
    path.write_bytes(b"text")
    repository = repo.open_repository(tmp_path)
    (file,) = repo.find_reports(repository, tmp_path.resolve())
    assert repo.read(repository, file.path) == SourceFile("caf\\xe9.md", b"text")


def test_a_conflicted_file_is_listed_once(tmp_path: Path, git_repo: Git) -> None:
    report = write_report(tmp_path / "postmortems/a.md", title="one")
    git_repo("add", "."), git_repo("commit", "-qm", "one"), git_repo("checkout", "-qb", "other")
    write_report(report, title="two")
    git_repo("commit", "-qam", "two"), git_repo("checkout", "-q", "main")
    write_report(report, title="three")
    git_repo("commit", "-qam", "three"), git_repo("merge", "other", check=False)
    assert b"UU" in git_repo("status", "--porcelain").stdout
    assert found(tmp_path) == ["postmortems/a.md"]


def test_a_repository_whose_path_holds_a_line_break(tmp_path: Path) -> None:
    folder = tmp_path / "on\ncall"
    folder.mkdir()
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    repository = repo.open_repository(folder)
    assert (repository.root, repository.git_folder) == (folder, folder / ".git")


def test_a_worktree_and_a_hooks_environment(tmp_path: Path, git_repo: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    write_report(tmp_path / "postmortems/a.md")
    git_repo("add", "."), git_repo("commit", "-qm", "one")
    git_repo("worktree", "add", "-q", str(tmp_path / "tree"))
    assert found(tmp_path / "tree") == ["postmortems/a.md"]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    assert found(tmp_path / "postmortems", tracked_only=True) == ["postmortems/a.md"]


def test_without_the_git_program_reading_works(tmp_path: Path, git_repo: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    write_report(tmp_path / "postmortems/a.md")
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    assert not repo.open_repository(tmp_path).is_git
    assert found(tmp_path) == ["postmortems/a.md"]


def test_a_repository_that_git_does_not_trust_is_read_and_told(
    tmp_path: Path, git_repo: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a folder away")
    write_report(tmp_path / "postmortems/a.md")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    for folder, _, _ in os.walk(tmp_path):
        os.chown(folder, 65534, 65534)
    repository = repo.open_repository(tmp_path)
    assert not repository.is_git and "safe.directory" in repository.notice
    assert found(tmp_path) == ["postmortems/a.md"]


def test_missing_places_are_errors(tmp_path: Path) -> None:
    with pytest.raises(RetrokitError, match="does not exist"):
        repo.open_repository(tmp_path / "none")
    file = write_report(tmp_path / "a.md")
    with pytest.raises(RetrokitError, match="is not a folder"):
        repo.open_repository(file)
    with pytest.raises(RetrokitError, match="does not exist") as error:
        found(tmp_path, tmp_path / "none.md")
    assert "command line" in error.value.hint
    (tmp_path / "empty").mkdir()
    with pytest.raises(RetrokitError, match="no postmortems in") as error:
        found(tmp_path / "empty")
    assert "postmortems/" in error.value.hint


def test_what_cannot_be_read_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = repo.open_repository(tmp_path)
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "loop.md").symlink_to("loop.md")
    write_report(tmp_path / "large.md")
    os.truncate(tmp_path / "large.md", repo.MAX_BYTES + 1)
    for name, message in {
        "pipe.md": "not a regular file",
        "loop.md": "can't be read",
        "none.md": "can't be read",
        "large.md": "larger than",
    }.items():
        finding = repo.read(repository, tmp_path / name)
        assert isinstance(finding, Finding)
        assert finding.path == name and message in finding.message


def test_permissions_are_respected(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("drops root's rights to see what others see")
    secret = write_report(tmp_path / "a.md")
    secret.chmod(0)
    repository = repo.open_repository(tmp_path)
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(0o755)
    os.seteuid(65534)
    try:
        finding = repo.read(repository, secret)
    finally:
        os.seteuid(0)
    assert isinstance(finding, Finding) and "Permission denied" in finding.message


def test_a_folder_that_cannot_be_opened_is_told_and_hides_nothing(tmp_path: Path, git_repo: Git) -> None:
    if os.geteuid() != 0:
        pytest.skip("drops root's rights to see what others see")
    write_report(tmp_path / "postmortems/a.md")
    secret = write_report(tmp_path / "postmortems/secret/b.md").parent
    git_repo("add", ".")
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(0o755)
    secret.chmod(0)
    for has_git in (True, False):
        if not has_git:
            shutil.rmtree(tmp_path / ".git")
        os.seteuid(65534)
        try:
            repository = repo.open_repository(tmp_path)
            read = [repo.read(repository, file.path) for file in repo.find_reports(repository, tmp_path.resolve())]
        finally:
            os.seteuid(0)
        assert isinstance(read[0], SourceFile) and read[0].path == "postmortems/a.md"
        assert isinstance(read[1], Finding) and "Permission denied" in read[1].message
    secret.chmod(0o755)


def test_a_name_that_is_too_long_is_an_error_that_says_so(tmp_path: Path) -> None:
    with pytest.raises(RetrokitError, match="does not exist"):
        repo.open_repository(tmp_path / ("x" * 300))


def test_the_nearest_config_wins_and_the_search_ends_at_the_root(tmp_path: Path) -> None:
    inner = tmp_path / "root/inner"
    inner.mkdir(parents=True)
    (tmp_path / "retrokit.toml").write_text("outside", encoding="utf-8")
    (tmp_path / "root/pyproject.toml").write_text("[tool.other]", encoding="utf-8")
    assert repo.read_config(inner, tmp_path / "root") is None
    (tmp_path / "root/pyproject.toml").write_bytes(b"retrokit = 1 \xff")
    assert repo.read_config(inner, tmp_path / "root") is None
    for text in ("[tool]\nretrokit = {threshold = 3}", "[ tool . 'retrokit' ]"):
        (tmp_path / "root/pyproject.toml").write_text(text, encoding="utf-8")
        assert repo.read_config(inner, tmp_path / "root") is not None
    (tmp_path / "root/pyproject.toml").write_text("[tool.retrokit]", encoding="utf-8")
    assert repo.read_config(inner, tmp_path / "root") == (tmp_path / "root/pyproject.toml", "[tool.retrokit]")
    (tmp_path / "root/retrokit.toml").write_text("own", encoding="utf-8")
    assert repo.read_config(inner, tmp_path / "root") == (tmp_path / "root/retrokit.toml", "own")
    (inner / "retrokit.toml").write_bytes(b"\xff")
    with pytest.raises(RetrokitError, match="not UTF-8"):
        repo.read_config(inner, tmp_path / "root")
