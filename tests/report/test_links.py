"""A number opens the statements that it counts, and no number opens more or less."""

from __future__ import annotations

import pytest

from pipeline.report.findings.sentences import filter_of, linked
from pipeline.report.view.figures import How, SourcedNumber
from tests.cases import cases


@pytest.mark.parametrize(("value", "table", "column", "row", "how", "opens"), cases(__file__, "figures"))
def test_a_figure_opens_what_it_counts(
    value: str, table: str, column: str, row: dict[str, str], how: How, opens: dict[str, str]
) -> None:
    assert filter_of(SourcedNumber(value, table, column, row, how=how)) == opens


def test_a_door_is_a_link_with_its_choice_in_words_that_cannot_get_out() -> None:
    link = str(linked(SourcedNumber("3", "trend.csv", "n", {"thema": 'a"b'})))

    assert link.startswith('<a class="deur" href="#uitspraken" data-thema="a&#34;b"><data value="3"')


@pytest.mark.parametrize("value", ["", "0"])
def test_there_is_no_door_behind_nothing(value: str) -> None:
    figure = SourcedNumber(value, "trend.csv", "n", {"thema": "regie"})

    assert linked(figure) is figure


def test_what_is_no_figure_stays_what_it_is() -> None:
    assert linked("tekst") == "tekst"
    assert linked(3) == 3
