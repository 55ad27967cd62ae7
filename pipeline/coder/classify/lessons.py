"""Lessons: what corrected statements of a corpus say of its other statements, without training anew.

To each log-odds that the coder gives, a function of the statement is added, which is alike for statements that
are alike: a Gaussian process with k(x, y) = shift² + likeness² · exp(sharpness · (cos(x, y) − 1)), x and y the
encoder's vectors. It is the most probable one given the corrections (Rasmussen & Williams 2006, 3.4), whose own
log-odds come from a coder that never saw them. Of labels of which exactly one holds each is held against the rest.

A corrected statement does not teach about itself: of what is added to its own log-odds its own part is left out,
so that what the coder says of it can stand beside what it says of the blind audit, which never teaches.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.linalg import cho_factor, cho_solve, solve_triangular
from scipy.special import expit, logsumexp
from threadpoolctl import threadpool_limits

from pipeline.coder.model.predictions import TOPIC
from pipeline.core.codes import OFF_TOPIC
from pipeline.core.corrections import Correction
from pipeline.core.params import LessonSettings, Strength
from pipeline.measures.bootstrap import Bools, Floats

_ONE_OF = frozenset({"category", "stance"})  # kinds of which exactly one label holds
_DECIMALS = 4  # of what is added: the last bits differ between computers
_STEPS = 50  # of Newton's method; it takes some six
_TOLERANCE = 1e-6  # change of log-odds by a step below which it is there
_FLAT = 1e-10  # least bend of a correction: of which the coder is all but sure, and rightly


@dataclass(frozen=True)
class Taught:
    """What is added for one kind of label.

    Attributes
    ----------
    coefficients : (n_corrections, n_labels) how far the coder was off, by log-odds with the lessons in them.
    own : (n_corrections, n_labels) what each correction adds to its own log-odds.
    """

    strength: Strength
    coefficients: Floats
    own: Floats


@dataclass(frozen=True)
class Lessons:
    """Fitted lessons of one corpus.

    Attributes
    ----------
    corrections : by id.
    vectors : (n_corrections, n_short) of length 1.
    kinds : those that somebody judged, and that are not switched off.
    """

    corrections: Sequence[Correction] = ()
    vectors: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    kinds: Mapping[str, Taught] = field(default_factory=dict)

    def taught(self, logits: Mapping[str, Floats], vectors: Floats, ids: Sequence[str]) -> dict[str, Floats]:
        """The log-odds with the lessons in them, per kind (n_statements, n_labels); ``vectors`` are theirs."""
        numbers = {correction.id: number for number, correction in enumerate(self.corrections)}
        pairs = [(row, numbers[name]) for row, name in enumerate(ids) if name in numbers]
        rows, own = np.array(pairs, dtype=np.int_).reshape(-1, 2).T
        found = dict(logits)
        for kind, taught in self.kinds.items():
            added = kernel(vectors, self.vectors, taught.strength) @ taught.coefficients
            added[rows] -= taught.own[own]
            found[kind] = logits[kind] + np.round(added, _DECIMALS)
        return found

    def heaviest(self, kind: str, label: int, vector: Floats, name: str, *, up: bool) -> Correction | None:
        """The correction that moved a label of a statement most, upwards or down; None where none did.

        Parameters
        ----------
        label : column of the kind's log-odds.
        vector : (n_short,) of the statement.
        name : its id: it is not its own example.
        """
        if kind not in self.kinds:
            return None
        taught = self.kinds[kind]
        parts = kernel(vector[None], self.vectors, taught.strength)[0] * taught.coefficients[:, label]
        parts = np.round(parts if up else -parts, _DECIMALS)
        parts[[number for number, one in enumerate(self.corrections) if one.id == name]] = 0.0
        return self.corrections[int(parts.argmax())] if parts.max() > 0 else None


def learned(
    corrections: Sequence[Correction],
    vectors: Floats,
    logits: Mapping[str, Floats],
    labels: Mapping[str, Sequence[str]],
    settings: LessonSettings,
) -> Lessons:
    """The lessons of one corpus; the order of the corrections makes no difference.

    Parameters
    ----------
    vectors, logits : of the corrected statements, as the coder reads them: (n_corrections, n_short), and per kind
        (n_corrections, n_labels).
    labels : per kind, as the coder has them.
    """
    order = sorted(range(len(corrections)), key=lambda number: corrections[number].id)
    inorder, vectors = [corrections[number] for number in order], vectors[order]
    weights, kinds = np.array([correction.weight for correction in inorder]), {}
    for kind, (truth, known) in answers(inorder, labels).items():
        strength: Strength | None = getattr(settings, kind)
        if strength is not None and known.any():
            base = against_rest(logits[kind][order]) if kind in _ONE_OF else logits[kind][order]
            kinds[kind] = _fitted(kernel(vectors, vectors, strength), base, truth, weights * known, strength)
    return Lessons(inorder, vectors, kinds)


def answers(
    corrections: Sequence[Correction], labels: Mapping[str, Sequence[str]]
) -> dict[str, tuple[Bools, Bools]]:
    """Per kind what was said (n_corrections, n_labels), and where it was judged, in labels that the coder has."""
    given: dict[str, list[tuple[str, ...] | None]] = {
        "category": [(one.category,) if one.category in labels["category"] else None for one in corrections],
        "stance": [(one.stance,) if one.stance in labels["stance"] else None for one in corrections],
        "themes": [one.themes for one in corrections],
        TOPIC: [None if one.on_topic is None else () if one.on_topic else (OFF_TOPIC,) for one in corrections],
    }
    return {
        kind: (
            np.array([[label in (one or ()) for label in labels[kind]] for one in said], dtype=bool),
            np.array([one is not None for one in said], dtype=bool),
        )
        for kind, said in given.items()
    }


def kernel(one: Floats, other: Floats, strength: Strength) -> Floats:
    """(n_one, n_other) how much two statements share, of their vectors; see the top of this module."""
    alike = np.exp(strength.sharpness * (one @ other.T - 1))
    return np.asarray(strength.shift**2 + strength.likeness**2 * alike, dtype=np.float64)


def against_rest(logits: Floats) -> Floats:
    """Log-odds of each label against all others together, (n, n_labels)."""
    others = [np.delete(logits, label, axis=1) for label in range(logits.shape[1])]
    return np.stack([own - logsumexp(rest, axis=1) for own, rest in zip(logits.T, others, strict=True)], axis=1)


def _fitted(shared: Floats, base: Floats, truth: Bools, weights: Floats, strength: Strength) -> Taught:
    """Logistic regression per label, with the coder's log-odds as offset and the kernel as prior."""
    # By one core: several add up in another order, and on a busy machine they wait a thousand times as long.
    with threadpool_limits(limits=1, user_api="blas"):
        labels = [_most_probable(shared, *columns, weights) for columns in zip(base.T, truth.T, strict=True)]
    coefficients, own = (np.stack(columns, axis=1) for columns in zip(*labels, strict=True))
    return Taught(strength, coefficients, own)


