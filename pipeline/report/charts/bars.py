"""Charts of counts as bars: stances per theme, and scores per property. Each part carries its number."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.report.charts.charts import LINE, Canvas, Spec, wrapped
from pipeline.report.view.extras import ScoreTable
from pipeline.report.view.themes import ThemeRow

_SHORT, _OF_SIGN = 2, 0.5  # signs for which ``smallest`` is wide enough; what each takes of it in a longer number

Part = tuple[float, str]  # its length, and what stands in it


def stances(rows: Sequence[ThemeRow], names: Mapping[str, str], canvas: Canvas) -> Spec:
    """Per theme a bar of statements per stance, as long as there are statements.

    Parameters
    ----------
    rows : in the order from top to bottom. names : stance to its Dutch name.
    """
    theme, place = canvas.theme, canvas.place
    most = max((float(row.n) for row in rows), default=0.0) or 1.0
    bars = []
    for row in rows:
        parts = {}
        for stance in theme["stances"]:
            count = row.stances[stance]
            signs = len(count.text)
            width = place["smallest"] * (0.8 if signs <= _SHORT else _OF_SIGN * signs)
            fits = float(count) and float(count) / most >= width
            parts[names[stance]] = (float(count), count.text if fits else "")
        bars.append((f"{wrapped(row.name, place['names'])} ({row.n.text})", parts))
    looks = {names[stance]: look for stance, look in theme["stances"].items()}
    return _stacked("stances", bars, looks, canvas, step=place["row"], title=theme["texts"]["count"])


def scores(table: ScoreTable, canvas: Canvas) -> Spec:
    """Per property a bar of people per level, worst to best, each part with its count.

    The total (n) stands with the property's name; properties that cannot be read with certainty are left out.
    """
    place = canvas.place
    levels: Mapping[str, Any] = canvas.theme["levels"]
    bars = []
    for row in table.clear:
        parts = dict.fromkeys(levels, (0.0, ""))
        for level, count in row.levels.items():
            part = float(count) / float(row.total) if count.value else 0.0
            parts[level] = (part, count.text if part >= place["smallest"] else "")
        bars.append((f"{wrapped(row.name, place['names'])}{LINE}aantal: {row.total.text}", parts))
    return _stacked("scores", bars, levels, canvas, step=38)


def _stacked(
    drawing: str,
    bars: Sequence[tuple[str, Mapping[str, Part]]],
    looks: Mapping[str, Mapping[str, Any]],
    canvas: Canvas,
    **values: Any,
) -> Spec:
    """Bars by their label, of each the parts of each kind one after another."""
    records = []
    for label, parts in bars:
        edge = 0.0
        for rank, (kind, (length, said)) in enumerate(parts.items()):
            ends = {"van": edge, "tot": edge + length, "midden": edge + length / 2}
            records.append({"naam": label, "soort": kind, "rang": rank, **ends, "aantal": said})
            edge += length
    spec = canvas.drawn(drawing, records, looks, **values)
    spec["layer"] += [
        {
            "transform": [{"filter": f"datum.rang === {rank}"}],
            "mark": {"type": "text", "fontSize": canvas.theme["size"], "color": look["ink"], "baseline": "middle"},
            "encoding": {
                "x": {"field": "midden", "type": "quantitative"},
                "text": {"field": "aantal", "type": "nominal"},
            },
        }
        for rank, look in enumerate(looks.values())
    ]
    return spec
