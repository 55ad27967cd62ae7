"""All charts of a page: which are drawn, under which name, with which alternative text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from pipeline.reporting import charts, drawing
from pipeline.reporting.page import Page
from pipeline.reporting.themes import ThemeRow, when

LAYOUTS = {"wide": "breedscherm", "narrow": "smalscherm"}
FEWEST_BARS = 3  # properties in a chart of scores; fewer are read as fast in the table
TOP = 3  # themes that an alternative text names; the rest is in the table under the chart


@dataclass(frozen=True)
class Chart:
    """One chart.

    Attributes
    ----------
    name : file name without suffix, and name in the template.
    alternative : what it shows, in a sentence or two.
    inline : the drawing for inside the page, per layout.
    """

    name: str
    alternative: str
    file_svg: str
    file_png: bytes
    inline: Markup


def drawn(page: Page, theme: Mapping[str, Any], words: Mapping[str, Any]) -> list[Chart]:
    """Every chart that the page has figures for, in the order of the page.

    Parameters
    ----------
    theme : theme.yaml. words : words.yaml.
    """
    texts = theme["texts"]
    note = [texts["trend_note"], page.about.title]
    rounds = [row.name for row in page.rounds]
    found = []
    if page.newest:
        newest = when(page.newest[0].round)
        where = f"{texts['now_title']} {newest}, aantal: {page.newest[0].denominator.text}"
        found.append(
            _chart(
                "themas",
                f"Aandeel van {len(page.newest)} thema’s in {newest}. {_top(list(page.newest))}",
                theme,
                lambda layout, **head: charts.dots(page.newest, ("alle",), theme, layout, **head),
                where,
                note,
            )
        )
    if page.has_trend:
        of_all, apart = page.rows_of("alle"), page.rows_of("intern", "extern")
        last = f"Van {when(rounds[0])} tot en met {when(rounds[-1])}"
        found.append(
            _chart(
                "verloop-alle",
                f"{last}: het aandeel van {len(page.newest)} thema’s per ronde. {_top(list(page.newest))}",
                theme,
                lambda layout, **head: charts.over_rounds(of_all, ("alle",), rounds, theme, layout, **head),
                texts["trend_title"],
                note,
            )
        )
        if any(row.known for row in apart):
            sizes = [f"{words['doelgroepen'][side]}: {_sizes(apart, side)}" for side in ("intern", "extern")]
            found.append(
                _chart(
                    "verloop-doelgroepen",
                    f"{last}: het aandeel van {len(page.newest)} thema’s per ronde, "
                    "medewerkers en partners naast elkaar.",
                    theme,
                    lambda layout, **head: charts.over_rounds(
                        apart, ("intern", "extern"), rounds, theme, layout, **head
                    ),
                    texts["groups_title"],
                    [*note, *sizes],
                )
            )
    if page.mirror:
        mirror = page.mirror
        found.append(
            _chart(
                "spiegel",
                f"Aandeel per thema in {when(mirror.round)}, medewerkers tegenover partners. "
                f"Partners: {_top([row.extern for row in mirror.rows])}",
                theme,
                lambda layout, **head: charts.mirror_dots(mirror, theme, layout, **head),
                f"{texts['mirror_title']}, {when(mirror.round)}",
                [*note, f"Aantal: {mirror.intern.text} van medewerkers, {mirror.extern.text} van partners."],
            )
        )
    for place, table in enumerate(page.scores, start=1):
        if sum(not row.ambiguous and float(row.total) > 0 for row in table.rows) >= FEWEST_BARS:
            view = words["perspectief"][table.perspective]
            found.append(
                _chart(
                    f"oordelen-{place}",
                    f"{view}: aantal mensen per oordeel voor {len(table.rows)} eigenschappen. "
                    "De aantallen staan in de tabel.",
                    theme,
                    lambda layout, table=table, **head: charts.scores(table, theme, layout, **head),
                    f"{texts['scores_title']}: {view.lower()}",
                    [texts["scores_note"], page.about.title],
                )
            )
    return found


def _chart(name: str, alternative: str, theme: Mapping[str, Any], spec: Any, title: str, note: list[str]) -> Chart:
    file_svg = drawing.titled(drawing.svg(spec("wide", title=title, note=note)), alternative)
    inline = Markup("").join(
        drawing.inline(drawing.svg(spec(layout)), alternative, shown) for layout, shown in LAYOUTS.items()
    )
    return Chart(name, alternative, file_svg, drawing.png(file_svg, theme["png_scale"]), inline)


def _top(rows: list[ThemeRow]) -> str:
    said = [f"{row.name} {row.share.text}" for row in rows[:TOP] if row.known]
    return f"Het meest genoemd: {', '.join(said)}. Alle cijfers staan in de tabel."


def _sizes(rows: list[ThemeRow], audience: str) -> str:
    sizes = {row.round: row.denominator.text for row in rows if row.audience == audience}
    return ", ".join(f"{size} in {when(name)}" for name, size in sizes.items()) or "geen uitspraken"
