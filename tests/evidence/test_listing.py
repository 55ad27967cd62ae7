from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.corpus import Action
from pipeline.core.params import load_params
from pipeline.core.tables import EVIDENCE
from pipeline.core.yaml_model import own_yaml
from pipeline.evidence.statements import bearing_on, examples, listing, with_evidence
from tests.cases import cases
from tests.trend.settings import labels

NAMES = {"regie": "Regie en verbinding", "leren": "Leren en volhouden"}
BY_HAND = own_yaml(Path(__file__).parent / "cases" / "listing.yaml")["by_hand"]
LIMITS = load_params().evidence.model_copy(update={"quote_shortest": 10, "quote_longest": 60})


def listed(frame: pd.DataFrame, per_stance: int = 1, themes: tuple[str, ...] = ("regie",)) -> pd.DataFrame:
    statements = with_evidence(frame, list(NAMES), ["2024", "2025"])
    action = Action(title="Netwerkdag", owner="HR", themes=themes)
    limits = LIMITS.model_copy(update={"examples_per_stance": per_stance})
    return EVIDENCE.checked(listing(3, action, statements, NAMES, limits), where="test")


def test_a_row_by_hand() -> None:
    table = listed(labels(BY_HAND["statement"]), themes=("leren", "regie"))

    assert table.to_dict("records") == [BY_HAND["row"]]


def test_the_lone_dissenter_is_among_the_first_however_old() -> None:
    many = [{"stance": "knelpunt", "themes": "regie", "round": "2025"}] * 30
    one = {"statement_id": "anders", "stance": "behouden", "themes": "regie", "round": "2024-extern"}

    table = listed(labels(*many, one), per_stance=2)

    assert table["uitspraak_id"].tolist().index("anders") == 2  # after two examples of the newest round
    assert table["voorbeeld"].tolist() == ["ja"] * 3 + ["nee"] * 28


def test_examples_are_of_each_theme() -> None:
    table = listed(
        labels(
            *[{"stance": "behouden", "themes": "regie"}] * 3,
            {"statement_id": "zeldzaam", "stance": "behouden", "themes": "leren"},
        ),
        themes=("regie", "leren"),
    )

    assert table.loc[table["voorbeeld"] == "ja", "uitspraak_id"].tolist() == ["u0", "zeldzaam"]


def test_stances_take_turns_and_rounds_are_in_order() -> None:
    stances = ["knelpunt", "knelpunt", "behouden", "neutraal", "wens", "behouden"]
    rows = [{"stance": s, "themes": "regie", "round": r} for r in ("2024-intern", "2025") for s in stances]

    table = listed(labels(*rows))

    rest = table[table["voorbeeld"] == "nee"]
    assert table["voorbeeld"].tolist() == ["ja"] * 4 + ["nee"] * 8
    assert table["oordeel"].tolist()[:4] == ["knelpunt", "behouden", "wens", "neutraal"]
    assert set(table["ronde"][:4]) == {"2025"}
    assert rest["ronde"].tolist() == ["2025"] * 2 + ["2024"] * 6
    assert rest["oordeel"].tolist() == [
        "knelpunt", "behouden", "knelpunt", "behouden", "wens", "neutraal", "knelpunt", "behouden",
    ]  # fmt: skip


def test_among_equals_a_persons_label_then_the_surest() -> None:
    table = listed(
        labels(
            {"themes": "regie", "theme_confidences": "regie=0.60"},
            {"themes": "regie", "theme_confidences": "regie=0.90"},
            {"themes": "regie", "theme_confidences": "regie=0.50", "review_status": "gecorrigeerd"},
            {"themes": "regie"},
        )
    )

    assert table["uitspraak_id"].tolist() == ["u2", "u1", "u0", "u3"]
    assert table["zekerheid"].tolist() == ["0.500", "0.900", "0.600", ""]


def test_a_duplicate_is_listed_marked_and_never_an_example() -> None:
    table = listed(
        labels({"themes": "regie"}, {"themes": "regie", "duplicate_of": "u0", "review_status": "akkoord"})
    )

    assert table[["uitspraak_id", "voorbeeld", "dubbel_van"]].to_numpy().tolist() == [
        ["u0", "ja", ""],
        ["u1", "nee", "u0"],
    ]


@pytest.mark.parametrize("themes", [(), ("leren",)])
def test_nothing_bears_on_it(themes: tuple[str, ...]) -> None:
    assert listed(labels({"themes": "regie"}), themes=themes).empty
    assert listed(labels(), themes=themes).empty


CLEAR = "Wij horen pas na weken iets terug."


def chosen(frame: pd.DataFrame, per_stance: int = 1) -> set[str]:
    listed = bearing_on(with_evidence(frame, ["regie", "leren"], ["2024", "2025"]), ["regie", "leren"])
    limits = {"examples_per_stance": per_stance, "quote_shortest": 20, "quote_longest": 50}
    return examples(listed, load_params().evidence.model_copy(update=limits))


