"""Why a statement has its labels, as data.

A label's reasons are the rules that matched and the words that weighed most: each word is left out
in turn, and the rest coded again. With them come what corrections of other statements did to it, the labels
that nearly were given, the training statements most like it and, for a statement of a corpus, where it stands
and where its labels come from.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.coder.classify.classifying import (
    NO_LESSONS,
    ReadStatements,
    code,
    read_statements,
)
from pipeline.coder.classify.lessons import Lessons
from pipeline.coder.classify.reasons import weightiest_words
from pipeline.coder.data.training_set import Example
from pipeline.coder.encoder.encoder import Encoder
from pipeline.coder.model.predictions import TOPIC, exclusive, independent
from pipeline.coder.model.resources import CoderResources
from pipeline.core.codebook import split_themes
from pipeline.core.codes import NO_CONTENT, OFF_TOPIC, UNCODED
from pipeline.core.params import Classify
from pipeline.core.text import plain_words
from pipeline.measures.bootstrap import Floats

_WORDS = 3  # words shown for a label, and against it
_NEAR = 3  # themes shown that were not given
_FAINT = 0.02  # change of a confidence below which a word did not matter
_HOPELESS = 0.01  # confidence below which a label was never in sight
_MOST_TRIED = 60  # words left out in turn
_WORK = 12_000  # words coded again for one explanation: some seconds, also where a text is long

_ALIKE = 3  # training statements shown
_UNLIKE = 0.1  # likeness below which two texts share nothing worth showing

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Weight:
    """One word, and the confidence of the label without it (0-1)."""

    word: str
    without: float


@dataclass(frozen=True)
class RuleMatch:
    """A rule that matched: its name, and the words of the text."""

    rule: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Lesson:
    """The confidence of a label without what reviewers taught (0-1), and the correction that weighed most."""

    without: float
    id: str
    text: str


@dataclass(frozen=True)
class Reason:
    """A label, how sure the coder is of it, and why.

    Attributes
    ----------
    confidence, threshold : 0-1; a category or stance has no threshold: the highest wins.
    rules : those that matched for the label.
    weighed_for, weighed_against : words that weighed most, heaviest first; none for a label not given.
    lesson : None where corrections of other statements made no difference.
    """

    label: str
    confidence: float
    threshold: float | None
    rules: tuple[RuleMatch, ...]
    weighed_for: tuple[Weight, ...] = ()
    weighed_against: tuple[Weight, ...] = ()
    lesson: Lesson | None = None


@dataclass(frozen=True)
class Neighbour:
    """A training statement, its labels, and how like the text it is (cosine, at most 1)."""

    id: str
    text: str
    category: str
    stance: str
    themes: tuple[str, ...]
    likeness: float


@dataclass(frozen=True)
class Explanation:
    """All that can be told of one statement.

    Attributes
    ----------
    topic : being off topic, and what speaks for and against it.
    status, why : as columns themes_status and why of the predictions.
    category : None without content and off topic.
    category_next, stance_next : the second likeliest; None when none is in sight.
    themes, themes_next : the themes given; those not given that came nearest to their thresholds.
    n_characters, n_read : characters of the text, and how many were analysed: fewer where it is very long.
    tried, n_different : how many words were left out in turn, of how many different ones; of a long
        text only those that a rule matched or that weigh most.
    place, decision : of a statement of a corpus, its cells of STATEMENTS and the corpus; as
        :func:`pipeline.coder.explain.source.decision` gives it.
    """

    text: str
    status: str
    why: str
    topic: Reason
    category: Reason | None
    category_next: Reason | None
    stance: Reason
    stance_next: Reason | None
    themes: tuple[Reason, ...]
    themes_next: tuple[Reason, ...]
    n_characters: int
    n_read: int
    tried: int
    n_different: int
    neighbours: tuple[Neighbour, ...]
    place: Mapping[str, str] | None = None
    decision: Mapping[str, str | bool] | None = None


def explain(
    statement: Mapping[str, str],
    resources: CoderResources,
    params: Classify,
    examples: Sequence[Example],
    hide: Callable[[str], str] = str,
    lessons: Lessons = NO_LESSONS,
) -> Explanation:
    """Explain one statement.

    Parameters
    ----------
    statement : column ``text``, and those that help when there (``kind``, ``question``, ``effect``).
    examples : the training statements.
    hide : what to show for words of the text; words that then read alike are shown once.
    lessons : of the statement's corpus; it then has a ``statement_id``.
    """
    coder, whole = resources.coder, read_statements(pd.DataFrame([statement], dtype=str), resources, lessons)
    text, row = whole.texts[0], next(code(whole, resources, params))
    given = [("stance", row["stance"])] + [("category", row["category"])] * bool(row["category"])
    given += [("themes", theme) for theme in split_themes(row["themes"])]
    has_content, is_codable = row["themes_status"] != NO_CONTENT, row["themes_status"] not in UNCODED
    is_known = coder.features.known_share(whole.words[0]) >= params.min_vocabulary_coverage
    topic = (TOPIC, OFF_TOPIC)
    words = _words_to_try(whole, resources, [topic, *given]) if has_content else []
    shorter = [{**statement, "text": without(text, word)} for word in words]
    confidences = _confidences([{**statement, "text": text}, *shorter], resources, lessons)
    untaught = _confidences([{**statement, "text": text}], resources) if lessons.kinds else confidences
    thresholds = {
        label: limit
        for kind, limits in coder.thresholds.items()
        for label, limit in zip(coder.labels[kind], limits.tolist(), strict=True)
    }

    def lesson(kind: str, label: str, confidence: float) -> Lesson | None:
        """What lessons did to a label, and by whom."""
        without, column = untaught[kind][label][0].round(3).item(), coder.labels[kind].index(label)
        if round(abs(confidence - without), 3) < _FAINT:
            return None
        by = lessons.heaviest(kind, column, whole.vectors[0], statement["statement_id"], up=confidence > without)
        return Lesson(without, by.id, by.text) if by else None

    def reason(kind: str, label: str) -> Reason:
        """A label with its rules and, where it was given, the words that weighed."""
        matches: dict[str, list[str]] = {}
        for hit in whole.hits[0]:
            if hit.label == label:
                matches.setdefault(hit.rule, []).append(hide(hit.words))
        rules = tuple(RuleMatch(rule, tuple(found)) for rule, found in matches.items())
        confidence, *without_one = confidences[kind][label].round(3).tolist()
        tried = zip(map(hide, words), without_one, strict=True) if (kind, label) in [topic, *given] else ()
        weights = _weights(confidence, tried)
        return Reason(label, confidence, thresholds.get(label), rules, *weights, lesson(kind, label, confidence))

    def others(kind: str) -> list[Reason]:
        """Labels in sight that were not given, nearest to being given first; none where none was looked for."""
        in_sight = [label for label, values in confidences[kind].items() if values[0] >= _HOPELESS]
        found = [reason(kind, label) for label in in_sight if (kind, label) not in given]
        looked_for = (has_content if kind == "stance" else is_codable) and (is_known or kind != "themes")
        return sorted(found, key=lambda r: (r.threshold or 0) - r.confidence) if looked_for else []

    return Explanation(
        text=statement["text"],
        status=row["themes_status"],
        why=row["why"],
        topic=reason(*topic),
        category=next((reason(*label) for label in given if label[0] == "category"), None),
        category_next=next(iter(others("category")), None),
        stance=reason(*given[0]),
        stance_next=next(iter(others("stance")), None),
        themes=tuple(reason(*label) for label in given if label[0] == "themes"),
        themes_next=tuple(others("themes")[:_NEAR]),
        n_characters=len(statement["text"]),
        n_read=len(text),
        tried=len(words),
        n_different=len(set(whole.words[0])),
        neighbours=nearest(text, examples, resources.encoder) if has_content else (),
    )


def without(text: str, word: str) -> str:
    """The text without a word, in whatever case, and everywhere.

    >>> without("De provincie laat niets horen.", "niets")
    'De provincie laat horen.'
    """
    shorter = _WORD.sub(lambda match: "" if match[0].lower() == word else match[0], text)
    return re.sub(r"[^\S\n]{2,}", " ", shorter).strip()


def _words_to_try(whole: ReadStatements, resources: CoderResources, given: Iterable[tuple[str, str]]) -> list[str]:
    """Words worth leaving out, in the order of the text: all, or of a long text those that matter most."""
    coder, words = resources.coder, list(dict.fromkeys(whole.words[0]))
    affordable = min(_MOST_TRIED, _WORK // max(1, len(whole.words[0])))
    if len(words) <= affordable:
        return words
    columns = [coder.columns[kind].start + coder.labels[kind].index(label) for kind, label in given]
    heaviest = weightiest_words(whole.words[:1], whole.rows[:1], coder.weights, [columns], coder.features)[0]
    matched = [plain_words(hit.words) for hit in whole.hits[0]]
    first = list(dict.fromkeys(word for group in (*matched, *heaviest) for word in group))[:affordable]
    return [word for word in words if word in first]


def _confidences(
    statements: list[dict[str, str]], resources: CoderResources, lessons: Lessons = NO_LESSONS
) -> dict[str, dict[str, Floats]]:
    logits = read_statements(pd.DataFrame(statements, dtype=str), resources, lessons).logits
    labels = resources.coder.labels
    one_by_one = resources.coder.thresholds
    shares = {kind: (independent if kind in one_by_one else exclusive)(logits[kind]) for kind in labels}
    return {kind: dict(zip(labels[kind], shares[kind].T, strict=True)) for kind in labels}


def _weights(
    confidence: float, without_word: Iterable[tuple[str, float]]
) -> tuple[tuple[Weight, ...], tuple[Weight, ...]]:
    """Words that weighed most for a label, and against it; heaviest first."""
    weights: dict[str, Weight] = {}
    for word, value in sorted(without_word, key=lambda pair: -round(abs(confidence - pair[1]), 3)):
        if round(abs(confidence - value), 3) >= _FAINT:
            weights.setdefault(word, Weight(word, value))
    weighed_for = [weight for weight in weights.values() if weight.without < confidence]
    weighed_against = [weight for weight in weights.values() if weight.without > confidence]
    return tuple(weighed_for[:_WORDS]), tuple(weighed_against[:_WORDS])


def nearest(text: str, examples: Sequence[Example], encoder: Encoder) -> tuple[Neighbour, ...]:
    """The training statements most like a text, the likest first; none that has nothing in common.

    Likeness is the cosine of the encoder's vectors. Those of statements that the encoder was tuned on are
    kept with it; others are read.
    """
    if not examples:
        return ()
    rows = encoder.seen.rows_of(example.text for example in examples)
    new = [example.text for example, row in zip(examples, rows, strict=True) if row < 0]
    read = iter(encoder.short(encoder.read([text, *new]).vectors))
    own = next(read)
    vectors = np.array([next(read) if row < 0 else encoder.seen.vectors[row] for row in rows])
    likeness = np.round(np.asarray(vectors @ own, dtype=np.float64), 4).tolist()
    likest = sorted(zip(likeness, examples, strict=True), key=lambda pair: (-pair[0], pair[1].id))[:_ALIKE]
    return tuple(
        Neighbour(e.id, e.text, e.category, e.stance, e.themes, alike) for alike, e in likest if alike >= _UNLIKE
    )
