"""The words of actions: what says nothing, what is vague, what only reminds, who is a team, what detects."""

import functools
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from retrokit.policy import severity_key
from retrokit.rules.wording import has_phrase, phrases, words

# What stands where an answer was to come. Neither `nada` nor `rien`: these are people's names, too.
NO_ANSWER = frozenset(["", "none", "none yet", "none known", "nothing", "nothing yet", "no", "not yet", "nil", "null", "n a", "na", "not applicable", "tbd", "tbc", "tba", "tbs", "t b d", "to be decided", "to be determined", "to be defined", "to be confirmed", "to be announced", "to be done", "to be discussed", "to be filled in", "to be written", "to be created", "to be added", "to do", "to-do", "todo", "fixme", "wip", "pending", "open", "unknown", "not known", "not decided", "not decided yet", "not yet decided", "undecided", "no decision", "no decision yet", "x", "xx", "xxx", "keine", "nichts", "offen", "aucun", "aucune", "ninguno", "ninguna", "nenhum", "nenhuma", "nessuno", "nessuna"])  # fmt: skip


def says_something(text: str) -> bool:
    """Whether a text is an answer: `TBD`, `n/a`, `-` and `none, tbd` only stand where one was to come."""
    for mark in (",", ";", ":", "(", ")", "|", " - ", "\u2013", "\u2014"):
        text = text.replace(mark, "\n")
    return any(" ".join(words(part)) not in NO_ANSWER for part in text.split("\n"))


LEADING = frozenset(["we", "should", "must", "need", "to", "let's", "lets", "please", "also", "maybe", "could", "would", "will", "have", "the", "team", "i", "to-do", "todo", "continue", "x"])  # fmt: skip
LABELS = frozenset(["better", "idea", "action", "action item", "follow-up", "followup", "prevent", "prevention", "detect", "detection", "mitigate", "mitigation", "process", "urgent", "critical", "high", "medium", "low", "must", "should", "could", "short term", "long term", "short-term", "long-term", "next", "later", "now"])  # fmt: skip


def telling(title: str) -> list[str]:
    """The words of an action from its verb on: without a priority, a key, a label with a colon, or `we should` in front."""
    label, colon, rest = title.partition(":")
    if colon and " ".join(words(label)) in LABELS:
        title = rest
    told = words(title)
    start = next((place for place, word in enumerate(told) if word not in LEADING and not _is_label(word)), len(told))
    return told[start:]


def _is_label(word: str) -> bool:
    """`p1`, `pay-311`, the `2` of `2.` or `#2`."""
    number = word.partition("-")[2]
    return word.isdigit() or number.isdigit() or (word[0] == "p" and word[1:].isdigit())


COLLEAGUES = frozenset(["people", "team", "teams", "engineer", "engineers", "developer", "developers", "dev", "devs", "everyone", "everybody", "anyone", "anybody", "colleague", "colleagues", "staff", "employees", "hires", "joiners", "newcomers", "members", "operator", "operators", "admin", "admins", "on-call", "oncall", "responders", "sre", "sres", "reviewers", "contributors", "managers", "leads", "owners", "owner", "committers", "deployer", "deployers", "us"])  # fmt: skip
PEOPLE = COLLEAGUES | {"customers", "users", "vendor", "vendors", "supplier", "suppliers", "partners", "tenants"}
AWARE = frozenset(["know", "knows", "aware", "understand", "understands", "remember", "remembers", "careful"])

