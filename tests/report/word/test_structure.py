"""The Word document has a structure that a screen reader can follow and every word processor opens."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from pipeline.report.charts.gallery import Chart, drawn
from pipeline.report.page import Page

Paper = Any  # a Word document, read; see conftest.py
Make = Callable[..., Paper]
Settings = Mapping[str, Any]
LEVEL = {"Title": 0, "Heading 1": 1, "Heading 2": 2, "Heading 3": 3}
WRITER = shutil.which("lowriter")  # a LibreOffice may be without its word processor


def test_headings_are_real_and_none_is_skipped(paper: Paper, page: Page) -> None:
    levels = [
        (LEVEL[str(p.style.name)], p.text) for p in paper.book.paragraphs if p.style and p.style.name in LEVEL
    ]

    assert [text for level, text in levels if level == 0] == [page.about.title]
    assert all(after - before <= 1 for (before, _), (after, _) in pairwise(levels))
    assert "In het kort" in [text for level, text in levels if level == 1]
    assert "1. Elkaar <vaker> zien" in [text for level, text in levels if level > 1]


def test_every_picture_has_its_alternative_text(paper: Paper, charts: list[Chart]) -> None:
    pictures = list(paper.every("wp:docPr"))

    assert [picture.get("descr") for picture in pictures] == [chart.alternative for chart in charts]
    assert len({picture.get("id") for picture in pictures}) == len(charts)
    blobs = {part.blob for part in paper.book.part.package.iter_parts() if str(part.partname).endswith(".png")}
    assert blobs == {chart.file_png for chart in charts}
    assert len(paper.book.inline_shapes) == len(charts)  # in the line of the text, not floating
    for shape in paper.book.inline_shapes:
        assert shape.width.cm <= 17.01
        assert shape.height.cm <= 22


def test_score_tables_of_one_perspective_keep_their_own_chart(page: Page, make: Make, settings: Settings) -> None:
    (table,) = page.scores
    two = replace(page, scores=(replace(table, round=""), replace(table, round="", rows=table.rows[::-1])))
    charts = drawn(two, settings["theme"], settings["words"])
    paper = make(two, charts)
    shown = [(shape._inline.docPr.get("name"), shape._inline.graphic) for shape in paper.book.inline_shapes]
    drawings = {name: blob(paper, graphic) for name, graphic in shown}

    assert [name for name, _ in shown if "oordelen" in name] == ["oordelen-1", "oordelen-2"]
    assert drawings == {chart.name: chart.file_png for chart in charts}


def blob(paper: Paper, graphic: Any) -> bytes:
    """The picture that a drawing shows."""
    (link,) = graphic.iter(qn("a:blip"))
    picture: bytes = paper.book.part.related_parts[link.get(qn("r:embed"))].blob
    return picture


def test_figures_and_tables_are_counted(paper: Paper) -> None:
    captions = [
        p.text
        for p in paper.book.paragraphs
        if p.style and p.style.name in ("caption", "Caption", "Tabelbijschrift")
    ]
    for kind, count in (("Figuur", len(paper.book.inline_shapes)), ("Tabel", len(paper.book.tables))):
        numbers = [int(found[1]) for text in captions if (found := re.match(rf"{kind} (\d+)\. \S", text))]
        assert numbers == list(range(1, count + 1))
        assert count
    codes = [code.text for code in paper.every("w:instrText")]
    assert codes.count(" SEQ Tabel \\* ARABIC ") == len(paper.book.tables)


def test_tables_have_one_header_row_and_no_merged_cells(paper: Paper) -> None:
    assert len(paper.book.tables) >= 6
    for table in paper.book.tables:
        marked = [row.find(f".//{qn('w:tblHeader')}") is not None for row in table._tbl.tr_lst]
        assert marked[0]
        assert not any(marked[1:])
        assert not list(table._tbl.iter(qn("w:gridSpan"), qn("w:vMerge")))
        assert len({len(row.tc_lst) for row in table._tbl.tr_lst}) == 1
        assert all(paper.said(cell) for cell in table._tbl.tr_lst[0].tc_lst)
        look = table._tbl.find(f".//{qn('w:tblLook')}")
        assert (look.get(qn("w:firstRow")), look.get(qn("w:firstColumn"))) == ("1", "1")
        assert table._tbl.find(f".//{qn('w:tblCaption')}").get(qn("w:val"))


def test_links_stay_inside_the_document(paper: Paper) -> None:
    names = {mark.get(qn("w:name")) for mark in paper.every("w:bookmarkStart")}
    links = [link.get(qn("w:anchor")) for link in paper.every("w:hyperlink")]

    assert len(links) >= 5
    assert set(links) <= names
    assert all(re.fullmatch(r"[A-Za-z_]\w{0,39}", name) for name in names)
    for part in paper.book.part.package.iter_parts():
        assert not [relation for relation in part.rels.values() if relation.is_external]


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
    paper: Paper, charts: list[Chart], tmp_path: Path
) -> None:
    path = tmp_path / "samenvatting.docx"
    path.write_bytes(paper.content)
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
            [p.text for p in one.paragraphs if p.style and p.style.name == kept] for one in (paper.book, saved)
        )
        assert before == after, kept
    assert [paper.said(table._tbl) for table in saved.tables] == [
        paper.said(table._tbl) for table in paper.book.tables
    ]
    assert all(table._tbl.find(f".//{qn('w:tblHeader')}") is not None for table in saved.tables)
    pictures = [picture.get("descr") for picture in saved.element.body.iter(qn("wp:docPr"))]
    assert pictures == [chart.alternative for chart in charts]
    assert saved.core_properties.title == paper.book.core_properties.title
