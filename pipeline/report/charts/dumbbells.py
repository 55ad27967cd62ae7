"""Then and now, theme by theme: two marks with their intervals, a line between, the verdict in words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from pipeline.report.charts.charts import LINE, Canvas, Spec, marks, name_axis, number_axis, told_apart, wrapped
from pipeline.report.view.themes import ThenAndNow, when

_APART = 0.17  # of a row: then above, now below the middle, so that their intervals do not cover each other


def dumbbells(
    moves: Sequence[ThenAndNow],
    verdicts: Mapping[str, str],
    canvas: Canvas,
    *,
    tone: bool = False,
) -> Spec:
    """Where each theme was in the earlier round and where it is now.

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
