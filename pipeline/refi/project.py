"""Writes a corpus as a REFI-QDA project: a text a round, its statements coded, who coded them and how sure.

As programs need it, which is stricter than the schema: QualCoder wants a date and a user with every coding, and
the text in a file; each name of a code once; offsets in code points, the end not included; no byte order mark.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count, groupby
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from pipeline import __version__
from pipeline.core.codebook import Codebook
from pipeline.core.corpus import Action
from pipeline.core.dates import UNNAMED
from pipeline.core.files import timeless
from pipeline.refi.code_tree import action_sets, add_codes, add_sets, code_tree, leaves
from pipeline.refi.codings import (
    ExportOptions,
    GivenCode,
    Label,
    day_of,
    day_of_code,
    given_codes,
    hidden,
    told,
    user_name,
    users,
)
from pipeline.refi.guids import guid
from pipeline.refi.round_texts import Place, at_places, written
from pipeline.refi.words import WORDS, number, sound

PROJECT = "urn:QDA-XML:project:1.0"
ORIGIN = f"Samenwerkingsthermometer {__version__}"
LINE_ENDS = {"lf": "\n", "crlf": "\r\n"}
_SHOWN = 60  # characters of a statement in the name of its selection
_TENTHS = 10  # of sureness that share a note


@dataclass(frozen=True)
class Investigation:
    """The corpus: what it is called, its codebook and its improvement actions."""

    name: str
    title: str
    codebook: Codebook
    actions: Mapping[int, Action]


@dataclass(frozen=True)
class _Coded:
    """All that is written: statements in their order, the codes of each, who gave them."""

    rows: Sequence[Label]
    codes: Mapping[str, Sequence[GivenCode]]
    users: Sequence[str]


def project_bytes(about: Investigation, labels: Iterable[Label], options: ExportOptions) -> bytes:
    """The .qdpx: the same bytes for the same rows in any order.

    Parameters
    ----------
    labels : rows of LABELS, of which the texts are masked.
    """
    rows = sorted(
        labels, key=lambda row: (row["round"], row["source"], int(row["line_start"]), row["statement_id"])
    )
    codes = {row["statement_id"]: given_codes(row, options) for row in rows}
    coded = _Coded(rows, codes, users(one for own in codes.values() for one in own))
    root = Element(
        "Project",
        {
            "xmlns": PROJECT,
            "name": sound(about.title),
            "origin": ORIGIN,
            "creatingUserGUID": guid("user", coded.users[0]),
            "creationDateTime": _latest(rows),
        },
    )
    people = SubElement(root, "Users")
    for who in coded.users:
        SubElement(people, "User", {"guid": guid("user", who), "name": user_name(who)})
    add_codes(SubElement(root, "CodeBook"), code_tree(about.codebook))
    _add_cases(root, about, rows)
    files = _add_sources(root, about, coded, options)
    files |= _add_notes(root, about, coded, options)
    add_sets(root, action_sets(about.actions, about.name), member="targetGUID")
    SubElement(root, "NoteRef", {"targetGUID": guid("note", about.name)})
    parts = [(f"sources/{name}", content) for name, content in sorted(files.items())]
    return timeless([("project.qde", xml_bytes(root)), *parts])


def xml_bytes(root: Element) -> bytes:
    """The document as UTF-8 without byte order mark."""
    indent(root, " ")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n'.encode()


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"


def _latest(rows: Iterable[Label]) -> str:
    return _moment(max(map(day_of, rows)))


def _values(row: Label) -> tuple[tuple[str, str], ...]:
    """The variables of a statement that have a value."""
    return tuple((name, row[column]) for name, column in WORDS["variables"].items() if row[column])


def _add_cases(root: Element, about: Investigation, rows: Sequence[Label]) -> None:
    """Variables, and a case for each combination of their values, with the statements that have it."""
    listed = SubElement(root, "Variables")
    for name in WORDS["variables"]:
        SubElement(listed, "Variable", {"guid": guid("variable", name), "name": name, "typeOfVariable": "Text"})
    alike: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for row in rows:
        alike.setdefault(_values(row), []).append(row["statement_id"])
    cases, taken = SubElement(root, "Cases"), set[str]()
    for values, ids in sorted(alike.items()):
        own = guid("case", about.name, *(part for pair in values for part in pair))
        name = sound(" · ".join(value for _, value in values)) or WORDS["case"]
        name = next(each for each in chain([name], (f"{name} ({n})" for n in count(2))) if each not in taken)
        taken.add(name)
        case = SubElement(cases, "Case", {"guid": own, "name": name})
        for variable, value in values:
            element = SubElement(case, "VariableValue")
            SubElement(element, "VariableRef", {"targetGUID": guid("variable", variable)})
            SubElement(element, "TextValue").text = sound(value)
        for one in ids:
            SubElement(case, "SelectionRef", {"targetGUID": guid("selection", one)})


def _add_sources(root: Element, about: Investigation, coded: _Coded, options: ExportOptions) -> dict[str, bytes]:
    """A text for each round, with its selections; gives the files by name."""
    names = {code.guid: code.name for code in leaves(code_tree(about.codebook))}
    sources = SubElement(root, "Sources")
    files = {}
    for round_id, group in groupby(coded.rows, key=lambda row: row["round"]):
        rows, shown = list(group), round_id or UNNAMED
        blind = {row["statement_id"] for row in rows if hidden(row, options)}
        text = written(about.title, shown, rows, hidden=blind)
        file = f"{guid('text', about.name, round_id)}.txt"
        about_source = {
            "guid": guid("source", about.name, round_id),
            "name": WORDS["round"].format(name=shown),
            "plainTextPath": f"internal://{file}",
            "creatingUser": guid("user", coded.users[0]),
            "creationDateTime": _latest(rows),
        }
        source = SubElement(sources, "TextSource", about_source)
        files[file] = text.text.replace("\n", options.line_ends).encode()
        moved = at_places(text.text, options.line_ends, [at for one in text.places for at in (one.start, one.end)])
        line = last = 0
        for row, place in zip(rows, text.places, strict=True):
            line, last = line + text.text.count("\n", last, place.start), place.start
            codes = coded.codes[place.statement_id]
            about_place = {
                "guid": guid("selection", place.statement_id),
                "name": _name(text.text, place, line),
                "startPosition": str(moved[place.start]),
                "endPosition": str(moved[place.end]),
                "creatingUser": guid("user", _first(codes, coded.users)),
                "creationDateTime": _moment(day_of(row)),
            }
            selection = SubElement(source, "PlainTextSelection", about_place)
            SubElement(selection, "Description").text = sound("\n".join(told(row, codes, names, options)))
            _add_codings(selection, row, codes)
    return files


def _name(text: str, place: Place, line: int) -> str:
    """The beginning of a statement, after its line, counted from 0: there qualitative-coding reads that."""
    flat = " ".join(text[place.start : place.end].split())
    return f"line:{line} {flat if len(flat) <= _SHOWN else f'{flat[: _SHOWN - 1]}…'}"


def _first(codes: Sequence[GivenCode], otherwise: Sequence[str]) -> str:
    """Who gave most of the codes of a statement: QualCoder takes all of them for that one's."""
    return users(codes)[0] if codes else otherwise[0]


