"""The card of a corpus, and the page that shows the cards."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pandas as pd
import pytest

from pipeline.core.tables import TREND
from pipeline.report.html import Files, render_index
from pipeline.report.page import Page
from pipeline.report.rendering import card
from pipeline.report.view.figures import SourcedNumber, SourcedTable
from pipeline.report.view.tables import Tables
from tests.cases import cases, data

Frame = Callable[..., pd.DataFrame]
Row = Callable[..., str]
HAZARD = '<img src=x onerror=alert(1)> </style> =HYPERLINK("x") data-bron="x" א־ב 👍'


@pytest.fixture
def row(composed: Callable[..., Page], files: Files) -> Row:
    """The row of the fictional corpus, or of the page that ``composed`` makes of it."""

    def make(orphans: str = "2", **changes: Any) -> str:
        gone = SourcedNumber(orphans, "review/zonder-uitspraak.csv", "uitspraak_id", how="rijen")
        return card("proef", composed(**changes), gone, ["samenvatting.docx", "review"], files)

    return make


def plain(html: str) -> str:
    """What a reader sees, with a space between what stands apart."""
    inline = re.sub(r"</?(data|strong)\b[^>]*>", "", html.partition("<body")[2])
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", inline).split()))


def test_each_figure_names_its_table_as_seen_from_reports_and_leads_nowhere(row: Row) -> None:
    html = row()

    assert set(re.findall(r'data-bron="([^"]*)"', html)) == {
        f"proef/{file}" for file in (
            "trend.csv", "labels.csv", "metrics.json", "evidence/dekking.csv", "evidence/overzicht.csv",
            "review/zonder-uitspraak.csv",
        )
    }  # fmt: skip
    assert re.findall(r'href="([^"]*)"', html) == [
        "proef/samenvatting.html", "proef/samenvatting.docx", "proef/review/",
    ]  # fmt: skip


def test_the_page_says_it_in_the_sentences_of_the_summary(row: Row, files: Files) -> None:
    html = render_index([row()], files)
    text = plain(html)

    assert "<title>Samenwerkingsthermometers: overzicht</title>" in html
    assert '<a class="naam" href="proef/samenvatting.html">Samen in Verzonnen</a>' in html
    assert [sentence for sentence in data(__file__, "said") if sentence not in text] == []
    assert "ranglijst" not in text


def test_several_corpora_are_no_league_table(files: Files) -> None:
    html = render_index(["<tr><td>een</td></tr>", "<tr><td>ander</td></tr>"], files)

    assert "Er lopen twee onderzoeken." in html
    assert "Deze tabel is geen ranglijst." in html
    assert html.index("<td>een</td>") < html.index("<td>ander</td>")  # as given, whatever the figures


@pytest.mark.parametrize(("rows", "largest", "changed"), cases(__file__, "unsaid"))
def test_what_cannot_be_said_is_said(
    row: Row, trend_rows: Frame, rows: list[list[Any]], largest: str, changed: str
) -> None:
    trend = trend_rows(*rows) if rows else TREND.empty()

    text = plain("<body" + row(trend=SourcedTable("trend.csv", trend)))

    assert largest in text
    assert changed in text


def test_no_actions_no_reviews_and_disputes_are_said(row: Row, tables: Tables) -> None:
    none = SourcedTable(tables.overview.file, tables.overview.frame.iloc[:0])
    measured = {"statements": {"total": 1300, "reviewed": 0, "disputed": 1}}

    text = plain("<body" + row(measured=measured, orphans="1", overview=none, listings={}))

    assert "Er zijn nog geen verbeteracties vastgelegd." in text
    assert "Hoe vaak de computer goed zit, is nog niet gemeten." in text
    assert "Mensen beoordeelden 0 van de 1.300 ingelezen uitspraken." in text
    assert "Over 1 uitspraak zijn beoordelaars het niet eens." in text
    assert "1 beoordeling hoort bij een uitspraak die er niet meer is of is veranderd." in text


def test_names_are_shown_as_text(row: Row, files: Files) -> None:
    html = render_index([row(corpus={"title": HAZARD, "organisation": HAZARD})], files)

    assert "<img" not in html
    assert html.count("</style>") == 1
    assert (
        "&lt;img src=x onerror=alert(1)&gt; &lt;/style&gt; =HYPERLINK(&#34;x&#34;) data-bron=&#34;x&#34; א־ב"
        in html
    )
