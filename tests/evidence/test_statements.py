from __future__ import annotations

import pytest

from pipeline.core.errors import InputError
from pipeline.evidence.statements import bearing_on, counted, with_evidence
from tests.trend.settings import labels

THEMES = ["verkokering", "regie", "leren"]


def test_newest_round_is_nearest_and_unlisted_rounds_are_oldest() -> None:
    frame = labels({"round": "2024-intern"}, {"round": "2025"}, {"round": "proef"}, {"round": "2024-extern"})

    found = with_evidence(frame, THEMES, ["2024", "2025"])

    assert found["moment"].tolist() == ["2024", "2025", "proef", "2024"]
    assert found["age"].tolist() == [1, 0, 2, 1]


@pytest.mark.parametrize(
    ("status", "settled"),
    [("akkoord", True), ("gecorrigeerd", True), ("twijfel", False), ("", False)],
)
def test_only_a_decided_review_makes_it_a_persons_label(status: str, settled: bool) -> None:
    assert with_evidence(labels({"review_status": status}), THEMES, ["2025"])["settled"].tolist() == [settled]


def test_bearing_on_an_action() -> None:
    frame = labels(
        {"themes": "verkokering|regie|leren", "theme_confidences": "verkokering=0.62|regie=0.91|leren=0.99"},
        {"themes": "leren"},
        {"themes": ""},
        {"themes": "regie"},
        {"themes": "regie", "duplicate_of": "u3"},
        {"themes": "regie", "kind": "motto"},
        {"themes": "regie", "themes_status": "geen_inhoud"},
    )

    found = bearing_on(with_evidence(frame, THEMES, ["2025"]), ["regie", "verkokering"])

    assert found["statement_id"].tolist() == ["u0", "u3", "u4"]
    assert found["linking"].tolist() == [["verkokering", "regie"], ["regie"], ["regie"]]
    assert found["surest"].tolist() == [0.91, -1.0, -1.0]
    assert counted(found)["statement_id"].tolist() == ["u0", "u3"]


def test_a_duplicate_stands_on_a_line_of_a_text_and_in_a_row_of_a_table() -> None:
    twin = {"duplicate_of": "u0"}
    frame = labels(
        {"line_start": "1"},
        {**twin, "source": "verslag.txt", "line_start": "30"},
        {**twin, "source": "enquete.csv", "line_start": "12"},
        {**twin, "source": "enquete.csv", "line_start": "7"},
    )

    found = with_evidence(frame, THEMES, ["2025"], {"enquete.csv"})

    places = "enquete.csv, rij 7 | enquete.csv, rij 12 | verslag.txt, regel 30"
    assert found["also_at"].tolist() == [places, "", "", ""]


def test_a_theme_that_the_codebook_does_not_know_is_refused() -> None:
    with pytest.raises(InputError, match='unknown theme "verkokerd"'):
        with_evidence(labels({"themes": "verkokerd"}), THEMES, ["2025"])
