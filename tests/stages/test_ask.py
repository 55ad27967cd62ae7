"""Stage ask, and what review, evaluate and explain make of it; the server is the tests' own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.core.delimited import dutch_csv
from pipeline.core.tables import (
    LABELS,
    PREDICTIONS,
    REVIEW,
    SECOND_CODER,
    STATEMENTS,
    TOPIC_NAMES,
    TOPICS,
    read_table,
    write_table,
)
from pipeline.language_model import server as client
from pipeline.stages import ask, evaluate, review
from tests import builders
from tests.language_model.fake import SERVED, FakeServer, by_schema, serving

FOLDER = Path("reports/proef/language_model")
ABOUT = {"verkokering": "hokjes", "leren": "evaluatie", "": "fiets"}  # what a person reads in these words
COUNT = 60


def read(text: str, form: Mapping[str, Any]) -> Any:
    """As a person reads the statements of this test."""
    themes = [theme for theme, word in ABOUT.items() if theme and word in text]
    if "themes" in form["properties"]:
        known = form["properties"]["themes"]["items"]["properties"]["theme"]["enum"]
        return {"themes": [{"theme": one, "words": ABOUT[one]} for one in themes if one in known]}
    if "name" in form["properties"]:
        return {"name": "Werken in hokjes | en <meer>"}
    return {"on_topic": "fiets" not in text, "category": "proces", "stance": "knelpunt", "words": text[3:20]}


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A project with sixty statements, of which the bundled coder sees the third theme only, and a server."""
    monkeypatch.setattr(client, "PAUSE", 0.001)
    monkeypatch.delenv(client.KEY, raising=False)
    monkeypatch.chdir(builders.project(tmp_path, params={"audit_size: 200": "audit_size: 50"}))
    words = [*ABOUT.values()]
    rows = []
    for n in range(COUNT):
        text = f"Zin {n} van Piet Bakker over {words[n % 3]}."
        start = text.index("Piet")
        rows.append({"text": text, "personal_data": f"naam:{start}-{start + len('Piet Bakker')}"})
    statements = builders.statements({"text": "n.v.t."}, *rows)
    said = {"themes": "leren", "theme_confidences": "leren=0.61", "why": 'leren: woorden "van"', "stance": "wens"}
    predicted = builders.predictions(
        {"text": "n.v.t.", "themes_status": "geen_inhoud", "stance": "neutraal"},
        *({"text": row["text"].replace("Piet Bakker", "[naam]"), **said} for row in rows),
    )
    topic = {
        "topic_id": "t1",
        "label": "hokjes, zin",
        "words": "hokjes=0.5|bakker=0.3|zin=0.2",
        "statements": "u1|u2",
    }
    reports = Path("reports/proef")
    write_table(reports / "statements.csv", statements, STATEMENTS)
    write_table(reports / "predictions.csv", predicted, PREDICTIONS)
    write_table(reports / "topics.csv", builders.rows(TOPICS, topic, kept="nee", covered="nee"), TOPICS)
    with serving(read) as server:
        yield server


def switch_on(fake: FakeServer, **other: str) -> None:
    changes = {
        "  url: null": f"  url: {fake.url}",
        "  model: null": "  model: proef",
        "timeout: 120": "timeout: 2",
    }
    builders.changed(Path("params.yaml"), changes | {f"  {key}:": value for key, value in other.items()})


def files() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(FOLDER.iterdir())}


def test_without_a_language_model_nothing_is_asked_nor_loaded(fake: FakeServer) -> None:
    code = """\
import sys
from pipeline.stages.ask import main
main(["proef"])
print({"httpx", "tenacity", "sklearn", "spacy"} & sys.modules.keys())
"""
    paths = {"PYTHONPATH": str(Path(ask.__file__).parents[2]), "PATH": ""}
    told = subprocess.run([sys.executable, "-c", code], env=paths, capture_output=True, check=True, text=True)

    assert told.stdout == "ask proef: no language model is set (language_model.url)\nset()\n"
    assert [*files()] == ["taalmodel.csv"]
    assert read_table(FOLDER / "taalmodel.csv", SECOND_CODER).empty
    assert fake.bodies == []


