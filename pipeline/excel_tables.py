"""The tables that people open in Dutch Excel: columns, meaning, allowed values."""

from __future__ import annotations

from pipeline.table import Column, Table
from pipeline.tables import AUDIENCES, CHANGES, FEW, METHODS, PROVENANCES, REVIEW_STATUSES

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

ALL_ROUNDS = "alle rondes"
SIGNALS = (
    *("signaal neemt af", "signaal neemt toe", "toon verbeterd", "toon verslechterd"),
    *("geen aantoonbaar verschil", "verschilt per thema", FEW),
)
SIGNAL_HINTS = ("aanwijzing: anders gevraagd", "aanwijzing: door anderen ingedeeld")
SIGNAL_SINCE = " sinds "  # between a signal that moved and the round that it is compared with
UNSUPPORTED = ("geen thema's gekoppeld", "geen uitspraken", "te weinig uitspraken", "geen kritische uitspraken")

EVIDENCE = Table(
    "evidence",
    "one statement that bears on the action (evidence/actie-NN.csv): examples first, then newest round first",
    ("uitspraak_id",),
    (
        Column("voorbeeld", "`ja`: shown first, so that each stance on each theme is heard", ("ja", "nee")),
        Column("themas", "ids of its themes that the action answers, joined by `|`"),
        Column("thema_namen", "the same by Dutch name, joined by ` | `"),
        Column("ronde", "as in trend"),
        Column("doelgroep", "who spoke", AUDIENCES),
        Column("organisatie", "kind of organisation, where the source has it"),
        Column("oordeel", "stance"),
        Column("tekst", "as text in labels"),
        Column("bron", "file name"),
        Column("regel", "first line (text) or row (table), 1-based", number=True),
        Column("regel_einde", "last line (text) or row (table), 1-based", number=True),
        Column("themas_herkomst", "where its themes come from", PROVENANCES),
        Column("zekerheid", "confidence of the surest of these themes, 0–1; empty when not known", number=True),
        Column("oordeel_herkomst", "where its stance comes from", PROVENANCES),
        Column("oordeel_zekerheid", "confidence of the stance, 0–1; 1 for a reviewer's", number=True),
        Column("beoordeeld", "`ja` when a reviewer agreed or corrected", ("ja", "nee")),
        Column("dubbel_van", "uitspraak_id of the fuller twin; then listed, not counted"),
        Column("ook_op", "where its own duplicates stand, `bestand, regel N` or `rij N`, by ` | `; else empty"),
        Column("uitspraak_id", "statement_id"),
        Column("actie", "number of the action, so that files may be joined", number=True),
        Column("actie_titel", "its title"),
        Column("eigenaar", "who owns it"),
    ),
    dutch=True,
)

