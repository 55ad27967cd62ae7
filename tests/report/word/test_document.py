"""The Word document says what the page says, in a structure that a screen reader can follow."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import pandas as pd
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Twips

from pipeline import report
from pipeline.report.charts.gallery import Chart, begun
from pipeline.report.html import Files
from pipeline.report.page import Page
from pipeline.report.rendering import names, render
from pipeline.report.view.figures import SourcedTable, dutch_number
from pipeline.report.view.tables import Tables
from pipeline.report.word.document import document
from tests.builders import altered
from tests.cases import cases, data
from tests.office.office import Office
from tests.office.paper import paper as printed
from tests.pages import contrast

Frame = Callable[..., pd.DataFrame]
Compose = Callable[..., Page]
TEMPLATE = (Path(report.__file__).parent / "templates" / "samenvatting.docx").read_bytes()
LEVEL = {"Title": 0, "Heading 1": 1, "Heading 2": 2, "Heading 3": 3}


@dataclass(frozen=True)
class Paper:
    """A Word document as its reader has it."""

    content: bytes

    @cached_property
    def book(self) -> Document:
        return docx.Document(io.BytesIO(self.content))

    def every(self, *tags: str) -> Iterator[Any]:
        """The elements with these tags, in reading order."""
        yield from self.book.element.body.iter(*map(qn, tags))

    def of_style(self, *styles: str) -> list[Any]:
        """The paragraphs outside tables, of some styles or of all."""
        return [p for p in self.book.paragraphs if not styles or (p.style and p.style.name in styles)]

    @property
    def texts(self) -> list[str]:
        return [paragraph.text for paragraph in self.book.paragraphs]

    @property
    def cells(self) -> list[list[list[str]]]:
        """Of each table the rows, each a list of cells."""
        return [[[cell.text for cell in row.cells] for row in table.rows] for table in self.book.tables]

    def rows(self, caption: str) -> list[list[str]]:
        """The cells of the table under the caption that has these words."""
        captions = [p._p for p in self.of_style("Tabelbijschrift") if caption in p.text]
        table = docx.table.Table(captions[0].getnext(), self.book)
        return [[cell.text for cell in row.cells] for row in table.rows]


@pytest.fixture(scope="session")
def make(files: Files) -> Callable[..., Paper]:
    """The document of a page: ``make(page, charts)``."""

    def make(page: Page, charts: Sequence[Chart] = ()) -> Paper:
        return Paper(document(TEMPLATE, names(page, files.words), page.about.title, charts))

    return make


@pytest.fixture(scope="session")
def paper(page: Page, charts: list[Chart], make: Callable[..., Paper]) -> Paper:
    return make(page, charts)


@pytest.fixture(scope="session")
def letters(files: Files) -> Callable[[Page], str]:
    """The letters and digits of the page in HTML, without what is between them."""

    def make(page: Page) -> str:
        made = render(page, altered(files, style="", script=""))
        return re.sub(r"\W", "", html.unescape(re.sub("<[^>]*>", "", made)))

    return make


@pytest.mark.parametrize("rounds", [2, 1, 0])
def test_it_says_nothing_that_the_page_does_not_say(
    rounds: int, tables: Tables, no_tables: Tables, composed: Compose, make: Any, letters: Callable[[Page], str]
) -> None:
    newest = tables.trend.frame.query("ronde == '2026'").assign(vorige_ronde="", verandering="eerste ronde")
    one_round = SourcedTable("trend.csv", newest.reset_index(drop=True))
    page = composed(**{2: {}, 1: {"trend": one_round}, 0: vars(no_tables)}[rounds])
    paper, on_the_page = make(page), letters(page)

    pieces = [cell for table in paper.cells for row in table for cell in row]
    pieces += [re.sub(r"^(Tabel|Figuur) \d+\. ", "", text) for text in paper.texts]
    only_here = {text for text in pieces if re.sub(r"\W", "", text) not in on_the_page}

    of_sides = {
        f"{side}: {what}" for side in ("Medewerkers", "Partners") for what in ("aantal", "aandeel", "95%-interval")
    }
    assert only_here <= {"Bijlage: alle cijfers", *of_sides}  # one header row here, two on the page
    assert "None" not in pieces
    assert not [text for text in paper.texts if re.search(r"\{[{%]|[%}]\}", text)]


def test_the_table_of_themes_is_the_trends(paper: Paper, tables: Tables) -> None:
    def percent(value: str) -> str:
        return dutch_number(value, "procent")

    header, *rows = paper.rows("Thema’s in 2026")
    newest = tables.trend.records(ronde="2026", doelgroep="alle")

    assert header == ["Thema", "Aantal", "Aandeel", "95%-interval", "Waardering", "Knelpunt", "Wens", "Neutraal"]
    assert {row[0]: row[1:4] for row in rows} == {
        row["thema_naam"]: [
            row["n"],
            percent(str(int(row["n"]) / int(row["noemer"]))),
            f"{percent(row['ondergrens'])} – {percent(row['bovengrens'])}",
        ]
        for row in newest
    }
    assert rows[0] == ["Tempo & capaciteit", "30", "50%", "38% – 62%", "0", "30", "0", "0"]


def test_findings_are_numbered_sentences_with_their_certainty(paper: Paper, page: Page) -> None:
    certainties = paper.of_style("List Continue")
    (named,) = [run.text for run in paper.of_style("List Number")[0].runs if run.bold]

    assert len(page.findings) == 5
    assert [p.text for p in paper.of_style("List Number")] == [f.sentence.striptags() for f in page.findings]
    assert named == "Tempo & capaciteit"
    assert [p.text for p in paper.of_style("List Bullet 2")] == [
        point.striptags() for finding in page.findings for point in finding.points
    ]
    assert [p.runs[0].text for p in certainties] == [f"{finding.certainty}." for finding in page.findings]
    assert all(p.runs[0].bold for p in certainties)


def test_quotes_are_verbatim_with_source_and_line(paper: Paper) -> None:
    shown = paper.texts
    place = shown.index("Wij wachten <b>te lang</b> & krijgen geen bericht.")

    assert shown[place + 1] == "Knelpunt · partner, 2026 · enquete.csv, rij 12"
    assert shown.count("Wij wachten <b>te lang</b> & krijgen geen bericht.") == 1
    assert "Waardering · tegengeluid · medewerker, 2026 · enquete.csv, rij 1" in shown
    assert '=HYPERLINK("http://x.example") stond in mijn antwoord </script>' in shown
    assert "Het gaat hier juist heel goed, vind ik 👍" in shown
    assert not [text for text in shown if "06-1234" in text]  # contact details


def test_sides_scores_actions_and_rounds_have_their_tables(paper: Paper) -> None:
    scores, actions = paper.rows("Aantal mensen per antwoord"), paper.rows("Alle verbeteracties")

    assert paper.rows("Aandeel per thema in 2026")[1] == [
        "Tempo & capaciteit", "4", "16%", "6% – 35%", "26", "74%", "58% – 86%", "vaker genoemd door partners",
    ]  # fmt: skip
    assert ["Flexibel (niet eenduidig: 2 · 6,5 · 10)", *"––––––"] in scores
    assert ["Betrouwbaar", "2", "6,5", "10", "1", "–", "19,5"] in scores
    assert actions[1][:3] == ["1. Elkaar <vaker> zien", "team Regio en Co", "3"]
    assert paper.rows("Actie 1: 3 uitspraken")[1:] == [
        ["2025", "1", "0", "1", "0", "0"], ["2026", "2", "1", "1", "0", "0"], ["Samen", "3", "1", "2", "0", "0"],
    ]  # fmt: skip
    assert paper.rows("Alle uitspraken: thema’s per ronde")[1][:6] == [
        "Tempo & capaciteit", "2025", "4", "40", "10%", "4% – 23%",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "shown"), [*cases(__file__, "strange"), pytest.param(*["x" * 10_000] * 2, id="10,000 characters")]
)
def test_strange_statements_are_shown_as_text(
    tables: Tables, composed: Compose, make: Any, evidence_rows: Frame, text: str, shown: str
) -> None:
    listings = {**tables.listings, "1": SourcedTable("evidence/actie-01.csv", evidence_rows({"tekst": text}))}

    assert make(composed(listings=listings)).texts.count(shown) == 1


def test_text_from_right_to_left_runs_so(
    tables: Tables, composed: Compose, make: Any, evidence_rows: Frame
) -> None:
    rows = evidence_rows({"tekst": "مرحبا abc", "ronde": "2025"}, {"tekst": "abc مرحبا"})
    paper = make(composed(listings={**tables.listings, "1": SourcedTable("evidence/actie-01.csv", rows)}))
    turned = {p.text: p._p.find(f".//{qn('w:bidi')}") is not None for p in paper.of_style("Quote")}

    assert (turned["مرحبا abc"], turned["abc مرحبا"]) == (True, False)


def test_headings_are_real_and_none_is_skipped(paper: Paper, page: Page) -> None:
    levels = [(LEVEL[p.style.name], p.text) for p in paper.of_style(*LEVEL)]

    assert [text for level, text in levels if level == 0] == [page.about.title]
    assert all(after - before <= 1 for (before, _), (after, _) in pairwise(levels))
    assert [text for level, text in levels if level == 1] == data(__file__, "headings")
    assert (3, "1. Elkaar <vaker> zien") in levels


def test_every_chart_is_there_with_its_alternative_text(
    page: Page, make: Callable[..., Paper], files: Files
) -> None:
    (table,) = page.scores
    two = altered(page, scores=(replace(table, round=""), replace(table, round="", rows=table.rows[::-1])))
    charts = [chart() for chart in begun(two, files)]
    paper = make(two, charts)
    pictures = list(paper.every("wp:docPr"))
    shown = [paper.book.part.related_parts[blip.get(qn("r:embed"))].blob for blip in paper.every("a:blip")]

    assert [picture.get("descr") for picture in pictures] == [chart.alternative for chart in charts]
    assert len({picture.get("id") for picture in pictures}) == len(charts)
    assert shown == [chart.file_png for chart in charts]
    assert [chart.name for chart in charts][-2:] == ["oordelen-1", "oordelen-2"]
    for shape in paper.book.inline_shapes:
        assert shape.width.cm <= 17.01
        assert shape.height.cm <= 22


def test_figures_and_tables_are_counted(paper: Paper) -> None:
    captions = [p.text for p in paper.of_style("Caption", "caption", "Tabelbijschrift")]
    for kind, count in (("Figuur", len(paper.book.inline_shapes)), ("Tabel", len(paper.book.tables))):
        numbers = [int(found[1]) for text in captions if (found := re.match(rf"{kind} (\d+)\. \S", text))]
        assert numbers == list(range(1, count + 1))
        assert count
    codes = [code.text for code in paper.every("w:instrText")]
    assert codes.count(" SEQ Tabel \\* ARABIC ") == len(paper.book.tables)


def test_tables_have_one_header_row_and_no_merged_cells(paper: Paper) -> None:
    assert len(paper.book.tables) >= 6
    for table in (table._tbl for table in paper.book.tables):
        repeated = [row.find(f".//{qn('w:tblHeader')}") is not None for row in table.tr_lst]
        assert repeated == [True, *[False] * (len(repeated) - 1)]
        assert all(row.find(f".//{qn('w:cantSplit')}") is not None for row in table.tr_lst)
        assert not list(table.iter(qn("w:gridSpan"), qn("w:vMerge")))
        assert {len(row.tc_lst) for row in table.tr_lst} == {len(table.tblGrid.gridCol_lst)}
        assert sum(int(column.w or 0) for column in table.tblGrid.gridCol_lst) <= Twips(9_700)
        look = table.find(f".//{qn('w:tblLook')}")
        assert (look.get(qn("w:firstRow")), look.get(qn("w:firstColumn"))) == ("1", "1")


def test_language_title_paper_and_numbers_of_sheets(paper: Paper, page: Page) -> None:
    (section,) = paper.book.sections
    footer = section.footer.paragraphs[0]

    assert paper.book.styles.element.find(f".//{qn('w:lang')}").get(qn("w:val")) == "nl-NL"
    assert paper.book.core_properties.title == page.about.title
    assert paper.book.core_properties.language == "nl-NL"
    assert (section.page_width, section.page_height) == (Twips(11_906), Twips(16_838))  # A4
    assert section.orientation == WD_ORIENT.PORTRAIT
    assert footer.text == f"{page.about.title} · pagina 1 van 1"
    assert [code.text for code in footer._p.iter(qn("w:instrText"))] == [" PAGE ", " NUMPAGES "]


def test_a_title_of_any_length_and_content_is_text(page: Page, make: Callable[..., Paper]) -> None:
    title = "Samen & <in> {page} \x00" + "x" * 300

    paper = make(altered(page, about=replace(page.about, title=title)))

    shown = title.replace("\x00", "\N{REPLACEMENT CHARACTER}")
    assert paper.book.core_properties.title == shown[:255]
    assert paper.book.sections[0].footer.paragraphs[0].text == f"{shown} · pagina 1 van 1"


def test_the_same_page_gives_the_same_bytes_and_names_nobody(
    paper: Paper, page: Page, charts: list[Chart], make: Callable[..., Paper]
) -> None:
    assert make(page, charts).content == paper.content
    with zipfile.ZipFile(io.BytesIO(paper.content)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    core, everything = parts["docProps/core.xml"].decode(), b"".join(parts.values())
    assert not [name for name in parts if re.search("thumbnail|app.xml|custom", name)]
    assert not re.search("creator|created|modified|lastModifiedBy|description", core.split(">", 2)[-1])
    for name in (b"python", b"libreoffice", b"/work", b"/home", b"/tmp"):
        assert name not in everything.lower()
    assert {b"Arial"} == set(re.findall(rb'w:(?:ascii|hAnsi|cs)="([^"]*)"', everything))
    for part in paper.book.part.package.iter_parts():
        assert not [relation for relation in part.rels.values() if relation.is_external]


def test_text_has_contrast_on_paper_and_on_the_header() -> None:
    with zipfile.ZipFile(io.BytesIO(TEMPLATE)) as file:
        styles = file.read("word/styles.xml").decode()
    inks = set(re.findall(r'<w:color w:val="(\w{6})"', styles))
    (fill,) = set(re.findall(r'w:fill="(\w{6})"', styles))

    assert len(inks) >= 4
    for ink in inks:
        for paper in ("FFFFFF", fill):
            assert contrast(paper, ink) >= 4.5, (ink, paper)


@pytest.fixture
def saved_again(office: Office) -> Callable[[bytes], Paper]:
    """A document as a word processor saves it."""

    def save(content: bytes) -> Paper:
        return Paper(office.edited("samenvatting.docx", content, kinds=["docx"])[1]["docx"])

    return save


def test_a_word_processor_opens_it_and_keeps_its_structure(paper: Paper, saved_again: Any) -> None:
    saved = saved_again(paper.content)

    for style in (*LEVEL, "Quote", "List Number", "List Bullet"):
        assert [p.text for p in saved.of_style(style)] == [p.text for p in paper.of_style(style)], style
    assert saved.cells == paper.cells
    assert all(table._tbl.find(f".//{qn('w:tblHeader')}") is not None for table in saved.book.tables)
    alternatives = [[picture.get("descr") for picture in file.every("wp:docPr")] for file in (paper, saved)]
    assert alternatives[0] == alternatives[1]
    with zipfile.ZipFile(io.BytesIO(saved.content)) as file:  # which LibreOffice relates in a way of its own
        assert (
            f"<dc:title>{paper.book.core_properties.title}</dc:title>" in file.read("docProps/core.xml").decode()
        )


def test_a_template_that_a_word_processor_saved_is_filled_in_as_before(
    page: Page, paper: Paper, make: Callable[..., Paper], files: Files, saved_again: Any
) -> None:
    edited = saved_again(TEMPLATE).content
    again = Paper(document(edited, names(page, files.words), page.about.title, []))

    assert again.texts == make(page).texts
    assert again.cells == paper.cells


def test_on_paper_nothing_stands_on_something_else_or_off_the_page(
    page: Page, charts: list[Chart], make: Callable[..., Paper], office: Office
) -> None:
    made = make(page, charts)
    _, saved = office.edited("samenvatting.docx", made.content, kinds=["pdf"])
    sheets = printed(saved["pdf"])

    assert not any(sheet.is_landscape or sheet.overlapping or sheet.beside for sheet in sheets)
    words = " ".join(" ".join(text.split()) for sheet in sheets for text in sheet.texts)
    for paragraph in made.of_style(*LEVEL, "Quote"):
        assert " ".join(paragraph.text.split()[:4]) in words
