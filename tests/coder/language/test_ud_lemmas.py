from __future__ import annotations

from pathlib import Path

import spacy
from spacy.tokens import Doc
from spacy.training import Example

from pipeline.coder.language.language import UdLemmas

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
