"""Explanations by a trained coder: what they hold, for texts of every kind, and as people read them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.coder.classify.classifying import READ, READ_OF_RUN, code_statements
from pipeline.coder.data.training_set import Example
from pipeline.coder.explain import explain as explain_module
from pipeline.coder.explain.explain import Explanation, RuleMatch, Weight, explain, without
from pipeline.coder.explain.text import as_text
from pipeline.coder.model.resources import CoderResources
from pipeline.core.codebook import split_themes
from pipeline.core.params import Params
from pipeline.core.text import plain_words
from tests.cases import cases

HOKJE = "Iedere afdeling zit in haar eigen hokje en werkt langs de andere heen."
EXAMPLE = Example(id="E1", text=f"{HOKJE} [eigen]", category="proces", stance="knelpunt", themes=("verkokering",))
PLACE = {
    "corpus": "proef", "statement_id": "u3f2a000001", "source": "verslag.txt", "line_start": "12",
    "line_end": "14", "round": "2025", "question": "Wat kan beter?",
}  # fmt: skip
DECISION: dict[str, str | bool] = {
    "category": "inhoud", "category_provenance": "beoordelaar", "stance": "wens", "stance_provenance": "model",
    "themes": "leren|regie", "themes_provenance": "beoordelaar", "themes_status": "thema",
    "review_status": "gecorrigeerd", "reviewer": "Anna", "review_date": "3-3-2025", "by_reviewer": True,
    "outdated": False,
}  # fmt: skip
MIXED = "Wij want und nous voulons quiero vogliamo chcemy мы хотим biz istiyoruz 我们 نحن"


def explained(resources: CoderResources, params: Params, text: str, **cells: str) -> Explanation:
    return explain({"text": text, **cells}, resources, params.classify, [EXAMPLE])


def page(explanation: Explanation, resources: CoderResources) -> str:
    return "\n".join(
        f"{' ' * indent}{paragraph.plain}" for indent, paragraph in as_text(explanation, resources.codebook)
    )


@pytest.mark.parametrize(("text", "word", "shorter"), cases(__file__, "without"))
def test_a_word_is_left_out_everywhere(text: str, word: str, shorter: str) -> None:
    assert without(text, word) == shorter


@settings(max_examples=60)
@given(text=st.text(alphabet="ab c.\nÉé'", max_size=30), word=st.sampled_from(["a", "é", "ab"]))
def test_what_is_left_has_the_other_words_in_order(text: str, word: str) -> None:
    assert plain_words(without(text, word)) == [other for other in plain_words(text) if other != word]


def test_a_theme_comes_with_its_threshold_its_rule_and_its_words(
    resources: CoderResources, params: Params
) -> None:
    explanation = explained(resources, params, HOKJE)
    (row,) = code_statements(pd.DataFrame([{"text": HOKJE}]), resources, params.classify).to_dict("records")

    assert (explanation.status, explanation.why) == (row["themes_status"], row["why"])
    assert f"{explanation.category.confidence:.3f}" == row["category_confidence"]
    assert [theme.label for theme in explanation.themes] == split_themes(row["themes"])
    (theme,) = (theme for theme in explanation.themes if theme.label == "verkokering")
    assert theme.threshold is not None
    assert theme.confidence >= theme.threshold
    assert RuleMatch("kokers", ("hokje",)) in theme.rules
    assert [neighbour.id for neighbour in explanation.neighbours] == ["E1"]


def test_what_a_word_weighs_is_what_the_coder_says_without_it(resources: CoderResources, params: Params) -> None:
    explanation = explained(resources, params, HOKJE)

    reasons = (explanation.category, explanation.stance, *explanation.themes)
    weights = [(reason, weight) for reason in reasons for weight in reason.weighed_for + reason.weighed_against]
    assert weights
    for reason, weight in weights:
        assert (weight.without < reason.confidence) == (weight in reason.weighed_for)
    weight = explanation.category.weighed_for[0]
    shorter = explained(resources, params, without(HOKJE, weight.word))
    labels = {reason.label: reason.confidence for reason in (shorter.category, shorter.category_next) if reason}
    assert weight.without == labels[explanation.category.label]


def test_the_heaviest_words_come_first_on_the_side_that_they_are_on() -> None:
    weighed_for, weighed_against = explain_module._weights(
        0.5, [("a", 0.49), ("b", 0.3), ("c", 0.1), ("d", 0.6), ("e", 0.4), ("f", 0.4)]
    )

    assert weighed_for == (Weight("c", 0.1), Weight("b", 0.3), Weight("e", 0.4))  # "a" hardly mattered
    assert weighed_against == (Weight("d", 0.6),)


def test_the_parts_of_a_name_are_told_once_as_the_one_that_weighed_most() -> None:
    sides = explain_module._weights(0.5, [("[naam]", 0.4), ("werkt", 0.3), ("[naam]", 0.2), ("[naam]", 0.6)])

    assert sides == ((Weight("[naam]", 0.2), Weight("werkt", 0.3)), ())


def test_runners_up_are_in_the_order_of_what_they_lack(resources: CoderResources, params: Params) -> None:
    explanation = explained(resources, params, HOKJE)

    assert explanation.category_next is not None
    assert explanation.category_next.label != explanation.category.label
    assert explanation.category_next.confidence <= explanation.category.confidence
    given_ = {theme.label for theme in explanation.themes}
    lacks = [(theme.threshold or 0) - theme.confidence for theme in explanation.themes_next]
    assert lacks == sorted(lacks)
    assert lacks[0] > 0
    assert not given_ & {theme.label for theme in explanation.themes_next}


def test_the_question_counts(resources: CoderResources, params: Params) -> None:
    text = "De overleggen met de gemeente."

    assert explained(resources, params, text, question="Wat gaat goed?").stance.label == "behouden"
    assert explained(resources, params, text, question="Wat kan beter?").stance.label == "knelpunt"


@pytest.mark.parametrize("text", ["", "  ", "👍🏽🎉", "n.v.t."])
def test_without_content_there_is_nothing_to_explain(resources: CoderResources, params: Params, text: str) -> None:
    explanation = explained(resources, params, text)

    assert (explanation.status, explanation.tried, explanation.themes) == ("geen_inhoud", 0, ())
    assert (explanation.category_next, explanation.neighbours) == (None, ())
    text_shown = page(explanation, resources)
    assert "geen inhoud: het antwoord zegt niets" in text_shown
    assert "oefenuitspraken" not in text_shown


@pytest.mark.parametrize("text", ["They never answer the phone, whoever you call about it.", MIXED])
def test_another_language_is_said_to_be_one(resources: CoderResources, params: Params, text: str) -> None:
    explanation = explained(resources, params, text)

    assert (explanation.status, explanation.themes, explanation.themes_next) == ("onbeslist", (), ())
    assert "te weinig bekende woorden, misschien een andere taal" in page(explanation, resources)


def test_of_a_long_text_the_words_that_matter_are_left_out(
    resources: CoderResources, params: Params, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(explain_module, "_WORK", 605)
    filler = "Toen was er nog een verhaal over een middag waarop niemand iets te doen had en het regende. "
    text = filler * 6 + HOKJE

    explanation = explained(resources, params, text)

    assert explanation.tried == 605 // len(plain_words(text)) == 5
    assert "hokje" in {weight.word for reason in explanation.themes for weight in reason.weighed_for}
    assert f"5 van de {explanation.n_different} verschillende woorden" in page(explanation, resources)


def test_of_a_text_without_end_the_beginning_is_read_and_that_is_said(
    resources: CoderResources, params: Params
) -> None:
    explanation = explained(resources, params, "x" * 100_000)

    assert (explanation.n_read, explanation.n_characters) == (READ_OF_RUN, 100_000)
    assert "gelezen zijn 200 van de 100.000 tekens." in page(explanation, resources)
    assert READ_OF_RUN < READ


def test_people_read_it_in_dutch(resources: CoderResources, params: Params) -> None:
    explanation = explained(resources, params, HOKJE)

    lines = page(explanation, resources).split("\n")

    assert lines[:2] == ["Uitspraak", f'    "{HOKJE}"']
    shown = f"{explanation.category.confidence:.2f}".replace(".", ",")
    label = resources.codebook.categories[explanation.category.label].label
    assert f"Categorie: {label} (zekerheid {shown})" in lines
    assert '    Regel kokers vond: "hokje"' in lines
    assert any(line.endswith('"Iedere afdeling zit in haar eigen hokje en werkt langs de andere heen. [eigen]"')
               for line in lines)  # fmt: skip
    assert "        Proces · Knelpunt · Verkokering  (E1)" in lines


@pytest.mark.parametrize(("changes", "sentence"), cases(__file__, "states"))
def test_every_state_of_a_review_has_words(
    resources: CoderResources, params: Params, changes: Mapping[str, str | bool], sentence: str
) -> None:
    explanation = replace(
        explained(resources, params, "Korte lijnen."), place=PLACE, decision={**DECISION, **changes}
    )

    shown = page(explanation, resources)

    assert "u3f2a000001: corpus proef, bron verslag.txt, regels 12 tot en met 14, ronde 2025" in shown
    assert sentence in shown
    assert ("dvc repro" in shown) == ("outdated" in changes)
    assert "Nog niet beoordeeld" in page(replace(explanation, decision=None), resources)


def test_what_is_hidden_is_nowhere(resources: CoderResources, params: Params) -> None:
    assert json.dumps(asdict(explained(resources, params, HOKJE))).count("hokje") > 4

    explanation = explain(
        {"text": HOKJE}, resources, params.classify, [], lambda words: words.replace("hokje", "[naam]")
    )
    safe = replace(explanation, text="", why="")

    assert "hokje" not in json.dumps(asdict(safe))
    assert 'Regel kokers vond: "[naam]"' in page(safe, resources)


def test_signs_that_steer_a_terminal_are_left_out(resources: CoderResources, params: Params) -> None:
    shown = page(explained(resources, params, "Korte\x1b[31m lijnen\r\nen [bold]rust[/bold] \\"), resources)

    assert "\x1b" not in shown
    assert '"Korte [31m lijnen en [bold]rust[/bold] \\"' in shown
