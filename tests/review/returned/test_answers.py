from __future__ import annotations

import pytest

from pipeline.core.codebook import Codebook
from pipeline.review.common.issues import Issue
from pipeline.review.returned.answers import Themes, read_label, read_themes


@pytest.mark.parametrize(
    "cell",
    ["rol_houding", "ROL_HOUDING", "Rol/Houding", "  rol/houding\n", "Rol - houding.", "rol", "'Rol houding'"],
)
def test_a_label_by_id_or_name_in_any_case(cell: str, codebook: Codebook) -> None:
    assert read_label(cell, "categories", codebook) == "rol_houding"


@pytest.mark.parametrize(
    ("cell", "kind", "expected"),
    [("behoud", "stances", "behouden"), ("Knel.", "stances", "knelpunt"), ("inh", "categories", "inhoud"),
     ("rol/hou", "categories", "rol_houding")],
)  # fmt: skip
def test_three_letters_or_more_will_do_for_one_label(
    cell: str, kind: str, expected: str, codebook: Codebook
) -> None:
    assert read_label(cell, kind, codebook) == expected


@pytest.mark.parametrize("cell", ["ve", "ver", "verkokerd", "transparantie"])
def test_the_beginning_of_two_themes_of_none_or_not_the_beginning_is_refused(
    cell: str, codebook: Codebook
) -> None:
    refusals = read_themes(cell, codebook, shown=False)

    assert isinstance(refusals, list)
    assert [(refusal.code, refusal.found) for refusal in refusals] == [("unknown_theme", cell)]


@pytest.mark.parametrize("cell", ["ro", "inhoud|rol_houding", "geen", "..."])
def test_another_category_is_refused(cell: str, codebook: Codebook) -> None:
    refusal = read_label(cell, "categories", codebook)

    assert isinstance(refusal, Issue)
    assert (refusal.code, refusal.found) == ("unknown_category", cell)
    assert (refusal.allowed, refusal.names) == (("inhoud", "rol_houding"), ("Inhoud", "Rol/Houding"))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        pytest.param("vertrouwen", ("vertrouwen", "thema"), id="one"),
        pytest.param("vertrouwen|verkokering", ("verkokering|vertrouwen", "thema"), id="codebook order"),
        pytest.param("Vertrouwen, VERKOKERING", ("verkokering|vertrouwen", "thema"), id="comma and case"),
        pytest.param("vertrouwen;verkokering", ("verkokering|vertrouwen", "thema"), id="semicolon"),
        pytest.param("vertrouwen\r\nverkokering\n", ("verkokering|vertrouwen", "thema"), id="line breaks"),
        pytest.param("vertrouwen||vertrouwen |", ("vertrouwen", "thema"), id="twice, and empty parts"),
        pytest.param("black box /  transparantie", ("black_box", "thema"), id="a name with a slash"),
        pytest.param("Rust, ruimte", ("rust", "thema"), id="a name that holds a comma"),
        pytest.param("rust, ruimte | vertrouwen", ("vertrouwen|rust", "thema"), id="and another theme"),
        pytest.param("geen", ("", "geen_thema"), id="none"),
        pytest.param("Geen thema", ("", "geen_thema"), id="none in more words"),
        pytest.param("GEEN INHOUD", ("", "geen_inhoud"), id="no content"),
        pytest.param("vertrouwen en verkokering", ("verkokering|vertrouwen", "thema"), id="and"),
        pytest.param("vertrouwen/black box, rust", ("vertrouwen|black_box|rust", "thema"), id="slash"),
        pytest.param("'geen'.", ("", "geen_thema"), id="with signs"),
        pytest.param("Geen thema’s", ("", "geen_thema"), id="with a curly apostrophe"),
        pytest.param("Black box", ("black_box", "thema"), id="the beginning of a name"),
        pytest.param("verkoker, vert.", ("verkokering|vertrouwen", "thema"), id="the beginning of a word"),
        pytest.param("verkoker en rus", ("verkokering|rust", "thema"), id="beginnings with and"),
    ],
)
def test_themes(cell: str, expected: tuple[str, str], codebook: Codebook) -> None:
    assert read_themes(cell, codebook, shown=False) == Themes(*expected)


OPENNESS = ("openheid", ("black_box", "vertrouwen"))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        pytest.param(
            "Kokers, rust", Themes("verkokering|rust", "thema", "", (("Kokers", ("verkokering",)),)), id="renamed"
        ),
        pytest.param("openheid", Themes("", "thema", "vertrouwen|black_box", (OPENNESS,)), id="divided"),
        pytest.param(
            "rust en openheid", Themes("rust", "thema", "vertrouwen|black_box", (OPENNESS,)), id="beside another"
        ),
        pytest.param(
            "openheid|vertrouwen", Themes("vertrouwen", "thema", "black_box", (OPENNESS,)), id="beside a part"
        ),
    ],
)
def test_earlier_themes_are_read_as_what_became_of_them(cell: str, expected: Themes, codebook: Codebook) -> None:
    went = {"renames": {"Kokers": "verkokering"}, "splits": {"openheid": ["black_box", "vertrouwen"]}}
    later = Codebook.model_validate({**codebook.model_dump(by_alias=True), **went})

    assert read_themes(cell, later, shown=False) == expected
    assert isinstance(read_themes(cell, codebook, shown=False), list)


def test_an_earlier_theme_and_none_contradict_each_other(codebook: Codebook) -> None:
    later = Codebook.model_validate(
        {**codebook.model_dump(by_alias=True), "splits": {"oud": ["rust", "vertrouwen"]}}
    )
    refusals = read_themes("oud|geen", later, shown=False)

    assert isinstance(refusals, list)
    assert [refusal.code for refusal in refusals] == ["contradiction"]


def test_every_unknown_part_is_named(codebook: Codebook) -> None:
    refusals = read_themes("verkokerd|vertrouwen, xyz", codebook, shown=False)

    assert isinstance(refusals, list)
    assert [(refusal.code, refusal.found) for refusal in refusals] == [
        ("unknown_theme", "verkokerd"),
        ("unknown_theme", "xyz"),
    ]
    assert [refusal.closest for refusal in refusals] == ["verkokering", ""]
    assert refusals[0].allowed == (*codebook.themes, "geen", "geen inhoud")


@pytest.mark.parametrize("cell", ["geen|vertrouwen", "geen inhoud, vertrouwen", "geen|geen inhoud"])
def test_none_with_a_theme_is_a_contradiction(cell: str, codebook: Codebook) -> None:
    refusals = read_themes(cell, codebook, shown=False)

    assert isinstance(refusals, list)
    assert [refusal.code for refusal in refusals] == ["contradiction"]


def test_separators_alone_are_no_answer(codebook: Codebook) -> None:
    refusals = read_themes(" | ,", codebook, shown=False)

    assert isinstance(refusals, list)
    assert [refusal.code for refusal in refusals] == ["unknown_theme"]


def test_undecided_is_no_answer(codebook: Codebook) -> None:
    shown = read_themes("onbeslist", codebook, shown=True)
    typed = read_themes("onbeslist", codebook, shown=False)

    assert isinstance(shown, list)
    assert isinstance(typed, list)
    assert (shown[0].code, typed[0].code) == ("undecided", "unknown_theme")
