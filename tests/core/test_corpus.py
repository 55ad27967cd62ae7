from __future__ import annotations

import json
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from pipeline.core.codes import ALL_ROUNDS
from pipeline.core.corpus import Corpus, Source, corpus_named
from pipeline.core.dates import UNNAMED
from pipeline.core.errors import InputError
from tests.builders import changed


@pytest.mark.parametrize("name", [UNNAMED, ALL_ROUNDS, ALL_ROUNDS.upper(), "a/b", "x" * 41])
def test_a_round_cannot_take_a_name_that_tables_use(name: str) -> None:
    with pytest.raises(ValueError, match="round"):
        Source(file="a.txt", profile="tabel", round=name)


@pytest.mark.parametrize("name", ["Q1/2026", "-2026", "café", "2026\n", "a" * 41])
def test_what_a_round_may_be_called_is_said_in_words(small_project: Path, name: str) -> None:
    path = small_project / "corpora/proef/corpus.yaml"
    config = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    config["sources"][0]["round"] = name
    path.write_text(json.dumps(config, default=str), encoding="utf-8")

    with pytest.raises(InputError) as caught:
        _ = Corpus("proef").config

    assert "sources.0.round: allowed are letters without accents, digits, spaces, - and _" in str(caught.value)
    assert "pattern" not in str(caught.value)


def test_sources_are_ordered_by_date_and_name_whatever_their_order(small_project: Path) -> None:
    folder = small_project / "corpora" / "proef"
    for name in ("b.csv", "a.csv"):
        (folder / "raw" / name).write_text("x\n1\n", encoding="utf-8")
    source = "- file: {}\n  profile: tabel\n  date: {}\n"
    text = "title: T\norganisation: O\nsources:\n"
    listed = [source.format("b.csv", "2025-01-01"), source.format("a.csv", "2025-01-01")]
    listed.append(source.format("enquete_2025.csv", "2024-01-01"))
    (folder / "corpus.yaml").write_text(text + "".join(listed), encoding="utf-8")

    assert [s.file for s in Corpus("proef").config.sources] == ["enquete_2025.csv", "a.csv", "b.csv"]


@pytest.mark.parametrize(
    ("action", "message"),
    [
        (
            "3: {title: X, themes: [verkokerd]}",
            r'action 3: unknown theme "verkokerd"(?s:.)*Closest: "verkokering"',
        ),
        ("-1: {title: Terug}", r"actions\.yaml line 2: actions\.-1: .*greater than or equal to 1"),
    ],
)
def test_what_is_no_action_is_named(small_project: Path, action: str, message: str) -> None:
    (small_project / "corpora/proef/actions.yaml").write_text(f"actions:\n  {action}\n", encoding="utf-8")

    with pytest.raises(InputError, match=message):
        _ = Corpus("proef").actions


@pytest.mark.usefixtures("small_project")
def test_a_corpus_that_is_not_there_or_not_listed_names_its_neighbour() -> None:
    with pytest.raises(InputError) as caught:
        Corpus("proeff")
    assert caught.value.nearest == "proef"
    with pytest.raises(InputError, match='no corpus "prof"') as caught:
        corpus_named("prof")
    assert caught.value.nearest == "proef"

    changed(Path("params.yaml"), {"- proef": "- proef\n- ander"})
    with pytest.raises(InputError, match="more than one corpus"):
        corpus_named(None)
    assert corpus_named("proef").name == "proef"
