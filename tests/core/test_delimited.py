"""Tables in text: rows as a spreadsheet numbers them, and what does not fit its header."""

from __future__ import annotations

import pytest

from pipeline.core.delimited import parse_csv
from pipeline.core.errors import InputError


def test_row_numbers_are_those_of_the_spreadsheet() -> None:
    frame = parse_csv('a;b\r\n1;"x\r\ny"\r\n;\r\n2;z\r\n', where="x")

    assert frame.index.tolist() == [2, 4]
    assert frame["b"].tolist() == ["x\r\ny", "z"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("a;a\n1;2\n", '"a" occurs twice', id="column twice"),
        pytest.param("a;b\n1;2;3\n", "3 cells where the header has 2", id="too many cells"),
        pytest.param('a;b\n1;"open\n', "cannot be read", id="quote never closed"),
        pytest.param("\n\n", "no rows", id="blank"),
        pytest.param(";" * 2000 + "a\n", "2001 columns; at most 2000 are read", id="too many columns"),
    ],
)
def test_broken_csv_is_explained(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse_csv(text, where="x.csv")


def test_a_cell_of_a_million_characters_is_read() -> None:
    assert len(parse_csv("a,b\n1," + "x" * 1_000_000 + "\n", where="x")["b"][2]) == 1_000_000
