"""The comparison with the first round: a slow movement that no single step shows."""

from __future__ import annotations

import datetime
from typing import Any

import pandas as pd
import pytest

from pipeline.core.tables import TREND
from pipeline.trend.order import rounds_in_order
from pipeline.trend.shares import trend_tables
from tests.trend.settings import PARAMS, THEMES, row, share

SOURCES = [(str(year), datetime.date(year, 3, 1)) for year in (2024, 2025, 2026)]
COLUMNS = [
    "eerste_ronde", "verschil_eerste", "verschil_eerste_ondergrens", "verschil_eerste_bovengrens",
    "p_eerste_aangepast", "sinds_eerste", "vergelijking_eerste",
]  # fmt: skip


def trend(frame: pd.DataFrame) -> pd.DataFrame:
    return TREND.checked(trend_tables(frame, rounds_in_order(frame, SOURCES), THEMES, PARAMS)[0], where="test")


def of_leren(table: pd.DataFrame, round_name: str, audience: str = "alle") -> dict[str, str]:
    return row(table, thema="leren", ronde=round_name, doelgroep=audience)


def test_a_slow_rise_is_one_since_the_first_round(labels: Any) -> None:
    table = trend(
        labels(
            *share(48, 80, round="2024", kind="citaat"),
            *share(49, 70, round="2025", kind="antwoord"),
            *share(56, 70, round="2026", kind="antwoord"),
        )
    )

    assert {of_leren(table, name)["verandering"] for name in ("2025", "2026")} == {"geen aantoonbaar verschil"}
    # Newcombe's example, 56/70 - 48/80; Benjamini-Hochberg over two themes, the other with p = 1.
    assert [of_leren(table, "2026")[column] for column in COLUMNS] == [
        "2024", "0.2000", "0.0524", "0.3339", "0.0163", "gestegen", "andere soort bron",
    ]  # fmt: skip
    assert of_leren(table, "2026")["vorige_ronde"] == "2025"
    assert of_leren(table, "2026")["vergelijking"] == "gelijk"
    assert (
        row(table, thema="verkokering", ronde="2026", doelgroep="alle")["sinds_eerste"]
        == "geen aantoonbaar verschil"
    )


@pytest.mark.parametrize("name", ["2024", "2025"])
def test_it_is_empty_when_the_first_round_is_the_previous_or_there_is_none(labels: Any, name: str) -> None:
    table = trend(labels(*share(3, 20, round="2024"), *share(3, 20, round="2025"), *share(3, 20, round="2026")))

    assert {of_leren(table, name)[column] for column in COLUMNS} == {""}


def test_the_first_round_is_that_of_the_same_audience(labels: Any) -> None:
    table = trend(
        labels(
            *share(1, 20, round="2024", audience="intern"),
            *share(1, 20, round="2025", audience="extern"),
            *share(1, 20, round="2025", audience="intern"),
            *share(1, 20, round="2026", audience="extern"),
            *share(1, 20, round="2026", audience="intern"),
        )
    )

    assert of_leren(table, "2026", "intern")["eerste_ronde"] == "2024"
    assert of_leren(table, "2026", "extern")["eerste_ronde"] == ""  # its first is its previous
    assert of_leren(table, "2026", "alle")["eerste_ronde"] == "2024"


def test_a_first_round_that_is_too_small_carries_no_change(labels: Any) -> None:
    table = trend(labels(*share(0, 19, round="2024"), *share(10, 20, round="2025"), *share(20, 20, round="2026")))

    found = of_leren(table, "2026")
    assert (found["sinds_eerste"], found["verschil_eerste"]) == ("te weinig gegevens", "1.0000")
    assert found["p_eerste_aangepast"] == ""
