"""Which statements are behind a number: the filter that shows exactly those in the list of all statements."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from pipeline.core.codes import ALL_ROUNDS
from pipeline.core.counting import NET_SENTIMENT, STANCES
from pipeline.report.view.figures import SourcedNumber
from pipeline.report.view.reliability import METRICS_FILE
from pipeline.report.view.tables import BOOKS

Filter = dict[str, str]
CRITICAL = "kritisch"  # knelpunt or wens
_LISTING = re.compile(r"evidence/actie-0*(\d+)\.csv")
_NAMES = {"thema": "thema", "ronde": "ronde", "doelgroep": "doelgroep", "oordeel": "oordeel", "nummer": "actie"}
_OF_STANCE = {f"n_{stance}": {"oordeel": stance} for stance in STANCES}
_OF_THEME: dict[str, Filter] = {"n": {}, "aandeel": {}, "noemer": {}, **_OF_STANCE}
_OF_EVIDENCE: dict[str, Filter] = {"uitspraken": {}, "kritisch": {"oordeel": CRITICAL}, **_OF_STANCE}
_OF_ACTION = {**_OF_EVIDENCE, **{f"n_{side}": {"doelgroep": side} for side in ("intern", "extern")}}
_FATES = ("met_actie", "zonder_actie", "zonder_thema", "onbeslist")  # columns, and what explorer.js calls them
# Column to what narrows the list further than the place of the row; of other columns there are no statements.
_COLUMNS: dict[str, dict[str, Filter]] = {
    "labels": {"statement_id": {"telt": "alles"}},
    "trend": _OF_THEME,
    "stances": _OF_THEME,
    "overview": _OF_ACTION,
    "unsupported": _OF_ACTION,
    "uncovered": _OF_EVIDENCE,
    "coverage": {
        column: {"oordeel": CRITICAL, **fate}
        for column, fate in (
            ("kritisch", {}),
            ("dekking", {"actie": "met_actie"}),
            *((fate, {"actie": fate}) for fate in _FATES),
        )
    },
}
_BY_FILE = {BOOKS[name][0]: columns for name, columns in _COLUMNS.items()} | {
    METRICS_FILE: {
        "statements.total": {"telt": "alles"},
        "statements.counted": {"telt": "mee"},
        "statements.undecided": {"thema": "onbeslist"},
    }
}


def filter_of(figure: SourcedNumber) -> Filter:
    """The filter for the statements that a number counts; empty when it counts none, or not those of one filter.

    >>> row = {"thema": "regie", "ronde": "2026", "doelgroep": "alle"}
    >>> filter_of(SourcedNumber("3", "trend.csv", "n_knelpunt", row))
    {'thema': 'regie', 'ronde': '2026', 'oordeel': 'knelpunt'}
    >>> filter_of(SourcedNumber("3", "trend.csv", "verschil", row))
    {}
    """
    named = {
        _NAMES[key]: value
        for key, value in figure.row.items()
        if key in _NAMES and value not in ("alle", ALL_ROUNDS)
    }
    if listing := _LISTING.fullmatch(figure.table):
        return {"actie": listing[1], **named} if figure.how == "rijen" else {}
    narrowed = _BY_FILE.get(figure.table, {}).get(figure.column)
    if narrowed is None or figure.row.keys() - _NAMES.keys():
        return {}
    if figure.column == "noemer":
        return {key: named[key] for key in ("ronde", "doelgroep") if key in named} or {"telt": "mee"}
    if named.get("oordeel") == NET_SENTIMENT:
        return {}
    return {**named, **narrowed}


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
