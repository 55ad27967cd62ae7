"""Shares by the coder's chances, on samples of which the answer is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.params import load_params
from pipeline.trend.annotated_sample import AnnotatedSample
from pipeline.trend.by_chance import _Tallies, estimated
from pipeline.trend.cells import Cells, heavy
from pipeline.trend.comparing import round_shares
from pipeline.trend.intervals import Balance, Sampled
from tests.benchmarks.bench_audit import SHARES, part_needed, simulated
from tests.benchmarks.coder_with_chances import audited, coder_for, heard, mute

NOT = float("nan")


def sample(hundredths: list[int], people: str, chance: float = 0.5) -> AnnotatedSample:
    """One item: the coder's chance of it, and what people say, 1 or 0; "." is not audited. All have content."""
    n = len(people)
    read = np.array([one != "." for one in people])
    likely = np.array(hundredths, dtype=np.uint8)[:, None]
    given, every = likely >= 50, np.ones(n, dtype=np.bool_)
    labelled = np.where(read[:, None], np.array([[one == "1"] for one in people]), given)
    return AnnotatedSample(
        np.ones(n), np.arange(n), every, np.where(read, chance, NOT), every, every, labelled, given, chance=likely
    )


def value(here: AnnotatedSample, item: int = 0) -> float:
    found = estimated(here, [[item]], 1.0, 1, stances=False)
    assert found is not None
    return found[0][0].value


def drawn(seed: int, audit: int = 80, size: int = 300) -> AnnotatedSample:
    chance = np.random.default_rng(seed)
    return audited(heard(SHARES, 0.3, size, coder_for(SHARES, chance), chance), audit, "naar_zekerheid", chance)


@pytest.mark.parametrize("hundredths", [1, 20, 80])
def test_a_coder_that_knows_nothing_leaves_what_the_audit_says(hundredths: int) -> None:
    # 1,000 of 2,000 audited, 300 have it: so have 300 of the others, whatever the one chance that all were given.
    here = sample([hundredths] * 2000, "1" * 300 + "0" * 700 + "." * 1000)

    assert value(here) == pytest.approx(0.3, abs=0.005)


def test_chances_tell_of_those_that_nobody_read() -> None:
    # People gave it to nine in ten of the likely ones, to one in ten of the others; of the rest 300 are likely.
    likely = [90] * 100 + [10] * 100 + [90] * 300 + [10] * 500
    here = sample(likely, "1" * 90 + "0" * 10 + "1" * 10 + "0" * 90 + "." * 800, 0.2)

    assert value(here) == pytest.approx((100 + 300 * 0.9 + 500 * 0.1) / 1000, abs=0.01)


def test_a_coder_too_sure_of_itself_is_corrected() -> None:
    # It says 0.99 and 0.01 where seven in ten and three in ten are right.
    likely = [99] * 300 + [1] * 300 + [99] * 800 + [1] * 200
    people = "1" * 210 + "0" * 90 + "1" * 90 + "0" * 210 + "." * 1000
    here = sample(likely, people)

    assert value(here) == pytest.approx((300 + 800 * 0.7 + 200 * 0.3) / 1600, abs=0.01)


def test_an_audited_statement_counts_as_people_coded_it() -> None:
    here = sample([50] * 40, "1" * 20 + "0" * 19 + ".", 0.975)

    assert 20 / 40 <= value(here) <= 21 / 40


def test_what_a_person_found_outside_the_audit_is_the_least_there_is() -> None:
    here = sample([1] * 40, "0" * 20 + "." * 20)
    labelled = np.array(here.labelled)
    labelled[30:] = True

    assert value(here) < 0.1
    assert value(replace(here, labelled=labelled)) == pytest.approx(10 / 40, abs=0.002)


def test_without_chances_or_speakers_the_labels_tell() -> None:
    here = drawn(1)
    family = [[place] for place in range(len(SHARES))]

    assert estimated(mute(here), family, 1.0, 1, stances=False) is None
    assert (
        estimated(replace(here, probability=np.where(here.audited, 1.0, NOT)), family, 1.0, 1, stances=False)
        is None
    )
    by_labels, by_chances = (round_shares(each, [family], load_params().trend)[0] for each in (mute(here), here))
    assert {len(share.parts) for share, _ in by_labels} != {1} == {len(share.parts) for share, _ in by_chances}
    assert {made for _, made in by_chances} == {"gecorrigeerd"}


def test_a_tone_is_what_praises_less_what_criticises() -> None:
    here, n = drawn(2), len(SHARES)
    tones = estimated(here, [[n + place, 2 * n + place] for place in range(n)], 1.0, 1, stances=True) or []
    sides = estimated(here, [[n + place] for place in range(2 * n)], 1.0, 1, stances=True) or []

    assert len(tones) == n
    for place, (tone, _) in enumerate(tones):
        assert tone.value == pytest.approx(sides[place][0].value - sides[n + place][0].value)
        assert tone.lowest == -1.0
        assert isinstance(tone.parts[0], Balance)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.1, 40))
