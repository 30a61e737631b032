"""RK5xx: the text below the front matter, and what customers noticed."""

import functools
import itertools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from retrokit import frontmatter
from retrokit.keys import sentence
from retrokit.model import Finding
from retrokit.rules import impact_words, prompts
from retrokit.rules.rule import Case, Rule, quoted
from retrokit.rules.wording import words
from retrokit.vocabulary import Problem
from retrokit.yamltree import LINE_BREAK

_NAMED_BY_NUMBERS = frozenset(["http", "https", "status", "code", "error", "version", "ios", "android", "ipados", "macos", "windows", "ubuntu", "debian", "chrome", "firefox", "safari", "python", "java", "node", "php", "tls", "api", "port", "sev", "severity", "priority", "ticket", "issue", "plan", "tier", "phase", "step"])  # fmt: skip
_LATIN_ENDS = "\u0250"
_ROMAN = frozenset("ivx")


class Line(NamedTuple):
    """A line of the body, numbered as in the file, comments blanked out."""

    number: int
    text: str
    is_code: bool = False


class Heading(NamedTuple):
    """A heading of the body: its line in the file, from 1, its level, its text, and the first line after it."""

    line: int
    level: int
    text: str
    after: int


def left_over_prompt(case: Case) -> Iterator[Finding]:
    """In the front matter and in the body."""
    for key in ("title", "trigger", "customer_impact", "learned"):
        for _, node in case.keys.items(key):
            text = sentence(node) or ""
            is_ours = key == "title" and text in case.prompts | prompts.OUR_TITLES
            if is_ours or prompts.prompt_in(text):
                hint = "write what people noticed, in one line" if key == "title" else "answer it, or leave the key out"
                yield case.at(node, Problem.LEFT_OVER_PROMPT, f"left from the template: {quoted(text)}", hint)
    told = [(line, None if line.is_code else _prompt_in(line.text, case.prompts)) for line in _lines(case)]
    answered = _answered(told) if any(found for _, found in told) else frozenset()
    for line, found in told:
        is_lead_in = found and line.number in answered and found.text.rstrip("*_ ").endswith("?")
        if found and not is_lead_in and not _is_link(found.text, case):
            message, hint = f"left from the template: {quoted(found.text)}", "answer it, or delete it"
            place = case.postmortem.path, line.number, found.start + 1
            yield Finding(*place, Problem.LEFT_OVER_PROMPT, message, hint)


def _prompt_in(line: str, own: frozenset[str]) -> prompts.Prompt | None:
    text = line.strip()
    if not text:
        return None
    if " ".join(text.split()) in own or prompts.is_question(text):
        return prompts.Prompt(line.find(text), text)
    return prompts.prompt_in(line)


def _answered(told: Sequence[tuple[Line, prompts.Prompt | None]]) -> frozenset[int]:
    """The lines below which text stands before the next heading: a question that is left there leads in to that text."""
    answered, is_followed = [], False
    for line, found in reversed(told):
        if is_followed:
            answered.append(line.number)
        if _level(line):
            is_followed = False
        elif line.text.strip() and not found:
            is_followed = True
    return frozenset(answered)


def _is_link(text: str, case: Case) -> bool:
    """Whether a text in brackets is defined as a link below."""
    return text.startswith("[") and f"\n{text}:".casefold() in case.report.text.casefold()


def empty_section(case: Case) -> Iterator[Finding]:
    """A heading that has no text before the next of its rank."""
    lines = _lines(case)
    headings, first = _headings(lines), lines[0].number
    if [heading.level for heading in headings] == [1]:
        return  # all stands in the front matter, and the file has a title to be read by
    for heading, following in itertools.zip_longest(headings, headings[1:]):
        end = following.line if following else lines[-1].number + 1
        holds_others = following is not None and following.level > heading.level
        is_empty = not any(line.text.strip() for line in lines[heading.after - first : end - first])
        if is_empty and not holds_others:
            hint = "write it, or delete the heading"
            told = f"nothing below {quoted(heading.text)}"
            yield Finding(case.postmortem.path, heading.line, 1, Problem.EMPTY_SECTION, told, hint)


