from __future__ import annotations

import numpy as np
import pytest

from pipeline.measures.calibration import brier, calibration_error, reliability


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
