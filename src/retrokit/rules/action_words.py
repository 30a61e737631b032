"""The words of actions: what is vague, what only reminds, who is a team, what detects."""

from retrokit.rules.wording import phrases

VAGUE = frozenset(["improve", "better", "enhance", "investigate", "consider", "evaluate", "explore", "discuss", "think", "examine", "review", "revisit", "look", "monitor", "watch", "try", "be", "optimize", "optimise", "reevaluate", "re-evaluate", "rethink", "reconsider", "strengthen", "harden", "ensure", "assess", "study", "research", "brainstorm", "understand"])  # fmt: skip
VAGUE_PHRASES = phrases("""
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
ENDS = phrases("""
    so that, such that, until, at least, at most, less than, more than, fewer than, no more than, within, by the end of, instead of, before each,
    before every, on every, for every, for each, per cent, percent, and write, and record, and publish, and decide, and document, whenever
""")
REMINDERS = frozenset(["train", "training", "educate", "teach", "remind", "reminder", "tell", "inform", "coach", "warn", "emphasize", "emphasise", "reiterate", "socialize", "socialise", "communicate", "announce", "encourage", "urge", "admonish"])  # fmt: skip
REMINDER_PHRASES = phrases("""
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
