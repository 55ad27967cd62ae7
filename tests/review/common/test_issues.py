from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.core.codebook import Codebook
from pipeline.core.corpus import corpus_named
from pipeline.core.errors import ConservationError, InputErrors
from pipeline.core.tables import RECEIPTS, REJECTED, read_table
from pipeline.review.common.issues import Issue, as_errors, as_table, read_messages
from pipeline.review.common.resolutions import Review
from pipeline.review.outgoing.outgoing import FileToReview, readme_text
from pipeline.review.returned.hand_in import refuse, to_mend
from pipeline.review.returned.listing import Receipt, listed, receipt, receipts_rows
from pipeline.review.returned.row import ReturnedFile, ReturnedRow
from tests import builders
from tests.paths import ROOT

THEME = Issue(
    "unknown_theme",
    "verkokerd",
    ("verkokering", "geen"),
    "verkokering",
    ("Verkokering", "geen"),
    column="themas_correctie",
    file="an.csv",
    row=7,
    statement_id="u1",
    filled="status: twijfel",
)


def test_every_code_has_words_in_both_languages() -> None:
    modules = "".join(path.read_text("utf-8") for path in (ROOT / "pipeline" / "review").rglob("*.py"))
    codes = re.findall(r'(?:Issue|UnreadableError|_about)\((?:review, )?"(\w+)"', modules)

    assert set(codes) <= set(read_messages()) <= set(re.findall(r'"(\w+)"', modules))
    for message in read_messages().values():
        assert message.nl.endswith(".")
        assert message.nl[0].isupper()  # nor an apostrophe, which would be doubled in a cell
        assert message.nl_todo.endswith(".")
        assert not message.en.endswith(".")


def test_unfinished_work_and_changed_statements_stop_nothing() -> None:
    harmless = {code for code, message in read_messages().items() if not message.stops}

    assert harmless == {
        "gone", "changed", "no_id", "no_check", "other_text", "stray", "only_signed", "twice_in_files",
        "incomplete", "nothing_shown", "nothing_corrected", "nothing_decided", "undecided",
        "strange_date", "no_dispute", "odd_status", "marked_doubtful",
    }  # fmt: skip
    assert THEME.message.stops


def test_the_analyst_reads_file_row_column_value_and_nearest() -> None:
    [error] = map(str, as_errors([THEME], folder="corpora/proef/reviews"))

    assert error.splitlines() == [
        'corpora/proef/reviews/an.csv row 7 column themas_correctie: unknown theme "verkokerd".',
        "  Allowed: verkokering, geen.",
        '  Closest: "verkokering".',
        "  What to do: correct the cell to one of the allowed values, or add the theme to the codebook",
    ]


def test_the_same_mistake_in_many_rows_is_one_and_what_is_allowed_is_said_once() -> None:
    many = [replace(THEME, row=row) for row in (9, 3, 2, 4)]
    first, last = as_errors([*many, replace(THEME, found="zwijgen", closest="")], folder="reviews")

    assert (first.where, first.allowed) == ("reviews/an.csv rows 2-4, 9 column themas_correctie", ())
    assert (last.where, last.allowed) == ("reviews/an.csv row 7 column themas_correctie", THEME.allowed)


def test_more_mistakes_than_fit_are_counted_and_all_are_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(builders.project(tmp_path))
    corpus = corpus_named("proef")
    with pytest.raises(InputErrors) as caught:
        refuse([replace(THEME, found=f"x{number}") for number in range(30)], corpus)

    assert str(caught.value).count("unknown theme") == 20
    assert "and 10 more" in str(caught.value)
    assert len(read_table(to_mend(corpus), REJECTED)) == 30


def test_a_whole_file_has_no_row() -> None:
    [error] = as_errors([Issue("empty", file="an.csv")], folder="reviews")

    assert error.where == "reviews/an.csv"


def test_the_reviewer_reads_the_same_in_dutch() -> None:
    table = as_table([Issue("empty", file="bo.csv"), THEME, THEME])

    REJECTED.checked(table, where="test")
    assert table["bestand"].tolist() == ["an.csv", "bo.csv"]
    row = table.iloc[0].to_dict()
    assert row["probleem"] == "Dit thema staat niet in het codeboek."
    assert (row["rij"], row["kolom"], row["gevonden"]) == ("7", "themas_correctie", "verkokerd")
    assert (row["dichtstbij"], row["toegestaan"]) == ("Verkokering", "Verkokering; geen")
    assert row["ingevuld"] == "status: twijfel"
    assert table.iloc[1]["rij"] == ""


def test_no_problems_give_an_empty_table() -> None:
    assert list(as_table([]).columns) == REJECTED.names


REVIEW = Review("u1", "an.csv", 2, blind=False, status="akkoord")


def file(*touched: int, untouched: tuple[int, ...] = ()) -> ReturnedFile:
    signed = {"beoordelaar": "An"}
    rows = [
        ReturnedRow("an.csv", number, signed if number in touched else {}) for number in (*touched, *untouched)
    ]
    return ReturnedFile("an.csv", (), tuple(rows))


def test_every_row_of_a_file_is_accounted_for() -> None:
    others = [replace(REVIEW, file="bo.csv")], [replace(THEME, file="bo.csv", row=0)]
    found = receipt(file(2, 7, untouched=(3, 4)), [REVIEW, *others[0]], [THEME, THEME, *others[1]])

    assert found == Receipt("an.csv", 4, 1, 2, 1, no_label=1)


@pytest.mark.parametrize("rows", [[2], [2, 7, 8]])
def test_a_lost_row_is_a_fault_of_ours(rows: list[int]) -> None:
    with pytest.raises(ConservationError):
        receipt(file(*rows, untouched=(3, 4)), [REVIEW], [THEME])


def test_a_file_that_is_refused_whole_says_so() -> None:
    refused = receipt(file(2, 3), [], [Issue("no_column", file="an.csv")])
    table = listed("ingeleverd.csv", receipts_rows([refused, Receipt("aa.csv", 4, 1, 2, 1)]))

    RECEIPTS.checked(table, where="test")
    assert table.to_numpy().tolist() == [
        ["aa.csv", "ja", "4", "1", "2", "1", "0"],
        ["an.csv", "nee", "", "0", "0", "0", "0"],
    ]


def test_the_manual_is_read_by_every_notepad_and_explains_labels_on_lines_that_fit(codebook: Codebook) -> None:
    themes = {"rust": {"label": "Rust", "definition": "woord " * 60, "not": "Iets anders."}}
    book = Codebook.model_validate({**codebook.model_dump(by_alias=True), "themes": themes})
    text = readme_text("Proef & co", "corpora/proef", [FileToReview("alles.csv", "all", 3)], book)

    lines = text.split("\r\n")
    assert lines[0] == "\ufeffUITSPRAKEN NAKIJKEN: Proef & co"
    assert "alles.csv (3 uitspraken)" in lines
    assert not any("\n" in line or "\r" in line for line in lines)
    explained = lines[lines.index("rust (Rust)") + 1 :]
    assert explained[-2:] == ["    Niet: Iets anders.", ""]
    assert max(map(len, explained)) <= 106
    assert "".join(explained).count("woord") == 60
