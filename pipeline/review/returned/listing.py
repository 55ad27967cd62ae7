"""What became of returned files, as tables: every row applied, listed with a reason, or not filled in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass

import pandas as pd

from pipeline.core.codebook import SEPARATOR
from pipeline.core.codes import JOINT, NO_NAME
from pipeline.core.counting import Ledger
from pipeline.core.tables import CODINGS, DISPUTES, MIGRATED, ORPHANS, RECEIPTS, REJECTED
from pipeline.review.common.issues import Issue
from pipeline.review.common.resolutions import ASPECTS, DECIDED, Resolution, Review
from pipeline.review.common.review_rows import shown_labels
from pipeline.review.common.texts import Texts
from pipeline.review.returned.row import Orphan, ReturnedFile

LISTED = {
    "afgewezen.csv": REJECTED,
    "geschillen.csv": DISPUTES,
    "ingeleverd.csv": RECEIPTS,
    "omgezet.csv": MIGRATED,
    "zonder-uitspraak.csv": ORPHANS,
}
_REASONS = {"not_filled_in": "nothing was filled in", "not_applied": "it is listed in afgewezen.csv"}


@dataclass(frozen=True)
class Receipt:
    """One returned file, in the order of RECEIPTS; `rows` is None where it is no table with our columns.

    Attributes
    ----------
    applied : rows that count, those that say nothing of the labels among them.
    no_label : of the applied, rows with a remark only, or with doubt and nothing else.
    """

    file: str
    rows: int | None = None
    applied: int = 0
    not_filled_in: int = 0
    not_applied: int = 0
    no_label: int = 0


def receipt(file: ReturnedFile, reviews: Sequence[Review], issues: Sequence[Issue]) -> Receipt:
    """Account for every row of a returned file, from rows of any files that are applied, and why others are not.
    :class:`ConservationError` when a row got lost, or ended in two places.
    """
    refused = sorted({issue.row for issue in issues if issue.file == file.name})
    if 0 in refused:
        return Receipt(file.name)
    applied = [review for review in reviews if review.file == file.name]
    untouched = [row.number for row in file.rows if not row.touched]
    kept, silent = [str(review.row) for review in applied], [not any(map(one.says, ASPECTS)) for one in applied]
    dropped = dict.fromkeys(map(str, refused), "not_applied")
    dropped |= dict.fromkeys(map(str, untouched), "not_filled_in")
    rows = [str(row.number) for row in file.rows]
    Ledger.of(file.name, "row", incoming=rows, kept=kept, dropped=dropped, reasons=_REASONS)
    return Receipt(file.name, len(rows), len(kept), len(untouched), len(refused), sum(silent))


def listed(name: str, rows: Iterable[Mapping[str, str] | Sequence[str]]) -> pd.DataFrame:
    """The table of a file to look at; a cell that is not given is empty."""
    return pd.DataFrame(list(rows), columns=LISTED[name].names, dtype=str).fillna("")


def receipts_rows(receipts: Iterable[Receipt]) -> list[list[str]]:
    """Rows of RECEIPTS, by file name."""
    return [
        [one.file, "nee" if one.rows is None else "ja", *("" if n is None else str(n) for n in astuple(one)[1:])]
        for one in sorted(receipts, key=lambda one: one.file)
    ]


def orphans_rows(orphans: Iterable[Orphan], texts: Texts) -> Iterable[dict[str, str]]:
    """Rows of ORPHANS, by file and row: what was said, and the statement now that is most like it."""
    for orphan in sorted(orphans, key=lambda orphan: (orphan.row.file, orphan.row.number)):
        row = orphan.row
        own = ("uitspraak_id", "tekst", "status", "beoordelaar", "datum", "opmerking")
        found, likeness = texts.most_like(row.cell("tekst"))
        yield {
            "bestand": row.file,
            "rij": str(row.number),
            "reden": "weg" if orphan.issue.code == "gone" else "veranderd",
            **{name: row.cell(name) for name in own},
            **{column.removesuffix("_correctie"): cell for column, cell in row.said.items()},
            "nu_uitspraak_id": found,
            "nu_tekst": texts[found] if found else "",
            "gelijkenis": f"{likeness:.2f}" if found else "",
        }


def migrated_rows(reviews: Iterable[Review], texts: Texts) -> Iterable[dict[str, str]]:
    """Rows of MIGRATED, by file and row: rows with an earlier id or earlier themes, and what they were read as."""
    for review in sorted(reviews, key=lambda review: (review.file, review.row)):
        about = {
            "bestand": review.file,
            "rij": str(review.row),
            "uitspraak_id": review.statement_id,
            "tekst": texts[review.statement_id],
        }
        if review.was:
            yield {**about, "uitspraak_id_was": review.was, "hoe": "overgenomen", "te_kiezen": "nee"}
        for was, now in review.earlier:
            yield {
                **about,
                "thema_was": was,
                "thema_nu": SEPARATOR.join(now),
                "hoe": "hernoemd" if len(now) == 1 else "gesplitst",
                "te_kiezen": "ja" if len(now) > 1 and review.parts else "nee",
            }


def disputes_rows(resolutions: Mapping[str, Resolution], texts: Texts) -> Iterable[dict[str, str]]:
    """Rows of DISPUTES: every reviewer's own labels of the statements that they disagree about."""
    dutch = {"category": "categorie", "stance": "oordeel", "themes": "themas"}
    for _, resolution in sorted(resolutions.items()):
        for review in resolution.reviews if resolution.disputed else ():
            yield {
                "uitspraak_id": review.statement_id,
                "tekst": texts[review.statement_id],
                "verschil_in": "|".join(dutch[aspect] for aspect in resolution.disputed),
                "beoordelaar": review.reviewer,
                **shown_labels(review),
                "opmerking": review.note,
                "datum": review.date,
                "bestand": review.file,
                "rij": str(review.row),
            }


def codings(reviews: Sequence[Review]) -> pd.DataFrame:
    """Rows of CODINGS: what each reviewer who gave a name coded blind and in full, decisions left out."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for review in sorted(reviews, key=lambda r: (r.statement_id, r.reviewer, r.file, r.row)):
        who = " ".join(review.reviewer.casefold().split())
        one_person = who != NO_NAME and JOINT not in review.reviewer  # not a file made of several answers
        if review.blind and review.coded and review.status != DECIDED and one_person:
            found.setdefault(
                (review.statement_id, who),
                {name: str(getattr(review, name)) for name in CODINGS.names},
            )
    return pd.DataFrame(list(found.values()), columns=CODINGS.names, dtype=str)