EVIDENCE_OVERVIEW = Table(
    "evidence_overview",
    "one action (evidence/overzicht.csv), by number",
    ("nummer",),
    (
        Column("nummer", "number of the action", number=True),
        Column("titel", "its title"),
        Column("tekst", "the whole action as the report words it, else empty"),
        Column("eigenaar", "who owns it"),
        Column("groep", "heading that it stands under, else empty"),
        Column("themas", "ids of the themes that it answers, joined by `|`"),
        Column("thema_namen", "the same by Dutch name, joined by ` | `"),
        Column("uitspraken", "counted statements with one of these themes, duplicates not counted", number=True),
        Column("dubbel", "duplicates that are listed but not counted", number=True),
        Column("n_behouden", "of uitspraken: says that it goes well", number=True),
        Column("n_knelpunt", "of uitspraken: says that it goes wrong", number=True),
        Column("n_wens", "of uitspraken: asks for something", number=True),
        Column("n_neutraal", "of uitspraken: no opinion", number=True),
        Column("kritisch", "of uitspraken: knelpunt or wens", number=True),
        Column(
            "dekking",
            "kritisch / all counted critical statements of the corpus, 0–1, as labelled; actions may share "
            "statements, so these do not add up; empty when there are none",
            number=True,
        ),
        Column("n_intern", "of uitspraken: by staff", number=True),
        Column("n_extern", "of uitspraken: by partners", number=True),
        Column("n_overig", "of uitspraken: by both or by unknown", number=True),
        Column("per_ronde", "`ronde=n|…`, oldest first, rounds with none included"),
        Column("respondenten", "distinct respondents among uitspraken; empty when none is known", number=True),
        Column("zonder_respondent", "of uitspraken: it is not known which respondent said it", number=True),
        Column("bronnen", "distinct files that uitspraken stand in", number=True),
        Column("tegengeluid", "per theme its smaller side, `Naam: 3 behouden tegenover 12 kritisch`"),
        Column("themas_voorgesteld", "`ja` while the theme links are a machine's proposal", ("ja", "nee")),
        Column("onderbouwd", "`ja` when enough was said, and some of it critical", ("ja", "nee")),
        Column("ronde", "the newest round; this and the next 16 as in trend_actions, for `alle`; else empty"),
        Column("aandeel", "best estimate of the share that touches any of its themes, 0–1", number=True),
        Column("ondergrens", "lower end of the 95% interval of aandeel", number=True),
        Column("bovengrens", "upper end of the 95% interval of aandeel", number=True),
        Column("methode", "how aandeel was made", (*METHODS, "")),
        Column("vorige_ronde", "the round that ronde is compared with"),
        Column("verschil", "aandeel minus that of vorige_ronde, −1 to 1; above 0 is a rise", number=True),
        Column("verschil_ondergrens", "lower end of the 95% interval of verschil", number=True),
        Column("verschil_bovengrens", "upper end of the 95% interval of verschil", number=True),
        Column("verandering", "the verdict on verschil", (*CHANGES, "")),
        Column("vergelijking", "how alike ronde and vorige_ronde asked"),
        Column("eerste_ronde", "the first round; empty when that is vorige_ronde, or there is none"),
        Column("verschil_eerste", "aandeel minus that of eerste_ronde, −1 to 1; above 0 is a rise", number=True),
        Column("verschil_eerste_ondergrens", "lower end of the 95% interval of verschil_eerste", number=True),
        Column("verschil_eerste_bovengrens", "upper end of the 95% interval of verschil_eerste", number=True),
        Column("sinds_eerste", "the verdict on verschil_eerste; empty without eerste_ronde", (*CHANGES[:-1], "")),
        Column("vergelijking_eerste", "as vergelijking, for eerste_ronde"),
        Column("beweging", "per theme the latest verdict of trend for `alle`, `Naam: gedaald`, joined by ` | `"),
        Column("beweging_sinds_eerste", "the same since eerste_ronde"),
        Column("knelpunten", "as beweging, of the share that names it as knelpunt (trend_stances)"),
        Column("knelpunten_sinds_eerste", "the same since eerste_ronde"),
        Column("toon", "as beweging, of its tone (`saldo` in trend_stances), `Naam: verbeterd`"),
        Column("toon_sinds_eerste", "the same since eerste_ronde"),
        Column(
            "signaal",
            f"the verdict ({', '.join(f'`{word}`' for word in SIGNALS)}): from knelpunten, or where that shows "
            "nothing from toon, then the same since eerste_ronde: themes with too few data have no say, and when "
            "the others differ `verschilt per thema`; what moved names the round: `toon verbeterd sinds 2024`",
        ),
        Column("signaal_let_op", "of signaal that moved: the two rounds were not alike", (*SIGNAL_HINTS, "")),
    ),
    dutch=True,
)

EVIDENCE_THEMES = Table(
    "evidence_themes",
    "one theme that no action answers, in one round or all (evidence/themas-zonder-actie.csv), most said first",
    ("thema", "ronde"),
    (
        Column("thema", "theme id"),
        Column("thema_naam", "the theme's Dutch name"),
        Column("ronde", f"as in trend; `{ALL_ROUNDS}` for the sum, first"),
        Column("uitspraken", "counted statements that have the theme", number=True),
        Column("n_knelpunt", "of uitspraken: says that it goes wrong", number=True),
        Column("knelpunt_aandeel", "n_knelpunt / uitspraken, 0–1; empty when there are none", number=True),
        Column("n_wens", "of uitspraken: asks for something", number=True),
    ),
    dutch=True,
)

EVIDENCE_ACTIONS = Table(
    "evidence_actions",
    "one action without evidence (evidence/acties-zonder-onderbouwing.csv), by number",
    ("nummer",),
    (
        Column("nummer", "number of the action", number=True),
        Column("titel", "its title"),
        Column("eigenaar", "who owns it"),
        Column("themas", "ids of the themes that it answers, joined by `|`"),
        Column("uitspraken", "counted statements with one of these themes", number=True),
        Column("kritisch", "of uitspraken: knelpunt or wens", number=True),
        Column("reden", "why it is listed", UNSUPPORTED),
    ),
    dutch=True,
)

EVIDENCE_COVERAGE = Table(
    "evidence_coverage",
    "one round, or all: what part of the critical statements some action answers (evidence/dekking.csv)",
    ("ronde",),
    (
        Column("ronde", f"as in trend, oldest first; `{ALL_ROUNDS}` for the sum, last"),
        Column("kritisch", "counted statements, knelpunt or wens; the next four sum to it", number=True),
        Column("met_actie", "of kritisch: some action answers one of its themes", number=True),
        Column("zonder_actie", "of kritisch: has themes, but no action answers any", number=True),
        Column("zonder_thema", "of kritisch: no theme of the codebook", number=True),
        Column("onbeslist", "of kritisch: themes undecided", number=True),
        Column("dekking", "met_actie / kritisch, 0–1; empty when there are none", number=True),
    ),
    dutch=True,
)
