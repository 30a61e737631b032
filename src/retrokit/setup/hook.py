"""The commit hook: an entry for pre-commit, and a config of pre-commit's that gets it with every other byte as it was."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from retrokit.setup.places import HERE
from retrokit.yamltext import scalar
from retrokit.yamltree import Entry, Mapping, Node, Scalar, Stop, plain, read_tree
from retrokit.yamltree import Sequence as YamlSequence

FILE = ".pre-commit-config.yaml"

_SPECIAL = re.compile(r"[\\.^$*+?{}\[\]|()#\s]|[^\w/-]")
_NOTHING = re.compile(r"(?:[ \t]*(?:#.*)?(?:\r?\n|$)|---[ \t]*(?:\r?\n|$))*")


class Style(NamedTuple):
    """How a config writes its lists: spaces before a dash of `repos`, from there to the text, and the same for `hooks` below it."""

    list: int = 2
    text: int = 2
    hooks: int = 2
    hook_text: int = 2


class Hook(NamedTuple):
    """What is to run before a commit.

    Args:
        id: what pre-commit calls it; `SKIP=id` leaves it out.
        entry: the command line; the names of the files follow.
        files: a verbose regular expression, line by line.
    """

    id: str
    entry: str
    files: tuple[str, ...]


def hook(folders: Sequence[str], report_pattern: Sequence[str], prefix: str = "", options: str = "") -> Hook:
    """The hook that holds a report to the rules.

    Args:
        folders: where the reports lie.
        report_pattern: which names below are reports, as `repo.REPORT_PATTERN`.
        prefix: the folder that the others are seen from, as a path from the top of the repository; empty for the top itself.
        options: what `retrokit` needs to work there, each quoted for a shell.
    """
    places = [_escaped("/".join(part for part in (prefix, folder) if part not in ("", HERE))) for folder in folders]
    whole = ["" if place == "" else f"{place}/" for place in places]
    starts = whole[0] if len(whole) == 1 else f"({'|'.join(whole)})"
    name = "-".join(["retrokit", *re.findall(r"[^\W_]+", prefix)])
    return Hook(
        name,
        " ".join(part for part in ("retrokit", options, "check") if part),
        (f"(?xi)^{starts}", "# but no templates, READMEs and indexes", *report_pattern),
    )


def entry_lines(hook: Hook, style: Style = Style()) -> list[str]:  # noqa: B008  # a NamedTuple does not change
    """The entry for the list of `repos`."""
    dash = " " * style.list + "-"
    inner = " " * (style.list + style.text)
    hook_dash = inner + " " * style.hooks + "-"
    deep = inner + " " * (style.hooks + style.hook_text)
    return [
        f"{dash}{' ' * (style.text - 1)}repo: local",
        f"{inner}hooks:",
        f"{hook_dash}{' ' * (style.hook_text - 1)}id: {scalar(hook.id)}",
        f"{deep}name: postmortems",
        f"{deep}entry: {scalar(hook.entry)}",
        f"{deep}args: [--]  # a file may be called `-x.md`",
        f"{deep}language: system  # needs retrokit on the PATH",
        f"{deep}require_serial: true",
        f"{deep}files: |",
        *(f"{deep}  {line}" for line in hook.files),
    ]


def new_config(hook: Hook) -> str:
    """A config of pre-commit's with this hook alone."""
    return "\n".join(["repos:", *entry_lines(hook)]) + "\n"


def has_hook(text: str, hook: Hook) -> bool:
    """Whether a config runs this hook, or one that comes with retrokit."""
    for repo in _mappings((_tree(text) or {}).get("repos")):
        is_own = _text(repo.entries.get("repo")) == "local"
        for inner in _mappings(repo.entries.get("hooks")):
            name = _text(inner.entries.get("id"))
            if name == hook.id or (name.startswith("retrokit") and not is_own):
                return True
    return False


def with_hook(text: str, hook: Hook) -> str | None:
    """The config with the hook as its last one; None where it can't be told how to write it."""
    before = _tree(text)
    if before is None:
        if not _NOTHING.fullmatch(text):
            return None
        before = {}
    changed = _inserted(text, before, hook)
    after = _tree(changed) if changed is not None else None
    ours = _plain_entry(hook)
    kept = [plain(node) for node in _list(before.get("repos"))]
    if after is None or [plain(node) for node in _list(after.get("repos"))] != [*kept, ours]:
        return None
    others = [{key: plain(entry.value) for key, entry in tree.items() if key != "repos"} for tree in (before, after)]
    return changed if others[0] == others[1] else None


