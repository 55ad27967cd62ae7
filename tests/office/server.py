"""LibreOffice without a window: does to a document what a person would do.

Run by a Python that has LibreOffice's ``uno``, which is hardly ever the one that runs the tests (office.py
starts it): ``python server.py PROGRAM PROFILE``. The first line out says which kinds of document can be opened.
Then a request in JSON a line comes in, and its answer goes out:

``{"open": path, "filter": [name, options], "do": [[name, …], …], "save": [[path, filter, options], …]}``
gives ``{"found": [what each of "do" gave]}``, or ``{"problem": text}``.
"""

import contextlib
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import DisposedException
from com.sun.star.sheet import TableFilterField
from com.sun.star.sheet.FilterOperator import EQUAL
from com.sun.star.table import TableSortField

KINDS = {"calc": "com.sun.star.sheet.SpreadsheetDocument", "writer": "com.sun.star.text.TextDocument"}
LONGEST_START = 60  # seconds


def values(**named: Any) -> tuple[Any, ...]:
    return tuple(PropertyValue(Name=name, Value=value) for name, value in named.items())


class Doings:
    """What a person does to the sheet in front, by name; cells and areas as "B2" and "A1:P9", all else from 0."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.sheet = document.CurrentController.ActiveSheet

    def type(self, cell: str, text: str) -> None:
        """As by hand: what looks like a date or a sum becomes one; nothing happens in a locked cell.

        Not by the commands of the window (EnterString): without one LibreOffice 7.4 falls over now and then.
        """
        self.sheet.getCellRangeByName(cell).FormulaLocal = text

    def unlock(self) -> None:
        self.sheet.unprotect("")

    def sort(self, area: str, column: int) -> None:
        by = uno.Any("[]com.sun.star.table.TableSortField", (TableSortField(Field=column, IsAscending=True),))
        self.sheet.getCellRangeByName(area).sort(values(SortFields=by, ContainsHeader=True))

    def filter(self, area: str, column: int, text: str) -> None:
        cells = self.sheet.getCellRangeByName(area)
        shown = cells.createFilterDescriptor(True)
        shown.ContainsHeader = True
        shown.FilterFields = (TableFilterField(Field=column, Operator=EQUAL, StringValue=text),)
        cells.filter(shown)

    def hide_column(self, column: int) -> None:
        self.sheet.Columns.getByIndex(column).IsVisible = False

    def widen(self, column: int, width: int) -> None:
        """In hundredths of a millimetre."""
        self.sheet.Columns.getByIndex(column).Width = width

    def colour(self, area: str, colour: int) -> None:
        self.sheet.getCellRangeByName(area).CellBackColor = colour

    def insert_rows(self, at: int, count: int) -> None:
        self.sheet.Rows.insertByIndex(at, count)

    def delete_rows(self, at: int, count: int) -> None:
        self.sheet.Rows.removeByIndex(at, count)

    def insert_columns(self, at: int, count: int) -> None:
        self.sheet.Columns.insertByIndex(at, count)

    def merge(self, area: str) -> None:
        self.sheet.getCellRangeByName(area).merge(True)

    def note(self, cell: str, text: str) -> None:
        self.sheet.Annotations.insertNew(self.sheet.getCellRangeByName(cell).CellAddress, text)

    def copy_sheet(self, name: str) -> None:
        self.document.Sheets.copyByName(self.sheet.Name, name, self.document.Sheets.Count)

    def shown(self, area: str) -> list[list[str]]:
        """The cells as a person sees them."""
        cells = self.sheet.getCellRangeByName(area)
        size = cells.RangeAddress
        columns, rows = size.EndColumn - size.StartColumn + 1, size.EndRow - size.StartRow + 1
        return [[cells.getCellByPosition(x, y).String for x in range(columns)] for y in range(rows)]

    def choices(self, cell: str) -> list[str]:
        """What may be picked from a list in a cell; nothing where there is no list."""
        rule = self.sheet.getCellRangeByName(cell).Validation
        if rule.Type.value != "LIST":
            return []
        name, _, area = rule.getFormula1().replace("$", "").rpartition(".")
        listed = self.document.Sheets.getByName(name.strip("'")).getCellRangeByName(area).getDataArray()
        return [text for (text,) in listed]

    def is_locked(self) -> bool:
        return bool(self.sheet.isProtected())


class Office:
    """A LibreOffice that runs until it is closed."""

    def __init__(self, program: str, profile: Path) -> None:
        pipe = f"office{time.monotonic_ns()}"
        options = ["--headless", "--norestore", "--nologo", f"--accept=pipe,name={pipe};urp;"]
        self.process = subprocess.Popen(
            [program, *options, f"-env:UserInstallation={profile.as_uri()}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
        until = time.monotonic() + LONGEST_START
        while True:
            try:
                self.context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
                break
            except NoConnectException:
                if time.monotonic() > until or self.process.poll() is not None:
                    raise
                time.sleep(0.05)
        self.desktop = self.context.ServiceManager.createInstance("com.sun.star.frame.Desktop")

    def can(self) -> list[str]:
        """The kinds of document that can be opened."""
        services = self.context.ServiceManager.getAvailableServiceNames()
        return [kind for kind, service in KINDS.items() if service in services]

    def answer(self, request: dict[str, Any]) -> list[Any]:
        name, options = request["filter"]
        how = values(Hidden=True, **({"FilterName": name, "FilterOptions": options} if name else {}))
        document = self.desktop.loadComponentFromURL(Path(request["open"]).as_uri(), "_blank", 0, how)
        if document is None:
            raise ValueError(f"cannot be opened: {request['open']}")
        doings = request["do"] and Doings(document)
        found = [getattr(doings, what)(*how) for what, *how in request["do"]]
        for path, name, options in request["save"]:
            document.storeToURL(Path(path).as_uri(), values(FilterName=name, FilterOptions=options))
        document.close(True)
        return found

    def close(self) -> None:
        with contextlib.suppress(DisposedException):  # it fell over
            self.desktop.terminate()
        self.process.wait(LONGEST_START)


def main() -> None:
    office = Office(sys.argv[1], Path(sys.argv[2]))
    sys.stdout.write(json.dumps({"can": office.can()}) + "\n")
    sys.stdout.flush()
    for line in sys.stdin:
        try:
            answer: dict[str, Any] = {"found": office.answer(json.loads(line))}
        except Exception as problem:  # noqa: BLE001 (of any kind: whoever asked hears it)
            answer = {"problem": f"{type(problem).__name__}: {problem}"}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    office.close()


main()
