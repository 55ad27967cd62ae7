"""Rows of labels.csv of statements that nobody reviewed, from the very bytes of their rows of predictions.csv.

Of a large corpus nearly all are such. What their labels are is said by :func:`labelling.label` alone: here it is
asked once, of rows of which each cell is a mark, and then the cells of a row are put where their marks came.
"""

import re
from collections.abc import Collection, Sequence
from itertools import product
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.core.codebook import Codebook
from pipeline.core.codes import KINDS, LANGUAGE_MODEL
from pipeline.core.counting import with_set_aside
from pipeline.core.tables import LABELS, records
from pipeline.review.labels.labelling import BY_RULE, label, themes_provenance

_KEY, _KIND, _HEADING, _TWIN, _WHY = "statement_id", "kind", "category_given", "duplicate_of", "why"
_BY = LABELS.names.index("themes_provenance")  # the column that hangs on what a cell says, beside the case
# Behind a theme: without these the source of its reason is known without a closer look.
_NOT_MODEL = [re.compile(f": {source}".encode()) for source in (BY_RULE, LANGUAGE_MODEL)]
_MARK = "\0{}".format  # no cell is such
_COMMA, _LINE_END, _RETURN, _QUOTE = (ord(mark) for mark in ',\n\r"')
_RUN = np.isin(np.arange(256), [*b"=+-@\t\r'"])  # by byte: a cell that begins so is written otherwise
_BREAK = b"\0"  # between cells; rows that have one in a cell are made of frames
_TOGETHER = 2_000  # rows that are looked at together: what a processor has at hand

Numbers = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


class Rows(NamedTuple):
    """Rows of labels.csv.

    Attributes
    ----------
    lines : as they are written; None of a row that must be made of a frame.
    cells : what they say, by column; anything of such a row.
    """

    lines: list[bytes | None]
    cells: dict[str, list[str]]

    @classmethod
    def none(cls, rows: int) -> "Rows":
        """All are to be made of frames."""
        return cls([None] * rows, {name: [""] * rows for name in LABELS.names})


class Untouched:
    """Makes rows of labels.csv, byte for byte as those that are made of frames.

    Parameters
    ----------
    header : of predictions.csv.
    kinds_excluded : of statements, which are set aside.
    touched : ids of statements that a person said something of, or that were drawn for the audit.
    """

    def __init__(
        self, header: Sequence[str], kinds_excluded: Collection[str], touched: Collection[str], codebook: Codebook
    ) -> None:
        self._column = {name: number for number, name in enumerate(header)}
        self._touched = {*touched}
        known = [*map(_MARK, header), BY_RULE, LANGUAGE_MODEL]
        sources = []
        for row in _marked(header, kinds_excluded, codebook):
            known += [cell for cell in dict.fromkeys(row.values()) if cell not in known]
            sources.append([known.index(row[name]) for name in LABELS.names])
        self._sources = np.array(sources)  # (cases, columns of LABELS): numbers of cells, then those of constants
        self._constants = {cell: number for number, cell in enumerate(known) if number >= len(header)}

    def rows(self, lines: Sequence[bytes]) -> Rows:
        """The rows of labels.csv of these rows of predictions.csv, each with the end of its line. Left out are
        those that somebody touched, and those with a cell that would not be written as it stands.
        """
        made = Rows.none(0)
        for start in range(0, len(lines), _TOGETHER):
            some = self._rows(lines[start : start + _TOGETHER])
            made.lines.extend(some.lines)
            for name, own in some.cells.items():
                made.cells[name].extend(own)
        return made

    def _rows(self, lines: Sequence[bytes]) -> Rows:
        content, n, width = b"".join(lines), len(lines), len(self._column)
        cells = None if _BREAK in content else _cells(content, width)
        if cells is None or not np.array_equal(cells.ends[:, -1] + 1, np.cumsum([*map(len, lines)])):
            return Rows.none(n)
        # Constants stand behind the cells.
        constants = [constant.encode() for constant in self._constants]
        sizes = np.array([*map(len, constants)])
        behind = len(content) + np.cumsum(sizes) - sizes
        text = np.frombuffer(b"".join([content, *constants, b"\n"]), np.uint8)
        begins = np.hstack([cells.begins, np.broadcast_to(behind, (n, len(sizes)))])
        lengths = np.hstack([cells.ends - cells.begins, np.broadcast_to(sizes, (n, len(sizes)))])

        def said(places: Numbers, sizes: Numbers) -> list[str]:
            own = _put_together(text, places[:, None], sizes[:, None], ending=_BREAK)
            found = own.decode().split(_BREAK.decode())[:-1]
            if b'"' not in own:
                return found
            return [cell[1:-1].replace('""', '"') if cell.startswith('"') else cell for cell in found]

        ids, kinds = (said(begins[:, at], lengths[:, at]) for at in (self._column[_KEY], self._column[_KIND]))
        known = [one not in self._touched and kind in KINDS for one, kind in zip(ids, kinds, strict=True)]
        taken = cells.sound & np.array(known, dtype=np.bool_)
        heading, twin = (lengths[:, self._column[name]] > 0 for name in (_HEADING, _TWIN))
        case = [KINDS.index(kind) if own else 0 for kind, own in zip(kinds, taken.tolist(), strict=True)]
        sources = self._sources[(np.array(case, dtype=np.int64) * 2 + heading) * 2 + twin]
        of_why = [each[:, self._column[_WHY]].tolist() for each in (cells.begins, cells.ends)]
        words = [found.start() for one in _NOT_MODEL for found in one.finditer(content)]
        for row in np.unique(np.searchsorted(cells.ends[:, -1], words)).tolist():
            why = content[of_why[0][row] : of_why[1][row]].decode()
            sources[row, _BY] = self._constants[themes_provenance(why)]
        begins, lengths = (np.take_along_axis(each, sources, axis=1) for each in (begins, lengths))
        made = _put_together(text, begins, lengths, ending=b"\n")
        ends = np.cumsum((lengths + 1).sum(axis=1)).tolist()
        bounds = zip([0, *ends], ends, taken.tolist(), strict=False)
        alike = (sources == sources[0]).all(axis=0) & (sources[0] >= width)  # a constant in all rows
        return Rows(
            [made[start:end] if own else None for start, end, own in bounds],
            {
                name: [*self._constants][sources[0, at] - width : sources[0, at] - width + 1] * n
                if alike[at]
                else said(begins[:, at], lengths[:, at])
                for at, name in enumerate(LABELS.names)
            },
        )


