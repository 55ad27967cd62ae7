"""The list of all statements: each once, whole, with where it comes from, in the order that is stated."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from pipeline.core.errors import InputError
from pipeline.core.tables import EVIDENCE_OVERVIEW
from pipeline.report.html import Files
from pipeline.report.page import Page
from pipeline.report.view.explorer import Explorer, explorer
from pipeline.report.view.figures import SourcedTable
from pipeline.report.view.tables import Choices, Tables
from tests import builders, pages
from tests.cases import cases, data

NAMES = {"tempo": "Tempo & capaciteit", "relatie": "Elkaar kennen"}
ROUNDS = ["2025", "2026"]
Made = Callable[..., Explorer]
Shown = Callable[[Explorer], str]


USUAL = {
    "source": "enquete.csv", "line_start": "7", "line_end": "7", "round": "2026", "stance": "knelpunt",
    "stance_confidence": "0.900", "text": "Een verzonnen zin die lang genoeg is.",
}  # fmt: skip


@pytest.fixture
def made(tables: Tables, choices: Choices) -> Made:
    def make(*rows: dict[str, str], not_counted: Mapping[str, str] | None = None) -> Explorer:
        action = {"nummer": "1", "titel": "Eén <loket>", "themas": "tempo|relatie"}
        found = replace(
            tables,
            labels=SourcedTable("labels.csv", builders.labels(*rows, **USUAL)),
            overview=SourcedTable("evidence/overzicht.csv", builders.rows(EVIDENCE_OVERVIEW, action)),
            set_aside=not_counted or {},
        )
        readable = choices.model_copy(update={"quote_shortest": 10, "quote_longest": 100})
        return explorer(found, NAMES, ROUNDS, readable)

    return make


@pytest.fixture(scope="module")
def shown(composed: Callable[..., Page], to_html: Callable[[Page], str]) -> Shown:
    page = composed()
    return lambda found: to_html(builders.altered(page, explorer=found))


class Rows(pages.Page):
    """The statements of the list: id to its text, what is said of it, and its data."""

    def __init__(self, html: str) -> None:
        super().__init__(html)
        listed = self.root.findall(".//ol[@class='uitspraken']/li")
        self.data = {one.get("id", "").removeprefix("u-"): one.attrib for one in listed}
        paragraphs = {name: list(one.iter("p")) for name, one in zip(self.data, listed, strict=True)}
        self.texts = {name: self.text(text) for name, (text, _) in paragraphs.items()}
        self.told = {name: self.text(told) for name, (_, told) in paragraphs.items()}
        self.scripts = [one.text for one in self.root.iter("script")]


def ids(found: Explorer) -> list[str]:
    return [one["statement_id"] for one in found.statements]


def test_the_newest_round_is_first_and_what_does_not_count_closes_its_round(made: Made) -> None:
    found = made(
        {"round": "2025"}, {"round": "2026-intern"}, {"round": "2026"}, {"round": ""}, {"round": "2025-extern"},
        not_counted={"u1": "duplicate"},
    )  # fmt: skip

    assert ids(found) == ["u2", "u1", "u0", "u4", "u3"]
    assert found.rounds == ("2026", "2025", "zonder naam")
    assert [one.not_counted for one in found.statements] == ["", "duplicate", "", "", ""]


def test_sources_and_stances_take_turns(made: Made) -> None:
    found = made(
        *({"statement_id": f"k{n}"} for n in range(4)),
        {"statement_id": "b0", "stance": "behouden"},
        {"statement_id": "a0", "source": "ander.csv"},
        {"statement_id": "a1", "source": "ander.csv"},
    )

    assert ids(found) == ["b0", "a0", "k0", "a1", "k1", "k2", "k3"]


def test_readable_comes_before_reviewed_and_reviewed_before_sure(made: Made) -> None:
    sure = {"themes": "tempo|relatie", "themes_status": "thema"}
    found = made(
        {"text": "Kort.", "review_status": "akkoord"},
        {**sure, "theme_confidences": "tempo=0.95|relatie=0.20"},  # 0.90, of the stance
        {**sure, "theme_confidences": "tempo=0.55|relatie=0.20"},  # 0.55, of the surest theme
        {"stance_confidence": "0.500", "review_status": "gecorrigeerd"},
        {"stance_confidence": "0.600"},
        {"stance_confidence": "0.950", "review_status": "twijfel"},
    )

    assert ids(found) == ["u3", "u5", "u1", "u4", "u2", "u0"]


def test_the_order_of_the_rows_does_not_matter(made: Made) -> None:
    rows = [
        {"statement_id": f"u{n}", "source": f"{n % 2}.csv", "stance": ("wens", "knelpunt")[n % 3 == 0]}
        for n in range(9)
    ]
    rows[4]["duplicate_of"] = rows[5]["duplicate_of"] = "u1"

    assert made(*rows) == made(*rows[::-1])


def test_a_statement_says_where_it_stands_and_who_chose_its_labels(made: Made, shown: Shown) -> None:
    html = shown(
        made(
            {"themes": "tempo|relatie", "themes_status": "thema", "theme_confidences": "tempo=0.514|relatie=1.000",
             "organisation": "gemeente", "line_start": "12", "line_end": "12"},
            {"stance": "behouden", "stance_provenance": "beoordelaar", "themes_provenance": "beoordelaar",
             "stance_confidence": "1.000", "review_status": "gecorrigeerd", "audience": "intern",
             "source": "verslag.txt", "line_start": "3", "line_end": "5", "duplicate_of": "u0"},
            {"themes_status": "onbeslist", "themes_provenance": "regel", "round": "", "audience": "onbekend"},
            not_counted={"u1": "duplicate"},
        )
    )  # fmt: skip

    assert Rows(html).told == data(__file__, "told")
    assert 'href="#u-u0"' in html
    assert 'href="#u-u1"' in html
    assert {one: "data-niet" in data for one, data in Rows(html).data.items() if one in ("u0", "u1", "u2")} == {
        "u0": False, "u1": True, "u2": False,
    }  # fmt: skip


@pytest.mark.parametrize(("cells", "told"), cases(__file__, "reviewed"))
def test_a_blind_coding_is_not_called_a_correction(
    made: Made, shown: Shown, cells: dict[str, str], told: str
) -> None:
    assert Rows(shown(made(cells))).told["u0"].split(" · ")[-1] == told


def test_what_was_coded_blind_comes_with_what_was_reviewed(made: Made) -> None:
    found = made({"stance_confidence": "0.950"}, {"review_status": "gecorrigeerd", "audit": "ja"})

    assert ids(found) == ["u1", "u0"]


@pytest.mark.parametrize("text", [*cases(__file__, "strange"), pytest.param("x" * 10_000, id="10,000 characters")])
def test_strange_statements_are_text_and_whole(made: Made, shown: Shown, files: Files, text: str) -> None:
    html = shown(made({"text": text}, {}))
    rows = Rows(html)

    assert rows.texts["u0"] == text
    assert rows.texts["u1"] == "Een verzonnen zin die lang genoeg is."
    assert rows.scripts == [files.script]
    assert ("Lange uitspraak (10.000 tekens)" in html) == (len(text) == 10_000)


@pytest.mark.parametrize("column", ["source", "organisation"])
def test_what_stands_around_a_statement_is_text_too(made: Made, shown: Shown, files: Files, column: str) -> None:
    html = shown(made({column: '"><script>alert(1)</script>.csv'}))

    assert Rows(html).scripts == [files.script]
    assert '"><script>alert(1)</script>.csv' in Rows(html).told["u0"]


def test_the_policy_names_the_one_script(made: Made, shown: Shown, files: Files) -> None:
    digest = base64.b64encode(hashlib.sha256(files.script.encode()).digest()).decode()

    assert f"script-src 'sha256-{digest}'" in shown(made({}))
    assert "script-src" not in shown(Explorer())


def test_the_script_keeps_to_what_the_policy_allows(files: Files) -> None:
    forbidden = ("innerHTML", "outerHTML", "eval(", "Function(", "document.write", "</script", "<!--", "fetch(")

    assert [word for word in forbidden if word in files.script] == []
    assert files.script.startswith('"use strict";')


def test_without_statements_the_section_says_so(shown: Shown) -> None:
    html = shown(Explorer())

    assert "Er zijn geen uitspraken ingelezen." in html
    assert "<form" not in html


def test_without_actions_there_is_nothing_to_choose_from_them(
    shown: Shown, tables: Tables, choices: Choices
) -> None:
    none = SourcedTable("evidence/overzicht.csv", EVIDENCE_OVERVIEW.empty())
    few = replace(tables, labels=SourcedTable("labels.csv", builders.labels(USUAL)), overview=none)
    found = explorer(few, NAMES, [], choices)

    html = shown(found)

    assert 'name="actie"' not in html
    assert "Kies thema, ronde, wie spreekt of oordeel" in html
    assert found.rounds == ("2026",)


def test_themes_are_to_choose_by_name_also_those_that_nobody_named(made: Made, shown: Shown) -> None:
    html = shown(made({}))

    choices = re.findall(r'<option value="([^"]*)">([^<]*)', html.split('name="thema"')[1].split("</select>")[0])
    assert choices == [
        ("", "Alle thema’s"), ("relatie", "Elkaar kennen"), ("tempo", "Tempo &amp; capaciteit"),
        ("geen_thema", "Geen thema"), ("onbeslist", "Computer kon niet kiezen"),
        ("buiten_onderwerp", "Gaat over iets anders"), ("geen_inhoud", "Geen inhoud"),
    ]  # fmt: skip


def test_a_theme_that_the_codebook_does_not_know_is_refused(made: Made) -> None:
    with pytest.raises(InputError, match="tempoo"):
        made({"themes": "tempoo", "themes_status": "thema"})
