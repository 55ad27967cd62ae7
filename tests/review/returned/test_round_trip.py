"""Any edit that a spreadsheet can make either applies exactly or is reported by row; there is no third outcome."""

from __future__ import annotations

import csv
import datetime
import io
from dataclasses import dataclass

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.codebook import Codebook
from pipeline.core.tables import REVIEW
from pipeline.review.common.review_rows import SHOWN, check_code, labels_code
from pipeline.review.common.texts import Texts
from pipeline.review.returned.reading import read_returned

TEXTS = {
    "u1a": "De provincie mag ons eerder betrekken; dat scheelt tijd.",
    "u2b": "Eén aanspreekpunt, dat helpt – en wél op tijd.",
    "u3c": "Wij horen te laat van besluiten over ons eigen gebied.",
    "u4d": "Goed dat er nu samen wordt geëvalueerd!",
}
IDS = sorted(TEXTS)
SHOWN_CELLS = dict(zip(SHOWN, ("inhoud", "wens", "vertrouwen"), strict=True))
DATE = datetime.datetime(2026, 11, 12)  # noqa: DTZ001 - a date in a cell has no zone

CATEGORIES = {
    "inhoud": ["inhoud", "Inhoud", "INHOUD "],
    "rol_houding": ["rol_houding", "Rol/Houding", "rol / houding", "ROL_HOUDING"],
}
STANCES = {"behouden": ["behouden", " Behouden"], "knelpunt": ["KNELPUNT", "knelpunt."], "wens": ["Wens"]}
THEMES = {
    "verkokering": ["verkokering", "Verkokering", "VERKOKERING"],
    "vertrouwen": ["vertrouwen", " Vertrouwen "],
    "black_box": ["black_box", "Black box / transparantie", "black box"],
    "rust": ["rust", "Rust, ruimte", "RUST"],
}


def written(kinds: dict[str, list[str]]) -> st.SearchStrategy[tuple[str, str]]:
    """A label and one of the ways in which people write it."""
    return st.sampled_from([(one, way) for one, ways in kinds.items() for way in ways])


@dataclass(frozen=True)
class Answer:
    """What a reviewer meant, and the cells in which it was written."""

    category: str
    stance: str
    themes: frozenset[str]
    cells: dict[str, str]


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    category, category_cell = draw(written(CATEGORIES))
    stance, stance_cell = draw(written(STANCES))
    themes = draw(st.lists(written(THEMES), max_size=3, unique_by=lambda one: one[0]))
    between = draw(st.sampled_from(["|", ";", "\n", " | "]))
    cell = between.join(way for _, way in themes) or draw(st.sampled_from(["geen", "Geen thema", "GEEN"]))
    cells = {
        "categorie_correctie": category_cell,
        "oordeel_correctie": stance_cell,
        "themas_correctie": cell,
        "status": draw(st.sampled_from(["gecorrigeerd", "Gecorrigeerd", "twijfel", ""])),
        "beoordelaar": "An",
        "opmerking": draw(st.sampled_from(["", "=SOM(A1)", "zie hierboven; 'let op'", "twee\nregels"])),
    }
    return Answer(category, stance, frozenset(one for one, _ in themes), cells)


@dataclass(frozen=True)
class Saved:
    """How a spreadsheet saved the file."""

    kind: str
    encoding: str
    line_end: str
    delimiter: str
    wrapped: bool
    extra: bool


