"""Per action: how much was said, by whom, in which tone, how it moved, and whether that is enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from pipeline.core.codebook import SEPARATOR
from pipeline.core.corpus import Action
from pipeline.core.counting import CRITICAL, CRITICISM, NET_SENTIMENT, STANCES
from pipeline.core.params import Evidence
from pipeline.core.tables.evidence import EVIDENCE_ACTIONS, EVIDENCE_OVERVIEW
from pipeline.evidence.verdict import asked_in_turn, latest, latest_of, signal
from pipeline.evidence.voices import bearing_on, counted, names

MOVED = [  # cells that the overview has of the newest round of trend-acties.csv
    "ronde",
    *("aandeel", "ondergrens", "bovengrens", "methode"),
    *("vorige_ronde", "verschil", "verschil_ondergrens", "verschil_bovengrens", "verandering", "vergelijking"),
    *("eerste_ronde", "verschil_eerste", "verschil_eerste_ondergrens", "verschil_eerste_bovengrens"),
    *("sinds_eerste", "vergelijking_eerste"),
]


@dataclass(frozen=True)
class Trends:
    """The tables TREND, TREND_STANCES and TREND_ACTIONS."""

    themes: pd.DataFrame
    stances: pd.DataFrame
    actions: pd.DataFrame


def overview(
    actions: Mapping[int, Action],
    statements: pd.DataFrame,
    trends: Trends,
    theme_names: Mapping[str, str],
    rounds: Sequence[str],
    params: Evidence,
) -> pd.DataFrame:
    """The EVIDENCE_OVERVIEW table.

    Parameters
    ----------
    statements : what :func:`pipeline.evidence.voices.voices` gives.
    trends : what the trend says of themes, stances and actions.
    theme_names : theme id to Dutch name, in codebook order.
    rounds : names of the rounds, oldest first.
    """
    moves = {
        "beweging": latest(trends.themes),
        "knelpunten": latest_of(CRITICISM, trends.stances),
        "toon": latest_of(NET_SENTIMENT, trends.stances),
    }
    asked = asked_in_turn(trends.stances)
    of_all = trends.actions[trends.actions["doelgroep"] == "alle"]
    newest = of_all.drop_duplicates("nummer", keep="last").set_index("nummer")[MOVED].to_dict("index")
    everyone = counted(statements)
    critical = int(everyone["stance"].isin(CRITICAL).sum())
    rows = []
    for number, action in actions.items():
        answered, moved = in_order(action, theme_names), newest.get(str(number), {})
        found = bearing_on(statements, answered)
        mine = counted(found)
        stances = mine["stance"].value_counts()
        audiences = mine["audience"].value_counts()
        per_round = mine["moment"].value_counts()
        known = mine[mine["respondent"] != ""]
        verdict = signal(answered, asked)
        mine_critical = sum(stances.get(stance, 0) for stance in CRITICAL)
        rows.append(
            {
                "nummer": str(number),
                "titel": action.title,
                "tekst": " ".join(action.text.split()),
                "eigenaar": action.owner,
                "groep": action.group,
                "themas": SEPARATOR.join(answered),
                "thema_namen": names(answered, theme_names),
                "uitspraken": str(len(mine)),
                "dubbel": str(len(found) - len(mine)),
                **{f"n_{stance}": str(stances.get(stance, 0)) for stance in STANCES},
                "kritisch": str(mine_critical),
                "dekking": f"{mine_critical / critical:.4f}" if critical else "",
                "n_intern": str(audiences.get("intern", 0)),
                "n_extern": str(audiences.get("extern", 0)),
                "n_overig": str(audiences.get("beide", 0) + audiences.get("onbekend", 0)),
                "per_ronde": SEPARATOR.join(f"{name}={per_round.get(name, 0)}" for name in rounds),
                "respondenten": str(known["respondent"].nunique() or ""),
                "zonder_respondent": str(len(mine) - len(known)),
                "bronnen": str(mine["source"].nunique()),
                "tegengeluid": " | ".join(
                    f"{theme_names[theme]}: {sides}" for theme in answered if (sides := smaller_side(mine, theme))
                ),
                "themas_voorgesteld": "ja" if action.themes_proposed else "nee",
                "onderbouwd": "nee" if why_unsupported(action, mine, params) else "ja",
                **{column: moved.get(column, "") for column in MOVED},
                **{
                    column: _per_theme(answered, compared.said, theme_names)
                    for name, comparisons in moves.items()
                    for column, compared in zip((name, f"{name}_sinds_eerste"), comparisons, strict=True)
                },
                "signaal": verdict.verdict,
                "signaal_let_op": verdict.hint,
            }
        )
    return pd.DataFrame(rows, columns=EVIDENCE_OVERVIEW.names, dtype=str)


def unsupported(
    actions: Mapping[int, Action], statements: pd.DataFrame, theme_names: Mapping[str, str], params: Evidence
) -> pd.DataFrame:
    """The EVIDENCE_ACTIONS table: the actions for which too little was said, with the reason.

    Parameters as of :func:`overview`.
    """
    rows = []
    for number, action in actions.items():
        mine = counted(bearing_on(statements, action.themes))
        reason = why_unsupported(action, mine, params)
        if reason:
            rows.append(
                {
                    "nummer": str(number),
                    "titel": action.title,
                    "eigenaar": action.owner,
                    "themas": SEPARATOR.join(in_order(action, theme_names)),
                    "uitspraken": str(len(mine)),
                    "kritisch": str(mine["stance"].isin(CRITICAL).sum()),
                    "reden": reason,
                }
            )
    return pd.DataFrame(rows, columns=EVIDENCE_ACTIONS.names, dtype=str)


def why_unsupported(action: Action, mine: pd.DataFrame, params: Evidence) -> str:
    """Why the counted statements do not support the action (a value of ``reden``), or "" when they do."""
    if not action.themes:
        return "geen thema's gekoppeld"
    if mine.empty:
        return "geen uitspraken"
    if len(mine) < params.min_statements:
        return "te weinig uitspraken"
    if mine["stance"].isin(CRITICAL).sum() < params.min_critical:
        return "geen kritische uitspraken"
    return ""


def smaller_side(mine: pd.DataFrame, theme: str) -> str:
    """Praise against criticism on one theme, the smaller side first; "" when nobody took a side."""
    stances = mine.loc[mine["linking"].map(lambda themes: theme in themes).astype(bool), "stance"]
    praise, criticism = (stances == "behouden").sum(), stances.isin(CRITICAL).sum()
    if praise + criticism == 0:
        return ""
    sides = [f"{praise} behouden", f"{criticism} kritisch"]
    return " tegenover ".join(sides if praise <= criticism else sides[::-1])


def _per_theme(themes: Sequence[str], said: Mapping[str, str], theme_names: Mapping[str, str]) -> str:
    return " | ".join(f"{theme_names[theme]}: {said[theme]}" for theme in themes if theme in said)


def in_order(action: Action, theme_names: Mapping[str, str]) -> list[str]:
    """The action's themes in codebook order."""
    return [theme for theme in theme_names if theme in action.themes]
