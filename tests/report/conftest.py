"""A small fictional corpus as the tables that the report stage reads: three themes, two rounds, two actions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline.core.tables import (
    EVIDENCE,
    EVIDENCE_COVERAGE,
    LABELS,
    TREND,
)
from pipeline.core.yaml_model import own_yaml
from pipeline.report.charts.gallery import Chart, begun
from pipeline.report.findings.sentences import Facts, SinceRound
from pipeline.report.html import Files
from pipeline.report.page import About, Page
from pipeline.report.rendering import render
from pipeline.report.view.figures import SourcedTable
from pipeline.report.view.reliability import Reliability
from pipeline.report.view.staff_vs_partners import mirror
from pipeline.report.view.tables import BOOKS, Choices, Tables
from pipeline.report.view.themes import theme_rows
from tests.builders import rows

Frame = Callable[..., pd.DataFrame]
UNSHOWN = "geen aantoonbaar verschil"
NAMES = {"tempo": "Tempo & capaciteit", "relatie": "Elkaar kennen", "regie": "Regie"}


CORPUS: dict[str, Any] = own_yaml(Path(__file__).parent / "cases" / "corpus.yaml")


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

    def make(*given: Sequence[Any], **changes: str) -> pd.DataFrame:
        complete = []
        for theme, name, audience, n, of, low, high, *more in given:
            place = {"thema": theme, "thema_naam": NAMES.get(theme, theme), "ronde": name, "doelgroep": audience}
            share = f"{n / of:.4f}" if of else ""
            interval = {"aandeel": share, "aandeel_geteld": share, "ondergrens": low, "bovengrens": high}
            counts = {"datum": f"{name}-03-01", "n": str(n), "noemer": str(of), "n_knelpunt": str(n)}
            complete.append({**place, **interval, **counts, **changes, **(more[0] if more else {})})
        return rows(TREND, *complete, **CORPUS["usual_trend"])

    return make


@pytest.fixture(scope="session")
def evidence_rows() -> Frame:
    """EVIDENCE rows; ids are e0, e1 … unless given."""

    def make(*given: dict[str, str]) -> pd.DataFrame:
        numbered = ({"uitspraak_id": f"e{number}", **row} for number, row in enumerate(given))
        return rows(EVIDENCE, *numbered, **CORPUS["usual_evidence"])

    return make


@pytest.fixture(scope="session")
def files() -> Files:
    """The texts, look and templates of the reporting package."""
    return Files()


@pytest.fixture(scope="session")
def about() -> About:
    return About(**CORPUS["about"])


@pytest.fixture(scope="session")
def choices() -> Choices:
    return Choices(**CORPUS["choices"])


@pytest.fixture(scope="session")
def metrics() -> dict[str, Any]:
    return dict(CORPUS["metrics"])


@pytest.fixture(scope="session")
def tables(trend_rows: Frame, evidence_rows: Frame) -> Tables:
    """The full case, of cases/corpus.yaml."""
    place = {"round": "2026", "source": "enquete.csv", "audience": "extern"}
    statements = [
        {"statement_id": f"u{n}", "line_start": str(n), "text": CORPUS["texts"].get(f"u{n}", "")}
        for n in range(1300)
    ]
    frames = {
        name: rows(table, *CORPUS[name]["rows"], **CORPUS[name].get("shared", {}))
        for name, (_, table) in BOOKS.items()
        if "rows" in CORPUS.get(name, ())
    }
    return tables_of(
        {"1": evidence_rows(*CORPUS["listing"]), "2": EVIDENCE.empty()},
        labels=rows(LABELS, *statements, **place),
        trend=trend_rows(*CORPUS["trend"]),
        **frames,
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
    tables: Tables, about: About, choices: Choices, metrics: Mapping[str, Any], files: Files
) -> Callable[..., Page]:
    """The page of the fictional corpus: ``composed()``; or with other measures, words or tables."""

    def make(measured: Mapping[str, Any] = metrics, corpus: Mapping[str, Any] | None = None, **books: Any) -> Page:
        described = replace(about, **(corpus or {}))
        return Page(replace(tables, **books), described, Reliability(measured), choices, files.findings)

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
            choices=Choices(**CORPUS["choices"]),
            weak={},
            kinds={},
        )
        return replace(usual, **changes)

    return make


@pytest.fixture(scope="session")
def page(composed: Callable[..., Page]) -> Page:
    return composed()


@pytest.fixture(scope="session")
def charts(page: Page, files: Files) -> list[Chart]:
    return [chart() for chart in begun(page, files)]
