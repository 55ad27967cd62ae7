"""The figures of one coder on one trial, as plain data for metrics.json."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from pipeline.coder.evaluation.evaluation_set import Judged, Outcome, Trial
from pipeline.measures.classification import (
    Bools,
    Counts,
    Draws,
    Floats,
    brier,
    calibration_error,
    interval,
    macro_f1,
    micro_f1,
    reliability,
)
from pipeline.measures.krippendorff_interval import alpha

SURE = 0.9  # confidence from which a label should be right nine times out of ten
NOTHING = "none"  # column of the confusion table for statements that got no label
_MOST_CONFUSED = 5  # pairs of themes listed


def figures_of(
    trial: Trial, labels: Mapping[str, Sequence[str]], draws: Draws, neighbours: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    """All figures of a trial: the coder per kind, its baselines in brief, and the annotators where there are two.

    Parameters
    ----------
    labels : per kind the label ids, in column order.
    draws : of the trial's families.
    neighbours : pairs of themes to show apart, as they are easily taken for each other.
    """
    found: dict[str, Any] = {
        kind: kind_figures(trial.truth[kind], own, labels[kind], draws) for kind, own in trial.coder.items()
    }
    for kind in ("category", "stance"):
        found[kind]["confusion"] = confusion(trial.truth[kind], trial.coder[kind].said, labels[kind])
    truth, said = trial.truth["themes"], trial.coder["themes"].said
    found["themes"]["neighbours"] = {
        f"{one}/{other}": neighbour_table(truth, said, labels["themes"], (one, other))
        for one, other in neighbours
        if one in labels["themes"] and other in labels["themes"]
    }
    found["themes"]["most_confused"] = most_confused(truth, said, labels["themes"])
    found["baselines"] = {name: brief(trial.truth, own, draws) for name, own in trial.baselines.items()}
    if trial.second is not None:
        found["annotators"] = between_annotators(trial.truth, trial.second, trial.coder, draws)
    return found


def kind_figures(truth: Bools, own: Judged, labels: Sequence[str], draws: Draws) -> dict[str, Any]:
    """Of one kind. F1 counts an undecided statement as it stands; ``decided`` leaves those out."""
    counts, drawn = Counts.of(truth, own.said), draws.counts(truth, own.said)
    found = _averages(truth, own.said, drawn)
    if own.probabilities is not None:
        found |= _confidence(truth, own.said, own.probabilities, draws)
    if own.undecided is not None:
        decided = ~own.undecided
        found |= {
            "undecided": _figure(float(own.undecided.mean())),
            "micro_f1_decided": _figure(micro_f1(truth[decided], own.said[decided])),
            "macro_f1_decided": _figure(macro_f1(truth[decided], own.said[decided])),
        }
    found["labels"] = {
        label: {
            "precision": _figure(counts.precision[j]),
            "precision_interval": interval(drawn.precision[:, j]),
            "recall": _figure(counts.recall[j]),
            "recall_interval": interval(drawn.recall[:, j]),
            "f1": _figure(counts.f1[j]),
            "f1_interval": interval(drawn.f1[:, j]),
            "support": int(truth[:, j].sum()),
            "said": int(own.said[:, j].sum()),
        }
        for j, label in enumerate(labels)
    }
    return found


def brief(truth: Mapping[str, Bools], outcome: Outcome, draws: Draws) -> dict[str, dict[str, Any]]:
    """Per kind the averages, and how far the probabilities are off where there are any."""
    found = {}
    for kind, own in outcome.items():
        found[kind] = _averages(truth[kind], own.said, draws.counts(truth[kind], own.said))
        if own.probabilities is not None:
            found[kind] |= {
                "brier": _figure(brier(truth[kind], own.probabilities)),
                "calibration_error": _figure(calibration_error(truth[kind], own.probabilities)),
            }
    return found


def between_annotators(
    truth: Mapping[str, Bools], second: Mapping[str, Bools], outcome: Outcome, draws: Draws
) -> dict[str, dict[str, Any]]:
    """Per kind how two annotators agree, and the coder with each: the ruler, and what it measures."""
    found = {}
    for kind, own in outcome.items():
        pairs = {
            "first_and_second": (truth[kind], second[kind]),
            "coder_and_first": (truth[kind], own.said),
            "coder_and_second": (second[kind], own.said),
        }
        found[kind] = {
            name: _averages(one, other, draws.counts(one, other)) | _alpha(one, other, draws)
            for name, (one, other) in pairs.items()
        }
    return found


def confusion(truth: Bools, said: Bools, labels: Sequence[str]) -> dict[str, dict[str, int]]:
    """True label -> label said -> statements, for kinds of which exactly one label holds."""
    columns = np.column_stack([said, ~said.any(axis=1)])
    table = truth.astype(int).T @ columns.astype(int)
    return {
        label: dict(zip([*labels, NOTHING], row, strict=True))
        for label, row in zip(labels, table.tolist(), strict=True)
    }


def neighbour_table(
    truth: Bools, said: Bools, labels: Sequence[str], pair: tuple[str, str]
) -> dict[str, dict[str, int]]:
    """What of two themes is true (rows) and said (columns): one, the other, both or neither -> statements."""
    names = ("neither", *pair, "both")
    one, other = (labels.index(label) for label in pair)
    row, column = (cells[:, one] + 2 * cells[:, other].astype(int) for cells in (truth, said))
    table = np.bincount(4 * row + column, minlength=16).reshape(4, 4).tolist()
    return {name: dict(zip(names, counts, strict=True)) for name, counts in zip(names, table, strict=True)}


def most_confused(truth: Bools, said: Bools, labels: Sequence[str]) -> list[dict[str, Any]]:
    """Pairs of labels in the order of how often one was said, wrongly, where the other was missed."""
    taken = (truth & ~said).astype(int).T @ (~truth & said).astype(int)  # [missed, said instead]
    both = np.triu(taken + taken.T, k=1)
    worst = sorted(zip(*np.nonzero(both), strict=True), key=lambda pair: (-both[pair], pair))
    return [
        {"pair": [labels[i], labels[j]], "first_missed": int(taken[i, j]), "second_missed": int(taken[j, i])}
        for i, j in worst[:_MOST_CONFUSED]
    ]


def _averages(truth: Bools, said: Bools, drawn: Counts) -> dict[str, Any]:
    return {
        "micro_f1": _figure(micro_f1(truth, said)),
        "micro_f1_interval": interval(drawn.together().f1[:, 0]),
        "macro_f1": _figure(macro_f1(truth, said)),
        "macro_f1_interval": interval(drawn.macro_f1),
    }


def _alpha(one: Bools, other: Bools, draws: Draws) -> dict[str, Any]:
    found = alpha(one, other, draws)
    return {"alpha": found.alpha, "alpha_interval": found.interval}


def _confidence(truth: Bools, said: Bools, probabilities: Floats, draws: Draws) -> dict[str, Any]:
    """Over all (statement, label) pairs, and over the labels that were given: there each mistake shows."""
    sure = probabilities >= SURE
    drawn = draws.sums(np.column_stack([(sure & truth).sum(axis=1), sure.sum(axis=1)]))
    shares = np.divide(drawn[:, 0], drawn[:, 1], out=np.full(len(drawn), np.nan), where=drawn[:, 1] > 0)
    return {
        "brier": _figure(brier(truth, probabilities)),
        "calibration_error": _figure(calibration_error(truth, probabilities)),
        "calibration_error_given": _figure(calibration_error(truth[said], probabilities[said])),
        "sure": int(sure.sum()),
        "right_when_sure": _figure(float(truth[sure].mean())) if sure.any() else None,
        "right_when_sure_interval": interval(shares),
        "reliability": _curve(truth, probabilities),
        "reliability_given": _curve(truth[said], probabilities[said]),
    }


def _curve(right: Bools, confidence: Floats) -> list[dict[str, Any]]:
    return [
        {"from": b.low, "n": b.n, "confidence": _figure(b.confidence), "right": _figure(b.right)}
        for b in reliability(right, confidence)
        if b.n
    ]


def _figure(value: float | np.floating[Any]) -> float | None:
    """Four decimals; None where there is nothing to divide by."""
    return None if np.isnan(value) else round(float(value), 4)
