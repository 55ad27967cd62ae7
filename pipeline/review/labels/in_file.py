"""Labels of statements that stay in their file, of which some are held at a time.

Reads   reports/<corpus>/predictions.csv, row by row where it is needed.
Writes  a file without a name beside labels.csv, which is gone when the program ends, however it ends.
"""

import weakref
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd

from pipeline.core.codebook import Codebook
from pipeline.core.counting import with_set_aside
from pipeline.core.parts.columns import held
from pipeline.core.parts.placed import PlacedRows
from pipeline.core.parts.shelf import without_name
from pipeline.core.parts.streams import written_frames
from pipeline.core.tables import LABELS
from pipeline.review.common.resolutions import Resolution
from pipeline.review.labels.labelling import label

_PIECE = 1 << 20  # bytes


@dataclass(frozen=True)
class Labelling:
    """What labels are made of.

    Attributes
    ----------
    rows : of PREDICTIONS, read through once.
    kinds_excluded : of statements, which are set aside.
    resolutions, in_audit : as for :func:`label`.
    mixed : makes of predictions those of both coders, where there are two.
    """

    rows: PlacedRows
    kinds_excluded: Collection[str]
    resolutions: Mapping[str, Resolution]
    in_audit: Mapping[str, str]
    codebook: Codebook
    mixed: Callable[[pd.DataFrame], pd.DataFrame] | None = None

    def predicted(self, ids: Sequence[str]) -> pd.DataFrame:
        """Rows of PREDICTIONS of these statements, as far as they are there, in this order."""
        places = self.rows.places(ids)
        return self.rows.at(places[places >= 0])

    def of(self, ids: Sequence[str]) -> pd.DataFrame:
        """Rows of LABELS of these statements, in this order."""
        found = self._labels(self.predicted(ids))
        return found.set_index("statement_id", drop=False).loc[[*ids]].reset_index(drop=True)

    def frames(self) -> Iterator[pd.DataFrame]:
        """Rows of LABELS of all statements, by statement_id."""
        yield from map(self._labels, self.rows.in_order(self.rows.by_key))

    def _labels(self, predictions: pd.DataFrame) -> pd.DataFrame:
        both = self.mixed(predictions) if self.mixed else predictions
        return label(with_set_aside(both, self.kinds_excluded), self.resolutions, self.in_audit, self.codebook)


class LabelsContent:
    """The content of labels.csv, made before anything is written: what to review is chosen by it.

    Attributes
    ----------
    overview : these columns of all rows.
    """

    def __init__(self, labels: Iterator[pd.DataFrame], path: Path, columns: Sequence[str]) -> None:
        self._file = without_name(path.parent)
        weakref.finalize(self, self._file.close)
        seen: list[pd.DataFrame] = []

        def passing() -> Iterator[pd.DataFrame]:
            for frame in labels:
                seen.append(held([frame], columns))
                yield frame

        self._file.writelines(written_frames(passing(), LABELS, where=str(path)))
        self.overview = held(seen, columns)

    def content(self) -> Iterator[bytes]:
        """What was made, bit by bit."""
        with self._file as stream:
            stream.seek(0)
            yield from iter(partial(stream.read, _PIECE), b"")
