"""Labels of statements that stay in their file, of which some are held at a time.

Reads   reports/<corpus>/predictions.csv, row by row where it is needed.
Writes  a file without a name beside labels.csv, which is gone when the program ends, however it ends.
Keeps   reports/<corpus>/parts/columns/, the columns of labels.csv of more than one part.
"""

import re
import weakref
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd

from pipeline.core.codebook import Codebook
from pipeline.core.counting import with_set_aside
from pipeline.core.parallel import in_turn
from pipeline.core.parts.beside import Keeping, Packed, packed
from pipeline.core.parts.columns import held
from pipeline.core.parts.placed import PlacedRows, Places
from pipeline.core.parts.plain import PlainFile
from pipeline.core.parts.shelf import without_name
from pipeline.core.parts.streams import ROWS, written_frames
from pipeline.core.tables import LABELS
from pipeline.review.common.resolutions import Resolution
from pipeline.review.labels.labelling import label
from pipeline.review.labels.untouched import Rows, Untouched

_PIECE = 1 << 20  # bytes
_LINES = re.compile(rb'(?:[^"\n]++|"[^"]*+")*+\n')  # rows of a plain table, without anything out of the ordinary


@dataclass(frozen=True)
class Labelling:
    """What labels are made of.

    Attributes
    ----------
    rows : of PREDICTIONS, read through once.
    kinds_excluded : of statements, which are set aside.
    resolutions, in_audit : as for :func:`label`.
    mixed : makes of predictions those of both coders, where there are two.
    at_once : statements that are labelled at the same time.
    """

    rows: PlacedRows
    kinds_excluded: Collection[str]
    resolutions: Mapping[str, Resolution]
    in_audit: Mapping[str, str]
    codebook: Codebook
    mixed: Callable[[pd.DataFrame], pd.DataFrame] | None = None
    at_once: int = ROWS

    def predicted(self, ids: Sequence[str]) -> pd.DataFrame:
        """Rows of PREDICTIONS of these statements, as far as they are there, in this order."""
        places = self.rows.places(ids)
        return self.rows.at(places[places >= 0])

    def of(self, ids: Sequence[str]) -> pd.DataFrame:
        """Rows of LABELS of these statements, in this order."""
        found = self._labels(self.predicted(ids))
        return found.set_index("statement_id", drop=False).loc[[*ids]].reset_index(drop=True)

    def parts(self) -> list[Places]:
        """All statements by statement_id, so many places at a time."""
        places = self.rows.by_key
        return [places[start : start + self.at_once] for start in range(0, len(places), self.at_once)]

    def at(self, places: Places) -> pd.DataFrame:
        """Rows of LABELS of the statements at these places, by statement_id."""
        return self._labels(self.rows.at(places))

    def untouched(self) -> Untouched | None:
        """What makes the rows of statements that nobody reviewed; None where there are two coders."""
        if self.mixed:
            return None
        touched = {*self.resolutions, *self.in_audit}
        return Untouched(PlainFile(self.rows.path).header, self.kinds_excluded, touched, self.codebook)

    def _labels(self, predictions: pd.DataFrame) -> pd.DataFrame:
        both = self.mixed(predictions) if self.mixed else predictions
        return label(with_set_aside(both, self.kinds_excluded), self.resolutions, self.in_audit, self.codebook)


class LabelsContent:
    """The content of labels.csv, made before anything is written: what to review is chosen by it.

    Parameters
    ----------
    kinds : columns of the overview beside statement_id, which become categories.
    processes : that work on it at the same time, of more than one part.

    Attributes
    ----------
    overview : statement_id and these columns of all rows.
    """

    def __init__(self, labelling: Labelling, path: Path, kinds: Sequence[str], processes: int = 1) -> None:
        self._file = without_name(path.parent)
        weakref.finalize(self, self._file.close)

        def overviews() -> Iterator[pd.DataFrame]:
            given = (labelling, labelling.untouched(), path, kinds)
            with Keeping(path, LABELS) as keeping:
                self._file.write(keeping.header)
                for content, rows, overview in in_turn(labelling.parts(), _of_part, given, processes=processes):
                    self._file.write(content)
                    keeping.add(content, rows)
                    yield overview

        self.overview = held(overviews(), ["statement_id"], kinds)

    def content(self) -> Iterator[bytes]:
        """What was made, bit by bit."""
        with self._file as stream:
            stream.seek(0)
            yield from iter(partial(stream.read, _PIECE), b"")


def _of_part(
    given: tuple[Labelling, Untouched | None, Path, Sequence[str]], places: Places
) -> tuple[bytes, Packed | None, pd.DataFrame]:
    """The rows of labels.csv of one part, without the header, also packed, and what the overview has of them."""
    labelling, untouched, path, kinds = given
    lines, cells = untouched.rows(labelling.rows.lines(places)) if untouched else Rows.none(len(places))
    left = [number for number, line in enumerate(lines) if line is None]
    if left:
        labels = labelling.at(places[left])
        _, written = written_frames([labels], LABELS, where=str(path))
        for number, line in zip(left, _LINES.findall(written), strict=True):
            lines[number] = line
        for name, column in cells.items():
            for number, cell in zip(left, labels[name].to_numpy().tolist(), strict=True):
                column[number] = cell
    content, frame = b"".join(line for line in lines if line), pd.DataFrame(cells, dtype=object)
    return content, packed(frame, content), held([frame], ["statement_id"], kinds)
