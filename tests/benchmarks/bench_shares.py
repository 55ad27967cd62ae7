"""Do the shares and changes hold what they promise? ``python -m tests.benchmarks.bench_shares``.

Rounds are drawn from a population of which the truth is known, coded by a coder that errs as the
demo's does (per theme, as its blind audit measured), audited as the pipeline draws its audit, and
estimated by the code of the trend stage. Printed as the tables of README.md beside this file:

- coverage: in how many draws the 95% interval holds the true share, and the true tone, and how wide it
  is; beside those as labelled, and those of the hand-coded alone;
- null: with no change at all, in how many comparisons of two rounds some theme is called one, or some
  theme's tone is said to turn;
- power: how often a true change is seen, alone among twenty themes.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from pipeline.core.codes import FALLEN, RISEN
from pipeline.core.params import load_params
from pipeline.measures.bootstrap import Bools, Floats
from pipeline.review.outgoing.sampling import inclusion_probabilities, strata
from pipeline.trend.annotated_sample import AnnotatedSample, Estimand
from pipeline.trend.comparing import RoundShares, compare
from pipeline.trend.correcting import confusion_rates, corrected, uncorrected
from pipeline.trend.intervals import Share
from tests.paths import ROOT

METRICS = ROOT / "reports" / "nedermaas" / "metrics.json"
SHARES = (0.02, 0.05, 0.10, 0.20, 0.40)
TYPICAL = (0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.10, 0.12, 0.15)  # as in the demo, each twice
PER_RESPONDENT = 3
LIKENESS = 0.05  # correlation between statements of one respondent
CHANGED = 19  # the theme that moves in the power runs
TONES = ((0.2, 0.5), (0.5, 0.2), (0.05, 0.8), (0.8, 0.05))  # of mentions, praise and criticism; by turns
STANCE_RIGHT = 0.9  # as the demo's audit measured; else each of the other three alike


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


def tones_of(themes: int) -> Floats:
    """(themes, 2) of a theme's mentions the part that praises and that criticises."""
    return np.array(TONES)[np.arange(themes) % len(TONES)]


def with_tone(has: Bools, stance: Floats, tones: Floats) -> Bools:
    """(size, 3 themes) whether a statement has a theme, praises it, criticises it; ``stance`` is 0-1, a draw."""
    praise = has & (stance < tones[:, 0])
    return np.concatenate([has, praise, has & ~praise & (stance < tones.sum(axis=1))], axis=1)


def misread(stance: Floats, chance: np.random.Generator) -> Floats:
    """The draw of which the coder thinks that it is: mostly the true one, else one of another stance or any."""
    return np.where(chance.random(stance.shape) < STANCE_RIGHT, stance, chance.random(stance.shape))


def heard(
    shares: Floats,
    coder: tuple[Floats, Floats],
    size: int,
    audit: int,
    chance: np.random.Generator,
    tones: Floats | None = None,
) -> AnnotatedSample:
    """One round: what was said, what the coder made of it, and what the audit drew."""
    truth, respondent = spoken(shares, size, chance)
    recall, added = coder
    machine = chance.random(truth.shape) < np.where(truth, recall, added)
    names = np.array([f"t{number:02d}" for number in range(len(shares))])
    cells = pd.DataFrame({"themes": ["|".join(names[row]) for row in machine]})
    p = inclusion_probabilities(strata(cells.assign(themes_status="geen_thema")), audit)
    drawn = np.argsort(chance.random(size) / np.maximum(p, 1e-9))[:audit]
    coded = np.full(size, np.nan)
    coded[drawn] = p[drawn]
    content = np.ones(size, dtype=np.bool_)
    tones = tones_of(len(shares)) if tones is None else tones
    stance = chance.random(truth.shape)
    said, truth = with_tone(machine, misread(stance, chance), tones), with_tone(truth, stance, tones)
    labelled = np.where(np.isnan(coded)[:, None], said, truth)
    return AnnotatedSample(np.ones(size), respondent, content, coded, content, content, labelled, said)


def items_of(what: str, themes: int) -> list[Estimand]:
    """The share of each theme, or its tone."""
    return [[place] if what == "share" else [themes + place, 2 * themes + place] for place in range(themes)]


def as_estimated(here: AnnotatedSample, items: Sequence[Estimand]) -> list[tuple[Share, str]]:
    """Corrected, as the trend stage does it."""
    effect, right = here.design_effect(items), confusion_rates(here, items)
    return [corrected(here, item, effect, 1, right) for item in items]


def by_hand(here: AnnotatedSample, items: Sequence[Estimand]) -> list[tuple[Share, str]]:
    """The share from the audited statements alone: the coder is not asked."""
    mute = replace(here, predicted=np.zeros_like(here.predicted), labelled=here.labelled & here.audited[:, None])
    effect = here.design_effect(items)
    return [corrected(mute, item, effect, 1) for item in items]