def _add_codings(selection: Element, row: Label, codes: Sequence[GivenCode]) -> None:
    for one in codes:
        about = {
            "guid": guid("coding", row["statement_id"], one.code),
            "creatingUser": guid("user", one.who),
            "creationDateTime": _moment(day_of_code(row, one)),
        }
        coding = SubElement(selection, "Coding", about)
        SubElement(coding, "CodeRef", {"targetGUID": one.code})
        if one.sure is not None:
            SubElement(coding, "NoteRef", {"targetGUID": guid("note", one.who, str(_tenth(one.sure)))})


def _tenth(sure: float) -> int:
    return min(int(sure * _TENTHS + 1e-9), _TENTHS - 1)


def _add_notes(root: Element, about: Investigation, coded: _Coded, options: ExportOptions) -> dict[str, bytes]:
    """What is to know of the whole, in a file, and for who gave codes a note per tenth of sureness."""
    listed = SubElement(root, "Notes")
    file = f"{guid('text', about.name, 'note')}.txt"
    made = {"creatingUser": guid("user", coded.users[0]), "creationDateTime": _latest(coded.rows)}
    own = {"guid": guid("note", about.name), "name": WORDS["about"]["name"], "plainTextPath": f"internal://{file}"}
    SubElement(listed, "Note", own | made)
    used = {(one.who, _tenth(one.sure)) for own in coded.codes.values() for one in own if one.sure is not None}
    for who, tenth in sorted(used):
        low, high = number(tenth / _TENTHS), number((tenth + 1) / _TENTHS)
        words = {key: text.format(who=user_name(who), low=low, high=high) for key, text in WORDS["note"].items()}
        note = SubElement(listed, "Note", {"guid": guid("note", who, str(tenth)), "name": words["name"], **made})
        SubElement(note, "PlainTextContent").text = words["text"]
    names = ", ".join(map(user_name, coded.users))
    text = sound(WORDS["about"]["text"].format(title=about.title, users=names))
    return {file: text.replace("\n", options.line_ends).encode()}
