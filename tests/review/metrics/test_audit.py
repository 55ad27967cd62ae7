from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from pipeline.core.codebook import Codebook
from pipeline.core.errors import InputError
from pipeline.core.params import Evaluate
from pipeline.review.metrics.audit import NO_AUDIT, NO_HEADINGS, measured
from pipeline.review.metrics.figures import UNDEFINED

Frames = Callable[..., pd.DataFrame]
SETTINGS = Evaluate(bootstrap_samples=200, interval=0.95, seed=1)
AUDITED = {"audit": "ja", "reviewer": "An", "review_status": "gecorrigeerd"}


@pytest.fixture
def three(labels: Frames) -> pd.DataFrame:
    """Three audited statements: the machine has 2 categories right, 1 stance; themes tp 2, fp 1, fn 1."""
    return labels(
        {**AUDITED, "themes": "vertrouwen|rust", "themes_status": "thema", "predicted_themes": "vertrouwen",
         "predicted_themes_status": "thema"},
        {**AUDITED, "themes": "vertrouwen", "themes_status": "thema", "predicted_themes": "verkokering|vertrouwen",
         "predicted_themes_status": "thema", "stance": "knelpunt"},
        {**AUDITED, "category": "rol_houding", "stance": "behouden", "predicted_themes_status": "onbeslist"},
    )  # fmt: skip


def test_three_statements_by_hand(three: pd.DataFrame, codebook: Codebook) -> None:
    audit = measured(three, codebook, SETTINGS)["audit"]

    assert audit["n"] == 3
    assert audit["category"]["accuracy"]["value"] == 0.6667
    # inhoud 2·2 / (2 + 3) = 0.8; rol_houding 0
    assert audit["category"]["macro_f1"]["value"] == 0.4
    # p_o = 2/3; p_e = 2/3·1 + 1/3·0 = 2/3
    assert audit["category"]["kappa"]["value"] == 0.0
    assert audit["stance"]["accuracy"]["value"] == 0.3333
    assert audit["stance"]["per_label"]["wens"] == {"support": 1, "machine": 3, "both": 1}
    themes = audit["themes"]
    assert themes["n"] == 3
    # tp 2, fp 1, fn 1: 4 / 6; vertrouwen 1, verkokering 0, rust 0
    assert themes["micro_f1"]["value"] == 0.6667
    assert themes["macro_f1"]["value"] == 0.3333
    assert themes["undecided_share"]["value"] == 0.3333
    assert themes["per_theme"]["vertrouwen"]["f1"] == {"value": 1.0, "low": 1.0, "high": 1.0}
    assert (themes["per_theme"]["rust"]["support"], themes["per_theme"]["rust"]["machine"]) == (1, 0)
    assert themes["per_theme"]["rust"]["recall"]["value"] == 0.0
    assert themes["per_theme"]["rust"]["precision"] == {
        "value": None, "low": None, "high": None, "reason": UNDEFINED,
    }  # fmt: skip


def test_a_statement_with_half_the_chance_counts_twice(three: pd.DataFrame, codebook: Codebook) -> None:
    three = three.assign(audit_probability=["0.5", "0.25", "0.5"])
    audit = measured(three, codebook, SETTINGS)["audit"]

    # Weights 2, 4, 2. Category right in the first two: 6 of 8. Stance in the first alone: 2 of 8.
    assert (audit["category"]["accuracy"]["value"], audit["stance"]["accuracy"]["value"]) == (0.75, 0.25)
    # Themes: tp 2 + 4, fp 4, fn 2: 12 / 18. Undecided: the third, 2 of 8.
    assert audit["themes"]["micro_f1"]["value"] == 0.6667
    assert audit["themes"]["per_theme"]["vertrouwen"]["support"] == 2
    assert audit["themes"]["undecided_share"]["value"] == 0.25
    assert audit["weighting"]["unweighted"] == {
        "themes_micro_f1": 0.6667, "category_accuracy": 0.6667, "stance_accuracy": 0.3333,
    }  # fmt: skip


def test_a_round_of_which_half_came_back_counts_as_if_drawn_with_half_the_chance(
    labels: Frames, codebook: Codebook
) -> None:
    frame = labels(
        {**AUDITED, "audit_probability": "0.5", "round": "2025", "category": "rol_houding"},
        {"audit_probability": "0.5", "round": "2025"},
        {**AUDITED, "audit_probability": "0.5", "round": "2026"},
        {**AUDITED, "audit_probability": "0.5", "round": "2026"},
    )
    audit = measured(frame, codebook, SETTINGS)["audit"]

    # Weights 4, 2, 2, the first wrong: 4 of 8.
    assert audit["category"]["accuracy"]["value"] == 0.5
    assert audit["weighting"]["chances"] == {"lowest": 0.25, "highest": 0.5}


@pytest.mark.parametrize(
    ("chances", "ends"),
    [
        (("1.000000", "1.000000"), (1.0, 1.0)),
        (("", "0.000400"), (0.0004, 0.0004)),
        (("", ""), (None, None)),
    ],
)
def test_the_range_of_chances_is_of_those_on_record(
    chances: tuple[str, str], ends: tuple[float | None, float | None], labels: Frames, codebook: Codebook
) -> None:
    frame = labels(*({**AUDITED, "audit_probability": chance} for chance in chances))
    found = measured(frame, codebook, SETTINGS)["audit"]["weighting"]["chances"]

    assert (found["lowest"], found["highest"]) == ends


