from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from pipeline.core.codebook import Codebook
from pipeline.core.tables import DISPUTES, LABELS
from pipeline.review.common.resolutions import Review, aggregate
from pipeline.review.common.texts import Texts
from pipeline.review.labels.labelling import label
from pipeline.review.returned.listing import disputes_rows, listed

Frames = Callable[..., pd.DataFrame]
Labelled = Callable[..., pd.Series]
REVIEW = Review(
    "u1", "an.csv", 2, blind=True, category="rol_houding", stance="knelpunt", themes="vertrouwen|rust",
    themes_status="thema", status="gecorrigeerd", reviewer="An", date="1-2-2026", note="n",
)  # fmt: skip


@pytest.fixture
def labelled(predictions: Frames, codebook: Codebook) -> Labelled:
    """The row of the statement that was drawn for the audit, from what the coder and reviewers said of it."""

    def run(coder: dict[str, str], *reviews: Review) -> pd.Series:
        return label(predictions({}, coder), aggregate(reviews), {"u1": "0.5"}, codebook).iloc[1]

    return run


def only(frame: pd.DataFrame, *columns: str) -> list[tuple[str, ...]]:
    return list(frame[list(columns)].itertuples(index=False, name=None))


def test_a_reviewer_outranks_the_heading_and_the_heading_outranks_the_coder(
    predictions: Frames, codebook: Codebook
) -> None:
    headed = {"category_given": "rol_houding"}
    frame = predictions({}, {**headed, "category_given": "inhoud"}, headed)
    labels = label(frame, aggregate([REVIEW]), {"u1": "0.5"}, codebook)

    assert only(labels, "statement_id", "category", "category_provenance", "category_confidence") == [
        ("u0", "inhoud", "model", "0.800"),
        ("u1", "rol_houding", "beoordelaar", "1.000"),
        ("u2", "rol_houding", "rapport", "1.000"),
    ]


def test_what_the_coder_said_is_kept_beside_it(labelled: Labelled) -> None:
    coder = {"themes": "verkokering", "themes_status": "thema", "theme_confidences": "verkokering=0.91"}
    row = labelled({**coder, "category_given": "rol_houding"}, REVIEW)

    assert (row["predicted_category"], row["predicted_stance"]) == ("inhoud", "wens")
    assert (row["predicted_themes"], row["predicted_themes_status"]) == ("verkokering", "thema")


def test_a_reviewed_row_explains_itself(labelled: Labelled) -> None:
    row = labelled({"why": "rust: woorden"}, REVIEW)

    expected = {
        "stance": "knelpunt", "stance_provenance": "beoordelaar", "stance_confidence": "1.000",
        "themes": "vertrouwen|rust", "themes_status": "thema", "themes_provenance": "beoordelaar",
        "theme_confidences": "vertrouwen=1.00|rust=1.00",
        "why": "vertrouwen: beoordelaar An | rust: beoordelaar An", "review_status": "gecorrigeerd",
        "reviewer": "An", "review_date": "1-2-2026", "review_note": "n", "audit": "ja",
    }  # fmt: skip
    assert row[list(expected)].to_dict() == expected


def test_two_who_agree_are_named_in_one_reason(labelled: Labelled) -> None:
    row = labelled({}, REVIEW, replace(REVIEW, file="bo.csv", reviewer="Bo"))

    assert row["why"] == "vertrouwen: beoordelaar An en Bo | rust: beoordelaar An en Bo"


@pytest.mark.parametrize(("status", "why"), [("geen_thema", "geen thema"), ("geen_inhoud", "geen inhoud")])
def test_a_reviewer_may_take_all_themes_away(status: str, why: str, labelled: Labelled) -> None:
    coder = {"themes": "rust", "themes_status": "thema", "theme_confidences": "rust=0.9", "why": "rust: regel x"}
    row = labelled(coder, replace(REVIEW, themes="", themes_status=status))

    assert (row["themes"], row["themes_status"], row["theme_confidences"]) == ("", status, "")
    assert row["why"] == f"{why}: beoordelaar An"


def test_an_empty_correction_leaves_the_label_and_where_it_comes_from(labelled: Labelled) -> None:
    row = labelled({}, replace(REVIEW, blind=False, category="", stance="", themes="rust"))

    category = ("category", "category_provenance", "category_confidence")
    assert tuple(row[list(category)]) == ("inhoud", "model", "0.800")
    assert (row["stance"], row["stance_provenance"]) == ("wens", "model")
    assert (row["themes"], row["themes_provenance"]) == ("rust", "beoordelaar")


def test_a_dispute_leaves_the_coders_label(labelled: Labelled) -> None:
    row = labelled({}, REVIEW, replace(REVIEW, file="bo.csv", reviewer="Bo", stance="behouden"))

    assert (row["stance"], row["stance_provenance"]) == ("wens", "model")
    assert (row["category"], row["category_provenance"]) == ("rol_houding", "beoordelaar")
    assert (row["review_status"], row["reviewer"], row["audit"]) == ("geschil", "An | Bo", "geschil")


