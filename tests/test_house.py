"""The house rules, held by the tools: lint, types, the import contract, what is not loaded, and how large things are."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import EXAMPLES, ROOT

TOOLS = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"], ["lint-imports", "--no-cache"]],
    ids=["ruff check", "ruff format", "mypy", "import contract"],
)
def test_the_tools_are_content(command: list[str]) -> None:
    done = subprocess.run(
        [str(TOOLS / command[0]), *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def loaded_by(*arguments: str, **variables: str) -> set[str]:
    code = f"import sys; sys.argv = ['retrokit', *{arguments!r}]\nfrom retrokit.__main__ import main\ntry: main()\nexcept SystemExit: pass\nprint(*sys.modules, file=sys.__stderr__)"
    environment = {**os.environ, **variables}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout
    return {name.split(".")[0] for name in done.stderr.split()}


@pytest.mark.parametrize(
    ("arguments", "never"),
    [
        (["--version"], "typer rich yaml rapidfuzz pydantic numpy dataclasses"),
        (["--help"], "rich yaml rapidfuzz pydantic numpy dataclasses"),
        (["-C", str(EXAMPLES), "actions"], "rich rapidfuzz pydantic numpy tomllib markdown_it"),
        (
            ["-C", str(EXAMPLES), "actions", "--format", "json", "--status", "open"],
            "rich rapidfuzz pydantic numpy tomllib markdown_it",
        ),
        (["-C", str(EXAMPLES), "repeats", "--format", "json"], "rich pydantic numpy"),
        (["-C", str(EXAMPLES), "repeats", "--format", "terminal"], "pydantic numpy"),
    ],
    ids=["version", "help", "actions plain", "actions json", "repeats json", "repeats terminal"],
)
def test_what_is_slow_is_loaded_only_where_it_is_used(arguments: list[str], never: str) -> None:
    assert loaded_by(*arguments) & set(never.split()) == set()


def test_a_new_report_and_a_completion_load_little(tmp_path: Path) -> None:
    folder = ["-C", str(tmp_path)]
    slow = {"rich", "rapidfuzz", "pydantic", "numpy", "tomllib", "markdown_it"}
    assert loaded_by(*folder, "new", "Checkout is down") & slow == set()
    line = {"COMP_WORDS": f"retrokit {' '.join(folder)} similar ", "COMP_CWORD": "4"}
    loaded = loaded_by(_RETROKIT_COMPLETE="complete_bash", **line)
    assert loaded & (slow | {"yaml"}) == set()


def test_modules_and_functions_fit_the_eye() -> None:
    sizes = []
    for path in (ROOT / "src").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert text.count("\n") <= 300, path
        if "cli" not in path.parts:  # a command is mostly its options
            functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
            sizes += [((node.end_lineno or 0) - node.lineno + 1, f"{path}:{node.name}") for node in functions]
    sizes.sort()
    assert sizes[-1][0] <= 50, sizes[-1]
    assert sizes[len(sizes) * 9 // 10][0] <= 35


def test_every_module_and_public_function_says_what_it_is_for() -> None:
    for path in (ROOT / "src").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert ast.get_docstring(tree), path
        for node in tree.body:
            if (
                isinstance(node, ast.FunctionDef | ast.ClassDef)
                and not node.name.startswith("_")
                and len(node.body) > 3
            ):
                assert ast.get_docstring(node), f"{path}: {node.name}"
