"""``thermometer explain`` as a person types it; what it explains with is tested in tests/coding."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.cli.commands import explain
from pipeline.coder.explain.explain import Explanation, Reason, RuleMatch, Weight
from pipeline.core.codebook import Codebook
from pipeline.core.tables import LABELS, PREDICTIONS, SECOND_CODER, STATEMENTS, write_table
from tests import builders
from tests.cases import cases

RUNNER = CliRunner(env={"COLUMNS": "40", "NO_COLOR": "1", "TERM": "dumb"})
TEXT = "Jan de Vries zit in een hokje."
PLACE = {
    "statement_id": "u3f2a000001", "source": "verslag.txt", "line_start": "12", "line_end": "12", "round": "2025",
    "question": "Wat kan beter?",
}  # fmt: skip
STATEMENT = {**PLACE, "kind": "antwoord", "text": TEXT, "personal_data": "naam:0-12"}


@pytest.fixture
def asked(small_project: Path, monkeypatch: pytest.MonkeyPatch) -> list[Mapping[str, str]]:
    """The statements that were explained: by a stand-in, which finds fault with the word "vries"."""
    seen: list[Mapping[str, str]] = []

    def explained(
        statement: Mapping[str, str], _: object, __: object, hide: Callable[[str], str], *___: object
    ) -> Explanation:
        seen.append(statement)
        match = RuleMatch("kokers", (hide("de vries zit"),))
        reason = Reason("proces", 0.5, None, (match,), (Weight(hide("vries"), 0.25),))
        text, topic = statement["text"], Reason("buiten_onderwerp", 0.1, 0.5, ())
        runners_up = dict.fromkeys(("category_next", "stance_next"))
        nothing: dict[str, Any] = {**runners_up, **dict.fromkeys(("themes", "themes_next", "neighbours"), ())}
        counts: dict[str, Any] = {"n_characters": len(text), "n_read": len(text), "tried": 7, "n_different": 7}
        return Explanation(
            text, "geen_thema", 'woorden "vries"', topic=topic, category=reason, stance=reason, **nothing, **counts
        )

    def resources(_: object, __: object, codebook: Codebook) -> SimpleNamespace:
        return SimpleNamespace(codebook=codebook)

    monkeypatch.setattr(explain, "_explained", explained)
    monkeypatch.setattr(explain, "load_resources", resources)
    reports = small_project / "reports" / "proef"
    rows = builders.statements(STATEMENT, {"statement_id": "u3f2b000002", "text": "Goed."})
    write_table(reports / "statements.csv", rows, STATEMENTS)
    return seen


def labels(project: Path, **cells: str) -> None:
    predicted = {"predicted_category": "proces", "predicted_stance": "proces"}
    rows = builders.labels({**STATEMENT, **predicted, **cells})
    write_table(project / "reports" / "proef" / "labels.csv", rows, LABELS)


def test_a_text_is_explained_on_lines_that_are_not_folded(asked: list[Mapping[str, str]]) -> None:
    done = RUNNER.invoke(app, ["explain", TEXT])

    assert done.exit_code == 0, done.output
    assert asked == [{"text": TEXT}]
    assert f'    "{TEXT}"\n' in done.stdout
    assert '    Woorden die het meest meetelden: "vries" (zonder dit woord 0,25)\n' in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        (["De", "provincie", "belt."], "De provincie belt."),
        ([""], ""),
        (["👍"], "👍"),
        (["x" * 50_000], "x" * 50_000),
        (["a\udcffb"], "a?b"),
        (["--", "-1 punt"], "-1 punt"),
    ],
)
def test_any_text_may_be_typed(asked: list[Mapping[str, str]], typed: list[str], text: str) -> None:
    done = RUNNER.invoke(app, ["explain", *typed])

    assert done.exit_code == 0, done.output
    assert asked == [{"text": text}]


@pytest.mark.parametrize("typed", ["u3f2a000001", "u3f2a", "3f2a", "U3F2A…"])
def test_a_statement_is_found_by_its_id(small_project: Path, asked: list[Mapping[str, str]], typed: str) -> None:
    labels(small_project, themes_provenance="beoordelaar", review_status="gecorrigeerd", reviewer="Anna")

    done = RUNNER.invoke(app, ["explain", typed])

    assert done.exit_code == 0, done.output
    assert (asked[0]["text"], asked[0]["question"], asked[0]["kind"]) == (TEXT, "Wat kan beter?", "antwoord")
    assert "u3f2a000001: corpus proef, bron verslag.txt, regel 12, ronde 2025\n" in done.stdout
    assert "Een beoordelaar heeft beslist: Anna." in done.stdout
    assert "dvc repro" not in done.stdout


def test_personal_data_are_masked_in_text_and_words(small_project: Path, asked: list[Mapping[str, str]]) -> None:
    for options in ([], ["--json"]):
        done = RUNNER.invoke(app, ["explain", "u3f2a", *options])
        assert "ries" not in done.stdout.lower()
        assert "[naam] zit in een hokje." in done.stdout
    assert 'Regel kokers vond: "[naam] zit"' in RUNNER.invoke(app, ["explain", "u3f2a"]).stdout

    builders.changed(small_project / "params.yaml", {"personal_data: maskeren": "personal_data: tonen"})
    assert TEXT in RUNNER.invoke(app, ["explain", "u3f2a"]).stdout
    assert len(asked) == 4


@pytest.mark.usefixtures("asked")
def test_scripts_get_json(small_project: Path) -> None:
    labels(small_project, predicted_stance="wens")

    data = json.loads(RUNNER.invoke(app, ["explain", "u3f2a", "--json"]).stdout)

    assert data["place"] == {"corpus": "proef", **PLACE}
    assert data["decision"]["outdated"] is True
    assert data["category"]["weighed_for"] == [{"word": "[naam]", "without": 0.25}]


@pytest.mark.usefixtures("asked")
def test_it_tells_what_a_language_model_said(small_project: Path) -> None:
    labels(small_project, predicted_stance="wens", predicted_themes="leren", predicted_themes_status="thema")
    reports = small_project / "reports" / "proef"
    predicted = {"category": "proces", "stance": "proces", "themes_status": "geen_thema"}
    write_table(reports / "predictions.csv", builders.predictions({**STATEMENT, **predicted}), PREDICTIONS)
    said = {"category": "inhoud", "stance": "wens", "themes": "leren", "themes_status": "thema"}
    said |= {"statement_id": "u3f2a000001", "why": 'leren: "in een [hokje]"', "model": "m-7b"}
    write_table(reports / "language_model" / "taalmodel.csv", builders.rows(SECOND_CODER, said), SECOND_CODER)

    shown = RUNNER.invoke(app, ["explain", "u3f2a"]).stdout

    assert (
        "    Het taalmodel m-7b zegt: categorie Inhoud, oordeel Wens, thema's Leren en volhouden. "
        'Het wijst op: leren: "in een [hokje]"\n'
    ) in shown
    assert "dvc repro" not in shown  # the labels are those of both; the bundled coder says what it said then

    none = {"statement_id": "u3f2a000001", "themes_status": "onbeslist", "missing": "gone"}
    write_table(reports / "language_model" / "taalmodel.csv", builders.rows(SECOND_CODER, none), SECOND_CODER)
    shown = RUNNER.invoke(app, ["explain", "u3f2a"]).stdout
    assert "Het taalmodel heeft geen antwoord gegeven: de server was niet te bereiken." in shown


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize(("arguments", "messages"), cases(__file__, "mistakes"))
def test_a_mistake_ends_with_2_and_says_what_to_do(arguments: list[str], messages: list[str]) -> None:
    done = RUNNER.invoke(app, ["explain", *arguments])

    assert done.exit_code == 2
    assert done.stdout == ""
    for message in messages:
        assert message in done.stderr


def test_an_id_needs_a_corpus_that_has_run(small_project: Path) -> None:
    done = RUNNER.invoke(app, ["explain", "u3f2a"])

    assert done.exit_code == 2
    assert "statements.csv: file not found" in done.stderr
    assert "dvc repro" in done.stderr
    assert not (small_project / "reports").exists()
