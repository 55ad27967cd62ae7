from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.codebook import Codebook
from pipeline.core.tables import REVIEW
from pipeline.review.common.resolutions import Review
from pipeline.review.common.review_rows import check_code, labels_code
from pipeline.review.common.texts import Texts
from pipeline.review.returned.checking import (
    Checked,
    check_file,
    dates_remarked,
    without_contradictions,
    without_idle_decisions,
)
from pipeline.review.returned.row import STRAY, ReturnedFile
from tests import builders

TEXTS = {"u1": "Eerste zin.", "u2": "Tweede zin.", "u3": "Derde zin."}
SHOWN = {"categorie": "inhoud", "oordeel": "wens", "themas": "vertrouwen", "zekerheid": "0,60"}
CODED = {"categorie_correctie": "inhoud", "oordeel_correctie": "wens", "themas_correctie": "geen"}
NAMED = {"beoordelaar": "An", "datum": "12-11-2026"}
Check = Callable[..., Checked]


def row(statement_id: str = "u1", **cells: str) -> dict[str, str]:
    text = TEXTS.get(statement_id, "")
    code = check_code(statement_id, text, blind=False)
    return {"uitspraak_id": statement_id, "controle": code, "tekst": text, **SHOWN, **NAMED, **cells}


def blind_row(**cells: str) -> dict[str, str]:
    code = check_code("u1", TEXTS["u1"], blind=True)
    return row(**{**dict.fromkeys(SHOWN, ""), "controle": code, **cells})


@pytest.fixture
def check(codebook: Codebook) -> Check:
    def run(*sent: dict[str, str], without: str = "", extra: str = "") -> Checked:
        frame = builders.rows(REVIEW, *sent).assign(**{extra: "x"} if extra else {})
        frame.index = pd.RangeIndex(2, 2 + len(sent))
        return check_file(ReturnedFile.of("a.csv", frame.drop(columns=without or [])), Texts(TEXTS), codebook)

    return run


def said(review: Review) -> tuple[str, str, str, str, str]:
    return review.category, review.stance, review.themes, review.themes_status, review.status


def codes(checked: Checked) -> list[tuple[int, str, str]]:
    return [(issue.row, issue.code, issue.column) for issue in checked.issues]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param({"categorie_correctie": "Rol/Houding", "status": "gecorrigeerd"},
                     ("rol_houding", "", "", "", "gecorrigeerd"), id="a correction changes only what it says"),
        pytest.param({"themas_correctie": "geen", "status": "Gecorrigeerd"},
                     ("", "", "", "geen_thema", "gecorrigeerd"), id="no theme"),
        pytest.param({"themas_correctie": "geen inhoud", "status": "gecorrigeerd"},
                     ("", "", "", "geen_inhoud", "gecorrigeerd"), id="no content"),
        pytest.param({"status": "akkoord"},
                     ("inhoud", "wens", "vertrouwen", "thema", "akkoord"), id="agreeing is saying"),
        pytest.param({"status": "AKKOORD", "oordeel_correctie": "knelpunt"},
                     ("inhoud", "knelpunt", "vertrouwen", "thema", "gecorrigeerd"), id="agreed but for one label"),
        pytest.param({"status": "akkoord", "oordeel_correctie": "wens"},
                     ("inhoud", "wens", "vertrouwen", "thema", "akkoord"), id="agreed, and the same filled in"),
        pytest.param({"status": "akkoord", "categorie": "rol_houding", "categorie_correctie": "Rol/Houding"},
                     ("rol_houding", "wens", "vertrouwen", "thema", "akkoord"), id="the same, written otherwise"),
        pytest.param({"oordeel_correctie": "knelpunt"},
                     ("", "knelpunt", "", "", "gecorrigeerd"), id="a status forgotten"),
        pytest.param({"oordeel_correctie": "wens"},
                     ("", "wens", "", "", "gecorrigeerd"), id="without status, as shown"),
        pytest.param({"status": "twijfel"}, ("", "", "", "", "twijfel"), id="only doubt"),
        pytest.param({"status": "twijfel", "oordeel_correctie": "knelpunt"},
                     ("", "knelpunt", "", "", "twijfel"), id="doubt"),
        pytest.param({"opmerking": "Twee zinnen in één."}, ("", "", "", "", ""), id="only a remark"),
        pytest.param({"status": "akkoord", "themas": "geen"},
                     ("inhoud", "wens", "", "geen_thema", "akkoord"), id="none shown"),
    ],
)  # fmt: skip
def test_an_open_row(cells: dict[str, str], expected: tuple[str, ...], check: Check) -> None:
    checked = check(row(**cells))

    assert checked.issues == ()
    assert [said(review) for review in checked.reviews] == [expected]
    assert not checked.reviews[0].blind
    assert checked.reviews[0].reviewer == "An"
    assert checked.reviews[0].note == cells.get("opmerking", "")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param({**CODED, "status": "gecorrigeerd"},
                     ("inhoud", "wens", "", "geen_thema", "gecorrigeerd"), id="all"),
        pytest.param(CODED, ("inhoud", "wens", "", "geen_thema", "gecorrigeerd"), id="without status"),
        pytest.param({**CODED, "status": "twijfel"},
                     ("inhoud", "wens", "", "geen_thema", "twijfel"), id="with doubt"),
        pytest.param({"themas_correctie": "geen inhoud"},
                     ("", "", "", "geen_inhoud", "gecorrigeerd"), id="no content"),
        pytest.param({"status": "twijfel"}, ("", "", "", "", "twijfel"), id="only doubt"),
    ],
)  # fmt: skip
def test_a_blind_row(cells: dict[str, str], expected: tuple[str, ...], check: Check) -> None:
    checked = check(blind_row(**cells))

    assert checked.issues == ()
    assert [said(review) for review in checked.reviews] == [expected]
    assert checked.reviews[0].blind
    assert checked.reviews[0].coded == (expected[3] != "")


