"""Rows of returned files that cannot be applied: why, in Dutch for reviewers, in English for the analyst."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict

from pipeline.core.errors import InputError, quoted
from pipeline.core.tables.review import REJECTED

Code = Literal[
    "empty",
    "binary",
    "damaged_workbook",
    "open_quote",
    "two_sheets",
    "not_a_table",
    "no_column",
    "column_twice",
    "no_id",
    "gone",
    "no_check",
    "changed",
    "other_text",
    "stray",
    "overwritten",
    "only_signed",
    "unknown_category",
    "unknown_stance",
    "unknown_theme",
    "unknown_status",
    "contradiction",
    "wrong_column",
    "twice",
    "twice_in_files",
    "incomplete",
    "nothing_shown",
    "nothing_corrected",
    "nothing_decided",
    "undecided",
    "strange_date",
    "no_dispute",
    "odd_status",
    "marked_doubtful",
]
# Said of rows that count all the same.
APPLIED: tuple[Code, ...] = ("strange_date", "no_dispute", "odd_status", "marked_doubtful")


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
    closest : what was probably meant, one of ``allowed`` where there are any.
    names : the Dutch names of ``allowed``, when those are ids.
    filled : what the reviewer filled in, `column: value` joined by `; `.
    """

    file: str
    row: int
    code: Code
    column: str = ""
    found: str = ""
    allowed: tuple[str, ...] = ()
    closest: str = ""
    names: tuple[str, ...] = ()
    statement_id: str = ""
    filled: str = ""
    text: str = ""

    def in_dutch(self, label: str) -> str:
        return dict(zip(self.allowed, self.names, strict=False)).get(label, label)


def stopping(problems: Iterable[Problem], wordings: Mapping[Code, Wording]) -> list[Problem]:
    """The problems that are mistakes, not unfinished work or a statement that changed."""
    return [problem for problem in problems if wordings[problem.code].stops]


def as_errors(problems: Iterable[Problem], wordings: Mapping[Code, Wording], *, folder: str) -> list[InputError]:
    """The problems as the analyst reads them on the command line: the same mistake in many rows is one.

    What is allowed, and what to do, is said once per kind of mistake, at the last of the kind.
    """
    rows: dict[Problem, list[int]] = {}
    for problem in sorted(problems, key=lambda p: (p.code, p.file, p.row, p.column, p.found)):
        alike = replace(problem, row=0, statement_id="", filled="", text="")
        rows.setdefault(alike, []).append(problem.row)
    found = list(rows)
    errors = []
    for problem, following in zip(found, [*found, None][1:], strict=True):
        last = following is None or (following.code, following.allowed) != (problem.code, problem.allowed)
        wording = wordings[problem.code]
        column = f" column {problem.column}" if problem.column else ""
        errors.append(
            InputError(
                f"{wording.en}{f' {quoted(problem.found)}' if problem.found else ''}",
                where=f"{folder}/{problem.file}{_rows(rows[problem])}{column}",
                allowed=problem.allowed if last else (),
                nearest=problem.closest,
                todo=wording.en_todo if last else "",
            )
        )
    return errors


def _rows(numbers: Iterable[int]) -> str:
    """Row numbers as text, runs as ranges; nothing for the whole file.

    >>> _rows([2]), _rows([2, 3, 4, 9]), _rows([0])
    (' row 2', ' rows 2-4, 9', '')
    """
    runs: list[list[int]] = []
    for number in sorted({number for number in numbers if number}):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    if not runs:
        return ""
    texts = [f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
    return f" row{'s' if len(runs) + len(runs[0]) > 2 else ''} {', '.join(texts)}"


def as_table(problems: Iterable[Problem], wordings: Mapping[Code, Wording]) -> pd.DataFrame:
    """Rows of REJECTED, by file and row."""
    rows = [
        {
            "bestand": problem.file,
            "rij": str(problem.row or ""),
            "uitspraak_id": problem.statement_id,
            "kolom": problem.column,
            "gevonden": problem.found,
            "dichtstbij": problem.in_dutch(problem.closest),
            "toegestaan": "; ".join(map(problem.in_dutch, problem.allowed)),
            "probleem": wordings[problem.code].nl,
            "wat_te_doen": wordings[problem.code].nl_todo,
            "ingevuld": problem.filled,
            "tekst": problem.text,
        }
        for problem in sorted(set(problems), key=lambda p: (p.file, p.row, p.column, p.found, p.code))
    ]
    return pd.DataFrame(rows, columns=REJECTED.names, dtype=str)