def test_every_statement_is_answered_or_named_and_a_rerun_asks_nothing(
    fake: FakeServer, capsys: pytest.CaptureFixture[str]
) -> None:
    switch_on(fake)
    builders.changed(Path("params.yaml"), {"  topics: false": "  topics: true"})

    assert ask.main(["proef"]) == 0
    first, requests = files(), len(fake.bodies)
    assert ask.main(["proef"]) == 0

    assert (files(), len(fake.bodies)) == (first, requests)
    said = read_table(FOLDER / "taalmodel.csv", SECOND_CODER)
    assert said["missing"].tolist() == ["no_content", *[""] * COUNT]
    assert said["themes"].tolist()[1:4] == ["verkokering", "leren", ""]
    why = ['verkokering: "hokjes"', 'leren: "evaluatie"', 'buiten onderwerp: "2 van [naam] ove"']
    assert said["why"].tolist()[1:4] == why
    assert set(said["model"]) == {SERVED, ""}
    ledger = json.loads((FOLDER / "ledger.json").read_text(encoding="utf-8"))
    assert (ledger["in"], ledger["kept"], [*ledger["dropped"]]) == (COUNT + 1, COUNT, ["no_content"])
    named = read_table(FOLDER / "onderwerpen.csv", TOPIC_NAMES).to_dict("records")
    assert named == [
        {"topic_id": "t1", "name": "Werken in hokjes en meer", "words": "hokjes, zin", "model": SERVED}
    ]
    assert f"{COUNT} of {COUNT + 1} statements answered → " in capsys.readouterr().out


def test_nothing_leaves_that_was_found_to_be_personal(fake: FakeServer) -> None:
    switch_on(fake)
    shown = {"personal_data: maskeren": "personal_data: tonen", "  topics: false": "  topics: true"}
    builders.changed(Path("params.yaml"), shown)

    assert ask.main(["proef"]) == 0

    assert "bakker" not in fake.sent.lower()  # not in a statement, nor among the words of a topic
    assert '"hokjes", "zin"' in fake.sent.replace("\\", "")
    assert "[naam]" in fake.sent


def test_switched_off_again_the_record_stays(fake: FakeServer) -> None:
    switch_on(fake)
    assert ask.main(["proef"]) == 0
    record = files()["answers.jsonl"]
    builders.changed(Path("params.yaml"), {f"  url: {fake.url}": "  url: null"})

    assert ask.main(["proef"]) == 0

    assert files()["answers.jsonl"] == record
    assert [*files()] == ["answers.jsonl", "taalmodel.csv"]
    assert read_table(FOLDER / "taalmodel.csv", SECOND_CODER).empty


def test_a_server_that_goes_leaves_names_in_the_ledger_and_the_run_ends_well(
    fake: FakeServer, capsys: pytest.CaptureFixture[str]
) -> None:
    switch_on(fake)
    fake.after = 5

    assert ask.main(["proef"]) == 0

    said = read_table(FOLDER / "taalmodel.csv", SECOND_CODER)
    assert set(said.loc[said["missing"] == "gone", "themes_status"]) == {"onbeslist"}
    assert f"{(said['missing'] == 'gone').sum()} without an answer" in capsys.readouterr().out
    fake.after = 10**9
    assert ask.main(["proef"]) == 0
    assert "gone" not in set(read_table(FOLDER / "taalmodel.csv", SECOND_CODER)["missing"])


def coded_by_people(right: Mapping[str, str]) -> None:
    """The blind audit comes back, coded as the words say."""
    blind = read_table(Path("reports/proef/review/blind-2025.csv"), REVIEW)
    words = [next(theme for theme, word in right.items() if word in text or not word) for text in blind["tekst"]]
    filled = blind.assign(
        categorie_correctie=["proces" if one else "" for one in words],
        oordeel_correctie="knelpunt",
        themas_correctie=[one or "buiten onderwerp" for one in words],
        status="gecorrigeerd",
        beoordelaar="An",
        datum="01-03-2025",
    )
    path = Path("corpora/proef/reviews/blind-2025.csv")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(dutch_csv(filled))


