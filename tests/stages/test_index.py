from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.stages.index import main
from tests.paths import ROOT

Add = Callable[..., None]


def figure(value: str, table: str = "trend.csv") -> dict[str, object]:
    return {
        "value": value,
        "table": table,
        "column": "n",
        "row": {},
        "form": "aantal",
        "how": "cel",
        "ratio": None,
    }


@pytest.fixture
def add(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Add:
    """Write the card of a corpus, as the report stage does; the working directory is the project's root."""
    monkeypatch.chdir(tmp_path)

    def adding(name: str, title: str) -> None:
        nothing = figure("")
        card = {
            "name": name, "title": title, "organisation": "provincie Proef",
            "rounds": [{"name": "2025", "date": "2025-03-01", "counted": figure("12")}],
            "counted": figure("12"), "largest": None, "minimum": 20, "moves": [], "since": "", "first": "",
            "comparable": True, "actions": figure("0"), "coverage": None, "proposed": False, "total": figure("15"),
            "reviewed": figure("3"), "drawn": figure("0"), "disputed": figure("0"), "orphans": figure("0"),
            "coder": {"value": nothing, "low": nothing, "high": nothing}, "files": ["review"],
        }  # fmt: skip
        path = tmp_path / "reports" / "kaarten" / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(card), encoding="utf-8")

    return adding


def listing(*names: str) -> None:
    """params.yaml with these corpora."""
    text = (ROOT / "params.yaml").read_text(encoding="utf-8")
    listed = "".join(f"- {name}\n" for name in names)
    Path("params.yaml").write_text(text.replace("- nedermaas\n", listed, 1), encoding="utf-8")


def names_on(page: Path) -> list[str]:
    return re.findall(r'class="naam" href="[\w-]+/samenvatting\.html">([^<]*)<', page.read_text(encoding="utf-8"))


def test_the_corpora_of_params_in_its_order(add: Add, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("alfa", "beta", "gamma"):
        add(name, f"Onderzoek {name}")
    listing("gamma", "alfa")

    assert main([]) == 0

    page = Path("reports/index.html")
    assert names_on(page) == ["Onderzoek gamma", "Onderzoek alfa"]  # beta is off the list: its card is left alone
    assert "Er lopen twee onderzoeken." in page.read_text(encoding="utf-8")
    assert capsys.readouterr().out == "index: 2 corpora → reports/index.html\n"
    first = page.read_bytes()
    listing("gamma")
    main([])
    assert names_on(page) == ["Onderzoek gamma"]
    listing("gamma", "alfa")
    main([])
    assert page.read_bytes() == first


def test_one_corpus_has_an_index_too(add: Add) -> None:
    add("alfa", "Onderzoek alfa")
    listing("alfa")

    assert main([]) == 0

    assert "Er loopt één onderzoek." in Path("reports/index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(None, "reports/kaarten/beta.json: file not found", id="no card"),
        pytest.param("{", "reports/kaarten/beta.json: this is not JSON", id="half a file"),
        pytest.param('{"name": "beta"}', "not a card that this version can read (title)", id="another version"),
    ],
)
def test_a_card_that_is_missing_or_broken_is_named_and_harms_nothing(
    add: Add, capsys: pytest.CaptureFixture[str], content: str | None, message: str
) -> None:
    add("alfa", "Onderzoek alfa")
    listing("alfa")
    main([])
    before = Path("reports/index.html").read_bytes()
    listing("alfa", "beta")
    if content is not None:
        Path("reports/kaarten/beta.json").write_text(content, encoding="utf-8")

    assert main([]) == 2

    error = capsys.readouterr().err
    assert message in error
    assert "run dvc repro" in error
    assert Path("reports/index.html").read_bytes() == before
