"""The words of causes that say who did it, that guess, or that judge, and whether a text means them so."""

from collections.abc import Sequence

from retrokit.rules.action_words import begins
from retrokit.rules.wording import has_phrase, phrases, words

MOST_OF_A_NAME = 8
"""A guess without a verb, such as `A possible leak in the driver`, has no more words than this."""

COMMA, STOP = ",", ":"
"""What stands in the words of a text where a part of a sentence ends, and where a sentence does."""

MOST_BEFORE = 5
"""So many words may stand before the one whose deed it is: `At 10:02`, `During the maintenance`, `Root cause`. More are a cause of their own."""

# Dekker, "The Field Guide to Understanding Human Error": the label ends the inquiry where it should begin.
LABELS = phrases("""
    human error, human mistake, human factor, pilot error, pebkac, error by a human, carelessness, negligence, inattention, lack of attention,
    lack of care, fat finger, fat fingers, fat-finger, fat finger error, fat-finger error
""")
LABELS_ALIKE = phrases("user error, user mistake, operator error, operator mistake, manual error, manual mistake")
LABELS_ELSEWHERE = phrases(
    "menschliches versagen, bedienfehler, erreur humaine, error humano, erro humano, errore umano, menselijke fout"
)
BEFORE_LABEL = frozenset(["a", "an", "the", "by", "was", "is", "through", "simple", "plain", "pure", "mere", "classic", "basic", "just", "simply"])  # fmt: skip
AFTER_LABEL = frozenset(["by", "during", "when", "while", "caused", "led", "made", "after", "before", "at"])
DENIED = frozenset(["no", "not", "never", "without", "nobody", "kein", "keine", "nicht", "pas", "non", "não", "geen"])

PEOPLE = frozenset(["i", "he", "she", "somebody", "someone", "engineer", "engineers", "developer", "developers", "devs", "intern", "contractor", "contractors", "employee", "employees", "colleague", "colleagues", "on-call", "oncall", "sre", "dba", "dbas", "person", "people", "teammate", "reviewer", "reviewers", "admins", "administrator", "administrators", "sysadmin"])  # fmt: skip
ALSO_THINGS = frozenset(["operator", "operators", "admin", "dev", "responder", "committer"])
"""People, and software, environments and roles that are called like them: `the Postgres operator`."""
US = frozenset(["we", "team"])
ANYBODY = frozenset(["somebody", "someone"])
ARTICLES = frozenset(["a", "an", "one", "the", "our", "another", "some", "two", "three", "several", "both"])
DESCRIBES = ARTICLES | {"junior", "senior", "new", "tired", "on-call", "oncall", "duty", "night", "shift", "staff", "site", "reliability", "responding", "second", "same"}  # fmt: skip
UNSETTLED = DENIED | {"for", "to", "of", "with", "from", "in", "on", "into", "at", "about", "against", "between", "that", "which", "who", "if", "when", "whenever", "unless", "once", "until", "whether", "how", "where", "by", "and", "or", "than"}  # fmt: skip
"""Before a person they say that it is no deed of that person, or one that may happen."""
BEGINS_ADVERBIAL = frozenset(["at", "on", "in", "during", "after", "before", "while"])
BETWEEN = frozenset(["had", "has", "have", "did", "was", "were", "is", "been", "be", "then", "simply", "just", "also", "again", "later", "once", "duty", "apparently", "probably"]) | PEOPLE | ALSO_THINGS  # fmt: skip
BE = frozenset(["was", "were", "is", "been", "be"])
FAULTS = phrases("""
    forgot, forgets, forgotten, neglected, carelessly, failed to follow, failed to check, failed to notice, failed to test, failed to read,
    failed to verify, should have known, should have checked, not pay attention, not check, not double-check, not verify, not read,
    not follow the, made a mistake, made an error, made a typo, made a slip, mistakenly, accidentally, inadvertently, misread, mistyped,
    overlooked, fat-fingered
""")
FAULTS_OF_PEOPLE = phrases(
    "forgot to, forgotten to, made a mistake, made a typo, misread, mistyped, fat-fingered, not pay attention, carelessly"
)
"""Those that no software is said to have."""
STATES = phrases("careless, not careful, not paying attention, not attentive, inattentive, negligent, sloppy")
DEEDS = phrases("""
    ran, executed, typed, entered, deleted, dropped, removed, pushed, merged, deployed, committed, applied, picked, chose, selected, set,
    configured, pasted, copied, restarted, rebooted, terminated, stopped, killed, upgraded, changed, edited, unplugged, pulled, opened, closed,
    disabled, muted, silenced, turned off, switched off, shut down, left, overwrote, truncated
""")
WRONG = frozenset(["wrong", "bad", "broken", "faulty", "incorrect", "invalid"])
UNWANTED = phrases("by mistake, by accident, accidentally, mistakenly, inadvertently, with a typo")
SLIPS = frozenset(["typo", "mistake", "slip", "carelessness", "negligence", "forgotten", "overlooked", "misread"])
REASONS = phrases("""
    because, since, due to, owing to, as the, as it, as its, as they, as their, as both, as there, as no, as all, as this, as that, so that,
    nothing, although, though
""")

