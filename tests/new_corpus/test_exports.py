"""Made-up exports in the forms of survey tools: read right at the first go, or asked about; no cell is lost."""

from __future__ import annotations

import contextlib
import csv
import datetime
import io
import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from typer.testing import CliRunner, Result

from pipeline.cli import app
from pipeline.core.corpus import Source
from pipeline.core.errors import InputError
from pipeline.core.params import load_params
from pipeline.core.tables import STATEMENTS, read_table
from pipeline.ingest.common.lines import blank
from pipeline.ingest.survey.stamps import ORDERS
from pipeline.new_corpus.survey import Survey, Wishes, survey
from pipeline.stages.ingest import main as ingest
from tests.ingest.reports import TABLE
from tests.paths import ROOT

EXPORTS = Path(__file__).parent / "exports"
OTHERS = Path(__file__).parent / "exports_of_others"  # made by somebody who had not seen the reader
KEYS: dict[str, dict[str, Any]] = {
    name: {"folder": folder, **key}
    for folder in (EXPORTS, OTHERS)
    for name, key in YAML(typ="safe").load((folder / "keys.yaml").read_text(encoding="utf-8")).items()
}
PARAMS = load_params(ROOT / "params.yaml").ingest
WISHES = {f"--date-order {order}": Wishes(date_order=order) for order in ORDERS}


def content(name: str) -> bytes:
    """The bytes of an export; a folder of sheets becomes a workbook with stamps as Excel keeps them."""
    path: Path = KEYS[name]["folder"] / name
    if path.is_file():
        return path.read_bytes()
    book = openpyxl.Workbook()
    book.remove(book.active)
    for file in sorted(path.glob("*.csv")):
        sheet = book.create_sheet(file.stem)
        with file.open(encoding="utf-8", newline="") as stream:
            for row in csv.reader(stream):
                sheet.append([_stamp(cell) for cell in row])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def _stamp(cell: str) -> str | datetime.datetime:
    return datetime.datetime.fromisoformat(cell) if re.match(r"20\d\d-\d\d-", cell) else cell


def read(name: str, raw: bytes, wishes: Wishes = Wishes()) -> Survey:  # noqa: B008  it cannot change
    return survey(Path(name), raw, Source(file=name, profile="tabel"), TABLE, wishes, PARAMS)


@pytest.mark.parametrize("name", [name for name, key in KEYS.items() if "refused" not in key])
def test_an_export_is_read_right_or_asked_about(name: str) -> None:
    key = KEYS[name]
    wishes = Wishes()
    if key["asks"]:
        with pytest.raises(InputError) as caught:
            read(name, content(name))
        assert key["asks"] in str(caught.value)
        wishes = WISHES[key["asks"]]

    found = read(name, content(name), wishes)

    statements = found.reading.statements
    texts = [" ".join(text.split()) for text in statements["text"]]
    assert key.get("low", key["statements"]) <= len(texts) <= key.get("high", key["statements"])
    asked = {*statements["question"]} - {*key.get("doubtful", ())}
    assert asked - {""} <= {*key["open"]}
    assert len(asked) == len(key["open"])
    assert [part for part in key["must"] if not any(part in text for text in texts)] == []
    assert [part for part in key["must_not"] if any(part in text for text in texts)] == []
    assert min(statements["date"]) == (key["date"] or "")
    assert statements["statement_id"].is_unique
    assert found.plan.sheet.name == key.get("sheet", "")
    assert lost_cells(found) == []


def lost_cells(found: Survey) -> list[tuple[str, int]]:
    """Cells that are in no statement, in no column that is used and in none that is told to be left."""
    columns = found.source.columns
    assert columns
    cells, statements = found.plan.sheet.cells, found.reading.statements
    said = set(zip(statements["line_start"].astype(int), statements["text"], strict=True))
    told = {column.name for column in found.plan.unused} | (columns.named - set(columns.texts))
    skipped = cells[columns.question].isin(found.source.skip_questions) if columns.question else cells.index < 0
    return [
        (name, row)
        for name in cells.columns
        if name not in told
        for row, cell, skip in zip(cells.index, cells[name], skipped, strict=True)
        if cell.strip() and not skip and (row, cell.strip()) not in said
    ]


