"""The bundled coder and the language model as one coder: how heavy each weighs is learned from people.

One weight per kind of label, from 0 (the bundled coder alone) to 1 (the language model alone). It is the one with
which the two together do best on statements that people coded: those of the blind audit count once, those that
reviewers corrected half, as these were picked, and their label was seen. A statement that people coded gets the
weight that the other four fifths chose, so that the audit stays a fair judge; and where that does not beat the
bundled coder on the audit, the bundled coder stays. With fewer than forty audited statements nothing is learned.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.core.codebook import Codebook, numbers_of, split_themes
from pipeline.core.codes import NO_CONTENT, OFF_TOPIC
from pipeline.core.corpus import Corpus
from pipeline.core.tables import SECOND_CODER, read_table, records
from pipeline.measures.agreement import indicators, outcomes
from pipeline.measures.bootstrap import Bools, Floats

FEWEST = 40  # audited statements; with fewer a weight is a guess
KINDS = ("topic", "category", "stance", "themes")
_STEPS = 20  # a weight is a multiple of 1/20: finer cannot be told from some hundred statements
_FOLDS = 5
_CORRECTED = 0.5  # what a statement counts that people coded outside the audit
_BY_PERSON = "beoordelaar"
_DIGITS = 9

_CELLS = {"topic": "themes"}  # kinds whose cells have another name

Row = Mapping[str, str]


@dataclass(frozen=True)
class Weights:
    """How heavy the language model weighs, per kind and per statement.

    Attributes
    ----------
    audited : statements of the audit that both coders and people coded.
    overall : per kind the weight for statements that nobody coded, 0-1.
    own : per kind (n_statements,) the weight of each.
    sure : per kind how often it is right where it is followed against the bundled coder, 0-1; of topic unknown.
    """

    audited: int
    overall: Mapping[str, float]
    own: Mapping[str, Floats]
    sure: Mapping[str, float]


@dataclass(frozen=True)
class Both:
    """What the bundled coder and the language model say of the same statements, row by row.

    Attributes
    ----------
    answered : (n,), where the language model has an answer and may count.
    off : (n, 2) off topic, by the bundled coder and by the language model.
    confident : (n, n_themes) 0.5 and more where the bundled coder gives a theme, below where it does not.
    given : (n, n_themes) where the language model does.
    """

    bundled: Sequence[Row]
    model: Sequence[Row]
    answered: Bools
    off: Bools
    confident: Floats
    given: Bools

    @classmethod
    def of(cls, predictions: pd.DataFrame, second: pd.DataFrame, codebook: Codebook) -> "Both":
        """From rows of PREDICTIONS and of SECOND_CODER, by id."""
        bundled, said = records(predictions), {row["statement_id"]: row for row in records(second)}
        none = {**dict.fromkeys(second.columns, ""), "missing": "none"}
        model = [said.get(row["statement_id"], none) for row in bundled]
        themes, status = [*codebook.themes], "themes_status"
        pairs = list(zip(bundled, model, strict=True))
        sure = [numbers_of(row["theme_confidences"]) for row in bundled]
        has = indicators([split_themes(row["themes"]) for row in bundled], themes)
        confidence = np.array([[own.get(theme, 0.0) for theme in themes] for own in sure]).reshape(-1, len(themes))
        return cls(
            bundled,
            model,
            np.array([not m["missing"] and b[status] != NO_CONTENT for b, m in pairs], dtype=bool),
            # What stands under a heading that names a category is on topic: the report says so.
            np.array(
                [[row[status] == OFF_TOPIC and not b["category_given"] for row in (b, m)] for b, m in pairs],
                dtype=bool,
            ).reshape(-1, 2),
            np.where(has, 0.5 + confidence / 2, np.minimum(confidence, 0.98) / 2),
            indicators([split_themes(row["themes"]) for row in model], themes),
        )

    def is_off(self, weights: Floats | float) -> Bools:
        """(n,) off topic, when the language model weighs so much."""
        heavy = self.answered & (np.asarray(weights) > 0.5)
        return np.asarray(np.where(heavy, self.off[:, 1], self.off[:, 0]))

    def has(self, weights: Floats | float, off: Bools) -> Bools:
        """(n, n_themes) themes given, when the language model weighs so much."""
        weight = np.where(self.answered, np.broadcast_to(weights, len(self.answered)), 0.0)[:, None]
        score = np.round((1 - weight) * self.confident + weight * self.given, _DIGITS)
        return np.asarray((score >= 0.5) & ~off[:, None])

    def label(self, kind: str, row: int, weight: float) -> tuple[str, bool]:
        """A category or stance, and whether it is the language model's against the bundled coder."""
        ours, other = self.bundled[row][kind], self.model[row][kind]
        if not self.answered[row] or not other or other == ours:
            return ours, False
        sure = float(self.bundled[row][f"{kind}_confidence"] or 0)
        theirs = not ours or weight > round((1 - weight) * sure, _DIGITS)
        return (other, True) if theirs else (ours, False)


