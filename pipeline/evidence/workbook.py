"""bewijstabellen.xlsx: the evidence in one file, the overview first, a sheet per action.

The cells are those of the CSV files beside it; numbers are numbers and texts are texts. The header stays
in sight, has filters, and comes again on each printed page.
"""

from __future__ import annotations

from collections.abc import Sequence

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties

from pipeline.core.excel_writer import LINE, Style, font, height, like, pattern, saved
from pipeline.evidence.sheets import ROUNDS, Head, Sheet

FORMS = {"procent": "0.0%", "heel_procent": "0%", "punten": "+0.0%;-0.0%;0.0%"}
_TEXT = Alignment(wrap_text=True, vertical="top", horizontal="left", indent=1)
_NUMBER = Alignment(vertical="top", horizontal="right", indent=1)
_LINE = Border(bottom=Side(style="thin", color="C8D3DC"))
_FILL = PatternFill("solid", fgColor="EEF4F8")
_LINK = font(color="0B4F8A", underline="single")
_TITLE = Style(font(bold=True, size=14))
_HEADER = Style(font(bold=True), PatternFill("solid", fgColor="DDE6EE"), _TEXT, border=_LINE)
_A4 = 9


def workbook(sheets: Sequence[Sheet], title: str) -> bytes:
    """The .xlsx with these sheets; the same sheets give the same bytes."""
    book = openpyxl.Workbook(write_only=True)
    header_rows = {sheet.name: len(sheet.lines) + bool(sheet.links) + 1 for sheet in sheets}
    for sheet in sheets:
        _write(book.create_sheet(sheet.name), sheet, header_rows)
    return saved(book, title)


def _write(page: WriteOnlyWorksheet, sheet: Sheet, header_rows: dict[str, int]) -> None:
    header = header_rows[sheet.name]
    _lay_out(page, sheet, header)
    title, plain, link = pattern(page, _TITLE), pattern(page, Style(font())), pattern(page, Style(_LINK))
    for number, line in enumerate(sheet.lines):
        page.append([like(plain if number else title, page, line)])
    if sheet.links:
        page.row_dimensions[header - 1].height = LINE * 1.5
        page.append(_spread([_to(like(link, page, text), name, 1) for text, name in sheet.links], sheet.heads))
    widths = [head.width for head in sheet.heads]
    page.row_dimensions[header].height = height([head.title for head in sheet.heads], widths)
    page.append([like(pattern(page, _HEADER), page, head.title) for head in sheet.heads])
    shapes = _Shapes(page, sheet)
    for place, row in enumerate(sheet.rows):
        number = header + 1 + place
        texts = [cell if isinstance(cell, str) else "" for cell in row]
        page.row_dimensions[number].height = height(texts, widths)
        cells = []
        for column, cell in enumerate(row):
            target = sheet.row_links.get((place, column))
            made = like(shapes.of(place, column, linked=bool(target)), page, "" if cell is None else cell)
            if target:
                name, row_of = target
                _to(made, name, 1 if row_of is None else header_rows[name] + 1 + row_of)
            cells.append(made)
        page.append(cells)


class _Shapes:
    """Cells to make others like: per column, plain or marked, with a link or without."""

    def __init__(self, page: WriteOnlyWorksheet, sheet: Sheet) -> None:
        self._marked, self._page, self._heads = sheet.marked, page, sheet.heads
        self._numbers = [
            any(isinstance(row[column], int | float) for row in sheet.rows) and head.name not in ROUNDS
            for column, head in enumerate(sheet.heads)
        ]
        self._made: dict[tuple[int, bool, bool], Cell] = {}

    def of(self, place: int, column: int, *, linked: bool) -> Cell:
        """The shape of one cell; places and columns from 0."""
        key = (column, place in self._marked, linked)
        if key not in self._made:
            fill = _FILL if key[1] else None
            alignment = _NUMBER if self._numbers[column] else _TEXT
            form = FORMS.get(self._heads[column].form)
            style = Style(_LINK if linked else font(), fill, alignment, None, form, _LINE)
            self._made[key] = pattern(self._page, style)
        return self._made[key]


def _to(cell: Cell, sheet: str, row: int) -> Cell:
    """The cell as a link to a place in the workbook."""
    cell.hyperlink = Hyperlink(ref="A1", location=f"{quote_sheetname(sheet)}!A{row}")
    return cell


def _spread(links: Sequence[Cell], heads: Sequence[Head]) -> list[Cell | None]:
    """The links in one row, each with room for its text."""
    row: list[Cell | None] = [None] * len(heads)
    free = 0
    for link in links:
        while free < len(heads) and heads[free].width < 8:  # too narrow to start in
            free += 1
        row[free : free + 1] = [link]
        room = 0
        while free < len(heads) and room < len(str(link.value)) + 2:
            room += heads[free].width
            free += 1
    return row


def _lay_out(page: WriteOnlyWorksheet, sheet: Sheet, header: int) -> None:
    """Widths, frozen header, filter and paper; before any row is written."""
    last = get_column_letter(len(sheet.heads))
    for number, head in enumerate(sheet.heads, start=1):
        page.column_dimensions[get_column_letter(number)].width = head.width
    page.freeze_panes = f"A{header + 1}"
    page.auto_filter.ref = f"A{header}:{last}{header + max(len(sheet.rows), 1)}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", _A4
    page.page_setup.fitToHeight = 0  # as many pages as it takes
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_margins.left = page.page_margins.right = 0.4  # inch
    page.page_margins.top, page.page_margins.bottom = 0.5, 0.7
    page.print_title_rows = f"{header}:{header}"
    page.print_area = f"A1:{get_column_letter(sheet.paper)}{header + max(len(sheet.rows), 1)}"
    page.oddFooter.left.text, page.oddFooter.right.text = "&A", "Pagina &P van &N"
