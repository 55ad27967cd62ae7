from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.codebook import Codebook
from pipeline.core.dates import dutch_date
from pipeline.core.delimited import dutch_csv
from pipeline.core.tables import REVIEW, records
from pipeline.review.common.resolutions import Review, aggregate
from pipeline.review.common.review_rows import certainty, check_code, filled_in, review_rows
from pipeline.review.common.texts import Texts
from pipeline.review.labels.labelling import label
from pipeline.review.returned.reading import read_returned

Frames = Callable[..., pd.DataFrame]
HIDDEN = ("categorie", "oordeel", "themas", "zekerheid", "waarom")


def test_the_check_code_tells_statements_and_files_apart() -> None:
    codes = [
        check_code("u1", "Zin.", blind=False),
        check_code("u1", "Zin.", blind=True),
        check_code("u2", "Zin.", blind=False),
        check_code("u1", "Zin!", blind=False),
    ]

    assert len(set(codes)) == 4
    assert [code[0] for code in codes] == ["c", "b", "c", "c"]
    assert {len(code) for code in codes} == {9}


def test_no_label_is_seen_of_a_hidden_statement(labels: Frames) -> None:
    thema = {
        "themes": "rust|vertrouwen",
        "themes_status": "thema",
        "theme_confidences": "rust=0.51|vertrouwen=0.90",
    }
    rows = review_rows(labels({**thema, "why": "rust: woorden"}, {"why": "geheim"}), {"u1"}, {})

    REVIEW.checked(rows, where="test")
    shown, hidden = rows.to_dict("records")
    assert [shown[name] for name in HIDDEN] == ["inhoud", "wens", "rust|vertrouwen", "0.51", "rust: woorden"]
    assert [hidden[name] for name in HIDDEN] == [""] * 5
    assert (shown["controle"][0], hidden["controle"][0]) == ("c", "b")
    assert hidden["tekst"] == "Zin nummer 1."


def test_a_sheet_without_rows_is_sound(labels: Frames) -> None:
    assert REVIEW.checked(review_rows(labels({}).iloc[:0], (), {}), where="test").empty


@pytest.mark.parametrize(
    ("status", "cell"), [("geen_thema", "geen"), ("geen_inhoud", "geen inhoud"), ("onbeslist", "onbeslist")]
)
def test_without_themes_the_cell_says_why(status: str, cell: str, labels: Frames) -> None:
    assert review_rows(labels({"themes_status": status}), (), {})["themas"].tolist() == [cell]


def test_certainty_is_that_of_the_least_sure_label(labels: Frames) -> None:
    frame = labels({}, {"stance_confidence": "1.000"}, {"category_confidence": "", "stance_confidence": ""})

    assert [certainty(label) for label in records(frame)] == ["0.60", "0.80", ""]


def test_what_was_coded_is_filled_in(labels: Frames) -> None:
    review = Review("u1", "a", 2, True, "inhoud", "wens", "", "geen_thema", "twijfel", "An", "1-2-2026", "kort")
    rows = review_rows(labels({}, {}), {"u0", "u1"}, aggregate([review]))

    untouched, coded = rows.to_dict("records")
    assert {untouched[name] for name in filled_in(aggregate([review])["u1"])} == {""}
    assert {name: coded[name] for name in filled_in(aggregate([review])["u1"])} == {
        "categorie_correctie": "inhoud", "oordeel_correctie": "wens", "themas_correctie": "geen",
        "status": "twijfel", "beoordelaar": "An", "datum": "1-2-2026", "opmerking": "kort",
    }  # fmt: skip


words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12).map(str.strip)
remarks = st.one_of(words, st.builds("{}{}".format, st.sampled_from(["=", "+", "-", "@", "'", "'="]), words))
themes = st.sampled_from(
    [("vertrouwen|rust", "thema"), ("black_box", "thema"), ("", "geen_thema"), ("", "geen_inhoud")]
)
reviews = st.builds(
    lambda said, **cells: Review(
        "u0", "b.csv", 2, blind=True, stance="wens", themes=said[0], themes_status=said[1], **cells
    ),
    said=themes,
    category=st.sampled_from(["inhoud", "rol_houding"]),
    status=st.sampled_from(["gecorrigeerd", "twijfel"]),
    reviewer=words.filter(bool),
    date=words.filter(lambda date: dutch_date(date) == date),  # what a spreadsheet makes of a date: test_dates.py
    note=remarks,
)


@settings(deadline=None, max_examples=40)
@given(wanted=reviews, text=words)
def test_what_is_written_is_what_comes_back(codebook: Codebook, labels: Frames, wanted: Review, text: str) -> None:
    """Through the file as Dutch Excel writes it, formulas and all."""
    content = dutch_csv(review_rows(labels({"text": text}), {"u0"}, aggregate([wanted])))

    found = read_returned({"b.csv": content}, Texts({"u0": text}), codebook)

    assert (found.reviews, [issue for issue in found.issues if issue.code != "strange_date"]) == ([wanted], [])


def test_agreeing_with_what_is_shown_gives_what_was_shown(
    codebook: Codebook, labels: Frames, predictions: Frames
) -> None:
    """Also when the coder says something else by now."""
    shown = labels({"themes": "rust", "themes_status": "thema"})
    rows = review_rows(shown, (), {}).assign(status="akkoord", beoordelaar="An")
    found = read_returned({"a.csv": dutch_csv(rows)}, Texts({"u0": "Zin nummer 0."}), codebook)
    resolutions = aggregate(found.reviews)

    retrained = predictions({"category": "rol_houding", "stance": "behouden", "themes_status": "onbeslist"})
    after = label(retrained, resolutions, {}, codebook).iloc[0]

    assert (after["category"], after["stance"], after["themes"]) == ("inhoud", "wens", "rust")
    assert after["category_provenance"] == "beoordelaar"
    assert after["predicted_category"] == "rol_houding"
