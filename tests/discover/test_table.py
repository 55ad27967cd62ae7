from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from pipeline.core.codebook import numbers_of
from pipeline.core.errors import InputError
from pipeline.core.tables import TOPIC_CANDIDATES, TOPIC_ROUNDS, TOPICS
from pipeline.discover.keeping import KeptTopic
from pipeline.discover.sheets import SCATTERED, SILENT, candidate_sheet, round_sheet
from pipeline.discover.table import (
    NOT_IN_A_TOPIC,
    coverage,
    discover_topics,
    round_sizes,
    topic_ids,
)
from pipeline.discover.topics import Topic
from pipeline.discover.words import stop_words
from tests.discover.fictional import PARAMS, TEXTS, predictions

THEMES = ["vertrouwen", "relatie", "leren"]
_NEW_ROUND = (
    "Brieven met vaktaal begrijpen inwoners niet.",
    "Inwoners leggen brieven vol moeilijke zinnen weg.",
)


@pytest.fixture
def example() -> pd.DataFrame:
    """Eight statements each: u000–u007 on parking, u008–u015 on letters, u016–u023 on subsidy."""
    frame = predictions(TEXTS)
    frame.loc[0:7, "themes"] = "relatie"
    frame.loc[0:2, "themes"] = "vertrouwen|relatie"
    frame.loc[8:11, "themes"] = ["vertrouwen", "relatie", "leren", "leren"]
    frame.loc[16:18, "themes"] = "leren"
    frame.loc[0:3, "round"] = "2024-extern"
    return frame


def by_first(topics: pd.DataFrame) -> dict[str, dict[str, str]]:
    """The first statement of each topic to its row."""
    rows = TOPICS.checked(topics, where="test").to_dict("records")
    return {min(row["statements"].split("|")): {str(name): cell for name, cell in row.items()} for row in rows}


def test_three_subjects_are_found_counted_and_named(example: pd.DataFrame) -> None:
    outcome = discover_topics(example, THEMES, "gemeente Proef", PARAMS)
    topics, dropped = outcome.topics, outcome.dropped

    assert dropped == {}
    found = by_first(topics)
    assert sorted(found) == ["u000", "u008", "u016"]
    for start, word in ((0, "parkeerplaats"), (8, "brieven"), (16, "subsidie")):
        row = found[f"u{start:03d}"]
        assert sorted(row["statements"].split("|")) == [f"u{n:03d}" for n in range(start, start + 8)]
        assert row["n"] == "8"
        assert word in row["label"].split(", ")
    assert {first: (row["coverage"], row["covered"], row["themes"]) for first, row in found.items()} == {
        "u000": ("1.0000", "ja", "relatie=8|vertrouwen=3"),
        # Half has a theme, but no theme has a third: the codebook does not name letters.
        "u008": ("0.5000", "nee", "leren=2|vertrouwen=1|relatie=1"),
        # Three of eight share a theme, but fewer than half have one.
        "u016": ("0.3750", "nee", "leren=3"),
    }
    assert found["u000"]["rounds"] == "2024-extern=4|2025=4"
    written = set(" ".join(example["text"]).lower().replace(",", " ").replace(".", " ").replace(":", " ").split())
    for row in found.values():  # labels are words that people wrote
        names = [pair.split("=")[0] for pair in row["words"].split("|")]
        assert row["label"].split(", ") == names[:3]
        assert len(set(names)) == len(names)
        assert set(names) <= written - stop_words()


def test_what_the_codebook_does_not_know_is_counted_and_ranked(example: pd.DataFrame) -> None:
    example.loc[19:20, "themes_status"] = "onbeslist"
    topics = discover_topics(example, THEMES, "", PARAMS).topics
    # Subsidy first: most of its statements have no theme. Of letters only half have none.
    columns = ("without_theme", "undecided", "candidate")
    assert {first: [row[name] for name in columns] for first, row in by_first(topics).items()} == {
        "u000": ["0", "0", ""],
        "u016": ["5", "2", "1"],
        "u008": ["4", "0", "2"],
    }

    sheet = candidate_sheet(topics, example, PARAMS.min_coverage)
    TOPIC_CANDIDATES.checked(sheet, where="test")
    assert sheet[["volgorde", "zonder_thema", "onbeslist", "reden"]].to_numpy().tolist() == [
        ["1", "5", "2", SILENT],
        ["2", "4", "0", SCATTERED],
    ]
    text_of = dict(zip(example["text"], example["statement_id"], strict=True))
    for row, first_without in zip(sheet.to_dict("records"), ("u019", "u012"), strict=True):
        shown = [text_of[row[f"voorbeeld_{number}"]] for number in (1, 2, 3)]
        assert len(set(shown)) == 3
        assert all(first_without <= statement <= f"u{int(first_without[1:]) + 4:03d}" for statement in shown)


