"""Does a killed run go on where it was? ``python -m tests.benchmarks.bench_resume FOLDER [--kills 20]``.

In a scratch project of :mod:`tests.benchmarks.bench_scale` that was ingested. Stage classify runs undisturbed, in
one process, in two and in four. Then it starts anew, and is killed (SIGKILL, all its processes) at random moments;
when a run gets to its end before, all starts over. Printed: whether the bytes are the same in any number of
processes; after each run how many parts there are; how many ends had other bytes, and how many parts were written
twice.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.benchmarks.bench_scale import STAGE
from tests.benchmarks.consultation import NAME


def coded(folder: Path, *, kill_after: float | None = None) -> bool:
    """Run stage classify; whether it ended by itself."""
    with subprocess.Popen(
        [*STAGE, "classify", NAME], cwd=folder, start_new_session=True, stdout=subprocess.DEVNULL
    ) as run:
        try:
            return run.wait(kill_after) == 0
        except subprocess.TimeoutExpired:
            os.killpg(run.pid, signal.SIGKILL)
            return False


def main() -> None:
    """Kill, resume, compare."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path, help="of the scratch project")
    parser.add_argument("--kills", type=int, default=20)
    given = parser.parse_args()
    chance, tell = random.Random(1), sys.stdout.write  # noqa: S311 - moments, no secret
    reports, params = given.folder / "reports" / NAME, given.folder / "params.yaml"
    parts, predictions = reports / "parts" / "classify", reports / "predictions.csv"

    def stamps() -> dict[str, int]:
        return {path.name: path.stat().st_mtime_ns for path in parts.rglob("*.parquet")}

    whole = {}
    took = 0.0
    for workers in (1, 4, 2):
        text = params.read_text(encoding="utf-8")
        params.write_text(re.sub(r"workers: \S+", f"workers: {workers}", text), encoding="utf-8")
        shutil.rmtree(parts, ignore_errors=True)
        start = time.perf_counter()
        assert coded(given.folder)
        took = time.perf_counter() - start
        whole[workers] = predictions.read_bytes()
    n_parts = len(stamps())
    tell(f"{n_parts} parts; 1, 2 and 4 processes give the same bytes: {len(set(whole.values())) == 1}\n")
    shutil.rmtree(parts)
    predictions.unlink()
    before: dict[str, int] = {}
    again = different = 0
    for number in range(1, given.kills + 1):
        ended = coded(given.folder, kill_after=took * chance.uniform(0.2, 1))
        now = stamps()
        again += sum(now.get(name) != stamp for name, stamp in before.items())
        tell(f"{number}: {'ended' if ended else 'killed'} with {len(now)} of {n_parts} parts\n")
        before = now
        if ended:  # all over again
            different += predictions.read_bytes() != whole[1]
            shutil.rmtree(parts)
            before = {}
    different += not coded(given.folder) or predictions.read_bytes() != whole[1]
    tell(f"ends with other bytes: {different}; parts done again: {again}\n")


if __name__ == "__main__":
    main()
