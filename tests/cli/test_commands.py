"""What each command answers on the made-up company's history, and how options narrow it."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import EXAMPLES, Git, Run, write_report

POOL = "[the connection pool was exhausted by pgbouncer]"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Three reports: a pool that came back while an action was open, and a certificate."""
    action = "actions: [{title: Raise the ceiling, owner: '@mira', due: 2024-02-01, status: open}]\n"
    reports = tmp_path / "postmortems"
    write_report(
        reports / "2024-01-01-pool.md",
        title="Pool full",
        day="2024-01-01",
        causes=POOL,
        more=action + "services: [checkout]\n",
    )
    write_report(
        reports / "2024-06-01-again.md",
        title="Pool again",
        day="2024-06-01",
        causes=POOL,
        more="services: [checkout]\n",
    )
    write_report(
        reports / "2024-07-01-cert.md",
        title="TLS",
        day="2024-07-01",
        causes="[expired certificate]",
        more="services: edge\n",
    )
    return tmp_path


def test_repeats(small: Path, run: Run) -> None:
    answer = json.loads(run("-C", small, "repeats", "--format", "json", "--today", "2024-07-02").out)
    ((back,),) = [family["returns"] for family in answer["families"]]
    assert (back["incident"], back["earlier"], back["days_since"]) == ("2024-06-01-again", "2024-01-01-pool", 152)
    assert back["came_back"] == "open"
    ((action),) = back["actions"]
    assert (action["id"], action["owner"], action["overdue_days"]) == ("2024-01-01-pool#1", "@mira", 121)
    assert answer["families"][0]["open_actions"][0]["overdue_days"] == 152
    assert (answer["threshold"], answer["files"]) == (50, {"found": 3, "read": 3, "skipped": 0})


@pytest.mark.parametrize(
    ("options", "lines"),
    [
        ([], 1),
        (["--since", "2024-06-02"], 0),
        (["--since", "2024-06-01"], 1),
        (["--until", "2024-06-01"], 1),
        (["--until", "2024-05"], 0),
        (["--since", "2024-Q2", "--until", "2024"], 1),
        (["--service", "Checkout"], 1),
        (["--service", "edge"], 0),
        (["--threshold", "100"], 0),
    ],
)
def test_repeats_narrowed(small: Path, run: Run, options: list[str], lines: int) -> None:
    assert run("-C", small, "repeats", *options).out.count("\n") == lines


def test_novelty(small: Path, run: Run) -> None:
    assert run("-C", small, "novelty", "--by", "year").out == "2024\t3\t2\t0\t1\t0\t1\t\t\n"
    assert run("-C", small, "novelty", "--by", "month", "--service", "edge").out == "2024-07\t1\t1\t0\t0\t0\t0\t\t\n"


def test_actions(small: Path, run: Run) -> None:
    row = "overdue\t152\t2024-01-01-pool#1\t@mira\t2024-02-01\t\t183\tRaise the ceiling\n"
    assert run("-C", small, "actions", "--today", "2024-07-02").out == row
    assert run("-C", small, "actions", "--today", "2024-07-02", "--status", "open", "--status", "done").out == row
    assert run("-C", small, "actions", "--status", "done").out == ""
    assert (
        json.loads(run("-C", small, "actions", "--format", "json", "--today", "2024-01-02").out)["summary"]["overdue"]
        == 0
    )


