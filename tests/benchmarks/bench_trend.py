"""Do shares and changes hold what they promise? ``python -m tests.benchmarks.bench_trend --out FOLDER``.

Rounds are drawn of which the truth is known (:mod:`tests.benchmarks.simulated_rounds`), coded by a coder that
errs as the bundled one does on real text, audited as the pipeline draws its audit, and estimated by the code of
the trend stage: each round by its own audit, and with what rounds lend each other. Tables:

- grid: three rounds of twenty themes in which nothing moves: how often the 95% intervals hold the truth, of the
  last round, of its change since the first and of the slope over all; how wide they are as a part of those by the
  own audit alone; in how many draws something is falsely said to move;
- mix: two rounds with other groups of people who think as before: the same of what is another opinion;
- course: four rounds in which one theme moves: how often each way of asking shows it, and something else;
- again: two rounds in which part of the people return: with and without knowing them;
- points: two rounds in which one theme moves by 8 points: how often that is seen.

Draws are made in parts of fifty, in processes, and kept in FOLDER: a run goes on where one before it broke
off. The same draws whatever the number of processes.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from itertools import islice, product
from pathlib import Path

import numpy as np

from tests.benchmarks.judged_draws import COURSES, DRIFTS, JUDGES, MOVES, THEMES, TONED, Setting, Sums, drawn

PART = 50  # draws
CLASSES = (THEMES <= 0.04, (THEMES > 0.04) & (THEMES <= 0.1), THEMES > 0.1)
AUDITED = (30, 60, 100, 200)


def settings(table: str) -> list[Setting]:
    """The rows of a table."""
    if table in ("grid", "tones"):
        return [Setting(table, audited, drift=drift, rounds=3) for drift, audited in product(DRIFTS, AUDITED)]
    if table == "mix":
        return [
            *(Setting(table, each) for each in AUDITED),
            *(Setting(table, 60, drift=each) for each in DRIFTS[1:3]),
        ]
    if table == "course":
        return [Setting(table, 100, course=course) for course in COURSES]
    if table == "again":
        alike = product((0.05, 0.2), (0.0, 0.3, 0.7))
        return [Setting(table, 100, change=0.03, overlap=back, likeness=like) for like, back in alike]
    sizes = ((250, 100), (500, 200), (1000, 400))
    return [
        Setting(table, audited, size, start=start, change=0.08)
        for start, (size, audited) in product((0.04, 0.1, 0.2), sizes)
    ]


def run(wanted: Sequence[Setting], draws: int, folder: Path, workers: int, until: float) -> None:
    """Draw what FOLDER does not hold yet, of all settings in step; nothing is begun after ``until``."""
    parts = [(part, setting) for part in range(draws // PART) for setting in wanted]
    todo = [(setting, part) for part, setting in parts if not _kept(folder, setting, part).exists()]
    waiting = iter(todo)
    with ProcessPoolExecutor(workers) as pool:
        running = {pool.submit(drawn, *one, PART): one for one in islice(waiting, workers)}
        while running:
            done = next(as_completed(running))
            sums = {name: (n, each.tolist()) for name, (n, each) in done.result().items()}
            _kept(folder, *running.pop(done)).write_text(json.dumps(sums), encoding="utf-8")
            following = [] if time.monotonic() > until else islice(waiting, 1)
            running |= {pool.submit(drawn, *one, PART): one for one in following}


def _kept(folder: Path, setting: Setting, part: int) -> Path:
    return folder / f"{setting.name()}-{part:04d}.json"


def sums_of(setting: Setting, folder: Path) -> tuple[int, Sums]:
    """How many draws FOLDER holds, and their means."""
    parts = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob(f"{setting.name()}-*"))]
    means: Sums = {}
    for name in (parts or [{}])[0]:
        numbers, sums = zip(*(part[name] for part in parts), strict=True)
        means[name] = np.sum(sums, axis=0) / sum(numbers)
    return PART * len(parts), means


def percent(part: float, decimals: int = 1) -> str:
    """A part as a table has it."""
    return f"{100 * part:.{decimals}f}%"


def spread(means: Sums, name: str) -> str:
    """How often intervals held: the mean over the themes, and of the rare, middle and large ones the extremes."""
    held, themes = means[f"{name}|held"], [*TONED] if name.startswith("tone") else [*range(len(THEMES))]
    of = [float(held[which[themes]].mean()) for which in CLASSES]
    return f"{percent(float(held.mean()))} ({100 * min(of):.1f}–{100 * max(of):.1f})"


def ratio(means: Sums, what: str, asked: str) -> str:
    """How wide intervals are as a part of those before: mean over the themes."""
    now, before = (means[f"{what}|{way}|{asked}|width"] for way in ("lent", "before"))
    return f"{(now / before).mean():.2f}"


def tell(*cells: object, heading: bool = False) -> None:
    """Print a row of a table."""
    sys.stdout.write(f"| {' | '.join(map(str, cells))} |\n" + (f"|{'---|' * len(cells)}\n" if heading else ""))


def print_grid(rows: Sequence[tuple[Setting, int, Sums]]) -> None:
    """Coverage, then widths and false changes."""
    what = "tone" if rows and rows[0][0].table == "tones" else "share"
    columns = [(what, each) for each in ("now", "change", "slope")]
    heads = (
        "held, of the last round",
        "of its change",
        "of the slope",
        "widths: last round / change",
        "false changes",
        "false slopes",
    )
    tell("drift", "audited", "draws", *heads, heading=True)
    for setting, draws, means in rows:
        held = (spread(means, f"{what}|lent|{each}") for _, each in columns)
        widths = " / ".join(ratio(means, *each) for each in columns[:2])
        false = (percent(float(means[f"{what}|lent|{each}|false"][0])) for each in ("0--1", "slope"))
        tell(setting.drift, setting.audited, draws, *held, widths, *false)


def print_mix(rows: Sequence[tuple[Setting, int, Sums]]) -> None:
    """False changes, coverage, widths."""
    tell(
        *("drift", "audited", "draws", "false, as they are", "false, at one mix", "other opinion, held"),
        *("share at one mix, held", "width, to before", "width, at one mix to as they are"),
        heading=True,
    )
    for setting, draws, means in rows:
        false = (percent(float(means[f"{kind}|lent|0--1|false"][0])) for kind in ("raw", "even"))
        held = (spread(means, f"even|lent|{each}") for each in ("change", "now"))
        wider = float(means["even|lent|change|width"].mean() / means["raw|lent|change|width"].mean())
        tell(setting.drift, setting.audited, draws, *false, *held, ratio(means, "even", "change"), f"{wider:.2f}")


def print_course(rows: Sequence[tuple[Setting, int, Sums]]) -> None:
    """By each way of asking what was seen, and what falsely."""
    ways = {
        "slope": "slope",
        "2-3": "last with previous",
        "0--1": "last with first",
        "any pair": "any of five pairs",
    }
    ways |= {"pairs together": "five pairs together"}
    tell("course", "audited", "draws", *ways.values(), "slope of what moves, held", heading=True)
    for setting, draws, means in rows:
        told = [
            f"{percent(float(means[f'share|lent|{each}|seen'][MOVES]), 0)}"
            f" ({percent(float(means[f'share|lent|{each}|false'][0]))})"
            if f"share|lent|{each}|seen" in means
            else "–"
            for each in ways
        ]
        held = percent(float(means["share|lent|slope|held"][MOVES]))
        tell(setting.course, setting.audited, draws, *told, held)


def print_again(rows: Sequence[tuple[Setting, int, Sums]]) -> None:
    """Coverage of the difference, taken for others and known."""
    tell("return", "likeness", "draws", "taken for others", "known", "width, of the others'", heading=True)
    for setting, draws, means in rows:
        both = (spread(means, f"{who}|lent|change") for who in ("others", "known"))
        widths = [float(means[f"{who}|lent|change|width"].mean()) for who in ("known", "others")]
        tell(percent(setting.overlap, 0), setting.likeness, draws, *both, f"{widths[0] / widths[1]:.2f}")


def print_points(rows: Sequence[tuple[Setting, int, Sums]]) -> None:
    """How often the move was seen."""
    tell("from", "to", "statements", "audited", "draws", "seen", heading=True)
    for setting, draws, means in rows:
        ends = (percent(part, 0) for part in (setting.start, setting.start + setting.change))
        seen = percent(float(means["lent|seen"][0]), 0)
        tell(*ends, setting.statements, setting.audited, draws, seen)


PRINTED = {
    "grid": print_grid,
    "tones": print_grid,
    "mix": print_mix,
    "course": print_course,
    "again": print_again,
    "points": print_points,
}


def main() -> None:
    """Draw, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("tables", nargs="*", choices=[*JUDGES, []])
    parser.add_argument("--out", type=Path, required=True, help="folder of what was drawn")
    parser.add_argument("--draws", type=int, default=2000, help="a row")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument(
        "--seconds", type=float, default=3600, help="begin nothing after these; run again to go on"
    )
    parser.add_argument("--drift", choices=DRIFTS, nargs="+", default=DRIFTS[:3])
    parser.add_argument("--audited", type=int, nargs="+", help="only these rows")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + given.seconds
    for table in given.tables or [*JUDGES]:
        wanted = [
            each
            for each in settings(table)
            if each.drift in given.drift and each.audited in (given.audited or [each.audited])
        ]
        run(wanted, given.draws, given.out, given.workers, until)
        found = [(each, *sums_of(each, given.out)) for each in wanted]
        sys.stdout.write(f"\n{table}\n\n")
        PRINTED[table]([row for row in found if row[1]])
        sys.stdout.flush()


if __name__ == "__main__":
    main()
