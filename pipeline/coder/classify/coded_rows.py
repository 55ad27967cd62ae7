"""Rows of predictions.csv, made of a piece of statements.csv and its codings; those of a piece are kept."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline.coder.classify.classifying import CODING
from pipeline.core.delimited import plain_csv
from pipeline.core.masking import masked_reason, masked_texts, read_spans
from pipeline.core.parts.beside import packed
from pipeline.core.parts.pieces import MadeRows, RowsPiece, keep, kept
from pipeline.core.parts.store import Cells
from pipeline.core.tables import PREDICTIONS, STATEMENTS


def without_personal_data(predictions: pd.DataFrame, *, where: str) -> pd.DataFrame:
    """The predictions with what ``personal_data`` points at masked in ``text`` and ``why``."""
    found = predictions[predictions["personal_data"] != ""]
    rows = found[["text", "why", "personal_data"]].itertuples(index=False, name=None)
    reasons = [masked_reason(why, text, read_spans(cell, text, where=where)) for text, why, cell in rows]
    shown = predictions[["text", "why"]].copy()
    shown.loc[found.index, "text"] = masked_texts(found, where=where)
    shown.loc[found.index, "why"] = reasons
    return predictions.assign(text=shown["text"], why=shown["why"])


@dataclass(frozen=True)
class RowsJob:
    """A piece of statements.csv of which the rows of predictions.csv are wanted.

    Attributes
    ----------
    source : the file.
    codings : per statement the cells of CODING.
    shown : whether personal data are not masked.
    file : where the rows are kept; None where they are not.
    """

    source: Path
    piece: RowsPiece
    codings: Sequence[Cells]
    shown: bool
    file: Path | None


def coded_rows(job: RowsJob | Path) -> MadeRows:
    """The rows, of a job or as they were kept; their ``ids``, and how many have each of the ``statuses``. In any
    process of this machine.
    """
    if isinstance(job, Path):
        return kept(job)
    frame, cells = job.piece.frame(STATEMENTS, job.source), zip(*job.codings, strict=True)
    own = {name: pd.Series(cell, frame.index, dtype=str) for name, cell in zip(CODING, cells, strict=True)}
    coded = frame.assign(**own)
    rows = PREDICTIONS.checked(
        coded if job.shown else without_personal_data(coded, where=str(job.source)), where="predictions.csv"
    )
    content, ids = plain_csv(rows, header=False).encode(), rows["statement_id"].to_numpy().tolist()
    account = {"ids": ids, "statuses": Counter(own["themes_status"].to_numpy().tolist())}
    made = MadeRows(content, packed(rows, content), account)
    if job.file and ids == job.piece.keys:  # else some row was edited by hand
        keep(job.file, made)
    return made
