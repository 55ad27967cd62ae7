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

Staff and partners of one round are compared as two rounds are: whether their intervals overlap is no
test, as the difference may be shown where they do.

An action is counted as if its themes were one: their shares may not be added up, as a statement that
touches two of them would count twice. So the labels are read again with actions in the place of themes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

import pandas as pd

from pipeline.core.codebook import SEPARATOR, split_themes
from pipeline.core.codes import FALLEN, FEW, MORE_PARTNERS, MORE_STAFF, RISEN, WARMER_PARTNERS, WARMER_STAFF
from pipeline.core.comparison import FIRST, PREVIOUS, STAFF_VS_PARTNERS
from pipeline.core.corpus import Action
from pipeline.core.counting import STANCES
from pipeline.core.params import Trend
from pipeline.core.tables import TREND, TREND_ACTIONS, TREND_COMPOSITION, TREND_MIRROR, TREND_ROUNDS, TREND_STANCES
from pipeline.trend import by_text
from pipeline.trend.all_rounds import rows_over_all
from pipeline.trend.annotated_sample import Estimand
from pipeline.trend.cells import either_of
from pipeline.trend.comparing import (
    TONE,
    CountedRounds,
    RoundResult,
    count_rounds,
    decimal,
    estimate_cells,
)
from pipeline.trend.composition import composition_rows
from pipeline.trend.correcting import EstimatedShare, uncorrected
from pipeline.trend.order import DatedRound

_WHO_MORE = {RISEN: MORE_STAFF, FALLEN: MORE_PARTNERS}
_WHO_WARMER = {RISEN: WARMER_STAFF, FALLEN: WARMER_PARTNERS}
_ESTIMATE = ("aandeel", "ondergrens", "bovengrens", "methode")


class TrendTables(NamedTuple):
    """The tables TREND, TREND_STANCES, TREND_MIRROR, TREND_ROUNDS and TREND_COMPOSITION of the same themes."""

    themes: pd.DataFrame
    stances: pd.DataFrame
    staff_vs_partners: pd.DataFrame
    rounds: pd.DataFrame
    composition: pd.DataFrame


def trend_tables(
    drawable: pd.DataFrame,
    rounds: Sequence[DatedRound],
    themes: Mapping[str, str],
    params: Trend,
    weight: pd.Series | None = None,
) -> TrendTables:
    """The trend per theme and per stance, and of staff against partners.
    :class:`InputError` for a theme or stance in the labels that cannot be counted.

    Parameters
    ----------
    drawable : rows of LABELS that count, or would if they had content.
    rounds : every round of the labels, oldest first.
    themes : theme id to Dutch name, in codebook order.
    weight : for how many statements each row counts; one when not given.

    Returns
    -------
    One row per audience, round with at least one counted statement, and theme; the same per stance; one row
    per round in which both staff and partners have one; per audience over all rounds; and per round at the mix of
    others.
    """
    counted = count_rounds(drawable, rounds, themes, params, weight)
    frame = _frame(counted)
    per_theme = frame["oordeel"] == ""
    return TrendTables(
        frame.loc[per_theme, TREND.names].reset_index(drop=True),
        frame.loc[~per_theme, TREND_STANCES.names].reset_index(drop=True),
        *(
            pd.DataFrame(rows(counted), columns=table.names, dtype=str).fillna("")
            for rows, table in (
                (_staff_vs_partners, TREND_MIRROR),
                (rows_over_all, TREND_ROUNDS),
                (composition_rows, TREND_COMPOSITION),
            )
        ),
    )


def action_trend(
    drawable: pd.DataFrame,
    rounds: Sequence[DatedRound],
    actions: Mapping[int, Action],
    params: Trend,
    weight: pd.Series | None = None,
) -> pd.DataFrame:
    """The TREND_ACTIONS table.

    Parameters
    ----------
    drawable, rounds, weight : as of :func:`trend_tables`.
    actions : by number, ascending. One without themes has no rows.
    """
    answered = {str(number): frozenset(action.themes) for number, action in actions.items() if action.themes}
    if not answered:
        return TREND_ACTIONS.empty()

    def answering(cell: str) -> str:
        """A cell of theme ids as one of the actions that answer any of them."""
        themes = split_themes(cell)
        return SEPARATOR.join(number for number, mine in answered.items() if not mine.isdisjoint(themes))

    instead = {column: drawable[column].map(answering).astype(str) for column in ("themes", "predicted_themes")}
    if (drawable["audit"] == "ja").any():  # else no chance counts
        instead["theme_chances"] = either_of(drawable["theme_chances"], answered)
    titles = {number: actions[int(number)].title for number in answered}
    counted = count_rounds(drawable.assign(**instead), rounds, titles, params, weight, themes_alone=True)
    return _frame(counted).rename(columns={"thema": "nummer", "thema_naam": "titel"})[TREND_ACTIONS.names]


