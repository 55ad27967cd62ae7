"""The coder's errors over rounds, on audits small enough to do by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from statsmodels.stats.meta_analysis import combine_effects

from pipeline.trend.annotated_sample import AnnotatedSample
from pipeline.trend.error_pattern import ErrorPattern, pattern_of
from tests.trend.test_correcting import sample, together

ONE = sample("1100000000", "1010......")  # of two mentions the coder finds one, of two others it adds one
OTHER = sample("1111000000", "1111......")  # of four it finds all


def learned(*rounds: AnnotatedSample, columns: tuple[int, ...] = (0,)) -> ErrorPattern:
    pattern = pattern_of(rounds, columns)
    assert pattern
    return pattern


def test_by_hand() -> None:
    pattern = learned(ONE, OTHER)

    # Of six mentions five are found, of two others one is added; half a statement to either side of the share.
    assert (pattern.found[0], pattern.added[0]) == (pytest.approx(5 / 6), 0.5)
    assert (pattern.share[0], pattern.audited) == (pytest.approx(6.5 / 9), 8)
    assert pattern.gain[0] == pytest.approx(5 / 6 - 1 / 2)
    # Of 8 statements the coder would give it to 1/2 + share / 3; its variance is that of a yes or no.
    assert pattern.labelled_spread(np.array([0.3])) == pytest.approx(0.6 * 0.4)
    assert not pattern.lends[0]  # squared correlation .10, of 8 statements chance gives 1 / 6


def test_an_audited_statement_counts_for_as_many_as_it_speaks_for() -> None:
    # Of two mentions the coder found the one that speaks for four, not the one that speaks for two.
    uneven = sample("10000", "11...", [0.25, 0.5, 1, 1, 1])

    assert learned(uneven, uneven).found[0] == pytest.approx(4 / 6)
    assert learned(uneven, uneven).audited == pytest.approx(2 * 36 / 20)  # Kish


def test_what_is_known_of_few_mentions_is_drawn_to_the_others() -> None:
    often, seldom = sample("1" * 30 + "0" * 30, "1" * 40 + "0" * 20), sample("0" * 60, "1" + "0" * 59)
    both = together(often, seldom)

    pattern = learned(both, both, columns=(0, 1))

    assert pattern.found[0] == pytest.approx(0.75, abs=0.02)
    assert 0.2 < pattern.found[1] < 0.75  # of two mentions none was found
    assert list(pattern.lends) == [True, False]  # two mentions are too few to borrow on


@pytest.mark.parametrize("rounds", [[], [ONE], [ONE, sample("1100", "....")]])
def test_one_round_has_nobody_to_borrow_from(rounds: list[AnnotatedSample]) -> None:
    assert pattern_of(rounds, [0]) is None


def test_a_coder_that_tells_no_more_than_chance_lends_nothing() -> None:
    said, people = "1100" * 50, "1010" * 50

    assert not learned(sample(said, people), sample(said, people)).lends[0]
    assert learned(sample(people, people), sample(people, people)).lends[0]


def test_how_far_items_are_alike_is_what_statsmodels_says() -> None:
    """DerSimonian and Laird's variance between items, and what it makes of how often each is found."""
    chance = np.random.default_rng(2)
    truth = chance.random((200, 8)) < np.linspace(0.1, 0.5, 8)
    said = truth & (chance.random((200, 8)) < np.linspace(0.2, 0.9, 8))
    here = sample("0" * 200, "0" * 200)
    items = replace(here, labelled=truth, predicted=said)

    pattern = learned(items, items, columns=tuple(range(8)))

    # All with one chance: each counts once in either round.
    have, right = 2.0 * truth.sum(axis=0), 2.0 * said.sum(axis=0)
    everyone = right.sum() / have.sum()
    noise = everyone * (1 - everyone)
    between = combine_effects(right / have, noise / have, method_re="dl").tau2
    assert between > 0.01
    drawn = noise / between
    assert pattern.found == pytest.approx((right + drawn * everyone) / (have + drawn), abs=1e-9)
