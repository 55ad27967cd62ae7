"""Making a corpus of a large CSV: ``python -m tests.benchmarks.bench_new_corpus FOLDER [--megabytes 300 1000]``.

Every file is made in FOLDER, an export of made-up answers with names, organisations, moments and line breaks in
cells, and removed again. ``thermometer new-corpus`` runs in a process of its own: its seconds, the copy into the
corpus included, and its peak memory as Linux reports it; beside it the plainest pass over the same file, which
counts its rows with ``csv``. Memory that stays level down the column is flat.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import resource
import shutil
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from typer.testing import CliRunner

from pipeline.cli import app
from tests.benchmarks.bench_ingest import SYLLABLES
from tests.paths import ROOT

BLOCK = 20_000  # rows that are made; the file holds them again and again, each with a number of its own


def made(path: Path, size: int) -> int:
    """Write an export of about so many bytes; how many rows it has."""
    chance = random.Random(3)  # noqa: S311 - made-up words, no secret
    words = ["".join(chance.choices(SYLLABLES, k=2)) for _ in range(5_000)]
    rows = []
    for _ in range(BLOCK):
        text = " ".join(["wij", "hebben", "te", *chance.choices(words, k=chance.randint(5, 40))])
        broken = "\n" if chance.random() < 0.1 else " "
        day = f"{chance.randint(1, 28):02}-{chance.randint(1, 12):02}-2025 {chance.randint(8, 20):02}:30"
        group = chance.choice(["gemeente Veld", "waterschap De Dam", "eigen medewerkers"])
        rows.append(f';{group};{chance.randint(1, 10)};"{text},{broken}heel goed.";{day}\n')
    number = 0
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        stream.write("respondentnummer;organisatie;cijfer;toelichting;datum\n")
        while stream.tell() < size:
            stream.write("".join(f"R{number + at}{row}" for at, row in enumerate(rows)))
            number += BLOCK
    return number


def plainly(path: Path) -> float:
    """Seconds of the plainest pass over the file."""
    start = time.perf_counter()
    with path.open(encoding="utf-8-sig", newline="") as stream:
        sum(1 for _ in csv.reader(stream, delimiter=";"))
    return time.perf_counter() - start


def one(path: Path, project: Path) -> dict[str, float | str]:
    """Figures of one file, in this process."""
    os.chdir(project)
    before = time.perf_counter()
    result = CliRunner().invoke(app, ["new-corpus", "groot", str(path)])
    seconds = time.perf_counter() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"seconds": seconds, "peak": peak, "code": result.exit_code, "said": result.output}


def copied_project(folder: Path) -> Path:
    """A project with the settings, codebook, rules and profiles of this one, and no corpus' files."""
    for name in ("corpora/profiles", "corpora/rules"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("params.yaml", "corpora/codebook.yaml"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def main() -> None:
    """Run all sizes."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, help="where the files may be made; three times the largest is used")
    parser.add_argument("--megabytes", type=int, nargs="*", default=[7, 30, 300, 1000])
    parser.add_argument("--said", action="store_true", help="print what the command told, too")
    arguments = parser.parse_args()
    print(f"{'MB':>6}{'rows':>12}{'s':>8}{'MB peak':>9}{'plain s':>9}")  # noqa: T201
    for size in arguments.megabytes:
        folder = (arguments.folder / f"new-corpus-{size}").resolve()
        folder.mkdir(parents=True)
        try:
            path = folder / "groot.csv"
            rows = made(path, size * 1_000_000)
            project = copied_project(folder / "project")
            with ProcessPoolExecutor(1, get_context("spawn")) as process:
                got = process.submit(one, path, project).result()
            if got["code"] != 0:
                raise SystemExit(str(got["said"]))
            copy = project / "corpora" / "groot" / "raw" / path.name
            if copy.stat().st_size != path.stat().st_size:
                raise SystemExit("the copy is another")
            print(f"{size:>6}{rows:>12,}{got['seconds']:>8.1f}{got['peak']:>9}{plainly(path):>9.1f}", flush=True)  # noqa: T201
            if arguments.said:
                print(got["said"])  # noqa: T201
        finally:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
