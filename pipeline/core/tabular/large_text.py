"""A text table too large to hold: a sample of its rows from one pass over the file, in memory that does not grow.

The rows keep their numbers. Row after row is looked at, so that a broken one is found however deep it is.
"""

import codecs
import io
from collections import deque
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import BinaryIO

from pipeline.core.delimited import Row, delimited_rows
from pipeline.core.errors import InputError
from pipeline.core.files import (
    BINARY_SHARE,
    CELL_LIMIT,
    CONTROLS,
    ENCODING_MARKS,
    not_text,
    presumed_encoding,
    read_bytes,
)
from pipeline.core.tabular.source_table import DELIMITED, LOOKED_AT, SourceTable, delimiter_and_rest

LARGE = 4_000_000  # bytes; a file of no more is read whole: with 100,000 short rows in less than 500 MB
_PIECE = 1_000_000  # bytes
_FIRST, _LAST = 1_000, 5  # rows that are always in: header and titles, totals
_SPREAD = 20_000  # rows, at least, from everywhere
_HELD = 2_500_000  # characters of rows with something new; from everywhere one to two times as many
_FEW_VALUES, _VALUES = 2_000, 50_000  # of a column, and of all; a column with more has no list of values
_LONG = 300  # characters; a longer cell is no value of a list
_DAY = 10  # characters: what precedes the clock in a moment
_GOLDEN, _RANGE = 0x9E3779B1, 2**32  # multiples of the golden ratio lie evenly (Knuth, vol. 3, 6.4)


def content_of(path: Path) -> bytes | SourceTable:
    """A file that a person named; of a large text table a sample of its rows instead of its bytes.
    :class:`InputError` when it cannot be read.
    """
    return sampled(path) if is_large(path) else read_bytes(path)


def sampled(path: Path) -> SourceTable:
    """The first rows and the last, rows spread evenly over the file, and each that shows something new.

    New is a value of a column that has few, so that every organisation and day is in the sample, and a row
    that is wider than all above it. Where that is too much, the column with most values does without.
    :class:`InputError` when it is not text, changes its encoding, or has a quote mark that is not closed.
    """
    with numbered_rows(path) as (numbered, encoding):
        rows, total = _sample(numbered)
    return SourceTable(rows, encoding, str(path), total=total)


def is_large(path: Path) -> bool:
    """Whether it is a text table that is not to be read whole."""
    return path.suffix.lower() in DELIMITED and path.is_file() and path.stat().st_size > LARGE


@contextmanager
def numbered_rows(path: Path) -> Iterator[tuple[Iterator[Row], str]]:
    """The rows with any text as they come, and the encoding; :class:`InputError` as for :func:`sampled`."""
    where = str(path)
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline=None) as stream:
        beginning = stream.read(2 * LOOKED_AT)
    stripped = beginning.lstrip("\n")
    delimiter, rest = delimiter_and_rest(stripped, path.suffix.lower())
    with _opened(path, "rows") as raw:
        text = io.TextIOWrapper(raw, encoding=encoding, newline=None)
        lines = _lines(text, where, skipped=rest != stripped)
        yield delimited_rows(lines, delimiter, where=where), encoding


def _sample(numbered: Iterator[Row]) -> tuple[list[Row], int]:
    """The rows that are kept, in order, and how many there were."""
    firm: dict[int, list[str]] = {}
    spread: dict[int, list[str]] = {}
    showing: dict[int, list[str]] = {}  # rows with a new value
    last: deque[Row] = deque(maxlen=_LAST)
    values: dict[int, dict[str, int]] = {}  # of each column, as long as it has few: the row that showed it
    total = widest = held = apart = 0
    below = _RANGE
    for number, cells in numbered:
        total += 1
        last.append((number, cells))
        wider = len(cells) > widest and (width := _width(cells)) > widest
        if wider:
            values |= {at: {} for at in range(widest, width)}
            widest = width
        if wider or (total <= _FIRST and held < _HELD):
            firm[number] = cells
            held += _size(cells)
        if _shows_new(number, cells, values):
            showing[number] = cells
            held += _size(cells)
            while values and (held > _HELD or _too_many(values)):
                del values[max(values, key=lambda at: (len(values[at]), at))]
                rows = {row for known in values.values() for row in known.values()}
                showing = {row: showing[row] for row in showing if row in rows}
                held = sum(map(_size, (*firm.values(), *showing.values())))
        if number * _GOLDEN % _RANGE < below:
            spread[number] = cells
            apart += _size(cells)
            while len(spread) > 2 * _SPREAD or (apart > 2 * _HELD and len(spread) > 1):
                below //= 2
                spread = {row: spread[row] for row in spread if row * _GOLDEN % _RANGE < below}
                apart = sum(map(_size, spread.values()))
    return sorted({**firm, **showing, **spread, **dict(last)}.items()), total