def as_labelled(here: AnnotatedSample, items: Sequence[Estimand]) -> list[tuple[Share, str]]:
    """The coder's own share with its interval."""
    told = replace(here, labelled=here.predicted)
    effect = told.design_effect(items)
    return [(uncorrected(told, item, effect), "") for item in items]


WAYS = {"corrected": as_estimated, "hand-coded alone": by_hand, "as labelled": as_labelled}


def tell(*cells: object, heading: bool = False) -> None:
    """Print a row of a table."""
    sys.stdout.write(f"| {' | '.join(map(str, cells))} |\n" + (f"|{'---|' * len(cells)}\n" if heading else ""))


def coverage(what: str, draws: int, size: int) -> None:
    """Prints how often intervals hold the truth, and their mean width in points."""
    sys.stdout.write("\n")
    tell("tone, of share" if what == "tone" else "true share", "audited", *WAYS, heading=True)
    shares = np.array([*SHARES] * 4)
    tones, items, coder = tones_of(len(shares)), items_of(what, len(shares)), coder_of_the_demo(shares)
    truth = shares * (tones[:, 0] - tones[:, 1]) if what == "tone" else shares
    for audit in (60, 100, 200):
        chance = np.random.default_rng(audit)
        held, width = ({way: np.zeros(len(truth)) for way in WAYS} for _ in range(2))
        for _ in range(draws):
            here = heard(shares, coder, size, audit, chance)
            for way, made in WAYS.items():
                ends = np.array([(one.estimate().low, one.estimate().high) for one, _ in made(here, items)])
                held[way] += (ends[:, 0] <= truth) & (truth <= ends[:, 1])
                width[way] += ends[:, 1] - ends[:, 0]
        for share in SHARES:
            of = shares == share
            means = [(100 * held[way][of].mean() / draws, 100 * width[way][of].mean() / draws) for way in WAYS]
            tell(f"{100 * share:.0f}%", audit, *(f"{part:.1f}% ({points:.1f})" for part, points in means))


def verdicts(
    rounds: Sequence[AnnotatedSample], items: Sequence[Estimand], made: Callable[..., list[tuple[Share, str]]]
) -> list[str]:
    """What is said of each item when two rounds are compared, the latest first."""
    counts = ([[here.count(item) for item in items]] for here in rounds)
    now, before = (
        RoundShares(len(here.weight), 0, [made(here, items)], of_round)
        for here, of_round in zip(rounds, counts, strict=True)
    )
    found = compare(now, before, load_params().trend, audit=made is not as_labelled)
    return [each.verdict for each in found]


def null(draws: int) -> None:
    """Prints in which part of comparisons something was called a change when nothing was."""
    truth = np.array([*TYPICAL] * 2)
    coder = coder_of_the_demo(truth)
    columns = [(what, way) for what in ("share", "tone") for way in ("corrected", "as labelled")]
    sys.stdout.write("\nComparisons with a false change\n\n")
    tell("statements a round", "audited a round", *map(", ".join, columns), heading=True)
    for size, audit in ((150, 34), (150, 100), (250, 60), (250, 100), (500, 200), (250, 250)):
        chance = np.random.default_rng(size + audit)
        false = dict.fromkeys(columns, 0)
        for _ in range(draws):
            rounds = [heard(truth, coder, size, audit, chance) for _ in range(2)]
            for what, way in columns:
                said = verdicts(rounds, items_of(what, len(truth)), WAYS[way])
                false[what, way] += any(each in (RISEN, FALLEN) for each in said)
        tell(size, audit, *(f"{100 * n / draws:.1f}%" for n in false.values()))


def power(draws: int) -> None:
    """Prints how often one theme's change was seen."""
    sys.stdout.write("\n")
    tell("from", "to", "statements a round", "audited a round", "seen", heading=True)
    for start in (0.04, 0.10, 0.20):
        before = np.array([*TYPICAL] * 2)
        before[CHANGED] = start
        now = before.copy()
        now[CHANGED] += 0.08
        coder = coder_of_the_demo(before)
        for size, audit in ((250, 100), (250, 250), (500, 200), (500, 500), (1000, 400), (2000, 600)):
            chance = np.random.default_rng(size + audit)
            seen = 0
            for _ in range(draws):
                rounds = [heard(shares, coder, size, audit, chance) for shares in (now, before)]
                seen += verdicts(rounds, items_of("share", len(now)), as_estimated)[CHANGED] == RISEN
            tell(f"{100 * start:.0f}%", f"{100 * start + 8:.0f}%", size, audit, f"{100 * seen / draws:.0f}%")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--draws", type=int, default=500)
    parser.add_argument("--statements", type=int, default=300, help="a round, in the coverage table")
    parser.add_argument("tables", nargs="*", choices=["coverage", "null", "power", []])
    given = parser.parse_args()
    for table in given.tables or ["coverage", "null", "power"]:
        if table == "coverage":
            for what in ("share", "tone"):
                coverage(what, given.draws, given.statements)
        else:
            {"null": null, "power": power}[table](given.draws)


if __name__ == "__main__":
    main()
