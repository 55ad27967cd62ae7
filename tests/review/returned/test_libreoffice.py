"""A review in a real spreadsheet, set up for Dutch people: what is done in LibreOffice, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from pipeline.core.codebook import Codebook, load_codebook
from pipeline.core.delimited import dutch_csv
from pipeline.review.common.texts import Texts
from pipeline.review.outgoing.workbook import workbook
from pipeline.review.returned.reading import Returned, read_returned
from tests import builders
from tests.cases import cases, data
from tests.office.office import KINDS, Doing, Office
from tests.office.paper import paper
from tests.paths import ROOT

CODED: Sequence[Mapping[str, Any]] = data(__file__, "coded")
TEXTS = {f"u{number:02}e5": one["text"] for number, one in enumerate(CODED)}
TYPED_IN = "JKLMNOP"  # columns of the sheet, from categorie_correctie to opmerking
SAID = ("category", "stance", "themes", "themes_status", "status", "reviewer", "date", "note")
TABLES = [kind for kind in KINDS if "pdf" not in kind and kind != "docx"]


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    """The project's own, whose names hold slashes, commas' cousins and capitals."""
    return load_codebook(ROOT / "corpora" / "codebook.yaml")


@dataclass(frozen=True)
class Desk:
    """The file that goes out, and what is read of it when somebody worked in it."""

    office: Office
    codebook: Codebook

    def sent(self, source: str) -> bytes:
        rows = builders.returned(
            *({"uitspraak_id": one, "tekst": text} for one, text in TEXTS.items()),
            ronde="2025-10",
            categorie="proces",
            oordeel="wens",
            themas="vertrouwen|regie",
            zekerheid="0.53",
            waarom="=vertrouwen: regel 'wij'; regie",
        )
        return workbook(rows, self.codebook) if source == "xlsx" else dutch_csv(rows)

    def handed_in(
        self, doings: Sequence[Doing], kinds: Sequence[str], source: str = "xlsx"
    ) -> tuple[list[Any], dict[str, Returned]]:
        read_as = "semicolon, UTF-8" if source == "csv" else ""
        found, saved = self.office.edited(f"an.{source}", self.sent(source), doings, kinds=kinds, read_as=read_as)
        returned = {}
        for kind, content in saved.items():
            name = f"an.{kind if kind in ('xlsx', 'ods') else 'csv'}"
            returned[kind] = read_returned({name: content}, Texts(TEXTS), self.codebook)
        return found, returned


@pytest.fixture(scope="module")
def desk(office: Office, codebook: Codebook) -> Desk:
    return Desk(office, codebook)


def typed(rows: Sequence[int] = range(len(CODED))) -> list[Doing]:
    """Typing the answers of these rows, cell by cell; of an empty cell nothing."""
    return [
        ("type", f"{letter}{number + 2}", cell)
        for number in rows
        for letter, cell in zip(TYPED_IN, CODED[number]["typed"], strict=True)
        if cell
    ]


def said(returned: Returned) -> dict[str, list[str]]:
    """What was understood, by statement, as the cases have it."""
    return {review.statement_id: [getattr(review, name) for name in SAID] for review in returned.reviews}


MEANT = {one: list(case["meant"]) for one, case in zip(TEXTS, CODED, strict=True)}


@pytest.mark.parametrize("source", ["xlsx", "csv"])
def test_twelve_corrections_arrive_whatever_they_are_saved_as(source: str, desk: Desk) -> None:
    _, returned = desk.handed_in(typed(), TABLES, source)

    assert len(MEANT) == 12
    for kind, read in returned.items():
        assert read.issues == [], kind
        write = plain if "Windows-1252" in kind else str
        assert said(read) == {one: [write(cell) for cell in cells] for one, cells in MEANT.items()}, kind


def plain(text: str) -> str:
    """As Windows-1252 has it, which knows few letters."""
    return text.encode("cp1252", errors="replace").decode("cp1252")


@pytest.mark.parametrize(("doings", "lost", "codes"), cases(__file__, "besides"))
def test_what_people_do_besides_changes_no_answer(
    doings: list[list[str | int]], lost: list[int], codes: list[str], desk: Desk
) -> None:
    _, returned = desk.handed_in([*typed(), *doings], ["xlsx", "ods"])

    kept = {one: cells for number, (one, cells) in enumerate(MEANT.items()) if number not in lost}
    for kind, read in returned.items():
        assert said(read) == kept, kind
        assert sorted({issue.code for issue in read.issues}) == codes, kind


def test_of_a_copy_that_says_something_else_nothing_is_taken(desk: Desk) -> None:
    _, returned = desk.handed_in([*typed([0]), ["copy_sheet", "Van Piet"], *typed([1])], ["xlsx", "ods"])
    # The copy was made first, so it says less. Now with another answer on it:
    assert [*said(returned["xlsx"])] == [*said(returned["ods"])] == [*TEXTS][:2]

    doings = [*typed([0]), ["copy_sheet", "Van Piet"], ["type", "P2", "Of toch niet"]]
    _, returned = desk.handed_in(doings, ["xlsx", "ods"])
    assert [[issue.code for issue in read.issues] for read in returned.values()] == [["two_sheets"]] * 2


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_lists_and_locks_survive(kind: str, desk: Desk, office: Office, codebook: Codebook) -> None:
    _, saved = office.edited("an.xlsx", desk.sent("xlsx"), kinds=[kind])
    lists = [["choices", f"{letter}{row}"] for row in (2, 13) for letter in "JKLMN"]
    found, _ = office.edited(f"terug.{kind}", saved[kind], [["is_locked"], *lists])

    per_column = [
        [label.label for label in codebook.categories.values()],
        [label.label for label in codebook.stances.values()],
        [*(label.label for label in codebook.themes.values()), "geen", "geen inhoud", "buiten onderwerp"],
        ["akkoord", "gecorrigeerd", "twijfel", "besluit"],
        [],
    ]
    assert found == [True, *per_column, *per_column]


def test_what_is_typed_in_an_open_cell_stays_as_it_was_typed(desk: Desk, office: Office) -> None:
    notes = ["- te kort", "1,5", "=zie boven", "+31 klopt", "1-2", "50%", "0012", "1e5", "@iedereen"]
    doings = [["type", f"P{number}", note] for number, note in enumerate(notes, start=2)]
    found, _ = office.edited("an.xlsx", desk.sent("xlsx"), [*doings, ["shown", f"P2:P{len(notes) + 1}"]])

    assert found[-1] == [[note] for note in notes]


def test_on_paper_no_line_stands_on_another(desk: Desk, office: Office) -> None:
    _, saved = office.edited("an.xlsx", desk.sent("xlsx"), kinds=["pdf of sheets"])
    pages = paper(saved["pdf of sheets"])

    assert len(pages) == 2  # a sheet each
    for page, name in zip(pages, ("Nakijken", "Keuzes"), strict=True):
        assert name in page.texts
        assert page.is_landscape
        assert page.overlapping == []