def _frame(counted: CountedRounds) -> pd.DataFrame:
    """The rows of TREND and TREND_STANCES together, with the columns of both."""
    rows: list[dict[str, str]] = []
    for audience, series in counted.results.items():
        present = [each for each in counted.rounds if each.name in series]
        for current in present:
            now = series[current.name]
            shares, comparisons = chain(*now.shares), _comparisons(counted, series, present, current)
            for number, (item, share, compared) in enumerate(zip(counted.items, shares, comparisons, strict=True)):
                theme, stance, which = item
                rows.append(
                    {
                        "thema": theme,
                        "thema_naam": counted.themes[theme],
                        "oordeel": stance,
                        "ronde": current.name,
                        "doelgroep": audience,
                        "datum": current.date.isoformat() if current.date else "",
                        **_share_cells(now, which, share),
                        **({} if stance else _theme_cells(now, number, len(counted.themes))),
                        **compared,
                    }
                )
    columns = list(dict.fromkeys([*TREND.names, *TREND_STANCES.names]))
    return pd.DataFrame(rows, columns=columns, dtype=str).fillna("")


def _comparisons(
    counted: CountedRounds,
    series: Mapping[str, RoundResult],
    present: Sequence[DatedRound],
    current: DatedRound,
) -> list[dict[str, str]]:
    """Per item the cells of the comparisons with the previous and, where that is another, the first round."""
    placed = [each for each in present if each.place]
    earlier = placed[: placed.index(current)] if current.place else []
    if not earlier:
        # A round that cannot be placed among others may be the first or the last: not called the first.
        verdict = "eerste ronde" if current.place or len(present) == 1 else FEW
        return [{"verandering": verdict} for _ in counted.items]
    cells: list[dict[str, str]] = [{} for _ in counted.items]
    for then, columns in ((earlier[-1], PREVIOUS), *(((earlier[0], FIRST),) if len(earlier) > 1 else ())):
        comparisons = by_text.compared(counted, series[current.name], series[then.name], {}, TONE, since=then.name)
        for of_item, comparison in zip(cells, comparisons, strict=True):
            of_item |= comparison.cells(columns)
    return cells


def _share_cells(now: RoundResult, item: Estimand, share: EstimatedShare) -> dict[str, str]:
    """How often an item was counted, and the best estimate of its share."""
    return {
        "n": str(now.sample.count(item)),
        "noemer": str(now.total),
        **estimate_cells(share, _ESTIMATE),
        "gecontroleerd": str(int((now.sample.audited & now.sample.content).sum())),
        "aandeel_geteld": decimal(uncorrected(now.sample, item, 1.0).value),
    }


def _theme_cells(now: RoundResult, number: int, themes: int) -> dict[str, str]:
    """What is said of a theme alone: per stance how often, and who named it where respondents are known."""
    first = themes + number * len(STANCES)  # column of the theme with the first stance
    cells = {f"n_{stance}": str(now.sample.count([first + place])) for place, stance in enumerate(STANCES)}
    cells["onbeslist"] = str(now.undecided)
    cells["unieke_teksten"] = str(now.sample.count_texts([number]))
    cells["unieke_teksten_totaal"] = str(now.sample.count_texts())
    cells["codeerfouten"] = now.alike
    if respondents := now.sample.count_respondents():
        cells["respondenten"] = str(now.sample.count_respondents([number]))
        cells["respondenten_totaal"] = str(respondents)
    if now.people:
        cells |= estimate_cells(now.people[number], [f"respondenten_{part}" for part in _ESTIMATE])
    return cells


def _staff_vs_partners(counted: CountedRounds) -> list[dict[str, str]]:
    """The rows of TREND_MIRROR: by round, those per theme before those per stance and net sentiment.

    Rounds in which only one of both spoke have no rows.
    """
    rows = []
    for name in (each.name for each in counted.rounds):
        both = [counted.results[who][name] for who in ("intern", "extern") if name in counted.results[who]]
        if len(both) < 2:
            continue
        # That they are two audiences is what is compared, no reason not to.
        staff, partners = (replace(side, design=replace(side.design, audiences={})) for side in both)
        comparisons = by_text.compared(counted, staff, partners, _WHO_MORE, _WHO_WARMER)
        shares = zip(*(chain(*side.shares) for side in both), strict=True)
        for (theme, stance, _), compared, sides in zip(counted.items, comparisons, shares, strict=True):
            row = {"thema": theme, "thema_naam": counted.themes[theme], "oordeel": stance, "ronde": name}
            for who, side, share in zip(("medewerkers", "partners"), both, sides, strict=True):
                row |= estimate_cells(share, [f"{part}_{who}" for part in _ESTIMATE[:3]])
                row[f"noemer_{who}"] = str(side.total)
                row[f"respondenten_{who}"] = str(side.sample.count_respondents() or "")
            rows.append({**row, **compared.cells(STAFF_VS_PARTNERS)})
    return rows
