"""The next files to review: what goes in which, what may be seen in it, and LEESMIJ.txt, which explains them."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

import jinja2
import pandas as pd

from pipeline.core.codebook import Codebook, Label
from pipeline.core.dates import UNNAMED
from pipeline.core.errors import several
from pipeline.review.common.resolutions import DISPUTED, Resolution
from pipeline.review.common.review_rows import review_rows, shown_labels
from pipeline.review.outgoing.choosing import asked_for

DOUBTFUL, ALL, DECISIONS = "twijfel.csv", "alles.csv", "besluiten.csv"
_WIDTH = 106  # characters; fits Notepad on a laptop


@dataclass(frozen=True)
class FileToReview:
    """One file as LEESMIJ lists it: how many rows, and how many of them are filled in already."""

    name: str
    kind: Literal["blind", "doubtful", "disputed", "all"]
    rows: int
    done: int = 0


def review_tables(
    labels: pd.DataFrame,
    audit: Mapping[str, Sequence[str]],
    resolutions: Mapping[str, Resolution],
    doubtful_size: int,
) -> tuple[dict[str, pd.DataFrame], list[FileToReview]]:
    """Rows of REVIEW per file name, and the same files as LEESMIJ lists them.

    A statement of the audit that is not yet coded shows no label in any file, so that
    whoever codes it has not seen what the machine thinks.

    Parameters
    ----------
    labels : rows of LABELS.
    audit : ids per round, in the order to code them.
    """
    coded = {one: resolution for one, resolution in resolutions.items() if resolution.coded_blind}
    drawn = {one for ids in audit.values() for one in ids}
    by_id = labels.set_index("statement_id", drop=False)
    tables, listed = {}, []
    for round_id, ids in sorted(audit.items()):
        name = f"blind-{round_id or UNNAMED}.csv"
        tables[name] = review_rows(by_id.loc[list(ids)], drawn, coded)
        listed.append(FileToReview(name, "blind", len(ids), sum(one in coded for one in ids)))
    tables[DOUBTFUL] = review_rows(asked_for(labels, doubtful_size, drawn), (), {})
    tables[ALL] = review_rows(labels, drawn - set(coded), {})
    conflicting = labels[labels["review_status"] == DISPUTED]
    if len(conflicting):
        tables[DECISIONS] = review_rows(conflicting, drawn, {})
        tables[DECISIONS]["waarom"] = [_sides(resolutions[one]) for one in conflicting["statement_id"]]
        listed.append(FileToReview(DECISIONS, "disputed", len(conflicting)))
    if len(tables[DOUBTFUL]):
        listed.append(FileToReview(DOUBTFUL, "doubtful", len(tables[DOUBTFUL])))
    listed.append(FileToReview(ALL, "all", len(tables[ALL])))
    return tables, listed


def _sides(resolution: Resolution) -> str:
    """Who says what, for those who are to decide."""
    said = [(review.reviewer, filter(None, shown_labels(review).values())) for review in resolution.reviews]
    return " / ".join(dict.fromkeys(f"{who}: {'; '.join(cells) or '-'}" for who, cells in said))


def readme_text(
    title: str, folder: str, listed: Sequence[FileToReview], codebook: Codebook, *, all_blind: bool = False
) -> str:
    """LEESMIJ.txt, with CRLF line ends and a byte order mark, as every version of Notepad reads it.

    Parameters
    ----------
    folder : where the analyst puts returned files.
    all_blind : whether every statement that counts is in the blind sample.
    """
    about = {"title": title, "folder": folder, "files": listed, "codebook": codebook}
    text = rendered("leesmij.txt.j2", **about, entry=_entry, all_blind=all_blind)
    return "\ufeff" + text.replace("\n", "\r\n") + "\r\n"


def rendered(template: str, **values: object) -> str:
    """A plain text of this package with values filled in, without blank lines around it."""
    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 - plain text, no markup to escape
    )
    text = files("pipeline.review").joinpath(template).read_text(encoding="utf-8")
    return environment.from_string(text).render(several=several, **values).strip()


def _entry(label_id: str, label: Label) -> str:
    """Id, name and definition of one label, wrapped and indented."""
    paragraphs = [label.definition, *([f"Niet: {label.not_}"] if label.not_ else [])]
    wrapped = (textwrap.wrap(text, _WIDTH, initial_indent="    ", subsequent_indent="    ") for text in paragraphs)
    return "\n".join([f"{label_id} ({label.label})", *(line for lines in wrapped for line in lines)])