def said_of(corpus: Corpus) -> pd.DataFrame:
    """Rows of SECOND_CODER; none where no language model was asked."""
    path = corpus.language_model / "taalmodel.csv"
    return read_table(path, SECOND_CODER) if path.is_file() else SECOND_CODER.empty()


def learned(both: Both, labels: pd.DataFrame, codebook: Codebook) -> Weights:
    """The weights, from what people said: rows of LABELS, in the order of the predictions."""
    has_content = (labels["themes_status"] != NO_CONTENT).to_numpy()
    audit = both.answered & (labels["audit"] == "ja").to_numpy() & has_content
    overall, own = dict.fromkeys(KINDS, 0.0), {kind: np.zeros(len(labels)) for kind in KINDS}
    sure = dict.fromkeys(KINDS, 0.5)
    if (audited := int(audit.sum())) < FEWEST:
        return Weights(audited, overall, own, sure)
    folds = np.array([_fold(statement) for statement in labels["statement_id"]])
    for kind in KINDS:
        by_person = labels[f"{_CELLS.get(kind, kind)}_provenance"] == _BY_PERSON
        coded = both.answered & has_content & by_person.to_numpy()
        truth = _Truth(kind, both, labels, codebook, own["topic"], coded)
        counts = np.where(audit, 1.0, _CORRECTED)[:, None] * coded[:, None]
        tried = np.stack([truth.hits(step / _STEPS) * counts for step in range(_STEPS + 1)])
        best = {fold: _best(tried[:, folds != fold]) for fold in range(_FOLDS)}
        whole = _best(tried)
        steps = np.where(coded, [best[fold] for fold in folds], whole)
        crossed = tried[steps, np.arange(len(labels))]
        if _figure(crossed[audit]) > _figure(tried[0, audit]):
            overall[kind], own[kind] = whole / _STEPS, steps / _STEPS
            sure[kind] = truth.sure(own[kind])
    return Weights(audited, overall, own, sure)


def _fold(statement: str) -> int:
    return int(hashlib.sha256(statement.encode()).hexdigest(), 16) % _FOLDS


def _best(tried: Floats) -> int:
    """The step with the highest figure, of several the one nearest to the bundled coder alone."""
    return int(np.argmax([round(_figure(hits), _DIGITS) for hits in tried]))


def _figure(hits: Floats) -> float:
    """Share of hits (n, 2), 0 without any."""
    right, whole = hits.sum(axis=0)
    return float(right / whole) if whole else 0.0


class _Truth:
    """What people said of one kind of label, and how often the two coders together agree with them.

    Attributes
    ----------
    coded : (n,), where people said it.
    """

    def __init__(
        self, kind: str, both: Both, labels: pd.DataFrame, codebook: Codebook, topic: Floats, coded: Bools
    ) -> None:
        self.kind, self.both, self.off, self.coded = kind, both, both.is_off(topic), coded
        self.labels = labels[_CELLS.get(kind, kind)].tolist()
        if kind == "topic":
            self.is_off = (labels["themes_status"] == OFF_TOPIC).to_numpy()
        if kind == "themes":
            self.themes = indicators([split_themes(cell) for cell in self.labels], [*codebook.themes])

    def hits(self, weight: float) -> Floats:
        """(n, 2) per statement: right, and what that is a share of. Of themes F1: twice what is right, and that
        with what is wrong or missed.
        """
        if self.kind == "topic":
            right = self.is_off == self.both.is_off(weight)
            return np.column_stack([right, np.ones(len(right))])
        if self.kind == "themes":
            found = outcomes(self.themes, self.both.has(weight, self.off)).sum(axis=1)
            return np.column_stack([2 * found[:, 0], 2 * found[:, 0] + found[:, 1] + found[:, 2]]).astype(float)
        found = np.zeros((len(self.labels), 2))
        for row in np.flatnonzero(self.coded).tolist():
            own = self.labels[row]
            found[row] = self.both.label(self.kind, row, weight)[0] == own, own != ""
        return found

    def sure(self, weights: Floats) -> float:
        """How often the language model is right where it is followed against the bundled coder; a half of none."""
        if self.kind == "themes":
            followed = self.both.has(weights, self.off) & (self.both.confident < 0.5) & self.coded[:, None]
            return float(1 + (followed & self.themes).sum()) / float(2 + followed.sum())
        rows = np.flatnonzero(self.coded).tolist() if self.kind != "topic" else ()
        found = [(row, *self.both.label(self.kind, row, weights[row])) for row in rows]
        won = [label == self.labels[row] for row, label, theirs in found if theirs]
        return float(1 + sum(won)) / float(2 + len(won))
