from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

import pandas as pd
import pytest

from pipeline.core.codebook import Codebook
from pipeline.core.errors import InputError
from pipeline.core.params import Evaluate
from pipeline.review.metrics.audit import measured
from tests.cases import cases

Frames = Callable[..., pd.DataFrame]
SETTINGS = Evaluate(bootstrap_samples=200, interval=0.95, seed=1)
DRAWN = {"audit": "ja", "reviewer": "An", "review_status": "gecorrigeerd"}


def coded(cells: dict[str, str]) -> dict[str, str]:
    """Cells of labels; ``drawn`` is the chance of a statement that was coded for the audit."""
    drawn = {**DRAWN, "audit_probability": cells["drawn"]} if "drawn" in cells else {}
    return {**drawn, **{name: cell for name, cell in cells.items() if name != "drawn"}}


@pytest.mark.parametrize(("rows", "expected"), cases(__file__, "measured"))
def test_figures_by_hand(
    rows: list[dict[str, str]], expected: dict[str, Any], labels: Frames, codebook: Codebook
) -> None:
    metrics = measured(labels(*map(coded, rows)), codebook, SETTINGS)

    def at(path: str) -> Any:
        return reduce(lambda found, key: found[key], path.split("/"), metrics)

    assert {path: at(path) for path in expected} == expected


def test_intervals_hold_the_value_and_depend_on_the_seed_only(labels: Frames, codebook: Codebook) -> None:
    three = labels(DRAWN, DRAWN, {**DRAWN, "category": "rol_houding"})
    first = measured(three, codebook, SETTINGS)

    figure = first["audit"]["category"]["accuracy"]
    assert 0 <= figure["low"] <= figure["value"] <= figure["high"] <= 1
    assert figure["low"] < figure["high"]
    assert measured(three, codebook, SETTINGS) == first


@pytest.mark.parametrize(
    ("column", "value"),
    [("category", "oud"), ("predicted_stance", "oud"), ("themes", "rust|oud"), ("category_given", "oud")],
)
def test_a_label_that_the_codebook_has_not_is_an_error(
    column: str, value: str, labels: Frames, codebook: Codebook
) -> None:
    with pytest.raises(InputError, match=rf'statement u1, column {column}: unknown \w+ "oud"'):
        measured(labels({}, {column: value}), codebook, SETTINGS)
