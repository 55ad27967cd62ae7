"""Which statements are shown with an action."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from pipeline.report.view.figures import SourcedTable
from pipeline.report.view.quotes import Choice, Quote, candidates, choose

Frame = Callable[..., pd.DataFrame]
LONG = "lang " * 100


def pick(frame: pd.DataFrame, wanted: int = 3, shown: tuple[Quote, ...] = ()) -> Choice:
    return choose(candidates(SourcedTable("evidence/actie-01.csv", frame), longest=100), wanted, shown, sure=0.8)


def ids(choice: Choice) -> list[str]:
    return [quote.statement_id for quote in choice.quotes]


def test_the_dissenting_side_is_shown_however_small_and_comes_last(evidence_rows: Frame) -> None:
    many = [{"tekst": f"Knelpunt nummer {number} van velen.", "zekerheid": "0.990"} for number in range(20)]
    frame = evidence_rows(*many, {"tekst": "Dit gaat juist goed zo.", "oordeel": "behouden", "zekerheid": "0.100"})

    choice = pick(frame)

    assert ids(choice) == ["e0", "e1", "e20"]
    assert [quote.dissent for quote in choice.quotes] == [False, False, True]
    assert not choice.unheard


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
    assert pick(evidence_rows({"tekst": "Het duurt te lang hier."})).unheard == "waarderend"
    assert pick(evidence_rows({"tekst": "Top geregeld, dank.", "oordeel": "behouden"})).unheard == "kritisch"
    assert not pick(evidence_rows()).unheard


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        pytest.param({"oordeel_zekerheid": "0.799"}, False, id="below the threshold"),
        pytest.param({"oordeel_zekerheid": "0.800"}, True, id="at the threshold"),
        pytest.param({"oordeel_zekerheid": "0.300", "beoordeeld": "ja"}, True, id="a reviewer's"),
        pytest.param({"oordeel_zekerheid": ""}, False, id="not known"),
    ],
)
def test_only_a_sure_stance_is_called_dissent(evidence_rows: Frame, cells: dict[str, str], shown: bool) -> None:
    doubtful = {"tekst": "Mooie plannen zijn er genoeg.", "oordeel": "behouden", "zekerheid": "1.000", **cells}

    choice = pick(evidence_rows({"tekst": "Het duurt te lang hier."}, doubtful))

    assert (ids(choice) == ["e0", "e1"]) == shown
    assert choice.dissent_unsure == (not shown)
    assert not choice.dissent_unshown
    assert not choice.unheard


def test_only_what_evidence_calls_an_example_is_shown_in_its_order(evidence_rows: Frame) -> None:
    frame = evidence_rows(
        {"tekst": "Dit is de eerste zin.", "voorbeeld": "nee", "zekerheid": "1.000", "beoordeeld": "ja"},
        {"tekst": "Dit is de tweede zin.", "zekerheid": "0.300"},
        {"tekst": "Dit is de derde zin.", "zekerheid": "0.900"},
        {"tekst": "Dit gaat juist heel goed.", "oordeel": "behouden", "voorbeeld": "nee"},
    )

    choice = pick(frame)

    assert ids(choice) == ["e1", "e2"]
    assert choice.dissent_unshown


def test_one_dissenting_voice_is_the_most(evidence_rows: Frame) -> None:
    both = [
        {"tekst": f"Dit gaat goed, nummer {n}.", "oordeel": "behouden", "ronde": f"20{n}"} for n in range(20, 23)
    ]
    frame = evidence_rows(*both, *({"tekst": f"Dit gaat niet goed, {n}."} for n in range(4)))

    found = [pick(frame, wanted=wanted).quotes for wanted in (1, 3, 6)]

    assert [[quote.dissent for quote in quotes] for quotes in found] == [
        [False, True], [False, False, True], [False] * 4 + [True],
    ]  # fmt: skip


def test_the_minority_is_not_shown_alone(evidence_rows: Frame) -> None:
    frame = evidence_rows(
        {"tekst": "Het duurt te lang hier."},
        {"tekst": "Het duurt veel te lang."},
        {"tekst": "Snel geregeld.", "oordeel": "behouden"},
    )
    first = pick(frame, wanted=2)
    shown = (*first.quotes[:1], *candidates(SourcedTable("evidence/actie-01.csv", frame), longest=100)[:2])

    assert pick(frame, shown=shown).quotes == ()


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
