"""Where the templates lie: retrokit's own beside the package in a wheel, at the top of the clone in an editable install; a team's beside
its reports.
"""

import codecs
import os
from pathlib import Path

from retrokit.errors import RetrokitError

_PACKAGE = Path(__file__).parent.parent
_BESIDE_REPORTS = ("templates", "_templates", "template")
_ALONE = ("template.md", "_template.md")


def built_in_templates() -> dict[str, str]:
    """The templates that come with retrokit: name -> text, by name.

    Raises:
        RetrokitError: the installation is broken.
    """
    for folder in (_PACKAGE / "templates", _PACKAGE.parent.parent / "templates"):
        if found := {file.stem: file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.md"))}:
            return found
    raise RetrokitError("the templates are missing from this installation", hint="install retrokit again")


def own_templates(root: Path, reports: Path, configured: Path | None) -> dict[str, Path]:
    """A team's own templates: name -> file.

    In the configured folder; else beside the reports, where a single `template.md` is the default; else in `templates` at the root,
    which may hold templates of anything: there a file counts that begins with front matter.

    Raises:
        RetrokitError: the configured folder is missing.
    """
    if configured is not None:
        if not configured.is_dir():
            hint = "it was configured as the folder of templates"
            raise RetrokitError("does not exist", hint=hint, location=str(configured))
        return _templates_in(configured)
    alone = [("default", reports / name) for name in _ALONE if os.path.isfile(reports / name)]
    beside = (found for name in _BESIDE_REPORTS if (found := _templates_in(reports / name)))
    if found := dict(alone) | next(beside, {}):
        return found
    return {name: file for name, file in _templates_in(root / "templates").items() if _begins_with_a_fence(file)}


def _templates_in(folder: Path) -> dict[str, Path]:
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return {}
    return {
        name.removesuffix(".md"): folder / name
        for name in names
        if name.endswith(".md") and not name.startswith(".") and name.casefold() != "readme.md"
    }


def _begins_with_a_fence(file: Path) -> bool:
    try:
        with open(file, "rb") as opened:
            return opened.read(8).removeprefix(codecs.BOM_UTF8).startswith((b"---\n", b"---\r"))
    except OSError:
        return False
