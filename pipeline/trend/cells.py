"""What each statement has, of statements of which many have the same: what is different is held once."""

from collections.abc import Sequence
from itertools import product
from typing import Any, Generic, TypeVar, overload

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.core.codebook import split_themes
from pipeline.core.counting import STANCES
from pipeline.core.parts.alike import pairs_of
from pipeline.measures.bootstrap import Bools, Ints

Kind = TypeVar("Kind", bound=np.generic)
Columns = tuple[slice, int | Sequence[int]]


class Cells(Generic[Kind]):
    """Rows and columns, for a few bytes a row; to who asks for columns it is an array.

    Parameters
    ----------
    different : (k, items) the different rows.
    row : (n,) which of these each statement has.

    >>> cells = Cells(np.array([[True, False], [False, False]]), np.array([0, 0, 1]))
    >>> cells[:, 0].tolist(), cells[np.array([False, True, True])][:, [0]].tolist(), cells.shape
    ([True, True, False], [[True], [False]], (3, 2))
    """

    def __init__(self, different: npt.NDArray[Kind], row: npt.NDArray[np.integer[Any]]) -> None:
        self.different, self.row = different, row.astype(np.int32, copy=False)

    @property
    def shape(self) -> tuple[int, int]:
        """Statements and items."""
        return len(self.row), self.different.shape[1]

    @overload
    def __getitem__(self, key: Columns) -> npt.NDArray[Kind]: ...

    @overload
    def __getitem__(self, key: Bools | Ints) -> "Cells[Kind]": ...

    def __getitem__(self, key: Columns | Bools | Ints) -> "npt.NDArray[Kind] | Cells[Kind]":
        """Columns of all statements, or some of the statements."""
        if isinstance(key, tuple):
            columns: npt.NDArray[Kind] = self.different[:, key[1]][self.row]
            return columns
        return Cells(self.different, self.row[key])

    def __array__(self, dtype: npt.DTypeLike | None = None, copy: bool | None = None) -> npt.NDArray[Any]:
        """All of it, as numpy asks for it."""
        return self.different[self.row].astype(dtype or self.different.dtype)


def given(cells: pd.Series, stances: pd.Series, themes: Sequence[str]) -> Cells[np.bool_]:
    """Per cell of theme ids which of the themes it has, and then which with each stance."""
    number, pairs = pairs_of(cells, stances)
    own = [(set(split_themes(cell)), stance) for cell, stance in pairs]
    rows = [
        [theme in has for theme in themes]
        + [theme in has and each == stance for theme, each in product(themes, STANCES)]
        for has, stance in own
    ]
    items = len(themes) * (1 + len(STANCES))
    return Cells(np.array(rows, dtype=np.bool_).reshape(len(rows), items), number)
