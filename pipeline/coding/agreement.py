"""How far two coders agree beyond chance: Krippendorff's alpha over sets of labels.

Alpha = 1 − observed distance / distance expected by chance (Krippendorff 2004, Content analysis,
ch. 11), with the MASI distance between sets (Passonneau 2006): equal sets 0; else 1 − J·M, J their
Jaccard likeness and M 2/3 when one holds the other, 1/3 when they merely overlap, 0 when apart.
Sets of one label each make it the nominal alpha. 1 is full agreement, 0 what chance would give.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.coding.metrics import Bools, Draws, Floats, interval

_HOLDS, _OVERLAPS = 2 / 3, 1 / 3


@dataclass(frozen=True)
class Alpha:
    """One figure and its 95% interval; None where chance alone would already agree fully."""

    alpha: float | None
    interval: list[float] | None


def masi(one: Bools, other: Bools) -> Floats:
    """(n_one, n_other) distances between sets, rows of (n_one, n_labels) and (n_other, n_labels)."""
    shared = one.astype(float) @ other.astype(float).T
    sizes, others = one.sum(axis=1)[:, None], other.sum(axis=1)[None, :]
    likeness = shared / np.maximum(sizes + others - shared, 1)
    weight = np.where(shared == np.minimum(sizes, others), _HOLDS, _OVERLAPS)
    same = (shared == sizes) & (shared == others)
    return np.where(same, 0.0, 1 - likeness * weight)


def alpha(one: Bools, other: Bools, draws: Draws) -> Alpha:
    """Between two coders that each gave every statement a set of labels, (n_statements, n_labels)."""
    n = len(one)
    kinds, place = np.unique(np.vstack([one, other]), axis=0, return_inverse=True)
    place = place.ravel()
    distances = masi(kinds, kinds)
    apart = distances[place[:n], place[n:]]
    used = np.zeros((n, len(kinds)))
    for half in (place[:n], place[n:]):
        used[np.arange(n), half] += 1
    cells = np.column_stack([np.ones(n), apart, used])
    value = _alpha(cells.sum(axis=0)[None, :], distances)[0]
    return Alpha(
        None if np.isnan(value) else round(float(value), 4), interval(_alpha(draws.sums(cells), distances))
    )


def _alpha(sums: Floats, distances: Floats) -> Floats:
    """(n_draws,) from sums (n_draws, 2 + n_kinds): statements, distance, how often each kind of set was used."""
    statements, apart, used = sums[:, 0], sums[:, 1], sums[:, 2:]
    values = 2 * statements
    expected = np.einsum("sk,kl,sl->s", used, distances, used, optimize=True) / (values * (values - 1))
    observed = apart / statements
    ratio: Floats = np.divide(observed, expected, out=np.full(len(sums), np.nan), where=expected > 0)
    return 1 - ratio
