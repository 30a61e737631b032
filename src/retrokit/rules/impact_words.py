"""The words of impact on customers: numbers, and none at all."""

NO_IMPACT = frozenset(
    [
        "none",
        "no",
        "nobody",
        "zero",
        "nothing",
        "n/a",
        "unknown",
        "keine",
        "kein",
        "niemand",
        "aucun",
        "ninguno",
        "nessuno",
        "nenhum",
    ]
)
NUMBERS = frozenset(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "dozen", "dozens", "twenty", "thirty", "forty", "fifty", "hundred", "hundreds", "thousand", "thousands", "million", "half", "quarter", "third", "all", "every", "each", "everyone", "everybody", "entire", "whole", "both", "single", "alle", "jeder", "jede", "eins", "zwei", "drei", "tous", "toutes", "todos", "todas", "tutti"])  # fmt: skip
