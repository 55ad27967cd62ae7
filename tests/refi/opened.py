"""A project that was exported, opened with nothing of the pipeline: its XML, its texts, what each selection is."""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from lxml import etree

P = "{urn:QDA-XML:project:1.0}"
SCHEMA = Path(__file__).parent / "schemas" / "Project-mrt2019.xsd"
_XSD = "{http://www.w3.org/2001/XMLSchema}"
_IN_CODEBOOK = ("CodesType", "SetsType", "CodeType", "SetType", "GUIDType", "RGBType")


@dataclass(frozen=True)
class Opened:
    content: bytes

    @cached_property
    def parts(self) -> dict[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    @cached_property
    def root(self) -> Any:
        return etree.fromstring(self.parts["project.qde"])

    @cached_property
    def code_names(self) -> dict[str, str]:
        return {code.get("guid"): code.get("name") for code in self.root.iter(f"{P}Code")}

    @cached_property
    def guids(self) -> set[str]:
        return {element.get("guid") for element in self.root.iter() if element.get("guid")}

    def text_of(self, source: Any) -> str:
        """As it stands in the file, byte for byte."""
        return self.parts["sources/" + source.get("plainTextPath").removeprefix("internal://")].decode()

    def selections(self) -> Iterator[tuple[str, str, list[str]]]:
        """Name of the text, the characters that are selected, the names of their codes."""
        for source in self.root.iter(f"{P}TextSource"):
            text = self.text_of(source)
            for one in source.iter(f"{P}PlainTextSelection"):
                codes = [self.code_names[ref.get("targetGUID")] for ref in one.iter(f"{P}CodeRef")]
                yield source.get("name"), text[int(one.get("startPosition")) : int(one.get("endPosition"))], codes


@cache
def project_schema() -> Any:
    return etree.XMLSchema(etree.parse(SCHEMA))


@cache
def codebook_schema() -> Any:
    """The schema of codebooks, from that of projects: the same types, but a set names its codes by ``guid``."""
    text = SCHEMA.read_text(encoding="utf-8").replace("urn:QDA-XML:project:1.0", "urn:QDA-XML:codebook:1.0")
    own = etree.fromstring(text.encode())
    for child in list(own):
        if child.get("name") not in _IN_CODEBOOK:
            own.remove(child)
    for element in list(own.iter(f"{_XSD}element")):
        if element.get("name") in ("NoteRef", "MemberSource", "MemberNote"):
            element.getparent().remove(element)
        elif element.get("name") == "MemberCode":
            element.set("type", "MemberCodeType")
    extra = etree.fromstring(f"""
        <x xmlns:xsd="{_XSD[1:-1]}">
          <xsd:element name="CodeBook" type="CodeBookType"/>
          <xsd:complexType name="CodeBookType"><xsd:sequence>
            <xsd:element name="Codes" type="CodesType"/><xsd:element name="Sets" type="SetsType" minOccurs="0"/>
          </xsd:sequence><xsd:attribute name="origin" type="xsd:string"/></xsd:complexType>
          <xsd:complexType name="MemberCodeType">
            <xsd:attribute name="guid" type="GUIDType" use="required"/>
          </xsd:complexType>
        </x>""")
    own.extend(copy.deepcopy(list(extra)))
    return etree.XMLSchema(etree.fromstring(etree.tostring(own)))


def faults(schema: Any, content: bytes) -> list[str]:
    """What is not as a schema wants it."""
    schema.validate(etree.fromstring(content))
    return [f"{error.line}: {error.message}" for error in schema.error_log]


def zipped(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as packed:
        for name, content in parts.items():
            packed.writestr(zipfile.ZipInfo(name), content, method)
    return stream.getvalue()


def changed(content: bytes, root: Any, texts: Mapping[str, bytes] | None = None) -> bytes:
    """The project with another XML, and other files where given."""
    parts = {**Opened(content).parts, "project.qde": etree.tostring(root, encoding="utf-8"), **(texts or {})}
    return zipped(parts)
