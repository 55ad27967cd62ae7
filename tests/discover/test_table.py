from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from pipeline.core.errors import InputError
from pipeline.core.params import Discover
from pipeline.core.tables import TOPIC_CANDIDATES, TOPIC_ROUNDS, TOPICS
from pipeline.discover.keeping import KeptTopic, weights_of
from pipeline.discover.model import Topic
from pipeline.discover.table import (
    NOT_IN_A_TOPIC,
    SCATTERED,
    SILENT,
    candidate_sheet,
    coverage,
    discover_topics,
    round_sheet,
    round_sizes,
    topic_ids,
)
from pipeline.discover.words import stop_words

Predictions = Callable[[Sequence[str]], pd.DataFrame]
THEMES = ["vertrouwen", "relatie", "leren"]
_NEW_ROUND = (
    "Brieven met vaktaal begrijpen inwoners niet.",
    "Inwoners leggen brieven vol moeilijke zinnen weg.",
)


@pytest.fixture
def example(predictions: Predictions, subjects: dict[str, list[str]]) -> pd.DataFrame:
    """Eight statements each: u000–u007 on parking, u008–u015 on letters, u016–u023 on subsidy."""
    frame = predictions([text for texts in subjects.values() for text in texts])
    frame.loc[0:7, "themes"] = "relatie"
    frame.loc[0:2, "themes"] = "vertrouwen|relatie"
    frame.loc[8:11, "themes"] = ["vertrouwen", "relatie", "leren", "leren"]
    frame.loc[16:18, "themes"] = "leren"
    frame.loc[0:3, "round"] = "2024-extern"
    return frame


def test_three_subjects_are_found_counted_and_named(example: pd.DataFrame, params: Discover) -> None:
    topics, dropped = discover_topics(example, THEMES, "gemeente Proef", params)
    TOPICS.checked(topics, where="test")
    assert dropped == {}
    by_first = {min(row["statements"].split("|")): row for row in topics.to_dict("records")}
    assert sorted(by_first) == ["u000", "u008", "u016"]
    for first, word in (("u000", "parkeerplaats"), ("u008", "brieven"), ("u016", "subsidie")):
        row = by_first[first]
        start = int(first[1:])
        assert sorted(row["statements"].split("|")) == [f"u{n:03d}" for n in range(start, start + 8)]
        assert row["n"] == "8"
        assert word in row["label"].split(", ")
    parking, letters, subsidy = (by_first[key] for key in sorted(by_first))
    assert (parking["coverage"], parking["covered"], parking["themes"]) == (
        "1.0000",
        "ja",
        "relatie=8|vertrouwen=3",
    )
    assert parking["rounds"] == "2024-extern=4|2025=4"
    # Half has a theme, but no theme has a third: the codebook does not name letters.
    assert (letters["coverage"], letters["covered"]) == ("0.5000", "nee")
    assert letters["themes"] == "leren=2|vertrouwen=1|relatie=1"
    # Three of eight share a theme, but fewer than half have one.
    assert (subsidy["coverage"], subsidy["covered"], subsidy["themes"]) == ("0.3750", "nee", "leren=3")


def test_what_the_codebook_does_not_know_is_counted_and_ranked(example: pd.DataFrame, params: Discover) -> None:
    example.loc[19:20, "themes_status"] = "onbeslist"
    topics, _ = discover_topics(example, THEMES, "", params)
    by_first = {min(row["statements"].split("|")): row for row in topics.to_dict("records")}
    columns = ("without_theme", "undecided", "candidate")
    assert [by_first["u000"][name] for name in columns] == ["0", "0", ""]
    # Subsidy first: most of its statements have no theme. Of letters only half have none.
    assert [by_first["u016"][name] for name in columns] == ["5", "2", "1"]
    assert [by_first["u008"][name] for name in columns] == ["4", "0", "2"]

    sheet = candidate_sheet(topics, example, params.min_coverage)
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


def test_topics_are_counted_per_round_also_where_nobody_spoke_of_them(
    example: pd.DataFrame, params: Discover
) -> None:
    example.loc[23, "text"] = "Mussen broeden onder dakpannen."  # in no topic, but looked at
    example.loc[22, "themes_status"] = "geen_inhoud"  # not looked at
    topics, dropped = discover_topics(example, THEMES, "", params)
    sizes = round_sizes(example, dropped)
    assert sizes == {"2024-extern": 4, "2025": 19}
    by_first = {min(row["statements"].split("|")): row["round_shares"] for row in topics.to_dict("records")}
    assert by_first["u000"] == "2024-extern=1.0000|2025=0.2105"  # 4 of 4, 4 of 19
    assert by_first["u008"] == "2024-extern=0.0000|2025=0.4211"  # 8 of 19
    assert by_first["u016"] == "2024-extern=0.0000|2025=0.3158"  # 6 of 19
    sheet = TOPIC_ROUNDS.checked(round_sheet(topics, sizes), where="test")
    letters = topics.loc[topics["statements"].str.contains("u008"), "topic_id"].iloc[0]
    assert sheet.loc[sheet["onderwerp_id"] == letters].drop(
        columns=["onderwerp_id", "onderwerp"]
    ).to_numpy().tolist() == [
        ["2024-extern", "0", "4", "0.0000"],
        ["2025", "8", "19", "0.4211"],
    ]


