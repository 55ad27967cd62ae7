"""The card of a corpus, and the page that shows the cards."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline import report
from pipeline.core.errors import InputError
from pipeline.report.html.cards import Card, card_of, from_json, to_json
from pipeline.report.html.index import render_index
from pipeline.report.page import About, Choices, compose
from pipeline.report.tables import Tables
from pipeline.report.view.figures import SourcedNumber, SourceTable
from pipeline.report.view.reliability import reliability

Frame = Callable[..., pd.DataFrame]
CardOf = Callable[..., Card]
CSS = Path(report.__file__).parent / "templates" / "index.css"
HAZARD = '<img src=x onerror=alert(1)> </style> =HYPERLINK("x") א־ב 👍'


@pytest.fixture
def card(
    tables: Tables, about: About, choices: Choices, metrics: dict[str, Any], settings: Mapping[str, Any]
) -> CardOf:
    """The card of the fictional corpus, through the file that it is written to."""

    def make(**changes: Any) -> Card:
        source = replace(tables, **changes)
        texts = settings["findings"]
        page = compose(source, about, reliability(metrics), choices, texts)
        made = card_of(
            "proef",
            page,
            actions=source.overview.count("nummer"),
            orphans=SourcedNumber("2", "review/zonder-uitspraak.csv", "uitspraak_id", how="rijen"),
            minimum=choices.min_denominator,
            texts=texts,
            files=["samenvatting.docx", "review"],
        )
        return from_json(json.loads(json.dumps(to_json(made))), Path("proef.json"))

    return make


@pytest.fixture
def shown(templates: Mapping[str, str], settings: Mapping[str, Any]) -> Callable[..., str]:
    def make(*cards: Card) -> str:
        return render_index(cards, templates, CSS.read_text(encoding="utf-8"), settings["words"])

    return make


def plain(html: str) -> str:
    """What a reader sees."""
    inline = re.sub(r"</?(data|strong)\b[^>]*>", "", html.partition("<body")[2])
    return " ".join(re.sub(r"<[^>]+>", " ", inline).split())


def test_a_card_has_the_state_of_the_corpus(card: CardOf) -> None:
    made = card()

    assert [(moment.name, moment.counted.value) for moment in made.rounds] == [("2025", "40"), ("2026", "60")]
    assert made.newest is not None
    assert made.newest.date == "2026-03-01"
    assert made.largest is not None
    assert (made.largest.names, made.largest.share.text) == (("Tempo & capaciteit",), "50%")
    assert (made.largest.low.text, made.largest.high.text) == ("38%", "62%")
    assert made.largest.clear  # 0.3772 is above the 0.2611 of the next
    assert [(move.what, move.since, move.names) for move in made.moves] == [
        ("gestegen", "2025", ("Tempo & capaciteit",))
    ]
    assert made.coverage is not None
    assert [made.coverage.answered.value, made.coverage.critical.value] == ["14", "50"]
    assert [made.actions.value, made.reviewed.value, made.orphans.value] == ["2", "30", "2"]
    assert (made.coder.value.text, made.coder.word) == ("0,81", "goed")


def test_each_figure_of_a_card_names_its_table_as_seen_from_reports(card: CardOf) -> None:
    written = json.dumps(to_json(card()))

    tables = set(re.findall(r'"table": "([^"]*)"', written))
    assert {name.removeprefix("proef/proef/") for name in tables} == {  # written twice: by the fixture, and here
        "trend.csv", "labels.csv", "metrics.json", "evidence/dekking.csv", "evidence/overzicht.csv",
        "review/zonder-uitspraak.csv",
    }  # fmt: skip


def test_the_page_says_it_in_sentences(card: CardOf, shown: Callable[..., str]) -> None:
    html = shown(card())
    text = plain(html)

    assert "<title>Samenwerkingsthermometers: overzicht</title>" in html
    assert '<a class="naam" href="proef/samenvatting.html">Samen in Verzonnen</a>' in html
    assert re.findall(r'href="(proef/[^"]*)"', html) == [
        "proef/samenvatting.html", "proef/samenvatting.docx", "proef/review/",
    ]  # fmt: skip
    for sentence in (
        "Er loopt één onderzoek.",
        "2025: 40 uitspraken 2026: 60 uitspraken Nieuwste ronde: 1 maart 2026",
        "Tempo &amp; capaciteit: 50% In 2026. 95%-interval: 38% – 62%, zonder de fouten van de computer.",
        "Sinds 2025 vaker genoemd: Tempo &amp; capaciteit. Dit is een aanwijzing: de rondes zijn niet goed te",
        "te vergelijken (2025 en 2026 hebben niet dezelfde vragen).",
        "Bij 14 van de 50 knelpunten en wensen (28%) hoort een actie bij het thema. Er zijn 2 acties.",
        "goed overeen: 0,81 op een schaal van 0 tot 1 (tussen 0,63 en 0,90).",
        "Mensen beoordeelden 30 van de 1.300 ingelezen uitspraken.",
        "2 beoordelingen horen bij een uitspraak die er niet meer is of is veranderd.",
    ):
        assert sentence in text
    assert "ranglijst" not in text


def test_several_corpora_are_no_league_table(card: CardOf, shown: Callable[..., str]) -> None:
    second = replace(card(), name="ander", title="Ander onderzoek")

    html = shown(second, card())

    assert "Er lopen twee onderzoeken." in html
    assert "Deze tabel is geen ranglijst." in html
    assert re.findall(r'class="naam" href="(\w+)/', html) == ["ander", "proef"]  # as given, whatever the figures


@pytest.mark.parametrize(
    ("rows", "largest", "changed"),
    [
        pytest.param((), "Nog niet te zeggen.", "Veranderd Nog niet te zeggen.", id="no statement"),
        pytest.param(
            (("tempo", "2026", "alle", 5, 19, "0.1", "0.5"),),
            "Te weinig uitspraken om thema’s te vergelijken. Dat kan vanaf 20.",
            "Dit is de eerste ronde. Er is nog niets om mee te vergelijken.",
            id="one small round",
        ),
        pytest.param(
            (("tempo", "2026", "alle", 0, 60, "0.0", "0.06"), ("regie", "2026", "alle", 0, 60, "0.0", "0.06")),
            "In 2026 springt geen thema eruit.",
            "Dit is de eerste ronde.",
            id="nobody names a theme",
        ),
        pytest.param(
            (("tempo", "2026", "alle", 9, 60, "0.08", "0.26"), ("regie", "2026", "alle", 9, 60, "0.08", "0.26"),
             ("relatie", "2026", "alle", 8, 60, "0.07", "0.24")),
            "Tempo &amp; capaciteit, Regie: elk 15% In 2026. 95%-interval: 8% – 26%, zonder de fouten van de "
            "computer. Andere thema’s komen dicht in de buurt.",
            "Dit is de eerste ronde.",
            id="two equals",
        ),
        pytest.param(
            (("tempo", "2025", "alle", 9, 60, "0.08", "0.26"),
             ("tempo", "2026", "alle", 9, 60, "0.08", "0.26",
              {"verandering": "geen aantoonbaar verschil", "vorige_ronde": "2025", "eerste_ronde": "2024",
               "sinds_eerste": "geen aantoonbaar verschil"})),
            "Tempo &amp; capaciteit: 15%",
            "Sinds 2025 is bij geen enkel thema een verschil aangetoond, en ook niet sinds 2024.",
            id="nothing shown",
        ),
        pytest.param(
            (("tempo", "2025", "alle", 9, 60, "0.08", "0.26"),
             ("tempo", "2026", "alle", 9, 60, "0.08", "0.26",
              {"verandering": "te weinig gegevens", "vorige_ronde": "2025"})),
            "Tempo &amp; capaciteit: 15%",
            "Er zijn te weinig gegevens om met 2025 te vergelijken.",
            id="too few to compare",
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
            "Tempo &amp; capaciteit: 15%",
            "Veranderd Sinds 2025 vaker genoemd: Regie. Sinds 2024 minder vaak genoemd: Tempo &amp; capaciteit.",
            id="one since the round before, another since the first",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_said_is_said(
    card: CardOf,
    shown: Callable[..., str],
    trend_rows: Frame,
    rows: tuple[tuple[Any, ...], ...],
    largest: str,
    changed: str,
) -> None:
    trend = trend_rows(*rows) if rows else trend_rows().reindex(columns=trend_rows(
        ("tempo", "2026", "alle", 1, 1, "0", "1")).columns)  # fmt: skip

    text = plain(shown(card(trend=SourceTable("trend.csv", trend))))

    assert largest in text
    assert changed in text


def test_no_actions_no_reviews_and_disputes_are_said(card: CardOf, shown: Callable[..., str]) -> None:
    made = card()
    nothing = replace(made.coder.value, value="")
    bare = replace(
        made,
        actions=replace(made.actions, value="0"),
        coder=replace(made.coder, value=nothing),
        reviewed=replace(made.reviewed, value="0"),
        disputed=replace(made.disputed, value="1"),
        orphans=replace(made.orphans, value="1"),
        files=(),
    )

    text = plain(shown(bare))

    assert "Er zijn nog geen verbeteracties vastgelegd." in text
    assert "Hoe vaak de computer goed zit, is nog niet gemeten." in text
    assert "Mensen beoordeelden 0 van de 1.300 ingelezen uitspraken." in text
    assert "Over 1 uitspraak zijn beoordelaars het niet eens." in text
    assert "1 beoordeling hoort bij een uitspraak die er niet meer is of is veranderd." in text


def test_names_are_shown_as_text(card: CardOf, shown: Callable[..., str]) -> None:
    html = shown(replace(card(), title=HAZARD, organisation=HAZARD))

    assert "<img" not in html
    assert html.count("</style>") == 1
    assert "&lt;img src=x onerror=alert(1)&gt; &lt;/style&gt; =HYPERLINK(&#34;x&#34;) א־ב 👍" in html


@pytest.mark.parametrize("content", [{}, [], None, {"name": "proef"}, "x"], ids=repr)
def test_what_is_no_card_is_refused(content: object) -> None:
    with pytest.raises(InputError, match=r"(?s)reports/kaarten/x\.json: this is not a card.*dvc repro"):
        from_json(content, Path("reports/kaarten/x.json"))
