"""The tables of an analysis with hostile texts, and the workbook that is made of them."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from ruamel.yaml import YAML

from pipeline import evidence as package
from pipeline.core.corpus import Action
from pipeline.core.excel_writer import workbook_bytes
from pipeline.core.params import load_params
from pipeline.core.tables import TREND, TREND_STANCES
from pipeline.evidence.gaps import coverage, themes_without_action
from pipeline.evidence.listing import listing
from pipeline.evidence.overview import Trends, overview, unsupported
from pipeline.evidence.sheets import BookTables, sheets
from pipeline.evidence.statements import with_evidence
from pipeline.trend.order import rounds_in_order
from pipeline.trend.shares import action_trend, trend_tables
from tests.trend.settings import labels

Tables = Callable[[pd.DataFrame, dict[int, Action]], BookTables]
Below = Callable[[Worksheet], tuple[int, list[list[Any]]]]
HERE = Path(package.__file__).parent
NAMES = {"regie": "Regie", "leren": "Leren en volhouden", "relatie": "Elkaar kennen"}
HOSTILE = (
    '=HYPERLINK("http://voorbeeld.test";"klik")',
    "</script><b>&amp;</b>",
    "مرحبا بكم في المقاطعة",
    "👍 top",
    "Lang. " * 1700,
    "een\nregel verder",
    "+31 is geen som",
    "{naam} en %s",
)


@pytest.fixture(scope="session")
def layout() -> Any:
    return YAML(typ="safe").load((HERE / "bewijstabellen.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def texts() -> Any:
    return YAML(typ="safe").load((HERE / "leesmij.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def actions() -> dict[int, Action]:
    return {
        2: Action(title="@Samen: [nieuw] / oud?", text="Doe {dit}.", owner="=directie", themes=("regie", "leren")),
        13: Action(title="Nog niets"),
    }


@pytest.fixture(scope="session")
def tables() -> Tables:
    """The tables of labels and actions, as the stage makes them: ``tables(labels, actions)``."""

    def make(frame: pd.DataFrame, actions: dict[int, Action]) -> BookTables:
        rounds = ["2024", "2025"]
        statements = with_evidence(frame, list(NAMES), rounds)
        answered = {theme for action in actions.values() for theme in action.themes}
        counted = frame[frame["duplicate_of"] == ""]
        placed, settings = rounds_in_order(counted, [(name, None) for name in rounds]), load_params().trend
        trend, stances, _ = (
            trend_tables(counted, placed, NAMES, settings)
            if len(counted)
            else (TREND.empty(), TREND_STANCES.empty(), None)
        )
        together = action_trend(
            counted,
            placed,
            {str(number): action.title for number, action in actions.items()},
            {str(number): action.themes for number, action in actions.items()},
            settings,
        )
        limits = load_params().evidence.model_copy(update={"min_statements": 2, "examples_per_stance": 1})
        shown = overview(actions, statements, Trends(trend, stances, together), NAMES, rounds, limits)
        return BookTables(
            "Proef & co",
            shown,
            together,
            {n: listing(n, action, statements, NAMES, limits) for n, action in actions.items()},
            {
                "themas": themes_without_action(trend, NAMES, answered),
                "acties": unsupported(shown, limits),
                "dekking": coverage(statements, rounds, answered),
            },
        )

    return make


@pytest.fixture
def evidence(tables: Tables, actions: dict[int, Action]) -> BookTables:
    rows = [{"themes": "regie", "text": text, "line_start": str(n)} for n, text in enumerate(HOSTILE, start=1)]
    return tables(
        labels(
            *rows,
            {"themes": "regie|leren", "stance": "behouden", "round": "2024-intern", "audience": "intern"},
            {"themes": "regie", "duplicate_of": "u1", "round": "2024-extern"},
            {"themes": "relatie", "stance": "wens"},
        ),
        actions,
    )


@pytest.fixture
def book(evidence: BookTables, layout: Any, texts: Any) -> openpyxl.Workbook:
    return openpyxl.load_workbook(
        io.BytesIO(workbook_bytes(sheets(evidence, layout, texts), "Bewijstabellen: Proef & co"))
    )


@pytest.fixture(scope="session")
def below() -> Below:
    """Of a sheet, the row of its header and what stands below it."""

    def read(page: Worksheet) -> tuple[int, list[list[Any]]]:
        header = int(page.freeze_panes[1:]) - 1
        return header, [list(row) for row in page.iter_rows(min_row=header + 1, values_only=True)]

    return read
