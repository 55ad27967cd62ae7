"""Votes beside distinct texts, and the texts that were sent often: on the page, and in the Word file."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import docx
import pytest

from pipeline.core.tables import LABELS, TREND_CAMPAIGNS
from pipeline.report.charts.charts import Canvas
from pipeline.report.charts.gallery import sketches
from pipeline.report.html import Files
from pipeline.report.page import About, Page
from pipeline.report.rendering import names
from pipeline.report.view.campaigns import MOST_CAMPAIGNS
from pipeline.report.view.figures import SourcedTable
from pipeline.report.view.reliability import Reliability
from pipeline.report.view.tables import Choices, Tables
from pipeline.report.word.document import document
from tests import pages
from tests.builders import altered, rows

LETTER = "Laat de partners <b>veel</b> eerder meedenken over de plannen voor de haven."
SENT = {
    "campagne": "c1", "ronde": "2026", "stemmen": "25", "teksten": "3", "respondenten": "21",
    "aandeel_ronde": "0.4167", "themas": "tempo|regie", "oordeel": "wens", "tekst": LETTER,
}  # fmt: skip
SHORT, LONG = "Meer overleg graag.", "Meer overleg over de haven graag."
Sent = Callable[..., Page]


@pytest.fixture
def sent(tables: Tables, about: About, choices: Choices, metrics: dict[str, Any], files: Files) -> Sent:
    """The page of the fictional corpus with 60 votes in 2026, these campaigns and these statements."""

    def make(*campaigns: dict[str, str], said: list[str] | None = None, texts: int = 36, **chosen: Any) -> Page:
        trend = tables.trend.frame.copy()
        trend["unieke_teksten"], trend["unieke_teksten_totaal"] = trend["n"], trend["noemer"]
        trend.loc[trend["ronde"] == "2026", "unieke_teksten_totaal"] = str(texts)
        statements = ({"statement_id": f"s{n}", "text": text} for n, text in enumerate(said or []))
        found = altered(
            tables,
            trend=SourcedTable("trend.csv", trend),
            campaigns=SourcedTable("trend-campagnes.csv", rows(TREND_CAMPAIGNS, *campaigns)),
            labels=SourcedTable("labels.csv", rows(LABELS, *statements, round="2026", audience="extern")),
        )
        return Page(found, about, Reliability(metrics), altered(choices, **chosen), files.findings)

    return make


def test_a_corpus_without_copies_says_nothing_of_them(sent: Sent, to_html: Callable[[Page], str]) -> None:
    said = [SHORT, SHORT, LONG]
    plain = to_html(sent(texts=60, said=said))

    assert "temmen" not in plain
    assert "unieke tekst" not in plain.lower()
    assert "trend-campagnes.csv" not in plain
    assert to_html(sent(texts=59, said=said)) == plain


@pytest.mark.parametrize(
    ("said", "copied"), [([SHORT, SHORT], False), ([LONG, LONG.upper()], True), ([LONG], False)]
)
def test_short_answers_that_coincide_are_no_copies(sent: Sent, said: list[str], copied: bool) -> None:
    assert sent(said=said).copied is copied


@pytest.mark.parametrize(
    ("count_copies", "told"),
    [(False, "één keer mee, per ronde en per groep"), (True, "In de aandelen telt elke stem mee.")],
)
def test_votes_texts_and_campaigns_stand_on_the_page_and_lead_to_their_tables(
    sent: Sent, to_html: Callable[[Page], str], files: Files, count_copies: bool, told: str
) -> None:
    page = sent(SENT, count_copies=count_copies)
    html = to_html(page)

    assert told in html
    figures = {(at["data-bron"], at["data-kolom"], at["value"]) for at, _ in pages.Page(html).figures()}
    assert {
        ("trend.csv", "unieke_teksten_totaal", "36"),
        ("trend-campagnes.csv", "stemmen", "25"),
        ("trend-campagnes.csv", "teksten", "3"),
        ("trend-campagnes.csv", "respondenten", "21"),
        ("trend-campagnes.csv", "aandeel_ronde", "0.4167"),
    } <= figures
    assert "Tempo &amp; capaciteit, Regie" in html
    assert "Laat de partners &lt;b&gt;veel&lt;/b&gt; eerder" in html
    book = docx.Document(io.BytesIO(document(files.document, names(page, files.words), "Proef", [])))
    paragraphs = [paragraph.text for paragraph in book.paragraphs]
    assert "2026: 60 stemmen, 36 unieke teksten" in paragraphs
    assert any(told in paragraph for paragraph in paragraphs)
    [table] = [table for table in book.tables if table.cell(0, 0).text == "Tekst"]
    assert [cell.text for cell in table.rows[1].cells] == [
        LETTER, "2026", "25", "3", "21", "42%", "Tempo & capaciteit, Regie", "Wens",
    ]  # fmt: skip


def test_the_page_names_the_largest_of_the_newest_round_and_says_how_many(
    sent: Sent, to_html: Callable[[Page], str]
) -> None:
    many = [{**SENT, "campagne": f"c{n}", "stemmen": str(20 + n), "tekst": f"Brief {n}."} for n in range(12)]
    page = sent({**SENT, "ronde": "2025", "stemmen": "90"}, *many)

    shown = [each["campagne"] for each in page.shown_campaigns]
    assert shown == [f"c{n}" for n in range(11, 11 - MOST_CAMPAIGNS, -1)]
    assert "De tabel noemt er tien" in to_html(page)


def test_a_text_with_a_telephone_number_is_not_shown(sent: Sent, to_html: Callable[[Page], str]) -> None:
    html = to_html(sent({**SENT, "tekst": "Bel mij gerust op 06 12 34 56 78 over de haven."}))

    assert "06 12" not in html
    assert "De tekst bevat contactgegevens." in html


def test_where_texts_were_copied_the_most_votes_stand_on_top_of_the_tones(page: Page, files: Files) -> None:
    # A share of 5% as before, but 50 of the votes.
    newest = [replace(row, cells={**row.cells, "n": "50"}) if row.theme == "regie" else row for row in page.newest]

    def drawn(**changes: object) -> list[str]:
        sketched = sketches(altered(page, newest=newest, **changes), files)
        spec = next(one for one in sketched if one.name == "toon").draw(Canvas(files.theme, "sheet"))
        return list(dict.fromkeys(row["naam"] for row in spec["data"]["values"]))

    by_votes = ["Regie (50)", "Tempo & capaciteit (30)", "Elkaar kennen (9)"]
    assert drawn(copied=True) == by_votes
    assert drawn(copied=False) == [*by_votes[1:], by_votes[0]]
