"""What becomes of the rows of returned files: applied, refused with a reason, or not looked at."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.codebook import Codebook
from pipeline.core.delimited import dutch_csv
from pipeline.core.tables import REVIEW
from pipeline.review.common.issues import Issue
from pipeline.review.common.resolutions import Review, aggregate
from pipeline.review.common.review_rows import check_code, labels_code
from pipeline.review.common.texts import Texts
from pipeline.review.returned.listing import Receipt
from pipeline.review.returned.reading import Returned, read_returned
from tests import builders
from tests.cases import cases

TEXTS = {"u1": "Eerste zin.", "u2": "Tweede zin.", "u3": "Derde zin."}
SHOWN = {"categorie": "inhoud", "oordeel": "wens", "themas": "vertrouwen"}
CODED = {"categorie_correctie": "inhoud", "oordeel_correctie": "wens", "themas_correctie": "geen"}
UNSIGNED = {"beoordelaar": "", "datum": ""}
TODAY = datetime.date(2026, 11, 27)
Read = Callable[..., Returned]


def row(one: str = "u1", **cells: Any) -> dict[str, str]:
    """A row that An signed: ``blind``; ``coded`` with all labels; ``sealed``: its code covers the labels shown."""
    blind, coded, sealed = (cells.pop(name, False) for name in ("blind", "coded", "sealed"))
    text = TEXTS.get(one, "")
    code = check_code(one, text, blind=blind) + (labels_code([*SHOWN.values()]) if sealed else "")
    shown = dict.fromkeys(SHOWN, "") if blind else {**SHOWN, "zekerheid": "0,60"}
    signed = {"beoordelaar": "An", "datum": "12-11-2026"}
    filled = {**shown, **signed, **(CODED if coded else {})}
    return {"uitspraak_id": one, "controle": code, "tekst": text, **filled, **cells}


@pytest.fixture
def read(codebook: Codebook) -> Read:
    """Read files of these rows: those in one list in one file, a.csv, b.csv and so on."""

    def run(*sent: Any, without: str = "", extra: str = "") -> Returned:
        files = {}
        for letter, rows in zip("abcdef", sent if isinstance(sent[0], list) else [sent], strict=False):
            frame = pd.DataFrame([{**dict.fromkeys(REVIEW.names, ""), **cells} for cells in rows]).fillna("")
            frame = frame.drop(columns=without or []).assign(**{extra: "x"} if extra else {})
            files[f"{letter}.csv"] = dutch_csv(frame)
        return read_returned(files, Texts(TEXTS), codebook, today=TODAY)

    return run


def said(review: Review) -> list[str]:
    return [review.category, review.stance, review.themes, review.themes_status, review.status]


def codes(found: Returned) -> list[tuple[int, str, str]]:
    return [(issue.row, issue.code, issue.column) for issue in found.issues]


def ids(found: Returned) -> list[str]:
    return [review.statement_id for review in found.reviews]


@pytest.mark.parametrize(("cells", "expected"), cases(__file__, "open_rows"))
def test_an_open_row(cells: dict[str, str], expected: list[str], read: Read) -> None:
    found = read(row(**cells))
    [review] = found.reviews

    assert (found.issues, said(review), review.blind) == ([], expected, False)
    assert (review.reviewer, review.note) == ("An", cells.get("opmerking", ""))
    assert found.receipts == [Receipt("a.csv", 1, 1, 0, 0, no_label=int(not any(expected[:4])))]


@pytest.mark.parametrize(("cells", "expected"), cases(__file__, "blind_rows"))
def test_a_blind_row(cells: dict[str, Any], expected: list[str], read: Read) -> None:
    found = read(row(blind=True, **cells))
    [review] = found.reviews

    assert (found.issues, said(review), review.blind) == ([], expected, True)
    assert review.coded == (expected[3] != "")


@pytest.mark.parametrize(("cells", "code", "column"), cases(__file__, "refused"))
def test_a_row_that_cannot_be_applied_is_named(cells: dict[str, Any], code: str, column: str, read: Read) -> None:
    found = read(row(**cells))

    assert codes(found) == [(2, code, column)]
    assert (found.reviews, found.receipts) == ([], [Receipt("a.csv", 1, not_applied=1)])


@pytest.mark.parametrize(("cells", "status", "odd"), cases(__file__, "odd"))
def test_what_is_meant_without_doubt_stands_and_is_said_when_odd(
    cells: dict[str, Any], status: str, odd: list[str], read: Read
) -> None:
    found = read(row(blind=True, **cells), row("u2", coded=True))

    assert [said(review) for review in found.reviews] == [
        ["inhoud", "wens", "", "geen_thema", status], ["inhoud", "wens", "", "geen_thema", "gecorrigeerd"],
    ]  # fmt: skip
    assert [[issue.row, issue.code, issue.column, issue.found] for issue in found.issues] == [[2, *odd]]


def test_a_row_in_which_nothing_is_filled_in_is_not_looked_at(read: Read) -> None:
    found = read(row(**UNSIGNED), row("u2", blind=True, **UNSIGNED), row("u3", sealed=True, **UNSIGNED))

    assert (found.reviews, found.issues, found.receipts) == ([], [], [Receipt("a.csv", 3, not_filled_in=3)])


@pytest.mark.parametrize(
    ("cell", "seconds"), [("12", "12"), ("12,5", "12.5"), ("", ""), ("lang", ""), ("-3", ""), ("1e9", "")]
)
def test_the_seconds_that_the_page_measured_go_along_and_are_no_answer(
    cell: str, seconds: str, read: Read
) -> None:
    found = read(row(coded=True, seconden=cell), row("u2", seconden=cell, **UNSIGNED))

    assert [review.seconds for review in found.reviews] == [seconds]
    assert found.receipts == [Receipt("a.csv", 2, applied=1, not_filled_in=1)]
    assert found.issues == []


def test_labels_that_were_left_alone_are_known_as_such(read: Read) -> None:
    sealed = row(sealed=True, status="akkoord")

    assert read(row(sealed=True, themas="Vertrouwen", **UNSIGNED)).receipts[0].not_filled_in == 1
    for cells in ({}, {"controle": sealed["controle"].upper()}):
        assert said(read({**sealed, **cells}).reviews[0])[2] == "vertrouwen"


@pytest.mark.parametrize(
    ("sent", "changes"),
    [
        pytest.param(row(sealed=True, themas="verkokering", **CODED), {}, id="typed over where all is corrected"),
        pytest.param(row(sealed=True, themas_correctie="geen"), {"without": "themas"}, id="no column of labels"),
        pytest.param(row(coded=True), {"extra": "eigen"}, id="an extra column"),
        *(
            pytest.param(row(coded=True), {"without": column}, id=f"{column} is gone")
            for column in ("tekst", "ronde", "zekerheid", "waarom", "status", "datum", "opmerking")
        ),
    ],
)
def test_what_does_no_harm(sent: dict[str, str], changes: dict[str, str], read: Read) -> None:
    [review] = read(sent, **changes).reviews

    assert review.status == "gecorrigeerd"


def test_texts_that_changed_places_are_noticed(read: Read) -> None:
    swapped = row("u1", tekst=TEXTS["u2"], status="akkoord"), row("u2", tekst=TEXTS["u1"], coded=True)
    found = read(*swapped, row("u3", coded=True))

    assert codes(found) == [(2, "other_text", "tekst"), (3, "other_text", "tekst")]
    assert ids(found) == ["u3"]


@pytest.mark.parametrize("text", ["", "eerste  zin", "Eerste zin .", "Eerste zïn.", "Eerste zi"])
def test_a_text_that_a_spreadsheet_changed_a_little_is_forgiven(text: str, read: Read) -> None:
    assert len(read(row(tekst=text, coded=True)).reviews) == 1


def test_a_day_number_of_excel_is_a_date(read: Read) -> None:
    dates = [read(row(coded=True, datum=cell)).reviews[0].date for cell in ("46338", "12 nov", "2026")]

    assert dates == ["12-11-2026", "12 nov", "2026"]


def test_what_is_found_is_shown_as_typed(read: Read) -> None:
    assert read(row(status="Accoord")).issues[0].found == "Accoord"
    assert read(row("u1", controle="C12345678", coded=True)).issues[0].found == "C12345678"
    assert read(row(sealed=True, themas="rust")).issues[0].found == "inhoud|wens|rust"


def test_an_id_in_capitals_is_known(read: Read) -> None:
    assert ids(read(row(uitspraak_id="U1", coded=True))) == ["u1"]


def test_a_statement_that_changed_names_the_nearest_now(read: Read) -> None:
    changed = read(row("u2", controle="c00000000", tekst="Tweede zinn.", coded=True)).issues[0]
    gone = read(row("u9", tekst="Heel iets anders.", coded=True)).issues[0]

    assert (changed.closest, gone.closest) == ("u2: Tweede zin.", "")


def test_one_reviewer_with_two_answers_in_two_files_is_refused(read: Read) -> None:
    other = row(coded=True, oordeel_correctie="knelpunt", beoordelaar="AN")
    found = read([row(coded=True), row("u2", coded=True)], [other])

    first, second = found.issues
    assert first == Issue(
        "twice_in_files",
        "a.csv, b.csv",
        column="uitspraak_id",
        file="a.csv",
        row=2,
        statement_id="u1",
        filled="categorie: inhoud; oordeel: wens; themas: geen; status: gecorrigeerd; beoordelaar: An",
        text="Eerste zin.",
    )
    assert (second.code, second.file) == ("twice_in_files", "b.csv")
    assert ids(found) == ["u2"]


def test_two_files_without_a_name_may_be_of_two_people(read: Read) -> None:
    nameless = row(coded=True, **UNSIGNED)

    assert read([nameless], [{**nameless, "oordeel_correctie": "knelpunt"}]).issues == []


def test_all_that_is_wrong_is_named_at_once(read: Read) -> None:
    assert codes(read(row(status="ok", themas_correctie="x|y"))) == [
        (2, "unknown_status", "status"), *[(2, "unknown_theme", "themas_correctie")] * 2,
    ]  # fmt: skip


def test_a_bad_row_does_not_touch_the_good_ones(read: Read) -> None:
    bad = row("u2", themas_correctie="verkokerd", opmerking="kijk")
    found = read(row("u1", coded=True), bad, row("u3", **UNSIGNED))

    assert ids(found) == ["u1"]
    [issue] = found.issues
    assert (issue.row, issue.code, issue.column) == (3, "unknown_theme", "themas_correctie")
    assert (issue.found, issue.closest, issue.statement_id) == ("verkokerd", "verkokering", "u2")
    assert issue.filled == "themas_correctie: verkokerd; opmerking: kijk; beoordelaar: An"
    assert issue.text == "Tweede zin."
    assert found.receipts == [Receipt("a.csv", 3, 1, 1, 1)]


@pytest.mark.parametrize("column", ["uitspraak_id", "controle", *CODED])
def test_a_missing_column_refuses_the_file(column: str, read: Read) -> None:
    found = read(row(coded=True), without=column)

    assert codes(found) == [(0, "no_column", column)]
    assert (found.reviews, found.receipts) == ([], [Receipt("a.csv")])


@pytest.mark.parametrize("near", ["themas_correcti", ""])
def test_no_column_of_ours_is_offered_for_another(near: str, codebook: Codebook) -> None:
    columns = ["uitspraak_id", "controle", "categorie_correctie", "oordeel_correctie", near or "eigen"]
    frame = pd.DataFrame([["u1", "x", "inhoud", "wens", "rust"]], columns=columns)
    (issue,) = read_returned({"a.csv": dutch_csv(frame)}, Texts(TEXTS), codebook).issues

    assert (issue.column, issue.closest) == ("themas_correctie", near)


@pytest.mark.parametrize(
    ("twice", "expected"),
    [*((column, [(0, "column_twice", column)]) for column in ("status", "opmerking", "datum")), ("eigen", [])],
)
def test_a_column_that_occurs_twice_refuses_the_file_when_it_is_ours(
    twice: str, expected: list[Any], codebook: Codebook
) -> None:
    own = [] if twice in REVIEW.names else [twice]
    columns = [*REVIEW.names, *own, twice]
    frame = pd.DataFrame([["u1", *[""] * (len(columns) - 1)]], columns=columns)
    found = read_returned({"a.csv": dutch_csv(frame)}, Texts(TEXTS), codebook)

    assert codes(found) == expected
    assert found.receipts == [Receipt("a.csv") if expected else Receipt("a.csv", 1, not_filled_in=1)]


def test_without_a_name_the_reviewer_is_unknown_and_nobody_for_a_remark(read: Read) -> None:
    coded, remark = read(row(coded=True, beoordelaar=""), row("u2", opmerking="Twee zinnen.", **UNSIGNED)).reviews

    assert coded.reviewer == "onbekend"
    assert (remark.reviewer, remark.status, remark.note) == ("", "", "Twee zinnen.")


def test_a_decision_settles_what_is_disputed_and_is_a_correction_elsewhere(read: Read) -> None:
    found = read(
        row("u1", coded=True, status="besluit"),
        row("u2", coded=True),
        row("u2", coded=True, oordeel_correctie="knelpunt", beoordelaar="Bo"),
        row("u2", blind=True, oordeel_correctie="knelpunt", status="besluit", beoordelaar="An en Bo"),
    )

    assert [review.status for review in found.reviews] == ["gecorrigeerd"] * 3 + ["besluit"]
    assert codes(found) == [(2, "no_dispute", "status")]
    resolution = aggregate(found.reviews)["u2"]
    assert (resolution.category, resolution.stance, resolution.themes_status) == (
        "inhoud",
        "knelpunt",
        "geen_thema",
    )
    assert (resolution.status, resolution.disputed) == ("besluit", ())


def test_the_same_row_twice_is_fine(read: Read) -> None:
    found = read(row(coded=True), row(coded=True, opmerking="nog eens"))

    assert (ids(found), found.issues) == (["u1", "u1"], [])


def test_one_reviewer_with_two_answers_in_one_file_is_refused_and_two_reviewers_may_differ(read: Read) -> None:
    other = row(coded=True, oordeel_correctie="knelpunt")
    found = read(row(coded=True), row("u2", coded=True), other)
    two = read(row(coded=True), {**other, "beoordelaar": "Bo"})

    assert (ids(found), codes(found)) == (["u2"], [(2, "twice", "uitspraak_id"), (4, "twice", "uitspraak_id")])
    assert ([review.stance for review in two.reviews], two.issues) == (["wens", "knelpunt"], [])


filled = st.sampled_from(
    ["", "inhoud", "wens", "vertrouwen", "geen", "geen inhoud", "onbeslist", "zomaar", "akkoord", "twijfel"]
)
garbled = st.fixed_dictionaries(
    {
        "uitspraak_id": st.sampled_from(["u1", "u2", "u9", ""]),
        "controle": st.sampled_from(
            ["", *(check_code(i, t, blind=b) for i, t in TEXTS.items() for b in (True, False))]
        ),
        "beoordelaar": st.sampled_from(["", "An", "Bo"]),
        **dict.fromkeys([*SHOWN, *CODED, "status", "opmerking"], filled),
    }
)


@settings(deadline=None)
@given(st.lists(garbled, min_size=1, max_size=8))
def test_every_row_is_applied_or_named_or_untouched(codebook: Codebook, rows: list[dict[str, str]]) -> None:
    """An empty row is none; that no other gets lost, the receipt sees to."""
    content = dutch_csv(builders.rows(REVIEW, *rows))
    found = read_returned({"a.csv": content}, Texts(TEXTS), codebook)

    applied = [review.row for review in found.reviews]
    remarked = ("no_dispute", "odd_status", "marked_doubtful", "strange_date")
    refused = {issue.row for issue in found.issues if issue.code not in remarked}
    assert not {*applied} & refused
    [receipt] = found.receipts
    assert (receipt.rows, receipt.applied, receipt.not_applied) == (
        sum(any(cells.values()) for cells in rows), len(applied), len(refused),
    )  # fmt: skip
    assert receipt.rows == receipt.applied + receipt.not_applied + receipt.not_filled_in
    for review in found.reviews:
        assert {review.category, review.stance} <= {"", *codebook.categories, *codebook.stances}
        assert set(filter(None, review.themes.split("|"))) <= set(codebook.themes)
        assert (review.themes_status == "thema") == (review.themes != "")
