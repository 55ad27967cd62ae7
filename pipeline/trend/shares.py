"""The trend: each theme's share per round and audience, and what may be said of its change.

What counts
-----------
A share is: statements that have the theme / counted statements. Duplicates, statements
without content and the report authors' own words are left out beforehand
(:func:`pipeline.core.counting.why_not_counted`). ``n`` and ``noemer`` are of labels as they are, in
which undecided statements (`onbeslist`) do not have the theme. The share is corrected for the
coder's errors as far as the audit allows (:mod:`pipeline.trend.correcting`); the column
``methode`` says which. The tone (`saldo`) of a theme is the share that names it and praises (behouden) less
the share that names it and criticises (knelpunt): it can turn while as many people name the theme as before.

What may be said
----------------
A change is named only when the p-value, corrected for all themes of the comparison, is
small enough and the interval of the difference excludes zero. A slow movement stays below that
from round to round, so each round is also compared with the first of its audience, by the same
rules. Each comparison is corrected by itself: who reads both has two chances of a false change.
Two rounds of one audience are treated as independent samples. Within a round, statements of one
respondent are not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import pandas as pd

from pipeline.core.codes import FALLEN, FEW, RISEN, TREND_AUDIENCES
from pipeline.core.counting import CRITICISM, PRAISE, STANCES, TONE
from pipeline.core.params import Trend
from pipeline.core.tables.trend import TREND, TREND_MIRROR, TREND_STANCES
from pipeline.trend.comparing import Change, alike, compared, decimal
from pipeline.trend.correcting import uncorrected
from pipeline.trend.counts import RoundCount
from pipeline.trend.mirror import mirror_rows
from pipeline.trend.order import Round
from pipeline.trend.series import Point, series_of
from pipeline.trend.voices import Family, Item, families_of, item_numbers, voices

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
    "smallest": "kleinst_aantoonbaar",
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
_OF_TONE = {RISEN: "verbeterd", FALLEN: "verslechterd"}


class TrendTables(NamedTuple):
    """The tables TREND, TREND_STANCES and TREND_MIRROR of the same themes."""

    themes: pd.DataFrame
    stances: pd.DataFrame
    mirror: pd.DataFrame


def trend_tables(
    drawable: pd.DataFrame,
    rounds: Sequence[Round],
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
    """
    families = families_of(list(themes))
    heard, audit = _heard(drawable, families, params, weight)
    frame = _frame(heard, rounds, themes, families, params, audit=audit)
    per_theme = frame["oordeel"] == ""
    mirrored = mirror_rows(heard["intern"], heard["extern"], rounds, themes, params, audit=audit)
    return TrendTables(
        frame.loc[per_theme, TREND.names].reset_index(drop=True),
        frame.loc[~per_theme, TREND_STANCES.names].reset_index(drop=True),
        pd.DataFrame(mirrored, columns=TREND_MIRROR.names, dtype=str).fillna(""),
    )


def trend_of_themes(
    drawable: pd.DataFrame,
    rounds: Sequence[Round],
    themes: Mapping[str, str],
    params: Trend,
    weight: pd.Series | None = None,
) -> pd.DataFrame:
    """The first of :func:`trend_tables` alone, without the shares of respondents: a third of the work."""
    families = families_of(list(themes))[:1]
    heard, audit = _heard(drawable, families, params, weight, with_people=False)
    return _frame(heard, rounds, themes, families, params, audit=audit)[TREND.names]


def _heard(
    drawable: pd.DataFrame,
    families: Sequence[Family],
    params: Trend,
    weight: pd.Series | None,
    *,
    with_people: bool = True,
) -> tuple[dict[str, dict[str, Point]], bool]:
    """Audience to round to what it said in it; whether any of it was audited."""
    drawable = drawable.reset_index(drop=True)
    one = pd.Series(1.0, index=drawable.index) if weight is None else weight.reset_index(drop=True)
    everyone = voices(drawable, one, [theme for theme, *_ in families[0]])
    heard = {
        audience: series_of(drawable, everyone, audience, families, params, with_people=with_people)
        for audience in TREND_AUDIENCES
    }
    return heard, bool(everyone.audited.any())