LOADED = phrases("""
    careless, carelessly, carelessness, stupid, stupidly, idiotic, incompetent, incompetence, ridiculous, ridiculously, negligent, negligence,
    inexcusable, embarrassing, obviously wrong, foolish, reckless, recklessly, terrible, terribly, horrible, horribly, insane, insanely, shameful, wtf
""")

GUESSES = phrases("""
    probably, perhaps, maybe, presumably, apparently, might have, we think, we believe, we suspect, we assume, i think, i suspect, i guess,
    best guess, working theory, possibly a, possibly the, possibly due, possibly because, possibly caused,
    is possibly, was possibly, were possibly, likely due, likely caused, likely because, likely the result, likely cause, likely root cause, likely related,
    is likely a, is likely the, was likely a, was likely the, is most likely, was most likely, most likely a, most likely due, most likely caused,
    most likely cause, cause might be, cause may be, cause could be, reason might be, reason could be,
    may have been, may have had, may have caused, may have led, may have triggered, may have contributed, may have happened, may have lost,
    unclear why, not clear why, not yet clear why, not known why, not yet known why, not understood why, not sure why, unsure why, no idea why, unknown why,
    we do not know why, we do not know what, we do not know how, we do not know yet, we do not yet know, we still do not know, we do not know whether,
    we are not sure, we have no idea, we can not explain, we can not say, we could not find the cause, we could not find the reason,
    unable to reproduce it, unable to reproduce this, unable to reproduce the problem, could not reproduce it, could not reproduce this,
    can not reproduce it, not able to reproduce it, is under investigation, still under investigation, currently under investigation,
    is being investigated, still being investigated, still investigating, needs investigation, needs more investigation, needs further investigation,
    for unknown reasons, for an unknown reason, for reasons unknown, for some reason, to be investigated,
    vermutlich, wahrscheinlich, möglicherweise, unklar, peut-être, probablement, probablemente, quizás, provavelmente, talvez, forse
""")
OPENINGS = phrases("""
    likely, possibly, seems to be, seems to have, seems like, appears to be, appears to have, looks like, it seems, it appears, it looks like,
    this seems to be, this appears to be, this looks like
""")
"""Guesses where a sentence begins with them."""
OPENINGS_OF_A_NAME = phrases("might be, may be, could be, could have been, it might be, it may be, it could be, it could have been, this might be, this could be")  # fmt: skip
"""The same if a name follows: `could be a firmware bug`."""
NAMES_BEGIN = frozenset(["a", "an", "the", "due", "caused", "related", "that", "some", "our"])
ADJECTIVES_OF_GUESSES = frozenset(["possible", "potential", "suspected"])
VERBS = frozenset(["was", "were", "is", "are", "had", "has", "have", "did", "does", "do", "could", "can", "may"])
OPEN = phrases("""
    unknown, unclear, undetermined, unidentified, unconfirmed, not known, not clear, not found, not determined, not identified, not understood,
    not established, not confirmed, not fully understood, not sure, unsure, no idea, under investigation, investigating, being investigated,
    to be determined, tbd, tba, tbc
""")
YET = frozenset(["yet", "still", "so", "far", "currently", "is", "was", "are", "were", "has", "have", "been", "be", "could", "can", "it", "remains", "remained"])  # fmt: skip
VENDORS = frozenset(["analysis", "vendor", "vendor's", "provider", "provider's", "supplier", "supplier's", "investigation", "rca", "postmortem", "findings"])  # fmt: skip

FINDS_OUT = frozenset(["investigate", "investigation", "find", "reproduce", "confirm", "verify", "measure", "instrument", "bisect", "analyse", "analyze", "analysis", "determine", "clarify", "understand", "debug", "examine", "diagnose", "rca", "logging", "tracing", "profiling", "profiler", "dump", "dumps", "bisection"])  # fmt: skip
MAY_FIND_OUT = frozenset(
    ["log", "test", "trace", "monitor", "capture", "record", "profile", "alert", "experiment", "ask"]
)
"""Names of things, too: they find out only where an order begins."""

