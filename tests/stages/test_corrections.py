from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.core.tables import STATEMENTS, write_table
from pipeline.stages.corrections import main
from tests import builders

TEXTS = {"u1": "Verzonnen zin van Jan Smit.", "u2": "Een andere zin."}
MASKED = "Verzonnen zin van [naam]."


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(builders.project(tmp_path))
    rows = [
        {"statement_id": one, "text": text, "personal_data": "naam:18-26" if one == "u1" else ""}
        for one, text in TEXTS.items()
    ]
    write_table(Path("reports/proef/statements.csv"), builders.statements(*rows), STATEMENTS)
    return tmp_path


def hand_in(one: str, text: str, **filled: str) -> None:
    row = {"uitspraak_id": one, "tekst": text, "beoordelaar": "An", **filled}
    builders.hand_in(Path(f"corpora/proef/reviews/{one}.csv"), row)


def lines() -> list[dict[str, object]]:
    content = Path("reports/proef/corrections.jsonl").read_text("utf-8")
    return [json.loads(line) for line in content.splitlines() if line]


def test_nothing_returned_is_nothing_taught(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["proef"]) == 0

    assert lines() == []
    assert capsys.readouterr().out.startswith("corrections proef: 0 statements to learn from")


def test_where_only_the_draw_is_on_record_no_statement_is_read() -> None:
    Path("reports/proef/statements.csv").unlink()
    Path("corpora/proef/reviews").mkdir(exist_ok=True)
    Path("corpora/proef/reviews/steekproef.csv").write_text("statement_id\nu1\n", encoding="utf-8")

    assert main(["proef"]) == 0

    assert lines() == []


def test_what_a_reviewer_corrected_is_a_correction_with_personal_data_masked() -> None:
    hand_in("u1", MASKED, oordeel_correctie="knelpunt", themas_correctie="leren", status="gecorrigeerd")

    assert main(["proef"]) == 0

    assert lines() == [
        {
            "id": "u1",
            "text": MASKED,
            "category": "",
            "stance": "knelpunt",
            "themes": ["leren"],
            "on_topic": True,
            "weight": 1.0,
        }
    ]
