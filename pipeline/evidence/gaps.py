"""Where feedback and actions miss each other: themes without an action, and coverage."""

from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from pipeline.core.codebook import split_themes
from pipeline.core.codes import ALL_ROUNDS
from pipeline.core.counting import CRITICAL
from pipeline.core.parts.alike import named, pairs_of
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
    counts = trend[trend["doelgroep"] == "alle"].astype(dict.fromkeys(("n", "n_knelpunt", "n_wens"), int))
    said = {theme: counts[counts["thema"] == theme] for theme in theme_names if theme not in answered}
    rows = [
        {
            "thema": theme,
            "thema_naam": theme_names[theme],
            "ronde": name,
            "uitspraken": str(part["n"].sum()),
            "n_knelpunt": str(part["n_knelpunt"].sum()),
            "knelpunt_aandeel": _share(part["n_knelpunt"].sum(), part["n"].sum()),
            "n_wens": str(part["n_wens"].sum()),
        }
        for theme in sorted(said, key=lambda theme: -said[theme]["n"].sum())  # codebook order among equals
        for name, part in ((ALL_ROUNDS, said[theme]), *said[theme].groupby("ronde", sort=False))
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
    fate = pd.Series(fates(critical, answered), critical.index)
    rows = [_coverage_row(name, fate[critical["moment"] == name]) for name in rounds]
    return pd.DataFrame([*rows, _coverage_row(ALL_ROUNDS, fate)], columns=EVIDENCE_COVERAGE.names, dtype=str)


def fates(statements: pd.DataFrame, answered: Collection[str]) -> pd.Categorical:
    """Per statement the column of the coverage table that it belongs in, when it is critical."""
    number, pairs = pairs_of(statements["themes"], statements["themes_status"])
    return named(number, [fate_of(split_themes(themes), status, answered) for themes, status in pairs])


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