saved = st.builds(
    Saved,
    kind=st.sampled_from(["csv", "csv", "xlsx"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    line_end=st.sampled_from(["\n", "\r\n"]),
    delimiter=st.sampled_from([";", ",", "\t"]),
    wrapped=st.booleans(),
    extra=st.booleans(),
)


def file(rows: list[dict[str, str]], how: Saved) -> tuple[str, bytes]:
    """The rows as a file, its columns in the order of the first row."""
    header = [*rows[0], *(["Eigen kolom"] if how.extra else [])]
    body = [[*row.values(), *(["x"] if how.extra else [])] for row in rows]
    if how.wrapped:
        place = header.index("tekst")
        body = [[c.replace(" ", "\n", 2) if n == place else c for n, c in enumerate(row)] for row in body]
    if how.kind == "xlsx":
        book = openpyxl.Workbook()
        book.active.append(header)
        for number, row in enumerate(body, start=2):
            for column, cell in enumerate(row, start=1):
                target = book.active.cell(number, column)
                target.value = DATE if header[column - 1] == "datum" else cell
                if isinstance(target.value, str) and target.value.startswith("="):
                    target.data_type = "s"
        stream = io.BytesIO()
        book.save(stream)
        return "an.xlsx", stream.getvalue()
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=how.delimiter, lineterminator=how.line_end)
    writer.writerow(header)
    writer.writerows(body)
    return "an.csv", text.getvalue().encode(how.encoding, errors="replace")


def row(one: str, cells: dict[str, str], order: list[str]) -> dict[str, str]:
    full = {
        **dict.fromkeys(REVIEW.names, ""),
        **SHOWN_CELLS,
        "uitspraak_id": one,
        "controle": check_code(one, TEXTS[one], blind=False) + labels_code([*SHOWN_CELLS.values()]),
        "ronde": "2025",
        "tekst": TEXTS[one],
        "datum": "12-11-2026",
        **cells,
    }
    return {name: full[name] for name in order}


@settings(max_examples=50, deadline=None)
@given(
    st.dictionaries(st.sampled_from(IDS), answers(), min_size=1),
    st.randoms(use_true_random=False),
    saved,
)
def test_an_edit_that_can_be_read_applies_exactly(
    codebook: Codebook, said: dict[str, Answer], random: object, how: Saved
) -> None:
    ids, order = list(said), [*REVIEW.names]
    random.shuffle(ids)  # type: ignore[attr-defined]
    random.shuffle(order)  # type: ignore[attr-defined]
    name, content = file([row(one, said[one].cells, order) for one in ids], how)
    returned = read_returned({name: content}, Texts(TEXTS), codebook)

    assert returned.issues == []
    assert [review.statement_id for review in returned.reviews] == ids
    for place, review in enumerate(returned.reviews, start=2):
        answer = said[review.statement_id]
        assert (review.category, review.stance, review.row) == (answer.category, answer.stance, place)
        assert review.themes == codebook.join(answer.themes)
        assert review.themes_status == ("thema" if answer.themes else "geen_thema")
        assert review.date == "12-11-2026"
        assert review.note.replace("\r\n", "\n") == answer.cells["opmerking"]


DAMAGE = {
    "uitspraak_id": st.sampled_from(["", "u9z", "#NAAM?"]),
    "controle": st.sampled_from(["", "1E+10", "c00000000", "#####"]),
    "tekst": st.just(TEXTS["u3c"]),
    "categorie_correctie": st.sampled_from(["inhout", "Inhoud, Rol/Houding", "3"]),
    "oordeel_correctie": st.sampled_from(["goed", "#N/B", "wens knelpunt"]),
    "themas_correctie": st.sampled_from(["verkokerd", "geen|rust", "rust|xyz", "12-11-2026"]),
}
damage = st.sampled_from(sorted(DAMAGE)).flatmap(lambda name: st.tuples(st.just(name), DAMAGE[name]))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(answers(), st.none() | damage), min_size=3, max_size=3), saved)
def test_an_edit_that_cannot_be_read_is_reported_by_row_and_harms_no_other(
    codebook: Codebook, rows: list[tuple[Answer, tuple[str, str] | None]], how: Saved
) -> None:
    ids = ["u1a", "u2b", "u4d"]
    cells = [{**answer.cells, **(dict([bad]) if bad else {})} for answer, bad in rows]
    name, content = file([row(one, cell, REVIEW.names) for one, cell in zip(ids, cells, strict=True)], how)
    returned = read_returned({name: content}, Texts(TEXTS), codebook)

    bad_rows = [place for place, (_, bad) in enumerate(rows, start=2) if bad]
    assert sorted({issue.row for issue in returned.issues}) == bad_rows
    assert [review.row for review in returned.reviews] == [n for n in (2, 3, 4) if n not in bad_rows]
    for review in returned.reviews:
        answer = rows[review.row - 2][0]
        assert (review.category, review.stance) == (answer.category, answer.stance)
        assert review.themes == codebook.join(answer.themes)
    for issue in returned.issues:
        bad = rows[issue.row - 2][1]
        assert bad is not None
        assert issue.column == bad[0]
        assert issue.filled  # what the reviewer said is kept beside it


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
def test_a_text_in_another_encoding_is_still_its_own(encoding: str, codebook: Codebook) -> None:
    answer = {"categorie_correctie": "Inhoud", "status": "gecorrigeerd", "beoordelaar": "An"}
    how = Saved("csv", encoding, "\r\n", ";", wrapped=False, extra=False)
    name, content = file([row("u2b", answer, REVIEW.names)], how)
    returned = read_returned({name: content.decode("cp1252").encode("utf-8")}, Texts(TEXTS), codebook)

    assert [review.category for review in returned.reviews] == ["inhoud"]
