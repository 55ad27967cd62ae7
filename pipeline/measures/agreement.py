"""How right and how sound answers are, and how far coders agree beyond chance.

All take counts with any leading axes, so that one call measures a sample and all its bootstrap draws. A
measure that is not defined (nothing to divide by) is nan.

Precision, recall and F1 are per label and over all labels, 0–1, higher is better; of errors lower. Krippendorff's
alpha is over sets of labels, for any number of coders: 1 − observed distance / distance expected by chance
(K. Krippendorff, 2004, Content analysis, ch. 11), with the MASI distance between sets (R. Passonneau, 2006, LREC):
equal sets 0; else 1 − J·M, J their Jaccard likeness and M 2/3 when one holds the other, 1/3 when they merely
overlap, 0 when apart. Sets of one label each make it the nominal alpha. 1 is full agreement, 0 what chance gives.
It is a function of sums over statements (`cells`, `alpha`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from pipeline.measures.bootstrap import DECIMALS, Bools, Bootstrap, Floats, Ints, interval

BINS = 10  # of equal width, as in Guo et al. 2017, On calibration of modern neural networks
_HOLDS, _OVERLAPS = 2 / 3, 1 / 3  # weights in the distance between sets
_NOUGHT = 1e-12  # of what may miss zero by a rounding error, such as 1 − p_e of kappa


@dataclass(frozen=True)
class Counts:
    """Of each label how often it was rightly given, wrongly given, and missed.

    Attributes
    ----------
    tp, fp, fn : (…, n_labels), for example one row a bootstrap draw.
    """

    tp: Floats
    fp: Floats
    fn: Floats

    @classmethod
    def of(cls, truth: Bools, predicted: Bools) -> "Counts":
        """Over all statements; both are (n_statements, n_labels)."""
        return cls.of_sums(outcomes(truth, predicted).sum(axis=0))

    @classmethod
    def drawn(cls, truth: Bools, predicted: Bools, bootstrap: Bootstrap) -> "Counts":
        """(n_draws, n_labels)."""
        return cls.of_sums(bootstrap.sums(outcomes(truth, predicted)))

    @classmethod
    def of_sums(cls, sums: Floats) -> "Counts":
        """From sums (…, n_labels, 3) of :func:`outcomes`."""
        return cls(sums[..., 0], sums[..., 1], sums[..., 2])

    @classmethod
    def of_confusion(cls, table: Floats) -> "Counts":
        """From tables (…, n_labels, n_labels): rows what is true, columns what was given."""
        right = np.diagonal(table, axis1=-2, axis2=-1)
        return cls(right, table.sum(axis=-2) - right, table.sum(axis=-1) - right)

    def without_none(self) -> "Counts":
        """Without the last label, which stands for none (:func:`or_none`)."""
        return Counts(*(part[..., :-1] for part in (self.tp, self.fp, self.fn)))

    def micro(self) -> "Counts":
        """All labels as one: (…); frequent labels weigh most."""
        return Counts(*(part.sum(axis=-1) for part in (self.tp, self.fp, self.fn)))

    @cached_property
    def precision(self) -> Floats:
        """Share of what was given that is right; nan where nothing was given."""
        return ratio(self.tp, self.tp + self.fp)

    @cached_property
    def recall(self) -> Floats:
        """Share of what is true that was given; nan where nothing is true."""
        return ratio(self.tp, self.tp + self.fn)

    @cached_property
    def f1(self) -> Floats:
        """Harmonic mean of the two; nan for a label that is neither true nor given."""
        return ratio(2 * self.tp, 2 * self.tp + self.fp + self.fn)

    @cached_property
    def macro_f1(self) -> Floats:
        """(…); mean F1 of the labels that are true or given at all, each alike."""
        used = ~np.isnan(self.f1)
        return ratio(np.where(used, self.f1, 0.0).sum(axis=-1), used.sum(axis=-1))


def indicators(sets: Sequence[Sequence[str]], labels: Sequence[str]) -> Bools:
    """(n_statements, n_labels): which labels are in each set."""
    return np.array([[label in own for label in labels] for own in sets], dtype=bool).reshape(-1, len(labels))


def or_none(labels: Bools) -> Bools:
    """(n_statements, n_labels + 1): the last column is true where no label is."""
    return np.column_stack([labels, ~labels.any(axis=1)])


def outcomes(truth: Bools, predicted: Bools) -> Bools:
    """(n_statements, n_labels, 3): whether a label is a true positive, a false positive, a false negative."""
    return np.stack([truth & predicted, ~truth & predicted, truth & ~predicted], axis=-1)


def micro_f1(truth: Bools, predicted: Bools) -> float:
    """F1 over all (statement, label) pairs; without any 0."""
    return float(np.nan_to_num(Counts.of(truth, predicted).micro().f1))


def macro_f1(truth: Bools, predicted: Bools) -> float:
    """Mean F1 of the labels that are true or given; without any 0."""
    return float(np.nan_to_num(Counts.of(truth, predicted).macro_f1))


def ratio(part: npt.ArrayLike, whole: npt.ArrayLike) -> Floats:
    """Quotient, nan where there is nothing to divide by."""
    part, whole = np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64)
    quotient: Floats = np.full(np.broadcast(part, whole).shape, np.nan)
    np.divide(part, whole, out=quotient, where=np.abs(whole) > _NOUGHT)
    return quotient


def confusion_tables(statement: Ints, one: Bools, other: Bools, n_statements: int) -> Floats:
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
    """(n_statements, n_labels, 2, 2): as :func:`confusion_tables`, of each label, given or not; any sets."""
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


def brier(truth: Bools, probabilities: Floats) -> float:
    """Mean squared distance between probability and outcome (Brier 1950); 0 is perfect."""
    return float(np.mean((probabilities - truth) ** 2))


def reliability(right: Bools, confidence: Floats) -> list[tuple[float, int, float, float]]:
    """The reliability curve of arrays of any one shape; a sound coder has confidence ≈ share right in each bin.

    Of each of ten bins: from which confidence, answers, their mean confidence and share right (0 without any).
    """
    flat, outcome = confidence.ravel(), right.ravel()
    place = np.minimum((flat * BINS).astype(int), BINS - 1)
    n = np.bincount(place, minlength=BINS)
    means = [np.bincount(place, values, BINS) / np.maximum(n, 1) for values in (flat, outcome)]
    return list(zip((np.arange(BINS) / BINS).tolist(), n.tolist(), *(own.tolist() for own in means), strict=True))


def calibration_error(right: Bools, confidence: Floats) -> float:
    """Expected calibration error: mean gap between confidence and share that is right, over ten bins."""
    gaps = [n * abs(stated - came) for _, n, stated, came in reliability(right, confidence)]
    return sum(gaps) / confidence.size if confidence.size else 0.0


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
