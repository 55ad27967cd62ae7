from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.codebook import Codebook
from pipeline.review.checking import Checked, check_file
from pipeline.review.sheet import check_code
from pipeline.review.verdicts import Review
from pipeline.tables import REVIEW

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
    return {"uitspraak_id": "u1", "controle": code, "tekst": TEXTS["u1"], **NAMED, **cells}


@pytest.fixture
def check(codebook: Codebook) -> Check:
    def run(*rows: dict[str, str], without: str = "", extra: str = "") -> Checked:
        columns = [*REVIEW.names, *filter(None, [extra])]
        frame = pd.DataFrame([{**dict.fromkeys(columns, ""), **cells} for cells in rows], columns=columns)
        frame.index = pd.RangeIndex(2, 2 + len(rows))
        return check_file("a.csv", frame.drop(columns=without or []), TEXTS, codebook)

    return run


def said(review: Review) -> tuple[str, str, str, str, str]:
    return review.category, review.stance, review.themes, review.themes_status, review.status


def codes(checked: Checked) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.code, problem.column) for problem in checked.problems]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param(
            {"categorie_correctie": "Rol/Houding", "status": "gecorrigeerd"},
            ("rol_houding", "", "", "", "gecorrigeerd"),
            id="a correction changes only what it says",
        ),
        pytest.param(
            {"themas_correctie": "geen", "status": "Gecorrigeerd"},
            ("", "", "", "geen_thema", "gecorrigeerd"),
            id="no theme",
        ),
        pytest.param(
            {"themas_correctie": "geen inhoud", "status": "gecorrigeerd"},
            ("", "", "", "geen_inhoud", "gecorrigeerd"),
            id="no content",
        ),
        pytest.param(
            {"status": "akkoord"}, ("inhoud", "wens", "vertrouwen", "thema", "akkoord"), id="agreeing is saying"
        ),
        pytest.param(
            {"status": "AKKOORD ", "oordeel_correctie": "knelpunt"},
            ("inhoud", "knelpunt", "vertrouwen", "thema", "gecorrigeerd"),
            id="agreed but for one label",
        ),
        pytest.param(
            {"status": "akkoord", "oordeel_correctie": "wens"},
            ("inhoud", "wens", "vertrouwen", "thema", "akkoord"),
            id="agreed, and the same filled in",
        ),
        pytest.param(
            {"oordeel_correctie": "knelpunt"}, ("", "knelpunt", "", "", "gecorrigeerd"), id="a status forgotten"
        ),
        pytest.param({"status": "twijfel"}, ("", "", "", "", "twijfel"), id="only doubt"),
        pytest.param(
            {"status": "twijfel", "oordeel_correctie": "knelpunt"}, ("", "knelpunt", "", "", "twijfel"), id="doubt"
        ),
        pytest.param({"opmerking": "Twee zinnen in één."}, ("", "", "", "", ""), id="only a remark"),
        pytest.param(
            {"status": "akkoord", "themas": "geen"},
            ("inhoud", "wens", "", "geen_thema", "akkoord"),
            id="none shown",
        ),
    ],
)
def test_an_open_row(cells: dict[str, str], expected: tuple[str, ...], check: Check) -> None:
    cells = {name: cell.strip() for name, cell in cells.items()}
    checked = check(row(**cells))

    assert checked.problems == ()
    assert [said(review) for review in checked.reviews] == [expected]
    assert not checked.reviews[0].blind
    assert checked.reviews[0].reviewer == "An"
    assert checked.reviews[0].note == cells.get("opmerking", "")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param(
            {**CODED, "status": "gecorrigeerd"}, ("inhoud", "wens", "", "geen_thema", "gecorrigeerd"), id="all"
        ),
        pytest.param(CODED, ("inhoud", "wens", "", "geen_thema", "gecorrigeerd"), id="without status"),
        pytest.param(
            {**CODED, "status": "twijfel"}, ("inhoud", "wens", "", "geen_thema", "twijfel"), id="with doubt"
        ),
        pytest.param(
            {"themas_correctie": "geen inhoud"}, ("", "", "", "geen_inhoud", "gecorrigeerd"), id="no content"
        ),
        pytest.param({"status": "twijfel"}, ("", "", "", "", "twijfel"), id="only doubt"),
    ],
)
def test_a_blind_row(cells: dict[str, str], expected: tuple[str, ...], check: Check) -> None:
    checked = check(blind_row(**cells))

    assert checked.problems == ()
    assert [said(review) for review in checked.reviews] == [expected]
    assert checked.reviews[0].blind
    assert checked.reviews[0].coded == (expected[3] != "")


