from __future__ import annotations

from typing import get_args

import pytest

from pipeline.core.codebook import Codebook
from pipeline.core.errors import ConservationError
from pipeline.core.tables.review import RECEIPTS, REJECTED
from pipeline.review.outgoing.manual import FileToReview, manual
from pipeline.review.returned.checking import Checked
from pipeline.review.returned.receipts import Receipt, receipt, receipts_table
from pipeline.review.verdicts.problems import Code, Problem, Wording, as_errors, as_table, stopping
from pipeline.review.verdicts.verdicts import Review

THEME = Problem(
    "an.csv",
    7,
    "unknown_theme",
    "themas_correctie",
    "verkokerd",
    ("verkokering", "geen"),
    "verkokering",
    ("Verkokering", "geen"),
    "u1",
    "status: twijfel",
)
Wordings = dict[Code, Wording]


def test_every_problem_has_words_in_both_languages(wordings: Wordings) -> None:
    assert set(wordings) == set(get_args(Code))
    for wording in wordings.values():
        assert wording.nl.endswith(".")
        assert wording.nl[0].isupper()  # nor an apostrophe, which would be doubled in a cell
        assert wording.nl_todo.endswith(".")
        assert not wording.en.endswith(".")


def test_unfinished_work_and_changed_statements_stop_nothing(wordings: Wordings) -> None:
    harmless = {code for code, wording in wordings.items() if not wording.stops}

    assert harmless == {
        "gone", "changed", "no_id", "no_check", "other_text", "stray", "only_signed", "twice_in_files",
        "incomplete", "nothing_shown", "nothing_corrected", "nothing_decided", "undecided",
        "strange_date", "no_dispute", "odd_status", "marked_doubtful",
    }  # fmt: skip
    assert stopping([THEME, Problem("an.csv", 8, "gone")], wordings) == [THEME]


def test_the_analyst_reads_file_row_column_value_and_nearest(wordings: Wordings) -> None:
    [error] = map(str, as_errors([THEME], wordings, folder="corpora/proef/reviews"))

    assert error.splitlines() == [
        'corpora/proef/reviews/an.csv row 7 column themas_correctie: unknown theme "verkokerd".',
        "  Allowed: verkokering, geen.",
        '  Closest: "verkokering".',
        "  What to do: correct the cell to one of the allowed values, or add the theme to the codebook",
    ]


def test_a_whole_file_has_no_row(wordings: Wordings) -> None:
    [error] = as_errors([Problem("an.csv", 0, "empty")], wordings, folder="reviews")

    assert error.where == "reviews/an.csv"


def test_the_reviewer_reads_the_same_in_dutch(wordings: Wordings) -> None:
    table = as_table([Problem("bo.csv", 0, "empty"), THEME, THEME], wordings)

    REJECTED.checked(table, where="test")
    assert table["bestand"].tolist() == ["an.csv", "bo.csv"]
    row = table.iloc[0].to_dict()
    assert row["probleem"] == "Dit thema staat niet in het codeboek."
    assert (row["rij"], row["kolom"], row["gevonden"]) == ("7", "themas_correctie", "verkokerd")
    assert (row["dichtstbij"], row["toegestaan"]) == ("Verkokering", "Verkokering; geen")
    assert row["ingevuld"] == "status: twijfel"
    assert table.iloc[1]["rij"] == ""


def test_no_problems_give_an_empty_table(wordings: Wordings) -> None:
    assert list(as_table([], wordings).columns) == REJECTED.names


REVIEW = Review("u1", "an.csv", 2, blind=False, status="akkoord")


def test_every_row_of_a_file_is_accounted_for() -> None:
    checked = Checked((REVIEW,), (THEME, THEME), (3, 4))

    assert receipt("an.csv", [2, 3, 4, 7], checked) == Receipt("an.csv", 4, 1, 2, 1, no_label=1)


@pytest.mark.parametrize("rows", [[2, 3, 4], [2, 3, 4, 7, 8]])
def test_a_lost_row_is_a_fault_of_ours(rows: list[int]) -> None:
    with pytest.raises(ConservationError):
        receipt("an.csv", rows, Checked((REVIEW,), (THEME,), (3, 4)))


def test_a_file_that_is_refused_whole_says_so() -> None:
    refused = receipt("bo.csv", [2, 3], Checked((), (Problem("bo.csv", 0, "no_column"),), ()))
    table = receipts_table([refused, Receipt("an.csv", 4, 1, 2, 1)])

    RECEIPTS.checked(table, where="test")
    assert table.to_numpy().tolist() == [
        ["an.csv", "ja", "4", "1", "2", "1", "0"],
        ["bo.csv", "nee", "", "0", "0", "0", "0"],
    ]


TEMPLATE = "{{ title }} {{ folder }}\n{% for f in files %}\n{{ f.name }}\n{% endfor %}\n"


def test_the_manual_is_read_by_every_notepad(codebook: Codebook) -> None:
    text = manual(TEMPLATE, "Proef & co", "corpora/proef", [FileToReview("alles.csv", "all", 3)], codebook)

    assert text == "\ufeffProef & co corpora/proef\r\nalles.csv\r\n"


def test_the_manual_explains_labels_on_lines_that_fit(codebook: Codebook) -> None:
    themes = {"rust": {"label": "Rust", "definition": "woord " * 60, "not": "Iets anders."}}
    book = Codebook.model_validate({**codebook.model_dump(by_alias=True), "themes": themes})
    text = manual("{% for id, l in codebook.themes.items() %}{{ entry(id, l) }}{% endfor %}", "", "", [], book)

    lines = text.split("\r\n")
    assert lines[0] == "\ufeffrust (Rust)"
    assert lines[-2] == "    Niet: Iets anders."
    assert max(map(len, lines)) <= 106
    assert "".join(lines[1:-2]).count("woord") == 60
