"""From log-odds to what a coder says: probabilities, labels, and what it leaves to a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, softmax

from pipeline.measures.bootstrap import Bools, Floats


@dataclass(frozen=True)
class LabelPredictions:
    """What one coder says of each statement, for one kind of label.

    Attributes
    ----------
    labels : (n_statements, n_labels), whether it gives the label.
    probabilities : (n_statements, n_labels); None for a coder that gives none.
    undecided : (n_statements,), where it leaves the decision to a person; None for never.
    """

    labels: Bools
    probabilities: Floats | None = None
    undecided: Bools | None = None


Predictions = Mapping[str, LabelPredictions]  # per kind; a kind that a coder does not judge is not there
GoldLabels = Mapping[str, Bools]  # per kind (n_statements, n_labels), as a person coded them


def independent(logits: Floats) -> Floats:
    """Probability of each label on its own (a statement may have several), rounded to 3 decimals."""
    return np.asarray(np.round(expit(logits), 3), dtype=np.float64)


def exclusive(logits: Floats) -> Floats:
    """Probabilities of labels of which exactly one holds: rows sum to 1; rounded to 3 decimals."""
    return np.asarray(np.round(softmax(logits, axis=1), 3), dtype=np.float64)


def decide(probabilities: Floats, thresholds: Floats, *, abstention_margin: float = 0.0) -> tuple[Bools, Bools]:
    """Which labels hold, of those judged one by one, and which do so or miss by no more than the margin."""
    return probabilities >= thresholds, thresholds - probabilities <= abstention_margin


def of_logits(
    logits: Mapping[str, Floats], thresholds: Floats, *, abstention_margin: float | None = None
) -> dict[str, LabelPredictions]:
    """What log-odds say: themes by threshold, of the other kinds the most probable label.

    Parameters
    ----------
    logits : per kind (n_statements, n_labels).
    thresholds : (n_themes,), or a row for each statement; a theme holds from this probability on.
    abstention_margin : by how much a theme may miss its threshold for the statement to be undecided rather than
        without theme; None for a coder that never leaves the decision.
    """
    found = {}
    for kind, values in logits.items():
        if kind == "themes":
            probabilities = independent(values)
            said, near = decide(probabilities, thresholds, abstention_margin=abstention_margin or 0.0)
            undecided = np.asarray(~said.any(axis=1) & near.any(axis=1))
            found[kind] = LabelPredictions(said, probabilities, None if abstention_margin is None else undecided)
        else:
            probabilities = exclusive(values)
            most_probable = np.eye(values.shape[1], dtype=bool)[probabilities.argmax(axis=1)]
            found[kind] = LabelPredictions(most_probable, probabilities)
    return found
