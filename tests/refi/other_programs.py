"""A project as other programs give it back: the same coding, in their own way of writing it down."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from lxml import etree

from tests.refi.opened import Opened, P, changed, zipped

_GUIDS = ("guid", "targetGUID", "creatingUser", "creatingUserGUID", "modifyingUser")


def new_guids(root: Any, write: Callable[[str], str] = str.upper) -> Any:
    """Every GUID another one, as ATLAS.ti does at every export."""
    minted: dict[str, str] = {}
    for element in root.iter():
        for name in _GUIDS:
            if old := element.get(name):
                new = str(uuid.uuid5(uuid.NAMESPACE_DNS, old))
                element.set(name, write(minted.setdefault(old, new)))
    return root


def _texts(project: Opened, change: Callable[[bytes], bytes]) -> dict[str, bytes]:
    return {name: change(content) for name, content in project.parts.items() if name.startswith("sources/")}


def _moved(root: Any, project: Opened, at: Callable[[str, int], int]) -> Any:
    """Every selection at another place of its text."""
    for source in root.iter(f"{P}TextSource"):
        text = project.text_of(source)
        for one in source.iter(f"{P}PlainTextSelection"):
            for end in ("startPosition", "endPosition"):
                one.set(end, str(at(text, int(one.get(end)))))
    return root


def atlas(project: Opened) -> bytes:
    """ATLAS.ti: new GUIDs, two characters a line end that count as one, no notes, colours and dates of codings."""
    root = new_guids(etree.fromstring(project.parts["project.qde"]))
    root.set("origin", "ATLAS.ti for Windows 23.2.3.27778")
    for note in (*root.iter(f"{P}Notes"), *root.iter(f"{P}NoteRef")):
        note.getparent().remove(note)
    for element in (*root.iter(f"{P}Code"), *root.iter(f"{P}Coding")):
        for name in ("color", "creationDateTime"):
            element.attrib.pop(name, None)
    return changed(project.content, root, _texts(project, lambda text: text.replace(b"\n", b"\r\n")))


def qualcoder(project: Opened) -> bytes:
    """QualCoder: a byte order mark that positions do not count, another origin, the project under another name."""
    root = etree.fromstring(project.parts["project.qde"])
    root.set("origin", "QualCoder 4.0")
    mended = changed(project.content, new_guids(root, str), _texts(project, lambda text: b"\xef\xbb\xbf" + text))
    return renamed(mended, {"project.qde": "Mijn project.qde"})


def maxqda(project: Opened) -> bytes:
    """MAXQDA: two characters a line end that count as two, GUIDs in braces, folders as Windows has them."""
    root = _moved(
        new_guids(etree.fromstring(project.parts["project.qde"]), "{{{}}}".format),
        project,
        lambda text, at: at + text.count("\n", 0, at),
    )
    both = changed(project.content, root, _texts(project, lambda text: text.replace(b"\n", b"\r\n")))
    return renamed(both, {name: name.replace("sources/", "Sources\\") for name in project.parts})


def dotnet(project: Opened) -> bytes:
    """A program that counts signs outside the basic plane twice, as UTF-16 does, and counts a mark at the top."""
    root = _moved(
        etree.fromstring(project.parts["project.qde"]),
        project,
        lambda text, at: 1 + len(text[:at].encode("utf-16-le")) // 2,
    )
    return changed(project.content, root, _texts(project, lambda text: b"\xef\xbb\xbf" + text))


def texts_inside(project: Opened) -> bytes:
    """The text in the XML, in the namespace that one program had for a while; codes not in branches."""
    root = etree.fromstring(project.parts["project.qde"])
    for source in root.iter(f"{P}TextSource"):
        content = etree.Element(f"{P}PlainTextContent")
        content.text = project.text_of(source)
        source.attrib.pop("plainTextPath")
        source.insert(0, content)
    (codes,) = root.find(f"{P}CodeBook")
    for group in list(codes):
        codes.extend(group.findall(f"{P}Code"))
        codes.remove(group)
    moved = etree.tostring(root).replace(b"urn:QDA-XML:project:1.0", b"urn:QDA-XML:project:1:0")
    return changed(project.content, etree.fromstring(moved))


def one_selection_a_code(project: Opened) -> bytes:
    """A program with a selection for each code, one character short, by whoever opened it; no notes."""
    root = new_guids(etree.fromstring(project.parts["project.qde"]), str)
    for source in root.iter(f"{P}TextSource"):
        for one in list(source):
            for coding in one.findall(f"{P}Coding"):
                alone = etree.SubElement(source, one.tag, dict(one.attrib))
                alone.set("guid", str(uuid.uuid5(uuid.NAMESPACE_DNS, coding.get("guid") + "alone")))
                alone.set("endPosition", str(int(one.get("endPosition")) - 1))
                coding.set("creatingUser", "00000000-0000-0000-0000-000000000000")
                alone.append(coding)
            source.remove(one)
    return changed(project.content, root)


def renamed(content: bytes, names: Mapping[str, str]) -> bytes:
    """The project with parts under other names."""
    return zipped({names.get(name, name): part for name, part in Opened(content).parts.items()})


PROGRAMS = (atlas, qualcoder, maxqda, dotnet, texts_inside, one_selection_a_code)
NAMES = tuple(re.sub("_", " ", program.__name__) for program in PROGRAMS)
