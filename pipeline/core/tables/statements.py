"""Tables of what was read: statements, scores, actions."""

from __future__ import annotations

from pipeline.core.codes import AUDIENCES, EFFECTS, KINDS, LEVELS, MENTIONED, PERSPECTIVES
from pipeline.core.table import Column, Table

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
FOR_OTHERS = tuple(column for column in STATEMENTS.columns if column.name not in ("speaker", "personal_data"))

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
    linked=True,
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
