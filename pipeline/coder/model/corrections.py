"""What reviewers taught, as a learner takes it: rows of numbers, truth, weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from pipeline.coder.model.features import Features
from pipeline.coder.rules.rules import RuleHits
from pipeline.core.codebook import Codebook
from pipeline.core.tables.corrections import Correction

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Corrections:
    """Corrections as a learner takes them.

    Attributes
    ----------
    rows : (n_corrections, n_columns), as :meth:`Features.transform` gives them.
    truth : per kind (n_corrections, n_labels).
    known : per kind (n_corrections,), where that kind was judged.
    weights : (n_corrections,)
    """

    rows: sp.csr_matrix
    truth: Mapping[str, Bools]
    known: Mapping[str, Bools]
    weights: npt.NDArray[np.float64]

    @classmethod
    def of(
        cls, corrections: Sequence[Correction], features: Features, rules: RuleHits, codebook: Codebook
    ) -> Corrections | None:
        """As a learner takes them; None when there are none.

        The encoder's columns stay empty: no classifier looks at them.
        """
        if not corrections:
            return None
        texts = [correction.text for correction in corrections]
        unread = np.zeros((len(texts), len(features.encoder)), dtype=np.float32)
        rows = features.transform(texts, rules.of(texts), unread)
        truth, known = judgements(corrections, codebook)
        return cls(rows, truth, known, np.array([e.weight for e in corrections], dtype=np.float64))


def judgements(corrections: Sequence[Correction], codebook: Codebook) -> tuple[dict[str, Bools], dict[str, Bools]]:
    """Per kind (n_corrections, n_labels) what was judged, and (n_corrections,) where it was.

    A label that the codebook lacks counts as not judged.
    """
    categories, stances, themes = list(codebook.categories), list(codebook.stances), list(codebook.themes)
    return (
        {
            "category": _table([[e.category == label for label in categories] for e in corrections], categories),
            "stance": _table([[e.stance == label for label in stances] for e in corrections], stances),
            "themes": _table([[label in (e.themes or ()) for label in themes] for e in corrections], themes),
        },
        {
            "category": np.array([e.category in categories for e in corrections], dtype=bool),
            "stance": np.array([e.stance in stances for e in corrections], dtype=bool),
            "themes": np.array(
                [e.themes is not None and set(e.themes) <= set(themes) for e in corrections], dtype=bool
            ),
        },
    )


def _table(rows: Sequence[Sequence[bool]], labels: Sequence[str]) -> Bools:
    return np.array(rows, dtype=bool).reshape(len(rows), len(labels))