_WRITTEN_OUT = (("can't ", "can not "), ("cannot ", "can not "), ("n't ", " not "), (" it's ", " it is "), (" we're ", " we are "), (" on call ", " on-call "))  # fmt: skip
_ENDS = (". ", "; ", ": ", "! ", "? ", " - ", " \u2013 ", " \u2014 ", "(", ")")


def told_in(text: str) -> list[str]:
    """The words of a text as `words` gives them, short forms written out, with a COMMA or a STOP between its parts."""
    text = f"{text} "
    for mark in _ENDS:
        text = text.replace(mark, f"\n{STOP}\n")
    told: list[str] = []
    for part in text.replace(", ", f"\n{COMMA}\n").split("\n"):
        told += [part] if part in (COMMA, STOP) else words(part)
    while told and told[-1] in (COMMA, STOP):
        told.pop()
    joined = f" {' '.join(told)} "
    for short, written in _WRITTEN_OUT:
        joined = joined.replace(short, written)
    return joined.split()


def _clause(told: Sequence[str], start: int = 0) -> Sequence[str]:
    """The words up to the end of the part of a sentence."""
    end = next((at for at in range(start, len(told)) if told[at] in (COMMA, STOP)), len(told))
    return told[start:end]


def blame(told: Sequence[str], owners: frozenset[str]) -> str:
    """The words that make a person the cause; empty if none do, or if the text says why it could happen.

    Args:
        told: the text as `told_in` gives it.
        owners: first names or handles of people, in small letters.
    """
    said = has_phrase(told, LABELS_ELSEWHERE)
    if said:
        return said if DENIED.isdisjoint(told) else ""
    if said := _label(told):
        return said
    for at in range(len(told)):
        if said := _slip_of(told, at, owners) or _fault_of(told, at, owners):
            return said
    return ""


def _label(told: Sequence[str]) -> str:
    if not has_phrase(told, (*LABELS, *LABELS_ALIKE)):
        return ""
    for phrase in (*LABELS, *LABELS_ALIKE):
        size = phrase.count(" ") + 1
        for at in range(len(told) - size + 1):
            if " ".join(told[at : at + size]) == phrase and _is_label(told, at, at + size, phrase in LABELS):
                return phrase
    return ""


def _is_label(told: Sequence[str], start: int, end: int, is_plain: bool) -> bool:
    """Whether it is what is said, and no part of a name: `the user error page`."""
    before = told[start - 1] if start else STOP
    after = told[end] if end < len(told) else STOP
    leads = before in BEFORE_LABEL or before in (COMMA, STOP) or told[max(start - 2, 0) : start] == ["due", "to"]
    follows = after in AFTER_LABEL or after in (COMMA, STOP) or (is_plain and after in ("in", "on", "of"))
    return leads and follows and DENIED.isdisjoint(told[:start]) and not _explains(told, end)


def _slip_of(told: Sequence[str], at: int, owners: frozenset[str]) -> str:
    """`a typo by the on-call engineer`, `deleted by @mira`"""
    if told[at] != "by" or not at:
        return ""
    who = next((place for place in range(at + 1, len(told)) if told[place] not in DESCRIBES - PEOPLE), len(told))
    is_slip = told[at - 1] in SLIPS and not (PEOPLE | ALSO_THINGS | owners).isdisjoint(told[who : who + 1])
    is_deed = told[at - 1] in DEEDS and told[who:] and told[who] in owners and _clause(told, who) == told[who : who + 1]
    return f"{told[at - 1]} by … {told[who]}" if (is_slip or is_deed) and not _explains(told, who) else ""


def _fault_of(told: Sequence[str], at: int, owners: frozenset[str]) -> str:
    """What somebody, named or meant by the word there, did wrong."""
    who = told[at]
    if at == 0 and begins(told, ("forgot to",)):
        return "" if _explains(told, 1) else "forgot to"
    if not _is_subject(told, at, owners):
        return ""
    after = at + 1
    while after < len(told) and told[after] in BETWEEN:
        after += 1
    rest, is_passive = _clause(told, after), not BE.isdisjoint(told[at + 1 : after])
    if who in US:
        fault = begins(rest, ("forgot", "forgotten"))
    elif is_passive:
        fault = begins(rest, STATES)
    elif who in ALSO_THINGS and told[at - 1 : at] in ([], ["the"]):
        fault = begins(rest, FAULTS_OF_PEOPLE)
    else:
        fault = begins(rest, FAULTS) or _slip_in(rest, who)
    after += len(fault.split(" … ")[0].split())
    return f"{who} … {fault}" if fault and not _explains(told, after) else ""


