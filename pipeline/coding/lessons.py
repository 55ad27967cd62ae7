"""What reviewers taught: labels that they gave, to learn from beside the training statements.

One JSON object a line, written by the lessons stage. A lesson may lack a kind of label: what nobody
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

from pipeline.codebook import Codebook
from pipeline.coding.features import Features
from pipeline.coding.rules import RuleSet
from pipeline.errors import InputError

Bools = npt.NDArray[np.bool_]


class Lesson(BaseModel):
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
class Lessons:
    """Lessons as a learner takes them.

    Attributes
    ----------
    rows : (n_lessons, n_columns), as :meth:`Features.transform` gives them.
    truth : per kind (n_lessons, n_labels).
    known : per kind (n_lessons,), where that kind was judged.
    weights : (n_lessons,)
    """

    rows: sp.csr_matrix
    truth: Mapping[str, Bools]
    known: Mapping[str, Bools]
    weights: npt.NDArray[np.float64]

    @classmethod
    def of(
        cls, lessons: Sequence[Lesson], features: Features, rules: RuleSet, codebook: Codebook
    ) -> Lessons | None:
        """As a learner takes them; None when there are none.

        The encoder's columns stay empty: no machine looks at them.
        """
        if not lessons:
            return None
        texts = [lesson.text for lesson in lessons]
        hits = [rules.find_in(text) for text in texts]
        unread = np.zeros((len(texts), len(features.encoder)), dtype=np.float32)
        rows = features.transform(texts, hits, unread)
        truth, known = judgements(lessons, codebook)
        return cls(rows, truth, known, np.array([e.weight for e in lessons], dtype=np.float64))


def judgements(lessons: Sequence[Lesson], codebook: Codebook) -> tuple[dict[str, Bools], dict[str, Bools]]:
    """Per kind (n_lessons, n_labels) what was judged, and (n_lessons,) where it was.

    A label that the codebook lacks counts as not judged.
    """
    categories, stances, themes = list(codebook.categories), list(codebook.stances), list(codebook.themes)
    return (
        {
            "category": _table([[e.category == label for label in categories] for e in lessons], categories),
            "stance": _table([[e.stance == label for label in stances] for e in lessons], stances),
            "themes": _table([[label in (e.themes or ()) for label in themes] for e in lessons], themes),
        },
        {
            "category": np.array([e.category in categories for e in lessons], dtype=bool),
            "stance": np.array([e.stance in stances for e in lessons], dtype=bool),
            "themes": np.array(
                [e.themes is not None and set(e.themes) <= set(themes) for e in lessons], dtype=bool
            ),
        },
    )


def read_lessons(files: Mapping[str, str], *, where: str) -> list[Lesson]:
    """The lessons in files (name -> content), in order of name and line.

    Raises
    ------
    InputError
        A line that the lessons stage did not write.
    """
    found = []
    for name in sorted(files):
        for number, line in enumerate(files[name].split("\n"), start=1):
            if not line:
                continue
            try:
                found.append(Lesson.model_validate(json.loads(line)))
            except (json.JSONDecodeError, ValidationError):
                raise InputError(
                    "this line is not a lesson",
                    where=f"{where}/{name} line {number}",
                    todo="remove the file and run: dvc repro",
                ) from None
    return found


def _table(rows: Sequence[Sequence[bool]], labels: Sequence[str]) -> Bools:
    return np.array(rows, dtype=bool).reshape(len(rows), len(labels))
