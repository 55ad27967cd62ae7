"""The figures of a trained coder as plain data, beside two baselines on the same folds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from pipeline.codebook import Codebook
from pipeline.coding.learning import KINDS, Answers, Learned
from pipeline.coding.metrics import (
    Bools,
    Ints,
    agreement,
    brier,
    calibration_error,
    counts_interval,
    macro_f1,
    micro_f1,
    rounded,
)
from pipeline.coding.rules import Hit
from pipeline.coding.training import TrainingSet
from pipeline.params import Train

SURE = 0.9  # confidence from which a label should be right nine times out of ten


def report(
    training: TrainingSet,
    hits: Sequence[Sequence[Hit]],
    learned: Learned,
    codebook: Codebook,
    params: Train,
    *,
    language: str,
) -> dict[str, Any]:
    """All figures; every one from statements that the coder had not seen when it judged them."""
    labels = dict(
        zip(KINDS, (tuple(codebook.categories), tuple(codebook.stances), tuple(codebook.themes)), strict=True)
    )
    return {
        "measured_on": f"{params.folds}-fold cross-validation of the training statements, families kept together",
        "codebook": codebook.version,
        "language_pipeline": language,
        "statements": len(training.examples),
        "families": int(learned.families.max()) + 1,
        "training_lines": training.ledger.as_json(),
        **{kind: _kind(learned.answers[kind], labels[kind], learned, params) for kind in KINDS},
        "thresholds": dict(zip(labels["themes"], rounded(learned.thresholds.tolist()), strict=True)),
        "baselines": _baselines(learned, hits, labels["themes"]),
        "rules": rule_figures(hits, learned.answers, labels),
    }


def _kind(answers: Answers, labels: Sequence[str], learned: Learned, params: Train) -> dict[str, Any]:
    truth, said = answers.truth, answers.said
    low, high = counts_interval(truth, said, learned.families, samples=params.bootstrap_samples, seed=params.seed)
    sure = answers.probabilities >= SURE
    per_label = {}
    for j, label in enumerate(labels):
        figures = agreement(truth[:, j], said[:, j])
        per_label[label] = {
            "precision": round(figures.precision, 4),
            "recall": round(figures.recall, 4),
            "f1": round(figures.f1, 4),
            "f1_interval": rounded([low[j], high[j]]),
            "support": figures.support,
        }
    return {
        "micro_f1": round(micro_f1(truth, said), 4),
        "micro_f1_interval": rounded([low[-1], high[-1]]),
        "macro_f1": round(macro_f1(truth, said), 4),
        "brier": round(brier(truth, answers.probabilities), 4),
        "calibration_error": round(calibration_error(truth, answers.probabilities), 4),
        "right_when_sure": round(float(truth[sure].mean()), 4) if sure.any() else None,
        "labels": per_label,
    }


def _baselines(learned: Learned, hits: Sequence[Sequence[Hit]], themes: Sequence[str]) -> dict[str, Any]:
    found: dict[str, Any] = {"majority": {}}
    for kind in ("category", "stance"):
        truth = learned.answers[kind].truth
        said = _majority(truth, learned.folds)
        found["majority"][kind] = {
            "micro_f1": round(micro_f1(truth, said), 4),
            "macro_f1": round(macro_f1(truth, said), 4),
        }
    truth = learned.answers["themes"].truth
    said = _majority(truth, learned.folds)
    by_rule = np.array([[any(hit.label == theme for hit in own) for theme in themes] for own in hits])
    for name, answer in (("majority", said), ("rules_only", by_rule)):
        found.setdefault(name, {})["themes"] = {
            "micro_f1": round(micro_f1(truth, answer), 4),
            "macro_f1": round(macro_f1(truth, answer), 4),
        }
    return found


def _majority(truth: Bools, folds: Ints) -> Bools:
    """Always the label that the other folds have most."""
    said = np.zeros_like(truth)
    for fold in np.unique(folds):
        said[folds == fold, truth[folds != fold].sum(axis=0).argmax()] = True
    return said


def rule_figures(
    hits: Sequence[Sequence[Hit]], answers: Mapping[str, Answers], labels: dict[str, tuple[str, ...]]
) -> dict[str, dict[str, Any]]:
    """Per rule: statements in which it found something, precision, and share of its label's statements."""
    places = {label: (kind, column) for kind in ("stance", "themes") for column, label in enumerate(labels[kind])}
    found: dict[str, list[int]] = {}
    for row, own in enumerate(hits):
        for name in dict.fromkeys(f"{hit.label}: {hit.rule}" for hit in own):
            found.setdefault(name, []).append(row)
    figures: dict[str, dict[str, Any]] = {}
    for name, rows in sorted(found.items()):
        kind, column = places[name.partition(": ")[0]]
        truth = answers[kind].truth[:, column]
        right = int(truth[rows].sum())
        figures[name] = {
            "found": len(rows),
            "precision": round(right / len(rows), 4),
            "coverage": round(right / max(int(truth.sum()), 1), 4),
        }
    return figures
