from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import pytest
from spacy.language import Language

from pipeline.coding import language
from pipeline.errors import InputError

absent = pytest.mark.skipif(find_spec(language.OFFICIAL) is not None, reason="the official pipeline is installed")


@pytest.mark.parametrize(
    ("word", "lemma"),
    [("Hokjes", "hokje"), ("gesproken", "spreken"), ("wethouders", "wethouder"), ("zzqx", "zzqx")],
)
def test_lemmas(nlp: Language, word: str, lemma: str) -> None:
    assert [token.lemma_ for token in nlp(word)] == [lemma]


def test_sentences(nlp: Language) -> None:
    assert [sentence.text for sentence in nlp("Bel ons. Dat helpt!").sents] == ["Bel ons.", "Dat helpt!"]


def test_documents_come_in_order_in_any_batch(nlp: Language) -> None:
    texts = [f"Zin {number}." for number in range(600)]

    assert [doc.text for doc in language.read(iter(texts), nlp)] == texts


@absent
def test_forcing_what_is_not_there_is_an_error() -> None:
    with pytest.raises(InputError, match="nl_core_news_sm is not installed"):
        language.load("nl_core_news_sm")


@absent
def test_auto_takes_the_bundled_one() -> None:
    assert language.installed("auto") == language.installed("bundled")


def test_set_up_writes_down_what_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="file not found"):
        language.check_installed("auto")

    assert language.main() == 0
    first = language.INSTALLED_FILE.read_bytes()
    assert language.main() == 0

    assert language.INSTALLED_FILE.read_bytes() == first
    assert json.loads(first)["name"] == language.installed().name
    assert language.check_installed("bundled").name == "bundled"


def test_another_pipeline_than_written_down_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    language.INSTALLED_FILE.parent.mkdir(parents=True)
    language.INSTALLED_FILE.write_text('{"name": "bundled", "version": "0"}', encoding="utf-8")

    with pytest.raises(InputError, match="another Dutch language pipeline"):
        language.check_installed("auto")
