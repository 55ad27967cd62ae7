from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc

from pipeline.coder.language.ud_lemmas import Lexicon, UdLemmas, learn_lexicon

LEXICON = Lexicon(
    {
        "NOUN": {
            "luchtkwaliteit": "lucht_kwaliteit",
            "waterput": "water_put",
            "verkiezingsjaar": "verkiezing_jaar",
        },
        "VERB": {"stelt": "stellen", "brengt": "brengen"},
        "PROPN": {"Provincie": "provincie"},
    },
    ["uit", "aan"],
)


@pytest.mark.parametrize(
    ("form", "pos", "particle", "lemma"),
    [
        pytest.param("Luchtkwaliteit", "NOUN", "", "lucht_kwaliteit", id="seen"),
        pytest.param("waterkwaliteit", "NOUN", "", "water_kwaliteit", id="compound"),
        pytest.param("verkiezingsborden", "NOUN", "", "verkiezing_bord", id="joining letter and plural"),
        pytest.param("wethouders", "NOUN", "", "wethouder", id="no evidence, no split"),
        pytest.param("D66-wethouders", "NOUN", "", "D66_wethouder", id="hyphen"),
        pytest.param("Zzqxen", "NOUN", "", "zzqxen", id="unknown"),
        pytest.param("stelt", "VERB", "uit", "uit_stellen", id="particle apart"),
        pytest.param("stelt", "VERB", "zzqx", "stellen", id="no particle"),
        pytest.param("uitstellen", "VERB", "", "uit_stellen", id="particle joined"),
        pytest.param("uitbrengt", "VERB", "", "uit_brengen", id="particle joined, unknown form"),
        pytest.param("aan", "VERB", "", "aan", id="a particle alone"),
        pytest.param("gesproken", "VERB", "", "spreken", id="dictionary"),
        pytest.param("mooie", "ADJ", "", "mooi", id="adjective"),
        pytest.param("Zeeuwse", "ADJ", "", "Zeeuws", id="of a place"),
        pytest.param("Jan", "PROPN", "", "Jan", id="name"),
        pytest.param("Provincie", "PROPN", "", "provincie", id="name seen"),
        pytest.param("Jan-Pieter", "PROPN", "", "Jan_Pieter", id="double name"),
        pytest.param("Noord-Holland", "PROPN", "", "Noord-Holland", id="compass"),
        pytest.param("...", "PUNCT", "", "...", id="punctuation"),
        pytest.param("-", "NOUN", "", "-", id="hyphen alone"),
        pytest.param("", "NOUN", "", "", id="nothing"),
    ],
)
def test_lemma(form: str, pos: str, particle: str, lemma: str) -> None:
    assert LEXICON.lemma(form, pos, particle=particle) == lemma


def test_a_given_lemma_counts_only_where_the_dictionary_is_silent() -> None:
    assert LEXICON.lemma("zzqxte", "VERB", given="zzqxen") == "zzqxen"
    assert LEXICON.lemma("gesproken", "VERB", given="zzqxen") == "spreken"


def sentence(verb: str, lemma: str, particle: str) -> Doc:
    return Doc(
        spacy.blank("nl").vocab,
        words=["Zij", verb, "dat", particle],
        pos=["PRON", "VERB", "PRON", "ADP"],
        lemmas=["zij", lemma, "dat", particle],
        heads=[1, 1, 1, 1],
        deps=["nsubj", "ROOT", "obj", "compound:prt"],
    )


def test_learning_takes_the_commonest_lemma_and_tells_particles_apart() -> None:
    docs = [sentence("stelt", "uit_stellen", "uit"), sentence("legt", "uit_leggen", "uit")]
    docs += [sentence("legt", "leggen", "mis"), sentence("slaat", "over_slaan", "over")]

    found = learn_lexicon(docs)

    assert found.particles == ("uit",)  # "over" was seen with one verb only
    assert found.lemmas["VERB"] == {"stelt": "stellen", "legt": "leggen", "slaat": "slaan"}
    assert found.lemma("legt", "VERB", particle="uit") == "uit_leggen"


def test_what_is_not_annotated_teaches_nothing() -> None:
    doc = Doc(spacy.blank("nl").vocab, words=["Bel"], pos=["VERB"], lemmas=[""])

    assert learn_lexicon([doc]).lemmas == {}


def test_the_component_keeps_its_lexicon_on_disk(tmp_path: Path) -> None:
    component = UdLemmas()
    component.lexicon = LEXICON
    component.to_disk(tmp_path / "ud_lemmas")

    again = UdLemmas().from_disk(tmp_path / "ud_lemmas")
    doc = again(sentence("stelt", "", "uit"))

    assert [token.lemma_ for token in doc] == ["zij", "uit_stellen", "dat", "uit"]
    assert again.lexicon.lemmas == LEXICON.lemmas
