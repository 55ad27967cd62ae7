"""Final labels of statements, and what handing in a file would change in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from pipeline.core.codebook import Codebook
from pipeline.core.tables import DISPUTES, LABELS
from pipeline.review.common.resolutions import Review, aggregate
from pipeline.review.common.texts import Texts
from pipeline.review.labels.labelling import Effect, effects, label
from pipeline.review.returned.listing import disputes_rows, listed
from tests.cases import cases

Frames = Callable[..., pd.DataFrame]
REVIEW = Review(
    "u1", "an.csv", 2, blind=True, category="rol_houding", stance="knelpunt", themes="vertrouwen|rust",
    themes_status="thema", status="gecorrigeerd", reviewer="An", date="1-2-2026", note="n",
)  # fmt: skip


def only(frame: pd.DataFrame, *columns: str) -> list[tuple[str, ...]]:
    return list(frame[list(columns)].itertuples(index=False, name=None))


def test_a_reviewer_outranks_the_heading_and_the_heading_outranks_the_coder(
    predictions: Frames, codebook: Codebook
) -> None:
    headed = {"category_given": "rol_houding"}
    frame = predictions({}, {"category_given": "inhoud"}, headed)
    labels = label(frame, aggregate([REVIEW]), {"u1": "0.5"}, codebook)

    assert only(labels, "statement_id", "category", "category_provenance", "category_confidence") == [
        ("u0", "inhoud", "model", "0.800"),
        ("u1", "rol_houding", "beoordelaar", "1.000"),
        ("u2", "rol_houding", "rapport", "1.000"),
    ]


@pytest.mark.parametrize(("coder", "reviews", "expected"), cases(__file__, "labels"))
def test_labels_of_a_statement_that_was_drawn_for_the_audit(
    coder: dict[str, str],
    reviews: list[dict[str, Any]],
    expected: dict[str, str],
    predictions: Frames,
    codebook: Codebook,
) -> None:
    said = aggregate(replace(REVIEW, **each) for each in reviews)
    row = label(predictions({}, coder), said, {"u1": "0.5"}, codebook).iloc[1]

    assert row[list(expected)].to_dict() == expected


def test_who_was_not_drawn_is_not_of_the_audit(predictions: Frames, codebook: Codebook) -> None:
    assert label(predictions({}, {}), aggregate([REVIEW]), {}, codebook).iloc[1]["audit"] == ""


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


@pytest.mark.parametrize(("why", "provenance"), cases(__file__, "provenances"))
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


def corrected(cells: Mapping[str, Any]) -> Review:
    """A correction of u0 by An, of some labels."""
    said = {"statement_id": "u0", "row": 2, "file": "an.csv", "status": "gecorrigeerd", "reviewer": "An", **cells}
    return Review(blind=False, themes_status="thema" if "themes" in cells else "", **said)


@pytest.mark.parametrize(("before", "after", "expected"), cases(__file__, "effects"))
def test_effects(
    before: Sequence[dict[str, Any]],
    after: Sequence[dict[str, Any]],
    expected: list[list[Any]],
    predictions: Frames,
    codebook: Codebook,
) -> None:
    now, then = (aggregate(map(corrected, reviews)) for reviews in (before, after))
    found = effects(predictions({}, {}), now, then, "an.csv", codebook)

    assert found == [Effect(tuple(rows), *one) for rows, *one in expected]
