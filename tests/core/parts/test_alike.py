"""Rows that are alike, by number and by name."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest

from pipeline.core.parts.alike import named, pairs_of

TEXTS = pd.Series(["b", "a", "b", "b"]), pd.Series(["x", "x", "y", "x"])


@pytest.mark.parametrize("texts", [TEXTS, [each.astype("category") for each in TEXTS]])
def test_pairs_and_their_names(texts: Sequence[pd.Series]) -> None:
    number, pairs = pairs_of(*texts)

    assert (number.tolist(), pairs) == ([0, 1, 2, 0], [("b", "x"), ("a", "x"), ("b", "y")])
    names = named(number, ["two", "one", "two"])
    assert (list(names), names.categories.tolist()) == (["two", "one", "two", "two"], ["one", "two"])


def test_no_rows_have_no_pairs() -> None:
    number, pairs = pairs_of(pd.Series(dtype=str), pd.Series(dtype=str))

    assert (len(number), pairs, len(named(number, []))) == (0, [], 0)
