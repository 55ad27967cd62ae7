"""Which statements are behind a number: the filter that shows exactly those in the list of all statements."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from pipeline.core.codes import ALL_ROUNDS
from pipeline.core.counting import NET_SENTIMENT, STANCES
from pipeline.report.view.actions import COVERAGE_FILE, OVERVIEW_FILE, UNCOVERED_FILE, UNSUPPORTED_FILE
from pipeline.report.view.figures import SourcedNumber
from pipeline.report.view.moves import STANCES_FILE
from pipeline.report.view.reliability import METRICS_FILE
from pipeline.report.view.themes import TREND_FILE

Filter = dict[str, str]
LABELS_FILE = "labels.csv"
CRITICAL = "kritisch"  # knelpunt or wens
_LISTING = re.compile(r"evidence/actie-0*(\d+)\.csv")
_OF_THEME = ("n", "aandeel")
_MEASURED: dict[str, Filter] = {
    "statements.total": {"telt": "alles"},
    "statements.counted": {"telt": "mee"},
    "statements.undecided": {"thema": "onbeslist"},
}
_FATES = ("met_actie", "zonder_actie", "zonder_thema", "onbeslist")  # columns, and what explorer.js calls them
_COVERAGE: dict[str, Filter] = {
    "kritisch": {},
    "dekking": {"actie": "met_actie"},
    **{fate: {"actie": fate} for fate in _FATES},
}


def filter_of(figure: SourcedNumber) -> Filter:
    """The filter for the statements that a number counts; empty when it counts none, or not those of one filter.

    >>> row = {"thema": "regie", "ronde": "2026", "doelgroep": "alle"}
    >>> filter_of(SourcedNumber("3", "trend.csv", "n_knelpunt", row))
    {'thema': 'regie', 'ronde': '2026', 'oordeel': 'knelpunt'}
    >>> filter_of(SourcedNumber("3", "trend.csv", "verschil", row))
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


def _of_stance(named: Filter, column: str) -> Filter:
    stance = column.removeprefix("n_")
    if column == "uitspraken":
        return named
    return {**named, "oordeel": stance} if stance in (*STANCES, CRITICAL) else {}


def link_to_statements(text: object, **chosen: str) -> Markup:
    """A link to the list of all statements filtered; the text alone for nothing or 0.

    Parameters
    ----------
    text : what shows, mostly a figure.
    chosen : what narrows the list down. thema: id, or a themes_status for those without. ronde. doelgroep.
        oordeel: stance, or ``kritisch``. actie: number, or a column of dekking.csv. telt: ``mee`` for what
        counts, which goes without saying, or ``alles``.
    """
    if isinstance(text, SourcedNumber) and text.value in ("", "0"):
        return escape(text)
    wanted = Markup("").join(
        Markup(' data-{}="{}"').format(name, value) for name, value in chosen.items() if value
    )
    return Markup('<a class="deur" href="#uitspraken"{}>{}</a>').format(wanted, text)


def linked(value: object) -> object:
    """A figure as a link to its statements, where it has some; anything else as it is."""
    if isinstance(value, SourcedNumber) and (wanted := filter_of(value)):
        return link_to_statements(value, **wanted)
    return value
