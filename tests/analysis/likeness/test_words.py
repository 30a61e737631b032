import pytest
from tests.conftest import postmortem

from retrokit.analysis.likeness.words import service_key, telling_texts, whole, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The pool was full, and the pool's limit is 50!", ["pool", "full", "pool", "limit"]),
        ("KUBE_CONFIG of coredns-1.8 at https://example.org/pool/1", ["kube", "config", "coredns"]),
        ("ＤＮＳ Ausfall über Nacht", ["dns", "ausfall", "über", "nacht"]),
        ("x 2024 v2", ["v2"]),
        ("証明書の期限がタイムアウト", ["証明", "明書", "期限", "タイムアウト"]),
        ("KubeSpawner OOMKilled", ["kubespawner", "kube", "spawner", "oomkilled", "oom", "killed"]),
        ("प्रमाणपत्र समाप्त।", ["प्रमाणपत्र", "समाप्त"]),
        ("ดิสก์เต็ม", ["ดิ", "ิส", "สก", "ก์", "์เ", "เต", "ต็", "็ม"]),
        ("DNS証明 lost", ["dns", "証明", "lost"]),
        ("", []),
    ],
)
def test_the_telling_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize("name", ["Ingress-NGINX", "ingress nginx", "ingress_nginx", " Ingress  Nginx "])
def test_one_service_however_it_is_written(name: str) -> None:
    assert service_key(name) == "ingress nginx"


def test_services_that_differ_by_a_sign_are_two() -> None:
    assert len({service_key(name) for name in ("C++", "C#", "c")}) == 3


def test_the_matcher_reads_title_services_trigger_and_causes() -> None:
    texts = telling_texts(postmortem("2024-01-01-a", title="T", services=("s",), causes=("c", "d")))
    assert list(filter(None, texts)) == ["T", "s", "c", "d"]


def test_pairs_of_characters_are_shown_as_the_words_that_they_are_from() -> None:
    assert whole(["明書", "更新", "pool", "証明"]) == ["証明書", "更新", "pool"]
    assert whole(words_of("有効期限切れ")) == ["有効期限切"]
    assert whole(["ab", "bc"]) == ["ab", "bc"]
