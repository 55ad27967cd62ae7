"""How long people read until the demo's movements show: ``python -m tests.benchmarks.bench_minutes``.

The demo (``make repro`` first) was coded as it was written, blind, and that shows four movements since 2024. Here
its audit is drawn again and again, with other random numbers, and read in the order in which the files ask: of
each round the first part, with the labels that its readers gave; the others keep the coder's. Of each draw is
taken how much must be read until all four show, and go on to show with all that is read after it. Rounds are read
in step: every round that was drawn (``all``), or the two that are compared.

Printed as medians over draws: statements; minutes at the sixty seconds that were assumed before anybody was timed;
and minutes by the keystroke-level model of ``pipeline/measures/keystrokes.py``, on the page and in Excel. The
latter are modelled, not a study with users: a floor, without doubt, pauses and looking things up.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from pipeline.core.codebook import Codebook, split_themes
from pipeline.core.codes import RISEN
from pipeline.core.corpus import corpus_named
from pipeline.core.counting import CRITICISM, NET_SENTIMENT, PRAISE
from pipeline.core.dates import moment_of
from pipeline.core.params import load_params
from pipeline.core.tables import LABELS, read_table
from pipeline.measures.bootstrap import Bools, Floats
from pipeline.measures.keystrokes import Coding, effort
from pipeline.review.outgoing.sampling import designed
from pipeline.trend.annotated_sample import AnnotatedSample, annotated_sample, families_of
from pipeline.trend.borrowing import Lending
from pipeline.trend.comparing import RoundShares, compare, counts_of, round_shares
from tests.benchmarks.bench_trend import tell

SHARE, TONE = 0, 2  # families
MOVEMENTS = ((SHARE, "tempo_capaciteit"), (TONE, "black_box"), (TONE, "vertrouwen"), (TONE, "toegankelijkheid"))
COMPARED = ("2026", "2024")
STEPS = 20  # parts in which a round is read
ASSUMED = 60  # seconds


class Demo(NamedTuple):
    """What there is to read.

    Attributes
    ----------
    labels : rows of LABELS that may be drawn. here : the same as arrays, with what people said of those they read.
    moments : the round of each, all audiences together.
    seconds : (n, 2) modelled, of each statement: on the page, in Excel.
    """

    labels: pd.DataFrame
    here: AnnotatedSample
    themes: Sequence[str]
    moments: pd.Series
    seconds: Floats


def demo() -> Demo:
    """The demo corpus as it was coded."""
    corpus = corpus_named("nedermaas")
    labels = read_table(corpus.reports / "labels.csv", LABELS).sort_values("statement_id", ignore_index=True)
    labels = labels[labels["set_aside"] == ""].reset_index(drop=True)
    themes = [*corpus.codebook.themes]
    here = annotated_sample(labels, pd.Series(1.0, index=labels.index), themes)
    return Demo(labels, here, themes, labels["round"].map(moment_of), _seconds(labels, corpus.codebook))


def _seconds(labels: pd.DataFrame, codebook: Codebook) -> Floats:
    def modelled(row: pd.Series) -> list[float]:
        coding = Coding(
            row["text"], row["category"], row["stance"], tuple(split_themes(row["themes"])), row["themes_status"]
        )
        return [effort(coding, codebook, road).seconds for road in ("page", "excel")]

    return np.array([modelled(row) for _, row in labels.iterrows()])


def drawn(demo: Demo, part: float, rounds: Sequence[str], numbers: Floats) -> Floats:
    """(n,) The chance to be drawn of each statement in the first ``part`` of its file; of others nan."""
    coder = demo.labels.assign(
        themes=demo.labels["predicted_themes"], themes_status=demo.labels["predicted_themes_status"]
    )
    chances = np.full(len(coder), np.nan)
    read = (demo.labels["audit"] == "ja") & demo.moments.isin(rounds)
    for places in coder[read].groupby("round").groups.values():
        at = places.to_numpy()
        size = max(1, round(part * len(at)))
        *_, of_round = designed(coder.loc[at], size)
        first = np.argsort(np.where(of_round >= 1, 0, numbers[at] / of_round), kind="stable")[:size]
        chances[at[first]] = of_round[first]
    return chances


def all_show(demo: Demo, chances: Floats) -> bool:
    """Whether every movement shows when these statements were read."""
    read: Bools = ~np.isnan(chances)
    was = demo.here
    here = replace(
        was,
        probability=chances,
        content=np.where(read, was.content, was.predicted_content),
        labelled=np.where(read[:, None], was.labelled, was.predicted),
    )
    params = load_params().trend
    items = [
        [item for _, stance, item in family if stance in ("", PRAISE, CRITICISM, NET_SENTIMENT)]
        for family in families_of(demo.themes)
    ]
    rounds = {name: here.where((demo.moments == name).to_numpy()) for name in sorted(set(demo.moments))}
    own = {name: round_shares(each, items, params) for name, each in rounds.items()}
    lending = Lending.among([(rounds[name], own[name]) for name in rounds], items)
    now, before = (
        RoundShares(
            int(rounds[name].content.sum()),
            0,
            lending.to(rounds[name], own[name])[::2],
            counts_of(rounds[name], items[::2], params),
        )
        for name in COMPARED
    )
    found = iter(compare(now, before, params, audit=True))
    verdicts = {family: [next(found).verdict for _ in items[family]] for family in (SHARE, TONE)}
    return all(verdicts[family][demo.themes.index(theme)] == RISEN for family, theme in MOVEMENTS)


def needed(demo: Demo, rounds: Sequence[str], numbers: Floats) -> Bools:
    """(n,) Which statements of one draw are read until all movements show, and go on to."""
    last = ~np.isnan(drawn(demo, 1.0, rounds, numbers))
    for step in range(STEPS, 0, -1):
        chances = drawn(demo, step / STEPS, rounds, numbers)
        if not all_show(demo, chances):
            break
        last = ~np.isnan(chances)
    return last


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--draws", type=int, default=200)
    parser.add_argument("--rounds", choices=["all", "compared"], nargs="+", default=["all", "compared"])
    given = parser.parse_args()
    read = demo()
    tell("rounds", "statements", f"minutes at {ASSUMED} s", "on the page", "in Excel", "middle 90%", heading=True)
    for rounds in given.rounds:
        chance = np.random.default_rng(1)
        which = sorted(set(read.moments)) if rounds == "all" else COMPARED
        until = [needed(read, which, chance.random(len(read.labels))) for _ in range(given.draws)]
        sizes = np.array([one.sum() for one in until])
        page, excel = np.median([one @ read.seconds for one in until], axis=0) / 60
        low, high = np.quantile(sizes, [0.05, 0.95])
        half = np.median(sizes)
        tell(
            rounds,
            f"{half:.0f}",
            f"{half * ASSUMED / 60:.0f}",
            f"{page:.0f}",
            f"{excel:.0f}",
            f"{low:.0f}-{high:.0f}",
        )


if __name__ == "__main__":
    main()