def _slip_in(rest: Sequence[str], who: str) -> str:
    """`ran the wrong command`, `deleted it by mistake`; of `somebody`, whatever was done."""
    deed = begins(rest, DEEDS)
    wrong = next((word for word in rest[1:5] if word in WRONG), "")
    return f"{deed} … {said}" if deed and (said := wrong or has_phrase(rest, UNWANTED)) else deed * (who in ANYBODY)


def _is_subject(told: Sequence[str], at: int, owners: frozenset[str]) -> bool:
    """Whether a person stands there, and is the one of whom the sentence tells a deed."""
    who = told[at]
    if who not in PEOPLE | ALSO_THINGS | US | owners:
        return False
    begin = next((place + 1 for place in range(at - 1, -1, -1) if told[place] in (COMMA, STOP)), 0)
    cut = max((place + 1 for place in range(begin, at) if told[place] in ("because", "after")), default=begin)
    earlier = told[: begin if cut == begin else 0]
    if len(earlier) > MOST_BEFORE + 1 or not DENIED.isdisjoint(earlier) or has_phrase(earlier, REASONS):
        return False
    before = told[cut:at]
    if before and (before[0] in BEGINS_ADVERBIAL or before[0].isdigit()):
        return before[-1] in ("a", "an", "one") or who in ANYBODY
    if who in owners:
        return not before
    others = [word for word in before if word not in DESCRIBES]
    if any(word in ARTICLES for word in before[1:]) or not UNSETTLED.isdisjoint(before):
        return False
    return len(others) <= (who in PEOPLE | US) and not any(word.endswith(("ing", "ed")) for word in others)


def _explains(told: Sequence[str], start: int) -> bool:
    """Whether it goes on to say why, or what was missing: `…, because its axis is in bits`, `…: both consoles look alike`."""
    if has_phrase(told[start:], REASONS) or not DENIED.isdisjoint(told[start:]):
        return True
    parts = " ".join(("", *told[start:])).split(f" {STOP} ")[1:]
    return any(part.count(" ") > 1 and (PEOPLE | ALSO_THINGS).isdisjoint(part.split()) for part in parts)


def guess(told: Sequence[str]) -> str:
    """The words that make a cause a guess; empty if none do."""
    if said := has_phrase(told, GUESSES):
        return said
    if _is_open(told):
        return " ".join(told)
    starts = [0, *(at + 1 for at, word in enumerate(told) if word == STOP)]
    said = next(filter(None, (_opening(_clause(told, at)) for at in starts)), "")
    return said or next(filter(None, (_open_cause(told, at) for at in range(len(told)))), "")


def _opening(clause: Sequence[str]) -> str:
    """A guess that the beginning of a sentence shows, or all of it."""
    if (said := begins(clause, OPENINGS)) and clause[:2] != ["likely", "to"]:
        return said
    if (said := begins(clause, OPENINGS_OF_A_NAME)) and not NAMES_BEGIN.isdisjoint(clause[said.count(" ") + 1 :][:1]):
        return said
    noun = clause[1:] if clause[:1] in (["a"], ["an"]) else clause
    if noun and noun[0] in ADJECTIVES_OF_GUESSES and len(noun) <= MOST_OF_A_NAME and VERBS.isdisjoint(noun):
        return noun[0]
    if clause and clause[0] in ("waiting", "awaiting") and not VENDORS.isdisjoint(clause):
        return clause[0]
    if clause and clause[0] in ("why", "what", "how") and clause[-2:-1] in (["is"], ["are"], ["remains"]):
        return f"{clause[0]} … {clause[-1]}" if clause[-1] in ("unknown", "unclear") else ""
    return ""


def _open_cause(told: Sequence[str], at: int) -> str:
    """`the cause of the crash is unknown`, `for an unknown cause`"""
    if told[at] not in ("cause", "causes", "reason", "reasons"):
        return ""
    rest = _clause(told, at + 1) or (told[at + 2 :] if told[at + 1 : at + 2] == [STOP] else [])
    if told[at - 1 : at] == ["unknown"] and not rest:
        return f"unknown {told[at]}"
    if rest and rest[0] in ("of", "for", "why", "behind"):
        rest = rest[next((place for place, word in enumerate(rest) if word in YET), 0) :]
    return f"{told[at]} … {' '.join(rest)}" if _is_open(rest) else ""


def _is_open(told: Sequence[str]) -> bool:
    """Whether all that is said is that something is not known."""
    return " ".join(word for word in told if word not in YET) in OPEN
