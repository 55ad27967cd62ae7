from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline.core.tables import EVIDENCE_COVERAGE, EVIDENCE_THEMES, TREND
from pipeline.core.yaml_model import own_yaml
from pipeline.evidence.gaps import coverage, fate_of, themes_without_action
from pipeline.evidence.statements import with_evidence
from tests.cases import cases
from tests.trend.settings import labels

NAMES = {"regie": "Regie", "leren": "Leren", "relatie": "Elkaar kennen", "kennis": "Kennis"}


ROWS = own_yaml(Path(__file__).parent / "cases" / "gaps.yaml")["themes"]


def trend(*rows: list[str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["thema", "ronde", "doelgroep", "n", "n_knelpunt", "n_wens"], dtype=str)
    return frame.reindex(columns=TREND.names, fill_value="")


def test_themes_without_action_most_said_first_each_with_its_rounds() -> None:
    table = themes_without_action(
        trend(*ROWS["trend"]),
        NAMES,
        {"regie"},
    )

    columns = ["thema", "ronde", "uitspraken", "n_knelpunt", "knelpunt_aandeel", "n_wens"]
    assert EVIDENCE_THEMES.checked(table, where="test")[columns].to_numpy().tolist() == ROWS["without_action"]


def test_when_every_theme_has_its_action_the_table_is_empty_and_sound() -> None:
    assert EVIDENCE_THEMES.checked(themes_without_action(trend(), NAMES, set(NAMES)), where="test").empty


def test_coverage_by_hand() -> None:
    frame = labels(
        {"themes": "regie", "stance": "wens", "round": "2024-intern"},
        {"themes": "leren", "stance": "knelpunt"},
        {"themes": "regie|leren", "stance": "knelpunt"},
        {"themes": "", "stance": "knelpunt"},
        {"themes": "", "stance": "wens", "themes_status": "onbeslist"},
        {"themes": "regie", "stance": "behouden"},
        {"themes": "regie", "stance": "wens", "duplicate_of": "u0"},
        {"themes": "regie", "stance": "wens", "kind": "motto"},
    )

    table = coverage(with_evidence(frame, list(NAMES), ["2024", "2025"]), ["2024", "2025"], {"regie"})

    assert EVIDENCE_COVERAGE.checked(table, where="test").to_numpy().tolist() == [
        ["2024", "1", "1", "0", "0", "0", "1.0000"],
        ["2025", "4", "1", "1", "1", "1", "0.2500"],
        ["alle rondes", "5", "2", "1", "1", "1", "0.4000"],
    ]


def test_without_statements_coverage_is_unknown_not_nought() -> None:
    table = coverage(with_evidence(labels(), list(NAMES), []), [], {"regie"})

    assert table.to_numpy().tolist() == [["alle rondes", "0", "0", "0", "0", "0", ""]]


@pytest.mark.parametrize(("themes", "status", "fate"), cases(__file__, "fates"))
def test_each_critical_statement_has_one_fate(themes: list[str], status: str, fate: str) -> None:
    assert fate_of(themes, status, {"regie"}) == fate
