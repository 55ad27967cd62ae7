"""The tables that stages hand to each other: columns, meaning, allowed values, reading, writing.

Every cell is text, so that what was written is what is read; an empty cell is "", never NaN.
A table is checked when written and when read: a stage cannot hand on a broken one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from pipeline.errors import ConservationError, InputError, missing_file, quoted
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
        InputError
            A column is missing, a value is not allowed, or a key occurs twice.
        """
        missing = [name for name in self.names if name not in frame.columns]
        if missing:
            raise InputError(
                f"column {quoted(missing[0])} is missing",
                where=where,
                allowed=tuple(self.names),
                todo="run dvc repro; if the file was edited by hand, restore it",
            )
        frame = frame[self.names]
        try:
            return self.schema().validate(frame, lazy=False)
        except pa.errors.SchemaError as problem:
            raise InputError(
                f"table {self.name} is not sound: {problem}".split("\n")[0],
                where=where,
                todo="run dvc repro; if the file was edited by hand, restore it",
            ) from problem

    def empty(self) -> pd.DataFrame:
        """The table without rows."""
        return pd.DataFrame({name: pd.Series(dtype=str) for name in self.names})


def read_table(path: Path, table: Table) -> pd.DataFrame:
    """Read and check a table that a stage wrote; index 0…n-1."""
    if not path.is_file():
        raise missing_file(path, todo="run dvc repro")
    # Never guessed, unlike a user's file: our own tables have one encoding and one delimiter.
    text = path.read_bytes().decode("utf-8-sig")
    frame = parse_csv(text, where=str(path), delimiter=";" if table.dutch else ",").reset_index(drop=True)
    if table.dutch:
        for column in (column for column in table.columns if column.name in frame):
            cells = frame[column.name]
            undone = [cell.replace(",", ".") if column.number else restore(cell) for cell in cells]
            frame[column.name] = pd.Series(undone, index=cells.index, dtype=str)
    return table.checked(frame, where=str(path))


def write_table(path: Path, frame: pd.DataFrame, table: Table) -> None:
    """Check and write a table, all or nothing, in the table's dialect."""
    checked = table.checked(frame, where=str(path))
    if table.dutch:
        write_bytes(path, dutch_csv(_with_decimal_commas(checked, table)))
    else:
        write_text(path, plain_csv(checked))


def _with_decimal_commas(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    # Numbers become objects that dutch_csv does not neutralise: "-0.12" is not a formula.
    frame = frame.astype(object)
    for column in table.columns:
        if column.number:
            frame[column.name] = [
                (float(cell) if "." in cell else int(cell)) if cell else "" for cell in frame[column.name]
            ]
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
    ),
)

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
    (*STATEMENTS.columns, *CODING),
)

LABELS = Table(
    "labels",
    "one statement with its final labels and where they come from, sorted by statement_id",
    ("statement_id",),
    (
        *(column for column in STATEMENTS.columns if column.name not in ("text", "speaker")),
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
        Column("review_status", "what the reviewer made of it", ("akkoord", "gecorrigeerd", "twijfel", "")),
        Column("reviewer", "who reviewed it"),
        Column("review_date", "when, as the reviewer wrote it"),
        Column("review_note", "the reviewer's remark"),
        Column("audit", "`ja` when it is in the blind random audit and came back coded", ("ja", "")),
        Column("text", "verbatim"),
    ),
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
        Column("label", "its three most typical words, for people"),
        Column("words", "its most typical words with weight, `word=0.12|…`"),
        Column("n", "statements in it", number=True),
        Column("rounds", "`round=n|…`"),
        Column("themes", "codebook themes of its statements, `theme=n|…`, most frequent first"),
        Column("coverage", "share of its statements that have at least one theme, 0–1", number=True),
        Column("covered", "`nee` when no theme covers it: a candidate for the codebook", ("ja", "nee")),
        Column("statements", "ids of its statements, most typical first, joined by `|`"),
    ),
)
