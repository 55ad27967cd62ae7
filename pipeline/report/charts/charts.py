"""Charts as Vega-Lite: what is drawn, from which frame. No files.

How each is put together stands in theme.yaml; here it is filled in. Every chart of shares draws the interval and
states n. Audiences differ in shape as well as colour; a share that is not corrected for the coder's errors has an
open mark.
"""

import json
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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

    def drawn(
        self,
        drawing: str,
        records: Sequence[Mapping[str, Any]],
        looks: Mapping[str, Mapping[str, str]],
        **values: Any,
    ) -> Spec:
        """A drawing of theme.yaml as Vega-Lite in the shared look, under its title and note.

        Parameters
        ----------
        records : what is drawn. looks : the groups in it by name, with their colour and shape.
        values : what else the drawing leaves open.
        """
        several, corrected = len(looks) > 1, {record.get("gecorrigeerd") for record in records}
        values |= {
            "records": records,
            "groups": list(looks),
            "colors": [look["color"] for look in looks.values()],
            "shapes": [look.get("shape") for look in looks.values()],
            "legend": {"symbolOpacity": 1} if several else None,  # only when there is a choice
            "several": several,
            "single": not several,
            "corrected": True in corrected,
            "counted": False in corrected,
        }
        spec: Spec = _filled(self.theme["drawings"][drawing], {**self.place, **values})
        if self.title:
            spec["title"] = {"text": self.title, "subtitle": list(self.note)}
        return spec | {"config": {**self.theme["config"], "locale": {"number": DUTCH}}}


def _filled(part: Any, values: Mapping[str, Any]) -> Any:
    """A part of a drawing with each ``$name`` filled in, without the parts of which ``when`` does not hold."""
    if isinstance(part, Mapping):
        return {
            key: _filled(value, values) for key, value in part.items() if key != "when" and _there(value, values)
        }
    if isinstance(part, list):
        return [_filled(value, values) for value in part if _there(value, values)]
    return values[part[1:]] if isinstance(part, str) and part.startswith("$") else part


def _there(part: Any, values: Mapping[str, Any]) -> bool:
    return not isinstance(part, Mapping) or bool(_filled(part.get("when", True), values))


def wrapped(text: str, width: int) -> str:
    """The text broken into lines of at most ``width`` characters, joined by :data:`LINE`.

    >>> wrapped("Betrekken en ruimte voor inbreng", 18)
    'Betrekken en|ruimte voor|inbreng'
    """
    return LINE.join(textwrap.wrap(text.replace(LINE, "/"), width)) or text


def _of_shares(
    drawing: str,
    rows: Sequence[ThemeRow],
    audiences: Sequence[str],
    canvas: Canvas,
    wrap: int,
    called: Mapping[str, str],
    **values: Any,
) -> Spec:
    """A drawing of shares, in the order of the rows; ``called`` has what each round is called."""
    looks = canvas.theme["audiences"]
    records = [
        {
            "thema": wrapped(row.name, wrap),
            "ronde": called[row.round],
            "groep": looks[row.audience]["label"],
            "aandeel": float(row.share),
            "laag": float(row.low),
            "hoog": float(row.high),
            "gecorrigeerd": row.corrected,
        }
        for row in rows
        if row.known
    ]
    order = list(dict.fromkeys(wrapped(row.name, wrap) for row in rows))
    groups = {looks[audience]["label"]: looks[audience] for audience in audiences}
    return canvas.drawn(drawing, records, groups, order=order, **values)


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
    sizes = {row.round: row.denominator.text for row in rows if row.audience == audiences[0]}
    said = len(audiences) == 1 and canvas.layout != "narrow"  # elsewhere the caption says n: a panel has no room
    axis = {
        name: f"{when(name)}{LINE}aantal:{LINE}{sizes.get(name, '0')}" if said else when(name) for name in rounds
    }
    return _of_shares(
        "over_rounds", rows, audiences, canvas, canvas.place["wrap"], axis, rounds=list(axis.values())
    )


def dots(rows: Sequence[ThemeRow], audiences: Sequence[str], canvas: Canvas) -> Spec:
    """Per theme a dot at its share with its interval, one line per audience.

    Parameters
    ----------
    rows : in the order from top to bottom; all of one round.
    """
    step, title = canvas.place["row"], canvas.theme["texts"]["share"]
    height = {"step": step + 6, "for": "position"} if len(audiences) > 1 else {"step": step}
    rounds = {row.round: row.round for row in rows}
    return _of_shares("dots", rows, audiences, canvas, canvas.place["names"], rounds, height=height, title=title)


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
    records = [
        {
            "ronde": when(end.round),
            "rij": at,
            "waarde": float(end.value),
            "laag": float(end.low),
            "hoog": float(end.high),
            "gecorrigeerd": end.corrected,
        }
        for row, move in enumerate(moves)
        for end, at in ((move.before, row - _APART), (move.now, row + _APART))
    ]
    # The line between the marks of a theme, and the words beside it.
    links = [
        {
            "van": float(move.before.value),
            "naar": float(move.now.value),
            "midden": row,
            "rij": row - _APART,
            "rij_naar": row + _APART,
            "oordeel": words,
        }
        for row, (move, words) in enumerate(zip(moves, verdict_words, strict=True))
    ]
    looks = {when(getattr(moves[0], moment).round): look for moment, look in theme["times"].items()}
    return canvas.drawn(
        "dumbbells",
        records,
        looks,
        links=links,
        tone=tone,
        wide=wide,
        title=theme["texts"]["tone" if tone else "share"],
        height=len(moves) * (place["row"] + (0 if wide else 14)),
        beside=place["moves"] + 14,
        span=[len(labels) - 0.4, -0.6],
        rows=list(range(len(labels))),
        # A text in JSON is a text in a Vega expression too: no name can get out of its quotes.
        row_names=f"split({json.dumps(labels)}[datum.value], '{LINE}')",
    )
