"""The rows of a text table that is too large to hold, so many at a time, as sheets of their own."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.core.delimited import Row
from pipeline.core.errors import InputError
from pipeline.core.tabular.source_table import SourceTable
from pipeline.ingest.survey.sheet import Sheet, is_total, plain, sheet_of


@dataclass(frozen=True)
class SomeRows:
    """Rows that name the columns of a text table with some of those below, and how many columns have a name."""

    table: SourceTable
    header: tuple[int, ...]
    named: int

    def sheet(self, empty: Collection[str]) -> Sheet:
        """As :func:`sheet_of`, with every column that has a name."""
        return sheet_of(self.table, header=self.header, empty=empty, least=self.named)


def rows_in(
    rows: Iterable[Row], form: str, *, where: str, header: Sequence[int], most: int, width: int = 0
) -> Iterator[SomeRows]:
    """A text table that is too large to hold, so many rows at a time; at least once.

    What counts the rows at the end is in none of their sheets.

    Parameters
    ----------
    width : number of columns, where no row names them.
    """
    numbers = tuple(header)
    head: list[Row] = [(0, [""] * width)] if numbers == (0,) else []
    body: list[Row] = []
    begun = False

    def some() -> SomeRows:
        named = max((len(cells) for number, cells in head if number in numbers), default=0)
        return SomeRows(SourceTable([*head, *body], form, where), numbers, named)

    for row in rows:
        numbers = numbers or (row[0],)
        (head if row[0] <= numbers[-1] else body).append(row)
        if len(body) >= most and not is_total([plain(cell) for cell in row[1]]):
            yield some()
            begun, body = True, []
    if not begun and not any(number for number, _ in (*head, *body)):
        raise InputError("the file has no rows", where=where, todo="export or save it again")
    if body or not begun:
        yield some()
