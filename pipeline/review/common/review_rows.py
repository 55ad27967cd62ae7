"""The rows of a file to review: what a reviewer sees of a statement, and what is hidden."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from pipeline.core.codebook import NO_THEME, theme_confidences
from pipeline.core.tables.review import REVIEW
from pipeline.review.common.resolutions import Resolution

NO_CONTENT = "geen inhoud"
UNDECIDED = "onbeslist"
BLIND, OPEN = "b", "c"  # first letter of controle: were the labels hidden or shown?
SHOWN = ("categorie", "oordeel", "themas")
CORRECTIONS = ("categorie_correctie", "oordeel_correctie", "themas_correctie")
_HASH_DIGITS = 8  # 32 bits: a swapped row among 20,000 goes unnoticed once in 4 billion
_LABELS_DIGITS = 4  # a label typed over goes unnoticed once in 65,536


def check_code(statement_id: str, text: str, *, blind: bool) -> str:
    """What the cell ``controle`` begins with: a letter and a short hash of id and text.

    The letter keeps a spreadsheet from reading ``12345678`` or ``1e234567`` as a number,
    and tells on return whether the reviewer could see the machine's labels. White space
    does not count: wrapping a cell is not changing it.

    >>> check_code("u1", "Goed  zo", blind=True) == check_code("u1", "Goed zo", blind=True)
    True
    """
    digest = hashlib.sha256(f"{statement_id}\n{' '.join(text.split())}".encode()).hexdigest()
    return (BLIND if blind else OPEN) + digest[:_HASH_DIGITS]


def labels_code(shown: Sequence[str]) -> str:
    """What ``controle`` ends with where labels are shown: tells whether these cells were typed over since.

    Parameters
    ----------
    shown : the cells categorie, oordeel and themas.
    """
    cells = "\n".join(" ".join(cell.split()).casefold() for cell in shown)
    return hashlib.sha256(cells.encode()).hexdigest()[:_LABELS_DIGITS]


def shown_themes(themes: str, status: str) -> str:
    """The cell ``themas`` of a statement.

    >>> shown_themes("a|b", "thema"), shown_themes("", "geen_thema"), shown_themes("", "geen_inhoud")
    ('a|b', 'geen', 'geen inhoud')
    """
    return {"geen_thema": NO_THEME, "geen_inhoud": NO_CONTENT, "onbeslist": UNDECIDED}.get(status, themes)


def certainty(labels: pd.DataFrame) -> pd.Series:
    """Per row the confidence of its least sure label, 0–1, two decimals as text; "" when none is known."""
    cells = labels[["category_confidence", "stance_confidence", "theme_confidences"]]
    return pd.Series([_lowest(*row) for row in cells.itertuples(index=False, name=None)], labels.index, dtype=str)


def _lowest(category: str, stance: str, themes: str) -> str:
    known = [float(value) for value in (category, stance) if value] + list(theme_confidences(themes).values())
    return f"{min(known):.2f}" if known else ""


def review_rows(labels: pd.DataFrame, hidden: Collection[str], coded: Mapping[str, Resolution]) -> pd.DataFrame:
    """Rows of REVIEW for these labels, in their order.

    Parameters
    ----------
    labels : rows of LABELS.
    hidden : ids of which no label may be seen.
    coded : what was coded already, by id, filled in so that a reviewer sees what is done.
    """
    labels = labels.reset_index(drop=True)
    blind = labels["statement_id"].isin(list(hidden))
    ids, texts = labels["statement_id"], labels["text"]
    rows = pd.DataFrame("", index=labels.index, columns=REVIEW.names, dtype=str)
    rows["uitspraak_id"], rows["ronde"], rows["tekst"] = ids, labels["round"], texts
    codes = [check_code(i, t, blind=b) for i, t, b in zip(ids, texts, blind, strict=True)]
    rows["controle"] = pd.Series(codes, labels.index, dtype=str)  # text also when there is no row
    themes = [shown_themes(t, s) for t, s in zip(labels["themes"], labels["themes_status"], strict=True)]
    shown = {
        "categorie": labels["category"],
        "oordeel": labels["stance"],
        "themas": pd.Series(themes, labels.index, dtype=str),
        "zekerheid": certainty(labels),
        "waarom": labels["why"],
    }
    for name, cells in shown.items():
        rows[name] = cells.mask(blind, "")
    codes = [
        code if hidden_now else code + labels_code(cells)
        for code, hidden_now, *cells in zip(codes, blind, *(rows[name] for name in SHOWN), strict=True)
    ]
    rows["controle"] = pd.Series(codes, labels.index, dtype=str)  # of no rows too: an empty list has no type
    for number, statement_id in ids.items():
        if statement_id in coded:
            for name, cell in filled_in(coded[statement_id]).items():
                rows.loc[number, name] = cell
    return rows


def filled_in(resolution: Resolution) -> dict[str, str]:
    """The reviewer's columns as the reviewer filled them in."""
    return {
        "categorie_correctie": resolution.category,
        "oordeel_correctie": resolution.stance,
        "themas_correctie": shown_themes(resolution.themes, resolution.themes_status),
        "status": resolution.status,
        "beoordelaar": resolution.reviewer,
        "datum": resolution.date,
        "opmerking": resolution.note,
    }
