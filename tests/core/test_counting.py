from __future__ import annotations

import json

import pandas as pd
import pytest

from pipeline.core.codes import SET_ASIDE
from pipeline.core.counting import (
    NOT_COUNTED,
    Ledger,
    Throughput,
    chances_in,
    set_aside,
    theme_lists,
    why_not_counted,
)
from pipeline.core.errors import ConservationError, InputError
from tests.cases import cases


def frame(*rows: tuple[str, str, str], excluded: tuple[str, ...] = ("motto",)) -> pd.DataFrame:
    statements = pd.DataFrame(rows, columns=["kind", "themes_status", "duplicate_of"], dtype=str)
    return statements.assign(set_aside=set_aside(statements, excluded))


def test_what_counts_and_why_the_rest_does_not() -> None:
    labels = frame(
        ("citaat", "thema", ""),
        ("citaat", "geen_thema", ""),
        ("citaat", "onbeslist", ""),
        ("citaat", "geen_inhoud", ""),
        ("citaat", "buiten_onderwerp", "u9"),
        ("citaat", "thema", "u9"),
        ("motto", "buiten_onderwerp", ""),
        ("motto", "geen_inhoud", "u9"),
        ("citaat", "geen_inhoud", "u9"),
    )

    assert labels["set_aside"].tolist() == [
        "", "", "", "", "duplicate", "duplicate", "authors_words", "authors_words", "duplicate",
    ]  # fmt: skip
    assert set(labels["set_aside"]) == set(SET_ASIDE)
    reasons = why_not_counted(labels)
    assert reasons.tolist() == [
        "", "", "", "no_content", "off_topic", "duplicate", "authors_words", "authors_words", "no_content",
    ]  # fmt: skip
    assert set(reasons) - {""} == set(NOT_COUNTED)


def test_without_excluded_kinds_every_kind_counts() -> None:
    assert why_not_counted(frame(("motto", "thema", ""), excluded=())).tolist() == [""]
    assert why_not_counted(frame(excluded=())).empty


def test_chances_are_hundredths_and_nought_where_none_is_named() -> None:
    cells = pd.Series(["rust=0.07|leren=1.00", "", "leren=0.29|elders=0.50", "rust=0.07|leren=1.00"])

    assert chances_in(cells, ["leren", "rust"]).tolist() == [[100, 7], [0, 0], [29, 0], [100, 7]]
    assert chances_in(cells[:0], ["leren"]).shape == (0, 1)


def test_themes_are_listed_and_strange_ones_are_refused() -> None:
    labels = pd.DataFrame(
        {"statement_id": ["a", "b"], "themes": ["leren|regie", ""], "stance": ["wens", "neutraal"]}, dtype=str
    )

    assert theme_lists(labels, ["leren", "regie"]).tolist() == [["leren", "regie"], []]
    with pytest.raises(InputError, match='statement a, column themes: unknown theme "regie"'):
        theme_lists(labels, ["leren"])


REASONS = {"kop": "a heading"}


def test_a_ledger_counts_and_explains() -> None:
    ledger = Ledger.of(
        "ingest",
        "line",
        incoming=["a:1", "a:2", "a:3"],
        kept=["a:2"],
        dropped={"a:1": "kop", "a:3": "kop"},
        reasons=REASONS,
    )

    assert json.loads(ledger.as_bytes()) == {
        "stage": "ingest",
        "unit": "line",
        "in": 3,
        "kept": 1,
        "dropped": {"kop": {"n": 2, "meaning": "a heading", "units": ["a:1", "a:3"]}},
    }


@pytest.mark.parametrize(("kept", "dropped"), cases(__file__, "unsound"))
def test_a_ledger_that_does_not_add_up_cannot_be_made(kept: list[str], dropped: dict[str, str]) -> None:
    with pytest.raises(ConservationError):
        Ledger.of("x", "row", incoming=["a", "b"], kept=kept, dropped=dropped, reasons=REASONS)


def test_a_stage_that_drops_nothing_has_the_account_of_a_ledger() -> None:
    passed = Throughput("x", "row")
    for some in (["a", "b"], [], ["c"]):
        passed.came(some)
    passed.went(["a"])
    passed.went(["b", "c"])

    assert passed.as_bytes() == Ledger.of("x", "row", incoming="abc", kept="abc").as_bytes()
    assert passed.n_kept == 3


@pytest.mark.parametrize("went", [["a"], ["a", "c"], ["b", "a"], ["a", "b", "b"], ["ab"]])
def test_a_stage_that_loses_or_swaps_a_unit_has_no_account(went: list[str]) -> None:
    passed = Throughput("x", "row")
    passed.came(["a", "b"])
    passed.went(went)

    with pytest.raises(ConservationError, match="x: 2 came in"):
        passed.as_bytes()


def test_accounts_of_units_that_came_in_apart_are_one_account() -> None:
    parts = [
        Ledger.of("x", "row", incoming=["a", "b"], kept=["b"], dropped={"a": "kop"}, reasons=REASONS),
        Ledger.of("x", "line", incoming=["c", "d"], kept=["d"], dropped={"c": "kop"}, reasons=REASONS),
    ]
    whole = Ledger.of(
        "x", "line or row", incoming="abcd", kept="bd", dropped={"a": "kop", "c": "kop"}, reasons=REASONS
    )

    assert Ledger.together(parts).as_bytes() == whole.as_bytes()
    with pytest.raises(ConservationError, match="1 units were dropped twice"):
        Ledger.together([parts[0], parts[0]])
