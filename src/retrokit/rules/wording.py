"""The words that rules look for. Sets of words are looked up, so that nothing is compiled that a run does not need."""

import re
from collections.abc import Iterable, Sequence

_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")


def words(text: str) -> list[str]:
    """The words of a text in small letters, `won't` and `on-call` as one each."""
    return [word.casefold().replace("\u2019", "'") for word in _WORD.findall(text)]


def has_phrase(told: Sequence[str], phrases: Iterable[str]) -> str:
    """The first of some phrases that stands in the words of a text; empty if none does."""
    text = f" {' '.join(told)} "
    return next((phrase for phrase in phrases if f" {phrase} " in text), "")


def lines(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (line.strip() for line in text.split(","))))


# Dekker, "The Field Guide to Understanding Human Error": the label ends the inquiry where it should begin.
HUMAN_ERROR = lines("""
    human error, human mistake, user error, operator error, manual error, pilot error, pebkac, error by a human, human factor,
    menschliches versagen, bedienfehler, erreur humaine, error humano, erro humano, errore umano, menselijke fout
""")
PEOPLE = frozenset(["i", "he", "she", "somebody", "someone", "engineer", "engineers", "developer", "developers", "dev", "operator", "operators", "admin", "admins", "administrator", "sre", "intern", "contractor", "employee", "employees", "colleague", "colleagues", "on-call", "oncall", "responder", "committer", "reviewer", "reviewers", "dba", "person", "people", "teammate", "nobody"])  # fmt: skip
FAULTS = lines("""
    forgot, forgets, forgotten, forgetting, neglected, carelessly, careless, failed to follow, failed to check, failed to notice, failed to test,
    failed to read, failed to verify, should have known, should have checked, did not pay attention, didn't pay attention,
    was not careful, wasn't careful, was not paying attention, made a mistake, made an error, made a typo, by mistake, mistakenly,
    accidentally, lack of attention, lack of care, inattention, negligence, sloppy, misread, overlooked, fat-fingered, fat finger, did not follow the runbook, didn't follow the runbook, did not read, didn't read
""")
LOADED = lines("""
    careless, carelessly, carelessness, stupid, stupidly, idiotic, incompetent, incompetence, ridiculous, ridiculously, sloppy, lazy,
    negligent, negligence, inexcusable, embarrassing, embarrassingly, obviously wrong, foolish, dumb, reckless, recklessly
""")
HEDGES = lines("""
    probably, perhaps, maybe, possibly, presumably, apparently, most likely, might have, may have, could have been, we think, we believe,
    we suspect, we assume, i think, suspected, unclear, is unknown, still unknown, remains unknown, cause unknown, reason unknown, unknown reason, unknown reasons,
    unknown cause, not sure, unsure, not known, not clear, not yet clear, no idea, not understood,
    tbd, tbc, tba, to be determined, to be investigated, under investigation, still investigating, being investigated, needs investigation,
    vermutlich, wahrscheinlich, möglicherweise, unklar, peut-être, probablement, probablemente, quizás, provavelmente, talvez, forse
""")
FOLLOW_UPS = frozenset(["investigate", "find", "reproduce", "confirm", "verify", "measure", "instrument", "log", "trace", "test", "monitor", "capture", "record", "profile", "bisect", "analyse", "analyze", "determine", "clarify", "understand", "debug", "dump", "alert", "experiment", "examine", "diagnose"])  # fmt: skip
VAGUE = frozenset(["improve", "better", "enhance", "investigate", "consider", "evaluate", "explore", "discuss", "think", "examine", "review", "revisit", "look", "monitor", "watch", "try", "be", "optimize", "optimise", "reevaluate", "re-evaluate", "rethink", "reconsider", "strengthen", "harden", "ensure", "assess", "study", "research", "brainstorm", "understand"])  # fmt: skip
VAGUE_PHRASES = lines("""
    be careful, be more careful, make better, make sure, look into, look at, think about, keep an eye, do better, work on, try to,
    as needed, if possible, in the future, going forward
""")
LEADING = frozenset(
    [
        "we",
        "should",
        "must",
        "need",
        "to",
        "let's",
        "lets",
        "please",
        "also",
        "maybe",
        "could",
        "would",
        "will",
        "have",
        "the",
        "team",
        "i",
        "to-do",
        "todo",
    ]
)
ENDS = lines("""
    so that, such that, until, at least, at most, less than, more than, fewer than, no more than, within, by the end of, instead of, before each,
    before every, on every, for every, for each, per cent, percent, and write, and record, and publish, and decide, and document, whenever
""")
REMINDERS = frozenset(["train", "training", "educate", "teach", "remind", "reminder", "tell", "inform", "coach", "warn", "emphasize", "emphasise", "reiterate", "socialize", "socialise", "communicate", "announce", "encourage", "urge", "admonish"])  # fmt: skip
REMINDER_PHRASES = lines("""
    be careful, be more careful, pay attention, pay more attention, double check, double-check, raise awareness, make people aware, make everyone aware,
    make aware, brown bag, lunch and learn, send an email, send a mail, talk to the team, remember to, do not forget, don't forget, make sure everyone,
    make sure everybody, ensure everyone, ensure everybody
""")
TEAMS = frozenset(["team", "teams", "squad", "tribe", "group", "everyone", "everybody", "all", "anyone", "engineering", "engineers", "developers", "devs", "ops", "devops", "sre", "sres", "platform", "infra", "infrastructure", "oncall", "on-call", "support", "security", "backend", "frontend", "management", "leadership", "dba", "dbas", "operations", "department", "guild", "crew", "us", "we", "committee", "working-group", "vendor", "rotation", "chapter"])  # fmt: skip
NOBODY = frozenset(
    [
        "tbd",
        "tbc",
        "tba",
        "none",
        "nobody",
        "unassigned",
        "unknown",
        "n/a",
        "na",
        "?",
        "??",
        "???",
        "-",
        "--",
        "todo",
        "someone",
        "somebody",
        "pending",
        "open",
        "x",
    ]
)
URGENT = frozenset(
    [
        "p0",
        "p1",
        "0",
        "1",
        "highest",
        "high",
        "critical",
        "urgent",
        "blocker",
        "now",
        "prio0",
        "prio1",
        "sev0",
        "sev1",
        "immediate",
    ]
)
DETECTING = frozenset(["alert", "alerts", "alerting", "alarm", "alarms", "monitor", "monitors", "monitoring", "probe", "probes", "detect", "detects", "detection", "page", "pages", "paging", "dashboard", "synthetic", "canary", "healthcheck", "slo", "watchdog", "warn", "notify", "notification"])  # fmt: skip
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
