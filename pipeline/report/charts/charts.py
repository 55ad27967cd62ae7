"""Charts as Vega-Lite: what is drawn, from which frame. No files.

Every chart of shares draws the interval and states n. Audiences differ in shape as well as colour;
a share that is not corrected for the coder's errors has an open mark.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from pipeline.report.view.staff_vs_partners import StaffVsPartners
from pipeline.report.view.themes import ThemeRow, when

Theme = Mapping[str, Any]
Spec = dict[str, Any]
FONT = "Thermometer Sans"  # in the folder fonts/
LINE = "|"  # where a label breaks; "|" cannot be in a wrapped label, it is replaced
DUTCH = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["€ ", ""]}


def config(theme: Theme) -> dict[str, Any]:
    """The look that all charts share."""
    text = {"labelFontSize": theme["size"], "titleFontSize": theme["size"], "labelColor": theme["ink"]}
    return {
        "font": FONT,
        "background": theme["paper"],
        "view": {"stroke": None},
        "axis": {
            **text,
            "titleColor": theme["muted"],
            "titleFontWeight": "normal",
            "gridColor": theme["grid"],
            "domainColor": theme["grid"],
            "tickColor": theme["grid"],
            "labelLimit": 400,
        },
        "header": {**text, "labelFontWeight": "bold", "labelLimit": 400, "title": None},
        "legend": {**text, "title": None, "orient": "top", "symbolSize": 70, "labelLimit": 300},
        "title": {
            "fontSize": 15,
            "subtitleFontSize": theme["size"],
            "color": theme["ink"],
            "subtitleColor": theme["muted"],
            "anchor": "start",
            "frame": "bounds",
            "offset": 14,
            "subtitlePadding": 6,
        },
        "locale": {"number": DUTCH},
    }


def wrapped(text: str, width: int) -> str:
    """The text broken into lines of at most ``width`` characters, joined by :data:`LINE`.

    >>> wrapped("Betrekken en ruimte voor inbreng", 18)
    'Betrekken en|ruimte voor|inbreng'
    """
    return LINE.join(textwrap.wrap(text.replace(LINE, "/"), width)) or text


def _records(rows: Sequence[ThemeRow], theme: Theme, wrap: int, axis: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "thema": wrapped(row.name, wrap),
            "ronde": axis[row.round],
            "groep": theme["audiences"][row.audience]["label"],
            "aandeel": float(row.share),
            "laag": float(row.low),
            "hoog": float(row.high),
            "gecorrigeerd": row.corrected,
        }
        for row in rows
        if row.known
    ]


def _scales(theme: Theme, audiences: Sequence[str]) -> dict[str, Any]:
    """Colour and shape of the audiences, with a legend only when there is a choice."""
    looks = [theme["audiences"][audience] for audience in audiences]
    names = [look["label"] for look in looks]
    legend = alt.Legend(symbolOpacity=1) if len(audiences) > 1 else None
    return {
        "color": alt.Color(
            "groep:N", scale=alt.Scale(domain=names, range=[look["color"] for look in looks]), legend=legend
        ),
        "shape": alt.Shape(
            "groep:N", scale=alt.Scale(domain=names, range=[look["shape"] for look in looks]), legend=legend
        ),
    }


def marks(base: Any, records: Sequence[Mapping[str, Any]], theme: Theme, size: int) -> list[Any]:
    """The marks of a chart: filled where the share is corrected for the coder's errors, open where it is not."""
    looks: dict[bool, dict[str, Any]] = {True: {"filled": True}, False: {"fill": theme["paper"], "strokeWidth": 2}}
    return [
        base.transform_filter(f"datum.gecorrigeerd === {str(corrected).lower()}").mark_point(
            size=size if corrected else size * 0.8, opacity=1, **looks[corrected]
        )
        for corrected in (True, False)
        if any(record["gecorrigeerd"] == corrected for record in records)
    ]


def theme_axis(place: Theme, **changes: Any) -> alt.Axis:
    """The axis with the names, each on as many lines as it needs, right against the drawing."""
    looks = {
        "labelExpr": f"split(datum.label, '{LINE}')",
        "ticks": False,
        "domain": False,
        "grid": False,
        "labelBaseline": "middle",
        "labelPadding": 10,
        "labelOffset": place["offset"],
        "minExtent": place["label"],
        "maxExtent": place["label"],
    }
    return alt.Axis(**{**looks, **changes})


