"""Explanations by a trained coder: what they hold, for texts of every kind, and as people read them."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import numpy as np
import pytest

from pipeline.coder.classify.classifying import Knowledge
from pipeline.coder.data.training_set import Example
from pipeline.coder.explain.explain import Explanation, Found, explain, hidden
from pipeline.coder.explain.source import Decided, Decision, Place
from pipeline.coder.explain.text import Told, as_data, as_text
from pipeline.coder.explain.words import Change, Weight
from pipeline.core.params import Params

HOKJE = "Iedere afdeling zit in haar eigen hokje en werkt langs de andere heen."
EXAMPLE = Example(
    id="E1", text="Elk zijn [eigen] hokje.", category="proces", stance="knelpunt", themes=("verkokering",)
)
PLACE = Place("u3f2a000001", "proef", "verslag.txt", "12", "14", "2025", "Wat kan beter?")
DECISION = Decision(
    category=Decided("inhoud", "beoordelaar"),
    stance=Decided("wens", "model"),
    themes=Decided("leren|regie", "beoordelaar"),
    themes_status="thema",
    review_status="gecorrigeerd",
    reviewer="Anna",
    review_date="3-3-2025",
    by_reviewer=True,
    outdated=False,
)
MIXED = "Wij want und nous voulons quiero vogliamo chcemy мы хотим biz istiyoruz 我们 نحن"


def explained(knowledge: Knowledge, params: Params, text: str, **cells: str) -> Explanation:
    return explain({"text": text, **cells}, knowledge, params.classify, [EXAMPLE], lambda _: np.array([0.625]))


def page(
    explanation: Explanation, knowledge: Knowledge, place: Place | None = None, decision: Decision | None = None
) -> str:
    told = Told(explanation, knowledge.codebook, place, decision)
    return "\n".join(f"{' ' * indent}{paragraph.plain}" for indent, paragraph in as_text(told))


def test_a_theme_comes_with_its_rule_its_words_and_what_would_change_it(
    knowledge: Knowledge, params: Params
) -> None:
    found = explained(knowledge, params, HOKJE)

    (theme,) = (one for one in found.themes if one.label == "verkokering")
    assert theme.threshold is not None
    assert theme.confidence >= theme.threshold
    assert Found("kokers", ("hokje",)) in theme.rules
    reasons = (found.category, found.stance, *found.themes)
    assert any(one.weighed_for for one in reasons)
    for one in reasons:
        assert all(weight.without < one.confidence for weight in one.weighed_for)
        assert all(weight.without > one.confidence for weight in one.weighed_against)
    assert theme.change is not None
    assert "hokje" in theme.change.words
    assert (found.status, found.judged) == ("thema", True)
    assert [one.id for one in found.neighbours] == ["E1"]


def test_runners_up_say_how_far_they_missed(knowledge: Knowledge, params: Params) -> None:
    found = explained(knowledge, params, HOKJE)

    for second, first in ((found.category_next, found.category), (found.stance_next, found.stance)):
        assert second is not None
        assert second.label != first.label
        assert second.missed == round(first.confidence - second.confidence, 3)
    given = {one.label for one in found.themes}
    for one in found.themes_next:
        assert one.label not in given
        assert one.threshold is not None
        assert one.missed == round(one.threshold - one.confidence, 3)
        assert one.missed > 0
    assert [one.change is None for one in found.themes_next[1:]] == [True] * len(found.themes_next[1:])


def test_the_question_is_told_with_the_stance_without_it(knowledge: Knowledge, params: Params) -> None:
    text = "De overleggen met de gemeente."
    found = explained(knowledge, params, text, question="Wat kan beter?", kind="citaat")
    alone = explained(knowledge, params, text)

    assert found.context is not None
    assert dict(found.context.cells) == {"question": "Wat kan beter?"}
    assert (found.context.stance, found.context.confidence) == (alone.stance.label, alone.stance.confidence)
    assert alone.context is None


@pytest.mark.parametrize("text", ["", "  ", "...", "👍🏽🎉", "n.v.t."])
def test_without_content_there_is_nothing_to_explain(knowledge: Knowledge, params: Params, text: str) -> None:
    found = explained(knowledge, params, text)

    assert (found.status, found.judged, found.tried, found.themes, found.neighbours) == (
        "geen_inhoud",
        False,
        0,
        (),
        (),
    )
    told = page(found, knowledge)
    assert "Deze tekst heeft geen inhoud" in told
    assert ("er staat geen woord in" in told) == (found.n_words == 0)
    assert "Wat het anders maakt" not in told
    assert "oefenuitspraken" not in told


@pytest.mark.parametrize(
    "text", ["They never answer the phone, whoever you call about it.", "Мы не знаем, кому звонить.", MIXED]
)
def test_another_language_is_said_to_be_one(knowledge: Knowledge, params: Params, text: str) -> None:
    found = explained(knowledge, params, text)

    assert (found.status, found.judged, found.themes, found.themes_next) == ("onbeslist", False, (), ())
    assert f"Te weinig bekende woorden: {found.known_words} van de {found.n_words} (50% is nodig)" in page(
        found, knowledge
    )


def test_a_text_of_50_000_characters_is_explained_by_its_heaviest_words(
    knowledge: Knowledge, params: Params
) -> None:
    filler = "Toen was er nog een verhaal over een middag waarop niemand iets te doen had en het regende. "
    text = (filler * 600)[:49_900] + HOKJE

    found = explained(knowledge, params, text)

    told = page(found, knowledge)
    assert found.tried == 6 < found.n_different
    assert f"de 6 zwaarste van de {found.n_different} verschillende woorden" in told
    assert f"({len(text):,} tekens; hier staat het begin)".replace(",", ".") in told
    assert len(told) < 5_000


def test_people_read_it_in_dutch(knowledge: Knowledge, params: Params) -> None:
    found = explained(knowledge, params, HOKJE)
    told = page(found, knowledge)

    lines = told.split("\n")
    assert lines[:2] == ["Uitspraak", f'    "{HOKJE}"']
    shown = f"{found.category.confidence:.2f}".replace(".", ",")
    assert f"Categorie: {knowledge.codebook.categories[found.category.label].label} (zekerheid {shown})" in lines
    assert '    Regel kokers vond: "hokje"' in lines
    assert '  0,62  "Elk zijn [eigen] hokje."' in lines  # brackets are no markup
    assert "        Proces · Knelpunt · Verkokering  (E1)" in lines
    assert "Niet gegeven, maar het dichtst bij hun grens:" in told


def test_a_statement_of_a_corpus_has_its_place_and_what_was_decided(knowledge: Knowledge, params: Params) -> None:
    found = explained(knowledge, params, HOKJE)

    told = page(found, knowledge, PLACE, DECISION)

    assert "u3f2a000001: corpus proef, bron verslag.txt, regels 12 tot en met 14, ronde 2025" in told
    assert "Een beoordelaar heeft beslist: Anna, 3-3-2025." in told
    assert (
        "categorie Inhoud (beoordelaar), oordeel Wens (model), thema's Leren en volhouden, Regie en verbinding"
        in told
    )
    assert "dvc repro" not in told


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"review_status": "geschil"}, "zijn het over deze uitspraak oneens"),
        ({"by_reviewer": False, "review_status": "akkoord"}, "heeft gekeken (akkoord) en geen label veranderd"),
        ({"by_reviewer": False, "review_status": ""}, "Geen beoordelaar heeft beslist."),
        ({"outdated": True}, "Met dvc repro is alles weer van nu."),
        ({"themes": Decided("", "beoordelaar"), "themes_status": "geen_thema"}, "thema's geen (beoordelaar)"),
    ],
)
def test_every_state_of_a_review_has_words(
    knowledge: Knowledge, params: Params, changes: dict[str, object], said: str
) -> None:
    decision = replace(DECISION, **changes)  # type: ignore[arg-type]

    assert said in page(explained(knowledge, params, "Korte lijnen."), knowledge, PLACE, decision)


def test_a_statement_that_was_not_reviewed_yet_says_so(knowledge: Knowledge, params: Params) -> None:
    assert "Nog niet beoordeeld" in page(explained(knowledge, params, "Korte lijnen."), knowledge, PLACE)


def test_scripts_get_the_same(knowledge: Knowledge, params: Params) -> None:
    found = explained(knowledge, params, HOKJE)

    data = json.loads(json.dumps(as_data(Told(found, knowledge.codebook, PLACE, DECISION))))

    assert data["place"]["source"] == "verslag.txt"
    assert data["decision"]["themes"] == {"label": "leren|regie", "provenance": "beoordelaar"}
    assert data["category"]["label"] == found.category.label
    assert {"rule": "kokers", "words": ["hokje"]} in data["themes"][0]["rules"]
    assert as_data(Told(found, knowledge.codebook, None, None))["place"] is None


def test_what_is_hidden_is_nowhere(knowledge: Knowledge, params: Params) -> None:
    found = explained(knowledge, params, HOKJE)
    assert json.dumps(asdict(found)).count("hokje") > 4

    safe = hidden(replace(found, neighbours=()), "Iedere [naam].", lambda words: words.replace("hokje", "[naam]"))

    assert "hokje" not in json.dumps(asdict(safe))
    assert 'Regel kokers vond: "[naam]"' in page(safe, knowledge)
    assert safe.category.confidence == found.category.confidence


def test_the_parts_of_a_name_are_told_once_and_on_one_side(knowledge: Knowledge, params: Params) -> None:
    found = explained(knowledge, params, HOKJE)
    category = replace(
        found.category,
        confidence=0.5,
        weighed_for=(Weight("jan", 0.2), Weight("werkt", 0.3), Weight("vries", 0.4)),
        weighed_against=(Weight("de", 0.6),),
        change=Change(("jan", "vries", "werkt"), True, "inhoud", 0.1),
    )
    names = {"jan": "[naam]", "de": "[naam]", "vries": "[naam]"}

    safe = hidden(replace(found, category=category), "[naam] werkt.", lambda word: names.get(word, word)).category

    assert safe.weighed_for == (Weight("[naam]", 0.2), Weight("werkt", 0.3))
    assert safe.weighed_against == ()
    assert safe.change == Change(("[naam]", "werkt"), True, "inhoud", 0.1)


def test_signs_that_steer_a_terminal_are_left_out(knowledge: Knowledge, params: Params) -> None:
    told = page(explained(knowledge, params, "Korte\x1b[31m lijnen\r\nen [bold]rust[/bold] \\"), knowledge)

    assert "\x1b" not in told
    assert '"Korte [31m lijnen en [bold]rust[/bold] \\"' in told