# Columns that may go.
INFORMING = ("tekst", "ronde", "zekerheid", "waarom", "status", "datum", "opmerking")
UNSIGNED = {"beoordelaar": "", "datum": ""}


def test_a_row_in_which_nothing_is_filled_in_is_not_looked_at(check: Check) -> None:
    assert check(row(**UNSIGNED), blind_row(**UNSIGNED)) == Checked((), (), (2, 3))


@pytest.mark.parametrize("cells", [{"beoordelaar": "An"}, {"datum": "12-11-2026"}])
def test_a_row_with_only_a_name_or_a_date_is_reported(cells: dict[str, str], check: Check) -> None:
    checked = check(row(**{**UNSIGNED, **cells}), blind_row(**{**UNSIGNED, **cells}))

    assert codes(checked) == [(2, "only_signed", ""), (3, "only_signed", "")]
    assert checked.reviews == ()


def coded_row(**cells: str) -> dict[str, str]:
    """A row whose check code covers the labels shown, as rows are sent out now."""
    sent = row()
    code = sent["controle"] + labels_code([SHOWN["categorie"], SHOWN["oordeel"], SHOWN["themas"]])
    return {**sent, **UNSIGNED, "controle": code, **cells}


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param({}, id="nothing else filled in"),
        pytest.param({"status": "akkoord"}, id="agreed with one's own label"),
        pytest.param({"categorie_correctie": "inhoud", "status": "gecorrigeerd"}, id="beside a correction"),
    ],
)
def test_a_label_typed_over_is_reported(cells: dict[str, str], check: Check) -> None:
    checked = check(coded_row(themas="verkokering", **cells))

    assert codes(checked) == [(2, "overwritten", "")]
    assert checked.issues[0].found == "inhoud|wens|verkokering"
    assert checked.reviews == ()


def test_labels_that_were_left_alone_are_known_as_such(check: Check) -> None:
    assert check(coded_row(), coded_row(themas="Vertrouwen")).untouched == (2, 3)
    assert said(check(coded_row(status="akkoord")).reviews[0])[2] == "vertrouwen"
    assert len(check(coded_row(controle=coded_row()["controle"].upper(), status="akkoord")).reviews) == 1


@pytest.mark.parametrize(
    ("sent", "changes"),
    [
        pytest.param(coded_row(themas="verkokering", **CODED), {}, id="a label typed over where all is corrected"),
        pytest.param(coded_row(themas_correctie="geen"), {"without": "themas"}, id="a column of labels is gone"),
        pytest.param(row(**CODED), {"extra": "eigen"}, id="an extra column"),
        *(pytest.param(row(**CODED), {"without": column}, id=f"{column} is gone") for column in INFORMING),
    ],
)
def test_what_does_no_harm(sent: dict[str, str], changes: dict[str, str], check: Check) -> None:
    [review] = check(sent, **changes).reviews

    assert review.status == "gecorrigeerd"