LOOKING = frozenset(["investigate", "investigating", "consider", "considering", "evaluate", "evaluating", "reevaluate", "re-evaluate", "explore", "exploring", "discuss", "discussing", "think", "examine", "examining", "review", "reviewing", "revisit", "revisiting", "look", "looking", "try", "rethink", "rethinking", "reconsider", "reconsidering", "assess", "assessing", "study", "studying", "research", "researching", "brainstorm", "brainstorming", "understand", "understanding"])  # fmt: skip
BETTERING = frozenset(["improve", "improving", "better", "enhance", "enhancing", "optimize", "optimizing", "optimise", "optimising", "strengthen", "strengthening", "harden"])  # fmt: skip
WATCHING = frozenset(["monitor", "watch"])
SOUNDING = frozenset(["alert", "alarm", "page", "notify", "warn"])
ENSURING = ("make sure", "making sure", "ensure", "ensuring")
CAREFUL = ("be", "be careful", "be more careful")
VAGUE = LOOKING | BETTERING | WATCHING | {"be", "ensure", "ensuring"}
VAGUE_PHRASES = phrases("""
    be careful, be more careful, make better, make sure, making sure, look into, looking into, look at, looking at, think about,
    thinking about, keep an eye, keeping an eye, do better, work on, working on, try to, dig into, digging into, dig deeper,
    figure out, figuring out, find out
""")
# These begin with a vague word, and are not: to look up is to fetch, a review checklist is a thing.
NOT_VAGUE = phrases("""
    look up, try again, be able, monitor that, monitor which, review checklist, review app, review apps, review template, review bot,
    review gate, review step, review rule, review policy, review board, review environment, review environments, watch list, monitor role
""")
ADDING = frozenset(["add", "adding", "implement", "introduce", "create", "build", "provide", "get", "develop"])
MAKING = frozenset(["make", "making"])
BETTER = frozenset(["better", "improved"])
# `Fix the tests as needed` has no end; `let the autoscaler add pods as needed` has.
LOOSE = frozenset(["fix", "update", "adjust", "change", "improve", "review", "revise", "amend", "tweak", "refactor", "document", "clean"])  # fmt: skip
AS_NEEDED = phrases("""
    as needed, if needed, where needed, as necessary, if necessary, where necessary, as appropriate, where appropriate, as required,
    if possible, where possible
""")

ENDS = phrases("""
    so that, such that, so it, so they, at least, at most, less than, more than, fewer than, no more than, within a, by the end of, instead of, before each,
    before every, on every, per cent, percent, whenever, alert when, alert if, alert at, alert on, page when, page if
""")
DOING = frozenset(["add", "configure", "create", "decide", "define", "delete", "disable", "document", "drop", "enable", "enforce", "fix", "implement", "install", "introduce", "lower", "merge", "migrate", "move", "publish", "put", "raise", "record", "reject", "refuse", "remove", "rename", "replace", "restrict", "revert", "revoke", "rewrite", "rotate", "set", "split", "switch", "turn", "update", "upgrade", "write"])  # fmt: skip
# `Improve the script to wait for the standby`; `improve monitoring to avoid outages` only says what for.
DOING_THEN = DOING | {"alert", "block", "check", "cover", "exit", "fail", "include", "log", "name", "page", "print", "retry", "return", "show", "stop", "test", "use", "wait", "warn"}  # fmt: skip
NO_MEANS = frozenset(["improving", "making", "being", "having", "doing", "trying", "looking", "thinking", "investigating", "considering", "monitoring", "optimizing", "something", "using"])  # fmt: skip
GOOD = frozenset(["good", "better", "fine", "ok", "okay", "stable", "enough", "happy", "satisfied", "works", "working", "acceptable"])  # fmt: skip
# `Improve communication with the vendor` does not say how; `harden the ingress with a rate limit` does.
TAKES_WITH = frozenset(["communication", "integration", "collaboration", "cooperation", "coordination", "compatibility", "relationship", "interaction", "contact", "issue", "issues", "problem", "problems", "trouble", "alignment", "experience", "compliance"])  # fmt: skip
NOT_WITH = BETTER | {
    "more",
    "the",
    "our",
    "all",
    "other",
    "each",
    "every",
    "good",
    "proper",
    "customers",
    "teams",
    "care",
}
# What `ensure` asks for where nobody could check it; with `when` or `by` in it there is a way.
GOOD_STATE = frozenset(["better", "proper", "properly", "stable", "stability", "reliable", "reliably", "reliability", "robust", "robustness", "ready", "prepared", "quality", "availability", "resilience", "resilient", "smooth", "smoothly", "secure", "securely", "adequate", "adequately", "sufficient", "sufficiently", "appropriate", "correctly", "well", "good", "safe", "safely", "safer", "consistent", "consistency", "works", "working"])  # fmt: skip
TESTED_BY = frozenset(["when", "if", "before", "after", "unless", "by", "through", "via", "every", "each"])
FEWEST_TO_CHECK = 2
"""As many words, `ensure idempotency`, are no state that could be looked up."""
AGAIN = phrases("happen again, happens again, happen anymore, never again, occur again, reoccur, recur")


