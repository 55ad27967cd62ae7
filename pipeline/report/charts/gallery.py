"""All charts of a page: which are drawn, under which name, with which texts."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from markupsafe import Markup

from pipeline.core.parallel import Begin, here
from pipeline.report.charts import bars, charts, drawing
from pipeline.report.charts.charts import Canvas, Spec
from pipeline.report.html import Files, environment
from pipeline.report.page import Page

LAYOUTS = {"wide": "breedscherm", "narrow": "smalscherm"}
FEWEST_BARS = 3  # properties in a chart of scores; fewer are read as fast in the table
Draw = Callable[[Canvas], Spec]


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
    draw: Draw
    alternative: str
    title: str
    note: Sequence[str]


def begun(page: Page, files: Files, begin: Begin = here) -> list[Callable[[], Chart]]:
    """Every chart that the page has figures for, in the order of the page; each waits until it is drawn."""
    return [begin(_chart, sketch, files.theme) for sketch in sketches(page, files)]


def sketches(page: Page, files: Files) -> Iterator[Sketch]:
    """The same before they are drawn; what each says are templates in theme.yaml."""
    made = environment(files.theme["parts"])
    made.autoescape = False  # plain text: who puts it somewhere escapes it
    made.globals.update(page=page, woorden=files.words)
    for name, draw, shown in _drawings(page, files.words["verandering_kort"]):
        texts = files.theme["charts"][name.rstrip("-0123456789")]
        alternative, title, *note = (
            made.from_string(text).render(shown) for text in (texts["alternative"], texts["title"], *texts["note"])
        )
        yield Sketch(name, draw, alternative, title, [line for line in note if line])


def _drawings(page: Page, verdicts: Mapping[str, str]) -> Iterator[tuple[str, Draw, dict[str, Any]]]:
    """Name, drawing, and what its texts can name beside the page: ``rijen`` are the shares in it."""
    apart, sides = page.rows_of("intern", "extern"), ("intern", "extern")
    rounds = [row.name for row in page.rounds]
    if page.newest:
        yield "themas", partial(charts.dots, page.newest, ("alle",)), {"rijen": page.newest}
    if spoken := [row for row in page.newest if int(row.n)]:
        if page.copied:  # the largest share is then not that of the most votes, which are drawn
            spoken.sort(key=lambda row: -int(row.n))
        most = max(spoken, key=lambda row: int(row.stances["knelpunt"]))
        yield "toon", partial(bars.stances, spoken, page.about.stances), {"rijen": spoken, "meeste": most}
    for name, moves in (("verandering", page.moves), ("verandering-toon", page.tones)):
        if moves:
            ends = [end for move in moves for end in (move.before, move.now)]
            draw = partial(charts.dumbbells, moves, verdicts, tone=name != "verandering")
            yield name, draw, {"rijen": ends, "stappen": moves}
    if page.has_trend:
        of_all = page.rows_of("alle")
        yield "verloop-alle", partial(charts.over_rounds, of_all, ("alle",), rounds), {"rijen": of_all}
        if any(row.known for row in apart):
            yield "verloop-doelgroepen", partial(charts.over_rounds, apart, sides, rounds), {"rijen": apart}
    if page.mirror:
        both = [side for row in page.mirror.rows for side in (row.intern, row.extern)]
        yield "spiegel", partial(charts.dots, both, sides), {"rijen": both}
    for place, table in enumerate(page.scores, start=1):
        if len(table.clear) >= FEWEST_BARS:
            yield f"oordelen-{place}", partial(bars.scores, table), {"tabel": table}


def _chart(sketch: Sketch, theme: Mapping[str, Any]) -> Chart:
    sheet = sketch.draw(Canvas(theme, "sheet", sketch.title, sketch.note))
    file_svg = drawing.titled(drawing.svg(sheet), sketch.alternative)
    inline = Markup("").join(
        drawing.inline(drawing.svg(sketch.draw(Canvas(theme, layout))), sketch.name, sketch.alternative, shown)
        for layout, shown in LAYOUTS.items()
    )
    return Chart(sketch.name, sketch.alternative, file_svg, drawing.png(file_svg, theme["png_scale"]), inline)