def _frame(
    heard: Mapping[str, Mapping[str, Point]],
    rounds: Sequence[Round],
    themes: Mapping[str, str],
    families: Sequence[Family],
    params: Trend,
    *,
    audit: bool,
) -> pd.DataFrame:
    """The rows of TREND and TREND_STANCES together, with the columns of both."""
    rows: list[dict[str, str]] = []
    for audience, series in heard.items():
        present = [r for r in rounds if r.name in series]
        for position, current in enumerate(present):
            changes = _changes(series, present, position, families, params, audit=audit)
            for number, (theme, stance, item) in enumerate(chain(*families)):
                rows.append(
                    {
                        "thema": theme,
                        "thema_naam": themes[theme],
                        "oordeel": stance,
                        "ronde": current.name,
                        "doelgroep": audience,
                        "datum": current.date.isoformat() if current.date else "",
                        **_shares(series[current.name], number, item),
                        **_counts(theme, stance, series[current.name].counts),
                        **({} if stance else _people(theme, series[current.name], number)),
                        **changes[number],
                    }
                )
    columns = list(dict.fromkeys([*TREND.names, *TREND_STANCES.names]))
    return pd.DataFrame(rows, columns=columns, dtype=str).fillna("")


def _changes(
    series: Mapping[str, Point],
    present: Sequence[Round],
    position: int,
    families: Sequence[Family],
    params: Trend,
    *,
    audit: bool,
) -> list[dict[str, str]]:
    """Per item the cells of the comparisons with the previous and the first round."""
    current, before, first = present[position], previous(present, position), first_of(present, position)
    now = series[current.name]
    stances = [stance for _, stance, _ in chain(*families)]
    cells: list[dict[str, str]] = [{} for _ in now.level.shares]
    if before is None:
        # A round that cannot be placed among others may be the first or the last: not called the first.
        named = "eerste ronde" if current.place is not None or len(present) == 1 else FEW
        return [{"verandering": named} for _ in cells]
    for other, columns in ((before, _WITH_PREVIOUS), (first, _WITH_FIRST)):
        if other is None:
            continue
        then = series[other.name]
        like = alike(then.asked, now.asked, params)
        changes = compared(now.level, then.level, item_numbers(families), params, audit=audit)
        for number, change in changes.items():
            parts = {**_parts(change, tone=stances[number] == TONE), "round": other.name, "alike": like}
            cells[number] |= {column: parts[part] for part, column in columns.items()}
    return cells


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


def _shares(point: Point, number: int, item: Item) -> dict[str, str]:
    share, method = point.level.shares[number]
    estimate = share.estimate()
    return {
        "aandeel": decimal(estimate.value),
        "ondergrens": decimal(estimate.low),
        "bovengrens": decimal(estimate.high),
        "methode": method,
        "gecontroleerd": str(int((point.here.audited & point.here.content).sum())),
        "aandeel_geteld": decimal(uncorrected(point.here, item, 1.0).value),
    }


def _counts(theme: str, stance: str, now: RoundCount) -> dict[str, str]:
    of_theme = now.of(theme)
    if stance:
        voiced = (PRAISE, CRITICISM) if stance == TONE else (stance,)
        return {"n": str(sum(of_theme.stances.get(one, 0) for one in voiced)), "noemer": str(now.total)}
    return {
        "n": str(of_theme.n),
        "noemer": str(now.total),
        **{f"n_{one}": str(of_theme.stances.get(one, 0)) for one in STANCES},
        "onbeslist": str(now.undecided),
    }


def _people(theme: str, now: Point, number: int) -> dict[str, str]:
    """Of a theme who named it; nothing when no respondent is known."""
    if not now.counts.respondents:
        return {}
    cells = {
        "respondenten": str(now.counts.of(theme).respondents),
        "respondenten_totaal": str(now.counts.respondents),
    }
    if not now.people:
        return cells
    share, method = now.people[number]
    estimate = share.estimate()
    return {
        **cells,
        "respondenten_aandeel": decimal(estimate.value),
        "respondenten_ondergrens": decimal(estimate.low),
        "respondenten_bovengrens": decimal(estimate.high),
        "respondenten_methode": method,
    }


def _parts(change: Change, *, tone: bool) -> dict[str, str]:
    return {
        "difference": decimal(change.moved.value),
        "low": decimal(change.moved.low),
        "high": decimal(change.moved.high),
        "p": "" if change.p is None else decimal(change.p),
        "p_corrected": "" if change.p_corrected is None else decimal(change.p_corrected),
        "verdict": _OF_TONE.get(change.verdict, change.verdict) if tone else change.verdict,
        "smallest": decimal(change.smallest),
    }
