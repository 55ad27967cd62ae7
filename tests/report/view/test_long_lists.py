"""An action with more statements than its list holds is counted from the trend, not from the list."""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeline.core.tables import TREND_ACTIONS
from pipeline.report.findings.sentences import filter_of
from pipeline.report.page import Page
from pipeline.report.view.figures import SourcedTable
from pipeline.report.view.tables import Tables
from tests.builders import rows

STANCES = {"n_behouden": "1412", "n_knelpunt": "18000", "n_wens": "588", "n_neutraal": "0"}


def test_numbers_are_of_all_statements_where_the_list_has_some(
    composed: Callable[..., Page], tables: Tables, to_html: Callable[[Page], str]
) -> None:
    overview = tables.overview.frame.copy()
    overview.loc[overview["nummer"] == "1", ["uitspraken", "n_intern", "n_extern", "n_overig"]] = [
        "31412", "11000", "20000", "412",
    ]  # fmt: skip
    trend = rows(
        TREND_ACTIONS,
        {"nummer": "1", "ronde": "2025", "n": "11412"},
        {"nummer": "1", "ronde": "2026", "n": "20000", **STANCES},
        {"nummer": "2", "ronde": "2026", "n": "0"},
        doelgroep="alle",
    )
    page = composed(
        overview=SourcedTable("evidence/overzicht.csv", overview),
        action_trend=SourcedTable("trend-acties.csv", trend),
    )

    long, short = page.actions

    assert [(one.round, one.n.value, one.n.table) for one in long.rounds] == [
        ("2025", "11412", "trend-acties.csv"), ("2026", "20000", "trend-acties.csv"),
    ]  # fmt: skip
    assert {stance: n.value for stance, n in long.rounds[1].stances.items()} == {
        "behouden": "1412", "knelpunt": "18000", "wens": "588", "neutraal": "0",
    }  # fmt: skip
    assert [(side, n.value) for side, n in long.speakers] == [
        ("intern", "11000"), ("extern", "20000"), ("overig", "412"),
    ]  # fmt: skip
    assert [(one.n.value, one.n.table) for one in short.rounds] == [("0", "evidence/actie-02.csv")] * 2
    assert filter_of(long.rounds[1].stances["wens"]) == {"actie": "1", "ronde": "2026", "oordeel": "wens"}
    told = " ".join(re.sub("<[^>]+>", "", to_html(page)).split())
    assert "3 van de 31.412 uitspraken: evidence/actie-01.csv. Alle uitspraken: labels.csv" in told
    assert (str(long.listed), short.listed) == ("3", None)
    assert "11.000 van medewerkers, 20.000 van partners en 412 van beide groepen of van onbekende sprekers" in told
