"""Topics: groups of like statements."""

from __future__ import annotations

from pipeline.core.table import Column, Table

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
    linked=True,
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
