from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from pipeline.corpus import Action
from pipeline.evidence.overview import latest_verdicts, overview, smaller_side, unsupported
from pipeline.evidence.voices import bearing_on, voices
from pipeline.excel_tables import EVIDENCE_ACTIONS, EVIDENCE_OVERVIEW
from pipeline.params import Evidence
from pipeline.trend_tables import TREND

NAMES = {"regie": "Regie en verbinding", "leren": "Leren en volhouden", "relatie": "Elkaar kennen"}
PARAMS = Evidence(min_statements=2, min_critical=1, examples_per_stance=1)


def trend(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["thema", "ronde", "doelgroep", "verandering"], dtype=str)
    return frame.reindex(columns=TREND.names, fill_value="")


def statements(frame: pd.DataFrame) -> pd.DataFrame:
    return voices(frame, list(NAMES), ["2024", "2025"], ["motto"])


def test_a_row_by_hand(labels: Any) -> None:
    frame = labels(
        {"themes": "regie", "stance": "knelpunt", "audience": "intern", "round": "2024-intern"},
        {"themes": "regie|leren", "stance": "wens", "respondent": "r1"},
        {"themes": "leren", "stance": "behouden", "respondent": "r1"},
        {"themes": "leren", "stance": "neutraal", "audience": "onbekend", "respondent": "r2"},
        {"themes": "leren", "stance": "behouden", "audience": "beide", "duplicate_of": "u2"},
        {"themes": "relatie"},
        {"themes": "regie", "kind": "motto"},
    )
    action = Action(
        title="Netwerkdag",
        text="Houd elk jaar\neen netwerkdag.",
        owner="HR",
        group="Mensen",
        themes=("leren", "regie"),
        themes_proposed=True,
    )
    moves = trend(
        ("regie", "2024", "alle", "eerste ronde"),
        ("regie", "2025", "alle", "gedaald"),
        ("regie", "2025", "intern", "gestegen"),
        ("leren", "2025", "alle", "geen aantoonbaar verschil"),
    )

    table = overview({3: action}, statements(frame), moves, NAMES, ["2024", "2025"], PARAMS)

    assert EVIDENCE_OVERVIEW.checked(table, where="test").to_dict("records") == [
        {
            "nummer": "3",
            "titel": "Netwerkdag",
            "tekst": "Houd elk jaar een netwerkdag.",
            "eigenaar": "HR",
            "groep": "Mensen",
            "themas": "regie|leren",
            "thema_namen": "Regie en verbinding | Leren en volhouden",
            "uitspraken": "4",
            "dubbel": "1",
            "n_behouden": "1",
            "n_knelpunt": "1",
            "n_wens": "1",
            "n_neutraal": "1",
            "n_intern": "1",
            "n_extern": "2",
            "n_overig": "1",
            "per_ronde": "2024=1|2025=3",
            "respondenten": "2",
            "tegengeluid": "Regie en verbinding: 0 behouden tegenover 2 kritisch"
            " | Leren en volhouden: 1 behouden tegenover 1 kritisch",
            "themas_voorgesteld": "ja",
            "onderbouwd": "ja",
            "beweging": "Regie en verbinding: gedaald | Leren en volhouden: geen aantoonbaar verschil",
        }
    ]


def test_two_actions_that_share_a_theme_both_get_it(labels: Any) -> None:
    actions = {1: Action(title="A", themes=("regie",)), 2: Action(title="B", themes=("regie", "leren"))}

    table = overview(actions, statements(labels({"themes": "regie"})), trend(), NAMES, ["2025"], PARAMS)

    assert table["uitspraken"].tolist() == ["1", "1"]
    assert table["beweging"].tolist() == ["", ""]
    assert table["respondenten"].tolist() == ["", ""]


@pytest.mark.parametrize(
    ("stances", "expected"),
    [
        (["behouden", "wens", "knelpunt"], "1 behouden tegenover 2 kritisch"),
        (["behouden", "behouden", "wens"], "1 kritisch tegenover 2 behouden"),
        (["behouden", "wens"], "1 behouden tegenover 1 kritisch"),
        (["behouden", "neutraal"], "0 kritisch tegenover 1 behouden"),
        (["neutraal"], ""),
        ([], ""),
    ],
)
def test_the_smaller_side_comes_first(labels: Any, stances: list[str], expected: str) -> None:
    frame = labels(*({"themes": "regie", "stance": stance} for stance in stances), {"themes": "leren"})

    assert smaller_side(bearing_on(statements(frame), ["regie", "leren"]), "regie") == (
        "" if not stances else expected
    )


@pytest.mark.parametrize(
    ("action", "stances", "reason"),
    [
        pytest.param(Action(title="A"), ["wens", "wens"], "geen thema's gekoppeld", id="no themes"),
        pytest.param(Action(title="A", themes=("regie",)), [], "geen uitspraken", id="nothing said"),
        pytest.param(Action(title="A", themes=("regie",)), ["wens"], "te weinig uitspraken", id="too little"),
        pytest.param(
            Action(title="A", themes=("regie",)),
            ["behouden", "neutraal"],
            "geen kritische uitspraken",
            id="praise",
        ),
        pytest.param(Action(title="A", themes=("regie",)), ["behouden", "wens"], "", id="enough"),
    ],
)
def test_why_an_action_is_not_supported(labels: Any, action: Action, stances: list[str], reason: str) -> None:
    frame = statements(labels(*({"themes": "regie", "stance": stance} for stance in stances)))

    table = EVIDENCE_ACTIONS.checked(unsupported({1: action}, frame, NAMES, PARAMS), where="test")
    shown = overview({1: action}, frame, trend(), NAMES, ["2025"], PARAMS)

    assert table["reden"].tolist() == ([reason] if reason else [])
    assert shown["onderbouwd"].tolist() == ["nee" if reason else "ja"]


def test_duplicates_do_not_make_evidence(labels: Any) -> None:
    frame = labels({"themes": "regie", "stance": "wens"}, {"themes": "regie", "duplicate_of": "u0"})

    table = unsupported({1: Action(title="A", themes=("regie",))}, statements(frame), NAMES, PARAMS)

    assert table[["uitspraken", "kritisch", "reden"]].to_numpy().tolist() == [["1", "1", "te weinig uitspraken"]]


def test_without_actions_both_tables_are_empty_and_sound(labels: Any) -> None:
    frame = statements(labels({"themes": "regie"}))

    assert EVIDENCE_OVERVIEW.checked(overview({}, frame, trend(), NAMES, ["2025"], PARAMS), where="t").empty
    assert EVIDENCE_ACTIONS.checked(unsupported({}, frame, NAMES, PARAMS), where="t").empty


def test_the_latest_verdict_is_of_everyone_together() -> None:
    rows = trend(
        ("regie", "2024", "intern", "gestegen"),
        ("regie", "2024", "alle", "eerste ronde"),
        ("regie", "2025", "alle", "gedaald"),
    )

    assert latest_verdicts(rows) == {"regie": "gedaald"}
    assert latest_verdicts(trend()) == {}
