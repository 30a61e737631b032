"""The words of causes that say who, that guess, or that judge."""

from retrokit.rules.wording import phrases

# Dekker, "The Field Guide to Understanding Human Error": the label ends the inquiry where it should begin.
HUMAN_ERROR = phrases("""
    human error, human mistake, user error, operator error, manual error, pilot error, pebkac, error by a human, human factor,
    menschliches versagen, bedienfehler, erreur humaine, error humano, erro humano, errore umano, menselijke fout
""")
PEOPLE = frozenset(["i", "he", "she", "somebody", "someone", "engineer", "engineers", "developer", "developers", "dev", "operator", "operators", "admin", "admins", "administrator", "sre", "intern", "contractor", "employee", "employees", "colleague", "colleagues", "on-call", "oncall", "responder", "committer", "reviewer", "reviewers", "dba", "person", "people", "teammate", "nobody"])  # fmt: skip
FAULTS = phrases("""
    forgot, forgets, forgotten, forgetting, neglected, carelessly, careless, failed to follow, failed to check, failed to notice, failed to test,
    failed to read, failed to verify, should have known, should have checked, did not pay attention, didn't pay attention,
    was not careful, wasn't careful, was not paying attention, made a mistake, made an error, made a typo, by mistake, mistakenly,
    accidentally, lack of attention, lack of care, inattention, negligence, sloppy, misread, overlooked, fat-fingered, fat finger, did not follow the runbook, didn't follow the runbook, did not read, didn't read
""")
LOADED = phrases("""
    careless, carelessly, carelessness, stupid, stupidly, idiotic, incompetent, incompetence, ridiculous, ridiculously, sloppy, lazy,
    negligent, negligence, inexcusable, embarrassing, embarrassingly, obviously wrong, foolish, dumb, reckless, recklessly
""")
HEDGES = phrases("""
    probably, perhaps, maybe, possibly, presumably, apparently, most likely, might have, may have, could have been, we think, we believe,
    we suspect, we assume, i think, suspected, unclear, is unknown, still unknown, remains unknown, cause unknown, reason unknown, unknown reason, unknown reasons,
    unknown cause, not sure, unsure, not known, not clear, not yet clear, no idea, not understood,
    tbd, tbc, tba, to be determined, to be investigated, under investigation, still investigating, being investigated, needs investigation,
    vermutlich, wahrscheinlich, möglicherweise, unklar, peut-être, probablement, probablemente, quizás, provavelmente, talvez, forse
""")
FOLLOW_UPS = frozenset(["investigate", "find", "reproduce", "confirm", "verify", "measure", "instrument", "log", "trace", "test", "monitor", "capture", "record", "profile", "bisect", "analyse", "analyze", "determine", "clarify", "understand", "debug", "dump", "alert", "experiment", "examine", "diagnose"])  # fmt: skip
