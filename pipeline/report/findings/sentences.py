"""Sentences from the text files: names in bold, lists as Dutch has them, one or more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from pipeline.report.findings.links import linked
from pipeline.report.view.figures import SourcedNumber
from pipeline.report.view.themes import ThemeRow, when

Texts = Mapping[str, Mapping[str, str]]
MOST_NAMES = 3  # themes named in one sentence; of more equals nothing is said that one can remember


@dataclass(frozen=True)
class Finding:
    """One finding: the sentence, how sure it is in a word, why, and the section that shows it.

    Attributes
    ----------
    points : what the sentence lists, each a sentence of its own.
    """

    rule: str
    sentence: Markup
    certainty: str
    why: Markup
    section: str
    points: tuple[Markup, ...] = ()


def answer(theme: str, answers: Mapping[str, Sequence[str]] | None, words: Mapping[str, str]) -> Markup:
    """Which actions answer a theme, as a sentence with a space before it; empty when there are no actions at all.

    Parameters
    ----------
    answers : theme to the numbers of its actions; None without actions. words : section antwoord of findings.yaml.
    """
    if answers is None:
        return Markup()
    numbers = answers.get(theme, ())
    key = "geen" if not numbers else "een" if len(numbers) == 1 else "meer"
    return Markup(" ") + say(words[key], acties=listed([escape(number) for number in numbers]))


def say(sentence: str, **values: object) -> Markup:
    """A sentence of the text files, filled in; what is filled in is text, and a figure opens its statements."""
    return escape(sentence).format(**{name: linked(value) for name, value in values.items()})


def listed(names: Sequence[Markup]) -> Markup:
    """Names as Dutch lists them.

    >>> str(listed([Markup("a"), Markup("b"), Markup("c")]))
    'a, b en c'
    """
    if len(names) < 2:
        return Markup("").join(names)
    return Markup(", ").join(names[:-1]) + Markup(" en ") + names[-1]


def largest_first(names: Sequence[tuple[float, Markup]], texts: Texts) -> Markup:
    """The names by falling difference; of many only the first, and then the sentence says so."""
    ranked = [name for _, name in sorted(names, key=lambda entry: -entry[0])]
    if len(ranked) <= MOST_NAMES:
        return listed(ranked)
    return say(texts["onder_meer"]["zin"], themas=listed(ranked[:MOST_NAMES]))


def statements(n: SourcedNumber) -> str:
    """The word after a number of them."""
    return "uitspraak" if int(n) == 1 else "uitspraken"


def gap(one: ThemeRow, other: ThemeRow) -> float:
    """How far two shares are apart, 0-1."""
    return abs(float(one.share) - float(other.share))


def bold(name: str) -> Markup:
    """A name that stands out."""
    return Markup("<strong>") + escape(name) + Markup("</strong>")


def unlike(before: str, after: str, alike: str, kinds: Mapping[str, str], words: Mapping[str, str]) -> str:
    """In what two rounds did not ask alike; "" when they did, as far as known.

    Parameters
    ----------
    before, after : names of the rounds.
    alike : a value of ``vergelijking``.
    kinds : round to what it comes from, in words; without the rounds of which that is not known.
    words : section ongelijk of words.yaml.
    """
    if alike in ("", "gelijk"):
        return ""
    values = {"voor": when(before), "na": when(after)}
    sources = {"soort_voor": kinds.get(before, ""), "soort_na": kinds.get(after, "")}
    if alike == "andere soort bron" and all(sources.values()) and len(set(sources.values())) > 1:
        return words["bronnen"].format(**values, **sources)
    return words[alike].format(**values)
