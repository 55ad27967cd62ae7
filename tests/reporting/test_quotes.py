"""Which statements are shown with an action."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from pipeline.reporting.quotes import Choice, Quote, candidates, choose

Frame = Callable[..., pd.DataFrame]
LONG = "lang " * 100


def pick(frame: pd.DataFrame, wanted: int = 3, shown: tuple[Quote, ...] = ()) -> Choice:
    return choose(candidates(frame, shortest=10, longest=100), wanted, shown)


def ids(choice: Choice) -> list[str]:
    return [quote.statement_id for quote in choice.quotes]


def test_the_dissenting_side_is_shown_however_small_and_comes_last(evidence_rows: Frame) -> None:
    many = [{"tekst": f"Knelpunt nummer {number} van velen.", "zekerheid": "0.990"} for number in range(20)]
    frame = evidence_rows(*many, {"tekst": "Dit gaat juist goed zo.", "oordeel": "behouden", "zekerheid": "0.100"})

    choice = pick(frame)

    assert ids(choice)[-1] == "e20"
    assert [quote.dissent for quote in choice.quotes] == [False, False, True]
    assert not choice.one_sided


def test_criticism_is_the_dissent_where_praise_is_the_larger_side(evidence_rows: Frame) -> None:
    frame = evidence_rows(
        {"tekst": "Dit gaat goed, de eerste.", "oordeel": "behouden"},
        {"tekst": "Dit gaat goed, de tweede.", "oordeel": "behouden"},
        {"tekst": "Doe dit voortaan anders.", "oordeel": "wens"},
    )

    assert [(quote.statement_id, quote.dissent) for quote in pick(frame).quotes][-1] == ("e2", True)


def test_both_sides_are_shown_even_when_one_quote_is_wanted(evidence_rows: Frame) -> None:
    frame = evidence_rows(
        {"tekst": "Het duurt te lang hier."}, {"tekst": "Snel geregeld, top.", "oordeel": "behouden"}
    )

    assert len(pick(frame, wanted=1).quotes) == 2


def test_the_page_says_when_nobody_disagrees(evidence_rows: Frame) -> None:
    assert pick(evidence_rows({"tekst": "Het duurt te lang hier."})).one_sided
    assert not pick(evidence_rows()).one_sided


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"dubbel_van": "e0"}, id="a duplicate"),
        pytest.param({"tekst": "HET duurt  te lang hier."}, id="the same words"),
        pytest.param({"tekst": "Bel mij op 06-1234 5678 hierover."}, id="a telephone number"),
        pytest.param({"tekst": "Mail mij: jan@voorbeeld.nl graag."}, id="an e-mail address"),
    ],
)
def test_never_shown(evidence_rows: Frame, other: dict[str, str]) -> None:
    assert ids(pick(evidence_rows({"tekst": "Het duurt te lang hier."}, other))) == ["e0"]


def test_a_year_or_an_amount_is_not_a_telephone_number(evidence_rows: Frame) -> None:
    frame = evidence_rows({"tekst": "Van 2024 tot 2026 kostte het 1.250.000 euro."})

    assert ids(pick(frame)) == ["e0"]


def test_no_statement_stands_twice_on_the_page(evidence_rows: Frame) -> None:
    frame = evidence_rows(
        {"tekst": "Het duurt te lang hier."}, {"tekst": "Snel geregeld, top.", "oordeel": "behouden"}
    )
    first = pick(frame)

    second = pick(frame, shown=first.quotes)

    assert second.quotes == ()
    assert second.dissent_unshown


def test_a_readable_length_goes_before_a_sure_label(evidence_rows: Frame) -> None:
    frame = evidence_rows(
        {"tekst": LONG, "zekerheid": "0.990"}, {"tekst": "Kort.", "zekerheid": "0.980"},
        {"tekst": "Dit is een gewone zin.", "zekerheid": "0.300"},
    )  # fmt: skip

    assert ids(pick(frame, wanted=1)) == ["e2"]


def test_a_reviewed_label_goes_before_a_surer_one(evidence_rows: Frame) -> None:
    frame = evidence_rows(
        {"tekst": "Dit is de eerste zin.", "zekerheid": "0.990"},
        {"tekst": "Dit is de tweede zin.", "zekerheid": "0.300", "beoordeeld": "ja"},
    )

    assert ids(pick(frame, wanted=1)) == ["e1"]


def test_a_long_statement_is_shown_whole_when_it_is_the_only_dissent(evidence_rows: Frame) -> None:
    frame = evidence_rows({"tekst": "Het duurt te lang hier."}, {"tekst": LONG, "oordeel": "behouden"})

    quote = pick(frame).quotes[-1]

    assert (quote.text, quote.long, quote.dissent) == (LONG, True, True)


def test_the_last_place_goes_to_another_round_and_source(evidence_rows: Frame) -> None:
    frame = evidence_rows(
        {"tekst": "Dit is de eerste zin.", "zekerheid": "0.990"},
        {"tekst": "Dit is de tweede zin.", "zekerheid": "0.980"},
        {"tekst": "Dit is de derde zin.", "zekerheid": "0.200", "ronde": "2024", "bron": "verslag.txt"},
    )

    assert ids(pick(frame, wanted=2)) == ["e0", "e2"]


def test_the_order_of_the_rows_makes_no_difference(evidence_rows: Frame) -> None:
    frame = evidence_rows(
        *(
            {"tekst": f"Zin nummer {number} hierover.", "oordeel": ("wens", "behouden")[number % 2]}
            for number in range(9)
        )
    )

    assert ids(pick(frame)) == ids(pick(frame.iloc[::-1]))
