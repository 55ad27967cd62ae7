"""Other people or another opinion: shares at one mix of groups, and a change split in two.

When partners hold another opinion than staff, a round with more partners gives other shares though nobody changed
his mind. So each round is weighed to one mix of groups (direct standardisation), and the change of a share

    p2 - p1 = sum of (w2 - w1) * (s1 + s2) / 2  +  sum of (s2 - s1) * (w1 + w2) / 2        over groups

is split into what other people make of it (the first sum) and what another opinion makes of it (the second): the
symmetric split of E.M. Kitagawa, 1955, Components of a difference between two rates, JASA 50:1168-1194 (later
A.S. Blinder's and R. Oaxaca's, 1973). w is the part of the counted statements by a group, s its share in that
group. The second sum is the difference of two rounds at the mean of their mixes; the first is the rest, so that
they add up exactly.

A share at a mix is estimated as every other, with the coder corrected (:mod:`pipeline.trend.correcting`):
statements only weigh more or less. So another opinion has an interval and a test like every difference. What the
groups that are left out (:mod:`pipeline.trend.groups`) did to a share belongs to other people.

Beside the split of two rounds stands each share at one mix of all rounds of an audience, of groups that all hold.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from pipeline.core.codes import ALL_ROUNDS, FEW, JOINT
from pipeline.core.comparison import ANOTHER_OPINION
from pipeline.trend.by_text import compared
from pipeline.trend.comparing import (
    TONE,
    CountedRounds,
    RoundResult,
    counts_of,
    decimal,
    estimate_cells,
    round_shares,
)
from pipeline.trend.groups import Mix, at_mix, common_mix
from pipeline.trend.returning import voices

_ESTIMATE = ("aandeel_gelijke_mix", "ondergrens", "bovengrens", "methode")
Cells = dict[str, str]


def composition_rows(counted: CountedRounds) -> Iterator[Cells]:
    """The rows of TREND_COMPOSITION: each round at one mix with the one before, with the first, and with all.

    None for an audience that is one group, or of which it is not known who spoke.
    """
    counted = counted.without_stances()
    for audience in counted.results:
        series = counted.series(audience)
        for place, (current, now) in enumerate(series):
            row = {"ronde": current.name, "doelgroep": audience}
            for then, before in (series[earlier] for earlier in dict.fromkeys((place - 1, 0)) if place):
                yield from _rows(counted, {**row, "sinds": then.name}, now, [before, now], before)
            if len(series) > 1:
                yield from _rows(counted, {**row, "sinds": ALL_ROUNDS}, now, [each for _, each in series])


def _rows(
    counted: CountedRounds,
    row: Cells,
    now: RoundResult,
    rounds: Sequence[RoundResult],
    before: RoundResult | None = None,
) -> Iterator[Cells]:
    """One round at the mix of some rounds, per item; split where it is held against an earlier one."""
    mix = common_mix([(each.sample, each.groups) for each in rounds], counted.params)
    if not mix:
        return
    row |= {"groepen": mix.level, "vergeleken_deel": decimal(mix.compared), "weggelaten": JOINT.join(mix.left_out)}
    cells: list[Cells] = [{} for _ in counted.items]
    if before:
        pairs = zip(chain(*now.shares), chain(*before.shares), strict=True)
        moved = [decimal(one.value - other.value) for (one, _), (other, _) in pairs]
        cells = [{"verschil": each, ANOTHER_OPINION["verdict"]: FEW} for each in moved]
    if mix.parts:
        evened = weighed_to(counted, now, mix)
        for of_item, share in zip(cells, chain(*evened.shares), strict=True):
            of_item |= estimate_cells(share, _ESTIMATE)
        if before:
            tests = compared(counted, evened, weighed_to(counted, before, mix), {}, TONE)
            for of_item, test in zip(cells, tests, strict=True):
                people = float(of_item["verschil"]) - float(test.difference)
                of_item |= {"andere_mensen": decimal(people), **test.cells(ANOTHER_OPINION)}
    for (theme, stance, _), of_item in zip(counted.items, cells, strict=True):
        yield {"thema": theme, "thema_naam": counted.themes[theme], "oordeel": stance, **row, **of_item}


def weighed_to(counted: CountedRounds, result: RoundResult, mix: Mix) -> RoundResult:
    """A round as if its groups had been those of a mix: audiences that differ are then no reason for a change."""
    sample = at_mix(result.sample, result.groups, mix)
    every = counted.lending.families
    shares = counted.lending.to(sample, round_shares(sample, every, counted.params))[::2]
    items = every[::2]
    total = int(sample.content.sum())
    return replace(
        result,
        sample=sample,
        total=total,
        undecided=result.undecided * total // result.total,
        shares=shares,
        counts=counts_of(sample, items, counted.params),
        texts=0 if counted.params.count_copies else sample.count_independent(),
        design=replace(result.design, audiences={}),
        voices=voices(sample, items, shares) if result.voices else None,
    )
