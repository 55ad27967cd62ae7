from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from pipeline.coder.language import language
from pipeline.core.delimited import parse_csv
from pipeline.core.errors import InputError
from pipeline.core.table import read_table, write_table
from pipeline.core.tables.predictions import CODING, PREDICTIONS
from pipeline.core.tables.statements import STATEMENTS
from pipeline.stages.classify import classify_file, main
from pipeline.stages.train import main as train
from tests.paths import ROOT

TEXTS = ["Iedere afdeling werkt in een eigen hokje.", "n.v.t.", "Leg uit waarom iets niet kan.", '=HYPERLINK("x")']


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory, toy_encoder_folder: Path) -> Path:
    """A project with a small trained coder and one corpus."""
    project = tmp_path_factory.mktemp("classify")
    shutil.copytree(ROOT / "corpora" / "rules", project / "corpora" / "rules")
    shutil.copytree(toy_encoder_folder, project / "models" / "encoder")
    shutil.copy(ROOT / "corpora" / "codebook.yaml", project / "corpora" / "codebook.yaml")
    shutil.copytree(ROOT / "corpora" / "nedermaas", project / "corpora" / "nedermaas")
    shutil.copy(ROOT / "params.yaml", project / "params.yaml")
    training = project / "corpora" / "training"
    training.mkdir()
    lines = (ROOT / "corpora" / "training" / "field_17.jsonl").read_text(encoding="utf-8").splitlines()
    (training / "field_17.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(project)
        assert language.main() == 0
        assert train([]) == 0
    return project


@pytest.fixture
def project(trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An own copy, so that a test may break it."""
    copy = tmp_path / "project"
    shutil.copytree(trained, copy)
    monkeypatch.chdir(copy)
    return copy


def statements(*texts: str) -> pd.DataFrame:
    filled = {
        "source": "a.csv",
        "line_start": "1",
        "line_end": "1",
        "kind": "antwoord",
        "round": "2025",
        "audience": "extern",
    }
    empty = dict.fromkeys(STATEMENTS.names, "")
    rows = [empty | filled | {"statement_id": f"u{n:010}", "text": text} for n, text in enumerate(texts)]
    return pd.DataFrame(rows, dtype=str)


def test_the_stage_codes_every_statement_in_order(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reports = project / "reports" / "nedermaas"
    write_table(reports / "statements.csv", statements(*TEXTS), STATEMENTS)

    assert main(["nedermaas"]) == 0
    first = (reports / "predictions.csv").read_bytes()
    assert main(["nedermaas"]) == 0

    predictions = read_table(reports / "predictions.csv", PREDICTIONS)
    assert predictions["text"].tolist() == TEXTS
    assert predictions["themes_status"].tolist()[1] == "geen_inhoud"
    assert "verkokering: regel" in predictions["why"].iloc[0]
    assert json.loads((reports / "ledgers" / "classify.json").read_text(encoding="utf-8"))["kept"] == 4
    assert (reports / "predictions.csv").read_bytes() == first
    assert "classify nedermaas: 4 statements, " in capsys.readouterr().out


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
    assert frame.columns.tolist() == ["statement_id", "team", "text", *(column.name for column in CODING)]
    assert frame["category"].tolist() != ["oud", "", ""]
    assert told == "classify in.csv: 3 statements, " + told.split(", ", 1)[1]


def test_chunks_do_not_change_the_result(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = project / "in.csv"
    source.write_text("id,text\n" + "".join(f"{n},Zin {n} over loketten\n" for n in range(25)), encoding="utf-8")
    classify_file(source, project / "a.csv")

    monkeypatch.setattr("pipeline.coder.classify.csv_stream.CHUNK", 4)
    monkeypatch.setattr("pipeline.coder.classify.classifying._CHUNK", 3)
    classify_file(source, project / "b.csv")

    assert (project / "a.csv").read_bytes() == (project / "b.csv").read_bytes()


def test_a_faulty_row_late_in_the_file_leaves_nothing_behind(project: Path) -> None:
    source = project / "in.csv"
    source.write_text("id,text\n" + "".join(f"{n % 2100},zin\n" for n in range(2101)), encoding="utf-8")

    with pytest.raises(InputError, match="row 2102"):
        classify_file(source, project / "uit.csv")

    assert not (project / "uit.csv").exists()
    assert list(project.glob(".uit*")) == []


def test_a_file_cannot_overwrite_itself(project: Path) -> None:
    source = project / "in.csv"
    source.write_text("id,text\n1,zin\n", encoding="utf-8")

    with pytest.raises(InputError, match="the file that is read"):
        classify_file(source, source)


@pytest.mark.parametrize(
    ("file", "change", "message"),
    [
        ("corpora/codebook.yaml", ("Heldere communicatie en uitleg", "Heldere taal"), "another codebook"),
        ("corpora/rules/regie.yaml", ("- regie\n", "- regie en richting\n"), "another set of rules"),
        ("models/encoder/tokenizer.json", ("▁hokje", "▁hokjf"), "another sentence encoder"),
        ("params.yaml", ("doubt: 0.05", "doubt: 5"), "classify.doubt"),
        ("params.yaml", ("doubt: 0.05", "twijfel: 0.05"), "unknown key"),
    ],
)
def test_what_does_not_belong_together_is_refused(
    project: Path, capsys: pytest.CaptureFixture[str], file: str, change: tuple[str, str], message: str
) -> None:
    write_table(project / "reports" / "nedermaas" / "statements.csv", statements(*TEXTS), STATEMENTS)
    text = (project / file).read_text(encoding="utf-8")
    assert change[0] in text
    (project / file).write_text(text.replace(*change), encoding="utf-8")

    assert main(["nedermaas"]) == 2

    assert message in capsys.readouterr().err
    assert not (project / "reports" / "nedermaas" / "predictions.csv").exists()


def test_without_a_coder_it_says_what_to_run(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "models" / "coder" / "coder.skops").unlink()
    write_table(project / "reports" / "nedermaas" / "statements.csv", statements(*TEXTS), STATEMENTS)

    assert main(["nedermaas"]) == 2
    assert "dvc repro" in capsys.readouterr().err
