from __future__ import annotations

import numpy as np
import pytest

from pipeline.measures.agreement import Counts, micro_f1
from pipeline.measures.bootstrap import Bools, Bootstrap, Ints, interval


def drawn_one_by_one(groups: Ints, samples: int, seed: int) -> list[Ints]:
    """Statements of each draw, by drawing groups and gathering their statements: slow, and plainly right."""
    generator = np.random.default_rng(seed)
    members = [np.flatnonzero(groups == group) for group in np.unique(groups)]
    return [
        np.concatenate([members[i] for i in generator.integers(0, len(members), len(members))])
        for _ in range(samples)
    ]


def noisy(n: int) -> tuple[Bools, Bools]:
    generator = np.random.default_rng(1)
    truth = generator.random((n, 2)) < 0.3
    return truth, truth ^ (generator.random((n, 2)) < 0.1)


def test_draws_give_what_gathering_statements_gives() -> None:
    truth, predicted = noisy(200)
    groups = 7 * (np.arange(200) // 3)

    drawn = Counts.drawn(truth, predicted, Bootstrap.of_groups(groups, samples=50, seed=3))
    slow = [Counts.of(truth[rows], predicted[rows]) for rows in drawn_one_by_one(groups, samples=50, seed=3)]

    for measure in ("precision", "recall", "f1", "macro_f1"):
        assert getattr(drawn, measure) == pytest.approx(np.array([getattr(own, measure) for own in slow])), measure
    assert drawn.micro().f1 == pytest.approx(np.array([own.micro().f1 for own in slow]))


def test_an_interval_holds_the_figure() -> None:
    truth, predicted = noisy(200)
    bootstrap = Bootstrap.of_groups(np.arange(200), samples=200, seed=3)
    found = interval(Counts.drawn(truth, predicted, bootstrap).micro().f1)

    assert found is not None
    assert found[0] < micro_f1(truth, predicted) < found[1]


def test_an_interval_leaves_out_draws_without_a_figure() -> None:
    assert interval(np.array([np.nan, *np.linspace(0, 1, 101)])) == [0.025, 0.975]
    assert interval(np.array([np.nan, np.nan])) is None


def test_groups_make_intervals_wider_than_lone_statements() -> None:
    truth = np.repeat(np.random.default_rng(2).random((30, 1)) < 0.5, 10, axis=0)
    predicted = np.ones_like(truth)

    alone, kin = (
        interval(Counts.drawn(truth, predicted, Bootstrap.of_groups(groups, samples=200, seed=1)).f1[:, 0])
        for groups in (np.arange(300), np.arange(300) // 10)
    )

    assert alone is not None
    assert kin is not None
    assert kin[1] - kin[0] > 1.5 * (alone[1] - alone[0])


def test_resamples_draw_n_of_n_by_seed() -> None:
    cells = np.eye(5)
    drawn = Bootstrap.of_statements(5, samples=400, seed=7).sums(cells)

    assert drawn.shape == (400, 5)
    assert (drawn.sum(axis=1) == 5).all()
    assert drawn.mean(axis=0) == pytest.approx(np.ones(5), abs=0.15)
    assert np.array_equal(drawn, Bootstrap.of_statements(5, samples=400, seed=7).sums(cells))
    assert not np.array_equal(drawn, Bootstrap.of_statements(5, samples=400, seed=8).sums(cells))
