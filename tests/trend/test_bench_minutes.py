"""The replay of tests/benchmarks/bench_minutes.py reads what it says it reads."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pipeline.core.params import load_params
from pipeline.measures.bootstrap import Floats
from pipeline.trend.annotated_sample import annotated_sample
from tests.benchmarks import bench_minutes
from tests.benchmarks.bench_minutes import Demo, all_show, drawn, needed
from tests.trend.settings import labels

THEMES = ["tempo_capaciteit", "black_box", "vertrouwen", "toegankelijkheid"]


@pytest.fixture
def demo() -> Demo:
    """Two rounds of forty; all themes are criticised in the one and praised, and oftener, in the other."""
    coded = {"audit": "ja", "audit_probability": "1", "themes": "|".join(THEMES)}
    frame = labels(
        *[{**coded, "round": "2024", "stance": "knelpunt"}] * 10,
        *[{**coded, "round": "2024", "themes": ""}] * 30,
        *[{**coded, "round": "2026", "stance": "behouden"}] * 40,
    )
    here = annotated_sample(frame, pd.Series(1.0, index=frame.index), THEMES)
    return Demo(frame, here, THEMES, frame["round"], np.full((len(frame), 2), 15.0))


def test_all_is_read_or_the_first_part_of_each_file(demo: Demo) -> None:
    numbers = np.linspace(0, 1, 80, endpoint=False)
    half = ~np.isnan(drawn(demo, 0.5, ("2024", "2026"), numbers))

    assert half.sum() == 40
    assert np.flatnonzero(half[40:]).tolist() == [*range(20)]  # one kind of statement: the lowest numbers first
    assert (~np.isnan(drawn(demo, 1.0, ("2026",), numbers))).sum() == 40


def test_movements_show_when_all_is_read_and_not_of_nothing_read(demo: Demo) -> None:
    assert all_show(demo, np.ones(80))
    assert not all_show(demo, np.full(80, np.nan))
    assert load_params().trend.min_audit > 1


def test_what_is_needed_goes_on_to_be_enough(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    def enough(_: Demo, chances: Floats) -> bool:
        read = int((~np.isnan(chances)).sum())
        return read >= 60 or read == 20  # what shows early and not later does not count

    monkeypatch.setattr(bench_minutes, "all_show", enough)

    assert needed(demo, ("2024", "2026"), np.random.default_rng(1).random(80)).sum() == 60
