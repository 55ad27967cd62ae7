"""Do slopes, splits and returning people hold what they promise? ``python -m tests.benchmarks.bench_rounds``.

Rounds are drawn from people of whom the truth is known, coded by a coder that errs as the bundled one does on
real text (models/real_text.json), audited as the pipeline draws its audit, and estimated by the code of the trend
stage. Printed as the tables of README.md beside this file:

- slopes: four rounds in which one theme of twenty moves, or none: how often the slope shows it, and the pairs do;
- mix: two rounds with other groups of people who think as before: how often a change is named, of the shares as
  they are and at one mix; and how often the interval holds the true other opinion;
- people: two rounds in which part of the people return: how often the interval of the difference holds the truth,
  with and without knowing them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np

from pipeline.core.codes import BY_AUDIENCE, BY_ORGANISATION, FALLEN, RISEN
from pipeline.measures.bootstrap import Bools, Floats, Ints
from pipeline.trend.all_rounds import courses
from pipeline.trend.annotated_sample import Estimand
from pipeline.trend.comparing import RoundShares
from pipeline.trend.groups import Groups, at_mix, common_mix
from pipeline.trend.intervals import adjusted, difference, least_p, p_value
from pipeline.trend.returning import correlations, voices
from tests.benchmarks.bench_shares import SHARES, TYPICAL, tell
from tests.benchmarks.simulated_rounds import PARAMS, as_rounds, coder_on_real_text, heard, said

PER_RESPONDENT = 3
LIKENESS = 0.05  # correlation between statements of one respondent
PER_SHARE = 4  # themes with one share in a draw: each is a draw of its own
PAIRS = ((0, 1), (1, 2), (2, 3), (0, 2), (0, 3))  # of four rounds: each with the one before, and with the first
MOVED = 19  # the theme that moves
COURSES = {  # of the whole move, how much of it each of four rounds has made
    "step by step": (0.0, 1 / 3, 2 / 3, 1.0),
    "half-way": (0.0, 0.0, 1.0, 1.0),
    "after the first": (0.0, 1.0, 1.0, 1.0),
    "in the last": (0.0, 0.0, 0.0, 1.0),
    "nothing": (0.0, 0.0, 0.0, 0.0),
}
STRAIGHT = ("step by step", "nothing")
DRIFT = (1.0, 0.7, 1.2, 0.85)  # in each round, times the part of the mentions that the coder finds
GROUPS = ("intern · provincie", "extern · gemeente", "extern · waterschap", "extern · bedrijf")
MIXES = ((0.4, 0.1, 0.3, 0.2), (0.15, 0.3, 0.15, 0.4))  # parts of the first round and of the second
LEANING = (
    1.6,
    0.7,
    1.2,
    0.5,
)  # of each group, times the share of a theme; of every other theme the other way round


def percent(part: float) -> str:
    """A part as a table has it."""
    return "–" if np.isnan(part) else f"{100 * part:.1f}%"


def drifted(coder: tuple[Floats, Floats], number: int, drift: bool) -> tuple[Floats, Floats]:
    """The coder in one round; with ``drift`` it finds more or less from round to round."""
    return (coder[0] * DRIFT[number], coder[1]) if drift else coder


def moved(verdicts: Sequence[str]) -> Bools:
    """Which were called a change."""
    return np.isin(verdicts, (RISEN, FALLEN))


def p_values(now: RoundShares, before: RoundShares) -> Floats:
    """(themes,) Of each difference its p-value where its interval excludes 0, else 1; nan where it is not tested.

    What ``compare`` calls a change follows from these alone, as Benjamini-Hochberg rejects nothing that is larger
    than the rate: it takes half the time.
    """
    mentions = np.add(now.mentions(0), before.mentions(0))
    found = []
    for (one, _), (other, _), n in zip(now.shares[0], before.shares[0], mentions, strict=True):
        ends = difference(one, other)
        tested = least_p(float(n), now.total, before.total) <= PARAMS.false_discovery_rate
        found.append(np.nan if not tested else 1.0 if ends.low <= 0 <= ends.high else p_value(one, other))
    return np.array(found)


def rejected(p: Floats) -> Bools:
    """Which survive Benjamini-Hochberg."""
    survives, tested = np.zeros(len(p), dtype=np.bool_), ~np.isnan(p)
    survives[tested] = np.array(adjusted(p[tested].tolist())) <= PARAMS.false_discovery_rate
    return survives


def slopes(
    draws: int,
    size: int,
    audit: int,
    start: float,
    change: float,
    ways: Sequence[str],
    *,
    drift: bool = False,
    seed: int = 1,
    lend: bool = False,
) -> Iterator[tuple[str, dict[str, float]]]:
    """Per course in which part of the draws the moving theme was shown, and some other, by each way of asking; and
    for a straight course in which part of the intervals of all slopes the truth lies.
    """
    for name, steps in ((way, COURSES[way]) for way in ways):
        chance = np.random.default_rng((size, audit, seed))
        typical = np.array([*TYPICAL] * 2)
        typical[MOVED] = start
        coder, respondent = coder_on_real_text(typical), np.arange(size) // PER_RESPONDENT
        still = np.arange(len(typical)) != (MOVED if any(steps) else -1)
        found: dict[str, list[Bools]] = {}
        straight = (np.arange(len(typical)) == MOVED) * (steps[1] - steps[0]) * change
        held = 0
        for _ in range(draws):
            samples = []
            for number, step in enumerate(steps):
                shares = typical.copy()
                shares[MOVED] += step * change
                truth = said(shares, respondent, chance, LIKENESS)
                samples.append(heard(truth, respondent, drifted(coder, number, drift), audit, chance))
            rounds = as_rounds(samples, lend=lend)
            pairs = {pair: p_values(rounds[pair[1]], rounds[pair[0]]) for pair in PAIRS}
            shown = {pair: rejected(p) for pair, p in pairs.items()}
            of_all = rejected(np.concatenate([*pairs.values()])).reshape(len(pairs), -1)
            [over_all] = courses(rounds, PARAMS, audit=True, likeness=[np.eye(len(rounds))])
            ends = [(one.slope.low, one.slope.high) if one.slope else (-1.0, 1.0) for one in over_all]
            held += sum(low <= true <= high for (low, high), true in zip(ends, straight, strict=True))
            for way, which in {
                "all rounds": moved([one.verdict for one in over_all]),
                "last with previous": shown[2, 3],
                "last with first": shown[0, 3],
                "any pair, each by itself": np.any([*shown.values()], axis=0),
                "any pair, corrected for all": of_all.any(axis=0),
            }.items():
                found.setdefault(way, []).append(which)
        every = {way: np.array(which) for way, which in found.items()}
        part = held / draws / len(typical) if name in STRAIGHT else np.nan
        seen = {way: float(which[:, MOVED].mean()) for way, which in every.items()}
        yield f"{name}, seen", {**seen, "slopes held": part}
        false = {way: float(which[:, still].any(axis=1).mean()) for way, which in every.items()}
        yield f"{name}, falsely", {**false, "slopes held": part}


def of_groups(numbers: Ints) -> Groups:
    """Names of groups from their numbers."""
    names = np.array(GROUPS)[numbers]
    return {BY_ORGANISATION: names, BY_AUDIENCE: np.array([name.split(" ")[0] for name in names])}


def by_group(shares: Floats) -> Floats:
    """(groups, themes) What each group names, when on average people name ``shares``."""
    leaning = np.array([LEANING if theme % 2 else LEANING[::-1] for theme in range(len(shares))]).T
    named: Floats = shares * leaning
    return named


def mix(
    draws: int, size: int, audit: int, opinion: float = 0.0, *, drift: bool = False, seed: int = 1
) -> dict[str, float]:
    """In which part of the draws some theme is called changed, though only the mix of groups did; and of what is
    another opinion, and of shares at one mix, in which part of the intervals the truth lies; ``opinion``: how much
    more all groups name each theme in the second round.
    """
    chance = np.random.default_rng((size, audit, seed))
    shares = np.array([*TYPICAL] * 2)
    per_group, coder = by_group(shares), coder_on_real_text(shares)
    groups = [np.searchsorted(np.cumsum(parts) - 1e-9, np.arange(size) / size, side="right") for parts in MIXES]
    false, held, right, width, raw_width = np.zeros(2), 0.0, 0.0, 0.0, 0.0
    for _ in range(draws):
        rounds = []
        for number, (more, who) in enumerate(zip((0.0, opinion), groups, strict=True)):
            respondent = number * size + np.arange(size) // PER_RESPONDENT
            truth = said((per_group + more)[who], respondent, chance, LIKENESS)
            rounds.append((heard(truth, respondent, drifted(coder, number, drift), audit, chance), of_groups(who)))
        at = common_mix(rounds, PARAMS)
        assert at
        samples = [sample for sample, _ in rounds]
        raw, even = as_rounds(samples), as_rounds([at_mix(*one, at) for one in rounds], samples)
        for place, (before, now) in enumerate((raw, even)):
            false[place] += rejected(p_values(now, before)).any()
        parts = np.array([at.parts[name] for name in GROUPS])
        for (one, _), (other, _), theme in zip(even[1].shares[0], even[0].shares[0], per_group.T, strict=True):
            change, level = difference(one, other), other.estimate()
            held += change.low <= opinion <= change.high
            right += level.low <= parts @ theme <= level.high
            width += change.high - change.low
        for (one, _), (other, _) in zip(raw[1].shares[0], raw[0].shares[0], strict=True):
            plain = difference(one, other)
            raw_width += plain.high - plain.low
    n = draws * len(shares)
    return {
        "as they are, falsely": false[0] / draws,
        "at one mix, falsely": false[1] / draws,
        "other opinion, held": held / n,
        "share at one mix, held": right / n,
        "width, as they are": raw_width / n,
        "width, at one mix": width / n,
    }


def people(
    draws: int,
    size: int,
    audit: int,
    overlap: float,
    likeness: float,
    *,
    change: float = 0.03,
    drift: bool = False,
    seed: int = 1,
) -> Iterator[tuple[float, dict[str, float]]]:
    """Per true share in which part of the intervals of a difference the truth lies, and their mean width: when who
    returns is taken for another, and when not.

    Parameters
    ----------
    overlap : part of the people of the second round, 0-1, who spoke in the first.
    likeness : correlation, 0-1, of what one person says.
    """
    chance = np.random.default_rng((size, audit, round(100 * overlap), round(100 * likeness), seed))
    shares = np.array([*SHARES] * 4)
    coder, respondent = coder_on_real_text(shares), np.arange(size) // PER_RESPONDENT
    everyone = respondent[-1] + 1
    items: list[Estimand] = [[place] for place in range(len(shares))]
    held, width = np.zeros((2, len(shares))), np.zeros((2, len(shares)))
    for _ in range(draws):
        leaning = chance.random((everyone, len(shares)))
        back = chance.random(everyone) < overlap
        later = np.where(back[:, None], leaning, chance.random(leaning.shape))
        names = np.where(back, np.arange(everyone), everyone + np.arange(everyone))
        samples = [
            heard(
                said(shares + number * change, respondent, chance, likeness, leans),
                who[respondent],
                drifted(coder, number, drift),
                audit,
                chance,
            )
            for number, (leans, who) in enumerate(((leaning, np.arange(everyone)), (later, names)))
        ]
        rounds = as_rounds(samples)
        spoke = [voices(here, [items], one.shares) for here, one in zip(samples, rounds, strict=True)]
        pairs = [*zip(rounds[1].shares[0], rounds[0].shares[0], strict=True)]
        for place, together in enumerate((0.0, correlations(*spoke)[0])):
            moves = [difference(now, before, together) for (now, _), (before, _) in pairs]
            ends = np.array([(one.low, one.high) for one in moves])
            held[place] += (ends[:, 0] <= change) & (change <= ends[:, 1])
            width[place] += ends[:, 1] - ends[:, 0]
    for share in SHARES:
        of = shares == share
        told = [(held[place][of].mean() / draws, width[place][of].mean() / draws) for place in range(2)]
        yield share, dict(zip(("others", "width", "known", "width, known"), np.ravel(told), strict=True))


def rows_of(table: str, given: argparse.Namespace, audit: int) -> Iterator[tuple[str, dict[str, float]]]:
    """The rows of one table, by name."""
    how = {"drift": given.drift, "seed": given.seed}
    if table == "slopes":
        yield from slopes(
            given.draws, given.statements, audit, given.start, given.change, given.course, lend=given.lent, **how
        )
    elif table == "mix":
        for opinion in given.opinion:
            yield f"{100 * opinion:.0f} points", mix(given.draws, given.statements, audit, opinion, **how)
    else:
        for likeness, overlap in product((LIKENESS, 0.2), (0.0, 0.3, 0.7)):
            of_share = people(given.draws // PER_SHARE, given.statements, audit, overlap, likeness, **how)
            for share, told in of_share:
                yield f"{percent(overlap)} again, likeness {likeness}, share {percent(share)}", told


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--draws", type=int, default=2000)
    parser.add_argument("--statements", type=int, default=250, help="a round")
    parser.add_argument("--audited", type=int, nargs="+", default=[30, 60, 100, 200])
    parser.add_argument("tables", nargs="*", choices=["slopes", "mix", "people", []])
    parser.add_argument("--start", type=float, default=0.10, help="share of the theme that moves, slopes")
    parser.add_argument("--change", type=float, default=0.15, help="by how much it moves, slopes")
    parser.add_argument("--course", nargs="+", choices=[*COURSES], default=[*COURSES], help="how it moves, slopes")
    parser.add_argument("--opinion", type=float, nargs="+", default=[0.0, 0.03], help="other opinion, mix")
    parser.add_argument("--drift", action="store_true", help="the coder finds more or less from round to round")
    parser.add_argument("--lent", action="store_true", help="with what rounds lend each other, slopes")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    for table in given.tables or ["slopes", "mix", "people"]:
        sys.stdout.write(f"\n{table}, rounds of {given.statements} statements\n\n")
        for number, audit in enumerate(given.audited):
            for place, (name, told) in enumerate(rows_of(table, given, audit)):
                if not number and not place:
                    tell("", "audited", *told, heading=True)
                tell(name, audit, *map(percent, told.values()))
                sys.stdout.flush()


if __name__ == "__main__":
    main()
