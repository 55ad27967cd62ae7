"""Reads what reviewers handed in; refuses to go on over mistakes in it, and over answers that nobody handed in.

Reads   corpora/<corpus>/reviews/, reports/<corpus>/predictions.csv and what stands in review/ beside it.
Writes  reports/te-verbeteren-<corpus>.csv, only when a run ends on mistakes in returned files.
"""

import datetime
import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import pandas as pd

from pipeline.core.corpus import Corpus
from pipeline.core.counting import with_set_aside
from pipeline.core.errors import InputError, InputErrors
from pipeline.core.params import load_params
from pipeline.core.tables import PREDICTIONS, REJECTED, read_table, write_table
from pipeline.review.common.issues import Issue, as_errors, as_table
from pipeline.review.returned.listing import LISTED
from pipeline.review.returned.returned_table import TABLE_SUFFIXES, read_file
from pipeline.review.returned.row import FilledIn, ReturnedFile

MOST_ERRORS = 20  # shown at once; more of them only hide the first
WRITTEN = ".geschreven.json"  # what the last run wrote, to tell what people changed since
WRITING = ".wordt-geschreven.json"  # the same of a run that is writing, or was killed while it did
_NOT_TO_FILL_IN = (*LISTED, "LEESMIJ.txt")


def read_predictions(corpus: Corpus) -> pd.DataFrame:
    """Rows of PREDICTIONS, with the column set_aside of LABELS: what reviewers' answers are held against."""
    predictions = read_table(corpus.reports / "predictions.csv", PREDICTIONS)
    return with_set_aside(predictions, load_params().review.kinds_excluded)


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


def digest(content: bytes) -> str:
    """Short hash by which a file is known as the one that was written."""
    return hashlib.sha256(content).hexdigest()[:16]


def refuse_to_overwrite(
    corpus: Corpus, tables: Mapping[str, pd.DataFrame], returned: Collection[FilledIn]
) -> None:
    """End the stage when a file where it writes holds answers that nobody handed in.

    It would be written over, or, under another name, never be read. A file that is as the last
    run wrote it, or one that was killed, holds none: what is filled in there came from returned files.

    Parameters
    ----------
    tables : rows of REVIEW about to be written, by file name.
    returned : what was filled in in returned files.
    """
    folder = corpus.reports / "review"
    records = [_read_record(path) for path in (folder / WRITTEN, folder / WRITING) if path.is_file()]
    if not records:
        return
    known = {*returned}.union(*(ReturnedFile.of(name, table).filled_in.values() for name, table in tables.items()))
    changed = (
        path
        for path in sorted(folder.iterdir())
        if path.is_file()
        and path.name.lower().endswith(TABLE_SUFFIXES)
        and not (path.name in _NOT_TO_FILL_IN or path.name.startswith((".", "~$")))
        and not any(digest(path.read_bytes()) == record.get(path.name) for record in records)
    )
    todo = f"move it to {corpus.reviews.as_posix()}/ and run again; nothing was changed"
    errors = [InputError(lost, where=str(path), todo=todo) for path in changed if (lost := _lost(path, known))]
    if errors:
        raise InputErrors.of(errors)


def _lost(path: Path, known: Collection[FilledIn]) -> str:
    """What would be lost if this file were written over; "" when nothing would."""
    file = read_file(path.name, path.read_bytes())
    if isinstance(file, Issue):
        return "this file was changed and cannot be read now"
    numbers = [number for number, cells in file.filled_in.items() if cells not in known]
    listed = ", ".join(map(str, numbers[:10]))
    return f"answers were filled in here and not handed in (row {listed})" if numbers else ""


def _read_record(path: Path) -> dict[str, str]:
    """Short hash per file that a run wrote."""
    try:
        record: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        todo = "look whether files beside it hold answers; then remove it and run again"
        raise InputError("this file is not as it was written", where=str(path), todo=todo) from None
    return record
