"""What a person means without doubt is applied, and said when it was odd."""

from __future__ import annotations

import datetime

import pandas as pd
import pytest

from pipeline.core.codebook import Codebook
from pipeline.core.files import dutch_csv
from pipeline.review.common.resolutions import aggregate
from pipeline.review.common.texts import Texts
from pipeline.review.returned.reading import Returned, read_returned
from tests import builders

TEXT = "Wij horen te laat van besluiten."
TODAY = datetime.date(2026, 11, 27)
CODED = {"categorie_correctie": "inhoud", "oordeel_correctie": "wens", "themas_correctie": "vertrouwen"}


def returned(codebook: Codebook, *rows: dict[str, str], blind: bool = True) -> Returned:
    """Each row handed in as a file of its own."""
    sent = {"uitspraak_id": "u1", "tekst": TEXT}
    contents = {f"{n}.csv": dutch_csv(builders.returned(row, blind=blind, **sent)) for n, row in enumerate(rows)}
    return read_returned(contents, Texts({"u1": TEXT}), codebook, today=TODAY)


def odd(found: Returned) -> list[tuple[str, str, str]]:
    return [(issue.code, issue.column, issue.found) for issue in found.issues]


@pytest.mark.parametrize("cell", ["12-xyz-26", "31-feb-26", "nov-26"])
def test_a_date_that_is_none_is_quoted_as_written(cell: str, codebook: Codebook) -> None:
    assert odd(returned(codebook, {**CODED, "datum": cell})) == [("strange_date", "datum", cell)]


@pytest.mark.parametrize("status", ["ja", "ok", "x"])
def test_corrections_beside_a_status_that_is_none_count(status: str, codebook: Codebook) -> None:
    found = returned(codebook, {**CODED, "status": status})

    (review,) = found.reviews
    assert (review.category, review.stance, review.themes) == ("inhoud", "wens", "vertrouwen")
    assert review.status == "gecorrigeerd"
    assert odd(found) == [("odd_status", "status", status)]


def test_a_status_that_is_none_without_corrections_is_refused(codebook: Codebook) -> None:
    found = returned(codebook, {"status": "ja"}, blind=False)

    assert found.reviews == []
    assert odd(found) == [("unknown_status", "status", "ja")]


@pytest.mark.parametrize("status", ["", "gecorrigeerd", "twijfel"])
def test_a_question_mark_is_doubt(status: str, codebook: Codebook) -> None:
    found = returned(codebook, {**CODED, "themas_correctie": "vertrouwen?", "status": status})

    (review,) = found.reviews
    assert (review.themes, review.status) == ("vertrouwen", "twijfel")
    assert odd(found) == [("marked_doubtful", "themas_correctie", "vertrouwen?")]


def test_only_what_is_disputed_need_be_decided(codebook: Codebook) -> None:
    found = returned(
        codebook,
        {**CODED, "beoordelaar": "An"},
        {**CODED, "oordeel_correctie": "knelpunt", "beoordelaar": "Bo"},
        {"oordeel_correctie": "knelpunt", "status": "besluit", "beoordelaar": "An en Bo"},
    )

    assert found.issues == []
    resolution = aggregate(found.reviews)["u1"]
    assert (resolution.category, resolution.stance, resolution.themes) == ("inhoud", "knelpunt", "vertrouwen")
    assert (resolution.status, resolution.disputed) == ("besluit", ())


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"opmerking": "Snap ik niet."}, (1, 1)),
        ({"status": "twijfel"}, (1, 1)),
        ({"oordeel_correctie": "wens"}, (1, 0)),
    ],
    ids=["a remark", "doubt", "a label"],
)
def test_rows_that_say_nothing_of_the_labels_are_counted_apart(
    cells: dict[str, str], expected: tuple[int, int], codebook: Codebook
) -> None:
    (receipt,) = returned(codebook, cells, blind=False).receipts

    assert (receipt.applied, receipt.no_label) == expected


@pytest.mark.parametrize("near", ["themas_correcti", ""])
def test_no_column_of_ours_is_offered_for_another(near: str, codebook: Codebook) -> None:
    columns = ["uitspraak_id", "controle", "categorie_correctie", "oordeel_correctie", near or "eigen"]
    frame = pd.DataFrame([["u1", "x", "inhoud", "wens", "rust"]], columns=columns)
    (issue,) = read_returned({"a.csv": dutch_csv(frame)}, Texts({"u1": TEXT}), codebook).issues

    assert (issue.column, issue.closest) == ("themas_correctie", near)
