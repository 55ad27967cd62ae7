from __future__ import annotations

import pytest

from pipeline.core.codebook import Codebook
from pipeline.review.common.issues import Issue
from pipeline.review.returned.answers import Themes, read_label, read_themes


@pytest.mark.parametrize(
    ("kind", "expected", "cells"),
    [
        ("categories", "rol_houding",
         ["rol_houding", "ROL_HOUDING", "Rol/Houding", "  rol/houding\n", "Rol - houding.", "rolhouding",
          "rol-houding", "'Rol houding'", "rol_houding (Rol/Houding)"]),
        ("categories", "inhoud", ["inhoud (Inhoud)"]),
        ("stances", "knelpunt", ["knel punt", "Knelpunten"]),
        ("stances", "wens", ["wensen"]),
    ],
)  # fmt: skip
def test_a_label_by_id_or_name_however_it_is_written(
    kind: str, expected: str, cells: list[str], codebook: Codebook
) -> None:
    assert [read_label(cell, kind, codebook) for cell in cells] == [expected] * len(cells)


@pytest.mark.parametrize(
    ("kind", "cell", "expected"),
    [("stances", "behoud", "behouden"), ("stances", "Knel.", "knelpunt"), ("categories", "inh", "inhoud"),
     ("categories", "rol", "rol_houding"), ("categories", "rol/hou", "rol_houding")],
)  # fmt: skip
def test_three_letters_or_more_will_do_for_one_label(
    kind: str, cell: str, expected: str, codebook: Codebook
) -> None:
    assert read_label(cell, kind, codebook) == expected


@pytest.mark.parametrize(
    "cell", ["ro", "inhoud|rol_houding", "geen", "...", "inhoud (Rol/Houding)", "en", "inhoud (iets)"]
)
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
        pytest.param("black;box", ("black_box", "thema"), id="a name that was parted"),
        pytest.param("Rust,\nruimte", ("rust", "thema"), id="a name in two lines"),
        pytest.param(
            "vertrouwen|Black box /\r\ntransparantie", ("vertrouwen|black_box", "thema"), id="beside one"
        ),
        pytest.param("blackbox; vertrouwen", ("vertrouwen|black_box", "thema"), id="in one word"),
        pytest.param("black_box (Black box / transparantie)", ("black_box", "thema"), id="id and name"),
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


def refusals(cell: str, codebook: Codebook, *, shown: bool = False) -> list[Issue]:
    issues = read_themes(cell, codebook, shown=shown)
    assert isinstance(issues, list)
    return issues


def test_an_earlier_theme_and_none_contradict_each_other(codebook: Codebook) -> None:
    later = Codebook.model_validate(
        {**codebook.model_dump(by_alias=True), "splits": {"oud": ["rust", "vertrouwen"]}}
    )
    assert [issue.code for issue in refusals("oud|geen", later)] == ["contradiction"]


def test_every_unknown_part_is_named(codebook: Codebook) -> None:
    first, second = refusals("verkokerd|vertrouwen, xyz", codebook)

    assert (first.code, first.found, first.closest) == ("unknown_theme", "verkokerd", "verkokering")
    assert (second.code, second.found, second.closest) == ("unknown_theme", "xyz", "")
    assert first.allowed == (*codebook.themes, "geen", "geen inhoud")


@pytest.mark.parametrize(
    ("code", "cells"),
    [
        pytest.param("unknown_theme", ["ve", "ver"], id="the beginning of two"),
        pytest.param("unknown_theme", ["verkokerd", "transparantie"], id="not the beginning"),
        pytest.param("unknown_theme", [" | ,"], id="separators alone"),
        pytest.param(
            "contradiction", ["geen|vertrouwen", "geen inhoud, vertrouwen", "geen|geen inhoud"], id="none"
        ),
    ],
)
def test_what_names_no_theme_is_refused(code: str, cells: list[str], codebook: Codebook) -> None:
    for cell in cells:
        assert [(issue.code, issue.found) for issue in refusals(cell, codebook)] == [(code, cell)]


def test_undecided_is_no_answer(codebook: Codebook) -> None:
    codes = [refusals("onbeslist", codebook, shown=shown)[0].code for shown in (True, False)]

    assert codes == ["undecided", "unknown_theme"]
