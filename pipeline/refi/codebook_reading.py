"""Reads a codebook that was made elsewhere (.qdc, or a table as Taguette writes it) as one of ours.

A code that is called as a theme of the common codebook is that theme, and keeps its id: the coder knows it. Any
other code that can be coded with is a new theme. Branches named as ours (`Oordeel`, `Adviescategorie`) give
stances and categories, as do all of their names in a list without branches (Taguette); without them those of the
common codebook hold, as the coder needs them.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import Any

from pipeline.core.codebook import NO_THEME, SEPARATOR, Codebook, Label, name_words
from pipeline.core.codes import OFF_TOPIC
from pipeline.core.delimited import parse_csv
from pipeline.core.errors import InputError
from pipeline.core.files import decode, restore
from pipeline.core.tables import records
from pipeline.refi.archive import Archive, parsed
from pipeline.refi.code_tree import code_tree, leaves
from pipeline.refi.project_reading import ReadCode, every, kind, read_codes
from pipeline.refi.words import WORDS

TO_FILL_IN = "NOG IN TE VULLEN: wanneer hoort een uitspraak bij dit thema?"
_PACKED = b"PK\x03\x04"  # how a .qdpx begins
_NAMES = ("tag", "name", "path", "code", "naam", "thema")
_DESCRIPTIONS = ("description", "definition", "memo", "omschrijving", "definitie")
_GROUPS = ("group", "groep")
_NOT = re.compile(rf"^\s*{re.escape(WORDS['not'])}\s*", re.MULTILINE)
_SINGLE = ("categories", "stances")


@dataclass(frozen=True)
class ReadCodebook:
    """A codebook as ours.

    Attributes
    ----------
    known, new : ids of themes that the common codebook has, and has not.
    undefined : ids of themes of which the file does not say when they apply.
    """

    codebook: Codebook
    known: tuple[str, ...]
    new: tuple[str, ...]
    undefined: tuple[str, ...]


def codes_of(content: bytes, *, where: str) -> list[ReadCode]:
    """The codes of a file, .qdc, table or whole project, in its order.
    :class:`InputError` when it holds none.
    """
    if content.startswith(_PACKED):
        root = Archive(content, where).project
        codes = [code for book in every(root, "CodeBook") for code in read_codes(book)]
    elif content.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith((b"<", b"\x00<")):
        root = parsed(content, where=where)
        books = [root] if kind(root) == "CodeBook" else list(every(root, "CodeBook"))
        codes = [code for book in books for code in read_codes(book)]
    elif Path(where).suffix.lower() == ".qdc":
        todo = "export the codebook alone, as REFI-QDA codebook (.qdc), or as .csv"
        raise InputError("this is no codebook", where=where, todo=todo)
    else:
        codes = _of_table(content, where=where)
    if not any(code.codable and code.name for code in codes):
        raise InputError("this codebook holds no code", where=where, todo="export it again, with its codes")
    return codes


def _of_table(content: bytes, *, where: str) -> list[ReadCode]:
    frame = parse_csv(decode(content, where=where)[0], where=where)
    columns = {name.casefold(): name for name in frame.columns}
    name, about, group = (
        next((columns[one] for one in wanted if one in columns), "") for wanted in (_NAMES, _DESCRIPTIONS, _GROUPS)
    )
    if not name:
        todo = "name the column with the codes: tag"
        raise InputError("no column holds the codes", f"{where} row 1", allowed=_NAMES, todo=todo)
    return [
        ReadCode(
            "",
            " ".join(restore(row[name]).split()),
            (restore(row[group]),) if group and row[group] else (),
            description=restore(row[about]).strip() if about else "",
        )
        for row in records(frame)
    ]


def read_codebook(codes: Sequence[ReadCode], common: Codebook, *, where: str) -> ReadCodebook:
    """The codes as a codebook of ours.

    Parameters
    ----------
    common : corpora/codebook.yaml, which the coder knows.
    """
    groups = {group.name.casefold(): group.kind for group in code_tree(common)}
    groups |= {words["name"].casefold(): kind for kind, words in WORDS["groups"].items()}
    by_kind: dict[str, list[ReadCode]] = {}
    for code in codes:
        above = next((groups[name.casefold()] for name in code.above if name.casefold() in groups), "themes")
        if code.codable and code.name and not (not code.above and code.name.casefold() in groups):
            by_kind.setdefault(above, []).append(code)
    for sort in (*_SINGLE, "statuses"):
        own = {
            name_words(code.name) for group in code_tree(common) if group.kind == sort for code in leaves([group])
        }
        flat = [code for code in by_kind.get("themes", ()) if not code.above and name_words(code.name) in own]
        if own <= {name_words(code.name) for code in flat}:
            by_kind["themes"] = [code for code in by_kind["themes"] if code not in flat]
            by_kind.setdefault(sort, flat)
    single = {kind: _known(kind, by_kind.get(kind, ()), common) for kind in _SINGLE}
    themes = _themes(by_kind.get("themes", ()), common, where=where)
    off_topic = [code for code in by_kind.get("statuses", ()) if code.name == WORDS["statuses"][OFF_TOPIC]["name"]]
    content: dict[str, Any] = {
        "off_topic": _label(off_topic[0], common.off_topic) if off_topic else common.off_topic,
        **{kind: found or getattr(common, kind) for kind, found in single.items()},
        "themes": themes,
    }
    book = Codebook(**content)
    known = tuple(theme for theme in themes if theme in common.themes)
    undefined = tuple(theme for theme, label in themes.items() if label.definition == TO_FILL_IN)
    return ReadCodebook(book, known, tuple(theme for theme in themes if theme not in known), undefined)


def _known(kind: str, codes: Iterable[ReadCode], common: Codebook) -> dict[str, Label]:
    """Categories or stances of the file that the common codebook has, where there are two or more."""
    labels: Mapping[str, Label] = getattr(common, kind)
    names = _names(kind, common)
    found = {names[words]: code for code in codes if (words := name_words(code.name)) in names}
    return {one: _label(found[one], labels[one]) for one in labels if one in found} if len(found) > 1 else {}


def _names(kind: str, common: Codebook) -> dict[str, str]:
    """Id by every name that a label of the common codebook goes by, here and in what we export."""
    labels: Mapping[str, Label] = getattr(common, kind)
    exported = {name_words(code.name): code.id for code in leaves(code_tree(common)) if code.kind == kind}
    own = {name_words(name): one for one, label in labels.items() for name in (one, label.label)}
    return exported | own


def _themes(codes: Iterable[ReadCode], common: Codebook, *, where: str) -> dict[str, Label]:
    codes = list(codes)
    names = _names("themes", common)
    times = Counter(name_words(code.name) for code in codes)
    themes: dict[str, Label] = {}
    taken: set[str] = {NO_THEME}
    for code in codes:
        several = times[name_words(code.name)] > 1
        full = f"{code.above[-1]}: {code.name}" if several and code.above else code.name
        base = " ".join(full.replace(SEPARATOR, "/").split())
        known = "" if several else names.get(name_words(code.name), "")
        tries = chain([(base, known or _id(base))], ((f"{base} {n}", _id(f"{base} {n}")) for n in count(2)))
        label, one = next((label, one) for label, one in tries if not {label.casefold(), one} & taken)
        themes[one] = _label(code, common.themes.get(one) if one == known else None, label)
        taken |= {one, label.casefold()}
    if not themes:
        todo = "put the codes that say what it is about beside those branches, or in one named Thema's"
        raise InputError("this codebook holds no theme", where=where, todo=todo)
    return themes


def _id(label: str) -> str:
    """An id for a theme, from its name: small letters, digits and _, a letter first.

    >>> _id("Parkeren & hallen"), _id("2e kans")
    ('parkeren_en_hallen', 'thema_2e_kans')
    """
    words = re.sub(r"[^a-z0-9]+", "_", name_words(label)).strip("_")
    return words if words[:1].isalpha() else f"thema_{words}".rstrip("_")


def _label(code: ReadCode, otherwise: Label | None, label: str = "") -> Label:
    """The label of a code: what the file says of it, else what ours says."""
    definition, *border = (" ".join(part.split()) for part in _NOT.split(code.description, maxsplit=1))
    if not definition and otherwise:
        definition, border = otherwise.definition, [otherwise.not_] if otherwise.not_ else []
    about = {"label": label or code.name, "definition": definition or TO_FILL_IN}
    return Label(**about, **({"not": border[0]} if border else {}))
