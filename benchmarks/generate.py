"""A made-up history of postmortems of any size, with repeats planted in it: the same seed always writes the same files.

Six authors describe incidents in their own words. Words follow Zipf's law, as in any text; each service has a little jargon of its
own. About one report in twenty tells an earlier incident of the same service again, by another author: other title, other order,
about half of the words.
"""

import datetime
import itertools
import json
import os
import random
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PLANTED = 0.05
KEPT = 0.68
"""How many of the things that a cause speaks of are in its repeat; the words for them may still differ."""

FIRST_DAY, DAYS = datetime.date(2017, 1, 2), 8 * 365

Concept = tuple[str, ...]
"""Words for one thing."""

Clause = tuple[Concept, Concept, Concept, Concept, Concept]
"""An adjective, a noun, a verb, another noun, and a name."""

AUTHORS = ("mira", "jo", "anselm", "priya", "tomasz", "lin")


def _concepts(text: str) -> list[Concept]:
    return [tuple(part.split()) for part in text.split(",")]


NOUNS = _concepts("""
connection session socket, pool, limit ceiling cap, queue backlog buffer, cache memcache, database postgres db, certificate cert,
deploy release rollout, config configuration settings, timeout deadline, memory heap ram, disk volume storage, retry resend,
alert alarm page, node host machine, pod container instance, leader primary master, follower standby secondary,
migration backfill, lock mutex, worker thread, request call query, traffic load demand, resolver nameserver dns,
token credential secret, permission grant role, job cron batch, schema table column, message event record, consumer subscriber,
producer publisher, region zone datacenter, proxy gateway balancer, build image artifact, flag toggle, backup snapshot dump,
metric gauge counter, script tool, parser decoder, policy rule, spike surge burst, leak, latency delay, bug defect regression
""")
VERBS = _concepts("""
exhausted saturated depleted, expired lapsed, dropped discarded lost, blocked stalled hung, restarted rebooted bounced,
filled flooded, missed skipped ignored, rejected refused denied, overloaded overwhelmed swamped, removed deleted erased,
changed altered edited, disabled muted, doubled duplicated, corrupted mangled broke
""")
ADJECTIVES = _concepts("""
stale outdated old, missing absent, wrong incorrect bad, slow sluggish, full, manual handmade, shared common, default preset,
unbounded unlimited, untested unreviewed, hidden silent, single lone
""")
SHAPES = (
    "the {adjective} {noun} {verb} the {other} of {name}",
    "the {other} of {name} was {verb} by a {adjective} {noun}",
    "{name} {verb} its {other} because the {noun} was {adjective}",
    "nobody had seen that the {adjective} {noun} {verb} {name} and its {other}",
    "with a {adjective} {noun}, {name} {verb} every {other}",
    "after the {noun} was {verb}, the {other} on {name} stayed {adjective}",
    "there was no {noun} for the {adjective} {other}, so {name} was {verb}",
    "each {other} in {name} {verb} one more {adjective} {noun}",
)
JOINTS = (", and ", " while ", "; then ", " until ", ", so that ", " whenever ")
SYMPTOMS = _concepts("""
returns 500s, is slow, times out, loses orders, takes no traffic, shows old data, sends mails twice, is down in one zone,
fails every login, drops uploads, charges twice, is empty, serves errors, lags behind
""")
TASKS = (
    "Put a ceiling on",
    "Alert on",
    "Write a runbook for",
    "Test",
    "Remove",
    "Automate",
    "Rehearse",
    "Add a canary for",
)
SERVICES = _concepts("""
checkout payments catalog search identity basket pricing stock orders invoices mailer courier dispatch returns reviews media
images uploads reports ledger gateway edge sessions profiles loyalty coupons fraud geo routing recommender feed chat
notifications scheduler billing exports imports warehouse suppliers analytics
""")[0]
ONSETS = _concepts("b br c ch d dr f fl g gr h j k kl l m n p pl pr qu r s sh sk st t th tr v w z")[0]
VOWELS = _concepts("a a e e i i o o u ai ou")[0]
CODAS = ("", "", "", "", "l", "m", "n", "r", "s", "t", "nd", "st")


@dataclass(frozen=True, slots=True)
class Told:
    """What a later report can repeat."""

    id: str
    service: str
    author: int
    causes: Sequence[Sequence[Clause]]


