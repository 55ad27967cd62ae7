"""Trials: statements that annotators coded, and what coders that had not seen them say of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from pipeline.coder.model.heads import decide, exclusive, independent
from pipeline.coder.rules.rules import Hit
from pipeline.measures.classification import Bools, Floats, Ints


@dataclass(frozen=True)
class Judged:
    """What one coder says of each statement, for one kind of label.

    Attributes
    ----------
    said : (n_statements, n_labels)
    probabilities : (n_statements, n_labels); None for a coder that gives none.
    undecided : (n_statements,), where it leaves the decision to a person; None for never.
    """

    said: Bools
    probabilities: Floats | None = None
    undecided: Bools | None = None


Outcome = Mapping[str, Judged]  # per kind; a kind that a coder does not judge is not there


@dataclass(frozen=True)
class Trial:
    """One set of statements.

    Attributes
    ----------
    truth : per kind (n_statements, n_labels), as an annotator coded it.
    families : (n_statements,), number of the family of each; families are drawn whole for intervals.
    coder : what the coder says.
    baselines : name -> what another, simpler coder says.
    second : as ``truth``, by a second annotator who had not seen the first one's labels.
    """

    truth: Mapping[str, Bools]
    families: Ints
    coder: Outcome
    baselines: Mapping[str, Outcome] = field(default_factory=dict)
    second: Mapping[str, Bools] | None = None


def judged(logits: Mapping[str, Floats], thresholds: Floats, *, doubt: float | None = None) -> Outcome:
    """What log-odds say.

    Parameters
    ----------
    logits : per kind (n_statements, n_labels).
    thresholds : (n_themes,); a theme holds from this probability on.
    doubt : as ``classify.doubt``: by how much a theme may miss its threshold for the statement to be
        undecided rather than without theme; None for a coder that never leaves the decision.
    """
    found = {}
    for kind, values in logits.items():
        if kind == "themes":
            probabilities = independent(values)
            decision = decide(probabilities, thresholds, doubt=doubt or 0.0)
            found[kind] = Judged(decision.said, probabilities, None if doubt is None else decision.undecided)
        else:
            probabilities = exclusive(values)
            said = np.eye(values.shape[1], dtype=bool)[probabilities.argmax(axis=1)]
            found[kind] = Judged(said, probabilities)
    return found


def majority(learned: Mapping[str, Bools], n_statements: int) -> Outcome:
    """Always the commonest label of what was learned from, as sure as that label is common."""
    found = {}
    for kind, truth in learned.items():
        shares = truth.mean(axis=0)
        said = np.zeros((n_statements, len(shares)), dtype=bool)
        said[:, shares.argmax()] = True
        found[kind] = Judged(said, np.tile(shares, (n_statements, 1)))
    return found


def majority_of_others(truth: Mapping[str, Bools], folds: Ints) -> Outcome:
    """As :func:`majority`, in cross-validation: each fold gets the commonest label of the others."""
    found = {}
    for kind, own in truth.items():
        said, shares = np.zeros_like(own), np.zeros(own.shape)
        for fold in np.unique(folds):
            here = folds == fold
            others = own[~here] if (~here).any() else own
            part = majority({kind: others}, int(here.sum()))[kind]
            said[here], shares[here] = part.said, part.probabilities
        found[kind] = Judged(said, shares)
    return found


def by_rules(hits: Sequence[Sequence[Hit]], labels: Mapping[str, Sequence[str]]) -> Outcome:
    """Every label that a rule found, and no other; there are no rules for the category."""
    found = {}
    for kind in ("stance", "themes"):
        names = {label: column for column, label in enumerate(labels[kind])}
        said = np.zeros((len(hits), len(names)), dtype=bool)
        for row, own in enumerate(hits):
            said[row, [names[hit.label] for hit in own if hit.label in names]] = True
        found[kind] = Judged(said)
    return found
