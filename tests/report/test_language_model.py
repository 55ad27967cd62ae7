"""What the page says of a language model, where there is one; without one not a word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pipeline.core.codes import PROVENANCES
from pipeline.report.html import Files
from pipeline.report.page import Page
from pipeline.report.view.reliability import CODERS
from tests import pages
from tests.builders import altered

KINDS = ("topic", "category", "stance", "themes")
FIGURES = {coder: {"value": 0.51 + n / 10, "low": 0.41, "high": 0.91} for n, coder in enumerate(CODERS)}
COMPARED = {"models": ["proef-7b", "<b>"], "n": 43, **dict.fromkeys(KINDS, FIGURES)}


def test_both_coders_stand_side_by_side_with_their_source(
    composed: Callable[..., Page], to_html: Callable[[Page], str], metrics: dict[str, Any]
) -> None:
    measured = {**metrics, "coders": COMPARED}
    html = to_html(composed(measured))
    text = pages.Page(html).text()

    assert "Ook een taalmodel (proef-7b, <b>)" in text
    assert "de 43 uitspraken" in text
    part = text.split("het taalmodel en beide samen")[1]
    assert part.index("Zonder taalmodel") < part.index("Alleen taalmodel") < part.index("Winst: samen")
    assert "0,51" in part
    assert "71%" in part
    books = pages.Page(html).figures()
    assert any("coders.themes.together_gain.low" in str(figure) for figure in books)


def test_a_name_of_a_topic_is_marked_as_the_models(
    page: Page, to_html: Callable[[Page], str], composed: Callable[..., Page]
) -> None:
    first = page.topics[0]
    named = altered(page, topic_names={first.id: {"name": "Wachten <op> antwoord", "model": "proef-7b"}})
    text = pages.Page(to_html(named)).text()

    said = "Een taalmodel (proef-7b) noemt dit: Wachten <op> antwoord. Geen mens heeft die naam gekozen."
    assert said in " ".join(text.split())
    assert first.label in text
    assert "taalmodel" not in pages.Page(to_html(composed())).text()


def test_every_source_of_a_label_has_a_word(files: Files) -> None:
    assert {*files.words["herkomst"]} == {*PROVENANCES}
