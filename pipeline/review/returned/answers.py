"""Reading the cells that a reviewer filled in: labels by id or Dutch name, in any case."""

import re
from typing import Any

from pipeline.core.codebook import NO_THEME, Codebook, Label
from pipeline.core.codes import NO_CONTENT, OFF_TOPIC
from pipeline.core.errors import nearest
from pipeline.review.common.issues import Issue
from pipeline.review.common.review_rows import SAID_NO_CONTENT, SAID_NONE, SAID_OFF_TOPIC, UNDECIDED

_WORDS = {
    **dict.fromkeys((NO_THEME, "geen thema", "geen thema s", "geen themas"), "geen_thema"),
    SAID_NO_CONTENT: NO_CONTENT,
    **dict.fromkeys((SAID_OFF_TOPIC, "niet over het onderwerp", "ander onderwerp"), OFF_TOPIC),
}
_JOINED = re.compile(r"\s*[/+&]\s*|\s+en\s+")
_SEPARATORS = (re.compile(r"[|;]+"), re.compile(r"[\n\r]+"))
_SINGLE = {
    "categorie_correctie": ("category", "categories", "unknown_category"),
    "oordeel_correctie": ("stance", "stances", "unknown_stance"),
}

Answer = dict[str, Any]  # fields of a review


def read_answer(column: str, cell: str, codebook: Codebook, *, shown: bool = False) -> Answer | list[Issue]:
    """What a correction says, or all that cannot be read in it.

    Parameters
    ----------
    column : the correction.
    shown : the cell is what the reviewer was shown, which may say that nothing was decided.
    """
    if column not in _SINGLE:
        return read_themes(cell, codebook, shown=shown)
    field, kind, code = _SINGLE[column]
    if label_id := codebook.find_loosely(kind, cell):
        return {field: label_id}
    labels: dict[str, Label] = getattr(codebook, kind)
    names = tuple(label.label for label in labels.values())
    return [Issue(code, cell, tuple(labels), codebook.nearest(kind, cell), names)]


def read_themes(cell: str, codebook: Codebook, *, shown: bool = False) -> Answer | list[Issue]:
    """The themes that a cell names, or every part of it that cannot be read.

    Parts stand between `|`, `;`, `,` or line breaks; whole names also between `/`, `+`, `&` or
    "en". A name that holds such a sign itself is recognised whole before it is split. A theme that
    was renamed or divided since is read as the codebook says (`renames`, `splits`). The first three
    letters or more of a name will do when no other theme begins like that.
    """
    parts = _parts(cell, codebook)
    allowed = (*codebook.themes, *SAID_NONE)
    names = (*(label.label for label in codebook.themes.values()), *SAID_NONE)
    found: set[str] = set()
    divided: set[str] = set()
    earlier: dict[str, tuple[str, ...]] = {}
    words: set[str] = set()
    issues = [] if parts else [Issue("unknown_theme", cell, allowed, names=names)]
    for part in parts:
        said, went = _plain(part), codebook.went_on_as(part)
        if said in _WORDS:
            words.add(_WORDS[said])
        elif shown and part.casefold() == UNDECIDED:
            issues.append(Issue("undecided", part))
        elif theme := codebook.find("themes", part) or ("" if went else codebook.find_loosely("themes", part)):
            found.add(theme)
        elif went:
            divided.update(went)
        else:
            near = codebook.nearest("themes", part) or nearest(part, SAID_NONE)
            issues.append(Issue("unknown_theme", part, allowed, near, names))
        if went and said not in _WORDS:
            earlier[part] = went
    if issues:
        return issues
    if len(words) + bool(found | divided) > 1:
        return [Issue("contradiction", cell, allowed, names=names)]
    themes, parts_of = codebook.join(found), codebook.join(divided - found)
    status = words.pop() if words else "thema"
    return {"themes": themes, "themes_status": status, "parts": parts_of, "earlier": tuple(earlier.items())}


def _parts(cell: str, codebook: Codebook) -> list[str]:
    parts: list[str] = []
    for whole in _pieces(cell, codebook):
        for part in [whole] if _known(whole, codebook) else whole.split(","):
            pieces = _JOINED.split(part)  # 'vertrouwen en leren': two themes, unless it is the name of one
            two = not _known(part, codebook) and all(_known(piece, codebook) for piece in pieces)
            parts += pieces if two else [part]
    return [part.strip() for part in parts if part.strip()]


def _pieces(cell: str, codebook: Codebook) -> list[str]:
    """Parted by lines, when it is not one name that was parted: 'tempo;capaciteit', a name in two lines."""
    pieces = [cell]
    for separators in _SEPARATORS:
        pieces = [
            part
            for piece in pieces
            for part in (
                [piece] if codebook.find("themes", separators.sub(" ", piece)) else separators.split(piece)
            )
        ]
    return [" ".join(re.sub(r"[|;]+", " ", piece).split()) for piece in pieces]


def _known(name: str, codebook: Codebook) -> bool:
    return bool(codebook.went_on_as(name) or codebook.find_loosely("themes", name))


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text.replace("_", " ")).strip().casefold()
