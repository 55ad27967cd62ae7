"""What words do to a label, found by coding the statement again without them.

This asks nothing of the coder but its answers, so it holds for every kind of coder: what is told
is what :func:`pipeline.coder.classify.classifying.code_statements` would say of the shorter text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, zip_longest

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp
from scipy.special import logsumexp

from pipeline.coder.classify.classifying import Knowledge, code, read_statements
from pipeline.coder.classify.reasons import word_gains
from pipeline.coder.model.heads import exclusive, independent
from pipeline.coder.rules.rules import Hit
from pipeline.core.codebook import split_themes
from pipeline.core.content_words import plain_words
from pipeline.core.params import Classify

MOST_LEFT_OUT = 3  # words left out together; an explanation with more is none
SHOWN = 3  # words for a label, and against it
FAINT = 0.02  # change of a confidence below which a word did not matter
_WORK = 12_000  # words coded again for one explanation, about: some seconds, also where a text is long
_FEWEST_TRIED, _MOST_TRIED = 6, 60  # words left out in turn
_TRIED_ON = 8  # words at most that are tried beside those left out already: the heaviest by themselves

_WORD = re.compile(r"\w+")

Words = frozenset[str]
Target = tuple[str, str]  # kind of label, label


@dataclass(frozen=True)
class Coded:
    """One text as the coder judges it.

    Attributes
    ----------
    row : column of CODING -> cell.
    confidences : kind -> label -> probability, 0-1; of every label, also those not given.
    support : kind -> label -> log-odds; what confidences are made of, before rounding.
    hits : what the rules found.
    """

    row: Mapping[str, str]
    confidences: Mapping[str, Mapping[str, float]]
    support: Mapping[str, Mapping[str, float]]
    hits: tuple[Hit, ...]

    def has(self, target: Target) -> bool:
        """Whether the coder gives the label."""
        kind, label = target
        return label in split_themes(self.row["themes"]) if kind == "themes" else self.row[kind] == label


@dataclass(frozen=True)
class Weight:
    """One word, and the confidence of the label without it (0-1)."""

    word: str
    without: float


@dataclass(frozen=True)
class Change:
    """What leaving out words does to a label.

    Attributes
    ----------
    words : left out, in the order of the text; when nothing flips, those that weighed most.
    flips : whether the coder then gives the label no longer (or, for one not given, gives it).
    becomes : the category or stance that is given instead; the status of the themes for a theme.
    confidence : of the label itself, without the words.
    """

    words: tuple[str, ...]
    flips: bool
    becomes: str
    confidence: float


@dataclass
class Recoder:
    """Codes one statement again without some of its words, each choice of words once.

    Attributes
    ----------
    statement : one row: column ``text``, and those that help (``kind``, ``question``, ``effect``).
    """

    statement: Mapping[str, str]
    knowledge: Knowledge
    params: Classify
    _known: dict[Words, Coded] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return self.statement["text"]

    def without(self, *choices: Words) -> list[Coded]:
        """The statement without each choice of words."""
        new = [choice for choice in dict.fromkeys(choices) if choice not in self._known]
        if new:
            frame = pd.DataFrame(
                [{**self.statement, "text": left(self.text, choice)} for choice in new], dtype=str
            )
            self._known |= dict(zip(new, coded(frame, self.knowledge, self.params), strict=True))
        return [self._known[choice] for choice in choices]

    @property
    def whole(self) -> Coded:
        """The statement as it is."""
        return self.without(frozenset())[0]

    def words(self, targets: Iterable[Target]) -> list[str]:
        """Words worth leaving out, in the order of the text: all, or of a long text the heaviest.

        A word that occurs more than once is one word: it is left out everywhere.
        """
        words = list(dict.fromkeys(plain_words(self.text)))
        tried = min(_MOST_TRIED, max(_FEWEST_TRIED, self._affordable // 2))
        if len(words) <= tried:
            return words
        found = list(dict.fromkeys(word for hit in self.whole.hits for word in plain_words(hit.words)))
        ranked = [found, *(_heaviest_first(gains) for gains in self._gains(targets))]
        in_turn = dict.fromkeys(word for turn in zip_longest(*ranked) for word in turn if word is not None)
        heaviest = set(islice(in_turn, tried))
        return [word for word in words if word in heaviest]

    def tried_on(self, n_tried: int, n_targets: int) -> int:
        """How many words to try beside those that are left out already; 0 where a text is too long for that."""
        rest = (self._affordable - n_tried) // (n_targets * (MOST_LEFT_OUT - 1))
        return min(_TRIED_ON, max(0, rest))

    @property
    def _affordable(self) -> int:
        """How often the text can be coded again."""
        return _WORK // max(1, len(plain_words(self.text)))

    def _gains(self, targets: Iterable[Target]) -> list[dict[str, float]]:
        coder = self.knowledge.coder
        row = _rows([self.text], [self.whole.hits], self.knowledge)
        return [
            word_gains(self.text, row, coder.weights[:, column], coder.features)
            for column in (coder.columns[kind].start + coder.labels[kind].index(label) for kind, label in targets)
        ]


def coded(frame: pd.DataFrame, knowledge: Knowledge, params: Classify) -> list[Coded]:
    """Each row of ``frame`` as :func:`code_statements` codes it, with the confidence of every label."""
    reading = read_statements(frame, knowledge)
    coder, logits = knowledge.coder, reading.logits
    codebook = knowledge.codebook
    known = {"category": codebook.categories, "stance": codebook.stances, "themes": codebook.themes}
    sure = {kind: (independent if kind == "themes" else exclusive)(found) for kind, found in logits.items()}
    support = {kind: found if kind == "themes" else _against_rest(found) for kind, found in logits.items()}

    def by_label(values: Mapping[str, npt.NDArray[np.float64]], row: int) -> dict[str, dict[str, float]]:
        whole = {
            kind: dict(zip(labels, values[kind][row].tolist(), strict=True))
            for kind, labels in coder.labels.items()
        }
        return {kind: {one: whole[kind][one] for one in known[kind] if one in whole[kind]} for kind in whole}

    return [
        Coded(row, by_label(sure, i), by_label(support, i), tuple(reading.hits[i]))
        for i, row in enumerate(code(reading, knowledge, params))
    ]


def _rows(texts: list[str], hits: Sequence[Sequence[Hit]], knowledge: Knowledge) -> sp.csr_matrix:
    return knowledge.coder.features.transform(texts, hits, knowledge.encoder.read(texts).logits)


def left(text: str, words: Words) -> str:
    """The text without some words, in whatever case, and everywhere.

    >>> left("De provincie laat niets horen.", frozenset({"niets", "de"}))
    'provincie laat horen.'
    """
    if not words:
        return text
    shorter = _WORD.sub(lambda word: "" if word[0].lower() in words else word[0], text)
    return re.sub(r"[^\S\n]{2,}", " ", shorter).strip()


def weights(recoder: Recoder, target: Target, words: Sequence[str]) -> tuple[list[Weight], list[Weight]]:
    """Words that weighed most for a label, and against it; heaviest first.

    Parameters
    ----------
    words : those to leave out in turn.
    """
    kind, label = target
    whole = recoder.whole
    found = []
    for word, without in zip(words, recoder.without(*(frozenset({word}) for word in words)), strict=True):
        lost = whole.support[kind][label] - without.support[kind][label]
        moved = abs(whole.confidences[kind][label] - without.confidences[kind][label])
        found.append((lost, moved, Weight(word, without.confidences[kind][label])))

    def heaviest(sign: int) -> list[Weight]:
        side = sorted((-sign * round(lost, 6), n) for n, (lost, moved, _) in enumerate(found) if moved >= FAINT)
        return [found[n][2] for key, n in side if key < 0][:SHOWN]

    return heaviest(1), heaviest(-1)


def change(recoder: Recoder, target: Target, words: Sequence[str], tried_on: int) -> Change | None:
    """The fewest words found, at most three, without which the coder no longer gives the label.

    Greedy: each time the word is left out without which the label has least support, given
    those left out before; then none is kept that is not needed. For a label that is not given:
    without which it is given. None when there is no word to leave out.

    Parameters
    ----------
    words : those to leave out in turn.
    tried_on : how many of these, the heaviest, to leave out beside the first.
    """
    kind, label = target
    had = recoder.whole.has(target)

    def support(choice: Words) -> float:
        value = recoder.without(choice)[0].support[kind][label]
        return round(value if had else -value, 6)

    out: Words = frozenset()
    candidates = list(words)
    while candidates and len(out) < MOST_LEFT_OUT:
        choices = [out | {word} for word in candidates]
        flipped = [c for c, r in zip(choices, recoder.without(*choices), strict=True) if r.has(target) != had]
        out = min(flipped or choices, key=support)
        if flipped:
            out = _needed(out, lambda choice: recoder.without(choice)[0].has(target) != had)
            break
        if len(out) == 1:  # what weighs little by itself is not tried along
            candidates = sorted(candidates, key=lambda word: support(frozenset({word})))
        candidates = [word for word in candidates if word not in out][:tried_on]
    if not out:
        return None
    result = recoder.without(out)[0]
    becomes = result.row["themes_status"] if kind == "themes" else result.row[kind]
    in_order = tuple(word for word in dict.fromkeys(plain_words(recoder.text)) if word in out)
    return Change(in_order, result.has(target) != had, becomes, result.confidences[kind][label])


def _needed(words: Words, flips: Callable[[Words], bool]) -> Words:
    for word in sorted(words):
        if len(words) > 1 and flips(words - {word}):
            words = words - {word}
    return words


def _against_rest(logits: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """(n, n_labels) log-odds of each label against all others together."""
    columns = range(logits.shape[1])
    rest = [logsumexp(np.delete(logits, column, axis=1), axis=1) for column in columns]
    return np.asarray(logits - np.stack(rest, axis=1), dtype=np.float64)


def _heaviest_first(gains: Mapping[str, float]) -> list[str]:
    return sorted(gains, key=lambda word: -abs(round(gains[word], 6)))