def test_a_row_with_only_a_name_is_not_looked_at(check: Check) -> None:
    assert check(row(), blind_row()) == Checked((), (), (2, 3))


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param(row("u9", status="akkoord"), [(2, "gone", "uitspraak_id")], id="unknown id"),
        pytest.param(
            row("u1", status="akkoord", uitspraak_id="u2"), [(2, "changed", "controle")], id="ids sorted apart"
        ),
        pytest.param(row(controle="", **CODED), [(2, "changed", "controle")], id="no check code"),
        pytest.param(row(controle="c12345678", **CODED), [(2, "changed", "controle")], id="another text"),
        pytest.param(
            row(categorie_correctie="inhuod"), [(2, "unknown_category", "categorie_correctie")], id="category"
        ),
        pytest.param(row(oordeel_correctie="goed"), [(2, "unknown_stance", "oordeel_correctie")], id="stance"),
        pytest.param(row(themas_correctie="verkokerd"), [(2, "unknown_theme", "themas_correctie")], id="theme"),
        pytest.param(row(status="accoord"), [(2, "unknown_status", "status")], id="status"),
        pytest.param(
            row(status="ok", themas_correctie="x|y"),
            [(2, "unknown_status", "status"), *[(2, "unknown_theme", "themas_correctie")] * 2],
            id="all that is wrong at once",
        ),
        pytest.param(
            row(themas_correctie="geen|vertrouwen"), [(2, "contradiction", "themas_correctie")], id="contradiction"
        ),
        pytest.param(row(status="gecorrigeerd"), [(2, "nothing_corrected", "status")], id="corrected, but what?"),
        pytest.param(
            row(status="akkoord", oordeel=""), [(2, "nothing_shown", "oordeel")], id="agreed with nothing"
        ),
        pytest.param(
            row(status="akkoord", themas="onbeslist"), [(2, "undecided", "themas")], id="agreed on undecided"
        ),
        pytest.param(
            row(status="akkoord", themas="oud_thema"),
            [(2, "unknown_theme", "themas")],
            id="agreed with a lost theme",
        ),
        pytest.param(
            blind_row(status="akkoord"),
            [(2, "incomplete", name) for name in CODED],
            id="blind: nothing to agree with",
        ),
        pytest.param(
            blind_row(**{**CODED, "oordeel_correctie": ""}),
            [(2, "incomplete", "oordeel_correctie")],
            id="blind: not complete",
        ),
        pytest.param(blind_row(oordeel="wens"), [(2, "wrong_column", "oordeel")], id="blind: wrong column"),
    ],
)
def test_a_row_that_cannot_be_applied_is_named(
    cells: dict[str, str], expected: list[tuple[int, str, str]], check: Check
) -> None:
    checked = check(cells)

    assert codes(checked) == expected
    assert checked.reviews == ()
    assert checked.untouched == ()


def test_a_bad_row_does_not_touch_the_good_ones(check: Check) -> None:
    checked = check(row("u1", **CODED), row("u2", themas_correctie="verkokerd", opmerking="kijk"), row("u3"))

    assert [review.statement_id for review in checked.reviews] == ["u1"]
    assert codes(checked) == [(3, "unknown_theme", "themas_correctie")]
    assert checked.untouched == (4,)
    problem = checked.problems[0]
    assert (problem.found, problem.closest, problem.statement_id) == ("verkokerd", "verkokering", "u2")
    assert problem.filled == "themas_correctie: verkokerd; opmerking: kijk; beoordelaar: An"
    assert problem.text == "Tweede zin."


