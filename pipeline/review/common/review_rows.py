"""The rows of a file to review: what a reviewer sees of a statement, and what is hidden."""

import hashlib
from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from pipeline.core.codebook import NO_THEME, numbers_of
from pipeline.core.codes import NO_CONTENT, OFF_TOPIC
from pipeline.core.tables import REVIEW, records
from pipeline.review.common.resolutions import LABELLED, Resolution, Review

SAID_NO_CONTENT, SAID_OFF_TOPIC = "geen inhoud", "buiten onderwerp"  # in the cell with themes
SAID_NONE = (NO_THEME, SAID_NO_CONTENT, SAID_OFF_TOPIC)
UNDECIDED = "onbeslist"
BLIND, OPEN = "b", "c"  # first letter of controle: were the labels hidden or shown?
SECONDS = "seconden"  # a column of what the page exports only: seconds of attention that a statement took
SHOWN = ("categorie", "oordeel", "themas")
CORRECTIONS = ("categorie_correctie", "oordeel_correctie", "themas_correctie")
_HASH_DIGITS = 8  # 32 bits: a swapped row among 20,000 goes unnoticed once in 4 billion
CODE_LENGTH = 1 + _HASH_DIGITS  # of a code that says nothing of the labels shown
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
    """What ``controle`` ends with where labels are shown: tells whether the cells SHOWN were typed over since."""
    cells = "\n".join(" ".join(cell.split()).casefold() for cell in shown)
    return hashlib.sha256(cells.encode()).hexdigest()[:_LABELS_DIGITS]


def shown_themes(themes: str, status: str) -> str:
    """The cell ``themas`` of a statement.

    >>> shown_themes("a|b", "thema"), shown_themes("", "geen_thema"), shown_themes("", "geen_inhoud")
    ('a|b', 'geen', 'geen inhoud')
    """
    said = {NO_CONTENT: SAID_NO_CONTENT, OFF_TOPIC: SAID_OFF_TOPIC}
    return {"geen_thema": NO_THEME, "onbeslist": UNDECIDED, **said}.get(status, themes)


def shown_labels(said: Review | Resolution | Mapping[str, str]) -> dict[str, str]:
    """The cells categorie, oordeel and themas of a review, a resolution or a row of LABELS."""
    *single, themes, status = (
        said[name] if isinstance(said, Mapping) else getattr(said, name) for name in LABELLED
    )
    return dict(zip(SHOWN, (*single, shown_themes(themes, status)), strict=True))


def certainty(label: Mapping[str, str]) -> str:
    """The confidence of the least sure label of a row of LABELS, 0-1, two decimals; "" when none is known."""
    known = [float(label[name]) for name in ("category_confidence", "stance_confidence") if label[name]]
    known += numbers_of(label["theme_confidences"]).values()
    return f"{min(known):.2f}" if known else ""


def review_rows(labels: pd.DataFrame, hidden: Collection[str], coded: Mapping[str, Resolution]) -> pd.DataFrame:
    """Rows of REVIEW for these labels, in their order.

    Parameters
    ----------
    labels : rows of LABELS.
    hidden : ids of which no label may be seen.
    coded : what was coded already, by id, filled in so that a reviewer sees what is done.
    """
    secret = set(hidden)
    rows = [
        _row(label, coded.get(label["statement_id"]), blind=label["statement_id"] in secret)
        for label in records(labels)
    ]
    return pd.DataFrame(rows, columns=REVIEW.names, dtype=str).fillna("")


def _row(label: Mapping[str, str], coded: Resolution | None, *, blind: bool) -> dict[str, str]:
    statement_id, text, shown = label["statement_id"], label["text"], shown_labels(label)
    code = check_code(statement_id, text, blind=blind)
    machine = {**shown, "zekerheid": certainty(label), "waarom": label["why"]}
    return {
        "uitspraak_id": statement_id,
        "controle": code if blind else code + labels_code([*shown.values()]),
        "ronde": label["round"],
        "tekst": text,
        **({} if blind else machine),
        **(filled_in(coded) if coded else {}),
    }


def filled_in(resolution: Resolution) -> dict[str, str]:
    """The reviewer's columns as the reviewer filled them in."""
    return {
        **dict(zip(CORRECTIONS, shown_labels(resolution).values(), strict=True)),
        "status": resolution.status,
        "beoordelaar": resolution.reviewer,
        "datum": resolution.date,
        "opmerking": resolution.note,
    }
