"""What a survey question or a kind of statement says about the stance, beside the text."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from pipeline.coder.rules.rule_files import Text
from pipeline.core.codebook import Codebook
from pipeline.core.errors import InputErrors, unknown
from pipeline.core.yaml_model import read_yaml_model

Odds = Annotated[float, Field(gt=0)]


class Hint(BaseModel):
    """When a cell of ``column`` has one of the texts, each stance's odds are multiplied so."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    column: Literal["question", "kind", "effect"]
    has: tuple[Text, ...] = Field(min_length=1)
    stance: dict[str, Odds] = Field(min_length=1)

    def holds(self, cell: str) -> bool:
        """A question has the text somewhere in it; a kind and an effect are the text."""
        cell = cell.lower()
        if self.column == "question":
            return any(part.lower() in cell for part in self.has)
        return cell in self.has


class Context(BaseModel):
    """All hints; those that hold are multiplied."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    hints: tuple[Hint, ...]

    def log_priors(self, frame: pd.DataFrame, stances: Iterable[str]) -> npt.NDArray[np.float64]:
        """(n_rows, n_stances): log of the odds multipliers; 0 where nothing is known. Columns may be absent."""
        stances = tuple(stances)
        found = np.zeros((len(frame), len(stances)))
        for hint in self.hints:
            if hint.column not in frame.columns:
                continue
            holds = np.array([hint.holds(cell) for cell in frame[hint.column]], dtype=bool)
            odds = np.array([hint.stance.get(stance, 1.0) for stance in stances])
            found[holds] += np.log(odds)
        return found


def read_context(path: Path, codebook: Codebook) -> Context:
    """Read and check the file; every stance must be in the codebook."""
    context = read_yaml_model(path, Context)
    errors = [
        unknown("stance", stance, codebook.stances, where=f"{path}: hint {number}")
        for number, hint in enumerate(context.hints, start=1)
        for stance in hint.stance
        if stance not in codebook.stances
    ]
    if errors:
        raise InputErrors.of(errors)
    return context
