"""Rows of returned files that cannot be applied: why, in Dutch for reviewers, in English for the analyst."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict

from pipeline.errors import InputError, nearest, quoted
from pipeline.tables import REJECTED

Code = Literal[
    "unreadable",
    "not_a_table",
    "no_column",
    "column_twice",
    "gone",
    "changed",
    "unknown_category",
    "unknown_stance",
    "unknown_theme",
    "unknown_status",
    "contradiction",
    "wrong_column",
    "twice",
    "incomplete",
    "nothing_shown",
    "nothing_corrected",
    "undecided",
]


class Wording(BaseModel):
    """How a problem is put to people.

    Attributes
    ----------
    stops : a mistake that ends a strict run. Without it: nothing wrong in the file, it is
        listed and the run goes on (unfinished work; a statement that changed).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    stops: bool
    nl: str
    nl_todo: str
    en: str
    en_todo: str


class Wordings(BaseModel):
    """problems.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    problems: dict[Code, Wording]


@dataclass(frozen=True)
class Problem:
    """One reason why a row, or a whole file, was not applied.

    Attributes
    ----------
    row : as the spreadsheet numbers it; 0 when the whole file is meant.
    filled : what the reviewer filled in, `column: value` joined by `; `.
    """

    file: str
    row: int
    code: Code
    column: str = ""
    found: str = ""
    allowed: tuple[str, ...] = ()
    statement_id: str = ""
    filled: str = ""
    text: str = ""

    @property
    def closest(self) -> str:
        return nearest(self.found, self.allowed) if self.found else ""


def stopping(problems: Iterable[Problem], wordings: Mapping[Code, Wording]) -> list[Problem]:
    """The problems that are mistakes, not unfinished work or a statement that changed."""
    return [problem for problem in problems if wordings[problem.code].stops]


def as_error(problem: Problem, wordings: Mapping[Code, Wording], *, folder: str) -> InputError:
    """The problem as the analyst reads it on the command line."""
    wording = wordings[problem.code]
    row = f" row {problem.row}" if problem.row else ""
    column = f" column {problem.column}" if problem.column else ""
    found = f" {quoted(problem.found)}" if problem.found else ""
    return InputError(
        f"{wording.en}{found}",
        where=f"{folder}/{problem.file}{row}{column}",
        allowed=problem.allowed,
        nearest=problem.closest,
        todo=wording.en_todo,
    )


def as_table(problems: Iterable[Problem], wordings: Mapping[Code, Wording]) -> pd.DataFrame:
    """Rows of REJECTED, by file and row."""
    rows = [
        {
            "bestand": problem.file,
            "rij": str(problem.row or ""),
            "uitspraak_id": problem.statement_id,
            "kolom": problem.column,
            "gevonden": problem.found,
            "dichtstbij": problem.closest,
            "toegestaan": ", ".join(problem.allowed),
            "probleem": wordings[problem.code].nl,
            "wat_te_doen": wordings[problem.code].nl_todo,
            "ingevuld": problem.filled,
            "tekst": problem.text,
        }
        for problem in sorted(set(problems), key=lambda p: (p.file, p.row, p.column, p.found, p.code))
    ]
    return pd.DataFrame(rows, columns=REJECTED.names, dtype=str)