def test_an_export_without_answers_is_refused_with_a_way_on() -> None:
    with pytest.raises(InputError, match="column names and no answers") as caught:
        read("22_header_only.csv", content("22_header_only.csv"))
    assert "What to do: export it again" in str(caught.value)


def test_a_table_of_several_years_can_be_a_round_of_each() -> None:
    name = "20_google_three_years.csv"

    one, each = (read(name, content(name), Wishes(per_year=apart)) for apart in (False, True))

    assert set(one.reading.statements["round"]) == {"2023"}
    assert set(each.reading.statements["round"]) == {"2023", "2024", "2025"}
    assert (each.source.rounds, each.source.round) == ("per year", "")


def test_named_columns_are_read_each_as_a_question() -> None:
    name = "01_google_nl.csv"
    wishes = Wishes(roles={"text": ("Wat kan er beter?", "Bij welke organisatie werkt u?")}, no_date=True)

    found = read(name, content(name), wishes)

    statements = found.reading.statements
    assert statements["question"].value_counts().to_dict() == {
        "Bij welke organisatie werkt u?": 12,
        "Wat kan er beter?": 10,
    }
    assert set(statements["date"]) == {""}
    assert statements["respondent"].nunique() == 12


def test_one_column_can_be_a_question_too() -> None:
    raw = b"Nr;Tips\n1;Bel eens terug.\n2;Houd het kort.\n"

    plain, asked = (read("a.csv", raw, Wishes(as_questions=wish)) for wish in (False, True))

    assert set(plain.reading.statements["question"]) == {""}
    assert set(asked.reading.statements["question"]) == {"Tips"}


def test_when_most_text_would_stay_unread_the_columns_are_asked_for() -> None:
    long = "Stichting voor wonen en zorg in dorp en stad van de streek, afdeling"
    rows = "".join(f"{long} {n};{long} {n};Te laat nummer {n}.\n" for n in range(9))

    with pytest.raises(InputError) as caught:
        read("a.csv", f"Organisatie;Moederorganisatie of bedrijf;Opmerking\n{rows}".encode(), Wishes())
    assert "would stay unread" in str(caught.value)
    assert "--column text=Opmerking --column text='Moederorganisatie of bedrijf'" in str(caught.value)


