"""Nothing gets through but labels of the codebook and words of the statement, whatever a server sends."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from pipeline.core.codebook import Codebook
from pipeline.language_model.answers import checked, name_of, read_answers
from pipeline.language_model.prompt import parts, topic_part
from tests.cases import cases

TEXT = 'Wij horen "niets" van de provincie; pas na weken komt er antwoord.'
FUZZED = 10_000


def anything(chance: random.Random, labels: list[Any], depth: int = 3) -> Any:
    """Any JSON, more often than not with labels in it, sound ones and others."""
    simple = [None, True, False, 0, -1.5, "", TEXT, TEXT[10:30], "van de provincie", "verzonnen", *labels]
    kind = chance.random()
    if depth == 0 or kind < 0.4:
        return chance.choice(simple)
    if kind < 0.6:
        return [anything(chance, labels, depth - 1) for _ in range(chance.randrange(4))]
    keys = ("on_topic", "category", "stance", "themes", "theme", "words", "name", "ander")
    return {key: anything(chance, labels, depth - 1) for key in keys if chance.random() < 0.7}


def nearly_sound(chance: random.Random, labels: list[Any]) -> Any:
    """An answer of the right form, with a label that may be anybody's."""
    words = chance.choice([TEXT[4:20], "staat er niet", None, 7])
    if chance.random() < 0.5:
        themes = [{"theme": chance.choice(labels), "words": words} for _ in range(chance.randrange(3))]
        return {"themes": themes}
    own = {"on_topic": chance.choice([True, False, "true"]), "words": words}
    return {**own, "category": chance.choice(labels), "stance": chance.choice(labels)}


def test_of_ten_thousand_answers_no_foreign_label_gets_through(codebook: Codebook) -> None:
    chance = random.Random(14)  # noqa: S311 - no secret
    questions = parts(codebook, ())
    known = {"category": {*codebook.categories, ""}, "stance": {*codebook.stances}}
    labels: list[Any] = [*codebook.categories, *codebook.stances, *codebook.themes]
    labels += ["woedend", "Leren", "leren ", "thema", "alles", "=1+1", None, 3]
    taken = 0
    for number in range(FUZZED):
        part = questions[number % len(questions)]
        said = (anything if chance.random() < 0.3 else nearly_sound)(chance, labels)
        answers, why = read_answers(json.dumps({"1": said}), part, [TEXT])
        assert bool(answers) != bool(why)
        for answer in answers.values():
            taken += 1
            words = answer["themes"].values() if part.themes else [answer["words"]]
            assert set(answer.get("themes", ())) <= {*part.themes}
            assert all(answer[kind] in known[kind] for kind in known if not part.themes)
            assert all(piece in TEXT.replace('"', " ").replace("  ", " ") for piece in words)
    assert taken > FUZZED / 50


@pytest.mark.parametrize(("content", "answered"), cases(__file__, "messages"))
def test_an_answer_is_found_in_what_a_model_says(content: str, answered: bool) -> None:
    answers, why = read_answers(content, topic_part(), ["groep"])

    assert (answers, why) == (({"groep": {"name": "Te laat antwoord"}}, "") if answered else ({}, "unreadable"))


def test_a_theme_twice_counts_once_and_codebook_order_holds(codebook: Codebook) -> None:
    part = parts(codebook, ())[1]
    last, first = part.themes[-1], part.themes[0]
    said = [{"theme": one, "words": words} for one, words in ((last, "weken"), (first, ""), (last, "provincie"))]

    assert checked({"themes": said}, part, TEXT) == {"themes": {first: "", last: "weken"}}


def test_the_name_of_a_model_is_fit_for_a_cell() -> None:
    assert name_of('qwen|"x"\n<b>', "gevraagd") == "qwen x b"
    assert name_of(None, "gevraagd") == "gevraagd"
