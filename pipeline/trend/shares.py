"""The trend: each theme's share per round and audience, and what may be said of its change.

What counts
-----------
A share is: statements that have the theme / counted statements. Duplicates, statements
without content and the report authors' own words are left out beforehand
(:func:`pipeline.core.counting.why_not_counted`). ``n`` and ``noemer`` are of labels as they are, in
which undecided statements (`onbeslist`) do not have the theme. The share is corrected for the
coder's errors as far as the audit allows (:mod:`pipeline.trend.correcting`); the column
``methode`` says which. The net sentiment (`saldo`) of a theme is the share that names it and praises
(behouden) less the share that names it and criticises (knelpunt): it can turn while as many people name the
theme as before.

What may be said
----------------
A change is named only when the p-value, corrected for all themes of the comparison, is
small enough and the interval of the difference excludes zero. A slow movement stays below that
from round to round, so each round is also compared with the first of its audience, by the same
rules. Each comparison is corrected by itself: a reader of both meets twice as many false changes.
Two rounds of one audience are treated as independent samples. Within a round, statements of one
respondent are not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from pipeline.core.codes import FALLEN, FEW, RISEN
from pipeline.core.comparison import FIRST, PREVIOUS
from pipeline.core.counting import STANCES
from pipeline.core.params import Trend
from pipeline.core.tables import TREND, TREND_MIRROR, TREND_STANCES
from pipeline.trend.annotated_sample import Estimand, stance_column
from pipeline.trend.comparing import decimal, estimate_cells
from pipeline.trend.correcting import uncorrected
from pipeline.trend.order import DatedRound
from pipeline.trend.series import CountedRounds, RoundResult, count_rounds
from pipeline.trend.staff_vs_partners import staff_vs_partners

_OF_NET_SENTIMENT = {RISEN: "verbeterd", FALLEN: "verslechterd"}
_ESTIMATE = ("aandeel", "ondergrens", "bovengrens", "methode")


class TrendTables(NamedTuple):
    """The tables TREND, TREND_STANCES and TREND_MIRROR of the same themes."""

    themes: pd.DataFrame
    stances: pd.DataFrame
    staff_vs_partners: pd.DataFrame


def trend_tables(
    drawable: pd.DataFrame,
    rounds: Sequence[DatedRound],
    themes: Mapping[str, str],
    params: Trend,
    weight: pd.Series | None = None,
) -> TrendTables:
    """The trend per theme and per stance, and of staff against partners.

    Parameters
    ----------
    drawable : rows of LABELS that count, or would if they had content.
    rounds : every round of the labels, oldest first.
    themes : theme id to Dutch name, in codebook order.
    weight : for how many statements each row counts; one when not given.

    Returns
    -------
    One row per audience, round with at least one counted statement, and theme; the same per stance; and one row
    per round in which both staff and partners have one.

    Raises
    ------
    InputError
        A theme or stance in the labels that cannot be counted.
    """
    counted = count_rounds(drawable, rounds, themes, params, weight)
    frame = _frame(counted)
    per_theme = frame["oordeel"] == ""
    return TrendTables(
        frame.loc[per_theme, TREND.names].reset_index(drop=True),
        frame.loc[~per_theme, TREND_STANCES.names].reset_index(drop=True),
        pd.DataFrame(staff_vs_partners(counted), columns=TREND_MIRROR.names, dtype=str).fillna(""),
    )


def trend_of_themes(
    drawable: pd.DataFrame,
    rounds: Sequence[DatedRound],
    themes: Mapping[str, str],
    params: Trend,
    weight: pd.Series | None = None,
) -> pd.DataFrame:
    """The first of :func:`trend_tables` alone, without the shares of respondents: a third of the work."""
    return _frame(count_rounds(drawable, rounds, themes, params, weight, themes_alone=True))[TREND.names]


def _frame(counted: CountedRounds) -> pd.DataFrame:
    """The rows of TREND and TREND_STANCES together, with the columns of both."""
    rows: list[dict[str, str]] = []
    for audience, series in counted.results.items():
        present = [r for r in counted.rounds if r.name in series]
        for position, current in enumerate(present):
            now = series[current.name]
            comparisons = _comparisons(counted, series, present, position)
            for number, (theme, stance, item) in enumerate(counted.items):
                rows.append(
                    {
                        "thema": theme,
                        "thema_naam": counted.themes[theme],
                        "oordeel": stance,
                        "ronde": current.name,
                        "doelgroep": audience,
                        "datum": current.date.isoformat() if current.date else "",
                        **_share_cells(now, number, item),
                        **({} if stance else _theme_cells(now, number, len(counted.themes))),
                        **comparisons[number],
                    }
                )
    columns = list(dict.fromkeys([*TREND.names, *TREND_STANCES.names]))
    return pd.DataFrame(rows, columns=columns, dtype=str).fillna("")


def _comparisons(
    counted: CountedRounds, series: Mapping[str, RoundResult], present: Sequence[DatedRound], position: int
) -> list[dict[str, str]]:
    """Per item the cells of the comparisons with the previous and the first round."""
    current, before, first = present[position], previous(present, position), first_of(present, position)
    if before is None:
        # A round that cannot be placed among others may be the first or the last: not called the first.
        verdict = "eerste ronde" if current.place is not None or len(present) == 1 else FEW
        return [{"verandering": verdict} for _ in counted.items]
    cells: list[dict[str, str]] = [{} for _ in counted.items]
    for earlier, columns in ((before, PREVIOUS), (first, FIRST)):
        if earlier is not None:
            now, then = series[current.name], series[earlier.name]
            comparisons = counted.compared(now, then, {}, _OF_NET_SENTIMENT, since=earlier.name)
            for of_item, comparison in zip(cells, comparisons, strict=True):
                of_item |= comparison.cells(columns)
    return cells


def previous(rounds: Sequence[DatedRound], position: int) -> DatedRound | None:
    """The round before the one at ``position``; None when there is none or the order is not known."""
    if rounds[position].place is None:
        return None
    return next((r for r in reversed(rounds[:position]) if r.place is not None), None)


def first_of(rounds: Sequence[DatedRound], position: int) -> DatedRound | None:
    """The first round in the order; None when that is the previous one, or there is none."""
    before = previous(rounds, position)
    first = next((r for r in rounds[:position] if r.place is not None), None)
    return first if before and first != before else None


def _share_cells(now: RoundResult, number: int, item: Estimand) -> dict[str, str]:
    """How often an item was counted, and the best estimate of its share."""
    return {
        "n": str(now.sample.count(item)),
        "noemer": str(now.shares.total),
        **estimate_cells(now.shares.shares[number], _ESTIMATE),
        "gecontroleerd": str(int((now.sample.audited & now.sample.content).sum())),
        "aandeel_geteld": decimal(uncorrected(now.sample, item, 1.0).value),
    }


def _theme_cells(now: RoundResult, number: int, themes: int) -> dict[str, str]:
    """What is said of a theme alone: per stance how often, and who named it where respondents are known."""
    cells = {
        f"n_{stance}": str(now.sample.count(Estimand(stance_column(themes, number, stance)))) for stance in STANCES
    } | {"onbeslist": str(now.shares.undecided)}
    if respondents := now.sample.count_respondents():
        cells["respondenten"] = str(now.sample.count_respondents(Estimand(number)))
        cells["respondenten_totaal"] = str(respondents)
    if now.people:
        cells |= estimate_cells(now.people[number], [f"respondenten_{part}" for part in _ESTIMATE])
    return cells
