"""The tables that stages hand to each other, as plain CSV (of topics also Dutch): columns, meaning, values."""

from __future__ import annotations

from pipeline.table import Column, Table

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
REVIEW_STATUSES = ("akkoord", "gecorrigeerd", "twijfel", "besluit", "")
SETTLED = ("akkoord", "gecorrigeerd", "besluit")  # those that make a label a person's
JOINT = " | "  # between names, dates and remarks of several reviewers
NO_NAME = "onbekend"  # who reviewed, when nobody gave a name
LEVELS = ("slecht", "matig", "voldoende", "goed", "uitstekend")

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
        Column(
            "audit_probability",
            "chance with which the audit drew it, 0–1; also before it is coded; empty when not drawn",
            number=True,
        ),
        _MASKED_TEXT,
    ),
)

AUDIT_SAMPLE = Table(
    "audit_sample",
    "one statement drawn for the blind audit (corpora/<corpus>/reviews/steekproef.csv), by round and id",
    ("statement_id",),
    (
        Column("statement_id", "as in statements; stays when the statement is gone"),
        Column("round", "as in statements, when it was drawn"),
        Column(
            "design",
            "`enkelvoudig`: all of the round had one chance; `gelaagd`: a larger one for rarer themes",
            ("enkelvoudig", "gelaagd"),
        ),
        Column("stratum", "rarest theme that the coder saw when it was drawn, or the themes_status; else empty"),
        Column("probability", "chance with which it was drawn, 0–1; a later draw can only raise it", number=True),
        Column("draw", "in which draw of the round, from 1", number=True),
        Column("seed", "with the id it gives the place of a statement in the draw"),
        Column("wanted", "statements that the latest draw of the round was to give", number=True),
        Column("size", "statements of the round that it drew from", number=True),
        Column("frame", "short hash of their ids: when it changes, statements may be added to the audit"),
    ),
)

CODINGS = Table(
    "codings",
    "what one reviewer made of one statement, coded in full without seeing labels, by statement and name",
    ("statement_id", "reviewer"),
    (
        Column("statement_id", "as in statements"),
        Column("reviewer", "name, as first written"),
        Column("category", "category id; empty when nothing was said in the statement"),
        Column("stance", "stance id; empty when nothing was said in the statement"),
        Column("themes", "theme ids joined by `|`, codebook order, empty = none"),
        Column("themes_status", "as in labels", ("thema", "geen_thema", "geen_inhoud")),
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
        Column("topic_id", "stable: that of the kept topic which it is, else made from the topic's words"),
        Column("label", "name of the kept topic, else its three most typical words, or fewer when it has fewer"),
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
        Column("round_shares", "`round=0.1234|…`: share of each round's statements that took part, also 0"),
        Column("without_theme", "statements in it that have no theme", number=True),
        Column("undecided", "those of them of which the coder was undecided", number=True),
        Column(
            "candidate",
            "rank among the topics that the codebook does not know (covered: nee): first those of which most "
            "statements have no theme, then by statements without a theme; empty when covered",
            number=True,
        ),
        Column("kept", "`ja` when it is a topic of corpora/<corpus>/topics.yaml, found again", ("ja", "nee", "")),
        Column("profile", "`lemma=0.1234|…`: the words by which it is found again; higher = sets it apart more"),
    ),
)

TOPIC_ROUNDS = Table(
    "topic_rounds",
    "one topic in one round (topics-rondes.csv), counted without margins: a look, no proof of a change",
    ("onderwerp_id", "ronde"),
    (
        Column("onderwerp_id", "topic_id"),
        Column("onderwerp", "label in topics"),
        Column("ronde", "round"),
        Column("uitspraken", "its statements in this round", number=True),
        Column("in_ronde", "statements of this round that took part", number=True),
        Column("aandeel", "the one divided by the other, 0–1", number=True),
    ),
    dutch=True,
)

TOPIC_CANDIDATES = Table(
    "topic_candidates",
    "one topic that the codebook does not know (topics-kandidaten.csv), most telling first",
    ("onderwerp_id",),
    (
        Column("volgorde", "candidate in topics", number=True),
        Column("onderwerp_id", "topic_id"),
        Column("onderwerp", "label in topics"),
        Column("reden", "why it is here: most of its statements have no theme, or their themes scatter"),
        Column("uitspraken", "n in topics", number=True),
        Column("zonder_thema", "without_theme in topics", number=True),
        Column("onbeslist", "undecided in topics", number=True),
        Column("themas", "themes in topics"),
        Column("voorbeeld_1", "a statement of it, personal data masked; those without a theme first"),
        Column("voorbeeld_2", "another"),
        Column("voorbeeld_3", "another"),
    ),
    dutch=True,
)

RISEN, FALLEN, NONE_SHOWN, FEW = "gestegen", "gedaald", "geen aantoonbaar verschil", "te weinig gegevens"
CHANGES = (RISEN, FALLEN, NONE_SHOWN, FEW, "eerste ronde")
WHOLE, CORRECTED, BY_HAND, UNCORRECTED = "geheel handmatig", "gecorrigeerd", "handmatig", "niet gecorrigeerd"
METHODS = (WHOLE, CORRECTED, BY_HAND, UNCORRECTED)  # how a share was made
