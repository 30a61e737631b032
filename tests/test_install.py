"""The templates are found however retrokit was installed: from a wheel, in an editable install, by pipx. All real, in folders of their own.

pipx brings what retrokit needs. In the other two it is lent by the environment of the tests, by a path file that does not pass their own
(editable) retrokit on.
"""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.conftest import ROOT

TEMPLATES = sorted(file.stem for file in (ROOT / "templates").glob("*.md"))
NO_NETWORK = (
    "Could not find a version",
    "No matching distribution",
    "Connection",
    "Temporary failure",
    "Name or service",
)


def run(*command: object, **environment: str) -> str:
    """A finished process's stdout; skips the test where the registry can't be reached."""
    clean = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(
        list(map(str, command)), env={**clean, **environment}, capture_output=True, text=True, check=False
    )
    if done.returncode and any(sign in done.stderr for sign in NO_NETWORK):
        pytest.skip(f"the registry of packages can't be reached: {done.stderr.strip().splitlines()[-1]}")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder, ROOT)
    (built,) = folder.glob("*.whl")
    return built


def lend(environment: Path) -> None:
    """Let an environment use the packages that the tests run with."""
    (site,) = environment.glob("lib/python*/site-packages")
    (site / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")


def install(place: Path, *what: object) -> Path:
    """A new environment with some packages in it, put there by the pip of the tests."""
    run(sys.executable, "-m", "venv", "--without-pip", place)
    run(sys.executable, "-m", "pip", "--python", place, "install", "-q", *what)
    return place


def begins_reports(retrokit: Path, work: Path, home: str) -> None:
    """Every template makes a report, with this very installation, whose code lies in `home`."""
    code = "import retrokit; print(retrokit.__file__)"
    (python,) = retrokit.resolve().parent.glob("python")
    assert home in run(python, "-c", code)
    for name in TEMPLATES:
        path = run(retrokit, "-C", work, "new", f"From {name}", "--template", name).splitlines()[0]
        expected = (ROOT / "templates" / f"{name}.md").read_text(encoding="utf-8").split("\n---\n")[1]
        assert (Path.cwd() / path).read_text(encoding="utf-8").split("\n---\n")[1] == expected


def test_from_a_wheel(wheel: Path, tmp_path: Path) -> None:
    place = install(tmp_path / "venv", "--no-deps", wheel)
    lend(place)
    begins_reports(place / "bin/retrokit", tmp_path, str(place))


def test_in_an_editable_install(tmp_path: Path) -> None:
    place = install(tmp_path / "venv", "--no-deps", "-e", ROOT)
    lend(place)
    begins_reports(place / "bin/retrokit", tmp_path, str(ROOT / "src"))


def test_by_pipx(wheel: Path, tmp_path: Path) -> None:
    tool = install(tmp_path / "tool", "pipx")
    homes = {"PIPX_HOME": str(tmp_path / "pipx"), "PIPX_BIN_DIR": str(tmp_path / "bin"), "PIPX_MAN_DIR": str(tmp_path)}
    run(tool / "bin/pipx", "install", "-q", wheel, **homes)
    begins_reports(tmp_path / "bin/retrokit", tmp_path, str(tmp_path / "pipx/venvs"))
