"""The trend: each theme's share per round and audience, and what may be said of its change.

What counts
-----------
A share is: statements that have the theme / counted statements. Duplicates, statements
without content and the report authors' own words are left out beforehand
(:func:`pipeline.counting.why_not_counted`). ``n`` and ``noemer`` are of labels as they are, in
which undecided statements (`onbeslist`) do not have the theme. The share is corrected for the
coder's errors as far as the audit allows (:mod:`pipeline.trends.correcting`); the column
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
from dataclasses import dataclass
from itertools import accumulate, chain

import pandas as pd

from pipeline.counting import CRITICISM, PRAISE, STANCES, TONE
from pipeline.params import Trend
from pipeline.rounds import moment_of
from pipeline.trend_tables import TREND, TREND_AUDIENCES, TREND_STANCES
from pipeline.trends.comparing import DECIMALS, FEW, Asked, Change, Level, alike, asked, compared
from pipeline.trends.correcting import corrected, right_answers, uncorrected
from pipeline.trends.counts import RoundCount, count
from pipeline.trends.intervals import Share
from pipeline.trends.order import Round
from pipeline.trends.voices import Item, Voices, families_of, voices

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
_OF_TONE = {"gestegen": "verbeterd", "gedaald": "verslechterd"}


def trend_tables(
    drawable: pd.DataFrame,
    rounds: Sequence[Round],
    themes: Mapping[str, str],
    params: Trend,
    weight: pd.Series | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The TREND and TREND_STANCES tables.

    Parameters
    ----------
    drawable : rows of LABELS that count, or would if they had content.
    rounds : every round of the labels, oldest first.
    themes : theme id to Dutch name, in codebook order.
    weight : for how many statements each row counts; one when not given.

    Returns
    -------
    One row per audience, round with at least one counted statement, and theme; and the same per stance.
    """
    drawable = drawable.reset_index(drop=True)
    one = pd.Series(1.0, index=drawable.index) if weight is None else weight.reset_index(drop=True)
    everyone = voices(drawable, one, list(themes))
    audit = bool(everyone.audited.any())
    rows: list[dict[str, str]] = []
    for audience in TREND_AUDIENCES:
        series = _series(drawable, everyone, audience, list(themes), params)
        present = [r for r in rounds if r.name in series]
        for position, current in enumerate(present):
            changes = _changes(series, present, position, list(themes), params, audit=audit)
            for number, (theme, stance, item) in enumerate(chain(*families_of(list(themes)))):
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
                        **_people(theme, series[current.name], number),
                        **changes[number],
                    }
                )
    frame = pd.DataFrame(rows, columns=list(dict.fromkeys([*TREND.names, *TREND_STANCES.names])), dtype=str)
    per_theme = frame["oordeel"] == ""
    return (
        frame.loc[per_theme, TREND.names].fillna("").reset_index(drop=True),
        frame.loc[~per_theme, TREND_STANCES.names].fillna("").reset_index(drop=True),
    )


@dataclass(frozen=True)
class _Point:
    """One round for one audience: what was said, what counts, the shares, how it was asked, shares of people."""

    here: Voices
    counts: RoundCount
    level: Level
    asked: Asked
    people: Sequence[tuple[Share, str]]


def _series(
    drawable: pd.DataFrame, everyone: Voices, audience: str, themes: Sequence[str], params: Trend
) -> dict[str, _Point]:
    """Round to what one audience said in it, for rounds with a counted statement."""
    content = drawable["themes_status"] != "geen_inhoud"
    heard = pd.Series(True, index=drawable.index) if audience == "alle" else drawable["audience"] == audience
    moments = drawable["round"].map(moment_of)
    series = {}
    for name, counts in count(drawable[heard & content], list(themes)).items():
        here = everyone.where((heard & (moments == name)).to_numpy())
        level = Level(counts.total, counts.undecided, _estimated(here, themes, params))
        told = asked(drawable[heard & content & (moments == name)])
        series[name] = _Point(here, counts, level, told, _of_people(here, themes, params))
    return series