@pytest.fixture
def reviewed(fake: FakeServer) -> FakeServer:
    """Asked, and the audit came back."""
    switch_on(fake)
    assert ask.main(["proef"]) == review.main(["proef"]) == 0
    coded_by_people(ABOUT | {"": ""})
    return fake


def labels() -> pd.DataFrame:
    assert review.main(["proef"]) == 0
    return read_table(Path("reports/proef/labels.csv"), LABELS).set_index("statement_id")


@pytest.mark.usefixtures("reviewed")
def test_a_model_that_people_agree_with_counts_and_says_so() -> None:
    found = labels()

    unaudited = found[(found["audit"] == "") & (found["themes_status"] != "geen_inhoud")]
    assert len(unaudited) >= COUNT - 50
    for _, row in unaudited.iterrows():
        theme = next(theme for theme, word in ABOUT.items() if word in row["text"])
        assert row["themes"] == theme
        assert (row["stance"], row["stance_provenance"]) == ("knelpunt", "taalmodel")
        if theme == "verkokering":
            assert row["why"] == f'verkokering: taalmodel {SERVED} "hokjes"'
            assert row["themes_provenance"] == "taalmodel"
        elif theme == "leren":  # both say so: the bundled coder's own reason and confidence stay
            assert (row["why"], row["themes_provenance"]) == ('leren: woorden "van"', "model")
        else:
            assert row["themes_status"] == "buiten_onderwerp"
    assert found[found["audit"] == "ja"]["themes_provenance"].unique().tolist() == ["beoordelaar"]
    assert evaluate.main(["proef"]) == 0
    metrics = json.loads(Path("reports/proef/metrics.json").read_text(encoding="utf-8"))
    coders = metrics["coders"]
    assert coders["models"] == [SERVED]
    assert coders["n"] == coders["learned_from"] >= 40
    assert coders["themes"]["together"]["value"] == coders["themes"]["language_model"]["value"] == 1.0
    assert coders["themes"]["bundled"]["value"] < 0.6
    assert coders["themes"]["together_gain"]["low"] > 0
    assert coders["weights"]["themes"] >= 0.5
    assert metrics["audit"]["themes"]["micro_f1"]["value"] == 1.0  # the labels that shares are made of
    assert metrics["statements"]["provenance"]["stance"]["taalmodel"] == len(unaudited)


def test_a_model_that_people_disagree_with_changes_no_label(fake: FakeServer) -> None:
    without = (review.main(["proef"]), Path("reports/proef/labels.csv").read_bytes())[1]
    switch_on(fake)
    fake.reader = by_schema
    assert ask.main(["proef"]) == review.main(["proef"]) == 0
    assert Path("reports/proef/labels.csv").read_bytes() == without  # nobody coded anything yet
    blind = {"leren": "", "verkokering": "zeldzaam"}  # people find the bundled coder right every time
    coded_by_people(blind)
    with_answers = labels()
    (FOLDER / "taalmodel.csv").unlink()
    bundled = labels()

    themes = ["themes", "themes_status", "why", "predicted_themes"]
    assert with_answers[themes].equals(bundled[themes])


@pytest.mark.usefixtures("reviewed")
def test_a_returned_file_is_tried_on_the_labels_of_both_coders() -> None:
    found = labels()
    row = found[(found["audit"] == "") & (found["themes"] == "verkokering")].iloc[0]
    cells = {"uitspraak_id": str(row.name), "tekst": row["text"], "themas_correctie": "bestuur"}
    builders.hand_in(Path("twijfel_bo.csv"), {**cells, "beoordelaar": "Bo"})

    told = CliRunner(env={"COLUMNS": "200"}).invoke(app, ["review", "check", "twijfel_bo.csv"]).stdout

    assert "verkokering → bestuur" in told


@pytest.mark.usefixtures("reviewed")
def test_a_heading_wins() -> None:
    path = Path("reports/proef/predictions.csv")
    rows = read_table(path, PREDICTIONS)
    rows["category_given"] = ["inhoud" if "fiets" in text else "" for text in rows["text"]]
    write_table(path, rows, PREDICTIONS)

    found = labels()

    headed = found[(found["category_given"] != "") & (found["audit"] == "")]
    assert set(headed["category"]) == {"inhoud"}
    assert "buiten_onderwerp" not in set(headed["themes_status"])
