"""What ``thermometer classify`` does: code any CSV of Dutch text, of any length."""

import csv
import sys
from functools import lru_cache
from pathlib import Path

import pandas as pd
from rich.console import Console
from rich.progress import Progress

from pipeline.coder.classify.classifying import CODING, code_statements
from pipeline.coder.classify.csv_stream import chunks, written
from pipeline.coder.model.resources import CoderResources, load_resources
from pipeline.core.codebook import load_codebook
from pipeline.core.corpus import CODEBOOK
from pipeline.core.errors import several
from pipeline.core.files import check_targets
from pipeline.core.parallel import cores, in_order
from pipeline.core.params import Params, load_params

_LARGE = 1_000_000  # bytes, about 8,000 statements


def classify_file(path: Path, out: Path) -> str:
    """Code any CSV with columns ``id`` (or ``statement_id``) and ``text``; return a summary line.

    Other columns pass through; the coder's are added, or renewed when there. Rows keep their order.
    Columns ``kind``, ``question`` and ``effect`` help when there. Of the rows that were coded only
    the ids are kept in memory. :class:`InputError` when the file, the coder or a setting is not in order;
    ``out`` is then left as it was.
    """
    check_targets(path, {"--out": out})
    _at_hand.cache_clear()
    params, _ = _at_hand()
    coded, undecided = 0, 0
    with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar, written(out) as stream:
        task = bar.add_task("coding", total=None)
        writer = csv.writer(stream, lineterminator="\n")
        for part, coding in in_order(chunks(path), _coding_of, processes=_processes(path, params)):
            result = part.drop(columns=CODING, errors="ignore").join(coding)
            if not coded:
                writer.writerow(result.columns)
            writer.writerows(result.itertuples(index=False, name=None))
            coded += len(result)
            bar.update(task, completed=coded)
            undecided += int((coding["themes_status"] == "onbeslist").sum())
    return f"classify {path.name}: {several(coded)}, {undecided} undecided → {out}"


@lru_cache(maxsize=1)
def _at_hand() -> tuple[Params, CoderResources]:
    """Settings and coder, read once; a process that is started anew reads them again."""
    params = load_params()
    return params, load_resources(params.language, params.coder, load_codebook(CODEBOOK))


def _coding_of(part: pd.DataFrame) -> pd.DataFrame:
    params, resources = _at_hand()
    return code_statements(part, resources, params.classify)


def _processes(path: Path, params: Params) -> int:
    """The sentence encoder uses all cores by itself; of a small file the start would take longest."""
    return cores() if params.coder.encoder == "static" and path.stat().st_size > _LARGE else 1
