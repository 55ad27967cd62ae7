"""The Word document says what the page says, in the page's order and words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from docx.oxml.ns import qn

from pipeline.report.charts.gallery import Chart
from pipeline.report.page import About, Choices, Page, Tables, compose
from pipeline.report.view.figures import Book, dutch_number, records
from pipeline.report.view.reliability import reliability
from pipeline.report.word.elements import read_elements

Paper = Any  # a Word document, read; see conftest.py
Make = Callable[..., Paper]
Frame = Callable[..., pd.DataFrame]
Settings = Mapping[str, Any]
Compose = Callable[[Tables], Page]
ToHtml = Callable[[Page, Sequence[Chart]], str]


def percent(value: str) -> str:
    return dutch_number(value, "procent")


def test_the_table_of_themes_is_the_trends(paper: Paper, tables: Tables) -> None:
    trend = tables.trend.frame
    newest = trend[(trend["ronde"] == "2026") & (trend["doelgroep"] == "alle")]
    found = {row[0]: row[1:4] for row in paper.rows("Thema’s in 2026")}

    assert found.pop("Thema") == ["Aantal", "Aandeel", "95%-interval"]
    assert found == {
        row["thema_naam"]: [
            row["n"],
            percent(str(int(row["n"]) / int(row["noemer"]))),
            f"{percent(row['ondergrens'])} – {percent(row['bovengrens'])}",
        ]
        for row in records(newest)
    }
    assert found["Tempo & capaciteit"] == ["30", "50%", "38% – 62%"]


def test_every_figure_of_the_page_is_there_in_its_order(
    paper: Paper, page: Page, charts: list[Chart], to_html: ToHtml, settings: Settings
) -> None:
    tree = read_elements(
        to_html(page, charts), {**settings["document"]["weg"], "elementen": ["head", "script", "style"]}
    )
    figures = ["".join(map(str, figure.children)) for figure in tree.every("data")]
    text, place = paper.everything, 0

    assert len(figures) > 80
    for figure in figures:
        found = re.compile(rf"(?<![\d.,]){re.escape(figure)}").search(text, place)
        assert found, figure
        place = found.end()


def test_findings_are_numbered_sentences_with_their_certainty(paper: Paper, page: Page) -> None:
    numbered = [p for p in paper.book.paragraphs if p.style is not None and p.style.name == "List Number"]
    behind = [p for p in paper.book.paragraphs if p.style is not None and p.style.name == "List Continue"]

    assert len(page.findings) == 5
    assert [p.text for p in numbered[:5]] == [finding.sentence.striptags() for finding in page.findings]
    assert [p.runs[0].text for p in behind] == [f"{finding.certainty}." for finding in page.findings]
    assert all(p.runs[0].bold for p in behind)


def test_quotes_are_verbatim_with_source_and_line(paper: Paper) -> None:
    shown = paper.texts
    place = shown.index("Wij wachten <b>te lang</b> & krijgen geen bericht.")

    assert shown[place + 1] == "Knelpunt · partner, 2026 · enquete.csv, rij 12"
    assert shown.count("Wij wachten <b>te lang</b> & krijgen geen bericht.") == 1
    assert "Waardering · tegengeluid · medewerker, 2026 · enquete.csv, rij 1" in shown
    assert '=HYPERLINK("http://x.example") stond in mijn antwoord </script>' in shown
    assert "Het gaat hier juist heel goed, vind ik 👍" in shown
    assert not [text for text in shown if "06-1234" in text]  # contact details


def test_headers_above_one_another_and_wide_cells_are_told_apart(paper: Paper) -> None:
    header, *body = paper.rows("Aandeel per thema in 2026")
    scores = paper.rows("Aantal mensen per antwoord")

    assert header == [
        "Thema", "Medewerkers: aantal", "Medewerkers: aandeel", "Medewerkers: 95%-interval",
        "Partners: aantal", "Partners: aandeel", "Partners: 95%-interval", "Verschil",
    ]  # fmt: skip
    assert body[0] == [
        "Tempo & capaciteit", "4", "16%", "6% – 35%", "26", "74%", "58% – 86%", "vaker genoemd door partners",
    ]  # fmt: skip
    assert ["Flexibel (niet eenduidig: 2 · 6,5 · 10)", *"––––––"] in scores
    assert ["Betrouwbaar", "2", "6,5", "10", "1", "–", "19,5"] in scores


def test_no_paragraph_is_empty_and_what_is_for_screens_is_left_out(paper: Paper) -> None:
    drawn_in = {p._p for p in paper.book.paragraphs if p._p.find(f".//{qn('w:drawing')}") is not None}
    all_text = paper.everything

    assert [p for p in paper.book.paragraphs if not p.text.strip() and p._p not in drawn_in] == []
    for words in ("Ga naar de inhoud", "Schuif de tabel opzij", "open om te lezen", "op het scherm"):
        assert words not in all_text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("</script><script>alert(1)</script>", "</script><script>alert(1)</script>"),
        ("{{ 7 * 7 }} {% raw %} &amp; ]]> <w:p/>", "{{ 7 * 7 }} {% raw %} &amp; ]]> <w:p/>"),
        ("twee  spaties\nen een regel", "twee  spaties\nen een regel"),
        ("na \x00nul, \x0bv en \x1b[31m en \x85 en \ufffe", "na �nul, �v en �[31m en � en �"),
        ("x" * 10_000, "x" * 10_000),
        ("=1+1 👩‍👩‍👧 \u202eomgekeerd\u202c", "=1+1 👩‍👩‍👧 \u202eomgekeerd\u202c"),
    ],
    ids=["script", "template and XML", "spaces", "control characters", "10,000 characters", "formula and emoji"],
)
def test_strange_statements_are_shown_as_text(
    tables: Tables, composed: Compose, make: Make, evidence_rows: Frame, text: str, shown: str
) -> None:
    listings = {**tables.listings, "1": Book("evidence/actie-01.csv", evidence_rows({"tekst": text}))}

    paper = make(composed(replace(tables, listings=listings)))

    assert paper.texts.count(shown) == 1


def test_an_empty_corpus_says_so_in_every_section(
    no_tables: Tables, about: About, choices: Choices, make: Make, settings: Settings
) -> None:
    paper = make(compose(no_tables, about, reliability({}), choices, settings["findings"]))

    assert len(paper.book.inline_shapes) == 0
    for sentence in (
        "Er zijn nog geen bevindingen, omdat er geen uitspraken zijn die meetellen.",
        "Er zijn geen uitspraken die meetellen. Daarom is er geen overzicht van thema’s.",
        "Voor dit onderzoek zijn nog geen verbeteracties vastgelegd. Daarom is er geen overzicht van acties.",
        "De bronnen van dit onderzoek bevatten geen antwoorden per eigenschap.",
    ):
        assert sentence in paper.texts
    assert "None" not in paper.everything


def test_one_round_has_no_table_of_rounds(tables: Tables, composed: Compose, make: Make) -> None:
    frame = tables.trend.frame
    one = frame[frame["ronde"] == "2026"].assign(vorige_ronde="", vergelijking="", verandering="eerste ronde")

    paper = make(composed(replace(tables, trend=Book("trend.csv", one.reset_index(drop=True)))))

    assert (
        "Er is nog maar één ronde met uitspraken (2026). Een verloop is te zien vanaf de tweede ronde."
        in paper.texts
    )
    assert not [text for text in paper.texts if "per ronde" in text]
    assert paper.rows("Thema’s in 2026")[1][:2] == ["Tempo & capaciteit", "30"]
