from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from pipeline.core.codebook import load_codebook
from pipeline.core.errors import InputError
from pipeline.refi.codebook_file import csv_bytes, qdc_bytes
from pipeline.refi.codebook_reading import TO_FILL_IN, ReadCodebook, codes_of, read_codebook
from tests.paths import ROOT, SHARED
from tests.refi import made_up
from tests.refi.opened import codebook_schema, faults
from tests.refi.programs.run import read_with

COMMON = load_codebook(ROOT / "corpora" / "codebook.yaml")
HEAD = '<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>'


def taken(content: bytes | str, name: str = "x.qdc") -> ReadCodebook:
    content = content.encode() if isinstance(content, str) else content
    return read_codebook(codes_of(content, where=name), COMMON, where=name)


def book(*codes: str) -> str:
    return f"{HEAD}{''.join(codes)}</Codes></CodeBook>"


def code(name: str, inside: str = "", *, codable: bool = True, about: str = "") -> str:
    described = f"<Description>{about}</Description>" if about else ""
    return f'<Code guid="x" name="{name}" isCodable="{str(codable).lower()}">{described}{inside}</Code>'


@pytest.mark.parametrize("name", ["x.qdc", "x.csv"])
def test_our_own_codebook_comes_back_as_it_was(name: str) -> None:
    content = qdc_bytes(COMMON, {}, "proef") if name == "x.qdc" else csv_bytes(COMMON)
    read = taken(content, name)

    assert read.codebook.themes == {
        one: label.model_copy(update={"definition": " ".join(label.definition.split())})
        for one, label in COMMON.themes.items()
    }
    assert read.codebook.version == COMMON.version
    assert (read.new, read.undefined) == ((), ())


def test_taguette_gives_it_back_flat_and_without_definitions(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_bytes(csv_bytes(COMMON))
    read = taken(read_with("taguette", path)["qdc"])

    assert read.codebook.version == COMMON.version


def test_the_codebook_in_a_project() -> None:
    read = taken(made_up.exported(made_up.labels(1)), "x.qdpx")

    assert [label.label for label in read.codebook.themes.values()][:2] == ["Thema 0 & <0> é", "Thema 1 & <1> é"]


def test_a_code_with_a_known_name_keeps_its_id_and_another_gets_one() -> None:
    read = taken(
        book(code("vertrouwen"), code("Fietspaden &amp; stallingen", about="Over fietsen.\nNiet: over auto's."))
    )

    assert read.known == ("vertrouwen",)
    assert read.codebook.themes["vertrouwen"].definition == COMMON.themes["vertrouwen"].definition
    assert read.new == ("fietspaden_en_stallingen",)
    label = read.codebook.themes["fietspaden_en_stallingen"]
    assert (label.label, label.definition, label.not_) == (
        "Fietspaden & stallingen",
        "Over fietsen.",
        "over auto's.",
    )
    assert read.codebook.stances == COMMON.stances


def test_branches_are_no_themes_and_codes_that_hold_codes_are() -> None:
    read = taken(book(code("Ruimte", code("Groen") + code("Water", code("Sloten")), codable=False)))

    assert read.new == ("groen", "water", "sloten")
    assert read.undefined == read.new
    assert read.codebook.themes["groen"].definition == TO_FILL_IN


def test_equal_names_get_what_they_stand_under() -> None:
    read = taken(book(code("A", code("Anders")), code("B", code("Anders") + code("anders"))))

    assert [label.label for label in read.codebook.themes.values()] == [
        *("A", "A: Anders", "B", "B: Anders", "B: anders 2")
    ]
    assert len(read.new) == 5


def test_names_that_are_no_ids_become_ones() -> None:
    read = taken(book(code("2e kans"), code("中文"), code("Geen"), code("a|b")))

    assert read.new == ("thema_2e_kans", "thema", "geen_2", "a_b")


@pytest.mark.parametrize(
    "text",
    [
        "tag,description\nGroen,Over groen.\n",
        "naam;omschrijving\r\nGroen;Over groen.\r\n",
        "\ufeffTag\tDescription\nGroen\tOver groen.\n",
        "description,number of highlights,path\nOver groen.,3,Groen\n",
    ],
)
def test_tables_of_codes(text: str) -> None:
    assert taken(text, "x.csv").codebook.themes["groen"].definition == "Over groen."


@pytest.mark.parametrize(
    ("content", "name", "problem"),
    [
        (book(), "x.qdc", "holds no code"),
        (book(code("Oordeel", code("Wens"), codable=False)), "x.qdc", "holds no theme"),
        ("zomaar tekst", "x.qdc", "is no codebook"),
        ("kleur,vorm\nrood,rond\n", "x.csv", "no column holds the codes"),
        (book(code("A"))[:-3], "x.qdc", "not sound"),
        (
            '<!DOCTYPE CodeBook [<!ENTITY a SYSTEM "file:///etc/hostname">]>' + book(code("A")),
            "x.qdc",
            "document type",
        ),
    ],
)
def test_what_is_no_codebook_is_refused(content: str, name: str, problem: str) -> None:
    with pytest.raises(InputError, match=problem) as refused:
        taken(content, name)

    assert name in str(refused.value)
    assert "What to do" in str(refused.value)


def test_a_codebook_that_is_hard_on_names_comes_back() -> None:
    read = read_codebook(
        codes_of(qdc_bytes(made_up.codebook(), {}, "proef"), where="x.qdc"), made_up.codebook(), where="x.qdc"
    )

    assert [*read.codebook.themes] == [*made_up.codebook().themes]
    assert read.new == ()


FOREIGN = SHARED.parent / "refi"


@pytest.mark.skipif(not FOREIGN.is_dir(), reason="the samples of other programs are not beside the project")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<Sets>", "<Sets>"),
        (' isCodable="true"', ""),
        ("<MemberCode guid", "<MemberCode targetGUID"),
        ("<Sets>", "<Sets/><Sets>"),
        ("codebook:1.0", "codebook:1:0"),
        ('color="#', 'color="'),
        ("<Code ", "<NoteRef/><Code "),
    ],
)
def test_the_schema_of_codebooks_says_what_the_published_one_says(old: str, new: str) -> None:
    published = etree.XMLSchema(etree.parse(FOREIGN / "Codebook.xsd"))
    sound = qdc_bytes(made_up.codebook(), made_up.about().actions, "proef").decode()
    assert old in sound
    changed = sound.replace(old, new).encode()

    assert [bool(faults(schema, changed)) for schema in (published, codebook_schema())] == [old != new] * 2


@pytest.mark.skipif(not FOREIGN.is_dir(), reason="the samples of other programs are not beside the project")
def test_the_example_that_qualcoder_reads() -> None:
    read = taken((FOREIGN / "example_ok.qdc").read_bytes())

    assert (read.known, read.new) == (("verkokering",), ("verbeterpunt", "kracht", "vertrouwen_e_en"))
