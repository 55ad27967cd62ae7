"""The numbers of a page, looked up by other means than the page's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any


def looked_up(figure: Mapping[str, str], read: Callable[[str], Any]) -> str:
    """The value of a figure, from the file that it names.

    Parameters
    ----------
    figure : the attributes of its ``<data>`` element.
    read : file to its rows, or to what it holds when it is JSON.
    """
    if figure["data-hoe"] == "pad":
        found = read(figure["data-bron"])
        for key in figure["data-kolom"].split("."):
            found = found[key] if found is not None else None
        return "" if found is None else f"{found}"
    rows = read(figure["data-bron"])
    for part in filter(None, figure["data-rij"].split(";")):
        column, _, value = part.partition("=")
        rows = [row for row in rows if row[column] == value]
    if figure["data-hoe"] == "rijen":
        return str(len(rows))
    cells = [row[figure["data-kolom"]].replace(",", ".") for row in rows]
    if figure["data-hoe"] == "cel":
        assert len(rows) == 1, figure
        return str(cells[0])
    return str(sum(Decimal(cell) for cell in cells if cell)) if any(cells) else ""
