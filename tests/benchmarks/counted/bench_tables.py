"""How long the tables that stages hand on take to read and to write.

``python -m tests.benchmarks.counted.bench_tables FOLDER``, FOLDER being ``reports/<corpus>`` of which every stage
has run, such as ``bench_scale`` leaves. Seconds of processor time for 100,000 rows, the least of some runs over
the first rows of each table, from the CSV alone and with its columns kept beside it; and those of ``csv`` and of
pandas, which check nothing.
"""

import argparse
import csv
import io
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from pipeline.core.parts.columns import read_columns
from pipeline.core.parts.streams import read_frames, written_frames
from pipeline.core.tables import LABELS, PREDICTIONS, STATEMENTS, Table
from pipeline.stages.evaluate import NEEDED
from tests.kept_tables import written_and_kept

TABLES = {"statements.csv": STATEMENTS, "predictions.csv": PREDICTIONS, "labels.csv": LABELS}


def ways(path: Path, table: Table) -> dict[str, Callable[[], Any]]:
    """What is timed of one table, by name."""
    kinds = [name for name in table.names if name in NEEDED]
    (rows,), text = read_frames(path, table), path.read_text(encoding="utf-8")
    frames, kept = [rows[: len(rows) // 2], rows[len(rows) // 2 :]], path.parent / "kept" / path.name

    kept.parent.mkdir()
    kept.write_bytes(b"".join(written_and_kept(kept, frames, table)))
    return {
        "csv, row by row": lambda: list(csv.reader(io.StringIO(text, newline=""), strict=True)),
        "pandas": lambda: pd.read_csv(path, dtype=str, na_filter=False),
        "read_frames": lambda: list(read_frames(path, table)),
        "read_columns of evaluate": lambda: read_columns(path, table, kinds, ["statement_id"]),
        "read_frames, kept": lambda: list(read_frames(kept, table)),
        "read_columns of evaluate, kept": lambda: read_columns(kept, table, kinds, ["statement_id"]),
        "written_frames": lambda: list(written_frames(frames, table, where=path.name)),
        "written_frames, with what is kept": lambda: list(written_and_kept(kept, frames, table)),
    }


def main() -> None:
    """Print a line for each table and way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=10)
    options = parser.parse_args()
    for name, table in TABLES.items():
        with TemporaryDirectory() as folder:
            path, rows = Path(folder) / name, next(read_frames(options.folder / name, table, options.rows))
            path.write_bytes(b"".join(written_frames([rows], table, where=name)))
            timed = ways(path, table)
            least = dict.fromkeys(timed, float("inf"))
            for way in [*timed] * options.runs:
                begin = time.process_time()
                timed[way]()
                least[way] = min(least[way], time.process_time() - begin)
        for way, seconds in least.items():
            print(f"{name} {way}: {seconds * 100_000 / len(rows):.2f} s")  # noqa: T201


if __name__ == "__main__":
    main()
