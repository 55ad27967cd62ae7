"""The cell theme_chances, by hand."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.coder.classify.chances import chance_cells
from pipeline.core.codebook import numbers_of

NAMES = ["rust", "leren"]


def test_a_theme_is_likely_as_far_as_the_statement_is_on_topic() -> None:
    themes = np.array([[0.5, 0.001], [0.9, 0.2], [0.0, 0.0]])

    assert chance_cells(themes, np.array([0.0, 0.4, 0.004]), NAMES) == [
        "rust=0.50",
        "rust=0.54|leren=0.12|buiten_onderwerp=0.40",
        "",
    ]


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=8))
def test_what_is_read_is_what_was_said_to_half_a_hundredth(said: list[tuple[float, float, float]]) -> None:
    rows = np.array(said)
    cells = chance_cells(rows[:, :2], rows[:, 2], NAMES)

    for cell, (rust, leren, off) in zip(cells, said, strict=True):
        read = numbers_of(cell)
        for name, chance in (("rust", rust * (1 - off)), ("leren", leren * (1 - off)), ("buiten_onderwerp", off)):
            assert abs(read.get(name, 0.0) - chance) <= 0.005 + 1e-9
        assert 0.0 not in read.values()