def test_texts_that_changed_places_are_noticed(check: Check) -> None:
    checked = check(
        row("u1", tekst=TEXTS["u2"], status="akkoord"), row("u2", tekst=TEXTS["u1"], **CODED), row("u3", **CODED)
    )

    assert codes(checked) == [(2, "other_text", "tekst"), (3, "other_text", "tekst")]
    assert [review.statement_id for review in checked.reviews] == ["u3"]


@pytest.mark.parametrize("text", ["", "eerste  zin", "Eerste zin .", "Eerste zïn.", "Eerste zi"])
def test_a_text_that_a_spreadsheet_changed_a_little_is_forgiven(text: str, check: Check) -> None:
    assert len(check(row(tekst=text, **CODED)).reviews) == 1


def test_what_stands_beside_the_table_refuses_that_row_only(codebook: Codebook) -> None:
    frame = pd.DataFrame(
        [{**row("u1", **CODED), STRAY: "let op"}, {**row("u2", **CODED), STRAY: ""}], index=[2, 3]
    )
    checked = check_file(ReturnedFile.of("a.csv", frame), Texts(TEXTS), codebook)

    assert codes(checked) == [(2, "stray", "")]
    assert [review.statement_id for review in checked.reviews] == ["u2"]


def test_a_day_number_of_excel_is_a_date(check: Check) -> None:
    dates = [
        check(row(**{**CODED, **NAMED, "datum": cell})).reviews[0].date for cell in ("46338", "12 nov", "2026")
    ]

    assert dates == ["12-11-2026", "12 nov", "2026"]


def test_what_is_found_is_shown_as_typed(check: Check) -> None:
    assert check(row(status="Accoord")).issues[0].found == "Accoord"
    assert check(row("u1", controle="C12345678", **CODED)).issues[0].found == "C12345678"


def test_an_id_in_capitals_is_known(check: Check) -> None:
    assert check(row(uitspraak_id="U1", **CODED)).reviews[0].statement_id == "u1"


def test_a_statement_that_changed_names_the_nearest_now(check: Check) -> None:
    changed = check(row("u2", controle="c00000000", tekst="Tweede zinn.", **CODED)).issues[0]
    gone = check(row("u9", tekst="Heel iets anders.", **CODED)).issues[0]

    assert (changed.closest, gone.closest) == ("u2: Tweede zin.", "")


def handed_in(check: Check, **files: list[dict[str, str]]) -> dict[str, Checked]:
    def named(name: str, checked: Checked) -> Checked:
        return replace(checked, reviews=tuple(replace(review, file=name) for review in checked.reviews))

    return without_contradictions({name: named(name, check(*rows)) for name, rows in files.items()})


def test_one_reviewer_with_two_answers_in_two_files_is_refused(check: Check) -> None:
    other = {**CODED, **NAMED, "oordeel_correctie": "knelpunt", "beoordelaar": "AN"}
    checked = handed_in(check, i1=[row(**CODED), row("u2", **CODED)], i2=[row(**other)])

    assert [issue.code for each in checked.values() for issue in each.issues] == ["twice_in_files"] * 2
    issue = checked["i1"].issues[0]
    assert (issue.found, issue.text) == ("i1, i2", "Eerste zin.")
    assert issue.filled == (
        "categorie: inhoud; oordeel: wens; themas: geen; status: gecorrigeerd; beoordelaar: An"
    )
    assert [review.statement_id for review in checked["i1"].reviews] == ["u2"]
    assert checked["i2"].reviews == ()


