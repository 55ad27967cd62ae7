"""Topics that no theme covers, and score tables."""

from __future__ import annotations

import pandas as pd

from pipeline.reporting.extras import score_tables, topic_views
from pipeline.reporting.figures import Book
from pipeline.reporting.page import Tables
from pipeline.tables import LEVELS, TOPICS


def test_only_topics_that_no_theme_covers_are_shown(tables: Tables) -> None:
    (topic,) = topic_views(tables.topics)

    assert (topic.label, topic.n.text) == ("formulier, portaal", "7")
    assert topic.words == ()  # the label says them already


def test_words_beyond_the_label_are_shown_without_weight() -> None:
    row = {
        **dict.fromkeys(TOPICS.names, ""), "topic_id": "t1", "label": "a, b", "words": "a=0.30|b=0.20|c=d=0.10",
        "n": "3", "coverage": "0", "covered": "nee",
    }  # fmt: skip

    (topic,) = topic_views(Book("topics.csv", pd.DataFrame([row], dtype=str)))

    assert topic.words == ("c=d",)


def test_a_score_table_keeps_halves_and_says_what_is_ambiguous(tables: Tables) -> None:
    (table,) = score_tables(tables.scores, LEVELS)

    clear, unclear = table.rows
    assert [(level, figure.text) for level, figure in clear.levels.items()] == [
        ("slecht", "2"), ("matig", "6,5"), ("voldoende", "10"), ("goed", "1"),
    ]  # fmt: skip
    assert (clear.total.value, clear.ambiguous) == ("19.5", False)
    assert (unclear.name, unclear.total.text, unclear.ambiguous, table.ambiguous) == ("Flexibel", "–", True, 1)
    assert unclear.cells == ("2", "6,5", "10")
    assert (table.round, table.perspective) == ("2025", "samen")


def test_tables_of_two_perspectives_are_two_tables(tables: Tables) -> None:
    frame = tables.scores.frame
    both = pd.concat([frame, frame.assign(perspective="verwachting", line=frame["line"] + "0")], ignore_index=True)

    assert [table.perspective for table in score_tables(Book("scores.csv", both), LEVELS)] == [
        "samen",
        "verwachting",
    ]
