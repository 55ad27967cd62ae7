"""Reads a project that any program made: codes, people, texts with what is coded in them, and what is left aside.

Tolerant, as programs differ: namespaces of any version, GUIDs in any case or with braces, texts in a file or in
the XML, names and dates that are not there.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.core.errors import InputError
from pipeline.refi.archive import Archive
from pipeline.refi.guids import plain_guid
from pipeline.refi.text_positions import placed

_LARGEST = 2**31 - 1  # of a position: a text may take so many bytes, by the standard
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# Elements that say something and that nothing is done with, here or by whoever reads the result.
LEFT_ASIDE = (
    *("PictureSource", "AudioSource", "VideoSource", "PDFSelection", "PictureSelection", "AudioSelection"),
    *("VideoSelection", "TranscriptSelection", "Variable", "Case", "Set", "Graph", "Link"),
)


@dataclass(frozen=True)
class ReadCode:
    """A code of another program.

    Attributes
    ----------
    above : names of the codes that it stands under, from the top.
    codable : whether something can be coded with it; of a group, not.
    """

    guid: str
    name: str
    above: tuple[str, ...] = ()
    codable: bool = True
    description: str = ""


@dataclass(frozen=True)
class ReadCoding:
    """A code on a selection: by whom and when, as far as the program says; else ""."""

    guid: str
    code: str
    user: str = ""
    day: str = ""


@dataclass(frozen=True)
class ReadSelection:
    """A part of a text with what it was coded with; ``notes`` are GUIDs."""

    start: int
    end: int
    codings: tuple[ReadCoding, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReadSource:
    """A text of a project, with line feeds, without byte order mark."""

    name: str
    text: str
    selections: tuple[ReadSelection, ...]


@dataclass(frozen=True)
class ReadNote:
    """A memo: its name, its text, who wrote it and when."""

    name: str
    text: str
    user: str = ""
    day: str = ""


@dataclass(frozen=True)
class ReadProject:
    """A project.

    Attributes
    ----------
    origin : the program that wrote it.
    users : name by GUID.
    codes : by GUID, in the order of the tree.
    user, day : who last changed the project, or made it, and when.
    aside : how many there are of each kind of thing that is left aside.
    """

    name: str
    origin: str
    users: Mapping[str, str]
    codes: Mapping[str, ReadCode]
    sources: tuple[ReadSource, ...]
    notes: Mapping[str, ReadNote] = field(default_factory=dict)
    user: str = ""
    day: str = ""
    aside: Mapping[str, int] = field(default_factory=dict)


def read_project(content: bytes, *, where: str) -> ReadProject:
    """The project in a .qdpx.
    :class:`InputError` when it is none, or is not sound.
    """
    archive = Archive(content, where)
    root = archive.project
    if kind(root) != "Project":
        todo = "export the whole project as REFI-QDA (.qdpx)"
        raise InputError(f"this holds no project, but {kind(root)}", where=where, todo=todo)
    users = {plain_guid(one.get("guid", "")): one.get("name", "").strip() for one in every(root, "User")}
    aside = Counter(kind(element) for element in root.iter() if kind(element) in LEFT_ASIDE)
    aside["comment"] = sum(_commented(one) for one in every(root, "PlainTextSelection"))
    aside["rich"] = sum(bool(one.get("richTextPath")) for one in root.iter())
    origin = root.get("origin", "")
    sources = tuple(_sources(root, archive, users, origin, aside))
    who = next((users.get(plain_guid(root.get(name, "")), "") for name in _WHO if root.get(name)), "")
    return ReadProject(
        name=root.get("name", ""),
        origin=origin,
        users=users,
        codes={code.guid: code for book in children(root, "CodeBook") for code in read_codes(book)},
        sources=sources,
        notes=dict(_notes(root, archive, users)),
        user=who,
        day=_day(root, "modifiedDateTime"),
        aside=aside,
    )


_WHO = ("modifyingUserGUID", "creatingUserGUID")


def kind(element: Any) -> str:
    """The name of an element, whatever its namespace: programs name several releases of the standard."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: Any, *names: str) -> Iterator[Any]:
    """The children of an element that are so called."""
    return (child for child in element if kind(child) in names)


def every(element: Any, name: str) -> Iterator[Any]:
    """All elements of a name, however deep."""
    return (one for one in element.iter() if kind(one) == name)


