"""The trend: each theme's share per round and audience, and what may be said of its change.

What counts
-----------
A share is: statements that have the theme / counted statements. Duplicates, statements
without content and the report authors' own words are left out beforehand
(:func:`pipeline.counting.why_not_counted`).

Undecided statements (`onbeslist`) stay in the denominator and count as not having the
theme. Leaving them out would assume that they resemble the decided ones, which the coder's
doubt denies; so a share is a lower estimate, by at most onbeslist / noemer. That number
stands in every row, and where it is too large a part no change is named.

What may be said
----------------
A change is named only when the p-value, corrected for all themes of the comparison, is
small enough and the interval of the difference excludes zero. A slow movement stays below that
from round to round, so each round is also compared with the first of its audience, by the same
rules. Each comparison is corrected by itself: who reads both has two chances of a false change.
Two rounds of one audience
are treated as independent samples, and statements of one respondent as independent of each
other. The shares are of labels as they are: not corrected for the coder's errors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from pipeline.counting import STANCES
from pipeline.excel_tables import TREND, TREND_AUDIENCES
from pipeline.params import Trend
from pipeline.rounds import moment_of
from pipeline.trends.counts import RoundCount, count
from pipeline.trends.intervals import Estimate, adjusted, difference, p_value, share
from pipeline.trends.order import Round

SURVEY_KIND = "antwoord"
# Part of a comparison -> column of the table, for each of the two comparisons.
_WITH_PREVIOUS = {
    "round": "vorige_ronde",
    "difference": "verschil",
    "low": "verschil_ondergrens",
    "high": "verschil_bovengrens",
    "p": "p_waarde",
    "p_corrected": "p_aangepast",
    "verdict": "verandering",
    "alike": "vergelijking",
}
_WITH_FIRST = {
    "round": "eerste_ronde",
    "difference": "verschil_eerste",
    "low": "verschil_eerste_ondergrens",
    "high": "verschil_eerste_bovengrens",
    "p_corrected": "p_eerste_aangepast",
    "verdict": "sinds_eerste",
    "alike": "vergelijking_eerste",
}


def trend_table(
    counted: pd.DataFrame, rounds: Sequence[Round], themes: Mapping[str, str], params: Trend
) -> pd.DataFrame:
    """The TREND table.

    Parameters
    ----------
    counted : labels of the statements that count.
    rounds : every round of the labels, oldest first.
    themes : theme id to Dutch name, in codebook order.

    Returns
    -------
    One row per audience, round with at least one counted statement, and theme.
    """
    asked = {str(name): _asked(group) for name, group in counted.groupby(counted["round"].map(moment_of))}
    rows: list[dict[str, str]] = []
    for audience in TREND_AUDIENCES:
        voices = counted if audience == "alle" else counted[counted["audience"] == audience]
        counts = count(voices, list(themes))
        present = [r for r in rounds if r.name in counts]
        for position, current in enumerate(present):
            now = counts[current.name]
            before, first = previous(present, position), first_of(present, position)
            comparison = {} if before else _no_comparison(themes, current, present)
            for other, columns in ((before, _WITH_PREVIOUS), (first, _WITH_FIRST)):
                if other:
                    alike = _alike(asked[other.name], asked[current.name])
                    found = _comparison(themes, now, counts[other.name], params)
                    for theme, parts in found.items():
                        parts |= {"round": other.name, "alike": alike}
                        cells = {column: parts.get(part, "") for part, column in columns.items()}
                        comparison[theme] = comparison.get(theme, {}) | cells
            for theme, name in themes.items():
                rows.append(
                    {
                        "thema": theme,
                        "thema_naam": name,
                        "ronde": current.name,
                        "doelgroep": audience,
                        "datum": current.date.isoformat() if current.date else "",
                        **_level(theme, now),
                        **comparison[theme],
                    }
                )
    return pd.DataFrame(rows, columns=TREND.names, dtype=str).fillna("")


def previous(rounds: Sequence[Round], position: int) -> Round | None:
    """The round before the one at ``position``; None when there is none or the order is not known."""
    if rounds[position].place is None:
        return None
    return next((r for r in reversed(rounds[:position]) if r.place is not None), None)


def first_of(rounds: Sequence[Round], position: int) -> Round | None:
    """The first round in the order; None when that is the previous one, or there is none."""
    before = previous(rounds, position)
    first = next((r for r in rounds[:position] if r.place is not None), None)
    return first if before and first != before else None


def _level(theme: str, now: RoundCount) -> dict[str, str]:
    of_theme = now.of(theme)
    level = share(of_theme.n, now.total)
    known = now.respondents > 0
    return {
        "n": str(of_theme.n),
        "noemer": str(now.total),
        "aandeel": _decimal(level.value),
        "ondergrens": _decimal(level.low),
        "bovengrens": _decimal(level.high),
        **{f"n_{stance}": str(of_theme.stances.get(stance, 0)) for stance in STANCES},
        "respondenten": str(of_theme.respondents) if known else "",
        "respondenten_totaal": str(now.respondents) if known else "",
        "onbeslist": str(now.undecided),
    }


def _no_comparison(
    themes: Mapping[str, str], current: Round, present: Sequence[Round]
) -> dict[str, dict[str, str]]:
    # A round that cannot be placed among others may be the first or the last: not called the first.
    first = current.place is not None or len(present) == 1
    return {theme: {"verandering": "eerste ronde" if first else "te weinig gegevens"} for theme in themes}


def _comparison(
    themes: Mapping[str, str], now: RoundCount, before: RoundCount, params: Trend
) -> dict[str, dict[str, str]]:
    """Per theme the parts of the comparison of two rounds; the correction spans these themes."""
    pairs = {theme: ((now.of(theme).n, now.total), (before.of(theme).n, before.total)) for theme in themes}
    enough = _enough(now, params) and _enough(before, params)
    # Rounded before use, so that the verdict never hangs on the last digit of a machine's arithmetic.
    raw = [round(p_value(*pair), 6) for pair in pairs.values()] if enough else []
    corrected = [round(p, 4) for p in adjusted(raw)]
    tested = dict(zip(pairs, zip(raw, corrected, strict=True), strict=True)) if enough else {}
    comparison = {}
    for theme, pair in pairs.items():
        moved = difference(*pair)
        parts = {
            "difference": _decimal(moved.value),
            "low": _decimal(moved.low),
            "high": _decimal(moved.high),
            "verdict": "te weinig gegevens",
        }
        if theme in tested:
            p, p_corrected = tested[theme]
            parts |= {"p": _decimal(p), "p_corrected": _decimal(p_corrected)}
            parts["verdict"] = verdict(moved, p_corrected, params.false_discovery_rate)
        comparison[theme] = parts
    return comparison


def verdict(moved: Estimate, p_corrected: float, false_discovery_rate: float) -> str:
    """What may be said of a difference: a change only when p and interval both carry it."""
    if p_corrected > false_discovery_rate:
        return "geen aantoonbaar verschil"
    if round(moved.low, 4) > 0:
        return "gestegen"
    if round(moved.high, 4) < 0:
        return "gedaald"
    return "geen aantoonbaar verschil"


def _enough(of_round: RoundCount, params: Trend) -> bool:
    undecided = round(of_round.undecided / of_round.total, 4)
    return of_round.total >= params.min_denominator and undecided <= params.max_undecided_share


def _asked(statements: pd.DataFrame) -> tuple[frozenset[bool], frozenset[str]]:
    """How people were asked: in a survey, a report or both; and the questions."""
    return frozenset(statements["kind"] == SURVEY_KIND), frozenset(statements["question"])


def _alike(before: tuple[frozenset[bool], frozenset[str]], now: tuple[frozenset[bool], frozenset[str]]) -> str:
    if before[0] != now[0]:
        return "andere soort bron"
    return "gelijk" if before[1] == now[1] else "andere vragen"


def _decimal(number: float) -> str:
    return f"{round(number, 4) + 0.0:.4f}"  # + 0.0 turns minus zero into zero
