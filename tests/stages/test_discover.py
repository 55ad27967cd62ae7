from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from pipeline.cli import app
from pipeline.core.codebook import load_codebook
from pipeline.core.tables import (
    AUDIT_SAMPLE,
    PREDICTIONS,
    TOPIC_CANDIDATES,
    TOPIC_PARTS,
    TOPIC_ROUNDS,
    TOPIC_STATEMENTS,
    TOPICS,
    read_table,
    write_table,
)
from pipeline.stages.discover import main
from tests import builders
from tests.paths import ROOT

RUNNER = CliRunner(env={"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"})
TABLES = (
    *(f"topics{name}.csv" for name in ("", "-uitspraken", "-rondes", "-deelonderwerpen", "-kandidaten")),
    "ledgers/discover.json",
)

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
CORPUS = builders.corpus_yaml(
    'file: b.csv, profile: tabel, round: "2025", audience: extern', organisation="gemeente Proefstad"
)
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
    frame = builders.predictions(
        *({"statement_id": f"u{number:02d}", "text": text} for number, text in enumerate(TEXTS)),
        source="b.csv",
        stance="knelpunt",
        stance_confidence="0.800",
    )
    frame.loc[6:11, ["themes", "themes_status"]] = ["taal", "thema"]
    frame.loc[12, "themes_status"] = "geen_inhoud"
    frame.loc[13, "duplicate_of"] = "u06"
    return frame


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The reports of a corpus "proef" with predictions; the working directory is its root."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "models").symlink_to(ROOT / "models")
    builders.project(tmp_path, corpus=CORPUS)
    (tmp_path / "corpora" / "codebook.yaml").write_text(CODEBOOK)
    write_table(tmp_path / "reports" / "proef" / "predictions.csv", example(), PREDICTIONS)
    return tmp_path / "reports" / "proef"


