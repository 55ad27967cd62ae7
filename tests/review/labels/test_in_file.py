"""Labels made some at a time, of rows in any order, are those that are made at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from pipeline.core.codebook import load_codebook
from pipeline.core.counting import with_set_aside
from pipeline.core.parts.beside import kept_beside
from pipeline.core.parts.placed import PlacedRows
from pipeline.core.tables import LABELS, PREDICTIONS, table_bytes, write_table
from pipeline.review.common.resolutions import Review, aggregate
from pipeline.review.labels.in_file import Labelling, LabelsContent
from pipeline.review.labels.labelling import label
from tests.paths import ROOT

CODEBOOK = load_codebook(ROOT / "corpora" / "codebook.yaml")
REVIEW = Review("u3", "a.csv", 2, blind=True, category="relatie", status="gecorrigeerd", reviewer="=An")
REVIEWED = aggregate([REVIEW])
CELLS: tuple[dict[str, str], ...] = (
    {},
    {"kind": "motto"},
    {"category_given": "inhoud"},
    {"text": "-1\n=2"},
    {"duplicate_of": "u0"},
    {},
    {},
)


@pytest.mark.parametrize(("rows", "processes"), [(1, 1), (3, 1), (100, 1), (1, 2), (3, 3)])
@pytest.mark.parametrize("order", [[6, 2, 0, 1, 5, 3, 4], [3, 4, 1, 0, 6, 5, 2]])
def test_in_pieces_as_in_one(
    tmp_path: Path, rows: int, processes: int, order: list[int], predictions: Callable[..., pd.DataFrame]
) -> None:
    frame = predictions(*CELLS)[PREDICTIONS.names]
    whole = label(with_set_aside(frame, ["motto"]), REVIEWED, {"u0": "0.500000"}, CODEBOOK)
    write_table(tmp_path / "predictions.csv", frame.iloc[order], PREDICTIONS)

    placed = PlacedRows(tmp_path / "predictions.csv", PREDICTIONS, rows)
    assert sum(map(len, placed.frames())) == len(frame)
    labelling = Labelling(placed, ["motto"], REVIEWED, {"u0": "0.500000"}, CODEBOOK, at_once=rows)
    made = LabelsContent(labelling, tmp_path / "labels.csv", ["category"], processes)

    content = b"".join(made.content())
    assert content == table_bytes(whole, LABELS, where="there")
    assert made.overview["statement_id"].tolist() == whole["statement_id"].tolist()
    assert made.overview["category"].tolist() == whole["category"].tolist()
    assert made.overview["category"][3] == "relatie"
    pd.testing.assert_frame_equal(labelling.of(["u3", "u1"]), whole.iloc[[3, 1]].reset_index(drop=True))
    assert labelling.predicted(["gone", "u4"])["statement_id"].tolist() == ["u4"]
    assert {path.name for path in tmp_path.iterdir()} <= {"predictions.csv", "parts"}
    (tmp_path / "labels.csv").write_bytes(content)
    kept = kept_beside(tmp_path / "labels.csv", LABELS, LABELS.names)
    assert (kept is None) == (rows == 100)  # in one piece
    if kept:
        pd.testing.assert_frame_equal(pd.concat(kept.frames(100)), whole)
