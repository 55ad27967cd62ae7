"""How a page comes on sheets: its tables, lists, quotes and drawings, one at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from docx.oxml.ns import qn

Paper = Any  # a Word document, read; see conftest.py
Bare = Callable[..., Paper]


def test_text_from_right_to_left_runs_so(bare: Bare) -> None:
    paper = bare('<blockquote><p dir="auto">مرحبا abc</p><p dir="auto">abc مرحبا</p></blockquote>')
    first, second = paper.book.paragraphs

    assert first._p.find(f".//{qn('w:bidi')}") is not None
    assert first._p.find(f".//{qn('w:rtl')}") is not None
    assert second._p.find(f".//{qn('w:bidi')}") is None


def table_of(count: int) -> str:
    body = "".join(f'<tr><th scope="row">Rij {n}</th><td class="g">1</td></tr>' for n in range(count))
    head = "<thead><tr><th>Wat</th><th>Hoeveel</th></tr></thead>"
    return (
        f"<details><summary>Tabel: rijen</summary><table><caption>Alle rijen</caption>{head}<tbody>{body}</tbody>"
        "</table><p class='klein'>Uitleg.</p></details>"
    )


def test_a_long_table_goes_to_the_appendix_with_its_notes(bare: Bare) -> None:
    short = bare(f"<h2>Cijfers</h2>{table_of(29)}<p>Slot.</p>")
    long = bare(f"<h2>Cijfers</h2>{table_of(30)}<p>Slot.</p>")

    assert short.texts == ["Cijfers", "Tabel 1. Alle rijen", "Uitleg.", "Slot."]
    assert long.texts == [
        "Cijfers", "Zie de bijlage: Alle rijen", "Slot.", "Bijlage: alle cijfers", "Tabel 1. Alle rijen",
        "Uitleg.",
    ]  # fmt: skip
    (link,) = long.every("w:hyperlink")
    (mark,) = long.every("w:bookmarkStart")
    assert link.get(qn("w:anchor")) == mark.get(qn("w:name"))
    assert "Alle rijen" in long.said(mark.getparent())


def test_a_table_too_wide_for_the_sheet_turns_it(bare: Bare) -> None:
    wide = "".join(f"<th>Medewerkerstevredenheid{n}</th>" for n in range(6))
    cells = "<td>1</td>" * 6
    table = f"<table><caption>Breed</caption><thead><tr>{wide}</tr></thead><tbody><tr>{cells}</tr></tbody></table>"

    turned = bare(f"<p>Voor.</p>{table}<p class='klein'>Bron.</p><p>Na.</p>")
    last = bare(f"<p>Voor.</p>{table}")
    narrow = bare(f"<p>Voor.</p>{table_of(2)}<p>Na.</p>")

    assert turned.lying == [False, True, False]
    assert turned.texts == ["Voor.", "Tabel 1. Breed", "Bron.", "Na."]
    assert last.lying == [False, True, False]
    assert narrow.lying == [False]
    for section in turned.book.sections:
        assert section.footer.paragraphs[0].text == "Titel · pagina 1 van 1"


def test_a_numbered_list_starts_again_at_one(bare: Bare) -> None:
    paper = bare("<ol><li>a</li><li>b</li></ol><p>tussen</p><ol><li>c</li></ol>")
    lists = [number.get(qn("w:val")) for number in paper.every("w:numId")]

    assert lists[0] == lists[1] != lists[2]
    starts = paper.book.part.numbering_part.element.iter(qn("w:startOverride"))
    assert [start.get(qn("w:val")) for start in starts] == ["1", "1"]


def test_places_with_names_that_word_takes_for_one_are_told_apart(bare: Bare) -> None:
    ids = ["a-b", "a_b", "A-B", "x" * 45, "x" * 50]
    places = "".join(f'<p id="{name}">Plek {n}.</p>' for n, name in enumerate(ids))
    links = "".join(f'<p><a href="#{name}">naar {n}</a></p>' for n, name in reversed(list(enumerate(ids))))

    paper = bare(f"{links}{places}")
    at = {mark.get(qn("w:name")): paper.said(mark.getparent()) for mark in paper.every("w:bookmarkStart")}
    led = {paper.said(link): at[link.get(qn("w:anchor"))] for link in paper.every("w:hyperlink")}

    assert led == {f"naar {n}": f"Plek {n}." for n in range(5)}
    assert len({name.lower() for name in at}) == 5


@pytest.mark.parametrize(("length", "kept"), [(1_000, True), (1_001, False)])
def test_only_a_long_quote_may_be_parted_from_its_source(bare: Bare, length: int, kept: bool) -> None:
    paper = bare(f'<blockquote><p dir="auto">{"x" * length}</p></blockquote>')
    (quote,) = paper.book.paragraphs

    assert (quote.paragraph_format.keep_with_next is None) == kept  # else as the style has it: kept
    assert quote.style is not None
    assert quote.style.paragraph_format.keep_with_next


def test_a_drawing_that_is_not_among_the_charts_is_an_error(bare: Bare) -> None:
    with pytest.raises(KeyError, match="vreemd"):
        bare('<figure><svg data-tekening="vreemd" aria-label="Een vreemde tekening"></svg></figure>')


def test_a_page_that_is_broken_is_an_error(bare: Bare) -> None:
    with pytest.raises(ValueError, match="</div> closes <p>"):
        bare("<div><p>open</div>")
