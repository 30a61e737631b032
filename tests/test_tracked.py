"""Two listings of git's, told apart without being taken apart."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrokit.repo.tracked import Tracked

LISTED = st.dictionaries(st.integers(0, 40), st.integers(0, 3), max_size=25)


def listing(entries: dict[int, int]) -> bytes:
    lines = {f"p/2026-01-{number:02}x{number}.md": f"100644 {blob:040x} 0" for number, blob in entries.items()}
    return b"".join(f"{about}\t{name}\0".encode() for name, about in sorted(lines.items()))


@settings(max_examples=400, deadline=None)
@given(LISTED, LISTED, st.booleans())
def test_what_differs_is_told_with_its_blob(now: dict[int, int], before: dict[int, int], from_one: bool) -> None:
    if from_one:  # most listings differ in little
        now = {**now, **dict(list(before.items())[1:])}
    wanted = {
        f"p/2026-01-{number:02}x{number}.md": f"{now[number]:040x}" if number in now else ""
        for number in now.keys() | before.keys()
        if now.get(number) != before.get(number)
    }
    assert dict(Tracked(("p/",), listing(now)).changed(listing(before))) == wanted


@pytest.mark.parametrize("size", [0, 1, 5_000])
def test_a_long_listing_with_changes_at_both_ends(size: int) -> None:
    before = dict.fromkeys(range(100, 100 + size), 1)
    now = {**before, 0: 2, 100 + size: 3}
    changed = dict(Tracked(("p/",), listing(now)).changed(listing(before)))
    assert sorted(changed.values()) == [f"{2:040x}", f"{3:040x}"]