@pytest.mark.parametrize(("off", "said"), [(4, ""), (5, "gaat vooral niet over samenwerken")])
def test_a_topic_mostly_off_topic_says_so_wherever_it_is_shown(example: pd.DataFrame, off: int, said: str) -> None:
    example.loc[16 : 15 + off, ["themes", "themes_status"]] = "", "buiten_onderwerp"  # of eight on subsidy
    outcome = discover_topics(example, THEMES, "", PARAMS)
    topics, dropped = outcome.topics, outcome.dropped

    subsidy = by_first(topics)["u016"]
    assert (subsidy["off_topic"], subsidy["remark"]) == (str(off), said)
    assert {row["remark"] for first, row in by_first(topics).items() if first != "u016"} == {""}
    # It has most statements without a theme, yet comes after letters when it is about something else.
    assert subsidy["candidate"] == ("2" if said else "1")
    sheets = (round_sheet(topics, round_sizes(example, dropped)), candidate_sheet(topics, example, 0.5))
    for sheet in sheets:
        assert set(sheet.loc[sheet["onderwerp_id"] == subsidy["topic_id"], "let_op"]) == {said}


def test_topics_are_counted_per_round_also_where_nobody_spoke_of_them(example: pd.DataFrame) -> None:
    example.loc[23, "text"] = "Mussen broeden onder dakpannen."  # in no topic, but looked at
    example.loc[22, "themes_status"] = "geen_inhoud"  # not looked at
    outcome = discover_topics(example, THEMES, "", PARAMS)
    topics, dropped = outcome.topics, outcome.dropped
    sizes = round_sizes(example, dropped)
    assert sizes == {"2024-extern": 4, "2025": 19}
    assert {first: row["round_shares"] for first, row in by_first(topics).items()} == {
        "u000": "2024-extern=1.0000|2025=0.2105",  # 4 of 4, 4 of 19
        "u008": "2024-extern=0.0000|2025=0.4211",  # 8 of 19
        "u016": "2024-extern=0.0000|2025=0.3158",  # 6 of 19
    }
    sheet = TOPIC_ROUNDS.checked(round_sheet(topics, sizes), where="test")
    letters = sheet[sheet["onderwerp_id"] == by_first(topics)["u008"]["topic_id"]]
    assert letters[TOPIC_ROUNDS.names[2:]].to_numpy().tolist() == [
        ["2024-extern", "0", "4", "0.0000", ""],
        ["2025", "8", "19", "0.4211", ""],
    ]


def test_a_topic_that_grows_in_a_new_round_keeps_its_id_and_name(example: pd.DataFrame) -> None:
    before = discover_topics(example.loc[0:15], THEMES, "", PARAMS).topics
    kept = {
        f"t-{first}": KeptTopic(name=f"Naam {first}", words=numbers_of(row["profile"]))
        for first, row in by_first(before).items()
    }
    more = predictions([*TEXTS, *_NEW_ROUND])
    after = discover_topics(more, THEMES, "", PARAMS, kept).topics
    found = by_first(after)
    columns = ("topic_id", "label", "kept")
    assert sorted(found) == ["u000", "u008", "u016"]
    for first in ("u000", "u008"):
        assert [found[first][name] for name in columns] == [f"t-{first}", f"Naam {first}", "ja"]
    assert "u024" in found["u008"]["statements"]
    assert found["u016"]["kept"] == "nee"
    assert found["u016"]["topic_id"] not in kept
    order = list(more.index)
    random.Random(3).shuffle(order)  # noqa: S311 - no secret
    again = discover_topics(more.loc[order], THEMES, "", PARAMS, dict(reversed(kept.items()))).topics
    pd.testing.assert_frame_equal(again, after)


