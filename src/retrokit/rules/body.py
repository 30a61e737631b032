"""RK5xx: the text below the front matter, and what customers noticed."""

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from retrokit import frontmatter
from retrokit.model import Finding
from retrokit.rules import impact_words
from retrokit.rules.rule import Case, Rule, quoted
from retrokit.rules.wording import words
from retrokit.vocabulary import Problem
from retrokit.yamltree import LINE_BREAK

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_DECORATION = re.compile(r"[^\w\s]|^\s*[\d.]+\s+")

_PROMPTS = re.compile(
    r"""(?ix)
      \b(?:TODO|TBD|FIXME|XXX)\b(?=\s*(?::|\.?\s*$|[)\]]))     # a mark that is left, not a word in a sentence
    | lorem\s+ipsum
    | [<\[{](?:insert|your|describe|fill|add|enter|name\s+of|link\s+to|e\.g\.|what|when|who|how|why|brief|short|list)\b[^<>\[\]{}\n]{2,}[>\]}](?!\()
    | ^\W*(?:describe|explain|summari[sz]e|list|provide|include|outline|write)\s+(?:what|how|why|the|any|all|a\s+brief|a\s+short|here|in\s+one)\b[^.\n]*[.:]?\W*$
    | \bYYYY[-/]MM[-/]DD\b | \bHH:MM\b
    """
)


class Heading(NamedTuple):
    """A heading of the body: its line in the file, from 1, its level, its text, and the first line after it."""

    line: int
    level: int
    text: str
    after: int


def left_over_prompt(case: Case) -> Iterator[Finding]:
    title = case.keys.entry("title")
    if title and (case.postmortem.title in case.prompts or _PROMPTS.search(case.postmortem.title)):
        hint = "write what people noticed, in one line"
        yield case.at(
            title.value, Problem.LEFT_OVER_PROMPT, f"left from the template: {quoted(case.postmortem.title)}", hint
        )
    for number, line in _prose(case):
        text = " ".join(line.split())
        found = _PROMPTS.search(text)
        if found or (text and text in case.prompts):
            told = found[0].strip() if found else text
            column = len(line) - len(line.lstrip()) + 1 if not found else max(line.find(found[0].split()[0]), 0) + 1
            hint = "answer it, or delete it"
            yield Finding(
                case.postmortem.path,
                number,
                column,
                Problem.LEFT_OVER_PROMPT,
                f"left from the template: {quoted(told)}",
                hint,
            )


def empty_section(case: Case) -> Iterator[Finding]:
    lines, headings = _uncommented(case), _headings(case)
    for heading, following in itertools.zip_longest(headings, headings[1:]):
        end = following.line - 1 if following else len(lines)
        holds_others = following is not None and following.level > heading.level
        if not holds_others and not any(line.strip() for line in lines[heading.after - 1 : end]):
            hint = "write it, or delete the heading"
            told = f"nothing below {quoted(heading.text)}"
            yield Finding(case.postmortem.path, heading.line, 1, Problem.EMPTY_SECTION, told, hint)


def missing_section(case: Case) -> Iterator[Finding]:
    there = [_plain(heading.text) for heading in _headings(case)]
    for wanted in case.policy.required_sections:
        if _plain(wanted) not in there:
            line = min(_body_line(case), len(case.lines))
            hint = f"add `## {wanted}`; your team's `required_sections` has it"
            yield Finding(
                case.postmortem.path, line, 1, Problem.MISSING_SECTION, f"there is no section {quoted(wanted)}", hint
            )


def impact_without_number(case: Case) -> Iterator[Finding]:
    impact, entry = case.postmortem.customer_impact, case.keys.entry("customer_impact")
    told = words(impact)
    has_number = any(map(str.isdigit, impact)) or not (impact_words.NUMBERS | impact_words.NO_IMPACT).isdisjoint(told)
    if entry and told and not has_number:
        hint = "how many of them, or for how long; a guess is better than none: `about 2,000 orders`"
        yield case.at(entry.value, Problem.IMPACT_WITHOUT_NUMBER, "the impact has no number", hint)


def _body_line(case: Case) -> int:
    """The line, from 1, on which the front matter's closing fence stands."""
    text = case.report.text
    return len(LINE_BREAK.findall(text, 0, frontmatter.fences(text)[1])) + 1


def _uncommented(case: Case) -> Sequence[str]:
    """The file's lines, front matter and comments blanked out."""
    text = case.report.text
    start = frontmatter.fences(text)[2]
    body = _COMMENT.sub(lambda found: re.sub(r"[^\r\n]", " ", found[0]), text[start:])
    return [""] * (_body_line(case) - 1) + LINE_BREAK.split(body)


def _prose(case: Case) -> Iterator[tuple[int, str]]:
    """The lines of the body that people read as text, numbered as in the file: no code, no comments."""
    fence = ""
    for number, line in enumerate(_uncommented(case), 1):
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence):
            fence = ""
        elif not fence:
            yield number, line


def _headings(case: Case) -> list[Heading]:
    """The headings of the body, underlined ones too."""
    found: list[Heading] = []
    before = (0, "")
    for number, line in _prose(case):
        heading, underline = _HEADING.match(line), _UNDERLINE.match(line)
        if heading and heading[2]:
            found.append(Heading(number, len(heading[1]), heading[2], number + 1))
        elif underline and before[0] == number - 1 and _may_be_heading(before[1]):
            found.append(Heading(number - 1, 1 if "=" in underline[1] else 2, before[1].strip(), number + 1))
        before = (number, line)
    return found


def _may_be_heading(line: str) -> bool:
    return bool(line.strip()) and not re.match(r" {0,3}(?:[-*+>#|]|\d+[.)])\s?", line)


def _plain(heading: str) -> str:
    """A heading as it is compared: without numbers, emoji and case."""
    return " ".join(_DECORATION.sub(" ", heading).casefold().split())


RULES = (
    Rule(Problem.LEFT_OVER_PROMPT, left_over_prompt),
    Rule(Problem.EMPTY_SECTION, empty_section),
    Rule(Problem.MISSING_SECTION, missing_section),
    Rule(Problem.IMPACT_WITHOUT_NUMBER, impact_without_number),
)
