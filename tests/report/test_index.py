"""The card of a corpus, and the page that shows the cards."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from pipeline.core.tables import TREND
from pipeline.report.files import Files
from pipeline.report.html import render_index
from pipeline.report.page import Page
from pipeline.report.rendering import card
from pipeline.report.view.figures import SourcedNumber, SourcedTable
from pipeline.report.view.tables import Tables

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
    """What a reader sees."""
    inline = re.sub(r"</?(data|strong)\b[^>]*>", "", html.partition("<body")[2])
    return " ".join(re.sub(r"<[^>]+>", " ", inline).split())


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
    for sentence in (
        "Er loopt één onderzoek.",
        "2025: 40 uitspraken 2026: 60 uitspraken Nieuwste ronde: 1 maart 2026",
        "Het vaakst gaat het in 2026 over Tempo &amp; capaciteit: in 30 van de 60 uitspraken (50%).",
        "Redelijk zeker. Ook als we rekening houden met toeval, is dat vaker dan elk ander thema.",
        "rondes zijn niet goed te vergelijken: Tempo &amp; capaciteit: vaker genoemd (van 10% naar 50%).",
        "Let op: 2025 en 2026 hebben niet dezelfde vragen.",
        "Bij 14 van de 50 knelpunten en wensen (28%) hoort een actie bij het thema. Er zijn 2 acties.",
        "goed overeen: 0,81 op een schaal van 0 tot 1 (tussen 0,63 en 0,90).",
        "Mensen beoordeelden 30 van de 1.300 ingelezen uitspraken.",
        "2 beoordelingen horen bij een uitspraak die er niet meer is of is veranderd.",
    ):
        assert sentence in text
    assert "ranglijst" not in text


def test_several_corpora_are_no_league_table(files: Files) -> None:
    html = render_index(["<tr><td>een</td></tr>", "<tr><td>ander</td></tr>"], files)

    assert "Er lopen twee onderzoeken." in html
    assert "Deze tabel is geen ranglijst." in html
    assert html.index("<td>een</td>") < html.index("<td>ander</td>")  # as given, whatever the figures


@pytest.mark.parametrize(
    ("rows", "largest", "changed"),
    [
        pytest.param((), "Nog niet te zeggen.", "Veranderd Nog niet te zeggen.", id="no statement"),
        pytest.param(
            (("tempo", "2026", "alle", 5, 19, "0.1", "0.5"),),
            "Er zijn te weinig uitspraken (19) om thema’s te vergelijken. Onbekend. Dat kan vanaf 20 uitspraken.",
            "Dit is de eerste ronde. Er is nog niets om mee te vergelijken.",
            id="one small round",
        ),
        pytest.param(
            (("tempo", "2026", "alle", 5, 19, "0.1", "0.5", {"vorige_ronde": "2025"}),),
            "Er zijn te weinig uitspraken (19)",
            "Er zijn te weinig gegevens om met 2025 te vergelijken.",
            id="a small round after another",
        ),
        pytest.param(
            tuple((name, "2026", "alle", 9, 60, "0.1", "0.3") for name in ("tempo", "regie", "relatie", "leren")),
            "In 2026 springt geen thema eruit.",
            "Dit is de eerste ronde.",
            id="four equals",
        ),
        pytest.param(
            (("tempo", "2024", "alle", 20, 60, "0.2", "0.5"), ("regie", "2025", "alle", 1, 60, "0.0", "0.1"),
             ("tempo", "2025", "alle", 9, 60, "0.08", "0.26"),
             ("tempo", "2026", "alle", 9, 60, "0.08", "0.26",
              {"verandering": "geen aantoonbaar verschil", "vorige_ronde": "2025", "eerste_ronde": "2024",
               "sinds_eerste": "gedaald"}),
             ("regie", "2026", "alle", 8, 60, "0.07", "0.24",
              {"verandering": "gestegen", "vorige_ronde": "2025", "eerste_ronde": "2024",
               "sinds_eerste": "geen aantoonbaar verschil"})),
            "Tempo &amp; capaciteit: in 9 van de 60 uitspraken (15%).",
            "minder vaak genoemd (van 33% naar 15%)",
            id="one since the round before, another since the first",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_said_is_said(
    row: Row, trend_rows: Frame, rows: tuple[tuple[Any, ...], ...], largest: str, changed: str
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
