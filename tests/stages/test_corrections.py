from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from pipeline.core.files import dutch_csv
from pipeline.core.table import write_table
from pipeline.core.tables.review import REVIEW
from pipeline.core.tables.statements import STATEMENTS
from pipeline.review.common.review_rows import check_code
from pipeline.stages.corrections import main
from tests.paths import ROOT

CORPUS = """\
title: Proef
organisation: provincie Proef
sources:
- {file: a.csv, profile: tabel, round: "2025"}
"""
TEXTS = {"u1": "Verzonnen zin van Jan Smit.", "u2": "Een andere zin."}
MASKED = "Verzonnen zin van [naam]."


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "corpora" / "proef"
    (folder / "raw").mkdir(parents=True)
    (folder / "reviews").mkdir()
    (folder / "raw" / "a.csv").write_text("antwoord\n")
    (folder / "corpus.yaml").write_text(CORPUS, encoding="utf-8")
    shutil.copy(ROOT / "corpora" / "codebook.yaml", tmp_path / "corpora")
    shutil.copy(ROOT / "params.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    cells = [
        {
            **dict.fromkeys(STATEMENTS.names, ""),
            "statement_id": one,
            "source": "a.csv",
            "line_start": str(row),
            "line_end": str(row),
            "kind": "antwoord",
            "round": "2025",
            "audience": "extern",
            "text": text,
            "personal_data": "naam:18-26" if one == "u1" else "",
        }
        for row, (one, text) in enumerate(TEXTS.items(), start=1)
    ]
    write_table(
        Path("reports/proef/statements.csv"), pd.DataFrame(cells, columns=STATEMENTS.names, dtype=str), STATEMENTS
    )
    return tmp_path


def hand_in(one: str, text: str, **filled: str) -> None:
    row = {
        **dict.fromkeys(REVIEW.names, ""),
        "uitspraak_id": one,
        "tekst": text,
        "controle": check_code(one, text, blind=False),
        "beoordelaar": "An",
        **filled,
    }
    content = dutch_csv(pd.DataFrame([row], columns=REVIEW.names, dtype=object))
    Path(f"corpora/proef/reviews/{one}.csv").write_bytes(content)


def lines() -> list[dict[str, object]]:
    content = Path("models/coder/corrections/proef.jsonl").read_text("utf-8")
    return [json.loads(line) for line in content.splitlines() if line]


def test_nothing_returned_is_nothing_taught(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["proef"]) == 0

    assert lines() == []
    assert capsys.readouterr().out.startswith("corrections proef: 0 statements to learn from")


def test_what_a_reviewer_corrected_is_a_correction_with_personal_data_masked() -> None:
    hand_in("u1", MASKED, oordeel_correctie="knelpunt", themas_correctie="leren", status="gecorrigeerd")

    assert main(["proef"]) == 0

    assert lines() == [
        {"id": "u1", "text": MASKED, "category": "", "stance": "knelpunt", "themes": ["leren"], "weight": 1.0}
    ]
