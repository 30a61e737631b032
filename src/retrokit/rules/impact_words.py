"""The words of impact on customers: numbers, and none at all."""

from collections.abc import Sequence

from retrokit.rules.action_words import says_something
from retrokit.rules.wording import words

NO_IMPACT = frozenset(["none", "no", "nobody", "zero", "nothing", "n/a", "unknown", "keine", "kein", "niemand", "aucun", "ninguno", "nessuno", "nenhum"])  # fmt: skip
NUMBERS = frozenset(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "dozen", "dozens", "twenty", "thirty", "forty", "fifty", "hundred", "hundreds", "thousand", "thousands", "million", "half", "quarter", "third", "all", "every", "each", "everyone", "everybody", "entire", "whole", "both", "single", "alle", "jeder", "jede", "eins", "zwei", "drei", "tous", "toutes", "todos", "todas", "tutti", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "sixty", "seventy", "eighty", "ninety", "millions", "billion", "couple", "pair", "twice", "thrice", "double", "doubled", "triple", "tripled", "majority", "overnight", "minute", "minutes", "seconds", "hour", "hours", "day", "days", "night", "week", "weeks", "weekend", "month", "months", "zwölf", "zwanzig", "dreißig", "fünfzig", "hundert", "hunderte", "tausend", "tausende", "dutzend", "dutzende", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "fünfzehn", "halbe", "hälfte", "doppelt", "minuten", "stunde", "stunden", "tage", "woche", "deux", "trois", "quatre", "cinq", "dix", "vingt", "cents", "mille", "heure", "heures", "jour", "jours", "moitié", "tres", "cuatro", "cinco", "diez", "veinte", "cien", "ciento", "mil", "hora", "horas", "día", "días", "mitad", "tre", "dieci", "venti", "cento", "ora", "ore", "giorno", "giorni", "metà", "twee", "drie", "tien", "honderd", "duizend", "uur", "uren", "dag", "dagen"])  # fmt: skip

NEGATING = NO_IMPACT | frozenset(["not", "never", "without", "wasn't", "weren't", "isn't", "aren't", "hasn't", "haven't", "nicht"])  # fmt: skip
AFFECTED = frozenset(["impact", "impacts", "impacted", "effect", "effects", "affected", "affect", "hit", "harmed", "noticed", "noticeable", "auswirkung", "auswirkungen", "betroffen"])  # fmt: skip
NEAR = 4
"""As many words may lie from a `not` to the `affected` that it is about."""
PART = frozenset(["all", "every", "everyone", "everybody", "only", "just"])
UNTOUCHED = frozenset(["unaffected", "unimpacted", "unharmed", "unnoticed"])
INSIDE = frozenset(["internal", "internally", "staff", "employees", "staging"])

# Nobody was hit, or everybody: `no orders for 40 minutes`, `no one could log in`, `nothing worked`.
ABLE = frozenset(["could", "able", "can", "possible", "worked", "works", "loaded", "reachable", "available", "succeeded", "went", "came", "konnte", "konnten"])  # fmt: skip
OUTSIDE = frozenset(["customer", "customers", "user", "users", "people", "orders", "payments", "requests", "logins", "sessions", "accounts", "shops", "tenants", "merchants", "visitors", "kunden"])  # fmt: skip
FAILING = frozenset(["failed", "couldn't", "unable", "lost", "errors", "down", "outage", "downtime", "unavailable", "timeouts", "refused"])  # fmt: skip
BETWEEN = (", ", "; ", ". ", ": ", " but ", " except ", " (", " \u2013 ", " \u2014 ", " - ")


def is_no_impact(text: str) -> bool:
    """Whether customers were not hit, as far as a text says: `none`, `0 customers`, `internal users only`, or no answer at all."""
    if not says_something(text):
        return True
    for mark in BETWEEN:
        text = text.replace(mark, "\n")
    parts = [words(part) for part in text.split("\n")]
    return any(map(_denies, parts)) and not any(map(_tells_of_harm, parts))


def _denies(told: Sequence[str]) -> bool:
    is_inside = "only" in told and "not" not in told and not INSIDE.isdisjoint(told)
    return _begins_with_none(told) or is_inside or _is_unaffected(told)


def _begins_with_none(told: Sequence[str]) -> bool:
    """An unknown number of customers is not none of them."""
    return bool(told) and told[0] != "unknown" and (told[0] in NO_IMPACT or told[0] == "0")


def _is_unaffected(told: Sequence[str]) -> bool:
    """Whether a `not` stands a few words before an `affected`; where not all are affected, some are."""
    denied = (told[place + 1 : place + NEAR + 1] for place, word in enumerate(told) if word in NEGATING)
    is_denied = any(not AFFECTED.isdisjoint(near) and near[0] not in PART for near in denied if near)
    return is_denied or not UNTOUCHED.isdisjoint(told)


def _tells_of_harm(told: Sequence[str]) -> bool:
    if _is_unaffected(told) or not INSIDE.isdisjoint(told):
        return False
    is_counted = any(word.strip("0").isdigit() for word in told)
    if _begins_with_none(told):
        return is_counted or "for" in told or not ABLE.isdisjoint(told)
    return not FAILING.isdisjoint(told) or (is_counted and not OUTSIDE.isdisjoint(told))
