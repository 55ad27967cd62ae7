"""Agreement with the audit, in figures and in a word."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.report.view.reliability import Reliability


def test_the_figures_are_those_of_metrics_json(metrics: dict[str, Any]) -> None:
    found = Reliability(metrics)

    assert (found.audited.text, found.themes.value.text, found.category.value.text) == ("25", "0,81", "76%")
    assert (found.themes.word, found.themes.cautious_word, found.category.word) == ("goed", "matig", "redelijk")
    assert found.themes.value.column == "audit.themes.micro_f1.value"


def test_what_was_not_measured_has_no_figure_and_no_word(metrics: dict[str, Any]) -> None:
    found = Reliability(metrics)

    assert not found.stance.known
    assert (found.stance.word, found.stance.cautious_word, found.stance.value.text) == ("", "", "–")


def test_an_empty_metrics_file_measures_nothing() -> None:
    found = Reliability({})

    assert not any(measure.known for measure in (found.themes, found.category, found.stance, found.headings))
    assert found.audited.value == ""


@pytest.mark.parametrize(
    ("value", "word"),
    [(0.8, "goed"), (0.7999, "redelijk"), (0.65, "redelijk"), (0.6499, "matig"), (0.5, "matig"), (0.4999, "zwak"),
     (0.0, "zwak")],
)  # fmt: skip
def test_the_word_at_each_border(value: float, word: str) -> None:
    figure = {"value": value, "low": value, "high": value}

    assert Reliability({"audit": {"themes": {"micro_f1": figure}}}).themes.word == word
