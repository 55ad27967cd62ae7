"""The stages that count read labels some rows at a time: how many makes no difference to any file."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

import pytest

from pipeline.core.parts.columns import read_columns
from pipeline.core.tables import CODINGS, LABELS, write_table
from pipeline.stages import evaluate, evidence, trend
from tests import builders

REPORTS = Path("reports/proef")
CORPUS = builders.corpus_yaml(
    'file: a.csv, profile: tabel, round: "2024", date: 2024-10-01, audience: extern',
    'file: b.csv, profile: tabel, round: "2025", date: 2025-03-01, audience: extern',
)
LETTER = "Wij vragen u om de vergunning voor het zonnepark nog dit jaar te verlenen."
ROWS = builders.labels(
    *(
        {
            "source": f"{'ab'[n % 2]}.csv",
            "round": str(2024 + n % 2),
            "text": LETTER
            if n % 5 == 0
            else f"Bij dossier {n} zaten er {3 * n} mensen om tafel, zei buur {7 * n}.",
            "themes": ("", "leren", "verkokering")[n % 3],
            "predicted_themes": ("", "leren", "verkokering")[n % 4 % 3],
            "predicted_themes_status": ("geen_thema", "thema", "thema")[n % 4 % 3],
            "predicted_category": "proces",
            "predicted_stance": "wens",
            "stance": ("wens", "knelpunt")[n % 2],
            "respondent": f"r{n // 4}",
            **({"audit": "ja", "audit_probability": "0.500000", "reviewer": "An"} if n % 3 else {}),
        }
        for n in range(90)
    )
)


def made(rows: int, monkeypatch: pytest.MonkeyPatch) -> dict[Path, bytes]:
    """Every file of the three stages, and the labels, read so many rows at a time."""
    shutil.rmtree(REPORTS, ignore_errors=True)
    write_table(REPORTS / "labels.csv", ROWS, LABELS)
    write_table(REPORTS / "codings.csv", CODINGS.empty(), CODINGS)
    for stage in (trend, evaluate, evidence):
        monkeypatch.setattr(stage, "read_columns", partial(read_columns, rows=rows))
        assert stage.main(["proef"]) == 0
    return {path: path.read_bytes() for path in REPORTS.rglob("*") if path.is_file()}


@pytest.mark.slow
def test_any_number_of_rows_at_a_time_gives_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    themes = {"verkokering": "Verkokering", "leren": "Leren"}
    monkeypatch.chdir(builders.project(tmp_path, corpus=CORPUS, codebook=builders.codebook(themes)))

    whole = made(1000, monkeypatch)

    assert {"trend.csv", "trend-campagnes.csv", "metrics.json"} <= {path.name for path in whole}
    assert len(whole) > 12
    assert whole == made(7, monkeypatch)
