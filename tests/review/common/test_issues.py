from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.core.codebook import Codebook
from pipeline.core.corpus import corpus_named
from pipeline.core.errors import ConservationError, InputErrors
from pipeline.core.tables import RECEIPTS, REJECTED, read_table
from pipeline.review.common.issues import Issue, as_errors, as_table, read_messages, stopping
from pipeline.review.common.resolutions import Review
from pipeline.review.outgoing.readme import FileToReview, readme_text
from pipeline.review.returned.checking import Checked
from pipeline.review.returned.hand_in import refuse, to_mend
from pipeline.review.returned.receipts import Receipt, receipt, receipts_table
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
    assert stopping([THEME, Issue("gone", file="an.csv", row=8)]) == [THEME]


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


def test_every_row_of_a_file_is_accounted_for() -> None:
    checked = Checked((REVIEW,), (THEME, THEME), (3, 4))

    assert receipt("an.csv", [2, 3, 4, 7], checked) == Receipt("an.csv", 4, 1, 2, 1, no_label=1)


@pytest.mark.parametrize("rows", [[2, 3, 4], [2, 3, 4, 7, 8]])
def test_a_lost_row_is_a_fault_of_ours(rows: list[int]) -> None:
    with pytest.raises(ConservationError):
        receipt("an.csv", rows, Checked((REVIEW,), (THEME,), (3, 4)))


def test_a_file_that_is_refused_whole_says_so() -> None:
    refused = receipt("bo.csv", [2, 3], Checked((), (Issue("no_column", file="bo.csv"),), ()))
    table = receipts_table([refused, Receipt("an.csv", 4, 1, 2, 1)])

    RECEIPTS.checked(table, where="test")
    assert table.to_numpy().tolist() == [
        ["an.csv", "ja", "4", "1", "2", "1", "0"],
        ["bo.csv", "nee", "", "0", "0", "0", "0"],
    ]


TEMPLATE = "{{ title }} {{ folder }}\n{% for f in files %}\n{{ f.name }}\n{% endfor %}\n"


def test_the_manual_is_read_by_every_notepad(codebook: Codebook) -> None:
    text = readme_text(TEMPLATE, "Proef & co", "corpora/proef", [FileToReview("alles.csv", "all", 3)], codebook)

    assert text == "\ufeffProef & co corpora/proef\r\nalles.csv\r\n"


def test_the_manual_explains_labels_on_lines_that_fit(codebook: Codebook) -> None:
    themes = {"rust": {"label": "Rust", "definition": "woord " * 60, "not": "Iets anders."}}
    book = Codebook.model_validate({**codebook.model_dump(by_alias=True), "themes": themes})
    text = readme_text(
        "{% for id, l in codebook.themes.items() %}{{ entry(id, l) }}{% endfor %}", "", "", [], book
    )

    lines = text.split("\r\n")
    assert lines[0] == "\ufeffrust (Rust)"
    assert lines[-2] == "    Niet: Iets anders."
    assert max(map(len, lines)) <= 106
    assert "".join(lines[1:-2]).count("woord") == 60
