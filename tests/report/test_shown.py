"""More statements than a page can bear: of every group as many, and counts that stay those of all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.report.page import Page
from pipeline.report.view.explorer import MOST_TWINS, Explorer, explorer
from pipeline.report.view.figures import SourcedTable
from pipeline.report.view.shown import on_page, tallies
from pipeline.report.view.tables import Choices, Tables
from tests import builders

NAMES = {"tempo": "Tempo", "relatie": "Elkaar kennen"}
SIZE = 500  # bytes of a statement of 80 signs


def frame(*groups: tuple[str, str, int]) -> pd.DataFrame:
    """Statements of a moment and a theme, so many of each, 500 bytes each."""
    rows = [(moment, theme) for moment, theme, n in groups for _ in range(n)]
    status = ["thema" if theme else "geen_thema" for _, theme in rows]
    return pd.DataFrame(
        {
            "statement_id": [f"u{n:05d}" for n in range(len(rows))],
            "moment": [moment for moment, _ in rows],
            "themes": [theme for _, theme in rows],
            "themes_status": status,
            "audience": "intern",
            "stance": "wens",
            "silent": False,
            "text": "é" * 40,
        }
    )


def test_all_are_shown_when_they_fit() -> None:
    few = frame(("2025", "tempo", 10))
    assert on_page(few, 10 * SIZE).equals(few)
    assert len(on_page(few, 10 * SIZE - 1)) == 9


def test_of_every_group_as_many_and_all_of_the_small_ones() -> None:
    labels = frame(("2025", "tempo", 900), ("2026", "tempo", 80), ("2026", "", 15), ("2026", "relatie", 5))
    shown = on_page(labels, 100 * SIZE)
    counts = shown.groupby(["moment", "themes"]).size().to_dict()
    assert counts[("2026", "relatie")] == 5
    assert counts[("2026", "")] == 15
    assert counts[("2025", "tempo")] == counts[("2026", "tempo")] == 40
    assert shown.index.is_monotonic_increasing


def test_the_draw_does_not_look_at_the_order_of_rows() -> None:
    labels = frame(("2025", "tempo", 300), ("2026", "relatie|tempo", 50))
    shown, again = (
        set(on_page(one, 60 * SIZE)["statement_id"]) for one in (labels, labels.sample(frac=1, random_state=1))
    )
    assert shown == again
    assert len(shown) == 60


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["2025", "2026"]), st.sampled_from(["", "tempo", "relatie|tempo"]), st.integers(1, 30)
        ),
        min_size=1,
        max_size=5,
    )
)
def test_tallies_hold_every_statement_once(groups: list[tuple[str, str, int]]) -> None:
    labels = frame(*groups)
    told = tallies(labels, ["relatie", "tempo"])
    found: dict[tuple[str, str], int] = {}
    for group in told.split(";"):
        place, kinds = group.split(":")
        for kind in kinds.split(" "):
            cell, _, number = kind.partition("=")
            found[place, cell] = int(number)
    spelled = {"": "!geen_thema", "tempo": "1", "relatie|tempo": "0.1"}
    expected: Counter[tuple[str, str]] = Counter()
    for moment, theme, n in groups:
        expected[f"{moment},intern,wens,1", spelled[theme]] += n
    assert found == expected


@pytest.fixture
def many(tables: Tables, choices: Choices) -> Callable[..., Explorer]:
    def make(n: int, megabytes: float) -> Explorer:
        usual = {"source": "enquete.csv", "line_start": "7", "line_end": "7", "round": "2026", "stance": "wens",
                 "stance_confidence": "0.900", "text": "Een verzonnen zin die lang genoeg is."}  # fmt: skip
        fuller = {"statement_id": "u0", "duplicate_of": ""}
        copies = ({"statement_id": f"u{number}", "duplicate_of": "u0"} for number in range(1, n))
        found = replace(tables, labels=SourcedTable("labels.csv", builders.labels(fuller, *copies, **usual)))
        return explorer(found, NAMES, ["2026"], choices.model_copy(update={"statements_mb": megabytes}))

    return make


def test_a_form_letter_names_some_of_its_places(many: Callable[..., Explorer]) -> None:
    found = many(50, 3.5)
    twins = {one["statement_id"]: (len(one.twins), one.more_twins) for one in found.statements}
    assert twins["u0"] == (MOST_TWINS, 49 - MOST_TWINS)
    assert twins["u1"] == (1, 0)


def test_the_page_says_how_many_of_how_many_and_leads_to_no_statement_that_is_not_there(
    many: Callable[..., Explorer], composed: Callable[..., Page], to_html: Callable[[Page], str]
) -> None:
    found = many(50, 0.005)
    html = to_html(builders.altered(composed(), explorer=found))
    shown = {one["statement_id"] for one in found.statements}
    assert 0 < len(shown) < 12
    assert f"Hier staan {len(shown)} van de" in html
    assert 'data-tellingen="2026,' in html
    led = {part.split('"')[0] for part in html.split('href="#u-')[1:]}
    assert led <= shown


def test_a_page_that_has_all_says_nothing_of_a_part(
    many: Callable[..., Explorer], composed: Callable[..., Page], to_html: Callable[[Page], str]
) -> None:
    html = to_html(builders.altered(composed(), explorer=many(5, 3.5)))
    assert "data-tellingen=" not in html
    assert "door het lot" not in html
