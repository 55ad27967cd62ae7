"""Votes beside distinct texts, and the texts that were sent often: on the page, and in the Word file."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import docx
import pandas as pd
import pytest

from pipeline.core.counting import STANCES
from pipeline.core.tables import LABELS, TREND_CAMPAIGNS, TREND_STANCES, records
from pipeline.report.charts.charts import Canvas
from pipeline.report.charts.gallery import sketches
from pipeline.report.html import Files
from pipeline.report.page import About, Page
from pipeline.report.rendering import names
from pipeline.report.view.campaigns import MOST_CAMPAIGNS
from pipeline.report.view.figures import SourcedTable
from pipeline.report.view.heard import Heard
from pipeline.report.view.reliability import Reliability
from pipeline.report.view.tables import Choices, Tables
from pipeline.report.view.themes import theme_rows
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
YEARS = ("2025", "2026")


def stances_of(trend: pd.DataFrame) -> pd.DataFrame:
    """TREND_STANCES rows of a trend in which the statements on a theme are all of one stance."""
    return rows(
        TREND_STANCES,
        *(
            {name: row[name] for name in ("thema", "thema_naam", "ronde", "doelgroep", "n", "noemer")}
            | {"oordeel": stance, "aandeel": row["aandeel"] if int(row[f"n_{stance}"]) else "0"}
            for row in records(trend)
            for stance in STANCES
        ),
    )


@pytest.fixture
def sent(tables: Tables, about: About, choices: Choices, metrics: dict[str, Any], files: Files) -> Sent:
    """The page of the fictional corpus with 60 votes in 2026, these campaigns and these statements.

    ``shares`` has those of 2026 that are not simply the votes: (theme, audience) to share. All of a theme is of
    the one stance that its votes have.
    """

    def make(
        *campaigns: dict[str, str],
        said: list[str] | None = None,
        texts: int = 36,
        shares: dict[tuple[str, str], str] | None = None,
        **chosen: Any,
    ) -> Page:
        trend = tables.trend.frame.copy()
        trend["unieke_teksten"], trend["unieke_teksten_totaal"] = trend["n"], trend["noemer"]
        trend.loc[trend["ronde"] == "2026", "unieke_teksten_totaal"] = str(texts)
        for (theme, audience), share in (shares or {}).items():
            of = (trend["thema"] == theme) & (trend["doelgroep"] == audience) & (trend["ronde"] == "2026")
            trend.loc[of, "aandeel"] = share
        statements = ({"statement_id": f"s{n}", "text": text} for n, text in enumerate(said or []))
        found = altered(
            tables,
            trend=SourcedTable("trend.csv", trend),
            stances=SourcedTable("trend-oordelen.csv", stances_of(trend)),
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


# A letter on tempo that 20 of the 35 partners sent: most votes, and by far not most texts.
ONE_LETTER = {
    ("tempo", "alle"): "0.1800", ("tempo", "extern"): "0.1200", ("tempo", "intern"): "0.1600",
    ("relatie", "alle"): "0.2500", ("relatie", "extern"): "0.2900", ("relatie", "intern"): "0.1500",
}  # fmt: skip


def sentences(page: Page) -> str:
    """All findings as plain text."""
    return " ".join(re.sub("<[^>]+>", "", finding.sentence) for finding in page.said.values())


def test_a_letter_that_many_sent_does_not_make_its_theme_the_loudest(sent: Sent) -> None:
    page = sent(SENT, shares=ONE_LETTER)

    assert page.mirror
    assert [row.theme for row in page.mirror.top("extern")] == ["relatie", "tempo", "regie"]
    assert [row.theme for row in page.mirror.top("intern")] == ["tempo", "relatie", "regie"]
    assert [row.theme for row in page.mirror.loudest("extern", "knelpunt")] == ["relatie"]
    told = sentences(page)
    assert "over Elkaar kennen: in 25% van de uitspraken, als elke tekst één keer telt." in told
    assert "Knelpunten horen we het meest bij Tempo &amp; capaciteit: in 18% van alle uitspraken" in told
    assert "30 van de 60" not in told


def test_where_each_counts_as_often_as_it_was_sent_votes_decide(sent: Sent) -> None:
    page = sent(SENT, shares=ONE_LETTER, count_copies=True)

    assert page.mirror
    assert [row.theme for row in page.mirror.top("extern")] == ["tempo", "relatie", "regie"]
    assert [row.theme for row in page.mirror.loudest("extern", "knelpunt")] == ["tempo"]
    assert "Knelpunten horen we het meest bij Tempo &amp; capaciteit: 30 van de 30 uitspraken" in sentences(page)


def test_votes_stand_beside_the_shares_of_the_mirror_and_both_are_explained(
    sent: Sent, to_html: Callable[[Page], str]
) -> None:
    html = to_html(sent(SENT, shares=ONE_LETTER))
    [mirror] = re.findall(r'<section id="spiegel".*?</section>', html, re.DOTALL)
    plain = re.sub(r"\s+", " ", re.sub("<[^>]+>", "", mirror))

    assert "Elkaar kennen 29% · 5 stemmen" in plain
    assert "Het aandeel telt een tekst die vaker is ingestuurd, één keer." in plain
    assert "In een aandeel telt een tekst die vaker is ingestuurd, één keer mee." in html


def test_a_campaign_off_topic_is_said_not_to_count(sent: Sent, to_html: Callable[[Page], str]) -> None:
    html = to_html(sent({**SENT, "aandeel_ronde": "0.0000"}))

    assert '<td class="g">telt niet mee</td>' in html
    assert "Telt niet mee: de tekst gaat niet over de samenwerking, of zegt niets." in html


@pytest.mark.parametrize(
    ("past", "present", "moved"),
    [
        (("0.02", "0.05"), ("0.04", "0.03"), "omslag_verbeterd"),
        (("0.02", "0.05"), ("0.03", "0.04"), "verbeterd"),
        (("0.02", "0.05"), ("0.02", "0.03"), "minder_knelpunten"),
        (("0.02", "0.05"), ("0.04", "0.05"), "meer_waardering"),
        (("0.021", "0.051"), ("0.024", "0.049"), "toon_verbeterd"),  # as shown nothing moved
    ],
)
def test_what_moved_of_a_tone_is_told_by_share(
    trend_rows: Callable[..., pd.DataFrame], past: tuple[str, str], present: tuple[str, str], moved: str
) -> None:
    trend = SourcedTable("trend.csv", trend_rows(*(("tempo", year, "alle", 9, 90, "0", "1") for year in YEARS)))
    shares = [
        {"thema": "tempo", "ronde": year, "doelgroep": "alle", "oordeel": stance, "aandeel": share}
        for year, both in zip(YEARS, (past, present), strict=True)
        for stance, share in zip(("behouden", "knelpunt"), both, strict=True)
    ]
    heard = Heard(SourcedTable("trend-oordelen.csv", rows(TREND_STANCES, *shares)))
    before, now = (theme_rows(trend, year, "alle")[0] for year in YEARS)

    assert heard.moved(before, now, "verbeterd") == moved
    assert [turn.now.theme for turn in heard.turns([before], [now])] == (["tempo"] if "omslag" in moved else [])
