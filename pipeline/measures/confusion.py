"""Measures of agreement between the coder and a person, on counts.

All take counts with any leading axes, so that one call measures a sample and all its
bootstrap resamples. A measure that is not defined (nothing to divide by) is NaN.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Measure = Callable[[Array], Array]


def pairs(truth: Sequence[str], machine: Sequence[str], labels: Sequence[str]) -> Array:
    """Per statement its cell in the confusion table.

    Returns
    -------
    (n_statements, n_labels, n_labels), rows the person, columns the machine, in the order
    of ``labels``: one 1 each.
    """
    place = {label: number for number, label in enumerate(labels)}
    cells = np.zeros((len(truth), len(labels), len(labels)))
    for number, (right, said) in enumerate(zip(truth, machine, strict=True)):
        cells[number, place[right], place[said]] = 1
    return cells


def hits(truth: Sequence[Sequence[str]], machine: Sequence[Sequence[str]], themes: Sequence[str]) -> Array:
    """Per statement and theme: found, found in excess, missed.

    Returns
    -------
    (n_statements, n_themes, 3): true positive, false positive, false negative, 0 or 1.
    """
    place = {theme: number for number, theme in enumerate(themes)}
    cells = np.zeros((len(truth), len(themes), 3))
    for number, (right, said) in enumerate(zip(truth, machine, strict=True)):
        for theme in set(right) | set(said):
            kind = 0 if theme in right and theme in said else 1 if theme in said else 2
            cells[number, place[theme], kind] = 1
    return cells


def accuracy(confusion: Array) -> Array:
    """Share of statements with the same label, 0–1, higher = better; confusion (…, k, k)."""
    return _ratio(np.trace(confusion, axis1=-2, axis2=-1), confusion.sum(axis=(-2, -1)))


def macro_f1_single(confusion: Array) -> Array:
    """Mean F1 of the labels that either of the two used, 0–1, higher = better; confusion (…, k, k)."""
    right = np.diagonal(confusion, axis1=-2, axis2=-1)
    used = confusion.sum(axis=-1) + confusion.sum(axis=-2)
    return _mean_of_defined(_ratio(2 * right, used))


def kappa(confusion: Array) -> Array:
    """Cohen's kappa, agreement beyond chance: 1 = full, 0 = as chance, below 0 = worse; confusion (…, k, k).

    (p_o − p_e) / (1 − p_e), p_e from both coders' own label shares (Cohen 1960, "A coefficient
    of agreement for nominal scales"). Not defined when both used one and the same label only.
    """
    n = confusion.sum(axis=(-2, -1))
    observed = accuracy(confusion)
    expected = _ratio((confusion.sum(axis=-1) * confusion.sum(axis=-2)).sum(axis=-1), n * n)
    return _ratio(observed - expected, 1 - expected)


def precision(counts: Array) -> Array:
    """Share of the machine's themes that are right, 0–1, higher = better; counts (…, 3) as in `hits`."""
    return _ratio(counts[..., 0], counts[..., 0] + counts[..., 1])


def recall(counts: Array) -> Array:
    """Share of the person's themes that the machine found, 0–1, higher = better; counts (…, 3)."""
    return _ratio(counts[..., 0], counts[..., 0] + counts[..., 2])


def f1(counts: Array) -> Array:
    """Harmonic mean of precision and recall, 2tp / (2tp + fp + fn), 0–1, higher = better; counts (…, 3)."""
    return _ratio(2 * counts[..., 0], 2 * counts[..., 0] + counts[..., 1] + counts[..., 2])


def micro_f1(counts: Array) -> Array:
    """F1 over all themes together: frequent themes weigh more; counts (…, themes, 3)."""
    return f1(counts.sum(axis=-2))


def macro_f1(counts: Array) -> Array:
    """Mean F1 of the themes that either of the two used, each alike; counts (…, themes, 3)."""
    return _mean_of_defined(f1(counts))


def resampled(cells: Array, times: int, seed: int) -> Array:
    """Counts of ``times`` resamples with replacement.

    The bootstrap of Efron and Tibshirani (1993): n statements are drawn from the n, each
    time anew, by a seeded generator; a measure's spread over them gives its interval.

    Parameters
    ----------
    cells : (n_statements, …) as `pairs` or `hits` give them.

    Returns
    -------
    (times, …) sums over the statements drawn.
    """
    n = len(cells)
    weights = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=times).astype(np.float64)
    sums: Array = (weights @ cells.reshape(n, -1)).reshape(times, *cells.shape[1:])
    return sums


def _ratio(above: Array, below: Array) -> Array:
    """Quotient, NaN where there is nothing to divide by (within rounding of zero)."""
    above, below = np.asarray(above, np.float64), np.asarray(below, np.float64)
    defined = np.abs(below) > 1e-12  # 1 − p_e of kappa may miss zero by a rounding error
    quotient: Array = np.full(np.broadcast(above, below).shape, np.nan)
    np.divide(above, below, out=quotient, where=defined)
    return quotient


def _mean_of_defined(values: Array) -> Array:
    known = ~np.isnan(values)
    return _ratio(np.where(known, values, 0).sum(axis=-1), known.sum(axis=-1).astype(np.float64))
