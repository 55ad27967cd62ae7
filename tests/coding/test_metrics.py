from __future__ import annotations

import numpy as np
import pytest

from pipeline.coding.metrics import (
    Bools,
    Ints,
    agreement,
    brier,
    calibration_error,
    counts_interval,
    macro_f1,
    micro_f1,
)

# Three statements, two labels. Label 0: one hit, one missed. Label 1: one hit, one wrong.
TRUTH = np.array([[True, False], [True, True], [False, False]])
SAID = np.array([[True, False], [False, True], [False, True]])


def test_one_label_by_hand() -> None:
    figures = agreement(TRUTH[:, 0], SAID[:, 0])

    assert (figures.precision, figures.recall, figures.support) == (1.0, 0.5, 2)
    assert figures.f1 == pytest.approx(2 / 3)


def test_averages_by_hand() -> None:
    assert micro_f1(TRUTH, SAID) == pytest.approx(2 * 2 / (2 * 2 + 1 + 1))
    assert macro_f1(TRUTH, SAID) == pytest.approx((2 / 3 + 2 / 3) / 2)


def test_a_label_that_nobody_uses_does_not_count() -> None:
    nobody = np.zeros((3, 1), dtype=bool)

    assert macro_f1(np.hstack([TRUTH, nobody]), np.hstack([SAID, nobody])) == macro_f1(TRUTH, SAID)
    assert micro_f1(nobody, nobody) == 0.0


def test_brier_by_hand() -> None:
    assert brier(np.array([[True], [False]]), np.array([[0.9], [0.4]])) == pytest.approx((0.01 + 0.16) / 2)


def test_calibration_error_by_hand() -> None:
    truth = np.array([[True], [False], [True], [True]])
    sure = np.array([[0.62], [0.68], [0.95], [1.0]])

    # bin .6: 1.30 expected, 1 came: gap .30; bin .9: 1.95 expected, 2 came: gap .05
    assert calibration_error(truth, sure) == pytest.approx((0.30 + 0.05) / 4)


def drawn_one_by_one(truth: Bools, said: Bools, families: Ints, samples: int, seed: int) -> list[float]:
    """The interval of micro F1 by drawing families and measuring anew: slow, and plainly right."""
    generator = np.random.default_rng(seed)
    members = [np.flatnonzero(families == family) for family in np.unique(families)]
    values = []
    for _ in range(samples):
        rows = np.concatenate([members[i] for i in generator.integers(0, len(members), len(members))])
        values.append(micro_f1(truth[rows], said[rows]))
    return [float(end) for end in np.quantile(values, [0.025, 0.975])]


def test_intervals_hold_the_figure_and_agree_with_each_other() -> None:
    generator = np.random.default_rng(1)
    truth = generator.random((200, 2)) < 0.3
    said = truth ^ (generator.random((200, 2)) < 0.1)
    families = np.arange(200) // 2

    low, high = counts_interval(truth, said, families, samples=200, seed=3)
    slow = drawn_one_by_one(truth, said, families, samples=200, seed=3)

    assert low[-1] < micro_f1(truth, said) < high[-1]
    assert slow == pytest.approx([low[-1], high[-1]])


def test_families_make_intervals_wider_than_lone_statements() -> None:
    truth = np.repeat(np.random.default_rng(2).random((30, 1)) < 0.5, 10, axis=0)
    said = np.ones_like(truth)

    alone = counts_interval(truth, said, np.arange(300), samples=200, seed=1)
    kin = counts_interval(truth, said, np.arange(300) // 10, samples=200, seed=1)

    assert kin[1][-1] - kin[0][-1] > 1.5 * (alone[1][-1] - alone[0][-1])