def read_codes(book: Any) -> Iterator[ReadCode]:
    """The codes of a codebook, each after the one that it stands under."""
    for codes in children(book, "Codes"):
        yield from _codes(codes, ())


def _codes(parent: Any, above: tuple[str, ...]) -> Iterator[ReadCode]:
    for element in children(parent, "Code"):
        name = " ".join(element.get("name", "").split())
        codable = element.get("isCodable", "true").strip().lower() not in ("false", "0")
        about = next((child.text or "" for child in children(element, "Description")), "")
        yield ReadCode(plain_guid(element.get("guid", "")), name, above, codable, about.strip())
        yield from _codes(element, (*above, name))


def _commented(selection: Any) -> bool:
    return any((child.text or "").strip() for child in children(selection, "Description"))


def _sources(
    root: Any, archive: Archive, users: Mapping[str, str], origin: str, aside: Counter[str]
) -> Iterator[ReadSource]:
    for listed in children(root, "Sources"):
        for outer in listed:
            name = outer.get("name", "")
            own = [outer] if kind(outer) == "TextSource" else list(children(outer, "Representation", "Transcript"))
            for element in own:
                if (content := _content(element, archive)) is None:
                    aside["text"] += 1
                    continue
                aside["whole"] += len(list(children(element, "Coding")))
                yield _source(element, name or element.get("name", ""), content, users, origin, aside)
            if kind(outer) == "PDFSource" and not own:
                aside["PDFSource"] += 1


def _content(element: Any, archive: Archive) -> bytes | str | None:
    for inner in children(element, "PlainTextContent"):
        return str(inner.text or "")
    path = element.get("plainTextPath", "")
    return archive.text_part(path) if path else None


def _source(
    element: Any, name: str, content: bytes | str, users: Mapping[str, str], origin: str, aside: Counter[str]
) -> ReadSource:
    found = []
    for one in children(element, "PlainTextSelection"):
        try:
            start, end = (int(float(one.get(name))) for name in ("startPosition", "endPosition"))
        except (TypeError, ValueError, OverflowError):
            aside["place"] += 1
            continue
        found.append(((min(max(start, 0), _LARGEST), min(max(end, 0), _LARGEST)), one))
    one_a_line = "atlas" in origin.lower()
    text = placed(
        content, [place for place, _ in found], where=name or "a text without a name", one_a_line=one_a_line
    )
    selections = (
        ReadSelection(start, end, tuple(_codings(one, users)), tuple(_note_refs(one)))
        for (start, end), (_, one) in zip(text.places, found, strict=True)
    )
    return ReadSource(name, text.text, tuple(selections))


def _codings(selection: Any, users: Mapping[str, str]) -> Iterator[ReadCoding]:
    otherwise = _user(selection, users), _day(selection, "creationDateTime", "modifiedDateTime")
    for coding in children(selection, "Coding"):
        user, day = _user(coding, users), _day(coding, "creationDateTime", "modifiedDateTime")
        for ref in children(coding, "CodeRef"):
            code = plain_guid(ref.get("targetGUID", ""))
            yield ReadCoding(plain_guid(coding.get("guid", "")), code, user or otherwise[0], day or otherwise[1])


def _note_refs(selection: Any) -> Iterator[str]:
    for ref in every(selection, "NoteRef"):
        yield plain_guid(ref.get("targetGUID", ""))


def _user(element: Any, users: Mapping[str, str]) -> str:
    named = (element.get(name) for name in ("creatingUser", "modifyingUser"))
    return next((users.get(plain_guid(guid), "") for guid in named if guid), "")


def _day(element: Any, *names: str) -> str:
    """The day of a moment, ISO 8601; "" when none is told."""
    found = (_DAY.match(element.get(name, "").strip()) for name in names)
    return next((match[0] for match in found if match), "")


def _notes(root: Any, archive: Archive, users: Mapping[str, str]) -> Iterator[tuple[str, ReadNote]]:
    for note in (one for listed in children(root, "Notes") for one in children(listed, "Note")):
        content = _content(note, archive)
        text = placed(content, (), where="Note", one_a_line=False).text if content is not None else ""
        said = text or next((child.text or "" for child in children(note, "Description")), "")
        yield (
            plain_guid(note.get("guid", "")),
            ReadNote(note.get("name", ""), said.strip(), _user(note, users), _day(note, "creationDateTime")),
        )
