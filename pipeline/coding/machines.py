"""The linear machines that are fitted in training: one per kind of label, view and fold.

They are many and each stands by itself, so processes share the work. In threads, liblinear's fits
would draw from one row of chance, in any order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from pipeline.coding.heads import Linear, fit_linear
from pipeline.coding.lessons import Lessons
from pipeline.coding.side_by_side import cores, each
from pipeline.params import Train

ALL_SEEN = -1  # fold that no statement is in: the machine that has seen all
_FEW = 200_000  # numbers, about 1,000 statements: to start processes for fewer takes longer than they save

Task = tuple[str, str, int]  # kind, view, fold that the machine does not see


@dataclass(frozen=True)
class Material:
    """What machines are fitted on.

    Attributes
    ----------
    rows : per view (n_examples, n_columns).
    truths : per kind (n_examples, n_labels).
    folds : (n_examples,)
    taught : per view (n_lessons, n_columns): ``lessons.rows``.
    """

    rows: Mapping[str, sp.csr_matrix]
    truths: Mapping[str, npt.NDArray[np.bool_]]
    folds: npt.NDArray[np.int_]
    params: Train
    lessons: Lessons | None = None
    taught: Mapping[str, sp.csr_matrix] = field(default_factory=dict)


def fit_machines(tasks: Sequence[Task], material: Material) -> dict[Task, Linear]:
    """The machine of each task; the same whatever the number of processes."""
    # The longest first: no process is left with one while the others are done.
    ordered = sorted(tasks, key=lambda task: -material.truths[task[0]].shape[1] * material.rows[task[1]].nnz)
    few = sum(rows.nnz for rows in material.rows.values()) < _FEW
    return dict(zip(ordered, each(ordered, _fit, material, processes=1 if few else cores()), strict=True))


def _fit(material: Material, task: Task) -> Linear:
    kind, view, fold = task
    params, lessons = material.params, material.lessons
    where = material.folds != fold
    learned, truth, weights = material.rows[view][where], material.truths[kind][where], np.ones(where.sum())
    if lessons:
        known = lessons.known[kind]
        learned = sp.vstack([learned, material.taught[view][known]], format="csr")
        truth = np.vstack([truth, lessons.truth[kind][known]])
        weights = np.concatenate([weights, lessons.weights[known] * params.lesson_weight])
    return fit_linear(
        learned,
        truth,
        strength=params.strength,
        balanced=kind != "themes",
        seed=params.seed,
        weights=weights,
    )
