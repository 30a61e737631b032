"""The words that say what an incident was about."""

import re
import unicodedata

from retrokit.model import Postmortem

# Words of grammar alone. What a history says in every report weighs little by itself; no word of operations is listed here.
_GRAMMAR_WORDS = """
a about above across after again against all almost alone along already also although always am among an and another any
anyone anything are around as at away be became because become been before behind being below beneath beside besides
between beyond both but by can cannot could despite did do does doing done down during each either else enough even ever
every everyone everything except few first for from further get gets getting go goes going got had has have having he
hence her here hers him his how however i if in indeed inside instead into is it its itself just last later least less
many may me might mine more most much must my near nearly neither never nevertheless next no nobody none nor not nothing
now of off often on once one only onto or other others otherwise our ours out outside over own past per perhaps quite
rather same several shall she should since so some someone something sometimes soon still such than that the their
theirs them then there therefore these they this those though through thus till to together too toward towards two under
unless unlike until up upon us very via was we well were what whatever when whenever where whereas wherever whether
which while who whoever whom whose why will with within without would yet you your yours
"""
_GRAMMAR = frozenset(_GRAMMAR_WORDS.split())
_URL = re.compile(r"https?://\S+")
_SEPARATORS = re.compile(r"[\s_-]+")
_WORD = re.compile(r"[^\W_]+")
# Scripts written without spaces: Japanese kana, CJK ideographs, Thai.
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f]+")


def words_of(text: str) -> list[str]:
    """The telling words of a text, in order, case folded and without links, bare numbers, single letters and grammar.

    A run of a script without spaces becomes its overlapping pairs of characters, as Lucene's CJKAnalyzer does.
    """
    text = unicodedata.normalize("NFKC", _URL.sub(" ", text)).casefold()
    words: list[str] = []
    for word in _WORD.findall(_UNSPACED.sub(lambda run: f" {run[0]} ", text)):
        if _UNSPACED.match(word):
            words += [word[i : i + 2] for i in range(max(len(word) - 1, 1))]
        elif len(word) > 1 and not word.isdigit() and word not in _GRAMMAR:
            words.append(word)
    return words


def telling_text(postmortem: Postmortem) -> str:
    """What the matcher reads of a report: title, services and causes."""
    causes = (cause.summary for cause in postmortem.causes)
    return "\n".join((postmortem.title, *postmortem.services, *causes))


def service_key(name: str) -> str:
    """A service's name as it is compared: case, dashes and spaces aside."""
    return " ".join(_SEPARATORS.split(unicodedata.normalize("NFKC", name).casefold())).strip()
