"""What stands where reviewers hand in and where the next files go: reading it, and refusing to write over it.

Reads   corpora/<corpus>/reviews/, reports/<corpus>/predictions.csv and review/.
Writes  reports/te-verbeteren-<corpus>.csv, only when a run ends on mistakes in returned files.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import pandas as pd

from pipeline.core.corpus import Corpus
from pipeline.core.counting import set_aside
from pipeline.core.errors import InputError, InputErrors
from pipeline.core.params import load_params
from pipeline.core.table import read_table, write_table
from pipeline.core.tables.predictions import PREDICTIONS
from pipeline.core.tables.review import REJECTED
from pipeline.core.yaml_model import read_yaml_model
from pipeline.review.returned.reading import read_frame
from pipeline.review.returned.returned import TEXT_SUFFIXES, WORKBOOK_SUFFIXES
from pipeline.review.returned.unsaved import FilledIn, digest, unsaved
from pipeline.review.verdicts.problems import Code, Problem, Wording, Wordings, as_errors, as_table
from pipeline.review.verdicts.texts import Texts

TEXTS = Path(str(files("pipeline.review")))
MOST_ERRORS = 20  # shown at once; more of them only hide the first
NOT_TO_FILL_IN = (
    "afgewezen.csv",
    "geschillen.csv",
    "ingeleverd.csv",
    "omgezet.csv",
    "zonder-uitspraak.csv",
    "LEESMIJ.txt",
)
WRITTEN = ".geschreven.json"  # what the last run wrote, to tell what people changed since
WRITING = ".wordt-geschreven.json"  # the same of a run that is writing, or was killed while it did


@dataclass(frozen=True)
class Coded:
    """What the coder made of a corpus, and the words for what can be wrong with a returned file.

    Attributes
    ----------
    predictions : rows of PREDICTIONS, with the column set_aside of LABELS.
    """

    predictions: pd.DataFrame
    texts: Texts
    wordings: Mapping[Code, Wording]


def read_coded(corpus: Corpus) -> Coded:
    """Read what reviewers' answers are held against."""
    predictions = read_table(corpus.reports / "predictions.csv", PREDICTIONS)
    ids = predictions["statement_id"]
    texts = Texts(*(dict(zip(ids, predictions[name], strict=True)) for name in ("text", "round")))
    predictions = predictions.assign(set_aside=set_aside(predictions, load_params().review.kinds_excluded))
    return Coded(predictions, texts, read_yaml_model(TEXTS / "problems.yaml", Wordings).problems)


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


def refuse(problems: Sequence[Problem], wordings: Mapping[Code, Wording], corpus: Corpus) -> None:
    """End the stage when there are mistakes, naming each kind; the whole list, in Dutch, is in a file of its own.

    That file is beside the folder of the corpus: all that an earlier run wrote stays as it is.
    A run without mistakes removes it.
    """
    if not problems:
        return
    listed = to_mend(corpus)
    write_table(listed, as_table(problems, wordings), REJECTED)
    errors = as_errors(problems, wordings, folder=str(corpus.reviews))
    if len(errors) > MOST_ERRORS:
        more = InputError(f"and {len(errors) - MOST_ERRORS} more", where=str(corpus.reviews))
        errors = [*errors[:MOST_ERRORS], more]
    dutch = InputError(
        f"nothing was applied; all of this is listed in Dutch in {listed}",
        where=str(corpus.reviews),
        todo="mend them and run again; to apply the other rows meanwhile set review.strict: false in params.yaml",
    )
    raise InputErrors.of([*errors, dutch])


def refuse_to_overwrite(corpus: Corpus, tables: Mapping[str, pd.DataFrame], returned: Set[FilledIn]) -> None:
    """End the stage when a file where it writes holds answers that nobody handed in.

    It would be written over, or, under another name, never be read. A file that is as the last
    run wrote it, or one that was killed, holds none: what is filled in there came from returned files.
    """
    folder = corpus.reports / "review"
    records = [read_written(path) for path in (folder / WRITTEN, folder / WRITING) if path.is_file()]
    if not records:
        return
    errors = []
    for path in sorted(folder.iterdir()):
        table = path.suffix.lower() in (*TEXT_SUFFIXES, *WORKBOOK_SUFFIXES) and path.name not in NOT_TO_FILL_IN
        if not table or path.name.startswith((".", "~$")):
            continue
        if digest(path.read_bytes()) in [written.get(path.name) for written in records]:
            continue
        frame = read_frame(path.name, None if path.is_dir() else path.read_bytes())
        if isinstance(frame, Problem):
            lost = "this file was changed and cannot be read now"
        elif rows := unsaved(frame, returned, tables):
            lost = f"answers were filled in here and not handed in (row {', '.join(map(str, rows[:10]))})"
        else:
            continue
        todo = f"move it to {corpus.reviews.as_posix()}/ and run again; nothing was changed"
        errors.append(InputError(lost, where=str(path), todo=todo))
    if errors:
        raise InputErrors.of(errors)


def read_written(path: Path) -> dict[str, str]:
    """Short hash per file that the last run wrote."""
    try:
        written: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        todo = "look whether files beside it hold answers; then remove it and run again"
        raise InputError("this file is not as it was written", where=str(path), todo=todo) from None
    return written