def _changes(
    series: Mapping[str, _Point],
    present: Sequence[Round],
    position: int,
    themes: Sequence[str],
    params: Trend,
    *,
    audit: bool,
) -> list[dict[str, str]]:
    """Per item the cells of the comparisons with the previous and the first round."""
    current, before, first = present[position], previous(present, position), first_of(present, position)
    now = series[current.name]
    sizes = [len(family) for family in families_of(themes)]
    families = [range(end - size, end) for size, end in zip(sizes, accumulate(sizes), strict=True)]
    cells: list[dict[str, str]] = [{} for _ in now.level.shares]
    if before is None:
        # A round that cannot be placed among others may be the first or the last: not called the first.
        named = "eerste ronde" if current.place is not None or len(present) == 1 else FEW
        return [{"verandering": named} for _ in cells]
    for other, columns in ((before, _WITH_PREVIOUS), (first, _WITH_FIRST)):
        if other is None:
            continue
        then = series[other.name]
        like = alike(then.asked, now.asked, params.max_audience_shift)
        for number, change in compared(now.level, then.level, families, params, audit=audit).items():
            parts = {**_parts(change, tone=number in families[-1]), "round": other.name, "alike": like}
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


def _estimated(here: Voices, themes: Sequence[str], params: Trend) -> list[tuple[Share, str]]:
    families, shares = [[item for *_, item in family] for family in families_of(themes)], []
    of_themes, of_tone = here.design_effect(families[0]), here.design_effect(families[-1])
    for family, effect in zip(families, (of_themes, of_themes, of_tone), strict=True):
        right = right_answers(here, family)
        shares += [corrected(here, item, effect, params.min_audit, right) for item in family]
    return shares


def _of_people(here: Voices, themes: Sequence[str], params: Trend) -> list[tuple[Share, str]]:
    """Per theme the share of respondents who name it; none when no respondent is known."""
    people, items = here.people(), [item for *_, item in families_of(themes)[0]]
    if not people.content.any():
        return []
    right = right_answers(people, items)
    return [corrected(people, item, 1.0, params.min_audit, right) for item in items]


def _shares(point: _Point, number: int, item: Item) -> dict[str, str]:
    share, method = point.level.shares[number]
    estimate = share.estimate()
    return {
        "aandeel": _decimal(estimate.value),
        "ondergrens": _decimal(estimate.low),
        "bovengrens": _decimal(estimate.high),
        "methode": method,
        "gecontroleerd": str(int((point.here.audited & point.here.content).sum())),
        "aandeel_geteld": _decimal(uncorrected(point.here, item, 1.0).value),
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


def _people(theme: str, now: _Point, number: int) -> dict[str, str]:
    """Of a theme who named it; nothing when no respondent is known, and of an item that is no theme."""
    if number >= len(now.people):
        return {}
    share, method = now.people[number]
    estimate = share.estimate()
    return {
        "respondenten": str(now.counts.of(theme).respondents),
        "respondenten_totaal": str(now.counts.respondents),
        "respondenten_aandeel": _decimal(estimate.value),
        "respondenten_ondergrens": _decimal(estimate.low),
        "respondenten_bovengrens": _decimal(estimate.high),
        "respondenten_methode": method,
    }


def _parts(change: Change, *, tone: bool) -> dict[str, str]:
    return {
        "difference": _decimal(change.moved.value),
        "low": _decimal(change.moved.low),
        "high": _decimal(change.moved.high),
        "p": "" if change.p is None else _decimal(change.p),
        "p_corrected": "" if change.p_corrected is None else _decimal(change.p_corrected),
        "verdict": _OF_TONE.get(change.verdict, change.verdict) if tone else change.verdict,
        "smallest": _decimal(change.smallest),
    }


def _decimal(number: float) -> str:
    return f"{round(number, DECIMALS) + 0.0:.{DECIMALS}f}"  # + 0.0 turns minus zero into zero
