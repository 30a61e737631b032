"""File names from titles: whatever is typed, every file system, shell and git takes them."""

import re
import subprocess
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrokit.slug import MOST_BYTES, default_name, slug, trouble_with_id

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Checkout 500s after config push", "checkout-500s-after-config-push"),
        ("  --Über-große Straße: 30 % weg!  ", "uber-grosse-strasse-30-weg"),
        ("Ångström œuvre Łódź þorn İzmir ışık", "angstrom-oeuvre-lodz-thorn-izmir-isik"),
        ("Nghẽn cổ chai ở Đà Nẵng", "nghen-co-chai-o-da-nang"),
        ("Mother's Day, mother’s day", "mothers-day-mothers-day"),
        ("Оплата не проходит", "оплата-не-проходит"),
        ("Η πληρωμή απέτυχε", "η-πληρωμή-απέτυχε"),
        ("決済サーバーの証明書が失効", "決済サーバーの証明書が失効"),
        ("ｆｕｌｌ　ｗｉｄｔｈ", "full-width"),
        ("भुगतान सेवा बंद", "भुगतान-सेवा-बंद"),
        ("ระบบชำระเงินล่ม", "ระบบชำระเงินล่ม"),
        ("نظام الدفع معطل", "نظام-الدفع-معطل"),
        ("شبکه قطع می\u200cشود", "شبکه-قطع-می-شود"),
        ("התשלום נכשל", "התשלום-נכשל"),
        ("결제 서버 장애", "결제-서버-장애"),
        ("../../etc/passwd", "etc-passwd"),
        ("a\x1b[31mb\u202ec\x00d\u200be", "a-31mbcde"),
        ("a\tb\nc\u2028d", "a-b-c-d"),
        ("🔥🔥🔥", ""),
        ("!!!", ""),
        ("❤️ Valentine", "valentine"),
    ],
)
def test_slugs(title: str, name: str) -> None:
    assert slug(title) == unicodedata.normalize("NFC", name)


def test_a_long_title_is_cut_at_a_word() -> None:
    name = slug("the quick brown fox " * 20)
    assert len(name) <= MOST_BYTES and name.endswith(("-the", "-quick", "-brown", "-fox"))
    exact = "a" * 40 + " " + "b" * 39
    assert slug(exact) == exact.replace(" ", "-") and slug(exact + " c") == exact.replace(" ", "-")
    assert slug("x" * 300) == "x" * MOST_BYTES
    assert 70 < len(slug("証明書" * 100).encode()) <= MOST_BYTES
    for before in ("", "a", "ab", "abcde"):
        signs = slug(before + "कि" * 100)
        assert MOST_BYTES - 6 < len(signs.encode()) <= MOST_BYTES
        assert signs == before + "कि" * ((len(signs) - len(before)) // 2)


def test_a_name_begins_with_the_day_and_is_never_empty() -> None:
    assert default_name("Checkout down", DAY) == "2026-11-23-checkout-down"
    assert default_name("🔥", DAY) == "2026-11-23-incident"
    assert default_name("2026-11-23 Checkout down", DAY) == "2026-11-23-checkout-down"
    assert default_name("con", DAY) == "2026-11-23-con"


def is_safe(name: str) -> bool:
    """What every file system and shell takes, told in other words than the code's."""
    return bool(
        name
        and len(name.encode()) <= 200
        and name == unicodedata.normalize("NFC", name)
        and not re.search(
            r"""[/\\:*?"'<>|$`;&(){}\[\]!#~^%\s\x00-\x1f\x7f-\x9f\u200b-\u202e\u2060-\u206f\ufeff]""", name
        )
        and name[0] not in "-."
        and name[-1] not in "-."
        and not re.fullmatch(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", name, re.IGNORECASE)
    )


@given(st.text(max_size=300))
def test_whatever_the_title_the_name_is_safe(title: str) -> None:
    name = default_name(title, DAY)
    assert is_safe(name) and len(name.encode()) <= MOST_BYTES + 11
    assert trouble_with_id(name) == ""
    assert "--" not in name and name == name.lower()


@given(st.text(max_size=300))
def test_an_id_that_is_let_through_is_safe(identity: str) -> None:
    identity = unicodedata.normalize("NFC", identity)
    assert trouble_with_id(identity) or is_safe(identity)


@given(st.from_regex(r"[A-Za-z0-9._-]{1,20}", fullmatch=True))
def test_an_id_that_is_let_through_is_the_name_of_a_branch(identity: str) -> None:
    asked = subprocess.run(["git", "check-ref-format", "--branch", identity], capture_output=True, check=False)
    assert trouble_with_id(identity) or asked.returncode == 0


@pytest.mark.parametrize(
    ("identity", "trouble"),
    [
        ("", "is empty"),
        ("a/b", "'/'"),
        ("a b", "U+0020"),
        ("a\u202eb", "U+202E"),
        ("-rf", "begins or ends with '-'"),
        (".hidden", "begins or ends with '.'"),
        ("a.", "begins or ends with '.'"),
        ("a..b", "branch"),
        ("a.lock", "branch"),
        ("NUL", "Windows"),
        ("com1.txt", "Windows"),
        ("x" * 161, "longer"),
    ],
)
def test_unsafe_ids_are_explained(identity: str, trouble: str) -> None:
    assert trouble in trouble_with_id(identity)


def test_a_file_system_takes_them(tmp_path: Path) -> None:
    for title in ("決済" * 60, "भुगतान " * 40, "x" * 500):
        (tmp_path / f"{default_name(title, DAY)}.md").write_bytes(b"")
