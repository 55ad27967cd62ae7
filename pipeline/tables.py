"""The tables that stages hand to each other: columns, meaning, allowed values, reading, writing.

Every cell is text, so that what was written is what is read; an empty cell is "", never NaN.
A table is checked when written and when read: a stage cannot hand on a broken one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from pipeline.errors import ConservationError, InputError, UnsoundTableError, missing_file, quoted
from pipeline.files import dutch_csv, parse_csv, plain_csv, restore, write_bytes, write_text

KINDS = (
    "citaat",
    "motto",
    "toelichting",
    "advies_samenvatting",
    "effect",
    "aanvulling",
    "advies",
    "partnerhulp",
    "antwoord",
)
AUDIENCES = ("intern", "extern", "beide", "onbekend")
MENTIONED = ("vaak", "meerdere", "overig", "")
EFFECTS = ("ja", "weet_niet", "nee", "")
THEMES_STATUSES = ("thema", "geen_thema", "geen_inhoud", "onbeslist")
PROVENANCES = ("beoordelaar", "rapport", "regel", "model")  # strongest first
PERSPECTIVES = ("eigen_oordeel", "verwachting", "oordeel_partners", "samen")
REVIEW_STATUSES = ("akkoord", "gecorrigeerd", "twijfel", "")
LEVELS = ("slecht", "matig", "voldoende", "goed", "uitstekend")


@dataclass(frozen=True)
class Column:
    """One column: name, meaning, and its allowed values when they are few."""

    name: str
    meaning: str
    allowed: tuple[str, ...] = ()
    number: bool = False


@dataclass(frozen=True)
class Table:
    """One table.

    Attributes
    ----------
    row : what one row is.
    key : columns that together name a row.
    dutch : written for Dutch Excel (people open it) rather than as plain CSV.
    """

    name: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    dutch: bool = False

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    def schema(self) -> pa.DataFrameSchema:
        """The pandera schema of the cells as text."""
        return pa.DataFrameSchema(
            {
                column.name: pa.Column(
                    str,
                    checks=[pa.Check.isin(column.allowed)]
                    if column.allowed
                    else [pa.Check.str_matches(r"^(-?\d+(\.\d+)?)?$")]
                    if column.number
                    else [],
                )
                for column in self.columns
            },
            unique=list(self.key),
            strict=True,
        )

    def checked(self, frame: pd.DataFrame, *, where: str) -> pd.DataFrame:
        """The frame with exactly this table's columns, in order.

        Raises
        ------
        UnsoundTableError
            A column is missing, a value is not allowed, or a key occurs twice.
        """
        missing = [name for name in self.names if name not in frame.columns]
        if missing:
            raise UnsoundTableError(f"{where}: column {quoted(missing[0])} is missing")
        try:
            return self.schema().validate(frame[self.names], lazy=False)
        except pa.errors.SchemaError as problem:
            first_line = str(problem).split("\n")[0]
            raise UnsoundTableError(f"{where}: table {self.name} is not sound: {first_line}") from problem

    def empty(self) -> pd.DataFrame:
        """The table without rows."""
        return pd.DataFrame({name: pd.Series(dtype=str) for name in self.names})


def read_table(path: Path, table: Table) -> pd.DataFrame:
    """Read and check a table that a stage wrote; index 0…n-1."""
    if not path.is_file():
        raise missing_file(path, todo="run dvc repro")
    # Never guessed, unlike a user's file: our own tables have one encoding and one delimiter.
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(
            "this file is not as it was written: its encoding is another",
            where=str(path),
            todo="run dvc repro, which writes it again; work in a copy when you want to change it",
        ) from None
    frame = parse_csv(text, where=str(path), delimiter=";" if table.dutch else ",").reset_index(drop=True)
    if table.dutch:
        for column in (column for column in table.columns if column.name in frame):
            cells = frame[column.name]
            undone = [cell.replace(",", ".") if column.number else restore(cell) for cell in cells]
            frame[column.name] = pd.Series(undone, index=cells.index, dtype=str)
    try:
        return table.checked(frame, where=str(path))
    except UnsoundTableError as unsound:
        todo = "run dvc repro; if the file was edited by hand, restore it"
        raise InputError(str(unsound), allowed=tuple(table.names), todo=todo) from None


def write_table(path: Path, frame: pd.DataFrame, table: Table) -> None:
    """Check and write a table, all or nothing, in the table's dialect."""
    checked = table.checked(frame, where=str(path))
    if table.dutch:
        write_bytes(path, dutch_csv(_with_decimal_commas(checked, table)))
    else:
        write_text(path, plain_csv(checked))