def test_two_files_without_a_name_may_be_of_two_people(check: Check) -> None:
    nameless = {**CODED, **UNSIGNED}
    checked = handed_in(check, i1=[row(**nameless)], i2=[row(**{**nameless, "oordeel_correctie": "knelpunt"})])

    assert [each.issues for each in checked.values()] == [(), ()]


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        pytest.param(row("u9", status="akkoord"), "gone", "uitspraak_id", id="unknown id"),
        pytest.param(row(uitspraak_id="u2", status="akkoord"), "changed", "controle", id="ids sorted apart"),
        pytest.param(row(controle="", **CODED), "no_check", "controle", id="no check code"),
        pytest.param(row(controle="#NAAM?", **CODED), "no_check", "controle", id="a formula for a check code"),
        pytest.param(row(uitspraak_id="", **CODED), "no_id", "uitspraak_id", id="no id"),
        pytest.param(row(controle="c12345678", **CODED), "changed", "controle", id="another text"),
        pytest.param(row(categorie_correctie="inhuod"), "unknown_category", "categorie_correctie", id="category"),
        pytest.param(row(oordeel_correctie="goed"), "unknown_stance", "oordeel_correctie", id="stance"),
        pytest.param(row(themas_correctie="verkokerd"), "unknown_theme", "themas_correctie", id="theme"),
        pytest.param(row(categorie_correctie="inhoud", themas_correctie="verkokerd"),
                     "unknown_theme", "themas_correctie", id="one bad cell refuses the whole row"),
        pytest.param(row(status="accoord"), "unknown_status", "status", id="status"),
        pytest.param(row(themas_correctie="geen|vertrouwen"), "contradiction", "themas_correctie", id="both"),
        pytest.param(row(status="gecorrigeerd"), "nothing_corrected", "status", id="corrected, but what?"),
        pytest.param(row(status="akkoord", oordeel=""), "nothing_shown", "oordeel", id="agreed with nothing"),
        pytest.param(row(status="akkoord", themas="onbeslist"), "undecided", "themas", id="agreed on undecided"),
        pytest.param(row(status="akkoord", themas="oud_thema"), "unknown_theme", "themas", id="a lost theme"),
        pytest.param(blind_row(status="akkoord"), "incomplete",
                     "categorie_correctie, oordeel_correctie, themas_correctie", id="blind: agreed with nothing"),
        pytest.param(blind_row(**{**CODED, "oordeel_correctie": ""}),
                     "incomplete", "oordeel_correctie", id="blind: not complete"),
        pytest.param(blind_row(oordeel="wens"), "wrong_column", "oordeel", id="blind: wrong column"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_applied_is_named(
    cells: dict[str, str], code: str, column: str, check: Check
) -> None:
    checked = check(cells)

    assert codes(checked) == [(2, code, column)]
    assert (checked.reviews, checked.untouched) == ((), ())


def test_all_that_is_wrong_is_named_at_once(check: Check) -> None:
    assert codes(check(row(status="ok", themas_correctie="x|y"))) == [
        (2, "unknown_status", "status"), *[(2, "unknown_theme", "themas_correctie")] * 2,
    ]  # fmt: skip


def test_a_bad_row_does_not_touch_the_good_ones(check: Check) -> None:
    checked = check(
        row("u1", **CODED), row("u2", themas_correctie="verkokerd", opmerking="kijk"), row("u3", **UNSIGNED)
    )

    assert [review.statement_id for review in checked.reviews] == ["u1"]
    assert codes(checked) == [(3, "unknown_theme", "themas_correctie")]
    assert checked.untouched == (4,)
    issue = checked.issues[0]
    assert (issue.found, issue.closest, issue.statement_id) == ("verkokerd", "verkokering", "u2")
    assert issue.filled == "themas_correctie: verkokerd; opmerking: kijk; beoordelaar: An"
    assert issue.text == "Tweede zin."


@pytest.mark.parametrize(
    "column",
    ["uitspraak_id", "controle", "categorie_correctie", "oordeel_correctie", "themas_correctie"],
)
def test_a_missing_column_refuses_the_file(column: str, check: Check) -> None:
    checked = check(row(**CODED), without=column)

    assert codes(checked) == [(0, "no_column", column)]
    assert (checked.reviews, checked.untouched) == ((), ())


@pytest.mark.parametrize("column", ["status", "opmerking", "datum"])
def test_a_column_that_occurs_twice_refuses_the_file(codebook: Codebook, column: str) -> None:
    frame = pd.DataFrame([["x"] * 17], columns=[*REVIEW.names, column], index=[2])

    assert codes(check_file(ReturnedFile.of("a.csv", frame), Texts(TEXTS), codebook)) == [
        (0, "column_twice", column)
    ]


def test_a_column_of_ones_own_may_occur_twice(codebook: Codebook) -> None:
    frame = pd.DataFrame([["", *[""] * 15, "a", "b"]], columns=[*REVIEW.names, "eigen", "eigen"], index=[2])

    assert check_file(ReturnedFile.of("a.csv", frame), Texts(TEXTS), codebook).untouched == (2,)


def test_without_a_name_the_reviewer_is_unknown(check: Check) -> None:
    assert check(row(**CODED, **{**NAMED, "beoordelaar": ""})).reviews[0].reviewer == "onbekend"


def test_who_only_makes_a_remark_without_a_name_is_nobody(check: Check) -> None:
    [review] = check(row(opmerking="Twee zinnen.", **UNSIGNED)).reviews

    assert (review.reviewer, review.status, review.note) == ("", "", "Twee zinnen.")


@pytest.mark.parametrize("date", ["31-02-2026", "26-11-2099", "27 november"])
def test_a_date_that_cannot_be_right_is_named_and_the_answer_stands(date: str, check: Check) -> None:
    checked = check(row(**{**CODED, "datum": date}), row("u2", **CODED))
    [issue] = dates_remarked(checked.reviews, datetime.date(2026, 11, 27))

    assert [review.statement_id for review in checked.reviews] == ["u1", "u2"]
    assert (issue.row, issue.code, issue.column, issue.found) == (2, "strange_date", "datum", date)


def test_a_decision_about_no_dispute_is_a_correction_and_is_named(check: Check) -> None:
    decided = {**CODED, "status": "besluit"}
    reviews, [issue] = without_idle_decisions(
        check(
            row("u1", **decided),
            row("u2", **decided),
            row("u2", **{**CODED, "oordeel_correctie": "knelpunt", "beoordelaar": "Bo"}),
        ).reviews
    )

    assert [review.status for review in reviews] == ["gecorrigeerd", "besluit", "gecorrigeerd"]
    assert (issue.row, issue.code, issue.found, issue.statement_id) == (2, "no_dispute", "besluit", "u1")


def test_the_same_row_twice_is_fine(check: Check) -> None:
    checked = check(row(**CODED), row(**CODED, opmerking="nog eens"))

    assert len(checked.reviews) == 2
    assert checked.issues == ()


def test_one_reviewer_with_two_answers_in_one_file_is_refused(check: Check) -> None:
    checked = check(row(**CODED), row("u2", **CODED), row(**{**CODED, "oordeel_correctie": "knelpunt"}))

    assert [review.statement_id for review in checked.reviews] == ["u2"]
    assert codes(checked) == [(2, "twice", "uitspraak_id"), (4, "twice", "uitspraak_id")]


def test_two_reviewers_in_one_file_may_differ(check: Check) -> None:
    other = {**CODED, **NAMED, "oordeel_correctie": "knelpunt", "beoordelaar": "Bo"}
    checked = check(row(**CODED), row(**other))

    assert [review.stance for review in checked.reviews] == ["wens", "knelpunt"]
    assert checked.issues == ()


cells = st.sampled_from(
    ["", "inhoud", "wens", "vertrouwen", "geen", "geen inhoud", "onbeslist", "zomaar", "akkoord", "twijfel"]
)
garbled = st.fixed_dictionaries(
    {
        "uitspraak_id": st.sampled_from(["u1", "u2", "u9", ""]),
        "controle": st.sampled_from(
            ["", *(check_code(i, t, blind=b) for i, t in TEXTS.items() for b in (True, False))]
        ),
        "beoordelaar": st.sampled_from(["", "An", "Bo"]),
        **dict.fromkeys(["categorie", "oordeel", "themas", *CODED, "status", "opmerking"], cells),
    }
)


@settings(deadline=None)
@given(st.lists(garbled, max_size=8))
def test_every_row_is_applied_or_named_or_untouched(codebook: Codebook, rows: list[dict[str, str]]) -> None:
    frame = builders.rows(REVIEW, *rows)
    checked = check_file(ReturnedFile.of("a.csv", frame), Texts(TEXTS), codebook)

    applied = [review.row for review in checked.reviews]
    named = sorted({issue.row for issue in checked.issues})
    assert sorted([*applied, *named, *checked.untouched]) == frame.index.tolist()
    for review in checked.reviews:
        assert {review.category, review.stance} <= {"", *codebook.categories, *codebook.stances}
        assert set(filter(None, review.themes.split("|"))) <= set(codebook.themes)
        assert (review.themes_status == "thema") == (review.themes != "")