class World:
    """The words, services and authors of one history."""

    def __init__(self, reports: int, seed: int) -> None:
        self.random = random.Random(seed)
        self._made: set[str] = set()
        self.adjectives = self._with_made(ADJECTIVES, 500, "al")
        self.nouns = self._with_made(NOUNS, 2400, "")
        self.verbs = self._with_made(VERBS, 500, "ed")
        endings = ["", "", *(f"-{name}" for name in ("api", "worker", "db", "ui"))]
        more = [self._word() + self.random.choice(endings) for _ in range(reports // 50)]
        self.services = [*SERVICES, *more]
        self.jargon = {name: [self._word() for _ in range(30)] for name in self.services}
        self.favourites = [
            {concept: self._favourite(concept) for concept in NOUNS + VERBS + ADJECTIVES} for _ in AUTHORS
        ]
        self.shapes = [self.random.sample(SHAPES, 4) for _ in AUTHORS]
        self.remarks = [self.text([self.clause("checkout")], n % len(AUTHORS)) for n in range(2000)]

    def _word(self) -> str:
        while True:
            syllables = self.random.choice((2, 2, 3))
            word = "".join(self.random.choice(part) for _ in range(syllables) for part in (ONSETS, VOWELS, CODAS))
            if word not in self._made:
                self._made.add(word)
                return word

    def _with_made(self, common: Sequence[Concept], more: int, ending: str) -> tuple[list[Concept], list[float]]:
        """Concepts and their cumulated Zipf weights; the common words of operations are the most frequent, in any order."""
        concepts = self.random.sample(common, len(common)) + [(self._word() + ending,) for _ in range(more)]
        return concepts, list(itertools.accumulate(1 / (rank + 2) for rank in range(len(concepts))))

    def _favourite(self, concept: Concept) -> str:
        return concept[0] if self.random.random() < 0.4 else self.random.choice(concept)

    def _pick(self, among: tuple[list[Concept], list[float]]) -> Concept:
        return self.random.choices(among[0], cum_weights=among[1])[0]

    def _symptom(self) -> str:
        return " ".join(self.random.choice(SYMPTOMS))

    def clause(self, service: str) -> Clause:
        """Something that went wrong with a service."""
        own = self.random.random() < 0.5
        name = (self.random.choice(self.jargon[service]),) if own else self._pick(self.nouns)
        picked = [self._pick(kind) for kind in (self.adjectives, self.nouns, self.verbs, self.nouns)]
        return (picked[0], picked[1], picked[2], picked[3], name)

    def again(self, clause: Clause, service: str) -> Clause:
        """The same clause as somebody else remembers it."""
        fresh = self.clause(service)
        kept = [old if self.random.random() < KEPT else new for old, new in zip(clause, fresh, strict=True)]
        if self.random.random() < 0.3:
            kept[1], kept[3] = kept[3], kept[1]
        return (kept[0], kept[1], kept[2], kept[3], kept[4])

    def say(self, concept: Concept, author: int) -> str:
        """The author's word for it, most of the time."""
        if self.random.random() < 0.85:
            return self.favourites[author].get(concept, concept[0])
        return self.random.choice(concept)

    def text(self, clauses: Sequence[Clause], author: int) -> str:
        """Clauses as one sentence by an author."""
        said = []
        for clause in clauses:
            adjective, noun, verb, other, name = (self.say(concept, author) for concept in clause)
            shape = self.random.choice(self.shapes[author])
            said.append(shape.format(adjective=adjective, noun=noun, verb=verb, other=other, name=name))
        text = re.sub(r"\ba (?=[aeiou])", "an ", self.random.choice(JOINTS).join(said))
        return text[0].upper() + text[1:]

    def causes(self, service: str) -> list[list[Clause]]:
        """One to three causes of one or two clauses."""
        numbers = self.random.choices(((2,), (1, 1), (2, 1), (1, 2), (2, 2), (1, 1, 1), (2, 1, 1)), k=1)[0]
        return [[self.clause(service) for _ in range(number)] for number in numbers]

    def causes_again(self, told: Told) -> list[list[Clause]]:
        """The causes of an earlier incident, clauses in another order, now and then one less or one more."""
        clauses = [self.again(clause, told.service) for cause in told.causes for clause in cause]
        self.random.shuffle(clauses)
        if len(clauses) > 2 and self.random.random() < 0.4:
            clauses.pop()
        if self.random.random() < 0.3:
            clauses.append(self.clause(told.service))
        return [clauses[start : start + 2] for start in range(0, len(clauses), 2)][:3]

    def title(self, service: str, causes: Sequence[Sequence[Clause]], author: int) -> str:
        """One line: what was seen, and half of the time what was behind it."""
        seen = f"{service} {self._symptom()}"
        clause = causes[0][0]
        noun, verb = self.say(clause[1], author), self.say(clause[2], author)
        near = self._pick(self.nouns)[0]
        plain = (seen, f"{seen} after {near}", f"{near} {self._symptom()}")
        telling = (f"{seen}: {noun} {verb}", f"{noun} {verb} in {service}", f"{clause[0][0]} {noun} {verb} {near}")
        text = self.random.choice(plain + telling)
        return text[0].upper() + text[1:]


def write_history(folder: Path, reports: int, seed: int) -> list[tuple[str, str]]:
    """Write a history into `postmortems/` of a new git repository, in one commit.

    Returns:
        The ids of the planted repeats: the earlier incident, and the one that repeats it.
    """
    world = World(reports, seed)
    place = folder / "postmortems"
    place.mkdir(parents=True)
    told: list[Told] = []
    planted = []
    for number in range(reports):
        day = FIRST_DAY + datetime.timedelta(number * DAYS // reports)
        before = world.random.choice(told) if len(told) > 10 and world.random.random() < PLANTED else None
        report, text = _tell(world, day, number, before)
        (place / f"{report.id}.md").write_text(text, encoding="utf-8", newline="\n")
        if before:
            planted.append((before.id, report.id))
        else:
            told.append(report)
    _commit(folder)
    return planted


def _tell(world: World, day: datetime.date, number: int, before: Told | None) -> tuple[Told, str]:
    author = world.random.randrange(len(AUTHORS))
    if before:  # somebody else
        author = (before.author + world.random.randrange(1, len(AUTHORS))) % len(AUTHORS)
    service = before.service if before else world.random.choice(world.services)
    causes = world.causes_again(before) if before else world.causes(service)
    title = world.title(service, causes, author)
    slug = "-".join(re.findall(r"[a-z0-9]+", title.lower())[:4])
    text = _front_matter(world, day, title, service, causes, author) + _body(world, service)
    return Told(f"{day}-{slug}-{number}", service, author, causes), text


def _front_matter(
    world: World, day: datetime.date, title: str, service: str, causes: Sequence[Sequence[Clause]], author: int
) -> str:
    pick = world.random
    services = [service, pick.choice(world.services)] if pick.random() < 0.3 else [service]
    lines = [
        "---",
        f"title: {json.dumps(title) if ':' in title else title}",
        f"date: {day}",
        f"severity: SEV{pick.randint(1, 4)}",
        f"status: {pick.choice(('final', 'final', 'review'))}",
        f"services: [{', '.join(dict.fromkeys(services))}]",
        f"trigger: {pick.choice(world.remarks)}",
        f"customer_impact: {pick.choice(world.remarks)}",
        "causes:",
        *(f"  - {world.text(cause, author)}" for cause in causes),
    ]
    actions = [_action(world, day, service, author) for _ in range(pick.randint(0, 3))]
    lines += ["actions:", *actions] if actions else ["actions: []"] * pick.randint(0, 1)
    lines += ["learned:", *(f"  - {remark}" for remark in pick.sample(world.remarks, 2))]
    return "\n".join([*lines, "---", ""])


def _action(world: World, day: datetime.date, service: str, author: int) -> str:
    pick = world.random
    clause = world.clause(service)
    due = day + datetime.timedelta(pick.randint(7, 120))
    status = pick.choice(("done", "done", "open", "in-progress", "declined"))
    fields = {
        "title": f"{pick.choice(TASKS)} the {world.say(clause[1], author)} of {clause[4][0]}",
        "type": pick.choice(("prevent", "prevent", "mitigate", "detect", "process")),
        "owner": f'"@{pick.choice(AUTHORS)}"',
        "due": str(due),
        "status": status,
        "ticket": f"{service.upper()}-{pick.randint(1, 9999)}",
    }
    if status in ("done", "declined"):
        fields["closed"] = str(due + datetime.timedelta(pick.randint(-6, 60)))
    pairs = [f"{key}: {value}" for key, value in fields.items()]
    return f"  - {{{', '.join(pairs)}}}" if author % 2 else "  - " + "\n    ".join(pairs)


def _body(world: World, service: str) -> str:
    """One to two KB of prose, which no command compares."""
    remarks = [f"{remark}." for remark in world.random.sample(world.remarks, world.random.randint(15, 24))]
    hour, minute = world.random.randint(0, 22), world.random.randint(0, 20)
    times = [f"- {hour}:{minute + 7 * step:02} {remark}" for step, remark in enumerate(remarks[:5])]
    paragraphs = (
        f"**Impact:** from {hour}:{minute:02} to {hour + 1}:{minute:02}, {world.random.randint(1, 90)} % of the calls to {service} failed.",
        "\n".join(times),
        " ".join(remarks[5:9]),
        f"**What helped:** {' '.join(remarks[9:])}",
    )
    return "\n" + "\n\n".join(paragraphs) + "\n"


def _commit(folder: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    for who in ("AUTHOR", "COMMITTER"):
        environment |= {f"GIT_{who}_NAME": "benchmark", f"GIT_{who}_EMAIL": "benchmark@example.org"}
        environment[f"GIT_{who}_DATE"] = "2025-01-01T00:00:00Z"
    for arguments in ("init -q", "add -A", "-c commit.gpgsign=false -c gc.auto=0 commit -q --no-verify -m History"):
        subprocess.run(["git", "-C", str(folder), *arguments.split()], check=True, env=environment)
