from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.tables import CODINGS, LABELS, write_table
from pipeline.stages.evaluate import main
from tests import builders

METRICS = Path("reports/proef/metrics.json")
LEDGER = Path("reports/proef/ledgers/evaluate.json")
AUDITED = {"audit": "ja", "reviewer": "An"}


labels = partial(
    builders.labels,
    themes="leren",
    predicted_category="proces",
    predicted_stance="wens",
    predicted_themes="leren",
    predicted_themes_status="thema",
)


@pytest.fixture(autouse=True)
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(builders.project(tmp_path))
    write_table(Path("reports/proef/codings.csv"), CODINGS.empty(), CODINGS)


def run(*rows: dict[str, str]) -> dict[str, Any]:
    write_table(Path("reports/proef/labels.csv"), labels(*rows), LABELS)
    assert main(["proef"]) == 0
    metrics: dict[str, Any] = json.loads(METRICS.read_text(encoding="utf-8"))
    return metrics


# Of 4 audited: themes tp 3, fp 0, fn 1.
FOUR = (AUDITED, AUDITED, AUDITED, {**AUDITED, "predicted_themes": "", "predicted_themes_status": "geen_thema"})


def test_the_summary_names_the_micro_f1(capsys: pytest.CaptureFixture[str]) -> None:
    metrics = run(*FOUR, {})

    figure = metrics["audit"]["themes"]["micro_f1"]
    assert figure["value"] == 0.8571  # 6 / 7
    assert metrics["corpus"] == "proef"
    assert capsys.readouterr().out == (
        f"evaluate proef: themes micro F1 0.86 (95% interval {figure['low']:.2f}–{figure['high']:.2f}) "
        "on 4 audited statements → reports/proef/metrics.json\n"
    )


def test_without_an_audit_it_says_that_nothing_was_measured(capsys: pytest.CaptureFixture[str]) -> None:
    metrics = run({}, {})

    assert metrics["audit"]["themes"]["micro_f1"]["value"] is None
    assert "themes micro F1 not measured (no row of the blind audit came back coded" in capsys.readouterr().out


def test_the_same_bytes_in_any_order_and_the_params_reach_the_figures() -> None:
    wide = run(*FOUR)["audit"]["themes"]["micro_f1"]
    first = METRICS.read_bytes()
    write_table(Path("reports/proef/labels.csv"), labels(*FOUR).iloc[::-1], LABELS)
    assert main(["proef"]) == 0
    assert METRICS.read_bytes() == first

    builders.changed(Path("params.yaml"), {"interval: 0.95": "interval: 0.5"})
    narrow = run(*FOUR)["audit"]["themes"]["micro_f1"]

    assert narrow["value"] == wide["value"]
    assert narrow["high"] - narrow["low"] < wide["high"] - wide["low"]


def test_the_ledger_says_who_is_not_compared_and_why() -> None:
    run(
        AUDITED,
        {},
        {**AUDITED, "duplicate_of": "u0"},
        {**AUDITED, "kind": "motto"},
        {**AUDITED, "themes": "", "themes_status": "geen_inhoud"},
    )
    ledger = json.loads(LEDGER.read_text(encoding="utf-8"))

    assert (ledger["unit"], ledger["in"], ledger["kept"]) == ("statement", 5, 1)
    assert {reason: entry["units"] for reason, entry in ledger["dropped"].items()} == {
        "not_audited": ["u1"],
        "duplicate": ["u2"],
        "authors_words": ["u3"],
        "no_content": ["u4"],
    }


def test_reviewers_who_coded_the_same_statements_are_the_ruler() -> None:
    said = {"category": "proces", "stance": "wens", "themes": "leren", "themes_status": "thema"}
    rows = [{**said, "statement_id": f"u{n}", "reviewer": who} for n in range(2) for who in ("An", "Bo")]
    rows[3] |= {"category": "inhoud"}
    write_table(Path("reports/proef/codings.csv"), builders.rows(CODINGS, *rows), CODINGS)
    reviewers = run({}, {})["reviewers"]

    assert (reviewers["statements"], reviewers["reviewers"]) == (2, 2)
    # One of two pairs apart; of the four labels one is inhoud: chance has 2·3·1 / 12 apart.
    assert reviewers["category"]["alpha"]["value"] == 0.0
    assert reviewers["category"]["kappa"]["value"] == 0.0
    assert "An" not in METRICS.read_text(encoding="utf-8")
