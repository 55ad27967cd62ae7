"""Rows of returned files that cannot be applied: why, in Dutch for reviewers, in English for the analyst."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from pathlib import Path

import pandas as pd

from pipeline.core.errors import InputError, quoted
from pipeline.core.tables import REJECTED
from pipeline.core.yaml_model import StrictModel, own_yaml

# Said of rows that count all the same.
APPLIED = ("strange_date", "no_dispute", "odd_status", "marked_doubtful")


class Message(StrictModel):
    """How an issue is put to people.

    Attributes
    ----------
    stops : a mistake that ends a strict run. Without it: nothing wrong in the file, it is
        listed and the run goes on (unfinished work; a statement that changed).
    """

    stops: bool
    nl: str
    nl_todo: str
    en: str
    en_todo: str


@cache
def read_messages() -> dict[str, Message]:
    """How each issue is put to people, by its code."""
    content = own_yaml(Path(__file__).parents[1] / "messages.yaml")
    return {code: Message(**words) for code, words in content["issues"].items()}


@dataclass(frozen=True)
class Issue:
    """One reason why a cell, a row or a whole file was not applied.

    Attributes
    ----------
    code : which of the messages is meant.
    found : what stands there.
    allowed : what may stand there.
    closest : what was probably meant, one of ``allowed`` where there are any.
    names : the Dutch names of ``allowed``, when those are ids.
    row : as the spreadsheet numbers it; 0 when the whole file is meant.
    filled : what the reviewer filled in, `column: value` joined by `; `.
    """

    code: str
    found: str = ""
    allowed: tuple[str, ...] = ()
    closest: str = ""
    names: tuple[str, ...] = ()
    column: str = ""
    file: str = ""
    row: int = 0
    statement_id: str = ""
    filled: str = ""
    text: str = ""

    @property
    def message(self) -> Message:
        return read_messages()[self.code]

    def in_dutch(self, label: str) -> str:
        return dict(zip(self.allowed, self.names, strict=False)).get(label, label)


def as_errors(issues: Iterable[Issue], *, folder: str) -> list[InputError]:
    """The issues as the analyst reads them on the command line: the same mistake in many rows is one.

    What is allowed, and what to do, is said once per kind of mistake, at the last of the kind.
    """
    rows: dict[Issue, list[int]] = {}
    for issue in sorted(issues, key=lambda p: (p.code, p.file, p.row, p.column, p.found)):
        alike = replace(issue, row=0, statement_id="", filled="", text="")
        rows.setdefault(alike, []).append(issue.row)
    found = list(rows)
    errors = []
    for issue, following in zip(found, [*found, None][1:], strict=True):
        last = following is None or (following.code, following.allowed) != (issue.code, issue.allowed)
        column = f" column {issue.column}" if issue.column else ""
        errors.append(
            InputError(
                f"{issue.message.en}{f' {quoted(issue.found)}' if issue.found else ''}",
                where=f"{folder}/{issue.file}{_rows(rows[issue])}{column}",
                allowed=issue.allowed if last else (),
                nearest=issue.closest,
                todo=issue.message.en_todo if last else "",
            )
        )
    return errors


def _rows(numbers: Iterable[int]) -> str:
    """Row numbers as text, runs as ranges; nothing for the whole file.

    >>> _rows([2]), _rows([2, 3, 4, 9]), _rows([0])
    (' row 2', ' rows 2-4, 9', '')
    """
    known = sorted({number for number in numbers if number})
    # Of numbers that follow each other, number and place are equally far apart.
    runs = [[number for _, number in run] for _, run in groupby(enumerate(known), lambda pair: pair[1] - pair[0])]
    texts = [f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
    return f" row{'s' if len(known) > 1 else ''} {', '.join(texts)}" if known else ""


def as_table(issues: Iterable[Issue]) -> pd.DataFrame:
    """Rows of REJECTED, by file and row."""
    rows = [
        {
            "bestand": issue.file,
            "rij": str(issue.row or ""),
            "uitspraak_id": issue.statement_id,
            "kolom": issue.column,
            "gevonden": issue.found,
            "dichtstbij": issue.in_dutch(issue.closest),
            "toegestaan": "; ".join(map(issue.in_dutch, issue.allowed)),
            "probleem": issue.message.nl,
            "wat_te_doen": issue.message.nl_todo,
            "ingevuld": issue.filled,
            "tekst": issue.text,
        }
        for issue in sorted(set(issues), key=lambda p: (p.file, p.row, p.column, p.found, p.code))
    ]
    return pd.DataFrame(rows, columns=REJECTED.names, dtype=str)
