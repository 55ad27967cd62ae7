"""Of statements on the page all columns are read, as they were before they were made safe for a spreadsheet."""

from __future__ import annotations

from pathlib import Path

from pipeline.core.tables import write_table
from pipeline.report.view.tables import BOOKS, KINDS, TEXTS, Tables, read_books, read_tables
from tests import builders

SAID = {"b": "=1+1 is niet altijd twee", "a": "'t Overleg\nging goed", "c": "Gewoon goed"}


def test_rows_are_looked_up_by_id_whole_and_as_they_were_said(tmp_path: Path, no_tables: Tables) -> None:
    labels = builders.labels(*({"statement_id": one, "text": text} for one, text in SAID.items()))
    for name, (file, table) in BOOKS.items():
        write_table(tmp_path / file, labels if name == "labels" else getattr(no_tables, name).frame, table)

    tables = read_tables(tmp_path, read_books(tmp_path), {})
    found = tables.statements(["c", "a", "onbekend"])

    assert set(tables.labels.frame.columns) == {*KINDS, *TEXTS}
    assert tables.labels.frame["text"].tolist() == [*SAID.values()]
    assert found["text"].tolist() == [SAID["a"], SAID["c"]]
    assert found.equals(labels.iloc[[1, 2]].reset_index(drop=True))
