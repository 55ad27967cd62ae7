"""The figures of one coder on one evaluation set, as plain data for metrics.json."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from pipeline.coder.evaluation.evaluation_set import EvaluationSet
from pipeline.coder.model.predictions import GoldLabels, LabelPredictions, Predictions
from pipeline.measures import agreement
from pipeline.measures.agreement import Counts
from pipeline.measures.bootstrap import DECIMALS, Bools, Bootstrap, Floats, interval

SURE = 0.9  # confidence from which a label should be right nine times out of ten
NOTHING = "none"  # column of the confusion table for statements that got no label
_MOST_CONFUSED = 5  # pairs of themes listed


def set_figures(
    evaluated: EvaluationSet,
    labels: Mapping[str, Sequence[str]],
    bootstrap: Bootstrap,
    neighbours: Sequence[tuple[str, str]],
) -> dict[str, Any]:
    """All figures of a set: the coder per kind, its baselines in brief, and the annotators where there are two.

    Parameters
    ----------
    labels : per kind the label ids, in column order.
    bootstrap : of the set's groups.
    neighbours : pairs of themes to show apart, as they are easily taken for each other.
    """
    truth, coder = evaluated.truth, evaluated.coder
    found: dict[str, Any] = {
        kind: label_figures(truth[kind], predictions, labels[kind], bootstrap)
        for kind, predictions in coder.items()
    }
    for kind in ("category", "stance"):
        found[kind]["confusion"] = confusion(truth[kind], coder[kind].labels, labels[kind])
    themes = truth["themes"], coder["themes"].labels, labels["themes"]
    found["themes"]["neighbours"] = {
        "/".join(pair): neighbour_table(*themes, pair) for pair in neighbours if set(pair) <= set(labels["themes"])
    }
    found["themes"]["most_confused"] = most_confused(*themes)
    found["baselines"] = {
        name: averages(truth, predictions, bootstrap) for name, predictions in evaluated.baselines.items()
    }
    if evaluated.second is not None:
        found["annotators"] = between_annotators(truth, evaluated.second, coder, bootstrap)
    return found


def label_figures(
    truth: Bools, predictions: LabelPredictions, labels: Sequence[str], bootstrap: Bootstrap
) -> dict[str, Any]:
    """Figures of one kind of label: averages, confidence, and precision, recall and F1 of each label.

    F1 counts an undecided statement as it stands; ``decided`` leaves those out.
    """
    predicted = predictions.labels
    counts, drawn = Counts.of(truth, predicted), Counts.drawn(truth, predicted, bootstrap)
    found = _averages(truth, predicted, drawn, predictions.probabilities)
    if predictions.probabilities is not None:
        found |= _confidence(truth, predicted, predictions.probabilities, bootstrap)
    if predictions.undecided is not None:
        decided = ~predictions.undecided
        found |= {
            "undecided": _figure(float(predictions.undecided.mean())),
            "micro_f1_decided": _figure(agreement.micro_f1(truth[decided], predicted[decided])),
            "macro_f1_decided": _figure(agreement.macro_f1(truth[decided], predicted[decided])),
        }
    measures = {name: (getattr(counts, name), getattr(drawn, name)) for name in ("precision", "recall", "f1")}
    found["labels"] = {
        label: {
            key: value
            for name, (figures, spread) in measures.items()
            for key, value in ((name, _figure(figures[j])), (f"{name}_interval", interval(spread[:, j])))
        }
        | {"support": int(truth[:, j].sum()), "said": int(predicted[:, j].sum())}
        for j, label in enumerate(labels)
    }
    return found


def averages(truth: GoldLabels, predictions: Predictions, bootstrap: Bootstrap) -> dict[str, dict[str, Any]]:
    """Per kind micro and macro F1, and how far the probabilities are off where there are any."""
    found = {}
    for kind, own in predictions.items():
        drawn = Counts.drawn(truth[kind], own.labels, bootstrap)
        found[kind] = _averages(truth[kind], own.labels, drawn, own.probabilities)
    return found


def between_annotators(
    truth: GoldLabels, second: GoldLabels, coder: Predictions, bootstrap: Bootstrap
) -> dict[str, dict[str, Any]]:
    """Per kind how two annotators agree, and the coder with each: the ruler, and what it measures."""
    found: dict[str, dict[str, Any]] = {}
    for kind, own in coder.items():
        pairs = {
            "first_and_second": (truth[kind], second[kind]),
            "coder_and_first": (truth[kind], own.labels),
            "coder_and_second": (second[kind], own.labels),
        }
        found[kind] = {}
        for name, (one, other) in pairs.items():
            alpha, spread = agreement.between_two(one, other, bootstrap)
            shared = _averages(one, other, Counts.drawn(one, other, bootstrap))
            found[kind][name] = shared | {"alpha": alpha, "alpha_interval": spread}
    return found


def confusion(truth: Bools, predicted: Bools, labels: Sequence[str]) -> dict[str, dict[str, int]]:
    """True label -> label given -> statements, for kinds of which exactly one label holds."""
    columns = np.column_stack([predicted, ~predicted.any(axis=1)])
    table = truth.astype(int).T @ columns.astype(int)
    return {
        label: dict(zip([*labels, NOTHING], row, strict=True))
        for label, row in zip(labels, table.tolist(), strict=True)
    }


def neighbour_table(
    truth: Bools, predicted: Bools, labels: Sequence[str], pair: tuple[str, str]
) -> dict[str, dict[str, int]]:
    """What of two themes is true (rows) and given (columns): one, the other, both or neither -> statements."""
    names = ("neither", *pair, "both")
    one, other = (labels.index(label) for label in pair)
    row, column = (cells[:, one] + 2 * cells[:, other].astype(int) for cells in (truth, predicted))
    table = np.bincount(4 * row + column, minlength=16).reshape(4, 4).tolist()
    return {name: dict(zip(names, counts, strict=True)) for name, counts in zip(names, table, strict=True)}


def most_confused(truth: Bools, predicted: Bools, labels: Sequence[str]) -> list[dict[str, Any]]:
    """Pairs of labels in the order of how often one was given, wrongly, where the other was missed."""
    taken = (truth & ~predicted).astype(int).T @ (~truth & predicted).astype(int)  # [missed, given instead]
    both = np.triu(taken + taken.T, k=1)
    worst = sorted(zip(*np.nonzero(both), strict=True), key=lambda pair: (-both[pair], pair))
    return [
        {"pair": [labels[i], labels[j]], "first_missed": int(taken[i, j]), "second_missed": int(taken[j, i])}
        for i, j in worst[:_MOST_CONFUSED]
    ]


def _averages(truth: Bools, predicted: Bools, drawn: Counts, stated: Floats | None = None) -> dict[str, Any]:
    averages = {
        "micro_f1": _figure(agreement.micro_f1(truth, predicted)),
        "micro_f1_interval": interval(drawn.micro().f1),
        "macro_f1": _figure(agreement.macro_f1(truth, predicted)),
        "macro_f1_interval": interval(drawn.macro_f1),
    }
    if stated is None:
        return averages
    brier, error = agreement.brier(truth, stated), agreement.calibration_error(truth, stated)
    return {**averages, "brier": _figure(brier), "calibration_error": _figure(error)}


def _confidence(truth: Bools, predicted: Bools, probabilities: Floats, bootstrap: Bootstrap) -> dict[str, Any]:
    """Over all (statement, label) pairs, and over the labels that were given: there each mistake shows."""
    sure, given = probabilities >= SURE, (truth[predicted], probabilities[predicted])
    drawn = bootstrap.sums(np.column_stack([(sure & truth).sum(axis=1), sure.sum(axis=1)]))
    return {
        "calibration_error_given": _figure(agreement.calibration_error(*given)),
        "sure": int(sure.sum()),
        "right_when_sure": _figure(float(truth[sure].mean())) if sure.any() else None,
        "right_when_sure_interval": interval(agreement.ratio(drawn[:, 0], drawn[:, 1])),
        "reliability": _curve(truth, probabilities),
        "reliability_given": _curve(*given),
    }


def _curve(right: Bools, confidence: Floats) -> list[dict[str, Any]]:
    return [
        {"from": low, "n": n, "confidence": _figure(stated), "right": _figure(came)}
        for low, n, stated, came in agreement.reliability(right, confidence)
        if n
    ]


def _figure(value: float | np.floating[Any]) -> float | None:
    """As in a report; None where there is nothing to divide by."""
    return None if np.isnan(value) else round(float(value), DECIMALS)
