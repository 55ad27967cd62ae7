from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

from pipeline.core.corpus import Action
from pipeline.core.params import load_params
from pipeline.core.tables import EVIDENCE_ACTIONS, EVIDENCE_OVERVIEW, TREND, TREND_STANCES
from pipeline.core.yaml_model import own_yaml
from pipeline.evidence.overview import newest_comparisons, overview, smaller_side, unsupported
from pipeline.evidence.statements import bearing_on, with_evidence
from tests.cases import cases
from tests.trend.settings import labels

NAMES = {"regie": "Regie en verbinding", "leren": "Leren en volhouden", "relatie": "Elkaar kennen"}
BY_HAND = own_yaml(Path(__file__).parent / "cases" / "overview.yaml")["row"]
PARAMS = load_params().evidence.model_copy(update={"min_statements": 2})


def trend(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["thema", "ronde", "doelgroep", "verandering"], dtype=str)
    return frame.reindex(columns=TREND.names, fill_value="")


def statements(frame: pd.DataFrame) -> pd.DataFrame:
    return with_evidence(frame, list(NAMES), ["2024", "2025"])


def overview_of(
    *rows: dict[str, str], themes: Sequence[str] = ("regie",), actions: dict[int, Action] | None = None
) -> pd.DataFrame:
    """The overview of these actions, or of one with these themes, without any trend."""
    one = {1: Action(title="A", themes=tuple(themes))}
    given, none = one if actions is None else actions, (TREND.empty(), TREND_STANCES.empty())
    return overview(given, statements(labels(*rows)), *none, NAMES, ["2025"], PARAMS)


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

    table = overview({3: action}, statements(frame), shares, sentiments, NAMES, ["2024", "2025"], PARAMS)

    assert EVIDENCE_OVERVIEW.checked(table, where="test").to_dict("records") == [BY_HAND]


def test_two_actions_that_share_a_theme_both_get_it() -> None:
    actions = {1: Action(title="A", themes=("regie",)), 2: Action(title="B", themes=("regie", "leren"))}

    table = overview_of({"themes": "regie"}, actions=actions)

    columns = ["uitspraken", "beweging", "toon_sinds_eerste", "signaal", "dekking", "respondenten"]
    assert table[columns].to_numpy().tolist() == [["1", "", "", "te weinig gegevens", "1.0000", ""]] * 2


@pytest.mark.parametrize(("stances", "expected"), cases(__file__, "sides"))
def test_the_smaller_side_comes_first(stances: list[str], expected: str) -> None:
    frame = labels(*({"themes": "regie", "stance": stance} for stance in stances), {"themes": "leren"})

    assert smaller_side(bearing_on(statements(frame), ["regie", "leren"]), "regie") == expected


@pytest.mark.parametrize(("themes", "stances", "reason"), cases(__file__, "unsupported"))
def test_why_an_action_is_not_supported(themes: list[str], stances: list[str], reason: str) -> None:
    shown = overview_of(*({"themes": "regie", "stance": stance} for stance in stances), themes=themes)
    table = EVIDENCE_ACTIONS.checked(unsupported(shown, PARAMS), where="test")

    assert table["reden"].tolist() == ([reason] if reason else [])
    assert shown["onderbouwd"].tolist() == ["nee" if reason else "ja"]


def test_duplicates_do_not_make_evidence() -> None:
    shown = overview_of({"themes": "regie", "stance": "wens"}, {"themes": "regie", "duplicate_of": "u0"})

    table = unsupported(shown, PARAMS)

    assert table[["uitspraken", "kritisch", "reden"]].to_numpy().tolist() == [["1", "1", "te weinig uitspraken"]]


def test_without_actions_both_tables_are_empty_and_sound() -> None:
    table = overview_of({"themes": "regie"}, actions={})

    assert EVIDENCE_OVERVIEW.checked(table, where="t").empty
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
