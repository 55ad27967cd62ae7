"""Do the shares and changes hold what they promise? ``python -m tests.benchmarks.bench_shares``.

Rounds are drawn from a population of which the truth is known, coded by a coder that errs as the
demo's does (per theme, as its blind audit measured), audited as the pipeline draws its audit, and
estimated by the code of the trend stage. Printed as the tables of the README's section on shares:

- coverage: in how many draws the 95% interval holds the true share, and how wide it is; beside the
  shares as labelled, and those of the hand-coded alone;
- null: with no change at all, in how many comparisons of two rounds some theme is called one;
- power: how often a true change is seen, alone among twenty themes.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.params import load_params
from pipeline.review.sampling import chances, strata
from pipeline.trends.comparing import Level, compared
from pipeline.trends.correcting import corrected, right_answers, uncorrected
from pipeline.trends.intervals import Share
from pipeline.trends.voices import Bools, Floats, Item, Voices

METRICS = Path(__file__).resolve().parents[2] / "reports" / "nedermaas" / "metrics.json"
SHARES = (0.02, 0.05, 0.10, 0.20, 0.40)
TYPICAL = (0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.10, 0.12, 0.15)  # as in the demo, each twice
PER_RESPONDENT = 3
LIKENESS = 0.05  # correlation between statements of one respondent
CHANGED = 19  # the theme that moves in the power runs


def coder_of_the_demo(shares: Floats) -> tuple[Floats, Floats]:
    """Per theme the part of true mentions that the coder finds, and of other statements that it adds.

    As the audit measured; with two statements of the average theme added, as some themes had one.
    """
    themes = json.loads(METRICS.read_text(encoding="utf-8"))["audit"]["themes"]["per_theme"].values()
    support = np.array([theme["support"] for theme in themes], dtype=float)
    machine = np.array([theme["machine"] for theme in themes], dtype=float)
    hits = np.array([round((theme["recall"]["value"] or 0) * theme["support"]) for theme in themes], dtype=float)
    recall = (hits + 2 * hits.sum() / support.sum()) / (support + 2)
    precision = (hits + 2 * hits.sum() / machine.sum()) / (machine + 2)
    return recall, shares * recall * (1 - precision) / precision / (1 - shares)


def spoken(shares: Floats, size: int, chance: np.random.Generator) -> tuple[Bools, np.ndarray]:
    """Who says what: (size, themes) whether a statement has a theme, and (size,) its respondent."""
    respondent = np.arange(size) // PER_RESPONDENT
    spread = 1 / LIKENESS - 1
    inclined = chance.beta(shares * spread, (1 - shares) * spread, (respondent[-1] + 1, len(shares)))
    return chance.random((size, len(shares))) < inclined[respondent], respondent


def heard(
    shares: Floats, coder: tuple[Floats, Floats], size: int, audit: int, chance: np.random.Generator
) -> Voices:
    """One round: what was said, what the coder made of it, and what the audit drew."""
    truth, respondent = spoken(shares, size, chance)
    recall, added = coder
    machine = chance.random(truth.shape) < np.where(truth, recall, added)
    names = np.array([f"t{number:02d}" for number in range(len(shares))])
    cells = pd.DataFrame({"themes": ["|".join(names[row]) for row in machine]})
    p = chances(strata(cells.assign(themes_status="geen_thema")), audit)
    drawn = np.argsort(chance.random(size) / np.maximum(p, 1e-9))[:audit]
    coded = np.full(size, np.nan)
    coded[drawn] = p[drawn]
    content = np.ones(size, dtype=np.bool_)
    labelled = np.where(np.isnan(coded)[:, None], machine, truth)
    return Voices(np.ones(size), respondent, coded, content, content, labelled, machine)


def items_of(here: Voices) -> list[Item]:
    """Each theme."""
    return [Item(place) for place in range(here.labelled.shape[1])]


def shares_of(here: Voices) -> list[tuple[Share, str]]:
    """The corrected share of every theme, as the trend stage makes them."""
    items = items_of(here)
    effect, right = here.design_effect(items), right_answers(here, items)
    return [corrected(here, item, effect, 1, right) for item in items]


def by_hand(here: Voices) -> list[tuple[Share, str]]:
    """The share from the audited statements alone: the coder is not asked."""
    mute = replace(here, machine=np.zeros_like(here.machine), labelled=here.labelled & here.audited[:, None])
    effect = here.design_effect(items_of(here))
    return [corrected(mute, item, effect, 1) for item in items_of(here)]


def as_labelled(here: Voices) -> list[tuple[Share, str]]:
    """The coder's own share with its interval."""
    told = replace(here, labelled=here.machine)
    effect = told.design_effect(items_of(here))
    return [(uncorrected(told, item, effect), "") for item in items_of(here)]


