"""Where feedback and actions miss each other: themes without an action, and coverage."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from pipeline.core.codes import ALL_ROUNDS
from pipeline.core.counting import CRITICAL
from pipeline.core.tables import EVIDENCE_COVERAGE, EVIDENCE_THEMES
from pipeline.evidence.statements import counted

ANSWERED = "met_actie"  # some action answers one of its themes


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
    per_round = trend[trend["doelgroep"] == "alle"]
    blocks = []
    for theme, name in theme_names.items():
        if theme in answered:
            continue
        mine = per_round[per_round["thema"] == theme]
        counts = mine[["n", "n_knelpunt", "n_wens"]].astype(int)
        lines = [(ALL_ROUNDS, *counts.sum()), *zip(mine["ronde"], *counts.to_dict("list").values(), strict=True)]
        blocks.append((lines[0][1], [_theme_row(theme, name, *line) for line in lines]))
    blocks.sort(key=lambda block: -block[0])  # stable: codebook order among equals
    return pd.DataFrame([row for _, rows in blocks for row in rows], columns=EVIDENCE_THEMES.names, dtype=str)


def _theme_row(theme: str, name: str, round_name: str, n: int, problems: int, wishes: int) -> dict[str, str]:
    return {
        "thema": theme,
        "thema_naam": name,
        "ronde": round_name,
        "uitspraken": str(n),
        "n_knelpunt": str(problems),
        "knelpunt_aandeel": _share(problems, n),
        "n_wens": str(wishes),
    }


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
    fate = pd.Series(
        [
            fate_of(themes, status, answered)
            for themes, status in zip(critical["theme_list"], critical["themes_status"], strict=True)
        ],
        index=critical.index,
        dtype=str,
    )
    rows = [_coverage_row(name, fate[critical["moment"] == name]) for name in rounds]
    return pd.DataFrame([*rows, _coverage_row(ALL_ROUNDS, fate)], columns=EVIDENCE_COVERAGE.names, dtype=str)


def fate_of(themes: Collection[str], status: str, answered: Collection[str]) -> str:
    """The column of the coverage table that a statement belongs in, when it is critical."""
    if any(theme in answered for theme in themes):
        return ANSWERED
    if status == "onbeslist":  # whatever themes it has: the undecided one may be answered
        return "onbeslist"
    return "zonder_actie" if themes else "zonder_thema"


def _coverage_row(name: str, fate: pd.Series) -> dict[str, str]:
    counts = {
        column: int((fate == column).sum())
        for column in ("met_actie", "zonder_actie", "zonder_thema", "onbeslist")
    }
    return {
        "ronde": name,
        "kritisch": str(len(fate)),
        **{column: str(n) for column, n in counts.items()},
        "dekking": _share(counts["met_actie"], len(fate)),
    }


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.4f}" if whole else ""