def over_rounds(
    rows: Sequence[ThemeRow],
    audiences: Sequence[str],
    rounds: Sequence[str],
    theme: Theme,
    layout: str,
    title: str = "",
    note: Sequence[str] = (),
) -> Spec:
    """Small multiples: per theme the share in each round, with its interval.

    Parameters
    ----------
    rows : themes × rounds × audiences, in the order of the panels.
    rounds : names of the rounds, oldest first.
    layout : "sheet", "wide" or "narrow", a section of the theme.
    title, note : above the chart; empty when the page says it.
    """
    place = theme[layout]
    sizes = {row.round: row.denominator.text for row in rows if row.audience == audiences[0]}
    single = len(audiences) == 1
    said = single and layout != "narrow"  # elsewhere the caption says n: there is no room at every panel
    axis = {
        name: f"{when(name)}{LINE}aantal:{LINE}{sizes.get(name, '0')}" if said else when(name) for name in rounds
    }
    scales = _scales(theme, audiences)
    names = [theme["audiences"][audience]["label"] for audience in audiences]
    x = alt.X(
        "ronde:N",
        sort=list(axis.values()),
        scale=alt.Scale(domain=list(axis.values())),
        title=None,
        axis=alt.Axis(labelAngle=0, grid=False, ticks=False, labelExpr=f"split(datum.label, '{LINE}')"),
    )
    offset: dict[str, Any] = {} if single else {"xOffset": alt.XOffset("groep:N", scale=alt.Scale(domain=names))}
    y_axis = alt.Axis(format=".0%", tickCount=3, domain=False, ticks=False, minExtent=30, maxExtent=30)
    records = _records(rows, theme, place["wrap"], axis)
    base = alt.Chart().encode(x=x, **offset)
    layers = [
        base.mark_rule(strokeWidth=2, opacity=0.55).encode(
            y=alt.Y("laag:Q", title=None, axis=y_axis), y2="hoog:Q", color=scales["color"]
        ),
        *(
            mark.encode(y=alt.Y("aandeel:Q", title=None, axis=y_axis), **scales)
            for mark in marks(base, records, theme, 46)
        ),
    ]
    if single:
        layers.insert(1, base.mark_line(strokeWidth=1.5).encode(y="aandeel:Q", color=scales["color"]))
    data = alt.InlineData(values=records)
    order = list(dict.fromkeys(wrapped(row.name, place["wrap"]) for row in rows))
    chart = (
        alt.layer(*layers, data=data)
        .properties(width=place["panel"], height=place["height"])
        .facet(
            facet=alt.Facet(
                "thema:N",
                sort=order,
                header=alt.Header(labelExpr=f"split(datum.label, '{LINE}')", labelAnchor="start", labelPadding=0),
            ),
            columns=place["columns"],
            spacing={"row": 16, "column": 14},
        )
    )
    return finished(chart, theme, title, note)


def dots(
    rows: Sequence[ThemeRow],
    audiences: Sequence[str],
    theme: Theme,
    layout: str,
    title: str = "",
    note: Sequence[str] = (),
) -> Spec:
    """Per theme a dot at its share with its interval, one line per audience.

    Parameters
    ----------
    rows : in the order from top to bottom; all of one round.
    audiences, theme, layout, title, note : as for :func:`over_rounds`.
    """
    place = theme[layout]
    scales = _scales(theme, audiences)
    order = list(dict.fromkeys(wrapped(row.name, place["names"]) for row in rows))
    y = alt.Y("thema:N", sort=order, title=None, axis=theme_axis(place))
    names = [theme["audiences"][audience]["label"] for audience in audiences]
    offset: dict[str, Any] = (
        {"yOffset": alt.YOffset("groep:N", scale=alt.Scale(domain=names))} if len(audiences) > 1 else {}
    )
    x_axis = alt.Axis(format=".0%", tickCount=place["ticks"], domain=False, ticks=False, orient="top")
    records = _records(rows, theme, place["names"], {row.round: row.round for row in rows})
    base = alt.Chart(alt.InlineData(values=records)).encode(y=y, **offset)
    chart = alt.layer(
        base.mark_rule(strokeWidth=2.5, opacity=0.45).encode(
            x=alt.X("laag:Q", title=theme["texts"]["share"], axis=x_axis), x2="hoog:Q", color=scales["color"]
        ),
        *(
            mark.encode(x=alt.X("aandeel:Q", title=theme["texts"]["share"], axis=x_axis), **scales)
            for mark in marks(base, records, theme, 62)
        ),
    ).properties(width=place["plot"], height=alt.Step(place["row"]))
    if len(audiences) > 1:
        step = {"step": place["row"] + 6, "for": "position"}
        chart = chart.properties(height=step)
    return finished(chart, theme, title, note)


def mirror_dots(
    mirror: StaffVsPartners, theme: Theme, layout: str, title: str = "", note: Sequence[str] = ()
) -> Spec:
    """Staff against partners, theme by theme."""
    rows = [side for row in mirror.rows for side in (row.intern, row.extern)]
    return dots(rows, ("intern", "extern"), theme, layout, title, note)


def finished(chart: Any, theme: Theme, title: str, note: Sequence[str]) -> Spec:
    """The chart as Vega-Lite in the shared look; title and note above it unless empty."""
    if title:
        chart = chart.properties(title=alt.TitleParams(text=title, subtitle=list(note)))
    spec: Spec = chart.to_dict()
    spec["config"] = config(theme)
    return spec
