"""Survey exports to statements: what is kept, what is dropped, what does not depend on order."""

from __future__ import annotations

import csv
import io
import random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.corpus import Source
from pipeline.core.errors import InputError
from pipeline.core.tables import STATEMENTS
from pipeline.ingest.common.lines import blank
from pipeline.ingest.common.reading import ReadResult
from pipeline.ingest.source import read_source
from pipeline.ingest.survey.table import pseudonyms
from tests.cases import cases
from tests.ingest.reports import PARAMS, TABLE

HEADER = ["respondent", "organisatietype", "vraag", "antwoord", "datum"]
ROWS = [
    ["R1", "gemeente", "Wat gaat goed?", "Korte lijnen.", "03-03-2025"],
    ["R1", "gemeente", "Wat kan beter?", "", "03-03-2025"],
    ["R2", "provincie (intern)", "Wat gaat goed?", "  n.v.t. ", "4 maart 2025"],
    ["", "waterschap", "Wat kan beter?", "Bel terug.\nOok als u het niet weet.", ""],
]


def content(rows: list[list[str]], header: list[str] = HEADER, delimiter: str = ";") -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, lineterminator="\r\n").writerows([header, *rows])
    return stream.getvalue().encode("utf-8")


def read(raw: bytes, file: str = "enquete.csv", **said: object) -> ReadResult:
    roles = {"text": "antwoord", "question": "vraag", "respondent": None, "organisation": None, "date": None}
    if b"organisatietype" in raw:
        roles |= {"respondent": "respondent", "organisation": "organisatietype", "date": "datum"}
    staff = ["provincie (intern)"]
    given_values = {"round": "2025", "audience": "extern", "internal_values": staff, "columns": roles, **said}
    source = Source.model_validate({"file": file, "profile": "tabel", **given_values})
    return read_source(raw, source, TABLE, PARAMS, where=f"raw/{file}")


def test_a_row_is_a_statement_with_all_that_the_export_knows() -> None:
    reading = read(content(ROWS), date="2025-03-01")

    expected = [
        ("1", "R1", "Korte lijnen.", "extern", "gemeente", "Wat gaat goed?", "2025-03-03"),
        ("3", "R2", "n.v.t.", "intern", "provincie (intern)", "Wat gaat goed?", "2025-03-04"),
        ("4", "", "Bel terug.\nOok als u het niet weet.", "extern", "waterschap", "Wat kan beter?", "2025-03-01"),
    ]
    columns = ["line_start", "respondent", "text", "audience", "organisation", "question", "date"]
    assert [tuple(row) for row in reading.statements[columns].to_numpy()] == expected
    assert list(reading.statements.columns) == STATEMENTS.names
    assert set(reading.statements["kind"]) == {"antwoord"}
    assert set(reading.statements["round"]) == {"2025"}
    assert (reading.statements["line_end"] == reading.statements["line_start"]).all()


def test_a_row_without_an_answer_is_dropped_with_its_reason() -> None:
    reading = read(content(ROWS))

    assert reading.kept == ("enquete.csv:1", "enquete.csv:3", "enquete.csv:4")
    assert reading.dropped == {"enquete.csv:2": "leeg_antwoord"}
    assert reading.unit == "row"


def test_without_a_moment_the_audience_names_the_round() -> None:
    assert read(content(ROWS), round="").statements["round"].tolist() == ["extern", "intern", "extern"]


def test_the_same_row_has_the_same_id_in_another_file_and_another_in_another_round() -> None:
    first = read(content(ROWS)).statements["statement_id"].tolist()

    assert read(content(ROWS, delimiter=","), file="kopie.csv").statements["statement_id"].tolist() == first
    assert not set(first) & set(read(content(ROWS), round="2026").statements["statement_id"])


def test_an_unreadable_date_is_named_with_its_row() -> None:
    rows = [*ROWS, ["R3", "", "", "Prima.", "dertig maart"]]

    with pytest.raises(InputError) as caught:
        read(content(rows))
    assert "enquete.csv data row 5" in str(caught.value)
    assert '"dertig maart" is not a date' in str(caught.value)


def test_the_date_of_an_empty_answer_is_not_looked_at() -> None:
    assert len(read(content([*ROWS, ["R3", "", "", " ", "later"]])).statements) == 3


CELLS = st.text(st.characters(exclude_categories=["Cc", "Cs"], include_characters="\n\r\t"), max_size=60)


@given(st.lists(CELLS, min_size=1, max_size=8))
@settings(deadline=None, max_examples=60)
def test_any_text_comes_out_verbatim(cells: list[str]) -> None:
    rows = [[f"R{number}", "", "", cell, ""] for number, cell in enumerate(cells, start=1)]

    reading = read(content(rows))

    tidy = [cell.replace("\r\n", "\n").replace("\r", "\n").strip() for cell in cells]
    assert reading.statements["text"].tolist() == [cell for cell in tidy if not blank(cell)]
    assert len(reading.kept) + len(reading.dropped) == len(cells)


FEW = st.sampled_from(["", "geen", "Geen", "Bel terug.", "a\nb"])
ROW = st.tuples(
    st.sampled_from(["", "R1", "Jan Smit"]), st.sampled_from(["", "gemeente", "provincie (intern)"]),
    st.sampled_from(["", "Wat kan beter?"]), FEW, st.sampled_from(["", "03-03-2025", "04-03-2025"]),
)  # fmt: skip


@given(st.lists(ROW, min_size=1, max_size=12), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=60)
def test_shuffled_rows_give_the_same_statements(rows: list[tuple[str, ...]], order: random.Random) -> None:
    shuffled = [list(row) for row in rows]
    order.shuffle(shuffled)

    before, after = (read(content(each)).statements for each in ([list(row) for row in rows], shuffled))

    places = ["line_start", "line_end"]
    assert before["statement_id"].is_unique
    pd.testing.assert_frame_equal(
        before.drop(columns=places).sort_values("statement_id", ignore_index=True),
        after.drop(columns=places).sort_values("statement_id", ignore_index=True),
    )


@pytest.mark.parametrize("code", cases(__file__, "codes"))
def test_a_code_is_kept(code: str) -> None:
    assert pseudonyms([code], TABLE.respondent_code, "geheime sleutel") == [code]


@pytest.mark.parametrize("name", cases(__file__, "names"))
def test_what_may_be_a_name_is_replaced(name: str) -> None:
    (one,) = pseudonyms([name], TABLE.respondent_code, "geheime sleutel")

    assert one.startswith("p")
    assert len(one) == 11
    assert name.lower() not in one
    assert pseudonyms([name], TABLE.respondent_code, "een andere sleutel") != [one]


def test_one_person_has_one_pseudonym_and_two_have_two() -> None:
    first, again, other, nobody = pseudonyms(
        ["Jan Smit", "jan  smit", "Jan Smid", ""], TABLE.respondent_code, "s" * 8
    )

    assert first == again
    assert first != other
    assert nobody == ""


def test_an_answer_of_signs_that_cannot_be_seen_is_none() -> None:
    reading = read("vraag;antwoord\nA?;\u200b \u00ad\nB?;\u200bja\n".encode())

    assert reading.dropped == {"enquete.csv:1": "leeg_antwoord"}
    assert reading.statements["text"].tolist() == ["\u200bja"]
