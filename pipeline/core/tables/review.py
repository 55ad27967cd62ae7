"""What reviewers get and hand back, and what became of it (Dutch Excel)."""

from __future__ import annotations

from pipeline.core.codes import REVIEW_STATUSES
from pipeline.core.table import Column, Table

REVIEW = Table(
    "review",
    "one statement to review (review/blind-<ronde>.csv, twijfel.csv, alles.csv)",
    ("uitspraak_id",),
    (
        Column("uitspraak_id", "statement_id"),
        Column(
            "controle",
            "letter (`b` labels hidden, `c` labels shown), short hash of id and text, and of the labels shown",
        ),
        Column("ronde", "round"),
        Column("tekst", "as text in labels"),
        Column("categorie", "the label now; empty in the blind audit"),
        Column("oordeel", "the label now; empty in the blind audit"),
        Column("themas", "ids joined by `|`, `geen`, `geen inhoud` or `onbeslist`; empty in the blind audit"),
        Column("zekerheid", "confidence of the least sure label, 0–1; empty in the blind audit", number=True),
        Column("waarom", "as why in labels; empty in the blind audit"),
        Column("categorie_correctie", "for the reviewer: id or Dutch name"),
        Column("oordeel_correctie", "for the reviewer: id or Dutch name"),
        Column("themas_correctie", "for the reviewer: ids or Dutch names, `geen` or `geen inhoud`"),
        Column(
            "status",
            "for the reviewer; empty: not looked at, or `gecorrigeerd` where a correction is filled in",
            REVIEW_STATUSES,
        ),
        Column("beoordelaar", "for the reviewer: name"),
        Column("datum", "for the reviewer: date, kept as written"),
        Column("opmerking", "for the reviewer: remark"),
    ),
    dutch=True,
)

REJECTED = Table(
    "rejected",
    "one reason why a row of a returned file was not applied, or what is odd in one that was "
    "(review/afgewezen.csv), by file and row",
    ("bestand", "rij", "kolom", "gevonden", "probleem"),
    (
        Column("bestand", "name of the returned file"),
        Column("rij", "row as the spreadsheet numbers it; empty when the whole file is meant", number=True),
        Column("uitspraak_id", "as found in the row"),
        Column("kolom", "column, or columns joined by `, `; empty when the whole row is meant"),
        Column("gevonden", "what stands there"),
        Column("dichtstbij", "the allowed value, or the statement now, most like it; else empty"),
        Column("toegestaan", "the allowed values, joined by `; `; empty when any is"),
        Column("probleem", "what is wrong, in Dutch"),
        Column("wat_te_doen", "in Dutch"),
        Column("ingevuld", "what the reviewer filled in, so that it is not lost"),
        Column("tekst", "text of the row as returned"),
    ),
    dutch=True,
)

RECEIPTS = Table(
    "receipts",
    "one returned file and what became of its rows (review/ingeleverd.csv), by name",
    ("bestand",),
    (
        Column("bestand", "name of the returned file"),
        Column("gelezen", "`nee` when it is not a table with our columns; then see afgewezen.csv", ("ja", "nee")),
        Column("rijen", "rows in it, the header not counted; the next three sum to it", number=True),
        Column("verwerkt", "rows that were applied", number=True),
        Column("niet_ingevuld", "rows in which the reviewer filled in nothing", number=True),
        Column("niet_verwerkt", "rows that afgewezen.csv lists as not applied", number=True),
        Column("zonder_label", "of `verwerkt`: rows with a remark or doubt only, no label", number=True),
    ),
    dutch=True,
)

DISPUTES = Table(
    "disputes",
    "one reviewer's labels of a statement that reviewers disagree about (review/geschillen.csv)",
    ("uitspraak_id", "bestand", "rij"),
    (
        Column("uitspraak_id", "statement_id"),
        Column("tekst", "as text in labels"),
        Column("verschil_in", "what they disagree about: `categorie`, `oordeel`, `themas`, joined by `|`"),
        Column("beoordelaar", "who says so"),
        Column("categorie", "what this reviewer says; empty when not said"),
        Column("oordeel", "what this reviewer says; empty when not said"),
        Column("themas", "what this reviewer says; empty when not said"),
        Column("opmerking", "the reviewer's remark"),
        Column("datum", "as the reviewer wrote it"),
        Column("bestand", "name of the returned file"),
        Column("rij", "row as the spreadsheet numbers it", number=True),
    ),
    dutch=True,
)

ORPHANS = Table(
    "orphans",
    "one answer for a statement that is gone or whose text changed (review/zonder-uitspraak.csv), by file and row",
    ("bestand", "rij"),
    (
        Column("bestand", "name of the returned file"),
        Column("rij", "row as the spreadsheet numbers it", number=True),
        Column("uitspraak_id", "as found in the row"),
        Column("reden", "no statement has this id now, or it has another text", ("weg", "veranderd")),
        Column("tekst", "text of the row as returned"),
        Column("categorie", "what the reviewer said, as written; empty when not said"),
        Column("oordeel", "what the reviewer said, as written; empty when not said"),
        Column("themas", "what the reviewer said, as written; empty when not said"),
        Column("status", "as written"),
        Column("beoordelaar", "as written"),
        Column("datum", "as written"),
        Column("opmerking", "as written"),
        Column("nu_uitspraak_id", "the statement now of which the text is most like it; empty when none is"),
        Column("nu_tekst", "its text"),
        Column("gelijkenis", "how like the two texts are, 0–1; 1: the same letters", number=True),
    ),
    dutch=True,
)

MIGRATED = Table(
    "migrated",
    "one earlier id or theme in a returned file and what it was read as (review/omgezet.csv), by file and row",
    ("bestand", "rij", "thema_was"),
    (
        Column("bestand", "name of the returned file"),
        Column("rij", "row as the spreadsheet numbers it", number=True),
        Column("uitspraak_id", "statement_id"),
        Column("uitspraak_id_was", "id in the file, of a statement with this very text that has another id now"),
        Column("thema_was", "the theme as the reviewer named it; empty when it is about the id"),
        Column("thema_nu", "the theme ids that the codebook says it went on as, joined by `|`"),
        Column(
            "hoe",
            "by `renames` or by `splits` in the codebook; `overgenomen`: another id",
            ("hernoemd", "gesplitst", "overgenomen"),
        ),
        Column(
            "te_kiezen", "`ja`: nobody said yet which of the parts it is; the coder's choice stands", ("ja", "nee")
        ),
        Column("tekst", "as text in labels"),
    ),
    dutch=True,
)
