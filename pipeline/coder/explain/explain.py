"""Why a statement has its labels: what a coder can tell of one statement, as data.

A label's reasons are the rules that found something and the words that weighed most, for it and
against it. With them come the labels that nearly were, the fewest words without which the label
would be another, and the training statements that are most like it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.coder.classify.classifying import Knowledge
from pipeline.coder.data.training_set import Example
from pipeline.coder.explain.nearest import Likeness, Neighbour, nearest
from pipeline.coder.explain.words import Change, Coded, Recoder, Target, Weight, change, weights
from pipeline.coder.rules.rules import Hit
from pipeline.core.codebook import split_themes
from pipeline.core.content_words import plain_words
from pipeline.core.params import Classify

_RUNNERS_UP = 3  # themes shown that were not given
_HOPELESS = 0.01  # confidence below which a label was never in sight
_CONTEXT = ("kind", "question", "effect")


@dataclass(frozen=True)
class Found:
    """What a rule found: its name, and the words of the text."""

    rule: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Reason:
    """A label that was given, and why.

    Attributes
    ----------
    confidence, threshold : 0-1; a category or stance has no threshold: the highest wins.
    rules : those that found something for the label.
    weighed_for, weighed_against : words that weighed most, each with the confidence without it.
    change : what it takes to lose the label; None when there is no word to leave out.
    """

    label: str
    confidence: float
    threshold: float | None
    rules: tuple[Found, ...]
    weighed_for: tuple[Weight, ...]
    weighed_against: tuple[Weight, ...]
    change: Change | None


@dataclass(frozen=True)
class RunnerUp:
    """A label that was not given.

    Attributes
    ----------
    missed : how much confidence it lacked: to its threshold, or to the label that was given.
    change : of the nearest theme only, what it takes to get it.
    """

    label: str
    confidence: float
    threshold: float | None
    missed: float
    rules: tuple[Found, ...]
    change: Change | None = None


@dataclass(frozen=True)
class Context:
    """What stands around the text, and the stance that it would have without.

    Attributes
    ----------
    cells : column -> cell, of those that said something about the stance.
    """

    cells: Mapping[str, str]
    stance: str
    confidence: float


@dataclass(frozen=True)
class Explanation:
    """All that can be told of one statement.

    Attributes
    ----------
    status : as column themes_status.
    judged : whether themes were looked for: not where a text says nothing, or in too many unknown words.
    known_words, n_words, min_known_words : how many words the coder has seen before, of how many,
        and the share that it takes to judge themes.
    tried, n_different : how many words were left out in turn, of how many different ones; of a long
        text only the heaviest.
    """

    text: str
    status: str
    category: Reason
    category_next: RunnerUp | None
    stance: Reason
    stance_next: RunnerUp | None
    context: Context | None
    themes: tuple[Reason, ...]
    themes_next: tuple[RunnerUp, ...]
    judged: bool
    known_words: int
    n_words: int
    min_known_words: float
    tried: int
    n_different: int
    neighbours: tuple[Neighbour, ...]


def explain(
    statement: Mapping[str, str],
    knowledge: Knowledge,
    params: Classify,
    examples: Sequence[Example],
    likeness: Likeness,
) -> Explanation:
    """Explain one statement.

    Parameters
    ----------
    statement : column ``text``, and those that help when there (``kind``, ``question``, ``effect``).
    examples, likeness : the training statements, and how like them a text is.
    """
    recoder = Recoder(statement, knowledge, params)
    whole, text = recoder.whole, statement["text"]
    category, stance = whole.row["category"], whole.row["stance"]
    given = split_themes(whole.row["themes"])
    spoken = plain_words(text)
    known = sum(word in knowledge.coder.features.known_words for word in spoken)
    thresholds = dict(zip(knowledge.coder.labels["themes"], knowledge.coder.thresholds.tolist(), strict=True))
    said = whole.row["themes_status"] != "geen_inhoud"
    judged = said and knowledge.coder.features.known_share(spoken) >= params.min_known_words
    missed = _missed_themes(whole, given, thresholds) if judged else []
    targets: list[Target] = [("category", category), ("stance", stance)]
    targets += [("themes", theme) for theme in (*given, *(one.label for one in missed[:1]))]
    words = recoder.words(targets) if said else []
    tried_on = recoder.tried_on(len(words), len(targets))
    if missed:
        missed[0] = replace(missed[0], change=change(recoder, ("themes", missed[0].label), words, tried_on))

    def reason(kind: str, label: str, threshold: float | None = None) -> Reason:
        weighed_for, weighed_against = weights(recoder, (kind, label), words)
        return Reason(
            label,
            whole.confidences[kind][label],
            threshold,
            _found(whole.hits, label),
            tuple(weighed_for),
            tuple(weighed_against),
            change(recoder, (kind, label), words, tried_on),
        )

    return Explanation(
        text=text,
        status=whole.row["themes_status"],
        category=reason("category", category),
        category_next=_second(whole, "category") if said else None,
        stance=reason("stance", stance),
        stance_next=_second(whole, "stance") if said else None,
        context=_context(recoder) if said else None,
        themes=tuple(reason("themes", theme, thresholds[theme]) for theme in given),
        themes_next=tuple(missed),
        judged=judged,
        known_words=known,
        n_words=len(spoken),
        min_known_words=params.min_known_words,
        tried=len(words),
        n_different=len(set(spoken)),
        neighbours=tuple(nearest(text, examples, likeness)) if said else (),
    )


def _found(hits: Sequence[Hit], label: str) -> tuple[Found, ...]:
    rules: dict[str, list[str]] = {}
    for hit in hits:
        if hit.label == label:
            rules.setdefault(hit.rule, []).append(hit.words)
    return tuple(Found(rule, tuple(words)) for rule, words in rules.items())


def _second(whole: Coded, kind: str) -> RunnerUp | None:
    """The likeliest label but the one that was given; None when none is in sight."""
    sure, best = whole.confidences[kind], whole.row[kind]
    others = [label for label in sure if label != best and sure[label] >= _HOPELESS]
    if not others:
        return None
    label = max(others, key=lambda one: sure[one])
    return RunnerUp(label, sure[label], None, round(sure[best] - sure[label], 3), _found(whole.hits, label))


def _missed_themes(whole: Coded, given: Sequence[str], thresholds: Mapping[str, float]) -> list[RunnerUp]:
    """Themes that were not given, nearest to their thresholds first."""
    sure = {theme: value for theme, value in whole.confidences["themes"].items() if theme not in given}
    near = sorted(
        (theme for theme, value in sure.items() if value >= _HOPELESS),
        key=lambda theme: thresholds[theme] - sure[theme],
    )
    return [
        RunnerUp(theme, sure[theme], limit, round(limit - sure[theme], 3), _found(whole.hits, theme))
        for theme, limit in ((theme, thresholds[theme]) for theme in near[:_RUNNERS_UP])
    ]


def _context(recoder: Recoder) -> Context | None:
    hints = recoder.knowledge.context.hints
    cells = {name: recoder.statement.get(name, "") for name in _CONTEXT}
    said = {name: cell for name, cell in cells.items() if any(h.column == name and h.holds(cell) for h in hints)}
    if not said:
        return None
    alone = Recoder({"text": recoder.text}, recoder.knowledge, recoder.params).whole
    return Context(said, alone.row["stance"], alone.confidences["stance"][alone.row["stance"]])


def hidden(explanation: Explanation, text: str, hide: Callable[[str], str]) -> Explanation:
    """The explanation for other eyes: another text, and every word of it through ``hide``.

    Words that then read alike, such as the parts of a name, are told once: as the one that weighed most.
    """

    def found(rules: Sequence[Found]) -> tuple[Found, ...]:
        return tuple(replace(one, words=tuple(map(hide, one.words))) for one in rules)

    def changed(one: Change | None) -> Change | None:
        return one and replace(one, words=tuple(dict.fromkeys(map(hide, one.words))))

    def reason(one: Reason) -> Reason:
        sides = [
            [replace(weight, word=hide(weight.word)) for weight in side]
            for side in (one.weighed_for, one.weighed_against)
        ]
        lightest_first = sorted(sides[0] + sides[1], key=lambda weight: abs(weight.without - one.confidence))
        told = {weight.word: weight for weight in lightest_first}
        weighed_for, weighed_against = (
            tuple(weight for weight in side if told[weight.word] is weight) for side in sides
        )
        return replace(
            one,
            rules=found(one.rules),
            weighed_for=weighed_for,
            weighed_against=weighed_against,
            change=changed(one.change),
        )

    def runner_up(one: RunnerUp) -> RunnerUp:
        return replace(one, rules=found(one.rules), change=changed(one.change))

    return replace(
        explanation,
        text=text,
        category=reason(explanation.category),
        category_next=explanation.category_next and runner_up(explanation.category_next),
        stance=reason(explanation.stance),
        stance_next=explanation.stance_next and runner_up(explanation.stance_next),
        themes=tuple(map(reason, explanation.themes)),
        themes_next=tuple(map(runner_up, explanation.themes_next)),
    )
