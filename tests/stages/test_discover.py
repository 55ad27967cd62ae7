from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from pipeline.stages.discover import main
from pipeline.table import read_table, write_table
from pipeline.tables import PREDICTIONS, TOPICS

ROOT = Path(__file__).parents[2]

CODEBOOK = """\
categories:
  inhoud: {label: Inhoud, definition: Waarover.}
  proces: {label: Proces, definition: Hoe.}
stances:
  knelpunt: {label: Knelpunt, definition: Niet goed.}
  wens: {label: Wens, definition: Advies.}
themes:
  taal: {label: Taal, definition: Gewone woorden.}
"""
CORPUS = """\
title: Proef
organisation: gemeente Proefstad
sources:
- {file: b.csv, profile: tabel, round: "2025", audience: extern}
"""
TEXTS = [
    *(
        f"In Proefstad is de parkeerplaats bij het kantoor vol {when}."
        for when in ("vroeg", "zaterdag", "vandaag", "overdag", "dinsdag", "vrijdag")
    ),
    *(
        f"Brieven uit Proefstad staan vol vaktaal {when}."
        for when in ("tegenwoordig", "onnodig", "helaas, zinloos", "blijkbaar", "onbedoeld", "vermoeiend")
    ),
    "n.v.t.",
    "Brieven met vaktaal.",
]


def example() -> pd.DataFrame:
    rows = [
        {
            **dict.fromkeys(PREDICTIONS.names, ""),
            "kind": "antwoord",
            "audience": "extern",
            "round": "2025",
            "line_start": "1",
            "line_end": "1",
            "source": "b.csv",
            "category": "proces",
            "stance": "knelpunt",
            "category_confidence": "0.800",
            "stance_confidence": "0.800",
            "themes_status": "geen_thema",
            "statement_id": f"u{number:02d}",
            "text": text,
        }
        for number, text in enumerate(TEXTS)
    ]
    frame = pd.DataFrame(rows, columns=PREDICTIONS.names, dtype=str)
    frame.loc[6:11, ["themes", "themes_status"]] = ["taal", "thema"]
    frame.loc[12, "themes_status"] = "geen_inhoud"
    frame.loc[13, "duplicate_of"] = "u06"
    return frame


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "params.yaml").write_bytes((ROOT / "params.yaml").read_bytes())
    folder = tmp_path / "corpora" / "proef"
    (folder / "raw").mkdir(parents=True)
    (folder / "raw" / "b.csv").write_text("x")
    (folder / "corpus.yaml").write_text(CORPUS)
    (tmp_path / "corpora" / "codebook.yaml").write_text(CODEBOOK)
    write_table(tmp_path / "reports" / "proef" / "predictions.csv", example(), PREDICTIONS)
    return tmp_path / "reports" / "proef"


def test_topics_ledger_and_summary(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["proef"]) == 0
    summary = (
        "discover proef: 2 topics in 12 of 14 statements, 1 not covered by a theme → reports/proef/topics.csv\n"
    )
    assert capsys.readouterr() == (summary, "")
    topics = read_table(project / "topics.csv", TOPICS)
    covered = {min(row["statements"].split("|")): row["covered"] for row in topics.to_dict("records")}
    assert covered == {"u00": "nee", "u06": "ja"}
    assert not topics["words"].str.contains("proefstad").any()
    ledger = json.loads((project / "ledgers" / "discover.json").read_text(encoding="utf-8"))
    assert (ledger["in"], ledger["kept"]) == (14, 12)
    assert {reason: entry["units"] for reason, entry in ledger["dropped"].items()} == {
        "dubbel": ["u13"],
        "geen_inhoud": ["u12"],
    }


def test_same_bytes_in_a_new_process_and_for_other_row_orders(project: Path) -> None:
    assert main(["proef"]) == 0
    first = [(project / name).read_bytes() for name in ("topics.csv", "ledgers/discover.json")]
    write_table(project / "predictions.csv", example().iloc[::-1], PREDICTIONS)
    command = [sys.executable, "-W", "error", "-m", "pipeline.stages.discover", "proef"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "7"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert [(project / name).read_bytes() for name in ("topics.csv", "ledgers/discover.json")] == first


def test_nothing_said_is_an_empty_table_and_a_reason(project: Path) -> None:
    write_table(project / "predictions.csv", example().assign(themes_status="geen_inhoud", themes=""), PREDICTIONS)
    assert main(["proef"]) == 0
    assert read_table(project / "topics.csv", TOPICS).empty
    ledger = json.loads((project / "ledgers" / "discover.json").read_text(encoding="utf-8"))
    assert ledger["kept"] == 0
    assert ledger["dropped"]["geen_inhoud"]["n"] == 14


def test_mistake_of_a_user_leaves_earlier_topics(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["proef"]) == 0
    before = (project / "topics.csv").read_bytes()
    frame = example()
    frame.loc[7, "themes"] = "tal"
    write_table(project / "predictions.csv", frame, PREDICTIONS)
    assert main(["proef"]) == 2
    error = capsys.readouterr().err
    assert "u07" in error
    assert 'Closest: "taal"' in error
    assert (project / "topics.csv").read_bytes() == before


def test_missing_predictions_say_what_to_run(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "predictions.csv").unlink()
    assert main(["proef"]) == 2
    assert "dvc repro" in capsys.readouterr().err
    assert not (project / "topics.csv").exists()
