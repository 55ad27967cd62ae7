from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.errors import InputError
from pipeline.discover.keeping import KeptTopic, likeness, profile, read_kept, settled_ids, with_topics
from tests.cases import cases

LETTERS = {"brief": 2.0, "taal": 1.0}
PARKING = {"parkeren": 2.0, "vol": 1.0}
WORDS = st.dictionaries(st.sampled_from("abcdefg"), st.floats(0.01, 5), min_size=1)


def kept(**words: dict[str, float]) -> dict[str, KeptTopic]:
    return {name: KeptTopic(name=f"Naam {name}", words=own) for name, own in words.items()}


def test_profile_weighs_what_sets_a_topic_apart_and_keeps_the_heaviest() -> None:
    # Half of the topic has "post", as does nobody else; all have "werk", as has everybody.
    found = profile([["werk", "post"], ["werk"]], {"werk": 8, "post": 1}, 8)
    assert found == {"post": 1.0986, "werk": 0.1178}  # ½·ln 9, ln(9/8)
    assert list(found) == ["post", "werk"]
    many = [[f"w{number:02d}" for number in range(50)]]
    assert list(profile(many, dict.fromkeys(many[0], 1), 1)) == [f"w{number:02d}" for number in range(30)]


@given(WORDS, WORDS)
def test_likeness_is_a_symmetric_cosine(one: dict[str, float], other: dict[str, float]) -> None:
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, other) == likeness(other, one)
    assert likeness(one, one) == 1
    assert likeness(one, {"z": 1.0}) == 0


@pytest.mark.parametrize(("found", "known", "least", "ids"), cases(__file__, "ids"))
def test_a_topic_that_is_known_keeps_its_id_and_a_new_one_gets_a_free_one(
    found: dict[str, dict[str, float]], known: dict[str, dict[str, float]], least: float, ids: dict[str, str]
) -> None:
    assert settled_ids(found, kept(**known), least) == ids


@given(
    st.dictionaries(st.sampled_from(["ta", "tb", "tc", "t1"]), WORDS), st.lists(WORDS, max_size=4), st.floats(0, 1)
)
def test_ids_are_unique_and_no_order_matters(
    found: dict[str, dict[str, float]], words: list[dict[str, float]], least: float
) -> None:
    known = kept(**{f"t{number}": own for number, own in enumerate(words)})
    ids = settled_ids(found, known, least)
    assert ids.keys() == found.keys()
    assert len(set(ids.values())) == len(ids)
    assert ids == settled_ids(dict(reversed(found.items())), dict(reversed(known.items())), least)


def test_names_and_comments_survive_and_nothing_is_taken_away(tmp_path: Path) -> None:
    first = with_topics("", kept(t1=LETTERS, t2=PARKING))
    assert first.startswith("# Onderwerpen van dit corpus")
    edited = first.replace("name: Naam t1", "name: Onleesbare brieven  # zo noemt Anna het")
    text = with_topics(edited, kept(t1={"brief": 3.0}, t3={"subsidie": 1.0}))
    assert "name: Onleesbare brieven  # zo noemt Anna het" in text
    (tmp_path / "topics.yaml").write_text(text, encoding="utf-8")
    assert read_kept(tmp_path / "topics.yaml") == {
        "t1": KeptTopic(name="Onleesbare brieven", words={"brief": 3.0}),
        "t2": KeptTopic(name="Naam t2", words=PARKING),
        "t3": KeptTopic(name="Naam t3", words={"subsidie": 1.0}),
    }
    assert with_topics(text, read_kept(tmp_path / "topics.yaml")) == text


@pytest.mark.parametrize("word", ["null", "true", "no", "'s", "10", "e-mail", "a: b", "[naam]", "#x"])
def test_any_word_comes_back(tmp_path: Path, word: str) -> None:
    (tmp_path / "topics.yaml").write_text(with_topics("", kept(t1={word: 1.5})), encoding="utf-8")
    assert read_kept(tmp_path / "topics.yaml")["t1"].words == {word: 1.5}


def test_an_emptied_file_is_filled_again(tmp_path: Path) -> None:
    text = with_topics("# van Anna\ntopics: {}\n", kept(t1=LETTERS))
    assert text.startswith("# van Anna\ntopics:\n  t1:\n    name: Naam t1\n")
    assert read_kept(tmp_path / "topics.yaml") == {}


@pytest.mark.parametrize(("text", "says"), cases(__file__, "mistakes"))
def test_a_mistake_in_the_file_gets_its_place(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "topics.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_kept(tmp_path / "topics.yaml")
    assert says in str(caught.value)
    assert "topics.yaml" in str(caught.value)