def missing_section(case: Case) -> Iterator[Finding]:
    """By its words alone: numbers, marks and what stands in brackets behind it do not count."""
    if not case.policy.required_sections:
        return
    lines = _lines(case)
    titles = [heading.text for heading in _headings(lines)]
    titles += [title for line in lines if not line.is_code and (title := _title_by_looks(line.text))]
    there = frozenset(map(_plain, titles))
    for wanted in case.policy.required_sections:
        if _plain(wanted) not in there:
            line = min(_body_line(case), len(case.lines))
            hint = f"add `## {wanted}`; your team's `required_sections` has it"
            yield Finding(
                case.postmortem.path, line, 1, Problem.MISSING_SECTION, f"there is no section {quoted(wanted)}", hint
            )


def impact_without_number(case: Case) -> Iterator[Finding]:
    impact, entry = case.postmortem.customer_impact, case.keys.entry("customer_impact")
    if not entry or not impact or impact_words.is_no_impact(impact) or prompts.prompt_in(impact):
        return
    if not _says_how_many(impact):
        hint = "how many of them, or for how long; a guess is better than none: `about 2,000 orders`"
        yield case.at(entry.value, Problem.IMPACT_WITHOUT_NUMBER, "the impact has no number", hint)


def _says_how_many(impact: str) -> bool:
    if any(letter.isalpha() and letter >= _LATIN_ENDS for letter in impact):
        return True  # in a script whose words are not known here, nothing is said
    told = words(impact)
    parts = {part for word in told for part in word.split("-")}
    is_said = not (impact_words.NUMBERS | impact_words.NO_IMPACT).isdisjoint(parts)
    return is_said or any(_counts(word, before) for before, word in itertools.pairwise(["", *told]))


def _counts(word: str, before: str) -> bool:
    """Whether a word with digits is a number, and no name: not `HTTP 500`, `5xx`, `v2`, `iOS 17`."""
    is_name = word.endswith("xx") or (len(word) == 4 and word[0] in "45" and word.endswith("s"))
    return word[0].isdigit() and not is_name and before not in _NAMED_BY_NUMBERS


def _body_line(case: Case) -> int:
    """The line, from 1, on which the front matter's closing fence stands."""
    return _lines(case)[0].number


def _lines(case: Case) -> Sequence[Line]:
    """The body, from the line of the front matter's closing fence on."""
    return _lines_of(case.report.text)


@functools.lru_cache(2)  # each rule asks for those of the report that is being judged
def _lines_of(text: str) -> Sequence[Line]:
    _, closing, start = frontmatter.fences(text)
    lines, first = list[Line](), len(LINE_BREAK.findall(text, 0, closing)) + 1
    fence, is_commented = "", False
    for number, line in enumerate(LINE_BREAK.split(text[start:]), first):
        is_closing = bool(fence) and _closes(line, fence)
        if fence and not is_closing:
            lines.append(Line(number, line, is_code=True))
            continue
        shown, is_commented = _uncommented(line, is_commented)
        fence = "" if is_closing else _fence(shown)
        lines.append(Line(number, shown, is_code=bool(fence) or is_closing))
    return lines


def _uncommented(line: str, is_commented: bool) -> tuple[str, bool]:
    """A line with its comments blanked out, and whether the last of them goes on."""
    if not is_commented and "<!--" not in line:
        return line, False
    shown = ""
    while line:
        mark = "-->" if is_commented else "<!--"
        before, found, after = line.partition(mark)
        if not is_commented and before.count("`") % 2:
            before, found, after = line, "", ""  # in code it is shown
        shown += " " * len(before) if is_commented else before
        shown += " " * len(found)
        is_commented ^= bool(found)
        line = after
    return shown, is_commented


