"""Charts: what they draw, what they say, and that the same figures give the same bytes."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.report.charts import bars, charts, drawing
from pipeline.report.charts.gallery import Chart, begun, sketches
from pipeline.report.html import Files
from pipeline.report.page import Page
from tests.builders import altered
from tests.pages import contrast

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def gallery(charts: list[Chart]) -> dict[str, Chart]:
    return {chart.name: chart for chart in charts}


def said(svg: str) -> str:
    return " ".join(" ".join(ET.fromstring(svg).itertext()).split())  # noqa: S314 - drawn by ourselves


def test_every_chart_of_the_page_is_there(gallery: dict[str, Chart]) -> None:
    assert list(gallery) == ["themas", "toon", "verloop-alle", "verloop-doelgroepen", "spiegel", "oordelen-1"]


def test_scores_of_fewer_than_three_properties_have_a_table_only(page: Page, files: Files) -> None:
    (table,) = page.scores
    few = altered(page, scores=(replace(table, rows=table.rows[:3]),))

    assert "oordelen-1" not in {sketch.name for sketch in sketches(few, files)}


def test_an_alternative_counts_the_properties_that_are_drawn(gallery: dict[str, Chart], page: Page) -> None:
    (table,) = page.scores

    assert [row.name for row in table.rows if row not in table.clear] == ["Flexibel"]
    assert f"voor {len(table.rows) - 1} eigenschappen" in gallery["oordelen-1"].alternative


def test_score_tables_of_one_perspective_are_told_apart_by_their_round(page: Page, files: Files) -> None:
    (table,) = page.scores
    two = altered(page, scores=(replace(table, round="2024"), replace(table, round="2026")))
    scored = [chart for chart in [chart() for chart in begun(two, files)] if "oordelen" in chart.name]

    assert [chart.alternative.split(":")[0].rsplit(", ")[-1] for chart in scored] == ["2024", "2026"]
    assert ["2024" in said(chart.file_svg) for chart in scored] == [True, False]


def test_without_a_problem_no_theme_has_the_most(page: Page, files: Files) -> None:
    newest = tuple(replace(row, cells={**row.cells, "n_knelpunt": "0"}) for row in page.newest)
    found = {one.name: one for one in sketches(altered(page, newest=newest), files)}

    assert found["toon"].alternative == (
        "Aantal uitspraken per oordeel, voor 3 thema’s in 2026. Alle cijfers staan in de tabel."
    )


def test_a_number_stands_in_a_bar_where_it_is_wide_enough_for_all_its_signs(page: Page, files: Files) -> None:
    # Of a sheet's longest bar two signs take 2.4%, three 4.5% and five, with the point, 7.5%.
    counts = {"n": "20000", "n_knelpunt": "899", "n_wens": "900", "n_neutraal": "1499", "n_behouden": "1500"}
    row = replace(page.newest[0], cells={**page.newest[0].cells, **counts})
    spec = bars.stances([row], page.about.stances, charts.Canvas(files.theme, "sheet"))

    said = {record["soort"]: record["aantal"] for record in spec["data"]["values"]}
    assert said == {"Knelpunt": "", "Wens": "900", "Neutraal": "", "Waardering": "1.500"}


def test_every_chart_states_n_and_speaks_dutch(gallery: dict[str, Chart]) -> None:
    words = {name: said(chart.file_svg) for name, chart in gallery.items()}

    assert "aantal: 60" in words["themas"]
    assert re.search(r"aantal:\s*40\b", words["verloop-alle"])
    assert re.search(r"aantal:\s*60\b", words["verloop-alle"])
    assert "Medewerkers: 25 in 2026" in words["verloop-doelgroepen"]
    assert "Aantal: 25 van medewerkers, 35 van partners." in words["spiegel"]
    assert "aantal: 19,5" in words["oordelen-1"]
    assert "6,5" in words["oordelen-1"]
    assert "Flexibel" not in words["oordelen-1"]  # nobody knows which number belongs where
    for text in words.values():
        assert not re.search(r"\d\.\d%|undefined|NaN|null", text)
    for chart in gallery.values():
        assert not re.search(r"aria-|[Aa]xis titled", chart.file_svg)  # of Vega, in English


def test_alternatives_name_what_is_most_said(gallery: dict[str, Chart]) -> None:
    assert gallery["themas"].alternative == (
        "Aandeel van 3 thema’s in 2026. Het meest genoemd: Tempo & capaciteit 50%, Elkaar kennen 15%, Regie 5%. "
        "Alle cijfers staan in de tabel."
    )
    assert (
        "<title>Aandeel van 3 thema’s in 2026. Het meest genoemd: Tempo &amp; capaciteit"
        in gallery["themas"].file_svg
    )


def test_the_interval_is_drawn_for_every_share(page: Page, files: Files) -> None:
    spec = charts.dots(page.newest, ("alle",), charts.Canvas(files.theme, "wide"))

    records = next(iter(spec["datasets"].values())) if "datasets" in spec else spec["data"]["values"]
    assert [(row["laag"], row["aandeel"], row["hoog"]) for row in records] == [
        (0.3772, 0.5, 0.6228), (0.0810, 0.15, 0.2611), (0.0171, 0.05, 0.1370),
    ]  # fmt: skip
    rule = spec["layer"][0]
    assert rule["mark"]["type"] == "rule"
    assert (rule["encoding"]["x"]["field"], rule["encoding"]["x2"]["field"]) == ("laag", "hoog")


def test_the_same_figures_give_the_same_bytes_without_ids(
    page: Page, gallery: dict[str, Chart], files: Files
) -> None:
    again = [chart() for chart in begun(page, files)]

    assert {chart.name: chart for chart in again} == gallery
    for chart in gallery.values():
        assert chart.file_png.startswith(PNG)
        assert not re.search(r'\bid="|url\(#', chart.file_svg)


def test_text_is_drawn_with_our_own_font_whatever_fonts_a_machine_has(
    gallery: dict[str, Chart], tmp_path: Path
) -> None:
    """A font of the machine wins over one of that name in the drawing program: ours has a name of its own."""
    (tmp_path / "fonts.conf").write_text(f"<fontconfig><dir>{tmp_path}</dir></fontconfig>")
    drawn_svg = gallery["spiegel"].file_svg
    (tmp_path / "drawing.svg").write_text(drawn_svg, encoding="utf-8")
    again = (
        "import sys, hashlib; from pathlib import Path; from pipeline.report.charts.drawing import png\n"
        "print(hashlib.sha256(png(Path(sys.argv[1]).read_text(encoding='utf-8'), 2)).hexdigest())"
    )
    without_fonts = subprocess.run(
        [sys.executable, "-c", again, str(tmp_path / "drawing.svg")],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "FONTCONFIG_FILE": str(tmp_path / "fonts.conf")},
    )

    assert without_fonts.stdout.strip() == hashlib.sha256(drawing.png(drawn_svg, 2)).hexdigest()
    assert set(re.findall(r'font-family="([^"]*)"', drawn_svg)) == {drawing.SCREEN_FONTS}
    assert drawn_svg.count("<text") == drawn_svg.count("font-family=") > 10  # text stays text, to be read aloud


def test_a_drawing_in_the_page_is_one_image_with_one_text(gallery: dict[str, Chart]) -> None:
    inline = str(gallery["spiegel"].inline)

    assert inline.count("<svg") == 2
    assert inline.count('role="img"') == 2
    assert inline.count("aria-label=") == 2
    assert "style=" not in inline
    assert 'class="tekening breedscherm"' in inline
    assert 'class="tekening smalscherm"' in inline


def test_a_drawing_without_a_size_is_refused() -> None:
    with pytest.raises(ValueError, match="no size"):
        drawing.inline("<svg><g/></svg>", "x", "y", "z")


def test_colours_can_be_told_apart_and_shapes_differ(files: Files) -> None:
    theme, style = files.theme, files.style
    audiences = theme["audiences"]

    assert audiences["intern"]["shape"] != audiences["extern"]["shape"]
    for color in (theme["ink"], theme["muted"]):
        assert contrast(color, theme["paper"]) >= 4.5
    for look in audiences.values():
        assert contrast(look["color"], theme["paper"]) >= 3
    for look in theme["levels"].values():
        assert contrast(look["color"], look["ink"]) >= 4.5
    # In the dark the page recolours the drawings: a colour that style.css forgets would stay dark on dark.
    for color in (theme["ink"], theme["muted"], *(look["color"] for look in audiences.values())):
        assert f'[fill="{color}"]' in style
    assert f'[stroke="{theme["grid"]}"]' in style


def test_names_of_themes_are_text(page: Page, files: Files) -> None:
    rows = [replace(row, cells={**row.cells, "thema_naam": '<b>x</b> & "y"'}) for row in page.newest[:1]]

    text = said(drawing.svg(charts.dots(rows, ("alle",), charts.Canvas(files.theme, "wide"))))

    assert '<b>x</b> & "y"' in text
