"""A lost id that was found again stays found, whoever answers what since; the check code tells the text."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.codebook import Codebook
from pipeline.core.files import dutch_csv
from pipeline.core.tables.review import REVIEW
from pipeline.review.common.review_rows import check_code
from pipeline.review.common.texts import Texts
from pipeline.review.returned.id_changes import find_id_changes
from pipeline.review.returned.reading import Returned, read_returned
from pipeline.review.returned.row import Row

TWICE, ONCE, ALSO = "De vergunning duurde lang.", "De nieuwsbrief is helder.", "Het is onduidelijk wie beslist."
# Round 2026 is called Voorjaar 2026 now; one of its texts was said in 2025 too.
NOW = {"a1": TWICE, "c1": TWICE, "c2": ONCE, "c3": ALSO}
ROUNDS = {"a1": "2025", "c1": "Voorjaar 2026", "c2": "Voorjaar 2026", "c3": "Voorjaar 2026"}
BEFORE = {"a1": ("2025", TWICE), "b1": ("2026", TWICE), "b2": ("2026", ONCE), "b3": ("2026", ALSO)}


def sent(statement_id: str, who: str, stance: str, **cells: str) -> dict[str, str]:
    """A row as it was sent before or after the round was renamed, filled in."""
    name, text = BEFORE.get(statement_id) or (ROUNDS[statement_id], NOW[statement_id])
    return {
        **dict.fromkeys(REVIEW.names, ""),
        "uitspraak_id": statement_id,
        "controle": check_code(statement_id, text, blind=True),
        "ronde": name,
        "tekst": text,
        "categorie_correctie": "inhoud",
        "oordeel_correctie": stance,
        "themas_correctie": "geen",
        "beoordelaar": who,
        **cells,
    }


def returned(codebook: Codebook, files: dict[str, list[dict[str, str]]]) -> Returned:
    contents = {
        f"{name}.csv": dutch_csv(pd.DataFrame(rows, columns=REVIEW.names, dtype=str))
        for name, rows in files.items()
    }
    return read_returned(contents, Texts(NOW, ROUNDS), codebook)


BEFOREHAND = {
    "cees": [sent(one, "Cees", "wens") for one in BEFORE],
    "dirk": [sent(one, "Dirk", "knelpunt") for one in BEFORE],
}


@settings(max_examples=100, deadline=None)
@given(
    later=st.lists(
        st.tuples(
            st.sampled_from([*BEFORE, *NOW]),
            st.sampled_from(["Els", "Fien"]),
            st.sampled_from(["wens", "knelpunt", "behouden"]),
        ),
        max_size=6,
        unique_by=lambda answer: answer[:2],
    )
)
def test_no_answer_throws_out_one_of_somebody_else(later: list[tuple[str, str, str]], codebook: Codebook) -> None:
    files = BEFOREHAND | {f"z{n}": [sent(*answer)] for n, answer in enumerate(later)}

    found = returned(codebook, files)

    kept = {(one.file, one.was or one.statement_id, one.statement_id) for one in found.reviews}
    moved = {"a1": "a1", "b1": "c1", "b2": "c2", "b3": "c3"}
    assert kept >= {(f"{name}.csv", old, now) for name in ("cees", "dirk") for old, now in moved.items()}


def test_who_answers_anew_is_held_to_that_answer_alone(codebook: Codebook) -> None:
    found = returned(codebook, BEFOREHAND | {"dirk2": [sent("c1", "dirk", "behouden")]})

    about = {(one.file, one.was, one.stance) for one in found.reviews if one.statement_id == "c1"}
    assert about == {("cees.csv", "b1", "wens"), ("dirk2.csv", "", "behouden")}
    assert [(one.row.file, one.row.cell("uitspraak_id"), one.issue.code) for one in found.orphans] == [
        ("dirk.csv", "b1", "gone")
    ]


def test_two_rounds_between_which_it_is_not_certain_are_not_guessed() -> None:
    rows = [Row("a.csv", 2, sent("b1", "An", "wens"))]

    assert find_id_changes(rows, Texts(NOW, ROUNDS)).now == {}


@pytest.mark.parametrize("cell", ["De nieuwsbrief is helder", "", "Onleesbaar"])
@pytest.mark.parametrize("old", ["b1", "b2"])
def test_the_code_tells_the_text_where_the_cell_was_touched(old: str, cell: str) -> None:
    rows = [Row("a.csv", n, sent(one, "An", "wens", tekst=cell)) for n, one in enumerate(("b1", "b2", "b3"))]

    assert find_id_changes(rows, Texts(NOW, ROUNDS)).now == {"b1": "c1", "b2": "c2", "b3": "c3"}
    wrong = sent(old, "An", "wens", tekst=cell, controle="b00000000")
    assert find_id_changes([Row("a.csv", 2, wrong)], Texts(NOW, ROUNDS)).now == {}


@pytest.mark.parametrize("cell", ["De nieuwsbrief is helder", ""])
def test_such_a_row_is_applied(cell: str, codebook: Codebook) -> None:
    found = returned(codebook, {"an": [sent("b2", "An", "wens", tekst=cell)]})

    assert [(one.statement_id, one.was) for one in found.reviews] == [("c2", "b2")]
    assert found.issues == []
