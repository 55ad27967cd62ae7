"""Many statements, stage by stage: ``python -m tests.benchmarks.bench_scale FOLDER --rows 100000``.

A scratch project in FOLDER, which stays: a coder that was trained in it is used again. Its corpus is a made-up
consultation (:mod:`tests.benchmarks.consultation`). Each stage runs in a process of its own, as DVC runs it.
Printed: seconds by the clock and of processors (which say more on a busy machine), statements per second by the
clock, and the most memory of any of its processes; beside it what the plainest script takes that
reads the same rows, counts them by round and writes them, in the same run.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.consultation import NAME, Shares, write_corpus
from tests.paths import ROOT

STAGES = ("ingest", "corrections", "classify", "discover", "review", "evaluate", "trend", "evidence", "report")
STAGE = (sys.executable, "-m", "pipeline.stages")
# Runs its arguments as a command and says what it took: seconds by the clock and of processors, and the most
# memory of one of its processes in MB.
MEASURED = """
import json, resource, subprocess, sys, time
start = time.perf_counter()
done = subprocess.run(sys.argv[1:], capture_output=True, text=True)
spent, used = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
figures = [spent, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024]
json.dump([done.returncode, figures, (done.stdout + done.stderr)[-2000:]], sys.stdout)
"""
PLAINEST = """
import sys, pandas as pd
from pathlib import Path
rows = pd.concat(pd.read_csv(file, sep=";", dtype=str) for file in sorted(Path(sys.argv[1]).glob("*.csv")))
rows.groupby(rows["datum"].str[-4:]).size()
rows.to_csv(sys.argv[2], index=False)
"""


def project(folder: Path, encoder: str) -> None:
    """A project with one corpus, on the code, codebook and encoder of this one."""
    for name in ("codebook.yaml", "rules", "profiles", "training", "held_out"):
        linked(folder / "corpora" / name, ROOT / "corpora" / name)
    for name in ("encoder", "language"):
        linked(folder / "models" / name, ROOT / "models" / name)
    for path in (ROOT / "models").glob("*.json"):
        linked(folder / "models" / path.name, path)
    params = (ROOT / "params.yaml").read_text(encoding="utf-8")
    params = params.replace("- nedermaas\n", f"- {NAME}\n").replace("encoder: sentence", f"encoder: {encoder}")
    (folder / "params.yaml").write_text(params, encoding="utf-8")
    trained = ROOT / "models" / "coder" / "coder.npz"
    if encoder == "sentence" and trained.is_file():
        linked(folder / "models" / "coder" / trained.name, trained)


def linked(path: Path, target: Path) -> None:
    """A link to a file or folder of this project."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.symlink_to(target)


def measured(folder: Path, command: Sequence[str], rows: int) -> str:
    """What a command in a project took, as a line; ends the benchmark when it fails."""
    told = subprocess.run(
        [sys.executable, "-c", MEASURED, *command], cwd=folder, capture_output=True, text=True, check=True
    )
    code, (spent, of_processors, peak), said = json.loads(told.stdout)
    if code:
        sys.exit(f"{' '.join(command[2:])} ended with {code}:\n{said}")
    return f"{spent:8.1f} s {of_processors:8.1f} s of processors {rows / spent:9,.0f}/s {peak:7,} MB\n"


def run_stages(folder: Path, stages: Sequence[str], rows: int) -> None:
    """Print what each stage took, and all of them."""
    start = time.perf_counter()
    for stage in stages:
        sys.stdout.write(f"{stage:>14} {measured(folder, [*STAGE, stage, NAME], rows)}")
        sys.stdout.flush()
    sys.stdout.write(f"{'all':>14} {time.perf_counter() - start:8.1f} s\n")


def main() -> None:
    """Run the stages and print what each took."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path, help="of the scratch project")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--copies", type=float, default=Shares().copies, help="part that is a form letter, 0-1")
    parser.add_argument("--encoder", choices=("static", "sentence"), default="static")
    parser.add_argument("--more", type=int, default=0, help="rows of a next round, that come when all is done")
    parser.add_argument("--stages", nargs="*", choices=STAGES, default=STAGES)
    given = parser.parse_args()
    tell = sys.stdout.write
    project(given.folder, given.encoder)
    if not (given.folder / "models" / "coder" / "coder.npz").exists():
        tell(f"{'train':>14} {measured(given.folder, [*STAGE, 'train'], given.rows)}")
    if "ingest" in given.stages:
        shutil.rmtree(given.folder / "reports", ignore_errors=True)
        write_corpus(given.folder / "corpora" / NAME, given.rows, Shares(copies=given.copies))
        raw = str(given.folder / "corpora" / NAME / "raw")
        out = str(given.folder / "plain.csv")
        tell(f"{given.rows:,} rows, {given.encoder}\n")
        tell(f"{'plainest':>14} {measured(given.folder, [sys.executable, '-c', PLAINEST, raw, out], given.rows)}")
    run_stages(given.folder, given.stages, given.rows)
    if given.more:
        shares, corpus = Shares(copies=given.copies), given.folder / "corpora" / NAME
        write_corpus(corpus, given.rows, shares, in_next_round=given.more)
        tell(f"and {given.more:,} rows of a next round\n")
        run_stages(given.folder, given.stages, given.rows + given.more)


if __name__ == "__main__":
    main()
