"""Ten million rows of labels counted: ``python -m tests.benchmarks.counted.bench_counts FOLDER --rows 10000000``.

Rows of LABELS, the columns that are counted alone, are written as a stage writes them, so that FOLDER keeps their
columns beside the CSV: what is at hand after a run. Then each way counts, per round and audience, the statements
with each theme and with each theme and stance, in a process of its own: as stage trend does (the columns that are
kept of what the CSV holds, what is alike counted once), and in plain pandas (the CSV as text, one row per theme,
grouped). Printed: seconds by the clock and of processors, and the most memory of each; then whether all counts are
the same, and all rows were read.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import pandas as pd

from pipeline.core.codebook import load_codebook
from pipeline.core.codes import UNCODED
from pipeline.core.counting import STANCES, is_codable, theme_lists
from pipeline.core.dates import moment_of
from pipeline.core.parts.columns import read_columns
from pipeline.core.parts.streams import ROWS
from pipeline.core.tables import LABELS
from pipeline.trend.cells import given, sums
from tests.benchmarks.bench_scale import MEASURED
from tests.benchmarks.consultation import ROUNDS
from tests.kept_tables import written_and_kept
from tests.paths import ROOT

AUDIENCES = ("intern", "extern", "beide")
KINDS = ["round", "audience", "stance", "themes", "themes_status"]
TABLE = replace(LABELS, columns=tuple(each for each in LABELS.columns if each.name in ("statement_id", *KINDS)))
_BLOCK = 100_000  # rows that are drawn; the blocks after the first have them too, with ids of their own

Counts = dict[str, int]


def themes_known() -> list[str]:
    """Theme ids, in codebook order."""
    return [*load_codebook(ROOT / "corpora" / "codebook.yaml").themes]


def write_rows(path: Path, number: int, themes: list[str]) -> None:
    """Write so many rows; each block of them is another part of the same drawn rows, so no two parts are alike."""
    chance = random.Random(1)  # noqa: S311 - made-up labels, no secret
    drawn = []
    for _ in range(_BLOCK):
        status = chance.choices(["thema", "geen_thema", *UNCODED], [16, 2, 1, 1])[0]
        own = chance.sample(themes, chance.choice((1, 1, 2, 3))) if status == "thema" else []
        drawn.append(
            (chance.choice(ROUNDS), chance.choice(AUDIENCES), chance.choice(STANCES), "|".join(own), status)
        )

    def frames() -> Iterator[pd.DataFrame]:
        for block in range(0, number, _BLOCK):
            chance.shuffle(drawn)
            some = [[f"s{block + place:09d}", *cells] for place, cells in enumerate(drawn[: number - block])]
            for begin in range(0, len(some), ROWS):
                yield pd.DataFrame(some[begin : begin + ROWS], columns=["statement_id", *KINDS], dtype=str)

    with path.open("wb") as stream:
        stream.writelines(written_and_kept(path, frames(), TABLE))


def counted(path: Path, themes: list[str]) -> Counts:
    """As stage trend counts."""
    labels = read_columns(path, TABLE, KINDS, ["statement_id"])
    content, moments = is_codable(labels["themes_status"]).to_numpy(), labels["round"].map(moment_of)
    theme_lists(labels[content], themes)
    cells = given(labels["themes"], labels["stance"], themes)
    items = [*product(themes, [""]), *product(themes, STANCES)]
    found = {"rows": len(labels)}
    for moment, audience in product(ROUNDS, AUDIENCES):
        here = content & ((moments == moment) & (labels["audience"] == audience)).to_numpy()
        named = zip(items, sums(cells, here).tolist(), strict=True)
        found |= {" ".join((moment, audience, *item)): times for item, times in named if times}
    return found


def by_pandas(path: Path, themes: list[str]) -> Counts:
    """In plain pandas."""
    labels = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    found = {"rows": len(labels)}
    labels = labels[~labels["themes_status"].isin(UNCODED)]
    labels = labels[["round", "audience", "stance"]].assign(theme=labels["themes"].str.split("|")).explode("theme")
    labels = labels[labels["theme"].isin(themes)]
    for by in (["round", "audience", "theme"], ["round", "audience", "theme", "stance"]):
        for *key, times in labels.groupby(by).size().reset_index().to_numpy().tolist():
            found[" ".join([*key, ""][:4])] = times
    return found


WAYS: dict[str, Callable[[Path, list[str]], Counts]] = {"counted": counted, "by_pandas": by_pandas}


def main() -> None:
    """Make the rows, count them both ways, and print what each took."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--way", choices=WAYS, help="count by this way alone, and keep its counts")
    given_ = parser.parse_args()
    path, tell = given_.folder / f"labels-{given_.rows}.csv", sys.stdout.write
    if given_.way:
        found = WAYS[given_.way](path, themes_known())
        path.with_suffix(f".{given_.way}.json").write_text(json.dumps(found, sort_keys=True), encoding="utf-8")
        return
    given_.folder.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        write_rows(path, given_.rows, themes_known())
    for way in WAYS:
        again = [sys.executable, "-m", "tests.benchmarks.counted.bench_counts", *sys.argv[1:], "--way", way]
        told = subprocess.run([sys.executable, "-c", MEASURED, *again], capture_output=True, text=True, check=True)
        code, (spent, of_processors, peak), said = json.loads(told.stdout)
        if code:
            sys.exit(f"{way} ended with {code}:\n{said}")
        tell(f"{way:>10} {spent:8.1f} s {of_processors:8.1f} s of processors {peak:7,} MB\n")
    one, other = (json.loads(path.with_suffix(f".{way}.json").read_text(encoding="utf-8")) for way in WAYS)
    tell(f"{len(one) - 1:,} counts, the same: {one == other}; rows: {one['rows']:,}\n")
    if one != other or one["rows"] != given_.rows:
        sys.exit("the counts or rows differ")


if __name__ == "__main__":
    main()
