"""LEESMIJ.txt explains every column that people open, and no other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from pipeline import evidence
from pipeline.core.tables import (
    EVIDENCE,
    EVIDENCE_ACTIONS,
    EVIDENCE_COVERAGE,
    EVIDENCE_OVERVIEW,
    EVIDENCE_THEMES,
    TREND,
    TREND_ACTIONS,
    TREND_MIRROR,
    TREND_STANCES,
    Column,
    Table,
)
from pipeline.evidence.readme import WIDTH, readme_text

TABLES = (
    EVIDENCE_OVERVIEW,
    EVIDENCE,
    EVIDENCE_THEMES,
    EVIDENCE_ACTIONS,
    EVIDENCE_COVERAGE,
    TREND,
    TREND_STANCES,
    TREND_MIRROR,
    TREND_ACTIONS,
)


@pytest.fixture(scope="module")
def texts() -> dict[str, Any]:
    file = Path(evidence.__file__).parent / "leesmij.yaml"
    content: dict[str, Any] = YAML(typ="safe").load(file.read_text(encoding="utf-8"))
    return content


def test_every_column_is_explained_in_the_order_of_its_table(texts: dict[str, Any]) -> None:
    assert {name: list(about["kolommen"]) for name, about in texts["tabellen"].items()} == {
        table.name: table.names for table in TABLES
    }
    assert all(meaning for about in texts["tabellen"].values() for meaning in about["kolommen"].values())


def test_a_column_that_is_not_explained_is_not_passed_over(texts: dict[str, Any]) -> None:
    with pytest.raises(KeyError, match="nieuw"):
        readme_text([Table("trend", "a row", ("nieuw",), (Column("nieuw", "new"),))], texts)


def test_the_text_reads_in_two_columns(texts: dict[str, Any]) -> None:
    lines = readme_text(TABLES, texts).split("\n")

    assert lines[:2] == ["WAT STAAT ER IN DEZE BESTANDEN?", "==============================="]
    assert lines.count("overzicht.csv") == 1
    assert "dubbel_van         Code van de vollere uitspraak die hetzelfde zegt. Dan telt deze niet mee." in lines
    assert max(map(len, lines)) <= WIDTH