def _with_decimal_commas(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    # Numbers become objects that dutch_csv does not neutralise, with the digits that they have.
    frame = frame.astype(object)
    for column in table.columns:
        if column.number:
            numbers = [Decimal(cell) if cell else "" for cell in frame[column.name]]
            frame[column.name] = pd.Series(numbers, index=frame.index, dtype=object)
    return frame


def check_conserved(stage: str, incoming: Iterable[str], outgoing: Iterable[str]) -> None:
    """Raise unless a stage that may drop nothing hands on exactly the ids that came in."""
    came, went = sorted(incoming), sorted(outgoing)
    if came != went:
        lost, extra = sorted(set(came) - set(went)), sorted(set(went) - set(came))
        raise ConservationError(f"{stage}: lost {lost[:5]}, appeared or twice {extra[:5]}")


STATEMENTS = Table(
    "statements",
    "one statement, in source order",
    ("statement_id",),
    (
        Column("statement_id", "stable: unchanged when lines shift or rows are reordered"),
        Column("source", "file name"),
        Column("line_start", "first line (text) or row (table), 1-based", number=True),
        Column("line_end", "last line (text) or row (table), 1-based", number=True),
        Column("kind", "what sort of statement it is", KINDS),
        Column("round", "`intern`, `extern`, `beide`, `onbekend`, or the round id that corpus.yaml gives"),
        Column("category_given", "category named by the report's own heading, else empty"),
        Column("mentioned", "how often it was said, by the report's own heading", MENTIONED),
        Column("effect", "answer under which it stands (effect lists)", EFFECTS),
        Column("duplicate_of", "statement_id of the fuller twin, else empty"),
        Column("respondent", "pseudonym where the source has one, else empty"),
        Column("text", "verbatim; line wrapping, bullets and enclosing quote marks undone"),
        Column("audience", "who speaks", AUDIENCES),
        Column("organisation", "kind of organisation of the respondent, where the source has it"),
        Column("question", "survey question that it answers, where the source has one"),
        Column("date", "date of the answer or of the source, ISO 8601, else empty"),
        Column("speaker", "who signed a quote (personal data: stays in this table)"),
        Column("personal_data", "found in text: `naam:12-28|email:40-61` (kind, characters); empty = none found"),
    ),
)
# What the tables made for others have of a statement: not who signed it, nor where the names stand.
_FOR_OTHERS = tuple(column for column in STATEMENTS.columns if column.name not in ("speaker", "personal_data"))
_MASKED_TEXT = Column("text", "as in statements, but personal data that were found are masked: `[naam]`")

CODING = (
    Column("category", "the coder's category"),
    Column("category_confidence", "calibrated probability that the category is right, 0–1", number=True),
    Column("stance", "the coder's stance"),
    Column("stance_confidence", "calibrated probability that the stance is right, 0–1", number=True),
    Column("themes", "theme ids joined by `|`, codebook order, empty = none"),
    Column("themes_status", "why the themes are as they are", THEMES_STATUSES),
    Column("theme_confidences", "`id=0.87|…`, calibrated probability per theme shown"),
    Column("why", "per theme the rule or the words that carried it"),
)

PREDICTIONS = Table(
    "predictions",
    "one statement, in the order of statements.csv",
    ("statement_id",),
    (*(_MASKED_TEXT if column.name == "text" else column for column in _FOR_OTHERS), *CODING),
)

LABELS = Table(
    "labels",
    "one statement with its final labels and where they come from, sorted by statement_id",
    ("statement_id",),
    (
        *(column for column in _FOR_OTHERS if column.name != "text"),
        Column("category", "final category"),
        Column("category_provenance", "where it comes from", PROVENANCES),
        Column("category_confidence", "0–1; 1 for reviewer and report", number=True),
        Column("stance", "final stance"),
        Column("stance_provenance", "where it comes from", PROVENANCES),
        Column("stance_confidence", "0–1; 1 for reviewer", number=True),
        Column("themes", "final themes, as in predictions"),
        Column("themes_provenance", "where the set of themes comes from (weakest source in it)", PROVENANCES),
        Column("themes_status", "as in predictions", THEMES_STATUSES),
        Column("theme_confidences", "as in predictions; 1.00 for a reviewer's theme"),
        Column("why", "per theme the rule, the words or the reviewer that carried it"),
        Column("machine_category", "what the coder said, for comparison"),
        Column("machine_stance", "what the coder said, for comparison"),
        Column("machine_themes", "what the coder said, for comparison"),
        Column("machine_themes_status", "what the coder said, for comparison", THEMES_STATUSES),
        Column(
            "review_status", "what the reviewer made of it; `geschil`: two disagree", (*REVIEW_STATUSES, "geschil")
        ),
        Column("reviewer", "who reviewed it"),
        Column("review_date", "when, as the reviewer wrote it"),
        Column("review_note", "the reviewer's remark"),
        Column(
            "audit",
            "`ja` when it is in the blind random audit and came back coded; `geschil` when that is disputed",
            ("ja", "geschil", ""),
        ),
        _MASKED_TEXT,
    ),
)

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
        Column("status", "for the reviewer; empty: not looked at", REVIEW_STATUSES),
        Column("beoordelaar", "for the reviewer: name"),
        Column("datum", "for the reviewer: date, kept as written"),
        Column("opmerking", "for the reviewer: remark"),
    ),
    dutch=True,
)

