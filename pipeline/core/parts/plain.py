"""The cells of a plain CSV, some rows at a time, as fast as its bytes can be looked through.

Where delimiters and row ends stand is found in all bytes at once: behind an odd number of quote marks they are in
a cell. What is out of the ordinary (a row that is too wide or short or blank, a quote mark amid a cell, another
encoding, no line end at the end …) is left to :mod:`pipeline.core.delimited`, which says what is wrong, if it is.
"""

from array import array
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.core.delimited import delimited_rows, header_of, row_under
from pipeline.core.files import CELL_LIMIT

_COMMA, _LINE_END, _RETURN, _QUOTE, _APOSTROPHE = (ord(mark) for mark in ",\n\r\"'")
_SEPARATORS = "\x1f\x1e\x1d\x1c\x1b\x1a\x19\x18"  # one that no cell has takes the place of what ends a cell
_PIECE = 1 << 18  # bytes looked through at a time: what a processor has at hand


class WholeRows(NamedTuple):
    """Rows, none of them cut off.

    Attributes
    ----------
    cells : (rows × columns,) of the columns that were asked, row after row.
    ends : (rows,) how many bytes each row and all before it take.
    marked : numbers of the columns with a cell that begins with an apostrophe.
    """

    cells: list[str]
    ends: npt.NDArray[np.int64]
    marked: frozenset[int] = frozenset()


class PlainFile:
    """The rows of a plain CSV, read from its beginning.

    Parameters
    ----------
    ends : takes where the header ends, then where each row that was given ends, in bytes.

    Attributes
    ----------
    header : the names of its columns, trimmed.
    marked : those in which a cell may begin with an apostrophe, of what was read.
    """

    def __init__(self, path: Path, ends: "array[int] | None" = None) -> None:
        self.path, self.ends, self.marked = path, array("q") if ends is None else ends, set[str]()
        with path.open("rb") as stream:
            lines = _Lines(stream)
            self.header = header_of(next(delimited_rows(lines, ",", where=str(path)), (1, [])), where=str(path))
        self.ends.append(lines.read)

    def frames(self, names: Sequence[str], rows: int) -> Iterator[pd.DataFrame]:
        """These columns as text, in the order of the file, so many rows at a time, index 0…n-1; those that are not
        there are left out. Of a file without rows one frame without rows. :class:`InputError` as of
        :func:`pipeline.core.delimited.delimited_rows` and :func:`pipeline.core.delimited.row_under`.
        """
        asked = [place for place, name in enumerate(self.header) if name in names]
        begin, done, at_once = len(self.ends), 0, rows * len(asked)
        parts, waiting = list[list[str]](), 0
        for found in self._pieces(asked):
            if found is None:
                del self.ends[begin + done :]
                yield from self._exactly(asked, rows, done)
                return
            self.ends.frombytes(found.ends.tobytes())
            self.marked |= {self.header[column] for column in found.marked}
            parts.append(found.cells)
            waiting += len(found.cells)
            while waiting >= at_once:
                *whole, last = parts
                waiting -= at_once
                cut = len(last) - waiting
                yield self._frame([*whole, last[:cut]], asked, done)
                parts, done = [last[cut:]], done + rows
        if waiting or not done:
            yield self._frame(parts, asked, done)

    def _pieces(self, asked: Sequence[int]) -> Iterator[WholeRows | None]:
        """The rows piece by piece; None where they must be looked at one by one."""
        if not asked:
            yield None
            return
        with self.path.open("rb") as stream:
            passed, left = self.ends[-1], b""
            stream.seek(passed)
            while piece := stream.read(_PIECE):
                content = left + piece
                found = cells_of(content, len(self.header), asked)
                if found is None:
                    yield None
                    return
                used = int(found.ends[-1]) if len(found.ends) else 0
                yield found._replace(ends=found.ends + passed)
                passed, left = passed + used, content[used:]
            if left:
                yield None

    def _exactly(self, asked: Sequence[int], rows: int, done: int) -> Iterator[pd.DataFrame]:
        """The frames from row ``done`` on, row by row."""
        where = str(self.path)
        self.marked |= {*self.header}
        with self.path.open("rb") as stream:
            lines = _Lines(stream)
            numbered = delimited_rows(lines, ",", where=where)
            for _ in islice(numbered, 1 + done):
                pass
            while True:
                some = []
                for row in islice(numbered, rows):
                    cells = row_under(self.header, row, where=where)
                    some.append([cells[place] for place in asked])
                    self.ends.append(lines.read)
                if some or not done:
                    yield self._frame(some, asked, done)
                if len(some) < rows:
                    return
                done += rows

    def _frame(self, parts: Sequence[Sequence[str]], asked: Sequence[int], done: int) -> pd.DataFrame:
        cells = np.fromiter(chain.from_iterable(parts), dtype=object, count=sum(map(len, parts)))
        names = [self.header[place] for place in asked]
        n_rows = len(cells) // len(asked) if asked else len(parts)
        return pd.DataFrame(cells.reshape(n_rows, len(asked)), range(done, done + n_rows), names, dtype=str)