def test_disputes_show_what_each_reviewer_says() -> None:
    other = replace(REVIEW, file="bo.csv", row=7, reviewer="Bo", stance="", themes="", themes_status="geen_thema")
    fine = replace(REVIEW, statement_id="u2")
    texts = Texts({"u1": "Een zin.", "u2": "x"})
    frame = listed("geschillen.csv", disputes_rows(aggregate([other, REVIEW, fine]), texts))

    DISPUTES.checked(frame, where="test")
    assert only(frame, "uitspraak_id", "verschil_in", "beoordelaar", "oordeel", "themas", "bestand", "rij") == [
        ("u1", "themas", "An", "knelpunt", "vertrouwen|rust", "an.csv", "2"),
        ("u1", "themas", "Bo", "", "geen", "bo.csv", "7"),
    ]


@pytest.mark.parametrize(
    ("review", "audit", "expected"),
    [
        pytest.param(REVIEW, {"u1": "0.5"}, "ja", id="drawn and coded blind"),
        pytest.param(REVIEW, {}, "", id="not drawn"),
        pytest.param(replace(REVIEW, blind=False), {"u1": "0.5"}, "", id="the labels were shown"),
        pytest.param(replace(REVIEW, stance=""), {"u1": "0.5"}, "", id="not complete"),
    ],
)
def test_what_counts_as_audit(
    review: Review, audit: dict[str, str], expected: str, predictions: Frames, codebook: Codebook
) -> None:
    assert label(predictions({}, {}), aggregate([review]), audit, codebook).iloc[1]["audit"] == expected


@pytest.mark.parametrize(
    ("why", "provenance"),
    [
        ("", "model"),
        ('rust: regel "stilte"', "regel"),
        ('rust: regel "a" | vertrouwen: regel "b"', "regel"),
        ('rust: regel "a" | vertrouwen: woorden "b"', "model"),
    ],
)
def test_a_set_of_themes_is_as_strong_as_its_weakest_source(
    why: str, provenance: str, predictions: Frames, codebook: Codebook
) -> None:
    assert label(predictions({"why": why}), {}, {}, codebook)["themes_provenance"].tolist() == [provenance]


def test_every_statement_stays_sorted_by_id(predictions: Frames, codebook: Codebook) -> None:
    frame = predictions({"statement_id": "uc"}, {"statement_id": "ua"}, {"statement_id": "ub"})
    labels = label(frame, {}, {}, codebook)

    assert labels["statement_id"].tolist() == ["ua", "ub", "uc"]
    assert list(labels.columns) == LABELS.names
    assert label(frame.iloc[::-1], {}, {}, codebook).equals(labels)


@pytest.mark.parametrize(
    ("coder", "expected"),
    [
        pytest.param(
            {"themes": "verkokering|vertrouwen|black_box", "themes_status": "thema",
             "theme_confidences": "verkokering=0.80|vertrouwen=0.70|black_box=0.90",
             "why": "verkokering: woorden \"a\" | vertrouwen: woorden \"b\" | black_box: woorden \"c\""},
            ("vertrouwen|rust", "thema", "vertrouwen=0.70|rust=1.00",
             'vertrouwen: woorden "b" | rust: beoordelaar An en Bo'),
            id="the coder settles vertrouwen; black_box nobody named",
        ),
        pytest.param(
            {"themes_status": "onbeslist"}, ("rust", "thema", "rust=1.00", "rust: beoordelaar An en Bo"),
            id="only what they share",
        ),
    ],
)  # fmt: skip
def test_themes_on_which_reviewers_agree_stand(
    coder: dict[str, str], expected: tuple[str, ...], labelled: Labelled
) -> None:
    one = replace(REVIEW, themes="vertrouwen|rust")
    other = replace(REVIEW, file="bo.csv", reviewer="Bo", themes="rust")
    row = labelled(coder, one, other)

    assert tuple(row[["themes", "themes_status", "theme_confidences", "why"]]) == expected
    assert (row["review_status"], row["audit"], row["themes_provenance"]) == ("geschil", "geschil", "model")


def test_which_part_of_a_divided_theme_it_is_the_coder_settles_or_nobody(labelled: Labelled) -> None:
    divided = replace(REVIEW, themes="", parts="vertrouwen|rust")
    rows = [labelled(coder, divided) for coder in ({"themes": "rust", "themes_status": "thema"}, {})]

    assert [(row["themes"], row["themes_status"], row["review_status"]) for row in rows] == [
        ("rust", "thema", "twijfel"), ("", "onbeslist", "twijfel"),
    ]  # fmt: skip


def test_themes_that_share_nothing_stay_undecided(labelled: Labelled) -> None:
    one, other = (
        replace(REVIEW, reviewer=who, file=who, themes=said) for who, said in (("A", "rust"), ("B", "vertrouwen"))
    )
    row = labelled({"themes_status": "onbeslist"}, one, other)

    assert (row["themes"], row["themes_status"]) == ("", "onbeslist")