REJECTED = Table(
    "rejected",
    "one reason why a row of a returned file was not applied (review/afgewezen.csv), by file and row",
    ("bestand", "rij", "kolom", "gevonden", "probleem"),
    (
        Column("bestand", "name of the returned file"),
        Column("rij", "row as the spreadsheet numbers it; empty when the whole file is meant", number=True),
        Column("uitspraak_id", "as found in the row"),
        Column("kolom", "column, empty when the whole row is meant"),
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
        Column("niet_verwerkt", "rows that are listed in afgewezen.csv", number=True),
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

SCORES = Table(
    "scores",
    "one cell of a score table (a property on a level)",
    ("source", "line", "property", "level"),
    (
        Column("source", "file name"),
        Column("line", "line of the row, 1-based", number=True),
        Column("round", "as in statements"),
        Column("perspective", "whose view it is", PERSPECTIVES),
        Column("property", "the property judged, as the report words it"),
        Column("level", "the level", LEVELS),
        Column("count", "number of people; halves occur; empty where the row is ambiguous", number=True),
        Column("ambiguous", "`ja` when the row has fewer cells than levels and several placings fit", ("ja", "")),
        Column("cells", "the row's cells as they stand, joined by `|`"),
    ),
)

ACTIONS_FOUND = Table(
    "actions_found",
    "one improvement action that a report lists",
    ("source", "number"),
    (
        Column("source", "file name"),
        Column("number", "number in the report", number=True),
        Column("line_start", "first line, 1-based", number=True),
        Column("line_end", "last line, 1-based", number=True),
        Column("group", "heading that it stands under, else empty"),
        Column("owner", "owner(s) as the report words them, joined by `; `"),
        Column("text", "the action as the report words it"),
    ),
)

TOPICS = Table(
    "topics",
    "one topic found without the codebook, largest first",
    ("topic_id",),
    (
        Column("topic_id", "stable: made from the topic's words"),
        Column("label", "its three most typical words, for people; fewer when its statements share fewer"),
        Column("words", "its most typical words with weight, `word=0.1234|…`; higher = more typical"),
        Column("n", "statements in it", number=True),
        Column("rounds", "`round=n|…`"),
        Column("themes", "codebook themes of its statements, `theme=n|…`, most frequent first"),
        Column("coverage", "share of its statements that have at least one theme, 0–1", number=True),
        Column(
            "covered",
            "`nee`, a candidate for the codebook, when too few of its statements have a theme, "
            "or too few the same theme (params: discover.min_coverage, min_same_theme)",
            ("ja", "nee"),
        ),
        Column("statements", "ids of its statements, most typical first, joined by `|`"),
    ),
)

TREND_AUDIENCES = ("intern", "extern", "alle")
CHANGES = ("gestegen", "gedaald", "geen aantoonbaar verschil", "te weinig gegevens", "eerste ronde")
SINCE_FIRST = (*CHANGES[:-1], "")
COMPARISONS = ("gelijk", "andere vragen", "andere soort bron", "")
ALL_ROUNDS = "alle rondes"
UNSUPPORTED = ("geen thema's gekoppeld", "geen uitspraken", "te weinig uitspraken", "geen kritische uitspraken")

TREND = Table(
    "trend",
    "one theme in one round for one audience, by audience, round (oldest first) and codebook order",
    ("thema", "ronde", "doelgroep"),
    (
        Column("thema", "theme id"),
        Column("thema_naam", "the theme's Dutch name"),
        Column("ronde", "the moment, without the audience; `zonder naam` when corpus.yaml gives none"),
        Column("doelgroep", "who spoke; `alle` also holds statements by both and by unknown", TREND_AUDIENCES),
        Column("datum", "date of the round, ISO 8601, else empty"),
        Column("n", "counted statements that have the theme", number=True),
        Column("noemer", "counted statements: no duplicates, with content, not the authors' own", number=True),
        Column("aandeel", "n / noemer, 0–1, as labelled: not corrected for the machine's errors", number=True),
        Column("ondergrens", "lower end of the 95% interval of aandeel", number=True),
        Column("bovengrens", "upper end of the 95% interval of aandeel", number=True),
        Column("n_behouden", "of n: says that it goes well", number=True),
        Column("n_knelpunt", "of n: says that it goes wrong", number=True),
        Column("n_wens", "of n: asks for something", number=True),
        Column("n_neutraal", "of n: no opinion", number=True),
        Column("respondenten", "distinct respondents among n; empty when the round knows none", number=True),
        Column("respondenten_totaal", "distinct respondents among noemer; empty when none is known", number=True),
        Column("onbeslist", "of noemer: themes undecided, so counted as not having this theme", number=True),
        Column("vorige_ronde", "the round that this one is compared with, same audience; empty when none"),
        Column("verschil", "aandeel minus that of vorige_ronde, −1 to 1; above 0 is a rise", number=True),
        Column("verschil_ondergrens", "lower end of the 95% interval of verschil", number=True),
        Column("verschil_bovengrens", "upper end of the 95% interval of verschil", number=True),
        Column("p_waarde", "chance of such a difference or a larger one if nothing changed", number=True),
        Column("p_aangepast", "the same, corrected for looking at all themes at once", number=True),
        Column("verandering", "the verdict: a change only when the data carry it", CHANGES),
        Column(
            "vergelijking",
            "how alike the two rounds asked, as far as known; empty without vorige_ronde",
            COMPARISONS,
        ),
        Column("eerste_ronde", "first round of the same audience; empty when it is vorige_ronde or there is none"),
        Column("verschil_eerste", "aandeel minus that of eerste_ronde, −1 to 1; above 0 is a rise", number=True),
        Column("verschil_eerste_ondergrens", "lower end of the 95% interval of verschil_eerste", number=True),
        Column("verschil_eerste_bovengrens", "upper end of the 95% interval of verschil_eerste", number=True),
        Column("p_eerste_aangepast", "as p_aangepast, of the comparison with eerste_ronde", number=True),
        Column("sinds_eerste", "as verandering, since eerste_ronde; empty without one", SINCE_FIRST),
        Column("vergelijking_eerste", "as vergelijking, for eerste_ronde; empty without one", COMPARISONS),
    ),
    dutch=True,
)

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
        Column("oordeel_zekerheid", "confidence of the stance, 0–1; 1 for a reviewer's", number=True),
        Column("beoordeeld", "`ja` when a reviewer agreed or corrected", ("ja", "nee")),
        Column("dubbel_van", "uitspraak_id of the fuller twin; then listed, not counted"),
        Column("uitspraak_id", "statement_id"),
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
        Column("n_intern", "of uitspraken: by staff", number=True),
        Column("n_extern", "of uitspraken: by partners", number=True),
        Column("n_overig", "of uitspraken: by both or by unknown", number=True),
        Column("per_ronde", "`ronde=n|…`, oldest first, rounds with none included"),
        Column("respondenten", "distinct respondents among uitspraken; empty when none is known", number=True),
        Column("tegengeluid", "per theme its smaller side, `Naam: 3 behouden tegenover 12 kritisch`"),
        Column("themas_voorgesteld", "`ja` while the theme links are a machine's proposal", ("ja", "nee")),
        Column("onderbouwd", "`ja` when enough was said, and some of it critical", ("ja", "nee")),
        Column("beweging", "per theme the latest verdict of trend for `alle`, `Naam: gedaald`, joined by ` | `"),
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
