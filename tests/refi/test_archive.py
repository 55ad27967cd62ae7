"""Files that somebody hands over: what is refused, and why."""

from __future__ import annotations

import zipfile

import pytest

from pipeline.core.errors import InputError
from pipeline.refi import archive
from pipeline.refi.project_reading import read_project
from tests.refi import made_up
from tests.refi.opened import Opened, zipped

SOUND = Opened(made_up.exported(made_up.labels(3))).parts
QDE = SOUND["project.qde"].decode()
EMPTY = b'<Project xmlns="urn:QDA-XML:project:1.0" name="x"/>'


def with_xml(xml: str) -> bytes:
    return zipped({**SOUND, "project.qde": xml.encode()})


def lied_about() -> bytes:
    """A project that asks for a text of which the list of parts says that it is small."""
    source = '<Sources><TextSource plainTextPath="internal://a.txt"/></Sources>'
    parts = {"project.qde": f"<Project>{source}</Project>".encode(), "sources/a.txt": b"0" * 30_000_000}
    size = (30_000_000).to_bytes(4, "little")
    content = zipped(parts)
    assert content.count(size) == 2
    return content.replace(size, (100).to_bytes(4, "little"))


def locked() -> bytes:
    content = bytearray(zipped({"project.qde": EMPTY}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + at] |= 1
    return bytes(content)


ENTITY = '<!DOCTYPE Project [<!ENTITY geheim SYSTEM "file:///etc/hostname">]>'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
BOMB = f'<!DOCTYPE Project [<!ENTITY l0 "ha">{LAUGHS}]>'
OUTSIDE = QDE.replace("internal://", "internal://../../../etc/", 1)

HOSTILE = {
    "no zip": (b"PK is dit niet", "is no REFI-QDA project"),
    "cut off": (zipped(SOUND)[:-40], "is no REFI-QDA project"),
    "no project": (zipped({"a.txt": b"x"}), "it holds none"),
    "two projects": (zipped({"a.qde": EMPTY, "b.qde": EMPTY}), "it holds 2 of them"),
    "path upwards": (zipped({**SOUND, "../../weg.txt": b"x"}), "leads out of it"),
    "absolute path": (zipped({**SOUND, "/etc/cron.d/weg": b"x"}), "leads out of it"),
    "path of Windows": (zipped({**SOUND, "sources\\..\\..\\weg.txt": b"x"}), "leads out of it"),
    "text upwards": (with_xml(OUTSIDE), "leads out of it"),
    "bomb": (zipped({"project.qde": EMPTY, "sources/a.txt": b"0" * 30_000_000}), "far larger"),
    "bomb that hides its size": (lied_about(), "damaged"),
    "password": (locked(), "locked with a password"),
    "entity of a file": (with_xml(f"{ENTITY}<Project>&geheim;</Project>"), "document type"),
    "entity in an attribute": (with_xml(f'{ENTITY}<Project name="&geheim;"/>'), "not sound"),
    "billion laughs": (with_xml(f"{BOMB}<Project>&l11;</Project>"), ""),
    "very deep": (with_xml("<Project>" + "<Code>" * 5000 + "</Code>" * 5000 + "</Project>"), "not sound"),
    "not closed": (with_xml(QDE[:-20]), "not sound"),
    "no XML": (zipped({"project.qde": b"\x00\x01\x02"}), "not sound"),
    "a codebook": (with_xml('<CodeBook xmlns="urn:QDA-XML:codebook:1.0"/>'), "holds no project, but CodeBook"),
}


@pytest.mark.parametrize(("content", "why"), HOSTILE.values(), ids=[*HOSTILE])
def test_what_is_not_sound_is_refused_with_a_reason(content: bytes, why: str) -> None:
    with pytest.raises(InputError) as refused:
        read_project(content, where="x.qdpx")

    assert why in str(refused.value)
    assert "x.qdpx" in str(refused.value)
    assert "What to do" in str(refused.value)
    assert "hostname" not in str(refused.value)


def test_what_is_sound_is_read() -> None:
    project = read_project(zipped(SOUND), where="x.qdpx")

    assert sorted(source.name for source in project.sources) == [
        "Ronde 2024-extern",
        "Ronde 2024-intern",
        "Ronde 2025",
    ]


def test_a_recording_is_not_opened() -> None:
    large = {**SOUND, "sources/opname.mp4": bytes(range(256)) * 200_000}

    assert read_project(zipped(large, zipfile.ZIP_STORED), where="x").origin.startswith("Samenwerkings")


def test_texts_that_take_more_than_a_computer_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_MOST_TEXT", 1000)
    with pytest.raises(InputError, match="its texts take"):
        read_project(zipped(SOUND), where="x.qdpx")
