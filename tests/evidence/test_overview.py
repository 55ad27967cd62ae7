from __future__ import annotations

import pandas as pd
import pytest

from pipeline.core.corpus import Action
from pipeline.core.params import load_params
from pipeline.core.tables import EVIDENCE_ACTIONS, EVIDENCE_OVERVIEW, TREND, TREND_ACTIONS, TREND_STANCES
from pipeline.evidence.overview import Trends, overview, smaller_side, unsupported
from pipeline.evidence.signal import newest_comparisons
from pipeline.evidence.statements import bearing_on, with_evidence
from tests.trend.settings import labels

NAMES = {"regie": "Regie en verbinding", "leren": "Leren en volhouden", "relatie": "Elkaar kennen"}
NO_TRENDS = Trends(TREND.empty(), TREND_STANCES.empty(), TREND_ACTIONS.empty())
PARAMS = load_params().evidence.model_copy(update={"min_statements": 2})


def trend(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["thema", "ronde", "doelgroep", "verandering"], dtype=str)
    return frame.reindex(columns=TREND.names, fill_value="")


def statements(frame: pd.DataFrame) -> pd.DataFrame:
    return with_evidence(frame, list(NAMES), ["2024", "2025"])


def test_a_row_by_hand() -> None:
    frame = labels(
        {"themes": "regie", "stance": "knelpunt", "audience": "intern", "round": "2024-intern"},
        {"themes": "regie|leren", "stance": "wens", "respondent": "r1"},
        {"themes": "leren", "stance": "behouden", "respondent": "r1"},
        {"themes": "leren", "stance": "neutraal", "audience": "onbekend", "respondent": "r2"},
        {"themes": "leren", "stance": "behouden", "audience": "beide", "duplicate_of": "u2"},
        {"themes": "relatie"},
        {"themes": "regie", "kind": "motto"},
    )
    sentiments = pd.DataFrame(
        [
            ("regie", "knelpunt", "2025", "alle", "geen aantoonbaar verschil"),
            ("regie", "saldo", "2024", "alle", "verslechterd"),
            ("regie", "saldo", "2025", "alle", "verbeterd"),
            ("regie", "saldo", "2025", "extern", "verslechterd"),
            ("leren", "saldo", "2025", "alle", "te weinig gegevens"),
        ],
        columns=["thema", "oordeel", "ronde", "doelgroep", "verandering"],
        dtype=str,
    ).reindex(columns=TREND_STANCES.names, fill_value="")
    sentiments = sentiments.assign(vorige_ronde="2024", eerste_ronde="2023", sinds_eerste="verslechterd")
    sentiments = sentiments.assign(vergelijking="andere vragen", vergelijking_eerste="gelijk")
    sentiments.loc[sentiments["oordeel"] == "knelpunt", "sinds_eerste"] = "gestegen"
    action = Action(
        title="Netwerkdag",
        text="Houd elk jaar\neen netwerkdag.",
        owner="HR",
        group="Mensen",
        themes=("leren", "regie"),
        themes_proposed=True,
    )
    shares = trend(
        ("regie", "2024", "alle", "eerste ronde"),
        ("regie", "2025", "alle", "gedaald"),
        ("regie", "2025", "intern", "gestegen"),
        ("leren", "2025", "alle", "geen aantoonbaar verschil"),
    )
    shares.loc[shares["thema"] == "leren", "sinds_eerste"] = "gestegen"

    table = overview(
        {3: action},
        statements(frame),
        Trends(shares, sentiments, TREND_ACTIONS.empty()),
        NAMES,
        ["2024", "2025"],
        PARAMS,
    )

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
            "kritisch": "2",
            "dekking": "0.6667",  # of the three critical ones, relatie among them
            "n_intern": "1",
            "n_extern": "2",
            "n_overig": "1",
            "per_ronde": "2024=1|2025=3",
            "respondenten": "2",
            "zonder_respondent": "1",
            "bronnen": "1",
            "tegengeluid": "Regie en verbinding: 0 behouden tegenover 2 kritisch"
            " | Leren en volhouden: 1 behouden tegenover 1 kritisch",
            "themas_voorgesteld": "ja",
            "onderbouwd": "ja",
            "beweging": "Regie en verbinding: gedaald | Leren en volhouden: geen aantoonbaar verschil",
            "beweging_sinds_eerste": "Leren en volhouden: gestegen",
            "knelpunten": "Regie en verbinding: geen aantoonbaar verschil",
            "knelpunten_sinds_eerste": "Regie en verbinding: gestegen",
            "toon": "Regie en verbinding: verbeterd | Leren en volhouden: te weinig gegevens",
            "toon_sinds_eerste": "Regie en verbinding: verslechterd | Leren en volhouden: verslechterd",
            "signaal": "toon verbeterd sinds 2024",  # the previous round has the first word
            "signaal_let_op": "aanwijzing: anders gevraagd",
        }
    ]


def test_two_actions_that_share_a_theme_both_get_it() -> None:
    actions = {1: Action(title="A", themes=("regie",)), 2: Action(title="B", themes=("regie", "leren"))}

    table = overview(actions, statements(labels({"themes": "regie"})), NO_TRENDS, NAMES, ["2025"], PARAMS)

    assert table["uitspraken"].tolist() == ["1", "1"]
    assert table["beweging"].tolist() == ["", ""]
    assert table["toon_sinds_eerste"].tolist() == ["", ""]
    assert table["signaal"].tolist() == ["te weinig gegevens"] * 2
    assert table["dekking"].tolist() == ["1.0000", "1.0000"]  # they share the statement
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
def test_the_smaller_side_comes_first(stances: list[str], expected: str) -> None:
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
def test_why_an_action_is_not_supported(action: Action, stances: list[str], reason: str) -> None:
    frame = statements(labels(*({"themes": "regie", "stance": stance} for stance in stances)))

    shown = overview({1: action}, frame, NO_TRENDS, NAMES, ["2025"], PARAMS)
    table = EVIDENCE_ACTIONS.checked(unsupported(shown, PARAMS), where="test")

    assert table["reden"].tolist() == ([reason] if reason else [])
    assert shown["onderbouwd"].tolist() == ["nee" if reason else "ja"]


def test_duplicates_do_not_make_evidence() -> None:
    frame = statements(labels({"themes": "regie", "stance": "wens"}, {"themes": "regie", "duplicate_of": "u0"}))
    action = Action(title="A", themes=("regie",))

    table = unsupported(overview({1: action}, frame, NO_TRENDS, NAMES, ["2025"], PARAMS), PARAMS)

    assert table[["uitspraken", "kritisch", "reden"]].to_numpy().tolist() == [["1", "1", "te weinig uitspraken"]]


def test_without_actions_both_tables_are_empty_and_sound() -> None:
    frame = statements(labels({"themes": "regie"}))

    table = EVIDENCE_OVERVIEW.checked(overview({}, frame, NO_TRENDS, NAMES, ["2025"], PARAMS), where="t")

    assert table.empty
    assert EVIDENCE_ACTIONS.checked(unsupported(table, PARAMS), where="t").empty


def test_the_latest_verdict_is_of_everyone_together() -> None:
    rows = trend(
        ("regie", "2024", "intern", "gestegen"),
        ("regie", "2024", "alle", "eerste ronde"),
        ("regie", "2025", "alle", "gedaald"),
    )

    since_previous, since_first = newest_comparisons(rows)
    assert (since_previous["regie"].verdict, since_first["regie"].verdict) == ("gedaald", "")
    assert newest_comparisons(trend()) == [{}, {}]
