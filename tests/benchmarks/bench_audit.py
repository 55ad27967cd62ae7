"""What the coder's chances bring to the audit: ``python -m tests.benchmarks.bench_audit``.

Rounds of which the truth is known, in which four themes of twenty move, are coded by a coder with chances as on
real text (:mod:`tests.benchmarks.coder_with_chances`) and audited: drawn by the rarest theme and estimated from
its labels alone (``labels``), or drawn where it is unsure and estimated from its chances (``chances``); each by
its own audit and with what rounds lend each other. Printed per setting and what is estimated (share, tone): in
how many draws the 95% interval holds the truth, of the last round per true share from rare to frequent, then of
changes since the first round; the mean width of both as a part of that of ``labels`` by its own audit; changes
shown, one interval at a time, where there is none and where there is one; how much of the latter is told.

Then the part of the audited statements with which ``chances`` has the width of shares that ``labels`` has with all
of them (nan: with fewer than the fewest that were tried).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from pipeline.measures.bootstrap import Bools, Floats
from pipeline.trend.annotated_sample import AnnotatedSample
from pipeline.trend.correcting import EstimatedShare
from pipeline.trend.intervals import difference
from tests.benchmarks.bench_trend import tell
from tests.benchmarks.coder_with_chances import Coder, audited, coder_for, heard, mute
from tests.benchmarks.simulated_rounds import estimated, families, tones_of

SHARES = np.repeat([0.02, 0.05, 0.10, 0.20, 0.40], [6, 6, 5, 2, 1])  # 1.7 themes a statement
MOVES = {2: 2.0, 7: 2.0, 13: 1.6, 17: 0.5}  # theme -> its share in the last round, times the earlier
LARGE_MOVES = {2: 8.0, 7: 5.0, 8: 4.0, 13: 3.0, 14: 0.2, 15: 0.1, 17: 0.3}
MOVED = np.array([share * MOVES.get(theme, 1.0) for theme, share in enumerate(SHARES)])
DRIFTS = ("none", "finds less", "each a little", "oversure", "undersure")
WAYS = ("labels", "labels, lent", "chances", "chances, lent")


class Kept(NamedTuple):
    """Of one draw, (themes,) each: whether intervals hold the truth, how wide they are, and changes."""

    share: Bools
    change: Bools
    width: Floats
    width_of_change: Floats
    seen: Bools
    told: Floats


def coders(drift: str, rounds: int, chance: np.random.Generator) -> list[Coder]:
    """The coder as it is in each round."""
    sure = {"oversure": 1.6, "undersure": 0.6}.get(drift, 1.0)
    coder = coder_for(SHARES, chance, sure=sure)
    found = [coder] * rounds
    if drift == "finds less":
        found[-1] = coder._replace(finds=-0.7)
    if drift == "each a little":
        found = [coder._replace(shift=coder.shift + chance.normal(0, 0.3, len(SHARES))) for _ in found]
    return found


def kept(shares: Sequence[Sequence[EstimatedShare]], truth: Floats) -> Kept:
    """The last round, and its change since the first, held against the truth."""
    first, last = ([share for share, _ in shares[place]] for place in (0, -1))
    ends = np.array([(one.low, one.high) for one in (share.estimate() for share in last)])
    moved = np.array([(one.low, one.high, one.value) for one in map(difference, last, first)])
    change = truth[-1] - truth[0]
    return Kept(
        (ends[:, 0] <= truth[-1]) & (truth[-1] <= ends[:, 1]),
        (moved[:, 0] <= change) & (change <= moved[:, 1]),
        ends[:, 1] - ends[:, 0],
        moved[:, 1] - moved[:, 0],
        (moved[:, 0] > 0) | (moved[:, 1] < 0),
        moved[:, 2],
    )


def simulated(
    drift: str, sizes: tuple[int, int, int], off_topic: float, draws: int, seed: int = 1
) -> dict[tuple[str, str], Kept]:
    """Per what is estimated (share, tone) and way all draws; ``sizes``: rounds, statements and audited a round."""
    rounds, size, audit = sizes
    # Themes and their tones: without themes by stance tones are lent nothing, and it takes half the time.
    chance, items = np.random.default_rng(seed), families(len(SHARES), range(len(SHARES)))[::2]
    tone = np.subtract(*tones_of(len(SHARES)).T)
    truth = np.tile(SHARES, (rounds, 1))
    truth[-1] = MOVED
    found: dict[tuple[str, str], list[Kept]] = {(what, way): [] for what in ("share", "tone") for way in WAYS}
    for _ in range(draws):
        said = [
            heard(shares, off_topic, size, coder, chance)
            for shares, coder in zip(truth, coders(drift, rounds, chance), strict=True)
        ]
        by_way: dict[str, list[AnnotatedSample]] = {
            "labels": [mute(audited(each, audit, "gelaagd", chance)) for each in said],
            "chances": [audited(each, audit, "naar_zekerheid", chance) for each in said],
        }
        for way, here in by_way.items():
            own, lent, _ = estimated(here, items)
            for name, made in ((way, own), (f"{way}, lent", lent)):
                found["share", name].append(kept([each[0] for each in made], truth))
                found["tone", name].append(kept([each[1] for each in made], truth * tone))
    return {key: Kept(*map(np.array, zip(*each, strict=True))) for key, each in found.items()}


def printed(name: str, found: dict[tuple[str, str], Kept]) -> None:
    """The rows of one setting."""
    still = np.array([place not in MOVES for place in range(len(SHARES))])
    for (what, way), draws in found.items():
        of_labels = found[what, "labels"]
        true = (MOVED - SHARES) * (np.subtract(*tones_of(len(SHARES)).T) if what == "tone" else 1.0)
        told = (draws.told[:, ~still].mean(axis=0) / true[~still]).mean()
        per_share = [f"{100 * draws.share[:, share == SHARES].mean():.1f}" for share in np.unique(SHARES)]
        tell(
            name,
            what,
            way,
            *per_share,
            f"{100 * draws.change[:, still].mean():.1f} / {100 * draws.change[:, ~still].mean():.1f}",
            *(
                f"{(mine.mean(axis=0) / theirs.mean(axis=0)).mean():.2f}"
                for mine, theirs in (
                    (draws.width, of_labels.width),
                    (draws.width_of_change, of_labels.width_of_change),
                )
            ),
            f"{100 * draws.seen[:, still].mean():.1f}",
            f"{100 * draws.seen[:, ~still].mean():.0f}",
            f"{100 * told:.0f}",
        )


def part_needed(audits: Sequence[int], widths: dict[tuple[str, int], float]) -> list[tuple[int, float]]:
    """Per size of the audit the part of it with which ``chances`` is as narrow, between the sizes by logarithm."""
    sizes = np.log(audits)
    mine = np.log([widths["chances", audit] for audit in audits])
    found = []
    for audit in audits:
        needed = np.interp(-np.log(widths["labels", audit]), -mine, sizes, left=np.nan)
        found.append((audit, float(np.exp(needed) / audit)))
    return found


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--draws", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--statements", type=int, default=600, help="a round")
    parser.add_argument("--audited", type=int, nargs="+", default=[30, 60, 100, 200], help="a round")
    parser.add_argument("--off-topic", type=float, default=0.3, help="part of the statements")
    parser.add_argument("--drift", choices=DRIFTS, nargs="+", default=["none"])
    parser.add_argument("--large", action="store_true", help="themes that move much in the place of MOVES")
    given = parser.parse_args()
    if given.large:
        MOVES.clear()
        MOVES.update(LARGE_MOVES)
        MOVED[:] = [share * MOVES.get(theme, 1.0) for theme, share in enumerate(SHARES)]
    of = [f"{100 * share:.0f}%" for share in np.unique(SHARES)]
    heads = ("change: still / moved", "width", "width of change", "false %", "seen %", "told %")
    tell("drift, audited", "of", "by", *of, *heads, heading=True)
    for drift in given.drift:
        widths = {}
        for audit in given.audited:
            sizes = given.rounds, given.statements, audit
            found = simulated(drift, sizes, given.off_topic, given.draws)
            printed(f"{drift}, {audit}", found)
            for way in ("labels", "chances"):
                widths[way, audit] = float(found["share", way].width.mean())
        for audit, part in part_needed(given.audited, widths):
            sys.stdout.write(f"{drift}: as narrow as {audit} by labels with {part:.2f} of them\n")


if __name__ == "__main__":
    main()