def test_one_bad_cell_refuses_the_whole_row(check: Check) -> None:
    assert check(row(categorie_correctie="inhoud", themas_correctie="verkokerd")).reviews == ()


@pytest.mark.parametrize(
    "column",
    ["uitspraak_id", "controle", "categorie_correctie", "oordeel_correctie", "themas_correctie", "status"],
)
def test_a_missing_column_refuses_the_file(column: str, check: Check) -> None:
    checked = check(row(**CODED), without=column)

    assert codes(checked) == [(0, "no_column", column)]
    assert (checked.reviews, checked.untouched) == ((), ())


def test_columns_that_only_inform_may_go(check: Check) -> None:
    for column in ("tekst", "ronde", "zekerheid", "waarom", "datum", "opmerking"):
        assert check(row(**CODED), without=column).problems == ()


def test_an_extra_column_does_no_harm(check: Check) -> None:
    assert len(check(row(**CODED, eigen="x"), extra="eigen").reviews) == 1


@pytest.mark.parametrize("column", ["status", "opmerking", "datum"])
def test_a_column_that_occurs_twice_refuses_the_file(codebook: Codebook, column: str) -> None:
    frame = pd.DataFrame([["x"] * 17], columns=[*REVIEW.names, column], index=[2])

    assert codes(check_file("a.csv", frame, TEXTS, codebook)) == [(0, "column_twice", column)]


def test_a_column_of_ones_own_may_occur_twice(codebook: Codebook) -> None:
    frame = pd.DataFrame([["", *[""] * 15, "a", "b"]], columns=[*REVIEW.names, "eigen", "eigen"], index=[2])

    assert check_file("a.csv", frame, TEXTS, codebook).untouched == (2,)


def test_without_a_name_the_reviewer_is_unknown(check: Check) -> None:
    assert check(row(**CODED, **{**NAMED, "beoordelaar": ""})).reviews[0].reviewer == "onbekend"


def test_the_same_row_twice_is_fine(check: Check) -> None:
    checked = check(row(**CODED), row(**CODED, opmerking="nog eens"))

    assert len(checked.reviews) == 2
    assert checked.problems == ()


def test_one_reviewer_with_two_answers_in_one_file_is_refused(check: Check) -> None:
    checked = check(row(**CODED), row("u2", **CODED), row(**{**CODED, "oordeel_correctie": "knelpunt"}))

    assert [review.statement_id for review in checked.reviews] == ["u2"]
    assert codes(checked) == [(2, "twice", "uitspraak_id"), (4, "twice", "uitspraak_id")]


def test_two_reviewers_in_one_file_may_differ(check: Check) -> None:
    other = {**CODED, **NAMED, "oordeel_correctie": "knelpunt", "beoordelaar": "Bo"}
    checked = check(row(**CODED), row(**other))

    assert [review.stance for review in checked.reviews] == ["wens", "knelpunt"]
    assert checked.problems == ()


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
        **dict.fromkeys(
            ["categorie", "oordeel", "themas", *CODED, "status", "opmerking"],
            cells,
        ),
    }
)


@settings(deadline=None)
@given(st.lists(garbled, max_size=8))
def test_every_row_is_applied_or_named_or_untouched(codebook: Codebook, rows: list[dict[str, str]]) -> None:
    frame = pd.DataFrame([{**dict.fromkeys(REVIEW.names, ""), **cells} for cells in rows], columns=REVIEW.names)
    checked = check_file("a.csv", frame, TEXTS, codebook)

    applied = [review.row for review in checked.reviews]
    named = sorted({problem.row for problem in checked.problems})
    assert sorted([*applied, *named, *checked.untouched]) == frame.index.tolist()
    for review in checked.reviews:
        assert {review.category, review.stance} <= {"", *codebook.categories, *codebook.stances}
        assert set(filter(None, review.themes.split("|"))) <= set(codebook.themes)
        assert (review.themes_status == "thema") == (review.themes != "")
