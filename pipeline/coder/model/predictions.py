"""From log-odds to what a coder says: probabilities, labels, and what it leaves to a person."""

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


TOPIC = "topic"  # the kind of label that says what a statement is about; its one label: something else
OF_TOPIC = frozenset({"category", "themes"})  # kinds of which a statement that is off topic has no label

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
    logits: Mapping[str, Floats], thresholds: Mapping[str, Floats], *, abstention_margin: float | None = None
) -> dict[str, LabelPredictions]:
    """What log-odds say: of kinds with thresholds each label by its own, of the others the most probable one.

    A statement that is off topic has no category and no themes.

    Parameters
    ----------
    logits : per kind (n_statements, n_labels).
    thresholds : per kind (n_labels,), or a row for each statement; a label holds from this probability on.
    abstention_margin : by how much a theme may miss its threshold for the statement to be undecided rather than
        without theme; None for a coder that never leaves the decision.
    """
    found = {}
    for kind, values in logits.items():
        if kind in thresholds:
            probabilities = independent(values)
            said, near = decide(probabilities, thresholds[kind], abstention_margin=abstention_margin or 0.0)
            undecided = np.asarray(~said.any(axis=1) & near.any(axis=1))
            never = abstention_margin is None or kind == TOPIC
            found[kind] = LabelPredictions(said, probabilities, None if never else undecided)
        else:
            probabilities = exclusive(values)
            most_probable = np.eye(values.shape[1], dtype=bool)[probabilities.argmax(axis=1)]
            found[kind] = LabelPredictions(most_probable, probabilities)
    if TOPIC in found:
        on_topic: Bools = ~np.any(found[TOPIC].labels, axis=1, keepdims=True)
        for kind in OF_TOPIC & found.keys():
            own = found[kind]
            left = None if own.undecided is None else np.logical_and(own.undecided, on_topic[:, 0])
            found[kind] = LabelPredictions(own.labels & on_topic, own.probabilities, left)
    return found
