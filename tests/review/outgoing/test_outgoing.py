from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from pipeline.core.codebook import load_codebook
from pipeline.review.common.resolutions import Resolution, Review, aggregate
from pipeline.review.outgoing.outgoing import (
    OVERVIEW,
    FileToReview,
    asked_for,
    expected_mistakes,
    may_be_drawn,
    readme_text,
    review_tables,
    shown_of_all,
)
from tests.cases import cases
from tests.paths import ROOT

CODEBOOK = ROOT / "corpora" / "codebook.yaml"

Frames = Callable[..., pd.DataFrame]


def test_the_audit_draws_from_what_could_count(predictions: Frames) -> None:
    cells = (
        ("themes_status", "geen_inhoud"),
        ("duplicate_of", "u0"),
        ("kind", "motto"),
        ("themes_status", "onbeslist"),
    )
    frame = predictions({}, *(dict([cell]) for cell in cells))

    assert may_be_drawn(frame)["statement_id"].tolist() == ["u0", "u1", "u4"]


def test_a_round_without_a_name_has_a_file(labels: Frames) -> None:
    tables, _ = tables_of(labels({}, {}), {"2025": ["u0"], "": ["u1"]}, {}, 1, 100)

    assert {"blind-2025.csv", "blind-zonder naam.csv"} <= {*tables}


def tables_of(
    frame: pd.DataFrame, audit: dict[str, list[str]], resolutions: dict[str, Resolution], doubtful: int, every: int
) -> tuple[dict[str, pd.DataFrame], list[FileToReview]]:
    """Of what is chosen only the overview is looked at; the rows are looked up."""
    rows = frame.set_index("statement_id", drop=False)
    return review_tables(
        frame[["statement_id", *OVERVIEW]], audit, resolutions, doubtful, every, lambda ids: rows.loc[list(ids)]
    )


@pytest.mark.parametrize(("cells", "expected"), cases(__file__, "expected_mistakes"))
def test_expected_mistakes(cells: dict[str, str], expected: float, labels: Frames) -> None:
    assert expected_mistakes(labels(cells)).tolist() == [expected]


def test_most_doubtful_first_ties_by_id(labels: Frames) -> None:
    frame = labels({"stance_confidence": "0.900"}, {}, {"stance_confidence": "0.100"}, {})

    for rows in (frame, frame.iloc[::-1]):
        assert asked_for(rows, 3, ())["statement_id"].tolist() == ["u2", "u1", "u3"]


@pytest.mark.parametrize("size", [1, 2, 3, 6, 7])
def test_of_so_many_the_first_are_those_of_all(size: int, labels: Frames) -> None:
    doubts = ("0.900", "0.100", "0.500", "0.100", "", "0.500")
    frame = labels(*({"stance_confidence": doubt} for doubt in doubts))
    frame = frame.astype({"stance_confidence": "category", "themes": "category"})

    first = ["u1", "u3", "u2", "u5", "u0", "u4"][:size]
    assert asked_for(frame, size, ())["statement_id"].tolist() == first
    assert shown_of_all(frame, size)["statement_id"].tolist() == sorted(first)


def coded(statement_id: str, *, blind: bool = True) -> Review:
    return Review(statement_id, "a", 2, blind, "inhoud", "wens", "", "geen_thema", "gecorrigeerd", "An")


def test_what_goes_in_which_file(labels: Frames) -> None:
    frame = labels(
        {},
        {},
        {"review_status": "akkoord"},
        {"review_status": "twijfel"},
        {"themes_status": "geen_inhoud"},
        {"duplicate_of": "u0"},
        {},
    )
    audit = {"2025": ["u1", "u0"]}
    tables, listed = tables_of(frame, audit, aggregate([coded("u0")]), 10, 100)

    assert tables["blind-2025.csv"]["uitspraak_id"].tolist() == ["u1", "u0"]
    assert tables["blind-2025.csv"]["categorie_correctie"].tolist() == ["", "inhoud"]
    assert set(tables["blind-2025.csv"]["categorie"]) == {""}
    # Not the audit, not what is settled, not what does not count.
    assert tables["twijfel.csv"]["uitspraak_id"].tolist() == ["u3", "u6"]
    assert len(tables["alles.csv"]) == 7
    assert [(file.name, file.kind, file.rows, file.done) for file in listed] == [
        ("blind-2025.csv", "blind", 2, 1),
        ("twijfel.csv", "doubtful", 2, 0),
        ("alles.csv", "all", 7, 0),
    ]


def test_no_file_gives_away_what_the_machine_says_of_an_audited_statement(labels: Frames) -> None:
    tables, _ = tables_of(labels({}, {}, {}), {"2025": ["u1", "u0"]}, aggregate([coded("u0")]), 10, 100)

    hidden = tables["alles.csv"].set_index("uitspraak_id")["categorie"]
    assert hidden.to_dict() == {"u0": "inhoud", "u1": "", "u2": "inhoud"}


def test_what_was_coded_with_the_labels_in_sight_is_asked_again_blind(labels: Frames) -> None:
    tables, listed = tables_of(labels({}), {"2025": ["u0"]}, aggregate([coded("u0", blind=False)]), 10, 100)

    assert tables["blind-2025.csv"]["categorie_correctie"].tolist() == [""]
    assert listed[0].done == 0


@pytest.mark.parametrize(("wanted", "listed"), [(2, ["twijfel.csv", "alles.csv"]), (0, ["alles.csv"])])
def test_the_wanted_number_of_doubtful_cases(wanted: int, listed: list[str], labels: Frames) -> None:
    tables, files = tables_of(labels({}, {}, {}), {}, {}, wanted, 100)

    assert len(tables["twijfel.csv"]) == wanted
    assert set(tables) == {"twijfel.csv", "alles.csv"}
    assert [file.name for file in files] == listed


def test_of_too_many_statements_the_reviewed_and_the_doubtful_are_listed(labels: Frames) -> None:
    sure, unsure = {"stance_confidence": "0.990"}, {"stance_confidence": "0.310"}
    frame = labels(sure, {**sure, "review_status": "akkoord"}, unsure, {"stance_confidence": "0.320"}, sure)

    some, part = tables_of(frame, {}, {}, 0, 3)
    every, whole = tables_of(frame, {}, {}, 0, 5)

    assert some["alles.csv"]["uitspraak_id"].tolist() == ["u1", "u2", "u3"]
    assert every["alles.csv"]["uitspraak_id"].tolist() == ["u0", "u1", "u2", "u3", "u4"]
    assert [(file.kind, file.rows) for file in (*part, *whole)] == [("part", 3), ("all", 5)]
    many = [replace(part[0], rows=20_000, whole=31_412)]
    told, told_many, plain = (readme_text("t", "f", each, load_codebook(CODEBOOK)) for each in (part, many, whole))
    assert "alles.csv (3 van 5 uitspraken)\r\n    Niet alle uitspraken: meer gaat in Excel niet vlot." in told
    assert "alles.csv (20.000 van 31.412 uitspraken)" in told_many
    assert "alles.csv (5 uitspraken)\r\n    Alle uitspraken." in plain
