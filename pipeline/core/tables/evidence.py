"""Evidence per action (Dutch Excel)."""

from __future__ import annotations

from pipeline.core.codes import (
    ALL_ROUNDS,
    AUDIENCES,
    PROVENANCES,
    SIGNAL_HINTS,
    SIGNALS,
    UNSUPPORTED,
)
from pipeline.core.table import Column, Table

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