@pytest.fixture
def found(project: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """The same with the topics that the stage found."""
    assert main(["proef"]) == 0
    capsys.readouterr()
    return project


def keep(*options: str) -> Result:
    return RUNNER.invoke(app, ["topics", "keep", *options])


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


def test_same_bytes_in_a_new_process_and_for_other_row_orders(found: Path) -> None:
    first = [(found / name).read_bytes() for name in TABLES]
    for name in TABLES:
        (found / name).unlink()
    write_table(found / "predictions.csv", example().iloc[::-1], PREDICTIONS)
    command = [sys.executable, "-W", "error", "-m", "pipeline.stages", "discover", "proef"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "7"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert [(found / name).read_bytes() for name in TABLES] == first


def test_tables_for_people(found: Path) -> None:
    rounds = read_table(found / "topics-rondes.csv", TOPIC_ROUNDS)[["ronde", "uitspraken", "in_ronde", "aandeel"]]
    assert rounds.to_numpy().tolist() == [["2025", "6", "12", "0.5000"]] * 2
    (candidate,) = read_table(found / "topics-kandidaten.csv", TOPIC_CANDIDATES).to_dict("records")
    assert (candidate["volgorde"], candidate["uitspraken"], candidate["zonder_thema"]) == ("1", "6", "6")
    assert {candidate[f"voorbeeld_{number}"] for number in (1, 2, 3)} <= set(TEXTS[:6])
    assert read_table(found / "topics-deelonderwerpen.csv", TOPIC_PARTS).empty
    placed = read_table(found / "topics-uitspraken.csv", TOPIC_STATEMENTS)
    assert placed["statement_id"].tolist() == [f"u{number:02d}" for number in range(12)]
    assert placed.groupby("topic_id")["statement_id"].max().tolist() in (["u05", "u11"], ["u11", "u05"])


def test_kept_topics_keep_the_name_that_a_person_gave(found: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done, path = keep("proef"), Path("corpora/proef/topics.yaml")
    assert done.exit_code == 0
    assert done.stdout.startswith(f"{path}: 2 new topics kept, 0 renewed, 0 not found now")
    before = read_table(found / "topics.csv", TOPICS)
    letters = before[before["covered"] == "ja"].iloc[0]
    builders.changed(path, {f"name: {letters['label']}": "name: Onleesbare brieven"})
    frame = example()
    frame.loc[13, ["text", "duplicate_of"]] = ["Brieven: weer vol vaktaal.", ""]
    write_table(found / "predictions.csv", frame, PREDICTIONS)
    assert main(["proef"]) == 0
    assert ", 2 of 2 kept topics found again →" in capsys.readouterr().out
    after = read_table(found / "topics.csv", TOPICS).set_index("topic_id")
    assert set(after.index) == set(before["topic_id"])
    assert after.loc[letters["topic_id"], ["label", "n", "kept"]].tolist() == ["Onleesbare brieven", "7", "ja"]
    assert "0 new topics kept, 2 renewed, 0 not found now" in keep("--corpus", "proef").stdout
    assert "name: Onleesbare brieven" in path.read_text(encoding="utf-8")


@pytest.mark.usefixtures("found")
def test_spoilt_kept_topics_end_the_run_and_stay(capsys: pytest.CaptureFixture[str]) -> None:
    path = Path("corpora/proef/topics.yaml")
    path.write_text("topics:\n  t1: {name: Brieven}\n", encoding="utf-8")
    assert main(["proef"]) == 2
    assert f"{path} line 2" in capsys.readouterr().err
    assert keep("proef").exit_code == 2
    assert path.read_text(encoding="utf-8") == "topics:\n  t1: {name: Brieven}\n"


def test_no_topic_is_nothing_to_keep(project: Path) -> None:
    write_table(project / "topics.csv", TOPICS.empty(), TOPICS)
    assert keep("proef").exit_code == 2
    assert not Path("corpora/proef/topics.yaml").exists()


def test_a_topic_becomes_a_theme_once(found: Path) -> None:
    topics = read_table(found / "topics.csv", TOPICS)
    parking = topics[topics["candidate"] == "1"].iloc[0]
    Path("corpora/rules").mkdir()
    command = ["theme", "new", "Parkeren", "--topic", parking["topic_id"], "--corpus", "proef"]
    first, second, *_ = parking["statements"].split("|")
    record = pd.DataFrame([{**dict.fromkeys(AUDIT_SAMPLE.names, ""), "statement_id": first, "design": "gelaagd"}])
    write_table(Path("corpora/proef/reviews/steekproef.csv"), record, AUDIT_SAMPLE)
    done = RUNNER.invoke(app, command)
    assert (done.exit_code, done.stderr) == (0, "")
    assert f"Begin with {second}, " in done.stdout  # the first is of the audit
    assert 'Theme parkeren ("Parkeren") is in corpora/codebook.yaml' in done.stdout
    book = Path("corpora/codebook.yaml").read_text(encoding="utf-8")
    assert book.startswith(CODEBOOK)
    assert f"# Uit onderwerp {parking['topic_id']} van corpus proef: " in book
    assert list(load_codebook(Path("corpora/codebook.yaml")).themes) == ["taal", "parkeren"]
    rule = Path("corpora/rules/parkeren.yaml").read_text(encoding="utf-8")
    assert "parkeerplaats" in rule
    again = RUNNER.invoke(app, command)
    assert again.exit_code == 2
    assert 'Closest: "parkeren"' in again.stderr
    assert Path("corpora/codebook.yaml").read_text(encoding="utf-8") == book


def test_mistakes_with_a_new_theme_change_nothing(found: Path) -> None:
    known = read_table(found / "topics.csv", TOPICS)["topic_id"].iloc[0]
    Path("corpora/rules").mkdir()
    Path("corpora/rules/kantoor.yaml").write_text("van iemand", encoding="utf-8")
    for name, topic, says in (
        ("Parkeren", f"{known}x", f'Closest: "{known}"'),
        ("Taal", known, 'Closest: "taal"'),
        ("Kantoor", known, "kantoor.yaml"),
        ("24/7", known, "cannot be the name"),
    ):
        done = RUNNER.invoke(app, ["theme", "new", name, "--topic", topic])
        assert (done.exit_code, says in done.stderr) == (2, True), done.stderr
    assert Path("corpora/codebook.yaml").read_text(encoding="utf-8") == CODEBOOK
    assert [file.name for file in Path("corpora/rules").iterdir()] == ["kantoor.yaml"]


def test_nothing_said_is_an_empty_table_and_a_reason(project: Path) -> None:
    write_table(project / "predictions.csv", example().assign(themes_status="geen_inhoud", themes=""), PREDICTIONS)
    assert main(["proef"]) == 0
    assert read_table(project / "topics.csv", TOPICS).empty
    ledger = json.loads((project / "ledgers" / "discover.json").read_text(encoding="utf-8"))
    assert ledger["kept"] == 0
    assert ledger["dropped"]["geen_inhoud"]["n"] == 14


def test_mistake_of_a_user_leaves_earlier_topics(found: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (found / "topics.csv").read_bytes()
    frame = example()
    frame.loc[7, "themes"] = "tal"
    write_table(found / "predictions.csv", frame, PREDICTIONS)
    assert main(["proef"]) == 2
    error = capsys.readouterr().err
    assert "u07" in error
    assert 'Closest: "taal"' in error
    assert (found / "topics.csv").read_bytes() == before


def test_missing_predictions_say_what_to_run(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "predictions.csv").unlink()
    assert main(["proef"]) == 2
    assert "dvc repro" in capsys.readouterr().err
    assert not (project / "topics.csv").exists()
