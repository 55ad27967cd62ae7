"""Some columns of a long table, in little memory: what takes few values as categories, texts as they are.

A table of a million statements has some forty columns, of which most stages need ten. Read by
:func:`pipeline.core.tables.read_table` a row takes 3 to 8 kB, of these ten 0.3. The cells are the same.
"""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import pandas as pd
from pandas.api.types import union_categoricals

from pipeline.core.errors import InputError, UnsoundTableError, missing_file
from pipeline.core.files import restore
from pipeline.core.tables import Column, Table, read_table

ROWS = 100_000  # read at the same time


def read_columns(
    path: Path, table: Table, kinds: Collection[str], texts: Collection[str], rows: int = ROWS
) -> pd.DataFrame:
    """Columns of a plain table that a stage wrote, in its order; index 0…n-1.
    :class:`InputError` as of :func:`pipeline.core.tables.read_table`, for what is wrong in these columns.

    Parameters
    ----------
    kinds : columns that become categories, by the alphabet: each value is once in memory.
    texts : columns that stay text, the key among them.
    """
    frames = [
        frame.astype(dict.fromkeys(kinds, "category"))
        for frame in column_frames(path, table, {*kinds, *texts}, rows)
    ]
    whole = joined(frames)
    if whole.duplicated([*table.key]).any():
        raise _refusal(path, table, "a key occurs twice")
    return whole


def joined(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Frames below each other, of which the same columns are categories; index 0…n-1."""
    columns = {}
    for name in frames[0]:
        own = [frame[name] for frame in frames]
        kinds = isinstance(own[0].dtype, pd.CategoricalDtype)
        columns[name] = (
            pd.Series(union_categoricals(own, sort_categories=True))
            if kinds
            else pd.concat(own, ignore_index=True)
        )
    return pd.DataFrame(columns)


def column_frames(path: Path, table: Table, names: Collection[str], rows: int = ROWS) -> Iterator[pd.DataFrame]:
    """The columns as text, so many rows at a time, at least one frame; errors as of :func:`read_columns`, but
    that no key occurs twice is not looked at.

    Parameters
    ----------
    names : of the columns.
    """
    if not path.is_file():
        raise missing_file(path, todo="run dvc repro")
    columns = [column for column in table.columns if column.name in names]
    try:
        with pd.read_csv(
            path,
            usecols=[column.name for column in columns],
            dtype=str,
            na_filter=False,
            chunksize=rows,
            encoding="utf-8-sig",
        ) as parsed:
            for frame in parsed:
                yield _checked(frame, columns, table)
    except (OSError, ValueError, UnsoundTableError) as problem:
        raise _refusal(path, table, str(problem)) from None


def _checked(frame: pd.DataFrame, columns: Sequence[Column], table: Table) -> pd.DataFrame:
    own = frame[[column.name for column in columns]]
    if table.linked:
        own = own.assign(**{one.name: _restored(own[one.name]) for one in columns if not one.number})
    for column in columns:
        if (column.allowed or column.number) and (flaw := column.flaw(own[column.name].drop_duplicates())):
            raise UnsoundTableError(f"column {column.name} {flaw}")
    return own


def _restored(cells: pd.Series) -> pd.Series:
    """The cells before :func:`neutralise`; few columns have one that was, and a call for each takes most time."""
    return cells.map(restore) if "\n'" in "\n" + "\n".join(cells.tolist()) else cells


def _refusal(path: Path, table: Table, problem: str) -> InputError:
    read_table(path, table)  # which says it better: what is not sound here is not sound there
    return InputError(f"the table cannot be read: {problem}", where=str(path), todo="run dvc repro")
