"""Which statements are behind a number: the choice that opens exactly those in the list of all statements."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from pipeline.core.codes import ALL_ROUNDS
from pipeline.core.counting import NET_SENTIMENT, STANCES
from pipeline.report.view.actions import COVERAGE_FILE, OVERVIEW_FILE, UNCOVERED_FILE, UNSUPPORTED_FILE
from pipeline.report.view.figures import Figure
from pipeline.report.view.moves import STANCES_FILE
from pipeline.report.view.reliability import METRICS_FILE
from pipeline.report.view.themes import TREND_FILE

Choice = dict[str, str]
LABELS_FILE = "labels.csv"
CRITICAL = "kritisch"  # knelpunt or wens
_LISTING = re.compile(r"evidence/actie-0*(\d+)\.csv")
_OF_THEME = ("n", "aandeel")
_MEASURED: dict[str, Choice] = {
    "statements.total": {"telt": "alles"},
    "statements.counted": {"telt": "mee"},
    "statements.undecided": {"thema": "onbeslist"},
}
_FATES = ("met_actie", "zonder_actie", "zonder_thema", "onbeslist")  # columns, and what explorer.js calls them
_COVERAGE: dict[str, Choice] = {
    "kritisch": {},
    "dekking": {"actie": "met_actie"},
    **{fate: {"actie": fate} for fate in _FATES},
}


def choice(figure: Figure) -> Choice:
    """The choice behind a figure of a table; empty when it counts no statements, or not those of one choice.

    >>> row = {"thema": "regie", "ronde": "2026", "doelgroep": "alle"}
    >>> choice(Figure("3", "trend.csv", "n_knelpunt", row))
    {'thema': 'regie', 'ronde': '2026', 'oordeel': 'knelpunt'}
    >>> choice(Figure("3", "trend.csv", "verschil", row))
    {}
    """
    row, column = figure.row, figure.column
    if figure.table == LABELS_FILE:
        return {} if row else {"telt": "alles"}
    if figure.table == METRICS_FILE:
        return _MEASURED.get(column, {})
    stance = column.removeprefix("n_")
    if listing := _LISTING.fullmatch(figure.table):
        keep = {key: row[key] for key in ("ronde", "doelgroep", "oordeel") if key in row}
        return {"actie": listing[1], **keep} if figure.how == "rijen" else {}
    named = {
        key: value
        for key, value in row.items()
        if key in ("thema", "ronde", "doelgroep", "oordeel") and value not in ("alle", ALL_ROUNDS)
    }
    if figure.table in (TREND_FILE, STANCES_FILE):
        if column == "noemer":
            return {key: named[key] for key in ("ronde", "doelgroep") if key in named} or {"telt": "mee"}
        if row.get("oordeel") == NET_SENTIMENT:
            return {}
        if column in _OF_THEME:
            return named
        return {**named, "oordeel": stance} if stance in STANCES else {}
    if figure.table == COVERAGE_FILE:
        return {**named, "oordeel": CRITICAL, **_COVERAGE[column]} if column in _COVERAGE else {}
    if figure.table == UNCOVERED_FILE:
        return _of_stance(named, column)
    if figure.table in (OVERVIEW_FILE, UNSUPPORTED_FILE):
        action = {"actie": row.get("nummer", "")}
        if stance in ("intern", "extern"):
            return {**action, "doelgroep": stance}
        return _of_stance(action, column)
    return {}


def _of_stance(named: Choice, column: str) -> Choice:
    stance = column.removeprefix("n_")
    if column == "uitspraken":
        return named
    return {**named, "oordeel": stance} if stance in (*STANCES, CRITICAL) else {}


def door(text: object, **chosen: str) -> Markup:
    """A link to the list of all statements that opens a choice; the text alone behind nothing or 0.

    Parameters
    ----------
    text : what shows, mostly a figure.
    chosen : what narrows the list down. thema: id, or a themes_status for those without. ronde. doelgroep.
        oordeel: stance, or ``kritisch``. actie: number, or a column of dekking.csv. telt: ``mee`` for what
        counts, which goes without saying, or ``alles``.
    """
    if isinstance(text, Figure) and text.value in ("", "0"):
        return escape(text)
    wanted = Markup("").join(
        Markup(' data-{}="{}"').format(name, value) for name, value in chosen.items() if value
    )
    return Markup('<a class="deur" href="#uitspraken"{}>{}</a>').format(wanted, text)


def opened(value: object) -> object:
    """A figure as the door to its statements, where it has some; anything else as it is."""
    if isinstance(value, Figure) and (chosen := choice(value)):
        return door(value, **chosen)
    return value
