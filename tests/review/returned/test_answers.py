from __future__ import annotations

from typing import Any

import pytest

from pipeline.core.codebook import Codebook
from pipeline.review.common.issues import Issue
from pipeline.review.returned.answers import read_answer, read_themes
from tests.cases import cases


@pytest.fixture(scope="module")
def later(codebook: Codebook) -> Codebook:
    """The codebook after a theme was renamed and one was divided."""
    went = {"renames": {"Kokers": "verkokering"}, "splits": {"openheid": ["black_box", "vertrouwen"]}}
    return Codebook.model_validate({**codebook.model_dump(by_alias=True), **went})


@pytest.mark.parametrize(("column", "expected", "cells"), cases(__file__, "labels"))
def test_a_label_by_id_or_name_however_it_is_written(
    column: str, expected: str, cells: list[str], codebook: Codebook
) -> None:
    field = {"categorie_correctie": "category", "oordeel_correctie": "stance"}[column]
    assert [read_answer(column, cell, codebook) for cell in cells] == [{field: expected}] * len(cells)


@pytest.mark.parametrize(
    "cell", ["ro", "inhoud|rol_houding", "geen", "...", "inhoud (Rol/Houding)", "en", "inhoud (iets)"]
)
def test_another_category_is_refused(cell: str, codebook: Codebook) -> None:
    [refusal] = refusals("categorie_correctie", cell, codebook)

    assert (refusal.code, refusal.found) == ("unknown_category", cell)
    assert (refusal.allowed, refusal.names) == (("inhoud", "rol_houding"), ("Inhoud", "Rol/Houding"))


@pytest.mark.parametrize(("cell", "themes", "status"), cases(__file__, "themes"))
def test_themes(cell: str, themes: str, status: str, codebook: Codebook) -> None:
    expected = {"themes": themes, "themes_status": status, "parts": "", "earlier": ()}
    assert read_answer("themas_correctie", cell, codebook) == expected


@pytest.mark.parametrize(("cell", "themes", "parts", "earlier"), cases(__file__, "earlier"))
def test_earlier_themes_are_read_as_what_became_of_them(
    cell: str, themes: str, parts: str, earlier: dict[str, list[str]], later: Codebook, codebook: Codebook
) -> None:
    went = tuple((name, tuple(now)) for name, now in earlier.items())
    expected = {"themes": themes, "themes_status": "thema", "parts": parts, "earlier": went}

    assert read_themes(cell, later) == expected
    assert isinstance(read_themes(cell, codebook), list)


def refusals(column: str, cell: str, codebook: Codebook, **how: Any) -> list[Issue]:
    issues = read_answer(column, cell, codebook, **how)
    assert isinstance(issues, list)
    return issues


def test_every_unknown_part_is_named(codebook: Codebook) -> None:
    first, second = refusals("themas_correctie", "verkokerd|vertrouwen, xyz", codebook)

    assert (first.code, first.found, first.closest) == ("unknown_theme", "verkokerd", "verkokering")
    assert (second.code, second.found, second.closest) == ("unknown_theme", "xyz", "")
    assert first.allowed == (*codebook.themes, "geen", "geen inhoud", "buiten onderwerp")


@pytest.mark.parametrize(("code", "cells"), cases(__file__, "refused"))
def test_what_names_no_theme_is_refused(code: str, cells: list[str], later: Codebook) -> None:
    for cell in cells:
        found = refusals("themas_correctie", cell, later)
        assert [(issue.code, issue.found) for issue in found] == [(code, cell)]


def test_undecided_is_no_answer(codebook: Codebook) -> None:
    codes = [refusals("themas_correctie", "onbeslist", codebook, shown=shown)[0].code for shown in (True, False)]

    assert codes == ["undecided", "unknown_theme"]
