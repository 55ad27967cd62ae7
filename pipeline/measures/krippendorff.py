"""How far coders agree beyond chance: Krippendorff's alpha over sets of labels, for any number of coders.

Alpha = 1 − observed distance / distance expected by chance (K. Krippendorff, 2004, Content analysis,
ch. 11), with the MASI distance between sets (R. Passonneau, 2006, LREC): equal sets 0; else 1 − J·M, J
their Jaccard likeness and M 2/3 when one holds the other, 1/3 when they merely overlap, 0 when apart.
Sets of one label each make it the nominal alpha. 1 is full agreement, 0 what chance would give.

Alpha is a function of sums over statements (`cells`, `alpha`), so that one call measures a sample and
all its bootstrap resamples.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.measures.bootstrap import DECIMALS, Bools, Bootstrap, Floats, interval
from pipeline.measures.classification import ratio

_HOLDS, _OVERLAPS = 2 / 3, 1 / 3


def masi(one: Bools, other: Bools) -> Floats:
    """(n_one, n_other) distances between sets, rows of (n_one, n_labels) and (n_other, n_labels)."""
    shared = one.astype(float) @ other.astype(float).T
    sizes, others = one.sum(axis=1)[:, None], other.sum(axis=1)[None, :]
    likeness = shared / np.maximum(sizes + others - shared, 1)
    weight = np.where(shared == np.minimum(sizes, others), _HOLDS, _OVERLAPS)
    same = (shared == sizes) & (shared == others)
    return np.where(same, 0.0, 1 - likeness * weight)


def cells(sets: Bools, statement: npt.NDArray[np.int_], n_statements: int) -> tuple[Floats, Floats]:
    """What each statement adds to alpha, and the distances that `alpha` needs with it.

    A statement that fewer than two coders coded adds nothing.

    Parameters
    ----------
    sets : (n_codings, n_labels), one row a coder's set of labels for a statement.
    statement : (n_codings,), which statement, 0 … n_statements − 1.

    Returns
    -------
    (n_statements, 2 + n_kinds): codings, distance between them, how often each kind of set was used;
    and (n_kinds, n_kinds) the distances between kinds.
    """
    kinds, kind = np.unique(sets, axis=0, return_inverse=True)
    distances = masi(kinds, kinds)
    used = np.zeros((n_statements, len(kinds)))
    np.add.at(used, (statement, kind.ravel()), 1)
    codings = used.sum(axis=1)
    used[codings < 2] = 0
    apart = np.einsum("sk,kl,sl->s", used, distances, used, optimize=True) / np.maximum(codings - 1, 1)
    return np.column_stack([used.sum(axis=1), apart, used]), distances


def alpha(sums: Floats, distances: Floats) -> Floats:
    """(...,) from sums (..., 2 + n_kinds) over statements; nan where chance alone would agree fully."""
    codings, apart, used = sums[..., 0], sums[..., 1], sums[..., 2:]
    pairs = codings * (codings - 1)
    expected = np.einsum("...k,kl,...l->...", used, distances, used, optimize=True)
    # Observed is apart / codings, expected is that sum / pairs.
    above, below = apart * pairs, expected * codings
    return 1 - ratio(above, below)


def between_two(one: Bools, other: Bools, bootstrap: Bootstrap) -> tuple[float | None, list[float] | None]:
    """Alpha of two coders of the same statements, (n_statements, n_labels) each, and its 95% interval.

    None where chance alone would already agree fully.
    """
    n = len(one)
    per_statement, distances = cells(np.vstack([one, other]), np.tile(np.arange(n), 2), n)
    value = float(alpha(per_statement.sum(axis=0), distances))
    spread = interval(alpha(bootstrap.sums(per_statement), distances))
    return (None if np.isnan(value) else round(value, DECIMALS)), spread