def vague(title: str) -> str:
    """The words of an action that leave open when it is done; empty if it says so, or has none."""
    told = telling(title)
    verb = _vague_beginning(told)
    return "" if not verb or _has_end(title, told, verb) else verb


def _vague_beginning(told: Sequence[str]) -> str:
    """The words that promise no end by themselves; empty where an action begins with none."""
    if not told or begins(told, NOT_VAGUE):
        return ""
    first, second = told[0], "".join(told[1:2])
    if first in LOOSE and (phrase := has_phrase(told, AS_NEEDED)):
        return phrase
    if phrase := begins(told, VAGUE_PHRASES):
        return phrase
    if first in ADDING and second in BETTER:
        return f"{first} {second}"
    if first in MAKING and "better" in told:
        return f"{first} … better"
    return first if first in VAGUE else ""


def begins(told: Sequence[str], several: Iterable[str]) -> str:
    """The first of some phrases that a text begins with; empty if it begins with none."""
    text = f"{' '.join(told)} "
    return next((phrase for phrase in several if text.startswith(f"{phrase} ")), "")


def _has_end(title: str, told: Sequence[str], verb: str) -> bool:
    if verb in CAREFUL or verb in AS_NEEDED:
        return False
    doing = told[3:] if told[1:3] == ["and", "update"] else told  # to review and update is still to look
    if has_phrase(told, ENDS) or _measure().search(title) or _has_pair(doing, ("and", "then"), DOING):
        return True
    if any(one == "by" and other.endswith("ing") and other not in NO_MEANS for one, other in pairwise(told)):
        return True
    if "until" in told and GOOD.isdisjoint(told[told.index("until") :]):
        return True
    how = words(title.partition(": ")[2])
    if verb in BETTERING and (_has_pair(told, ("to",), DOING_THEN) or 1 < len(how) < len(told)):
        return True
    return _has_end_of_its_own(told, verb)


def _has_end_of_its_own(told: Sequence[str], verb: str) -> bool:
    """What counts as an end after one verb, and not after others."""
    if verb in ENSURING:
        return not _is_good_state(told[len(verb.split()) :])
    if verb == "consider":  # as in `consider a pod unhealthy when …`
        return told[1:2] in (["a"], ["an"], ["the"], ["each"], ["every"], ["any"]) and "when" in told
    if verb in WATCHING:
        return not SOUNDING.isdisjoint(told)
    if "better" in verb and not {"that", "which"}.isdisjoint(told):
        return True
    triples = zip(told, told[1:], told[2:], strict=False)
    is_by_means = any(w == "with" and one not in TAKES_WITH and other not in NOT_WITH for one, w, other in triples)
    return is_by_means and verb not in LOOKING and verb not in VAGUE_PHRASES


def _is_good_state(asked: Sequence[str]) -> bool:
    """Whether what is to be ensured is something that nobody could check."""
    if "which" in asked:
        asked = asked[: asked.index("which")]
    if len(asked) <= FEWEST_TO_CHECK or has_phrase(asked, AGAIN):
        return True
    if not COLLEAGUES.isdisjoint(asked) and not AWARE.isdisjoint(asked):
        return True
    return not GOOD_STATE.isdisjoint(asked) and TESTED_BY.isdisjoint(asked)


def _has_pair(told: Sequence[str], first: Sequence[str], second: frozenset[str]) -> bool:
    return any(one in first and other in second for one, other in pairwise(told))


@functools.cache
def _measure() -> re.Pattern[str]:
    """A number that can be measured: one with a unit, a comparison, a percent sign. `Postgres 15` and `Q3` are none."""
    units = "ms|s|secs?|seconds?|mins?|minutes?|h|hours?|days?|weeks?|months?|[kmgt]i?b|rps|qps|requests?|connections?|nines?|times|x"
    goal = r"\bto\s+\d[\d.,]*(?=$|[;)]|\s+(?:for|on|in|at|of|per|and|or)\b)"
    return re.compile(
        rf"\d\s?%|[<>≤≥=]\s?\d|(?<![\d.,])\b\d[\d.,]*\s?(?:{units})\b|\b(?:below|under|above|than)\s+\d|{goal}",
        re.IGNORECASE,
    )