def test_meaning_is_read_of_statements_that_take_part_and_tells_them_apart(example: pd.DataFrame) -> None:
    example.loc[3, "themes_status"] = "geen_inhoud"
    seen: list[str] = []

    def meaning(texts: Sequence[str]) -> NDArray[np.floating]:
        """The last four statements on letters (u012–u015) mean what those on parking mean."""
        seen.extend(texts)
        groups = [0] * 7 + [1] * 4 + [0] * 4 + [2] * 8
        return np.eye(3)[groups]

    heavy = PARAMS.model_copy(update={"meaning_weight": 2.0})
    topics = discover_topics(example.iloc[::-1], THEMES, "", heavy, meaning=meaning).topics
    assert seen == example["text"].drop(index=3).tolist()
    for cell in topics["statements"]:
        members = {int(one[1:]) for one in cell.split("|")}
        assert not (members & {8, 9, 10, 11} and members & {12, 13, 14, 15})


@pytest.mark.parametrize("seed", range(4))
def test_order_of_rows_changes_nothing(seed: int, example: pd.DataFrame) -> None:
    order = list(example.index)
    random.Random(seed).shuffle(order)  # noqa: S311 - no secret
    outcome = discover_topics(example, THEMES, "", PARAMS)
    expected, dropped = outcome.topics, outcome.dropped
    outcome = discover_topics(example.loc[order], THEMES, "", PARAMS)
    topics, also_dropped = outcome.topics, outcome.dropped
    pd.testing.assert_frame_equal(topics, expected)
    assert also_dropped == dropped


def test_who_does_not_take_part_is_named_with_the_reason(example: pd.DataFrame) -> None:
    example.loc[0, "duplicate_of"] = "u001"
    example.loc[8, "themes_status"] = "geen_inhoud"
    example.loc[16, "text"] = "Dat is het wel."
    example.loc[17, "text"] = "Mussen broeden onder dakpannen."
    outcome = discover_topics(example, THEMES, "", PARAMS)
    topics, dropped = outcome.topics, outcome.dropped
    assert dropped == {"u000": "dubbel", "u008": "geen_inhoud", "u016": "geen_woorden", "u017": "geen_onderwerp"}
    assert set(dropped.values()) <= set(NOT_IN_A_TOPIC)
    members = [statement for cell in topics["statements"] for statement in cell.split("|")]
    assert sorted([*members, *dropped]) == list(example["statement_id"])


@pytest.mark.parametrize("number", [0, 1, 3, 10])
def test_few_statements_make_an_empty_table(
    number: int,
) -> None:
    frame = predictions([f"Brieven in taal {'abcdefghij'[n] * 4}" for n in range(number)])
    outcome = discover_topics(frame, THEMES, "", PARAMS)
    topics, dropped = outcome.topics, outcome.dropped
    assert list(topics.columns) == TOPICS.names
    assert TOPICS.checked(topics, where="test").empty
    assert dropped == dict.fromkeys(frame["statement_id"], "te_weinig_uitspraken")


def test_identical_texts_and_empty_answers_make_an_empty_table() -> None:
    same = predictions(["Brieven in gewone taal."] * 40)
    outcome = discover_topics(same, THEMES, "", PARAMS)
    topics, dropped = outcome.topics, outcome.dropped
    assert topics.empty
    assert set(dropped.values()) == {"te_weinig_uitspraken"}
    outcome = discover_topics(same.assign(themes_status="geen_inhoud"), THEMES, "", PARAMS)
    topics, dropped = outcome.topics, outcome.dropped
    assert topics.empty
    assert set(dropped.values()) == {"geen_inhoud"}
    assert len(dropped) == 40


def test_id_is_made_from_the_words_alone() -> None:
    one = Topic((1, 2), (("brief", 0.9), ("taal", 0.8)))
    same = Topic((3,), (("taal", 0.5), ("brief", 0.4)))
    other = Topic((4,), (("taal", 0.5), ("zin", 0.4)))
    assert topic_ids([one]) == topic_ids([same])
    assert topic_ids([one]) != topic_ids([other])
    assert len(set(topic_ids([one, same, other]))) == 3


def test_coverage_by_hand() -> None:
    assert coverage({"a": 1, "a|b": 1, "b": 1, "": 1}) == (0.75, 0.5)
    assert coverage({"": 3}) == (0.0, 0.0)
    assert coverage({"a": 1, "": 2}) == (0.3333, 0.3333)


def test_theme_that_the_codebook_lacks_is_a_named_mistake(example: pd.DataFrame) -> None:
    example.loc[5, "themes"] = "vertrouwn"
    with pytest.raises(InputError, match=r"u005.*vertrouwn") as caught:
        discover_topics(example, THEMES, "", PARAMS)
    assert caught.value.nearest == "vertrouwen"