def _tree(text: str) -> dict[str, Entry] | None:
    try:
        return read_tree(text, 1)
    except Stop:
        return None


def _inserted(text: str, tree: dict[str, Entry], hook: Hook) -> str | None:
    lines = text.splitlines(keepends=True)
    newline = "\r\n" if "\r\n" in text else "\n"
    repos = tree.get("repos")
    if repos is None:
        return None if tree else _joined(lines, len(lines), ["repos:", *entry_lines(hook)], newline)
    style, key_line = _style(repos.value, lines), repos.key.line - 1
    if isinstance(repos.value, YamlSequence) and not repos.value.items:
        lines[key_line] = re.sub(r"[ \t]*\[[ \t]*\]", "", lines[key_line], count=1)
    end = min((e.key.line - 1 for e in tree.values() if e.key.line > repos.key.line), default=len(lines))
    while end > key_line + 1 and _is_between(lines[end - 1]):
        end -= 1
    block = entry_lines(hook, style)
    if _are_apart(repos.value, lines):
        block = ["", *block]
    return _joined(lines, end, block, newline)


def _joined(lines: list[str], place: int, block: Sequence[str], newline: str) -> str:
    before = "".join(lines[:place])
    if before and not before.endswith(("\n", "\r")):
        before += newline
    return before + "".join(line + newline for line in block) + "".join(lines[place:])


def _is_between(line: str) -> bool:
    """Whether a line belongs to what follows a list rather than to the list: blank, or a comment at the margin, or the end of the document."""
    return not line.strip() or line.startswith(("#", "..."))


def _are_apart(repos: Node, lines: Sequence[str]) -> bool:
    """Whether a blank line stands between the repos."""
    for item in repos.items[1:] if isinstance(repos, YamlSequence) else ():
        above = item.line - 2
        while lines[above].lstrip().startswith("#"):
            above -= 1
        if not lines[above].strip():
            return True
    return False


def _starts_with(lines: Sequence[str], node: Node, mark: str) -> bool:
    return lines[node.line - 1][node.column - 1 :].startswith(mark)


def _style(repos: Node, lines: Sequence[str]) -> Style:
    """How the last entry is written, as far as it is written over several lines."""
    if not isinstance(repos, YamlSequence) or not repos.items or not _starts_with(lines, repos, "-"):
        return Style()
    last = next(
        (item for item in reversed(repos.items) if isinstance(item, Mapping) and item.column > repos.column), None
    )
    if last is None or _starts_with(lines, last, "{"):
        return Style(list=repos.column - 1)
    style = Style(list=repos.column - 1, text=last.column - repos.column)
    hooks = last.entries.get("hooks")
    if hooks is None or not isinstance(hooks.value, YamlSequence) or not _starts_with(lines, hooks.value, "-"):
        return style
    first = hooks.value.items[0]
    gap = first.column - hooks.value.column if isinstance(first, Mapping) and first.line == hooks.value.line else 2
    return style._replace(hooks=hooks.value.column - last.column, hook_text=gap)


def _mappings(entry: Entry | None) -> list[Mapping]:
    return [node for node in _list(entry) if isinstance(node, Mapping)]


def _list(entry: Entry | None) -> tuple[Node, ...]:
    return entry.value.items if entry and isinstance(entry.value, YamlSequence) else ()


def _text(entry: Entry | None) -> str:
    return (entry.value.text or "") if entry and isinstance(entry.value, Scalar) else ""


def _plain_entry(hook: Hook) -> object:
    tree = read_tree("\n".join(["repos:", *entry_lines(hook)]) + "\n", 1)
    return plain(_list(tree["repos"])[0])


def _escaped(path: str) -> str:
    """A path for a verbose regular expression, in characters that any YAML may hold."""
    return _SPECIAL.sub(
        lambda found: found[0] if not found[0].isascii() and found[0].isprintable() else _spelled(found[0]), path
    )


def _spelled(character: str) -> str:
    code = ord(character)
    if 0x20 <= code < 0x7F:
        return "\\" + character
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