class _Cells(NamedTuple):
    """Cells of whole rows.

    Attributes
    ----------
    begins, ends : (rows, columns) first byte, and the one behind the last.
    sound : (rows,) whether every cell would be written as it stands, also where people open the table.
    """

    begins: Numbers
    ends: Numbers
    sound: Bools


def _cells(content: bytes, width: int) -> _Cells | None:
    """The cells of rows of a plain table; None where they are not so many in each."""
    text = np.frombuffer(content, np.uint8)
    marks = np.flatnonzero((text == _COMMA) | (text == _LINE_END) | (text == _QUOTE) | (text == _RETURN))
    is_quote = text[marks] == _QUOTE
    parting = np.flatnonzero(
        ~(np.bitwise_xor.accumulate(is_quote) | is_quote)
    )  # behind an odd number they are text
    ends = marks[parting]
    if not len(ends) or len(ends) % width:
        return None
    begins, inside = np.concatenate([[0], ends[:-1] + 1]), np.diff(parting, prepend=-1) - 1
    quoted = (text[begins] == _QUOTE) & (text[ends - 1] == _QUOTE) & (inside > 2)  # which needs its quote marks
    sound = ((inside == 0) | quoted) & ~_RUN[text[begins + quoted]]
    parted = (text[ends].reshape(-1, width) == [*[_COMMA] * (width - 1), _LINE_END]).all(axis=1)
    begins, ends = begins.reshape(-1, width), ends.reshape(-1, width)
    return _Cells(begins, ends, sound.reshape(-1, width).all(axis=1) & parted)


def _put_together(text: npt.NDArray[np.uint8], begins: Numbers, lengths: Numbers, *, ending: bytes) -> bytes:
    """Rows of pieces of a text, (rows, columns), with commas between them and ``ending`` behind each row.

    Behind each piece the text goes on for a byte, which makes room for what ends it.
    """
    sizes = lengths.ravel() + 1
    ends = np.cumsum(sizes)
    places = np.repeat(begins.ravel() - (ends - sizes), sizes)
    places += np.arange(len(places))
    rows, width = text[places], lengths.shape[1]
    rows[ends - 1] = _COMMA
    rows[ends[width - 1 :: width] - 1] = ord(ending)
    content: bytes = rows.tobytes()
    return content


def _marked(header: Sequence[str], kinds_excluded: Collection[str], codebook: Codebook) -> list[dict[str, str]]:
    """The row of LABELS of a statement of which each cell is a mark: of each kind, without and with a heading, and
    without and with a twin.
    """
    marks = {name: _MARK(name) for name in header}
    rows = [
        {**marks, _KIND: kind, _HEADING: heading, _TWIN: twin}
        for kind, heading, twin in product(KINDS, ("", marks[_HEADING]), ("", marks[_TWIN]))
    ]
    return records(label(with_set_aside(pd.DataFrame(rows, dtype=str), kinds_excluded), {}, {}, codebook))
