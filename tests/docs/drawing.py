"""The picture of the code in docs/architecture.md, and its table of folders: made from the imports.

A box is a package, on the floor that tests/architecture gives it; in it stand its folders. A line goes from a
package to one below that it imports; that all of them import the ground floor goes without lines.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.architecture.imports import FLOORS, imports, part
from tests.paths import ROOT

PICTURE = ROOT / "docs" / "architecture.svg"
BOX, GAP, LINE, MARGIN = 118, 14, 15, 12  # widths and heights in px
FLOOR_GAP = 46
GROUND = "core"


def arrows() -> list[tuple[str, str]]:
    """Package to package below it, each once, sorted; without those to the ground floor."""
    pairs = {(part(importer), part(imported)) for importer, imported in imports()}
    return sorted((a, b) for a, b in pairs if a in FLOORS and b in FLOORS and a != b and b != GROUND)


def folders() -> dict[str, list[str]]:
    """Package to its folders that hold code, sorted."""
    package = ROOT / "pipeline"
    return {
        name: sorted(path.name for path in (package / name).iterdir() if path.is_dir() and any(path.glob("*.py")))
        for name in FLOORS
    }


def picture() -> str:
    """The drawing as SVG, the same whenever the code is the same."""
    inside, places = folders(), _places(folders())
    width = max(x for x, _, _ in places.values()) + BOX + MARGIN
    height = max(y + tall for _, y, tall in places.values()) + MARGIN
    lines = [_line(places[a], places[b]) for a, b in arrows()]
    boxes = [_box(name, inside[name], *places[name]) for name in FLOORS]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"',
            ' font-family="sans-serif" font-size="11">',
            "<title>Packages of the pipeline, each importing only from below</title>",
            f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
            *lines,
            *boxes,
            "</svg>\n",
        ]
    )


def _places(inside: Mapping[str, list[str]]) -> dict[str, tuple[int, int, int]]:
    """Per package left, top and height of its box; the highest floor on top, each floor in the middle."""
    floors = {n: [name for name, floor in FLOORS.items() if floor == n] for n in sorted(set(FLOORS.values()))}
    widest = max(len(names) for names in floors.values()) * (BOX + GAP) - GAP
    places: dict[str, tuple[int, int, int]] = {}
    top = MARGIN
    for n in sorted(floors, reverse=True):
        names = floors[n]
        left = MARGIN + (widest - len(names) * (BOX + GAP) + GAP) // 2
        tall = {name: 28 + LINE * len(inside[name]) for name in names}
        places |= {name: (left + i * (BOX + GAP), top, tall[name]) for i, name in enumerate(names)}
        top += max(tall.values()) + FLOOR_GAP
    return places


def _line(start: tuple[int, int, int], end: tuple[int, int, int]) -> str:
    (x1, y1, tall), (x2, y2, _) = start, end
    ends = f'x1="{x1 + BOX // 2}" y1="{y1 + tall}" x2="{x2 + BOX // 2}" y2="{y2}"'
    return f'<line {ends} stroke="#9aa7b1" stroke-width="1"/>'


def _box(name: str, inside: list[str], left: int, top: int, tall: int) -> str:
    texts = [f'<text x="{left + 8}" y="{top + 18}" font-weight="bold">{name}</text>']
    texts += [
        f'<text x="{left + 16}" y="{top + 18 + LINE * (i + 1)}">{each}</text>' for i, each in enumerate(inside)
    ]
    frame = f'<rect x="{left}" y="{top}" width="{BOX}" height="{tall}" rx="4" fill="#eef4f7" stroke="#154273"/>'
    return frame + "".join(texts)


def table() -> str:
    """Which package may import which, and what each is, by its own docstring."""
    rows = ["| folder | what it is | imports, beside core |", "|---|---|---|"]
    for name in sorted(FLOORS, key=lambda each: (-FLOORS[each], each)):
        lower = ", ".join(f"`{b}`" for a, b in arrows() if a == name)
        rows.append(f"| `{name}/` | {_about(ROOT / 'pipeline' / name)} | {lower or '–'} |")
    return "\n".join(rows)


def _about(folder: Path) -> str:
    """The first line of a package's docstring."""
    first_line = (folder / "__init__.py").read_text(encoding="utf-8").split('"""')[1].split("\n")[0]
    return first_line.replace("``", "`")
