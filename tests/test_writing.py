"""Files are written whole or not at all, and never over what is there."""

import os
import stat
from pathlib import Path

import pytest

from retrokit.errors import RetrokitError
from retrokit.repo import AlreadyThere, create_text, replace_bytes, write_text


def names(folder: Path) -> list[str]:
    return sorted(os.listdir(folder))


def test_a_new_file_with_its_folders(tmp_path: Path) -> None:
    create_text(tmp_path / "a/b.md", "Grüße\n")
    assert (tmp_path / "a/b.md").read_bytes() == "Grüße\n".encode()
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE((tmp_path / "a/b.md").stat().st_mode) == 0o666 & ~mask
    assert names(tmp_path / "a") == ["b.md"]


@pytest.mark.parametrize("there", ["file", "folder", "dangling link"])
def test_what_is_there_is_never_written_over(tmp_path: Path, there: str) -> None:
    path = tmp_path / "b.md"
    if there == "file":
        path.write_bytes(b"old")
    elif there == "folder":
        path.mkdir()
    else:
        path.symlink_to("nowhere")
    with pytest.raises(AlreadyThere, match="is there already"):
        create_text(path, "new")
    assert names(tmp_path) == ["b.md"]
    assert there != "file" or path.read_bytes() == b"old"


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(RetrokitError, match="can't be written"):
        create_text(tmp_path / "a/b.md", "new")
    assert (tmp_path / "a").read_bytes() == b"old"


def test_other_bytes_with_the_mode_that_was(tmp_path: Path) -> None:
    path = tmp_path / "b.md"
    path.write_bytes(b"old\r\n")
    path.chmod(0o640)
    replace_bytes(path, b"old\r\n", b"new\r\n")
    assert path.read_bytes() == b"new\r\n" and stat.S_IMODE(path.stat().st_mode) == 0o640
    assert names(tmp_path) == ["b.md"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.md").write_bytes(b"old")
    (tmp_path / "link.md").symlink_to("real.md")
    replace_bytes(tmp_path / "link.md", b"old", b"new")
    assert (tmp_path / "link.md").is_symlink() and (tmp_path / "real.md").read_bytes() == b"new"


def test_a_change_in_between_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "b.md"
    path.write_bytes(b"by an editor")
    with pytest.raises(RetrokitError, match="changed by another program"):
        replace_bytes(path, b"old", b"new")
    assert path.read_bytes() == b"by an editor" and names(tmp_path) == ["b.md"]


def test_a_read_only_file_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "b.md"
    path.write_bytes(b"old")
    path.chmod(0o444)
    if os.geteuid() == 0:  # root may write it all the same, and asks the system in vain
        monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(RetrokitError, match="read-only"):
        replace_bytes(path, b"old", b"new")
    assert path.read_bytes() == b"old" and names(tmp_path) == ["b.md"]


def test_a_config_keeps_its_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "retrokit.toml"
    write_text(path, "a = 1\n")
    assert path.read_bytes() == b"a = 1\n"
    path.write_bytes(b"\xef\xbb\xbfa = 1\n")
    write_text(path, "a = 2\n")
    assert path.read_bytes() == b"\xef\xbb\xbfa = 2\n"
