"""Charts as Vega-Lite: what is drawn, from which frame. No files.

Every chart of shares draws the interval and states n. Audiences differ in shape as well as colour;
a share that is not corrected for the coder's errors has an open mark.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from pipeline.report.view.themes import ThemeRow, ThenAndNow, when

Theme = Mapping[str, Any]
Spec = dict[str, Any]
LINE = "|"  # where a label breaks; "|" cannot be in a wrapped label, it is replaced
_APART = 0.17  # of a row: then above, now below the middle, so that their intervals do not cover each other
DUTCH = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["€ ", ""]}


@dataclass(frozen=True)
class Canvas:
    """What a chart is drawn on.

    Attributes
    ----------
    theme : theme.yaml. layout : "sheet", "wide" or "narrow", a section of it.
    title, note : above the chart; empty when the page says it.
    """

    theme: Theme
    layout: str
    title: str = ""
    note: Sequence[str] = ()

    @property
    def place(self) -> Theme:
        """The sizes of the layout."""
        section: Theme = self.theme[self.layout]
        return section

    def finished(self, chart: Any) -> Spec:
        """The chart as Vega-Lite in the shared look, under its title and note."""
        if self.title:
            chart = chart.properties(title=alt.TitleParams(text=self.title, subtitle=list(self.note)))
        spec: Spec = chart.to_dict()
        spec["config"] = {**self.theme["config"], "locale": {"number": DUTCH}}
        return spec


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


def told_apart(field: str, names: Sequence[str], looks: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Colour and shape by a column, with a legend only when there is a choice."""
    legend = alt.Legend(symbolOpacity=1) if len(names) > 1 else None
    return {
        channel: encoding(
            field, legend=legend, scale=alt.Scale(domain=list(names), range=[look[channel] for look in looks])
        )
        for channel, encoding in (("color", alt.Color), ("shape", alt.Shape))
    }


def number_axis(canvas: Canvas, **changes: Any) -> alt.Axis:
    """The axis with the numbers: without a line of its own, per cents above the drawing unless said otherwise."""
    return alt.Axis(**{**canvas.theme["axes"]["numbers"], "tickCount": canvas.place["ticks"], **changes})


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


def name_axis(canvas: Canvas, **changes: Any) -> alt.Axis:
    """The axis with the names, each on as many lines as it needs, right against the drawing."""
    width = dict.fromkeys(("minExtent", "maxExtent"), canvas.place["label"])
    return alt.Axis(**{**canvas.theme["axes"]["names"], "labelOffset": canvas.place["offset"], **width, **changes})


def over_rounds(
    rows: Sequence[ThemeRow],
    audiences: Sequence[str],
    rounds: Sequence[str],
    canvas: Canvas,
) -> Spec:
    """Small multiples: per theme the share in each round, with its interval.

    Parameters
    ----------
    rows : themes × rounds × audiences, in the order of the panels.
    rounds : names of the rounds, oldest first.
    """
    theme, place = canvas.theme, canvas.place
    sizes = {row.round: row.denominator.text for row in rows if row.audience == audiences[0]}
    single = len(audiences) == 1
    said = single and canvas.layout != "narrow"  # elsewhere the caption says n: there is no room at every panel
    axis = {
        name: f"{when(name)}{LINE}aantal:{LINE}{sizes.get(name, '0')}" if said else when(name) for name in rounds
    }
    scales, names = _of_audiences(audiences, theme)
    x = alt.X(
        "ronde:N",
        sort=list(axis.values()),
        scale=alt.Scale(domain=list(axis.values())),
        title=None,
        axis=alt.Axis(labelAngle=0, grid=False, ticks=False, labelExpr=f"split(datum.label, '{LINE}')"),
    )
    offset: dict[str, Any] = {} if single else {"xOffset": alt.XOffset("groep:N", scale=alt.Scale(domain=names))}
    y_axis = number_axis(canvas, tickCount=3, orient=alt.Undefined, minExtent=30, maxExtent=30)
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
    return canvas.finished(chart)


def dots(rows: Sequence[ThemeRow], audiences: Sequence[str], canvas: Canvas) -> Spec:
    """Per theme a dot at its share with its interval, one line per audience.

    Parameters
    ----------
    rows : in the order from top to bottom; all of one round.
    """
    theme, place = canvas.theme, canvas.place
    scales, names = _of_audiences(audiences, theme)
    order = list(dict.fromkeys(wrapped(row.name, place["names"]) for row in rows))
    y = alt.Y("thema:N", sort=order, title=None, axis=name_axis(canvas))
    offset: dict[str, Any] = {}
    height: Any = alt.Step(place["row"])
    if len(audiences) > 1:
        offset = {"yOffset": alt.YOffset("groep:N", scale=alt.Scale(domain=names))}
        height = {"step": place["row"] + 6, "for": "position"}
    x: dict[str, Any] = {"title": theme["texts"]["share"], "axis": number_axis(canvas)}
    records = _records(rows, theme, place["names"], {row.round: row.round for row in rows})
    base = alt.Chart(alt.InlineData(values=records)).encode(y=y, **offset)
    interval = base.mark_rule(strokeWidth=2.5, opacity=0.45)
    chart = alt.layer(
        interval.encode(x=alt.X("laag:Q", **x), x2="hoog:Q", color=scales["color"]),
        *(mark.encode(x=alt.X("aandeel:Q", **x), **scales) for mark in marks(base, records, theme, 62)),
    ).properties(width=place["plot"], height=height)
    return canvas.finished(chart)


