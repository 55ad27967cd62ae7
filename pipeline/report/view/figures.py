"""A number on the page: its Dutch text, and the table, row and column that it comes from.

In HTML it is a ``<data>`` element that names its source, so that a reader's tool (and a
test) can look every number up.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Literal, Self

import pandas as pd
from markupsafe import Markup

from pipeline.core.codes import UNCORRECTED
from pipeline.core.counting import STANCES
from pipeline.core.tables import records

Form = Literal["aantal", "procent", "punten", "getal", "procent_tienden", "punten_tienden"]
How = Literal["cel", "som", "rijen", "pad"]

_TENTH = Decimal("0.1")
_IN_TENTHS: dict[Form, Form] = {"procent": "procent_tienden", "punten": "punten_tienden"}
_NARROW = 0.02  # of an interval: in whole per cents its ends would read alike
NOTHING = "–"  # shown where the table has an empty cell


def dutch_number(value: str, form: Form) -> str:
    """A table's number as Dutch readers write it; an empty cell gives a dash.

    >>> dutch_number("12345", "aantal"), dutch_number("6.5", "aantal"), dutch_number("0.0000", "procent")
    ('12.345', '6,5', '0%')
    >>> dutch_number("0.125", "procent"), dutch_number("0.004", "procent"), dutch_number("0.873", "getal")
    ('13%', '0,4%', '0,87')
    >>> dutch_number("0.2215", "punten"), dutch_number("-0.0180", "punten"), dutch_number("0.0011", "punten")
    ('+22', '−2', '0')
    >>> dutch_number("0.0004", "procent"), dutch_number("0.9951", "procent"), dutch_number("0.9996", "procent")
    ('<0,1%', '99,5%', '>99,9%')
    >>> dutch_number("-0.12", "procent"), dutch_number("-0.0002", "procent")
    ('−12%', '0%')
    >>> dutch_number("0.0604", "procent_tienden"), dutch_number("-0.0002", "procent_tienden")
    ('6,0%', '0,0%')
    >>> dutch_number("-0.0180", "punten_tienden"), dutch_number("0.0004", "punten_tienden")
    ('−1,8', '0,0')
    """
    if not value:
        return NOTHING
    number, tenths = Decimal(value), form in _IN_TENTHS.values()
    if form in ("procent", "procent_tienden"):
        return _percentage(number * 100, tenths=tenths)
    if form in ("punten", "punten_tienden"):
        points = (number * 100).quantize(_TENTH if tenths else Decimal(1), ROUND_HALF_UP)
        return f"{'+' if points > 0 else '−' if points < 0 else ''}{_grouped(abs(points), tenths=tenths)}"
    if form == "getal":
        number = number.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return _grouped(number)


def _percentage(percent: Decimal, *, tenths: bool) -> str:
    """Whole per cents or tenths, but never "0%" of what does occur, nor "100%" of what is not all."""
    if 0 < percent < _TENTH / 2:
        return "<0,1%"
    if 100 - _TENTH / 2 <= percent < 100:
        return ">99,9%"
    step = _TENTH if tenths or 0 < abs(percent) < 1 or 99 < percent < 100 else Decimal(1)
    rounded = percent.quantize(step, ROUND_HALF_UP)
    return f"{'−' if rounded < 0 else ''}{_grouped(abs(rounded), tenths=tenths and bool(percent))}%"


def _grouped(number: Decimal, *, tenths: bool = False) -> str:
    """With points between thousands; ``tenths`` also where they are nought."""
    text = f"{number:,f}"
    if "." in text and (tenths or not text.rstrip("0").endswith(".")):
        return text.translate(str.maketrans(",.", ".,"))
    return text.split(".")[0].replace(",", ".")


@dataclass(frozen=True)
class SourcedNumber:
    """One number.

    Attributes
    ----------
    value : as the table has it (a sum or a count of rows: as computed from it).
    table : the file, seen from reports/<corpus>/.
    row : column to value, together naming the row (or the rows that are added or counted).
    column : the column; for a count of rows the key that is counted.
    how : ``cel`` one cell; ``som`` the sum over the rows; ``rijen`` the number of rows; ``pad`` a value in
        a JSON file, ``column`` being the keys that lead to it.
    ratio : part and whole of a share. The table's four decimals are rounded; from these the text is
        rounded once: 5 of 143 is 3%, and not 4% by way of 0.0350.
    """

    value: str
    table: str
    column: str
    row: Mapping[str, str] = field(default_factory=dict)
    form: Form = "aantal"
    how: How = "cel"
    ratio: tuple[str, str] | None = None

    @property
    def text(self) -> str:
        if self.ratio and self.value:
            part, whole = map(Decimal, self.ratio)
            return dutch_number(str(part / whole), self.form)
        return dutch_number(self.value, self.form)

    def __float__(self) -> float:
        return float(self.value or "nan")

    def __int__(self) -> int:
        return int(Decimal(self.value or "0"))

    def __html__(self) -> str:
        row = ";".join(f"{column}={value}" for column, value in self.row.items())
        ratio = Markup(' data-deling="{}/{}"').format(*self.ratio) if self.ratio else ""
        return Markup(
            '<data value="{}" data-bron="{}" data-rij="{}" data-kolom="{}" data-hoe="{}" data-vorm="{}"'
            "{}>{}</data>"
        ).format(self.value, self.table, row, self.column, self.how, self.form, ratio, self.text)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class SourcedTable:
    """A table from which figures are taken.

    Attributes
    ----------
    file : the file, seen from reports/<corpus>/.
    frame : its rows, every cell text.
    """

    file: str
    frame: pd.DataFrame
    _places: dict[tuple[str, ...], dict[tuple[str, ...], list[int]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def told(self, form: Form) -> Form:
        """How a number of this table is told, all of them alike: in tenths where half of its (first) intervals are
        narrow, as those of very many statements are.
        """
        return _IN_TENTHS.get(form, form) if self._is_sharp else form

    @cached_property
    def _is_sharp(self) -> bool:
        lowest = next((name for name in self.frame.columns if "ondergrens" in name), "")
        if not lowest:
            return False
        ends = (self.frame[name] for name in (lowest, lowest.replace("ondergrens", "bovengrens")))
        low, high = (pd.to_numeric(end.astype(str), errors="coerce") for end in ends)
        return bool((high - low).median() < _NARROW)

    def _by(self, *columns: str) -> dict[tuple[str, ...], list[int]]:
        """Positions of the rows by what they have in some columns; kept, as pages ask thousands."""
        if columns not in self._places:
            places = self._places.setdefault(columns, {})
            for place, values in enumerate(self.frame[list(columns)].itertuples(index=False, name=None)):
                places.setdefault(values, []).append(place)
        return self._places[columns]

    def _found(self, row: Mapping[str, str]) -> list[int]:
        """Positions of the rows in which each named column has that value."""
        return self._by(*row).get(tuple(row.values()), []) if row else list(range(len(self.frame)))

    def records(self, **row: str) -> list[dict[str, str]]:
        """The rows in which each named column has that value, each column to cell."""
        return records(self.frame.iloc[self._found(row)])

    def values(self, column: str) -> set[str]:
        """Every value of a column."""
        return {value for (value,) in self._by(column)}

    def cell(self, column: str, form: Form = "aantal", /, **row: str) -> SourcedNumber:
        """The figure in one cell; KeyError when ``row`` does not name exactly one row."""
        found = self._found(row)
        if len(found) != 1:
            raise KeyError(f"{self.file}: {len(found)} rows for {row}")
        return SourcedNumber(str(self.frame[column].iloc[found[0]]), self.file, column, row, form)

    def total(self, column: str, form: Form = "aantal", /, **row: str) -> SourcedNumber:
        """The sum of a column over the rows; empty when no row has a number."""
        cells = [Decimal(cell) for cell in self.frame[column].iloc[self._found(row)] if cell]
        value = f"{sum(cells, Decimal(0)):f}" if cells else ""
        return SourcedNumber(value, self.file, column, row, form, how="som")

    def count(self, key: str, **row: str) -> SourcedNumber:
        """The number of rows."""
        return SourcedNumber(str(len(self._found(row))), self.file, key, row, how="rijen")


@dataclass(frozen=True)
class Text:
    """A name for a cell of a :class:`Row`: its text."""

    column: str

    def __get__(self, row: "Row", kind: type["Row"]) -> str:
        return row.cells[self.column]


@dataclass(frozen=True)
class Number:
    """A name for a cell of a :class:`Row`: its number."""

    column: str
    form: Form = "aantal"

    def __get__(self, row: "Row", kind: type["Row"]) -> SourcedNumber:
        return row.number(self.column, self.form)


@dataclass(frozen=True)
class Row:
    """One row of a table: its cells as text, and as numbers that know where they stand.

    A kind of row is a subclass that gives names to what its table holds, by :class:`Text` and :class:`Number`.

    Attributes
    ----------
    cells : column to text. key : columns that name the row.
    """

    table: SourcedTable = field(compare=False, repr=False)
    cells: Mapping[str, str]
    key: tuple[str, ...]

    @classmethod
    def each(cls, table: SourcedTable, *key: str, **row: str) -> list[Self]:
        """The rows of a table in which each named column has that value."""
        return [cls(table, cells, key) for cells in table.records(**row)]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    @property
    def place(self) -> dict[str, str]:
        """What names this row: column to value."""
        return {column: self.cells[column] for column in self.key}

    def number(self, column: str, form: Form = "aantal") -> SourcedNumber:
        """The number in a cell, told as those of its table."""
        return SourcedNumber(self.cells[column], self.table.file, column, self.place, self.table.told(form))

    def quotient(self, column: str, part: str, whole: str) -> SourcedNumber:
        """The share in a cell, shown as exactly as the two columns that it was divided from."""
        return replace(self.number(column, "procent"), ratio=(self.cells[part], self.cells[whole]))

    @property
    def stances(self) -> dict[str, SourcedNumber]:
        """Statements per stance."""
        return {stance: self.number(f"n_{stance}") for stance in STANCES}

    @property
    def corrected(self) -> bool:
        """Whether the blind audit was used for the share, or people coded all; else it is only counted."""
        return self["methode"] not in ("", UNCORRECTED)
