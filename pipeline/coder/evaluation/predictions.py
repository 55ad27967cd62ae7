"""What a coder says of statements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from pipeline.coder.model.heads import decide, exclusive, independent
from pipeline.coder.model.training import Answers
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


def of_logits(
    logits: Mapping[str, Floats], thresholds: Floats, *, abstention_margin: float | None = None
) -> Predictions:
    """What log-odds say.

    Parameters
    ----------
    logits : per kind (n_statements, n_labels).
    thresholds : (n_themes,); a theme holds from this probability on.
    abstention_margin : by how much a theme may miss its threshold for the statement to be undecided rather than
        without theme; None for a coder that never leaves the decision.
    """
    found = {}
    for kind, values in logits.items():
        if kind == "themes":
            probabilities = independent(values)
            decision = decide(probabilities, thresholds, abstention_margin=abstention_margin or 0.0)
            undecided = None if abstention_margin is None else decision.undecided
            found[kind] = LabelPredictions(decision.said, probabilities, undecided)
        else:
            probabilities = exclusive(values)
            most_probable = np.eye(values.shape[1], dtype=bool)[probabilities.argmax(axis=1)]
            found[kind] = LabelPredictions(most_probable, probabilities)
    return found


def of_answers(answers: Mapping[str, Answers]) -> Predictions:
    """What training found by cross-validation."""
    return {kind: LabelPredictions(own.said, np.asarray(own.probabilities)) for kind, own in answers.items()}
