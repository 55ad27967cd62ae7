"""How fast ingest is, and how much memory it takes: ``python -m tests.benchmarks.bench_ingest``.

Every case runs in a process of its own, from file to written tables and ledger, beside the
plainest reading of the same file in the same process (pandas for tables, splitting into lines
for text). Statements per second that stay level down a column mean that time is linear in size.
Peak memory is as Linux reports it.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pandas as pd
from typer.testing import CliRunner

from pipeline.cli import app
from tests.paths import ROOT

DEMO = ROOT / "corpora" / "nedermaas" / "raw" / "verkenning_2024.txt"
SYLLABLES = [
    a + b + c for a in "bdgklmnprstvw" for b in ("aa", "e", "ie", "o", "u") for c in ("k", "l", "n", "r", "st")
]
_SHORTEST = 6  # words; shorter lines are headings and rows of scores
CASES = {
    "text repeated": (".txt", (2_500_000, 5_000_000, 10_000_000, 20_000_000)),
    "text varied": (".txt", (2_500_000, 5_000_000, 10_000_000, 20_000_000)),
    "csv": (".csv", (12_500, 25_000, 50_000, 100_000)),
    "xlsx": (".xlsx", (6_250, 12_500, 25_000)),
}


def repeated(size: int) -> str:
    """The demo report over and over, about so many bytes."""
    text = DEMO.read_text("utf-8")
    return text * (size // len(text.encode()) + 1)


def varied(size: int) -> str:
    """The demo report over and over, every word but those of headings drawn anew (Zipf's law)."""
    chance = random.Random(1)  # noqa: S311 - made-up words, no secret
    words = ["".join(chance.choices(SYLLABLES, k=chance.choice((1, 2, 2, 3)))) for _ in range(50_000)]
    drawn = iter(chance.choices(words, [1 / rank for rank in range(1, len(words) + 1)], k=size // 4))
    text = repeated(size)
    return "\n".join(
        line
        if len(line.split()) < _SHORTEST
        else " ".join(next(drawn) if word.islower() and word.isalpha() else word for word in line.split(" "))
        for line in text.split("\n")
    )


def survey(rows: int) -> pd.DataFrame:
    """A made-up export."""
    chance = random.Random(2)  # noqa: S311 - made-up words, no secret
    words = ["".join(chance.choices(SYLLABLES, k=2)) for _ in range(5_000)]
    return pd.DataFrame(
        {
            "respondent": [f"R{row // 3}" for row in range(rows)],
            "organisatietype": [chance.choice(["gemeente", "provincie (intern)"]) for _ in range(rows)],
            "vraag": [chance.choice(["Wat gaat goed?", "Wat kan beter?"]) for _ in range(rows)],
            "antwoord": [" ".join(chance.choices(words, k=chance.randint(1, 30))) for _ in range(rows)],
            "datum": [f"{chance.randint(1, 28):02}-03-2025" for _ in range(rows)],
        }
    )


def made(case: str, size: int, path: Path) -> None:
    """Write the input of a case."""
    if case.startswith("text"):
        path.write_text((repeated if case == "text repeated" else varied)(size), encoding="utf-8")
    elif case == "csv":
        survey(size).to_csv(path, index=False, sep=";", encoding="utf-8-sig")
    else:
        survey(size).to_excel(path, index=False)


def plainly(path: Path) -> None:
    """The plainest reading that there is, to compare with."""
    if path.suffix == ".txt":
        path.read_text("utf-8").split("\n")
    elif path.suffix == ".csv":
        pd.read_csv(path, dtype=str, sep=";")
    else:
        pd.read_excel(path, dtype=str)


def measured(work: Callable[[], object]) -> tuple[float, int]:
    """Seconds, and the process's peak memory so far in MB."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def one(path: Path) -> dict[str, float]:
    """Figures of one file, in this process."""
    plain, plain_peak = measured(lambda: plainly(path))
    profile = "verkenning" if path.suffix == ".txt" else "tabel"
    with tempfile.TemporaryDirectory() as folder:
        out, ledger = Path(folder) / "statements.csv", Path(folder) / "ledger.json"
        said: list[str] = []
        told = ["ingest", path, "--profile", profile, "--out", out, "--ledger", ledger, "--round", "2025"]
        seconds, peak = measured(lambda: said.append(CliRunner().invoke(app, list(map(str, told))).output))
    rows = int(said[0].split(": ", 1)[1].split(" ", 1)[0])
    return {"plain": plain, "plain_peak": plain_peak, "seconds": seconds, "peak": peak, "rows": rows}


def main() -> None:
    """Run all cases, or those named."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("cases", nargs="*", metavar="CASE", help=f"{', '.join(CASES)}; all when none is named")
    arguments = parser.parse_args()
    print(f"{'case':<14}{'size':>12}{'statements':>12}{'s':>8}{'/s':>9}{'MB peak':>9}{'plain s':>9}{'MB':>6}")  # noqa: T201
    for case in arguments.cases or CASES:
        suffix, sizes = CASES[case]
        for size in sizes:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / f"bench{suffix}"
                made(case, size, path)
                with ProcessPoolExecutor(1, get_context("spawn")) as process:
                    got = process.submit(one, path).result()
            print(  # noqa: T201
                f"{case:<14}{size:>12,}{got['rows']:>12,}{got['seconds']:>8.1f}"
                f"{got['rows'] / got['seconds']:>9,.0f}{got['peak']:>9,}"
                f"{got['plain']:>9.2f}{got['plain_peak']:>6}",
                flush=True,
            )


if __name__ == "__main__":
    main()
