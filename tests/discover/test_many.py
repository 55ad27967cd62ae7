"""More statements than topics are looked for among: a sample finds them, all are placed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipeline.core.tables import PREDICTIONS, TOPIC_PARTS, TOPIC_STATEMENTS, TOPICS
from pipeline.discover.assigning import as_found, whole_of
from pipeline.discover.model import find_topics
from pipeline.discover.sampling import allotted, drawn
from pipeline.discover.table import MOST_NAMED, Discovered, discover_topics
from pipeline.discover.topics import Found, Topic
from pipeline.discover.words import topic_words
from tests.benchmarks.many import many_statements
from tests.discover.fictional import PARAMS, SUBJECTS, predictions

WHEN = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag", "morgen", "gisteren")
SAMPLED = PARAMS.model_copy(update={"sample_size": 100})


def many() -> pd.DataFrame:
    """216 statements, 72 of each subject in turn, every text a day of its own; and 30 copies of the first."""
    texts = [
        text.rstrip(".") + f", {when}."
        for when in WHEN
        for own in zip(*SUBJECTS.values(), strict=True)
        for text in own
    ]
    frame = predictions([*texts, *texts[:1] * 30])
    return frame.assign(round=["2024" if row % 9 else "2025" for row in range(len(frame))])


def subject_of(frame: pd.DataFrame) -> dict[str, int]:
    subjects = [number for number, texts in enumerate(SUBJECTS.values()) for _ in texts]
    stems = [text.rstrip(".") for texts in SUBJECTS.values() for text in texts]
    whose = {
        text: subjects[next(n for n, stem in enumerate(stems) if text.startswith(stem))]
        for text in frame["text"].unique()
    }
    return dict(zip(frame["statement_id"], frame["text"].map(whose), strict=True))


def meaning(texts: Sequence[str]) -> NDArray[np.float32]:
    """Which subject a text is on, as an encoder would know."""
    signs = ("parke", "zinnen", "brieven", "vaktaal", "subsidie")
    found = [[float(sign in text.lower()) for sign in signs] for text in texts]
    return np.array(found, dtype=np.float32) + np.float32(0.1)


@pytest.fixture(scope="module")
def found() -> Discovered:
    return discover_topics(many(), ["leren"], "", SAMPLED, meaning=meaning, quick=meaning)


def test_all_statements_join_the_topics_of_a_sample(found: Discovered) -> None:
    frame, rows = many(), TOPICS.checked(found.topics, where="test")
    subjects, placed = subject_of(frame), TOPIC_STATEMENTS.checked(found.statements, where="test")
    assert found.sample == 100
    assert len(placed) + len(found.dropped) == len(frame)
    assert len(placed) > 0.95 * len(frame)
    assert set(found.dropped.values()) <= {"geen_onderwerp"}
    told = [Counter(subjects[one] for one in group["statement_id"]) for _, group in placed.groupby("topic_id")]
    assert sum(max(counts.values()) for counts in told) > 0.95 * len(placed)
    assert sum(map(int, rows["n"])) == len(placed)
    for row in rows.to_dict("records"):
        assert sorted(row["statements"].split("|")) == sorted(
            placed.loc[placed["topic_id"] == row["topic_id"], "statement_id"]
        )


def test_copies_are_in_one_topic_and_are_counted_each(found: Discovered) -> None:
    frame = many()
    copies = set(frame.loc[frame["text"] == frame["text"].iloc[0], "statement_id"])
    placed = found.statements.set_index("statement_id")["topic_id"]
    assert len(copies) == 31
    assert len(set(placed.loc[sorted(copies)])) == 1


def test_order_of_rows_changes_nothing(found: Discovered) -> None:
    again = discover_topics(
        many().sample(frac=1, random_state=3), ["leren"], "", SAMPLED, meaning=meaning, quick=meaning
    )
    assert again.topics.equals(found.topics)
    assert again.statements.equals(found.statements)
    assert again.dropped == found.dropped


def test_statements_without_words_or_company_are_named_with_the_reason() -> None:
    frame = many()
    frame.loc[5, "text"], frame.loc[6, "text"] = "Wél níet dus!", "Roeiers trainen zondags."
    ids = frame["statement_id"]
    outcome = discover_topics(frame, ["leren"], "", SAMPLED)
    assert outcome.dropped[ids[5]] == "geen_woorden"
    assert outcome.dropped[ids[6]] == "geen_onderwerp"


def test_a_long_list_of_statements_is_cut_and_kept_whole_elsewhere() -> None:
    frame = predictions([text for texts in SUBJECTS.values() for text in texts] * 150)
    outcome = discover_topics(frame, ["leren"], "", SAMPLED)
    largest = outcome.topics.iloc[0]
    assert int(largest["n"]) > MOST_NAMED == len(largest["statements"].split("|"))
    assert (outcome.statements["topic_id"] == largest["topic_id"]).sum() == int(largest["n"])


def test_more_topics_than_a_reader_takes_in_become_parts_of_larger_ones() -> None:
    few = PARAMS.model_copy(update={"min_topic_size": 3, "min_samples": 1, "most_topics": 4})
    frame = many().iloc[:216]
    outcome = discover_topics(frame, ["leren"], "", few)
    parts = TOPIC_PARTS.checked(outcome.parts, where="test")
    assert 2 <= len(outcome.topics) <= 4 < len(parts)
    placed = outcome.statements
    assert (placed["part_id"] != "").any()
    for part in parts.to_dict("records"):
        own = placed[placed["part_id"] == part["deel_id"]]
        assert set(own["topic_id"]) == {part["onderwerp_id"]}
        assert len(own) == int(part["uitspraken"]) <= int(part["in_onderwerp"])


def test_a_part_belongs_to_the_topic_with_most_of_its_statements() -> None:
    topics = [Topic((0, 1, 2), ()), Topic((3, 4), ())]
    parts = [Topic((0, 3, 4), ()), Topic((1, 2), ()), Topic((7, 8), ())]
    assert whole_of(Found(topics, parts)) == [1, 0, -1]


def test_without_parts_every_member_stays_where_it_was_found() -> None:
    documents = [[lemma for lemma, _ in topic_words(text)] for texts in SUBJECTS.values() for text in texts]
    topics = find_topics(documents, PARAMS)
    placing = as_found(topics, [10 * place for place in range(len(documents))], 10 * len(documents))
    assert [placing.members(number).tolist() for number in range(len(topics.topics))] == [
        [10 * m for m in topic.members] for topic in topics.topics
    ]
    assert set(placing.parts.tolist()) == {-1}


def test_a_small_round_is_heard_and_no_text_is_drawn_twice() -> None:
    frame = pd.DataFrame(
        {
            "text": [f"tekst {n % 1000}" for n in range(1010)],
            "round": ["2025"] * 990 + ["2026"] * 20,
            "source": ["a.csv"] * 1010,
        }
    )
    rows = drawn(frame, 100, seed=1)
    assert rows == sorted(set(rows))
    assert len(rows) == 100 == frame["text"].iloc[rows].nunique()
    # 990 and 10 texts: by the square root 91 and 9.
    assert (frame["round"].iloc[rows] == "2026").sum() == 9
    assert drawn(frame.iloc[:60], 100, seed=1) == list(range(60))


def test_who_comes_later_takes_few_of_the_earlier_places() -> None:
    def texts(number: int) -> pd.DataFrame:
        return pd.DataFrame({"text": [f"tekst {n}" for n in range(number)], "round": "2025", "source": "a.csv"})

    before, after = set(drawn(texts(1000), 100, seed=1)), set(drawn(texts(1100), 100, seed=1))
    assert len(before & after) >= 85  # of the hundred lowest of 1,000 some nine in ten are so of 1,100


@given(st.dictionaries(st.tuples(st.text(max_size=3)), st.integers(1, 1000), min_size=1, max_size=6), st.data())
def test_places_are_all_given_and_never_more_than_a_group_has(
    sizes: dict[tuple[str, ...], int], data: st.DataObject
) -> None:
    total = data.draw(st.integers(0, sum(sizes.values())))
    given_out = allotted(sizes, total)
    assert sum(given_out.values()) == total
    assert all(0 <= given_out[name] <= size for name, size in sizes.items())


def test_generated_statements_repeat_and_hold_what_no_theme_names() -> None:
    frame = many_statements(300, seed=2)
    assert frame.equals(many_statements(300, seed=2))
    PREDICTIONS.checked(frame, where="test")
    assert frame["text"].nunique() > 290
    assert set(frame["round"]) == {"2023", "2024", "2025", "2026-partners"}
    unknown = frame[frame["subject"] != ""]
    assert 5 <= len(unknown) <= 30
    assert (unknown["themes"] == "").all()
