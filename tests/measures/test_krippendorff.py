from __future__ import annotations

import numpy as np
import pytest

from pipeline.measures.krippendorff import Bools, alpha, cells, masi

LABELS = "abc"


def sets(*cells: str) -> Bools:
    """Rows of labels, each written as its letters."""
    return np.array([[label in cell for label in LABELS] for cell in cells])


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("", "", 0),
        ("ab", "ab", 0),
        ("", "a", 1),
        ("a", "b", 1),
        ("a", "ab", 1 - 1 / 2 * 2 / 3),
        ("abc", "a", 1 - 1 / 3 * 2 / 3),
        ("ab", "bc", 1 - 1 / 3 * 1 / 3),
    ],
)
def test_the_distance_by_hand(one: str, other: str, distance: float) -> None:
    assert masi(sets(one), sets(other)) == pytest.approx(np.array([[distance]]))
    assert masi(sets(other), sets(one)) == pytest.approx(np.array([[distance]]))


# Krippendorff's own example (2011, Computing Krippendorff's alpha-reliability, section C): four observers,
# twelve units, values missing; nominal alpha 0.743.
OBSERVERS = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")


def test_nominal_alpha_of_four_coders_with_values_missing_is_as_published() -> None:
    said = [(unit, int(value)) for row in OBSERVERS for unit, value in enumerate(row) if value != "."]
    table, distances = cells(
        np.array([[value == label for label in range(1, 6)] for _, value in said]),
        np.array([unit for unit, _ in said]),
        12,
    )

    assert float(alpha(table.sum(axis=0), distances)) == pytest.approx(0.743, abs=5e-4)


def test_a_statement_with_one_coder_adds_nothing() -> None:
    table, _ = cells(sets("a", "b", "ab"), np.array([0, 0, 1]), 3)

    assert table[0].tolist()[:2] == [2, 2]  # two codings, one apart from the other and the other from the one
    assert not table[1:].any()


def test_sums_of_many_resamples_give_as_many_alphas() -> None:
    table, distances = cells(sets("a", "a", "b", "c", "b", "b"), np.array([0, 0, 1, 1, 2, 2]), 3)
    draws = np.array([[1, 1, 1], [3, 0, 0], [2, 0, 1]])

    found = alpha(draws @ table, distances)

    assert found[0] == pytest.approx(float(alpha(table.sum(axis=0), distances)))
    assert np.isnan(found[1])
    assert found[2] == 1
