"""Explanations by a trained coder: what they hold, for texts of every kind, and as people read them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.coder.classify.classifying import READ, READ_OF_RUN, code_statements, lessons_of
from pipeline.coder.data.training_set import Example
from pipeline.coder.encoder.encoder import Encoder, Floats, Reading, Seen, key
from pipeline.coder.explain import explain as explain_module
from pipeline.coder.explain.explain import Explanation, Reason, RuleMatch, explain, nearest, without
from pipeline.coder.explain.text import as_text
from pipeline.coder.model.resources import CoderResources
from pipeline.core.codebook import split_themes
from pipeline.core.corrections import Correction
from pipeline.core.params import Params
from pipeline.core.tables import records
from pipeline.core.text import plain_words
from tests import builders
from tests.cases import cases, data

HOKJE = "Iedere afdeling zit in haar eigen hokje en werkt langs de andere heen."
EXAMPLE = Example(id="E1", text=f"{HOKJE} [eigen]", category="proces", stance="knelpunt", themes=("verkokering",))
MIXED = "Wij want und nous voulons quiero vogliamo chcemy мы хотим biz istiyoruz 我们 نحن"
Tell = Callable[..., Explanation]
Page = Callable[[Explanation], str]


@pytest.fixture
def tell(resources: CoderResources, params: Params) -> Tell:
    """The explanation of a text."""
    return lambda text, **cells: explain({"text": text, **cells}, resources, params.classify, [EXAMPLE])


@pytest.fixture(scope="module")
def hokje(resources: CoderResources, params: Params) -> Explanation:
    return explain({"text": HOKJE}, resources, params.classify, [EXAMPLE])


@pytest.fixture
def page(resources: CoderResources) -> Page:
    """An explanation as people read it."""
    return lambda explanation: "\n".join(
        f"{' ' * indent}{paragraph.plain}" for indent, paragraph in as_text(explanation, resources.codebook)
    )


def test_what_lessons_did_is_told_with_the_correction_that_weighed_most(
    resources: CoderResources, params: Params, page: Page
) -> None:
    said = {"category": "", "stance": "", "themes": (), "on_topic": False, "weight": 1.0}
    corrections = [Correction.model_validate({"id": "u0", "text": "Iedere [naam] zit in een hokje.", **said})]
    rows = builders.statements({"text": HOKJE}, {"text": HOKJE})
    lessons = lessons_of(corrections, rows, resources, params.classify)
    own, other = (
        explain(records(rows)[n], resources, params.classify, [EXAMPLE], lessons=lessons) for n in range(2)
    )

    assert (own.status, own.topic.lesson) == ("thema", None)
    assert other.status == "buiten_onderwerp"
    assert other.topic.lesson is not None
    assert other.topic.lesson.without == own.topic.confidence < other.topic.confidence
    assert 'Het zwaarst telde wat zij zeiden van u0: "Iedere [naam] zit in een hokje."' in page(other)
    assert "Geleerd van beoordelaars" not in page(own)


@pytest.mark.parametrize(("text", "word", "shorter"), cases(__file__, "without"))
def test_a_word_is_left_out_everywhere(text: str, word: str, shorter: str) -> None:
    assert without(text, word) == shorter


@settings(max_examples=60)
@given(text=st.text(alphabet="ab c.\nÉé'", max_size=30), word=st.sampled_from(["a", "é", "ab"]))
def test_what_is_left_has_the_other_words_in_order(text: str, word: str) -> None:
    assert plain_words(without(text, word)) == [other for other in plain_words(text) if other != word]


def category_of(explanation: Explanation) -> Reason:
    assert explanation.category is not None
    return explanation.category


def test_a_theme_comes_with_its_threshold_its_rule_and_its_words(
    hokje: Explanation, resources: CoderResources, params: Params
) -> None:
    (row,) = code_statements(pd.DataFrame([{"text": HOKJE}]), resources, params.classify).to_dict("records")

    assert (hokje.status, hokje.why) == (row["themes_status"], row["why"])
    assert f"{category_of(hokje).confidence:.3f}" == row["category_confidence"]
    assert [theme.label for theme in hokje.themes] == split_themes(row["themes"])
    (theme,) = (theme for theme in hokje.themes if theme.label == "verkokering")
    assert theme.threshold is not None
    assert theme.confidence >= theme.threshold
    assert RuleMatch("kokers", ("hokje",)) in theme.rules
    assert [neighbour.id for neighbour in hokje.neighbours] == ["E1"]


def test_what_a_word_weighs_is_what_the_coder_says_without_it(hokje: Explanation, tell: Tell) -> None:
    reasons = (category_of(hokje), hokje.stance, *hokje.themes)
    weights = [(reason, weight) for reason in reasons for weight in reason.weighed_for + reason.weighed_against]
    assert weights
    for reason, weight in weights:
        assert (weight.without < reason.confidence) == (weight in reason.weighed_for)
    label = category_of(hokje).label
    shorter = [(weight, tell(without(HOKJE, weight.word))) for weight in category_of(hokje).weighed_for]
    shown = [
        (weight.without, reason.confidence)
        for weight, told in shorter
        for reason in (told.category, told.category_next)
        if reason and reason.label == label
    ]
    assert shown
    assert all(foretold == confidence for foretold, confidence in shown)


@pytest.mark.parametrize(("words", "weighed_for", "weighed_against"), cases(__file__, "weighed"))
def test_words_that_weighed(words: list[Any], weighed_for: list[Any], weighed_against: list[Any]) -> None:
    found = explain_module._weights(0.5, [(word, value) for word, value in words])

    assert [[[weight.word, weight.without] for weight in side] for side in found] == [weighed_for, weighed_against]


def test_runners_up_are_in_the_order_of_what_they_lack(hokje: Explanation) -> None:
    assert hokje.category_next is not None
    assert hokje.category_next.label != category_of(hokje).label
    assert hokje.category_next.confidence <= category_of(hokje).confidence
    lacks = [(theme.threshold or 0) - theme.confidence for theme in hokje.themes_next]
    assert lacks == sorted(lacks)
    assert lacks[0] > 0
    assert not {theme.label for theme in hokje.themes} & {theme.label for theme in hokje.themes_next}


def test_the_question_counts(tell: Tell) -> None:
    text = "De overleggen met de gemeente."

    assert tell(text, question="Wat gaat goed?").stance.label == "behouden"
    assert tell(text, question="Wat kan beter?").stance.label == "knelpunt"


@pytest.mark.parametrize("text", ["", "  ", "👍🏽🎉", "n.v.t."])
def test_without_content_there_is_nothing_to_explain(tell: Tell, page: Page, text: str) -> None:
    explanation = tell(text)

    assert (explanation.status, explanation.tried, explanation.themes) == ("geen_inhoud", 0, ())
    assert (explanation.category_next, explanation.neighbours) == (None, ())
    assert "geen inhoud: het antwoord zegt niets" in page(explanation)
    assert "oefenuitspraken" not in page(explanation)


@pytest.mark.parametrize("text", ["They never answer the phone, whoever you call about it.", MIXED])
def test_another_language_is_said_to_be_one(tell: Tell, page: Page, text: str) -> None:
    explanation = tell(text)

    assert (explanation.status, explanation.themes, explanation.themes_next) == ("onbeslist", (), ())
    assert "te weinig bekende woorden, misschien een andere taal" in page(explanation)


def test_of_a_long_text_the_words_that_matter_are_left_out(
    tell: Tell, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(explain_module, "_WORK", 605)
    filler = "Toen was er nog een verhaal over een middag waarop niemand iets te doen had en het regende. "
    text = filler * 6 + HOKJE

    explanation = tell(text)

    assert explanation.tried == 605 // len(plain_words(text)) == 5
    assert "hokje" in {weight.word for reason in explanation.themes for weight in reason.weighed_for}
    assert f"5 van de {explanation.n_different} verschillende woorden" in page(explanation)


def test_of_a_text_without_end_the_beginning_is_read_and_that_is_said(tell: Tell, page: Page) -> None:
    explanation = tell("x" * 100_000)

    assert (explanation.n_read, explanation.n_characters) == (READ_OF_RUN, 100_000)
    assert "gelezen zijn 200 van de 100.000 tekens." in page(explanation)
    assert READ_OF_RUN < READ


def test_people_read_it_in_dutch(hokje: Explanation, page: Page, resources: CoderResources) -> None:
    lines = page(hokje).split("\n")

    assert lines[:2] == ["Uitspraak", f'    "{HOKJE}"']
    shown = f"{category_of(hokje).confidence:.2f}".replace(".", ",")
    label = resources.codebook.categories[category_of(hokje).label].label
    assert f"Categorie: {label} (zekerheid {shown})" in lines
    assert '    Regel kokers vond: "hokje"' in lines
    assert any(line.endswith(f'"{HOKJE} [eigen]"') for line in lines)
    assert "        Proces · Knelpunt · Verkokering  (E1)" in lines


@pytest.mark.parametrize(("changes", "sentence"), cases(__file__, "states"))
def test_every_state_of_a_review_has_words(
    tell: Tell, page: Page, changes: Mapping[str, str | bool], sentence: str
) -> None:
    decision = data(__file__, "decision") | changes
    explanation = replace(tell("Korte lijnen."), place=data(__file__, "place"), decision=decision)

    shown = page(explanation)

    assert "u3f2a000001: corpus proef, bron verslag.txt, regels 12 tot en met 14, ronde 2025" in shown
    assert sentence in shown
    assert ("dvc repro" in shown) == ("outdated" in changes)
    assert "Nog niet beoordeeld" in page(replace(explanation, decision=None))


def test_what_is_hidden_is_nowhere(
    hokje: Explanation, page: Page, resources: CoderResources, params: Params
) -> None:
    assert json.dumps(asdict(hokje)).count("hokje") > 4

    hidden = explain(
        {"text": HOKJE}, resources, params.classify, [], lambda words: words.replace("hokje", "[naam]")
    )
    safe = replace(hidden, text="", why="")

    assert "hokje" not in json.dumps(asdict(safe))
    assert 'Regel kokers vond: "[naam]"' in page(safe)


def test_signs_that_steer_a_terminal_are_left_out(tell: Tell, page: Page) -> None:
    shown = page(tell("Korte\x1b[31m lijnen\r\nen [bold]rust[/bold] \\"))

    assert "\x1b" not in shown
    assert '"Korte [31m lijnen en [bold]rust[/bold] \\"' in shown


class Reader:
    """An encoder of two dimensions: how often a text has an a, and a b; it knows some texts already."""

    def __init__(self, *known: str) -> None:
        vectors = self.short(self._vectors(known))
        rows = {key(text): n for n, text in enumerate(known)}
        self.seen = Seen(rows, np.zeros((len(known), 0), dtype=np.float32), vectors)
        self.asked: list[str] = []

    @staticmethod
    def _vectors(texts: Sequence[str]) -> Floats:
        return np.array([[text.count("a"), text.count("b")] for text in texts], dtype=np.float32).reshape(-1, 2)

    def read(self, texts: Sequence[str]) -> Reading:
        self.asked += texts
        return Reading(np.zeros((len(texts), 0), dtype=np.float32), self._vectors(texts))

    @staticmethod
    def short(vectors: Floats) -> Floats:
        lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
        return np.asarray(vectors / lengths, dtype=np.float32)


def likest(text: str, texts: Sequence[str], encoder: Reader) -> list[tuple[str, float]]:
    examples = [EXAMPLE.model_copy(update={"id": f"E{n}", "text": own}) for n, own in enumerate(texts)]
    return [(found.id, found.likeness) for found in nearest(text, examples, cast("Encoder", encoder))]


def test_the_three_likest_come_first_by_the_angle_between_vectors_then_by_id() -> None:
    encoder = Reader("a a", "b")

    assert likest("aaa", ["b", "A, a!", "aaabbbb"], encoder) == [("E1", 1.0), ("E2", 0.6)]
    assert encoder.asked == ["aaa", "aaabbbb"]  # what it knows it does not read again
    found = likest("a", ["aab", "aaaab", "a", "aab", "aab"], Reader())
    assert found == [("E2", 1.0), ("E1", 0.9701), ("E0", 0.8944)]
    assert likest("👍", ["a", "b"], Reader()) == likest("a", [], Reader()) == []  # nothing in common
