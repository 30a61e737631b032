"""A file of named sections: a line of JSON that says how long each is, then one after another."""

import functools
import json
import sys
from array import array
from collections.abc import Callable, ItemsView, Iterator, KeysView, Mapping, ValuesView
from typing import Any, TypeVar

Sections = Mapping[str, memoryview]

_Value = TypeVar("_Value")


def pack(sections: Mapping[str, bytes]) -> list[bytes]:
    """The parts of the file, in order."""
    header = {"order": sys.byteorder, "sections": {name: len(content) for name, content in sections.items()}}
    return [json.dumps(header).encode(), b"\n", *sections.values()]


def unpack(data: memoryview) -> Sections | None:
    """The sections of a file; None if it was written on a machine that orders bytes otherwise."""
    end = bytes(data[:4096]).find(b"\n")
    header = json.loads(bytes(data[:end]))
    if header["order"] != sys.byteorder:
        return None
    sections, start = {}, end + 1
    for name, length in header["sections"].items():
        sections[name] = data[start : start + length]
        start += length
    if start != len(data):
        raise ValueError("cut short")
    return sections


def to_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def from_json(section: memoryview) -> Any:
    return json.loads(bytes(section).decode("utf-8", "surrogatepass"))


def numbers(kind: str, section: memoryview | bytes) -> "array[Any]":
    """The numbers of a section; `kind` as `array` has it."""
    found: array[Any] = array(kind)
    found.frombytes(section)
    return found


def view(kind: str, section: memoryview) -> "memoryview[Any]":
    """The numbers of a section as they lie there, without a copy."""
    return section.cast("B").cast(kind)  # type: ignore[call-overload,no-any-return]  # any of array's letters


class WhenAsked(Mapping[str, _Value]):
    """A mapping that is made when it is first looked into: most runs need only some of what is remembered."""

    def __init__(self, make: Callable[[], dict[str, _Value]]) -> None:
        self._make = make

    @functools.cached_property
    def _made(self) -> dict[str, _Value]:
        return self._make()

    def __getitem__(self, key: str) -> _Value:
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)

    # Mapping's own views look each key up again.
    def keys(self) -> KeysView[str]:
        return self._made.keys()

    def values(self) -> ValuesView[_Value]:
        return self._made.values()

    def items(self) -> ItemsView[str, _Value]:
        return self._made.items()


def fingerprint(code: bytes, *settings: object) -> str:
    """A name for what this code makes with these settings: with another of either, it has to be made anew."""
    import hashlib

    return hashlib.blake2b(code + repr(settings).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
