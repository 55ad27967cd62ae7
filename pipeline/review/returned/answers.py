"""Reading the cells that a reviewer filled in: labels by id or Dutch name, in any case."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.core.codebook import NO_THEME, Codebook, Label
from pipeline.core.errors import nearest
from pipeline.review.common.issues import Issue
from pipeline.review.common.review_rows import NO_CONTENT, UNDECIDED

_NO_THEME = {NO_THEME, "geen thema", "geen thema s", "geen themas"}
_NO_CONTENT = {NO_CONTENT}
_JOINED = re.compile(r"\s*[/+&]\s*|\s+en\s+")
_SEPARATORS = (re.compile(r"[|;]+"), re.compile(r"[\n\r]+"))


@dataclass(frozen=True)
class Themes:
    """The themes that a cell names.

    Attributes
    ----------
    ids : theme ids joined by `|`, codebook order.
    status : `thema`, `geen_thema` or `geen_inhoud`.
    parts : of a theme that was divided since, its parts, as `ids`; which of them was meant is not said.
    earlier : names of earlier themes that stand in the cell, each with what became of it.
    """

    ids: str
    status: str
    parts: str = ""
    earlier: tuple[tuple[str, tuple[str, ...]], ...] = ()


def read_label(cell: str, kind: str, codebook: Codebook) -> str | Issue:
    """The id of one category or stance; the first three letters or more will do for one label only.

    Parameters
    ----------
    kind : "categories" or "stances".
    """
    code = "unknown_category" if kind == "categories" else "unknown_stance"
    labels: dict[str, Label] = getattr(codebook, kind)
    names = tuple(label.label for label in labels.values())
    if label_id := codebook.find_loosely(kind, cell):
        return label_id
    return Issue(code, cell, tuple(labels), codebook.nearest(kind, cell), names)


def read_themes(cell: str, codebook: Codebook, *, shown: bool) -> Themes | list[Issue]:
    """The themes that a cell names, or every part of it that cannot be read.

    Parts stand between `|`, `;`, `,` or line breaks; whole names also between `/`, `+`, `&` or
    "en". A name that holds such a sign itself is recognised whole before it is split. A theme that
    was renamed or divided since is read as the codebook says (`renames`, `splits`). The first three
    letters or more of a name will do when no other theme begins like that.

    Parameters
    ----------
    shown : the cell is what the reviewer was shown, which may say that nothing was decided.
    """
    parts = _parts(cell, codebook)
    allowed = (*codebook.themes, NO_THEME, NO_CONTENT)
    names = (*(label.label for label in codebook.themes.values()), NO_THEME, NO_CONTENT)
    found: set[str] = set()
    divided: set[str] = set()
    earlier: dict[str, tuple[str, ...]] = {}
    words: set[str] = set()
    issues: list[Issue] = []
    for part in parts:
        said = _plain(part)
        if said in _NO_THEME:
            words.add("geen_thema")
        elif said in _NO_CONTENT:
            words.add("geen_inhoud")
        elif shown and part.casefold() == UNDECIDED:
            issues.append(Issue("undecided", part))
        elif theme := codebook.find("themes", part):
            found.add(theme)
            if went := codebook.went_on_as(part):
                earlier[part] = went
        elif went := codebook.went_on_as(part):
            divided.update(went)
            earlier[part] = went
        elif theme := codebook.find_loosely("themes", part):
            found.add(theme)
        else:
            near = codebook.nearest("themes", part) or nearest(part, (NO_THEME, NO_CONTENT))
            issues.append(Issue("unknown_theme", part, allowed, near, names))
    if not parts:
        issues.append(Issue("unknown_theme", cell, allowed, names=names))
    if issues:
        return issues
    if len(words) + bool(found | divided) > 1:
        return [Issue("contradiction", cell, allowed, names=names)]
    if words:
        return Themes("", words.pop())
    return Themes(codebook.join(found), "thema", codebook.join(divided - found), tuple(earlier.items()))


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