def test_a_topic_that_grows_in_a_new_round_keeps_its_id_and_name(
    example: pd.DataFrame, subjects: dict[str, list[str]], predictions: Predictions, params: Discover
) -> None:
    before, _ = discover_topics(example.loc[0:15], THEMES, "", params)
    kept = {
        f"t{number}": KeptTopic(name=f"Naam {number}", words=weights_of(row["profile"]))
        for number, row in enumerate(before.to_dict("records"))
    }
    names = {min(row["statements"].split("|")): f"Naam {n}" for n, row in enumerate(before.to_dict("records"))}
    more = predictions([*(t for texts in subjects.values() for t in texts), *_NEW_ROUND])
    after, _ = discover_topics(more, THEMES, "", params, kept)
    found = {min(row["statements"].split("|")): row for row in after.to_dict("records")}
    assert sorted(found) == ["u000", "u008", "u016"]
    for first in ("u000", "u008"):
        assert (found[first]["label"], found[first]["kept"]) == (names[first], "ja")
        assert found[first]["topic_id"] == f"t{names[first][-1]}"
    assert "u024" in found["u008"]["statements"]
    assert found["u016"]["kept"] == "nee"
    assert found["u016"]["topic_id"] not in kept
    order = list(more.index)
    random.Random(3).shuffle(order)  # noqa: S311 - no secret
    again, _ = discover_topics(more.loc[order], THEMES, "", params, dict(reversed(kept.items())))
    pd.testing.assert_frame_equal(again, after)


def test_meaning_is_read_of_statements_that_take_part_and_tells_them_apart(
    example: pd.DataFrame, params: Discover
) -> None:
    example.loc[3, "themes_status"] = "geen_inhoud"
    seen: list[str] = []

    def meaning(texts: Sequence[str]) -> NDArray[np.floating]:
        """The last four statements on letters (u012–u015) mean what those on parking mean."""
        seen.extend(texts)
        groups = [0] * 7 + [1] * 4 + [0] * 4 + [2] * 8
        return np.eye(3)[groups]

    heavy = params.model_copy(update={"meaning_weight": 2.0})
    topics, _ = discover_topics(example.iloc[::-1], THEMES, "", heavy, meaning=meaning)
    assert seen == example["text"].drop(index=3).tolist()
    for cell in topics["statements"]:
        members = {int(one[1:]) for one in cell.split("|")}
        assert not (members & {8, 9, 10, 11} and members & {12, 13, 14, 15})


def test_labels_are_words_that_people_wrote(example: pd.DataFrame, params: Discover) -> None:
    topics, _ = discover_topics(example, THEMES, "", params)
    written = set(" ".join(example["text"]).lower().replace(",", " ").replace(".", " ").replace(":", " ").split())
    for row in topics.to_dict("records"):
        names = [pair.split("=")[0] for pair in row["words"].split("|")]
        assert row["label"].split(", ") == names[:3]
        assert len(set(names)) == len(names)
        assert set(names) <= written
        assert not set(names) & stop_words()


@pytest.mark.parametrize("seed", range(4))
def test_order_of_rows_changes_nothing(seed: int, example: pd.DataFrame, params: Discover) -> None:
    order = list(example.index)
    random.Random(seed).shuffle(order)  # noqa: S311 - no secret
    expected, dropped = discover_topics(example, THEMES, "", params)
    topics, also_dropped = discover_topics(example.loc[order], THEMES, "", params)
    pd.testing.assert_frame_equal(topics, expected)
    assert also_dropped == dropped


def test_who_does_not_take_part_is_named_with_the_reason(example: pd.DataFrame, params: Discover) -> None:
    example.loc[0, "duplicate_of"] = "u001"
    example.loc[8, "themes_status"] = "geen_inhoud"
    example.loc[16, "text"] = "Dat is het wel."
    example.loc[17, "text"] = "Mussen broeden onder dakpannen."
    topics, dropped = discover_topics(example, THEMES, "", params)
    assert dropped == {"u000": "dubbel", "u008": "geen_inhoud", "u016": "geen_woorden", "u017": "geen_onderwerp"}
    assert set(dropped.values()) <= set(NOT_IN_A_TOPIC)
    members = [statement for cell in topics["statements"] for statement in cell.split("|")]
    assert sorted([*members, *dropped]) == list(example["statement_id"])


@pytest.mark.parametrize("number", [0, 1, 3, 10])
def test_few_statements_make_an_empty_table(number: int, predictions: Predictions, params: Discover) -> None:
    frame = predictions([f"Brieven in taal {'abcdefghij'[n] * 4}" for n in range(number)])
    topics, dropped = discover_topics(frame, THEMES, "", params)
    assert list(topics.columns) == TOPICS.names
    assert TOPICS.checked(topics, where="test").empty
    assert dropped == dict.fromkeys(frame["statement_id"], "te_weinig_uitspraken")


def test_identical_texts_and_empty_answers_make_an_empty_table(predictions: Predictions, params: Discover) -> None:
    same = predictions(["Brieven in gewone taal."] * 40)
    topics, dropped = discover_topics(same, THEMES, "", params)
    assert topics.empty
    assert set(dropped.values()) == {"te_weinig_uitspraken"}
    topics, dropped = discover_topics(same.assign(themes_status="geen_inhoud"), THEMES, "", params)
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


@pytest.mark.parametrize(
    ("themes", "expected"),
    [
        ([["a"], ["a", "b"], ["b"], []], (0.75, 0.5)),
        ([[], [], []], (0.0, 0.0)),
        ([["a"], [], []], (0.3333, 0.3333)),
    ],
)
def test_coverage_by_hand(themes: list[list[str]], expected: tuple[float, float]) -> None:
    assert coverage(themes) == expected


def test_theme_that_the_codebook_lacks_is_a_named_mistake(example: pd.DataFrame, params: Discover) -> None:
    example.loc[5, "themes"] = "vertrouwn"
    with pytest.raises(InputError, match=r"u005.*vertrouwn") as caught:
        discover_topics(example, THEMES, "", params)
    assert caught.value.nearest == "vertrouwen"
