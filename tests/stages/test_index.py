from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.stages.index import main
from tests.paths import ROOT

Add = Callable[[str], None]


@pytest.fixture
def add(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Add:
    """Write the card of a corpus, as the report stage does; the working directory is the project's root."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "reports" / "kaarten"
    folder.mkdir(parents=True)

    def adding(name: str) -> None:
        row = f'<tr><th><a class="naam" href="{name}/samenvatting.html">{name}</a></th></tr>'
        (folder / f"{name}.json").write_text(json.dumps({"rij": row}), encoding="utf-8")

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
        add(name)
    listing("gamma", "alfa")

    assert main([]) == 0

    page = Path("reports/index.html")
    assert names_on(page) == ["gamma", "alfa"]  # beta is off the list: its card is left alone
    assert "Er lopen twee onderzoeken." in page.read_text(encoding="utf-8")
    assert capsys.readouterr().out == "index: 2 corpora → reports/index.html\n"
    first = page.read_bytes()
    listing("gamma")
    main([])
    assert names_on(page) == ["gamma"]
    listing("gamma", "alfa")
    main([])
    assert page.read_bytes() == first


def test_one_corpus_has_an_index_too(add: Add) -> None:
    add("alfa")
    listing("alfa")

    assert main([]) == 0

    assert "Er loopt één onderzoek." in Path("reports/index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(None, "reports/kaarten/beta.json: file not found", id="no card"),
        *(
            pytest.param(text, "reports/kaarten/beta.json: this is not a card that this version can read", id=text)
            for text in ("{", "[]", "null", '"x"', '{"name": "beta"}')
        ),
    ],
)
def test_a_card_that_is_missing_or_broken_is_named_and_harms_nothing(
    add: Add, capsys: pytest.CaptureFixture[str], content: str | None, message: str
) -> None:
    add("alfa")
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
