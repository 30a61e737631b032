"""What is written as YAML reads back the same, by our reader and by others."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from retrokit.yamltext import scalar
from retrokit.yamltree import Mapping, Scalar, Sequence, read_tree

TRICKY = """no|yes|Null|~|12:30|0123|2024-01-02|1e3|- a|a: b|a #b|a,|[a]|{a}|*a|&a|!a|%a|@mira|`a`|"a"|'a'|it's|a\\b| a|a |a:|:|#|?|---|...
日本語|Überlast: Datenbank|a "b" c|<<|=|x: |a:b|https://a.example/b#c|.inf|.NaN|+1|-1|0x1F|1_000|a, b|a]b|C:\\x""".replace(
    "\n", "|"
).split("|")


def reads_back(text: str) -> None:
    block = f"k: {scalar(text)}\nl: [{scalar(text, in_flow=True)}, b]\nm:\n  - {scalar(text)}\n  - t: {scalar(text)}\n"
    assert yaml.safe_load(block) == {"k": text, "l": [text, "b"], "m": [text, {"t": text}]}
    tree = read_tree(block, 1)
    k, items = tree["k"].value, tree["l"].value
    assert isinstance(k, Scalar) and isinstance(items, Sequence) and isinstance(items.items[0], Scalar)
    assert (k.text or "", items.items[0].text or "") == (text, text)
    assert isinstance(tree["m"].value, Sequence) and isinstance(tree["m"].value.items[1], Mapping)


@pytest.mark.parametrize("text", TRICKY)
def test_tricky_texts(text: str) -> None:
    reads_back(text)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text(text: str) -> None:
    reads_back(text)


@given(
    st.lists(
        st.sampled_from(
            ["a", "B", "1", " ", ":", "#", "'", '"', ",", "[", "}", "-", "*", "&", "!", "|", ">", "%", "?", "\\", "\n"]
        )
    ).map("".join)
)
def test_any_mixture_of_what_means_something(text: str) -> None:
    reads_back(text)


@pytest.mark.parametrize(
    "text", ["Checkout times out", "a (b), c", "https://a.example/b", "K8s 1.30 upgrade", "it's full", "Größe"]
)
def test_what_needs_no_quotes_has_none(text: str) -> None:
    assert scalar(text) == text
