"""What each statement has, of statements of which many have the same: what is different is held once."""

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from itertools import product
from typing import Any, Generic, TypeVar, overload

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.core.codebook import SEPARATOR, split_themes
from pipeline.core.codes import UNCODED
from pipeline.core.counting import STANCES, chances_in
from pipeline.core.parts.alike import named, pairs_of
from pipeline.measures.bootstrap import Bools, Floats, Ints

Kind = TypeVar("Kind", bound=np.generic)
Hundredths = npt.NDArray[np.uint8]
Chances = tuple["Cells[np.uint8] | None", Hundredths | None]
Columns = tuple[slice, int | Sequence[int]]

_STANCE_RIGHT = 0.7  # how often the coder's is, roughly; how much it tells is measured on the audit
_EVERY = np.arange(101, dtype=np.uint8)  # hundredths
_LEAST = 0.005  # chance that is written as 0.01


class Cells(Generic[Kind]):
    """Rows and columns, for a few bytes a row; to who asks for columns it is an array.

    Parameters
    ----------
    different : (k, items) the different rows; a column at a time is asked for, so these lie together.
    row : (n,) which of these each statement has.

    >>> cells = Cells(np.array([[True, False], [False, False]]), np.array([0, 0, 1]))
    >>> cells[:, 0].tolist(), cells[np.array([False, True, True])][:, [0]].tolist(), cells.shape
    ([True, True, False], [[True], [False]], (3, 2))
    """

    def __init__(self, different: npt.NDArray[Kind], row: npt.NDArray[np.integer[Any]]) -> None:
        self.different, self.row = np.asfortranarray(different), row.astype(np.int32, copy=False)

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

    def rows_with(self, column: int) -> npt.NDArray[np.integer[Any]]:
        """Which statements have something in a column, ascending."""
        ends, rows = self._by_column
        return rows[ends[column] : ends[column + 1]]

    @cached_property
    def _by_column(self) -> tuple[Ints, npt.NDArray[np.integer[Any]]]:
        """The statements with something in each column, column by column, and where each column begins.

        A statement has two or three of a hundred items, so that this is less than the columns themselves.
        """
        of, columns = np.nonzero(self.different)
        per_kind = np.bincount(of, minlength=len(self.different))
        times = per_kind[self.row]
        row = np.repeat(np.arange(len(self.row), dtype=np.int32), times)
        first = np.cumsum(per_kind) - per_kind
        place = np.arange(len(row)) + np.repeat(first[self.row] - (np.cumsum(times) - times), times)
        own = columns.astype(np.int16)[place]
        ends = np.concatenate([[0], np.cumsum(np.bincount(own, minlength=self.different.shape[1]))])
        return ends, row[np.argsort(own, kind="stable")]

    def __array__(self, dtype: npt.DTypeLike | None = None, copy: bool | None = None) -> npt.NDArray[Any]:
        """All of it, as numpy asks for it."""
        return self.different[self.row].astype(dtype or self.different.dtype)


def rows_with(cells: npt.NDArray[Kind] | Cells[Kind], column: int) -> npt.NDArray[np.integer[Any]]:
    """Which rows have something in a column, ascending."""
    return cells.rows_with(column) if isinstance(cells, Cells) else np.flatnonzero(cells[:, column])


def sums(cells: Bools | Cells[np.bool_], which: Bools) -> Ints:
    """(items,) How many of some of the rows have each item; rows that are alike are added up once."""
    if isinstance(cells, Cells):
        times, rows = np.bincount(cells.row[which], minlength=len(cells.different)), cells.different
    else:
        times, rows = which.astype(np.int64), cells
    found: Ints = times @ rows
    return found


def heavy(cells: Bools | Cells[np.bool_], weight: Floats) -> Floats:
    """(items,) The weight of the rows that have each item; rows that are alike are added up once."""
    if isinstance(cells, Cells):
        weight, cells = np.bincount(cells.row, weight, len(cells.different)).astype(np.float64), cells.different
    found: Floats = weight @ cells
    return found


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


def chances(statements: pd.DataFrame, themes: Sequence[str]) -> Chances:
    """Hundredths per theme and theme with a stance, and of having content; None where the coder said none of them.

    What the coder makes of the stance is known only as the one that it thinks best.
    """
    cells = statements["theme_chances"]
    if not ((cells != "").any() and (statements["audit"] == "ja").any()):  # they count where people say how right
        return None, None
    number, pairs = pairs_of(cells, statements["predicted_stance"])
    found = chances_in(pd.Series([cell for cell, _ in pairs]), [*themes, *UNCODED])
    of_themes, neither = found[:, : len(themes)], found[:, len(themes) :].sum(axis=1)
    says = np.array([[stance == each for each in STANCES] for _, stance in pairs], dtype=np.bool_)
    own, other = (
        np.rint(_EVERY * np.float32(share)).astype(np.uint8)[of_themes][:, :, None]
        for share in (_STANCE_RIGHT, (1 - _STANCE_RIGHT) / (len(STANCES) - 1))
    )
    by_stance = np.where(says[:, None, :], own, other)
    chance = np.concatenate([of_themes, by_stance.reshape(len(pairs), len(themes) * len(STANCES))], axis=1)
    return Cells(chance, number), (100 - np.minimum(neither, 100)).astype(np.uint8)[number]


def either_of(cells: pd.Series, groups: Mapping[str, Collection[str]]) -> pd.Series:
    """Cells of ``theme_chances`` of which groups of themes take the place of the themes.

    A group is as likely as any of its themes, as if each came by itself.

    >>> either_of(pd.Series(["rust=0.50|leren=0.20|buiten_onderwerp=0.30"]), {"1": {"rust", "leren"}}).tolist()
    ['1=0.60|buiten_onderwerp=0.30']
    """
    number, different = pd.factorize(cells)
    names = [*sorted(set[str]().union(*groups.values())), *UNCODED]
    of_names = dict(zip(names, chances_in(pd.Series(different), names).T / 100, strict=True))
    columns = []
    for name, own in (*groups.items(), *((each, [each]) for each in UNCODED)):
        none = np.ones(len(different))
        for theme in sorted(own):
            none *= 1 - of_names[theme]
        place, values = pd.factorize(1 - none)
        said = [f"{name}={chance:.2f}{SEPARATOR}" if chance >= _LEAST else "" for chance in values.tolist()]
        columns.append(np.array(said, dtype=object)[place])
    made = np.sum(columns, axis=0, dtype=object) if len(different) else []
    return pd.Series(named(number, [cell.removesuffix(SEPARATOR) for cell in made]), cells.index)
