from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline.trend.annotated_sample import annotated_sample, families_of, weights
from pipeline.trend.cells import either_of
from tests.trend.settings import labels

ONE = {"vaak": 1.0, "meerdere": 1.0, "overig": 1.0}


def test_labels_as_arrays() -> None:
    frame = labels(
        {"themes": "leren", "stance": "wens", "respondent": "r1", "predicted_themes": "regie|leren",
         "predicted_stance": "knelpunt", "audit": "ja", "audit_probability": "0.250000"},
        {"themes_status": "geen_inhoud", "predicted_themes_status": "geen_inhoud"},
        {"themes": "regie", "stance": "behouden", "respondent": "r1", "predicted_themes": "weg"},
    )  # fmt: skip
    here = annotated_sample(frame, weights(frame, ONE, count_duplicates=False), ["leren", "regie"])
    themes, stances, sentiments = families_of(["leren", "regie"])
    items = [(theme, stance) for theme, stance, _ in themes + stances]

    def having(array: Any, row: int) -> set[tuple[str, str]]:
        return {item for item, has in zip(items, np.asarray(array)[row], strict=True) if has}

    assert having(here.labelled, 0) == {("leren", ""), ("leren", "wens")}
    assert having(here.predicted, 0) == {*product(("leren", "regie"), ("", "knelpunt"))}
    assert having(here.labelled, 2) == {("regie", ""), ("regie", "behouden")}
    assert having(here.predicted, 2) == set()  # a theme that this codebook has not
    assert [item for *_, item in themes + stances] == [[place] for place in range(10)]
    assert [(theme, [items[place] for place in item]) for theme, _, item in sentiments] == [
        (theme, [(theme, "behouden"), (theme, "knelpunt")]) for theme in ("leren", "regie")
    ]
    assert here.content.tolist() == [True, False, True]
    assert here.predicted_content.tolist() == [True, False, True]
    assert here.respondent[0] == here.respondent[2] != here.respondent[1]
    assert here.probability[0] == 0.25
    assert here.audited.tolist() == [True, False, False]


def test_the_chance_is_less_where_part_of_a_round_was_not_coded() -> None:
    frame = labels(
        {"round": "2025", "audit": "ja", "audit_probability": "0.4"},
        {"round": "2025", "audit": "", "audit_probability": "0.4"},
        {"round": "2026", "audit": "ja", "audit_probability": "0.4"},
        {"round": "2026", "audit": "ja", "audit_probability": ""},
        {"round": "2026", "audit": "geschil", "audit_probability": "0.4"},
    )

    np.testing.assert_allclose(
        annotated_sample(frame, weights(frame, ONE, count_duplicates=False), []).probability, [
        0.2, np.nan, 0.2, np.nan, np.nan,
    ])  # fmt: skip


def test_chances_as_hundredths() -> None:
    frame = labels(
        {"theme_chances": "leren=0.40|regie=0.07|buiten_onderwerp=0.25", "predicted_stance": "wens"},
        {"theme_chances": "geen_inhoud=1.00", "audit": "ja"},
        {"theme_chances": "weg=0.50"},
    )
    here = annotated_sample(frame, weights(frame, ONE, count_duplicates=False), ["leren", "regie"])

    assert here.chance is not None
    assert here.content_chance is not None
    chance = np.asarray(here.chance)
    assert chance[:, :2].tolist() == [[40, 7], [0, 0], [0, 0]]
    # Of behouden, knelpunt, wens and neutraal the coder's has 0.7 of the chance, the others 0.1 each.
    assert chance[0, 2:].tolist() == [4, 4, 28, 4, 1, 1, 5, 1]
    assert here.content_chance.tolist() == [75, 0, 100]
    for without in ({}, {"theme_chances": "leren=0.40"}):  # or without anybody who says how right they are
        assert annotated_sample(labels(without), pd.Series([1.0]), ["leren"]).chance is None


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("", ""),
        ("leren=0.29|rust=0.50", "1=0.65|2=0.29"),  # 1 - .5 * .71 = .645, in binary a little more
        ("rust=0.50|leren=0.20|buiten_onderwerp=0.30", "1=0.60|2=0.20|buiten_onderwerp=0.30"),  # 1 - .5 * .8
        ("elders=0.90", ""),
        ("geen_inhoud=1.00", "geen_inhoud=1.00"),
    ],
)
def test_a_group_is_as_likely_as_any_of_its_themes(cell: str, expected: str) -> None:
    cells = pd.Series(["leren=0.01", cell, cell], dtype="category")

    found = either_of(cells, {"1": {"rust", "leren"}, "2": {"leren"}})

    assert found.tolist() == ["1=0.01|2=0.01", expected, expected]


@pytest.mark.parametrize(
    ("count_duplicates", "expected"), [(False, [2.0, 1.0, 0.5, 1.0]), (True, [6.0, 1.0, 0.5, 1.0])]
)
def test_mentions_and_duplicates_weigh_as_asked(count_duplicates: bool, expected: list[float]) -> None:
    frame = labels(
        {"mentioned": "vaak"},
        {"duplicate_of": "u0"},
        {"mentioned": "overig"},
        {"duplicate_of": "u0", "mentioned": ""},
    )
    given = {"vaak": 2.0, "meerdere": 1.0, "overig": 0.5}

    assert weights(frame, given, count_duplicates=count_duplicates).tolist() == expected
