"""Which statements are shown with an action."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from pipeline.report.view.figures import SourcedTable
from pipeline.report.view.quotes import Choice, Quote, choose
from pipeline.report.view.tables import Choices
from tests.cases import cases

Frame = Callable[..., pd.DataFrame]
LONG = "lang " * 100


def pick(frame: pd.DataFrame, wanted: int = 3, shown: tuple[Quote, ...] = ()) -> Choice:
    limits: dict[str, Any] = {"quotes_per_action": wanted, "quote_longest": 100, "sure_stance": 0.8}
    return choose(SourcedTable("evidence/actie-01.csv", frame), shown, Choices.model_construct(**limits))


def ids(choice: Choice) -> list[str]:
    return [quote.statement_id for quote in choice.quotes]


def test_the_dissenting_side_is_shown_however_small_and_comes_last(evidence_rows: Frame) -> None:
    many = [{"tekst": f"Knelpunt nummer {number} van velen.", "zekerheid": "0.990"} for number in range(20)]
    frame = evidence_rows(*many, {"tekst": "Dit gaat juist goed zo.", "oordeel": "behouden", "zekerheid": "0.100"})

    choice = pick(frame)

    assert ids(choice) == ["e0", "e1", "e20"]
    assert [quote.dissent for quote in choice.quotes] == [False, False, True]
    assert not choice.unheard


@pytest.mark.parametrize(("statements", "wanted", "quotes", "said"), cases(__file__, "chosen"))
def test_which_are_chosen_and_what_is_said_of_the_sides(
    evidence_rows: Frame, statements: list[dict[str, str]], wanted: int, quotes: list[str], said: list[str]
) -> None:
    choice = pick(evidence_rows(*statements), wanted)

    flags = [name for name in ("dissent_unshown", "dissent_unsure") if getattr(choice, name)]
    assert [f"{quote.statement_id}{'!' if quote.dissent else ''}" for quote in choice.quotes] == quotes
    assert [*flags, *filter(None, [choice.unheard])] == said


@pytest.mark.parametrize(("cells", "shown"), cases(__file__, "only_a_sure_stance_is_called_dissent"))
def test_only_a_sure_stance_is_called_dissent(evidence_rows: Frame, cells: dict[str, str], shown: bool) -> None:
    doubtful = {"tekst": "Mooie plannen zijn er genoeg.", "oordeel": "behouden", "zekerheid": "1.000", **cells}

    choice = pick(evidence_rows({"tekst": "Het duurt te lang hier."}, doubtful))

    assert (ids(choice) == ["e0", "e1"]) == shown
    assert choice.dissent_unsure == (not shown)
    assert not choice.dissent_unshown
    assert not choice.unheard


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
    shown = (*first.quotes[:1], *Quote.each(SourcedTable("evidence/actie-01.csv", frame), "uitspraak_id")[:2])

    assert pick(frame, shown=shown).quotes == ()


@pytest.mark.parametrize("other", cases(__file__, "never_shown"))
def test_never_shown(evidence_rows: Frame, other: dict[str, str]) -> None:
    assert ids(pick(evidence_rows({"tekst": "Het duurt te lang hier."}, other))) == ["e0"]


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
