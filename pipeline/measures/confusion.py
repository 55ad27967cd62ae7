"""Agreement on one label a statement, from confusion tables (…, n_labels, n_labels) with any leading axes.

A measure that is not defined (nothing to divide by) is nan.
"""

from __future__ import annotations

import numpy as np

from pipeline.measures.bootstrap import Bools, Floats, Ints
from pipeline.measures.classification import ratio


def tables(statement: Ints, one: Bools, other: Bools, n_statements: int) -> Floats:
    """(n_statements, n_labels, n_labels): per statement what the one said (rows) against the other (columns).

    Parameters
    ----------
    statement : (n_pairs,), which statement, 0 … n_statements − 1; any number of pairs a statement.
    one, other : (n_pairs, n_labels), one label a row.
    """
    cells = np.zeros((n_statements, one.shape[1], one.shape[1]))
    np.add.at(cells, (statement, one.argmax(axis=1), other.argmax(axis=1)), 1)
    return cells


def label_tables(statement: Ints, one: Bools, other: Bools, n_statements: int) -> Floats:
    """(n_statements, n_labels, 2, 2): as :func:`tables`, of each label given or not; sets of any size."""
    labels = np.arange(one.shape[1])
    cells = np.zeros((n_statements, one.shape[1], 2, 2))
    np.add.at(cells, (statement[:, None], labels, 1 - one.astype(int), 1 - other.astype(int)), 1)
    return cells


def accuracy(table: Floats) -> Floats:
    """Share of statements with the same label, 0–1, higher = better."""
    return ratio(np.trace(table, axis1=-2, axis2=-1), table.sum(axis=(-2, -1)))


def kappa(table: Floats) -> Floats:
    """Cohen's kappa, agreement beyond chance: 1 = full, 0 = as chance, below 0 = worse.

    (p_o − p_e) / (1 − p_e), p_e from both coders' own label shares (Cohen 1960, "A coefficient
    of agreement for nominal scales"). Not defined when both used one and the same label only.
    """
    n = table.sum(axis=(-2, -1))
    observed = accuracy(table)
    expected = ratio((table.sum(axis=-1) * table.sum(axis=-2)).sum(axis=-1), n * n)
    return ratio(observed - expected, 1 - expected)
