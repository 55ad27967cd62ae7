"""LEESMIJ.txt explains every column that people open, and no other."""

from __future__ import annotations

from pipeline.core.tables import tables_of
from pipeline.core.yaml_model import own_yaml
from pipeline.evidence.readme import WIDTH, readme_text
from pipeline.stages.evidence import TEXTS as LEESMIJ

TEXTS = own_yaml(LEESMIJ)


def test_every_column_is_explained_in_the_order_of_its_table() -> None:
    assert {name: list(about["kolommen"]) for name, about in TEXTS["tabellen"].items()} == {
        table.name: table.names for subject in ("evidence", "trend") for table in tables_of(subject).values()
    }
    assert all(meaning for about in TEXTS["tabellen"].values() for meaning in about["kolommen"].values())


def test_the_text_reads_in_two_columns() -> None:
    lines = readme_text(TEXTS).split("\n")

    assert lines[:2] == ["WAT STAAT ER IN DEZE BESTANDEN?", "==============================="]
    assert lines.count("overzicht.csv") == 1
    assert "dubbel_van         Code van de vollere uitspraak die hetzelfde zegt. Dan telt deze niet mee." in lines
    assert max(map(len, lines)) <= WIDTH
