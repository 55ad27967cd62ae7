"""What a table is: its columns and key, checking, reading and writing it.

Every cell is text, so that what was written is what is read; an empty cell is "", never NaN.
A table is checked when written and when read: a stage cannot hand on a broken one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from pipeline.core.delimited import parse_csv
from pipeline.core.errors import ConservationError, InputError, UnsoundTableError, quoted
from pipeline.core.files import dutch_csv, neutralise, own_text, plain_csv, restore, write_bytes


@dataclass(frozen=True)
class Column:
    """One column: name, meaning, and its allowed values when they are few."""

    name: str
    meaning: str
    allowed: tuple[str, ...] = ()
    number: bool = False


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

    def schema(self) -> pa.DataFrameSchema:
        """The pandera schema of the cells as text."""
        return pa.DataFrameSchema(
            {
                column.name: pa.Column(
                    str,
                    checks=[pa.Check.isin(column.allowed)]
                    if column.allowed
                    else [pa.Check.str_matches(r"^(-?\d+(\.\d+)?)?$")]
                    if column.number
                    else [],
                )
                for column in self.columns
            },
            unique=list(self.key),
            strict=True,
        )

    def checked(self, frame: pd.DataFrame, *, where: str) -> pd.DataFrame:
        """The frame with exactly this table's columns, in order.

        Raises
        ------
        UnsoundTableError
            A column is missing, a value is not allowed, or a key occurs twice.
        """
        missing = [name for name in self.names if name not in frame.columns]
        if missing:
            raise UnsoundTableError(f"{where}: column {quoted(missing[0])} is missing")
        try:
            return self.schema().validate(frame[self.names], lazy=False)
        except pa.errors.SchemaError as problem:
            first_line = str(problem).split("\n")[0]
            raise UnsoundTableError(f"{where}: table {self.name} is not sound: {first_line}") from problem

    def empty(self) -> pd.DataFrame:
        """The table without rows."""
        return pd.DataFrame({name: pd.Series(dtype=str) for name in self.names})


def read_table(path: Path, table: Table) -> pd.DataFrame:
    """Read and check a table that a stage wrote; index 0…n-1."""
    text = own_text(path)  # the delimiter is not guessed either
    frame = parse_csv(text, where=str(path), delimiter=";" if table.dutch else ",").reset_index(drop=True)
    if table.dutch or table.linked:
        for column in (column for column in table.columns if column.name in frame):
            cells = frame[column.name]
            undone = [cell.replace(",", ".") if column.number else restore(cell) for cell in cells]
            frame[column.name] = pd.Series(undone, index=cells.index, dtype=str)
    try:
        return table.checked(frame, where=str(path))
    except UnsoundTableError as unsound:
        todo = "run dvc repro; if the file was edited by hand, restore it"
        raise InputError(str(unsound), allowed=tuple(table.names), todo=todo) from None


def write_table(path: Path, frame: pd.DataFrame, table: Table) -> None:
    """Check and write a table, all or nothing, in the table's dialect."""
    write_bytes(path, table_bytes(frame, table, where=str(path)))


def table_bytes(frame: pd.DataFrame, table: Table, *, where: str) -> bytes:
    """What :func:`write_table` writes."""
    checked = table.checked(frame, where=where)
    if table.dutch:
        return dutch_csv(_with_decimal_commas(checked, table))
    if table.linked:
        texts = [column.name for column in table.columns if not column.number]
        checked = checked.assign(**{name: checked[name].map(neutralise) for name in texts})
    return plain_csv(checked).encode("utf-8")


def records(frame: pd.DataFrame) -> list[dict[str, str]]:
    """The rows of a table, each column to cell."""
    columns = list(frame.columns)
    return [dict(zip(columns, map(str, cells), strict=True)) for cells in frame.itertuples(index=False, name=None)]


def _with_decimal_commas(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    # Numbers become objects that dutch_csv does not neutralise, with the digits that they have.
    frame = frame.astype(object)
    for column in table.columns:
        if column.number:
            numbers = [Decimal(cell) if cell else "" for cell in frame[column.name]]
            frame[column.name] = pd.Series(numbers, index=frame.index, dtype=object)
    return frame


def check_conserved(stage: str, incoming: Iterable[str], outgoing: Iterable[str]) -> None:
    """Raise unless a stage that may drop nothing hands on exactly the ids that came in."""
    came, went = sorted(incoming), sorted(outgoing)
    if came != went:
        lost, extra = sorted(set(came) - set(went)), sorted(set(went) - set(came))
        raise ConservationError(f"{stage}: lost {lost[:5]}, appeared or twice {extra[:5]}")
