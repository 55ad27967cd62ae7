"""All charts of a page: which are drawn, under which name, with which alternative text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from markupsafe import Markup

from pipeline.report.charts import bars, charts, drawing
from pipeline.report.charts.charts import Canvas
from pipeline.report.charts.dumbbells import dumbbells
from pipeline.report.files import Files
from pipeline.report.page import Page
from pipeline.report.view.themes import ThemeRow, when

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


class Sketch(NamedTuple):
    """A chart to be drawn: as ``draw`` does on a canvas, and what stands above it when it stands alone."""

    name: str
    alternative: str
    draw: Any
    title: str
    note: Sequence[str]


def drawn(page: Page, files: Files) -> list[Chart]:
    """Every chart that the page has figures for, in the order of the page."""
    return [_chart(sketch, files.theme) for sketch in sketches(page, files)]


def sketches(page: Page, files: Files) -> Iterator[Sketch]:
    """The same before they are drawn."""
    theme, words = files.theme, files.words
    yield from (
        *_now(page, theme),
        *_moved(page, theme, words),
        *_course(page, theme, words),
        *_mirrored(page, theme),
        *_scored(page, theme, words),
    )


def _now(page: Page, theme: Mapping[str, Any]) -> Iterator[Sketch]:
    """How often each theme is named in the newest round, and how it is spoken of."""
    if not page.newest:
        return
    texts, rows = theme["texts"], list(page.newest)
    newest, size = when(rows[0].round), rows[0].denominator.text
    yield Sketch(
        "themas",
        f"Aandeel van {len(rows)} thema’s in {newest}. {_top(rows)}",
        lambda canvas: charts.dots(rows, ("alle",), canvas),
        f"{texts['now_title']} {newest}, aantal: {size}",
        [texts["trend_note"], *_open(theme, rows), page.about.title],
    )
    spoken = [row for row in rows if int(row.n)]
    if spoken:
        yield Sketch(
            "toon",
            f"Aantal uitspraken per oordeel, voor {len(spoken)} thema’s in {newest}. {_critical(spoken)}"
            "Alle cijfers staan in de tabel.",
            lambda canvas: bars.stances(spoken, page.about.stances, canvas),
            f"{texts['stances_title']} {newest}, aantal: {size}",
            [texts["stances_note"], page.about.title],
        )


def _moved(page: Page, theme: Mapping[str, Any], words: Mapping[str, Any]) -> Iterator[Sketch]:
    """Then and now: of the share of each theme, and of its tone."""
    texts = theme["texts"]
    for name, found, measure, zero in (
        ("verandering", page.moves, "share", False),
        ("verandering-toon", page.tones, "tone", True),
    ):
        if not found:
            continue
        ends = [found[0].before, found[0].now]
        years = " en ".join(when(end.round) for end in ends)
        sizes = " en ".join(f"{end.denominator.text} in {when(end.round)}" for end in ends)
        shown = sum(move.shown for move in found)
        title = texts["tone_title" if zero else "moves_title"]
        yield Sketch(
            name,
            f"{title}: {len(found)} thema’s in {years}. Aangetoonde veranderingen: {shown}. "
            f"Het grootste verschil: {found[0].name}, {found[0].difference.text} punten. "
            "Alle cijfers staan in de tabel.",
            lambda canvas, found=found, measure=measure, zero=zero: dumbbells(
                found, words["verandering_kort"], canvas, axis_title=texts[measure], zero=zero
            ),
            f"{title} {years}",
            [
                f"Teken: {'toon' if zero else 'aandeel'}. Streep: 95%-interval. Aantal uitspraken: {sizes}.",
                *_open(theme, [end for move in found for end in (move.before, move.now)]),
                page.about.title,
            ],
        )


def _course(page: Page, theme: Mapping[str, Any], words: Mapping[str, Any]) -> Iterator[Sketch]:
    """All themes over all rounds, as small multiples."""
    if not page.has_trend:
        return
    texts, rounds = theme["texts"], [row.name for row in page.rounds]
    of_all, apart = page.rows_of("alle"), page.rows_of("intern", "extern")
    last = f"Van {when(rounds[0])} tot en met {when(rounds[-1])}"
    yield Sketch(
        "verloop-alle",
        f"{last}: het aandeel van {len(page.newest)} thema’s per ronde. {_top(list(page.newest))}",
        lambda canvas: charts.over_rounds(of_all, ("alle",), rounds, canvas),
        texts["trend_title"],
        [texts["trend_note"], *_open(theme, of_all), page.about.title],
    )
    if any(row.known for row in apart):
        sizes = [f"{words['doelgroepen'][side]}: {_sizes(apart, side)}" for side in ("intern", "extern")]
        yield Sketch(
            "verloop-doelgroepen",
            f"{last}: het aandeel van {len(page.newest)} thema’s per ronde, medewerkers en partners naast elkaar.",
            lambda canvas: charts.over_rounds(apart, ("intern", "extern"), rounds, canvas),
            texts["groups_title"],
            [texts["trend_note"], *_open(theme, apart), page.about.title, *sizes],
        )


def _mirrored(page: Page, theme: Mapping[str, Any]) -> Iterator[Sketch]:
    """Staff against partners."""
    if page.mirror is None:
        return
    mirror, texts = page.mirror, theme["texts"]
    sides = [side for row in mirror.rows for side in (row.intern, row.extern)]
    yield Sketch(
        "spiegel",
        f"Aandeel per thema in {when(mirror.round)}, medewerkers tegenover partners. "
        f"Partners: {_top([row.extern for row in mirror.rows])}",
        lambda canvas: charts.dots(sides, ("intern", "extern"), canvas),
        f"{texts['mirror_title']}, {when(mirror.round)}",
        [
            texts["trend_note"],
            *_open(theme, sides),
            f"Aantal: {mirror.intern.text} van medewerkers, {mirror.extern.text} van partners.",
            page.about.title,
        ],
    )


def _scored(page: Page, theme: Mapping[str, Any], words: Mapping[str, Any]) -> Iterator[Sketch]:
    """Scores per property, one chart a table."""
    texts = theme["texts"]
    for place, table in enumerate(page.scores, start=1):
        if len(table.clear) < FEWEST_BARS:
            continue
        view = words["perspectief"][table.perspective] + (f", {table.round}" if table.round else "")
        yield Sketch(
            f"oordelen-{place}",
            f"{view}: aantal mensen per antwoord voor {len(table.clear)} eigenschappen. "
            "De aantallen staan in de tabel.",
            lambda canvas, table=table: bars.scores(table, canvas),
            f"{texts['scores_title']}: {view[0].lower()}{view[1:]}",
            [texts["scores_note"], page.about.title],
        )


def _open(theme: Mapping[str, Any], points: Sequence[ThemeRow]) -> list[str]:
    """What an open mark means, where there is one."""
    return [theme["texts"]["open_note"]] if any(not point.corrected for point in points) else []


def _chart(sketch: Sketch, theme: Mapping[str, Any]) -> Chart:
    sheet = sketch.draw(Canvas(theme, "sheet", sketch.title, sketch.note))
    file_svg = drawing.titled(drawing.svg(sheet), sketch.alternative)
    inline = Markup("").join(
        drawing.inline(drawing.svg(sketch.draw(Canvas(theme, layout))), sketch.name, sketch.alternative, shown)
        for layout, shown in LAYOUTS.items()
    )
    return Chart(sketch.name, sketch.alternative, file_svg, drawing.png(file_svg, theme["png_scale"]), inline)


def _top(rows: list[ThemeRow]) -> str:
    said = [f"{row.name} {row.share.text}" for row in rows[:TOP] if row.known]
    return f"Het meest genoemd: {', '.join(said)}. Alle cijfers staan in de tabel."


def _critical(rows: list[ThemeRow]) -> str:
    most = max(rows, key=lambda row: int(row.stances["knelpunt"]))
    count = most.stances["knelpunt"]
    if not int(count):
        return ""
    return f"De meeste knelpunten gaan over {most.name}: {count.text} van de {most.n.text} uitspraken. "


def _sizes(rows: list[ThemeRow], audience: str) -> str:
    sizes = {row.round: row.denominator.text for row in rows if row.audience == audience}
    return ", ".join(f"{size} in {when(name)}" for name, size in sizes.items()) or "geen uitspraken"