def workbook(**sheets: list[list[str]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def test_answers_spread_over_sheets_are_asked_for() -> None:
    raw = workbook(
        noord=[["Opmerking"], ["Graag wat eerder bellen."], ["De stukken kwamen te laat."]],
        zuid=[["Opmerking"], ["Niemand nam de telefoon op."], ["Wij zijn hier erg blij mee."]],
        oost=[["Opmerking"], ["Het mag wel wat korter."]],
    )

    with pytest.raises(InputError, match="--sheet noord --sheet zuid --sheet oost"):
        read("a.xlsx", raw)


CELL = st.sampled_from(
    ["", "", "NA", "n.v.t.", "ja", "7", "3/14/2025", "Jan Smit", "Dat duurt veel te lang.", "We bellen te weinig."]
) | st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=40)


@given(
    st.lists(
        st.sampled_from(["Opmerking", "Wat vindt u?", "Datum", "Naam", "q1", "q2", ""]), min_size=1, max_size=5
    ),
    st.lists(st.lists(CELL, min_size=5, max_size=5), min_size=1, max_size=9),
)
@settings(deadline=None, max_examples=80)
def test_no_cell_of_any_table_is_lost(header: list[str], rows: list[list[str]]) -> None:
    stream = io.StringIO(newline="")
    width = len(header)
    csv.writer(stream).writerows([header, *(row[:width] for row in rows)])
    with contextlib.suppress(InputError):  # a table without answers, which is refused
        found = read("a.csv", stream.getvalue().encode(), Wishes(no_date=True))
        cells = found.plan.sheet.cells
        assert [(name, row) for name, row in lost_cells(found) if not blank(str(cells.loc[row, name]))] == []


RUNNER = CliRunner(env={"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"})


def typed(project: Path, *words: str, export: str = "01_google_nl.csv") -> Result:
    """The command with one export, which lies in the project."""
    (project / export).write_bytes(content(export))
    return RUNNER.invoke(app, ["new-corpus", "nieuw", export, *words])


def test_a_dry_run_tells_all_and_writes_nothing(small_project: Path) -> None:
    (small_project / "01_google_nl.csv").write_bytes(content("01_google_nl.csv"))
    before = sorted(small_project.rglob("*"))

    done = typed(small_project, "--dry-run")

    assert done.exit_code == 0, done.output
    assert "Nothing is written (--dry-run)" in done.stdout
    assert "21 statements (utf-8), 21 of which count in shares" in done.stdout
    assert "number       Hoe tevreden bent u over de samen…  12 cells" in done.stdout
    assert sorted(small_project.rglob("*")) == before
    assert "nieuw" not in load_params().corpora


def test_a_table_in_a_text_file_is_read_as_a_table(small_project: Path) -> None:
    done = typed(small_project, "--dry-run", export="23_question_numbers.txt")

    assert done.exit_code == 0, done.output
    assert "15 statements (utf-8)" in done.stdout
    assert "skipped      V02" in done.stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--column", "text=Wat kan er"], 'Closest: "Wat kan er beter?"'),
        (["--columns-as", "rows"], "Allowed: questions"),
        (["--date-order", "maand"], "Allowed: day-first, month-first"),
        (["--column", "date=Tijdstempel", "--column", "date=E-mailadres"], "each role but text once"),
        (["https://voorbeeld.nl/a.csv"], "download the file first"),
    ],
)
def test_a_mistake_in_an_option_names_what_may_be_given(
    small_project: Path, words: list[str], message: str
) -> None:
    done = typed(small_project, *words)

    assert done.exit_code == 2
    assert message in done.stderr


def test_a_sheet_that_is_not_there_is_named_with_those_that_are(small_project: Path) -> None:
    done = typed(small_project, "--sheet", "Sheet2", export="07_msforms.xlsx")

    assert done.exit_code == 2
    assert 'unknown sheet "Sheet2"' in done.stderr
    assert 'Closest: "Sheet1"' in done.stderr


def test_what_is_written_is_read_the_same_by_the_stage(small_project: Path) -> None:
    done = typed(small_project, "--per-year", export="14_slido_long.csv")

    assert done.exit_code == 0, done.output
    assert ingest(["nieuw"]) == 0
    statements = read_table(Path("reports/nieuw/statements.csv"), STATEMENTS)
    assert len(statements) == KEYS["14_slido_long.csv"]["statements"]
    assert set(statements["round"]) == {"2025"}
    dropped = json.loads(Path("reports/nieuw/ledgers/ingest.json").read_text(encoding="utf-8"))["dropped"]
    assert set(dropped) == {"gesloten_vraag"}


def test_a_file_may_be_a_source_twice_with_other_columns(small_project: Path) -> None:
    done = typed(small_project, "--column", "text=Wat kan er beter?")
    assert done.exit_code == 0, done.output
    path = Path("corpora/nieuw/corpus.yaml")
    head, once = path.read_text(encoding="utf-8").split("sources:\n")
    path.write_text(
        f"{head}sources:\n{once}{once.replace('Wat kan er beter?', 'Wat gaat er goed in de samenwerking?')}"
    )

    assert ingest(["nieuw"]) == 0
    statements = read_table(Path("reports/nieuw/statements.csv"), STATEMENTS)
    assert len(statements) == KEYS["01_google_nl.csv"]["statements"]
    path.write_text(f"{head}sources:\n{once}{once}")
    assert ingest(["nieuw"]) == 2


def test_two_sheets_with_the_same_question_are_asked_for() -> None:
    rows = [["Nr", "Wat vindt u?"], ["1", "De stukken kwamen te laat."], ["2", "Wij zijn hier erg blij mee."]]
    raw = workbook(inwoners=rows, ondernemers=[rows[0], ["1", "Niemand nam de telefoon op."]])

    with pytest.raises(InputError, match="--sheet inwoners --sheet ondernemers"):
        read("a.xlsx", raw)
