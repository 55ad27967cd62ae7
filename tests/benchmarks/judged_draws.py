"""Whether one draw of rounds holds what the trend stage promises: the truth in its intervals, what it calls moved.

Each judge draws rounds (:mod:`tests.benchmarks.simulated_rounds`), has them estimated, and gives figures by name,
as ``share|lent|change|held``, that may be added up over draws. What they ask, ``bench_trend`` says.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice
from unittest.mock import patch

import numpy as np

from pipeline.core.codes import BY_AUDIENCE, BY_ORGANISATION, ERRS_OTHERWISE, FALLEN, RISEN, TONE_CHANGES
from pipeline.measures.bootstrap import Bools, Floats, Ints
from pipeline.trend import all_rounds, comparing
from pipeline.trend.all_rounds import courses
from pipeline.trend.comparing import RoundShares, compare
from pipeline.trend.groups import Groups, at_mix, common_mix
from pipeline.trend.intervals import Estimate, Share, adjusted, combined, difference, p_of_sum, pair_of
from pipeline.trend.returning import correlations, voices
from tests.benchmarks.simulated_rounds import (
    LIKENESS,
    PARAMS,
    PER_RESPONDENT,
    as_rounds,
    coder_on_real_text,
    estimated,
    families,
    heard,
    leaning,
    said,
    tones_of,
)

THEMES = np.array([2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 8, 8, 10, 10, 12, 15, 15, 20, 30]) / 100
MOVES = 13  # the theme that moves, of 10%
COURSES = {  # of the whole move, how much of it each of four rounds has made
    "nothing": (0.0, 0.0, 0.0, 0.0),
    "step by step": (0.0, 1 / 3, 2 / 3, 1.0),
    "half-way": (0.0, 0.0, 1.0, 1.0),
    "after the first": (0.0, 1.0, 1.0, 1.0),
    "in the last": (0.0, 0.0, 0.0, 1.0),
}
PAIRS = ((0, 1), (1, 2), (2, 3), (0, 2), (0, 3))  # of four rounds: each with the one before, and with the first
GROUPS = ("intern · provincie", "extern · gemeente", "extern · waterschap", "extern · bedrijf")
MIXES = ((0.4, 0.1, 0.3, 0.2), (0.15, 0.3, 0.15, 0.4))  # parts of the first round and of the second
LEANING = (1.6, 0.7, 1.2, 0.5)  # of each group, times the share; of every other theme the other way round
WAYS = ("own", "lent")
Sums = dict[str, Floats]


@dataclass(frozen=True)
class Setting:
    """What is drawn; the same setting, the same draws.

    Attributes
    ----------
    course : of COURSES. start, change : share of the theme that moves, and by how much at most.
    drift : of DRIFTS. overlap : part of the people of the second round who spoke in the first.
    likeness : correlation between the statements of one respondent.
    """

    table: str
    audited: int
    statements: int = 300
    drift: str = "none"
    course: str = "nothing"
    start: float = 0.1
    change: float = 0.15
    overlap: float = 0.0
    likeness: float = LIKENESS

    def name(self) -> str:
        """As a file."""
        return f"{self.table}-{zlib.crc32(json.dumps(asdict(self)).encode()):08x}"


def quick_p(shares: Sequence[Share], factors: Sequence[float] | Floats, likeness: Floats) -> float:
    """The p-value where the interval excludes 0, else 1: no verdict hangs on a larger one, and it takes long."""
    sure = combined(shares, factors, likeness)
    return 1.0 if sure.low <= 0 <= sure.high else p_of_sum(shares, factors, likeness)


def quick_pair(now: Share, before: Share, likeness: float = 0.0) -> float:
    return quick_p((now, before), (1.0, -1.0), pair_of(likeness))


def held(name: str, ends: Sequence[Estimate], truth: Floats) -> Sums:
    """Whether each interval holds the truth, and its width."""
    low, high = (np.array([getattr(each, end) for each in ends]) for end in ("low", "high"))
    return {f"{name}|held": ((low <= truth) & (truth <= high)).astype(float), f"{name}|width": high - low}


def moved(verdicts: Sequence[str]) -> Floats:
    """Which were called a change."""
    return np.isin(verdicts, (RISEN, FALLEN, *TONE_CHANGES)).astype(float)


def any_still(called: Floats, moving: Bools) -> Floats:
    """Whether anything that stays as it was is called a change."""
    return np.array([float(called[~moving].any())])


def four_rounds(setting: Setting, chance: np.random.Generator, *, tones: bool) -> Sums:
    """The tables grid (with tones) and course."""
    steps, n = COURSES[setting.course], len(THEMES)
    truth = np.tile(THEMES, (len(steps), 1))
    moving = np.zeros(n, dtype=np.bool_)
    if any(steps):
        moving[MOVES] = True
        truth[:, MOVES] = setting.start + setting.change * np.array(steps)
    who, coder, samples = np.arange(setting.statements) // PER_RESPONDENT, coder_on_real_text(THEMES), []
    for number, shares in enumerate(truth):
        errs = coder.drifted(setting.drift, last=number == len(steps) - 1, chance=chance)
        samples.append(heard(said(shares, who, chance), who, errs, setting.audited, chance, tones=tones))
    items = families(n, tones=tones)
    found: Sums = {}
    whole = {"share": truth, "tone": truth * np.subtract.reduce(tones_of(n), axis=1)}
    line = np.arange(len(steps)) - (len(steps) - 1) / 2
    *ways, alike = estimated(samples, items)
    found["told"] = (np.array(alike) == ERRS_OTHERWISE).astype(float)
    for way, made in zip(WAYS, ways, strict=True):
        rounds = as_rounds(samples, made, items)
        slopes = courses(rounds, PARAMS, audit=True, likeness=[np.eye(len(steps))] * len(rounds[0].shares))
        pairs = {
            pair: compared(rounds[pair[1]], rounds[pair[0]]) for pair in (PAIRS if any(steps) else PAIRS[-1:])
        }
        for place, (what, true) in enumerate([*whole.items()][: len(slopes)]):
            name = f"{what}|{way}"
            now, before = ([share for share, _ in rounds[of].shares[place]] for of in (-1, 0))
            found |= held(f"{name}|now", [share.estimate() for share in now], true[-1])
            found |= held(f"{name}|change", [*map(difference, now, before)], true[-1] - true[0])
            straight = [each.slope or Estimate(0, -1, 1) for each in slopes[place]]
            found |= held(f"{name}|slope", straight, line @ true / (line @ line))
            called = {"slope": moved([each.verdict for each in slopes[place]])}
            called |= {f"{pair[0]}{pair[1]}": moved([v for v, _ in of[place]]) for pair, of in pairs.items()}
            if len(pairs) > 1:
                p = np.array([[each for _, each in of[place]] for of in pairs.values()])
                called["any pair"] = np.max([called[f"{one}{other}"] for one, other in pairs], axis=0)
                called["pairs together"] = rejected(p).max(axis=0)
            for asked, which in called.items():
                found |= {f"{name}|{asked}|false": any_still(which, moving), f"{name}|{asked}|seen": which}
    return found


def compared(now: RoundShares, before: RoundShares) -> list[list[tuple[str, float]]]:
    """Per family and item the verdict and the p-value, nan where it is not tested."""
    told = iter(compare(now, before, PARAMS, audit=True))
    return [
        [(each.verdict, float(each.p or "nan")) for each in islice(told, len(family))] for family in now.shares
    ]


def rejected(p: Floats) -> Floats:
    """Which survive Benjamini-Hochberg over all of them; 1 or 0, in the form of ``p``."""
    survives, tested = np.zeros(p.shape), ~np.isnan(p)
    survives[tested] = np.array(adjusted(p[tested].tolist())) <= PARAMS.false_discovery_rate
    return survives


def of_groups(numbers: Ints) -> Groups:
    """Names of groups from their numbers."""
    names = np.array(GROUPS)[numbers]
    return {BY_ORGANISATION: names, BY_AUDIENCE: np.array([name.split(" ")[0] for name in names])}


def by_group(shares: Floats) -> Floats:
    """(groups, themes) What each group names, when on average people name ``shares``."""
    named: Floats = shares * np.array([LEANING if theme % 2 else LEANING[::-1] for theme in range(len(shares))]).T
    return named


def mix(setting: Setting, chance: np.random.Generator) -> Sums:
    """The table mix: only the groups shift."""
    per_group, coder, size = by_group(THEMES), coder_on_real_text(THEMES), setting.statements
    rounds, items = [], families(len(THEMES))
    for number, parts in enumerate(MIXES):
        group = np.searchsorted(np.cumsum(parts) - 1e-9, np.arange(size) / size, side="right")
        who = number * size + np.arange(size) // PER_RESPONDENT * len(GROUPS) + group  # of one group each
        errs = coder.drifted(setting.drift, last=number == 1, chance=chance)
        truth = said(per_group[group], who, chance)
        rounds.append((heard(truth, who, errs, setting.audited, chance), of_groups(group)))
    at = common_mix(rounds, PARAMS)
    if not at:
        raise AssertionError("the groups are there in both rounds")
    found: Sums = {}
    samples, even = [sample for sample, _ in rounds], [at_mix(*one, at) for one in rounds]
    raw = estimated(samples, items)
    *ways, _ = estimated(even, items, [*zip(samples, raw[0], strict=True)])
    both = {"raw": (samples, raw[:2]), "even": (even, ways)}
    level = np.array([at.parts[name] for name in GROUPS]) @ per_group
    for kind, (here, of_both) in both.items():
        for way, made in zip(WAYS, of_both, strict=True):
            name = f"{kind}|{way}"
            now, before = ([share for share, _ in made[of][0]] for of in (1, 0))
            found |= held(f"{name}|now", [share.estimate() for share in now], level)
            found |= held(f"{name}|change", [*map(difference, now, before)], np.zeros(len(THEMES)))
            [called] = compared(*reversed(as_rounds(here, made, items)))
            found[f"{name}|01|false"] = any_still(moved([v for v, _ in called]), np.zeros(len(THEMES), dtype=bool))
    return found


def again(setting: Setting, chance: np.random.Generator) -> Sums:
    """The table again: part of the people return; each theme is named by some points more."""
    people = setting.statements // PER_RESPONDENT
    respondent, items = np.arange(people * PER_RESPONDENT) // PER_RESPONDENT, families(len(THEMES))
    coder, leans = coder_on_real_text(THEMES), leaning(people, len(THEMES), chance)
    back = chance.random(people) < setting.overlap
    later = np.where(back[:, None], leans, leaning(people, len(THEMES), chance))
    names = np.where(back, np.arange(people), people + np.arange(people))
    samples = []
    for number, (inclined, who) in enumerate(((leans, np.arange(people)), (later, names))):
        truth = said(THEMES + number * setting.change, respondent, chance, setting.likeness, inclined)
        samples.append(heard(truth, who[respondent], coder, setting.audited, chance))
    found: Sums = {}
    *ways, _ = estimated(samples, items)
    for way, made in zip(WAYS, ways, strict=True):
        spoke = [voices(here, items, shares) for here, shares in zip(samples, made, strict=True)]
        now, before = ([share for share, _ in made[of][0]] for of in (1, 0))
        for name, alike in (("others", 0.0), ("known", correlations(*spoke)[0])):
            moves = [difference(one, other, alike) for one, other in zip(now, before, strict=True)]
            found |= held(f"{name}|{way}|change", moves, np.full(len(THEMES), setting.change))
    return found


def points(setting: Setting, chance: np.random.Generator) -> Sums:
    """The table points: one theme moves, and it is seen or not."""
    who, truth = np.arange(setting.statements) // PER_RESPONDENT, THEMES.copy()
    truth[MOVES] = setting.start
    coder, items, samples = coder_on_real_text(truth), families(len(THEMES)), []
    for more in (0.0, setting.change):
        truth[MOVES] = setting.start + more
        samples.append(heard(said(truth, who, chance), who, coder, setting.audited, chance))
    *ways, _ = estimated(samples, items)
    both = zip(WAYS, ways, strict=True)
    told = {way: compared(*reversed(as_rounds(samples, made, items)))[0] for way, made in both}
    return {f"{way}|seen": moved([v for v, _ in of])[[MOVES]] for way, of in told.items()}


JUDGES: dict[str, Callable[[Setting, np.random.Generator], Sums]] = {
    "grid": partial(four_rounds, tones=True),
    "course": partial(four_rounds, tones=False),
    "mix": mix,
    "again": again,
    "points": points,
}


@contextmanager
def quickly() -> Iterator[None]:
    """Comparing takes a p-value only where it matters."""
    with patch.object(all_rounds, "p_of_sum", quick_p), patch.object(comparing, "p_value", quick_pair):
        yield


def drawn(setting: Setting, part: int, draws: int) -> Sums:
    """The sums of one part of the draws of a setting."""
    chance = np.random.default_rng((zlib.crc32(setting.name().encode()), part))
    with quickly():
        found = [JUDGES[setting.table](setting, chance) for _ in range(draws)]
    return {name: np.sum([each[name] for each in found], axis=0) for name in found[0]}
