"""Whether one draw of rounds holds what the trend stage promises: the truth in its intervals, what it calls moved.

Each judge draws rounds (:mod:`tests.benchmarks.simulated_rounds`), has them estimated, and gives figures by name,
as ``share|lent|change|held``, that may be added up over draws. What they ask, ``bench_trend`` says.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice
from typing import Protocol
from unittest.mock import patch

import numpy as np

from pipeline.core.codes import BY_AUDIENCE, BY_ORGANISATION, ERRS_OTHERWISE, FALLEN, RISEN, TONE_CHANGES
from pipeline.measures.bootstrap import Bools, Floats, Ints
from pipeline.trend import all_rounds, comparing
from pipeline.trend.all_rounds import courses
from pipeline.trend.annotated_sample import AnnotatedSample
from pipeline.trend.comparing import RoundShares, compare, round_shares
from pipeline.trend.groups import Groups, at_mix, common_mix
from pipeline.trend.intervals import Estimate, Share, adjusted, combined, difference, p_of_sum, pair_of
from pipeline.trend.returning import correlations, voices
from tests.benchmarks.coder_with_chances import Coder, Heard, audited, coder_for, heard, mute
from tests.benchmarks.simulated_rounds import (
    LIKENESS,
    PARAMS,
    PER_RESPONDENT,
    Shares,
    as_rounds,
    estimated,
    families,
    leaning,
    tones_of,
)

THEMES = np.array([2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 8, 8, 10, 10, 12, 15, 15, 20, 30]) / 100
TONED = (0, 3, 4, 7, 8, 11, 12, 15, 16, 19)  # of these the tone is judged; half of them are praised more
MOVES = 13  # the theme that moves, of 10%
COURSES = {  # of the whole move, how much of it each of four rounds has made
    "nothing": (0.0, 0.0, 0.0, 0.0),
    "step by step": (0.0, 1 / 3, 2 / 3, 1.0),
    "half-way": (0.0, 0.0, 1.0, 1.0),
    "after the first": (0.0, 1.0, 1.0, 1.0),
    "in the last": (0.0, 0.0, 0.0, 1.0),
}
PAIRS = ((0, 1), (1, 2), (2, 3), (0, 2), (0, -1))  # of four rounds: each with the one before, and with the first
GROUPS = ("intern · provincie", "extern · gemeente", "extern · waterschap", "extern · bedrijf")
MIXES = ((0.4, 0.1, 0.3, 0.2), (0.15, 0.3, 0.15, 0.4))  # parts of the first round and of the second
LEANING = (1.6, 0.7, 1.2, 0.5)  # of each group, times the share; of every other theme the other way round
OFF_TOPIC = 0.3  # of the statements
DRIFTS = ("none", "finds less", "each a little", "oversure", "undersure")
SELDOM = 25  # in so many draws once also by the method before, and without what is lent
Ways = dict[str, tuple[list[AnnotatedSample], list[Shares]]]
"""By way the rounds as drawn, and their shares."""
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
    rounds: int = 4
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


def coders(drift: str, rounds: int, chance: np.random.Generator) -> list[Coder]:
    """The coder as it errs in each round."""
    sure = {"oversure": 1.6, "undersure": 0.6}.get(drift, 1.0)
    found = [coder_for(THEMES, chance, sure=sure)] * rounds
    if drift == "finds less":
        found[-1] = found[-1]._replace(finds=-0.7)
    if drift == "each a little":
        found = [each._replace(shift=each.shift + chance.normal(0, 0.3, len(THEMES))) for each in found]
    return found


def by_ways(
    rounds: Sequence[Heard], audit: int, chance: np.random.Generator, *, fully: bool, tones: Sequence[int] = ()
) -> tuple[Ways, list[Shares], list[str]]:
    """The rounds audited and estimated: as they are now (``lent``); own shares; and ``codeerfouten`` of each.

    With ``fully`` also by each round's own audit alone (``own``), and as it was before coders gave chances: drawn
    by the rarest theme and estimated from labels, by the own audit alone (``before``).
    """
    items = families(len(THEMES), tones)
    samples = [audited(each, audit, "naar_zekerheid", chance) for each in rounds]
    own, lent, alike = estimated(samples, items)
    ways: Ways = {"lent": (samples, lent)}
    if fully:
        plain = [mute(audited(each, audit, "gelaagd", chance)) for each in rounds]
        ways |= {"own": (samples, own), "before": (plain, [round_shares(each, items, PARAMS) for each in plain])}
    return ways, own, alike


def some_rounds(setting: Setting, chance: np.random.Generator, *, fully: bool, tones: Sequence[int] = ()) -> Sums:
    """The tables grid, tones and course."""
    steps, n = COURSES[setting.course][: setting.rounds], len(THEMES)
    truth = np.tile(THEMES, (len(steps), 1))
    moving = np.zeros(n, dtype=np.bool_)
    if any(steps):
        moving[MOVES] = True
        truth[:, MOVES] = setting.start + setting.change * np.array(steps)
    errs = coders(setting.drift, len(steps), chance)
    rounds = [
        heard(shares, OFF_TOPIC, setting.statements, coder, chance)
        for shares, coder in zip(truth, errs, strict=True)
    ]
    ways, _, alike = by_ways(rounds, setting.audited, chance, fully=fully, tones=tones)
    found: Sums = {"told": (np.array(alike) == ERRS_OTHERWISE).astype(float)}
    whole = {"share": truth, "tone": (truth * np.subtract.reduce(tones_of(n), axis=1))[:, [*tones]]}
    line, items = np.arange(len(steps)) - (len(steps) - 1) / 2, families(n, tones)
    for way, made in ways.items():
        of_way = as_rounds(*made, items)
        slopes = courses(of_way, PARAMS, audit=True, likeness=[np.eye(len(steps))] * len(of_way[0].shares))
        asked = PAIRS if any(steps) else ((0, -1),)
        pairs = {pair: compared(of_way[pair[1]], of_way[pair[0]]) for pair in asked}
        for place, (what, true) in enumerate([*whole.items()][: len(slopes)]):
            name = f"{what}|{way}"
            now, before = ([share for share, _ in of_way[of].shares[place]] for of in (-1, 0))
            found |= held(f"{name}|now", [share.estimate() for share in now], true[-1])
            found |= held(f"{name}|change", [*map(difference, now, before)], true[-1] - true[0])
            straight = [each.slope or Estimate(0, -1, 1) for each in slopes[place]]
            found |= held(f"{name}|slope", straight, line @ true / (line @ line))
            called = {"slope": moved([each.verdict for each in slopes[place]])}
            called |= {"-".join(map(str, pair)): moved([v for v, _ in of[place]]) for pair, of in pairs.items()}
            if len(pairs) > 1:
                p = np.array([[each for _, each in of[place]] for of in pairs.values()])
                called["any pair"] = np.max([which for how, which in called.items() if how != "slope"], axis=0)
                called["pairs together"] = rejected(p).max(axis=0)
            for how, which in called.items():
                found |= {
                    f"{name}|{how}|false": any_still(which, moving if what == "share" else moving[[*tones]]),
                    f"{name}|{how}|seen": which,
                }
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


def mix(setting: Setting, chance: np.random.Generator, *, fully: bool) -> Sums:
    """The table mix: only the groups shift."""
    per_group, size = by_group(THEMES), setting.statements
    rounds, groups, items = [], [], families(len(THEMES))
    for number, (parts, coder) in enumerate(zip(MIXES, coders(setting.drift, len(MIXES), chance), strict=True)):
        group = np.searchsorted(np.cumsum(parts) - 1e-9, np.arange(size) / size, side="right")
        who = number * len(GROUPS) * size + np.arange(size) // PER_RESPONDENT * len(GROUPS) + group  # of one group
        rounds.append(heard(per_group[group], OFF_TOPIC, size, coder, chance, respondent=who))
        groups.append(of_groups(group))
    found: Sums = {}
    ways, lenders, _ = by_ways(rounds, setting.audited, chance, fully=fully)
    for way, (samples, raw) in ways.items():
        at = common_mix([*zip(samples, groups, strict=True)], PARAMS)
        if not at or not at.parts:
            raise AssertionError("the groups are there in both rounds")
        even = [at_mix(sample, names, at) for sample, names in zip(samples, groups, strict=True)]
        if way == "lent":
            made_even = estimated(even, items, [*zip(samples, lenders, strict=True)])[1]
        else:
            made_even = [round_shares(each, items, PARAMS) for each in even]
        level = np.array([at.parts[name] for name in GROUPS]) @ per_group
        for kind, here, made in (("raw", samples, raw), ("even", even, made_even)):
            name = f"{kind}|{way}"
            now, before = ([share for share, _ in made[of][0]] for of in (1, 0))
            found |= held(f"{name}|now", [share.estimate() for share in now], level)
            found |= held(f"{name}|change", [*map(difference, now, before)], np.zeros(len(THEMES)))
            [called] = compared(*reversed(as_rounds(here, made, items)))
            found[f"{name}|0--1|false"] = any_still(
                moved([v for v, _ in called]), np.zeros(len(THEMES), dtype=bool)
            )
    return found


def again(setting: Setting, chance: np.random.Generator, *, fully: bool) -> Sums:
    """The table again: part of the people return; each theme is named by some points more."""
    people = setting.statements // PER_RESPONDENT
    respondent, items = np.arange(people * PER_RESPONDENT) // PER_RESPONDENT, families(len(THEMES))
    leans, back = leaning(people, len(THEMES), chance), chance.random(people) < setting.overlap
    later = np.where(back[:, None], leans, leaning(people, len(THEMES), chance))
    names = np.where(back, np.arange(people), people + np.arange(people))
    coder = coders(setting.drift, 1, chance)[0]
    rounds = [
        heard(
            *(THEMES + number * setting.change, OFF_TOPIC, len(respondent), coder, chance),
            respondent=respondent,
            likeness=setting.likeness,
            leans=inclined,
        )._replace(respondent=who[respondent])
        for number, (inclined, who) in enumerate(((leans, np.arange(people)), (later, names)))
    ]
    found: Sums = {}
    for way, (samples, made) in by_ways(rounds, setting.audited, chance, fully=fully)[0].items():
        spoke = [voices(here, items, shares) for here, shares in zip(samples, made, strict=True)]
        now, before = ([share for share, _ in made[of][0]] for of in (1, 0))
        for name, alike in (("others", 0.0), ("known", correlations(*spoke)[0])):
            moves = [difference(one, other, alike) for one, other in zip(now, before, strict=True)]
            found |= held(f"{name}|{way}|change", moves, np.full(len(THEMES), setting.change))
    return found


def points(setting: Setting, chance: np.random.Generator, *, fully: bool) -> Sums:
    """The table points: one theme moves, and it is seen or not."""
    truth = np.tile(THEMES, (2, 1))
    truth[:, MOVES] = setting.start, setting.start + setting.change
    coder = coders(setting.drift, 1, chance)[0]
    rounds = [heard(shares, OFF_TOPIC, setting.statements, coder, chance) for shares in truth]
    ways, items = by_ways(rounds, setting.audited, chance, fully=fully)[0], families(len(THEMES))
    told = {way: compared(*reversed(as_rounds(*made, items)))[0] for way, made in ways.items()}
    return {f"{way}|seen": moved([v for v, _ in of])[[MOVES]] for way, of in told.items()}


class Judge(Protocol):
    """Draws once from a setting; ``fully`` as of :func:`by_ways`."""

    def __call__(self, setting: Setting, chance: np.random.Generator, *, fully: bool) -> Sums: ...


JUDGES: dict[str, Judge] = {
    "grid": some_rounds,
    "tones": partial(some_rounds, tones=TONED),
    "course": some_rounds,
    "mix": mix,
    "again": again,
    "points": points,
}


@contextmanager
def quickly() -> Iterator[None]:
    """Comparing takes a p-value only where it matters."""
    with patch.object(all_rounds, "p_of_sum", quick_p), patch.object(comparing, "p_value", quick_pair):
        yield


def drawn(setting: Setting, part: int, draws: int) -> dict[str, tuple[int, Floats]]:
    """One part of the draws of a setting: by name in how many there was a figure, and their sum."""
    chance = np.random.default_rng((zlib.crc32(setting.name().encode()), part))
    with quickly():
        found = [JUDGES[setting.table](setting, chance, fully=not draw % SELDOM) for draw in range(draws)]
    names = dict.fromkeys(name for each in found for name in each)
    told = {name: [each[name] for each in found if name in each] for name in names}
    return {name: (len(each), np.sum(each, axis=0)) for name, each in told.items()}
