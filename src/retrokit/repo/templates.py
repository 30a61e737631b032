"""Where the templates lie: beside the package in a wheel, at the top of the clone in an editable install."""

from pathlib import Path

from retrokit.errors import RetrokitError

_PACKAGE = Path(__file__).parent.parent


def built_in_templates() -> dict[str, str]:
    """The templates that come with retrokit: name -> text, by name.

    Raises:
        RetrokitError: the installation is broken.
    """
    for folder in (_PACKAGE / "templates", _PACKAGE.parent.parent / "templates"):
        if found := {file.stem: file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.md"))}:
            return found
    raise RetrokitError("the templates are missing from this installation", hint="install retrokit again")