WAYS = {"corrected": shares_of, "hand-coded alone": by_hand, "as labelled": as_labelled}


def coverage(draws: int, size: int) -> None:
    """Prints how often intervals hold the truth, and their mean width in points."""
    sys.stdout.write(
        "| true share | audited |" + "".join(f" {way} |" for way in WAYS) + "\n|---|---|---|---|---|\n"
    )
    for audit in (60, 100, 200):
        chance = np.random.default_rng(audit)
        truth = np.array([*SHARES] * 4)
        coder = coder_of_the_demo(truth)
        held = {way: np.zeros(len(truth)) for way in WAYS}
        width = {way: np.zeros(len(truth)) for way in WAYS}
        for _ in range(draws):
            here = heard(truth, coder, size, audit, chance)
            for way, made in WAYS.items():
                ends = np.array([(share.estimate().low, share.estimate().high) for share, _ in made(here)])
                held[way] += (ends[:, 0] <= truth) & (truth <= ends[:, 1])
                width[way] += ends[:, 1] - ends[:, 0]
        for share in SHARES:
            of = truth == share
            cells = [
                f"{100 * held[way][of].mean() / draws:.1f}% ({100 * width[way][of].mean() / draws:.1f})"
                for way in WAYS
            ]
            sys.stdout.write(f"| {100 * share:.0f}% | {audit} | " + " | ".join(cells) + " |\n")


def verdicts(
    before: Floats, now: Floats, size: int, audit: int, coder: tuple[Floats, Floats], chance: np.random.Generator
) -> list[str]:
    """What is said of each theme when two rounds are compared."""
    params = load_params().trend
    rounds = [heard(shares, coder, size, audit, chance) for shares in (now, before)]
    levels = [Level(size, 0, shares_of(here)) for here in rounds]
    found = compared(levels[0], levels[1], [range(len(now))], params, audit=True)
    return [found[item].verdict for item in range(len(now))]


def null(draws: int) -> None:
    """Prints in which part of comparisons something was called a change when nothing was."""
    truth = np.array([*TYPICAL] * 2)
    coder = coder_of_the_demo(truth)
    sys.stdout.write(
        "\n| statements a round | audited a round | comparisons with a false change |\n|---|---|---|\n"
    )
    for size, audit in ((150, 34), (250, 60), (250, 100), (500, 200), (250, 250)):
        chance = np.random.default_rng(size + audit)
        false = sum(
            any(said in ("gestegen", "gedaald") for said in verdicts(truth, truth, size, audit, coder, chance))
            for _ in range(draws)
        )
        sys.stdout.write(f"| {size} | {audit} | {100 * false / draws:.1f}% |\n")


def power(draws: int) -> None:
    """Prints how often one theme's change was seen."""
    sys.stdout.write("\n| from | to | statements a round | audited a round | seen |\n|---|---|---|---|---|\n")
    for start in (0.04, 0.10, 0.20):
        before = np.array([*TYPICAL] * 2)
        before[CHANGED] = start
        now = before.copy()
        now[CHANGED] += 0.08
        coder = coder_of_the_demo(before)
        for size, audit in ((250, 100), (250, 250), (500, 200), (500, 500), (1000, 400), (2000, 600)):
            chance = np.random.default_rng(size + audit)
            seen = sum(
                verdicts(before, now, size, audit, coder, chance)[CHANGED] == "gestegen" for _ in range(draws)
            )
            sys.stdout.write(
                f"| {100 * start:.0f}% | {100 * start + 8:.0f}% | {size} | {audit} | {100 * seen / draws:.0f}% |\n"
            )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--draws", type=int, default=500)
    parser.add_argument("--statements", type=int, default=300, help="a round, in the coverage table")
    parser.add_argument("tables", nargs="*", choices=["coverage", "null", "power", []])
    given = parser.parse_args()
    tables = given.tables or ["coverage", "null", "power"]
    if "coverage" in tables:
        coverage(given.draws, given.statements)
    if "null" in tables:
        null(given.draws)
    if "power" in tables:
        power(given.draws)


if __name__ == "__main__":
    main()
