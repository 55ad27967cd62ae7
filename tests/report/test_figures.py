"""A number as the page writes it, and where it comes from."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.report.view.figures import Form, Row, SourcedNumber, SourcedTable, dutch_number
from tests.cases import cases


@pytest.mark.parametrize(("value", "form", "text"), cases(__file__, "written"))
def test_numbers_are_written_as_dutch_readers_write_them(value: str, form: Form, text: str) -> None:
    assert dutch_number(value, form) == text


@given(st.integers(min_value=0, max_value=10**9))
def test_a_count_can_be_read_back(count: int) -> None:
    assert int(dutch_number(str(count), "aantal").replace(".", "")) == count


def book() -> SourcedTable:
    frame = pd.DataFrame({"thema": ["a", "b", "b"], "ronde": ["1", "1", "2"], "n": ["3", "4.5", ""]}, dtype=str)
    return SourcedTable("x.csv", frame)


def test_a_figure_names_table_row_and_column() -> None:
    figure = book().cell("n", thema="b", ronde="1")

    assert figure == SourcedNumber("4.5", "x.csv", "n", {"thema": "b", "ronde": "1"})
    assert figure.text == "4,5"
    assert (
        figure.__html__() == '<data value="4.5" data-bron="x.csv" data-rij="thema=b;ronde=1" data-kolom="n" '
        'data-hoe="cel" data-vorm="aantal">4,5</data>'
    )


def test_sums_and_counts_name_their_rows() -> None:
    assert book().total("n", thema="b").value == "4.5"
    assert book().total("n").value == "7.5"
    assert book().count("thema", thema="b").value == "2"
    assert book().count("thema").value == "3"


def test_a_sum_of_nothing_is_not_zero() -> None:
    assert book().total("n", ronde="2").value == ""
    assert book().total("n", ronde="3").text == "–"


@pytest.mark.parametrize("row", [{"thema": "c"}, {"thema": "b"}])
def test_a_cell_must_be_one_cell(row: dict[str, str]) -> None:
    with pytest.raises(KeyError, match=r"x\.csv: [02] rows"):
        book().cell("n", **row)


def test_what_a_row_is_called_is_escaped() -> None:
    frame = pd.DataFrame({"thema": ['"><b>'], "n": ["1"]}, dtype=str)

    html = SourcedTable("x.csv", frame).cell("n", thema='"><b>').__html__()

    assert "<b>" not in html


@pytest.mark.parametrize(
    ("n", "of", "cell", "text"),
    [("5", "143", "0.0350", "3%"), ("1", "8", "0.1250", "13%"), ("0", "7", "0.0000", "0%"), ("0", "0", "", "–")],
)
def test_a_share_is_rounded_once(n: str, of: str, cell: str, text: str) -> None:
    book = SourcedTable("trend.csv", pd.DataFrame([{"thema": "regie", "n": n, "noemer": of, "aandeel": cell}]))

    figure = Row.each(book, "thema")[0].quotient("aandeel", "n", "noemer")

    assert figure.text == text
    assert figure.value == cell
    assert f'data-deling="{n}/{of}"' in figure.__html__()


@pytest.mark.parametrize(("highs", "text"), [(("0.061", "0.064", "0.2"), "5,5%"), (("0.061", "0.2", "0.2"), "6%")])
def test_shares_are_told_in_tenths_where_half_of_the_intervals_are_narrow(highs: Sequence[str], text: str) -> None:
    cells = [
        {"thema": str(place), "aandeel": "0.0551", "ondergrens": "0.0500", "bovengrens": high}
        for place, high in enumerate((*highs, ""))
    ]
    rows = Row.each(SourcedTable("trend.csv", pd.DataFrame(cells, dtype=str)), "thema")

    assert {row.number("aandeel", "procent").text for row in rows} == {text}
    assert rows[0].number("thema").text == "0"
