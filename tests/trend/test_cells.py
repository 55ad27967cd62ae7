"""What is held once counts as what is written out: the trend of categories is that of texts, in any order."""

from __future__ import annotations

import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given as given_
from hypothesis import settings
from hypothesis import strategies as st

from pipeline.core.counting import STANCES
from pipeline.core.dates import moment_of
from pipeline.trend.annotated_sample import weights
from pipeline.trend.cells import Cells, chances, given
from pipeline.trend.letters.campaigns import campaigns
from pipeline.trend.letters.copies import COPY_OF, WORDS, copies, counted_once, in_words
from pipeline.trend.order import rounds_in_order
from pipeline.trend.returning import told_apart
from pipeline.trend.shares import trend_tables
from tests.benchmarks.counted.bench_counts import KINDS, by_pandas, counted
from tests.trend.settings import PARAMS, THEMES, labels

LETTER = "Wij vragen u om de vergunning voor het zonnepark nog dit jaar te verlenen."
ROWS = [
    {
        "text": LETTER if n % 5 == 0 else f"Bij dossier {n} zaten er {3 * n} mensen om tafel, zei buur {7 * n}.",
        "round": ("2023", "2024-extern", "2025")[n % 3],
        "themes": ("", "leren", "leren|verkokering")[n % 5 % 3],
        "predicted_themes": ("", "leren", "verkokering")[n % 4 % 3],
        "audience": ("intern", "extern")[n // 3 % 2],
        "stance": ("wens", "knelpunt")[n % 2],
        "respondent": ("", "r1", f"r{n // 4}")[n % 3],
        "organisation": ("gemeente", "")[n % 2],
        **({"audit": "ja", "audit_probability": "0.500000", "reviewer": "Anna"} if n % 2 else {}),
    }
    for n in range(180)
]


def tables(frame: pd.DataFrame) -> list[pd.DataFrame]:
    """The tables of a trend, as the stage makes them."""
    frame = frame.sort_values("statement_id", ignore_index=True)
    words = in_words(frame["text"])
    respondents = told_apart(frame, same_codes=False)
    frame = frame.assign(respondent=respondents, **{WORDS: words.cat.codes, COPY_OF: copies(words)})
    rounds = rounds_in_order(frame, [])
    weight = counted_once(weights(frame, {"vaak": 2.0}, count_duplicates=False), frame)
    return [
        *trend_tables(frame, rounds, THEMES, PARAMS, weight),
        campaigns(frame, [each.name for each in rounds], PARAMS),
    ]


@pytest.fixture(scope="module")
def expected() -> list[pd.DataFrame]:
    return tables(labels(*ROWS))


@pytest.mark.parametrize("order", [slice(None), slice(None, None, -1)])
def test_categories_in_any_order_count_as_texts(expected: list[pd.DataFrame], order: slice) -> None:
    frame = labels(*ROWS)
    kinds = frame.astype({name: "category" for name in frame if name != "statement_id"})

    found = tables(kinds.iloc[order])

    assert all(len(each) for each in expected)
    for one, other in zip(found, expected, strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_cells_are_the_array_that_they_stand_for() -> None:
    cells = given(pd.Series(["a|b", "", "b", "a|b"]), pd.Series(["wens", "wens", "behouden", "wens"]), ["a", "b"])

    whole = np.asarray(cells)
    # a, b, then of each behouden, knelpunt, wens, neutraal
    assert whole.astype(int).tolist() == [
        [1, 1, 0, 0, 1, 0, 0, 0, 1, 0],
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        [0, 1, 0, 0, 0, 0, 1, 0, 0, 0],
        [1, 1, 0, 0, 1, 0, 0, 0, 1, 0],
    ]
    assert len(cells.different) == 3
    some = cells[np.array([2, 0])]
    assert isinstance(some, Cells)
    assert (some[:, [1, 4]] == whole[[2, 0]][:, [1, 4]]).all()


STATEMENTS = st.tuples(
    st.sampled_from(["2023", "2024", "2025"]),
    st.sampled_from(["intern", "extern"]),
    st.sampled_from(["behouden", "knelpunt", "wens", "neutraal"]),
    st.sampled_from(["", "leren", "verkokering", "leren|verkokering", "verkokering|leren"]),
    st.sampled_from(["thema", "geen_thema", "geen_inhoud", "buiten_onderwerp", "onbeslist"]),
)


@settings(max_examples=12, deadline=None)
@given_(rows=st.lists(STATEMENTS, max_size=30), chance=st.randoms(use_true_random=False))
def test_counts_are_those_of_plain_pandas_in_any_order(
    rows: list[tuple[str, ...]], chance: random.Random, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The benchmark of ten million rows (tests/benchmarks/counted) counts by these two functions."""
    path = tmp_path_factory.mktemp("counts") / "labels.csv"
    found = []
    for _ in range(2):
        lines = [",".join((f"s{place}", *cells)) for place, cells in enumerate(rows)]
        path.write_text("\n".join([",".join(["statement_id", *KINDS]), *lines, ""]), encoding="utf-8")
        found += [counted(path, [*THEMES]), by_pandas(path, [*THEMES])]
        chance.shuffle(rows)

    assert found[0]["rows"] == len(rows)
    assert found == [found[0]] * 4


def test_what_the_trend_counts_is_what_plain_pandas_counts() -> None:
    frame = labels(*ROWS)
    written = frame.assign(theme=frame["themes"].str.split("|")).explode("theme")
    written = written.assign(round=written["round"].map(moment_of))
    by_hand = written[written["theme"] != ""].groupby(["theme", "round", "audience"]).size()

    trend = tables(frame)[0]

    told = trend[(trend["doelgroep"] != "alle") & (trend["n"] != "0")].set_index(["thema", "ronde", "doelgroep"])
    assert told["n"].astype(int).to_dict() == by_hand.to_dict()
    assert by_hand.sum() == 180 / 5 * (1 + 1 + 2)  # of five statements two have one theme, and one has two


@given_(st.lists(st.tuples(st.integers(0, 100), st.sampled_from(["", *STANCES])), min_size=1, max_size=20))
def test_the_chance_of_a_stance_is_a_part_of_that_of_the_theme(rows: list[tuple[int, str]]) -> None:
    """0.7 for the stance that the coder thinks best, a third of the rest for each other, in whole hundredths."""
    frame = pd.DataFrame(
        [(f"leren={hundredths / 100:.2f}", stance, "ja") for hundredths, stance in rows],
        columns=["theme_chances", "predicted_stance", "audit"],
    )

    found, _ = chances(frame, ["leren"])

    parts = [[0.7 if stance == each else 0.1 for each in STANCES] for _, stance in rows]
    expected = [
        [hundredths, *(np.rint(np.float32(hundredths) * np.float32(part)) for part in own)]
        for (hundredths, _), own in zip(rows, parts, strict=True)
    ]
    assert np.array(found).tolist() == expected