TELLING = frozenset(["tell", "inform", "warn", "train", "training", "teach", "communicate", "announce", "email", "e-mail", "mail", "message", "advise", "instruct"])  # fmt: skip
REMINDING = frozenset(["remind", "reminding", "reminder", "reminders", "retrain", "educate", "coach", "emphasize", "emphasise", "reiterate", "re-iterate", "socialize", "socialise", "encourage", "urge", "admonish"])  # fmt: skip
TALKING = phrases("""
    talk to, talk with, speak to, speak with, double check, double-check, send an email, send a mail, send a message, send a note, training on,
    training for, training about
""")
REMINDER_PHRASES = phrases("""
    be careful, be more careful, pay attention, pay more attention, raise awareness, make people aware, make everyone aware, make aware, brown bag,
    brown-bag, lunch and learn, lunch learn, remember to, do not forget, don't forget, a training, training session, training sessions,
    to double-check, to double check, always double-check
""")
KNOWING = AWARE | frozenset(["informed", "trained", "familiar", "follow", "follows", "read", "reads", "check", "checks", "attention", "learn", "learns"])  # fmt: skip
LEARNINGS = frozenset(["learning", "learnings", "lesson", "lessons", "findings", "knowledge", "postmortem"])
HABITS = frozenset(["check", "verify", "remember", "double-check", "double", "ask", "read", "look", "review", "think", "be", "pay", "follow", "avoid", "consider", "watch", "take", "communicate", "tell"])  # fmt: skip
# With these a machine says it each time, and nobody has to remember.
MACHINES = frozenset(["ci", "pipeline", "bot", "job", "cron", "linter", "hook", "pre-commit", "webhook", "cli", "ui", "api", "configmap", "config", "dialog", "prompt", "script", "workflow", "gate", "policy", "form", "banner"])  # fmt: skip
BY_WAY_OF = frozenset(["in", "by", "through", "via", "with", "from"])
AUTOMATIC = frozenset(["automatically", "automatic", "automated", "automate", "bot"])
MAILS_ITSELF = frozenset(["alert", "alerts", "alarm", "alarms", "report", "reports", "summary"])
BY_PERSON = frozenset(["you", "we", "they", "i", "somebody", "someone"])
OF_A_MODEL = frozenset(["model", "models", "classifier", "dataset", "data", "detector", "forecast"])
ENDS_OF_ADDRESS = frozenset(["of", "that", "when", "to", "their", "its", "on", "in", "from", "about", "through", "how", "which"])  # fmt: skip


def is_reminder(title: str) -> bool:
    """Whether an action only asks people to know or to think of something."""
    told = telling(title)
    if not told or _is_by_machine(told) or not OF_A_MODEL.isdisjoint(told):
        return False
    first, second = told[0], "".join(told[1:2])
    if first in REMINDING or begins(told, TALKING) or has_phrase(told, REMINDER_PHRASES):
        return True
    if first in TELLING:
        is_signal = not MAILS_ITSELF.isdisjoint(told) or bool(_measure().search(title))
        return _is_for_people(told[1:]) and not is_signal
    if begins(told, ENSURING):
        return not COLLEAGUES.isdisjoint(told) and not KNOWING.isdisjoint(told)
    if first == "ask":
        return _is_for_people(told[1:]) and _has_pair(told, ("to",), HABITS)
    return (first == "share" and not LEARNINGS.isdisjoint(told)) or (first == "always" and second in HABITS)


def _is_by_machine(told: Sequence[str]) -> bool:
    near = (told[place + 1 : place + 4] for place, word in enumerate(told) if word in BY_WAY_OF)
    if not AUTOMATIC.isdisjoint(told) or any(not MACHINES.isdisjoint(words) for words in near):
        return True
    if any(one == "by" and other.endswith("ing") for one, other in pairwise(told)):
        return True
    is_asked = _has_pair(told, ("to",), HABITS) or not AWARE.isdisjoint(told)
    occasion = told[told.index("when") + 1] if "when" in told[:-1] else ""
    return bool(occasion) and not is_asked and occasion not in BY_PERSON and not occasion.endswith("ing")


