"""Every file that is found ends as a postmortem or as a finding that says why not."""

from pathlib import Path

from retrokit import corpus, repo
from retrokit.model import Corpus
from retrokit.vocabulary import Problem
from tests.conftest import write_report
from tests.test_frontmatter import TROUBLE


def load(folder: Path) -> Corpus:
    repository = repo.open_repository(folder)
    return corpus.load(repository, repo.find_reports(repository, folder.resolve()))


def test_one_bad_file_never_hides_the_others(tmp_path: Path) -> None:
    for number, (text, *_) in enumerate(TROUBLE.values()):
        (tmp_path / f"bad-{number}.md").write_bytes(text.encode("utf-8", "surrogatepass"))
    (tmp_path / "latin.md").write_bytes(b"---\ntitle: caf\xe9\n---\n")
    write_report(tmp_path / "good.md")
    read = load(tmp_path)
    assert [p.id for p in read.postmortems] == ["good"]
    assert read.found == len(TROUBLE) + 2
    assert read.read + len({finding.path for finding in read.findings}) == read.found
    assert all(finding.line >= 1 and finding.column >= 1 for finding in read.findings)


def test_oldest_first_and_findings_by_place(tmp_path: Path) -> None:
    write_report(tmp_path / "b.md", day="2024-02-01")
    write_report(tmp_path / "c.md", day="2024-01-01")
    write_report(tmp_path / "a.md", day="2024-02-01", more="actions: [{title: x, due: soon, status: odd}]\n")
    read = load(tmp_path)
    assert [p.id for p in read.postmortems] == ["c", "a", "b"]
    assert [(f.path, f.line, f.column) for f in read.findings] == sorted(
        (f.path, f.line, f.column) for f in read.findings
    )
    assert len(read.findings) == 2


def test_an_id_that_is_written_twice_is_told(tmp_path: Path) -> None:
    write_report(tmp_path / "a.md", more="id: same\n")
    write_report(tmp_path / "b.md", more="id: same\n")
    write_report(tmp_path / "same.md")
    read = load(tmp_path)
    assert sorted((p.id, p.path) for p in read.postmortems) == [("same", "a.md"), ("same.md", "same.md")]
    assert [(f.problem, f.path) for f in read.findings] == [(Problem.DUPLICATE_ID, "b.md")]
    assert "taken by a.md" in read.findings[0].message


def test_a_file_name_gives_way_to_an_id_that_is_written_down(tmp_path: Path) -> None:
    write_report(tmp_path / "2023/same.md")
    write_report(tmp_path / "b.md", more="id: same\n")
    read = load(tmp_path)
    assert sorted(p.id for p in read.postmortems) == ["2023/same", "same"]
    assert read.findings == ()


def test_it_does_so_whichever_comes_first(tmp_path: Path) -> None:
    write_report(tmp_path / "same.md")
    write_report(tmp_path / "z.md", more="id: same\n")
    read = load(tmp_path)
    assert sorted((p.id, p.path) for p in read.postmortems) == [("same", "z.md"), ("same.md", "same.md")]


def test_equal_file_names_in_two_folders_lose_nothing(tmp_path: Path) -> None:
    for year in ("2023", "2024"):
        write_report(tmp_path / year / "outage.md", day=f"{year}-01-01", more="actions: [Fix it]\n")
    read = load(tmp_path)
    assert [p.id for p in read.postmortems] == ["2023/outage", "2024/outage"]
    assert [a.id for p in read.postmortems for a in p.actions or ()] == ["2023/outage#1", "2024/outage#1"]
    assert read.findings == ()


def test_two_endings_of_one_name_lose_nothing(tmp_path: Path) -> None:
    write_report(tmp_path / "x.md")
    write_report(tmp_path / "x.markdown")
    read = load(tmp_path)
    assert sorted(p.id for p in read.postmortems) == ["x", "x.md"] and read.findings == ()