def _of_audiences(audiences: Sequence[str], theme: Theme) -> tuple[dict[str, Any], list[str]]:
    """How the audiences are told apart, and what they are called."""
    looks = [theme["audiences"][audience] for audience in audiences]
    names = [look["label"] for look in looks]
    return told_apart("groep:N", names, looks), names


def dumbbells(
    moves: Sequence[ThenAndNow],
    verdicts: Mapping[str, str],
    canvas: Canvas,
    *,
    tone: bool = False,
) -> Spec:
    """Then and now, theme by theme: two marks with their intervals, a line between, the verdict in words.

    Parameters
    ----------
    moves : in the order from top to bottom; all with the same two rounds.
    verdicts : verdict to the words beside the theme.
    tone : whether the tone is measured, not the share: a line is drawn at 0, as it can be below it.
    """
    theme, place, wide = canvas.theme, canvas.place, canvas.layout != "narrow"
    points = (move.difference.text for move in moves)
    said = [f"{text} {'punt' if text.strip('+−') == '1' else 'punten'}" for text in points]
    verdict_words = [f"{text}: {verdicts[move.verdict]}" for text, move in zip(said, moves, strict=True)]
    labels = [wrapped(move.name, place["names"]) for move in moves]
    if not wide:
        labels = [f"{name}{LINE}{words}" for name, words in zip(labels, verdict_words, strict=True)]
    rounds = [when(moves[0].before.round), when(moves[0].now.round)]
    records = [
        {
            "ronde": when(end.round),
            "rij": place,
            "waarde": float(end.value),
            "laag": float(end.low),
            "hoog": float(end.high),
            "gecorrigeerd": end.corrected,
        }
        for row, move in enumerate(moves)
        for end, place in ((move.before, row - _APART), (move.now, row + _APART))
    ]
    # The line between the marks of a theme, and the words beside it.
    links = [
        {
            "van": float(move.before.value),
            "naar": float(move.now.value),
            "rij": row - _APART,
            "midden": row,
            "rij_naar": row + _APART,
            "oordeel": words,
        }
        for row, (move, words) in enumerate(zip(moves, verdict_words, strict=True))
    ]
    looks = told_apart("ronde:N", rounds, [theme["times"]["before"], theme["times"]["now"]])
    x: dict[str, Any] = {"title": theme["texts"]["tone" if tone else "share"], "axis": number_axis(canvas)}
    y = _rows_by_name(labels, canvas)
    marked = alt.Chart(alt.InlineData(values=records))
    pairs = alt.Chart(alt.InlineData(values=links))
    interval = marked.mark_rule(strokeWidth=2, opacity=0.45)
    layers = [
        interval.encode(x=alt.X("laag:Q", **x), x2="hoog:Q", y=alt.Y("rij:Q", **y), color=looks["color"]),
        pairs.mark_rule(strokeWidth=1.5, color=theme["muted"]).encode(
            x=alt.X("van:Q", **x), x2="naar:Q", y=alt.Y("rij:Q", **y), y2="rij_naar:Q"
        ),
        *(
            mark.encode(x=alt.X("waarde:Q", **x), y=alt.Y("rij:Q", **y), **looks)
            for mark in marks(marked, records, theme, 56)
        ),
    ]
    if tone:
        nought = alt.Chart(alt.InlineData(values=[{"nul": 0}]))
        layers.insert(0, nought.mark_rule(strokeWidth=1, color=theme["muted"]).encode(x=alt.X("nul:Q", **x)))
    if wide:
        text = pairs.mark_text(align="left", baseline="middle", fontSize=theme["size"], color=theme["ink"])
        layers.append(text.encode(x=alt.value(place["moves"] + 14), y=alt.Y("midden:Q", **y), text="oordeel:N"))
    height = len(moves) * (place["row"] + (0 if wide else 14))
    return canvas.finished(alt.layer(*layers).properties(width=place["moves"], height=height))


def _rows_by_name(labels: Sequence[str], canvas: Canvas) -> dict[str, Any]:
    """The vertical axis: numbers of rows, shown as the names of the themes."""
    # A text in JSON is a text in a Vega expression too: no name can get out of its quotes.
    name_of_row = f"split({json.dumps(labels)}[datum.value], '{LINE}')"
    return {
        "title": None,
        "scale": alt.Scale(domain=[len(labels) - 0.4, -0.6], nice=False),
        "axis": name_axis(canvas, values=list(range(len(labels))), labelExpr=name_of_row),
    }
