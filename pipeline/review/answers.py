"""Reading the cells that a reviewer filled in: labels by id or Dutch name, in any case."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.codebook import NO_THEME, Codebook, Label
from pipeline.errors import nearest
from pipeline.review.problems import Code
from pipeline.review.sheet import NO_CONTENT, UNDECIDED

_NO_THEME = {NO_THEME, "geen thema", "geen thema s", "geen themas"}
_NO_CONTENT = {NO_CONTENT}
_JOINED = re.compile(r"\s*[/+&]\s*|\s+en\s+")
_HARD_SEPARATORS = re.compile(r"[|;\n\r]+")


@dataclass(frozen=True)
class Refusal:
    """A cell that cannot be read: why, what stands there, what may stand there and what was meant.

    Attributes
    ----------
    names : Dutch names of ``allowed``, when those are ids.
    """

    code: Code
    found: str
    allowed: tuple[str, ...] = ()
    closest: str = ""
    names: tuple[str, ...] = ()


def read_label(cell: str, kind: str, codebook: Codebook) -> str | Refusal:
    """The id of one category or stance.

    Parameters
    ----------
    kind : "categories" or "stances".
    """
    code: Code = "unknown_category" if kind == "categories" else "unknown_stance"
    labels: dict[str, Label] = getattr(codebook, kind)
    names = tuple(label.label for label in labels.values())
    return codebook.find(kind, cell) or Refusal(code, cell, tuple(labels), codebook.nearest(kind, cell), names)


def read_themes(cell: str, codebook: Codebook, *, shown: bool) -> tuple[str, str] | list[Refusal]:
    """Theme ids in codebook order and the themes' status, or every part that cannot be read.

    Parts stand between `|`, `;`, `,` or line breaks; whole names also between `/`, `+`, `&` or
    "en". A name that holds such a sign itself is recognised whole before it is split.

    Parameters
    ----------
    shown : the cell is what the reviewer was shown, which may say that nothing was decided.
    """
    parts = _parts(cell, codebook)
    allowed = (*codebook.themes, NO_THEME, NO_CONTENT)
    names = (*(label.label for label in codebook.themes.values()), NO_THEME, NO_CONTENT)
    found: set[str] = set()
    words: set[str] = set()
    refusals: list[Refusal] = []
    for part in parts:
        said = re.sub(r"\W+", " ", part.replace("_", " ")).strip().casefold()
        if said in _NO_THEME:
            words.add("geen_thema")
        elif said in _NO_CONTENT:
            words.add("geen_inhoud")
        elif shown and part.casefold() == UNDECIDED:
            refusals.append(Refusal("undecided", part))
        elif theme := codebook.find("themes", part):
            found.add(theme)
        else:
            near = codebook.nearest("themes", part) or nearest(part, (NO_THEME, NO_CONTENT))
            refusals.append(Refusal("unknown_theme", part, allowed, near, names))
    if not parts:
        refusals.append(Refusal("unknown_theme", cell, allowed, names=names))
    if refusals:
        return refusals
    if len(words) + bool(found) > 1:
        return [Refusal("contradiction", cell, allowed, names=names)]
    if words:
        return "", words.pop()
    return codebook.join(found), "thema"


def _parts(cell: str, codebook: Codebook) -> list[str]:
    parts: list[str] = []
    for piece in _HARD_SEPARATORS.split(cell):
        whole = " ".join(piece.split())
        known = codebook.find("themes", whole)
        for part in [whole] if known else whole.split(","):
            pieces = _JOINED.split(part)  # 'vertrouwen en leren': two themes, unless it is the name of one
            two = not codebook.find("themes", part) and all(codebook.find("themes", piece) for piece in pieces)
            parts += pieces if two else [part]
    return [part.strip() for part in parts if part.strip()]
