"""What reviewers taught: labels that they gave, to learn from beside the training statements.

One JSON object a line, written by the corrections stage. A correction may lack a kind of label: what nobody
judged, or people disagree on, is not learned from.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.coder.model.features import Features
from pipeline.coder.rules.find_all import RuleHits
from pipeline.core.codebook import Codebook
from pipeline.core.errors import InputError

Bools = npt.NDArray[np.bool_]


class Correction(BaseModel):
    """One statement as reviewers coded it.

    Attributes
    ----------
    category, stance : "" when not judged.
    themes : None when not judged.
    weight : of one mistake on it, beside 1 for a training statement.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(min_length=1)
    text: str
    category: str
    stance: str
    themes: tuple[str, ...] | None
    weight: float = Field(gt=0, le=1)


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

        The encoder's columns stay empty: no machine looks at them.
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


def read_corrections(files: Mapping[str, str], *, where: str) -> list[Correction]:
    """The corrections in files (name -> content), in order of name and line.

    Raises
    ------
    InputError
        A line that the corrections stage did not write.
    """
    found = []
    for name in sorted(files):
        for number, line in enumerate(files[name].split("\n"), start=1):
            if not line:
                continue
            try:
                found.append(Correction.model_validate(json.loads(line)))
            except (json.JSONDecodeError, ValidationError):
                raise InputError(
                    "this line is not a correction",
                    where=f"{where}/{name} line {number}",
                    todo="remove the file and run: dvc repro",
                ) from None
    return found


def _table(rows: Sequence[Sequence[bool]], labels: Sequence[str]) -> Bools:
    return np.array(rows, dtype=bool).reshape(len(rows), len(labels))
