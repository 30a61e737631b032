"""README, --help, CHANGELOG, docs and examples tell the same story."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from retrokit.analysis.history import compare
from retrokit.analysis.repeats import report_repeats
from retrokit.cli.app import app
from retrokit.cli.choices import CheckFormat
from retrokit.cli.rule import texts_of_rules
from retrokit.config.reading import parse_config
from retrokit.model import Corpus
from retrokit.parse import parse
from retrokit.policy import Policy
from retrokit.render import data, terminal
from retrokit.render.terminal import Screen
from retrokit.rules import RULES
from retrokit.vocabulary import ACTION_KEYS, POSTMORTEM_KEYS, CameBack, Problem
from tests.conftest import EXAMPLES, ROOT, TODAY, Run, operations

README = (ROOT / "README.md").read_text(encoding="utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
FORMAT = (ROOT / "docs/format.md").read_text(encoding="utf-8")
OUTPUT = (ROOT / "docs/output.md").read_text(encoding="utf-8")
CHECK = (ROOT / "docs/check.md").read_text(encoding="utf-8")
READING = ["repeats", "similar", "novelty", "actions"]
COMMANDS = [command.callback.__name__ for command in app.registered_commands if command.callback]


def hold_block(name: str, block: str, pytestconfig: pytest.Config, document: str = "README.md") -> None:
    """A block of a document is as given; `--snapshot-update` makes it so."""
    readme = (ROOT / document).read_text(encoding="utf-8")
    marks = rf"(?s)(<!-- {name} -->\n).*?(<!-- /{name} -->)"
    whole, found = re.subn(marks, lambda marks: f"{marks[1]}{block}\n{marks[2]}", readme)
    assert found == 1
    if pytestconfig.getoption("update_snapshots"):
        (ROOT / document).write_text(whole, encoding="utf-8")
    else:
        assert whole == readme, "pytest --snapshot-update writes it"


def test_every_command_is_in_readme_help_and_changelog(run: Run) -> None:
    help = run("--help").out
    assert ["init", "adopt", "new", "check", "rule", *READING] == COMMANDS
    for command in [*COMMANDS, "hook"]:
        assert f"`retrokit {command}" in README and f"`retrokit {command}`" in CHANGELOG
        assert re.search(rf"^  {command}  ", help, re.MULTILINE)
        assert run(command, "--help").out.startswith("Usage: retrokit " + command)


def test_every_command_of_the_readme_exists_and_runs(run: Run, tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES, tmp_path / "examples")
    commands = re.findall(r"^retrokit (.+?)(?:\s+#.*)?$", README, re.MULTILINE)
    assert len(commands) >= 5
    for command in commands:
        arguments = [quoted or bare for quoted, bare in re.findall(r'"([^"]*)"|(\S+)', command)]
        arguments = ["2025-02" if argument.startswith("2026-03-14") else argument for argument in arguments]
        assert run("-C", tmp_path / "examples", *arguments).out


def test_the_options_of_the_readme_are_options(run: Run) -> None:
    everywhere = README[README.index("in every command that reads") : README.index("`--fail-on` is there")]
    options = re.findall(r"--[a-z-]+|-[Co]\b", everywhere)
    assert {"-C", "-o", "--format", "--since", "--until", "--service", "--color", "--config"} <= set(options)
    for command in READING:
        help = run(command, "--help").out
        assert [option for option in options if option not in help] == []
    row = next(line for line in README.splitlines() if line.startswith("| `retrokit new TITLE`"))
    help = run("new", "--help").out
    for option in [*re.findall(r"--[a-z-]+", row), "-C", "--config", "--format", "--color", "--no-cache", "--today"]:
        assert f"  {option} " in help, option


def test_the_readme_names_what_init_writes_and_its_options(run: Run) -> None:
    (row,) = re.findall(r"^\| `retrokit init` \|(.*)\|$", README, re.MULTILINE)
    help = run("init", "--help").out
    assert [option for option in re.findall(r"--[a-z-]+", row) if option not in help] == []
    assert "retrokit.toml" in row and "pre-commit" in row and "github\\|gitlab" in row


def test_both_readme_commands_are_one_line_and_ci_runs_the_second() -> None:
    lines = re.findall(r"^python3 -m venv .*$", README, re.MULTILINE)
    assert len(lines) == 2
    assert lines[0].endswith("retrokit -C examples repeats") and lines[1].endswith("pytest -q")
    assert lines[1] in (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()
    assert lines[1] in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert "pip install retrokit" not in README


def test_the_picture_in_the_readme_is_what_is_shown(examples: Corpus, pytestconfig: pytest.Config) -> None:
    report = report_repeats(compare(examples.postmortems, operations), threshold=50, today=TODAY)
    headline, lane, story = terminal.render(report, Screen(88, False, True)).split("\n\n")[:3]
    block = f"```console\n$ retrokit -C examples repeats --today {TODAY}\n{headline}\n\n{lane}\n\n{story}\n\n2  …\n```"
    hold_block("repeats", block, pytestconfig)


def test_the_config_in_the_readme_is_one(tmp_path: Path) -> None:
    block = re.search(r"```toml\n(.*?)```", README, re.DOTALL)
    assert block is not None
    config = parse_config(tmp_path / "retrokit.toml", block[1])
    assert config.fields and config.action_fields and config.folders and config.vocabulary
    assert set(tomllib.loads(block[1])) == {
        "folders",
        "templates",
        "threshold",
        "fields",
        "action_fields",
        "vocabulary",
        "check",
    }


@pytest.mark.parametrize("text", re.findall(r"```yaml\n(.*?)```", README + FORMAT, re.DOTALL))
def test_every_front_matter_shown_is_read_without_trouble(text: str) -> None:
    postmortem, findings = parse("postmortems/2026-03-14-x.md", text.encode())
    assert postmortem is not None and postmortem.causes and findings == []


def test_the_template_is_a_report_without_trouble() -> None:
    for template in (ROOT / "templates").glob("*.md"):
        postmortem, findings = parse("postmortems/x.md", template.read_bytes())
        assert postmortem is not None and postmortem.is_draft and findings == []


def test_every_template_is_named_where_people_look() -> None:
    names = {template.stem for template in (ROOT / "templates").glob("*.md")}
    assert names == {"default", "short", "security", "learning-review"}
    for document in (README, FORMAT, CHANGELOG):
        assert {name for name in names if name not in document} == set()


def test_the_diff_in_the_readme_is_what_adopt_shows(run: Run, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    shutil.copytree(EXAMPLES, tmp_path / "examples")
    name = "2022-06-09-labels-again.md"
    diff = run("-C", tmp_path / "examples/archive", "adopt", name).out
    block = f"```diff\n{diff}```"
    hold_block("adopt", block, pytestconfig)


def test_the_archive_has_what_its_readme_says(run: Run) -> None:
    done = run("-C", EXAMPLES / "archive", "adopt")
    assert "on-call-handover.md: not adopted: reads like no report of an incident" in done.err
    assert "5 reports: 4 would gain front matter, 1 can't be adopted." in done.err and "1 names no cause" in done.err


def test_every_key_is_documented() -> None:
    documented = set(re.findall(r"`([a-z_]+)`", FORMAT))
    assert set(POSTMORTEM_KEYS) | set(ACTION_KEYS) <= documented


def test_every_rule_is_documented_with_its_page(pytestconfig: pytest.Config) -> None:
    rows = [
        f"| [{code}](../src/retrokit/data/rules/{code}/page.md) | {text.name} | {text.short} |"
        for code, text in texts_of_rules().items()
    ]
    assert len(rows) == len(RULES) == len(Problem)
    hold_block(
        "rules", "\n".join(["| code | name | what is wrong |", "|---|---|---|", *rows]), pytestconfig, "docs/check.md"
    )
    for document in (README, CHECK, CHANGELOG):
        assert {int(number) for number in re.findall(r"(\d+) rules", document)} == {len(Problem)}


def test_the_findings_in_the_readme_are_what_is_shown(run: Run, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    shutil.copytree(EXAMPLES, tmp_path / "examples")
    report = "postmortems/2026-09-29-supplier-csv-koruna.md"
    out = run("-C", tmp_path / "examples", "check", report, "--today", "2026-11-23", code=1).out
    hold_block("check", f"```console\n$ retrokit -C examples check {report} --today 2026-11-23\n{out}```", pytestconfig)


def test_the_options_of_check_are_documented(run: Run) -> None:
    own = set(re.findall(r"  (--[a-z-]+)", run("check", "--help").out)) - {"--help"}
    everywhere = {"--output", "--config", "--color", "--no-cache", "--today"}
    assert {option for option in own - everywhere if option not in CHECK + README} == set()
    formats = re.search(r"--format text\\\|([a-z\\|]+)", README)
    assert formats and ["text", *formats[1].split("\\|")] == [format.value for format in CheckFormat]


def test_the_policy_in_the_docs_is_one_and_has_every_key(tmp_path: Path) -> None:
    (block,) = re.findall(r"```toml\n(\[check\].*?)```", CHECK, re.DOTALL)
    policy = parse_config(tmp_path / "retrokit.toml", block).policy
    assert policy.enforce_from and policy.due_within["SEV1"] and policy.per_file_ignores and policy.severities
    for field in Policy._fields:
        assert field in CHECK, field


def test_the_hooks_are_documented() -> None:
    manifest = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    hooks = re.findall(r"^- id: (.+)$", manifest, re.MULTILINE)
    assert len(hooks) == 2
    for hook in hooks:
        assert hook in CHECK and hook in CHANGELOG


def test_every_explanation_is_documented() -> None:
    for reason in CameBack:
        assert f"| `{reason}` |" in OUTPUT and f"`{reason}`" in README


def test_every_json_key_is_documented(examples: Corpus, run: Run, tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES, tmp_path / "examples")
    documented = set(re.findall(r"`([a-z_]+)`", OUTPUT))
    for arguments in (
        ["repeats"],
        ["novelty"],
        ["actions"],
        ["similar", "--all"],
        ["similar", "2025-02"],
        ["similar", "--calibrate"],
        ["new", "Checkout 500s after config push"],
        ["adopt"],
        ["check", "--exit-zero"],
    ):
        out = run("-C", tmp_path / "examples", *arguments, "--format", "json").out
        keys = set(re.findall(r'^ *"([a-z_]+)":', out, re.MULTILINE))
        assert keys - documented - {"open", "done", "declined"} == set(), arguments
    assert data.SCHEMA_VERSION == 1 and "`schema_version` is 1" in OUTPUT


def test_the_columns_of_plain_lines_are_documented(examples: Corpus, run: Run, tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES, tmp_path / "examples")
    rows = dict(re.findall(r"^\| `([^`]+)` \| ([a-z_ ]+(?:, [a-z_ ]+)+) \|$", OUTPUT, re.MULTILINE))
    calls = {
        "repeats": ["repeats"],
        "similar": ["similar", "2025-02"],
        "similar --all": ["similar", "--all"],
        "similar --calibrate": ["similar", "--calibrate"],
        "novelty": ["novelty"],
        "actions": ["actions"],
        "new": ["new", "Checkout 500s after config push"],
    }
    assert {name: rows[name] for name in calls if name in rows}.keys() == calls.keys()
    for name, arguments in calls.items():
        line = run("-C", tmp_path / "examples", *arguments).out.splitlines()[name == "new"]
        assert line.count("\t") + 1 == len(rows[name].split(","))


def test_links_lead_somewhere() -> None:
    for document in [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *(ROOT / "docs").glob("*.md"),
        EXAMPLES / "README.md",
    ]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document}: {target}"


def test_the_examples_readme_tells_what_the_tool_tells(examples: Corpus) -> None:
    """Each row of its table: the incident that came back, its explanation, and the days that it names."""
    text = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    report = report_repeats(compare(examples.postmortems, operations), threshold=50, today=TODAY)
    rows = re.findall(r"^\|[^|]*\| `([^`]+)`[^|]*\|[^|]*\| ([a-z-]+): ([^|]*) \|$", text, re.MULTILINE)
    assert {incident: reason for incident, reason, _ in rows} == {
        r.incident.id: r.came_back.value for r in report.returns
    }
    actions = {back.incident.id: back.actions[:1] for back in report.returns}
    for incident, _, words in rows:
        for number in re.findall(r"(\d+) days overdue", words):
            assert [state.overdue_days for state in actions[incident]] == [int(number)]
        for number in re.findall(r"held (\d+) days", words):
            assert [state.held_days for state in actions[incident]] == [int(number)]


def test_help_comes_without_a_terminal_and_is_narrow_enough() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "retrokit", "repeats", "--help"], capture_output=True, text=True, check=True
    )
    assert max(map(len, done.stdout.splitlines())) <= 100