def _fence(line: str) -> str:
    """The fence that opens a block of code on a line; empty if none does. What follows one of backticks has none of them."""
    bare = line.lstrip(" \t>")
    if bare.startswith(("- ", "* ", "+ ")) or bare.split(". ")[0].isdigit():
        bare = bare.split(" ", 1)[-1].lstrip()
    mark = bare[: len(bare) - len(bare.lstrip(bare[:1]))] if bare.startswith(("```", "~~~")) else ""
    return "" if "`" in mark and "`" in bare[len(mark) :] else mark


def _closes(line: str, fence: str) -> bool:
    bare = line.strip(" \t>")
    return len(bare) >= len(fence) and set(bare) == set(fence)


def _headings(lines: Sequence[Line]) -> list[Heading]:
    """The headings of the body, underlined ones too."""
    found: list[Heading] = []
    before = Line(0, "", is_code=True)
    for line in lines:
        level, bare = _level(line), line.text.strip()
        title = bare[level:].strip()
        closed = title.rstrip("#")
        title = closed.rstrip() if closed[-1:] in ("", " ", "\t") else title
        if level and title:
            found.append(Heading(line.number, level, title, line.number + 1))
        elif _underlines(line) and _may_be_heading(before):
            found.append(Heading(before.number, 1 if "=" in bare else 2, before.text.strip(), line.number + 1))
        before = line
    return found


def _level(line: Line) -> int:
    """How many `#` make a line a heading; 0 if it is none."""
    bare = line.text.lstrip(" ")
    level = len(bare) - len(bare.lstrip("#"))
    is_heading = 0 < level <= 6 and bare[level : level + 1] in ("", " ", "\t") and len(line.text) - len(bare) <= 3
    return level if is_heading and not line.is_code else 0


def _underlines(line: Line) -> bool:
    bare = line.text.rstrip()
    return set(bare.lstrip()) in ({"="}, {"-"}) and len(bare) - len(bare.lstrip(" ")) <= 3


def _may_be_heading(line: Line) -> bool:
    """Not a list, a table or a quotation; nor a sentence, above a line that was meant to part two."""
    bare = line.text.strip()
    if line.is_code or not bare or bare.endswith((".", "!", "?", ":", ";", ",")):
        return False
    return not bare.startswith(("-", "*", "+", ">", "#", "|")) and not bare.split(" ")[0].rstrip(".)").isdigit()


def _title_by_looks(line: str) -> str:
    """The text of a line that is all bold, or an HTML heading; empty for any other."""
    bare = line.strip().rstrip(":")
    if bare[:2].casefold() == "<h" and bare[2:3].isdigit() and bare[-5:].casefold() == f"</h{bare[2]}>":
        return bare[bare.find(">") + 1 : -5]
    return bare[2:-2] if bare[:2] in ("**", "__") and bare[-2:] == bare[:2] else ""


def _plain(heading: str) -> str:
    """A heading as it is compared: without numbers, emoji, case, and what stands in brackets behind it."""
    text = heading.strip("*_ \t")
    for opening, closing in ("{}", "()"):
        if text.endswith(closing) and opening in text[1:]:
            text = text[: text.rindex(opening)].strip("*_ \t")
    number, _, rest = text.partition(" ")
    bare = number.rstrip(".)").replace(".", "")
    is_number = bare.isdigit() or (bare != number and _ROMAN.issuperset(bare.casefold()))
    return " ".join(words((rest if is_number else text).replace("-", " ")))


RULES = (
    Rule(Problem.LEFT_OVER_PROMPT, left_over_prompt),
    Rule(Problem.EMPTY_SECTION, empty_section),
    Rule(Problem.MISSING_SECTION, missing_section),
    Rule(Problem.IMPACT_WITHOUT_NUMBER, impact_without_number),
)
