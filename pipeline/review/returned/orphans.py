"""Lists answers of lost statements, and answers with earlier ids or themes."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from pipeline.core.codebook import SEPARATOR
from pipeline.core.tables import MIGRATED, ORPHANS
from pipeline.review.common.resolutions import Review
from pipeline.review.common.texts import Texts
from pipeline.review.returned.row import Orphan


def orphans_table(orphans: Iterable[Orphan], texts: Texts) -> pd.DataFrame:
    """Rows of ORPHANS, by file and row: what was said, and the statement now that is most like it."""
    rows = []
    for orphan in sorted(orphans, key=lambda orphan: (orphan.row.file, orphan.row.number)):
        row, match = orphan.row, texts.most_like(orphan.row.cell("tekst"))
        said = row.said
        rows.append(
            {
                "bestand": row.file,
                "rij": str(row.number),
                "uitspraak_id": row.cell("uitspraak_id"),
                "reden": "weg" if orphan.issue.code == "gone" else "veranderd",
                "tekst": row.cell("tekst"),
                "categorie": said["categorie_correctie"],
                "oordeel": said["oordeel_correctie"],
                "themas": said["themas_correctie"],
                **{name: row.cell(name) for name in ("status", "beoordelaar", "datum", "opmerking")},
                "nu_uitspraak_id": match.statement_id if match else "",
                "nu_tekst": match.text if match else "",
                "gelijkenis": f"{match.likeness:.2f}" if match else "",
            }
        )
    return pd.DataFrame(rows, columns=ORPHANS.names, dtype=str)


def migrated_table(reviews: Iterable[Review], texts: Texts) -> pd.DataFrame:
    """Rows of MIGRATED, by file and row: rows with an earlier id or earlier themes, and what they were read as."""
    rows = []
    for review in sorted(reviews, key=lambda review: (review.file, review.row)):
        about = {
            "bestand": review.file,
            "rij": str(review.row),
            "uitspraak_id": review.statement_id,
            "tekst": texts[review.statement_id],
        }
        if review.was:
            rows.append({**about, "uitspraak_id_was": review.was, "hoe": "overgenomen", "te_kiezen": "nee"})
        rows += [
            {
                **about,
                "thema_was": was,
                "thema_nu": SEPARATOR.join(now),
                "hoe": "hernoemd" if len(now) == 1 else "gesplitst",
                "te_kiezen": "ja" if len(now) > 1 and review.parts else "nee",
            }
            for was, now in review.earlier
        ]
    return pd.DataFrame(rows, columns=MIGRATED.names, dtype=str).fillna("")
