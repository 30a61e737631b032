"""The threshold on what people have judged."""

from rich.text import Text

from retrokit.model import Match
from retrokit.render import phrases
from retrokit.render.counts import count
from retrokit.render.foreign import clean
from retrokit.render.terminal.layout import Lines, Screen, labelled, spread, to_text, wrapped
from retrokit.reports import CalibrationReport, Trial
from retrokit.vocabulary import VerdictKind

MOST_MISFITS = 10


def calibration(report: CalibrationReport, screen: Screen) -> str:
    """How the threshold in use does, which one would do better, and the pairs on the wrong side of the one that is best."""
    same, others = report.now.same, len(report.judged) - report.now.same
    told = f"{count(len(report.judged), 'pair')} judged: {same} the same, {others} different"
    told += f"; {report.related} related, which count neither way." if report.related else "."
    lines = [*wrapped(told, screen), Text()]
    if len(report.judged) < report.enough:
        told = f"{count(report.enough, 'verdict')} are needed to tell a better threshold from a lucky one. To give one, write `repeat_of: [id]` or `not_repeat_of: [id]` into the later report; `retrokit similar --all` shows the pairs."
        return to_text([*lines, *wrapped(told, screen)], screen)
    lines += [_trial("now", report.now), *([_trial("better", report.better)] if report.better else []), Text()]
    best = report.better or report.now
    if misfits := [pair for pair in report.judged if (pair.score >= best.threshold) is not _is_same(pair)]:
        lines.append(Text(f"On the wrong side of {best.threshold:g}:", "dim"))
        for pair in misfits[:MOST_MISFITS]:
            lines += _misfit(pair, screen)
        if len(misfits) > MOST_MISFITS:
            lines.append(Text(f"and {len(misfits) - MOST_MISFITS} more", "dim"))
        lines.append(Text())
    return to_text([*lines, *wrapped(_advice(report), screen)], screen)


def _trial(name: str, trial: Trial) -> Text:
    line = Text().append(f"{name:8}").append(f"{trial.threshold:>3.0f}", "bold")
    wrong = trial.reported - trial.right
    line.append(f"   finds {trial.right} of {trial.same}, {wrong or 'none'} wrong", "")
    shares = [
        f"{name} {share:.0%}"
        for name, share in (("precision", trial.precision), ("recall", trial.recall))
        if share is not None
    ]
    return line.append(f"   {', '.join(shares)}", "dim")


def _misfit(pair: Match, screen: Screen) -> Lines:
    head = (
        Text()
        .append(f"{phrases.score(pair.score):>4}  ", "bold")
        .append(f"{pair.later.date}  {clean(pair.later.title)}")
    )
    yield spread(head, Text(f"you said: {pair.verdict}", "dim"), screen)
    yield spread(Text(f"      {pair.earlier.date}  {clean(pair.earlier.title)}"), Text(), screen)
    yield from labelled("      ids  ", Text(clean(f"{pair.later.id}, {pair.earlier.id}"), "dim"), screen)


def _is_same(pair: Match) -> bool:
    return pair.verdict is VerdictKind.SAME


def _advice(report: CalibrationReport) -> str:
    if not report.now.same:
        return "No pair is judged the same yet, so there is nothing to find."
    if report.now.same == len(report.judged):
        return "No pair is judged different yet, so nothing tells which threshold is too low."
    if report.better is None:
        unlike = sum(_is_same(pair) and pair.score < 1 for pair in report.judged)
        told = f" {unlike} of the same {'has' if unlike == 1 else 'have'} no words in common: a verdict alone can tie such."
        return f"No threshold does better on these pairs.{told if unlike else ''}"
    few = f"This rests on {count(len(report.judged), 'pair')}, and people judge the doubtful ones first."
    return f"{few} `--write` puts it into the config."