def _is_for_people(told: Sequence[str]) -> bool:
    """Whether people are addressed: right after the verb, or behind a `to`, `with` or `for`."""
    starts = [0, *(place + 1 for place, word in enumerate(told) if word in ("to", "with", "for"))]
    return any(not PEOPLE.isdisjoint(_address(told[start : start + 5])) for start in starts)


def _address(told: Sequence[str]) -> Sequence[str]:
    end = next((place for place, word in enumerate(told) if word in ENDS_OF_ADDRESS), len(told))
    return told[:end]


TEAMS = frozenset(["team", "teams", "squad", "squads", "tribe", "group", "everyone", "everybody", "all", "anyone", "engineering", "engineers", "eng", "developers", "devs", "ops", "devops", "sre", "sres", "platform", "infra", "infrastructure", "support", "security", "backend", "frontend", "management", "leadership", "dba", "dbas", "operations", "department", "guild", "crew", "us", "we", "committee", "vendor", "rotation", "chapter", "here", "channel"])  # fmt: skip
TEAM_FIRST = frozenset(["team", "squad", "tribe", "everyone", "everybody", "all", "equipo", "équipe"])
ROLES = frozenset(["lead", "manager", "head", "director", "cto", "ceo", "coo", "cio", "ciso", "vp", "chief", "engineer", "developer", "architect", "owner", "administrator", "admin", "analyst", "commander", "principal", "founder", "jr", "sr", "phd", "dr", "pm", "em", "tl"])  # fmt: skip
NO_PROJECTS = frozenset(["UTF", "SHA", "ISO", "RFC", "AES", "TLS", "SSL", "HTTP", "IPV", "CVE", "MD", "RSA", "US", "EU", "AP", "COVID"])  # fmt: skip
NOBODY = frozenset(["no one", "no owner", "no owner yet", "not assigned", "not assigned yet", "not yet assigned", "to be assigned", "to be named", "nobody", "not set"])  # fmt: skip
NOBODY_FIRST = frozenset(["tbd", "tbc", "tba", "todo", "unassigned", "unowned", "nobody", "someone", "somebody", "whoever", "whomever"])  # fmt: skip
HELPING = frozenset(["help", "support", "input", "advice", "backup"])

URGENT = frozenset(["p0", "p1", "highest", "high", "critical", "urgent", "blocker", "now", "immediate", "immediately", "asap", "must-have", "top", "hoch", "dringend", "kritisch", "haute", "urgente", "alta", "critique"])  # fmt: skip


def is_urgent(priority: str) -> bool:
    """Whether a priority is of the first two, in words or as a number: `P1 - now`, `prio 1`, `Very high`, `must have`."""
    told = words(priority)
    if severity_key(priority) in ("sev0", "sev1") or has_phrase(told, ("must have",)):
        return True
    return not URGENT.isdisjoint(told) and {"not", "no", "non"}.isdisjoint(told)


DETECTING = frozenset(["alert", "alerts", "alerting", "alarm", "alarms", "monitor", "monitors", "monitoring", "probe", "probes", "detect", "detects", "detection", "detector", "paging", "dashboard", "dashboards", "synthetic", "synthetics", "healthcheck", "healthchecks", "health-check", "health-checks", "slo", "slos", "sli", "slis", "watchdog", "heartbeat", "warn", "warns", "notify", "notifies", "notification", "notifications", "uptime", "uptime-check", "metric", "metrics", "telemetry", "observability", "alertmanager", "pagerduty", "opsgenie", "pingdom"])  # fmt: skip
DETECTING_PHRASES = phrases("""
    health check, health checks, and page, must page, should page, page on-call, page oncall, page the on-call, page us, page someone,
    page somebody, page whoever, that pages, which pages
""")
TAKING_AWAY = frozenset(["remove", "removing", "silence", "silencing", "delete", "mute", "suppress", "disable", "unsubscribe", "retire"])  # fmt: skip
PUTTING = frozenset(["add", "create", "introduce", "put"])


def is_detection(title: str) -> bool:
    """Whether an action makes somebody notice sooner."""
    told = telling(title)
    if told and told[0] in TAKING_AWAY and PUTTING.isdisjoint(told):
        return False
    return told[:1] == ["page"] or not DETECTING.isdisjoint(words(title)) or bool(has_phrase(told, DETECTING_PHRASES))
