"""What rounds lend each other: ``python -m tests.benchmarks.bench_borrowing``.

Several rounds are drawn from populations of which the truth is known, in which four themes of twenty move. They
are coded by a coder that errs as that of the demo or as on real text (its recall and precision in
``models/real_text.json``), audited as the pipeline draws its audit, and estimated by the code of the trend stage:
each round by its own audit, and with what the others lend it. Printed per true share: in how many draws the 95%
interval holds the truth, of shares and tones / of their changes since the first round, and how wide the latter are
as a part of those by the own audit alone. Then, of changes: how many intervals of themes that move hold the truth;
how many show a change where there is none, and where there is one (single intervals, not corrected for their
number), by the own audit → with what is lent; and the mean width as a part of that by the own audit.

With ``--drift`` the coder errs otherwise in the last round (it finds fewer mentions, finds more, or adds more), of
each theme in each round otherwise (a little, much), or of every fifth theme in the last round.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import expit, logit

from pipeline.core.params import load_params
from pipeline.measures.bootstrap import Bools, Floats
from pipeline.trend.annotated_sample import AnnotatedSample, Estimand
from pipeline.trend.borrowing import Lending
from pipeline.trend.comparing import round_shares
from pipeline.trend.correcting import EstimatedShare
from pipeline.trend.intervals import difference
from tests.benchmarks.bench_shares import SHARES, coder_of_the_demo, heard, items_of, tell, tones_of
from tests.paths import ROOT

THEMES = np.array([*SHARES] * 4)
MOVES = {1: 2.0, 2: 1.8, 7: 0.5, 13: 1.3}  # theme -> its share in the later half of the rounds, times the earlier
DRIFTS = {  # in log-odds: of recall and of what is added, in the last round; spread over all; of every fifth theme
    "none": (0.0, 0.0, 0.0, 0.0),
    "finds less": (-0.7, 0.0, 0.0, 0.0),
    "finds more": (0.7, 0.0, 0.0, 0.0),
    "adds more": (0.0, 0.7, 0.0, 0.0),
    "each a little": (0.0, 0.0, 0.3, 0.0),
    "each much": (0.0, 0.0, 0.8, 0.0),
    "some themes": (0.0, 0.0, 0.0, -1.5),
}


class Kept(NamedTuple):
    """Of one draw, (themes,) each: whether the intervals hold the truth, and how wide that of the change is."""

    share: Bools
    change: Bools
    width: Floats
    seen: Bools


def coder_on_real_text(shares: Floats) -> tuple[Floats, Floats]:
    """As :func:`coder_of_the_demo`: its recall and precision on real text, of every theme alike."""
    real = json.loads((ROOT / "models" / "real_text.json").read_text(encoding="utf-8"))["coder"]
    recall, precision = real["recall"][0], real["precision"][0]
    return np.full(len(shares), recall), shares * recall * (1 - precision) / precision / (1 - shares)


CODERS = {"demo": coder_of_the_demo, "real text": coder_on_real_text}


def drifted(
    coder: tuple[Floats, Floats], drift: str, *, last: bool, chance: np.random.Generator
) -> tuple[Floats, Floats]:
    """The coder as it errs in one round."""
    finds, adds, spread, some = DRIFTS[drift]
    recall, added = (logit(np.clip(part, 1e-4, 1 - 1e-4)) for part in coder)
    recall, added = (
        recall + chance.normal(0, spread, len(recall)),
        added + chance.normal(0, spread / 2, len(added)),
    )
    if last:
        recall, added = recall + finds, added + adds
        recall[::5] += some
    return expit(recall), expit(added)


def rounds_drawn(
    coder: str, drift: str, sizes: tuple[int, int, int], chance: np.random.Generator
) -> tuple[list[AnnotatedSample], Floats]:
    """The rounds, and (rounds, themes) their true shares; ``sizes``: rounds, statements and audited a round."""
    rounds, size, audit = sizes
    truth = np.tile(THEMES, (rounds, 1))
    for theme, factor in MOVES.items():
        truth[rounds // 2 :, theme] *= factor
    errs = CODERS[coder](THEMES)
    here = [
        heard(shares, drifted(errs, drift, last=number == rounds - 1, chance=chance), size, audit, chance)
        for number, shares in enumerate(truth)
    ]
    return here, truth


def families() -> list[list[Estimand]]:
    """Themes, themes with praise and with criticism, and tones."""
    n = len(THEMES)
    return [items_of("share", n), [[n + place] for place in range(2 * n)], items_of("tone", n)]


def kept(shares: Sequence[Sequence[EstimatedShare]], truth: Floats) -> Kept:
    """Of one family's shares per round the last, and its change since the first, held against the truth."""
    first, last = ([share for share, _ in shares[place]] for place in (0, -1))
    ends = np.array([(one.low, one.high) for one in (share.estimate() for share in last)])
    moved = np.array([(one.low, one.high) for one in map(difference, last, first)])
    change = truth[-1] - truth[0]
    return Kept(
        (ends[:, 0] <= truth[-1]) & (truth[-1] <= ends[:, 1]),
        (moved[:, 0] <= change) & (change <= moved[:, 1]),
        moved[:, 1] - moved[:, 0],
        (moved[:, 0] > 0) | (moved[:, 1] < 0),
    )


