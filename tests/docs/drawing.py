"""The picture of the code in docs/architecture.md, and its table of folders: made from the imports.

A box is a package, on the floor that tests/architecture gives it; in it stand its folders. A line goes from a
package to one below that it imports; that all of them import the ground floor goes without lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Template

from tests.architecture.imports import FLOORS, imports, part
from tests.paths import ROOT

PICTURE = ROOT / "docs" / "architecture.svg"
TEMPLATE = Path(__file__).with_name("architecture.svg.j2")
BOX, GAP, LINE, MARGIN = 118, 14, 15, 12  # widths and heights in px
FLOOR_GAP = 46
GROUND = "core"


@dataclass
class Box:
    """A package with its folders that hold code, and where it stands in the picture."""

    name: str
    left: int
    top: int

    @property
    def folders(self) -> list[str]:
        inside = (ROOT / "pipeline" / self.name).iterdir()
        return sorted(path.name for path in inside if path.is_dir() and any(path.glob("*.py")))

    @property
    def tall(self) -> int:
        return 28 + LINE * len(self.folders)


def arrows() -> list[tuple[str, str]]:
    """Package to package below it, each once, sorted; without those to the ground floor."""
    pairs = {(part(importer), part(imported)) for importer, imported in imports()}
    return sorted((a, b) for a, b in pairs if a in FLOORS and b in FLOORS and a != b and b != GROUND)


def boxes() -> dict[str, Box]:
    """Package to its box; the highest floor on top, each floor in the middle."""
    floors = {n: [name for name, floor in FLOORS.items() if floor == n] for n in set(FLOORS.values())}
    widest = max(map(len, floors.values()))
    found: dict[str, Box] = {}
    top = MARGIN
    for n in sorted(floors, reverse=True):
        left = MARGIN + (widest - len(floors[n])) * (BOX + GAP) // 2
        row = {name: Box(name, left + i * (BOX + GAP), top) for i, name in enumerate(floors[n])}
        found |= row
        top += max(box.tall for box in row.values()) + FLOOR_GAP
    return found


def picture() -> str:
    """The drawing as SVG, the same whenever the code is the same."""
    found = boxes()
    template = Template(TEMPLATE.read_text(encoding="utf-8"), keep_trailing_newline=True)
    drawn: str = template.render(
        width=max(box.left for box in found.values()) + BOX + MARGIN,
        height=max(box.top + box.tall for box in found.values()) + MARGIN,
        arrows=[(found[a], found[b]) for a, b in arrows()],
        boxes=[found[name] for name in FLOORS],
        box=BOX,
        line=LINE,
    )
    return drawn


def table() -> str:
    """Which package may import which, and what each is, by its own docstring."""
    rows = ["| folder | what it is | imports, beside core |", "|---|---|---|"]
    for name in sorted(FLOORS, key=lambda each: (-FLOORS[each], each)):
        lower = ", ".join(f"`{b}`" for a, b in arrows() if a == name)
        docstring = (ROOT / "pipeline" / name / "__init__.py").read_text(encoding="utf-8").split('"""')[1]
        about = docstring.split("\n")[0]
        rows.append(f"| `{name}/` | {about.replace('``', '`')} | {lower or '–'} |")
    return "\n".join(rows)
