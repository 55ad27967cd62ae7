"""The Word document: what the page says, in an order and a form that a screen reader can follow."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
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

from pipeline import reporting
from pipeline.reporting.document import document
from pipeline.reporting.document_elements import read_elements
from pipeline.reporting.figures import Book, dutch_number, records
from pipeline.reporting.gallery import Chart, drawn
from pipeline.reporting.page import About, Choices, Page, Tables, compose
from pipeline.reporting.reliability import reliability
from pipeline.reporting.rendering import render
from pipeline.tables import LEVELS

Frame = Callable[..., pd.DataFrame]
Settings = Mapping[str, Any]
Compose = Callable[[Tables], Page]
Make = Callable[..., bytes]
ToHtml = Callable[[Page, Sequence[Chart]], str]
LEVEL = {"Title": 0, "Heading 1": 1, "Heading 2": 2, "Heading 3": 3}
WRITER = shutil.which("lowriter")  # a LibreOffice may be without its word processor
PARTS = Path(reporting.__file__).parent / "templates" / "document"


@pytest.fixture(scope="module")
def parts() -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in PARTS.glob("*.xml")}


@pytest.fixture(scope="module")
def composed(about: About, choices: Choices, metrics: dict[str, Any], settings: Settings) -> Compose:
    return lambda tables: compose(tables, about, reliability(metrics), choices, settings["findings"])


@pytest.fixture(scope="module")
def to_html(templates: dict[str, str], style: str, script: str, settings: Settings) -> ToHtml:
    def make(page: Page, charts: Sequence[Chart]) -> str:
        drawings = {chart.name: chart.inline for chart in charts}
        return render(replace(page, drawings=drawings), templates, style, settings["words"], LEVELS, script)

    return make


@pytest.fixture(scope="module")
def make(to_html: ToHtml, settings: Settings, parts: dict[str, str]) -> Make:
    def make(page: Page, charts: Sequence[Chart] = ()) -> bytes:
        return document(to_html(page, charts), page.about.title, charts, settings["document"], parts)

    return make


@pytest.fixture(scope="module")
def page(composed: Compose, tables: Tables) -> Page:
    return composed(tables)


@pytest.fixture(scope="module")
def charts(page: Page, settings: Settings) -> list[Chart]:
    return drawn(page, settings["theme"], settings["words"])


@pytest.fixture(scope="module")
def content(page: Page, charts: list[Chart], make: Make) -> bytes:
    return make(page, charts)


@pytest.fixture(scope="module")
def book(content: bytes) -> Document:
    return read(content)


def read(content: bytes) -> Document:
    return docx.Document(io.BytesIO(content))


def bare(html: str, settings: Settings, parts: dict[str, str], charts: tuple[Chart, ...] = ()) -> Document:
    """A document of a page that is only this."""
    return read(document(html, "Titel", charts, settings["document"], parts))


def texts(book: Document) -> list[str]:
    return [paragraph.text for paragraph in book.paragraphs]


def said(element: Any) -> str:
    """The text in an element of the document."""
    pieces = element.iter(qn("w:t"), qn("w:noBreakHyphen"))
    return "".join("-" if piece.tag == qn("w:noBreakHyphen") else piece.text for piece in pieces)


def everything(book: Document) -> str:
    """All text in reading order, each paragraph and cell on its own line."""
    return "\n".join(map(said, book.element.body.iter(qn("w:p"))))


def rows(book: Document, caption: str) -> list[list[str]]:
    """The cells of the table under the caption that has these words."""
    body = list(book.element.body)
    place = next(n for n, one in enumerate(body) if one.tag == qn("w:p") and caption in said(one))
    table = next(one for one in body[place:] if one.tag == qn("w:tbl"))
    return [[said(cell) for cell in row.iter(qn("w:tc"))] for row in table.iter(qn("w:tr"))]


def lying(book: Document) -> list[bool]:
    """Of each section, whether its sheets lie on their side."""
    return [section.orientation == WD_ORIENT.LANDSCAPE for section in book.sections]


def percent(value: str) -> str:
    return dutch_number(value, "procent")


def test_the_table_of_themes_is_the_trends(book: Document, tables: Tables) -> None:
    trend = tables.trend.frame
    newest = trend[(trend["ronde"] == "2026") & (trend["doelgroep"] == "alle")]
    found = {row[0]: row[1:4] for row in rows(book, "Thema’s in 2026")}

    assert found.pop("Thema") == ["Aantal", "Aandeel", "95%-interval"]
    assert found == {
        row["thema_naam"]: [
            row["n"],
            percent(str(int(row["n"]) / int(row["noemer"]))),
            f"{percent(row['ondergrens'])} – {percent(row['bovengrens'])}",
        ]
        for row in records(newest)
    }
    assert found["Tempo & capaciteit"] == ["30", "50%", "38% – 62%"]


def test_every_figure_of_the_page_is_there_in_its_order(
    book: Document, page: Page, charts: list[Chart], to_html: ToHtml, settings: Settings
) -> None:
    tree = read_elements(
        to_html(page, charts), {**settings["document"]["weg"], "elementen": ["head", "script", "style"]}
    )
    figures = ["".join(map(str, figure.children)) for figure in tree.every("data")]
    text, place = everything(book), 0

    assert len(figures) > 80
    for figure in figures:
        found = re.compile(rf"(?<![\d.,]){re.escape(figure)}").search(text, place)
        assert found, figure
        place = found.end()


def test_findings_are_numbered_sentences_with_their_certainty(book: Document, page: Page) -> None:
    numbered = [p for p in book.paragraphs if p.style is not None and p.style.name == "List Number"]
    behind = [p for p in book.paragraphs if p.style is not None and p.style.name == "List Continue"]

    assert len(page.findings) == 5
    assert [p.text for p in numbered[:5]] == [finding.sentence.striptags() for finding in page.findings]
    assert [p.runs[0].text for p in behind] == [f"{finding.certainty}." for finding in page.findings]
    assert all(p.runs[0].bold for p in behind)


def test_quotes_are_verbatim_with_source_and_line(book: Document) -> None:
    shown = texts(book)
    place = shown.index("Wij wachten <b>te lang</b> & krijgen geen bericht.")

    assert shown[place + 1] == "Knelpunt · partner, 2026 · enquete.csv, rij 12"
    assert shown.count("Wij wachten <b>te lang</b> & krijgen geen bericht.") == 1
    assert "Behouden · tegengeluid · medewerker, 2026 · enquete.csv, rij 1" in shown
    assert '=HYPERLINK("http://x.example") stond in mijn antwoord </script>' in shown
    assert "Het gaat hier juist heel goed, vind ik 👍" in shown
    assert not [text for text in shown if "06-1234" in text]  # contact details


def test_headings_are_real_and_none_is_skipped(book: Document, page: Page) -> None:
    levels = [(LEVEL[str(p.style.name)], p.text) for p in book.paragraphs if p.style and p.style.name in LEVEL]

    assert [text for level, text in levels if level == 0] == [page.about.title]
    assert all(after - before <= 1 for (before, _), (after, _) in pairwise(levels))
    assert "In het kort" in [text for level, text in levels if level == 1]
    assert "1. Elkaar <vaker> zien" in [text for level, text in levels if level > 1]


def test_every_picture_has_its_alternative_text(book: Document, charts: list[Chart]) -> None:
    pictures = list(book.element.body.iter(qn("wp:docPr")))

    assert [picture.get("descr") for picture in pictures] == [chart.alternative for chart in charts]
    assert len({picture.get("id") for picture in pictures}) == len(charts)
    blobs = {part.blob for part in book.part.package.iter_parts() if str(part.partname).endswith(".png")}
    assert blobs == {chart.file_png for chart in charts}
    assert len(book.inline_shapes) == len(charts)  # in the line of the text, not floating
    for shape in book.inline_shapes:
        assert shape.width.cm <= 17.01
        assert shape.height.cm <= 22


def test_figures_and_tables_are_counted(book: Document) -> None:
    captions = [
        p.text for p in book.paragraphs if p.style and p.style.name in ("caption", "Caption", "Tabelbijschrift")
    ]
    for kind, count in (("Figuur", len(book.inline_shapes)), ("Tabel", len(book.tables))):
        numbers = [int(found[1]) for text in captions if (found := re.match(rf"{kind} (\d+)\. \S", text))]
        assert numbers == list(range(1, count + 1))
        assert count
    codes = [code.text for code in book.element.body.iter(qn("w:instrText"))]
    assert codes.count(" SEQ Tabel \\* ARABIC ") == len(book.tables)


def test_tables_have_one_header_row_and_no_merged_cells(book: Document) -> None:
    assert len(book.tables) >= 6
    for table in book.tables:
        marked = [row.find(f".//{qn('w:tblHeader')}") is not None for row in table._tbl.tr_lst]
        assert marked[0]
        assert not any(marked[1:])
        assert not list(table._tbl.iter(qn("w:gridSpan"), qn("w:vMerge")))
        assert len({len(row.tc_lst) for row in table._tbl.tr_lst}) == 1
        assert all(said(cell) for cell in table._tbl.tr_lst[0].tc_lst)
        look = table._tbl.find(f".//{qn('w:tblLook')}")
        assert (look.get(qn("w:firstRow")), look.get(qn("w:firstColumn"))) == ("1", "1")
        assert table._tbl.find(f".//{qn('w:tblCaption')}").get(qn("w:val"))


def test_headers_above_one_another_and_wide_cells_are_told_apart(book: Document) -> None:
    header, *body = rows(book, "Aandeel per thema in 2026")
    scores = rows(book, "Aantal mensen per oordeel")

    assert header == [
        "Thema", "Medewerkers: aantal", "Medewerkers: aandeel", "Medewerkers: 95%-interval",
        "Partners: aantal", "Partners: aandeel", "Partners: 95%-interval", "Verschil",
    ]  # fmt: skip
    assert body[0] == [
        "Tempo & capaciteit", "4", "16%", "6% – 35%", "26", "74%", "58% – 86%", "vaker genoemd door partners",
    ]  # fmt: skip
    assert ["Flexibel (niet eenduidig: 2 · 6,5 · 10)", *"––––––"] in scores
    assert ["Betrouwbaar", "2", "6,5", "10", "1", "–", "19,5"] in scores


def test_language_title_paper_and_numbers_of_sheets(book: Document, page: Page) -> None:
    section = book.sections[0]
    language = book.styles.element.find(f".//{qn('w:lang')}")
    footer = section.footer.paragraphs[0]

    assert language.get(qn("w:val")) == "nl-NL"
    assert book.core_properties.title == page.about.title
    assert book.core_properties.language == "nl-NL"
    assert (section.page_width, section.page_height) == (Twips(11_906), Twips(16_838))  # A4
    assert footer.text == f"{page.about.title} · pagina 1 van 1"
    assert [code.text for code in footer._p.iter(qn("w:instrText"))] == [" PAGE ", " NUMPAGES "]


def test_only_fonts_that_exist_everywhere(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        xml = b"".join(file.read(name) for name in file.namelist() if name.endswith(".xml")).decode()
    fonts = set(re.findall(r"<w:rFonts ([^>]*)/>", xml))

    assert fonts == {'w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" w:cs="Arial"'}
    assert "theme" not in xml.replace("themeFontLang", "")


def test_the_same_page_gives_the_same_bytes_and_names_nobody(
    content: bytes, page: Page, charts: list[Chart], make: Make
) -> None:
    assert make(page, charts) == content
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [
            name for name in file.namelist() if "thumbnail" in name or "app.xml" in name or "custom" in name
        ]
        core = file.read("docProps/core.xml").decode()
        everything = b"".join(map(file.read, file.namelist())).lower()
    assert not re.search("creator|created|modified|lastModifiedBy|description", core.split(">", 2)[-1])
    for name in (b"python", b"libreoffice", b"/work", b"/home", b"/tmp"):
        assert name not in everything


def test_links_stay_inside_the_document(book: Document) -> None:
    names = {mark.get(qn("w:name")) for mark in book.element.body.iter(qn("w:bookmarkStart"))}
    links = [link.get(qn("w:anchor")) for link in book.element.body.iter(qn("w:hyperlink"))]

    assert len(links) >= 5
    assert set(links) <= names
    assert all(re.fullmatch(r"[A-Za-z_]\w{0,39}", name) for name in names)
    for part in book.part.package.iter_parts():
        assert not [relation for relation in part.rels.values() if relation.is_external]


def test_no_paragraph_is_empty_and_what_is_for_screens_is_left_out(book: Document) -> None:
    drawn_in = {p._p for p in book.paragraphs if p._p.find(f".//{qn('w:drawing')}") is not None}
    all_text = everything(book)

    assert [p for p in book.paragraphs if not p.text.strip() and p._p not in drawn_in] == []
    for words in ("Ga naar de inhoud", "Schuif de tabel opzij", "open om te lezen", "op het scherm"):
        assert words not in all_text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("</script><script>alert(1)</script>", "</script><script>alert(1)</script>"),
        ("{{ 7 * 7 }} {% raw %} &amp; ]]> <w:p/>", "{{ 7 * 7 }} {% raw %} &amp; ]]> <w:p/>"),
        ("twee  spaties\nen een regel", "twee  spaties\nen een regel"),
        ("na \x00nul, \x0bv en \x1b[31m en \x85 en \ufffe", "na �nul, �v en �[31m en � en �"),
        ("x" * 10_000, "x" * 10_000),
        ("=1+1 👩‍👩‍👧 \u202eomgekeerd\u202c", "=1+1 👩‍👩‍👧 \u202eomgekeerd\u202c"),
    ],
    ids=["script", "template and XML", "spaces", "control characters", "10,000 characters", "formula and emoji"],
)
def test_strange_statements_are_shown_as_text(
    tables: Tables, composed: Compose, make: Make, evidence_rows: Frame, text: str, shown: str
) -> None:
    listings = {**tables.listings, "1": Book("evidence/actie-01.csv", evidence_rows({"tekst": text}))}

    book = read(make(composed(replace(tables, listings=listings))))

    assert texts(book).count(shown) == 1


def test_text_from_right_to_left_runs_so(settings: Settings, parts: dict[str, str]) -> None:
    book = bare('<blockquote><p dir="auto">مرحبا abc</p><p dir="auto">abc مرحبا</p></blockquote>', settings, parts)
    first, second = book.paragraphs

    assert first._p.find(f".//{qn('w:bidi')}") is not None
    assert first._p.find(f".//{qn('w:rtl')}") is not None
    assert second._p.find(f".//{qn('w:bidi')}") is None


def test_an_empty_corpus_says_so_in_every_section(
    no_tables: Tables, about: About, choices: Choices, make: Make, settings: Settings
) -> None:
    book = read(make(compose(no_tables, about, reliability({}), choices, settings["findings"])))

    assert len(book.inline_shapes) == 0
    for sentence in (
        "Er zijn nog geen bevindingen, omdat er geen uitspraken zijn die meetellen.",
        "Er zijn geen uitspraken die meetellen. Daarom is er geen overzicht van thema’s.",
        "Voor dit onderzoek zijn nog geen verbeteracties vastgelegd. Daarom is er geen overzicht van acties.",
        "De bronnen van dit onderzoek bevatten geen oordelen per eigenschap.",
    ):
        assert sentence in texts(book)
    assert "None" not in everything(book)


def test_one_round_has_no_table_of_rounds(tables: Tables, composed: Compose, make: Make) -> None:
    frame = tables.trend.frame
    one = frame[frame["ronde"] == "2026"].assign(vorige_ronde="", vergelijking="", verandering="eerste ronde")

    book = read(make(composed(replace(tables, trend=Book("trend.csv", one.reset_index(drop=True))))))

    assert (
        "Er is nog maar één ronde met uitspraken (2026). Een verloop is te zien vanaf de tweede ronde."
        in texts(book)
    )
    assert not [text for text in texts(book) if "per ronde" in text]
    assert rows(book, "Thema’s in 2026")[1][:2] == ["Tempo & capaciteit", "30"]


def table_of(count: int) -> str:
    body = "".join(f'<tr><th scope="row">Rij {n}</th><td class="g">1</td></tr>' for n in range(count))
    head = "<thead><tr><th>Wat</th><th>Hoeveel</th></tr></thead>"
    return (
        f"<details><summary>Tabel: rijen</summary><table><caption>Alle rijen</caption>{head}<tbody>{body}</tbody>"
        "</table><p class='klein'>Uitleg.</p></details>"
    )


def test_a_long_table_goes_to_the_appendix_with_its_notes(settings: Settings, parts: dict[str, str]) -> None:
    short = bare(f"<h2>Cijfers</h2>{table_of(29)}<p>Slot.</p>", settings, parts)
    long = bare(f"<h2>Cijfers</h2>{table_of(30)}<p>Slot.</p>", settings, parts)

    assert texts(short) == ["Cijfers", "Tabel 1. Alle rijen", "Uitleg.", "Slot."]
    assert texts(long) == [
        "Cijfers", "Zie de bijlage: Alle rijen", "Slot.", "Bijlage: alle cijfers", "Tabel 1. Alle rijen",
        "Uitleg.",
    ]  # fmt: skip
    (link,) = long.element.body.iter(qn("w:hyperlink"))
    (mark,) = long.element.body.iter(qn("w:bookmarkStart"))
    assert link.get(qn("w:anchor")) == mark.get(qn("w:name"))
    assert "Alle rijen" in said(mark.getparent())


def test_a_table_too_wide_for_the_sheet_turns_it(settings: Settings, parts: dict[str, str]) -> None:
    wide = "".join(f"<th>Medewerkerstevredenheid{n}</th>" for n in range(6))
    cells = "<td>1</td>" * 6
    table = f"<table><caption>Breed</caption><thead><tr>{wide}</tr></thead><tbody><tr>{cells}</tr></tbody></table>"

    turned = bare(f"<p>Voor.</p>{table}<p class='klein'>Bron.</p><p>Na.</p>", settings, parts)
    last = bare(f"<p>Voor.</p>{table}", settings, parts)
    narrow = bare(f"<p>Voor.</p>{table_of(2)}<p>Na.</p>", settings, parts)

    assert lying(turned) == [False, True, False]
    assert texts(turned) == ["Voor.", "Tabel 1. Breed", "Bron.", "Na."]
    assert lying(last) == [False, True, False]
    assert lying(narrow) == [False]
    for section in turned.sections:
        assert section.footer.paragraphs[0].text == "Titel · pagina 1 van 1"


def test_a_numbered_list_starts_again_at_one(settings: Settings, parts: dict[str, str]) -> None:
    book = bare("<ol><li>a</li><li>b</li></ol><p>tussen</p><ol><li>c</li></ol>", settings, parts)
    lists = [number.get(qn("w:val")) for number in book.element.body.iter(qn("w:numId"))]

    assert lists[0] == lists[1] != lists[2]
    starts = book.part.numbering_part.element.iter(qn("w:startOverride"))
    assert [start.get(qn("w:val")) for start in starts] == ["1", "1"]


def test_a_drawing_that_is_not_among_the_charts_is_an_error(settings: Settings, parts: dict[str, str]) -> None:
    with pytest.raises(KeyError, match="Een vreemde tekening"):
        bare('<figure><svg aria-label="Een vreemde tekening"></svg></figure>', settings, parts)


def test_a_page_that_is_broken_is_an_error(settings: Settings, parts: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="</div> closes <p>"):
        bare("<div><p>open</div>", settings, parts)


def test_a_title_of_any_length_and_content_is_text(settings: Settings, parts: dict[str, str]) -> None:
    title = "Samen & <in> {page} \x00" + "x" * 300

    book = read(document("<p>Tekst.</p>", title, (), settings["document"], parts))

    shown = title.replace("\x00", "\N{REPLACEMENT CHARACTER}")
    assert book.core_properties.title == shown[:255]
    assert book.sections[0].footer.paragraphs[0].text == f"{shown} · pagina 1 van 1"


@pytest.mark.parametrize(("length", "kept"), [(1_000, True), (1_001, False)])
def test_only_a_long_quote_may_be_parted_from_its_source(
    settings: Settings, parts: dict[str, str], length: int, kept: bool
) -> None:
    book = bare(f'<blockquote><p dir="auto">{"x" * length}</p></blockquote>', settings, parts)
    (quote,) = book.paragraphs

    assert (quote.paragraph_format.keep_with_next is None) == kept  # else as the style has it: kept
    assert quote.style is not None
    assert quote.style.paragraph_format.keep_with_next


def luminance(color: str) -> float:
    """Relative luminance, WCAG 2.2."""
    shares = [int(color[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_text_has_contrast_on_paper_and_on_the_header(parts: dict[str, str]) -> None:
    styles = parts["styles.xml"]
    inks = set(re.findall(r'<w:color w:val="(\w{6})"', styles))
    (fill,) = set(re.findall(r'w:fill="(\w{6})"', styles))

    assert len(inks) >= 4
    for ink in inks:
        for paper in ("FFFFFF", fill):
            assert (luminance(paper) + 0.05) / (luminance(ink) + 0.05) >= 4.5, (ink, paper)


@pytest.mark.skipif(not WRITER, reason="LibreOffice Writer is not on this machine")
def test_a_word_processor_opens_it_and_keeps_its_structure(
    content: bytes, book: Document, charts: list[Chart], tmp_path: Path
) -> None:
    path = tmp_path / "samenvatting.docx"
    path.write_bytes(content)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        [
            str(WRITER),
            "--headless",
            profile,
            "--convert-to",
            "docx",
            "--outdir",
            str(tmp_path / "saved"),
            str(path),
        ],
        check=True,
        capture_output=True,
        timeout=180,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "nl_NL.UTF-8", "LC_ALL": "nl_NL.UTF-8"},
    )
    saved = docx.Document(str(tmp_path / "saved" / "samenvatting.docx"))

    for kept in ("Title", "Heading 1", "Heading 2", "Heading 3", "Quote", "List Number", "List Bullet"):
        before, after = (
            [p.text for p in one.paragraphs if p.style and p.style.name == kept] for one in (book, saved)
        )
        assert before == after, kept
    assert [said(table._tbl) for table in saved.tables] == [said(table._tbl) for table in book.tables]
    assert all(table._tbl.find(f".//{qn('w:tblHeader')}") is not None for table in saved.tables)
    pictures = [picture.get("descr") for picture in saved.element.body.iter(qn("wp:docPr"))]
    assert pictures == [chart.alternative for chart in charts]
    assert saved.core_properties.title == book.core_properties.title
