"""``thermometer language-model`` and ``thermometer classify … --language-model`` as a person types them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.core.delimited import parse_csv
from pipeline.core.files import write_json
from pipeline.core.tables import PREDICTIONS, STATEMENTS, write_table
from pipeline.language_model import server as client
from tests import builders
from tests.cases import cases
from tests.language_model.fake import SERVED, FakeServer, serving

RUNNER = CliRunner(env={"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"})
TEXT = "De gemeente belt Piet Bakker nooit terug."


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeServer]:
    monkeypatch.setattr(client, "PAUSE", 0.001)
    monkeypatch.delenv(client.KEY, raising=False)
    with serving() as server:
        yield server


@pytest.fixture
def corpus(small_project: Path) -> Path:
    """A corpus of thirty statements of which ten are off topic, one has no content, and all name a person."""
    start = TEXT.index("Piet")
    span = {"personal_data": f"naam:{start}-{start + 11}"}
    rows = [{"text": "n.v.t."}, *({"text": f"{TEXT} {n}", **span} for n in range(30))]
    status = ["geen_inhoud", *["buiten_onderwerp"] * 10, *["geen_thema"] * 20]
    predicted = [{**row, "themes_status": one} for row, one in zip(rows, status, strict=True)]
    reports = small_project / "reports" / "proef"
    write_table(reports / "statements.csv", builders.statements(*rows), STATEMENTS)
    write_table(reports / "predictions.csv", builders.predictions(*predicted), PREDICTIONS)
    return reports


def test_the_plan_reckons_shows_an_example_and_sends_nothing(fake: FakeServer, corpus: Path) -> None:
    result = RUNNER.invoke(
        app, ["language-model", "plan", "--language-model", fake.url, "--model", "proef", "--speed", "10"]
    )

    assert result.exit_code == 0, result.output
    # 30 get the first question, in batches of 8; 20 the other four: 4 + 4 · 3 requests.
    assert "30 statements of proef to ask, in 16 requests: some " in result.stdout
    assert f"To: {fake.url}/chat/completions, model proef" in result.stdout
    assert '{"1": "De gemeente belt [naam] nooit terug. 0"}' in result.stdout
    assert "Bakker" not in result.stdout
    assert fake.bodies == []
    assert not (corpus / "language_model").exists()


@pytest.mark.parametrize(("arguments", "message"), cases(__file__, "refused"))
def test_an_address_to_which_no_text_may_go_is_refused(corpus: Path, arguments: list[str], message: str) -> None:
    result = RUNNER.invoke(app, ["language-model", "plan", *arguments])

    assert corpus.is_dir()
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.output


def test_the_card_tells_what_the_audit_says(corpus: Path) -> None:
    figure = {"value": 0.5, "low": 0.25, "high": 0.75}
    names = ("bundled", "language_model", "together", "language_model_gain", "together_gain")
    kinds = {kind: {"n": 41, **dict.fromkeys(names, figure)} for kind in ("themes", "category", "stance", "topic")}
    weights = dict.fromkeys(kinds, 0.45)
    coders = {"models": [SERVED], "n": 41, **kinds, "weights": weights, "learned_from": 41}
    write_json(corpus / "metrics.json", {"coders": coders, "method": {"interval": 0.95}})
    dropped = {"gone": {"n": 2, "meaning": "it broke off"}}
    write_json(corpus / "language_model" / "ledger.json", {"in": 43, "kept": 41, "dropped": dropped})

    card = RUNNER.invoke(app, ["language-model", "card"]).stdout

    assert f"Model, as the server names it: {SERVED}." in card
    assert "41 of 43 statements answered.\n- 2 not: it broke off" in card
    assert f"| themes | 41 |{' 0.50 (0.25 to 0.75) |' * 5} 0.45 |" in card


def test_without_answers_there_is_no_card(corpus: Path) -> None:
    write_json(corpus / "metrics.json", {})

    result = RUNNER.invoke(app, ["language-model", "card"])

    assert result.exit_code == 2
    assert "no language model was asked" in result.stderr


def test_a_file_gets_what_the_model_says_beside_the_labels(
    fake: FakeServer, toy_project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shutil.copytree(toy_project, tmp_path / "project"))
    Path("in.csv").write_text(f"id,text\na,{TEXT}\nb,n.v.t.\nc,Korte lijnen met de provincie.\n", encoding="utf-8")
    with_model = ["classify", "in.csv", "--out", "uit.csv", "--language-model", fake.url, "--model", "proef"]

    assert RUNNER.invoke(app, ["classify", "in.csv", "--out", "zonder.csv"]).exit_code == 0
    assert RUNNER.invoke(app, with_model).exit_code == 0
    first, requests = Path("uit.csv").read_bytes(), len(fake.bodies)
    assert RUNNER.invoke(app, with_model).exit_code == 0

    assert (Path("uit.csv").read_bytes(), len(fake.bodies)) == (first, requests)
    found, without = (parse_csv(Path(name).read_text("utf-8"), where=name) for name in ("uit.csv", "zonder.csv"))
    assert found[without.columns].equals(without)
    assert found["taalmodel_missing"].tolist() == ["", "no_content", ""]
    assert found["taalmodel_model"].tolist() == [SERVED, "", SERVED]
    assert [one != "" for one in found["taalmodel_stance"]] == [True, False, True]
    assert "Bakker" not in fake.sent
    record = Path("uit.csv.answers.jsonl").read_text(encoding="utf-8").splitlines()
    assert {json.loads(line)["model"] for line in record} == {SERVED}
