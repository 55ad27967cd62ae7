"""The files to review as Excel workbooks: choices to pick from, the machine's columns locked.

The same rows and columns as the CSV beside it, so that either may be handed back. The bytes depend
on nothing but the content: no clock, no name of whoever made it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest

import openpyxl
import pandas as pd
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.datavalidation import DataValidation

from pipeline.core.codebook import NO_THEME, Codebook, Label
from pipeline.core.codes import REVIEW_STATUSES
from pipeline.core.excel_writer import WRAP, Style, font, like, pattern, saved
from pipeline.core.files import neutralise
from pipeline.core.tables.review import REVIEW
from pipeline.review.verdicts.sheet import NO_CONTENT

TITLE, SHEET, CHOICES = "Uitspraken om na te kijken", "Nakijken", "Keuzes"
_EDITABLE = REVIEW.names[REVIEW.names.index("categorie_correctie") :]
_WIDTHS = {  # in characters; what is not named is as wide as its header
    "uitspraak_id": 13,
    "controle": 15,
    "ronde": 14,
    "tekst": 70,
    "categorie": 15,
    "oordeel": 12,
    "themas": 28,
    "zekerheid": 10,
    "waarom": 40,
    "categorie_correctie": 20,
    "oordeel_correctie": 18,
    "themas_correctie": 34,
    "status": 14,
    "beoordelaar": 18,
    "datum": 12,
    "opmerking": 40,
}
_PROMPTS = {
    "categorie_correctie": "Kies precies één categorie.",
    "oordeel_correctie": "Kies precies één oordeel.",
    "themas_correctie": "Kies een thema, of typ er meer met | ertussen. Past er geen, kies dan geen.",
    "status": "Leeg laten: niet bekeken.",
}


def workbook(rows: pd.DataFrame, codebook: Codebook) -> bytes:
    """An .xlsx with these rows of REVIEW and a sheet that lists what may be chosen.

    The header stays in sight. All but the reviewer's columns are locked, without a password: a
    lock against slips, not against people. Category, stance and status are picked from a list;
    themes too, but several may be typed.
    """
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(SHEET)
    choices = _choices(codebook)
    _lay_out(sheet, len(rows), choices)
    header = pattern(sheet, _HEADER)
    sheet.append([like(header, sheet, name) for name in REVIEW.names])
    styles = {"tekst": pattern(sheet, _TEXT), "waarom": pattern(sheet, _TEXT)}
    styles |= dict.fromkeys(_EDITABLE, pattern(sheet, _OPEN))
    for cells in rows[REVIEW.names].astype(object).itertuples(index=False, name=None):
        sheet.append([_cell(sheet, name, cell, styles) for name, cell in zip(REVIEW.names, cells, strict=True)])
    _list_choices(book.create_sheet(CHOICES), choices, codebook)
    return saved(book, TITLE)


_HEADER = Style(font(bold=True), PatternFill("solid", fgColor="DDE6EE"), Alignment(vertical="top"))
_TEXT = Style(alignment=WRAP)
_OPEN = Style(fill=PatternFill("solid", fgColor="FFF9E5"), alignment=WRAP, protection=Protection(locked=False))


def _choices(codebook: Codebook) -> dict[str, list[str]]:
    """What may be chosen per column, by Dutch name."""
    return {
        "categorie_correctie": [one.label for one in codebook.categories.values()],
        "oordeel_correctie": [one.label for one in codebook.stances.values()],
        "themas_correctie": [*(one.label for one in codebook.themes.values()), NO_THEME, NO_CONTENT],
        "status": [status for status in REVIEW_STATUSES if status],
    }


def _lay_out(sheet: WriteOnlyWorksheet, n_rows: int, choices: Mapping[str, Sequence[str]]) -> None:
    """Widths, frozen header, filter, locks and lists to pick from; before any row is written."""
    last = max(n_rows, 1) + 1
    for number, name in enumerate(REVIEW.names, start=1):
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.width = _WIDTHS[name]
        if name in _EDITABLE:  # of a cell that is not there, the column says whether it is locked
            dimension.protection, dimension.fill, dimension.alignment = _OPEN.protection, _OPEN.fill, WRAP
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(REVIEW.names))}{last}"
    sheet.protection.sheet = True
    for allowed in ("autoFilter", "sort", "formatColumns", "formatRows", "formatCells"):
        setattr(sheet.protection, allowed, False)  # False: not kept from
    for number, (name, values) in enumerate(choices.items(), start=1):
        column = get_column_letter(REVIEW.names.index(name) + 1)
        source = f"'{CHOICES}'!${get_column_letter(number)}$2:${get_column_letter(number)}${len(values) + 1}"
        several = name == "themas_correctie"
        validation = DataValidation(
            type="list", formula1=source, allow_blank=True, sqref=f"{column}2:{column}{last}"
        )
        validation.showErrorMessage = not several  # of themes more than one may be typed
        validation.errorTitle, validation.error = "Niet in de lijst", "Kies een waarde uit de lijst."
        validation.showInputMessage, validation.prompt = True, _PROMPTS[name]
        sheet.data_validations.append(validation)


def _list_choices(sheet: WriteOnlyWorksheet, choices: Mapping[str, Sequence[str]], codebook: Codebook) -> None:
    """A column per list, then what each label means."""
    for number, width in enumerate((24, 16, 36, 16, 4, 36, 100), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    sheet.protection.sheet = True
    titles = ["Keuze categorie", "Keuze oordeel", "Keuze thema", "Keuze status", "", "Betekenis van", "Uitleg"]
    header, text = pattern(sheet, _HEADER), pattern(sheet, _TEXT)
    sheet.append([like(header, sheet, title) if title else None for title in titles])
    labels = [*codebook.categories.values(), *codebook.stances.values(), *codebook.themes.values()]
    meanings = [(label.label, like(text, sheet, _meaning(label))) for label in labels]
    for values, meaning in zip_longest(zip_longest(*choices.values()), meanings, fillvalue=()):
        sheet.append([*values, *[None] * (5 - len(values)), *meaning])


def _meaning(label: Label) -> str:
    return f"{label.definition} Niet: {label.not_}" if label.not_ else label.definition


def _cell(
    sheet: WriteOnlyWorksheet, name: str, cell: str, styles: Mapping[str, Cell]
) -> Cell | float | str | None:
    if not cell:
        return None
    if name == "zekerheid":
        return float(cell)
    return like(styles[name], sheet, neutralise(cell)) if name in styles else cell