@pytest.mark.parametrize(("better", "worse"), cases(__file__, "better"))
def test_which_is_better(better: dict[str, str], worse: dict[str, str]) -> None:
    rows = [
        {"themes": "regie", "theme_confidences": "regie=0.90", "text": f"{CLEAR} {name}", "respondent": name}
        | cells
        for name, cells in (("worse", worse), ("better", better))
    ]
    frame = labels(*rows)

    assert chosen(frame) == set(frame.loc[frame["respondent"] == "better", "statement_id"])


def test_another_source_goes_before_a_surer_one() -> None:
    frame = labels(
        *[{"themes": "regie", "theme_confidences": "regie=0.99", "source": "a.csv"}] * 3,
        {"themes": "regie", "theme_confidences": "regie=0.50", "source": "b.csv"},
    )

    assert chosen(frame, per_stance=2) == {"u0", "u3"}
    assert chosen(frame, per_stance=3) == {"u0", "u1", "u3"}


def test_another_person_goes_before_another_source() -> None:
    frame = labels(
        {"themes": "regie", "source": "a.csv", "respondent": "r1"},
        {"themes": "regie", "source": "b.csv", "respondent": "r1"},
        {"themes": "regie", "source": "a.csv", "respondent": "r2"},
    )

    assert chosen(frame, per_stance=2) == {"u0", "u2"}
    assert chosen(frame, per_stance=5) == {"u0", "u1", "u2"}  # one person may be all there is


def test_the_same_words_are_shown_once() -> None:
    frame = labels(
        {"themes": "regie", "text": "Korte  lijnen", "respondent": "r1"},
        {"themes": "leren", "text": "korte lijnen", "respondent": "r2"},
        {"themes": "leren", "text": "Leer van elkaar", "respondent": "r3"},
    )

    assert chosen(frame, per_stance=2) in ({"u0", "u2"}, {"u1", "u2"})


def test_a_statement_speaks_for_all_its_themes() -> None:
    frame = labels({"themes": "regie|leren"}, {"themes": "regie"}, {"themes": "leren"})

    assert chosen(frame) == {"u0"}


def test_every_side_of_every_theme_is_heard() -> None:
    sides = [
        {"themes": theme, "stance": stance, "text": f"{theme} {stance}"}
        for theme in ("regie", "leren")
        for stance in ("behouden", "knelpunt", "wens", "neutraal")
    ]
    frame = labels(*[{"themes": "regie", "text": CLEAR}] * 20, *sides)

    assert len(chosen(frame)) == 8
    assert chosen(frame) >= {f"u{number}" for number in (20, 22, 23, 24, 25, 26, 27)}
    assert chosen(labels()) == set()


statement = st.fixed_dictionaries(
    {
        "round": st.sampled_from(["2024-intern", "2025", "proef"]),
        "stance": st.sampled_from(["behouden", "knelpunt", "wens", "neutraal"]),
        "themes": st.sampled_from(["", "regie", "leren", "regie|leren"]),
        "theme_confidences": st.sampled_from(["", "regie=0.60", "regie=0.60|leren=0.70"]),
        "duplicate_of": st.sampled_from(["", "", "u0"]),
    }
)


@settings(max_examples=30)
@given(st.lists(statement, max_size=12), st.integers(0, 1000))
def test_order_is_free_nobody_is_lost_and_every_side_is_shown(rows: list[dict[str, str]], seed: int) -> None:
    frame = labels(*rows)

    table = listed(frame)

    pd.testing.assert_frame_equal(table, listed(frame.sample(frac=1, random_state=seed)))
    bearing = frame[frame["themes"].str.contains("regie")]
    assert sorted(table["uitspraak_id"]) == sorted(bearing["statement_id"])
    sides = set(bearing.loc[bearing["duplicate_of"] == "", "stance"])
    assert set(table.loc[table["voorbeeld"] == "ja", "oordeel"]) == sides


@pytest.mark.parametrize("order", [slice(None), slice(None, None, -1)])
def test_categories_are_listed_as_texts_and_a_cut_list_is_the_first_of_the_whole(order: slice) -> None:
    frame = labels(
        *[
            {
                "themes": ("regie", "leren|regie", "leren")[n % 3],
                "theme_confidences": f"regie=0.{n % 9}0",
                "stance": ("wens", "knelpunt", "behouden")[n % 5 % 3],
                "round": ("2024", "2025")[n % 2],
                "text": f"tekst {n % 11}",
                "respondent": f"r{n % 4}",
                **({"duplicate_of": "u0"} if n % 10 == 9 else {}),
            }
            for n in range(60)
        ]
    )
    kinds = frame.astype({name: "category" for name in frame if name != "statement_id"}).iloc[order]
    action = Action(title="Netwerkdag", owner="HR", themes=("regie",))

    def rows(of: pd.DataFrame, most: int) -> pd.DataFrame:
        limits = LIMITS.model_copy(update={"most_listed": most})
        return listing(3, action, with_evidence(of, list(NAMES), ["2024", "2025"]), NAMES, limits)

    whole = rows(frame, 100)
    assert len(whole) == 40
    pd.testing.assert_frame_equal(rows(kinds, 100), whole)
    pd.testing.assert_frame_equal(rows(kinds, 15), whole.head(15))
