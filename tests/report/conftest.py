"""A small fictional corpus as the tables that the report stage reads: three themes, two rounds, two actions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from pipeline.core.tables import (
    EVIDENCE,
    EVIDENCE_ACTIONS,
    EVIDENCE_COVERAGE,
    EVIDENCE_OVERVIEW,
    EVIDENCE_THEMES,
    LABELS,
    SCORES,
    TOPICS,
    TREND,
    TREND_ACTIONS,
    TREND_MIRROR,
)
from pipeline.report.files import Files
from pipeline.report.findings.sentences import Facts, SinceRound
from pipeline.report.page import About, Choices, Page, compose
from pipeline.report.rendering import render
from pipeline.report.view.figures import SourcedTable
from pipeline.report.view.reliability import reliability
from pipeline.report.view.staff_vs_partners import mirror
from pipeline.report.view.tables import BOOKS, Tables
from pipeline.report.view.themes import theme_rows
from tests.builders import rows

Frame = Callable[..., pd.DataFrame]
UNSHOWN = "geen aantoonbaar verschil"
NAMES = {"tempo": "Tempo & capaciteit", "relatie": "Elkaar kennen", "regie": "Regie"}


def tables_of(listings: Mapping[str, pd.DataFrame], **frames: pd.DataFrame) -> Tables:
    """The tables of a page; without rows unless given."""
    books: dict[str, Any] = {
        name: SourcedTable(file, frames.get(name, table.empty())) for name, (file, table) in BOOKS.items()
    }
    numbered = {number: SourcedTable(f"evidence/actie-0{number}.csv", frame) for number, frame in listings.items()}
    return Tables(listings=numbered, **books)


@pytest.fixture(scope="session")
def trend_rows() -> Frame:
    """TREND rows: each (theme, round, audience, n, of, low, high), stances all knelpunt unless given."""

    def make(*given: tuple[Any, ...], **changes: str) -> pd.DataFrame:
        complete = []
        for theme, name, audience, n, of, low, high, *rest in given:
            more = rest[0] if rest else {}
            complete.append(
                {
                    "thema": theme,
                    "thema_naam": NAMES.get(theme, theme),
                    "ronde": name,
                    "doelgroep": audience,
                    "datum": f"{name}-03-01",
                    "n": str(n),
                    "noemer": str(of),
                    "aandeel": f"{n / of:.4f}" if of else "",
                    "ondergrens": low,
                    "bovengrens": high,
                    "methode": "niet gecorrigeerd",
                    "aandeel_geteld": f"{n / of:.4f}" if of else "",
                    "n_behouden": "0",
                    "n_knelpunt": str(n),
                    "n_wens": "0",
                    "n_neutraal": "0",
                    "onbeslist": "0",
                    "verandering": "eerste ronde",
                    **changes,
                    **more,
                }
            )
        return rows(TREND, *complete)

    return make


@pytest.fixture(scope="session")
def evidence_rows() -> Frame:
    """EVIDENCE rows; ids are e0, e1 … unless given."""

    def make(*given: dict[str, str]) -> pd.DataFrame:
        defaults = {
            "voorbeeld": "ja",
            "themas": "relatie",
            "thema_namen": "Elkaar kennen",
            "ronde": "2026",
            "doelgroep": "extern",
            "oordeel": "knelpunt",
            "tekst": "Een verzonnen zin die lang genoeg is om te lezen.",
            "bron": "enquete.csv",
            "regel": "1",
            "regel_einde": "1",
            "themas_herkomst": "model",
            "zekerheid": "0.700",
            "oordeel_zekerheid": "0.900",
            "beoordeeld": "nee",
        }
        return rows(
            EVIDENCE, *({**defaults, "uitspraak_id": f"e{number}", **row} for number, row in enumerate(given))
        )

    return make


@pytest.fixture(scope="session")
def files() -> Files:
    """The texts, look and templates of the reporting package."""
    return Files.read()


@pytest.fixture(scope="session")
def about() -> About:
    return About(
        "Samen in Verzonnen",
        "provincie Verzonnen",
        (("verslag.txt", "verkenning", "2025"), ("enquete.csv", "tabel", "2026")),
        {"behouden": "Waardering", "knelpunt": "Knelpunt", "wens": "Wens", "neutraal": "Neutraal"},
        "abc12345",
        "0123456789ab",
    )


@pytest.fixture(scope="session")
def choices() -> Choices:
    return Choices(
        quotes_per_action=3,
        quote_shortest=20,
        quote_longest=200,
        sure_stance=0.8,
        min_denominator=20,
        enough=5,
        enough_critical=1,
    )


@pytest.fixture(scope="session")
def metrics() -> dict[str, Any]:
    return {
        "statements": {"total": 1300, "counted": 100, "reviewed": 30, "undecided": 2},
        "audit": {
            "themes": {"n": 25, "micro_f1": {"value": 0.8123, "low": 0.6321, "high": 0.9}},
            "category": {"n": 25, "accuracy": {"value": 0.76, "low": 0.6, "high": 0.88}},
            "stance": {"n": 25, "accuracy": {"value": None, "low": None, "high": None, "reason": "no"}},
        },
        "headings": {"category": {"n": 0, "accuracy": {"value": None, "low": None, "high": None}}},
        "method": {"interval": 0.9},
    }


@pytest.fixture(scope="session")
def tables(trend_rows: Frame, evidence_rows: Frame) -> Tables:
    """The full case: a rise, a mirror, two actions of which one unsupported, a topic, scores."""
    rose = {"verandering": "gestegen", "vorige_ronde": "2025", "vergelijking": "andere vragen"}
    same = {"verandering": UNSHOWN, "vorige_ronde": "2025", "vergelijking": "andere vragen"}
    praise = {"n_knelpunt": "0", "n_behouden": "9"}
    trend = trend_rows(
        ("tempo", "2025", "alle", 4, 40, "0.0396", "0.2305"),
        ("relatie", "2025", "alle", 8, 40, "0.1050", "0.3476"),
        ("regie", "2025", "alle", 0, 40, "0.0000", "0.0876"),
        ("tempo", "2026", "alle", 30, 60, "0.3772", "0.6228", rose),
        ("relatie", "2026", "alle", 9, 60, "0.0810", "0.2611", {**same, **praise}),
        ("regie", "2026", "alle", 3, 60, "0.0171", "0.1370", same),
        ("tempo", "2026", "intern", 4, 25, "0.0640", "0.3465"),
        ("relatie", "2026", "intern", 4, 25, "0.0640", "0.3465"),
        ("regie", "2026", "intern", 1, 25, "0.0071", "0.1954"),
        ("tempo", "2026", "extern", 26, 35, "0.5793", "0.8584"),
        ("relatie", "2026", "extern", 5, 35, "0.0626", "0.2938"),
        ("regie", "2026", "extern", 2, 35, "0.0158", "0.1859"),
    )
    mirrored = rows(
        TREND_MIRROR,
        *(
            {"thema": theme, "thema_naam": NAMES[theme], "oordeel": stance, "oordeel_verschil": UNSHOWN}
            for theme in NAMES
            for stance in ("", "saldo")
        ),
        ronde="2026",
        respondenten_medewerkers="11",
        respondenten_partners="20",
    )
    mirrored.loc[0, "oordeel_verschil"] = "partners vaker"  # of tempo
    listing = evidence_rows(
        {"tekst": "Wij wachten <b>te lang</b> & krijgen geen bericht.", "regel": "12"},
        {"tekst": '=HYPERLINK("http://x.example") stond in mijn antwoord </script>', "ronde": "2025"},
        {"tekst": "Het gaat hier juist heel goed, vind ik 👍", "oordeel": "behouden", "doelgroep": "intern"},
        {"tekst": "Wij wachten <b>te lang</b> & krijgen geen bericht.", "dubbel_van": "e0"},
    )
    none = dict.fromkeys(("n_behouden", "n_knelpunt", "n_wens", "n_neutraal", "n_intern", "n_extern"), "0")
    overview = rows(
        EVIDENCE_OVERVIEW,
        {
            **none, "nummer": "1", "titel": "Elkaar <vaker> zien", "eigenaar": "team Regio en Co.",
            "themas": "relatie", "thema_namen": "Elkaar kennen", "uitspraken": "3", "dubbel": "1",
            "n_behouden": "1", "n_knelpunt": "2", "n_intern": "1", "n_extern": "2",
            "tekst": "Zie elkaar <vaker>, ten minste elk kwartaal.", "themas_voorgesteld": "ja",
            "onderbouwd": "ja",
        },
        {
            **none, "nummer": "2", "titel": "Regie nemen", "themas": "regie", "thema_namen": "Regie",
            "uitspraken": "0", "dubbel": "0", "themas_voorgesteld": "nee", "onderbouwd": "nee",
        },
    )  # fmt: skip
    action_trend = rows(TREND_ACTIONS, {"nummer": "1"}, {"nummer": "2"}, ronde="2026", doelgroep="alle")
    uncovered = rows(
        EVIDENCE_THEMES,
        *(
            {"ronde": name, "uitspraken": n, "n_knelpunt": n}
            for name, n in (("alle rondes", "34"), ("2025", "4"), ("2026", "30"))
        ),
        thema="tempo",
        thema_naam=NAMES["tempo"],
        n_wens="0",
    )
    weak = {"nummer": "2", "titel": "Regie nemen", "themas": "regie", "reden": "geen uitspraken"}
    unsupported = rows(EVIDENCE_ACTIONS, weak, uitspraken="0", kritisch="0")
    coverage = rows(
        EVIDENCE_COVERAGE,
        *(
            {"ronde": name, "kritisch": k, "met_actie": m, "zonder_actie": z, "dekking": d}
            for name, k, m, z, d in (
                ("2025", "10", "5", "4", "0.5000"),
                ("2026", "40", "9", "30", "0.2250"),
                ("alle rondes", "50", "14", "34", "0.2800"),
            )
        ),
        zonder_thema="1",
        onbeslist="0",
    )
    topics = rows(
        TOPICS,
        {"topic_id": "t1", "label": "formulier, portaal", "n": "7", "covered": "nee",
         "statements": "u3|u1|u2|u5|u4"},
        {"topic_id": "t2", "label": "wachten", "n": "9", "covered": "ja"},
    )  # fmt: skip
    levels = {"slecht": "2", "matig": "6.5", "voldoende": "10", "goed": "1"}
    unclear = {"line": "6", "property": "Flexibel", "ambiguous": "ja", "cells": "2|6,5|10"}
    scores = rows(
        SCORES,
        *({"line": "5", "property": "Betrouwbaar", "level": level, "count": n} for level, n in levels.items()),
        *({**unclear, "level": level} for level in levels),
        {"line": "7", "property": "Open", "level": "goed", "count": "12"},
        {"line": "8", "property": "Vlug", "level": "goed", "count": "12"},
        source="verslag.txt",
        round="2025",
        perspective="samen",
    )
    place = {"round": "2026", "source": "enquete.csv", "audience": "extern"}
    texts = {
        "u1": "Het formulier op het portaal blijft hangen.", "u2": "Te kort.",
        "u3": "Het portaal <i>weigert</i> mijn formulier.",
        "u4": "Een formulier is voor mij genoeg, dank.", "u5": "Bel over het formulier met 06-1234 5678 graag.",
    }  # fmt: skip
    labels = rows(
        LABELS,
        *(
            {"statement_id": one, **place, "line_start": one[1:], "text": texts.get(one, "")}
            for one in map("u{}".format, range(1300))
        ),
    )
    return tables_of(
        {"1": listing, "2": EVIDENCE.empty()},
        labels=labels,
        trend=trend,
        mirror=mirrored,
        overview=overview,
        action_trend=action_trend,
        uncovered=uncovered,
        unsupported=unsupported,
        coverage=coverage,
        topics=topics,
        scores=scores,
    )


@pytest.fixture(scope="session")
def no_tables() -> Tables:
    """A corpus without statements, actions, topics or scores."""
    coverage = rows(
        EVIDENCE_COVERAGE,
        *({"ronde": "alle rondes", **dict.fromkeys(EVIDENCE_COVERAGE.names[1:-1], "0")},),
    )
    return tables_of({}, coverage=coverage)


@pytest.fixture(scope="session")
def composed(
    tables: Tables, about: About, choices: Choices, metrics: dict[str, Any], files: Files
) -> Callable[..., Page]:
    """The page of the fictional corpus: ``composed()``; or with other measures, words or tables."""

    def make(measured: Mapping[str, Any] = metrics, corpus: Mapping[str, Any] | None = None, **books: Any) -> Page:
        described = replace(about, **(corpus or {}))
        return compose(replace(tables, **books), described, reliability(measured), choices, files.findings)

    return make


@pytest.fixture(scope="session")
def to_html(files: Files) -> Callable[[Page], str]:
    return lambda page: render(page, files)


@pytest.fixture(scope="session")
def facts(tables: Tables, files: Files) -> Callable[..., Facts]:
    """What findings are made from: those of the fictional corpus, but for what a test changes."""

    def make(**changes: Any) -> Facts:
        usual = Facts(
            files.findings,
            newest=theme_rows(tables.trend, "2026", "alle"),
            recent=SinceRound(theme_rows(tables.trend, "2025", "alle")),
            whole=SinceRound(first=True),
            mirror=mirror(tables.trend, tables.mirror, 20),
            coverage=tables.coverage,
            uncovered=tables.uncovered,
            answers={"relatie": ["1"], "regie": ["2"]},
            proposed=True,
            min_denominator=20,
            kinds={},
        )
        return replace(usual, **changes)

    return make