def _most_probable(shared: Floats, offset: Floats, said: Bools, weights: Floats) -> tuple[Floats, Floats]:
    """Coefficients and own parts of one label (n_corrections,): Newton's method (algorithm 3.1), with steps halved
    until they help.
    """
    at, added, whole = np.zeros(len(offset)), np.zeros(len(offset)), np.eye(len(offset))

    def cost(at: Floats, added: Floats) -> float:
        odds = offset + added
        return float(weights @ (np.logaddexp(0, odds) - said * odds) + at @ added / 2)

    for _ in range(_STEPS):
        sure = expit(offset + added)
        bends = np.maximum(weights * sure * (1 - sure), _FLAT)
        root = np.sqrt(bends)
        factor = cho_factor(
            whole + root[:, None] * shared * root, lower=True, overwrite_a=True, check_finite=False
        )
        aim = bends * added + weights * (said - sure)
        step = aim - root * cho_solve(factor, root * (shared @ aim), check_finite=False) - at
        along = shared @ step
        if np.abs(along).max() < _TOLERANCE:
            break
        before = cost(at, added) + _TOLERANCE
        while cost(at + step, added + along) > before:
            step, along = step / 2, along / 2
        at, added = at + step, added + along
    # What leaving a correction out would take away from it: its coefficient times what is unsure without it.
    inverse = solve_triangular(factor[0], whole, lower=True, check_finite=False)
    unsure = (1 / (inverse**2).sum(axis=0) - 1) / bends
    off = weights * (said - sure)
    return off, off * np.clip(unsure, 0, shared.diagonal())
