"""Whole reports against what a person read in them: a small deck, and the demo report.

The golden tables were checked line by line. When a rule changes on purpose, write the new
reading over them with ``pipeline.core.tables.write_table`` and review the difference like code.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from pipeline.core.tables import ACTIONS_FOUND, SCORES, STATEMENTS, Table, read_table
from pipeline.ingest.common.reading import ReadResult
from tests.ingest.reports import DECK, DEMO

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def deck(read: Callable[..., ReadResult]) -> ReadResult:
    return read(DECK.read_text("utf-8"), moment="2024", file_name="deck.txt")


@pytest.fixture(scope="module")
def demo(read: Callable[..., ReadResult]) -> ReadResult:
    return read(DEMO.read_text("utf-8"), moment="2024", file_name=DEMO.name, date="2024-10-01")


def same(found: pd.DataFrame, file: str, table: Table) -> None:
    pd.testing.assert_frame_equal(found, read_table(HERE / file, table), check_dtype=False)


def test_statements_of_the_deck(deck: ReadResult) -> None:
    same(deck.statements, "deck_statements.csv", STATEMENTS)


def test_scores_of_the_deck(deck: ReadResult) -> None:
    same(deck.scores, "deck_scores.csv", SCORES)


def test_actions_of_the_deck(deck: ReadResult) -> None:
    same(deck.actions, "deck_actions.csv", ACTIONS_FOUND)


def test_reasons_of_the_deck(deck: ReadResult) -> None:
    golden = json.loads((HERE / "deck_dropped.json").read_text("utf-8"))
    found: dict[str, list[int]] = {}
    for unit, reason in deck.dropped.items():
        found.setdefault(reason, []).append(int(unit.rsplit(":", 1)[1]))
    assert found == golden


def test_statements_of_the_demo_report(demo: ReadResult) -> None:
    same(demo.statements, "demo_statements.csv", STATEMENTS)


def test_actions_of_the_demo_report(demo: ReadResult) -> None:
    assert demo.actions["number"].tolist() == [str(number) for number in range(1, 9)]
    assert demo.actions["owner"].tolist() == [
        "team Bestuurszaken",
        "team Regio en Relatie",
        "afdeling Dienstverlening, met de domeinen",
        "directieteam",
        "team Bestuurszaken, met de uitvoeringsdiensten",
        "team Regio en Relatie, met de gebiedsmanagers",
        "afdeling Communicatie",
        "HR, met het Leerhuis Nedermaas",
    ]
    assert demo.actions["text"][4] == (
        "Leg bij de start van een traject op een rollenkaart vast wie beslist, wie adviseert en wie uitvoert."
    )


def test_scores_of_the_demo_report(demo: ReadResult) -> None:
    assert len(demo.scores) == 8 * 5
    assert set(demo.scores["round"]) == {"2024-beide"}
    certain = demo.scores[demo.scores["ambiguous"] == ""]
    assert certain["property"].drop_duplicates().tolist() == [
        "Betrouwbaar",
        "Gelijkwaardig",
        "Resultaatgericht",
        "Toegankelijk",
    ]
    assert certain[certain["property"] == "Betrouwbaar"]["count"].tolist() == ["2", "13", "30", "24", "3"]
    unsure = demo.scores[demo.scores["property"] == "Flexibel"]
    assert set(unsure["count"]) == {""}
    assert set(unsure["cells"]) == {"6,5|27|28|9"}
