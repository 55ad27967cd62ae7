"""What would harm a page, a table or a document is shown as text, whole, in every file."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest

from pipeline.cli.commands.interchange import write_refi
from pipeline.cli.commands.interchange_import import read_refi
from pipeline.core.tables import LABELS as LABELS_TABLE
from pipeline.core.tables import read_table
from pipeline.refi.codings import ExportOptions
from tests.cases import data
from tests.refi.opened import Opened, codebook_schema, faults, project_schema

Made = Any  # a corpus that ran; see conftest.py
Make = Callable[..., Made]
EXTERN, INTERN = "gemeente", "provincie (intern)"
LABELS = "(tempo_capaciteit, knelpunt)"
HOSTILE = {**data(__file__, "texts"), "long": f"{'Dit is een lang antwoord zonder einde. ' * 260}{LABELS}"}
ORGANISATION = "=HYPERLINK(<i>kwaad</i>) & zonen"
TITLE = '"Proef & <i>land</i> =1+1"'


@pytest.fixture(scope="session")
def hostile(make: Make) -> Made:
    answers = [(EXTERN if place % 2 else INTERN, text) for place, text in enumerate(HOSTILE.values())]
    plain = [
        (EXTERN if place % 3 else INTERN, f"Gewone zin nummer {place} (vertrouwen, behouden)")
        for place in range(30)
    ]
    actions, strange = data(__file__, "actions"), (ORGANISATION, f"Een zin van een vreemde afzender {LABELS}")
    return make({"2025": [*answers, strange, *plain]}, actions=actions, title=TITLE, audited=True)


def words(text: str) -> str:
    """A text without regard to how white space is kept, and without the bell, which no XML can hold."""
    return " ".join(text.replace("\x07", "").split())


def assert_all_whole(texts: list[str], where: str) -> None:
    """Each hostile text is there, to the last character; what a spreadsheet would run has one mark before it."""
    shown = " ".join(words(text) for text in texts)
    assert [name for name, text in HOSTILE.items() if words(text) not in shown] == [], where


def test_the_pages_show_them_as_text(hostile: Made) -> None:
    page = hostile.page
    for one in (page, hostile.index):
        assert one.named("img", "b", "i", "p>") == []
        assert not [name for element in one.named() for name in element if name.startswith("on")]
        assert "Proef & <i>land</i> =1+1" in one.text()
    (script,) = page.root.iter("script")
    actions = words(page.text(page.part("acties")))

    assert len(re.findall(r"<script", hostile.html)) == 1
    assert hostile.index.named("script") == []
    assert "alert(1)" not in (script.text or "")
    assert_all_whole([page.text()], "samenvatting.html")
    assert ORGANISATION in words(page.text(page.part("uitspraken")))
    assert "=1+1 </script><b>Actie</b>" in actions
    assert "@team <i>Regio</i>" in actions


def opened_in_a_spreadsheet(made: Made) -> set[Path]:
    """Every table that the page leads to, and every other that is written for Excel."""
    linked = {made.reports / link["href"] for link in made.page.named("a") if link["href"].endswith(".csv")}
    for_excel = {path for path in made.reports.rglob("*.csv") if path.read_bytes().startswith(b"\xef\xbb\xbf")}
    return linked | for_excel


def test_no_table_that_people_open_has_a_cell_that_a_spreadsheet_would_run(hostile: Made) -> None:
    held = {}
    for path in opened_in_a_spreadsheet(hostile):
        text = path.read_text(encoding="utf-8-sig")
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in text.split("\n", 1)[0] else ",")
        cells = [cell for row in rows for cell in row]
        held[path.relative_to(hostile.reports).as_posix()] = sum("HYPERLINK" in cell for cell in cells)
        for cell in cells:
            assert not re.match(r"[=@\t\r]|[+-](?!\d+([.,]\d+)?$)", cell), (path.name, cell[:60])
    assert {"labels.csv", "trend.csv", "evidence/overzicht.csv"} <= set(held)
    assert held["labels.csv"] == 2  # a text, and an organisation
    assert sum(count > 0 for count in held.values()) >= 4  # evidence, the files to review, what came back


def test_what_was_neutralised_is_read_as_it_was(hostile: Made) -> None:
    labels = read_table(hostile.reports / "labels.csv", LABELS_TABLE)

    assert set(HOSTILE.values()) <= {text.replace("\r\n", "\n") for text in labels["text"]}
    assert ORGANISATION in set(labels["organisation"])


@pytest.mark.parametrize("name", ["labels.csv", "evidence/actie-02.csv", "review/alles.csv"])
def test_the_tables_have_each_text_to_the_last_character(hostile: Made, name: str) -> None:
    column = "text" if name == "labels.csv" else "tekst"

    texts = [row[column] for row in hostile.rows(name)]

    assert_all_whole(texts, name)


def test_what_reviewers_said_of_them_came_back_whole(hostile: Made) -> None:
    labels = hostile.rows("labels.csv")

    assert hostile.rows("review/afgewezen.csv") == []
    assert {row["reviewer"] for row in labels if row["audit"] == "ja"} == {"A. Proef"}
    assert sum(row["audit"] == "ja" for row in labels) == len(labels)


def test_a_project_for_other_programs_has_them_whole(hostile: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(hostile.root)
    write_refi("proef", ExportOptions(), out=Path("p.qdpx"), codebook=Path("p.qdc"))
    project = Opened(Path("p.qdpx").read_bytes())

    assert faults(project_schema(), project.parts["project.qde"]) == []
    assert faults(codebook_schema(), Path("p.qdc").read_bytes()) == []
    assert_all_whole([text.replace("\ufffd", "") for _, text, _ in project.selections()], "p.qdpx")
    assert "0 changed" in read_refi(Path("p.qdpx"), "proef", reviewer="", out=None, replace=False)
    for name in ("p.qdpx", "p.qdc"):
        Path(name).unlink()


def workbooks(made: Made) -> list[Path]:
    return sorted(made.reports.rglob("*.xlsx"))


def test_the_workbooks_have_text_and_no_formula_or_link(hostile: Made) -> None:
    assert {"alles.xlsx", "bewijstabellen.xlsx"} <= {path.name for path in workbooks(hostile)}
    for path in workbooks(hostile):
        book = openpyxl.load_workbook(path)
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert {cell.data_type for cell in cells} <= {"s", "n", "d", "b"}, path.name
        outward = [cell.hyperlink.target for cell in cells if cell.hyperlink and cell.hyperlink.target]
        assert not [target for target in outward if "kwaad" in target], path.name
        if path.name in ("alles.xlsx", "bewijstabellen.xlsx"):
            assert_all_whole([str(cell.value).replace("_x000D_", "") for cell in cells], path.name)


def test_the_document_is_sound_and_has_text_only(hostile: Made) -> None:
    path = hostile.reports / "samenvatting.docx"
    with zipfile.ZipFile(path) as parts:
        trees = {
            name: ElementTree.fromstring(parts.read(name))  # noqa: S314 - made by ourselves
            for name in parts.namelist()
            if name.endswith((".xml", ".rels"))
        }
    text = words("".join(trees["word/document.xml"].itertext()))
    targets = [one.get("Target", "") for name, tree in trees.items() if name.endswith(".rels") for one in tree]

    assert "Proef & <i>land</i> =1+1" in text
    assert not [target for target in targets if "kwaad" in target]
    assert "=1+1 </script><b>Actie</b>" in text
    assert "@team <i>Regio</i>" in text
    fields = [
        one for tree in trees.values() for one in tree.iter() if one.tag.endswith(("}instrText", "}fldSimple"))
    ]
    assert not [one for one in fields if "kwaad" in f"{one.text}{one.attrib}"]
