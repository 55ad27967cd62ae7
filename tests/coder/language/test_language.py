from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

from pipeline.coder.language import language
from pipeline.coder.language.language import UdLemmas
from pipeline.core.errors import InputError


def test_lemmas_and_sentences(nlp: Language) -> None:
    lemmas = {"Hokjes": "hokje", "gesproken": "spreken", "wethouders": "wethouder", "zzqx": "zzqx"}
    assert [token.lemma_ for token in nlp(" ".join(lemmas))] == list(lemmas.values())
    assert [sentence.text for sentence in nlp("Bel ons. Dat helpt!").sents] == ["Bel ons.", "Dat helpt!"]


STRANGE = [
    "",
    "   ",
    "\n",
    "👍🏽👍 !!",
    "Geen idee",
    "The municipality is too slow.",
    "a\u0300 \u200b 漢字 عربى кириллица",
]


@pytest.mark.parametrize("choice", ["auto", "bundled"])
def test_analysis_keeps_the_tokens(nlp: Language, choice: language.Choice) -> None:
    docs = list(nlp.pipe([*STRANGE, "woord " * 500, "De gemeente stelt het besluit uit."]))

    analysed = list(language.analyse(docs, choice))

    assert [[token.text for token in doc] for doc in analysed] == [[token.text for token in doc] for doc in docs]
    assert [doc.text for doc in analysed] == [doc.text for doc in docs]
    assert docs[-1][1].pos_ == ""  # what was read is left as it was


@pytest.mark.parametrize("choice", ["auto", "bundled"])
def test_analysis_of_a_plain_sentence(nlp: Language, choice: language.Choice) -> None:
    (doc,) = language.analyse(nlp.pipe(["De gemeente stelt het besluit uit. Wij wachten."]), choice)

    assert [token.pos_ for token in doc][:7] == ["DET", "NOUN", "VERB", "DET", "NOUN", "ADP", "PUNCT"]
    relations = " ".join(f"{token.dep_}:{token.head.text}" for token in doc[:5])
    assert relations == "det:gemeente nsubj:stelt ROOT:stelt det:besluit obj:stelt"
    assert [sentence.text for sentence in doc.sents] == ["De gemeente stelt het besluit uit.", "Wij wachten."]
    assert doc[1].morph.to_dict()["Number"] == "Sing"
    if choice == "bundled":  # of the treebank or the dictionary
        assert [token.lemma_ for token in doc][:7] == ["de", "gemeente", "stellen", "het", "besluit", "uit", "."]


def test_analysis_does_not_depend_on_the_batch(nlp: Language) -> None:
    texts = ["Wij overleggen vaak met de provincie.", "Bel ons.", "Regels kosten tijd."] * 3

    def told(some: list[str]) -> list[list[tuple[str, str, str, int]]]:
        docs = language.analyse(nlp.pipe(some), "bundled")
        return [[(token.pos_, token.lemma_, token.dep_, token.head.i) for token in doc] for doc in docs]

    assert told(texts) == [row for text in texts for row in told([text])]


def test_the_bundled_pipeline_is_small_and_known_by_its_content(tmp_path: Path) -> None:
    files = [file for file in language.BUNDLED_FOLDER.rglob("*") if file.is_file()]
    for folder, text in (("a", "x"), ("b", "x"), ("c", "y")):
        (tmp_path / folder / "sub").mkdir(parents=True)
        (tmp_path / folder / "sub" / "file").write_text(text, encoding="utf-8")
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "file").write_text("x", encoding="utf-8")
    a, b, c, d = (language.content_hash(tmp_path / folder) for folder in "abcd")

    assert sum(file.stat().st_size for file in files) < 15_000_000
    assert a == b
    assert len({a, c, d}) == 3


