"""What does a Dask cluster cost, and what does a dead worker? ``python -m tests.benchmarks.bench_cluster FOLDER``.

In a scratch project of :mod:`tests.benchmarks.bench_scale` that was ingested. Stage classify runs in processes of
this machine and on a Dask cluster of it, each with one, two and four workers. Then it runs on two workers of which
one is killed (SIGKILL) each time that a few more parts were made. Printed: seconds by the clock, without the start
of a cluster, and of processors, with it; whether the bytes are those of the first run; and of the killed ones how
many parts that were there were made again.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from distributed import LocalCluster

from tests.benchmarks.bench_scale import STAGE
from tests.benchmarks.consultation import NAME

REPORTS = Path("reports") / NAME
PARTS, OUT, PARAMS = REPORTS / "parts" / "classify", REPORTS / "predictions.csv", Path("params.yaml")


def choose(kind: str, workers: int | str = "null", scheduler: str = "null") -> None:
    """Set the engine of the project."""
    text = PARAMS.read_text(encoding="utf-8")
    for name, value in (("kind", kind), ("workers", workers), ("scheduler", scheduler)):
        text = re.sub(rf"(\nengine:\n(?:.*\n)*?  {name}: )\S+", rf"\g<1>{value}", text, count=1)
    PARAMS.write_text(text, encoding="utf-8")


def forget() -> None:
    """Remove what was coded."""
    shutil.rmtree(PARTS, ignore_errors=True)
    OUT.unlink(missing_ok=True)


def coded() -> float:
    """Run stage classify anew; seconds."""
    forget()
    start = time.perf_counter()
    subprocess.run([*STAGE, "classify", NAME], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def of_processors() -> float:
    """Seconds of processors of this process and of all that it started and that ended."""
    return sum(os.times()[:4])


@contextmanager
def cluster(workers: int) -> Iterator[LocalCluster]:
    """Workers of one thread, each a process; the project's engine."""
    with LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=":0", silence_logs=50) as started:
        choose("dask", scheduler=started.scheduler_address)
        yield started


@dataclass
class Killer:
    """Kills a worker each time that so many more parts were made, and notes when each part was written first."""

    cluster: LocalCluster
    every: int
    killed_at: list[int] = field(default_factory=list)
    written: dict[str, int] = field(default_factory=dict)
    over: threading.Event = field(default_factory=threading.Event)

    def watch(self) -> None:
        """Until it is over."""
        while not self.over.wait(0.02):
            for name, stamp in stamps().items():
                self.written.setdefault(name, stamp)
            if len(self.written) >= self.every * (len(self.killed_at) + 1):
                workers = [worker for _, worker in sorted(self.cluster.workers.items())]
                os.kill(workers[len(self.killed_at) % len(workers)].pid, signal.SIGKILL)
                self.killed_at.append(len(self.written))


def stamps() -> dict[str, int]:
    """When each part was written."""
    return {path.name: path.stat().st_mtime_ns for path in PARTS.rglob("*.parquet")}


def main() -> None:
    """Run, kill, compare."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path, help="of the scratch project")
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2, 4])
    parser.add_argument("--every", type=int, default=3, help="parts after which a worker is killed")
    given = parser.parse_args()
    os.chdir(given.folder)
    wanted = b""

    def tell(name: str, spent: float, before: float) -> None:
        nonlocal wanted
        content = OUT.read_bytes()
        wanted = wanted or content
        used = of_processors() - before
        sys.stdout.write(
            f"{name:>22} {spent:8.1f} s {used:8.1f} s of processors, same bytes: {content == wanted}\n"
        )
        sys.stdout.flush()

    for workers in given.workers:
        choose("processes", workers)
        before = of_processors()
        tell(f"processes, {workers}", coded(), before)
        before = of_processors()
        with cluster(workers):
            spent = coded()
        tell(f"Dask, {workers}", spent, before)
    before = of_processors()
    with cluster(2) as started:
        forget()  # what is there, the killer takes for made in this run
        killer = Killer(started, given.every)
        watching = threading.Thread(target=killer.watch)
        watching.start()
        spent = coded()
        killer.over.set()
        watching.join()
    tell("Dask, workers killed", spent, before)
    now = stamps()
    again = sum(now.get(name) != stamp for name, stamp in killer.written.items())
    sys.stdout.write(f"killed when {killer.killed_at} of {len(now)} parts were there; made again: {again}\n")
    choose("processes")


if __name__ == "__main__":
    main()