def test_similar_by_id_prefix_file_and_text(small: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    by_id = run("-C", small, "similar", "2024-06-01-again").out
    assert by_id.split("\t")[2] == "2024-01-01-pool" and by_id.count("\n") == 1
    assert run("-C", small, "similar", "2024-06").out == by_id
    assert run("-C", small, "similar", "postmortems/2024-06-01-again.md").out == by_id
    assert run("-C", small, "similar", "expired certificates").out.split("\t")[2] == "2024-07-01-cert"
    draft = write_report(small / "draft.md", causes="[expired certificate]")
    assert run("-C", small, "similar", "draft.md").out.split("\t")[2] == "2024-07-01-cert"
    draft.write_text("The certificate had expired.", encoding="utf-8")
    assert run("-C", small, "similar", "draft.md").out.split("\t")[2] == "2024-07-01-cert"
    assert run("-C", small, "similar", "pool exhausted", "-n", "1", "--min-score", "0").out.count("\n") == 1


def test_similar_reads_words_from_stdin(small: Path) -> None:
    command = [sys.executable, "-m", "retrokit", "-C", str(small), "similar", "-"]
    done = subprocess.run(command, input=b"certificate expired", capture_output=True, check=True)
    assert b"2024-07-01-cert" in done.stdout


def test_similar_all(small: Path, run: Run) -> None:
    answer = json.loads(run("-C", small, "similar", "--all", "--min-score", "0", "--format", "json").out)
    assert answer["incidents"] == ["2024-01-01-pool", "2024-06-01-again", "2024-07-01-cert"]
    first = answer["pairs"][0]
    assert (first["earlier"], first["later"], first["verdict"]) == ("2024-01-01-pool", "2024-06-01-again", None)
    assert "pgbouncer" in first["signals"]["words"] and first["signals"]["services"] == ["checkout"]
    assert run("-C", small, "similar", "--all").out.count("\n") == 1


def test_output_goes_to_a_file_in_the_format_of_its_ending(small: Path, run: Run) -> None:
    for name, begins in (("a.json", "{"), ("a.txt", "2024-01-01-pool\t")):
        assert run("-C", small, "repeats", "-o", small / name).out == ""
        assert (small / name).read_text(encoding="utf-8").startswith(begins)
    run("-C", small, "repeats", "-o", small / "a.json", "--format", "terminal")
    assert (small / "a.json").read_text(encoding="utf-8").startswith("3 incidents")


def test_options_before_and_after_the_command_mean_the_same(small: Path, run: Run) -> None:
    before = run("-C", small, "--color", "always", "repeats", "--format", "terminal").out
    after = run("repeats", "-C", small, "--color", "always", "--format", "terminal").out
    assert before == after and "\x1b[" in before
    assert "\x1b" not in run("repeats", "-C", small, "--format", "terminal").out


def test_the_config_is_found_and_can_be_named(small: Path, run: Run, tmp_path: Path) -> None:
    (small / "retrokit.toml").write_text("threshold = 100\n", encoding="utf-8")
    assert run("-C", small, "repeats").out == ""
    assert run("-C", small, "repeats", "--threshold", "50").out != ""
    other = tmp_path / "other.toml"
    other.write_text("folders = 'postmortems'\n", encoding="utf-8")
    assert run("-C", small, "repeats", "--config", other).out != ""


def test_several_paths_in_one_run(small: Path, run: Run, tmp_path: Path) -> None:
    other = write_report(tmp_path / "elsewhere/2025-01-01-third.md", title="Pool", day="2025-01-01", causes=POOL)
    answer = json.loads(run("repeats", small / "postmortems", other, "--format", "json").out)
    assert [incident["id"] for incident in answer["families"][0]["incidents"]][-1] == "2025-01-01-third"


def test_trouble_in_files_is_told_on_stderr_and_in_the_json(small: Path, run: Run) -> None:
    for number in range(5):
        (small / f"postmortems/prose-{number}.md").write_text("# Prose\n", encoding="utf-8")
    (small / "postmortems/bad.md").write_text("---\nowner: @mira\n---\n", encoding="utf-8")
    done = run("-C", small, "repeats", "--format", "json")
    answer = json.loads(done.out)
    assert answer["files"] == {"found": 9, "read": 3, "skipped": 6}
    assert len(answer["findings"]) == 6
    assert {key for finding in answer["findings"] for key in finding} == {
        "path",
        "line",
        "column",
        "code",
        "name",
        "message",
        "help",
    }
    assert "postmortems/bad.md:2:8: RK103 YAML: found character that cannot start any token" in done.err
    assert (
        "5 files have no front matter and can't be compared: postmortems/prose-0.md, postmortems/prose-1.md, postmortems/prose-2.md and 2 more"
        in done.err
    )
    assert done.err.count("front matter and can't") == 1


def test_the_same_trouble_in_many_files_is_one_line(small: Path, run: Run) -> None:
    for number in range(4):
        write_report(
            small / f"postmortems/2024-08-0{number + 1}-x.md", causes="[]\nactions: [{title: a, status: maybe}]"
        )
    err = run("-C", small, "actions").err
    assert err.count("RK109") == 1 and "(and in 3 more)" in err


def test_a_history_with_names_of_its_own(run: Run, tmp_path: Path) -> None:
    (tmp_path / "retrokit.toml").write_text(
        '[fields]\ncauses = "why"\n[action_fields]\nowner = "who"\n', encoding="utf-8"
    )
    text = "---\ntitle: a\nwhy: [pool exhausted]\nactions: [{title: fix, who: me, status: open}]\n---\n"
    for name in ("2024-01-01-a", "2024-02-01-b"):
        (tmp_path / f"{name}.md").write_text(text, encoding="utf-8")
    assert run("-C", tmp_path, "repeats").out.count("\n") == 1
    assert "\tme\t" in run("-C", tmp_path, "actions").out


def test_the_examples_read_whole_but_for_the_one_without_front_matter(run: Run) -> None:
    answer = json.loads(run("-C", EXAMPLES, "repeats", "--format", "json").out)
    assert answer["files"]["skipped"] == 1
    assert [finding["code"] for finding in answer["findings"]] == ["RK102"]


def test_on_an_earlier_day_later_incidents_have_not_happened(small: Path, run: Run) -> None:
    assert run("-C", small, "repeats", "--today", "2024-05-31").out == ""
    assert run("-C", small, "repeats", "--today", "2024-06-01").out.count("\n") == 1
    assert run("-C", small, "novelty", "--today", "2024-05-31", "--by", "year").out.split("\t")[1] == "1"
    assert run("-C", small, "actions", "--today", "2023-12-31").out == ""
    assert run("-C", small, "similar", "expired certificate", "--today", "2024-06-30").out == ""


def test_a_path_may_be_given_as_findings_show_it(small: Path, run: Run, git_repo: Git) -> None:
    assert run("-C", small / "postmortems", "actions", "postmortems/2024-01-01-pool.md").out.count("\n") == 1


def test_in_a_hook_only_tracked_files_count(
    small: Path, git_repo: Git, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    git_repo("add", "postmortems/2024-01-01-pool.md")
    assert json.loads(run("-C", small, "actions", "--format", "json").out)["files"]["found"] == 3
    monkeypatch.setenv("PRE_COMMIT", "1")
    assert json.loads(run("-C", small, "actions", "--format", "json").out)["files"]["found"] == 1


def test_a_plain_git_hook_reads_what_is_committed(small: Path, git_repo: Git) -> None:
    hook = small / ".git/hooks/pre-commit"
    hook.write_text(f"#!/bin/sh\n{sys.executable} -m retrokit repeats > {small}/seen\n", encoding="utf-8")
    hook.chmod(0o755)
    git_repo("add", "postmortems/2024-01-01-pool.md", "postmortems/2024-06-01-again.md")
    git_repo("commit", "-qm", "reports")
    assert (small / "seen").read_text(encoding="utf-8").count("\n") == 1
    git_repo("rm", "-q", "--cached", "postmortems/2024-06-01-again.md")
    git_repo("commit", "-qm", "one left")
    assert (small / "seen").read_text(encoding="utf-8") == ""


@pytest.mark.parametrize(
    ("options", "incidents"),
    [
        (["--since", "2024-Q2", "--until", "2024-Q2"], 1),
        (["--since", "2024-Q3"], 1),
        (["--until", "2024-Q1"], 1),
        (["--since", "2024-07-01", "--until", "2024-07"], 1),
        (["--since", "2024-02", "--until", "2024-05"], 0),
        (["--until", "2024-12"], 3),
    ],
)
def test_spans_end_with_their_last_day(small: Path, run: Run, options: list[str], incidents: int) -> None:
    write_report(small / "postmortems/2024-06-30-x.md", day="2024-12-31", causes="[]")
    lines = run("-C", small, "novelty", "--by", "year", *options).out.split("\t")
    expected = incidents + (1 if options in (["--until", "2024-12"], ["--since", "2024-Q3"]) else 0)
    assert int(lines[1]) == expected if expected else lines == [""]


def test_a_threshold_of_nothing_is_a_threshold(small: Path, run: Run) -> None:
    (small / "retrokit.toml").write_text("threshold = 100\n", encoding="utf-8")
    assert run("-C", small, "repeats", "--threshold", "0", "--format", "json").out.count('"threshold": 0') == 1


def test_what_stands_after_the_command_wins(small: Path, run: Run, tmp_path: Path) -> None:
    assert run("-C", tmp_path / "none", "repeats", "-C", small).out.count("\n") == 1


def test_a_file_is_read_by_the_names_of_the_config(small: Path, run: Run) -> None:
    (small / "retrokit.toml").write_text('fields.causes = "why"\n', encoding="utf-8")
    (small / "draft.md").write_text(
        "---\ndate: 2025-01-01\ntitle: x\nwhy: [expired certificate]\n---\n", encoding="utf-8"
    )
    write_report(
        small / "postmortems/2024-07-01-cert.md", day="2024-07-01", causes="[]", more="why: [expired certificate]\n"
    )
    assert run("-C", small, "similar", "draft.md").out.split("\t")[2] == "2024-07-01-cert"


def test_pairs_are_shown_from_the_threshold_on(small: Path, run: Run) -> None:
    write_report(
        small / "postmortems/2024-08-01-x.md",
        day="2024-08-01",
        causes="[pool of another kind, drained by a leak in the garden, found by a cat on the roof at dawn]",
        title="Other",
    )
    assert (
        run("-C", small, "similar", "--all", "--min-score", "0").out.count("\n")
        > run("-C", small, "similar", "--all").out.count("\n")
        == 1
    )


def test_a_verdict_decides_whether_a_match_fails_the_run(small: Path, run: Run) -> None:
    run("-C", small, "similar", "2024-06-01-again", "--fail-on", "match", code=1)
    run("-C", small, "similar", "--all", "--fail-on", "match", code=1)
    again = small / "postmortems/2024-06-01-again.md"
    whole = again.read_text(encoding="utf-8")
    again.write_text(whole.replace("services:", "not_repeat_of: 2024-01-01-pool\nservices:"), encoding="utf-8")
    run("-C", small, "similar", "2024-06-01-again", "--fail-on", "match")
    run("-C", small, "similar", "--all", "--fail-on", "match")


def test_what_stdin_holds_is_utf8_or_an_error(small: Path) -> None:
    command = [sys.executable, "-m", "retrokit", "-C", str(small), "similar", "-"]
    done = subprocess.run(command, input=b"caf\xe9", capture_output=True, check=False)
    assert done.returncode == 2 and b"stdin is not UTF-8 (byte 3)" in done.stderr


def test_seen_from_an_earlier_day_a_family_has_no_later_members(small: Path, run: Run) -> None:
    write_report(small / "postmortems/2024-09-01-third.md", title="Pool", day="2024-09-01", causes=POOL)
    answer = json.loads(run("-C", small, "repeats", "--today", "2024-06-30", "--format", "json").out)
    assert [incident["id"] for incident in answer["families"][0]["incidents"]] == [
        "2024-01-01-pool",
        "2024-06-01-again",
    ]


def test_a_file_of_the_history_is_its_incident_and_a_draft_without_a_date_its_words(small: Path, run: Run) -> None:
    for year in ("2023", "2024"):
        write_report(
            small / f"postmortems/{year}/outage.md", day=f"{year}-01-01", causes="[expired certificate]", title="TLS"
        )
    near = run("-C", small, "similar", "postmortems/2024/outage.md").out
    assert [line.split("\t")[2] for line in near.splitlines()] == ["postmortems/2023/outage", "2024-07-01-cert"]
    (small / "draft.md").write_text("---\ntitle: expired certificate\n---\n", encoding="utf-8")
    assert "2024-07-01-cert" in run("-C", small, "similar", "draft.md").out


def test_a_few_words_find_what_is_far_from_being_a_match(run: Run, tmp_path: Path) -> None:
    causes = "[the garden pump leaked into the cellar where the router stood and shorted it, as a neighbour told support at noon]"
    write_report(tmp_path / "2024-01-01-leak.md", causes=causes)
    write_report(tmp_path / "2024-02-01-other.md", causes="[something else]")
    found = run("-C", tmp_path, "similar", "wet cold cellar").out.split("\t")
    assert found[2] == "2024-01-01-leak" and 20 <= int(found[0]) < 40


def judged_history(folder: Path) -> None:
    """Two repeats that the words find and two look-alikes that they take for repeats at the default threshold."""
    for number, (shared, verdict) in enumerate(
        [(5, "repeat_of"), (5, "repeat_of"), (5, "repeat_of"), (4, "not_repeat_of"), (4, "not_repeat_of")]
    ):
        words = [f"w{number}x{word}" for word in range(6)]
        first, last = f"2024-01-0{number + 1}-a", f"2024-02-0{number + 1}-b"
        write_report(folder / f"{first}.md", day=first[:10], causes=f"[{' '.join(words)}]", title=f"a{number}")
        causes = f"[{' '.join(words[:shared])} c{number} d{number}]"
        more = f"{verdict}: [{first}]\n"
        write_report(folder / f"{last}.md", day=last[:10], causes=causes, more=more, title=f"b{number}")


def test_calibrate_tells_a_better_threshold_and_writes_it_on_request(tmp_path: Path, git_repo: Git, run: Run) -> None:
    judged_history(tmp_path / "postmortems")
    (tmp_path / "retrokit.toml").write_text("# ours\nthreshold = 20\n", encoding="utf-8")
    answer = json.loads(run("-C", tmp_path, "similar", "--calibrate", "--format", "json").out)
    assert answer["now"] == {
        "threshold": 20,
        "reported": 5,
        "right": 3,
        "same": 3,
        "precision": 0.6,
        "recall": 1,
    }
    better = answer["better"]
    assert (better["precision"], better["recall"]) == (1, 1) and better["threshold"] > 20
    assert (tmp_path / "retrokit.toml").read_text(encoding="utf-8") == "# ours\nthreshold = 20\n"
    said = run("-C", tmp_path, "similar", "--calibrate", "--write").err
    assert f"retrokit.toml: threshold = {better['threshold']:g}, was 20" in said
    assert (tmp_path / "retrokit.toml").read_text(encoding="utf-8") == f"# ours\nthreshold = {better['threshold']:g}\n"
    assert "nothing to write" in run("-C", tmp_path, "similar", "--calibrate", "--write").err


def test_calibrate_without_a_config_makes_one(tmp_path: Path, git_repo: Git, run: Run) -> None:
    judged_history(tmp_path / "postmortems")
    run("-C", tmp_path / "postmortems", "similar", "--calibrate", "--write", "--threshold", "20")
    assert re.fullmatch(r"threshold = \d+\n", (tmp_path / "retrokit.toml").read_text(encoding="utf-8"))


def test_write_goes_with_calibrate(run: Run) -> None:
    assert "--write goes with --calibrate" in run("-C", EXAMPLES, "similar", "pool", "--write", code=2).err