def cells_of(content: bytes, width: int, asked: Sequence[int]) -> WholeRows | None:
    """The cells of the whole rows with which a text begins; None where one has not ``width`` cells, the first that
    is asked is blank, or something is out of the ordinary.

    Parameters
    ----------
    asked : numbers of the columns that are wanted, from 0, ascending.
    """
    text = np.frombuffer(content, np.uint8)
    places = np.flatnonzero((text == _COMMA) | (text == _LINE_END) | (text == _QUOTE) | (text == _RETURN))
    is_quote = text[places] == _QUOTE
    in_cell = np.bitwise_xor.accumulate(is_quote)  # behind an odd number of quote marks
    ends, quotes = places[~(in_cell | is_quote)], places[is_quote]  # ends of cells
    rows = np.flatnonzero(text[ends] == _LINE_END)
    if not len(rows):
        return WholeRows([], rows) if len(content) <= CELL_LIMIT else None
    ends = ends[: rows[-1] + 1]
    text, quotes = text[: ends[-1] + 1].copy(), quotes[: np.searchsorted(quotes, ends[-1])]
    lengths, kept = np.diff(ends, prepend=-1), _kept(text, quotes)
    separator = next((one for one in _SEPARATORS if one.encode() not in content), "")
    in_step = np.array_equal(rows, np.arange(width - 1, len(rows) * width, width))
    if kept is None or not in_step or not separator or lengths.max() > CELL_LIMIT or _RETURN in text[ends]:
        return None
    begins = np.concatenate([[0], ends[:-1] + 1])
    begins += text[begins] == _QUOTE
    marked = frozenset((np.flatnonzero(text[begins] == _APOSTROPHE) % width).tolist())
    try:
        if len(asked) < width:
            str(text.data, "utf-8")  # what is wrong is wrong in any column
            kept &= np.repeat(np.tile(np.isin(np.arange(width), asked), len(rows)), lengths)
        text[ends] = ord(separator)
        cells = text[kept].tobytes().decode().split(separator)
    except UnicodeDecodeError:
        return None
    cells.pop()  # what is behind the last
    return WholeRows(cells, ends[rows] + 1, marked) if all(map(str.strip, cells[:: len(asked)])) else None


def _kept(text: npt.NDArray[np.uint8], quotes: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_] | None:
    """Which bytes of rows are no quote marks around a cell, nor the first of two that stand for one; None where
    one stands amid a cell.
    """
    opening, closing = quotes[::2], quotes[1::2]
    before, after = text[opening - 1], text[closing + 1]  # before the first byte is the last, which ends a line
    again = before == _QUOTE
    if not (again | (before == _COMMA) | (before == _LINE_END)).all():
        return None
    if not ((after == _QUOTE) | (after == _COMMA) | (after == _LINE_END)).all():
        return None
    kept = np.ones(len(text), dtype=np.bool_)
    kept[closing] = kept[opening[~again]] = False
    return kept


class _Lines:
    """The lines of a text as they come; ``read`` is how many bytes they were."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream, self.read = stream, 0

    def __iter__(self) -> Iterator[str]:
        for line in self.stream:
            text = line.decode("utf-8" if self.read else "utf-8-sig")
            self.read += len(line)
            yield text
