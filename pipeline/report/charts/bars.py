"""Charts of counts as bars: stances per theme, and scores per property. Each part carries its number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from pipeline.report.charts.charts import LINE, Canvas, Spec, name_axis, number_axis, wrapped
from pipeline.report.view.extras import ScoreTable
from pipeline.report.view.themes import ThemeRow


def stances(rows: Sequence[ThemeRow], names: Mapping[str, str], canvas: Canvas) -> Spec:
    """Per theme a bar of statements per stance, as long as there are statements.

    Parameters
    ----------
    rows : in the order from top to bottom. names : stance to its Dutch name.
    """
    theme, place = canvas.theme, canvas.place
    most = max((float(row.n) for row in rows), default=0.0) or 1.0
    records = []
    for row in rows:
        parts = {}
        for stance in theme["stances"]:
            count = row.stances[stance]
            fits = float(count) and float(count) / most >= place["smallest"] * 0.8
            parts[names[stance]] = (float(count), count.text if fits else "")
        records += _bar(f"{wrapped(row.name, place['names'])} ({row.n.text})", parts)
    looks = {names[stance]: look for stance, look in theme["stances"].items()}
    axis = number_axis(canvas, format="d", tickMinStep=1, grid=False)
    x = alt.X("van:Q", title=theme["texts"]["count"], axis=axis)
    return _stacked(records, looks, x, place["row"], canvas)


def scores(table: ScoreTable, canvas: Canvas) -> Spec:
    """Per property a bar of people per level, worst to best, each part with its count.

    The total (n) stands with the property's name; properties that cannot be read with certainty are left out.
    """
    place = canvas.place
    levels: Mapping[str, Any] = canvas.theme["levels"]
    records = []
    for row in table.clear:
        parts = dict.fromkeys(levels, (0.0, ""))
        for level, count in row.levels.items():
            part = float(count) / float(row.total) if count.value else 0.0
            parts[level] = (part, count.text if part >= place["smallest"] else "")
        records += _bar(f"{wrapped(row.name, place['names'])}{LINE}aantal: {row.total.text}", parts)
    axis = number_axis(canvas, grid=False, orient="bottom")
    x = alt.X("van:Q", title=None, axis=axis, scale=alt.Scale(domain=[0, 1]))
    return _stacked(records, levels, x, 38, canvas)


def _bar(label: str, parts: Mapping[str, tuple[float, str]]) -> list[dict[str, Any]]:
    """The parts of a bar, one after another: of each kind its length, and what stands in it."""
    records, edge = [], 0.0
    for rank, (kind, (length, said)) in enumerate(parts.items()):
        ends = {"van": edge, "tot": edge + length, "midden": edge + length / 2}
        records.append({"naam": label, "soort": kind, "rang": rank, **ends, "aantal": said})
        edge += length
    return records


def _stacked(
    records: list[dict[str, Any]],
    looks: Mapping[str, Mapping[str, Any]],
    x: alt.X,
    step: int,
    canvas: Canvas,
) -> Spec:
    theme, place = canvas.theme, canvas.place
    kinds = list(looks)
    base = alt.Chart(alt.InlineData(values=records)).encode(
        y=alt.Y("naam:N", sort=None, title=None, axis=name_axis(canvas))
    )
    legend = alt.Legend(columns=3 if canvas.layout == "narrow" else 5)
    chart = alt.layer(
        base.mark_bar(height=20, stroke=theme["paper"], strokeWidth=1).encode(
            x=x,
            x2="tot:Q",
            color=alt.Color(
                "soort:N",
                sort=kinds,
                legend=legend,
                scale=alt.Scale(domain=kinds, range=[looks[kind]["color"] for kind in kinds]),
            ),
        ),
        *(
            base.transform_filter(f"datum.rang === {rank}")
            .mark_text(fontSize=theme["size"], color=look["ink"], baseline="middle")
            .encode(x="midden:Q", text="aantal:N")
            for rank, look in enumerate(looks.values())
        ),
    ).properties(width=place["plot"], height=alt.Step(step))
    return canvas.finished(chart)
