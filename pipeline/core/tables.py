"""What stages hand to each other: the columns and key of every table; checking, reading and writing it.

Every cell is text, so that what was written is what is read; an empty cell is "", never NaN.
A table is checked when written and when read: a stage cannot hand on a broken one.

Tables are data, in the YAML files of the folder beside this module: ``from pipeline.core.tables import TREND``. A
table has ``row`` (what one row is), ``key``, ``columns`` in order and, where so, ``dutch`` or ``linked`` (see
:class:`Table`). A column is its name with its meaning: under ``number`` when it holds numbers, under ``text`` when
it has ``allowed`` values too. Those name a list of codes.py, or are a list of such names and of values. ``from``
takes over the columns of another table, ``without`` some of them, and ``with`` others in their place. Columns that
several tables of a file have stand once, under ``shared``.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.core import codes
from pipeline.core.delimited import csv_frames, dutch_csv, plain_csv
from pipeline.core.errors import InputError, UnsoundTableError, quoted
from pipeline.core.files import NEUTRALISED, neutralise, own_text, restore, write_bytes
from pipeline.core.yaml_model import own_yaml

FOLDER = Path(__file__).parent / "tables"
SUBJECTS = {
    "statements": ("STATEMENTS", "SCORES", "ACTIONS_FOUND"),
    "predictions": ("PREDICTIONS",),
    "language_model": ("SECOND_CODER", "TOPIC_NAMES"),
    "labels": ("LABELS", "AUDIT_SAMPLE", "CODINGS"),
    "topics": ("TOPICS", "TOPIC_ROUNDS", "TOPIC_CANDIDATES", "TOPIC_PARTS", "TOPIC_STATEMENTS"),
    "review": ("REVIEW", "REJECTED", "RECEIPTS", "DISPUTES", "ORPHANS", "MIGRATED"),
    "evidence": ("EVIDENCE", "EVIDENCE_OVERVIEW", "EVIDENCE_THEMES", "EVIDENCE_ACTIONS", "EVIDENCE_COVERAGE"),
    "trend": (
        "TREND",
        "TREND_STANCES",
        "TREND_MIRROR",
        "TREND_ACTIONS",
        "TREND_ROUNDS",
        "TREND_COMPOSITION",
        "TREND_CAMPAIGNS",
    ),
}
_NUMBER = r"(?:-?\d+(?:\.\d+)?)?"
_ONE_NUMBER, _NUMBERS = re.compile(_NUMBER), re.compile(rf"{_NUMBER}(?:\n{_NUMBER})*+")


@dataclass(frozen=True)
class Column:
    """One column: name, meaning, and its allowed values when they are few."""

    name: str
    meaning: str
    allowed: tuple[str, ...] = ()
    number: bool = False

    def flaw(self, cells: pd.Series, *, texts: bool = False) -> str:
        """What is wrong with the first cell that may not be in this column; "" when all may. ``texts`` as of
        :meth:`Table.checked`.
        """
        texts = texts or (isinstance(cells.dtype, pd.StringDtype) and not cells.hasnans)
        if texts and not self.allowed and not self.number:
            return ""  # without a look at each: most of a table are such
        different = dict.fromkeys(cells.to_numpy().tolist())
        if texts and self.number and _are_numbers(different):
            return ""
        for cell in different:
            if not isinstance(cell, str):
                return f"holds {cell!r}, which is no text"
            if self.allowed and cell not in self.allowed:
                return f"holds {quoted(cell)}; allowed are {', '.join(map(quoted, self.allowed))}"
            if self.number and not _ONE_NUMBER.fullmatch(cell):
                return f"holds {quoted(cell)}, which is no number"
        return ""


def _are_numbers(cells: Collection[str]) -> bool:
    """Whether all are, looked at in one go."""
    lines = "\n".join(cells)
    return lines.count("\n") == len(cells) - 1 and bool(_NUMBERS.fullmatch(lines))


@dataclass(frozen=True)
class Table:
    """One table.

    Attributes
    ----------
    row : what one row is.
    key : columns that together name a row.
    dutch : written for Dutch Excel (people open it) rather than as plain CSV.
    linked : plain CSV to which the page leads: people open it too, so no cell may be one that a spreadsheet runs.
    """

    name: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    dutch: bool = False
    linked: bool = False

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    def checked(self, frame: pd.DataFrame, *, where: str, texts: bool = False) -> pd.DataFrame:
        """The frame with exactly this table's columns, in order.
        :class:`UnsoundTableError` when one is missing, a value is not allowed, or a key occurs twice.

        Parameters
        ----------
        texts : whether all cells are sure to be text, as those that were read.
        """
        self.check_names(frame.columns, where=where)
        own = frame[self.names]
        flaws = [
            f"column {quoted(column.name)} {flaw}"
            for column in self.columns
            if (flaw := column.flaw(own[column.name], texts=texts))
        ]
        if twice := records(own.loc[own.duplicated([*self.key]), [*self.key]].head(1)):
            flaws.append(f"the key {twice[0]} occurs twice")
        if flaws:
            raise UnsoundTableError(f"{where}: table {self.name} is not sound: {flaws[0]}")
        return own

    def check_names(self, names: Collection[str], *, where: str) -> None:
        """:class:`UnsoundTableError` when a column is not among these."""
        if missing := [name for name in self.names if name not in names]:
            raise UnsoundTableError(f"{where}: column {quoted(missing[0])} is missing")

    def empty(self) -> pd.DataFrame:
        """The table without rows."""
        return pd.DataFrame({name: pd.Series(dtype=str) for name in self.names})


def __getattr__(name: str) -> Table:
    """A table by its name in capitals; a file is read when one of its tables is first asked for."""
    for subject, names in SUBJECTS.items():
        if name in names:
            return tables_of(subject)[name]
    raise AttributeError(f"no table {name}")


@cache
def tables_of(subject: str) -> dict[str, Table]:
    """The tables of a subject by name, in the order of its file."""
    content = own_yaml(FOLDER / f"{subject}.yaml")
    found = {}
    for constant, (name, about) in zip(SUBJECTS[subject], content.get("tables", content).items(), strict=True):
        dialect = {flag: about[flag] for flag in ("dutch", "linked") if flag in about}
        columns = tuple(_columns(about["columns"]))
        found[constant] = Table(name, about["row"], tuple(about["key"]), columns, **dialect)
    return found


def _columns(entries: Iterable[Any]) -> Iterator[Column]:
    for entry in entries:
        if isinstance(entry, list):  # shared
            yield from _columns(entry)
        elif "from" in entry:
            instead = {column.name: column for column in _columns(entry.get("with", ()))}
            others = __getattr__(entry["from"].upper()).columns
            yield from (instead.get(each.name, each) for each in others if each.name not in entry["without"])
        else:
            ((name, about),) = entry.items()
            about = about if isinstance(about, Mapping) else {"text": about}
            number, allowed = "number" in about, tuple(_allowed(about.get("allowed", ())))
            yield Column(name, about["number" if number else "text"], allowed, number=number)


def _allowed(values: str | Iterable[str]) -> Iterator[str]:
    """Values of one code list by its name, or of several names and values."""
    for value in [values] if isinstance(values, str) else values:
        yield from getattr(codes, value) if value.isupper() else [value]


def read_table(path: Path, table: Table) -> pd.DataFrame:
    """Read and check a table that a stage wrote; index 0…n-1."""
    if not path.is_file():
        own_text(path)  # says what is wrong
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:  # the delimiter is not guessed either
            frames = [*csv_frames(stream, ";" if table.dutch else ",", where=str(path))]
    except InputError:
        own_text(path)  # when that is what is wrong, it says so better
        raise
    frame = as_meant(pd.concat(frames, ignore_index=True), table)
    try:
        return table.checked(frame, where=str(path))
    except UnsoundTableError as unsound:
        todo = "run dvc repro; if the file was edited by hand, restore it"
        raise InputError(str(unsound), allowed=tuple(table.names), todo=todo) from None


def as_meant(frame: pd.DataFrame, table: Table, marked: Collection[str] | None = None) -> pd.DataFrame:
    """The cells of a table that people open too as they were before they were written; ``marked`` are the columns
    in which a cell may begin with an apostrophe, where that is known.
    """
    if not (table.dutch or table.linked):
        return frame
    undone = {}
    for column in (column for column in table.columns if column.name in frame):
        if not column.number and marked is not None and column.name not in marked:
            continue
        cells = frame[column.name].to_numpy().tolist()
        text = "\n".join(["", *cells])  # one look at all of a column; few have a cell that was changed
        if "," in text if column.number else "\n'" in text:
            undone[column.name] = [cell.replace(",", ".") if column.number else restore(cell) for cell in cells]
    return frame.assign(**{name: pd.Series(own, frame.index, dtype=str) for name, own in undone.items()})


def as_linked(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """The rows with no text that a spreadsheet runs, where people open the table too."""
    if not table.linked:
        return frame
    done = {}
    for column in (column for column in table.columns if not column.number):
        cells = frame[column.name].to_numpy().tolist()
        if NEUTRALISED.search("\n".join(["", *cells])):
            done[column.name] = pd.Series([*map(neutralise, cells)], frame.index, dtype=str)
    return frame.assign(**done)


def write_table(path: Path, frame: pd.DataFrame, table: Table) -> None:
    """Check and write a table, all or nothing, in the table's dialect."""
    write_bytes(path, table_bytes(frame, table, where=str(path)))


def table_bytes(frame: pd.DataFrame, table: Table, *, where: str) -> bytes:
    """What :func:`write_table` writes."""
    checked = table.checked(frame, where=where)
    if table.dutch:
        return dutch_csv(checked, [column.name for column in table.columns if column.number])
    return plain_csv(as_linked(checked, table)).encode("utf-8")


def tables_bytes(folder: Path, tables: Mapping[str, tuple[pd.DataFrame, Table]]) -> dict[Path, bytes]:
    """The content of several tables by path, from their rows and kind by file name."""
    return {folder / name: table_bytes(*own, where=str(folder / name)) for name, own in tables.items()}


def records(frame: pd.DataFrame) -> list[dict[str, str]]:
    """The rows of a table, each column to cell."""
    columns = list(frame.columns)  # the arrays behind: each cell of a pandas column is looked at twice
    cells = (map(str, frame[name].to_numpy().tolist()) for name in columns)
    return [dict(zip(columns, row, strict=True)) for row in zip(*cells, strict=True)]