def simulated(
    coder: str, drift: str, sizes: tuple[int, int, int], draws: int
) -> dict[tuple[str, str], list[Kept]]:
    """Per what is estimated (share, tone) and how (own, borrowed) each draw."""
    chance, items, params = np.random.default_rng(sizes[-1]), families(), load_params().trend
    found: dict[tuple[str, str], list[Kept]] = {
        (what, how): [] for what in ("share", "tone") for how in ("own", "borrowed")
    }
    tone = np.subtract(*tones_of(len(THEMES)).T)
    for _ in range(draws):
        here, truth = rounds_drawn(coder, drift, sizes, chance)
        own = [round_shares(each, items, params) for each in here]
        lending = Lending.among(list(zip(here, own, strict=True)), items)
        ways = {"own": own, "borrowed": [lending.to(*each) for each in zip(here, own, strict=True)]}
        for how, made in ways.items():
            found["share", how].append(kept([each[0] for each in made], truth))
            found["tone", how].append(kept([each[2] for each in made], truth * tone))
    return found


def printed(name: str, found: dict[tuple[str, str], list[Kept]]) -> None:
    """The rows of one setting."""
    still = np.array([place not in MOVES for place in range(len(THEMES))])
    for what in ("share", "tone"):
        own, lent = (Kept(*map(np.array, zip(*found[what, how], strict=True))) for how in ("own", "borrowed"))
        per_share = [
            f"{100 * lent.share[:, of].mean():.1f} / {100 * lent.change[:, of].mean():.1f}"
            f" ({lent.width[:, of].mean() / own.width[:, of].mean():.2f})"
            for of in (share == THEMES for share in SHARES)
        ]
        false = (f"{100 * each.seen[:, still].mean():.1f}" for each in (own, lent))
        seen = (f"{100 * each.seen[:, ~still].mean():.0f}" for each in (own, lent))
        moved = f"{100 * lent.change[:, ~still].mean():.1f}"
        tell(
            name,
            what,
            *per_share,
            moved,
            " → ".join(false),
            " → ".join(seen),
            f"{lent.width.mean() / own.width.mean():.2f}",
        )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--draws", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--statements", type=int, default=600, help="a round")
    parser.add_argument("--audited", type=int, nargs="+", default=[30, 60, 100, 200], help="a round")
    parser.add_argument("--coder", choices=[*CODERS], default="real text")
    parser.add_argument("--drift", choices=[*DRIFTS], nargs="+", default=["none"])
    given = parser.parse_args()
    of = [f"{100 * share:.0f}%" for share in SHARES]
    tell("drift, audited", "of", *of, "change, moved", "false %", "seen %", "width", heading=True)
    for audit in given.audited:
        for drift in given.drift:
            sizes = given.rounds, given.statements, audit
            printed(f"{drift}, {audit}", simulated(given.coder, drift, sizes, given.draws))


if __name__ == "__main__":
    main()
