"""In which folders the reports lie, by their names; by how they begin where the names don't say."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

HERE = "."
"""The folder that is set up, itself."""

_FEW = 3
"""A folder with fewer reports is an accident, where another one has more."""

SAMPLE = 1000
"""As many files are looked at: the shares of a thousand are those of all."""

_INCIDENTS = re.compile(
    r"(?:post[-_ ]?mortems?|incidents?|outages?)(?:[-_ ](?:reports?|reviews?|history|archive))?"
    r"|incident[-_ ]logs?|post[-_ ]incident[-_ ]reviews?|retros?|retrospectives?|rcas?|pirs?|root[-_ ]cause[-_ ]analys[ei]s",
    re.IGNORECASE,
)
_DATED = re.compile(r"(?:19|20)\d\d(?:[-_.]?\d\d|\b)")
_PERIOD = re.compile(r"(?:19|20)\d\d(?:[-_.]?\d\d|\b)|q[1-4]$|\d\d$", re.IGNORECASE)
_SAYS_SO = re.compile(r"\b(?:incidents?|outages?|post-?\s?mortems?|root cause|rca)\b", re.IGNORECASE)
_SECTION = re.compile(
    r"^(?:#+|\*\*|title:)\s*(?:.*\b)?(timeline|impact|root cause|resolution|detection|action items|lessons|follow.?ups?|what went"
    r"|contributing|incident|outage|post-?\s?mortem)",
    re.IGNORECASE | re.MULTILINE,
)


def report_folders(
    names: Sequence[str], usual: Sequence[str], heads: Callable[[Sequence[str]], Mapping[str, str]]
) -> tuple[str, ...]:
    """The folders that hold reports, as paths from the one that is set up; none if nothing looks like a report.

    Args:
        names: the markdown files that may be reports, as paths from there.
        usual: where reports are read without any config.
        heads: gives the beginnings of the files that can be read, by name.
    """
    called_so = Counter(folder for name in names if (folder := _named_for_incidents(name)))
    enough = min(_FEW, max(called_so.values(), default=0))
    kept = [folder for folder, count in called_so.items() if count >= enough or folder in usual]
    return tuple(sorted(kept)) or _by_look(names, heads)


def read_by_default(names: Sequence[str], usual: Sequence[str]) -> tuple[str, ...]:
    """The folders that are read where no config names any."""
    there = {folder for folder in usual if any(name.startswith(f"{folder}/") for name in names)}
    return tuple(sorted(there)) or (HERE,)


def below(names: Iterable[str], folders: Sequence[str]) -> list[str]:
    """The names that lie in one of the folders."""
    starts = tuple("" if folder == HERE else f"{folder}/" for folder in folders)
    return [name for name in names if name.startswith(starts)]


def spread(names: Sequence[str], most: int = SAMPLE) -> Sequence[str]:
    """So many of the names at most, evenly from all of them."""
    return names if len(names) <= most else [names[number * len(names) // most] for number in range(most)]


def _named_for_incidents(name: str) -> str:
    """The topmost folder on the way to a file that is called after incidents; empty if none is."""
    folders = name.split("/")[:-1]
    place = next((place for place, folder in enumerate(folders, 1) if _INCIDENTS.fullmatch(folder)), 0)
    return "/".join(folders[:place])


def _by_look(names: Sequence[str], heads: Callable[[Sequence[str]], Mapping[str, str]]) -> tuple[str, ...]:
    """The folders of which at least half of the files read like a report."""
    read = heads(spread(names))
    files = Counter(map(_home, read))
    alike = Counter(_home(name) for name, head in read.items() if _reads_like_one(name, head))
    kept = {home for home, count in alike.items() if 2 * count >= files[home] and (count > 1 or len(read) == 1)}
    return tuple(sorted(home for home in kept if not any(_is_within(home, other) for other in kept)))


def _home(name: str) -> str:
    """The folder of a file, without the folders that stand for a year, a month or one incident."""
    folders = name.split("/")[:-1]
    while folders and _PERIOD.match(folders[-1]):
        folders.pop()
    return "/".join(folders) or HERE


def _reads_like_one(name: str, head: str) -> bool:
    sections = len({found.casefold() for found in _SECTION.findall(head)})
    is_dated = any(_DATED.match(part) for part in name.split("/"))
    return sections + bool(_SAYS_SO.search(name)) >= 2 or (is_dated and bool(sections or _SAYS_SO.search(head)))


def _is_within(home: str, other: str) -> bool:
    return home != other and (other == HERE or home.startswith(f"{other}/"))
