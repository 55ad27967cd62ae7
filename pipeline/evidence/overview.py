"""Per action: how much was said, by whom, with which stance, how it changed, and whether that is enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from pipeline.core.codebook import SEPARATOR
from pipeline.core.corpus import Action
from pipeline.core.counting import CRITICAL, CRITICISM, NET_SENTIMENT, STANCES
from pipeline.core.params import Evidence
from pipeline.core.tables import EVIDENCE_ACTIONS, EVIDENCE_OVERVIEW, records
from pipeline.evidence.signal import newest_comparisons, of_stance, signal, signal_order
from pipeline.evidence.statements import bearing_on, counted, names


def overview(
    actions: Mapping[int, Action],
    statements: pd.DataFrame,
    trend: pd.DataFrame,
    stances: pd.DataFrame,
    theme_names: Mapping[str, str],
    rounds: Sequence[str],
    params: Evidence,
) -> pd.DataFrame:
    """The EVIDENCE_OVERVIEW table.

    Parameters
    ----------
    statements : what :func:`pipeline.evidence.statements.with_evidence` gives.
    trend, stances : the tables TREND and TREND_STANCES.
    theme_names : theme id to Dutch name, in codebook order.
    rounds : names of the rounds, oldest first.
    """
    changes = {
        "beweging": newest_comparisons(trend),
        "knelpunten": of_stance(CRITICISM, stances),
        "toon": of_stance(NET_SENTIMENT, stances),
    }
    asked = signal_order(stances)
    critical = int(counted(statements)["stance"].isin(CRITICAL).sum())
    rows = []
    for number, action in actions.items():
        answered = [theme for theme in theme_names if theme in action.themes]
        listed = bearing_on(statements, answered)
        mine = counted(listed)
        verdict, hint = signal(answered, asked)
        row = {
            "nummer": str(number),
            "titel": action.title,
            "tekst": " ".join(action.text.split()),
            "eigenaar": action.owner,
            "groep": action.group,
            "themas": SEPARATOR.join(answered),
            "thema_namen": names(answered, theme_names),
            "dubbel": str(len(listed) - len(mine)),
            **_counts(mine, critical, rounds),
            "tegengeluid": _per_theme({theme: smaller_side(mine, theme) for theme in answered}, theme_names),
            "themas_voorgesteld": "ja" if action.themes_proposed else "nee",
            "signaal": verdict,
            "signaal_let_op": hint,
        }
        for kind, both in changes.items():
            for column, comparisons in zip((kind, f"{kind}_sinds_eerste"), both, strict=True):
                said = {theme: comparisons[theme].verdict for theme in answered if theme in comparisons}
                row[column] = _per_theme(said, theme_names)
        rows.append({**row, "onderbouwd": "nee" if why_unsupported(row, params) else "ja"})
    return pd.DataFrame(rows, columns=EVIDENCE_OVERVIEW.names, dtype=str)


def _per_theme(said: Mapping[str, str], theme_names: Mapping[str, str]) -> str:
    """What is said of each theme, in one cell; of some nothing."""
    return " | ".join(f"{theme_names[theme]}: {text}" for theme, text in said.items() if text)


def _counts(mine: pd.DataFrame, critical: int, rounds: Sequence[str]) -> dict[str, str]:
    """How many statements, by whom and when; ``critical`` is the number of critical ones of the whole corpus."""
    stances, audiences, moments = (mine[name].value_counts() for name in ("stance", "audience", "moment"))
    known = mine[mine["respondent"] != ""]
    mine_critical = sum(stances.get(stance, 0) for stance in CRITICAL)
    return {
        "uitspraken": str(len(mine)),
        **{f"n_{stance}": str(stances.get(stance, 0)) for stance in STANCES},
        "kritisch": str(mine_critical),
        "dekking": f"{mine_critical / critical:.4f}" if critical else "",
        "n_intern": str(audiences.get("intern", 0)),
        "n_extern": str(audiences.get("extern", 0)),
        "n_overig": str(audiences.get("beide", 0) + audiences.get("onbekend", 0)),
        "per_ronde": SEPARATOR.join(f"{name}={moments.get(name, 0)}" for name in rounds),
        "respondenten": str(known["respondent"].nunique() or ""),
        "zonder_respondent": str(len(mine) - len(known)),
        "bronnen": str(mine["source"].nunique()),
    }


def unsupported(actions: pd.DataFrame, params: Evidence) -> pd.DataFrame:
    """The EVIDENCE_ACTIONS table: the rows of EVIDENCE_OVERVIEW for which too little was said, with the reason."""
    reasons = [why_unsupported(row, params) for row in records(actions)]
    table = actions.assign(reden=pd.Series(reasons, index=actions.index, dtype=str))
    return table.loc[table["reden"] != "", EVIDENCE_ACTIONS.names].reset_index(drop=True)


def why_unsupported(row: Mapping[str, str], params: Evidence) -> str:
    """Why the statements of a row do not support its action (a value of ``reden``), or "" when they do."""
    if not row["themas"]:
        return "geen thema's gekoppeld"
    if row["uitspraken"] == "0":
        return "geen uitspraken"
    if int(row["uitspraken"]) < params.min_statements:
        return "te weinig uitspraken"
    return "geen kritische uitspraken" if int(row["kritisch"]) < params.min_critical else ""


def smaller_side(mine: pd.DataFrame, theme: str) -> str:
    """Praise against criticism on one theme, the smaller side first; "" when nobody took a side."""
    stances = mine.loc[mine["linking"].map(lambda themes: theme in themes).astype(bool), "stance"]
    praise, criticism = (stances == "behouden").sum(), stances.isin(CRITICAL).sum()
    if praise + criticism == 0:
        return ""
    sides = [f"{praise} behouden", f"{criticism} kritisch"]
    return " tegenover ".join(sides if praise <= criticism else sides[::-1])
