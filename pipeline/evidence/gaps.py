"""Where feedback and actions miss each other: themes without an action, and coverage."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from pipeline.core.codes import ALL_ROUNDS
from pipeline.core.counting import CRITICAL
from pipeline.core.tables import EVIDENCE_COVERAGE, EVIDENCE_THEMES
from pipeline.evidence.statements import counted


def themes_without_action(
    trend: pd.DataFrame, theme_names: Mapping[str, str], answered: Collection[str]
) -> pd.DataFrame:
    """The EVIDENCE_THEMES table, with the counts of the trend, so that the two never differ.

    Parameters
    ----------
    trend : the TREND table.
    theme_names : theme id to Dutch name, in codebook order.
    answered : themes that some action answers.
    """
    per_round, blocks = trend[trend["doelgroep"] == "alle"], []
    for theme in theme_names:
        if theme in answered:
            continue
        mine = per_round[per_round["thema"] == theme]
        counts = mine[["n", "n_knelpunt", "n_wens"]].astype(int)
        blocks.append(
            [
                (theme, ALL_ROUNDS, *counts.sum()),
                *zip(mine["thema"], mine["ronde"], *counts.T.to_numpy(), strict=True),
            ]
        )
    blocks.sort(key=lambda lines: -lines[0][2])  # stable: codebook order among equals
    rows = [
        {
            "thema": theme,
            "thema_naam": theme_names[theme],
            "ronde": name,
            "uitspraken": str(n),
            "n_knelpunt": str(problems),
            "knelpunt_aandeel": _share(problems, n),
            "n_wens": str(wishes),
        }
        for lines in blocks
        for theme, name, n, problems, wishes in lines
    ]
    return pd.DataFrame(rows, columns=EVIDENCE_THEMES.names, dtype=str)


def coverage(statements: pd.DataFrame, rounds: Sequence[str], answered: Collection[str]) -> pd.DataFrame:
    """The EVIDENCE_COVERAGE table: what becomes of each counted critical statement.

    Parameters
    ----------
    statements : what :func:`pipeline.evidence.statements.with_evidence` gives.
    rounds : names of the rounds, oldest first.
    answered : themes that some action answers.
    """
    everyone = counted(statements)
    critical = everyone[everyone["stance"].isin(CRITICAL)]
    pairs = zip(critical["theme_list"], critical["themes_status"], strict=True)
    fate = pd.Series([fate_of(*pair, answered) for pair in pairs], index=critical.index, dtype=str)
    rows = [_coverage_row(name, fate[critical["moment"] == name]) for name in rounds]
    return pd.DataFrame([*rows, _coverage_row(ALL_ROUNDS, fate)], columns=EVIDENCE_COVERAGE.names, dtype=str)


def fate_of(themes: Collection[str], status: str, answered: Collection[str]) -> str:
    """The column of the coverage table that a statement belongs in, when it is critical."""
    if any(theme in answered for theme in themes):
        return "met_actie"
    if status == "onbeslist":  # whatever themes it has: the undecided one may be answered
        return "onbeslist"
    return "zonder_actie" if themes else "zonder_thema"


def _coverage_row(name: str, fate: pd.Series) -> dict[str, str]:
    columns = ("met_actie", "zonder_actie", "zonder_thema", "onbeslist")
    counts = {column: int((fate == column).sum()) for column in columns}
    return {
        "ronde": name,
        "kritisch": str(len(fate)),
        **{column: str(n) for column, n in counts.items()},
        "dekking": _share(counts["met_actie"], len(fate)),
    }


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.4f}" if whole else ""
