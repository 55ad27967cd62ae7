"""Some columns of a long table, in little memory: what takes few values as categories, texts as they are.

A table of a million statements has some forty columns, of which most stages need ten. Read by
:func:`pipeline.core.tables.read_table` a row takes 3 to 8 kB, of these ten 0.3. The cells are the same.
"""

from array import array
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.core.parts.beside import ColumnCells, kept_beside
from pipeline.core.parts.streams import ROWS, read_frames
from pipeline.core.tables import Table

_MANY = 100_000  # different cells of a column that are remembered
_ENOUGH = 10_000  # cells that all differ, from which on those below them are taken to differ too


def read_columns(
    path: Path,
    table: Table,
    kinds: Collection[str],
    texts: Collection[str],
    rows: int = ROWS,
    *,
    starts: "array[int] | None" = None,
    checked: Collection[str] = (),
) -> pd.DataFrame:
    """Columns of a plain table that a stage wrote, in its order, as :func:`held` has them.
    :class:`InputError` as of :func:`pipeline.core.tables.read_table`; of cells for what is wrong in these columns
    and those of the key.

    Parameters
    ----------
    starts : as of :func:`pipeline.core.parts.streams.read_frames`.
    checked : columns in which is looked for what is wrong, beside these.
    """
    names = [name for name in table.names if name in {*kinds, *texts}]
    if kept := kept_beside(path, table, names):
        return _together(kept.pieces(starts), texts, kinds)[names]
    return held(read_frames(path, table, rows, names=[*names, *checked], starts=starts), texts, kinds)[names]


def held(frames: Iterable[pd.DataFrame], texts: Collection[str], kinds: Collection[str] = ()) -> pd.DataFrame:
    """Columns of all rows, index 0…n-1.

    Parameters
    ----------
    texts : columns that stay text; cells that are alike are one object, so that of a column with few values a row
        takes 8 bytes.
    kinds : columns that become categories, by the alphabet: of a column with few values a row takes 1 to 4 bytes.
    """
    pieces = (
        {
            **{name: ColumnCells(frame[name].to_numpy().tolist()) for name in texts},
            **{name: ColumnCells.of(frame[name]) for name in kinds},
        }
        for frame in frames
    )
    return _together(pieces, texts, kinds)


def _together(
    pieces: Iterable[Mapping[str, ColumnCells]], texts: Collection[str], kinds: Collection[str]
) -> pd.DataFrame:
    columns: dict[str, _Texts | _Kinds] = {name: _Texts() for name in texts}
    columns |= {name: _Kinds() for name in kinds}
    for piece in pieces:
        for name, own in columns.items():
            own.add(piece[name])
    return pd.DataFrame({name: columns.pop(name).whole() for name in [*columns]})


class _Texts:
    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._cells: list[str] = []
        self._differ = False  # as those of a key: none is looked for again

    def add(self, cells: ColumnCells) -> None:
        different = cells.different
        if len(self._known) > _MANY:
            self._known.clear()
        if not self._differ:
            n_known = len(self._known)
            different = [self._known.setdefault(cell, cell) for cell in different]
            n_new = len(self._known) - n_known
            self._differ = cells.place is None and len(different) >= _ENOUGH and n_new == len(different)
        self._cells += cells._replace(different=different).whole().tolist()

    def whole(self) -> pd.Series:
        return pd.Series(self._cells, dtype=str)


class _Kinds:
    def __init__(self) -> None:
        self._known: dict[str, int] = {}
        self._numbers: list[npt.NDArray[np.int32]] = []

    def add(self, cells: ColumnCells) -> None:
        known = [self._known.setdefault(cell, len(self._known)) for cell in cells.different]
        numbers = np.array(known, dtype=np.int32)
        self._numbers.append(numbers if cells.place is None else numbers[cells.place])

    def whole(self) -> pd.Series:
        order = sorted(self._known)
        place = np.empty(len(order), dtype=np.int32)
        place[[self._known[cell] for cell in order]] = np.arange(len(order))
        numbers = np.concatenate([np.empty(0, dtype=np.int32), *self._numbers])
        return pd.Series(pd.Categorical.from_codes(place[numbers], pd.Index(order, dtype=str)))
