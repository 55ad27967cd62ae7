"""The stages' ledgers in one account."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest

from pipeline.core.errors import ConservationError
from pipeline.report.view import combined
from pipeline.report.view.combined import ORDER, combine, shortened
from tests.cases import cases


def ledgers(**changes: dict[str, Any]) -> dict[str, dict[str, Any]]:
    def ledger(stage: str, came: int, dropped: int) -> dict[str, Any]:
        reasons = {"no": {"n": dropped, "meaning": "it is not", "units": []}} if dropped else {}
        return {"stage": stage, "unit": "statement", "in": came, "kept": came - dropped, "dropped": reasons}

    sound = {stage: ledger(stage, 10, 0) for stage in ORDER}
    sound["ingest"] = {**ledger("ingest", 25, 5), "unit": "line"}
    sound["trend"] = ledger("trend", 10, 3)
    return {stage: {**account, **changes.get(stage, {})} for stage, account in sound.items()}


def test_the_account_has_all_stages_in_pipeline_order() -> None:
    shuffled = dict(reversed(ledgers().items()))

    account = combine("demo", shuffled, 10)

    assert account["corpus"] == "demo"
    assert [ledger["stage"] for ledger in account["stages"]] == list(ORDER)
    # Lines are not statements: that handover is not compared.
    assert [(one["from"], one["to"], one["n"]) for one in account["handovers"]] == [
        ("classify", "discover", 10), ("classify", "review", 10), ("review", "evaluate", 10),
        ("review", "trend", 10), ("review", "evidence", 10),
    ]  # fmt: skip


def test_what_a_language_model_was_asked_is_in_the_account_where_there_is_one() -> None:
    asked = {"stage": "ask", "unit": "statement", "in": 10, "kept": 7, "dropped": {"gone": {"n": 3}}}

    account = combine("demo", {**ledgers(), "ask": asked}, 10)

    assert [ledger["stage"] for ledger in account["stages"]] == [*ORDER[:3], "ask", *ORDER[3:]]
    with pytest.raises(ConservationError, match="ask: 10 in, 7 kept, 2 dropped"):
        combine("demo", {**ledgers(), "ask": {**asked, "dropped": {"gone": {"n": 2}}}}, 10)


@pytest.mark.parametrize(("changes", "message"), cases(__file__, "a_loss_between_stages_is_a_fault"))
def test_a_loss_between_stages_is_a_fault(changes: dict[str, dict[str, Any]], message: str) -> None:
    with pytest.raises(ConservationError, match=message):
        combine("demo", ledgers(**changes), 10)


def test_labels_that_are_not_what_review_handed_on_are_a_fault() -> None:
    with pytest.raises(ConservationError, match=r"labels\.csv has 9 rows"):
        combine("demo", ledgers(), 9)


def test_a_stage_without_a_ledger_is_a_fault() -> None:
    account = ledgers()
    del account["evidence"]

    with pytest.raises(ConservationError, match="evidence"):
        combine("demo", account, 10)


def test_of_very_many_units_the_first_are_named_and_the_file_that_has_all() -> None:
    few = {"n": 2, "meaning": "w", "units": ["a", "b"]}
    many = {"n": 3, "meaning": "v", "units": ["a", "b", "c"]}
    whole = {"stage": "trend", "in": 9, "kept": 4, "dropped": {"x": few, "y": many}}

    with mock.patch.object(combined, "MOST_NAMED", 2):
        account = shortened(whole, "ledgers/trend.json")

    named = {"n": 3, "meaning": "v", "units": ["a", "b"], "units_in": "ledgers/trend.json"}
    assert account == {**whole, "dropped": {"x": few, "y": named}}
    assert shortened(whole, "ledgers/trend.json") == whole
