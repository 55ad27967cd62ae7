from __future__ import annotations

import numpy as np
import pytest

from pipeline.measures.classification import (
    Bools,
    Counts,
    Draws,
    Ints,
    brier,
    calibration_error,
    interval,
    macro_f1,
    micro_f1,
    reliability,
)

# Three statements, three labels: one hit and one missed; one hit and one wrong; never used.
TRUTH = np.array([[True, False, False], [True, True, False], [False, False, False]])
SAID = np.array([[True, False, False], [False, True, False], [False, True, False]])


def test_labels_by_hand() -> None:
    counts = Counts.of(TRUTH, SAID)

    assert counts.precision.tolist() == pytest.approx([1, 1 / 2, float("nan")], nan_ok=True)
    assert counts.recall.tolist() == pytest.approx([1 / 2, 1, float("nan")], nan_ok=True)
    assert counts.f1.tolist() == pytest.approx([2 / 3, 2 / 3, float("nan")], nan_ok=True)


def test_a_label_only_missed_or_only_said_has_no_f1_but_counts() -> None:
    truth, said = np.array([[True, False]]), np.array([[False, True]])

    counts = Counts.of(truth, said)

    assert counts.f1.tolist() == [0, 0]
    assert np.isnan(counts.precision).tolist() == [True, False]
    assert np.isnan(counts.recall).tolist() == [False, True]


def test_averages_by_hand() -> None:
    assert micro_f1(TRUTH, SAID) == pytest.approx(2 * 2 / (2 * 2 + 1 + 1))
    assert macro_f1(TRUTH, SAID) == pytest.approx((2 / 3 + 2 / 3) / 2)


def test_where_nobody_says_anything_averages_are_nought() -> None:
    nobody = np.zeros((3, 2), dtype=bool)

    assert (micro_f1(nobody, nobody), macro_f1(nobody, nobody)) == (0, 0)
    assert (micro_f1(nobody[:0], nobody[:0]), macro_f1(nobody[:0], nobody[:0])) == (0, 0)


def test_brier_by_hand() -> None:
    assert brier(np.array([[True], [False]]), np.array([[0.9], [0.4]])) == pytest.approx((0.01 + 0.16) / 2)


def test_the_curve_and_its_error_by_hand() -> None:
    right = np.array([[True], [False], [True], [True]])
    sure = np.array([[0.62], [0.68], [0.95], [1.0]])

    curve = reliability(right, sure)

    assert [b.n for b in curve] == [0, 0, 0, 0, 0, 0, 2, 0, 0, 2]
    assert (curve[6].low, curve[6].confidence, curve[6].right) == pytest.approx((0.6, 0.65, 0.5))
    assert (curve[9].low, curve[9].confidence, curve[9].right) == pytest.approx((0.9, 0.975, 1))
    # bin .6: 1.30 expected, 1 came: gap .30; bin .9: 1.95 expected, 2 came: gap .05
    assert calibration_error(right, sure) == pytest.approx((0.30 + 0.05) / 4)
    assert calibration_error(right[:0], sure[:0]) == 0


def drawn_one_by_one(families: Ints, samples: int, seed: int) -> list[Ints]:
    """Statements of each draw, by drawing families and gathering their statements: slow, and plainly right."""
    generator = np.random.default_rng(seed)
    members = [np.flatnonzero(families == family) for family in np.unique(families)]
    return [
        np.concatenate([members[i] for i in generator.integers(0, len(members), len(members))])
        for _ in range(samples)
    ]


def noisy(n: int) -> tuple[Bools, Bools]:
    generator = np.random.default_rng(1)
    truth = generator.random((n, 2)) < 0.3
    return truth, truth ^ (generator.random((n, 2)) < 0.1)


def test_draws_give_what_gathering_statements_gives() -> None:
    truth, said = noisy(200)
    families = 7 * (np.arange(200) // 3)

    drawn = Draws.of(families, samples=50, seed=3).counts(truth, said)
    slow = [Counts.of(truth[rows], said[rows]) for rows in drawn_one_by_one(families, samples=50, seed=3)]

    assert drawn.precision == pytest.approx(np.array([own.precision for own in slow]))
    assert drawn.recall == pytest.approx(np.array([own.recall for own in slow]))
    assert drawn.f1 == pytest.approx(np.array([own.f1 for own in slow]))
    assert drawn.macro_f1 == pytest.approx(np.array([own.macro_f1 for own in slow]))
    assert drawn.together().f1[:, 0] == pytest.approx(np.array([own.together().f1[0] for own in slow]))


def test_an_interval_holds_the_figure() -> None:
    truth, said = noisy(200)
    found = interval(Draws.of(np.arange(200), samples=200, seed=3).counts(truth, said).together().f1[:, 0])

    assert found is not None
    assert found[0] < micro_f1(truth, said) < found[1]


def test_an_interval_leaves_out_draws_without_a_figure() -> None:
    assert interval(np.array([np.nan, *np.linspace(0, 1, 101)])) == [0.025, 0.975]
    assert interval(np.array([np.nan, np.nan])) is None


def test_families_make_intervals_wider_than_lone_statements() -> None:
    truth = np.repeat(np.random.default_rng(2).random((30, 1)) < 0.5, 10, axis=0)
    said = np.ones_like(truth)

    alone, kin = (
        interval(Draws.of(families, samples=200, seed=1).counts(truth, said).f1[:, 0])
        for families in (np.arange(300), np.arange(300) // 10)
    )

    assert alone is not None
    assert kin is not None
    assert kin[1] - kin[0] > 1.5 * (alone[1] - alone[0])