def test_intervals_hold_the_value_and_depend_on_the_seed_only(three: pd.DataFrame, codebook: Codebook) -> None:
    first = measured(three, codebook, SETTINGS)

    figure = first["audit"]["category"]["accuracy"]
    assert 0 <= figure["low"] <= figure["value"] <= figure["high"] <= 1
    assert figure["low"] < figure["high"]
    assert measured(three, codebook, SETTINGS) == first


def test_without_an_audit_nothing_is_measured(labels: Frames, codebook: Codebook) -> None:
    metrics = measured(labels({}, {"reviewer": "An"}), codebook, SETTINGS)

    absent = {"value": None, "low": None, "high": None}
    assert metrics["audit"]["n"] == 0
    for figure in (
        metrics["audit"]["category"]["kappa"],
        metrics["audit"]["themes"]["micro_f1"],
        metrics["audit"]["themes"]["undecided_share"],
        metrics["audit"]["themes"]["per_theme"]["rust"]["f1"],
    ):
        assert figure == {**absent, "reason": NO_AUDIT}
    assert metrics["headings"]["category"]["accuracy"] == {**absent, "reason": NO_HEADINGS}


def test_only_counted_statements_of_the_audit_are_compared(labels: Frames, codebook: Codebook) -> None:
    frame = labels(
        AUDITED,
        {**AUDITED, "duplicate_of": "u0", "category": "rol_houding"},
        {**AUDITED, "kind": "motto", "category": "rol_houding"},
        {**AUDITED, "themes_status": "geen_inhoud", "category": "rol_houding"},
        {"category": "rol_houding", "reviewer": "An", "review_status": "gecorrigeerd"},
    )
    audit = measured(frame, codebook, SETTINGS)["audit"]

    assert audit["n"] == 2
    assert audit["category"]["n"] == 1
    assert audit["category"]["accuracy"]["value"] == 1.0


def test_what_left_the_audit_for_a_dispute_is_counted(labels: Frames, codebook: Codebook) -> None:
    frame = labels(
        AUDITED, {**AUDITED, "audit": "geschil", "review_status": "geschil"}, {"review_status": "geschil"}
    )
    audit = measured(frame, codebook, SETTINGS)["audit"]

    assert (audit["n"], audit["disputed"]) == (1, 1)


def test_whether_the_machine_knows_content_from_none(labels: Frames, codebook: Codebook) -> None:
    empty = {**AUDITED, "themes_status": "geen_inhoud"}
    frame = labels(
        AUDITED,
        AUDITED,
        {**AUDITED, "predicted_themes_status": "geen_inhoud"},
        {**empty, "predicted_themes_status": "geen_inhoud"},
        empty,
    )
    metrics = measured(frame, codebook, SETTINGS)

    assert metrics["audit"]["content"] == {
        "n": 5, "both_content": 2, "both_empty": 1, "machine_missed": 1, "machine_only": 1,
    }  # fmt: skip
    assert metrics["audit"]["themes"]["n"] == 3


def test_headings_are_a_figure_of_their_own(labels: Frames, codebook: Codebook) -> None:
    frame = labels(
        {"category_given": "inhoud"},
        {"category_given": "rol_houding", "category": "rol_houding"},
        {"category_given": "rol_houding", "category": "rol_houding", "duplicate_of": "u1"},
        {},
    )
    category = measured(frame, codebook, SETTINGS)["headings"]["category"]

    assert category["n"] == 2
    assert category["accuracy"]["value"] == 0.5


def test_counts(labels: Frames, codebook: Codebook) -> None:
    frame = labels(
        {**AUDITED, "category_provenance": "beoordelaar"},
        {"reviewer": "An | Bo", "review_status": "geschil"},
        {"category_provenance": "rapport", "themes_provenance": "regel"},
        {"kind": "motto", "reviewer": "Bo", "review_note": "Een opmerking is geen oordeel."},
        {"themes_status": "onbeslist"},
    )

    assert measured(frame, codebook, SETTINGS)["statements"] == {
        "total": 5,
        "counted": 4,
        "reviewed": 2,
        "disputed": 1,
        "undecided": 1,
        "provenance": {
            "category": {"beoordelaar": 1, "rapport": 1, "regel": 0, "model": 3},
            "stance": {"beoordelaar": 0, "rapport": 0, "regel": 0, "model": 5},
            "themes": {"beoordelaar": 0, "rapport": 0, "regel": 1, "model": 4},
        },
    }


@pytest.mark.parametrize(
    ("column", "value"),
    [("category", "oud"), ("predicted_stance", "oud"), ("themes", "rust|oud"), ("category_given", "oud")],
)
def test_a_label_that_the_codebook_has_not_is_an_error(
    column: str, value: str, labels: Frames, codebook: Codebook
) -> None:
    with pytest.raises(InputError, match=rf'statement u1, column {column}: unknown \w+ "oud"'):
        measured(labels({}, {column: value}), codebook, SETTINGS)
