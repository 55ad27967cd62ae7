"""The files to review as Excel workbooks: choices to pick from, the machine's columns locked.

The same rows and columns as the CSV beside it, so that either may be handed back. The bytes depend
on nothing but the content: no clock, no name of whoever made it.
"""

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from pathlib import Path

import pandas as pd
from xlsxwriter.utility import xl_col_to_name

from pipeline.core.codebook import Codebook
from pipeline.core.codes import REVIEW_STATUSES
from pipeline.core.excel.rows import Look, SheetRow, Value
from pipeline.core.excel.writer import LINE, Column, DropDown, Worksheet, height, workbook_bytes
from pipeline.core.files import neutralise
from pipeline.core.tables import REVIEW
from pipeline.core.yaml_model import own_yaml
from pipeline.review.common.review_rows import SAID_NONE

TITLE, SHEET, CHOICES = "Uitspraken om na te kijken", "Nakijken", "Keuzes"
_SAID = own_yaml(Path(__file__).parents[1] / "workbook.yaml")
_EDITABLE = REVIEW.names[REVIEW.names.index("categorie_correctie") :]
_TOP: Look = {"valign": "top"}
_WRAP: Look = {"text_wrap": True, **_TOP}
_HEADER: Look = {"bold": True, "bg_color": "#DDE6EE", **_TOP}
_OPEN: Look = {"bg_color": "#FFF9E5", **_WRAP, "locked": False}
_TYPED: Look = {**_OPEN, "num_format": "@"}  # "- te kort" is a text there, no sum; 1,5 stays 1,5
_LOOKS: dict[str, Look] = {
    **dict.fromkeys(REVIEW.names, _TOP),
    **dict.fromkeys(_EDITABLE, _TYPED),
    **dict.fromkeys(("tekst", "themas", "waarom"), _WRAP),
    "zekerheid": {**_TOP, "align": "right", "indent": 1},
    "datum": {**_OPEN, "align": "left"},  # a spreadsheet that knows it for a day adds the year
}
_LINED = {name: {**look, "bottom": 1, "bottom_color": "#C8D3DC"} for name, look in _LOOKS.items()}


def workbook(rows: pd.DataFrame, codebook: Codebook) -> bytes:
    """An .xlsx with these rows of REVIEW and a sheet that lists what may be chosen.

    The header stays in sight. All but the reviewer's columns are locked, without a password: a
    lock against slips, not against people. Category, stance and status are picked from a list;
    themes too, but several may be typed.
    """
    choices = _choices(codebook)
    cells = rows[REVIEW.names].astype(object).itertuples(index=False, name=None)
    looks = [_LINED[name] for name in REVIEW.names]
    body = [SheetRow([*map(_value, REVIEW.names, row)], looks) for row in cells]
    # Of a cell that is not there, the column says whether it is locked.
    columns = [Column(_SAID["widths"][name], _LOOKS[name] if name in _EDITABLE else {}) for name in REVIEW.names]
    sheet = Worksheet(
        SHEET,
        columns,
        [SheetRow(REVIEW.names, [_HEADER] * len(columns)), *body],
        heights=_heights(body, columns),
        filtered=True,
        printed=len(columns),
        drop_downs=_drop_downs(choices),
        allowed=("autofilter", "sort", "format_columns", "format_rows", "format_cells"),
    )
    return workbook_bytes([sheet, _choices_sheet(choices, codebook)], TITLE)


def _choices(codebook: Codebook) -> dict[str, list[str]]:
    """What may be chosen per column, by Dutch name."""
    return {
        "categorie_correctie": [category.label for category in codebook.categories.values()],
        "oordeel_correctie": [stance.label for stance in codebook.stances.values()],
        "themas_correctie": [*(theme.label for theme in codebook.themes.values()), *SAID_NONE],
        "status": [status for status in REVIEW_STATUSES if status],
    }


def _drop_downs(choices: Mapping[str, Sequence[str]]) -> list[DropDown]:
    return [
        DropDown(
            REVIEW.names.index(name),
            f"'{CHOICES}'!${(letter := xl_col_to_name(number))}$2:${letter}${len(values) + 1}",
            _SAID["prompts"][name],
            None if name == "themas_correctie" else (*_SAID["refusal"],),  # of themes more than one may be typed
        )
        for number, (name, values) in enumerate(choices.items())
    ]


def _choices_sheet(choices: Mapping[str, Sequence[str]], codebook: Codebook) -> Worksheet:
    """A column per list, then what each label means."""
    labels = [*codebook.categories.values(), *codebook.stances.values(), *codebook.themes.values()]
    meanings = (f"{one.definition} Niet: {one.not_}" if one.not_ else one.definition for one in labels)
    listed = zip_longest(*choices.values(), [], (label.label for label in labels), meanings)
    headers: dict[str, int] = _SAID["choices"]
    looks = [*[_TOP] * (len(headers) - 1), _WRAP]
    rows = [SheetRow([text or None for text in row], looks) for row in listed]
    columns = [Column(width) for width in headers.values()]
    return Worksheet(
        CHOICES,
        columns,
        [SheetRow([title or None for title in headers], [_HEADER] * len(headers)), *rows],
        heights=_heights(rows, columns),
        allowed=(),
        printed=len(columns),
    )


def _heights(rows: Sequence[SheetRow], columns: Sequence[Column]) -> dict[int, float]:
    """Of the rows below a header, those that need more than a line; other rows grow with what is typed."""
    widths = [column.width for column in columns]
    cells = (zip(row.values, row.looks, strict=True) for row in rows)
    texts = ([str(value or "") if "text_wrap" in look else "" for value, look in row] for row in cells)
    needed = ((number, height(row, widths)) for number, row in enumerate(texts, start=1))
    return {number: points for number, points in needed if points > LINE}


def _value(name: str, cell: str) -> Value:
    return float(cell) if name == "zekerheid" and cell else neutralise(cell)