def test_a_bundled_pipeline_that_is_gone_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "BUNDLED_FOLDER", tmp_path / "nl_dep_ud_sm")

    with pytest.raises(InputError, match="nl_dep_ud_sm: file not found"):
        language.installed("bundled")
    language.load_trained.cache_clear()
    with pytest.raises(InputError, match="git checkout -- models/language"):
        language.load_trained("bundled")


@pytest.mark.skipif(find_spec(language.OFFICIAL) is not None, reason="the official pipeline is installed")
def test_forcing_what_is_not_there_is_an_error_and_auto_takes_the_bundled_one() -> None:
    assert language.installed("auto") == language.installed("bundled")
    with pytest.raises(InputError, match="nl_core_news_sm is not installed"):
        language.load("nl_core_news_sm")


def test_set_up_writes_down_what_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = language.installed("bundled")
    monkeypatch.chdir(tmp_path)
    assert language.installed("bundled") == here  # wherever the command runs
    with pytest.raises(InputError, match="file not found"):
        language.check_installed("auto")

    assert language.main() == 0
    first = language.INSTALLED_FILE.read_bytes()
    assert language.main() == 0

    assert language.INSTALLED_FILE.read_bytes() == first
    assert json.loads(first)["name"] == language.installed()["name"]
    assert language.check_installed("bundled")["name"] == "bundled"


def test_another_pipeline_than_written_down_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    language.INSTALLED_FILE.parent.mkdir(parents=True)
    language.INSTALLED_FILE.write_text('{"name": "bundled", "version": "0"}', encoding="utf-8")

    with pytest.raises(InputError, match="another Dutch language pipeline"):
        language.check_installed("auto")


VOCAB = spacy.blank("nl").vocab


def sentence(*tokens: tuple[str, str, str], particle: int = -1) -> Doc:
    """Words with part of speech and lemma; all depend on the first, one of them as its particle."""
    words, pos, lemmas = (list(column) for column in zip(*tokens, strict=True))
    deps = ["ROOT", *("compound:prt" if place == particle else "dep" for place in range(1, len(words)))]
    return Doc(VOCAB, words=words, pos=pos, lemmas=lemmas, heads=[0] * len(words), deps=deps)


def learned() -> UdLemmas:
    docs = [
        sentence(("Stelt", "VERB", "uit_stellen"), ("Water", "PROPN", "Water"), ("uit", "ADP", "uit"), particle=2),
        sentence(("vroeg", "VERB", "vragen"), ("luchtkwaliteit", "NOUN", "lucht_kwaliteit"), ("Ede", "X", "_")),
        sentence(("regels", "NOUN", "regel"), ("regels", "NOUN", "regelen"), ("Regels", "NOUN", "regelen")),
    ]
    component = UdLemmas()
    component.initialize(lambda: [Example(doc, doc) for doc in docs])
    return component


def lemmas(component: UdLemmas, *words: tuple[str, str]) -> list[str]:
    doc = component(sentence(*((word, pos, "") for word, pos in words)))
    return [token.lemma_ for token in doc]


def test_the_lemma_of_the_treebank_goes_before_that_of_the_dictionary() -> None:
    words = ("vroeg", "VERB"), ("vroeg", "ADJ"), ("regels", "NOUN"), ("luchtkwaliteit", "NOUN"), ("stelt", "VERB")

    # The commonest of a form; a verb without its particle; another part of speech is as the dictionary has it.
    assert lemmas(learned(), *words) == ["vragen", "vroeg", "regelen", "lucht_kwaliteit", "stellen"]


def test_names_are_known_by_their_capitals_and_what_was_not_annotated_is_not_learned() -> None:
    assert lemmas(learned(), ("Water", "PROPN"), ("WATER", "PROPN"), ("Ede", "X")) == ["Water", "water", "ede"]


def test_a_lexicon_survives_its_file(tmp_path: Path) -> None:
    component = learned()
    component.to_disk(tmp_path / "ud_lemmas")

    assert UdLemmas().from_disk(tmp_path / "ud_lemmas").lemmas == component.lemmas
