from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest

from pipeline.cli.commands.classify_file import classify_file
from pipeline.coder.classify.classifying import CODING
from pipeline.core.delimited import parse_csv
from pipeline.core.tables import PREDICTIONS, STATEMENTS, read_table, write_table
from pipeline.stages.classify import main
from tests import builders
from tests.cases import cases

TEXTS = ["Iedere afdeling werkt in een eigen hokje.", "n.v.t.", "Leg uit waarom iets niet kan.", '=HYPERLINK("x")']


@pytest.fixture
def project(toy_project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of its own, so that a test may break it."""
    copy = tmp_path / "project"
    shutil.copytree(toy_project, copy)
    monkeypatch.chdir(copy)
    return copy


def statements(*texts: str) -> pd.DataFrame:
    return builders.statements(*({"statement_id": f"u{n:010}", "text": text} for n, text in enumerate(texts)))


def test_the_stage_codes_every_statement_in_order(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reports = project / "reports" / "proef"
    write_table(reports / "statements.csv", statements(*TEXTS), STATEMENTS)

    assert main(["proef"]) == 0
    first = (reports / "predictions.csv").read_bytes()
    assert main(["proef"]) == 0

    predictions = read_table(reports / "predictions.csv", PREDICTIONS)
    assert predictions["text"].tolist() == TEXTS
    assert predictions["themes_status"].tolist()[1] == "geen_inhoud"
    assert "verkokering: regel" in predictions["why"].iloc[0]
    assert json.loads((reports / "ledgers" / "classify.json").read_text(encoding="utf-8"))["kept"] == 4
    assert (reports / "predictions.csv").read_bytes() == first
    assert "classify proef: 4 statements, " in capsys.readouterr().out


def test_what_reviewers_taught_reaches_other_statements(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reports = project / "reports" / "proef"
    write_table(reports / "statements.csv", statements(*TEXTS, TEXTS[0]), STATEMENTS)
    assert main(["proef"]) == 0
    before = read_table(reports / "predictions.csv", PREDICTIONS)[CODING]
    said = {"category": "", "stance": "", "themes": [], "weight": 1.0}
    line = json.dumps({"id": f"u{0:010}", "text": TEXTS[0], **said})
    (reports / "corrections.jsonl").write_text(f"{line}\n", encoding="utf-8")

    assert main(["proef"]) == 0

    after = read_table(reports / "predictions.csv", PREDICTIONS)[CODING]
    assert after.iloc[0].tolist() == before.iloc[0].tolist()  # the statement itself is reviewers' to label
    changed = (after != before).any()
    assert changed["theme_confidences"]
    assert not changed[["category", "category_confidence", "stance", "stance_confidence"]].any()
    assert "without content, with 1 correction as lessons → " in capsys.readouterr().out


def test_a_csv_keeps_its_own_columns_and_order(project: Path) -> None:
    source, out = project / "in.csv", project / "map" / "uit.csv"
    source.write_text(
        'statement_id;team;text;category\r\nb;Oost;Leg uit waarom.;oud\r\na;;geen;\r\nc;West;"a\nb";\r\n',
        encoding="utf-8-sig",
        newline="",
    )

    told = classify_file(source, out)

    frame = parse_csv(out.read_text("utf-8"), where="coded.csv")
    assert frame["statement_id"].tolist() == ["b", "a", "c"]
    assert frame["team"].tolist() == ["Oost", "", "West"]
    assert frame["text"].tolist() == ["Leg uit waarom.", "geen", "a\nb"]
    assert frame.columns.tolist() == ["statement_id", "team", "text", *CODING]
    assert frame["category"].tolist() != ["oud", "", ""]
    assert told == "classify in.csv: 3 statements, " + told.split(", ", 1)[1]


@pytest.mark.parametrize(("file", "change", "message"), cases(__file__, "refused"))
def test_what_does_not_belong_together_is_refused(
    project: Path, capsys: pytest.CaptureFixture[str], file: str, change: Mapping[str, str], message: str
) -> None:
    write_table(project / "reports" / "proef" / "statements.csv", statements(*TEXTS), STATEMENTS)
    if change:
        builders.changed(project / file, change)
    else:
        (project / file).unlink()

    assert main(["proef"]) == 2

    assert message in capsys.readouterr().err
    assert not (project / "reports" / "proef" / "predictions.csv").exists()
