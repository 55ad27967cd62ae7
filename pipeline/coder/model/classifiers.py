"""The linear classifiers that are fitted in training: one per kind of label, view and fold.

They are many and each stands by itself, so processes share the work. In threads, liblinear's fits
would draw from one row of chance, in any order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from pipeline.coder.model.heads import Bools, Floats, Linear, fit_linear
from pipeline.core.parallel import cores, each
from pipeline.core.params import Train

_ALL_SEEN, NO_FOLD = -1, -2  # folds: of the classifier that has seen all; of what every classifier learns from
_FEW = 200_000  # numbers, about 1,000 statements: to start processes for fewer takes longer than they save

Ints = npt.NDArray[np.int_]


@dataclass(frozen=True)
class Material:
    """What classifiers are fitted on.

    Attributes
    ----------
    rows : per view (n_statements, n_columns).
    truths : per kind (n_statements, n_labels).
    folds : (n_statements,)
    weights : per kind (n_statements,) the cost of a mistake, 0 where that kind was not judged; all 1 without.
    """

    rows: Mapping[str, sp.csr_matrix]
    truths: Mapping[str, Bools]
    folds: Ints
    params: Train
    weights: Mapping[str, Floats] = field(default_factory=dict)


@dataclass(frozen=True)
class Classifiers:
    """Those of one kind and view.

    Attributes
    ----------
    by_fold : each has not seen the statements of its fold.
    whole : has seen all.
    """

    by_fold: tuple[Linear, ...]
    whole: Linear

    def unseen(self, rows: sp.csr_matrix, folds: Ints) -> Floats:
        """(n_rows, n_labels) scores, each by the classifier that had not seen the row."""
        scores = np.zeros((rows.shape[0], len(self.whole.offsets)))
        for fold in np.unique(folds):
            scores[folds == fold] = self.by_fold[fold].scores(rows[folds == fold])
        return scores


def fit_classifiers(material: Material) -> dict[tuple[str, str], Classifiers]:
    """Those of each kind and view; the same whatever the number of processes."""
    pairs = [(kind, view) for kind in material.truths for view in material.rows]
    folds = (*range(material.params.folds), _ALL_SEEN)
    # The longest first: no process is left with one while the others are done.
    pairs.sort(key=lambda pair: -material.truths[pair[0]].shape[1] * material.rows[pair[1]].nnz)
    tasks = [(*pair, fold) for pair in pairs for fold in folds]
    few = sum(rows.nnz for rows in material.rows.values()) < _FEW
    fitted = each(tasks, _fit, material, processes=1 if few else cores())
    parts = (fitted[start : start + len(folds)] for start in range(0, len(tasks), len(folds)))
    return {pair: Classifiers(tuple(heads), whole) for pair, (*heads, whole) in zip(pairs, parts, strict=True)}


def _fit(material: Material, task: tuple[str, str, int]) -> Linear:
    kind, view, fold = task
    params, weights = material.params, material.weights.get(kind, np.ones(len(material.folds)))
    where = (material.folds != fold) & (weights > 0)
    return fit_linear(
        material.rows[view][where],
        material.truths[kind][where],
        weights[where],
        regularisation_c=params.regularisation_c,
        balanced=kind != "themes",
        seed=params.seed,
    )
