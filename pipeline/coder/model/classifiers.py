"""The linear classifiers that are fitted in training: one per kind of label, view and fold.

They are many and each stands by itself, so processes share the work. In threads, liblinear's fits
would draw from one row of chance, in any order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from pipeline.coder.model.corrections import Corrections
from pipeline.coder.model.heads import Linear, fit_linear
from pipeline.core.parallel import cores, each
from pipeline.core.params import Train

ALL_SEEN = -1  # fold that no statement is in: the classifier that has seen all
_FEW = 200_000  # numbers, about 1,000 statements: to start processes for fewer takes longer than they save

Task = tuple[str, str, int]  # kind, view, fold that the classifier does not see


@dataclass(frozen=True)
class Material:
    """What classifiers are fitted on.

    Attributes
    ----------
    rows : per view (n_examples, n_columns).
    truths : per kind (n_examples, n_labels).
    folds : (n_examples,)
    taught : per view (n_corrections, n_columns): ``corrections.rows``.
    """

    rows: Mapping[str, sp.csr_matrix]
    truths: Mapping[str, npt.NDArray[np.bool_]]
    folds: npt.NDArray[np.int_]
    params: Train
    corrections: Corrections | None = None
    taught: Mapping[str, sp.csr_matrix] = field(default_factory=dict)


def fit_classifiers(tasks: Sequence[Task], material: Material) -> dict[Task, Linear]:
    """The classifier of each task; the same whatever the number of processes."""
    # The longest first: no process is left with one while the others are done.
    ordered = sorted(tasks, key=lambda task: -material.truths[task[0]].shape[1] * material.rows[task[1]].nnz)
    few = sum(rows.nnz for rows in material.rows.values()) < _FEW
    return dict(zip(ordered, each(ordered, _fit, material, processes=1 if few else cores()), strict=True))


def _fit(material: Material, task: Task) -> Linear:
    kind, view, fold = task
    params, corrections = material.params, material.corrections
    where = material.folds != fold
    learned, truth, weights = material.rows[view][where], material.truths[kind][where], np.ones(where.sum())
    if corrections:
        known = corrections.known[kind]
        learned = sp.vstack([learned, material.taught[view][known]], format="csr")
        truth = np.vstack([truth, corrections.truth[kind][known]])
        weights = np.concatenate([weights, corrections.weights[known] * params.correction_weight])
    return fit_linear(
        learned,
        truth,
        regularisation_c=params.regularisation_c,
        balanced=kind != "themes",
        seed=params.seed,
        weights=weights,
    )
