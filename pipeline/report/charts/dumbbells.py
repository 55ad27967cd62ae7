"""Then and now, theme by theme: two marks with their intervals, a line between, the verdict in words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from pipeline.report.charts.charts import LINE, Spec, Theme, finished, marks, theme_axis, wrapped
from pipeline.report.view.figures import SourcedNumber
from pipeline.report.view.moves import ThemeEstimate, ThenAndNow
from pipeline.report.view.themes import when

_APART = 0.17  # of a row: then above, now below the middle, so that their intervals do not cover each other


def dumbbells(
    moves: Sequence[ThenAndNow],
    verdicts: Mapping[str, str],
    theme: Theme,
    layout: str,
    title: str = "",
    note: Sequence[str] = (),
    *,
    axis_title: str,
    zero: bool = False,
) -> Spec:
    """Where each theme was in the earlier round and where it is now.

    Parameters
    ----------
    moves : in the order from top to bottom; all with the same two rounds.
    verdicts : verdict to the words beside the theme.
    axis_title : what is measured. zero : draw a line at 0, for what can be below it.
    theme, layout, title, note : as for :func:`pipeline.report.charts.charts.over_rounds`.
    """
    place = theme[layout]
    wide = layout != "narrow"
    said = [f"{_points(move.difference)}: {verdicts[move.verdict]}" for move in moves]
    names = [wrapped(move.name, place["names"]) for move in moves]
    labels = names if wide else [f"{name}{LINE}{words}" for name, words in zip(names, said, strict=True)]
    rounds = [when(moves[0].before.round), when(moves[0].now.round)]
    records = [
        _record(point, place_in_row, rounds[which])
        for row, move in enumerate(moves)
        for which, (point, place_in_row) in enumerate(((move.before, row - _APART), (move.now, row + _APART)))
    ]
    links = [
        {
            "van": float(move.before.value),
            "naar": float(move.now.value),
            "rij": row - _APART,
            "rij_naar": row + _APART,
            "midden": row,
            "oordeel": said[row],
        }
        for row, move in enumerate(moves)
    ]
    looks = [theme["times"]["before"], theme["times"]["now"]]
    scale: dict[str, Any] = {"domain": rounds}
    legend = alt.Legend(symbolOpacity=1)
    color = alt.Color("ronde:N", legend=legend, scale=alt.Scale(**scale, range=[look["color"] for look in looks]))
    shape = alt.Shape("ronde:N", legend=legend, scale=alt.Scale(**scale, range=[look["shape"] for look in looks]))
    x_axis = alt.Axis(format=".0%", tickCount=place["ticks"], domain=False, ticks=False, orient="top")
    x: dict[str, Any] = {"title": axis_title, "axis": x_axis}
    # A text in JSON is a text in a Vega expression too: no name can get out of its quotes.
    name_of_row = f"split({json.dumps(labels)}[datum.value], '{LINE}')"
    y: dict[str, Any] = {
        "title": None,
        "scale": alt.Scale(domain=[len(moves) - 0.4, -0.6], nice=False),
        "axis": theme_axis(place, values=list(range(len(moves))), labelExpr=name_of_row),
    }
    points = alt.Chart(alt.InlineData(values=records))
    pairs = alt.Chart(alt.InlineData(values=links))
    layers = [
        points.mark_rule(strokeWidth=2, opacity=0.45).encode(
            x=alt.X("laag:Q", **x), x2="hoog:Q", y=alt.Y("rij:Q", **y), color=color
        ),
        pairs.mark_rule(strokeWidth=1.5, color=theme["muted"]).encode(
            x=alt.X("van:Q", **x), x2="naar:Q", y=alt.Y("rij:Q", **y), y2="rij_naar:Q"
        ),
        *(
            mark.encode(x=alt.X("waarde:Q", **x), y=alt.Y("rij:Q", **y), color=color, shape=shape)
            for mark in marks(points, records, theme, 56)
        ),
    ]
    if zero:
        nought = alt.Chart(alt.InlineData(values=[{"nul": 0}]))
        layers.insert(0, nought.mark_rule(strokeWidth=1, color=theme["muted"]).encode(x=alt.X("nul:Q", **x)))
    if wide:
        layers.append(
            pairs.mark_text(align="left", baseline="middle", fontSize=theme["size"], color=theme["ink"]).encode(
                x=alt.value(place["moves"] + 14), y=alt.Y("midden:Q", **y), text="oordeel:N"
            )
        )
    height = len(moves) * (place["row"] + (0 if wide else 14))
    chart = alt.layer(*layers).properties(width=place["moves"], height=height)
    return finished(chart, theme, title, note)


def _points(difference: SourcedNumber) -> str:
    return f"{difference.text} {'punt' if difference.text.strip('+−') == '1' else 'punten'}"


def _record(point: ThemeEstimate, row: float, name: str) -> dict[str, Any]:
    return {
        "ronde": name,
        "rij": row,
        "waarde": float(point.value),
        "laag": float(point.low),
        "hoog": float(point.high),
        "gecorrigeerd": point.corrected,
    }