def test_neither_the_order_nor_the_unit_of_weight_matters(seed: int, unit: float) -> None:
    here, family = drawn(seed), [[place] for place in range(len(SHARES))]
    order = np.random.default_rng(seed).permutation(len(here.weight))
    heavier = replace(here, weight=here.weight * unit)
    held = {name: array[order] for name, array in vars(heavier).items() if array is not None}
    other = replace(heavier, **held)

    both = zip(
        estimated(here, family, 1.0, 1, stances=False) or [],
        estimated(other, family, 1.0, 1, stances=False) or [],
        strict=True,
    )
    for (one, _), (another, _) in both:
        assert isinstance(one.parts[0], Sampled)
        assert isinstance(another.parts[0], Sampled)
        numbers = [another.value, another.parts[0].size, another.common]
        assert numbers == pytest.approx([one.value, one.parts[0].size, one.common], rel=1e-6)


def test_the_benchmark_finds_them_narrower_and_true() -> None:
    found = simulated("none", (2, 240, 60), 0.3, draws=4)
    labels, chances = found["share", "labels"], found["share", "chances"]

    assert chances.width.mean() < 0.85 * labels.width.mean()
    assert chances.width_of_change.mean() < 0.8 * labels.width_of_change.mean()
    assert chances.share.mean() > 0.9
    assert chances.change.mean() > 0.9


def test_the_part_needed_is_where_widths_meet() -> None:
    widths = {("labels", 30): 8.0, ("labels", 120): 4.0, ("chances", 30): 6.0, ("chances", 120): 3.0}

    needed = dict(part_needed([30, 120], widths))

    assert np.isnan(needed[30])  # with fewer than were tried
    assert needed[120] == pytest.approx((3 / 4) ** 2)  # half as wide with four times as many


@settings(max_examples=40, deadline=None)
@given(
    rows=st.lists(
        st.tuples(*[st.integers(0, 5)] * 3, st.sampled_from([0.25, 0.5, 1.0]), *[st.booleans()] * 3),
        min_size=4,
        max_size=40,
    ),
    seed=st.integers(0, 3),
)
def test_what_is_held_once_and_counted_by_item_tells_what_is_written_out(
    rows: list[tuple[int, int, int, float, bool, bool, bool]], seed: int
) -> None:
    """The tallies of all statements by all items, and the shares of samples that hold what differs once."""
    chance, items = np.random.default_rng(seed), 4
    people, coder, likely = (
        Cells(chance.random((6, items)) < 0.4, np.array([row[at] for row in rows])) for at in range(3)
    )
    hundredths = Cells(
        np.where(likely.different, chance.integers(1, 101, (6, items)), 0).astype(np.uint8), likely.row
    )
    weight, audited, content, says = (np.array(column) for column in [*zip(*rows, strict=True)][3:])
    n = len(rows)
    held = AnnotatedSample(
        weight, np.arange(n) // 2, np.ones(n, dtype=np.bool_), np.where(audited, 0.4, NOT), content, says,
        people, coder, chance=hundredths,
    )  # fmt: skip
    plain = replace(held, labelled=np.array(people), predicted=np.array(coder), chance=np.array(hundredths))

    told = np.array(people)[audited] & content[audited][:, None]
    kinds = 2 * np.array(hundredths).astype(int) + (np.array(coder) & says[:, None])
    v = weight[audited] * 1.5
    tallies = _Tallies.of(held, v, kinds.T.astype(np.uint8), told)
    expected = np.zeros((5, items, 202))
    for item in range(items):
        for kind, heavy_, named in zip(kinds[audited, item], v, told[:, item], strict=True):
            expected[:3, item, kind] += (heavy_ * named, heavy_, heavy_**2)
        for kind, heavy_ in zip(kinds[~audited, item], weight[~audited], strict=True):
            expected[3:, item, kind] += (heavy_, heavy_**2)
    np.testing.assert_allclose(tallies, expected, atol=1e-12)

    written_out = np.array(coder) * (weight * says)[:, None]
    for cells in (coder, np.array(coder)):
        np.testing.assert_allclose(heavy(cells, weight * says), written_out.sum(axis=0), atol=1e-12)
    family = [[item] for item in range(items)]
    one, other = (estimated(each, family, 1.0, 1, stances=False) for each in (held, plain))
    assert one == other
    if one:
        sure = np.array(people) & content[:, None] & (audited[:, None] | ~np.array(coder))
        least = weight @ sure
        assert all(share.value > 0 for (share, _), heavy_ in zip(one, least, strict=True) if heavy_)
