"""The page: every number is its table's, every text is text, nothing missing breaks it."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest

from pipeline.report.charts.gallery import Chart, sketches
from pipeline.report.html import Files
from pipeline.report.page import Page
from pipeline.report.view.figures import SourcedTable
from pipeline.report.view.tables import Tables
from tests import pages
from tests.builders import altered
from tests.cases import data

Frame = Callable[..., pd.DataFrame]
Render = Callable[[Page], str]
Compose = Callable[..., Page]
FILES = {
    "labels.csv", "trend.csv", "trend-spiegel.csv", "trend-acties.csv", "metrics.json", "topics.csv",
            "scores.csv",
    "evidence/LEESMIJ.txt",
    *(f"evidence/{name}.csv" for name in (
        "overzicht", "actie-01", "actie-02", "themas-zonder-actie", "acties-zonder-onderbouwing", "dekking",
    )),
}  # fmt: skip


@pytest.fixture(scope="module")
def html(page: Page, charts: list[Chart], to_html: Render) -> str:
    """The page with its drawings."""
    return to_html(altered(page, drawings={chart.name: chart.inline for chart in charts}))


def test_every_number_on_the_page_is_its_tables(html: str, tables: Tables, metrics: dict[str, Any]) -> None:
    books = [book for book in vars(tables).values() if isinstance(book, SourcedTable)]
    content = {book.file: book.records() for book in (*books, *tables.listings.values())}
    reader = pages.Page(html)

    assert len(reader.figures()) > 100
    assert reader.check_figures({**content, "metrics.json": metrics}.__getitem__) == FILES - {
        "evidence/LEESMIJ.txt", "evidence/actie-02.csv",
    }  # fmt: skip


def test_how_sure_it_is_is_said_by_the_measures_own_words_and_coverage(html: str) -> None:
    text = re.sub(r"<[^>]+>", "", html)

    assert (
        "Goed is vanaf 0,80 (80%), redelijk vanaf 0,65 (65%), matig vanaf 0,50 (50%). Daaronder is het zwak."
        in text
    )
    assert "Uitkomst90%‑intervalIn een woord" in text


def test_rounds_in_which_the_coder_errs_otherwise_are_named_where_there_are(
    tables: Tables, composed: Compose, to_html: Render, html: str
) -> None:
    trend = tables.trend.frame.assign(codeerfouten="als in andere rondes")
    trend.loc[trend["ronde"].isin(["2025", "2026"]) & (trend["doelgroep"] == "alle"), "codeerfouten"] = "anders"
    said = re.sub(r"<[^>]+>", "", to_html(composed(trend=SourcedTable("trend.csv", trend))))

    assert "In 2025 en in 2026 maakte de computer andere fouten dan in andere rondes." in said
    assert "in de kolom codeerfouten" in said
    assert "andere fouten" not in html


def test_no_number_from_a_table_stands_in_a_cell_without_its_source(html: str) -> None:
    bare = re.findall(r'<td class="g[^"]*">\s*([^<\s]+)\s*</td>', html)

    assert set(bare) <= {"–"}


def test_the_page_fetches_nothing_and_runs_nothing(html: str, files: Files) -> None:
    reader, style = pages.Page(html), files.style

    assert not reader.named("script")
    assert not [a for a in reader.named() if any(name.startswith("on") or name == "style" for name in a)]
    assert not [a for a in reader.named() for name in ("src", "srcset", "action", "data") if name in a]
    assert {link["href"] for link in reader.named("a") if not link["href"].startswith("#")} <= FILES
    assert "url(" not in style
    assert "@import" not in style
    policy = next(m["content"] for m in reader.named("meta") if "http-equiv" in m)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_structure_is_what_a_screen_reader_needs(html: str) -> None:
    reader = pages.Page(html)
    levels = [int(one.tag[1]) for one in reader.root.iter() if re.fullmatch(r"h[1-6]", one.tag)]
    ids = [a["id"] for a in reader.named() if "id" in a]

    assert reader.named("html") == [{"lang": "nl"}]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert len(ids) == len(set(ids))
    assert {link["href"][1:] for link in reader.named("a") if link["href"] not in FILES} <= set(ids)
    assert [len(reader.named(tag)) for tag in ("header", "nav", "main", "footer")] == [1, 1, 1, 1]
    assert len(reader.named("table")) == len(reader.named("caption"))
    assert all("scope" in cell for cell in reader.named("th"))
    assert all(a.get("aria-label") for a in reader.named("svg"))
    assert all(a["aria-labelledby"] in ids for a in reader.named() if "aria-labelledby" in a)


def test_each_finding_leads_to_the_section_with_its_figures(html: str) -> None:
    assert re.findall(r'href="#(\w+)">Bekijk de cijfers', html) == [
        "themas",
        "verloop",
        "themas",
        "spiegel",
        "gaten",
    ]


def test_what_people_said_is_shown_as_text(html: str) -> None:
    reader = pages.Page(html)

    assert "Wij wachten <b>te lang</b> & krijgen geen bericht." in reader.text()
    assert '=HYPERLINK("http://x.example") stond in mijn antwoord </script>' in reader.text()
    assert "Het gaat hier juist heel goed, vind ik 👍" in reader.text()
    assert "Elkaar <vaker> zien" in reader.text()
    assert not reader.named("b")
    assert reader.text().count("Wij wachten") == 1  # its duplicate is not shown


@pytest.mark.parametrize(
    "text",
    ["א־ב־ג مرحبا \u202eomgekeerd", "x" * 10_000, "</script><script>alert(1)</script>", "{{ 7 * 7 }} {% raw %}"],
    ids=["right to left", "10,000 characters", "script", "template"],
)
def test_strange_statements_are_shown_whole(
    tables: Tables, composed: Compose, evidence_rows: Frame, to_html: Render, text: str
) -> None:
    listings = {**tables.listings, "1": SourcedTable("evidence/actie-01.csv", evidence_rows({"tekst": text}))}

    reader = pages.Page(to_html(composed(listings=listings)))

    assert text in reader.text()
    assert not reader.named("script")
    assert ("Lange uitspraak (10.000 tekens)" in reader.text()) == (len(text) == 10_000)


def test_a_quote_says_where_it_stands(html: str) -> None:
    text = " ".join(pages.Page(html).text().split())

    assert "Knelpunt partner, 2026 · enquete.csv, rij 12" in text
    assert "tegengeluid medewerker, 2026 · enquete.csv, rij 1" in text


def test_an_empty_corpus_says_so_in_every_section(
    no_tables: Tables, composed: Compose, to_html: Render, files: Files
) -> None:
    page = composed({}, **vars(no_tables))

    reader = pages.Page(to_html(page))

    assert list(sketches(page, files)) == []
    assert [sentence for sentence in data(__file__, "empty") if sentence not in reader.text()] == []
    assert "None" not in reader.text()


def test_one_round_has_no_course_and_says_so(
    tables: Tables, composed: Compose, to_html: Render, files: Files
) -> None:
    frame = tables.trend.frame
    one = frame[frame["ronde"] == "2026"].assign(vorige_ronde="", vergelijking="", verandering="eerste ronde")
    page = composed(trend=SourcedTable("trend.csv", one.reset_index(drop=True)))

    text = pages.Page(to_html(page)).text()

    assert "Er is nog maar één ronde met uitspraken (2026)." in text
    assert "uit één ronde" in text
    assert "Laatste ronde" not in text
    assert "eerste ronde" not in text
    assert "alle rondes" not in text
    assert "alle rondes samen" not in text
    assert not re.search(r"\bSamen\b(?! in Verzonnen)", text.split("Eigenschappen van de samenwerking")[0])
    assert {finding.rule for finding in page.findings} == {"grootste", "toon", "spiegel", "acties"}
    assert [sketch.name for sketch in sketches(page, files)] == [
        "themas", "toon", "spiegel", "oordelen-1",
    ]  # fmt: skip


def test_a_round_without_a_name_is_spoken_of_as_this_round(
    tables: Tables, composed: Compose, to_html: Render
) -> None:
    def unnamed(book: SourcedTable) -> SourcedTable:
        frame = book.frame[book.frame["ronde"] != "2025"].replace({"2026": "zonder naam"}).reset_index(drop=True)
        return SourcedTable(book.file, frame)

    nameless = composed(
        trend=SourcedTable("trend.csv", unnamed(tables.trend).frame.assign(vorige_ronde="", vergelijking="")),
        coverage=unnamed(tables.coverage),
        uncovered=unnamed(tables.uncovered),
        listings={number: unnamed(book) for number, book in tables.listings.items()},
    )

    text = pages.Page(to_html(nameless)).text()

    assert "Het vaakst gaat het in deze ronde over Tempo & capaciteit" in text
    assert "Er is nog maar één ronde met uitspraken. Een verloop" in text
    assert "zonder naam" not in text.lower()


def test_an_ambiguous_score_is_shown_as_the_report_has_it(html: str) -> None:
    assert "niet eenduidig: 2 · 6,5 · 10" in pages.Page(html).text()
    assert "Van één eigenschap is in het rapport niet te zien" in pages.Page(html).text()


def test_shares_that_are_not_corrected_are_marked_where_others_are(
    tables: Tables, composed: Compose, files: Files, to_html: Render, html: str
) -> None:
    made = {"alle": "handmatig", "intern": "niet gecorrigeerd", "extern": "gecorrigeerd"}
    trend = tables.trend.frame.assign(methode=tables.trend.frame["doelgroep"].map(made))
    marked = pages.Page(to_html(composed(trend=SourcedTable("trend.csv", trend)))).text()

    mirror = marked.split("medewerkers en partners naast elkaar")[1].split("De tabellen hierbij")[0]
    assert mirror.count("16% geteld") == 2  # tempo and relatie of staff
    assert mirror.count(files.words["merk_uitleg"]["niet gecorrigeerd"]) == 1
    assert "steekproef" not in mirror.replace(files.words["merk_uitleg"]["niet gecorrigeerd"], "")
    now = marked.split("Waar gaat het over?")[1].split("Wat veranderde?")[0]
    assert now.count("% steekproef") == 3
    assert files.words["merk_uitleg"]["handmatig"] in now
    assert "geteld" not in now
    assert 'class="gemaakt"' not in html  # without an audit all shares are of one sort
