"""Reads what reviewers handed in and what it is held against; ends a strict run on mistakes in it.

Reads   corpora/<corpus>/reviews/ and reports/<corpus>/predictions.csv.
Writes  reports/te-verbeteren-<corpus>.csv, only when a run ends on mistakes in returned files.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import pandas as pd

from pipeline.core.corpus import Corpus
from pipeline.core.counting import set_aside
from pipeline.core.errors import InputError, InputErrors
from pipeline.core.params import load_params
from pipeline.core.tables import PREDICTIONS, REJECTED, read_table, write_table
from pipeline.review.common.issues import Issue, as_errors, as_table
from pipeline.review.common.texts import Texts

TEXTS = Path(str(files("pipeline.review")))
MOST_ERRORS = 20  # shown at once; more of them only hide the first


@dataclass(frozen=True)
class Coded:
    """What the coder made of a corpus.

    Attributes
    ----------
    predictions : rows of PREDICTIONS, with the column set_aside of LABELS.
    """

    predictions: pd.DataFrame
    texts: Texts


def read_coded(corpus: Corpus) -> Coded:
    """Read what reviewers' answers are held against."""
    predictions = read_table(corpus.reports / "predictions.csv", PREDICTIONS)
    ids = predictions["statement_id"]
    texts = Texts(*(dict(zip(ids, predictions[name], strict=True)) for name in ("text", "round")))
    predictions = predictions.assign(set_aside=set_aside(predictions, load_params().review.kinds_excluded))
    return Coded(predictions, texts)


def returned_files(folder: Path) -> dict[str, bytes | None]:
    """Content per name of all that stands in a folder, None for a folder in it; nothing when there is none."""
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    return {path.name: None if path.is_dir() else path.read_bytes() for path in paths}


def today() -> datetime.date:
    """The day here, for saying of a date that it is still to come."""
    return datetime.datetime.now(tz=datetime.UTC).astimezone().date()


def to_mend(corpus: Corpus) -> Path:
    """Where the mistakes that ended a run are listed for reviewers."""
    return corpus.reports.with_name(f"te-verbeteren-{corpus.name}.csv")


def refuse(issues: Sequence[Issue], corpus: Corpus) -> None:
    """End the stage when there are mistakes, naming each kind; the whole list, in Dutch, is in a file of its own.

    That file is beside the folder of the corpus: all that an earlier run wrote stays as it is.
    A run without mistakes removes it.
    """
    if not issues:
        return
    listed = to_mend(corpus)
    write_table(listed, as_table(issues), REJECTED)
    errors = as_errors(issues, folder=str(corpus.reviews))
    if len(errors) > MOST_ERRORS:
        more = InputError(f"and {len(errors) - MOST_ERRORS} more", where=str(corpus.reviews))
        errors = [*errors[:MOST_ERRORS], more]
    dutch = InputError(
        f"nothing was applied; all of this is listed in Dutch in {listed}",
        where=str(corpus.reviews),
        todo="mend them and run again; to apply the other rows meanwhile set review.strict: false in params.yaml",
    )
    raise InputErrors.of([*errors, dutch])
