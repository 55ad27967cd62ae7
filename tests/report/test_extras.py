"""Topics that no theme covers, and score tables."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from pipeline.core.codes import LEVELS
from pipeline.core.tables import LABELS, SCORES, TOPICS
from pipeline.report.view.extras import score_tables, topic_views
from pipeline.report.view.figures import SourcedTable
from pipeline.report.view.tables import Choices, Tables
from tests.builders import rows


def test_only_topics_that_no_theme_covers_are_shown_by_two_readable_statements(
    tables: Tables, choices: Choices
) -> None:
    (topic,) = topic_views(tables, choices)

    assert (topic.label, topic.n.text) == ("formulier, portaal", "7")
    # Most typical first; too short, or with a telephone number, is passed over.
    assert [(one["text"], one["line"]) for one in topic.examples] == [
        ("Het portaal <i>weigert</i> mijn formulier.", "3"),
        ("Het formulier op het portaal blijft hangen.", "1"),
    ]
    (counted,) = topic_views(replace(tables, set_aside={"u3": "duplicate"}), choices)
    assert [one["line"] for one in counted.examples] == ["1", "4"]
    assert (topic.examples[0]["source"], topic.examples[0]["round"]) == ("enquete.csv", "2026")


def test_no_more_topics_than_anyone_follows_up_and_no_text_twice(tables: Tables, choices: Choices) -> None:
    topics = [{"topic_id": f"t{n}", "n": "3", "covered": "nee", "statements": "a|b|c"} for n in range(7)]
    labels = [{"statement_id": one, "text": "Tweemaal dezelfde zin."} for one in "ab"]
    labels.append({"statement_id": "c", "text": "Een andere zin hierover.", "duplicate_of": "a"})
    given: dict[str, Any] = {
        "topics": SourcedTable("topics.csv", rows(TOPICS, *topics)),
        "labels": SourcedTable("labels.csv", rows(LABELS, *labels)),
    }

    found = topic_views(replace(tables, **given), choices)

    assert len(found) == 5
    assert [one["text"] for one in found[0].examples] == ["Tweemaal dezelfde zin."]


def test_a_topic_mostly_off_topic_says_so_and_comes_last(tables: Tables, choices: Choices) -> None:
    topics = [
        {
            "topic_id": "t1",
            "label": "fiets, weg",
            "n": "9",
            "covered": "nee",
            "remark": "gaat vooral niet over samenwerken",
        },
        {"topic_id": "t2", "label": "portaal", "n": "7", "covered": "nee"},
    ]

    found = topic_views(replace(tables, topics=SourcedTable("topics.csv", rows(TOPICS, *topics))), choices)

    assert [one.label for one in found] == ["portaal", "fiets, weg (gaat vooral niet over samenwerken)"]


def scored(**counts: tuple[int, ...]) -> SourcedTable:
    cells = [
        {"line": name, "property": name, "level": level, "count": str(count)}
        for name, row in counts.items()
        for level, count in zip(LEVELS, row, strict=True)
    ]
    return SourcedTable("scores.csv", rows(SCORES, *cells, source="a.txt", round="2025", perspective="samen"))


def test_the_best_and_the_worst_property_are_those_with_most_people_at_that_end() -> None:
    # good or excellent: 5 of 10, 8 of 20, 4 of 10; bad or moderate: 2 of 10, 8 of 20, 5 of 10.
    (table,) = score_tables(scored(Open=(1, 1, 3, 4, 1), Vlug=(4, 4, 4, 4, 4), Eerlijk=(0, 5, 1, 4, 0)))

    assert table.best is not None
    assert table.worst is not None
    assert (table.best.name, table.worst.name) == ("Open", "Eerlijk")


def test_of_equals_none_is_the_best_and_one_property_is_not_compared() -> None:
    (equal,) = score_tables(scored(Open=(1, 1, 3, 4, 1), Vlug=(1, 1, 3, 1, 4)))
    (alone,) = score_tables(scored(Open=(1, 1, 3, 4, 1)))

    assert equal.best is None
    assert alone.best is None


def test_a_score_table_keeps_halves_and_says_what_is_ambiguous(tables: Tables) -> None:
    (table,) = score_tables(tables.scores)

    clear, unclear, *_ = table.rows
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

    assert [table.perspective for table in score_tables(SourcedTable("scores.csv", both))] == [
        "samen",
        "verwachting",
    ]
