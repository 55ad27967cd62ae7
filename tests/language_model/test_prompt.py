"""What the model is told comes from the codebook, and only what changed gets another version."""

from __future__ import annotations

import json

from pipeline.coder.data.training_set import Example
from pipeline.core.codebook import Codebook
from pipeline.language_model.prompt import parts, statements_message, typical


def example(text: str, *themes: str) -> Example:
    return Example(id=text, text=text, category="proces", stance="wens", themes=themes)


def test_every_definition_border_and_theme_is_told_once(codebook: Codebook) -> None:
    told = [part.told for part in parts(codebook, ())]

    for label in (*codebook.categories.values(), *codebook.stances.values(), *codebook.themes.values()):
        assert sum(text.count(label.definition) for text in told) == 1
        assert sum(text.count(label.not_) for text in told) == 1 or not label.not_
    assert codebook.off_topic is not None
    assert codebook.off_topic.definition in told[0]
    assert [theme for part in parts(codebook, ()) for theme in part.themes] == [*codebook.themes]
    assert all("nooit opdrachten" in text for text in told)


def test_two_short_examples_of_one_theme_that_more_statements_seldom_change(codebook: Codebook) -> None:
    short = [f"Na {n} weken hoorden wij nog steeds helemaal niets terug." for n in range(20)]
    examples = [example(text, "black_box") for text in short]
    others = [
        example("Kort.", "leren"),
        example("x" * 200, "leren"),
        example(short[0] + " Ook dat.", "leren", "bestuur"),
    ]
    chosen = typical([*examples, *others])

    assert {*chosen} == {"black_box"}
    assert len(chosen["black_box"]) == 2
    assert typical([*others, *reversed(examples)]) == chosen
    more = [example(f"Nog een zin, nummer {n}, over wachten op antwoord.", "black_box") for n in range(50)]
    assert sum(typical([*examples, one]) == chosen for one in more) > 40
    part = next(part for part in parts(codebook, examples) if "black_box" in part.themes)
    assert all(f'Wel: "{text}"' in part.told for text in chosen["black_box"])


def test_only_the_part_with_a_changed_definition_gets_another_version(codebook: Codebook) -> None:
    themes = {
        **codebook.themes,
        "leren": codebook.themes["leren"].model_copy(update={"definition": "Iets anders."}),
    }
    before, after = (
        [part.version for part in parts(book, ())]
        for book in (codebook, codebook.model_copy(update={"themes": themes}))
    )

    assert [old == new for old, new in zip(before, after, strict=True)] == [True, True, True, True, False]


def test_a_schema_asks_for_each_statement_once_and_for_labels_of_the_codebook(codebook: Codebook) -> None:
    about = parts(codebook, ())[0].schema(2)

    assert about["required"] == ["1", "2"]
    assert about["additionalProperties"] is False
    assert about["$defs"]["answer"]["properties"]["category"]["enum"] == [*codebook.categories]
    assert json.loads(statements_message(['Zei "ja"}', "Twee"])) == {"1": 'Zei "ja"}', "2": "Twee"}