def _shows_new(number: int, cells: list[str], values: dict[int, dict[str, int]]) -> bool:
    """Whether a row has a value that no row above it had; it is remembered. Of a moment its day counts."""
    new = False
    for at, known in values.items():
        cell = cells[at].strip() if at < len(cells) else ""
        value = cell[:_DAY] if ":" in cell and cell[0].isdigit() else cell
        if value not in known and len(value) <= _LONG:
            known[value] = number
            new = True
    return new


def _too_many(values: dict[int, dict[str, int]]) -> bool:
    counts = [*map(len, values.values())]
    return max(counts) > _FEW_VALUES or sum(counts) > _VALUES


def _size(cells: list[str]) -> int:
    return sum(map(len, cells))


def _width(cells: list[str]) -> int:
    """Columns up to the last with text."""
    return next((at for at in range(len(cells), 0, -1) if cells[at - 1].strip()), 0)


def _lines(text: io.TextIOWrapper, where: str, *, skipped: bool) -> Iterator[str]:
    """The lines from the first that is not empty; ``skipped``: below it, as it states the delimiter."""
    begun = False
    for number, line in enumerate(iter(lambda: text.readline(2 * CELL_LIMIT), ""), start=1):
        if len(line) == 2 * CELL_LIMIT:
            raise InputError(
                f"a line of more than {2 * CELL_LIMIT:,} characters",
                where=f"{where} line {number}",
                todo="export or save it again, a row a line",
            )
        if begun or line != "\n":
            if begun or not skipped:
                yield line
            begun = True


def _encoding(path: Path) -> str:
    """The encoding of the whole file, told as :func:`pipeline.core.files.decode` tells it, a piece at a time.

    But what is UTF-8 up to some line and not from there on is refused: most of it would be read wrongly.
    """
    where = str(path)
    with path.open("rb") as raw:
        start = raw.read(4)
    marked = [encoding for mark, encoding in ENCODING_MARKS.items() if start.startswith(mark)]
    odd = b""
    for encoding in marked or ("utf-8", "cp1252", ""):
        # The last resort is weighed by the piece in which both others failed.
        encoding = encoding or presumed_encoding(odd, where=where)
        failed = _undecoded(path, encoding)
        if failed is None:
            return encoding
        odd, line, sure = failed
        if marked or (encoding == "utf-8" and sure):
            raise InputError(
                "the file changes its encoding halfway",
                where=f"{where} near line {line}",
                todo="save it again as CSV UTF-8",
            )
    raise not_text(where)


def _undecoded(path: Path, encoding: str) -> tuple[bytes, int, bool] | None:
    """None when all of it is text of this encoding; else the piece that is not, the line, and whether text that
    is not ASCII stands before it. :class:`InputError` when it is binary.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    size = controls = 0
    line, sure = 1, False
    with _opened(path, f"is it {encoding}") as raw:
        while True:
            piece = raw.read(_PIECE)
            try:
                text = decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as problem:
                before = problem.object[: problem.start].decode(encoding, "ignore")
                return problem.object, line + _breaks(before), sure or not before.isascii()
            plain = text.encode("utf-8", "surrogatepass")
            size += len(text)
            controls += len(plain) - len(plain.translate(None, delete=CONTROLS))
            if b"\x00" in plain:
                raise not_text(str(path))
            line += _breaks(text)
            sure = sure or not text.isascii()
            if not piece:
                break
    if controls > BINARY_SHARE * size:
        raise not_text(str(path))
    return None


def _breaks(text: str) -> int:
    return text.count("\n") or text.count("\r")


def _opened(path: Path, what: str) -> AbstractContextManager[BinaryIO]:
    """The file, with how far it is on a terminal."""
    from rich import progress  # Not at the top: slow, and most files are small.
    from rich.console import Console

    console = Console(stderr=True)
    quiet = not console.is_terminal
    shown = f"{path.name}: {what}"
    return progress.open(path, "rb", description=shown, console=console, transient=True, disable=quiet)
